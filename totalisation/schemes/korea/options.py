"""The choices that the National Pension Act gives to the person, and facts of the claim that only it asks for."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, StrictBool, StrictInt, StringConstraints

from totalisation.case import Facts
from totalisation.schemes.options import Serves
from totalisation.written_values import Money, MonthOrDay, written_like

Share = Literal["1/2", "3/5", "7/10", "4/5", "9/10", "1"]
"""The part of the pension that is deferred: half to nine tenths, or the whole (Act Art. 62(1), (3))."""

_VISA: Final = r"^[A-Z]-\d{1,2}$"

Visa = Annotated[str, StringConstraints(pattern=_VISA), written_like(_VISA, "E-9")]

LONGEST_MILITARY_CREDIT: Final = 12
"""Months of military credit that Act Art. 18(1) adds at most."""


class KoreaOptions(Facts):
    """What ``claim.options`` may hold for Korea. Nothing is required."""

    early: Annotated[StrictBool, Serves("old_age")] = Field(
        False, description="An early pension is asked for (Act Art. 61(2))."
    )
    deferred_until: Annotated[MonthOrDay | None, Serves("old_age")] = Field(
        None, description="First month in which the deferred pension is paid (Act Art. 62)."
    )
    deferred_share: Annotated[Share, Serves("old_age")] = Field(
        "1", description="Part of the pension that is deferred (Act Art. 62(3))."
    )
    count_acquisition_month: StrictBool = Field(
        False, description="The person wishes the month of acquisition to count (Act Art. 17(1)3)."
    )
    monthly_income: Annotated[Money, Serves("old_age")] = Field(
        0, description="Mean monthly income from business and employment, in won (Act Arts. 61(2), 63-2)."
    )
    childbirth_credit_months: Annotated[StrictInt, Field(ge=0, le=600), Serves("old_age")] = Field(
        0, description="Months credited for children, as the institution counts them (Act Art. 19)."
    )
    military_credit_months: Annotated[StrictInt, Field(ge=0, le=LONGEST_MILITARY_CREDIT), Serves("old_age")] = Field(
        0, description="Months credited for military service (Act Art. 18)."
    )
    visa: Annotated[Visa | None, Serves("old_age", "lump_sum", "survivors")] = Field(
        None, description="A foreigner's status of stay while insured, such as E-9 (Act Art. 126(4))."
    )
    months_outside_insurance: Annotated[StrictInt, Field(ge=0, le=600), Serves("survivors", "disability")] = Field(
        0, description="Months that the time of insurance leaves out, as the institution counts them (Act Art. 3(1)19)."
    )
    arrears_months: Annotated[StrictInt, Field(ge=0, le=600), Serves("survivors", "disability")] = Field(
        0, description="Months of contributions in arrears (Act Arts. 67(1)2, 72(1)4)."
    )
    industrial_accident_benefits: Annotated[StrictBool, Serves("survivors", "disability")] = Field(
        False, description="Benefits of industrial accidents are paid for the same death or disability (Act Art. 113)."
    )
    disability_pension_drawn: Annotated[StrictBool, Serves("survivors")] = Field(
        False, description="The deceased drew a disability pension of grade 1 or 2 (Act Art. 72(1)5)."
    )
    left_the_country: Annotated[StrictBool, Serves("survivors")] = Field(
        False, description="The deceased had emigrated or lost Korean nationality (Act Art. 72(2))."
    )
    pensions_drawn_in_all: Annotated[Money | None, Serves("survivors")] = Field(
        None, description="All that the deceased drew in old-age and disability pensions, in won (Act Art. 80(2)2)."
    )
    other_benefit_chosen: Annotated[StrictBool, Serves("survivors")] = Field(
        False,
        description="Each relative who draws it has another benefit of this Act and chose that one (Act Art. 56).",
    )
