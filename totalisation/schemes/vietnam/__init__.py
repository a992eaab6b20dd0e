"""Viet Nam: retirement pensions of compulsory and voluntary social insurance, for starts from 2016 on.

Laws 58/2014 (2016 to June 2025) and 41/2024 (from July 2025). The law is that of the month in which the pension
starts (L2024 5(7)). Not encoded: early pensions of the armed forces on reduced capacity (L2024 65(2)), preschool
teachers (Law 73/2025), the better averages of D158 15(2)(a), (b) and 15(3), and what began before 2016.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from totalisation.case import Benefit, Case, Period
from totalisation.messages import Fault
from totalisation.months import Month, MonthSet, month
from totalisation.parameters import Citation
from totalisation.periods import OwnRecord
from totalisation.rules import RuleSet
from totalisation.schemes.base import BenefitLaw, Facts, Part, Repayment, Scheme
from totalisation.schemes.options import Serves
from totalisation.schemes.vietnam import (
    ages,
    average,
    commutation,
    conditions,
    death_sums,
    extras,
    insured_years,
    lump_sum,
    own_contributions,
    payment,
    rates,
    start,
    survivors,
    survivors_amounts,
)
from totalisation.schemes.vietnam.benefit_facts import benefit_facts
from totalisation.schemes.vietnam.checks import FOREIGNERS_SINCE, faults_of_case
from totalisation.schemes.vietnam.days import counted_months
from totalisation.schemes.vietnam.facts import BY_PRICES_SINCE, CONDITIONS_OF_WORK, VOLUNTARY_BEFORE, scheme_facts
from totalisation.written_values import Money


class VietnamOptions(BaseModel):
    """What the person declares for this party."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    citizen_when_insured: StrictBool = Field(
        False, description="A foreigner was a Vietnamese citizen during the insured periods before 2022."
    )
    state_support: Annotated[Money, Serves("old_age", "lump_sum")] = Field(
        0, description="What the State paid towards voluntary contributions, which a single sum leaves out."
    )
    allowance_drawn: Annotated[StrictBool, Serves("lump_sum")] = Field(
        False, description="What is drawn and paid out in one sum is a monthly allowance and no pension."
    )
    survivors_lump_sum: Annotated[StrictBool, Serves("survivors")] = Field(
        False, description="The relatives choose the lump sum in place of the monthly allowance."
    )
    accident_allowance_percent: Annotated[StrictInt, Field(ge=0, le=100), Serves("survivors")] = Field(
        0, description="Loss of capacity for which the deceased drew a monthly allowance of occupational accidents."
    )
    insured_deaths: Annotated[StrictInt, Field(ge=1, le=2), Serves("survivors")] = Field(
        1, description="2 where two or more insured persons have died whose relatives these are."
    )


class VietnamScheme(Scheme):
    """The face that this law turns to the engine."""

    options: type[BaseModel] = VietnamOptions
    conditions_of_work = CONDITIONS_OF_WORK
    also = ("one_off_allowance",)
    language = "vi"
    constants_of_facts: Mapping[str, int] = {
        "BY_PRICES_SINCE": BY_PRICES_SINCE,
        "VOLUNTARY_BEFORE": VOLUNTARY_BEFORE,
        "FOREIGNERS_SINCE": FOREIGNERS_SINCE,
    }
    stand_ins: Mapping[str, tuple[int, int]] = {"average_earnings": (500_000, 50_000_000)}
    repayment = Repayment(False, Citation("L2024", "5(3)"))
    withdrawal_reasons = lump_sum.REASONS
    pays_out_pensions = True
    contributions = RuleSet.of(own_contributions)
    benefits: Mapping[Benefit, BenefitLaw] = {
        "lump_sum": BenefitLaw(
            RuleSet.of(ages, conditions, average, insured_years, lump_sum, commutation),
            (
                Part(
                    "commuted_pension",
                    "commutation_conditions",
                    "decision_month",
                    totalised=False,
                    asked="pays_out_pension",
                ),
                Part(
                    "lump_sum",
                    "withdrawal_conditions",
                    "decision_month",
                    totalised=False,
                    asked="withdraws_contributions",
                ),
            ),
            "start_month",
            month(2016, 1),
        ),
        "survivors": BenefitLaw(
            RuleSet.of(ages, average, insured_years, survivors, survivors_amounts, death_sums),
            (
                Part(
                    "monthly_allowance",
                    "allowance_conditions",
                    "allowance_start_month",
                    at_start="monthly_allowance_at_start",
                    shared="allowance_by_relative",
                ),
                Part(
                    "survivors_lump_sum",
                    "survivors_lump_sum_conditions",
                    "death_month",
                    instead_of=("monthly_allowance",),
                    totalised=False,
                ),
                Part("funeral_grant", "funeral_conditions", "death_month", totalised=False),
            ),
            "start_month",
            month(2016, 1),
        ),
    }

    def counted_span(self, period: Period, case: Case) -> MonthSet:
        """The months of ``period`` that count: see ``days``."""
        if period.first.day is None and period.last.day is None:
            return MonthSet.span(period.first.first_month, period.last.first_month)
        entry = self.parameters["unpaid_working_days"].entries[-1]
        assert isinstance(entry.value, int)
        return counted_months(period, entry.value)

    def record(self, case: Case, party: str) -> OwnRecord:
        """The months of ``party`` that count, with those that were paid in one sum."""
        record = super().record(case, party)
        top_up = case.claim.top_up.get(party)
        record.extra_months = 0 if top_up is None else top_up.months
        return record

    def facts(self, case: Case, party: str, record: OwnRecord) -> Facts:
        """The facts of ``scheme_facts``."""
        return scheme_facts(case, party, record)

    def facts_of_benefit(self, case: Case, party: str, record: OwnRecord) -> Facts:
        """The facts of ``benefit_facts``."""
        options = VietnamOptions.model_validate(case.claim.options.get(party, {}))
        return benefit_facts(case, party, record, options)

    def checks(self, case: Case, party: str) -> list[Fault]:
        """What this law finds wrong with a case: see ``checks``."""
        return faults_of_case(self, case, party)

    def first_claim_month(self) -> Month:
        """January 2016, when Law 58/2014 came into force."""
        return month(2016, 1)


SCHEME: Final = VietnamScheme(
    "vietnam",
    Path(__file__).parent,
    RuleSet.of(ages, conditions, start, rates, average, extras, payment),
    "nearest_whole",
)
