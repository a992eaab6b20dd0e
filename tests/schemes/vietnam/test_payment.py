"""Minimum pension, rounding, adjustments, the supplement of women, and the one-off allowance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import abroad, computed, decided, months_before, period
from totalisation.money import round_half_up
from totalisation.months import parse_month
from totalisation.schemes.vietnam import SCHEME, payment


@pytest.mark.parametrize(
    ("claim", "months", "kind", "nationality", "amount"),
    [
        ("2020-03-10", 240, "compulsory", None, 1_490_000),
        ("2026-01-10", 240, "compulsory", None, 2_340_000),
        ("2026-07-10", 240, "compulsory", "VN", 2_530_000),
        ("2026-01-10", 239, "compulsory", None, 450_000),
        ("2026-01-10", 240, "voluntary", None, 450_000),
        ("2026-01-10", 240, "compulsory", "KR", 450_000),
    ],
)
def test_minimum_pension(claim: str, months: int, kind: str, nationality: str | None, amount: int) -> None:
    """45 % of a million dong, raised to the base salary for citizens with 20 years of compulsory insurance."""
    result = decided(
        "male",
        "1955-01",
        claim,
        months_before("2019-12", months, kind=kind),
        average=1_000_000,
        person={"nationality": nationality},
        claim={"options": {"VN": {"citizen_when_insured": True}}},
    )
    assert result.monthly_amount_at_start == amount


def test_no_minimum_pension_on_totalised_time_or_for_commune_cadres() -> None:
    totalised = decided(
        "male", "1955-01", "2026-01-10", months_before("2019-12", 100), abroad("1990-01", "2005-12"), average=1_000_000
    )
    assert totalised.monthly_amount == 191_250  # 8.5 years
    cadre = decided(
        "female",
        "1960-01",
        "2016-03-10",
        months_before("2015-12", 200, conditions=["commune_cadre"]),
        average=1_000_000,
    )
    assert computed(cadre, "minimum_pension") == 0


def test_a_pension_in_payment_is_adjusted_step_by_step() -> None:
    work = months_before("2019-12", 360)
    amounts = {
        day: decided("male", "1955-01", "2020-03-10", work, average=10_000_001, as_of=day).monthly_amount
        for day in (
            date(2020, 3, 10),
            date(2021, 12, 31),
            date(2022, 1, 1),
            date(2023, 7, 1),
            date(2024, 7, 1),
            date(2026, 7, 1),
        )
    }
    at_start = round(10_000_001 * Fraction(69, 100))
    expected, amount = [at_start, at_start], at_start
    for percent in (Fraction("7.4"), Fraction("12.5"), 15, 8):
        amount = int(amount * (1 + Fraction(percent) / 100) + Fraction(1, 2))
        expected.append(amount)
    assert list(amounts.values()) == expected


@pytest.mark.parametrize(("start", "percent"), [("2021-12", "12.5"), ("2022-01", "20.8"), ("2023-06", "20.8")])
def test_the_adjustment_of_2023_gives_more_to_those_without_the_one_before(start: str, percent: str) -> None:
    amount = payment.monthly_amount(
        1_000_000,
        parse_month(start),
        parse_month("2023-07"),
        {202201: Fraction("0.074"), 202307: Fraction("0.125")},
        {202307: Fraction("0.208")},
    )
    before = 1_074_000 if start < "2022-01" else 1_000_000
    assert amount == before * (1 + Fraction(percent) / 100)


def test_an_adjustment_raises_only_pensions_drawn_before_its_date() -> None:
    at = parse_month("2026-07")
    adjustments = {202607: Fraction("0.08")}
    assert payment.monthly_amount(1_000_000, at, at, adjustments, {}) == 1_000_000
    assert payment.monthly_amount(1_000_000, at - 1, at, adjustments, {}) == 1_080_000
    assert payment.monthly_amount(1_000_000, at - 1, at - 1, adjustments, {}) == 1_000_000


@given(st.integers(0, 10**9), st.integers(2016 * 12, 2027 * 12), st.integers(0, 200), st.integers(0, 60))
def test_adjustments_never_lower_a_pension(amount: int, start: int, later: int, more: int) -> None:
    adjustments = {201707: Fraction("0.0744"), 202201: Fraction("0.074"), 202307: Fraction("0.125")}

    def at(when: int) -> int:
        return payment.monthly_amount(amount, start, when, adjustments, {202307: Fraction("0.208")})

    assert amount <= at(start + later) <= at(start + later + more)


@pytest.mark.parametrize(("choice", "amount"), [("not_added", 6_500_000), ("added", 7_300_150)])
def test_the_supplement_of_women_is_an_open_question(choice: str, amount: int) -> None:
    """25 years in 2018: 65 %, and by the decree 12.31 % of that pension."""
    result = decided(
        "female",
        "1963-01",
        "2018-03-10",
        months_before("2018-02", 300),
        interpretations={"VN": {"women_supplement_2018": choice}},
    )
    assert result.monthly_amount_at_start == amount


@pytest.mark.parametrize(("year", "share"), [(2018, 80), (2019, 60), (2020, 40), (2021, 20)])
def test_the_supplement_of_women_makes_up_a_part_of_what_the_law_took(year: int, share: int) -> None:
    """What 3 % a year up to 75 % would give more than 2 %, and of it 80 % in 2018, 20 % less in each later year.

    The draft's explanation, cut to hundredths of a per cent; it gives the rows that a legal library prints of the
    decree: 7.27, 5.45, 3.64 and 1.82 % for 20 years, 1.08, 0.81, 0.54 and 0.27 % for 29.5 years.
    """
    (rates,) = [
        each.value
        for each in SCHEME.parameters["women_supplement_rate"].entries
        if each.since // 12 == year and isinstance(each.value, Mapping)
    ]
    assert list(rates) == list(range(40, 60))
    for half_years, rate in rates.items():
        more = int(half_years) - 30
        now = 45 + more
        lost = Fraction(min(45 + 3 * Fraction(more, 2), Fraction(75)) - now, now)
        assert rate == round_half_up(lost * share / 100, Fraction(1, 10_000))


def test_the_printed_rows_of_the_supplement() -> None:
    """Decree 153/2018 Art. 3(2), as tintuc.thuvienphapluat.com printed it on 9 November 2018."""
    rows = [entry.value for entry in SCHEME.parameters["women_supplement_rate"].entries]
    for half_years, printed in ((40, "7.27 5.45 3.64 1.82"), (59, "1.08 0.81 0.54 0.27")):
        assert [row[half_years] * 100 for row in rows if isinstance(row, Mapping)] == [
            Fraction(each) for each in printed.split()
        ]


@pytest.mark.parametrize(
    ("sex", "claim", "years", "allowance"),
    [
        ("male", "2016-03-10", 32, 10_000_000),
        ("female", "2016-03-10", 26, 5_000_000),
        ("male", "2019-03-10", 33, 5_000_000),
        ("male", "2024-03-10", 36, 5_000_000),
        ("female", "2024-03-10", 31, 5_000_000),
        ("female", "2024-03-10", 30, 0),
    ],
)
def test_one_off_allowance_until_june_2025(sex: str, claim: str, years: int, allowance: int) -> None:
    result = decided(sex, "1955-01", claim, months_before("2015-12", 12 * years))
    assert result.further == {"one_off_allowance": allowance}


def test_one_off_allowance_is_larger_for_years_after_the_retirement_age() -> None:
    # Born in April 1962: of age in October 2022 (60 years and 6 months). 38 years, the last three after it.
    work = months_before("2026-01", 38 * 12)
    result = decided("male", "1962-04", "2026-02-01", work)
    assert computed(result, "excess_half_years") == 6
    assert computed(result, "excess_half_years_after_age") == 6
    assert result.further == {"one_off_allowance": 3 * 20_000_000}
    earlier = decided("male", "1962-04", "2026-02-01", months_before("2022-10", 38 * 12))
    assert earlier.further == {"one_off_allowance": 3 * 5_000_000}


def test_totalised_time_earns_no_one_off_allowance() -> None:
    result = decided("male", "1955-01", "2026-01-10", period("2000-01", "2007-12"), abroad("1970-01", "1999-12"))
    assert result.further == {"one_off_allowance": 0}
