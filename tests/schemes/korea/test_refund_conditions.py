"""Korea's refund, rule by rule at the edges: each condition one month or one day before and after it turns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from totalisation.earnings import EarningsRun
from totalisation.money import Exact
from totalisation.months import parse_month
from totalisation.parameters import MissingFigureError, Table
from totalisation.schemes.base import Condition
from totalisation.schemes.korea import refund as law
from totalisation.written_values import PartialDate

Figures = Mapping[Any, Exact]
GROUND = parse_month("2025-03")


def conditions(**changed: Any) -> dict[str, Condition]:
    """A refund after moving abroad on 15 March 2025, asked for on 20 May 2025, with what is ``changed``."""
    asked: dict[str, Any] = {
        "withdrawal_reason": "emigration",
        "own_months": 30,
        "refund_tested_months": 30,
        "required_months": 120,
        "refund_ground_month": GROUND,
        "refund_ground_day": 15,
        "refund_age_month": parse_month("2050-06"),
        "claim_month": parse_month("2025-05"),
        "claim_date": date(2025, 5, 20),
        "last_own_month": parse_month("2025-02"),
        "pension_age_attained": False,
        "refund_right": "citizen",
        "refund_limitation_months": 60,
        **changed,
    }
    found = law.refund_conditions(**asked)
    assert len({each.name for each in found}) == len(found) == 6
    return {each.name: each for each in found}


def claimed(day: str) -> dict[str, Any]:
    return {"claim_month": parse_month(day[:7]), "claim_date": date.fromisoformat(day)}


def test_a_refund_that_is_due_meets_all_conditions_and_says_when_each_was_met() -> None:
    may = parse_month("2025-05")
    assert tuple(conditions().values()) == (
        Condition("months_to_refund", "months", 1, 30, True, None),
        Condition("refund_right", "word", "yes", "citizen", True, None),
        Condition("refund_ground", "month", GROUND, may, True, GROUND),
        Condition("insurance_ended", "flag", True, True, True, None),
        Condition("no_pension_right", "flag", True, True, True, may),
        Condition("claimed_in_time", "month", GROUND + 60, may, True, may),
    )


def test_one_month_is_enough_and_none_is_not() -> None:
    assert conditions(own_months=1)["months_to_refund"].met is True
    assert conditions(own_months=0)["months_to_refund"].met is False


def test_who_has_no_right_has_none() -> None:
    assert conditions(refund_right="none")["refund_right"].met is False
    assert conditions(refund_right="visa")["refund_right"].met is True


def test_the_ground_must_have_come_to_the_day() -> None:
    """Act Art. 77(1): the right arises "때에", when the ground does."""
    assert conditions(**claimed("2025-03-14"))["refund_ground"].met is False
    assert conditions(**claimed("2025-03-15"))["refund_ground"].met is True


@pytest.mark.parametrize(("last", "ended"), [("2025-03", True), ("2025-04", False)])
def test_who_moves_abroad_may_be_insured_in_the_month_of_it_and_not_after(last: str, ended: bool) -> None:
    """Act Art. 79: the right ends "다시 가입자로 된 때", and no later month brings it back."""
    found = conditions(last_own_month=parse_month(last))["insurance_ended"]
    assert found == Condition("insurance_ended", "flag", True, ended, ended, None)


@pytest.mark.parametrize(("last", "ended"), [("2025-05", True), ("2025-06", False)])
def test_at_the_age_the_insurance_must_have_ended_by_the_claim(last: str, ended: bool) -> None:
    """Who is insured beyond the claim may ask once that ends."""
    month = parse_month(last)
    found = conditions(withdrawal_reason="age", last_own_month=month)["insurance_ended"]
    assert found == Condition("insurance_ended", "flag", True, ended, ended, None if ended else month)


@pytest.mark.parametrize("months", [119, 120])
def test_at_the_age_ten_years_bring_a_pension_in_its_place(months: int) -> None:
    """Act Art. 77(1)1: "가입기간이 10년 미만인 자가 60세가 된 때"."""
    found = conditions(withdrawal_reason="age", refund_tested_months=months)["below_qualifying_period"]
    below = months < 120
    assert found == Condition(
        "below_qualifying_period", "months", 119, months, below, parse_month("2025-05") if below else None
    )


@pytest.mark.parametrize(
    ("months", "attained", "awaited"), [(119, True, True), (120, False, True), (119, False, True), (120, True, False)]
)
def test_who_moves_abroad_has_it_until_a_pension_is_due(months: int, attained: bool, awaited: bool) -> None:
    found = conditions(refund_tested_months=months, pension_age_attained=attained)["no_pension_right"]
    assert (found.actual, found.met) == (awaited, awaited)
    assert found.earliest == (parse_month("2025-05") if awaited else None)


@pytest.mark.parametrize(
    ("day", "met"), [("2030-02-28", True), ("2030-03-15", True), ("2030-03-16", False), ("2030-04-01", False)]
)
def test_five_years_end_with_the_day_of_the_ground(day: str, met: bool) -> None:
    """Act Art. 115(1); Civil Act Arts. 157, 160. What has lapsed revives at sixty (Act Art. 116)."""
    found = conditions(**claimed(day))["claimed_in_time"]
    assert found.met is met
    assert found.earliest == (parse_month(day[:7]) if met else parse_month("2050-06"))


def test_what_has_lapsed_revives_at_sixty_and_not_in_the_past_nor_for_the_age_itself() -> None:
    late = claimed("2030-04-01")
    assert conditions(**late, refund_age_month=parse_month("2030-05"))["claimed_in_time"].earliest == parse_month(
        "2030-05"
    )
    assert conditions(**late, refund_age_month=parse_month("2030-04"))["claimed_in_time"].earliest is None
    at_age = conditions(**late, withdrawal_reason="age", refund_age_month=parse_month("2031-01"))
    assert at_age["claimed_in_time"].earliest is None


@pytest.mark.parametrize(
    ("day", "ground_day", "within"),
    [
        (date(2030, 2, 28), 31, True),
        (date(2030, 3, 1), 31, False),
        (date(2030, 2, 28), 0, True),
        (date(2030, 2, 10), 10, True),
        (date(2030, 2, 11), 10, False),
        (date(2030, 1, 31), 10, True),
        (date(2031, 1, 5), 10, False),
    ],
)
def test_a_time_of_years_ends_with_the_day_or_the_last_of_the_month(day: date, ground_day: int, within: bool) -> None:
    """Civil Act Art. 160(3): "최종의 월에 해당일이 없는 때에는 그 월의 말일로 기간이 만료한다"."""
    assert law.within_years(day, parse_month("2030-02"), ground_day) is within


def right(**changed: Any) -> str:
    asked: dict[str, Any] = {
        "citizen": False,
        "withdrawal_reason": "emigration",
        "visa": "",
        "nationality": "AA",
        "agreed_refund": False,
        "agreed_refund_date": date(2020, 7, 1),
        "claim_date": date(2020, 7, 1),
        "refund_by_visa": {"E-9": 1, "E-7": 0},
        "refund_by_reciprocity": {"BB": 1, "CC": 0},
        **changed,
    }
    return law.refund_right(**asked)


@pytest.mark.parametrize(
    ("changed", "rests_on"),
    [
        ({}, "none"),
        ({"citizen": True}, "citizen"),
        ({"withdrawal_reason": "nationality_lost"}, "citizen"),
        ({"visa": "E-9"}, "visa"),
        ({"visa": "E-7"}, "none"),
        ({"nationality": "BB"}, "reciprocity"),
        ({"nationality": "CC"}, "none"),
        ({"visa": "E-9", "nationality": "BB"}, "visa"),
        ({"agreed_refund": True}, "agreement"),
        ({"agreed_refund": True, "claim_date": date(2020, 6, 30)}, "none"),
        ({"agreed_refund": True, "nationality": "BB"}, "reciprocity"),
    ],
)
def test_on_what_a_refund_rests(changed: dict[str, Any], rests_on: str) -> None:
    """Act Art. 126(4) items 1 to 3, and Art. 127 for an agreement from the day on which it refunds."""
    assert right(**changed) == rests_on


def test_the_months_of_a_refund() -> None:
    """At the age, the month of sixty; else that of moving abroad, or of the claim where it is not told."""
    sixty, abroad, claim = parse_month("2024-03"), parse_month("2024-05"), parse_month("2024-08")
    assert law.refund_age_month(PartialDate("1964-03-10"), 60) == sixty
    assert law.refund_ground_month("age", abroad, sixty, claim) == sixty
    assert law.refund_ground_month("age", None, sixty, claim) == sixty
    assert law.refund_ground_month("emigration", abroad, sixty, claim) == abroad
    assert law.refund_ground_month("emigration", None, sixty, claim) == claim
    assert (law.refund_ground_day("age", 7, 10), law.refund_ground_day("emigration", 7, 10)) == (10, 7)
    assert (law.refund_month(sixty, claim), law.refund_law_month(sixty, claim)) == (claim, sixty)
    assert (law.refund_month(claim + 1, claim), law.refund_law_month(claim + 1, claim)) == (claim + 1, claim)


def test_what_is_held_against_ten_years_and_how_long_one_may_wait() -> None:
    assert law.refund_tested_months(30, 90, "totalised") == 90
    assert law.refund_tested_months(30, 90, "own") == 30
    assert (law.refund_limitation_months("age", 60, 120), law.refund_limitation_months("emigration", 60, 120)) == (
        120,
        60,
    )


def test_a_figure_holds_from_its_month_on() -> None:
    rates: Figures = {199801: Fraction(6, 100), 199904: Fraction(9, 100)}
    assert law.figure_in(rates, parse_month("1997-12")) is None
    assert law.figure_in(rates, parse_month("1998-01")) == Fraction(6, 100)
    assert law.figure_in(rates, parse_month("1999-03")) == Fraction(6, 100)
    assert law.figure_in(rates, parse_month("1999-04")) == Fraction(9, 100)
    assert law.figure_in(rates, parse_month("2005-12")) == Fraction(9, 100)


def test_the_rate_is_that_of_the_kind_of_insurance() -> None:
    workplace: Figures = {199904: Fraction(9, 100)}
    other: Figures = {199904: Fraction(3, 100)}
    when = parse_month("1999-04")
    assert law.rate_of("workplace", when, workplace, other) == Fraction(9, 100)
    assert law.rate_of("compulsory", when, workplace, other) == Fraction(9, 100)
    assert law.rate_of("individual", when, workplace, other) == Fraction(3, 100)


def test_a_rate_that_is_not_known_is_refused() -> None:
    with pytest.raises(MissingFigureError, match="199903"):
        law.rate_of(
            "individual", parse_month("1999-03"), {}, Table("rate", {199904: Fraction(3, 100)}, "established.KR")
        )


INTEREST_OF_TEN: Figures = {2023: Fraction(12, 100), 2024: Fraction(6, 100), 2025: Fraction(24, 100)}


@pytest.mark.parametrize(
    ("ground", "simple", "yearly"),
    [
        # Paid in February 2024 for January; interest from March on.
        ("2024-02", 0, 0),
        ("2024-03", 500, 500),
        ("2024-12", 5_000, 5_000),
        # Ten months at a half per cent, then two in the hundred for each month of 2025; also on what 2024 brought.
        ("2025-01", 7_000, 5_000 + Fraction(105_000 * 2, 100)),
        ("2025-03", 11_000, 5_000 + Fraction(105_000 * 6, 100)),
    ],
)
def test_interest_runs_from_the_month_after_payment_through_that_of_the_ground(
    ground: str, simple: int, yearly: Fraction
) -> None:
    """Decree Art. 50: "연금보험료를 낸 날이 속하는 달의 다음 달부터 … 사유가 발생한 날이 속하는 달까지"."""
    paid = {parse_month("2024-01"): 100_000}
    assert law.refund_interest(paid, parse_month(ground), INTEREST_OF_TEN, "simple") == simple
    assert law.refund_interest(paid, parse_month(ground), INTEREST_OF_TEN, "yearly") == yearly


def test_each_contribution_has_the_interest_of_its_own_months() -> None:
    months = {parse_month("2024-01"): 100_000, parse_month("2024-02"): 200_000, parse_month("2024-12"): 400_000}
    assert law.refund_interest(months, parse_month("2024-12"), INTEREST_OF_TEN, "simple") == 5_000 + 2 * 4_500
    # Over three years: 2022 is not needed for a contribution of November, paid in December.
    over = {parse_month("2022-11"): 100_000}
    year, next_year = Fraction(112, 100), Fraction(106, 100)
    assert law.refund_interest(over, parse_month("2024-12"), INTEREST_OF_TEN, "yearly") == 100_000 * (
        year * next_year - 1
    )
    assert law.refund_interest(over, parse_month("2024-12"), INTEREST_OF_TEN, "simple") == 18_000
    assert law.refund_interest({}, parse_month("2024-12"), INTEREST_OF_TEN, "simple") == 0


def test_all_years_whose_rate_is_missing_are_told_at_once() -> None:
    table = Table("deposit_rate", {2023: Fraction(2, 100)}, "established.KR")
    assert law.rates_of_years([2023], table) == {2023: Fraction(2, 100)}
    with pytest.raises(MissingFigureError) as refused:
        law.rates_of_years([2022, 2023, 2024], table)
    assert ["2022" in str(each) for each in refused.value.faults] == [True, False]


FLOOR: Figures = {2007: 100_000, 2008: 220_000, 2009: 230_000}
CEILING: Figures = {2007: 200_000, 2008: 3_600_000, 2009: 3_600_000}


@pytest.mark.parametrize(
    ("monthly", "when", "income"),
    [
        (1_234_567, "2007-12", 1_234_567),
        (1_234_567, "2008-01", 200_000),
        (1_234_567, "2009-07", 1_234_000),
        (1_000, "2009-07", 230_000),
        (9_000_999, "2009-07", 3_600_000),
    ],
)
def test_the_standard_income_is_cut_and_bounded_from_2008_on(monthly: int, when: str, income: int) -> None:
    assert law.standard_income(monthly, parse_month(when), FLOOR, CEILING) == income


def contributed(*runs: EarningsRun, right: str = "citizen", rounding: str = "whole") -> dict[str, int]:
    rates: Figures = {200001: Fraction(9, 100)}
    paid = law.contributions_by_month(
        runs, parse_month("2007-03"), right, FLOOR, CEILING, rates, {200001: Fraction(3, 100)}, rounding
    )
    return {f"{each // 12}-{each % 12 + 1}": sum_ for each, sum_ in paid.items()}


def test_each_month_of_a_run_is_paid_for_and_under_an_agreement_only_from_its_month_on() -> None:
    first, last = parse_month("2007-02"), parse_month("2007-04")
    run = EarningsRun(first, last, 101_300, "workplace", 0, None, None)
    assert contributed(run) == {"2007-2": 9_110, "2007-3": 9_110, "2007-4": 9_110}
    assert contributed(run, right="agreement") == {"2007-3": 9_110, "2007-4": 9_110}
    # Halves of 4,558.5 are cut to 4,550 each: those of a workplace alone.
    assert set(contributed(run, rounding="each_half").values()) == {9_100}
    alone = EarningsRun(first, last, 101_300, "individual", 0, None, None)
    assert set(contributed(alone, rounding="each_half").values()) == {3_030}


def test_the_refund_is_cut_to_ten_won() -> None:
    assert law.contributions_paid({1: 10, 2: 20}) == 30
    assert law.refund(540_000, Fraction(2_709)) == 542_700
