"""Insured time in one unit made into another by the terms of an agreement.

Everything ends as months on the calendar: a party that counts in quarters or years gets whole blocks of three
or twelve months.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from totalisation.agreement import ConversionTerm, CountingTerm, Unit
from totalisation.case import Count
from totalisation.money import exact, round_half_up
from totalisation.months import FIRST_MONTH, LAST_MONTH, NO_MONTHS, MonthSet

PLAIN_MONTHS: Mapping[Unit, Fraction] = {
    "months": Fraction(1),
    "quarters": Fraction(3),
    "years": Fraction(12),
}
"""The units that are whole months on any calendar; others need a term of the agreement."""


def months_per_unit(unit: Unit, term: ConversionTerm | None) -> Fraction | None:
    """How many months one ``unit`` makes under the term, or None if neither it nor the calendar says."""
    if term is not None and unit in term.months_per_unit:
        return exact(term.months_per_unit[unit])
    return PLAIN_MONTHS.get(unit)


def months_of_units(number: int, per_unit: Fraction, remainder: str) -> int:
    """Whole months in ``number`` units: a part of a month is dropped, made whole or rounded as the term says."""
    return rounded_months(number * per_unit, remainder)


def rounded_months(months: Fraction, remainder: str) -> int:
    """Whole months: a part of a month is dropped ("down"), made whole ("up") or rounded ("nearest")."""
    if remainder == "up":
        return -(-months.numerator // months.denominator)
    if remainder == "nearest":
        return int(round_half_up(months))
    return months.numerator // months.denominator


def converted_months(exact_months: Fraction, within: MonthSet, count: Count, term: ConversionTerm | None) -> int:
    """Whole months of a time that was certified as ``count`` within the months ``within``.

    A time that fills its calendar year in its own unit makes twelve months, whatever the division yields.
    """
    if term is None:
        return rounded_months(exact_months, "down")
    full_year = term.units_per_full_year.get(count.unit)
    if full_year is not None and len(within.years()) == 1 and count.number >= full_year:
        return 12
    return rounded_months(exact_months, term.remainder)


def placed(count: int, places: Sequence[MonthSet], most_per_year: int, already: MonthSet = NO_MONTHS) -> MonthSet:
    """Months on the calendar for ``count`` months whose place is not known.

    They take the earliest months of the first of ``places``, then those of the next. With the months ``already``
    placed they are no more than ``most_per_year`` in one calendar year. What finds no room does not count.
    """
    chosen = NO_MONTHS
    for free in places:
        for year in free.years():
            in_year = MonthSet.year(year)
            room = min(most_per_year - len((chosen | already) & in_year), count - len(chosen))
            if room > 0:
                chosen |= ((free - chosen) & in_year).earliest(room)
    return chosen


MONTHS_IN_UNIT: Mapping[str, int] = {"quarters": 3, "years": 12}
"""Months in a block of the units in which a party may count."""

_FIRSTS: Mapping[int, MonthSet] = {
    length: MonthSet.of(range(FIRST_MONTH, LAST_MONTH + 1, length)) for length in MONTHS_IN_UNIT.values()
}
"""The first months of all blocks, by the length of the block."""


def whole_blocks(months: MonthSet, length: int) -> MonthSet:
    """The blocks of ``length`` months of the calendar (3: quarters, 12: years) that any of ``months`` touches."""
    blocks = NO_MONTHS
    for first, last in months.runs():
        blocks |= MonthSet.span(first // length * length, last // length * length + length - 1)
    return blocks


def placed_blocks(
    units: int, places: Sequence[MonthSet], length: int, most_per_year: int, already: MonthSet = NO_MONTHS
) -> MonthSet:
    """Whole blocks of ``length`` months for ``units`` units whose place is not known.

    ``places`` are made of whole blocks. As in ``placed``, the first of them that has room is used, the earliest
    block first; with those ``already`` placed no more than ``most_per_year`` blocks lie in one calendar year.
    """
    chosen = NO_MONTHS
    for free in places:
        for first in (free - chosen) & _FIRSTS[length]:
            in_year = len((chosen | already) & MonthSet.year(first // 12)) // length
            if units * length > len(chosen) and in_year < most_per_year:
                chosen |= MonthSet.span(first, first + length - 1)
    return chosen


def units_of_months(months: int | Fraction, term: CountingTerm) -> int:
    """How many of the term's units a number of months makes."""
    length = MONTHS_IN_UNIT[term.unit]
    units = Fraction(months) / length
    whole = units.numerator // units.denominator
    if term.least_months is not None:
        return max(whole, 1) if months >= term.least_months else whole
    return -(-units.numerator // units.denominator) if term.remainder == "up" else whole


def counted_in_units(
    months: MonthSet, sums: Iterable[tuple[Fraction, MonthSet]], own: MonthSet, term: CountingTerm
) -> MonthSet:
    """The other party's time in this party's units, as whole blocks of months that are not among ``own``.

    ``months`` are the other party's calendar months; ``sums`` its times of which only the length is known,
    each with the months within which it lies.
    """
    stretches = [(Fraction(len(part)), part) for part in _parts(months, term)]
    length = MONTHS_IN_UNIT[term.unit]
    made = NO_MONTHS
    for exact_months, within in (*stretches, *sums):
        units = units_of_months(exact_months, term)
        for year in whole_blocks(within, length).years():
            in_year = MonthSet.year(year)
            room = whole_blocks(within & in_year, length) - own - made
            allowed = term.most_per_year - len((made | own) & in_year) // length
            taken = room.earliest(min(units, max(allowed, 0)) * length)
            made |= taken
            units -= len(taken) // length
            if units <= 0:
                break
    return made


def _parts(months: MonthSet, term: CountingTerm) -> Iterator[MonthSet]:
    """The stretches that are converted each by itself: calendar years, or unbroken periods."""
    if term.per == "period":
        for first, last in months.runs():
            yield MonthSet.span(first, last)
    else:
        for year in months.years():
            yield months & MonthSet.year(year)
