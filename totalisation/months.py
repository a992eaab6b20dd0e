"""Months as integers, and sets of months as the bits of one integer.

A month is ``year * 12 + month - 1``, so that months subtract to a number of months. A set of months is an
integer with one bit for each month from January 1900: union, intersection and difference are single
operations on it, however long the career, and a month is in the set once or not at all.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

Month = int
"""A calendar month, ``year * 12 + month - 1``."""

FIRST_MONTH: Final[Month] = 1900 * 12
LAST_MONTH: Final[Month] = 2199 * 12 + 11

_MONTH_TEXT = re.compile(r"(\d{4})-(\d{2})")


def month(year: int, month_of_year: int) -> Month:
    """The month ``month_of_year`` (1 to 12) of ``year``."""
    return year * 12 + month_of_year - 1


def month_of(day: date) -> Month:
    """The month in which ``day`` lies."""
    return day.year * 12 + day.month - 1


def year_of(value: Month) -> int:
    """The calendar year of a month."""
    return value // 12


def first_day(value: Month) -> date:
    """The first day of a month."""
    return date(value // 12, value % 12 + 1, 1)


def days_in_month(value: Month) -> int:
    """How many days a month has."""
    return calendar.monthrange(value // 12, value % 12 + 1)[1]


def weekday_of_first(value: Month) -> int:
    """The weekday of a month's first day: 0 for Monday to 6 for Sunday."""
    return calendar.weekday(value // 12, value % 12 + 1, 1)


def last_day(value: Month) -> date:
    """The last day of a month."""
    return date(value // 12, value % 12 + 1, days_in_month(value))


def parse_month(text: str) -> Month:
    """The month written ``YYYY-MM``. Raises ValueError if it is not a month from 1900-01 to 2199-12."""
    match = _MONTH_TEXT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a month written YYYY-MM")
    year, month_of_year = int(match[1]), int(match[2])
    if not 1 <= month_of_year <= 12 or not 1900 <= year <= 2199:
        raise ValueError(f"{text!r} is not a month from 1900-01 to 2199-12")
    return month(year, month_of_year)


def format_month(value: Month) -> str:
    """A month written ``YYYY-MM``."""
    return f"{value // 12:04d}-{value % 12 + 1:02d}"


class MonthSet:
    """An immutable set of months from January 1900 to December 2199."""

    __slots__ = ("bits",)

    bits: int

    def __init__(self, bits: int = 0) -> None:
        self.bits = bits

    @classmethod
    def span(cls, first: Month, last: Month) -> MonthSet:
        """All months from ``first`` to ``last``, both included; empty if ``last`` is before ``first``.

        Raises ValueError if a month lies outside 1900 to 2199.
        """
        if last < first:
            return NO_MONTHS
        if first < FIRST_MONTH or last > LAST_MONTH:
            raise ValueError(f"{format_month(first)} to {format_month(last)} is not within 1900 to 2199")
        return cls(((1 << (last - first + 1)) - 1) << (first - FIRST_MONTH))

    @classmethod
    def of(cls, months: Iterable[Month]) -> MonthSet:
        """The set of the months given."""
        bits = 0
        for each in months:
            bits |= 1 << (each - FIRST_MONTH)
        return cls(bits)

    @classmethod
    def year(cls, year: int) -> MonthSet:
        """The twelve months of a calendar year."""
        return cls(0xFFF << (year * 12 - FIRST_MONTH))

    def __or__(self, other: MonthSet) -> MonthSet:
        return MonthSet(self.bits | other.bits)

    def __and__(self, other: MonthSet) -> MonthSet:
        return MonthSet(self.bits & other.bits)

    def __sub__(self, other: MonthSet) -> MonthSet:
        return MonthSet(self.bits & ~other.bits)

    def __len__(self) -> int:
        return self.bits.bit_count()

    def __bool__(self) -> bool:
        return self.bits != 0

    def __contains__(self, value: Month) -> bool:
        return value >= FIRST_MONTH and (self.bits >> (value - FIRST_MONTH)) & 1 == 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, MonthSet) and self.bits == other.bits

    def __hash__(self) -> int:
        return hash(self.bits)

    def __iter__(self) -> Iterator[Month]:
        bits = self.bits
        while bits:
            lowest = bits & -bits
            yield FIRST_MONTH + lowest.bit_length() - 1
            bits ^= lowest

    def __repr__(self) -> str:
        runs = ", ".join(f"{format_month(first)}..{format_month(last)}" for first, last in self.runs())
        return f"MonthSet({runs})"

    @property
    def first(self) -> Month:
        """The earliest month. Raises ValueError if the set is empty."""
        if not self.bits:
            raise ValueError("an empty set of months has no first month")
        return FIRST_MONTH + (self.bits & -self.bits).bit_length() - 1

    @property
    def last(self) -> Month:
        """The latest month. Raises ValueError if the set is empty."""
        if not self.bits:
            raise ValueError("an empty set of months has no last month")
        return FIRST_MONTH + self.bits.bit_length() - 1

    def runs(self) -> Iterator[tuple[Month, Month]]:
        """The unbroken stretches, earliest first, each as its first and last month."""
        bits, base = self.bits, FIRST_MONTH
        while bits:
            gap = (bits & -bits).bit_length() - 1
            bits >>= gap
            base += gap
            length = (~bits & (bits + 1)).bit_length() - 1
            yield base, base + length - 1
            bits >>= length
            base += length

    def years(self) -> dict[int, int]:
        """How many of the months lie in each calendar year, earliest year first."""
        counts: dict[int, int] = {}
        bits, year = self.bits, FIRST_MONTH // 12
        if bits:
            empty_years = ((bits & -bits).bit_length() - 1) // 12
            bits >>= 12 * empty_years
            year += empty_years
        while bits:
            if in_year := (bits & 0xFFF).bit_count():
                counts[year] = in_year
            bits >>= 12
            year += 1
        return counts

    def until(self, last: Month) -> MonthSet:
        """The months up to and including ``last``."""
        width = last - FIRST_MONTH + 1
        return MonthSet(self.bits & ((1 << width) - 1)) if width > 0 else NO_MONTHS

    def since(self, first: Month) -> MonthSet:
        """The months from ``first`` on."""
        shift = max(first - FIRST_MONTH, 0)
        return MonthSet(self.bits >> shift << shift)

    def earliest(self, count: int) -> MonthSet:
        """The ``count`` earliest months, or all if there are fewer."""
        if count >= len(self):
            return self
        bits, kept = self.bits, 0
        for _ in range(count):
            lowest = bits & -bits
            kept |= lowest
            bits ^= lowest
        return MonthSet(kept)

    def latest(self, count: int) -> MonthSet:
        """The ``count`` latest months, or all if there are fewer."""
        surplus = len(self) - count
        return self if surplus <= 0 else self - self.earliest(surplus)


NO_MONTHS: Final = MonthSet()
"""The empty set of months."""
