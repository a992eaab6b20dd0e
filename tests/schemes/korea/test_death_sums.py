"""What a death gives once where it gives no survivors' pension: Arts. 77(1)2 and 80 of the National Pension Act."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.korea.helpers import agreement, case, period
from tests.schemes.korea.test_refund import RATES, refunded
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.party_result import PartyResult

SPOUSE = {"relation": "spouse", "birth_date": "1980-01"}
SIBLING = {"relation": "sibling", "birth_date": "1985-01"}
GROWN = {"relation": "child", "birth_date": "1995-01"}
COUSIN = {"relation": "other", "birth_date": "1985-01"}

SHORT = period("2012-01", "2012-10", 2_000_000)
"""Ten months long ago: no ground for a pension of the survivors."""


def left(
    *relatives: dict[str, Any],
    periods: Any = (SHORT,),
    died: str = "2025-06-10",
    claim: str = "2025-09-15",
    nationality: str | None = "KR",
    pension: dict[str, Any] | None = None,
    established: dict[str, Any] | None = None,
    reading: str | None = None,
    **options: Any,
) -> PartyResult:
    made = case("1980-03", claim, *periods)
    if nationality is not None:
        made["person"]["nationality"] = nationality
    made["established"]["KR"] = {"deposit_rate": RATES, **(established or {})}
    made["claim"] = {
        "benefit": "survivors",
        "date": claim,
        "death": {"date": died, **({} if pension is None else {"pensions": {"KR": pension}})},
        "survivors": list(relatives),
        "options": {"KR": options},
    }
    if reading is not None:
        made["interpretations"] = {"KR": {"death_sum_without_refund_right": reading}}
    return assess(made, agreement=agreement()).parties["KR"]


def due(result: PartyResult) -> list[str]:
    return [each.name for each in result.parts if each.due]


def unmet(result: PartyResult, part: str) -> list[str]:
    (found,) = [each for each in result.parts if each.name == part]
    return [each.name for each in found.conditions if not each.met]


def told(result: PartyResult, name: str) -> dict[int, int]:
    return dict(result.told[name].value)


def test_a_refund_goes_to_the_relatives_where_there_is_no_ground_for_a_pension() -> None:
    """Art. 77(1)2, (2): what the person could have had on leaving in the month of the death."""
    result = left(SPOUSE)
    assert due(result) == ["refund_at_death"]
    on_leaving = refunded("1980-03", "2025-06-30", SHORT)
    assert result.further == {"refund_at_death": on_leaving.further["refund"]}
    assert told(result, "refund_by_relative") == {1: on_leaving.further["refund"]}
    assert not result.monthly_amount


def test_where_a_pension_is_paid_nothing_is_refunded() -> None:
    """Art. 77(1)2 proviso: "제72조에 따라 유족연금이 지급되는 경우에는 그러하지 아니하다"."""
    recent = (period("2020-01", "2025-05", 2_000_000),)
    result = left(SPOUSE, periods=recent)
    assert due(result) == ["survivors_pension"]
    assert [each.name for each in result.parts] == ["survivors_pension"]


def test_relatives_of_one_rank_have_equal_parts_cut_to_ten_won() -> None:
    small = {"relation": "child", "birth_date": "2010-01"}
    result = left(small, small, small, SIBLING)
    whole = result.further["refund_at_death"]
    assert told(result, "refund_by_relative") == dict.fromkeys((1, 2, 3), whole // 30 * 10)


def test_a_child_born_after_the_death_is_a_relative_of_article_73() -> None:
    """Art. 3(3): "태아가 출생하면 그 자녀는 … 생계를 유지하고 있던 자녀로 본다"."""
    later = {"relation": "child", "birth_date": "2025-08-01"}
    parent = {"relation": "parent", "birth_date": "1950-01"}
    assert list(told(left(parent, later), "refund_by_relative")) == [2]
    assert list(told(left(later, parent, SPOUSE), "refund_by_relative")) == [3]
    assert list(told(left(later, {"relation": "child", "birth_date": "2010-01"}), "refund_by_relative")) == [1, 2]
    assert due(left(later, SIBLING)) == ["refund_at_death"]


def test_a_foreigner_has_a_refund_only_by_a_right() -> None:
    """Art. 126(4). That the lump sum on death is open all the same is a reading of Art. 80."""
    assert due(left(SPOUSE, nationality="AA")) == []
    assert unmet(left(SPOUSE, nationality="AA"), "refund_at_death") == ["refund_right"]
    assert due(left(SPOUSE, nationality="AA", visa="E-9")) == ["refund_at_death"]
    assert due(left(SIBLING, nationality="AA")) == ["death_sum"]
    assert unmet(left(SIBLING, nationality="AA", reading="not_paid"), "death_sum") == ["open_without_refund_right"]
    with pytest.raises(FaultsError, match=r"person\.nationality"):
        left(SPOUSE, nationality=None)


@pytest.mark.parametrize(("claim", "in_time"), [("2025-06-10", True), ("2025-06-11", False)])
def test_rights_lapse_after_five_years(claim: str, in_time: bool) -> None:
    """Art. 115(1)."""
    for relative, part in ((SPOUSE, "refund_at_death"), (SIBLING, "death_sum")):
        result = left(relative, died="2020-06-10", claim=claim)
        assert due(result) == ([part] if in_time else [])
        if not in_time:
            assert "claimed_in_time" in unmet(result, part)


@pytest.mark.parametrize(
    ("relatives", "numbers"),
    [
        ([SIBLING, GROWN], [2]),
        ([{**GROWN, "maintained": False}, SIBLING], [1]),
        ([{**SPOUSE, "maintained": False}, GROWN], [1]),
        ([{"relation": "grandparent", "birth_date": "1985-01"}, {"relation": "parent", "birth_date": "1980-01"}], [2]),
        ([COUSIN, SIBLING, SIBLING], [2, 3]),
        ([COUSIN, {**COUSIN, "maintained": False}], [1]),
        ([{**COUSIN, "maintained": False}], []),
    ],
)
def test_the_wider_circle_at_any_age(relatives: list[dict[str, Any]], numbers: list[int]) -> None:
    """Art. 80(1), (4): where nobody is a relative of Art. 73."""
    result = left(*relatives)
    assert due(result) == (["death_sum"] if numbers else [])
    if numbers:
        part = result.further["death_sum"] // (10 * len(numbers)) * 10
        assert told(result, "death_sum_by_relative") == dict.fromkeys(numbers, part)


def test_the_lump_sum_is_what_a_refund_would_be() -> None:
    assert left(SIBLING).further["death_sum"] == left(SPOUSE).further["refund_at_death"]


def test_no_more_than_four_times_the_last_or_the_average_income() -> None:
    """Art. 80(2)1: both at the value of 2024; the rate of 2023 is 1.033, as the Ministry's notice for 2025 has it."""
    # Contributions of 11,880,000 won, with interest above four times the income of the year of the death.
    rising = (period("2021-01", "2024-12", 2_000_000), period("2025-01", "2025-12", 3_000_000))
    assert left(SIBLING, periods=rising, died="2025-12-10", claim="2026-01-15").further["death_sum"] == 12_000_000
    steady = (period("2019-01", "2025-12", 3_000_000),)
    assert left(SIBLING, periods=steady, died="2025-12-10", claim="2026-01-15").further["death_sum"] > 4 * 3_000_000
    falling = (period("2023-01", "2024-06", 4_000_000), period("2024-07", "2025-05", 1_000_000))
    average = Fraction(12 * 4_000_000 * 1033, 1000) + 6 * 4_000_000 + 11 * 1_000_000
    limited = left(SIBLING, periods=falling, established={"refund_of_contributions": 90_000_000})
    assert limited.further["death_sum"] == 4 * average / 29 // 10 * 10
    # Where the last income is the greater, it is the measure.
    upwards = (period("2023-01", "2023-12", 1_000_000), period("2024-01", "2024-12", 4_000_000))
    most = left(SIBLING, periods=upwards, established={"refund_of_contributions": 90_000_000})
    assert most.further["death_sum"] == 16_000_000
    earlier = (period("2023-01", "2023-12", 4_000_000),)
    revalued = left(SIBLING, periods=earlier, established={"refund_of_contributions": 90_000_000})
    assert revalued.further["death_sum"] == 4 * 4_000_000 * 1033 // 1000


DRAWN = {"monthly": 100_000, "since": "2024-01"}


def test_after_a_pensioner_only_what_the_pensions_fell_short() -> None:
    """Art. 80(2)2, (3)."""
    whole = left(SIBLING).further["death_sum"]
    part = left(SIBLING, pension=DRAWN, pensions_drawn_in_all=1_000_000)
    assert part.further["death_sum"] == whole - 1_000_000
    assert left(SIBLING, pension=DRAWN, pensions_drawn_in_all=90_000_000).further["death_sum"] == 0
    # A disability pensioner of grade 3 is none whose survivors have a pension, but one of Art. 80(1)3.
    assert left(SIBLING, pensions_drawn_in_all=1_000_000).further["death_sum"] == whole - 1_000_000
    with pytest.raises(FaultsError, match="pensions_drawn_in_all"):
        left(SIBLING, pension=DRAWN)
    with pytest.raises(FaultsError, match="before 2021-07"):
        left(
            SIBLING,
            pension={**DRAWN, "since": "2020-01"},
            died="2021-06-10",
            claim="2021-09-15",
            pensions_drawn_in_all=1,
        )


def test_what_is_needed_for_an_amount_is_asked_for_only_then() -> None:
    bare = (period("2012-01", "2012-10"),)
    with pytest.raises(FaultsError, match="refund_of_contributions"):
        left(SPOUSE, periods=bare, established={"average_earnings": 2_000_000})
    stated = {"average_earnings": 2_000_000, "refund_of_contributions": 1_234_560}
    assert left(SPOUSE, periods=bare, established=stated).further == {"refund_at_death": 1_234_560}
    assert due(left(periods=bare, established={"average_earnings": 2_000_000})) == []
    old = (period("1998-01", "1998-12", 1_000_000),)
    with pytest.raises(FaultsError, match="1999-04"):
        left(SPOUSE, periods=old)


@pytest.mark.parametrize(("died", "refused"), [("2018-11-30", True), ("2018-12-01", False)])
def test_for_two_years_the_former_grounds_may_apply(died: str, refused: bool) -> None:
    """Law 14214, addendum Art. 5(2): who the present article leaves without a pension is not told so before then."""
    if refused:
        with pytest.raises(FaultsError, match="former law"):
            left(SPOUSE, died=died, claim="2019-01-15")
    else:
        assert due(left(SPOUSE, died=died, claim="2019-01-15")) == ["refund_at_death"]
    # Nobody is there to whom any law would give a pension, or nothing was insured.
    assert due(left(SIBLING, died=died, claim="2019-01-15")) == ["death_sum"]
    assert due(left(SPOUSE, periods=(), died=died, claim="2019-01-15")) == []


@settings(max_examples=40)
@given(st.integers(1, 9), st.integers(400_000, 6_000_000))
def test_more_months_never_lower_it(months: int, monthly: int) -> None:
    def paid(count: int) -> int:
        return left(SIBLING, periods=(period("2012-01", f"2012-{count:02d}", monthly),)).further["death_sum"]

    assert 0 < paid(months) <= paid(months + 1)
