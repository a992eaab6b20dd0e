"""A claim is met by the law of its start, and by no law that takes effect only after it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.schemes.vietnam import helpers
from totalisation import assess
from totalisation.agreement import Agreement
from totalisation.messages import FaultsError
from totalisation.months import format_month
from totalisation.party_result import PartyResult

CLAIMED_BEFORE_ITS_LAW: dict[str, Any] = {
    "case_id": "L",
    "agreement": "vn-kr",
    "person": {"sex": "male", "birth_date": "1965-08-08", "nationality": "VN"},
    "claim": {"benefit": "old_age", "date": "2024-07-02"},
    "periods": [
        {
            "party": "VN",
            "from": "2009-06",
            "to": "2024-06",
            "kind": "compulsory",
            "salary_regime": "employer",
            "earnings": [{"from": "2009-06", "to": "2024-06", "monthly": 9_000_000}],
        }
    ],
}


@pytest.mark.parametrize(
    ("claim", "start"),
    [("2024-07-02", None), ("2025-05-31", None), ("2025-07-01", "2025-07"), ("2026-01-09", "2026-01")],
)
def test_fifteen_years_are_enough_only_under_the_law_of_2024(claim: str, start: str | None) -> None:
    """A claim in 2024 with 181 months is not granted from July 2025 on: twenty years are required at the claim.

    Law 41/2024 Art. 5(7), 64; Law 58/2014 Art. 54. The route at any age once let the claim slip into the later law.
    """
    case = copy.deepcopy(CLAIMED_BEFORE_ITS_LAW)
    case["person"]["occupational_hiv"] = True
    case["claim"]["date"] = claim
    result = assess(case).parties["VN"]
    assert result.entitled is (start is not None)
    assert (result.start and format_month(result.start)) == start


@pytest.mark.parametrize("loss", [None, 81])
def test_an_age_attained_in_the_last_month_of_a_law_starts_under_the_next(loss: int | None) -> None:
    """Born in March 1964, of age in June 2025: the pension starts in July, for which fifteen years are enough.

    Law 41/2024 Art. 5(7), 64(1)(a) and 69, Circular 12/2025 point 1(a). A loss of capacity, for which twenty years
    would be required, takes nothing away; whoever was of age in May asks for a pension from June, under Law 58/2014.
    """
    case = copy.deepcopy(CLAIMED_BEFORE_ITS_LAW)
    case["person"]["birth_date"] = "1964-03"
    if loss is not None:
        case["person"].update({"capacity_loss_percent": loss, "capacity_conclusion": "2025-01-02"})
    case["claim"]["date"] = "2025-06-28"
    result = assess(case).parties["VN"]
    assert result.entitled
    assert format_month(result.start or 0) == "2025-07"
    case["person"]["birth_date"] = "1964-02"
    assert not assess(case).parties["VN"].entitled


@pytest.mark.parametrize(("claim", "missing"), [("2019-06-07", {"law_in_effect"}), ("2020-12-07", set())])
def test_an_age_that_a_later_law_lowers_waits_for_that_law(claim: str, missing: set[str]) -> None:
    """A woman of 47 after coal mining: 50 years are required until 2020, 45 years and 4 months from 2021 on."""
    case = copy.deepcopy(CLAIMED_BEFORE_ITS_LAW)
    case["person"].update({"sex": "female", "birth_date": "1971-12-16"})
    case["claim"]["date"] = claim
    case["established"] = {"VN": {"average_earnings": 5_000_000}}
    period = case["periods"][0]
    period.update({"from": "1995-01", "to": "2019-05", "conditions": ["underground_coal"]})
    period["earnings"] = [{"from": "1995-01", "to": "2019-05", "monthly": 5_000_000}]
    result = assess(case).parties["VN"]
    assert {each.name for each in result.missing} == missing
    assert format_month((result.earliest if missing else result.start) or 0) == ("2020-12" if missing else "2021-01")


def test_months_paid_in_one_sum_were_missing_by_the_law_of_their_payment() -> None:
    """One month paid in July 2024, when 20 years were required, is no fault of a claim in July 2025."""
    case = copy.deepcopy(CLAIMED_BEFORE_ITS_LAW)
    case["person"].update({"sex": "female", "birth_date": "1968-11"})
    case["claim"] = {"benefit": "old_age", "date": "2025-07-20", "top_up": {"VN": {"months": 1, "paid": "2024-07"}}}
    case["established"] = {"VN": {"average_earnings": 5_000_000}}
    period = case["periods"][0]
    period.update({"from": "2004-07", "to": "2024-05"})
    period["earnings"] = [{"from": "2004-07", "to": "2024-05", "monthly": 5_000_000}]
    result = assess(case).parties["VN"]
    assert (result.basis, result.own_months) == ("independent", 240)
    case["claim"]["top_up"]["VN"] = {"months": 1, "paid": "2025-07"}
    with pytest.raises(FaultsError, match="1 more are not missing"):
        assess(case)


def test_a_refunded_career_in_the_armed_forces_bars_no_pension_on_reduced_capacity() -> None:
    """Withdrawn periods are extinguished (Law 41/2024 Art. 5(3)): they raise no question of their own."""
    case = copy.deepcopy(CLAIMED_BEFORE_ITS_LAW)
    case["person"].update({"capacity_loss_percent": 65, "capacity_conclusion": "2024-01-05"})
    refunded = {"party": "VN", "from": "1990-01", "to": "1999-12", "kind": "compulsory", "conditions": ["armed_forces"]}
    case["periods"].append({**refunded, "refunded": True})
    assert not assess(case).parties["VN"].entitled
    case["periods"][1]["refunded"] = False
    with pytest.raises(FaultsError, match="armed forces on reduced capacity"):
        assess(case)


def awaiting(nationals_only: bool) -> PartyResult:
    """Ten years here and six abroad, claimed in March 2025: the law of July asks fifteen years, and totalises."""
    declared = helpers.agreement().model_dump()
    if nationals_only:
        declared["persons"] = {**helpers.TERM, "scope": "nationals"}
    periods = (helpers.period("2010-01", "2019-12"), helpers.abroad("2000-01", "2005-12"))
    made = helpers.case("male", "1955-01", "2025-03-10", *periods, person={"nationality": "CC"})
    made["claim"]["options"] = {"VN": {"citizen_when_insured": True}}
    return assess(made, agreement=Agreement.model_validate(declared)).parties["VN"]


def test_a_coming_law_is_applied_to_own_and_to_totalised_periods_apart() -> None:
    """Law 41/2024 Art. 64 and 8(4)."""
    together = awaiting(nationals_only=False)
    assert (together.entitled, together.conditions[0].name) == (False, "totalisation_in_effect")
    assert format_month(together.earliest or 0) == "2025-07"
    # Where nothing is totalised, five years are missing from July on; under the old law ten.
    alone = awaiting(nationals_only=True)
    assert [each.name for each in alone.missing] == ["qualifying_period"]
    assert format_month(alone.earliest or 0) == "2030-07"
