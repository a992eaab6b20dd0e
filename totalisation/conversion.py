"""Insured time certified in units, made into months by the terms of an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from totalisation.agreement import ConversionTerm, Unit
from totalisation.money import exact, round_half_up
from totalisation.months import NO_MONTHS, MonthSet

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
    months = number * per_unit
    if remainder == "up":
        return -(-months.numerator // months.denominator)
    if remainder == "nearest":
        return int(round_half_up(months))
    return months.numerator // months.denominator


def placed(count: int, free: MonthSet, most_per_year: int) -> MonthSet:
    """Months on the calendar for ``count`` months whose place is not known.

    They take the earliest months of ``free``, no more than ``most_per_year`` in one calendar year, so that a
    time of unknown place overlaps no other as long as there is room; what finds no room does not count.
    """
    chosen = NO_MONTHS
    for year in free.years():
        room = min(most_per_year, count - len(chosen))
        if room <= 0:
            break
        chosen |= (free & MonthSet.year(year)).earliest(room)
    return chosen
