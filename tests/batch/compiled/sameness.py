"""Whether compiled rules and the engine for single cases say the same, row by row.

``python -m tests.batch.compiled.sameness 200000`` decides that many random persons both ways, and compares every
field of every result and every fault of every reject.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa

from tests.batch.compiled.population import Json, random_person
from tests.batch.tables import tables_of
from tests.strategies import random_case
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch.canonical import laid_out
from totalisation.batch.compiled.evaluator import CompiledEvaluator
from totalisation.batch.evaluator import PlainEvaluator, Starts
from totalisation.batch.schema import InputSchema


@dataclass
class Comparison:
    """What a comparison found: rows, how many the compiled rules left, and how each row was decided."""

    rows: int
    left: int
    rejected: int
    bases: Counter[tuple[str, ...]]


def tables(cases: list[Json], agreement: Agreement) -> tuple[pa.RecordBatch, pa.RecordBatch, Starts]:
    """The cases as an evaluator sees them."""
    schema = InputSchema(agreement)
    persons, periods = tables_of(cases, agreement, "coded")
    counts = [len(each.get("periods", [])) for each in cases]
    return (
        laid_out(schema, "persons", _whole(persons)),
        laid_out(schema, "periods", _whole(periods)),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
    )


def _whole(table: pa.Table) -> pa.RecordBatch:
    chunks = [each.combine_chunks() for each in table.columns]
    return pa.RecordBatch.from_arrays(
        [each.combine_chunks() if isinstance(each, pa.ChunkedArray) else each for each in chunks], schema=table.schema
    )


def compare(cases: list[Json], agreement: Agreement, as_of: date | None = None) -> Comparison:
    """Decide the cases both ways. Raises AssertionError with the first row that differs."""
    persons, periods, starts = tables(cases, agreement)
    plain = PlainEvaluator(agreement, as_of)
    compiled = CompiledEvaluator(agreement, as_of, plain)
    expected, found = plain.decide(persons, periods, starts), compiled.decide(persons, periods, starts)
    _, left = compiled.attempted(persons, periods, starts)
    by_name = {each["case_id"]: each for each in cases}
    for wanted, given in zip(expected.results.to_pylist(), found.results.to_pylist(), strict=True):
        assert wanted == given, (_differences(wanted, given), by_name[wanted["case_id"]])
    assert expected.rejects.to_pylist() == found.rejects.to_pylist()
    bases = Counter(tuple(row[f"{code}.basis"] for code in agreement.codes) for row in expected.results.to_pylist())
    return Comparison(len(cases), len(left), len(cases) - len(expected.results), bases)


def _differences(wanted: dict[str, Any], given: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {name: (wanted[name], given[name]) for name in wanted if wanted[name] != given[name]}


def _share(seed: int, rows: int) -> Comparison:
    source = Random(seed)
    cases = [random_person(source, number) if number % 4 else _other(source, number) for number in range(rows)]
    as_of = None if seed % 2 else date(2026, 12, 31)
    return compare(cases, find_agreement("vn-kr"), as_of)


def _other(source: Random, number: int) -> Json:
    """A case of the generator that aims at every turn of the law, options and all."""
    return {**random_case(source), "case_id": f"c{number}"}


def main(rows: int, workers: int = 2, size: int = 5_000) -> None:
    """Compare ``rows`` random persons, and say what they were."""
    start = time.perf_counter()
    total = Comparison(0, 0, 0, Counter())
    with ProcessPoolExecutor(workers) as pool:
        for each in pool.map(_share, range(1, 1 + rows // size), [size] * (rows // size)):
            total.rows += each.rows
            total.left += each.left
            total.rejected += each.rejected
            total.bases += each.bases
            print(f"{total.rows} rows the same after {time.perf_counter() - start:.0f} s", flush=True)
    print(f"left to the single case: {total.left}; rejected: {total.rejected}; decided:")
    for bases, count in total.bases.most_common():
        print(f"  {' and '.join(bases)}: {count}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
