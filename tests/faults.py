"""The faults of docs/faults.md, let happen, and how many the program survived.

    python -m tests.faults [--quick]

Each row of its tables is a fault, tried by the tests that it names. Those that fail are printed, and those of which
no test could run here (without the right to mount a disk, without Java). The last line counts: survived, of those
that were tried. Exit status 1 if one was not survived.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "faults.md"
COLUMNS = ["Fault", "What is promised", "What is seen", "Tests"]


@dataclass(frozen=True)
class Fault:
    """A row of the tables; ``tests`` are path::name."""

    told: str
    promised: str
    seen: str
    tests: tuple[str, ...]


def faults() -> list[Fault]:
    """All rows. Raises ValueError for one that is not complete."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("| ") else COLUMNS
        if cells == COLUMNS:
            continue
        if len(cells) != len(COLUMNS) or not all(cells):
            raise ValueError(f"not a row of four cells: {line}")
        told, promised, seen, tests = (cell.strip(" |") for cell in cells)
        found.append(Fault(told, promised, seen, tuple(re.findall(r"`([^`]+)`", tests))))
    return found


class Outcomes:
    """A plugin that notes of each test whether all its cases passed, and whether any ran."""

    def __init__(self) -> None:
        self.failed: set[str] = set()
        self.ran: defaultdict[str, int] = defaultdict(int)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one case."""
        name = report.nodeid.partition("[")[0]
        if report.failed:
            self.failed.add(name)
        elif report.when == "call" and report.passed:
            self.ran[name] += 1


def tried(rows: Sequence[Fault], *, quick: bool) -> Outcomes:
    """Run the tests of some rows in this process, without those marked slow where it is to be quick."""
    outcomes = Outcomes()
    names = dict.fromkeys(name for row in rows for name in row.tests)
    chosen = "fault and not slow" if quick else "fault"
    # The plugin must see the package's own rewriting of assertions, so it is loaded from here and told nothing else.
    with contextlib.redirect_stdout(io.StringIO()) as told:
        status = pytest.main(["-q", "-p", "no:cacheprovider", "-m", chosen, "--rootdir", str(ROOT), *names], [outcomes])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        sys.exit(told.getvalue())
    if outcomes.failed:
        print(told.getvalue(), file=sys.stderr)
    return outcomes


def main() -> int:
    """Try them all and say what became of them."""
    rows = faults()
    outcomes = tried(rows, quick="--quick" in sys.argv[1:])
    survived, counted = 0, 0
    for row in rows:
        wrong = [name for name in row.tests if name in outcomes.failed]
        if wrong:
            print(f"not survived: {row.told} ({', '.join(wrong)})")
        elif not any(outcomes.ran[name] for name in row.tests):
            print(f"not tried: {row.told}")
            continue
        counted += 1
        survived += not wrong
    print(f"faults survived / tried: {survived} / {counted} ({sum(outcomes.ran.values())} cases of tests)")
    return int(survived != counted)


if __name__ == "__main__":
    sys.exit(main())
