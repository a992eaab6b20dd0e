"""How much a Korean survivors' pension is, at the edges of its rules, each asked by itself."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import relative
from totalisation.money import Exact
from totalisation.schemes.korea import survivors_amounts as amounts
from totalisation.schemes.korea.accidents import accident_factor

# ---- dependants of the deceased: Act Art. 52 ----


def test_dependants_are_children_and_parents_who_have_no_right_themselves() -> None:
    spouse = relative("spouse", "1980-01-01")
    child, parent = relative("child", "2010-01-01", number=2), relative("parent", "1950-01-01", number=3)
    born, sibling = relative("child", "2025-06-20", number=4), relative("sibling", "1970-01-01", number=5)
    others = [child, parent, born, sibling, relative("child", "2011-01-01", number=6, maintained=False)]
    assert amounts.possible_dependants([spouse, *others], [spouse], [born]) == (child, parent, born)
    # Without a spouse the children have the pension, and who is born later will have it.
    assert amounts.possible_dependants(others, [child], [born]) == (parent,)
    assert amounts.possible_dependants([parent, born], [], [born]) == (parent,)


def test_the_disabled_count_at_any_age_and_who_is_born_later_only_when_born() -> None:
    child, parent = relative("child", "2010-01-01", number=2), relative("parent", "1950-01-01", number=3)
    born = relative("child", "2025-06-20", number=4, disabled=True)
    disabled = [
        relative("child", "2009-01-01", number=5, disabled=True),
        relative("parent", "1949-01-01", number=6, disabled=True),
    ]
    assert amounts.disabled_dependants([child, parent, born, *disabled], [born]) == 2
    assert amounts.children_birth_months([child, parent, born, *disabled], [born]) == (child.born, born.born)
    assert amounts.parents_birth_months([child, parent, born, *disabled]) == (parent.born,)


# ---- amounts: Act Arts. 74, 68, 56, 113 ----

SHARES = (Fraction(40, 100), Fraction(50, 100), Fraction(60, 100))


@pytest.mark.parametrize(("months", "percent"), [(1, 40), (119, 40), (120, 50), (239, 50), (240, 60), (480, 60)])
def test_the_share_rises_at_ten_and_at_twenty_years(months: int, percent: int) -> None:
    """Act Art. 74."""
    assert amounts.survivors_rate(months, 120, 240, *SHARES) == Fraction(percent, 100)


def amount(**changed: Any) -> Exact:
    asked: dict[str, Any] = {
        "basic_pension_amount": 12_000_000,
        "survivors_rate": Fraction(1, 2),
        "accident_factor": 1,
        "greatest_monthly_pension": 1_000_000,
        "survivors_ground": "third_of_time",
        "pension_drawn": 300_000,
        "ratio": Fraction(1, 2),
        "totalising": False,
        "cap_when_totalising": "theoretical_amount",
        **changed,
    }
    return amounts.pension_exact(**asked)


def test_the_pension_is_a_twelfth_of_its_share_within_its_bounds() -> None:
    assert amount() == 500_000
    assert amount(accident_factor=Fraction(1, 2)) == 250_000
    assert amount(greatest_monthly_pension=450_000) == 450_000
    assert amount(greatest_monthly_pension=450_000, totalising=True) == 450_000
    paid = {"greatest_monthly_pension": 450_000, "cap_when_totalising": "amount_paid"}
    assert amount(**paid, totalising=True) == 500_000
    assert amount(**paid) == 450_000


def test_after_an_old_age_pensioner_it_is_no_more_than_what_was_drawn() -> None:
    """Of a pro-rata pension, what its whole would have been: 300,000 / (1/2)."""
    drew: dict[str, Any] = {
        "survivors_ground": "old_age_pensioner",
        "survivors_rate": 1,
        "greatest_monthly_pension": 10**9,
    }
    assert amount(**drew) == 600_000
    assert amount(**drew, accident_factor=Fraction(1, 2)) == 300_000
    assert amount(**drew, ratio=Fraction(0)) == 1_000_000
    assert amount(**{**drew, "survivors_ground": "third_of_time"}) == 1_000_000
    assert amount(**{**drew, "survivors_rate": Fraction(1, 2)}) == 500_000


def test_halves_and_shares_beside_other_benefits() -> None:
    """Act Arts. 113 and 56: half beside benefits of industrial accidents, 30 per cent beside another that is chosen."""
    half, thirty = Fraction(1, 2), Fraction(30, 100)
    assert (accident_factor(True, half), accident_factor(False, half)) == (half, 1)
    assert amounts.share_beside_another(True, thirty) == thirty
    assert amounts.share_beside_another(False, thirty) == 1


def test_what_is_paid_is_cut_to_ten_won_and_shared_equally() -> None:
    """Act Arts. 73(2), 117: each part is cut by itself."""
    one, two, three = (relative("child", "2010-01-01", number=number) for number in (1, 2, 3))
    assert amounts.survivors_pension(100_019, [one], 1) == 100_010
    assert amounts.survivors_pension(100_019, [], 1) == 0
    assert amounts.survivors_pension_at_start(100_019, [one], Fraction(30, 100)) == 30_000
    assert amounts.survivors_pension_at_start(100_019, [], 1) == 0
    assert amounts.pension_by_relative(100_010, [one, two, three]) == {1: 33_330, 2: 33_330, 3: 33_330}
    assert amounts.pension_by_relative(100_010, [one]) == {1: 100_010}
    assert amounts.pension_by_relative(0, []) == {}
