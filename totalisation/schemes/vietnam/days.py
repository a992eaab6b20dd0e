"""Which months of a period count that is known by days."""

from __future__ import annotations

from datetime import date, timedelta

from totalisation.case import Period
from totalisation.months import Month, MonthSet, first_day, last_day

WORKING_DAYS = 5
"""Working days of a week, Monday to Friday. A six-day week has more working days in the same absence; a month
that this decides otherwise is entered under ``broken_months``, or by months."""


def counted_months(period: Period, unpaid_working_days: int) -> MonthSet:
    """The months of a period; its first and last month only if fewer working days than that lie outside it.

    L2024 33(5): a month with 14 or more working days without salary is not paid and does not count. Days outside
    the period are days without salary. Public holidays are counted as working days: they are paid.
    """
    first, last = period.first.first_month, period.last.first_month
    if last < first:
        return MonthSet()
    while first <= last and _outside(period, first) >= unpaid_working_days:
        first += 1
    while last >= first and _outside(period, last) >= unpaid_working_days:
        last -= 1
    return MonthSet.span(first, last)


def _outside(period: Period, when: Month) -> int:
    """Working days of the month that lie outside the period."""
    before = _working_days(first_day(when), min(period.first.first_day, last_day(when) + timedelta(1)))
    after = _working_days(max(period.last.last_day, first_day(when) - timedelta(1)) + timedelta(1), _after(when))
    return before + after


def _after(when: Month) -> date:
    return last_day(when) + timedelta(1)


def _working_days(start: date, stop: date) -> int:
    """Working days from ``start`` up to the day before ``stop``."""
    days = max((stop - start).days, 0)
    weeks, rest = divmod(days, 7)
    return weeks * WORKING_DAYS + sum((start.weekday() + each) % 7 < WORKING_DAYS for each in range(rest))
