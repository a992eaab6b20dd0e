"""Tables in memory: the answers of assess, and no copy of what other libraries hand over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from tests.batch.tables import Json, tables_of
from tests.batch.test_evaluator import expected
from totalisation import assess
from totalisation.agreement_file import find_agreement
from totalisation.batch import assess_table
from totalisation.batch import table as table_module
from totalisation.batch.evaluator import Decided, PlainEvaluator, Starts
from totalisation.messages import FaultsError

AGREEMENT = find_agreement("vn-kr")


def test_the_answers_are_those_of_assess(some_cases: list[Json]) -> None:
    results, rejects = assess_table(*tables_of(some_cases, AGREEMENT), "vn-kr", engine="plain")
    rows = {each["case_id"]: each for each in results.to_pylist()}
    rejected = set(rejects.column("case_id").to_pylist())
    for case in some_cases:
        try:
            answer = expected(assess(case))
        except FaultsError:
            assert case["case_id"] in rejected
        else:
            assert rows[case["case_id"]] == answer
    assert len(rows) + len(rejected) == len(some_cases)


def test_the_day_of_the_batch_is_heeded(some_cases: list[Json]) -> None:
    results, _ = assess_table(*tables_of(some_cases, AGREEMENT), AGREEMENT, date(2035, 1, 1), engine="plain")
    other, _ = assess_table(*tables_of(some_cases, AGREEMENT), AGREEMENT, engine="plain")
    assert results.column("KR.monthly_amount").to_pylist() != other.column("KR.monthly_amount").to_pylist()


def test_columns_at_fault_are_told(some_cases: list[Json]) -> None:
    persons, periods = tables_of(some_cases, AGREEMENT)
    with pytest.raises(FaultsError, match="persons: sex: the column is missing"):
        assess_table(persons.drop_columns(["sex"]), periods, AGREEMENT)


class Watching(PlainEvaluator):
    """Notes where the values that it is given stand in memory."""

    seen: list[tuple[pa.RecordBatch, pa.RecordBatch]]

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        self.seen.append((persons, periods))
        return super().decide(persons, periods, starts)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[pa.RecordBatch, pa.RecordBatch]]:
    found: list[tuple[pa.RecordBatch, pa.RecordBatch]] = []

    def watching(agreement: Any, as_of: Any, engine: Any) -> Watching:
        made = Watching(agreement, as_of)
        made.seen = found
        return made

    monkeypatch.setattr(table_module, "evaluator_for", watching)
    return found


NUMBERS = {
    "persons": {
        "case_id": np.arange(4, dtype=np.int64),
        "birth_date": np.array([196_001, 196_105, 196_203, 196_307], np.int32),
    },
    "periods": {
        "case_id": np.array([0, 0, 1, 3], np.int64),
        "from": np.array([200_001, 200_501, 200_001, 200_101], np.int32),
        "to": np.array([200_412, 201_012, 201_512, 201_812], np.int32),
        "monthly": np.array([3_000_000, 4_000_000, 5_000_000, 2_000_000], np.int64),
    },
}
WORDS = {
    "persons": {"sex": ["female", "male", "male", "female"], "claim_date": ["2026-07-01"] * 4},
    "periods": {"party": ["VN", "VN", "VN", "KR"], "kind": ["compulsory", "compulsory", "compulsory", "workplace"]},
}


def from_polars(name: str) -> tuple[pa.Table, dict[str, int]]:
    frame = pl.DataFrame({**NUMBERS[name], **WORDS[name]})
    addresses = {each: frame[each].to_numpy(allow_copy=False).ctypes.data for each in NUMBERS[name]}
    return frame.to_arrow(), addresses


def from_pandas(name: str) -> tuple[pa.Table, dict[str, int]]:
    frame = pd.DataFrame(NUMBERS[name], copy=False).assign(**WORDS[name])
    addresses = {each: frame[each].to_numpy().ctypes.data for each in NUMBERS[name]}
    return pa.Table.from_pandas(frame, preserve_index=False), addresses


def from_duckdb(name: str) -> tuple[pa.Table, dict[str, int]]:
    """DuckDB writes its own columns out as Arrow: from there on nothing is copied."""
    given = pa.table({**NUMBERS[name], **WORDS[name]})
    with duckdb.connect() as connection:
        connection.register("given", given)
        table = connection.sql("SELECT * FROM given").to_arrow_table()
    return table, {each: table.column(each).chunk(0).buffers()[1].address for each in NUMBERS[name]}


@pytest.mark.parametrize("source", [from_polars, from_pandas, from_duckdb])
def test_what_another_library_holds_is_decided_where_it_stands(
    source: Callable[[str], tuple[pa.Table, dict[str, int]]], seen: list[tuple[pa.RecordBatch, pa.RecordBatch]]
) -> None:
    given = [source(name) for name in ("persons", "periods")]
    results, rejects = assess_table(given[0][0], given[1][0], AGREEMENT)
    assert results.num_rows + rejects.num_rows >= 4
    assert len(seen) == 1
    for batch, (_, addresses) in zip(seen[0], given, strict=True):
        found = {name: column_address(batch.column(name)) for name in addresses}
        assert found == addresses


def column_address(column: pa.Array) -> int:
    """Where the first value of a column stands."""
    address: int = column.buffers()[1].address
    return int(address + column.offset * column.type.bit_width // 8)


def test_results_go_back_to_other_libraries(some_cases: list[Json]) -> None:
    results, _ = assess_table(*tables_of(some_cases, AGREEMENT), AGREEMENT, engine="plain")
    start = results.column("VN.start")
    frame = pl.from_arrow(results)
    assert isinstance(frame, pl.DataFrame)
    assert frame["VN.basis"].cast(pl.String).to_list() == results.column("VN.basis").to_pylist()
    assert frame["VN.own_months"].to_numpy(allow_copy=False).ctypes.data == column_address(
        results.column("VN.own_months").chunk(0)
    )
    assert results.to_pandas()["KR.monthly_amount"].sum() == sum(
        each or 0 for each in results.column("KR.monthly_amount").to_pylist()
    )
    counted = duckdb.sql('SELECT count("VN.start") FROM results')
    assert counted is not None
    assert counted.fetchall() == [(len(start) - start.null_count,)]
