"""What a lump sum ends: periods that count no more, and the pensions that are lost or begin later."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalisation import assess
from totalisation.decision import Decider
from totalisation.extinction import Extinction, Standing, extinction, first_with_pension
from totalisation.messages import FaultsError
from totalisation.months import format_month
from totalisation.party_result import Basis

BACK_FROM_WORK: dict[str, Any] = {
    "case_id": "L-1",
    "agreement": "vn-kr",
    "person": {"sex": "male", "birth_date": "1975-05", "nationality": "VN", "residence": "VN"},
    "claim": {"benefit": "lump_sum", "date": "2026-03-10", "withdrawals": {"VN": {"reason": "ceased"}}},
    "periods": [
        {"party": "VN", "from": "2008-01", "to": "2018-12", "kind": "compulsory"},
        {
            "party": "KR",
            "from": "2019-03",
            "to": "2023-12",
            "kind": "workplace",
            "earnings": [{"from": "2019-03", "to": "2023-12", "monthly": 2_500_000}],
        },
    ],
    "established": {"VN": {"average_earnings": 8_000_000}},
}
"""Eleven years in one party, four years and ten months in the other."""


def ended(case: dict[str, Any]) -> Extinction:
    found = extinction(assess(case))
    assert found is not None
    return found


def test_a_lump_sum_from_one_party_takes_the_pension_of_both() -> None:
    found = ended(BACK_FROM_WORK)
    assert (found.months, found.asked_now) == ({"VN": 132}, True)
    assert not any(each.drawn for each in (*found.kept.values(), *found.extinguished.values()))
    assert {code: (each.basis, format_month(each.claimable or 0)) for code, each in found.kept.items()} == {
        "VN": ("totalised", "2037-05"),
        "KR": ("totalised", "2040-05"),
    }
    assert {code: each.claimable for code, each in found.extinguished.items()} == {"VN": None, "KR": None}
    assert found.extinguished["KR"].totalised_months == 58
    assert {code: found.effect(code) for code in ("VN", "KR")} == {"VN": "lost", "KR": "lost"}


def paying_out(reason: str, **others: Any) -> dict[str, Any]:
    asked = {"reason": reason, "pension": {"monthly": 4_000_000, "since": "2024-05"}}
    person = {"sex": "male", "birth_date": "1962-01", "nationality": "VN"}
    claim = {"benefit": "lump_sum", "date": "2026-03-10", "withdrawals": {"VN": asked, **others}}
    return {**BACK_FROM_WORK, "person": person, "claim": claim, "established": {}}


def test_a_pension_that_is_paid_out_ends_and_so_do_its_months() -> None:
    found = ended(paying_out("emigration"))
    assert found.months == {"VN": 132}
    kept = found.kept["VN"]
    assert (kept.drawn, format_month(kept.claimable or 0), kept.monthly_amount) == (True, "2024-05", 4_000_000)
    assert found.extinguished["VN"] == Standing(0, 58, "none", None, None)
    assert {code: found.effect(code) for code in ("VN", "KR")} == {"VN": "lost", "KR": "lost"}


def test_an_allowance_without_insured_time_ends_too() -> None:
    case = paying_out("emigration")
    case["periods"], case["claim"]["options"] = [], {"VN": {"allowance_drawn": True}}
    found = ended(case)
    assert (found.months, found.effect("VN")) == ({}, "lost")
    assert found.kept["VN"].monthly_amount == 4_000_000


def test_a_pension_that_is_not_paid_out_goes_on_beside_a_refund_of_the_other_party() -> None:
    case = paying_out("age", KR={"reason": "emigration", "since": "2025-11-30"})
    case["established"] = {"KR": {"deposit_rate": {str(year): "1.0 %" for year in range(2019, 2027)}}}
    case["claim"]["options"] = {"KR": {"visa": "E-9"}}
    found = ended(case)
    assert found.months == {"KR": 58}
    assert (found.kept["VN"].drawn, found.extinguished["VN"].drawn) == (True, True)
    assert found.effect("VN") == "same"


def test_a_lump_sum_that_is_not_due_ends_nothing() -> None:
    case = {**BACK_FROM_WORK, "claim": {**BACK_FROM_WORK["claim"], "withdrawals": {"VN": {"reason": "age"}}}}
    assert extinction(assess(case)) is None


def test_without_any_refund_nothing_is_ended() -> None:
    case = {**BACK_FROM_WORK, "claim": {"benefit": "old_age", "date": "2026-03-10"}}
    assert extinction(assess(case)) is None


def test_a_refund_paid_before_is_told_with_a_claim_to_a_pension() -> None:
    vietnamese, korean = BACK_FROM_WORK["periods"]
    case = {
        **BACK_FROM_WORK,
        "person": {**BACK_FROM_WORK["person"], "birth_date": "1963-05"},
        "claim": {"benefit": "old_age", "date": "2026-03-10"},
        "periods": [vietnamese, {**korean, "refunded": True}],
    }
    determination = assess(case)
    assert not determination.parties["VN"].entitled
    found = ended(case)
    assert (found.months, found.asked_now) == ({"KR": 58}, False)
    assert found.effect("VN") == "lost"
    assert (found.kept["VN"].basis, found.kept["VN"].monthly_amount) == ("totalised", 8_000_000 * 9 * 11 // 400)


@given(st.integers(13, 250), st.integers(13, 200), st.sampled_from(["VN", "KR", "both"]))
@settings(max_examples=25, deadline=None)
def test_ending_periods_never_adds_months_and_never_brings_a_pension_nearer(own: int, other: int, who: str) -> None:
    def span(start: int, months: int) -> dict[str, str]:
        return {"from": format_month(start), "to": format_month(start + months - 1)}

    korean = span(12 * 2010, other)
    case = {
        **BACK_FROM_WORK,
        "person": {**BACK_FROM_WORK["person"], "birth_date": "1970-05"},
        "claim": {
            "benefit": "lump_sum",
            "date": "2033-03-10",
            "withdrawals": {
                **({"VN": {"reason": "emigration"}} if who != "KR" else {}),
                **({"KR": {"reason": "emigration", "since": "2030-01-10"}} if who != "VN" else {}),
            },
            "options": {"KR": {"visa": "E-9"}},
        },
        "periods": [
            {"party": "VN", "kind": "compulsory", **span(12 * 1989, own)},
            {"party": "KR", "kind": "workplace", **korean, "earnings": [{**korean, "monthly": 2_000_000}]},
        ],
        "established": {"VN": {"average_earnings": 8_000_000}, "KR": {"refund": 1_000_000}},
    }
    found = ended(case)
    for code in ("VN", "KR"):
        before, after = found.kept[code], found.extinguished[code]
        assert after.own_months <= before.own_months
        assert after.totalised_months <= before.totalised_months
        assert found.effect(code) != "more"
        if before.claimable is None:
            assert after.claimable is None
    assert all(found.extinguished[code].own_months == 0 for code in found.months)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_it_stands_in_every_document(language: str) -> None:
    from totalisation.reports.data import as_data
    from totalisation.reports.notice import notice_html
    from totalisation.reports.worksheet import worksheet

    determination = assess(BACK_FROM_WORK)
    heading = {"en": "What the lump sum ends", "vi": "Hệ quả của khoản hưởng một lần", "ko": "일시금으로 소멸되는 것"}
    assert heading[language] in worksheet(determination, language)
    assert heading[language] in notice_html(determination, language)
    told = as_data(determination, language)["extinguished"]
    assert told["months"] == {"VN": 132}
    assert told["parties"]["KR"]["effect"] == "lost"
    assert told["parties"]["KR"]["kept"]["claimable"] == "2040-05"


def standing(claimable: int | None, amount: int | None = None, own: int = 100) -> Standing:
    return Standing(own, own, "none" if claimable is None else "independent", claimable, amount)


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [
        (standing(10, 500), standing(10, 500), "same"),
        (standing(10, 500), standing(10, 499), "less"),
        (standing(10, 500), standing(10, 501), "more"),
        (standing(10, 500), standing(11, 500), "later"),
        (standing(10, 500), standing(9, 500), "more"),
        (standing(10, 500), standing(None), "lost"),
        (standing(None), standing(10, 500), "more"),
        (standing(None), standing(None, own=40), "same"),
        # Where an amount is not known, fewer months are less.
        (standing(10), standing(10, 500, own=40), "less"),
        (standing(10, 500), standing(10, own=40), "less"),
        (standing(10), standing(10, 500), "same"),
    ],
)
def test_what_becomes_of_a_pension(before: Standing, after: Standing, effect: str) -> None:
    assert Extinction({}, True, {"AA": before}, {"AA": after}).effect("AA") == effect


def pension_from(month: int, unknown_from: int = 10_000, until: int = 10_000) -> Callable[[int], Basis | None]:
    def basis(asked: int) -> Basis | None:
        if asked >= unknown_from:
            return None
        return "independent" if month <= asked < until else "none"

    return basis


@pytest.mark.parametrize("month", [100, 101, 102, 149, 150, 151, 198, 199])
def test_the_first_month_with_a_pension_is_found_wherever_it_lies(month: int) -> None:
    """Claimed in month 100; from 200 on nobody looks."""
    for changes in ([], [90, 100, 150, 200, 300], [101, 199]):
        assert first_with_pension(100, 200, changes, pension_from(month)) == month
        assert first_with_pension(100, 200, changes, pension_from(month, unknown_from=month + 1)) == month
        assert first_with_pension(100, 200, changes, pension_from(month, unknown_from=month)) is None


def test_a_pension_that_only_one_of_two_laws_knows_is_found() -> None:
    assert first_with_pension(100, 200, [150], pension_from(120, until=150)) == 120
    assert first_with_pension(100, 200, [150], pension_from(150, until=151)) == 150
    assert first_with_pension(100, 200, [], pension_from(200)) is None
    assert first_with_pension(100, 101, [], pension_from(100)) == 100
    assert first_with_pension(100, 200, [50, 90], pension_from(40)) == 100
    assert first_with_pension(100, 200, [250, 300], pension_from(260)) is None


LONG_IN_BOTH: dict[str, Any] = {
    **BACK_FROM_WORK,
    "person": {
        **BACK_FROM_WORK["person"],
        "birth_date": "1975-01",
        "capacity_loss_percent": 65,
        "capacity_conclusion": "2025-01-02",
    },
    "claim": {
        "benefit": "lump_sum",
        "date": "2026-03-10",
        "withdrawals": {"KR": {"reason": "emigration", "since": "2025-11-30"}},
        "options": {"KR": {"visa": "E-9"}},
    },
    "periods": [
        {"party": "VN", "from": "2004-01", "to": "2018-12", "kind": "compulsory"},
        {
            "party": "KR",
            "from": "2019-01",
            "to": "2023-12",
            "kind": "workplace",
            "earnings": [{"from": "2019-01", "to": "2023-12", "monthly": 2_500_000}],
        },
    ],
    "established": {"VN": {"average_earnings": 8_000_000}, "KR": {"refund": 1_000_000}},
}
"""Fifteen years in one party and five in the other: with both, twenty for a pension at a lower age."""


def test_a_pension_at_a_lower_age_that_is_lost_leaves_the_one_at_the_ordinary_age() -> None:
    """Law 41/2024 Art. 64 and 65: 62 with fifteen years; with twenty and 61 per cent of capacity lost, 57."""
    found = ended(LONG_IN_BOTH)
    kept, after = found.kept["VN"], found.extinguished["VN"]
    assert (kept.basis, format_month(kept.claimable or 0), kept.monthly_amount) == ("totalised", "2032-01", 2_400_000)
    assert (after.basis, format_month(after.claimable or 0), after.monthly_amount) == (
        "independent",
        "2037-01",
        3_200_000,
    )
    assert found.effect("VN") == "later"
    assert found.effect("KR") == "lost"


def test_a_month_for_which_nothing_can_be_told_hides_no_earlier_pension(monkeypatch: pytest.MonkeyPatch) -> None:
    told, usual = ended(BACK_FROM_WORK), Decider.basis_at

    def until_2045(decider: Decider, month: int) -> Basis:
        if month >= 2045 * 12:
            raise FaultsError([])
        return usual(decider, month)

    monkeypatch.setattr(Decider, "basis_at", until_2045)
    assert ended(BACK_FROM_WORK) == told


def test_an_age_attained_after_the_day_of_the_claim_counts_from_the_next_month_on() -> None:
    """Born on 20 March 1963, 63 on 20 March 2026; claimed on the tenth."""
    case = copy.deepcopy(BACK_FROM_WORK)
    case["person"]["birth_date"] = "1963-03-20"
    case["periods"][1].update(
        {"from": "2010-01", "earnings": [{"from": "2010-01", "to": "2023-12", "monthly": 2_000_000}]}
    )
    case["periods"][0].update({"from": "1999-01", "to": "2009-12"})
    kept = ended(case).kept["KR"]
    assert (kept.basis, format_month(kept.claimable or 0)) == ("independent", "2026-04")


def test_an_age_attained_on_the_last_of_a_month_is_that_of_the_month() -> None:
    case = copy.deepcopy(BACK_FROM_WORK)
    case["person"]["birth_date"] = "1975-05-31"
    assert {code: format_month(each.claimable or 0) for code, each in ended(case).kept.items()} == {
        "VN": "2037-05",
        "KR": "2040-05",
    }


def test_months_paid_for_at_once_stay_with_the_party_that_refunds_nothing() -> None:
    case = copy.deepcopy(LONG_IN_BOTH)
    case["periods"][0]["from"] = "2004-04"
    case["claim"]["top_up"] = {"VN": {"months": 3, "paid": "2026-02"}}
    found = ended(case)
    assert (found.kept["VN"].own_months, found.extinguished["VN"].own_months) == (180, 180)


def test_a_pension_that_goes_on_while_nothing_is_refunded_ends_nothing() -> None:
    assert extinction(assess(paying_out("age"))) is None


def test_a_pension_drawn_rests_on_what_it_was_granted_for() -> None:
    """It was granted on the periods of both; once the others are refunded, on those that stay."""
    case = paying_out("age", KR={"reason": "emigration", "since": "2025-11-30"})
    case["established"], case["claim"]["options"] = {"KR": {"refund": 1_000_000}}, {"KR": {"visa": "E-9"}}
    found = ended(case)
    assert (found.kept["VN"].basis, found.extinguished["VN"].basis) == ("totalised", "independent")
