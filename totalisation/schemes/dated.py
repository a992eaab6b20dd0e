"""Tables whose figures are indexed by the month from which each holds, written as 202507."""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.money import Exact
from totalisation.months import Month


def calendar_key(when: Month) -> int:
    """A month as the tables of dated figures write it: 202507."""
    return when // 12 * 100 + when % 12 + 1


def month_of_key(key: int) -> Month:
    """The month that a table of dated figures writes as 202507."""
    return key // 100 * 12 + key % 100 - 1


def in_force(table: Mapping[int, Exact], when: Month) -> Exact | None:
    """The figure of a table of dated figures in the month ``when``; None before the first.

    It alone is looked up, since a figure that is used is one to answer for.
    """
    key = calendar_key(when)
    found = max((each for each in table if each <= key), default=None)
    return None if found is None else table[found]


def next_change(table: Mapping[int, Exact], when: Month, last: Month) -> Month:
    """The first month after ``when`` from which a table has another figure, at most the one after ``last``."""
    key = calendar_key(when)
    return min(month_of_key(min((each for each in table if each > key), default=calendar_key(last + 1))), last + 1)
