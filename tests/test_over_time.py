from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import PAYABLE, random_case
from totalisation import Case, assess
from totalisation.messages import FaultsError
from totalisation.months import Month, month, parse_month
from totalisation.nearer import Nearer, brought_nearer
from totalisation.over_time import OverTime, first_met, over_time
from totalisation.what_if import claimed_in, insured_longer, topped_up

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[1] / "examples"
payable = st.randoms(use_true_random=False).map(lambda source: Case.model_validate(random_case(source, PAYABLE)))


def example(name: str, **changes: Any) -> Case:
    return Case.model_validate({**json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")), **changes})


def agrees(followed: OverTime, when: Month) -> None:
    """The answers of a month are those of ``assess`` with the claim moved to it."""
    answers = {code: followed.at(code, when) for code in followed.answers}
    refused: set[str] = set()
    try:
        decided = assess(claimed_in(followed.case, when).case, explain=False)
    except FaultsError as error:
        refused = {each.in_language() for each in error.faults}
    assert refused == {fault.in_language() for answer in answers.values() for fault in answer.undecided}
    if refused:
        return
    for code, result in decided.parties.items():
        answer = answers[code]
        assert answer.undecided == ()
        assert answer.basis == result.basis
        assert (answer.monthly_amount, answer.at_start) == (result.monthly_amount, result.monthly_amount_at_start)
        assert answer.start == result.start
        assert answer.missing == tuple(each.name for each in result.missing)


@settings(max_examples=15)
@given(payable, st.integers(0, 36))
def test_each_month_is_what_assess_says_of_a_claim_in_it(case: Case, earlier: int) -> None:
    first = max(case.claim_month - earlier, month(2016, 1))
    age = (first - case.person.birth_date.first_month) // 12 + 2
    followed = over_time(case, first=first, until_age=age)
    for when in range(followed.first, followed.last + 1, 5):
        agrees(followed, when)


@pytest.mark.parametrize("name", ["example", "overlap"])
def test_the_examples_agree_with_assess_in_every_month_to_age_75(name: str) -> None:
    followed = over_time(example(name), first=month(2024, 1))
    assert followed.last == followed.case.person.birth_date.first_month + 75 * 12
    for when in range(followed.first, followed.last + 1):
        agrees(followed, when)


@settings(max_examples=10)
@given(payable)
def test_runs_hold_each_month_once_and_neighbours_differ(case: Case) -> None:
    age = (case.claim_month - case.person.birth_date.first_month) // 12 + 2
    followed = over_time(case, until_age=age)
    for code in followed.answers:
        runs = followed.runs(code)
        assert runs[0].first == followed.first
        assert runs[-1].last == followed.last
        for one, next_one in itertools.pairwise(runs):
            assert next_one.first == one.last + 1
            assert next_one.answer.says != one.answer.says
        entitled = [run.first for run in runs if run.answer.entitled]
        assert first_met(case, followed.agreement, followed.first, followed.last)[code] == min(entitled, default=None)
        assert followed.begins(code) == min(entitled, default=None)


def test_entitlement_is_told_where_the_amount_cannot_be() -> None:
    followed = over_time(example("example"))
    begins = followed.begins("KR")
    assert begins == month(2034, 6)
    answer = followed.at("KR", begins)
    assert (answer.basis, answer.monthly_amount) == ("totalised", None)
    assert [each.where for each in answer.undecided] == ["established.KR.average_income_of_all_insured"]
    assert followed.at("VN", begins).monthly_amount == 1_800_000


def test_a_claim_during_a_period_that_is_entered_cannot_be_decided() -> None:
    followed = over_time(example("independent-both"), first=month(2025, 1))
    early = followed.at("VN", month(2025, 1))
    assert early.basis is None
    assert [each.where for each in early.undecided] == ["periods[1].to"]


def test_a_month_before_the_law_that_is_encoded_cannot_be_decided() -> None:
    case = example("nine-and-eleven-years")
    periods = tuple(each for each in case.periods if each.party == "VN")
    followed = over_time(case.model_copy(update={"periods": periods}), first=month(2012, 1))
    for code, law in (("VN", month(2016, 1)), ("KR", month(2013, 1))):
        assert followed.at(code, law - 1).basis is None
        assert [each.where for each in followed.at(code, law - 1).undecided] == ["claim.date"]
        assert followed.at(code, law).basis is not None
    assert brought_nearer(followed) is not None


def found(changes: list[Nearer], change: str, party: str) -> list[Nearer]:
    return [each for each in changes if (each.change, each.party) == (change, party)]


def test_the_fewest_months_more_that_bring_a_side_nearer() -> None:
    case = example("nine-and-eleven-years")
    first = month(2024, 1)
    changes = brought_nearer(over_time(case, first=first))
    (longer,) = found(changes, "longer", "KR")
    (gain,) = longer.gains
    assert (longer.months, gain.party, gain.before, gain.after) == (12, "KR", month(2025, 7), month(2025, 1))
    enough = assess(claimed_in(insured_longer(case, "KR", 12, first).case, gain.after).case).parties["KR"]
    assert (enough.basis, enough.monthly_amount) == ("independent", gain.answer.monthly_amount)
    short = assess(claimed_in(insured_longer(case, "KR", 11, first).case, gain.after).case).parties["KR"]
    assert not short.entitled
    assert longer.kinds == ("workplace", "voluntary")
    voluntary = assess(claimed_in(insured_longer(case, "KR", 12, first, "voluntary").case, gain.after).case)
    assert voluntary.parties["KR"].monthly_amount == enough.monthly_amount


def hazardous(*periods: tuple[str, str, str]) -> Case:
    """A man born in January 1969 who worked in Viet Nam, and claims in January 2026."""
    given_periods = [
        {
            "party": "VN",
            "from": begin,
            "to": end,
            "kind": kind,
            **({"salary_regime": "employer", "conditions": ["hazardous"]} if kind == "compulsory" else {}),
            "earnings": [{"from": begin, "to": end, "monthly": 3_000_000}],
        }
        for begin, end, kind in periods
    ]
    person = {"sex": "male", "birth_date": "1969-01-15", "nationality": "VN"}
    claim = {"benefit": "old_age", "date": "2026-01-05"}
    return Case.model_validate(
        {"case_id": "H", "agreement": "vn-kr", "person": person, "claim": claim, "periods": given_periods}
    )


def test_six_months_of_hazardous_work_and_no_voluntary_ones_bring_the_lower_age() -> None:
    """Law 41/2024 Art. 64(1)(b): fifteen years of it, of which 14 years and 6 months are there, and others beside."""
    case = hazardous(("1997-01", "1999-12", "voluntary"), ("2000-01", "2014-06", "compulsory"))
    followed = over_time(case, until_age=64)
    assert followed.begins("VN") == month(2031, 1)
    (longer,) = found(brought_nearer(followed), "longer", "VN")
    (gain,) = longer.gains
    assert (longer.months, longer.kinds, gain.after) == (6, ("compulsory",), month(2026, 7))
    assert found(brought_nearer(followed), "voluntary", "VN") == []


def test_voluntary_insurance_that_gains_less_stands_by_itself() -> None:
    """The same months bring fifteen years in all, and voluntary ones the ordinary age alone."""
    case = hazardous(("2000-01", "2014-06", "compulsory"))
    changes = brought_nearer(over_time(case, until_age=64))
    (longer,) = found(changes, "longer", "VN")
    (voluntary,) = found(changes, "voluntary", "VN")
    assert (longer.months, longer.kinds, longer.gains[0].after) == (6, ("compulsory",), month(2026, 7))
    assert (voluntary.months, voluntary.kinds, voluntary.gains[0].after) == (6, ("voluntary",), month(2031, 1))


def test_insurance_that_was_voluntary_goes_on_as_it_was() -> None:
    case = hazardous(("2000-01", "2014-06", "voluntary"))
    changes = brought_nearer(over_time(case, until_age=64))
    (longer,) = found(changes, "longer", "VN")
    assert (longer.months, longer.kinds) == (6, ("voluntary",))
    assert found(changes, "voluntary", "VN") == []


def test_another_date_of_the_provision_brings_totalisation_nearer() -> None:
    changes = brought_nearer(over_time(example("nine-and-eleven-years"), first=month(2024, 1)))
    (date,) = found(changes, "totalisation_date", "")
    assert {gain.party: gain.months for gain in date.gains} == {"KR": 8, "VN": 1}


def test_missing_months_paid_in_one_sum_bring_entitlement_nearer() -> None:
    given_case = {
        "case_id": "T",
        "agreement": "vn-kr",
        "person": {"sex": "male", "birth_date": "1963-01-15", "nationality": "VN"},
        "claim": {"benefit": "old_age", "date": "2026-01-05"},
        "periods": [
            {
                "party": "VN",
                "from": "2011-05",
                "to": "2025-12",
                "kind": "compulsory",
                "salary_regime": "employer",
                "earnings": [{"from": "2011-05", "to": "2025-12", "monthly": 6_000_000}],
            }
        ],
    }
    case = Case.model_validate(given_case)
    followed = over_time(case)
    assert followed.begins("VN") is None
    (paid,) = found(brought_nearer(followed), "top_up", "VN")
    (gain,) = paid.gains
    assert (paid.months, gain.before) == (4, None)
    result = assess(topped_up(case, "VN", 4, gain.after).case).parties["VN"]
    assert result.entitled
    assert result.monthly_amount == gain.answer.monthly_amount
    assert found(brought_nearer(followed), "top_up", "KR") == []


def test_a_refund_paid_back_brings_entitlement_nearer() -> None:
    case = example("nine-and-eleven-years")
    periods = tuple(each.model_copy(update={"refunded": True}) if each.party == "KR" else each for each in case.periods)
    followed = over_time(case.model_copy(update={"periods": periods}), first=month(2026, 1))
    assert followed.begins("KR") is None
    (repaid,) = found(brought_nearer(followed), "repaid", "KR")
    assert {gain.party: gain.after for gain in repaid.gains}["KR"] == month(2026, 1)


@settings(max_examples=5)
@given(payable)
def test_what_brings_nearer_is_earlier_and_met_then(case: Case) -> None:
    age = (case.claim_month - case.person.birth_date.first_month) // 12 + 2
    followed = over_time(case, until_age=age)
    for nearer in brought_nearer(followed):
        assert nearer.gains
        for gain in nearer.gains:
            assert gain.before == followed.begins(gain.party)
            assert gain.before is None or followed.first <= gain.after < gain.before
            assert gain.answer.entitled
            assert gain.answer.month == gain.after


@pytest.mark.parametrize("age", [15, 50])
def test_an_age_that_is_past_is_refused(age: int) -> None:
    with pytest.raises(FaultsError, match="is reached in"):
        over_time(example("example"), until_age=age)


def test_only_old_age_is_followed() -> None:
    claim = {"benefit": "lump_sum", "date": "2026-07-01", "withdrawals": {"VN": {"reason": "ceased"}}}
    with pytest.raises(FaultsError, match=r"claim\.benefit|lump"):
        over_time(example("example", claim=claim))


def test_a_month_outside_is_no_answer() -> None:
    followed = over_time(example("example"))
    with pytest.raises(IndexError):
        followed.at("VN", parse_month("2020-01"))
