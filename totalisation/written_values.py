"""Values as they are written in a case or a file of terms: dates, money, figures, codes and names.

Each is read from what JSON or TOML holds and refuses everything else, with a fault of its own kind that can be told.
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
    BeforeValidator,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    Tag,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from totalisation.money import exact
from totalisation.months import Month, first_day, last_day, month

LARGEST_MONEY: Final = 10**12
"""No monthly amount may be larger, in units of currency: it keeps sums within 64 bits, and finds slips."""

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


def written_like(pattern: str, example: str) -> BeforeValidator:
    """Refuses text that is not written as ``pattern`` asks, and shows by ``example`` how it is."""

    def like(value: Any) -> Any:
        if isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is None:
            raise PydanticCustomError("written_like", "is not written so", {"example": example})
        return value

    return BeforeValidator(like)


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
