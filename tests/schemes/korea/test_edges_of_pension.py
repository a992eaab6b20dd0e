"""Korea's old-age pension, rule by rule at the edges: conditions, start, factors, rate, dependants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from totalisation.money import Exact
from totalisation.months import NO_MONTHS, MonthSet, parse_month
from totalisation.schemes.korea import basic_amount, conditions, dependants, disability, payment, refund

CLAIM = parse_month("2026-03")
NO_FIGURES: Mapping[Any, Exact] = {}


def span(first: str, last: str) -> MonthSet:
    return MonthSet.span(parse_month(first), parse_month(last))


@pytest.mark.parametrize(
    ("calendar", "months", "completed"),
    [
        (span("2000-01", "2000-12") | span("2010-01", "2020-12"), 144, "2018-12"),
        (span("2000-01", "2000-12") | span("2010-01", "2018-12"), 120, "2018-12"),
        (span("2000-01", "2009-12"), 120, "2009-12"),
        (span("2000-01", "2009-11") | span("2015-01", "2015-02"), 121, "2015-01"),
        # Months without a place shorten what the calendar must hold, to one of its months at least.
        (span("2000-01", "2009-06"), 120, "2009-06"),
        (span("2000-01", "2000-03"), 122, "2000-01"),
        (span("2000-01", "2000-03"), 125, "2000-01"),
        (span("2000-01", "2000-03"), 121, "2000-02"),
        (NO_MONTHS, 120, "2026-03"),
        # What is missing is supposed from the claim on.
        (span("2000-01", "2009-11"), 119, "2026-04"),
    ],
)
def test_the_month_in_which_ten_years_are_completed(calendar: MonthSet, months: int, completed: str) -> None:
    """Act Art. 61(1), 18, 19."""
    assert conditions.completion_month(calendar, months, 120, CLAIM) == parse_month(completed)


@pytest.mark.parametrize(
    ("early", "income", "works"), [(True, 3_000_001, True), (True, 3_000_000, False), (False, 9_000_000, False)]
)
def test_income_above_the_average_of_all_insured_is_work(early: bool, income: int, works: bool) -> None:
    """Decree Art. 45, asked of early pensions alone."""
    average: Mapping[Any, Exact] = {2026: 3_000_000} if early else NO_FIGURES
    assert conditions.has_income_earning_work(early, income, CLAIM, average) is works


def test_without_income_no_average_is_needed() -> None:
    assert conditions.has_income_earning_work(True, 0, CLAIM, NO_FIGURES) is False


def asked(months: int = 120, early: bool = False, works: bool = False) -> list[tuple[Any, ...]]:
    found = conditions.conditions(early, CLAIM + 60, False, CLAIM - 1, True, months, 120, CLAIM, works, 7)
    return [(each.name, each.required, each.actual, each.met, each.earliest) for each in found]


def test_the_conditions_say_what_is_asked_and_when_it_is_met() -> None:
    """Act Art. 61."""
    age = ("age", CLAIM + 60, CLAIM, False, CLAIM + 60)
    assert asked() == [("qualifying_period", 120, 120, True, CLAIM), age]
    assert asked(121)[0] == ("qualifying_period", 120, 121, True, CLAIM)
    assert asked(119)[0] == ("qualifying_period", 120, 119, False, CLAIM + 1)
    early = ("age", CLAIM - 1, CLAIM, True, CLAIM - 1)
    assert asked(early=True)[1:] == [early, ("no_income_earning_work", 0, 7, True, CLAIM + 60)]
    assert asked(early=True, works=True)[2] == ("no_income_earning_work", 0, 7, False, CLAIM + 60)


def test_the_right_starts_in_the_month_after_its_ground() -> None:
    """Act Art. 54(1); a right that rests on totalisation not before the provision, by either reading."""
    for ground, of_effect, after in (
        (CLAIM - 2, CLAIM, CLAIM + 1),
        (CLAIM - 1, CLAIM, CLAIM + 1),
        (CLAIM, CLAIM + 1, CLAIM + 1),
        (CLAIM + 1, CLAIM + 2, CLAIM + 2),
    ):
        assert conditions.right_start_month(ground, CLAIM, "month_of_effect") == of_effect
        assert conditions.right_start_month(ground, CLAIM, "month_after_ground") == after


def test_the_start_waits_for_a_whole_deferral_and_reaches_back_five_years() -> None:
    """Act Arts. 62(1), 115(1)."""
    right = CLAIM - 12
    assert conditions.start_month(right, right + 5, 1, CLAIM, 60) == right + 5
    assert conditions.start_month(right, right + 5, Fraction(1, 2), CLAIM, 60) == right
    assert conditions.start_month(right, 0, 1, CLAIM, 11) == right + 1
    opened = [conditions.ground_month(early, CLAIM, CLAIM - 5, CLAIM - 9, CLAIM - 8) for early in (False, True)]
    assert opened == [CLAIM - 5, CLAIM]
    assert conditions.ground_month(False, CLAIM, CLAIM - 5, CLAIM - 4, CLAIM - 3) == CLAIM - 3


def test_credited_months_have_the_factor_of_the_year_of_the_right_or_the_mean() -> None:
    """Act Arts. 18, 19, 51(1)."""
    factors: Mapping[Any, Exact] = {2025: Fraction(5, 4), 2026: Fraction(3, 2)}
    year, mean = "year_of_right", "mean_of_other_months"
    assert basic_amount.with_credit(Fraction(25, 2), 10, 2, 2026, year, factors) == Fraction(31, 24)
    assert basic_amount.with_credit(Fraction(25, 2), 10, 2, 2026, mean, factors) == Fraction(5, 4)
    assert basic_amount.with_credit(0, 0, 2, 2030, mean, factors) == Fraction(3, 2)
    assert basic_amount.with_credit(Fraction(25, 2), 10, 0, 2026, year, NO_FIGURES) == Fraction(5, 4)
    assert basic_amount.with_credit(0, 0, 0, 2026, year, NO_FIGURES) == 0
    assert basic_amount.with_credit(Fraction(5, 4), 1, 0, 2026, year, NO_FIGURES) == Fraction(5, 4)
    assert basic_amount.year_of_right(parse_month("2025-12"), parse_month("2026-01")) == 2026


def test_the_rate_is_the_whole_from_twenty_years_on_whatever_leads_there() -> None:
    """Act Art. 63(1). Seen with an invented step of 4 %: that of the law leads to the whole by itself."""
    step = [
        basic_amount.pension_rate(each, 120, 240, Fraction(1, 2), Fraction(4, 100)) for each in (108, 239, 240, 241)
    ]
    assert step == [Fraction(46, 100), Fraction(1, 2) + Fraction(4 * 119, 1200), 1, 1]
    beyond = [basic_amount.basic_pension_amount(1200, each, 240, Fraction(5, 100)) for each in (239, 240, 241)]
    assert beyond == [1200, 1200, 1205]


def test_dependants_amounts_are_cut_each_or_together() -> None:
    """Act Art. 52."""
    spouse: Mapping[Any, Exact] = {2026: 300_330}
    other: Mapping[Any, Exact] = {2026: 200_160}
    for spouses, others, each, together in (
        (1, 2, 25_020 + 2 * 16_680, Fraction(300_330 + 2 * 200_160, 12)),
        (0, 2, 2 * 16_680, Fraction(2 * 200_160, 12)),
        (1, 0, 25_020, Fraction(300_330, 12)),
        (0, 0, 0, 0),
    ):
        assert dependants.yearly_twelfths(CLAIM, spouses, others, spouse, other, 1, "each_part_paid") == each
        assert dependants.yearly_twelfths(CLAIM, spouses, others, spouse, other, 1, "sum_paid") == together
    assert dependants.dependants_amount_when_paid(CLAIM, 1, 0, spouse, other, 1, "sum_paid", 1) == 0
    assert dependants.dependants_amount_when_paid(CLAIM, 1, 0, spouse, other, 1, "sum_paid", 0) > 0


def test_a_part_deferred_until_later_is_drawn_from_what_was_paid() -> None:
    """Half of 100,000 at the start and three quarters later, cut to ten won each time."""
    found = payment.pension_when_paid(
        100_009, 1, 1, Fraction(1, 2), Fraction(3, 4), CLAIM, CLAIM, NO_FIGURES, "amount_paid"
    )
    assert found == 75_000


def test_no_interest_needs_no_rate() -> None:
    """What is due by the tenth of June bears interest from July on: with a ground in June, none."""
    paid = {parse_month("2024-05"): 100_000}
    assert refund.refund_interest(paid, parse_month("2024-06"), NO_FIGURES, "simple") == 0
    assert refund.refund_interest(paid, parse_month("2024-07"), {2024: Fraction(12, 100)}, "simple") == 1_000


@pytest.mark.parametrize(("graded", "claimed", "found"), [(10, 10, True), (11, 10, False), (9, 10, True)])
def test_a_grade_is_found_by_the_day_of_the_claim(graded: int, claimed: int, found: bool) -> None:
    """Act Art. 67(2): a claim on the day by which the grade is found is in time."""
    days = date(2026, 3, graded), date(2026, 3, claimed)
    common = (True, CLAIM - 9, CLAIM + 60, "ten_years", False, True, True, days[0], CLAIM, days[1])
    for judged in (disability.disability_conditions(*common, 1), disability.single_sum_conditions(*common, 4, 0, 67)):
        assert [each.met for each in judged if each.name == "grade_can_be_found"] == [found]


@pytest.mark.parametrize(
    ("citizen", "resident", "admitted"), [(True, False, True), (False, True, True), (False, False, False)]
)
def test_foreigners_must_have_lived_here_when_first_examined(citizen: bool, resident: bool, admitted: bool) -> None:
    """Act Art. 126(2)."""
    day = date(2026, 3, 10)
    common = (True, CLAIM - 9, CLAIM + 60, "ten_years", False, citizen, resident, day, CLAIM, day)
    for judged in (disability.disability_conditions(*common, 1), disability.single_sum_conditions(*common, 4, 0, 67)):
        assert [each.met for each in judged if each.name == "national_or_resident"] == [admitted]
