"""Days: the end of a number of months, spans of days, and what of a span is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from totalisation.months import days_in_month, first_day, last_day, month_of

ONE_DAY: Final = timedelta(days=1)

LAST_DAY: Final = date(2199, 12, 31)
"""The end of the engine's calendar: it stands for a last day that is not known."""

Span = tuple[date, date]
"""A first and a last day, both included."""


def end_after(start: date, months: int, period_ends: str = "to_the_day") -> date:
    """The last day of a time of so many months that begins on ``start``.

    To the day: the day before the one of the same number; where that month is too short, its last day. With the
    month: the last day of the calendar month that lies so many months after that of ``start``.
    """
    end_month = month_of(start) + months
    if end_month > month_of(LAST_DAY):
        return LAST_DAY
    if period_ends == "with_the_month":
        return last_day(end_month)
    if start.day > days_in_month(end_month):
        return last_day(end_month)
    return first_day(end_month) + timedelta(days=start.day - 2)


def before(day: date) -> date:
    """The day before."""
    return day - ONE_DAY


def after(day: date) -> date:
    """The day after, or the last day of the calendar."""
    return day if day >= LAST_DAY else day + ONE_DAY


def within(span: Span, other: Span) -> Span | None:
    """What two spans have in common, or None."""
    first, last = max(span[0], other[0]), min(span[1], other[1])
    return (first, last) if first <= last else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those joined that overlap or follow each other without a gap."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= after(joined[-1][1]):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined


def without(span: Span, others: Iterable[Span]) -> Iterator[Span]:
    """What is left of ``span`` when the days of ``others`` are taken out."""
    first, last = span
    for start, end in merged(others):
        if end < first:
            continue
        if start > last:
            break
        if start > first:
            yield first, before(start)
        if end >= last:
            return
        first = after(end)
    if first <= last:
        yield first, last
