"""The facts of a claim: the person, the insured periods, what is claimed, what is already established.

These models are the contract with whoever writes a case; ``Case.model_json_schema()`` publishes it. They
check the shape of each field. What needs several fields together, or the terms of an agreement, is checked
in ``case_checks``, so that an officer sees all faults of a case at once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from functools import total_ordering
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StrictBool,
    StrictInt,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from totalisation.money import exact
from totalisation.months import Month, first_day, last_day, month, month_of
from totalisation.parameters import key_of

LARGEST_MONEY: Final = 10**12
"""No monthly amount may be larger, in units of currency: it keeps sums within 64 bits, and finds slips."""

MOST_PERIODS: Final = 20_000
"""No case may hold more periods."""

LARGEST_FIGURE: Final = 10**30
"""No established figure may be larger."""

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@total_ordering
class PartialDate:
    """A date known to the day, to the month or only to the year, as it was written."""

    __slots__ = ("day", "first_month", "month_of_year", "text", "year")

    first_month: Month
    """The month of the date, January where only the year is known."""

    def __init__(self, text: str) -> None:
        """Read ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``. Raises ValueError for anything else."""
        match = _DATE.fullmatch(text)
        if match is None or not 1900 <= int(match[1]) <= 2199:
            raise ValueError(text)
        self.text = text
        self.year = int(match[1])
        self.month_of_year = int(match[2]) if match[2] else None
        self.day = date.fromisoformat(text) if match[3] else None
        if self.month_of_year is not None and not 1 <= self.month_of_year <= 12:
            raise ValueError(text)
        self.first_month = month(self.year, self.month_of_year or 1)

    @property
    def first_day(self) -> date:
        """The earliest day that the date can mean."""
        return self.day or first_day(self.first_month)

    @property
    def last_day(self) -> date:
        """The latest day that the date can mean."""
        return self.day or last_day(month(self.year, self.month_of_year or 12))

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"PartialDate({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PartialDate) and self.text == other.text

    def __lt__(self, other: PartialDate) -> bool:
        return self.text < other.text

    def __hash__(self) -> int:
        return hash(self.text)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$",
            "description": "YYYY, YYYY-MM or YYYY-MM-DD",
        }

    @classmethod
    def _validate(cls, value: Any) -> PartialDate:
        if isinstance(value, PartialDate):
            return value
        try:
            return cls(value)
        except (TypeError, ValueError):
            raise PydanticCustomError("partial_date", "not a date") from None


def _with_month(value: Any) -> PartialDate:
    try:
        known = value if isinstance(value, PartialDate) else PartialDate(value)
    except (TypeError, ValueError):
        raise PydanticCustomError("month_or_day", "not a month or a day") from None
    if known.month_of_year is None:
        raise PydanticCustomError("month_missing", "the month is missing")
    return known


def _calendar_day(value: Any) -> date:
    day = value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError:
            day = None
    if isinstance(day, date) and not isinstance(day, datetime) and 1900 <= day.year <= 2199:
        return day
    raise PydanticCustomError("calendar_day", "not a day")


def _whole_money(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int):
        raise PydanticCustomError("whole_money", "not a whole number")
    if value < 0:
        raise PydanticCustomError("negative_money", "negative")
    if value > LARGEST_MONEY:
        raise PydanticCustomError("excessive_money", "too large")
    return value


def exact_figure(value: Any) -> int | Fraction:
    """An established figure: a whole number, or an exact number in a string. Raises ValueError otherwise."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        number = exact(value)
        return number.numerator if number.denominator == 1 else number
    raise ValueError(value)


def _figure(value: Any) -> int | str:
    try:
        number = exact_figure(value)
    except ValueError:
        raise PydanticCustomError("exact_number", "not an exact number") from None
    if number < 0:
        raise PydanticCustomError("negative_number", "negative")
    if number > LARGEST_FIGURE:
        raise PydanticCustomError("excessive_number", "too large")
    assert isinstance(value, (int, str))
    return value


def _number_or_table(value: Any) -> str:
    return "table" if isinstance(value, dict) else "number"


def _written_as(error: Literal["party_code", "word", "agreement_name"], pattern: str) -> Callable[[Any], str]:
    matches = re.compile(pattern).fullmatch

    def check(value: Any) -> str:
        if not isinstance(value, str) or matches(value) is None:
            raise PydanticCustomError(error, "not written as it should be")
        return value

    return check


_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Characters that turn the direction of text around them, so that another number or name is read than stands there;
and the byte order mark, which nobody sees."""


def _without_controls(value: Any) -> Any:
    """Refuse control characters and half characters, which would corrupt a worksheet or a terminal or turn it round."""
    if isinstance(value, str) and any(unicodedata.category(each) in {"Cc", "Cs"} or each in _TURNING for each in value):
        raise PydanticCustomError("control_character", "holds a control character")
    return value


_PARTY = r"^[A-Z]{2}$"
_WORD = r"^[a-z][a-z0-9_]{0,63}$"
_AGREEMENT = r"^[a-z0-9][a-z0-9-]{0,63}$"

MonthOrDay = Annotated[
    PartialDate,
    BeforeValidator(_with_month),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$", "description": "YYYY-MM or YYYY-MM-DD"}),
]
CalendarDay = Annotated[date, BeforeValidator(_calendar_day)]
Money = Annotated[int, Field(ge=0, le=LARGEST_MONEY), BeforeValidator(_whole_money)]
PartyCode = Annotated[str, StringConstraints(pattern=_PARTY), BeforeValidator(_written_as("party_code", _PARTY))]
Word = Annotated[str, StringConstraints(pattern=_WORD), BeforeValidator(_written_as("word", _WORD))]
AgreementName = Annotated[
    str, StringConstraints(pattern=_AGREEMENT), BeforeValidator(_written_as("agreement_name", _AGREEMENT))
]
PLAIN: Final = BeforeValidator(_without_controls)
"""Refuses text that is not plain: with it a case or a file of terms could write to whoever reads it on a terminal."""

Identifier = Annotated[str, StringConstraints(min_length=1, max_length=200), PLAIN]

Figure = Annotated[int | str, BeforeValidator(_figure)]
"""An established figure: a whole number, or a string that holds an exact number ("9/40", "4.61", "45 %")."""

FigureOrTable = Annotated[
    Annotated[Figure, Tag("number")] | Annotated[dict[str, Figure], Tag("table")],
    Discriminator(_number_or_table),
]
"""One figure, or a table of them by its index, such as the year."""


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
