"""Korea's survivors' pension, rule by rule at the edges: a day, a month or a won to either side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.schemes.korea.helpers import period, relative
from tests.schemes.korea.test_disability import disabled
from tests.schemes.korea.test_survivors import SPOUSE, left
from totalisation.messages import FaultsError
from totalisation.money import Exact
from totalisation.months import Month, parse_month
from totalisation.schemes.base import Condition
from totalisation.schemes.korea import survivors
from totalisation.schemes.relatives import Relative

Figures = Mapping[Any, Exact]
ADDED: Figures = {1953: 1, 1957: 2, 1961: 3, 1965: 4, 1969: 5}
DIED = date(2025, 3, 15)
DEATH = parse_month("2025-03")


# ---- who is entitled: Act Art. 73 ----


@pytest.mark.parametrize(
    ("relation", "born", "one_of_them"),
    [
        ("spouse", "1999-01-01", True),
        ("child", "2000-03-16", True),
        ("child", "2000-03-15", False),
        ("grandchild", "2006-03-16", True),
        ("grandchild", "2006-03-15", False),
        # Sixty for those born before 1953, sixty-three for those born from 1961 to 1964.
        ("parent", "1962-03-15", True),
        ("parent", "1962-03-16", False),
        ("grandparent", "1962-03-15", True),
        ("grandparent", "1962-03-16", False),
        ("sibling", "1950-01-01", False),
    ],
)
def test_ages_are_those_of_the_day_of_the_death(relation: str, born: str, one_of_them: bool) -> None:
    """ "사망할 당시": children under 25, grandchildren under 19, parents from 60 on and what is added to it."""
    each = relative(relation, born)
    assert survivors.qualifies(each, DIED, 25, 19, 60, ADDED) is one_of_them
    assert survivors.qualifies(replace(each, maintained=False), DIED, 25, 19, 60, ADDED) is False
    assert survivors.qualifies(replace(each, disabled=True), DIED, 25, 19, 60, ADDED) is (relation != "sibling")


def at_death(*relatives: Relative) -> list[str]:
    return [each.relation for each in survivors.recipients_at_death(relatives, DIED, 25, 19, 60, ADDED)]


def test_the_first_rank_excludes_the_later_ones() -> None:
    everybody = [
        relative("grandparent", "1930-01-01"),
        relative("grandchild", "2015-01-01"),
        relative("parent", "1950-01-01"),
        relative("child", "2010-01-01"),
        relative("spouse", "1980-01-01"),
    ]
    for rank in survivors.RANKS:
        assert at_death(*everybody) == [rank]
        everybody = [each for each in everybody if each.relation != rank]
    assert at_death() == []
    assert at_death(relative("child", "2010-01-01"), relative("child", "2012-01-01")) == ["child", "child"]


def test_who_is_born_after_the_death_is_no_recipient_at_it_and_has_a_rule_of_its_own() -> None:
    """Act Art. 3(3): "태아가 출생하면 그 자녀는 … 생계를 유지하고 있던 자녀로 본다"."""
    on_the_day, after = relative("child", "2025-03-15"), relative("child", "2025-03-16")
    assert at_death(on_the_day) == ["child"]
    assert at_death(after) == []
    assert survivors.posthumous_children([on_the_day, after], DIED) == (after,)
    assert survivors.posthumous_children([replace(after, maintained=False)], DIED) == ()
    assert survivors.posthumous_children([replace(after, relation="grandchild")], DIED) == ()


def test_the_ground_arises_with_the_death_or_with_the_first_birth_after_it() -> None:
    first, second = relative("child", "2025-05-01"), relative("child", "2025-07-01")
    spouse = relative("spouse", "1980-01-01")
    assert survivors.ground_month(DEATH, [spouse], [first]) == DEATH
    assert survivors.ground_month(DEATH, [], []) == DEATH
    assert survivors.ground_month(DEATH, [], [second, first]) == DEATH + 2


@pytest.mark.parametrize(
    ("drew", "disabled", "ground", "left", "found"),
    [
        (True, True, "none", False, "disability_pensioner"),
        (True, False, "none", True, "old_age_pensioner"),
        (False, False, "third_of_time", False, "third_of_time"),
        (False, False, "third_of_time", True, "none"),
        (False, False, "ten_insured_years", True, "ten_insured_years"),
        (False, False, "former_law", True, "former_law"),
    ],
)
def test_the_ground_of_a_survivors_pension(drew: bool, disabled: bool, ground: str, left: bool, found: str) -> None:
    """Act Art. 72(1); by clause 2 contributions are no ground after emigration or loss of nationality."""
    assert survivors.survivors_ground(drew, disabled, ground, left) == found


def test_the_conditions_are_a_ground_and_a_relative() -> None:
    child = relative("child", "2010-01-01")
    met = survivors.survivors_conditions("third_of_time", [child, child], [])
    assert met == (
        Condition("contributions_suffice", "flag", True, True, True, None),
        Condition("relatives_entitled", "count", 1, 2, True, None),
    )
    assert survivors.survivors_conditions("third_of_time", [], [child])[1].met is True
    nobody = survivors.survivors_conditions("none", [], [])
    assert [(each.actual, each.met) for each in nobody] == [(False, False), (0, False)]
    # Where nobody is entitled, the former law cannot help, and is not asked for.
    assert survivors.survivors_conditions("former_law", [], [])[0].met is False
    with pytest.raises(FaultsError, match="former law"):
        survivors.survivors_conditions("former_law", [child], [])


# ---- suspension: Act Art. 76 ----

AVERAGE: Figures = dict.fromkeys(range(2025, 2040), 3_000_000)


def suspended(spouse: Relative, paid: Month, *others: Relative) -> bool:
    return survivors.spouse_suspended([spouse], [spouse, *others], DEATH + 1, paid, 36, 55, 25, ADDED, AVERAGE)


def test_a_spouse_who_works_is_paid_three_years_and_again_from_the_age_on() -> None:
    """To 55 and the years added: here 60, for who is born in 1970. The month after the birthday is paid again."""
    spouse = relative("spouse", "1970-06-10", monthly_income=3_000_001)
    assert suspended(spouse, DEATH + 36) is False
    assert suspended(spouse, DEATH + 37) is True
    assert suspended(spouse, parse_month("2030-06")) is True
    assert suspended(spouse, parse_month("2030-07")) is False


def test_only_income_above_that_of_all_insured_persons_suspends() -> None:
    """Decree Art. 45."""
    spouse, paid = relative("spouse", "1970-06-10"), DEATH + 37
    assert suspended(replace(spouse, monthly_income=3_000_000), paid) is False
    assert suspended(replace(spouse, monthly_income=3_000_001), paid) is True
    assert suspended(spouse, paid) is False
    # Without income nothing is held against it, so no figure is asked for.
    assert survivors.spouse_suspended([spouse], [spouse], DEATH + 1, paid, 36, 55, 25, ADDED, {}) is False
    assert suspended(replace(spouse, monthly_income=9_000_000, disabled=True), paid) is False
    assert suspended(replace(spouse, monthly_income=9_000_000, relation="child"), paid) is False


def test_a_child_who_could_have_the_pension_keeps_it_from_being_suspended() -> None:
    spouse, paid = relative("spouse", "1970-06-10", monthly_income=9_000_000), DEATH + 37
    of_age = relative("child", "2003-04-01")
    assert paid == parse_month("2028-04")
    assert suspended(spouse, paid, of_age) is False
    assert suspended(spouse, paid + 1, of_age) is True
    assert suspended(spouse, paid + 1, replace(of_age, disabled=True)) is False
    assert suspended(spouse, paid, replace(of_age, maintained=False)) is True
    assert suspended(spouse, paid, replace(of_age, relation="grandchild")) is True


# ---- who is paid: Act Art. 75 ----


def paid_in(when: Month, having: list[Relative], born_later: list[Relative]) -> list[int]:
    return [each.number for each in survivors.paid_in(when, having, born_later, 25, 19)]


def test_a_right_ends_after_the_month_of_the_birthday() -> None:
    child = relative("child", "2001-04-10", number=3)
    grandchild = relative("grandchild", "2007-04-10", number=2)
    last = parse_month("2026-04")
    assert paid_in(last, [child, grandchild], []) == [2, 3]
    assert paid_in(last + 1, [child, grandchild], []) == []
    assert paid_in(last + 1, [replace(child, disabled=True), grandchild], []) == [3]
    assert paid_in(last + 1, [relative("parent", "1950-01-01"), relative("spouse", "1950-01-01", number=4)], []) == [
        1,
        4,
    ]


def test_a_child_born_after_the_death_takes_the_right_from_the_month_after_its_birth() -> None:
    """Act Art. 75(2)."""
    born = relative("child", "2025-06-20", number=5)
    parent = relative("parent", "1950-01-01")
    other = relative("child", "2010-01-01", number=7)
    spouse = relative("spouse", "1980-01-01")
    june = parse_month("2025-06")
    assert paid_in(june, [parent], [born]) == [1]
    assert paid_in(june + 1, [parent], [born]) == [5]
    assert paid_in(june + 1, [other], [born]) == [5, 7]
    assert paid_in(june + 1, [spouse], [born]) == [1]
    assert (paid_in(june, [], [born]), paid_in(june + 1, [], [born])) == ([], [5])


def test_a_suspended_spouse_has_nothing_that_month() -> None:
    spouse, child = relative("spouse", "1980-01-01"), relative("child", "2010-01-01", number=2)
    assert survivors.recipients_when_paid([spouse], [], DEATH + 40, True, 25, 19) == ()
    assert survivors.recipients_when_paid([spouse], [], DEATH + 40, False, 25, 19) == (spouse,)
    assert survivors.recipients_when_paid([child], [], DEATH + 40, True, 25, 19) == (child,)
    assert survivors.recipients_at_start([spouse], [child], DEATH + 1, False, 25, 19) == (spouse,)
    assert survivors.recipients_at_start([spouse], [], DEATH + 40, True, 25, 19) == ()
    assert survivors.recipients_at_start([child], [], DEATH + 40, True, 25, 19) == (child,)


def test_the_first_month_is_asked_of_by_itself() -> None:
    spouse = relative("spouse", "1970-06-01", monthly_income=9_000_000)

    def suspended(start: Month) -> bool:
        return survivors.spouse_suspended_at_start([spouse], [spouse], DEATH + 1, start, 36, 55, 25, ADDED, AVERAGE)

    assert suspended(DEATH + 1) is False
    assert suspended(DEATH + 36) is False
    assert suspended(DEATH + 37) is True


def test_the_first_death_and_the_first_examination_that_are_encoded() -> None:
    """Addendum 14214: the test of contributions of November 2016."""
    worked = period("2000-01", "2015-12")
    with pytest.raises(FaultsError, match="before 2016-12 is not encoded"):
        left(SPOUSE, periods=(worked,), birth="1970-01", died="2016-11-30", claim="2017-01-15")
    assert left(SPOUSE, periods=(worked,), birth="1970-01", died="2016-12-01", claim="2017-01-15").entitled
    common: dict[str, Any] = {"birth": "1970-01", "settled": None, "claim": "2019-01-15"}
    with pytest.raises(FaultsError, match="before 2016-12 is not encoded"):
        disabled(1, worked, examined="2016-11-30", **common)
    assert disabled(1, worked, examined="2016-12-01", **common).entitled
