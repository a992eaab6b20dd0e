"""Which months of a period count that is known by days.

The functions are of the subset of Python in which rules are written: batches run them compiled.
"""

from __future__ import annotations

from totalisation.case import Period
from totalisation.months import Month, MonthSet, days_in_month, weekday_of_first

WORKING_DAYS = 5
"""Working days of a week, Monday to Friday. A six-day week has more working days in the same absence; a month
that this decides otherwise is entered under ``broken_months``, or by months."""


def counted_months(period: Period, unpaid_working_days: int) -> MonthSet:
    """The months of a period; its first and last month only if fewer working days than that lie outside it.

    L2024 33(5): a month with 14 or more working days without salary is not paid and does not count. Days outside
    the period are days without salary. Public holidays are counted as working days: they are paid.
    """
    days = (
        period.first.first_month,
        period.first.first_day.day,
        period.last.first_month,
        period.last.last_day.day,
        unpaid_working_days,
    )
    return MonthSet.span(first_counted_month(*days), last_counted_month(*days))


def first_counted_month(first: Month, first_day: int, last: Month, last_day: int, unpaid_working_days: int) -> Month:
    """The first month that counts; after ``last`` where none does. Days are days of the first and last month."""
    while first <= last and outside(first, first, first_day, last, last_day) >= unpaid_working_days:
        first += 1
        first_day = 1
    return first


def last_counted_month(first: Month, first_day: int, last: Month, last_day: int, unpaid_working_days: int) -> Month:
    """The last month that counts; before ``first`` where none does."""
    while last >= first and outside(last, first, first_day, last, last_day) >= unpaid_working_days:
        last -= 1
        last_day = days_in_month(last)
    return last


def outside(when: Month, first: Month, first_day: int, last: Month, last_day: int) -> int:
    """Working days of the month ``when`` that lie outside a period from a day of ``first`` to one of ``last``."""
    before = working_days(when, 1, first_day) if when == first else 0
    after = working_days(when, last_day + 1, days_in_month(when) + 1) if when == last else 0
    return before + after


def working_days(when: Month, start: int, stop: int) -> int:
    """Working days of a month from the day ``start`` up to the day before ``stop``."""
    days = max(stop - start, 0)
    weeks, rest = divmod(days, 7)
    weekday = weekday_of_first(when) + start - 1
    found = weeks * WORKING_DAYS
    for each in range(rest):
        if (weekday + each) % 7 < WORKING_DAYS:
            found += 1
    return found
