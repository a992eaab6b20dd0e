"""Months of a period that is known by days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import decided, period
from totalisation.case import Period
from totalisation.months import MonthSet, parse_month
from totalisation.schemes.vietnam.days import counted_months


def counted(first: str, last: str) -> MonthSet:
    return counted_months(Period.model_validate(period(first, last)), 14)


@pytest.mark.parametrize(
    ("first", "counts"),
    # June 2026 begins on a Monday: 13 working days lie before Thursday the 18th, 14 before Friday the 19th.
    [("2026-06-01", True), ("2026-06-18", True), ("2026-06-19", False)],
)
def test_a_first_month_counts_with_fewer_than_fourteen_working_days_missing(first: str, counts: bool) -> None:
    assert (parse_month("2026-06") in counted(first, "2026-09-30")) is counts


@pytest.mark.parametrize(
    ("last", "counts"),
    # Of June's 22 working days 14 follow Wednesday the 10th, and 13 Thursday the 11th.
    [("2026-06-30", True), ("2026-06-11", True), ("2026-06-10", False)],
)
def test_a_last_month_counts_with_fewer_than_fourteen_working_days_missing(last: str, counts: bool) -> None:
    assert (parse_month("2026-06") in counted("2026-03-02", last)) is counts


def test_both_ends_of_one_month_add_up() -> None:
    assert not counted("2026-06-10", "2026-06-19")
    assert len(counted("2026-06-18", "2026-06-30")) == 1
    assert len(counted("2026-06-03", "2026-06-19")) == 1


def test_the_month_after_one_that_is_too_short_counts_from_its_first_day() -> None:
    """July 2026 begins on a Wednesday, a working day; 13 follow Tuesday the 14th. May ends on a Sunday."""
    assert counted("2026-06-19", "2026-07-14") == MonthSet.of([parse_month("2026-07")])
    assert not counted("2026-06-19", "2026-07-13")
    # Of May's 21 working days 13 lie before Wednesday the 20th, and June's 10th leaves 14 after it.
    assert counted("2026-05-20", "2026-06-10") == MonthSet.of([parse_month("2026-05")])


@given(st.dates(date(2000, 1, 1), date(2020, 12, 31)), st.integers(0, 900))
def test_by_brute_force(first: date, length: int) -> None:
    last = first + timedelta(length)
    expected = []
    for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
        days = [date(month // 12, month % 12 + 1, 1) + timedelta(each) for each in range(31)]
        missing = [
            day for day in days if day.month == month % 12 + 1 and day.weekday() < 5 and not first <= day <= last
        ]
        if len(missing) < 14:
            expected.append(month)
    assert list(counted(first.isoformat(), last.isoformat())) == expected


def test_the_ledger_says_which_month_was_too_short() -> None:
    result = decided("male", "1955-01", "2026-01-10", period("2000-01-25", "2019-12-31"))
    assert result.own_months == 239  # 16 working days before the 25th
    by_months = decided("male", "1955-01", "2026-01-10", period("2000-01", "2019-12"))
    assert by_months.own_months == 240
