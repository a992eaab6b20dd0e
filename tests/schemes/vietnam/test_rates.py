"""The pension rate of each era and sex, the treaty rule, and the reduction for early pensions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import abroad, computed, decided, months_before, period
from totalisation.money import Exact
from totalisation.months import Month, parse_month
from totalisation.rules import Computation
from totalisation.schemes.vietnam import SCHEME, rates

PERCENT = Fraction(1, 100)
STARTS = ["2016-01", "2017-12", "2018-01", "2019-06", "2020-06", "2021-06", "2022-01", "2025-06", "2025-07", "2026-07"]


def rate(sex: str, months: int, start: str, **facts: Any) -> Exact:
    """The rate of a person whose pension starts in ``start``, before any reduction."""
    return computation(sex, months, parse_month(start), **facts).value("rate_before_reduction")  # type: ignore[no-any-return]


def computation(sex: str, months: int, when: Month, **facts: Any) -> Computation:
    given_facts = {"sex": sex, "counted_months": months, "totalising": False, "route": "normal", **facts}
    return Computation(
        SCHEME.rules.at(when),
        SCHEME.parameters,
        when,
        {name: (value, "word") for name, value in given_facts.items()},
        interpretations=SCHEME.interpretations,
    )


@pytest.mark.parametrize(("months", "half_years"), [(180, 30), (181, 31), (186, 31), (187, 32), (191, 32), (192, 32)])
def test_odd_months_become_half_years_or_years(months: int, half_years: int) -> None:
    assert rates.insured_half_years(months) == half_years


@pytest.mark.parametrize(
    ("sex", "start", "years", "percent"),
    [
        ("male", "2016-05", "15", "45"),
        ("male", "2017-12", "30", "75"),
        ("male", "2017-12", "29.5", "74"),
        ("female", "2017-12", "24.5", "73.5"),
        ("female", "2017-12", "25", "75"),
        ("female", "2018-01", "25", "65"),
        ("female", "2025-06", "30", "75"),
        ("male", "2018-06", "20", "53"),
        ("male", "2019-06", "20", "51"),
        ("male", "2020-06", "20", "49"),
        ("male", "2021-06", "20", "47"),
        ("male", "2022-01", "20", "45"),
        ("male", "2018-06", "31", "75"),
        ("male", "2022-01", "35", "75"),
        ("male", "2025-07", "15", "40"),
        ("male", "2025-07", "15.5", "40.5"),
        ("male", "2025-07", "19.5", "44.5"),
        ("male", "2025-07", "20", "45"),
        ("male", "2025-07", "40", "75"),
        ("male", "2025-07", "14.5", "0"),
        ("female", "2025-07", "14.5", "0"),
        ("female", "2025-07", "15", "45"),
        ("female", "2025-07", "20.5", "56"),
        ("female", "2025-07", "30", "75"),
    ],
)
def test_rates_of_each_era(sex: str, start: str, years: str, percent: str) -> None:
    assert rate(sex, int(Fraction(years) * 12), start) == Fraction(percent) * PERCENT


@given(st.sampled_from(["female", "male"]), st.sampled_from(STARTS), st.integers(180, 600), st.integers(0, 300))
def test_more_months_never_lower_the_rate_and_it_never_exceeds_the_cap(
    sex: str, start: str, months: int, more: int
) -> None:
    less, greater = rate(sex, months, start), rate(sex, months + more, start)
    assert 0 < less <= greater <= 75 * PERCENT


@given(st.integers(1, 179), st.integers(1, 179))
def test_on_totalised_time_men_and_women_earn_alike_and_more_for_more(months: int, other: int) -> None:
    first, second = sorted((months, other))
    rates_of_both = {rate(sex, first, "2026-01", totalising=True) for sex in ("female", "male")}
    assert len(rates_of_both) == 1
    assert rates_of_both.pop() <= rate("male", second, "2026-01", totalising=True) <= Fraction(27, 80)


@pytest.mark.parametrize(
    ("months", "amount", "fraction"),
    [
        (96, 1_800_000, Fraction(18, 100)),  # 8 years
        (40, 787_500, Fraction(63, 800)),  # 3 years 4 months: 3.5 years
        (179, 3_375_000, Fraction(27, 80)),  # 14 years 11 months: less than 15 years, and 15 years for the amount
    ],
)
def test_a_year_paid_here_is_worth_2_25_percent_on_totalised_time(months: int, amount: int, fraction: Fraction) -> None:
    result = decided("female", "1960-01", "2026-01-10", months_before("2020-12", months), abroad("1990-01", "2004-12"))
    assert result.basis == "totalised"
    assert result.rate == fraction
    assert result.monthly_amount == amount


def test_fifteen_years_paid_here_follow_the_ordinary_rates() -> None:
    ordinary = {"female": 45 * PERCENT, "male": 40 * PERCENT}
    assert {sex: rate(sex, 180, "2026-01", totalising=True) for sex in ordinary} == ordinary


@pytest.mark.parametrize(
    ("question", "choice", "months", "expected"),
    [
        ("treaty_odd_months", "exact_months", 40, Fraction(9, 400) * Fraction(40, 12)),
        ("treaty_threshold", "rounded_years", 179, 45 * PERCENT),
        ("treaty_threshold", "rounded_years", 174, Fraction(9, 400) * Fraction(29, 2)),
    ],
)
def test_other_readings_of_the_treaty_rule(question: str, choice: str, months: int, expected: Fraction) -> None:
    result = decided(
        "female",
        "1960-01",
        "2026-01-10",
        months_before("2020-12", months),
        abroad("1990-01", "2004-12"),
        interpretations={"VN": {question: choice}},
    )
    assert result.rate == expected


REDUCED = {"capacity_loss_percent": 65, "capacity_conclusion": "2025-12-05"}


@pytest.mark.parametrize(("choice", "expected"), [("reduced", "0.08"), ("not_reduced", "0.18")])
def test_whether_the_treaty_rate_is_reduced_is_an_open_question(choice: str, expected: str) -> None:
    # Born in June 1969: 56 years and 6 months in January 2026, five years before the age of that year.
    result = decided(
        "male",
        "1969-06",
        "2026-01-10",
        period("2010-01", "2017-12"),
        abroad("1995-01", "2008-12"),
        person=REDUCED,
        interpretations={"VN": {"treaty_early_reduction": choice}},
    )
    assert result.basis == "totalised"
    assert computed(result, "months_early") == 60
    assert result.rate == Fraction(expected)


@pytest.mark.parametrize(
    ("months_early", "percent"),
    [(0, 0), (5, 0), (6, 1), (11, 1), (12, 2), (17, 2), (18, 3), (60, 10), (120, 20)],
)
def test_two_percent_a_year_and_one_for_half_a_year(months_early: int, percent: int) -> None:
    assert rates.early_reduction(months_early, 2 * PERCENT, PERCENT, 0, "reduced") == percent * PERCENT
    assert rates.early_reduction_until_2020(months_early, 2 * PERCENT, PERCENT) == percent * PERCENT


@pytest.mark.parametrize(("choice", "percent"), [("of_early_time", 6), ("of_age", 7)])
def test_odd_months_of_the_early_time_or_of_the_age(choice: str, percent: int) -> None:
    """A woman of 52 years and 2 months in 2021, whose age is 55 years and 4 months: three years and two months."""
    result = decided(
        "female",
        "1969-01",
        "2021-04-01",
        months_before("2021-03", 240),
        person={"capacity_loss_percent": 65, "capacity_conclusion": "2021-03-05"},
        interpretations={"VN": {"early_odd_months": choice}},
    )
    assert computed(result, "months_early") == 38
    assert computed(result, "early_reduction") == percent * PERCENT


@pytest.mark.parametrize(("choice", "early"), [("year_of_start", 60), ("own_attainment", 66)])
def test_the_age_from_which_early_time_is_counted(choice: str, early: int) -> None:
    """A man of 56 years and 6 months in 2026: the age of that year is 61.5, his own would be 62."""
    result = decided(
        "male",
        "1969-06",
        "2026-01-10",
        months_before("2025-12", 300),
        person=REDUCED,
        interpretations={"VN": {"landmark_age": choice}},
    )
    assert computed(result, "months_early") == early


@pytest.mark.parametrize(
    ("conditions", "early"), [([], 60), (["hazardous"], 0), (["underground_coal", "very_hazardous"], 0)]
)
def test_special_work_lowers_the_age_from_which_early_time_is_counted(conditions: list[str], early: int) -> None:
    result = decided(
        "male", "1969-06", "2026-01-10", months_before("2025-12", 300, conditions=conditions), person=REDUCED
    )
    assert computed(result, "months_early") == early
