"""Korea's incomes, early and deferred pensions, rule by rule at the edges: a month or a won to either side."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from totalisation.earnings import EarningsRun
from totalisation.money import Exact
from totalisation.months import month, parse_month
from totalisation.parameters import MissingFigureError, Table
from totalisation.schemes.korea import calendar, early_and_deferred, income, payment
from totalisation.schemes.korea.dependants import children_and_parents

Figures = Mapping[Any, Exact]


def run(first: str, last: str, monthly: int) -> EarningsRun:
    return EarningsRun(parse_month(first), parse_month(last), monthly, "workplace", 0, None, None)


FLOOR: Figures = {2007: 220_000, 2008: 220_000, 2009: 230_000, 2010: 240_000}
CEILING: Figures = {2007: 3_600_000, 2008: 3_600_000, 2009: 3_600_000, 2010: 3_680_000}


def test_years_of_figures() -> None:
    """Decree Art. 37 and Law 16240 Art. 2: April to March until 2018; Decree Art. 5: July to June."""
    months = ("2018-03", "2018-04", "2018-12", "2019-01", "2019-03")
    assert [calendar.adjustment_year(parse_month(each)) for each in months] == [2017, 2018, 2018, 2019, 2019]
    assert [calendar.income_year(parse_month(each)) for each in ("2019-06", "2019-07")] == [2018, 2019]


@pytest.mark.parametrize(
    ("runs", "by_year"),
    [
        # As recorded before 2008, then cut to a thousand won.
        ([run("2007-11", "2008-02", 1_234_567)], {2007: 2 * 1_234_567, 2008: 2 * 1_234_000}),
        # Below the floor: that of each July.
        ([run("2008-05", "2009-08", 1)], {2008: 8 * 220_000, 2009: 6 * 220_000 + 2 * 230_000}),
        ([run("2010-05", "2010-08", 9_000_000)], {2010: 2 * 3_600_000 + 2 * 3_680_000}),
        ([run("2007-12", "2008-01", 9_000_000)], {2007: 9_000_000, 2008: 3_600_000}),
        # At the bounds of both ends it is within all of them.
        ([run("2009-06", "2009-07", 230_000)], {2009: 460_000}),
        ([run("2009-06", "2009-07", 229_999)], {2009: 229_000 + 230_000}),
        ([run("2010-06", "2010-07", 3_600_000)], {2010: 7_200_000}),
        ([run("2010-06", "2010-07", 3_601_000)], {2010: 3_600_000 + 3_601_000}),
        ([run("2010-01", "2010-01", 300_000), run("2009-12", "2009-12", 400_000)], {2009: 400_000, 2010: 300_000}),
        ([run("2010-01", "2010-02", 300_000), run("2010-03", "2010-03", 400_000)], {2010: 1_000_000}),
    ],
)
def test_incomes_are_held_within_the_bounds_of_their_month(runs: list[EarningsRun], by_year: dict[int, int]) -> None:
    """Decree Art. 5."""
    found = income.by_year(runs, FLOOR, CEILING)
    assert found == by_year
    assert list(found) == sorted(found)


def rates(years: list[int], entered: Figures | None = None, published: Figures | None = None) -> dict[int, Exact]:
    table = Table("revaluation_rate", entered or {}, "established.KR")
    average: Figures = {1999: 1_000_000, 2000: 1_500_000, 2025: 3_000_000}
    least: Figures = {1997: 800_000, 1996: 999_900}
    greatest: Figures = {1997: 900_000, 1996: 1_000_000}
    return income.rates_of(years, 2025, 3_000_000, average, published or {}, table, least, greatest)


def test_a_rate_is_entered_published_or_derived() -> None:
    """Decree Art. 36: A over what stands for the year, to three decimals, a half upwards."""
    assert rates([1998, 1999]) == {1998: 3, 1999: 2}
    assert rates([1998], {1998: Fraction(5)}, {20251998: Fraction(4)}) == {1998: 5}
    assert rates([1998], None, {20251998: Fraction(4), 20241998: Fraction(9)}) == {1998: 4}
    # Income of the year of the start and after is not revalued.
    assert rates([2025, 2026], None, {20252025: Fraction(4)}) == {2025: 1, 2026: 1}
    assert rates([2025], {2025: Fraction(7)}) == {2025: 7}


def test_a_rate_between_bounds_is_taken_where_both_give_the_same() -> None:
    assert rates([1996]) == {1996: 3}
    with pytest.raises(MissingFigureError) as refused:
        rates([1997, 1996])
    assert len(refused.value.faults) == 1
    assert "1997" in str(refused.value.faults[0])


def test_the_average_of_all_insured_persons_has_a_least() -> None:
    """Addendum 8541 Art. 33(2)."""
    assert income.average_income(2010, {2010: 1_200_000}, 1_271_595) == 1_271_595
    assert income.average_income(2010, {2010: 1_300_000}, 1_271_595) == 1_300_000
    assert income.benefit_year(parse_month("2018-03")) == 2017


def test_credited_months_count_with_the_average_or_half_of_it() -> None:
    """Act Art. 51(1)2 items 나 and 다."""
    made = income.average_earnings({2024: 12_000_000}, {2024: Fraction(3, 2)}, 12, 6, 2, 2_000_000)
    assert made == Fraction(18_000_000 + 12_000_000 + 2_000_000, 20)
    assert income.average_earnings({}, {}, 0, 0, 0, 2_000_000) == 0
    assert income.average_earnings({}, {}, 0, 1, 0, 2_000_000) == 2_000_000


def test_the_last_five_years_or_the_whole_career() -> None:
    assert income.last_five_years_average({2024: 12_000_000}, {2024: 2}, 12, 7) == 2_000_000
    assert income.last_five_years_average({}, {}, 0, 7) == 7
    assert income.last_five_years_average({2024: 5}, {2024: 2}, 1, 7) == 10


AGE = parse_month("2025-05")
EARLY: Figures = {
    55: Fraction(70, 100),
    56: Fraction(76, 100),
    57: Fraction(82, 100),
    58: Fraction(88, 100),
    59: Fraction(94, 100),
}


@pytest.mark.parametrize(
    ("months", "rate"),
    [(0, 700), (1, 705), (11, 755), (12, 760), (13, 765), (47, 935), (48, 940), (59, 940 + 55), (60, 940 + 60)],
)
def test_an_early_pension_grows_by_half_a_percent_a_month(months: int, rate: int) -> None:
    """Act Art. 63(2)."""
    found = early_and_deferred.early_pension_rate(True, AGE + months, AGE, 55, EARLY, Fraction(5, 1000))
    assert found == Fraction(rate, 1000)


def test_each_year_of_age_has_its_own_rate() -> None:
    """Seen with invented rates: those of the law rise by as much as twelve months add."""
    invented: Figures = {55: Fraction(70, 100), 56: Fraction(80, 100), 57: Fraction(99, 100)}
    rates = [
        early_and_deferred.early_pension_rate(True, AGE + months, AGE, 55, invented, Fraction(1, 1000))
        for months in (11, 12, 23, 24, 36)
    ]
    assert rates == [Fraction(each, 1000) for each in (711, 800, 811, 990, 1002)]


def test_no_early_pension_is_reduced_that_is_none() -> None:
    for drawn, claim in ((False, AGE + 1), (True, AGE - 1)):
        assert early_and_deferred.early_pension_rate(drawn, claim, AGE, 55, EARLY, Fraction(5, 1000)) == 1


def test_deferral_ends_with_the_month_after_that_of_the_age_limit() -> None:
    """Act Art. 62: six thousandths for each month, on the part that was deferred."""
    start, limit = AGE, AGE + 60
    deferred = [
        early_and_deferred.deferred_months(start, until, limit) for until in (AGE - 1, AGE, AGE + 1, AGE + 61, AGE + 62)
    ]
    assert deferred == [0, 0, 1, 61, 61]
    factor = early_and_deferred.deferral_factor(10, Fraction(1, 2), Fraction(6, 1000))
    assert factor == Fraction(103, 100)
    assert early_and_deferred.deferral_factor_before_2012() == 1
    for part in (early_and_deferred.part_drawn_at_start, early_and_deferred.part_drawn_when_paid):
        assert part(AGE, AGE, Fraction(3, 5), factor) == factor
        assert part(AGE - 1, AGE, Fraction(3, 5), factor) == Fraction(2, 5)


@pytest.mark.parametrize(
    ("monthly", "paid", "excess"),
    [
        (3_000_001, 1, 1),
        (3_000_000, 1, 0),
        (2_000_000, 1, 0),
        (0, 1, 0),
        (4_000_000, 0, 0),
        (4_000_000, 60, 1_000_000),
        (4_000_000, 61, 0),
    ],
)
def test_income_is_held_against_the_pension_for_five_years(monthly: int, paid: int, excess: int) -> None:
    """Act Art. 63-2: "60세 이상 65세 미만 … 인 기간"."""
    average: Figures = dict.fromkeys(range(2025, 2031), 3_000_000)
    assert early_and_deferred.excess_income(monthly, AGE + paid, AGE, AGE + 60, average) == excess


@pytest.mark.parametrize(
    ("excess", "taken"),
    [
        (0, 0),
        (100, 5),
        (999_980, 49_999),
        (1_000_000, 50_000),
        (1_999_990, 149_999),
        (2_000_000, 150_000),
        (2_000_100, 150_015),
    ],
)
def test_steps_of_the_deduction(excess: int, taken: int) -> None:
    """Act Art. 63-2: "15만원 + (초과소득월액 - 200만원) × 1천분의 150", and so on."""
    steps: Figures = {"0": 0, "1000000": 50_000, "2000000": 150_000}
    by_step: Figures = {"0": Fraction(5, 100), "1000000": Fraction(10, 100), "2000000": Fraction(15, 100)}
    present, former = month(2025, 1), month(2024, 12)
    none: Figures = {}
    rule = early_and_deferred.income_deduction_before_limit
    assert (
        rule(excess, present, steps, by_step, none, none) == rule(excess, former, none, none, steps, by_step) == taken
    )
    assert rule(excess, former, steps, by_step, none, none) == rule(excess, present, none, none, steps, by_step) == 0


# ---- what is paid: Act Arts. 51(2), 53, 63-2, 117 ----

RISES: Figures = {2025: Fraction(2, 100), 2026: Fraction(3, 100), 2027: Fraction(1, 100)}


def test_prices_are_those_of_the_years_after_that_of_the_start() -> None:
    january = parse_month("2025-01")
    after = [payment.prices_since(january, january + months, RISES) for months in (0, 11, 12, 24)]
    assert after == [1, 1, Fraction(103, 100), Fraction(103 * 101, 10_000)]
    assert (payment.paid_month(january, january + 1), payment.paid_month(january + 2, january + 1)) == (
        january + 1,
        january + 2,
    )


def paid(**changed: Any) -> Exact:
    asked: dict[str, Any] = {
        "pension_share": 100_009,
        "adjustment_at_start": 1,
        "adjustment_when_paid": Fraction(103 * 101, 10_000),
        "part_drawn_at_start": 1,
        "part_drawn_when_paid": 1,
        "start_month": parse_month("2025-03"),
        "paid_month": parse_month("2027-03"),
        "consumer_price_adjustment": RISES,
        "adjusted_amount": "exact",
        **changed,
    }
    return payment.pension_when_paid(**asked)


def test_the_exact_amount_is_carried_on_or_what_was_paid() -> None:
    assert paid() == 100_009 * Fraction(103 * 101, 10_000)
    assert paid(part_drawn_when_paid=Fraction(1, 2)) == 100_009 * Fraction(103 * 101, 20_000)
    # 100,000 becomes 103,000 and then 104,030; 100,010 becomes 103,010.3, cut, and then 104,040.1, cut.
    assert paid(adjusted_amount="paid") == 104_030
    assert paid(adjusted_amount="paid", pension_share=100_010) == 104_040
    assert paid(adjusted_amount="paid", adjustment_at_start=Fraction(11, 10)) == 114_430
    halves = {"adjusted_amount": "paid", "part_drawn_at_start": Fraction(1, 2)}
    assert paid(**halves) == 104_020
    assert paid(**halves, part_drawn_when_paid=Fraction(1, 2)) == 52_010
    assert paid(adjusted_amount="paid", part_drawn_at_start=0) == 0


def test_what_is_shared_out_may_be_cut_first() -> None:
    half = Fraction(1, 2)
    assert payment.pension_share(50_009, half, "theoretical_amount_first") == 50_005
    assert payment.pension_share(50_009, half, "sum_paid") == 50_009
    assert payment.pension_share(50_009, 0, "theoretical_amount_first") == 50_009
    assert payment.pension_at_start(100, Fraction(3, 2), half) == 75


def test_the_age_of_a_child_is_that_of_the_month() -> None:
    """Until July 2015 a child counts through the month of the eighteenth birthday, and of the nineteenth since."""
    ages = {200801: 18, 201508: 19}

    def counted(paid: str, *children: str) -> int:
        born = [parse_month(each) for each in children]
        return children_and_parents(parse_month(paid), 0, born, (), ages, 60, {})

    assert [
        counted(each, "1997-03") for each in ("2015-03", "2015-04", "2015-07", "2015-08", "2016-03", "2016-04")
    ] == [
        *(1, 0, 0),
        *(1, 1, 0),
    ]
    assert counted("2007-12", "2007-12") == 0
    with pytest.raises(MissingFigureError, match="200712"):
        counted("2007-12", "2007-11")


def test_a_deduction_takes_half_at_most() -> None:
    """ "빼는 금액은 노령연금액의 2분의 1을 초과할 수 없다"."""
    deducted = [payment.pension_after_deduction(100, taken, Fraction(1, 2)) for taken in (0, 49, 50, 51)]
    assert deducted == [100, 51, 50, 50]


def test_the_share_of_the_cap() -> None:
    half = Fraction(1, 2)
    assert payment.cap_share(half, True, "theoretical_amount", half) == half
    for totalising, cap, dependants in (
        (False, "theoretical_amount", half),
        (True, "amount_paid", half),
        (True, "theoretical_amount", 1),
    ):
        assert payment.cap_share(half, totalising, cap, dependants) == 1


@pytest.mark.parametrize(
    ("covers", "order", "cap", "amount"),
    [
        ("pension_alone", "sum_paid", 10**6, 100_020),
        ("pension_alone", "each_first", 10**6, 100_010),
        ("pension_alone", "sum_paid", 90_000, 90_010),
        ("everything_paid", "sum_paid", 90_009, 90_000),
        ("everything_paid", "each_first", 100_015, 100_010),
    ],
)
def test_the_cap_and_the_cut(covers: str, order: str, cap: int, amount: int) -> None:
    """100,009 of a pension and 15 for dependants: together 100,024; each cut first 100,000 and 15."""
    assert payment.limited_and_cut(100_009, 15, cap, covers, order) == amount


def test_the_cap_rises_with_prices_and_is_shared() -> None:
    rise, half = Fraction(11, 10), Fraction(1, 2)
    first = payment.monthly_amount_at_start(10**7, 0, 1_000_000, half, rise, "everything_paid", "sum_paid")
    assert first == 550_000
