"""The rounds: everybody in turn, each in a process of its own, on the same files."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.batch.compare import differences_apart
from benchmarks.batch.data import Files, files
from benchmarks.batch.measure import Measured, Task, measured_apart
from benchmarks.batch.registry import FLOORS, FULL_LAW, LIMITS

WARM_PERSONS: Final = 300
TWO_CORES: Final = ("engine-two-cores", "engine-full-law-two-cores")
UNCHECKED: Final = (*FLOORS, *FULL_LAW)
"""Whose results are not those of the small job, or are the engine's own."""


@dataclass
class Line:
    """One contender on one number of persons, and what each round measured."""

    name: str
    persons: int
    rounds: list[Measured] = field(default_factory=list)
    differing: int | None = None
    """In how many rows the results are not the engine's; None where they are not compared."""

    def median(self, of: str) -> float:
        """The median over the rounds of one thing that was measured."""
        found: float = statistics.median(getattr(each, of) for each in self.rounds)
        return found

    @property
    def whole(self) -> float:
        """Seconds from files to a file."""
        return self.median("whole")

    @property
    def work(self) -> float:
        """Seconds between reading and writing."""
        return self.median("work")


def run(persons: int, names: Iterable[str], rounds: int, folder: Path, told: Callable[[str], None]) -> dict[str, Line]:
    """Measure the contenders on so many persons, each round all of them in turn."""
    lines = {name: Line(name, min(persons, LIMITS.get(name, persons))) for name in names}
    warm = files(WARM_PERSONS, folder)
    sizes = {persons, *(each.persons for each in lines.values())}
    expected = {size: _expected(size, warm, folder, told) for size in sorted(sizes)}
    for number in range(rounds):
        for line in lines.values():
            told(f"{persons:,} persons, round {number + 1} of {rounds}: {line.name}")
            results = folder / f"{line.persons}-persons" / f"results-{line.name}.parquet"
            line.rounds.append(
                measured_apart(_task(line.name, line.persons, expected[line.persons], results, warm, folder))
            )
            if number == 0 and line.name not in UNCHECKED:
                line.differing = differences_apart(results, expected[line.persons])
            results.unlink()
    return lines


def _expected(persons: int, warm: Files, folder: Path, told: Callable[[str], None]) -> Path:
    """The engine's results of so many persons, to compare with, and for the floor to write."""
    results = folder / f"{persons}-persons" / "expected.parquet"
    told(f"{persons:,} persons: making the data and the engine's results")
    measured_apart(_task("engine", persons, results, results, warm, folder))
    return results


def _task(name: str, persons: int, expected: Path, results: Path, warm: Files, folder: Path) -> Task:
    made = files(persons, folder)
    full = name in FULL_LAW
    of_persons, of_periods = (made.full_persons, made.full_periods) if full else (made.persons, made.periods)
    warm_persons, warm_periods = (warm.full_persons, warm.full_periods) if full else (warm.persons, warm.periods)
    paths = map(str, (of_persons, of_periods, warm_persons, warm_periods, expected, results))
    return Task(name, 2 if name in TWO_CORES else 1, *paths)


def to_standard_error(text: str) -> None:
    """Tell how far the rounds are."""
    print(text, file=sys.stderr, flush=True)
