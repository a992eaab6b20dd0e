"""Viet Nam's survivors' benefits, rule by rule at the edges: a month, a dong or a percent to either side."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from totalisation.months import Month, parse_month
from totalisation.schemes.base import Condition
from totalisation.schemes.relatives import Relative
from totalisation.schemes.vietnam import death_sums
from totalisation.schemes.vietnam import survivors as law
from totalisation.schemes.vietnam import survivors_amounts as amounts

DEATH = parse_month("2025-08")
LEVEL = 2_340_000
MEN, WOMEN = {2025: 12 * 61 + 3}, {2025: 12 * 56 + 8}


def relative(relation: str, age_in_months: int, **more: Any) -> Relative:
    """A relative of so many months of age in the month of the death."""
    made = Relative(1, relation, "female", DEATH - age_in_months, 0, True, False, 0, 0, False, False, None)
    return replace(made, **more)


def entitled(each: Relative) -> bool:
    return law.entitled_relatives([each], DEATH, LEVEL, 81, MEN, WOMEN, 18) == (each,)


def entitled_2016(each: Relative) -> bool:
    return law.entitled_relatives_2016([each], DEATH, LEVEL, 81, 720, 660, 18) == (each,)


def test_children_under_eighteen_have_it_whatever_they_earn() -> None:
    """L2024 86(2)(a), L2014 67(2)(a): "Con chưa đủ 18 tuổi", in the first month of the allowance."""
    for having in (entitled, entitled_2016):
        young = relative("child", 214, monthly_income=9_000_000, insured_employment=True, maintained=False)
        grown = relative("child", 215)
        assert (having(young), having(grown)) == (True, False)
        assert having(relative("child", 800)) is False
        assert having(replace(grown, capacity_loss_percent=80)) is False
        assert having(replace(grown, capacity_loss_percent=81, maintained=False)) is True
        assert having(replace(grown, capacity_loss_percent=81, monthly_income=LEVEL)) is False


def test_a_young_child_leaves_the_others_theirs() -> None:
    child, spouse = relative("child", 100), relative("spouse", 800)
    assert law.entitled_relatives_2016([child, spouse], DEATH, LEVEL, 81, 720, 660, 18) == (child, spouse)
    assert law.entitled_relatives([child, spouse], DEATH, LEVEL, 81, MEN, WOMEN, 18) == (child, spouse)


@pytest.mark.parametrize("relation", ["spouse", "parent", "other"])
def test_the_ages_of_the_others(relation: str) -> None:
    """Law 58/2014: 55 and 60; Law 41/2024: the retirement ages of the Labour Code."""
    for having, woman, man in ((entitled_2016, 660, 720), (entitled, WOMEN[2025], MEN[2025])):
        assert having(relative(relation, woman)) is True
        assert having(relative(relation, woman - 1)) is False
        assert having(relative(relation, man, sex="male")) is True
        assert having(relative(relation, man - 1, sex="male")) is False
        assert having(relative(relation, 300, capacity_loss_percent=81)) is True
        assert having(relative(relation, 800, monthly_income=LEVEL - 1)) is True
        assert having(relative(relation, 800, monthly_income=LEVEL)) is False
        assert having(relative(relation, 800, maintained=False)) is (relation == "spouse")


def test_employment_excludes_from_july_2025_on() -> None:
    """L2024 86(3)."""
    worker = relative("spouse", 800, insured_employment=True)
    assert (entitled(worker), entitled_2016(worker)) == (False, True)


def test_a_child_whose_income_ends_the_allowance_at_eighteen() -> None:
    rich = relative("child", 100, monthly_income=LEVEL, number=2)
    below = relative("child", 100, monthly_income=LEVEL - 1, number=3)
    worker = relative("child", 100, insured_employment=True, number=4)
    spouse = relative("spouse", 600, monthly_income=LEVEL, number=5)
    everybody = [rich, below, worker, spouse]
    assert law.provided_children(everybody, LEVEL) == (2, 4)
    assert law.provided_children_2016(everybody, LEVEL) == (2,)
    assert law.children_until(everybody, 18) == dict.fromkeys((2, 3, 4), DEATH + 115)


def test_who_is_born_later_or_has_grown_leaves_the_others_paid() -> None:
    grown, unborn, spouse = relative("child", 216), relative("child", -3, number=2), relative("spouse", 800, number=3)
    until = {1: DEATH - 1, 2: DEATH + 300}
    half, more = Fraction(1, 2), Fraction(7, 10)
    assert amounts.paid_in(DEATH, [grown, unborn, spouse], until, (), 81, half, more) == {3: half}
    assert amounts.paid_in(DEATH + 3, [grown, unborn, spouse], until, (), 81, half, more) == {2: half, 3: half}
    assert amounts.paid_in(DEATH + 2, [unborn, spouse], until, (), 81, half, more) == {3: half}


def test_the_start() -> None:
    """L2024 87(3): the month after the death; of children born later alone, the month of the first birth."""
    first, second = relative("child", -2), relative("child", -5)
    assert amounts.allowance_start_month(DEATH, [relative("spouse", 700), first]) == DEATH + 1
    assert amounts.allowance_start_month(DEATH, [relative("child", 0)]) == DEATH + 1
    assert amounts.allowance_start_month(DEATH, [second, first]) == DEATH + 2
    assert amounts.allowance_start_month(DEATH, []) == DEATH + 1
    assert (amounts.paid_month(DEATH, DEATH + 1), amounts.paid_month(DEATH + 9, DEATH + 1)) == (DEATH + 1, DEATH + 9)
    assert amounts.start_month(DEATH) == DEATH


def ground(months: int = 0, pension: bool = False, occupational: bool = False, percent: int = 0) -> bool:
    return law.allowance_ground(months, 180, pension, occupational, percent, 61)


def test_each_ground_opens_the_allowance_alone() -> None:
    """L2024 86(1): 15 years, a pension, an occupational death, an accident allowance of 61 %."""
    assert (ground(), ground(179), ground(180)) == (False, False, True)
    assert (ground(pension=True), ground(occupational=True)) == (True, True)
    assert (ground(percent=60), ground(percent=61)) == (False, True)
    assert law.survivors_qualifying_months(200, 30) == 170
    assert law.survivors_qualifying_months(20, 30) == 0
    # D158 21(3)(d): the pension of who was voluntarily insured too opens none.
    opened = [law.pension_opens_allowance(*each) for each in ((True, 0), (True, 1), (False, 0))]
    assert opened == [True, False, False]


def conditions(law_of: str, **changed: Any) -> list[Condition]:
    asked: dict[str, Any] = {
        "survivors_qualifying_months": 180,
        "survivors_required_months": 180,
        "pension_opens_allowance": False,
        "occupational_death": False,
        "accident_allowance_percent": 0,
        "least_accident_percent": 61,
        "entitled_relatives": [relative("child", 100)],
        "takes_lump_sum": False,
        **changed,
    }
    if law_of == "2024":
        return list(law.allowance_conditions(**{"citizen": True, **asked}))
    former = {"bound_to_allowance": False, "death_month": parse_month("2024-01"), "totalising": False}
    return list(law.allowance_conditions_2016(**{**former, **asked}))


def test_the_conditions_of_both_laws() -> None:
    both = [
        Condition("survivors_qualifying_period", "months", 180, 180, True, None),
        Condition("relatives_entitled", "count", 1, 1, True, None),
        Condition("allowance_wanted", "flag", True, True, True, None),
    ]
    assert conditions("2014") == both
    assert conditions("2024") == [*both, Condition("deceased_citizen", "flag", True, True, True, None)]
    assert conditions("2024", citizen=False)[-1] == Condition("deceased_citizen", "flag", True, False, False, None)
    for each in ("2014", "2024"):
        assert [made.met for made in conditions(each, takes_lump_sum=True)][:3] == [True, True, False]
        assert [made.met for made in conditions(each, entitled_relatives=[])][:3] == [True, False, True]
        assert [made.met for made in conditions(each, survivors_qualifying_months=179)][:3] == [False, True, True]


def test_law_58_2014_knows_no_totalised_allowance_and_binds_some_to_theirs() -> None:
    """L2014 69(3): no lump sum for children under six, nor for children and spouses with a loss of 81 %."""
    totalised = conditions("2014", totalising=True)
    assert totalised[3:] == [
        Condition("law_in_effect", "month", parse_month("2025-07"), parse_month("2024-01"), False, None)
    ]
    assert conditions("2014", takes_lump_sum=True, bound_to_allowance=True)[2].met is True

    def bound(*relatives: Relative) -> bool:
        return law.bound_to_allowance(relatives, DEATH, 6, 81)

    assert (bound(), bound(relative("child", 71)), bound(relative("child", 72))) == (False, True, False)
    assert bound(relative("spouse", 20)) is False
    assert bound(relative("spouse", 600, capacity_loss_percent=80)) is False
    for relation, held in (("spouse", True), ("child", True), ("parent", False)):
        assert bound(relative("parent", 900), relative(relation, 300, capacity_loss_percent=81)) is held


def shares(when: Month, *having: Relative, provided: tuple[int, ...] = ()) -> dict[int, Any]:
    until = law.children_until(having, 18)
    return amounts.paid_in(when, having, until, provided, 81, Fraction(50, 100), Fraction(70, 100))


def test_a_child_has_its_share_until_the_month_before_its_birthday() -> None:
    """C59 26(2); "được hưởng đến khi đủ 18 tuổi"."""
    child, spouse = relative("child", 200), relative("spouse", 700, number=2)
    half = Fraction(1, 2)
    assert shares(DEATH + 15, child, spouse) == {1: half, 2: half}
    assert shares(DEATH + 16, child, spouse) == {2: half}
    unable = replace(child, capacity_loss_percent=81)
    assert shares(DEATH + 16, unable) == {1: half}
    assert shares(DEATH + 16, unable, provided=(1,)) == {}
    assert shares(DEATH + 15, unable, provided=(1,)) == {1: half}


def test_who_is_not_born_has_none_and_who_has_no_carer_has_more() -> None:
    """L2024 87(1): "50% mức tham chiếu", without a carer 70 %."""
    born = relative("child", -3)
    assert shares(DEATH + 2, born) == {}
    assert shares(DEATH + 3, born) == {1: Fraction(1, 2)}
    alone = relative("child", 100, without_carer=True)
    assert shares(DEATH + 99, alone) == {1: Fraction(7, 10)}
    until = replace(alone, carer_from=DEATH + 5)
    assert shares(DEATH + 4, until) == {1: Fraction(7, 10)}
    assert shares(DEATH + 5, until) == {1: Fraction(1, 2)}
    assert shares(DEATH + 4, replace(until, without_carer=False)) == {1: Fraction(1, 2)}


def test_at_most_four_have_it_the_highest_first_and_twice_after_two_deaths() -> None:
    """L2024 87: "tối đa 04 người"; "từ 02 người chết … 02 lần mức trợ cấp"."""
    low, high = Fraction(1, 2), Fraction(7, 10)
    five = {1: low, 2: low, 3: high, 4: low, 5: high}
    assert amounts.allowances(five, 2_340_001, 4, 1, 2) == {1: 1_170_001, 2: 1_170_001, 3: 1_638_001, 5: 1_638_001}
    assert amounts.allowances({1: low}, 2_340_000, 4, 2, 2) == {1: 2_340_000}
    levels = {202407: 2_340_000, 202607: 2_530_000}
    june, july = parse_month("2026-06"), parse_month("2026-07")
    assert amounts.monthly_allowance_at_start({1: low, 2: low}, june, levels, 4, 1, 2) == 2_340_000
    assert amounts.allowance_by_relative({1: low}, july, levels, 4, 1, 2) == {1: 1_265_000}
    assert amounts.monthly_allowance({1: 3, 2: 4}) == 7


# ---- single sums ----


@pytest.mark.parametrize(
    ("drawn_since", "months"),
    [
        (None, 0),
        (DEATH + 1, 48),
        (DEATH, 48),
        (DEATH - 1, 48),
        (DEATH - 2, Fraction(95, 2)),
        (DEATH - 11, 43),
        (DEATH - 91, 3),
        (DEATH - 90, Fraction(7, 2)),
        (DEATH - 200, 3),
    ],
)
def test_each_month_drawn_beyond_two_takes_half_a_month(drawn_since: Month | None, months: Any) -> None:
    """L2024 89(2)."""
    assert death_sums.months_of_pension(DEATH, drawn_since, 48, Fraction(1, 2), 3) == months


def test_the_sum_of_voluntary_time() -> None:
    """L2014 81(2): below a year what was paid, at most two months; L2024 110(2)(c): below 60 months what was paid."""
    rate, salary = Fraction(22, 100), 5_000_000
    assert death_sums.sum_of_voluntary_time_2016(11, Fraction(2), salary, 40_000_000, rate, 2) == 8_800_000
    assert death_sums.sum_of_voluntary_time_2016(11, Fraction(2), salary, 60_000_000, rate, 2) == 10_000_000
    assert death_sums.sum_of_voluntary_time_2016(12, Fraction(3), salary, 60_000_000, rate, 2) == 15_000_000
    assert death_sums.sum_of_voluntary_time(59, Fraction(9), salary, 60_000_000, rate, 60) == 13_200_000
    assert death_sums.sum_of_voluntary_time(60, Fraction(9), salary, 60_000_000, rate, 60) == 45_000_000


def test_the_sum_by_insured_time_is_three_months_at_least_with_compulsory_time() -> None:
    assert death_sums.sum_by_insured_time(30, 30, Fraction(2), 3, 1_000, 77) == 77
    assert death_sums.sum_by_insured_time(30, 29, Fraction(2), 3, 1_000, 77) == 3_000
    assert death_sums.sum_by_insured_time(30, 0, Fraction(4), 3, 1_000, 77) == 4_000
    assert death_sums.survivors_lump_sum(True, Fraction(7, 2), 1_001, 77) == 3_504
    assert death_sums.survivors_lump_sum(False, Fraction(7, 2), 1_001, Fraction(155, 2)) == 78


def test_who_leaves_a_lump_sum() -> None:
    for months, drew, met in ((0, False, False), (1, False, True), (0, True, True)):
        found = death_sums.survivors_lump_sum_conditions(months, drew)
        assert found == (Condition("insured_or_pensioner", "months", 1, months, met, None),)


@pytest.mark.parametrize(
    ("own", "voluntary", "required", "actual", "met"),
    [
        (11, 0, 12, 11, False),
        (12, 0, 12, 12, True),
        (59, 48, 60, 59, False),
        (60, 49, 60, 60, True),
        (13, 1, 12, 12, True),
        (12, 1, 60, 12, False),
    ],
)
def test_the_time_of_a_funeral_grant(own: int, voluntary: int, required: int, actual: int, met: bool) -> None:
    """D158 21(2)(b): 12 months of compulsory insurance, or 60 of both kinds."""

    def found(drew: bool = False, occupational: bool = False, percent: int = 0) -> Condition:
        (made,) = death_sums.funeral_conditions(own, voluntary, 12, 60, drew, occupational, percent)
        return made

    assert found() == Condition("funeral_period", "months", required, actual, met, None)
    assert [found(True).met, found(False, True).met, found(percent=1).met] == [True] * 3


def test_the_funeral_grant_is_ten_levels() -> None:
    """L2024 85(2)."""
    assert death_sums.funeral_grant(2_340_000, 10) == 23_400_000
