"""Ages by month of birth, against the table of Annex I of Decree 135/2020 as the law notes give it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import computed, decided, months_before
from totalisation.months import Month, format_month, parse_month
from totalisation.schemes.vietnam import SCHEME, ages
from totalisation.written_values import PartialDate

# First and last month of birth, and the age in years and months.
MEN = [
    ("1961-01", "1961-09", 60, 3),
    ("1961-10", "1962-06", 60, 6),
    ("1962-07", "1963-03", 60, 9),
    ("1963-04", "1963-12", 61, 0),
    ("1964-01", "1964-09", 61, 3),
    ("1964-10", "1965-06", 61, 6),
    ("1965-07", "1966-03", 61, 9),
    ("1966-04", "1999-12", 62, 0),
]
WOMEN = [
    ("1966-01", "1966-08", 55, 4),
    ("1966-09", "1967-04", 55, 8),
    ("1967-05", "1967-12", 56, 0),
    ("1968-01", "1968-08", 56, 4),
    ("1968-09", "1969-04", 56, 8),
    ("1969-05", "1969-12", 57, 0),
    ("1970-01", "1970-08", 57, 4),
    ("1970-09", "1971-04", 57, 8),
    ("1971-05", "1971-12", 58, 0),
    ("1972-01", "1972-08", 58, 4),
    ("1972-09", "1973-04", 58, 8),
    ("1973-05", "1973-12", 59, 0),
    ("1974-01", "1974-08", 59, 4),
    ("1974-09", "1975-04", 59, 8),
    ("1975-05", "1999-12", 60, 0),
]


def table(name: str) -> Mapping[int, int]:
    value: Any = SCHEME.parameters[name].entries[-1].value
    assert isinstance(value, Mapping)
    return value


def attained(sex: str, birth: Month) -> Month:
    return ages.normal_attainment_month(sex, birth, table("normal_age_men"), table("normal_age_women"))


@pytest.mark.parametrize(
    ("sex", "row"), [*(("male", row) for row in MEN), *(("female", row) for row in WOMEN)], ids=lambda each: str(each)
)
def test_every_month_of_birth_has_the_age_of_the_annex(sex: str, row: tuple[str, str, int, int]) -> None:
    first, last, years, months = row
    for birth in range(parse_month(first), parse_month(last) + 1):
        assert attained(sex, birth) - birth == 12 * years + months, format_month(birth)


@pytest.mark.parametrize(("sex", "years"), [("male", 60), ("female", 55)])
def test_before_2021_the_ages_are_sixty_and_fifty_five(sex: str, years: int) -> None:
    last = parse_month("2020-12") - 12 * years
    for birth in range(last - 240, last + 1):
        assert attained(sex, birth) == birth + 12 * years


@given(st.sampled_from(["male", "female"]), st.integers(1930 * 12, 2010 * 12), st.sampled_from([0, 60, 120]))
def test_who_is_born_later_attains_later_and_by_the_first_month_that_allows_it(
    sex: str, birth: Month, lower: int
) -> None:
    by_year = table("normal_age_men" if sex == "male" else "normal_age_women")
    month = ages.first_attained(birth, by_year, lower)
    assert month < ages.first_attained(birth + 1, by_year, lower)

    def has_the_age(when: Month) -> bool:
        year = min(max(when // 12, min(by_year)), max(by_year))
        return when - birth >= by_year[year] - lower

    assert has_the_age(month)
    assert not has_the_age(month - 1)


def test_the_lower_age_follows_its_own_calendar() -> None:
    """A man born in October 1969: 56 years 6 months in April 2026 (secondary: a test that cites Annex II)."""
    birth = parse_month("1969-10")
    lower = ages.hazardous_attainment_month("male", birth, table("normal_age_men"), table("normal_age_women"), 60)
    assert format_month(lower) == "2026-04"
    assert lower != attained("male", birth) - 60


@pytest.mark.parametrize(("claim", "entitled"), [("2017-01-10", False), ("2017-03-10", True)])
def test_the_age_of_reduced_capacity_rises_with_the_year_until_2020(claim: str, entitled: bool) -> None:
    """Born in March 1965: 51 years are enough in 2016, 52 are needed in 2017."""
    loss = {"capacity_loss_percent": 61, "capacity_conclusion": "2016-02-01"}
    result = decided("male", "1965-03", claim, months_before("2016-02", 250), person=loss)
    assert result.entitled is entitled


@pytest.mark.parametrize(
    ("claim", "start"),
    [("2021-03-10", "2021-03"), ("2020-06-10", "2021-01"), ("2025-12-10", "2025-12")],
)
def test_a_year_of_birth_alone_stands_for_its_december_until_2020(claim: str, start: str) -> None:
    """Born in 1960 and 60 in 2020: eligible on 1 January 2021 under C59 18(2), and on any later day."""
    result = decided("male", "1960", claim, months_before("2019-12", 300))
    assert format_month(result.start or computed(result, "start_month")) == start


def test_birth_months_of_each_era() -> None:
    born, known = PartialDate("1970"), PartialDate("1970-05")
    assert format_month(ages.birth_month_known_by_year_last(born)) == "1970-12"
    assert format_month(ages.birth_month_known_by_year_last(known)) == "1970-05"
    assert format_month(ages.birth_month_known_by_year_first(born)) == "1970-01"
    assert format_month(ages.birth_month_by_decree(born)) == "1970-01"
