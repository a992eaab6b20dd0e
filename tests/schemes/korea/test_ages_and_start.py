"""Ages by year of birth, the conditions, and the month in which payment starts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.newest_figures import korean_birth_date, year_to_add
from tests.schemes.korea.helpers import abroad, computed, decided, months_until, period, read
from totalisation.messages import FaultsError
from totalisation.months import format_month, month, parse_month
from totalisation.schemes.korea import SCHEME
from totalisation.schemes.korea.ages import added_for

COHORTS = SCHEME.parameters["years_added_by_birth_year"].entries[0].value


@pytest.mark.parametrize(
    ("birth_year", "added"),
    [(1952, 0), (1953, 1), (1956, 1), (1957, 2), (1960, 2), (1961, 3), (1964, 3), (1965, 4), (1968, 4), (1969, 5)],
)
def test_years_added_by_year_of_birth(birth_year: int, added: int) -> None:
    assert isinstance(COHORTS, dict)
    assert added_for(birth_year, COHORTS) == added
    assert added_for(2001, COHORTS) == 5


def start(*arguments: Any, **more: Any) -> str | None:
    result = decided(*arguments, average=2_000_000, **more)
    return None if result.start is None else format_month(result.start)


def test_payment_starts_in_the_month_after_the_birthday() -> None:
    # Born 1962: pension age is 63.
    assert start("1962-02-20", "2025-02-20", months_until("2020-12", 120)) == "2025-03"


@pytest.mark.parametrize(
    ("birth", "claim", "entitled"),
    [
        ("1962-02-20", "2025-02-19", False),
        ("1962-02-20", "2025-02-20", True),
        ("1962-02", "2025-02-01", True),  # known to the month alone
        ("1964-02-29", "2027-02-28", True),  # a birthday that the year lacks
    ],
)
def test_the_birthday_must_have_come_by_the_claim(birth: str, claim: str, entitled: bool) -> None:
    # The figures of 2027 are entered, as an institution would once they are announced.
    later = {"average_income_of_all_insured": {"2027": 3_300_000}}
    result = decided(birth, claim, months_until("2020-12", 120), average=2_000_000, established=later)
    assert result.entitled is entitled
    if not entitled:
        assert [each.name for each in result.missing] == ["age"]
        assert result.earliest == month(2025, 2)


def test_short_of_ten_years_the_missing_months_are_told() -> None:
    result = decided("1962-02-20", "2026-07-01", months_until("2020-12", 117), average=2_000_000)
    assert not result.entitled
    (condition,) = result.missing
    assert (condition.name, condition.required, condition.actual) == ("qualifying_period", 120, 117)
    assert result.earliest == month(2026, 10)
    assert condition.supposes is not None


def test_a_late_claim_is_paid_from_the_start_of_the_right() -> None:
    result = decided("1959-02-20", "2026-01-05", months_until("2018-12", 120), average=2_000_000)
    assert result.start == month(2021, 3)
    assert computed(result, "benefit_year") == 2021


def test_payments_of_more_than_five_years_ago_have_lapsed() -> None:
    result = decided("1957-02-20", "2026-07-01", months_until("2016-12", 120), average=2_000_000)
    assert result.start == month(2021, 7)
    # The right itself is of 2019, and its amount is adjusted since.
    assert computed(result, "right_start_month") == month(2019, 3)
    assert computed(result, "benefit_year") == 2019


def test_who_completes_ten_years_after_pension_age_starts_then() -> None:
    late = period("2024-01", "2025-12", kind="voluntary_continued")
    assert start("1960-02-20", "2026-03-01", months_until("2019-12", 96), late) == "2026-01"


def test_who_stays_insured_after_pension_age_starts_when_insurance_ends() -> None:
    late = period("2022-01", "2025-03", kind="voluntary_continued")
    assert start("1960-02-20", "2026-03-01", months_until("2019-12", 130), late) == "2025-04"


TOTALISED = ("1961-05-10", "2026-03-01", period("2010-01", "2017-12"), abroad("2000-01", "2007-12"))


def test_a_totalised_pension_starts_after_totalisation_took_effect() -> None:
    assert start(*TOTALISED) == "2025-08"


def test_or_in_that_very_month_under_the_other_reading() -> None:
    assert start(*TOTALISED, interpretations=read({"totalised_start": "month_of_effect"})) == "2025-07"


def test_totalised_years_completed_late_start_the_pension_then() -> None:
    # 96 Korean months and 24 abroad are complete in December 2025 only.
    late = ("1961-05-10", "2026-03-01", period("2010-01", "2017-12"), abroad("2024-01", "2026-02"))
    assert start(*late) == "2026-01"


def test_the_law_before_2008_is_not_encoded() -> None:
    with pytest.raises(FaultsError, match="consumer_price_adjustment"):
        decided("1946-02-20", "2013-01-01", months_until("2004-12", 130), average=2_000_000)
    with pytest.raises(FaultsError, match=r"claim\.date: the law of KR before 2013-01 is not encoded"):
        decided("1950-02-20", "2012-12-31", months_until("2004-12", 130), average=2_000_000)


def test_a_year_without_figures_is_refused_by_name() -> None:
    year = year_to_add("korea", "average_income_of_all_insured")
    with pytest.raises(FaultsError) as refused:
        decided(korean_birth_date(year), f"{year}-09-01", months_until("2020-12", 120), average=2_000_000)
    (fault,) = refused.value.faults
    assert fault.where == "established.KR.average_income_of_all_insured"
    assert str(fault.wrong) == f"the table “average_income_of_all_insured” has no figure for {year}."


def test_a_year_whose_figure_is_established_is_decided() -> None:
    result = decided(
        "1964-02-20",
        "2027-06-01",
        months_until("2020-12", 120),
        average=2_000_000,
        established={"average_income_of_all_insured": {"2027": 3_300_000}},
    )
    assert result.start == parse_month("2027-03")
    assert computed(result, "average_income") == 3_300_000
