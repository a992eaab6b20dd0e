"""The engine itself, and the floor beneath everybody: reading the two files and writing one of the result's size."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import AGREEMENT
from benchmarks.batch.tables import RESULT, read, write
from totalisation.agreement_file import find_agreement
from totalisation.batch.commands import batch
from totalisation.batch.evaluator import PlainEvaluator, Starts, evaluator_for
from totalisation.batch.files import TableSource
from totalisation.batch.grouping import Grouping
from totalisation.batch.schema import InputSchema
from totalisation.batch.table import assess_table

Tables = tuple[pa.Table, pa.Table]


class Engine(Contender):
    """The command ``totalisation batch``; its work alone is ``assess_table``."""

    def read(self, persons: Path, periods: Path) -> Tables:
        """See ``Contender``."""
        return read(persons), read(periods)

    def work(self, tables: Tables) -> pa.Table:
        """See ``Contender``."""
        results, rejects = assess_table(*tables, AGREEMENT, engine="compiled")
        assert not rejects.num_rows, rejects.slice(0, 3).to_pylist()
        return results

    def write(self, results: pa.Table, path: Path) -> None:
        """See ``Contender``."""
        write(results, path)

    def whole(self, persons: Path, periods: Path, results: Path) -> None:
        """The command, as a user gives it."""
        given = [persons, periods, "--agreement", AGREEMENT, "-o", results, "--workers", self.cores]
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            batch.main([*map(str, given), "--engine", "compiled", "--restart"], standalone_mode=False)


class EngineTwoCores(Engine):
    """The same, on two cores."""

    cores = 2


class Rules(Contender):
    """The compiled rules alone, on persons and periods that are paired."""

    def __init__(self) -> None:
        self.agreement = find_agreement(AGREEMENT)
        self.evaluator = evaluator_for(self.agreement, engine="compiled", plain=PlainEvaluator(self.agreement))

    def read(self, persons: Path, periods: Path) -> list[tuple[pa.RecordBatch, pa.RecordBatch, Starts]]:
        """See ``Contender``."""
        sources = TableSource("persons", read(persons)), TableSource("periods", read(periods))
        chunks = Grouping(InputSchema(self.agreement), *sources, size=1 << 17)
        return [(each.persons, each.periods, each.starts) for each in chunks]

    def work(self, tables: list[tuple[pa.RecordBatch, pa.RecordBatch, Starts]]) -> list[pa.RecordBatch]:
        """See ``Contender``."""
        return [self.evaluator.decide(*each).results for each in tables]

    def write(self, results: list[pa.RecordBatch], path: Path) -> None:
        """See ``Contender``."""
        write(pa.Table.from_batches(results).unify_dictionaries(), path)


class Floor(Contender):
    """Nothing but reading both files and writing one file of the engine's columns."""

    def __init__(self, results: Path) -> None:
        self.results = self.written(results)

    def written(self, results: Path) -> pa.Table:
        """What is written, from a file of the engine's results."""
        return _in_memory(results)

    def read(self, persons: Path, periods: Path) -> Tables:
        """See ``Contender``."""
        return read(persons), read(periods)

    def work(self, tables: Any) -> Any:
        """See ``Contender``."""
        return self.results

    def write(self, results: pa.Table, path: Path) -> None:
        """See ``Contender``."""
        write(results, path)


class NarrowFloor(Floor):
    """The same with the columns of the small job alone."""

    def written(self, results: Path) -> pa.Table:
        """See ``Floor``."""
        return _in_memory(results).select(RESULT.names)


def _in_memory(results: Path) -> pa.Table:
    """The engine's results as the engine holds them, its words as codes of a dictionary."""
    words = [f"{code}.{name}" for code in ("VN", "KR") for name in ("basis", "doubts")]
    return pa.parquet.read_table(results, read_dictionary=words).unify_dictionaries().combine_chunks()
