"""A comparison of many persons with evaluators that take no time, and the memory that it takes.

    python -m tests.batch.comparison.many PERSONS FOLDER WORKERS

Prints the largest memory of the process in bytes. Everyone gains or loses, each by another amount, so that nothing
that is kept for a person would be missed.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tests.batch.many import AGREEMENT, Idle, write
from totalisation.batch.comparison import run as run_module
from totalisation.batch.comparison.run import Comparison, Law, compare
from totalisation.batch.evaluator import Decided, Starts


class Scattering(Idle):
    """Gives each person an amount of his or her own."""

    def __init__(self, factor: int) -> None:
        self._factor = factor

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        decided = super().decide(persons, periods, starts)
        amounts = pa.array(persons.column("case_id").to_numpy() * self._factor % 100_000_007)
        place = decided.results.schema.get_field_index("VN.monthly_amount")
        columns = [amounts if place == each else column for each, column in enumerate(decided.results.columns)]
        return Decided(pa.RecordBatch.from_arrays(columns, schema=decided.results.schema), decided.rejects)


def main() -> None:
    persons, folder, workers = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    evaluators = iter((Scattering(31_415_927), Scattering(27_182_818)))
    setattr(run_module, "evaluator_for", lambda *_, **__: next(evaluators))  # noqa: B010
    law = Law(AGREEMENT)
    job = Comparison(*write(persons, folder), law, law, folder / "differences.parquet", workers=workers)
    summary = compare(job)
    # What follows holds all values at once, to check the quantiles.
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    everyone = summary["parties"]["VN"]["amounts"]["monthly_amount"]["all"]["all"]
    differences = pq.read_table(folder / "differences.parquet", columns=["VN.monthly_amount.difference"])
    values = np.sort(differences.column(0).to_numpy())
    gained = values[values > 0]
    assert everyone["gained"]["persons"] == len(gained) > persons // 3
    assert everyone["gained"]["median"] == gained[(len(gained) + 1) // 2 - 1]
    assert everyone["gained"]["sum"] == gained.sum()
    print(taken)


if __name__ == "__main__":
    main()
