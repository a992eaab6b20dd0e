"""The terms of an agreement: the vocabulary in which a treaty is written down.

Each term carries the article that orders it, the source that was read, and whether it was read there. The
engine knows these terms and no country; ``agreement_file`` reads them from a file.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, StrictBool, StrictInt, StrictStr, StringConstraints
from pydantic_core import PydanticCustomError

from totalisation.case import Claim, Period, Person
from totalisation.coverage_terms import CoverageTerms
from totalisation.coverage_terms import DetachmentTerm as DetachmentTerm
from totalisation.money import exact
from totalisation.months import Month, month_of
from totalisation.periods import KindClass
from totalisation.term import Code as Code
from totalisation.term import Language as Language
from totalisation.term import Line
from totalisation.term import Term as Term
from totalisation.term import Terms as Terms
from totalisation.term import Text as Text
from totalisation.written_values import AgreementName, CalendarDay, FigureOrTable, Money, MonthOrDay, Word

Unit = Literal["days", "weeks", "months", "quarters", "years"]
Provision = Literal["coverage", "totalisation", "payment_abroad", "lump_sum_refund"]

TotalisedBenefit = Literal["survivors", "disability"]
"""Benefits beside the old-age pension that an agreement may totalise."""

PROVISIONS: tuple[Provision, ...] = get_args(Provision)


def _exact_text(value: object) -> object:
    try:
        if isinstance(value, str) and exact(value) > 0:
            return value
    except ValueError:
        pass
    raise PydanticCustomError("exact_text", "not an exact number above 0")


def _currency(value: object) -> object:
    if isinstance(value, str) and re.fullmatch("[A-Z]{3}", value):
        return value
    raise PydanticCustomError("currency_code", "not the code of a currency")


ExactText = Annotated[str, BeforeValidator(_exact_text)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$"), BeforeValidator(_currency)]


class Source(Terms):
    """A document in which terms were read."""

    title: dict[Language, Text]
    address: Line = ""
    read: CalendarDay | None = None


class DateTerm(Term):
    """The day from which something has effect."""

    date: CalendarDay

    @property
    def month(self) -> Month:
        """The month of that day."""
        return month_of(self.date)


class OverlapTerm(Term):
    """Months insured under both parties: counted once, and who keeps them.

    ``each_own``: each party counts them as its own and adds nothing for the other's. ``by_class``: the class
    that stands first in ``precedence`` keeps the month, equals each as its own. ``party``: always that party.
    """

    keeper: Literal["each_own", "by_class", "party"]
    party: Code | None = None
    precedence: tuple[KindClass, ...] = ("compulsory", "voluntary", "credited", "deemed", "residence")


class ThirdStateTerm(Term):
    """Periods under states that are not parties: excluded, or counted if the state is among ``states``.

    They count for entitlement and for the amount, in its theoretical part and in the ratio's denominator, or
    for entitlement alone.
    """

    count: Literal["excluded", "linked_states"]
    states: tuple[Code, ...] = ()
    count_for: Literal["entitlement_and_amount", "entitlement"] = "entitlement_and_amount"


class EarlierPeriodsTerm(Term):
    """Whether insured periods completed before the agreement entered into force count."""

    count: Literal["counted", "not_counted"]


class RefundedPeriodsTerm(Term):
    """Whether a period whose contributions were refunded still counts for totalisation."""

    count: Literal["extinguished", "counted"]


class RoundingTerm(Term):
    """How the amount is rounded where the party has no scheme of its own to say so."""

    to: Literal["nearest_whole", "down_to_ten", "down_to_whole", "up_to_whole"]


class PersonsTerm(Term):
    """Whom the benefit provisions cover: all who are or were insured under a party, or only its nationals."""

    scope: Literal["all_insured", "nationals"]


class LumpSumTerm(Term):
    """Whose contributions a party refunds under the agreement, and of which periods."""

    nationals_of: tuple[Code, ...]
    periods: Literal["all", "since_entry_into_force"] = "all"


class KindsTerm(Term):
    """Which classes of insured period count.

    ``since`` and ``from_age_years`` leave out what is earlier, ``until_age_years`` what lies from that age on.
    By the month, a month in which an age is reached lies after it.
    """

    classes: tuple[KindClass, ...]
    since: CalendarDay | None = None
    from_age_years: Annotated[StrictInt, Field(ge=0, le=100)] | None = None
    until_age_years: Annotated[StrictInt, Field(ge=0, le=120)] | None = None


class DaySumTerm(Term):
    """How a party's own periods that are known by days add up, where not each month they touch counts.

    Of each period the whole months are counted from its first day, both ends included; the days left over are
    summed, and so many of them make a month. The days that remain in the end are dropped or make a whole month.
    """

    days_per_month: Annotated[StrictInt, Field(ge=28, le=31)]
    remainder: Literal["down", "up"]


class CountingTerm(Term):
    """The unit of insured time in which this party counts, where that is not the month.

    The other party's months become such units in each calendar year (``per = "calendar_year"``), or in one
    sum for each unbroken period: a part of a unit that remains is dropped or makes a whole one. Where
    ``least_months`` is given, a unit is made as soon as so many months lie in its calendar year. No unit is
    made of one that the party already has, and no more than ``most_per_year`` in a calendar year.
    """

    unit: Literal["quarters", "years"]
    per: Literal["calendar_year", "period"]
    remainder: Literal["down", "up"]
    least_months: Annotated[StrictInt, Field(ge=1, le=12)] | None = None
    most_per_year: Annotated[StrictInt, Field(ge=1, le=4)] = 4


class MinimumOwnPeriodTerm(Term):
    """The own insured time needed before this party totalises, and what happens below it.

    ``nothing``: this party pays nothing through the agreement. ``other_takes_over``: the same, and the other
    party counts the months in its theoretical amount and leaves them out of its ratio's denominator.
    """

    number: Annotated[StrictInt, Field(ge=0, le=1200)]
    unit: Unit
    below: Literal["nothing", "other_takes_over"]


class TotaliseTerm(Term):
    """When the other party's periods are added: only where own periods do not suffice, or always."""

    when: Literal["needed", "always"]


class ConversionTerm(Term):
    """How insured time certified in other units becomes months, and how many fit in a calendar year.

    ``months_per_unit`` holds exact numbers; a part of a month that remains is dropped (``down``), made a whole
    month (``up``), or rounded to the nearest (``nearest``). ``units_per_full_year`` says how many units of a
    calendar year make it a full one: such a year makes twelve months, whatever the division yields. A time
    longer than the free months between its dates is cut to these (``beyond_dates = "dropped"``), or takes free
    months of the calendar years that they lie in (``same_year``), so that it counts as it was certified.
    """

    months_per_unit: dict[Unit, ExactText]
    remainder: Literal["down", "up", "nearest"]
    most_months_per_year: Annotated[StrictInt, Field(ge=1, le=12)] = 12
    units_per_full_year: dict[Unit, Annotated[StrictInt, Field(ge=1, le=366)]] = Field(default_factory=dict)
    beyond_dates: Literal["dropped", "same_year"] = "dropped"


Method = Literal["direct", "pro_rata", "higher_of_independent_and_pro_rata", "flat", "direct_and_flat_part"]


class AmountTerm(Term):
    """The method of the amount when periods were totalised.

    ``direct``: the national law computes it on own periods alone. ``pro_rata``: theoretical amount on all
    periods, times the ratio. ``higher_of_independent_and_pro_rata``: both, where own periods suffice, and the
    higher is paid. ``flat``: an amount that does not depend on insured time, times the ratio.
    ``direct_and_flat_part``: the direct amount on own periods and beside it a flat part times the ratio.
    """

    method: Method


class RatioTerm(Term):
    """The ratio that shares an amount: own months over other months, and never more than 1.

    The denominator is all totalised months; a number that the agreement names (``fixed_months``); the insured
    months that the party's law requires for the benefit (``required_months``); or those of the time over which
    it computes the benefit (``computation_months``). Totalised months are no more than ``denominator_cap``,
    and with ``full_benefit_cap`` no more than the party's law requires for a full benefit.
    """

    numerator: Literal["own_months"] = "own_months"
    denominator: Literal["total_months", "fixed_months", "required_months", "computation_months"] = "total_months"
    fixed_months: Annotated[StrictInt, Field(ge=1, le=1200)] | None = None
    denominator_cap: Annotated[StrictInt, Field(ge=1, le=1200)] | None = None
    full_benefit_cap: StrictBool = False


class EarningsTerm(Term):
    """Whose earnings enter the theoretical amount."""

    enter: Literal["own"]


class ContingencyTerm(Term):
    """Whether the person must be insured under either party when the contingency occurs."""

    required: StrictBool
    months_in_window: Annotated[StrictInt, Field(ge=0, le=600)] = 0
    window_months: Annotated[StrictInt, Field(ge=0, le=600)] = 0


class BenefitTerm(Term):
    """How the agreement treats one party's benefit other than the old-age pension.

    ``totalised``: the other party's periods are added as this party's other terms say. ``own``: the benefit rests on
    its own periods alone. The ``method`` and the window of the contingency hold for this benefit in place of those
    of the party.
    """

    periods: Literal["totalised", "own"]
    method: Method | None = None
    months_in_window: Annotated[StrictInt, Field(ge=0, le=600)] = 0
    window_months: Annotated[StrictInt, Field(ge=0, le=600)] = 0


class ChoiceTerm(Term):
    """One reading of a term that its sources do not settle: the value that it gives to a field of the term."""

    value: StrictStr | StrictInt | StrictBool
    title: dict[Language, Text]


class InterpretationTerms(Terms):
    """An open question about the agreement itself.

    ``changes`` is the path of the field that the readings differ about, such as "overlap.keeper" or
    "parties.AA.counting.remainder". The term's own value is that of the reading named in ``default``.
    """

    question: dict[Language, Text]
    changes: Text
    default: Word
    choices: Annotated[dict[Word, ChoiceTerm], Field(min_length=2)]


class Institutions(Terms):
    """Names of a party's bodies, by language."""

    competent: dict[Language, Text] = Field(default_factory=dict)
    liaison: dict[Language, Text] = Field(default_factory=dict)


class PartyTerms(Terms):
    """The terms that bind one party."""

    scheme: Word
    title: dict[Language, Text]
    currency: Currency
    institutions: Institutions = Institutions()
    own_periods: KindsTerm | None = None
    own_days: DaySumTerm | None = None
    foreign_periods: KindsTerm | None = None
    counting: CountingTerm | None = None
    minimum_own_period: MinimumOwnPeriodTerm | None = None
    totalise: TotaliseTerm | None = None
    conversion: ConversionTerm | None = None
    amount: AmountTerm | None = None
    ratio: RatioTerm | None = None
    earnings: EarningsTerm | None = None
    contingency: ContingencyTerm | None = None
    rounding: RoundingTerm | None = None
    benefits: dict[TotalisedBenefit, BenefitTerm] = Field(default_factory=dict)


class ExpectedResult(Terms):
    """What a worked example makes of one party. What is left out is not compared."""

    entitled: StrictBool
    basis: Literal["independent", "totalised", "none"] | None = None
    own_months: Annotated[StrictInt, Field(ge=0, le=2400)] | None = None
    totalised_months: Annotated[StrictInt, Field(ge=0, le=2400)] | None = None
    start: MonthOrDay | None = None
    ratio: ExactText | None = None
    theoretical_amount: Money | None = None
    monthly_amount: Money | None = None


class Example(Term):
    """A worked example: a small case, and what the agreement makes of it for each party.

    ``origin`` says whether the result was published in the source or derived from the article by hand.
    """

    name: Text
    origin: Literal["published", "derived"]
    person: Person
    claim: Claim
    periods: Annotated[tuple[Period, ...], Field(max_length=50)]
    established: dict[Code, dict[Word, FigureOrTable]] = Field(default_factory=dict)
    interpretations: dict[Code, dict[Word, Word]] = Field(default_factory=dict)
    expected: Annotated[dict[Code, ExpectedResult], Field(min_length=1)]


class Agreement(Terms):
    """A bilateral agreement (or a multilateral one, between two of its states)."""

    id: AgreementName
    kind: Literal["totalisation", "coverage_only"]
    title: dict[Language, Text]
    sources: dict[str, Source]
    entry_into_force: DateTerm
    provisions: dict[Provision, DateTerm] = Field(default_factory=dict)
    persons: PersonsTerm | None = None
    lump_sum_refund: dict[Code, LumpSumTerm] = Field(default_factory=dict)
    overlap: OverlapTerm | None = None
    third_state_periods: ThirdStateTerm | None = None
    earlier_periods: EarlierPeriodsTerm | None = None
    refunded_periods: RefundedPeriodsTerm | None = None
    coverage: CoverageTerms = CoverageTerms()
    detachment: tuple[DetachmentTerm, ...] = ()
    interpretations: dict[Word, InterpretationTerms] = Field(default_factory=dict)
    examples: Annotated[tuple[Example, ...], Field(max_length=200)] = ()
    parties: Annotated[dict[Code, PartyTerms], Field(min_length=2, max_length=2)]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of the two parties, in the order of the file."""
        return tuple(self.parties)

    def other(self, party: str) -> str:
        """The party that is not ``party``."""
        first, second = self.codes
        return second if party == first else first

    def provision(self, name: Provision) -> DateTerm:
        """The date from which a provision has effect: its own, or that of entry into force."""
        return self.provisions.get(name, self.entry_into_force)
