"""A run over many persons with an evaluator that does nothing, and the memory that it takes.

    python -m tests.batch.many PERSONS FOLDER WORKERS

Prints the largest memory of the process in bytes. What is measured is all but the law itself: reading, pairing,
writing and counting.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from totalisation.agreement_file import find_agreement
from totalisation.batch import run as run_module
from totalisation.batch.evaluator import Decided, Starts
from totalisation.batch.run import Job, run
from totalisation.batch.schema import rejects_schema, results_schema

AT_ONCE = 50_000
AGREEMENT = find_agreement("vn-kr")


class Idle:
    """Gives each person the same result."""

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        case_ids = persons.column("case_id")
        schema = results_schema(AGREEMENT, case_ids.type)
        columns = [case_ids, *(_same(each, len(case_ids)) for each in list(schema)[1:])]
        return Decided(
            pa.RecordBatch.from_arrays(columns, schema=schema),
            pa.RecordBatch.from_pylist([], rejects_schema(case_ids.type)),
        )


def _same(field: pa.Field, number: int) -> pa.Array:
    if pa.types.is_dictionary(field.type):
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(number, np.int32)), pa.array(["none"]))
    return pa.repeat(pa.scalar(False if pa.types.is_boolean(field.type) else 7, field.type), number)


def write(persons: int, folder: Path) -> tuple[Path, Path]:
    """Persons with six periods each, written piece by piece."""
    paths = folder / "persons.parquet", folder / "periods.parquet"
    source = np.random.default_rng(1)
    writers: list[Any] = [None, None]
    for first in range(0, persons, AT_ONCE):
        case_ids = np.arange(first, min(first + AT_ONCE, persons), dtype=np.int64)
        number = len(case_ids)
        six = 6 * number
        tables = (
            {
                "case_id": pa.array(case_ids),
                "sex": pa.array(np.full(number, "male")),
                "birth_date": pa.array(source.integers(1955, 1970, number).astype(np.int32) * 100 + 5),
                "claim_date": pa.array(np.full(number, 20_500, np.int32)).cast(pa.date32()),
            },
            {
                "case_id": pa.array(np.repeat(case_ids, 6)),
                "party": pa.array(np.full(six, "VN")),
                "from": pa.array(source.integers(1990, 2000, six).astype(np.int32) * 100 + 1),
                "to": pa.array(source.integers(2001, 2020, six).astype(np.int32) * 100 + 1),
                "kind": pa.array(np.full(six, "compulsory")),
                "monthly": pa.array(source.integers(1_000_000, 9_000_000, six)),
            },
        )
        for place, columns in enumerate(tables):
            table = pa.table(columns)
            writers[place] = writers[place] or pq.ParquetWriter(paths[place], table.schema)
            writers[place].write_table(table)
    for writer in writers:
        writer.close()
    return paths


def main() -> None:
    persons, folder, workers = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    setattr(run_module, "evaluator_for", lambda *_, **__: Idle())  # noqa: B010
    files = write(persons, folder)
    job = Job(*files, AGREEMENT, folder / "results.parquet", folder / "rejects.parquet", workers=workers)
    assert run(job)["decided"] == persons
    assert pq.read_metadata(job.results).num_rows == persons
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


if __name__ == "__main__":
    main()
