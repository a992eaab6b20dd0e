"""A pension that is drawn already, paid out in one sum to who leaves Viet Nam, before July 2025 and from then on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.vietnam.helpers import agreement, case, computed, decided, months_before, period
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.months import parse_month
from totalisation.schemes.base import Condition
from totalisation.schemes.vietnam import commutation as law

CLAIM = parse_month("2026-03")


def asked(reason: str, since: str = "2025-03", monthly: int = 5_000_000, **more: Any) -> dict[str, Any]:
    withdrawal = {"reason": reason, "pension": {"monthly": monthly, "since": since}, **more}
    return {"benefit": "lump_sum", "withdrawals": {"VN": withdrawal}}


@pytest.mark.parametrize("claimed", ["2025-06-30", "2025-07-01"])
@pytest.mark.parametrize(
    ("reason", "nationality", "open_"),
    [
        ("emigration", "VN", True),
        ("not_resident", "VN", False),
        ("age", "VN", False),
        ("illness", "VN", False),
        ("not_resident", "KR", True),
        ("emigration", "KR", False),
        ("permit_ended", "KR", False),
    ],
)
def test_who_may_have_a_pension_paid_out(claimed: str, reason: str, nationality: str, open_: bool) -> None:
    """L2024 76(1), L2014 65(1): who settles abroad; D158 18(2), D143 11(1): foreigners who live there no more."""
    claim = {**asked(reason), "options": {"VN": {"citizen_when_insured": True}}}
    person = {"nationality": nationality}
    result = decided("male", "1960-01", claimed, months_before("2025-02", 240), claim=claim, person=person)
    assert [each.name for each in result.parts] == ["commuted_pension"]
    assert result.entitled == open_
    assert [each.name for each in result.missing] == ([] if open_ else ["commutation_opened"])


def test_the_conditions() -> None:
    opened = Condition("commutation_opened", "word", "emigration", "emigration", True, None)
    assert law.commutation_conditions("emigration", "emigration", 1, False) == (
        opened,
        Condition("months_to_withdraw", "months", 1, 1, True, None),
    )
    assert law.commutation_conditions("emigration", "emigration", 0, False)[1].met is False
    assert law.commutation_conditions("emigration", "emigration", 0, True) == (opened,)
    assert law.commutation_conditions("age", "none", 1, True)[0].met is False


@pytest.mark.parametrize(
    ("since", "before", "with_"),
    [(None, 0, 0), (CLAIM, 0, 1), (CLAIM - 1, 1, 2), (CLAIM - 12, 12, 13), (CLAIM + 1, 0, 0), (CLAIM + 2, 0, 0)],
)
def test_months_for_which_the_pension_was_drawn(since: int | None, before: int, with_: int) -> None:
    assert law.months_of_pension_drawn(CLAIM, since, "not_drawn") == before
    assert law.months_of_pension_drawn(CLAIM, since, "drawn") == with_


@pytest.mark.parametrize(
    ("halves_before", "halves_from", "drawn", "months"),
    [
        (44, 4, 12, 31),  # example 41
        (2, 0, 0, 3),  # the least is not above it: 1.5 months
        (4, 0, 0, 3),
        (5, 0, 0, Fraction(15, 4)),
        (0, 3, 0, 3),
        (0, 4, 1, Fraction(7, 2)),
        (0, 4, 2, 3),
        (0, 4, 3, 3),
        (50, 0, 120, 3),  # example 42
    ],
)
def test_months_of_the_pension(halves_before: int, halves_from: int, drawn: int, months: int | Fraction) -> None:
    """L2024 76(2): 1.5 and 2 months a year, half a month off for each month drawn, three at least."""
    rates = (Fraction(3, 2), 2)
    assert law.months_of_pension_paid_out(halves_before, halves_from, *rates, drawn, Fraction(1, 2), 3) == months


def test_the_amount_is_rounded_to_the_dong() -> None:
    assert law.commuted_pension(Fraction(7, 2), 3, 1_000_001, False) == 3_500_004  # 3,500,003.5
    assert law.commuted_pension(Fraction(7, 2), 3, 1_000_001, True) == 3_000_003


def test_odd_months_count_as_for_a_lump_sum() -> None:
    """OL3432 3(g): those before 2014 move to the time after; one to six make half a year."""
    careers = (period("2003-11", "2020-02"),)  # 10 years 2 months and 6 years 2 months, as in example 34
    result = decided("male", "1958-01", "2020-03-10", *careers, claim=asked("emigration", "2020-03"), average=None)
    assert computed(result, "months_of_pension_paid_out") == 28
    assert result.further == {"commuted_pension": 140_000_000}


def test_the_month_of_the_decision_is_an_open_question() -> None:
    claim, career = asked("emigration", decided="2026-04-20"), months_before("2025-02", 240)
    result = decided("male", "1960-01", "2026-03-10", career, claim=claim, average=None)
    assert computed(result, "months_of_pension_drawn") == 13
    reading = {"VN": {"month_of_decision_drawn": "drawn"}}
    result = decided("male", "1960-01", "2026-03-10", career, claim=claim, average=None, interpretations=reading)
    assert computed(result, "months_of_pension_drawn") == 14


def faults(claim: dict[str, Any], *periods: dict[str, Any]) -> set[str]:
    with pytest.raises(FaultsError) as raised:
        assess(case("male", "1960-01", "2026-03-10", *periods, claim=claim), agreement=agreement())
    return {each.where for each in raised.value.faults}


def test_all_faults_are_told_at_once() -> None:
    claim = {
        **asked("emigration", "2026-04", decided="2026-03-09"),
        "top_up": {"VN": {"months": 2, "paid": "2026-03"}},
    }
    undated = period("2005-01", "2020-12", count={"unit": "months", "number": 100})
    assert faults(claim, undated) == {
        "claim.withdrawals.VN.pension.since",
        "claim.withdrawals.VN.decided",
        "claim.top_up.VN",
        "periods[0].count",
    }


def test_an_allowance_needs_its_amount() -> None:
    claim = {**asked("emigration"), "options": {"VN": {"allowance_drawn": True}}}
    del claim["withdrawals"]["VN"]["pension"]
    assert faults(claim, months_before("2025-02", 100)) == {"claim.withdrawals.VN.pension"}


def test_a_party_that_pays_out_no_pension_is_not_asked_to() -> None:
    claim = {"benefit": "lump_sum", "date": "2026-03-10", "withdrawals": {"KR": {"reason": "age", "pension": {}}}}
    claim["withdrawals"]["KR"]["pension"] = {"monthly": 1, "since": "2025-01"}  # type: ignore[index]
    person = {"sex": "male", "birth_date": "1960-01", "nationality": "KR"}
    with pytest.raises(FaultsError) as raised:
        assess({"case_id": "K", "agreement": "vn-kr", "person": person, "claim": claim, "periods": []})
    assert "claim.withdrawals.KR.pension" in {each.where for each in raised.value.faults}


def test_a_pension_on_totalised_time_is_counted_by_the_own_years() -> None:
    abroad = {"party": "AA", "from": "2005-01", "to": "2014-12", "kind": "compulsory"}
    result = decided(
        "male", "1960-01", "2026-03-10", months_before("2025-02", 96), abroad, claim=asked("emigration"), average=None
    )
    assert computed(result, "months_of_pension_paid_out") == 16 - 6
