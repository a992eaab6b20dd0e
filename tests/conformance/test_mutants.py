"""The suite is itself tested: each wrong engine and each wrong file must be caught."""

from __future__ import annotations

import importlib
import inspect

import pytest

from tests.conformance.mutants.engine import ENGINE_MUTANTS
from tests.conformance.mutants.running import ALL, catches
from totalisation.conformance.suite import properties

QUICKLY = 50
"""Of so many mutants one is tried in the quick run."""

AT_LENGTH = 4
"""Of so many one is tried in the whole run; `make mutants` tries all, and by every property."""


def test_there_are_many_mutants_and_each_has_a_name_of_its_own() -> None:
    assert len(ALL) >= 120
    assert len({each.name for each in ALL}) == len(ALL)


def test_every_mutant_names_a_property_that_there_is() -> None:
    assert {each.caught_by for each in ALL} <= {*properties(), "file_is_well_formed"}


def test_every_wrong_engine_replaces_a_line_that_stands_in_its_module_once() -> None:
    sources = {each.module: inspect.getsource(importlib.import_module(each.module)) for each in ENGINE_MUTANTS}
    assert [each.name for each in ENGINE_MUTANTS if sources[each.module].count(each.old) != 1] == []


def _not_caught(numbers: range) -> list[str]:
    return [
        f"{catch.mutant.name}: {catch.reason}" for catch in catches(numbers, whole=False) if catch.caught_by is None
    ]


def test_some_mutants_are_caught_by_the_property_they_name() -> None:
    assert _not_caught(range(0, len(ALL), QUICKLY)) == []


@pytest.mark.slow
def test_a_quarter_of_the_mutants_is_caught_by_the_property_they_name() -> None:
    assert _not_caught(range(0, len(ALL), AT_LENGTH)) == []
