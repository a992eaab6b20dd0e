"""The engine against a second statement of the law, written apart: random cases, every field of the answer.

A few hundred cases run each time; some thousands more are ``slow``. A case fails with its JSON, so that it can be
decided alone with ``totalisation explain -``.
"""

from __future__ import annotations

import copy
import json
from datetime import date
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import oracle
from tests.strategies import PAYABLE, Aim, Json, later_day, random_case, steered
from totalisation import assess
from totalisation.months import Month
from totalisation.parameters import MissingFigureError
from totalisation.party_result import PartyResult

FIELDS = (
    "entitled",
    "basis",
    "own_months",
    "totalised_months",
    "average_earnings",
    "rate",
    "theoretical_amount",
    "ratio",
    "monthly_amount_at_start",
    "monthly_amount",
)


def plain(month: Month | None) -> tuple[int, int] | None:
    return None if month is None else (month // 12, month % 12 + 1)


def differences(case: Json, as_of: str) -> list[str]:
    """In what the engine and the oracle differ on a case."""
    try:
        found = assess(copy.deepcopy(case), as_of=date.fromisoformat(as_of))
    except MissingFigureError as error:
        try:
            oracle.decide(case, as_of)
        except oracle.MissingError:
            return []
        return [f"only the engine lacks a figure: {error}"]
    try:
        expected = oracle.decide(case, as_of)
    except oracle.MissingError as error:
        return [f"only the oracle lacks a figure: {error}"]
    told = []
    if found.aggregation.total_months != expected["total_months"]:
        told.append(f"total_months {found.aggregation.total_months} not {expected['total_months']}")
    if len(found.aggregation.overlap) != expected["overlap_months"]:
        told.append(f"overlap_months {len(found.aggregation.overlap)} not {expected['overlap_months']}")
    for code in ("VN", "KR"):
        told += [f"{code}: {each}" for each in differences_of_side(found.parties[code], expected[code])]
    return told


def differences_of_side(result: PartyResult, side: Json) -> list[str]:
    told = [
        f"{name} {getattr(result, name)} not {side.get(name)}"
        for name in FIELDS
        if getattr(result, name) != side.get(name)
    ]
    if plain(result.start) != side.get("start"):
        told.append(f"start {plain(result.start)} not {side.get('start')}")
    if result.further.get("one_off_allowance") != side.get("one_off_allowance"):
        told.append(f"one_off_allowance {result.further} not {side.get('one_off_allowance')}")
    if not result.entitled and not side["entitled"]:
        names = {each.name for each in result.missing}
        if names not in (side["missing_alone"], side["missing_together"]):
            told.append(f"missing {names}, not {side['missing_alone']} or {side['missing_together']}")
    return told


def check(source: Random, aim: Aim) -> Any:
    case = random_case(source, aim)
    as_of = later_day(source, case)
    told = differences(case, as_of)
    if told:
        pytest.fail("\n".join([*told, f"as of {as_of}", json.dumps(case)]))


@pytest.mark.parametrize("aim", [Aim(), PAYABLE], ids=["all_years", "payable_years"])
@pytest.mark.parametrize("block", range(4))
def test_the_oracle_agrees(block: int, aim: Aim) -> None:
    for seed in range(block * 50, block * 50 + 50):
        check(Random(seed), aim)


@pytest.mark.slow
@pytest.mark.parametrize("aim", [Aim(), PAYABLE], ids=["all_years", "payable_years"])
@pytest.mark.parametrize("block", range(5))
def test_the_oracle_agrees_on_thousands(block: int, aim: Aim) -> None:
    for seed in range(1000 + block * 400, 1000 + block * 400 + 400):
        check(Random(seed), aim)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(steered, st.sampled_from([Aim(), PAYABLE]))
def test_the_oracle_agrees_where_hypothesis_looks(source: Random, aim: Aim) -> None:
    check(source, aim)


def test_the_random_cases_reach_every_outcome() -> None:
    """Agreement on cases that are all refused would say nothing."""
    reached: dict[tuple[str, str], int] = {}
    for seed in range(400):
        try:
            found = assess(random_case(Random(seed), PAYABLE))
        except MissingFigureError:
            continue
        for code, result in found.parties.items():
            reached[code, result.basis] = reached.get((code, result.basis), 0) + 1
    for code in ("VN", "KR"):
        for basis in ("independent", "totalised", "none"):
            assert reached.get((code, basis), 0) >= 10, (code, basis, reached)
