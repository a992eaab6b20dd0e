"""What must hold for any career: more months and more income never pay less, and splitting changes nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.korea.helpers import abroad, computed, decided, months_until, period
from totalisation.months import format_month, parse_month
from totalisation.schemes.korea import SCHEME
from totalisation.schemes.korea.calendar import adjustment_year

BORN, CLAIMED = "1962-04-15", "2026-07-01"
AVERAGES = st.integers(400_000, 7_000_000)
few = settings(max_examples=60, deadline=None)


def amount(*periods: dict[str, Any], **more: Any) -> int:
    paid = decided(BORN, CLAIMED, *periods, **more).monthly_amount
    assert paid is not None
    return paid


@few
@given(months=st.integers(120, 390), average=AVERAGES)
def test_another_month_never_pays_less(months: int, average: int) -> None:
    # The added month is older, with a factor no lower than the others'.
    fewer = amount(months_until("2020-12", months), average=average)
    more = amount(months_until("2020-12", months + 1), average=average)
    assert fewer <= more


@few
@given(months=st.integers(120, 390), average=AVERAGES, added=st.integers(0, 3_000_000))
def test_more_income_never_pays_less(months: int, average: int, added: int) -> None:
    career = months_until("2020-12", months)
    assert amount(career, average=average) <= amount(career, average=average + added)


@few
@given(months=st.integers(120, 390), average=AVERAGES)
def test_no_pension_exceeds_the_cap_and_each_is_whole_tens(months: int, average: int) -> None:
    result = decided(BORN, CLAIMED, months_until("2020-12", months), average=average)
    assert result.monthly_amount is not None
    assert result.monthly_amount % 10 == 0
    assert 0 <= computed(result, "pension_after_deduction") - result.monthly_amount < 10
    assert result.monthly_amount_at_start is not None
    assert result.monthly_amount_at_start <= average


@few
@given(own=st.integers(12, 119), foreign=st.integers(1, 300), average=st.integers(2_000_000, 7_000_000))
def test_the_pro_rata_amount_is_a_240th_of_the_twenty_year_amount_for_each_own_month(
    own: int, foreign: int, average: int
) -> None:
    """Before the cap, the foreign months decide entitlement and not the amount: the payment rate is linear."""
    if own + foreign < 120:
        return
    before = abroad(format_month(parse_month("2010-12") - foreign + 1), "2010-12")
    result = decided(BORN, CLAIMED, months_until("2020-12", own), before, average=average)
    assert result.basis == "totalised"
    uncapped = computed(result, "basic_pension_amount") * computed(result, "pension_rate") / 12
    shared = Fraction(uncapped) * Fraction(own, own + foreign)
    assert shared == Fraction(computed(result, "basic_amount_of_twenty_years")) / 12 * Fraction(own, 240)
    if uncapped <= average:
        assert computed(result, "payable_exact") == shared


@few
@given(
    months=st.integers(121, 380),
    cut=st.integers(1, 120),
    monthly=st.integers(200_000, 8_000_000),
    day=st.integers(1, 27),
)
def test_splitting_a_period_changes_nothing(months: int, cut: int, monthly: int, day: int) -> None:
    last = parse_month("2020-12")
    first = last - months + 1
    whole = period(format_month(first), format_month(last), monthly)
    parts = (
        period(format_month(first), format_month(first + cut - 1), monthly),
        period(format_month(first + cut), format_month(last), monthly),
    )
    rates = {"revaluation_rate": {str(year): "2.5" for year in range(1988, 1998)}}
    assert amount(whole, established=rates) == amount(*parts, established=rates)
    by_days = period(f"{format_month(first)}-01", f"{format_month(last)}-31", monthly)
    by_two = (
        period(f"{format_month(first)}-01", f"{format_month(first + cut)}-{day:02d}", monthly),
        period(f"{format_month(first + cut)}-{day + 1:02d}", f"{format_month(last)}-31", monthly),
    )
    by_two[0]["earnings"][0]["to"] = format_month(first + cut)
    assert amount(by_days, established=rates) == amount(*by_two, established=rates)


@few
@given(monthly=st.integers(0, 10_000_000), months=st.integers(120, 390))
def test_income_by_year_is_the_sum_month_by_month(monthly: int, months: int) -> None:
    career = months_until("2020-12", months, monthly)
    rates = {"revaluation_rate": {str(year): "2.5" for year in range(1988, 1998)}}
    sums = computed(decided(BORN, CLAIMED, career, established=rates), "standard_income_by_year")
    floors = SCHEME.parameters["standard_income_floor"].entries[0].value
    ceilings = SCHEME.parameters["standard_income_ceiling"].entries[0].value
    assert isinstance(floors, dict)
    assert isinstance(ceilings, dict)
    expected: dict[int, int] = {}
    last = parse_month("2020-12")
    for each in range(last - months + 1, last + 1):
        income = monthly
        if each >= parse_month("2008-01"):
            began = each // 12 if each % 12 >= 6 else each // 12 - 1
            income = min(max(monthly // 1000 * 1000, floors[began]), ceilings[began])
        expected[each // 12] = expected.get(each // 12, 0) + income
    assert sums == expected


@pytest.mark.parametrize(
    ("when", "year"),
    [("2018-03", 2017), ("2018-04", 2018), ("2018-12", 2018), ("2019-01", 2019), ("2026-12", 2026)],
)
def test_the_year_of_adjustment(when: str, year: int) -> None:
    assert adjustment_year(parse_month(when)) == year
