"""The judged survivors speak of the source as it is, and a small sample of mutants is killed or judged."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

import pytest

from tests.mutation.mutants import PACKAGE, REPOSITORY, Mutant, all_mutants, modules, mutants_of
from tests.mutation.operators import operators
from tests.mutation.results import FIGURES, Results, judged
from tests.mutation.running import KILLED, Trial

REACHED = 95.0
"""Per cent killed that no later run may fall below."""

TRIED = 95.0
"""Per cent of the mutants that can be made that a run must have tried for its figures to be kept."""

SAMPLE = 12


def _lines_of_functions(path: str) -> dict[str, str]:
    """The text of each outermost function of a file without its margins; under "" the whole file."""
    text = (PACKAGE / path).read_text(encoding="utf-8")
    found = {"": " ".join(text.split())}
    for node in ast.parse(text).body:
        members = node.body if isinstance(node, ast.ClassDef) else [node]
        prefix = f"{node.name}." if isinstance(node, ast.ClassDef) else ""
        for each in members:
            if isinstance(each, ast.FunctionDef):
                found[prefix + each.name] = " ".join((ast.get_source_segment(text, each) or "").split())
    return found


def test_each_judged_place_still_stands_in_the_source() -> None:
    sources: dict[str, dict[str, str]] = {}
    gone = []
    for name in judged():
        where, _, change = name.partition(": ")
        path, _, function = where.partition(" ")
        if path not in sources:
            sources[path] = _lines_of_functions(path)
        was = change.split(" -> ")[0]
        if was not in sources[path].get(function, ""):
            gone.append(name)
    assert gone == []


@pytest.mark.slow
def test_each_judged_survivor_can_be_made() -> None:
    assert set(judged()) - {each.name for each in all_mutants()} == set()


def test_the_figures_do_not_fall_and_every_survivor_is_judged() -> None:
    found = json.loads(FIGURES.read_text(encoding="utf-8"))
    assert found["killed"] >= found["total"] * REACHED / 100
    assert found["killed"] + found["survived"] == found["total"] <= found["mutants"]
    assert found["total"] >= found["mutants"] * TRIED / 100
    assert found["unjudged"] == 0
    assert found["survived"] == found["explained"] + found["gaps"]


@lru_cache
def _of(path: str) -> list[Mutant]:
    return mutants_of(path)


def test_a_mutant_differs_from_its_module_at_its_place_alone_and_compiles() -> None:
    mutants = _of("totalisation/money.py")
    text = (PACKAGE / "money.py").read_text(encoding="utf-8")
    assert len(mutants) == len({each.name for each in mutants}) > 20
    for each in mutants:
        made = each.source()
        assert made != text
        assert (made[: each.start], made[len(made) - len(text) + each.end :]) == (text[: each.start], text[each.end :])
        compile(made, each.path, "exec")


def test_what_is_not_law_is_left_as_it_is() -> None:
    changed = {each.was for each in _of("totalisation/rules.py")}
    assert not any(line.startswith(("@", "raise ", '"')) for line in changed)
    assert "if later.since <= earlier.until:" in changed


def test_the_operators_make_the_changes_they_are_named_for() -> None:
    made = {(each.operator, each.was, each.becomes) for each in _of("totalisation/rules.py")}
    assert (
        "ReplaceComparisonOperator_LtE_Lt",
        "if later.since <= earlier.until:",
        "if later.since < earlier.until:",
    ) in made
    assert {"SwapExtremes", "SwapQuantifiers", "SwapMembership", "DropFilter"} <= set(operators())


def test_every_module_of_the_law_is_there() -> None:
    assert all(each.exists() for each in modules())
    assert len(modules()) > 40


@pytest.mark.slow
def test_a_sample_of_the_mutants_is_killed_or_judged(tmp_path: Path) -> None:
    """By the command itself, with the tests of two small modules."""
    command = [sys.executable, "-m", "tests.mutation", "--sample", str(SAMPLE), "--folder", str(tmp_path)]
    only = ["--only", "money.py", "--only", "day_sums.py"]
    tests = ["--tests", "tests/test_day_sums.py", "--tests", "tests/test_money.py"]
    done = subprocess.run([*command, *only, *tests], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"of {SAMPLE} (" in done.stdout


def test_a_wrong_verdict_is_refused(tmp_path: Path) -> None:
    listed = tmp_path / "survivors.toml"
    listed.write_text(
        '[[survivor]]\nverdict = "luck"\nwhy = "It is."\nmutants = ["money.py f: 1 -> 2"]\n', encoding="utf-8"
    )
    with pytest.raises(ValueError, match="no verdict"):
        judged(listed)


def test_a_result_is_good_as_long_as_its_function_reads_as_it_did(tmp_path: Path) -> None:
    kept = Results(tmp_path / "results.jsonl")
    mutant = _of("totalisation/money.py")[0]
    assert kept.of(mutant) is None
    kept.add(mutant, Trial(KILLED, "a test"))
    with kept.file.open("a", encoding="utf-8") as lines:
        lines.write('{"key": "cut of')
    assert Results(kept.file).of(mutant) == Trial(KILLED, "a test")
    kept.file.write_text(kept.file.read_text(encoding="utf-8").replace('"digest": "', '"digest": "x'), encoding="utf-8")
    assert Results(kept.file).of(mutant) is None
