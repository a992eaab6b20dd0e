"""Survivors' benefits in Viet Nam: who is entitled, and to how much, before July 2025 and from then on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import abroad, agreement, case, computed, decided, months_before, period
from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.months import format_month
from totalisation.party_result import PartyResult

YOUNG = {"relation": "child", "birth_date": "2015-01"}
LONG = period("2000-01", "2020-12")
LEVEL = {"2025-08": 2_340_000, "2026-08": 2_530_000}


def after(day: str, *relatives: dict[str, Any], **death: Any) -> dict[str, Any]:
    return {"benefit": "survivors", "death": {"date": day, **death}, "survivors": list(relatives)}


def of_death(day: str, *relatives: dict[str, Any], claimed: str = "2026-08-10", **more: Any) -> PartyResult:
    return decided("male", "1970-01", claimed, *more.pop("periods", [LONG]), claim=after(day, *relatives), **more)


def spouse(birth: str, sex: str = "female", **more: Any) -> dict[str, Any]:
    return {"relation": "spouse", "sex": sex, "birth_date": birth, **more}


def entitled(result: PartyResult) -> list[int]:
    return [each.number for each in computed(result, "entitled_relatives")]


@pytest.mark.parametrize(
    ("day", "birth", "due"),
    [
        ("2025-06-30", "1970-06", True),  # 55 under Law 58/2014
        ("2025-06-30", "1970-07", False),
        ("2025-07-01", "1968-11", True),  # 56 years 8 months in 2025
        ("2025-07-01", "1968-12", False),
    ],
)
def test_the_age_of_a_widow(day: str, birth: str, due: bool) -> None:
    result = of_death(day, spouse(birth))
    assert (entitled(result) == [1]) == due
    assert ("survivors_lump_sum" in result.further) == (not due)


def test_a_wage_earner_is_left_out_but_not_a_young_child() -> None:
    """L2024 86(3)."""
    income: dict[str, Any] = {"monthly_income": {"VN": 2_340_000}}
    assert entitled(of_death("2025-08-10", spouse("1960-01", **income), {**YOUNG, **income})) == [2]
    assert entitled(of_death("2025-08-10", spouse("1960-01", monthly_income={"VN": 2_339_999}))) == [1]
    assert entitled(of_death("2025-08-10", spouse("1960-01", insured_employment=True))) == []


def test_a_child_born_after_the_death_has_the_allowance_from_the_month_of_birth() -> None:
    """L2024 87(3): "tính từ tháng con được sinh"."""
    born = {"relation": "child", "birth_date": "2026-02-20"}
    alone = of_death("2025-08-10", born)
    assert (format_month(alone.start or 0), alone.monthly_amount_at_start) == ("2026-02", 1_170_000)
    beside = of_death("2025-08-10", YOUNG, born)
    assert (format_month(beside.start or 0), beside.monthly_amount_at_start) == ("2025-09", 1_170_000)
    assert beside.monthly_amount == 2_530_000


@pytest.mark.parametrize("day", ["2025-06-10", "2025-08-10"])
def test_a_child_who_is_eighteen_in_the_first_month_leaves_the_lump_sum(day: str) -> None:
    """OL3432 4(a), L2024 87(3), 88(2)(b): the allowance would begin in a month in which the child has it no more."""
    year, month = int(day[:4]) - 18, int(day[5:7])
    next_month, one_later = (f"{year}-{each:02d}" for each in (month + 1, month + 2))
    result = of_death(day, {"relation": "child", "birth_date": next_month})
    assert [each.name for each in result.parts if each.due] == ["survivors_lump_sum", "funeral_grant"]
    assert "relatives_entitled" in {each.name for each in result.parts[0].missing}
    result = of_death(day, {"relation": "child", "birth_date": one_later}, claimed=f"{day[:5]}12-10")
    assert [each.name for each in result.parts if each.due] == ["monthly_allowance", "funeral_grant"]
    assert (result.monthly_amount_at_start, result.monthly_amount) == (1_170_000, 0)
    unable = {"relation": "child", "birth_date": next_month, "capacity_loss_percent": 81}
    assert entitled(of_death(day, unable)) == [1]
    assert entitled(of_death(day, {**unable, "monthly_income": {"VN": 2_340_000}})) == []


def test_a_disabled_child_with_a_pension_has_the_allowance_to_eighteen() -> None:
    """L2024 86(3) excludes those of 86(2)(b), children with a loss of 81 %, and not those of (a), under 18."""
    child: dict[str, Any] = {"relation": "child", "birth_date": "2008-01-20", "capacity_loss_percent": 81}
    drawn: dict[str, Any] = {"monthly_income": {"VN": 2_340_000}}
    assert of_death("2025-08-10", child).monthly_amount == 1_265_000
    assert of_death("2025-08-10", {**child, **drawn}, claimed="2025-12-10").monthly_amount == 1_170_000
    assert of_death("2025-08-10", {**child, **drawn}, claimed="2026-01-10").monthly_amount == 0
    assert of_death("2025-08-10", {**child, "insured_employment": True}).monthly_amount == 0


VOLUNTARY: dict[str, Any] = {"kind": "voluntary"}


@pytest.mark.parametrize("day", ["2025-06-10", "2025-08-10"])
def test_a_pension_of_mixed_insurance_opens_the_allowance_with_fifteen_compulsory_years_alone(day: str) -> None:
    """D158 21(3)(d): "đang hưởng lương hưu mà trước đó có thời gian đóng … bắt buộc từ đủ 15 năm trở lên"."""
    drawn: dict[str, Any] = {"pensions": {"VN": {"monthly": 3_000_000, "since": "2024-01"}}}
    later = period("2015-01", "2023-12", **VOLUNTARY)
    short, enough = period("2000-02", "2014-12"), period("2000-01", "2014-12")
    for periods, due in (([short, later], False), ([enough, later], True), ([short], True)):
        result = decided("male", "1960-01", "2026-08-10", *periods, claim=after(day, YOUNG, **drawn))
        assert ("survivors_lump_sum" not in result.further) == due
        assert ((result.monthly_amount or 0) > 0) == due


def test_a_pensioners_survivors_need_no_average() -> None:
    drawn: dict[str, Any] = {"pensions": {"VN": {"monthly": 3_000_000, "since": "2024-01"}}}
    claim = after("2025-08-10", **drawn)
    result = decided("male", "1960-01", "2026-08-10", period("2000-01", "2014-12"), claim=claim, average=None)
    # Twenty months drawn: 48 less half a month for each of eighteen.
    assert result.further["survivors_lump_sum"] == 39 * 3_000_000


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2025-06-10", 11, 2 * 2_000_000),  # 22 % of 11 months would be more: L2014 81(2)
        ("2025-06-10", 12, 2 * 2_000_000),  # a year, and no least sum
        ("2025-08-10", 12, 12 * 440_000),  # L2024 110(2)(c): the contributions below 60 months
        ("2025-08-10", 59, 59 * 440_000),
        ("2025-08-10", 60, 10 * 2_000_000),
    ],
)
def test_the_sum_after_voluntary_insurance_alone(day: str, months: int, expected: int) -> None:
    salaries = {**months_before("2025-05", months, monthly=2_000_000), **VOLUNTARY}
    result = decided("male", "1980-01", "2026-08-10", salaries, claim=after(day), average=2_000_000)
    assert result.further["survivors_lump_sum"] == expected


def test_one_compulsory_month_gives_the_least_sum() -> None:
    """L2024 110(3): "có cả thời gian đóng bảo hiểm xã hội bắt buộc và bảo hiểm xã hội tự nguyện"."""
    mixed = [period("2024-01", "2024-11", **VOLUNTARY), period("2024-12", "2024-12")]
    result = decided("male", "1980-01", "2026-08-10", *mixed, claim=after("2025-08-10"), average=2_000_000)
    assert result.further["survivors_lump_sum"] == 6_000_000


def test_contributions_are_asked_for_where_they_are_paid_back() -> None:
    unpaid = period("2024-01", "2024-11", **VOLUNTARY)
    with pytest.raises(FaultsError) as caught:
        decided("male", "1980-01", "2026-08-10", unpaid, claim=after("2025-08-10"), average=2_000_000)
    assert [each.where for each in caught.value.faults] == ["periods[0].earnings"]


@pytest.mark.parametrize("asked", ["2025-08", "2026-08"])
def test_the_allowance_follows_the_reference_level(asked: str) -> None:
    result = of_death("2025-07-10", YOUNG, claimed=f"{asked}-10")
    assert result.monthly_amount == LEVEL[asked] // 2
    assert result.monthly_amount_at_start == 1_170_000
    assert format_month(result.start or 0) == "2025-08"


def test_at_most_four_relatives_the_highest_shares_first() -> None:
    children = [{"relation": "child", "birth_date": f"{year}-01"} for year in (2012, 2013, 2014, 2015)]
    grandparent = {"relation": "grandparent", "sex": "female", "birth_date": "1940-01", "without_carer": True}
    result = of_death("2025-07-10", *children, grandparent)
    assert result.monthly_amount == (70 + 3 * 50) * 2_530_000 // 100


def test_two_deaths_double_it() -> None:
    assert with_options("2025-07-10", YOUNG, insured_deaths=2).monthly_amount == 2_530_000


def chosen(**options: Any) -> dict[str, Any]:
    return {"options": {"VN": options}}


def with_options(day: str, *relatives: dict[str, Any], **options: Any) -> PartyResult:
    claim = {**after(day, *relatives), **chosen(**options)}
    return decided("male", "1970-01", "2026-08-10", LONG, claim=claim)


def test_relatives_may_choose_the_lump_sum() -> None:
    """L2024 88(2)(c); under L2014 69(3) not where a child is younger than six."""
    assert "survivors_lump_sum" in with_options("2025-07-10", YOUNG, survivors_lump_sum=True).further
    small = {"relation": "child", "birth_date": "2020-01"}
    assert "survivors_lump_sum" in with_options("2025-06-10", YOUNG, survivors_lump_sum=True).further
    assert "survivors_lump_sum" not in with_options("2025-06-10", small, survivors_lump_sum=True).further


@pytest.mark.parametrize(
    ("since", "months"), [("2025-07", 48), ("2025-06", 48), ("2025-05", 47.5), ("2024-07", 42.5), ("2010-01", 3)]
)
def test_the_lump_sum_after_a_pensioner(since: str, months: float) -> None:
    """L2024 89(2): 48 months of the pension, less half a month for each month from the third on."""
    result = decided(
        "male",
        "1960-01",
        "2025-08-01",
        LONG,
        claim=after("2025-07-20", pensions={"VN": {"monthly": 4_000_000, "since": since}}),
    )
    assert result.further == {"survivors_lump_sum": months * 4_000_000, "funeral_grant": 23_400_000}


def test_a_foreigner_leaves_no_monthly_allowance() -> None:
    """D158 20; Decree 143/2018 Art. 10(2) gave it."""
    insured: dict[str, Any] = {"periods": [period("2022-01", "2025-06")], "person": {"nationality": "KR"}}
    unmet = {each.name for each in of_death("2025-08-10", YOUNG, **insured).conditions if not each.met}
    assert unmet == {"survivors_qualifying_period", "deceased_citizen"}
    unmet = {each.name for each in of_death("2025-06-10", YOUNG, **insured).conditions if not each.met}
    assert unmet == {"survivors_qualifying_period"}


def test_an_occupational_death_asks_for_no_insured_time() -> None:
    claim = after("2025-08-10", YOUNG, cause="work_accident")
    result = decided("male", "1990-01", "2026-08-10", period("2025-07", "2025-08"), claim=claim)
    assert result.monthly_amount == 1_265_000
    assert result.further == {"funeral_grant": 23_400_000}


def totalising() -> Agreement:
    """The invented agreement, with Viet Nam's survivors' benefits among those that it totalises."""
    term = {"article": "1", "source": "Treaty", "status": "verified"}
    parties = agreement().model_dump(mode="json", exclude_none=True)["parties"]
    declared = agreement().model_dump(mode="json", exclude_none=True)
    parties["VN"]["benefits"] = {"survivors": {"periods": "totalised", **term}}
    return Agreement.model_validate({**declared, "parties": parties})


@pytest.mark.parametrize(("day", "due"), [("2025-06-30", False), ("2025-07-01", True)])
def test_periods_of_the_other_party_open_the_allowance_alone(day: str, due: bool) -> None:
    given = case(
        "male",
        "1970-01",
        "2026-08-10",
        period("2010-01", "2019-12"),
        abroad("2000-01", "2009-12"),
        claim=after(day, YOUNG),
    )
    alone = assess(given, agreement=agreement()).parties["VN"]
    assert set(alone.further) == {"survivors_lump_sum", "funeral_grant"}
    together = assess(given, agreement=totalising()).parties["VN"]
    assert (together.basis, together.monthly_amount) == (("totalised", 1_265_000) if due else ("independent", None))
    assert ("survivors_lump_sum" in together.further) == (not due)


def test_all_faults_at_once() -> None:
    relatives = [
        {"relation": "spouse", "birth_date": "1970"},
        {"relation": "spouse", "sex": "female", "birth_date": "2027-01"},
        {"relation": "parent", "birth_date": "1940-01", "carer_from": "2026-01"},
    ]
    with pytest.raises(FaultsError) as caught:
        of_death("2019-06-01", *relatives)
    assert {each.where for each in caught.value.faults} == {
        "periods[0].to",
        "claim.survivors[0].birth_date",
        "claim.survivors[0].sex",
        "claim.survivors[1].relation",
        "claim.survivors[1].birth_date",
        "claim.survivors[2].sex",
        "claim.survivors[2].carer_from",
    }


def test_a_death_before_2016_is_not_decided() -> None:
    with pytest.raises(FaultsError) as caught:
        of_death("2015-12-31", periods=[period("2000-01", "2015-10")])
    assert [each.where for each in caught.value.faults] == ["claim.death.date"]


def test_relatives_pay_months_that_are_missing() -> None:
    """L2024 33(7): at most six, up to fifteen years."""
    claim = {**after("2025-08-10", YOUNG), "top_up": {"VN": {"months": 6, "paid": "2025-09"}}}
    given: dict[str, Any] = {"average": 10_000_000, "claim": claim}
    short = months_before("2025-06", 174)
    assert decided("male", "1970-01", "2026-08-10", short, **given).monthly_amount == 1_265_000
    with pytest.raises(FaultsError):
        decided("male", "1970-01", "2026-08-10", months_before("2025-06", 176), **given)


def test_relatives_pay_compulsory_months_that_voluntary_ones_do_not_make_up_for() -> None:
    """D158 21(3)(a): "bao gồm cả trường hợp … tổng thời gian đóng bảo hiểm xã hội trên 15 năm"."""
    claim = {**after("2025-08-10", YOUNG), "top_up": {"VN": {"months": 6, "paid": "2025-09"}}}
    mixed = [months_before("2020-06", 174), period("2020-07", "2025-06", **VOLUNTARY)]
    result = decided("male", "1970-01", "2026-08-10", *mixed, claim=claim)
    assert result.monthly_amount == 1_265_000
    del claim["top_up"]
    assert "survivors_lump_sum" in decided("male", "1970-01", "2026-08-10", *mixed, claim=claim).further


RELATIVES = st.lists(
    st.fixed_dictionaries(
        {
            "relation": st.sampled_from(["child", "parent", "grandparent", "sibling"]),
            "sex": st.sampled_from(["female", "male"]),
            "birth_date": st.dates().map(lambda day: f"{1930 + day.year % 95}-{day.month:02}"),
            "maintained": st.booleans(),
            "without_carer": st.booleans(),
            "capacity_loss_percent": st.sampled_from([0, 80, 81]),
            "insured_employment": st.booleans(),
        }
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(RELATIVES, st.randoms(use_true_random=False))
def test_the_order_of_relatives_does_not_matter_and_none_takes_from_the_sum(
    relatives: list[dict[str, Any]], shuffled: Any
) -> None:
    other = list(relatives)
    shuffled.shuffle(other)
    found, again = of_death("2025-08-10", *relatives), of_death("2025-08-10", *other)
    assert (found.monthly_amount, found.further) == (again.monthly_amount, again.further)
    assert (found.monthly_amount or 0) <= 4 * 0.7 * 2_530_000
    more = of_death("2025-08-10", *relatives, YOUNG)
    assert (more.monthly_amount or 0) >= (found.monthly_amount or 0)
