from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.strategies import PAYABLE, random_case
from totalisation import Case, assess
from totalisation.case_checks import faults_of
from totalisation.messages import FaultsError
from totalisation.months import LAST_MONTH, MonthSet, month
from totalisation.periods import whole_months
from totalisation.schemes import scheme_named
from totalisation.what_if import claimed_in, insured_longer, last_period, parties_with_refunds, refund_repaid

pytestmark = pytest.mark.slow

cases = st.randoms(use_true_random=False).map(lambda source: Case.model_validate(random_case(source)))
payable = st.randoms(use_true_random=False).map(lambda source: Case.model_validate(random_case(source, PAYABLE)))
parties = st.sampled_from(["VN", "KR"])


def without(case: Case, *names: str) -> dict[str, Any]:
    return {name: value for name, value in case.model_dump().items() if name not in names}


@given(cases, st.integers(month(2016, 1), month(2060, 12)))
def test_a_claim_is_moved_to_its_own_day_of_the_month_or_the_last(case: Case, when: int) -> None:
    moved = claimed_in(case, when)
    assert moved.case.claim_month == when
    assert moved.case.claim.date.day == case.claim.date.day or (moved.case.claim.date.day >= 28)
    assert without(moved.case, "claim") == without(case, "claim")
    assert claimed_in(case, case.claim_month).case == case
    assert moved.claim_moved == (moved.case != case)


def test_the_day_of_a_claim_can_be_said() -> None:
    case = Case.model_validate(random_case(Random(1)))
    assert claimed_in(case, month(2027, 2), 31).case.claim.date == date(2027, 2, 28)
    assert claimed_in(case, month(2028, 2), 29).case.claim.date == date(2028, 2, 29)


@given(cases, parties, st.integers(1, 24))
def test_a_longer_insurance_follows_every_period_and_is_like_the_last_of_its_party(
    case: Case, party: str, months: int
) -> None:
    model = last_period(case, party)
    assume(model is not None)
    assert model is not None
    longer = insured_longer(case, party, months)
    added = longer.added
    assert added is not None
    assert longer.case.periods == (*case.periods, added)
    assert len(whole_months(added)) == months
    taken = MonthSet(0)
    for each in case.periods:
        taken |= whole_months(each)
    assert added.first.first_month == taken.last + 1
    for name in ("party", "kind", "salary_regime", "conditions", "refunded"):
        assert getattr(added, name) == getattr(model, name)
    if model.earnings:
        (level,) = added.earnings
        last = max(model.earnings, key=lambda each: each.last)
        assert (level.monthly, level.coefficient) == (last.monthly, last.coefficient)
        assert (level.first, level.last) == (added.first, added.last)
    assert without(longer.case, "claim", "periods") == without(case, "claim", "periods")
    ended = added.last.first_month
    assert longer.claim_moved == (case.claim_month <= ended)
    assert longer.case.claim_month == max(case.claim_month, ended + 1)


@given(payable, parties)
def test_one_more_year_is_twelve_own_months_and_breaks_no_valid_case(case: Case, party: str) -> None:
    assume(last_period(case, party) is not None and not case.claim.top_up)
    longer = insured_longer(case, party)
    assert faults_of(longer.case) == []
    try:
        before, after = assess(case, explain=False), assess(longer.case, explain=False)
    except FaultsError:
        assume(False)
    gained = after.parties[party].own_months - before.parties[party].own_months
    assert gained == 12
    assert after.parties[party].totalised_months >= before.parties[party].totalised_months


@given(cases, parties)
def test_a_refund_paid_back_counts_again_and_nothing_else_changes(case: Case, party: str) -> None:
    repaid = refund_repaid(case, party)
    again = [each for each in repaid.case.periods if each.party == party and each.refunded]
    assert again == []
    for index, (before, after) in enumerate(zip(case.periods, repaid.case.periods, strict=True)):
        assert (before.refunded and before.party == party) == (index in repaid.counted_again)
        assert after == (before.model_copy(update={"refunded": False}) if index in repaid.counted_again else before)
    assert without(repaid.case, "periods") == without(case, "periods")
    assert (party in parties_with_refunds(case)) == bool(repaid.counted_again)
    assert refund_repaid(repaid.case, party).case == repaid.case


def test_months_of_a_refund_paid_back_are_own_months() -> None:
    case = Case.model_validate(random_case(Random(7), PAYABLE))
    periods = [
        {"party": "KR", "from": "2000-01", "to": "2004-12", "kind": "workplace", "refunded": True},
        {"party": "KR", "from": "2006-01", "to": "2010-12", "kind": "workplace"},
    ]
    plain = Case.model_validate(
        {
            "case_id": "R",
            "agreement": "vn-kr",
            "person": {"sex": "female", "birth_date": "1962-03-04", "nationality": "KR"},
            "claim": {"benefit": "old_age", "date": "2026-07-01"},
            "periods": periods,
            "established": {"KR": {"average_earnings": 2_000_000}},
        }
    )
    assert parties_with_refunds(case) == tuple(dict.fromkeys(each.party for each in case.periods if each.refunded))
    assert assess(plain).parties["KR"].own_months == 60
    assert assess(refund_repaid(plain, "KR").case).parties["KR"].own_months == 120


@given(cases)
def test_a_party_without_a_period_gives_no_year_to_go_by(case: Case) -> None:
    with pytest.raises(LookupError):
        insured_longer(case, "ZZ")


def test_a_year_beyond_the_calendar_is_refused() -> None:
    case = Case.model_validate(random_case(Random(3)))
    late = case.periods[0].model_copy(update={"refunded": False})
    party = late.party
    room = LAST_MONTH - max(each.last.first_month for each in case.periods)
    assert insured_longer(case.model_copy(update={"periods": (*case.periods, late)}), party, room - 1).added is not None
    with pytest.raises(ValueError, match="2199"):
        insured_longer(case.model_copy(update={"periods": (*case.periods, late)}), party, room)


@pytest.mark.parametrize(("scheme", "possible"), [("korea", True), ("vietnam", False), ("declared", None)])
def test_a_law_says_whether_a_refund_can_be_paid_back(scheme: str, possible: bool | None) -> None:
    found = scheme_named(scheme).repayment
    assert (None if found is None else found.possible) is possible
    assert found is None or found.citation.source in scheme_named(scheme).sources
