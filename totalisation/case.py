"""The facts of a claim: the person, the insured periods, what is claimed, what is already established.

These models are the contract with whoever writes a case; ``Case.model_json_schema()`` publishes it. They
check the shape of each field. What needs several fields together, or the terms of an agreement, is checked
in ``case_checks``, so that an officer sees all faults of a case at once.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from totalisation.months import Month, month_of
from totalisation.parameters import key_of
from totalisation.written_values import (
    AgreementName,
    CalendarDay,
    Figure,
    FigureOrTable,
    Identifier,
    Money,
    MonthOrDay,
    PartialDate,
    PartyCode,
    Word,
    exact_figure,
)

MOST_PERIODS: Final = 20_000
"""No case may hold more periods."""

Benefit = Literal["old_age", "lump_sum", "survivors", "disability"]
"""What can be claimed: a pension at an age, a lump sum in place of insured periods, and what a death or a
disability gives."""


class Facts(BaseModel):
    """What all parts of a case have in common: no unknown keys, and no change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Dependant(Facts):
    """A person whom the insured person maintains."""

    relation: Literal["spouse", "child", "parent"]
    birth_date: PartialDate | None = None
    disabled: StrictBool = False


class Person(Facts):
    """The insured person."""

    sex: Literal["female", "male"]
    birth_date: PartialDate = Field(description="As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD.")
    nationality: PartyCode | None = None
    residence: PartyCode | None = None
    name: Identifier | None = None
    capacity_loss_percent: Annotated[StrictInt, Field(ge=0, le=100)] | None = Field(
        None, description="Loss of working capacity in per cent, as the medical board concluded."
    )
    capacity_conclusion: CalendarDay | None = Field(None, description="Day of that conclusion.")
    occupational_hiv: StrictBool = Field(False, description="HIV/AIDS from an occupational accident.")
    dependants: tuple[Dependant, ...] = Field((), max_length=50)


class PensionDrawn(Facts):
    """A pension that one party pays, or paid until a death."""

    monthly: Money = Field(
        description="Its amount in the month of death, or as it is now drawn, in whole units of the party's currency."
    )
    since: MonthOrDay = Field(description="First month for which it was paid.")


class Withdrawal(Facts):
    """A lump sum asked of one party in place of the benefits that its periods would give."""

    reason: Word = Field(description="Why it is due, in a word of the party's scheme: age, emigration, ceased …")
    since: CalendarDay | None = Field(
        None, description="Day on which the reason arose: of departure, of the medical conclusion, of the last permit."
    )
    decided: CalendarDay | None = Field(
        None, description="Day of the institution's decision, where it is not that of the claim."
    )
    pension: PensionDrawn | None = Field(
        None, description="The pension that the person draws from the party and would have paid out in one sum."
    )


class Death(Facts):
    """The death of the insured person, on which survivors claim."""

    date: CalendarDay
    cause: Literal["illness", "accident", "work_accident", "occupational_disease"] | None = None
    pensions: dict[PartyCode, PensionDrawn] = Field(default_factory=dict)


class Survivor(Facts):
    """A relative of the deceased, with what the parties' laws ask about one."""

    relation: Literal["spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other"] = Field(
        description="To the deceased; “parent” and “grandparent” are also those of the spouse."
    )
    sex: Literal["female", "male"] | None = None
    birth_date: PartialDate | None = None
    maintained: StrictBool = Field(True, description="The deceased maintained the relative, as the institution found.")
    disabled: StrictBool = Field(False, description="In the state of disability that the party's law names.")
    capacity_loss_percent: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    monthly_income: dict[PartyCode, Money] = Field(
        default_factory=dict, description="Income of a month as a party's law counts it, in that party's currency."
    )
    insured_employment: StrictBool = Field(False, description="Earns a salary and is compulsorily insured.")
    without_carer: StrictBool = Field(False, description="Nobody takes direct care of the relative.")
    carer_from: MonthOrDay | None = Field(None, description="First month in which somebody does again.")


class Disability(Facts):
    """An illness or injury that disables the insured person."""

    first_examined: CalendarDay = Field(description="Day on which a doctor first examined it.")
    settled: CalendarDay | None = Field(None, description="Day on which it was healed or its symptoms were fixed.")
    degrees: dict[PartyCode, Annotated[StrictInt, Field(ge=1, le=9)]] = Field(
        default_factory=dict, description="Grade of disability that each party's institution found."
    )
    residence: PartyCode | None = Field(None, description="Where the person lived on the day of the first examination.")


class TopUp(Facts):
    """Months that are missing from the qualifying period, paid in one sum."""

    months: Annotated[StrictInt, Field(ge=1, le=119)]
    paid: MonthOrDay = Field(description="Month in which the whole sum was paid.")


class Claim(Facts):
    """What is claimed, and from when."""

    benefit: Benefit
    date: CalendarDay = Field(description="Day on which the benefit is claimed.")
    top_up: dict[PartyCode, TopUp] = Field(default_factory=dict)
    options: dict[PartyCode, dict[Word, Any]] = Field(
        default_factory=dict, description="Choices that one party's law gives the person, by party."
    )
    withdrawals: dict[PartyCode, Withdrawal] = Field(
        default_factory=dict, description="For a lump sum: what is asked of each party."
    )
    death: Death | None = Field(None, description="For survivors.")
    survivors: tuple[Survivor, ...] = Field((), max_length=50, description="Relatives of the deceased.")
    disability: Disability | None = Field(None, description="For a disability benefit.")

    @property
    def has_further_facts(self) -> bool:
        """Whether it holds facts of a benefit other than the old-age pension."""
        return bool(self.withdrawals or self.death or self.survivors or self.disability)


class Earnings(Facts):
    """Earnings of each month from ``first`` to ``last``, in whole units of the party's currency."""

    first: MonthOrDay = Field(alias="from")
    last: MonthOrDay = Field(alias="to")
    monthly: Money
    coefficient: Figure | None = Field(
        None, description="State-set salary: the multiple of the base salary, an exact number in a string."
    )


class Count(Facts):
    """An insured time that was certified as a number of units and not as calendar months."""

    unit: Literal["days", "weeks", "months", "quarters", "years"]
    number: Annotated[StrictInt, Field(ge=1, le=40_000)]


class Period(Facts):
    """An insured period under one party's law, from its first to its last month or day."""

    party: PartyCode
    first: MonthOrDay = Field(alias="from")
    last: MonthOrDay = Field(alias="to")
    kind: Word = Field(description="compulsory, voluntary, credited, or a kind of the party's scheme.")
    earnings: tuple[Earnings, ...] = Field((), max_length=2000)
    salary_regime: Literal["state", "employer"] | None = None
    conditions: tuple[Word, ...] = Field((), max_length=20, description="Conditions of the work, such as hazardous.")
    broken_months: tuple[MonthOrDay, ...] = Field(
        (), max_length=2000, description="Months within the period that were not paid and do not count."
    )
    refunded: StrictBool = Field(
        False, description="Contributions were withdrawn or refunded: the period is extinguished."
    )
    count: Count | None = None


class Case(Facts):
    """One claim under one agreement."""

    case_id: Identifier
    agreement: AgreementName
    person: Person
    claim: Claim
    periods: tuple[Period, ...] = Field((), max_length=MOST_PERIODS)
    established: dict[PartyCode, dict[Word, FigureOrTable]] = Field(
        default_factory=dict,
        description="Figures that an institution has already established, by party and name.",
    )
    interpretations: dict[PartyCode, dict[Word, Word]] = Field(
        default_factory=dict, description="Readings chosen for open questions of law, by party and name."
    )

    @property
    def claim_month(self) -> Month:
        """The month in which the benefit is claimed."""
        return month_of(self.claim.date)

    def figures_of(self, party: str) -> dict[str, Any]:
        """The figures established by ``party`` as rules use them: exact numbers, tables by number or word."""
        return {
            name: {key_of(key): exact_figure(each) for key, each in figure.items()}
            if isinstance(figure, dict)
            else exact_figure(figure)
            for name, figure in self.established.get(party, {}).items()
        }
