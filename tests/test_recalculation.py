from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.newest_figures import year_to_add
from tests.strategies import PAYABLE, random_case
from totalisation import Case, assess
from totalisation.agreement_file import find_agreement
from totalisation.messages import FaultsError
from totalisation.months import format_month, month
from totalisation.payments import Payment, Payments, payments_of
from totalisation.recalculation import Recalculation, payments_before, payments_decided, recalculate
from totalisation.reports.data import as_data
from totalisation.reports.payments import recalculation_data, recalculation_study
from totalisation.reports.study import study_text

EXAMPLES = Path(__file__).parents[1] / "examples"
NOW = month(2026, 12)
AGREEMENT = find_agreement("vn-kr")
payable = st.randoms(use_true_random=False).map(lambda source: Case.model_validate(random_case(source, PAYABLE)))


def example(name: str) -> Case:
    return Case.model_validate_json((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def without(case: Case, party: str) -> Case:
    return case.model_copy(update={"periods": tuple(each for each in case.periods if each.party != party)})


def kept(case: Case) -> dict[str, Any]:
    """The determination of a case as it is kept: JSON written and read."""
    return dict(json.loads(json.dumps(as_data(assess(case)))))


def compared(old: Case, new: Case) -> dict[str, Recalculation]:
    return recalculate(payments_of(old, NOW), payments_of(new, NOW), NOW, AGREEMENT)


@pytest.mark.parametrize("name", ["seven-and-thirteen-years", "independent-both", "overlap", "not-entitled", "example"])
def test_what_was_decided_is_carried_on_from_its_json_as_from_its_case(name: str) -> None:
    case = example(name)
    decided, again = payments_decided(kept(case), case, NOW), payments_of(case, NOW)
    for code in again:
        assert decided[code].runs == again[code].runs
        assert decided[code].further == again[code].further


@settings(max_examples=20)
@given(payable)
def test_any_determination_is_carried_on_or_refused_but_never_otherwise(case: Case) -> None:
    try:
        old = kept(case)
    except FaultsError:
        return
    again = payments_of(case, NOW)
    decided = payments_decided(old, case, NOW)
    for code in again:
        assert decided[code].runs == again[code].runs


def test_periods_that_arrive_from_the_other_party_are_paid_from_the_start() -> None:
    case = example("seven-and-thirteen-years")
    made = recalculate(payments_decided(kept(without(case, "KR")), case, NOW), payments_of(case, NOW), NOW, AGREEMENT)
    vietnam = made["VN"]
    assert [(format_month(each.first), format_month(each.last), each.before) for each in vietnam.changes] == [
        ("2026-01", "2026-06", 0),
        ("2026-07", "2026-12", 0),
    ]
    assert vietnam.owed("arrears") == 6 * 2_196_653 + 6 * 2_372_385
    assert vietnam.owed("recovery") == 0
    assert made["KR"].owed("arrears") == 5 * 284_920 + 12 * 290_910
    assert vietnam.first_month("arrears") is None
    assert made["KR"].first_month("arrears") == NOW - 60


@settings(max_examples=20)
@given(payable, payable)
def test_the_other_way_round_what_was_owed_is_recovered(one: Case, other: Case) -> None:
    try:
        there, back = compared(one, other), compared(other, one)
    except FaultsError:
        return
    for code, made in there.items():
        assert made.owed("arrears") == back[code].owed("recovery")
        assert made.net == -back[code].net
        assert made.net == made.after.total - made.before.total
        assert made.net == sum(each.total for each in made.changes)
        assert made.within("arrears") <= made.owed("arrears")


@settings(max_examples=10)
@given(payable)
def test_nothing_differs_from_itself(case: Case) -> None:
    try:
        made = compared(case, case)
    except FaultsError:
        return
    assert all(each.owed("arrears") == each.owed("recovery") == each.net == 0 for each in made.values())


def long_ago(party: str, amount: int) -> Payments:
    runs = (Payment(month(2018, 1), NOW, amount),) if amount else ()
    return Payments(party, "KRW" if party == "KR" else "VND", NOW, runs)


def test_what_is_older_than_the_law_allows_has_lapsed_where_that_was_read() -> None:
    """NPA Art. 115(1): the right to a benefit lapses in five years, and the right to recover likewise."""
    before = {code: long_ago(code, 0) for code in ("VN", "KR")}
    after = {code: long_ago(code, 100) for code in ("VN", "KR")}
    made = recalculate(before, after, NOW, AGREEMENT)
    assert made["KR"].owed("arrears") == 100 * 108
    assert made["KR"].within("arrears") == 100 * 61
    assert made["VN"].within("arrears") == made["VN"].owed("arrears") == 100 * 108
    back = recalculate(after, before, NOW, AGREEMENT)
    assert back["KR"].within("recovery") == 100 * 61
    assert [(each.balance, each.net) for each in (made["KR"], back["KR"])] == [(6100, 10800), (-6100, -10800)]
    told = " ".join(study_text(recalculation_study(made, "C-2", AGREEMENT, before="C-1")).split())
    assert "Balance of what has not lapsed: +KRW 6,100" in told
    assert "Case decided before C-1" in told
    assert "Case decided before" not in study_text(recalculation_study(made, "C-1", AGREEMENT, before="C-1"))
    assert recalculation_data(made, "C-2", AGREEMENT, before="C-1")["parties"]["KR"]["balance"] == 6100


def test_a_case_is_taken_in_place_of_its_determination() -> None:
    case = example("seven-and-thirteen-years")
    old = json.loads((EXAMPLES / "seven-and-thirteen-years.json").read_text(encoding="utf-8"))
    assert payments_before(old, case, NOW) == payments_of(case, NOW)


@pytest.mark.parametrize("broken", ["steps", "amount", "parties"])
def test_a_determination_that_cannot_be_carried_on_is_refused(broken: str) -> None:
    case = example("seven-and-thirteen-years")
    old = kept(case)
    if broken == "parties":
        old["parties"] = {"XX": {}}
    elif broken == "steps":
        del old["parties"]["KR"]["steps"]
    else:
        old["parties"]["KR"]["monthly_amount"] += 10
    with pytest.raises(FaultsError, match="parties"):
        payments_before(old, case, NOW)


def test_a_month_whose_figures_are_missing_is_refused() -> None:
    case = example("seven-and-thirteen-years")
    until = month(year_to_add("korea", "consumer_price_adjustment"), 2)
    with pytest.raises(FaultsError, match=r"old\.KR.*\n.*new\.KR"):
        recalculate(payments_of(case, until), payments_of(case, until), until, AGREEMENT)
