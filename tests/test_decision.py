"""On which periods a pension rests, what the agreement itself asks, and what is told of both, at the edges."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.schemes.korea.helpers import TERM
from totalisation import assess
from totalisation.agreement import Agreement
from totalisation.months import format_month, parse_month
from totalisation.party_result import PartyResult

CLAIM = parse_month("2026-03")
BORN = "1960-01"


def agreement(effect: str = "2020-01-01", persons: str = "", kind: str = "totalisation", **aa: Any) -> Agreement:
    """Two parties whose institutions declare their figures; AA adds periods as told."""

    def party(**terms: Any) -> dict[str, Any]:
        cited = {name: {**TERM, **term} for name, term in terms.items()}
        return {"scheme": "declared", "currency": "EUR", "title": {"en": "Party"}, **cited}

    day = date.fromisoformat(effect)
    common = {"totalise": {"when": "needed"}, "amount": {"method": "pro_rata"}}
    return Agreement.model_validate(
        {
            "id": "aa-bb",
            "kind": kind,
            "title": {"en": "Agreement"},
            "sources": {"Treaty": {"title": {"en": "Treaty"}}},
            "entry_into_force": {**TERM, "date": date(2010, 1, 1)},
            **({"provisions": {"totalisation": {**TERM, "date": day}}} if kind == "totalisation" else {}),
            **({"persons": {**TERM, "scope": persons}} if persons else {}),
            "overlap": {**TERM, "keeper": "each_own"},
            "parties": {"AA": party(**{**common, **aa}), "BB": party(**common)},
        }
    )


def decided(
    own: int, foreign: int, by: Agreement | None = None, claim: str = "2026-03-10", gap: int = 0, **established: Any
) -> PartyResult:
    """AA's answer to so many own months until the claim (less a gap), and as many of BB's before them as told."""
    last = parse_month(claim[:7]) - 1 - gap
    spans = [("BB", last - own - foreign + 1, last - own), ("AA", last - own + 1, last)]
    periods = [
        {"party": code, "from": format_month(first), "to": format_month(end), "kind": "compulsory"}
        for code, first, end in spans
        if end >= first
    ]
    figures = {"required_months": 120, "pension_age_months": 720, "monthly_pension": 500, "theoretical_amount": 1_000}
    case = {
        "case_id": "D-1",
        "agreement": "aa-bb",
        "person": {"sex": "male", "birth_date": BORN, "nationality": established.pop("nationality", "AA")},
        "claim": {"benefit": "old_age", "date": claim},
        "periods": periods,
        "established": {"AA": {**figures, **established}, "BB": {**figures, "required_months": 600}},
    }
    return assess(case, agreement=by or agreement()).parties["AA"]


def terms(result: PartyResult) -> list[str]:
    return [type(each).__name__.removesuffix("Term") for each in result.terms]


def remarks(result: PartyResult) -> list[str]:
    return [str(each.text)[:40] for each in result.remarks]


def unmet(result: PartyResult) -> list[str]:
    return [each.name for each in result.missing]


ALWAYS: dict[str, Any] = {"totalise": {"when": "always"}}
HIGHER: dict[str, Any] = {"amount": {"method": "higher_of_independent_and_pro_rata"}}


def test_own_periods_are_enough_unless_the_agreement_adds_always() -> None:
    alone = decided(120, 60)
    assert (alone.basis, alone.monthly_amount, alone.ratio) == ("independent", 500, None)
    assert remarks(alone) == ["Own periods suffice: the other party's p"]
    assert remarks(decided(120, 0)) == []
    added = decided(120, 60, agreement(**ALWAYS))
    assert (added.basis, added.monthly_amount, str(added.ratio)) == ("totalised", 667, "2/3")
    assert decided(120, 0, agreement(**ALWAYS)).basis == "independent"
    needed = decided(119, 1)
    assert (needed.basis, str(needed.ratio), needed.theoretical_amount) == ("totalised", "119/120", 1_000)
    assert remarks(needed) == []


@pytest.mark.parametrize(
    ("alone", "basis", "amount"),
    [(666, "totalised", 667), (667, "independent", 667), (668, "independent", 668), (0, "totalised", 667)],
)
def test_the_higher_amount_and_at_the_same_one_own_periods(alone: int, basis: str, amount: int) -> None:
    result = decided(120, 60, agreement(**HIGHER), monthly_pension=alone)
    assert (result.basis, result.monthly_amount) == (basis, amount)
    both = decided(120, 60, agreement(**HIGHER), monthly_pension=0, theoretical_amount=0)
    assert (both.basis, both.monthly_amount) == ("independent", 0)
    least = decided(120, 60, agreement(**HIGHER), monthly_pension=0, theoretical_amount=1)
    assert (least.basis, least.monthly_amount) == ("totalised", 1)
    assert decided(119, 60, agreement(**HIGHER), monthly_pension=999).basis == "totalised"


def test_totalisation_before_it_has_effect() -> None:
    """Decided on own periods; the first month in which the provision is in force is told."""
    early = decided(60, 90, agreement("2026-03-11"))
    assert unmet(early) == ["totalisation_in_effect"]
    assert early.earliest == CLAIM  # on the next day
    assert remarks(early) == ["Totalisation has effect only from 2026-0"]
    assert decided(60, 90, agreement("2026-03-10")).basis == "totalised"
    other = decided(60, 30, agreement())
    assert remarks(other) == []
    assert decided(120, 60, agreement("2026-03-11", **ALWAYS)).basis == "independent"


def test_only_nationals_may_be_covered() -> None:
    nationals = agreement(persons="nationals")
    for nationality, basis in (("AA", "totalised"), ("BB", "totalised"), ("CC", "none")):
        assert decided(60, 90, nationals, nationality=nationality).basis == basis
    # Nothing brings the other party's periods in: own ones are what is missing.
    assert unmet(decided(60, 90, nationals, nationality="CC")) == ["qualifying_period"]
    assert decided(60, 90, agreement(persons="all_insured"), nationality="CC").basis == "totalised"
    assert decided(60, 90, nationals, nationality="CC").earliest == CLAIM + 60


MINIMUM: dict[str, Any] = {"minimum_own_period": {"number": 12, "unit": "months", "below": "nothing"}}


def test_a_minimum_of_own_insurance() -> None:
    below = decided(11, 120, agreement(**MINIMUM))
    (condition,) = below.missing
    assert (condition.name, condition.required, condition.actual, condition.earliest) == (
        "minimum_own_period",
        12,
        11,
        CLAIM + 1,
    )
    assert condition.supposes is not None
    assert remarks(below) == ["The own insured time is below the minimu"]
    assert "MinimumOwnPeriod" in terms(below)
    met = decided(12, 120, agreement(**MINIMUM))
    assert (met.basis, "MinimumOwnPeriod" in terms(met)) == ("totalised", True)
    (judged,) = [each for each in met.conditions if each.name == "minimum_own_period"]
    assert (judged.met, judged.supposes, judged.earliest) == (True, None, CLAIM)
    (more,) = [each for each in decided(13, 120, agreement(**MINIMUM)).conditions if each.name == "minimum_own_period"]
    assert more.earliest == CLAIM
    # Too short in all, with the minimum met: nothing is said of it.
    short = decided(12, 20, agreement(**MINIMUM))
    assert remarks(short) == []
    assert "MinimumOwnPeriod" in terms(short)
    assert "MinimumOwnPeriod" not in terms(decided(12, 20))


@pytest.mark.parametrize(("gap", "met"), [(2, True), (3, False), (0, True)])
def test_insurance_at_the_contingency(gap: int, met: bool) -> None:
    """Three months in a window of five that ends with the claim."""
    term: dict[str, Any] = {"contingency": {"required": True, "months_in_window": 3, "window_months": 5}}
    result = decided(60, 90, agreement(**term), gap=gap)
    (judged,) = [each for each in result.conditions if each.name == "insured_at_contingency"]
    assert (judged.required, judged.actual, judged.met) == (3, min(5 - gap, 5), met)
    assert (judged.earliest, judged.supposes is None) == (CLAIM + (0 if met else 1), met)
    assert result.basis == ("totalised" if met else "none")
    # Where it only names the window, one month is asked for; where it is not required, none.
    one: dict[str, Any] = {"contingency": {"required": True, "window_months": 5}}
    assert decided(60, 90, agreement(**one), gap=4).basis == "totalised"
    assert unmet(decided(60, 90, agreement(**one), gap=5)) == ["insured_at_contingency"]
    free: dict[str, Any] = {"contingency": {"required": False, "months_in_window": 3, "window_months": 5}}
    assert decided(60, 90, agreement(**free), gap=9).basis == "totalised"


def test_what_comes_nearer_is_told() -> None:
    """Sixty months are missing alone, thirty with the other party's: those are the conditions shown."""
    result = decided(60, 30)
    (period,) = [each for each in result.missing if each.name == "qualifying_period"]
    assert (period.actual, result.earliest) == (90, CLAIM + 30)
    alone = decided(60, 0)
    assert (alone.missing[0].actual, alone.earliest) == (60, CLAIM + 60)
    # Of what is missing, the last decides: the age in six months or the period.
    both = [decided(own, 0, pension_age_months=800) for own in (110, 118)]
    assert [each.earliest for each in both] == [CLAIM + 10, CLAIM + 6]
    assert all(unmet(each) == ["qualifying_period", "age"] for each in both)
    # Where an agreement bars totalisation for ever, own periods are nearer.
    barred = decided(60, 30, agreement(persons="nationals"), nationality="CC")
    assert barred.earliest == CLAIM + 60
    # At the same month, those that are added are shown.
    same = decided(60, 60, claim="2019-12-10", pension_age_months=725)
    assert same.conditions[0].name == "totalisation_in_effect"
    young = decided(120, 60, pension_age_months=800)
    assert (young.conditions[0].name, unmet(young), young.earliest) == ("totalisation_in_effect", ["age"], CLAIM + 6)


def test_the_terms_that_were_applied_are_named() -> None:
    rounding: dict[str, Any] = {"rounding": {"to": "down_to_ten"}}
    added = decided(60, 90, agreement(**rounding))
    assert (added.monthly_amount, added.theoretical_amount) == (400, 1_000)
    assert {"Totalise", "Amount", "Rounding"} <= set(terms(added))
    alone = decided(120, 60, agreement(**rounding), monthly_pension="501/2")
    assert alone.monthly_amount == 250
    assert terms(alone) == ["Rounding", "Totalise"]
    assert terms(decided(120, 0, agreement(**rounding))) == ["Rounding"]
    assert decided(120, 60, monthly_pension="501/2").monthly_amount == 251


def test_an_agreement_on_coverage_alone_totalises_nothing() -> None:
    result = decided(60, 90, agreement(kind="coverage_only"))
    assert (result.entitled, result.basis, unmet(result)) == (False, "none", ["qualifying_period"])
    assert remarks(result) == ["The agreement covers only which law appl"]
    assert decided(120, 90, agreement(kind="coverage_only")).basis == "independent"
