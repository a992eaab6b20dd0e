"""The figures in the README are those of every step, and each step's figures can be read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.trust import MARKED, README, Size, matched, of_fuzzing, of_mutants, steps, with_row

STEPS = steps(Size(1, 1, 1, 1), Path("folder"))


def test_the_readme_tells_each_step_with_date_and_commit() -> None:
    found = MARKED.search(README.read_text(encoding="utf-8"))
    assert found is not None
    _head, *rows = [line.strip("| ").split(" | ") for line in found[1].splitlines() if line.startswith("| ")]
    assert [name for name, _figures, _when in rows] == [each.name for each in STEPS]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d, [0-9a-f]{7,}", when) for _name, _figures, when in rows)


def test_new_figures_take_the_place_of_old_ones_and_the_order_stays() -> None:
    empty = "a\n<!-- made by `python -m tests.trust --write` -->\n\n<!-- end -->\nb\n"
    once = with_row(empty, STEPS[1].name, "9 / 9", "2026-11-25, abcdef0")
    twice = with_row(with_row(once, STEPS[0].name, "1", "x"), STEPS[1].name, "8 / 8", "y")
    assert [line for line in twice.splitlines() if line.startswith("| ")][1:] == [
        f"| {STEPS[0].name} | 1 | x |",
        f"| {STEPS[1].name} | 8 / 8 | y |",
    ]
    assert twice.startswith("a\n")
    assert twice.endswith("<!-- end -->\nb\n")


def test_each_step_is_a_command_that_there_is() -> None:
    for step in STEPS:
        module = step.command[0]
        if module != "pytest":
            place = Path(__file__).parents[1].joinpath(*module.split("."))
            assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module


def test_figures_are_read_and_what_says_nothing_is_not_taken_for_well() -> None:
    assert of_mutants("…\nkilled 58 of 60 (96.7 %; 4290 mutants can be made)").startswith("killed 58 of 60 drawn")
    told = 'x\n{"readers": [1, 2], "seconds": 20.4, "executions": 12345, "crashes": 0}'
    assert of_fuzzing(told) == "2 readers, 20 s, 12,345 executions, 0 crashes"
    assert matched(r"survived / tried: \d+ / \d+", "faults survived / tried: 9 / 9 (1)") == "survived / tried: 9 / 9"
    for silent in ("", "no tests ran"):
        with pytest.raises(ValueError, match="no figures"):
            of_mutants(silent)
