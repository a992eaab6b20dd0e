"""The amount paid: average earnings, cap, dependants, adjustment, rounding, and the readings of what is open."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import abroad, agreement, case, computed, decided, months_until, period, read
from totalisation.api import assess
from totalisation.months import month

BORN, CLAIMED = "1962-04-15", "2026-07-01"  # pension age 63 in April 2025, payment from May 2025


def test_average_earnings_are_revalued_and_averaged() -> None:
    result = decided(BORN, CLAIMED, period("2010-01", "2019-12", 2_000_000))
    rates = [1.693, 1.633, 1.596, 1.559, 1.511, 1.467, 1.419, 1.361, 1.311, 1.267]
    thousandths = sum(round(each * 1000) for each in rates)
    assert result.average_earnings == Fraction(2_000_000 * 12 * thousandths, 120 * 1000)


def test_income_is_cut_to_thousands_and_held_between_floor_and_ceiling() -> None:
    result = decided(
        BORN,
        CLAIMED,
        period(
            "2014-01",
            "2023-12",
            earnings=[
                {"from": "2014-01", "to": "2015-12", "monthly": 9_999_999},
                {"from": "2016-01", "to": "2016-12", "monthly": 100_000},
                {"from": "2017-01", "to": "2023-12", "monthly": 1_234_999},
            ],
        ),
    )
    sums = computed(result, "standard_income_by_year")
    assert sums[2014] == 6 * 3_980_000 + 6 * 4_080_000
    assert sums[2015] == 6 * 4_080_000 + 6 * 4_210_000
    assert sums[2016] == 6 * 270_000 + 6 * 280_000
    assert sums[2017] == 12 * 1_234_000


def test_income_before_2008_stands_as_the_record_has_it() -> None:
    result = decided(BORN, CLAIMED, period("1990-01", "2008-06", 210_500))
    sums = computed(result, "standard_income_by_year")
    assert sums[1990] == 12 * 210_500
    assert sums[2008] == 6 * 220_000


def test_credited_months_count_with_the_average_income_or_half_of_it() -> None:
    result = decided(
        BORN,
        CLAIMED,
        months_until("2019-12", 108, 2_000_000),
        options={"childbirth_credit_months": 12, "military_credit_months": 6},
    )
    paid = decided(BORN, CLAIMED, months_until("2019-12", 120, 2_000_000))
    average = 3_089_062
    own = sum(
        income * computed(result, "revaluation_rates")[year]
        for year, income in computed(result, "standard_income_by_year").items()
    )
    assert result.own_months == 126
    assert result.average_earnings == (own + 12 * average + Fraction(6 * average, 2)) / 126
    assert paid.own_months == 120


def test_credited_months_take_the_factor_of_the_year_of_the_right_or_the_mean() -> None:
    def factor(**more: Any) -> Any:
        result = decided(
            BORN, CLAIMED, period("2010-01", "2018-12", 2_000_000), options={"childbirth_credit_months": 12}, **more
        )
        return computed(result, "factor_of_average_income")

    placed = [Fraction(1500 - 15 * (year - 2008), 1000) for year in range(2010, 2019)]
    assert factor() == (12 * sum(placed) + 12 * Fraction(1245, 1000)) / 120
    mean = read({"factor_of_credited_months": "mean_of_other_months"})
    assert factor(interpretations=mean) == sum(placed) / 9


def test_a_pension_is_capped_at_the_greater_average() -> None:
    # Thirty-five years at the floor: the pension would exceed the person's own average income.
    result = decided(BORN, CLAIMED, months_until("2020-12", 380), average=500_000)
    assert computed(result, "pension_exact") == 500_000
    assert result.monthly_amount_at_start == 500_000
    assert result.monthly_amount == 510_500  # 2.1 % from January 2026


def test_the_last_five_years_may_lift_the_cap() -> None:
    periods = (period("1988-01", "2015-12", 220_000), period("2016-01", "2020-12", 900_000))
    result = decided(BORN, CLAIMED, *periods, established={"revaluation_rate": {"1996": "3.042", "1997": "2.750"}})
    assert computed(result, "last_five_years_average") > computed(result, "average_earnings")
    assert computed(result, "months_in_last_five_years") == 60
    assert computed(result, "greatest_monthly_pension") == computed(result, "last_five_years_average")


SPOUSE = {"relation": "spouse"}


def test_dependants_are_cut_to_ten_won_each_and_added() -> None:
    plain = decided(BORN, CLAIMED, months_until("2020-12", 240), average=3_000_000)
    child = {"relation": "child", "birth_date": "2010-03"}
    result = decided(BORN, CLAIMED, months_until("2020-12", 240), average=3_000_000, dependants=[SPOUSE, child, child])
    assert plain.monthly_amount is not None
    # 306,630 / 12 = 25,552.5 and 204,360 / 12 = 17,030
    assert result.monthly_amount == plain.monthly_amount + 25_550 + 2 * 17_030


@pytest.mark.parametrize(
    ("dependant", "counts"),
    [
        ({"relation": "child", "birth_date": "2007-07"}, True),  # through the month of the 19th birthday
        ({"relation": "child", "birth_date": "2007-06"}, False),
        ({"relation": "child", "birth_date": "1990-01", "disabled": True}, True),
        ({"relation": "child", "disabled": True}, True),
        ({"relation": "parent", "birth_date": "1940-01"}, True),
        ({"relation": "parent", "birth_date": "1962-01"}, True),  # 60, and three years by year of birth
        ({"relation": "parent", "birth_date": "1963-06"}, True),
        ({"relation": "parent", "birth_date": "1963-07"}, False),
        ({"relation": "parent", "birth_date": "1963-07", "disabled": True}, True),
    ],
)
def test_who_counts_as_a_dependant(dependant: dict[str, Any], counts: bool) -> None:
    result = decided(BORN, CLAIMED, months_until("2020-12", 240), average=3_000_000, dependants=[dependant])
    assert computed(result, "other_dependants_when_paid") == counts


@pytest.mark.parametrize(
    ("paid", "counts"), [((2015, 6), 1), ((2015, 7), 0), ((2015, 8), 1), ((2016, 6), 1), ((2016, 7), 0)]
)
def test_until_july_2015_a_child_counted_up_to_the_eighteenth_birthday(paid: tuple[int, int], counts: int) -> None:
    """Art. 52(1)2 in Law 11974: "18세 미만이거나 …"; in Law 13100, in force since 29 July 2015: "19세 미만이거나 …"."""
    child = {"relation": "child", "birth_date": "1997-06"}
    result = decided(
        "1952-03-10",
        "2013-05-20",
        months_until("2011-12", 240),
        average=2_000_000,
        dependants=[child],
        as_of=date(*paid, 28),
    )
    assert computed(result, "other_dependants_when_paid") == counts
    assert computed(result, "other_dependants_at_start") == 1


def test_beside_income_above_the_average_no_dependants_amount_is_paid() -> None:
    result = decided(
        BORN,
        CLAIMED,
        months_until("2020-12", 240),
        average=3_000_000,
        dependants=[SPOUSE],
        options={"monthly_income": 3_200_000},
    )
    assert computed(result, "dependants_amount_when_paid") == 0


def test_a_pension_in_payment_is_adjusted_each_january() -> None:
    old = ("1958-04-15", "2024-12-01", months_until("2017-12", 240))  # payment from May 2020
    prices = {2021: 1005, 2022: 1025, 2023: 1051, 2024: 1036, 2025: 1023, 2026: 1021}
    factor = Fraction(1)
    for year, thousandths in prices.items():
        factor *= Fraction(thousandths, 1000)
        if year >= 2024:
            december = decided(*old, average=3_000_000, as_of=date(year, 12, 31))
            assert computed(december, "adjustment_when_paid") == factor
    assert computed(decided(*old, average=3_000_000), "right_start_month") == month(2020, 5)


def test_until_2018_the_year_of_adjustment_began_in_april() -> None:
    # Right from March 2017, that is within the year that began in April 2016: adjusted 2017-04, 2018-04, 2019-01.
    old = ("1956-02-10", "2019-02-01", months_until("2015-12", 240))
    result = decided(*old, average=2_000_000)
    assert computed(result, "benefit_year") == 2016
    assert computed(result, "adjustment_when_paid") == Fraction(1010, 1000) * Fraction(1019, 1000) * Fraction(
        1015, 1000
    )


def test_adjusting_what_was_paid_may_lose_some_won() -> None:
    old = ("1958-04-15", "2026-07-01", months_until("2017-12", 240))
    exact = decided(*old, average=2_345_678)
    paid = decided(*old, average=2_345_678, interpretations=read({"adjusted_amount": "amount_paid"}))
    expected = exact.monthly_amount_at_start
    assert expected is not None
    # Payment begins in July 2021, five years before the claim: already adjusted for 2021.
    for thousandths in (1025, 1051, 1036, 1023, 1021):
        expected = expected * thousandths // 1000 // 10 * 10
    assert paid.monthly_amount == expected
    assert exact.monthly_amount is not None
    assert 0 <= exact.monthly_amount - expected < 100


TOTALISED = ("1961-05-10", "2026-03-01", period("2010-01", "2016-11"), abroad("1995-01", "2007-12"))


def test_the_pro_rata_amount_is_the_theoretical_amount_times_own_over_total() -> None:
    result = decided(*TOTALISED, average=2_500_000)
    assert (result.basis, result.ratio) == ("totalised", Fraction(83, 239))
    twenty = Fraction(computed(result, "basic_amount_of_twenty_years")) / 12
    assert computed(result, "theoretical_amount") == twenty * Fraction(239, 240)
    assert computed(result, "payable_exact") == twenty * Fraction(83, 240)


def test_dependants_of_a_totalised_pension_are_shared_unless_read_otherwise() -> None:
    def paid(**more: Any) -> Any:
        return computed(decided(*TOTALISED, average=2_500_000, **more), "dependants_amount_when_paid")

    assert paid(dependants=[SPOUSE]) == 306_630 * Fraction(83, 239) / 12 // 10 * 10
    whole = read({"dependants_when_totalised": "whole"})
    assert paid(dependants=[SPOUSE], interpretations=whole) == 25_550


def test_the_cap_limits_the_theoretical_amount_or_what_is_paid() -> None:
    long_abroad = ("1961-05-10", "2026-03-01", period("2010-01", "2016-12"), abroad("1980-01", "2009-12"))
    capped = decided(*long_abroad, average=500_000)
    free = decided(*long_abroad, average=500_000, interpretations=read({"cap_when_totalising": "amount_paid"}))
    assert computed(capped, "theoretical_amount") == 500_000
    assert computed(free, "theoretical_amount") > 500_000
    assert capped.monthly_amount is not None
    assert free.monthly_amount is not None
    assert capped.monthly_amount < free.monthly_amount


def test_a_shared_cap_covers_the_shared_dependants_amounts() -> None:
    """Art. 53 on what would be payable if all periods were Korean: 500,000 won at most, with dependants' amounts."""
    long_abroad = ("1961-05-10", "2026-03-01", period("2010-01", "2016-12"), abroad("1980-01", "2009-12"))
    alone = decided(*long_abroad, average=500_000)
    with_spouse = decided(*long_abroad, average=500_000, dependants=[SPOUSE])
    assert computed(with_spouse, "theoretical_amount") == 500_000
    assert with_spouse.monthly_amount_at_start == alone.monthly_amount_at_start == 94_590  # 84 of 444 months
    whole = read({"cap_covers": "pension_alone"})
    beside = decided(*long_abroad, average=500_000, dependants=[SPOUSE], interpretations=whole)
    assert (beside.monthly_amount or 0) > (with_spouse.monthly_amount or 0)


def test_the_cap_covers_dependants_unless_read_otherwise() -> None:
    low = (BORN, "2025-12-01", months_until("2020-12", 380))
    capped = decided(*low, average=500_000, dependants=[SPOUSE])
    beside = decided(*low, average=500_000, dependants=[SPOUSE], interpretations=read({"cap_covers": "pension_alone"}))
    assert (capped.monthly_amount, beside.monthly_amount) == (500_000, 525_020)


def test_the_order_of_rounding_is_a_reading() -> None:
    def amount(order: str) -> Any:
        choice = read({"rounding_order": order})
        return decided(*TOTALISED, average=2_345_671, dependants=[SPOUSE], interpretations=choice).monthly_amount

    exact = decided(*TOTALISED, average=2_345_671, dependants=[SPOUSE])
    pension = computed(exact, "pension_after_deduction")
    spouse = 306_630 * Fraction(83, 239) / 12
    assert amount("each_part_paid") == pension // 10 * 10 + spouse // 10 * 10
    assert amount("sum_paid") == (pension + spouse) // 10 * 10
    theoretical = computed(exact, "theoretical_amount") // 10 * 10
    assert amount("theoretical_amount_first") == (
        theoretical * Fraction(83, 239) * Fraction(1021, 1000) // 10 * 10 + spouse // 10 * 10
    )


def test_every_open_question_is_told_with_its_alternatives() -> None:
    determination = assess(case(*TOTALISED, average=2_500_000, dependants=[SPOUSE]), agreement=agreement())
    told = {each.name: each for each in determination.interpretations if each.party == "KR"}
    assert told.keys() == {
        "totalised_start",
        "cap_when_totalising",
        "cap_covers",
        "dependants_when_totalised",
        "factor_of_credited_months",
        "rounding_order",
        "adjusted_amount",
    }
    (whole,) = told["dependants_when_totalised"].alternatives
    assert whole.difference is not None
    assert whole.difference > 0
