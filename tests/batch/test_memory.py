"""Memory does not grow with the number of persons."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LITTLE = 1.15
"""What a larger run may take more than a smaller one: the allocators keep some pages by chance."""


def memory(persons: int, folder: Path, workers: int, what: str = "tests.batch.many") -> int:
    command = [sys.executable, "-m", what, str(persons), str(folder), str(workers)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_memory_is_the_same_for_many_persons_and_more(workers: int, tmp_path: Path) -> None:
    taken = [memory(persons, tmp_path, workers) for persons in (1_000_000, 3_000_000)]
    assert taken[1] <= LITTLE * taken[0]


@pytest.mark.slow
def test_memory_of_a_comparison_is_the_same_for_many_persons_and_more(tmp_path: Path) -> None:
    taken = [memory(persons, tmp_path, 2, "tests.batch.comparison.many") for persons in (1_500_000, 3_000_000)]
    assert taken[1] <= LITTLE * taken[0]
