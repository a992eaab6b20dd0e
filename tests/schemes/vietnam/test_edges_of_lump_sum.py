"""Viet Nam's single sum in place of a pension, rule by rule at the edges: a month or a dong to either side."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from totalisation.earnings import EarningsRun
from totalisation.months import MonthSet, parse_month
from totalisation.schemes.base import Condition
from totalisation.schemes.vietnam import extras, insured_years
from totalisation.schemes.vietnam import lump_sum as law
from totalisation.schemes.vietnam.conditions import AGELESS, REDUCED

CLAIM = parse_month("2026-03")
ALL = ("age", "emigration", "illness", "incapacity", "ceased", "discharge", "not_resident", "permit_ended")


def opened(citizen: bool, since_2025: bool) -> set[str]:
    rule = law.withdrawal_opened if since_2025 else law.withdrawal_opened_2016
    found = {reason: rule(reason, citizen) for reason in ALL}
    assert all(word in (reason, "none") for reason, word in found.items())
    return {reason for reason, word in found.items() if word != "none"}


def test_which_reasons_each_law_opens_to_whom() -> None:
    """L2014 60(1), NQ93 1, D143 9(6); L2024 70(1), (2)."""
    assert opened(True, since_2025=False) == {"age", "emigration", "illness", "discharge", "ceased"}
    assert opened(False, since_2025=False) == {"age", "illness", "not_resident", "permit_ended"}
    assert opened(True, since_2025=True) == {"age", "emigration", "illness", "incapacity", "ceased", "discharge"}
    assert opened(False, since_2025=True) == {"age", "illness", "incapacity", "not_resident", "permit_ended"}


def conditions(reason: str, **changed: Any) -> list[Condition]:
    """What is asked of a person whose last month of work was December 2025 and who claims in March 2026."""
    asked: dict[str, Any] = {
        "withdrawal_reason": reason,
        "withdrawal_opened": reason,
        "own_months": 100,
        "last_month_of_work": CLAIM - 3,
        "claim_month": CLAIM,
        "withdrawal_age_month": CLAIM,
        "withdrawal_tested_months": 179,
        "pension_qualifying_months": 180,
        "capacity_loss_percent": 81,
        "severely_reduced_capacity_percent": 81,
        "insured_before_change": True,
        "months_without_insurance": 12,
        "months_before_withdrawal": 12,
        "most_months_of_withdrawal": 239,
        "armed_forces": True,
        **changed,
    }
    return list(law.withdrawal_conditions(**asked))


def test_what_every_reason_asks() -> None:
    """ "đã chấm dứt tham gia bảo hiểm xã hội": the month after the last one of work at the earliest."""
    assert conditions("emigration") == [
        Condition("withdrawal_opened", "word", "emigration", "emigration", True, None),
        Condition("months_to_withdraw", "months", 1, 100, True, None),
        Condition("insurance_ended", "flag", True, True, True, CLAIM),
    ]
    assert [each.met for each in conditions("illness", own_months=0)] == [True, False, True]
    assert conditions("illness", own_months=1)[1].met is True
    assert conditions("illness", withdrawal_opened="none")[0].met is False
    working = conditions("illness", last_month_of_work=CLAIM)[2]
    assert working == Condition("insurance_ended", "flag", True, False, False, CLAIM + 1)
    assert conditions("illness", last_month_of_work=CLAIM - 1)[2] == Condition(
        "insurance_ended", "flag", True, True, True, CLAIM
    )
    assert conditions("illness", last_month_of_work=None)[2].met is True
    assert conditions("illness", last_month_of_work=None)[2].earliest == CLAIM


@pytest.mark.parametrize(("attained", "met"), [(CLAIM, True), (CLAIM + 1, False)])
@pytest.mark.parametrize(("tested", "short"), [(179, True), (180, False)])
def test_at_the_age_without_the_qualifying_period(attained: int, met: bool, tested: int, short: bool) -> None:
    """L2024 70(1)(a): "chưa đủ 15 năm đóng bảo hiểm xã hội"."""
    found = conditions("age", withdrawal_age_month=attained, withdrawal_tested_months=tested)[3:]
    assert found == [
        Condition("age", "month", attained, CLAIM, met, attained),
        Condition("below_qualifying_period", "months", 179, tested, short, CLAIM if short else None),
    ]


@pytest.mark.parametrize(("percent", "lost"), [(80, False), (81, True)])
def test_incapacity(percent: int, lost: bool) -> None:
    """L2024 70(1)(d): 81 per cent."""
    found = conditions("incapacity", capacity_loss_percent=percent)[3:]
    assert found == [Condition("capacity_loss", "percent", 81, percent, lost, CLAIM if lost else None)]


@pytest.mark.parametrize(("waited", "waiting"), [(12, 0), (11, 1), (20, 0), (0, 12)])
def test_a_year_without_insurance(waited: int, waiting: int) -> None:
    """L2024 70(1)(đ): "sau 12 tháng không thuộc đối tượng tham gia bảo hiểm xã hội bắt buộc"."""
    before, months, limit = conditions("ceased", months_without_insurance=waited)[3:]
    assert before == Condition("insured_before_change", "flag", True, True, True, None)
    assert (months.required, months.actual, months.met, months.earliest) == (12, waited, not waiting, CLAIM + waiting)
    assert (months.name, months.unit, months.supposes is None) == ("months_without_insurance", "months", not waiting)
    assert limit == Condition("below_limit_of_withdrawal", "months", 239, 100, True, CLAIM)


def test_less_than_twenty_years_and_some_of_them_before_the_change() -> None:
    """L2024 70(1)(đ): "chưa đủ 20 năm" and insured before 1 July 2025."""
    assert conditions("ceased", own_months=239)[5].met is True
    assert conditions("ceased", own_months=240)[5] == Condition(
        "below_limit_of_withdrawal", "months", 239, 240, False, None
    )
    assert conditions("ceased", insured_before_change=False)[3].met is False
    before = parse_month("2025-06")
    assert [law.insured_before_change(each) for each in (None, before, before + 1)] == [False, True, False]
    assert [law.insured_before_change_2016(each) for each in (None, before + 1)] == [False, True]


@pytest.mark.parametrize(("tested", "short"), [(179, True), (180, False)])
def test_discharge_from_the_armed_forces(tested: int, short: bool) -> None:
    found = conditions("discharge", withdrawal_tested_months=tested)[3:]
    assert found == [
        Condition("armed_forces", "flag", True, True, True, None),
        Condition("below_qualifying_period", "months", 179, tested, short, CLAIM if short else None),
    ]
    assert conditions("discharge", armed_forces=False)[3].met is False


@pytest.mark.parametrize(("attained", "met"), [(CLAIM, True), (CLAIM + 1, False)])
@pytest.mark.parametrize(("tested", "enough"), [(179, False), (180, True)])
def test_a_foreigner_who_could_draw_a_pension_and_leaves(attained: int, met: bool, tested: int, enough: bool) -> None:
    """L2024 70(2)(d): "đủ điều kiện hưởng lương hưu … nhưng không tiếp tục cư trú tại Việt Nam"."""
    found = conditions("not_resident", withdrawal_age_month=attained, withdrawal_tested_months=tested)[3:]
    assert found == [
        Condition("age", "month", attained, CLAIM, met, attained),
        Condition("qualifying_period", "months", 180, tested, enough, CLAIM if enough else None),
    ]


def test_months_that_are_held_against_the_conditions() -> None:
    assert law.withdrawal_tested_months(100, 150, "totalised") == 150
    assert law.withdrawal_tested_months(100, 150, "own") == 100
    assert law.pension_qualifying_months(180) == 180
    # L2014 54(3): fifteen years for women who are commune cadres.
    required = [
        law.pension_qualifying_months_2016(sex, cadre, 240, 180)
        for sex in ("female", "male")
        for cadre in (True, False)
    ]
    assert required == [180, 240, 240, 240]
    without = [law.months_without_insurance(CLAIM, last) for last in (None, CLAIM, CLAIM - 1, CLAIM - 2, CLAIM - 13)]
    assert without == [0, 0, 0, 1, 12]
    assert law.start_month(CLAIM) == CLAIM


def test_the_age_is_the_lowest_that_needs_no_loss_of_capacity() -> None:
    routes = {
        "normal": CLAIM,
        "hazardous": CLAIM - 60,
        "reduced_capacity_61": CLAIM - 120,
        "long_voluntary": CLAIM - 90,
    }
    kept = {name: month for name, month in routes.items() if name != "reduced_capacity_61"}
    assert law.withdrawal_age_month(kept) == CLAIM - 60
    for route in (*REDUCED, *AGELESS):
        assert law.withdrawal_age_month({"normal": CLAIM, route: CLAIM - 200}) == CLAIM


def test_below_a_year_the_contributions_and_at_most_two_months() -> None:
    """L2024 70(3)(c); C59 19(2): 22 % of each salary."""
    rate = Fraction(22, 100)
    assert law.sum_below_one_year(60_000_000, 10_000_000, 6, rate, 2, "contributed") == 13_200_000
    assert law.sum_below_one_year(99_000_000, 10_000_000, 6, rate, 2, "contributed") == 20_000_000
    assert law.sum_below_one_year(60_000_000, 10_000_000, 4, rate, 2, "adjusted") == 8_800_000
    assert law.sum_below_one_year(60_000_000, 10_000_000, 10, rate, 2, "adjusted") == 20_000_000


def test_the_single_sum_less_what_the_state_paid() -> None:
    """L2024 70(3), (4): all of it on an illness or incapacity."""

    def paid(months: int, support: int = 0, reason: str = "ceased") -> int:
        return law.lump_sum(months, Fraction(7, 2), 1_000_001, 777, support, reason)

    assert (paid(11), paid(12)) == (777, 3_500_004)
    assert paid(12, 500_004) == 3_000_000
    assert paid(11, 1_000) == 0
    assert [paid(12, 500_004, reason) for reason in ("illness", "incapacity")] == [3_500_004] * 2


# ---- insured years ----


@pytest.mark.parametrize(
    ("before", "after", "halves_before", "halves_after"),
    [
        (0, 0, 0, 0),
        (26, 0, 5, 0),
        (30, 0, 5, 0),
        (31, 0, 6, 0),
        (26, 1, 4, 1),
        (31, 12, 4, 4),
        (24, 12, 4, 2),
        (0, 6, 0, 1),
    ],
)
def test_odd_months_before_2014_go_with_the_later_time(
    before: int, after: int, halves_before: int, halves_after: int
) -> None:
    """C59 19(4): "những tháng lẻ đó được chuyển sang giai đoạn … từ năm 2014 trở đi"."""
    assert insured_years.half_years_before_2014(before, after) == halves_before
    assert insured_years.half_years_from_2014(before, after) == halves_after


def test_months_of_salary_by_time() -> None:
    """One and a half for a year before 2014, two for a later one."""
    assert insured_years.months_of_salary(3, 5, Fraction(3, 2), 2) == Fraction(29, 4)


def run(first: str, last: str, monthly: int) -> EarningsRun:
    return EarningsRun(parse_month(first), parse_month(last), monthly, "compulsory", 0, None, None)


def test_salaries_that_contributions_were_paid_on() -> None:
    base, multiple = {202407: 2_340_000}, {201601: 20}
    state, voluntary = [run("2025-01", "2025-02", 5)], [run("2025-03", "2025-03", 7)]
    assert insured_years.contributed_salaries([], state, voluntary, base, multiple) == 17
    above = [run("2025-04", "2025-05", 50_000_000)]
    assert insured_years.contributed_salaries(above, state, [], base, multiple) == 10 + 2 * 46_800_000


# ---- the one-off allowance at retirement ----


def test_half_years_that_give_the_highest_rate() -> None:
    """L2024 68(1): 35 years for men and 30 for women."""
    initial, highest, two = Fraction(45, 100), Fraction(75, 100), Fraction(2, 100)
    asked = (initial, highest, 20, 15, two, two)
    assert (extras.full_rate_half_years("male", *asked), extras.full_rate_half_years("female", *asked)) == (70, 60)
    assert (extras.excess_half_years(71, 70), extras.excess_half_years(69, 70)) == (1, 0)


def test_half_a_month_for_each_year_and_two_for_those_after_the_age() -> None:
    """L2014 58(2); L2024 68(2)."""
    assert extras.one_off_allowance_2016(3, 10_000_001, Fraction(1, 2)) == 7_500_001
    assert extras.one_off_allowance(5, 2, 10_000_000, Fraction(1, 2), 2) == 10_000_000 * (Fraction(3, 4) + 2)
    attained = parse_month("2026-01")
    after = MonthSet.span(attained - 5, attained + 7)
    assert extras.excess_half_years_after_age(9, after, attained) == 2
    assert extras.excess_half_years_after_age(1, after, attained) == 1
    assert extras.excess_half_years_after_age(9, MonthSet.span(attained - 5, attained), attained) == 0
