"""The page on faults names tests that exist, and all of them; the count of those survived can fail."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import faults
from tests.faults import ROOT, Fault, Outcomes


def marked(node: ast.AST) -> bool:
    return "pytest.mark.fault" in {ast.unparse(each) for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def marked_tests() -> Iterator[str]:
    """Each test that is marked as one of a fault, itself or by its module."""
    for file in sorted((ROOT / "tests").rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        if "pytest.mark.fault" not in text or file == Path(__file__):
            continue
        tree = ast.parse(text)
        whole = any(isinstance(node, ast.Assign) and marked(node) for node in tree.body)
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
                continue
            if whole or any(marked(each) for each in node.decorator_list):
                yield f"{file.relative_to(ROOT).as_posix()}::{node.name}"


def test_every_test_that_the_page_names_exists_and_every_fault_has_its_row() -> None:
    rows = faults.faults()
    named = [name for row in rows for name in row.tests]
    assert all(row.tests for row in rows)
    assert len(rows) > 40
    assert sorted(named) == sorted(marked_tests())


def test_a_fault_that_is_not_survived_is_counted_and_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [Fault(told, "a", "b", (name,)) for told, name in (("one", "x::1"), ("two", "x::2"), ("three", "x::3"))]
    outcomes = Outcomes()
    for name, outcome, when in (
        ("x::1[a]", "passed", "call"),
        ("x::2", "failed", "setup"),
        ("x::3", "skipped", "setup"),
    ):
        report = pytest.TestReport(name, (name, 0, name), {}, outcome, None, when)  # type: ignore[arg-type]
        outcomes.pytest_runtest_logreport(report)
    monkeypatch.setattr(faults, "faults", lambda: rows)
    monkeypatch.setattr(faults, "tried", lambda rows, quick: outcomes)
    assert faults.main() == 1
    assert capsys.readouterr().out.splitlines() == [
        "not survived: two (x::2)",
        "not tried: three",
        "faults survived / tried: 1 / 2 (1 cases of tests)",
    ]


def test_a_row_without_all_its_cells_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "faults.md"
    page.write_text("| Fault | What is promised | What is seen | Tests |\n|---|---|---|---|\n| one | two | three |\n")
    monkeypatch.setattr(faults, "PAGE", page)
    with pytest.raises(ValueError, match="not a row of four cells"):
        faults.faults()
