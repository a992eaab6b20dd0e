"""Months and sets of months, held against plain sets of (year, month)."""

from __future__ import annotations

import calendar
import itertools
from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.months import (
    FIRST_MONTH,
    LAST_MONTH,
    NO_MONTHS,
    MonthSet,
    first_day,
    format_month,
    last_day,
    month,
    month_of,
    parse_month,
    year_of,
)

Plain = set[tuple[int, int]]

some_months = st.integers(month(1985, 1), month(2040, 12))
any_month = st.integers(FIRST_MONTH, LAST_MONTH)
sets_of_months = st.one_of(
    st.frozensets(some_months, max_size=60),
    # Stretches, as insured periods make them: sparse sets alone would seldom have runs.
    st.lists(st.tuples(some_months, st.integers(1, 50)), max_size=6).map(
        lambda spans: frozenset(first + step for first, length in spans for step in range(length))
    ),
    st.frozensets(st.sampled_from([FIRST_MONTH, FIRST_MONTH + 1, LAST_MONTH - 1, LAST_MONTH])),
)


def plain(months: frozenset[int] | MonthSet) -> Plain:
    return {(each // 12, each % 12 + 1) for each in months}


@given(any_month)
def test_a_month_is_its_year_and_month_of_year(value: int) -> None:
    year, month_of_year = year_of(value), value % 12 + 1
    assert month(year, month_of_year) == value
    assert first_day(value) == date(year, month_of_year, 1)
    assert last_day(value) == date(year, month_of_year, calendar.monthrange(year, month_of_year)[1])
    assert month_of(first_day(value)) == month_of(last_day(value)) == value
    assert parse_month(format_month(value)) == value


@pytest.mark.parametrize(
    "text", ["2025-13", "2025-00", "1899-12", "2200-01", "2025-1", "2025-01-01", "25-01", "", "2025–01"]
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        parse_month(text)


@given(sets_of_months, sets_of_months)
def test_set_operations_are_those_of_plain_sets(a: frozenset[int], b: frozenset[int]) -> None:
    left, right = MonthSet.of(a), MonthSet.of(b)
    assert plain(left | right) == plain(a) | plain(b)
    assert plain(left & right) == plain(a) & plain(b)
    assert plain(left - right) == plain(a) - plain(b)
    assert (left == right) == (a == b)
    assert left == MonthSet.of(sorted(a))
    assert hash(left) == hash(MonthSet.of(a))
    assert left != a


@given(sets_of_months, any_month)
def test_size_truth_membership_and_order(a: frozenset[int], value: int) -> None:
    months = MonthSet.of(a)
    assert len(months) == len(a)
    assert bool(months) == bool(a)
    assert (value in months) == (value in a)
    assert all(each in months for each in a)
    assert FIRST_MONTH - 1 not in months
    assert list(months) == sorted(a)
    if a:
        assert (months.first, months.last) == (min(a), max(a))


@given(sets_of_months)
def test_runs_are_unbroken_disjoint_and_complete(a: frozenset[int]) -> None:
    runs = list(MonthSet.of(a).runs())
    assert [each for first, last in runs for each in range(first, last + 1)] == sorted(a)
    assert all(earlier[1] + 1 < later[0] for earlier, later in itertools.pairwise(runs))


@given(sets_of_months)
def test_years_counts_the_months_of_each_year(a: frozenset[int]) -> None:
    counted = MonthSet.of(a).years()
    assert counted == Counter(year for year, _ in plain(a))
    assert list(counted) == sorted(counted)


@given(sets_of_months, any_month)
def test_until_and_since_cut_at_a_month(a: frozenset[int], cut: int) -> None:
    months = MonthSet.of(a)
    assert set(months.until(cut)) == {each for each in a if each <= cut}
    assert set(months.since(cut)) == {each for each in a if each >= cut}
    assert months.until(cut) | months.since(cut + 1) == months
    assert months.until(FIRST_MONTH - 1) == NO_MONTHS
    assert months.since(FIRST_MONTH - 5) == months


@given(sets_of_months, st.integers(0, 70))
def test_earliest_and_latest_take_from_the_ends(a: frozenset[int], count: int) -> None:
    months, in_order = MonthSet.of(a), sorted(a)
    assert list(months.earliest(count)) == in_order[:count]
    assert list(months.latest(count)) == in_order[max(len(in_order) - count, 0) :]


@given(some_months, st.integers(-3, 200))
def test_a_span_holds_both_its_ends(first: int, length: int) -> None:
    span = MonthSet.span(first, first + length - 1)
    assert list(span) == list(range(first, first + length))


@given(st.integers(1900, 2199))
def test_a_year_has_its_twelve_months(year: int) -> None:
    assert plain(MonthSet.year(year)) == {(year, each) for each in range(1, 13)}


def test_the_first_and_the_last_month_of_the_calendar_are_within_it() -> None:
    assert list(MonthSet.span(FIRST_MONTH, FIRST_MONTH + 1)) == [FIRST_MONTH, FIRST_MONTH + 1]
    assert list(MonthSet.span(LAST_MONTH, LAST_MONTH)) == [LAST_MONTH]
    assert (format_month(FIRST_MONTH), format_month(LAST_MONTH)) == ("1900-01", "2199-12")
    assert (MonthSet().bits, len(NO_MONTHS)) == (0, 0)


def test_a_span_outside_the_calendar_is_refused() -> None:
    for first, last in ((FIRST_MONTH - 1, FIRST_MONTH), (LAST_MONTH, LAST_MONTH + 1)):
        with pytest.raises(ValueError, match="1900 to 2199"):
            MonthSet.span(first, last)


def test_the_empty_set_has_no_ends() -> None:
    with pytest.raises(ValueError, match="no first month"):
        _ = NO_MONTHS.first
    with pytest.raises(ValueError, match="no last month"):
        _ = NO_MONTHS.last
    assert list(NO_MONTHS.runs()) == []
    assert NO_MONTHS.years() == {}
    assert not NO_MONTHS


def test_a_set_shows_its_runs() -> None:
    months = MonthSet.span(month(2001, 3), month(2002, 1)) | MonthSet.of([month(2010, 12)])
    assert repr(months) == "MonthSet(2001-03..2002-01, 2010-12..2010-12)"
