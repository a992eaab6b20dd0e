from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.coverage.days import LAST_DAY, after, before, end_after, merged, within, without

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
SPANS = st.tuples(DAYS, DAYS).map(lambda pair: (min(pair), max(pair)))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2024-01-01", 60, "2028-12-31"),
        ("2024-03-15", 60, "2029-03-14"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-28"),
        ("2024-03-01", 12, "2025-02-28"),
        ("2023-03-01", 12, "2024-02-29"),
    ],
)
def test_months_end_on_the_day_before_the_same_number(start: str, months: int, end: str) -> None:
    assert end_after(date.fromisoformat(start), months) == date.fromisoformat(end)


@pytest.mark.parametrize(("start", "end"), [("2010-03-15", "2015-03-31"), ("2010-02-28", "2015-02-28")])
def test_months_end_with_the_sixtieth_calendar_month_after_the_beginning(start: str, end: str) -> None:
    """Japan - Germany, Article 7(1): “bis zum Ende des sechzigsten Kalendermonats nach Beginn der Entsendung”."""
    assert end_after(date.fromisoformat(start), 60, "with_the_month") == date.fromisoformat(end)


@given(DAYS, st.integers(1, 600), st.integers(0, 600))
def test_more_months_never_end_earlier(start: date, months: int, more: int) -> None:
    assert start <= end_after(start, months) <= end_after(start, months + more) <= LAST_DAY


@given(DAYS.filter(lambda day: day.day <= 28), st.integers(1, 300), st.integers(1, 300))
def test_months_in_two_parts_end_as_in_one(start: date, first: int, second: int) -> None:
    assert end_after(after(end_after(start, first)), second) == end_after(start, first + second)


@given(SPANS, st.lists(SPANS, max_size=5))
def test_what_is_taken_out_and_what_is_left_make_the_whole(
    span: tuple[date, date], others: list[tuple[date, date]]
) -> None:
    left = list(without(span, others))
    taken = [found for each in merged(others) if (found := within(span, each))]
    assert sum((last - first).days + 1 for first, last in left + taken) == (span[1] - span[0]).days + 1
    assert merged(left + taken) == [span]


def test_the_calendar_has_a_last_day() -> None:
    assert after(LAST_DAY) == LAST_DAY
    assert end_after(date(2190, 1, 1), 600) == LAST_DAY
    assert before(date(2024, 3, 1)) == date(2024, 2, 29)
    assert after(date(2024, 2, 29)) - timedelta(days=1) == date(2024, 2, 29)
