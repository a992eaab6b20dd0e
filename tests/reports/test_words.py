from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.months import month
from totalisation.reports import words
from totalisation.reports.values import AGE_UNITS
from totalisation.schemes import scheme_named, scheme_names
from totalisation.written_values import PartialDate


@pytest.mark.parametrize(
    ("currency", "language", "written"),
    [
        ("VND", "vi", "1.800.000 đồng"),
        ("VND", "en", "VND 1,800,000"),
        ("VND", "ko", "1,800,000동"),
        ("KRW", "ko", "1,800,000원"),
        ("KRW", "vi", "1.800.000 won"),
        ("KRW", "en", "KRW 1,800,000"),
        ("XXX", "en", "1,800,000 XXX"),
    ],
)
def test_money_is_written_as_each_language_writes_it(currency: str, language: str, written: str) -> None:
    assert words.money(1_800_000, currency, language) == written


@pytest.mark.parametrize(
    ("value", "language", "written"),
    [
        (Fraction(9, 40), "en", "22.5%"),
        (Fraction(9, 40), "vi", "22,5%"),
        (1, "ko", "100%"),
        (Fraction(1, 3), "en", "1/3 (≈ 33.33%)"),
        (Fraction(63, 800), "en", "7.875%"),
    ],
)
def test_a_percentage_is_exact_or_says_that_it_is_not(value: Fraction | int, language: str, written: str) -> None:
    assert words.percent(value, language) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(Fraction(22, 7), "3 1/7"), (Fraction(1, 7), "1/7"), (Fraction(-5, 2), "-2.5"), (Fraction(1, 8), "0.125")],
)
def test_a_number_loses_nothing(value: Fraction, written: str) -> None:
    assert words.number(value, "en") == written


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6))
def test_a_written_number_reads_back_as_itself(value: Fraction) -> None:
    text = words.number(value, "en").replace(",", "").removeprefix("-")
    assert sum(Fraction(part) for part in text.split(" ")) == abs(value)


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "14 months (1 year 2 months)"), ("vi", "14 tháng (1 năm 2 tháng)"), ("ko", "14개월 (1년 2개월)")],
)
def test_months_are_told_in_years_too(language: str, written: str) -> None:
    assert words.months(14, language) == written


def test_dates_in_each_language() -> None:
    day, july = date(2026, 7, 1), month(2026, 7)
    assert [words.day(day, each) for each in ("en", "vi", "ko")] == ["2026-07-01", "01/07/2026", "2026년 7월 1일"]
    assert [words.month(july, each) for each in ("en", "vi", "ko")] == ["2026-07", "07/2026", "2026년 7월"]
    assert words.month_span(july, july, "en") == "2026-07"


@pytest.mark.parametrize(
    ("text", "korean"), [("1969", "1969년"), ("1969-05", "1969년 5월"), ("1969-05-12", "1969년 5월 12일")]
)
def test_a_date_is_told_as_far_as_it_is_known(text: str, korean: str) -> None:
    assert words.partial_date(PartialDate(text), "ko") == korean
    assert words.partial_date(PartialDate(text), "en") == text


@pytest.mark.parametrize(
    ("in_months", "told"),
    [
        (720, ["60 years of age", "60 tuổi", "60세"]),
        (724, ["60 years and 4 months of age", "60 tuổi 4 tháng", "60세 4개월"]),
    ],
)
def test_an_age_is_no_length_of_time(in_months: int, told: list[str]) -> None:
    """In Korean a person is 60세, and insured for 60년."""
    assert [words.age(in_months, each) for each in ("en", "vi", "ko")] == told


def test_every_table_of_ages_is_told_as_one() -> None:
    named = [
        f"{name}: {parameter.name}"
        for name in scheme_names()
        for parameter in scheme_named(name).parameters.values()
        if re.search(r"(?<!_after)_age(_years|_months|_men|_women)?$", parameter.name)
        and parameter.unit not in AGE_UNITS
    ]
    assert named == []
