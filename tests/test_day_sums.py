"""Periods known by days, added up as whole months and days left over."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.day_sums import ONE_DAY, cut, joined, months_and_days, same_day_in, summed_months

DAYS = st.dates(date(1950, 1, 1), date(2050, 12, 31))
SPANS = st.tuples(DAYS, st.integers(0, 4000)).map(lambda each: (each[0], each[0] + timedelta(days=each[1])))


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2001-03-03", "2001-04-02", (1, 0)),
        ("2001-03-03", "2001-04-03", (1, 1)),
        ("2001-03-03", "2001-04-01", (0, 30)),
        ("2001-01-01", "2001-12-31", (12, 0)),
        ("2001-03-03", "2001-03-03", (0, 1)),
        ("2000-02-29", "2001-02-27", (12, 0)),
        ("2001-01-31", "2001-02-27", (1, 0)),
        ("1966-07-05", "1976-08-17", (121, 13)),
    ],
)
def test_whole_months_and_the_days_left_over(first: str, last: str, expected: tuple[int, int]) -> None:
    assert months_and_days(date.fromisoformat(first), date.fromisoformat(last)) == expected


@given(span=SPANS)
def test_months_and_days_lead_back_to_the_last_day(span: tuple[date, date]) -> None:
    months, days = months_and_days(*span)

    assert same_day_in(span[0], months) + timedelta(days=days) - ONE_DAY == span[1]
    assert 0 <= days <= 30


@given(span=SPANS)
def test_a_day_more_is_never_less(span: tuple[date, date]) -> None:
    assert months_and_days(span[0], span[1] + ONE_DAY) > months_and_days(*span)


@given(spans=st.lists(SPANS, max_size=6))
def test_joined_spans_hold_the_same_days_once(spans: list[tuple[date, date]]) -> None:
    def days(of: list[tuple[date, date]]) -> list[date]:
        return [first + timedelta(days=each) for first, last in of for each in range((last - first).days + 1)]

    together = list(joined(spans))

    assert sorted(days(together)) == sorted(set(days(spans)))
    assert all(later[0] > earlier[1] + ONE_DAY for earlier, later in itertools.pairwise(together))


def test_days_left_over_are_summed_before_they_make_months() -> None:
    spans = [(date(2001, 1, 1), date(2001, 1, 20)), (date(2002, 1, 1), date(2002, 1, 20))]

    assert summed_months(spans, 30, "up") == 2
    assert summed_months(spans, 30, "down") == 1
    assert summed_months(spans, 20, "down") == 2
    assert summed_months([], 30, "up") == 0


def test_days_that_two_spans_share_count_once() -> None:
    january = (date(2001, 1, 1), date(2001, 1, 31))

    assert summed_months([january, january, (date(2001, 1, 10), date(2001, 2, 28))], 30, "up") == 2


def test_a_span_is_cut_to_its_bounds() -> None:
    span = (date(2001, 1, 10), date(2001, 2, 10))

    assert cut(span, date(2001, 1, 1), date(2001, 1, 31)) == (date(2001, 1, 10), date(2001, 1, 31))
    assert cut(span, date(2001, 3, 1), date(2001, 3, 31)) is None


def test_spans_that_touch_are_one_and_a_single_day_is_a_span() -> None:
    first, last = date(2020, 1, 1), date(2020, 1, 31)
    after, apart = date(2020, 2, 1), date(2020, 2, 2)
    assert list(joined([(first, last), (after, apart)])) == [(first, apart)]
    assert list(joined([(first, last), (apart, apart)])) == [(first, last), (apart, apart)]
    assert cut((first, last), last, apart) == (last, last)
    assert cut((first, last), after, apart) is None
