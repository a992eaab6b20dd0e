"""Viet Nam's ages, rule by rule: each route by sex, each table at its ends."""

from __future__ import annotations

from typing import Any

import pytest

from totalisation.months import parse_month
from totalisation.schemes.vietnam import ages
from totalisation.written_values import PartialDate

MEN = {2021: 723, 2022: 726, 2023: 729}
WOMEN = {2021: 664, 2022: 668, 2023: 672}
BORN = parse_month("1961-12")


@pytest.mark.parametrize(
    ("born", "lower", "age"),
    [
        # 60 years and 3 months in 2022: too young for that of 2021, too old to wait for that of 2023.
        ("1961-09", 0, 723),
        ("1961-10", 0, 726),
        ("1962-06", 0, 726),
        ("1962-07", 0, 729),
        ("1990-01", 0, 729),
        ("1950-01", 0, 723),
        ("1966-09", 60, 663),
        ("1966-10", 60, 666),
    ],
)
def test_the_age_is_that_of_the_year_in_which_it_is_attained(born: str, lower: int, age: int) -> None:
    """L2019 169(2): the ages rise from year to year."""
    month = parse_month(born)
    assert ages.first_attained(month, MEN, lower) - month == age


def test_the_age_that_a_year_or_a_later_one_requires() -> None:
    table = {2016: 612, 2017: 624, 2018: 636}
    born = parse_month("1966-01")
    assert ages.attained_from(2016, born, table) - born == 636
    assert ages.attained_from(2016, parse_month("1965-12"), table) == parse_month("1965-12") + 612
    assert ages.attained_from(2017, parse_month("1965-12"), table) == parse_month("1965-12") + 624
    assert ages.attained_from(2030, born, table) == born + 636
    for sex, age in (("male", 636), ("female", 500)):
        found = ages.reduced_capacity_attainment_month_by_year(sex, born, parse_month("2018-05"), table, {2016: 500})
        assert found - born == age


@pytest.mark.parametrize("sex", ["male", "female"])
def test_each_route_lowers_the_age_of_its_sex(sex: str) -> None:
    """L2024 64(1)(c), (2), 65(1)(b); L2019 169(3)."""
    table = MEN if sex == "male" else WOMEN
    normal = table[2022] if sex == "male" else table[2021]
    assert ages.normal_attainment_month(sex, BORN, MEN, WOMEN) - BORN == normal
    for rule, lower in (
        (ages.hazardous_attainment_month, 60),
        (ages.coal_attainment_month, 120),
        (ages.severely_reduced_capacity_attainment_month, 120),
    ):
        assert rule(sex, BORN, MEN, WOMEN, lower) - BORN == table[2021] - lower
    for forces in (ages.armed_forces_attainment_month, ages.armed_forces_attainment_month_before):
        for months, lower in ((179, 60), (180, 120)):
            assert forces(sex, BORN, MEN, WOMEN, months, 180, 60) - BORN == table[2021] - lower


def test_fixed_ages() -> None:
    """L2014 54(1)(c), 55(1)(b); L2024 141(9)."""
    assert ages.coal_attainment_month_at_fifty(BORN, 600) == BORN + 600
    for rule in (ages.severely_reduced_capacity_attainment_month_fixed, ages.long_voluntary_attainment_month):
        function: Any = rule
        assert (function("male", BORN, 720, 660), function("female", BORN, 720, 660)) == (BORN + 720, BORN + 660)
    assert ages.reduced_capacity_attainment_month(BORN) == BORN


def test_the_month_of_birth_where_only_the_year_is_known() -> None:
    """C59 18(2): the end of that year until 2020; D135 3(3), D158 12(2): its beginning."""
    year, month = PartialDate("1961"), PartialDate("1961-05")
    january = parse_month("1961-01")
    assert ages.birth_month_known_by_year_last(year) == january + 11
    assert ages.birth_month_known_by_year_last(month) == january + 4
    for rule in (ages.birth_month_known_by_year_first, ages.birth_month_by_decree):
        assert (rule(year), rule(month)) == (january, january + 4)
