"""Korea's single sums on a death, rule by rule at the edges: a day, a month or a won to either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import relative
from totalisation.earnings import EarningsRun
from totalisation.messages import FaultsError
from totalisation.money import Exact
from totalisation.months import parse_month
from totalisation.parameters import Table
from totalisation.schemes.base import Condition
from totalisation.schemes.korea import death_sums
from totalisation.schemes.relatives import Relative

Figures = Mapping[Any, Exact]
DIED = date(2025, 3, 15)
DEATH = parse_month("2025-03")


def test_who_has_the_refund_on_a_death() -> None:
    spouse, parent = relative("spouse", "1980-01-01"), relative("parent", "1950-01-01", number=2)
    child, born = relative("child", "2010-01-01", number=3), relative("child", "2025-06-20", number=1)
    assert death_sums.refund_recipients([spouse], [born]) == (spouse,)
    assert death_sums.refund_recipients([child], [born]) == (born, child)
    assert death_sums.refund_recipients([parent], [born]) == (born,)
    assert death_sums.refund_recipients([parent], []) == (parent,)
    assert death_sums.refund_recipients([], []) == ()


def on_death(day: str, **changed: Any) -> tuple[Condition, ...]:
    values: dict[str, Any] = {
        "own_months": 1,
        "refund_right_at_death": "citizen",
        "refund_recipients": [relative("child", "2010-01-01")],
        "death_date": DIED,
        "claim_date": date.fromisoformat(day),
        "limitation_months": 60,
        **changed,
    }
    return death_sums.refund_at_death_conditions(**values)


def test_the_conditions_of_a_refund_on_a_death() -> None:
    last = parse_month("2030-03")
    assert on_death("2030-03-15") == (
        Condition("months_to_refund", "months", 1, 1, True, None),
        Condition("refund_right", "word", "yes", "citizen", True, None),
        Condition("relatives_entitled", "count", 1, 1, True, None),
        Condition("claimed_in_time", "month", last, last, True, last),
    )
    assert on_death("2030-03-16")[3] == Condition("claimed_in_time", "month", last, last, False, None)
    nothing = on_death("2025-04-01", own_months=0, refund_right_at_death="none", refund_recipients=[])
    assert [each.met for each in nothing] == [False, False, False, True]


def test_the_conditions_of_the_lump_sum_on_a_death() -> None:
    """Act Art. 80(1): "제73조에 따른 유족이 없으면"."""
    sibling = relative("sibling", "1970-01-01")

    def found(months: int, nearer: list[Relative], wider: list[Relative], right: str, reading: str) -> list[bool]:
        made = death_sums.death_sum_conditions(months, nearer, wider, right, reading, DIED, date(2025, 4, 1), 60)
        assert [(each.unit, each.required) for each in made[:4]] == [
            ("months", 1),
            ("count", 0),
            ("count", 1),
            ("flag", True),
        ]
        return [each.met for each in made]

    assert found(1, [], [sibling], "citizen", "refused") == [True] * 5
    assert found(0, [], [sibling], "none", "paid") == [False, True, True, True, True]
    assert found(1, [sibling], [], "none", "refused") == [True, False, False, False, True]


def test_the_wider_circle_in_its_order() -> None:
    """Act Art. 80(4); of collateral relatives to the fourth degree only who was maintained."""
    everybody = [relative(rank, "1970-01-01", maintained=False) for rank in reversed(death_sums.WIDER_RANKS)]
    for rank in death_sums.WIDER_RANKS[:-1]:
        assert [each.relation for each in death_sums.death_sum_recipients(everybody)] == [rank]
        everybody = [each for each in everybody if each.relation != rank]
    assert death_sums.death_sum_recipients(everybody) == ()
    maintained = [replace(each, maintained=True) for each in everybody]
    assert death_sums.death_sum_recipients(maintained) == tuple(maintained)


def test_the_lump_sum_on_a_death_within_its_limit_and_after_pensions() -> None:
    """Act Art. 80(2), (3): four times the income at most; after pensions what they fell short of it."""
    march = parse_month("2025-03")
    assert death_sums.death_sum(1_000_009, 2_000_000, False, None, march) == 1_000_000
    assert death_sums.death_sum(3_000_000, 2_000_000, False, 5, march) == 2_000_000
    assert death_sums.death_sum(3_000_000, 2_000_000, True, 500_001, parse_month("2021-07")) == 1_499_990
    assert death_sums.death_sum(3_000_000, 2_000_000, True, 2_000_001, march) == 0
    with pytest.raises(FaultsError, match="2021-07"):
        death_sums.death_sum(3_000_000, 2_000_000, True, 500_001, parse_month("2021-06"))
    with pytest.raises(FaultsError, match="drew is missing"):
        death_sums.death_sum(3_000_000, 2_000_000, True, None, march)
    assert death_sums.equal_parts(100_000, []) == {}
    three = [relative("child", "2010-01-01", number=number) for number in (1, 2, 4)]
    assert death_sums.death_sum_by_relative(100_000, three) == {1: 33_330, 2: 33_330, 4: 33_330}
    assert death_sums.refund_by_relative(100_000, three[:1]) == {1: 100_000}


def run(first: str, last: str, monthly: int) -> EarningsRun:
    return EarningsRun(parse_month(first), parse_month(last), monthly, "workplace", 0, None, None)


def test_what_makes_up_the_refund_on_a_death() -> None:
    whole = [run("1999-04", "1999-06", 1_000_000)]
    assert death_sums.months_to_refund_in_full(whole, 3, 3) == 3
    with pytest.raises(FaultsError, match="each month"):
        death_sums.months_to_refund_in_full(whole, 3, 4)
    with pytest.raises(FaultsError, match="1999-04"):
        death_sums.months_to_refund_in_full([run("1999-03", "1999-06", 1_000_000)], 4, 4)
    with pytest.raises(FaultsError, match="1999-04"):
        death_sums.months_to_refund_in_full([*whole, run("1999-03", "1999-03", 1_000_000)], 4, 4)
    assert death_sums.months_to_refund_in_full([run("1999-04", "1999-04", 1_000_000)], 1, 1) == 1
    assert death_sums.refund_of_contributions(3, 270_000, Fraction(1_239)) == 271_230
    assert death_sums.refund_of_contributions(0, 270_000, 0) == 0


def test_the_limit_is_four_times_the_last_or_the_average_income() -> None:
    """ "많은 금액의 4배를 초과하지 못한다"."""
    floor: Figures = {2023: 390_000, 2024: 390_000}
    ceiling: Figures = {2023: 6_170_000, 2024: 6_170_000}
    rates = {2023: Fraction(11, 10), 2024: Fraction(1)}
    runs = [run("2024-01", "2024-12", 2_000_900), run("2023-01", "2023-12", 3_000_000)]
    last = death_sums.last_income_at_death(runs, rates, floor, ceiling)
    assert last == 2_000_000
    assert death_sums.last_income_at_death(runs[1:], rates, floor, ceiling) == 3_300_000
    assert death_sums.last_income_at_death([], rates, floor, ceiling) == 0
    by_year = {2023: 36_000_000, 2024: 24_000_000}
    assert death_sums.death_sum_limit(last, by_year, rates, 24, 4) == 4 * Fraction(63_600_000, 24)
    assert death_sums.death_sum_limit(9_000_000, by_year, rates, 24, 4) == 36_000_000
    assert death_sums.death_sum_limit(0, {}, rates, 0, 4) == 0
    assert death_sums.death_sum_limit(0, {2024: 10}, rates, 1, 4) == 40


def test_the_rates_of_a_death_are_those_of_its_year_with_the_least_average() -> None:
    """Addendum 8541 Art. 33(2): A has a least."""
    average: Figures = {2000: 1_500_000, 2025: 3_000_000}
    table = Table("revaluation_rate", {}, "established.KR")
    for least, rate in ((1_000_000, 2), (6_000_000, 4)):
        assert death_sums.death_rates({1999: 1}, DEATH, average, least, {}, table, {}, {}) == {1999: rate}
