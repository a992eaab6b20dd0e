"""Viet Nam's pension rate, rule by rule at the edges: half a year or a month to either side."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from totalisation.months import parse_month
from totalisation.schemes.vietnam import rates as law
from totalisation.schemes.vietnam.conditions import REDUCED
from totalisation.written_values import PartialDate

PERCENT = Fraction(1, 100)
TWO = 2 * PERCENT


@pytest.mark.parametrize(
    ("sex", "half_years", "percent"),
    [
        ("female", 29, 0),
        ("female", 30, 45),
        ("female", 31, 46),
        ("male", 29, 0),
        ("male", 30, 40),
        ("male", 31, Fraction(81, 2)),
        ("male", 39, Fraction(89, 2)),
        ("male", 40, 45),
        ("male", 41, 46),
    ],
)
def test_the_rate_from_july_2025_on(sex: str, half_years: int, percent: Any) -> None:
    """L2024 66(1): men "từ đủ 15 năm đến dưới 20 năm … bằng 40% …, sau đó cứ thêm mỗi năm đóng thì tính thêm 1%"."""
    asked = (45 * PERCENT, 20, 15, TWO, TWO, 40 * PERCENT, 15, PERCENT)
    assert law.earned_rate(sex, half_years, *asked) == percent * PERCENT


def test_the_highest_rate_and_that_of_the_treaty_rule() -> None:
    """ "mức tối đa bằng 75%"."""
    assert law.rate_before_reduction_2016(80 * PERCENT, 75 * PERCENT) == 75 * PERCENT
    assert law.rate_before_reduction_2016(70 * PERCENT, 75 * PERCENT) == 70 * PERCENT
    assert law.rate_before_reduction(80 * PERCENT, 75 * PERCENT, 0) == 75 * PERCENT
    assert law.rate_before_reduction(0, 75 * PERCENT, 9 * PERCENT) == 9 * PERCENT
    assert law.rate_before_reduction(50 * PERCENT, 75 * PERCENT, 9 * PERCENT) == 9 * PERCENT
    assert law.pension_rate(75 * PERCENT, 4 * PERCENT) == 71 * PERCENT
    assert law.pension_rate(3 * PERCENT, 4 * PERCENT) == 0


@pytest.mark.parametrize(
    ("months", "half_years", "odd", "threshold", "years"),
    [
        (100, 17, "exact_months", "months", Fraction(100, 12)),
        (100, 17, "half_years", "months", Fraction(17, 2)),
        (179, 30, "half_years", "months", 15),
        (180, 30, "half_years", "months", 0),
        (179, 30, "half_years", "rounded_years", 0),
        (174, 29, "half_years", "rounded_years", Fraction(29, 2)),
    ],
)
def test_the_treaty_rule_below_fifteen_years(
    months: int, half_years: int, odd: str, threshold: str, years: Any
) -> None:
    """L2024 66(4): 2.25 % for each year, under 15 years paid in Viet Nam."""
    rate = Fraction(225, 10_000)
    assert law.treaty_rate(True, months, half_years, rate, 180, odd, threshold) == rate * years
    assert law.treaty_rate(False, months, half_years, rate, 180, odd, threshold) == 0


@pytest.mark.parametrize(("early", "percent"), [(0, 0), (5, 0), (6, 1), (11, 1), (12, 2), (17, 2), (18, 3), (24, 4)])
def test_two_percent_for_each_year_and_one_from_six_odd_months_on(early: int, percent: int) -> None:
    """L2024 66(3), L2014 56(3)."""
    assert law.early_reduction(early, TWO, PERCENT, 0, "not_reduced") == percent * PERCENT
    assert law.early_reduction(early, TWO, PERCENT, PERCENT, "reduced") == percent * PERCENT
    assert law.early_reduction(early, TWO, PERCENT, PERCENT, "not_reduced") == 0
    assert law.early_reduction_until_2020(early, TWO, PERCENT) == percent * PERCENT
    born, start = PartialDate("1965-01"), parse_month("2024-01")
    assert law.early_reduction_until_2025(early, born, start, TWO, PERCENT, "of_time") == percent * PERCENT


@pytest.mark.parametrize(
    ("start", "part"), [("2024-02", 0), ("2024-03", 1), ("2024-08", 1), ("2024-09", 0), ("2025-01", 0), ("2025-03", 1)]
)
def test_one_to_six_odd_months_of_age_take_one_percent(start: str, part: int) -> None:
    """L2014 56(3): "tuổi nghỉ hưu có thời gian lẻ đến đủ 06 tháng thì mức giảm là 1%"; none where no month is early."""
    born, when = PartialDate("1965-01"), parse_month(start)
    assert law.early_reduction_until_2025(13, born, when, TWO, PERCENT, "of_age") == (2 + part) * PERCENT
    assert law.early_reduction_until_2025(12, born, when, TWO, PERCENT, "of_age") == 2 * PERCENT
    # The same of who was born, and begins, five months later.
    later = PartialDate("1965-06")
    assert law.early_reduction_until_2025(13, later, when + 5, TWO, PERCENT, "of_age") == (2 + part) * PERCENT


def test_early_months_are_counted_on_reduced_capacity_alone() -> None:
    """C59 Ví dụ 27: the age counts from the month after that of birth."""
    landmark = parse_month("2030-05")
    for route in REDUCED:
        assert law.months_early(route, landmark, parse_month("2030-05")) == 1
        assert law.months_early(route, landmark, parse_month("2030-07")) == 0
        assert law.months_early(route, landmark, parse_month("2029-05")) == 13
    assert law.months_early("normal", landmark, parse_month("2029-05")) == 0


MEN = {2021: 723, 2022: 726, 2023: 729}
WOMEN = {2021: 664, 2022: 668, 2023: 672}


@pytest.mark.parametrize(
    ("hazardous", "coal", "lower"), [(0, 0, 0), (179, 179, 0), (180, 0, 60), (180, 180, 120), (0, 180, 120)]
)
def test_special_work_of_fifteen_years_lowers_the_landmark(hazardous: int, coal: int, lower: int) -> None:
    """D158 13(2)."""
    born = PartialDate("1962-03")

    def landmark(sex: str, start: str, reading: str = "year_of_start") -> int:
        asked = (sex, born, parse_month(start), MEN, WOMEN, hazardous, coal, 180, 60, 120, reading)
        return law.landmark_month(*asked) - born.first_month

    assert landmark("male", "2022-01") == 726 - lower
    assert landmark("female", "2022-12") == 668 - lower
    # Before the first year of the table and after the last, theirs.
    assert (landmark("male", "2020-01"), landmark("male", "2024-01")) == (723 - lower, 729 - lower)
    first = {0: 726, 60: 723 - 60, 120: 723 - 120}[lower]
    assert landmark("male", "2023-01", "own_attainment") == first


@pytest.mark.parametrize(
    ("hazardous", "coal", "age"), [(0, 0, 720), (179, 179, 720), (180, 0, 660), (180, 180, 600), (0, 180, 600)]
)
def test_the_landmark_until_2020(hazardous: int, coal: int, age: int) -> None:
    """D115 7(3): 60 or 55; five years less for hazardous work; 50 for coal."""
    born, start = PartialDate("1962-03"), parse_month("2018-01")
    for sex, more in (("male", 0), ("female", -60 if age > 600 else 0)):
        asked = (sex, born, start, {2016: 720}, {2016: 660}, hazardous, coal, 180, 60, 600)
        assert law.landmark_month_until_2020(*asked) - born.first_month == age + more
