"""Compiled rules answer as the engine for single cases does, field by field."""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from tests.batch.compiled.population import random_person
from tests.batch.compiled.sameness import compare
from tests.strategies import random_case
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement

pytestmark = pytest.mark.slow

AGREEMENT = find_agreement("vn-kr")


def persons(seed: int, count: int) -> list[dict[str, Any]]:
    source = Random(seed)
    return [random_person(source, number) for number in range(count)]


@pytest.mark.parametrize("as_of", [None, date(2024, 7, 1), date(2026, 12, 31)])
def test_persons_like_those_of_an_institution(as_of: date | None) -> None:
    found = compare(persons(1, 500), AGREEMENT, as_of)
    if as_of is None:
        # Most rows that can be decided are decided by the compiled rules: else this would compare little.
        assert found.left - found.rejected < found.rows / 8
        assert len(found.bases) > 6


def test_cases_at_every_turn_of_the_law() -> None:
    source = Random(2)
    cases = [{**random_case(source), "case_id": f"c{number}"} for number in range(300)]
    compare(cases, AGREEMENT)


def varied(**changes: Any) -> Agreement:
    """The shipped agreement with other terms."""
    content = AGREEMENT.model_dump(mode="json", exclude_none=True)
    content["examples"] = []
    content["interpretations"] = {}
    for path, value in changes.items():
        *folders, last = path.split("__")
        target = content
        for each in folders:
            target = target[each]
        target[last] = {**target.get(last, {}), **value} if isinstance(value, dict) else value
    return Agreement.model_validate(content)


TERM = {"article": "1", "source": "Agreement", "status": "unverified"}

VARIATIONS = {
    "coverage only": {"kind": "coverage_only"},
    "overlap is the first party's": {"overlap": {"keeper": "party", "party": "VN"}},
    "overlap is the second party's": {"overlap": {"keeper": "party", "party": "KR"}},
    "refunded periods count": {"refunded_periods": {"count": "counted"}},
    "earlier periods do not count": {"earlier_periods": {"count": "not_counted"}},
    "only compulsory periods are added": {
        "parties__VN__foreign_periods": {"classes": ["compulsory"]},
        "parties__KR__foreign_periods": {"classes": ["voluntary", "credited"]},
    },
    "both share": {"parties__VN__amount": {"method": "pro_rata"}, "parties__VN__ratio": {**TERM}},
    "the higher is paid": {"parties__KR__amount": {"method": "higher_of_independent_and_pro_rata"}},
    "always added": {"parties__KR__totalise": {"when": "always"}},
    "a capped ratio": {"parties__KR__ratio": {"denominator_cap": 180}},
    "a fixed ratio": {"parties__KR__ratio": {"denominator": "fixed_months", "fixed_months": 480}},
    "to the qualifying time": {"parties__KR__ratio": {"denominator": "required_months"}},
    "no minimum": {"parties__KR__minimum_own_period": {"number": 0}},
    "five years at least": {"parties__KR__minimum_own_period": {"number": 5, "unit": "years"}},
}


@pytest.mark.parametrize("changes", VARIATIONS.values(), ids=VARIATIONS.keys())
def test_other_terms(changes: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTALISATION_CFLAGS", "-O0")  # made sooner, which matters more here than running fast
    compare(persons(3, 300), varied(**changes))


def test_no_rows() -> None:
    assert compare([], AGREEMENT).rows == 0


def test_faults_of_every_field_are_told_as_for_a_single_case() -> None:
    cases = persons(4, 60)
    wrong: list[tuple[str, Any]] = [
        ("sex", "other"), ("birth_date", "1960"), ("birth_date", "1960-02-31"), ("birth_date", "2030-01"),
        ("nationality", "Viet Nam"), ("residence", "V"), ("capacity_loss_percent", 70), ("occupational_hiv", True),
    ]  # fmt: skip
    for number, (name, value) in enumerate(wrong):
        cases[number]["person"][name] = value
    cases[20]["claim"]["date"] = "2026-02-30"
    cases[21]["claim"]["date"] = "2010-01-01"
    for number, (name, value) in enumerate(
        [("party", "JP"), ("party", "ZZZ"), ("kind", "unknown"), ("from", "2050-01"), ("to", "1950-01"), ("kind", "")]
    ):
        some = next(each for each in cases[25 + number :] if each["periods"])
        some["periods"][0][name] = value
    cases[40]["case_id"] = "\x07"
    cases[41]["case_id"] = "ä" * 201
    cases[42]["established"] = {"VN": {"average_earnings": -1}}
    cases[43]["established"] = {"KR": {"average_earnings": 10**13}}
    found = compare(cases, AGREEMENT)
    assert found.rejected >= 12


def test_amounts_beyond_64_bits_are_never_wrong() -> None:
    cases = persons(5, 40)
    for case in cases:
        for period in case["periods"]:
            for amount in period.get("earnings", []):
                amount["monthly"] = 10**12
    compare(cases, AGREEMENT)
