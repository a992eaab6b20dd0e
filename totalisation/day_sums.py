"""Periods known by days, added up: whole months from each first day, and the days left over summed.

A law that adds periods this way does not count each calendar month that a period touches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from fractions import Fraction

from totalisation.months import first_day, last_day, month_of

Span = tuple[date, date]
"""The first and the last day of a period, both within it."""

ONE_DAY = timedelta(days=1)


def same_day_in(first: date, months: int) -> date:
    """The day that lies ``months`` months after ``first``; the month's last day where it is shorter."""
    target = month_of(first) + months
    return min(first_day(target) + timedelta(days=first.day - 1), last_day(target))


def months_and_days(first: date, last: date) -> tuple[int, int]:
    """The whole months from ``first`` to ``last``, both days included, and the days left over."""
    months = month_of(last) - month_of(first)
    if same_day_in(first, months + 1) - ONE_DAY <= last:
        return months + 1, 0
    if same_day_in(first, months) - ONE_DAY > last:
        months -= 1
    return months, (last - same_day_in(first, months)).days + 1


def joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The spans without overlap, in order: those that meet or touch become one."""
    first: date | None = None
    last = date.min
    for start, end in sorted(spans):
        if first is None:
            first, last = start, end
        elif start <= last + ONE_DAY:
            last = max(last, end)
        else:
            yield first, last
            first, last = start, end
    if first is not None:
        yield first, last


def summed_months(spans: Iterable[Span], days_per_month: int, remainder: str) -> int:
    """Months in all ``spans``: their whole months, and one for every ``days_per_month`` days left over.

    The days that remain in the end make a month (``remainder`` "up") or are dropped ("down").
    """
    parts = [months_and_days(first, last) for first, last in joined(spans)]
    left_over = Fraction(sum(days for _, days in parts), days_per_month)
    whole = left_over.numerator // left_over.denominator
    if remainder == "up" and left_over > whole:
        whole += 1
    return sum(months for months, _ in parts) + whole


def cut(span: Span, first: date, last: date) -> Span | None:
    """The days of ``span`` from ``first`` to ``last``, or None if there are none."""
    start, end = max(span[0], first), min(span[1], last)
    return (start, end) if start <= end else None
