"""Files sorted by case: both in one order, the rows of a case as they stood, in bounded memory."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.batch.conftest import write_tables
from tests.batch.tables import Json, tables_of
from tests.batch.test_run import check, job
from totalisation.agreement_file import find_agreement
from totalisation.batch.run import run
from totalisation.batch.sorting import sort_file
from totalisation.messages import FaultsError

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("form", ["parquet", "arrow", "csv"])
def test_tables_in_any_order_can_be_decided_once_sorted(form: str, some_cases: list[Json], tmp_path: Path) -> None:
    source = Random(4)
    tables = []
    for table in tables_of(some_cases, find_agreement("vn-kr")):
        rows = list(range(table.num_rows))
        source.shuffle(rows)
        tables.append(table.take(rows))
    (tmp_path / "given").mkdir()
    persons, periods = write_tables(tables[0], tables[1], tmp_path / "given", form)
    assert sort_file(persons, tmp_path / "persons.parquet") == tables[0].num_rows
    assert sort_file(periods, tmp_path / "periods.parquet") == tables[1].num_rows
    done = job((tmp_path / "persons.parquet", tmp_path / "periods.parquet"))
    run(done)
    decided = pq.read_table(done.results).column("case_id").to_pylist()
    assert decided == sorted(decided)
    assert len(decided) > 50


def test_rows_of_a_case_keep_their_order(tmp_path: Path) -> None:
    source = Random(1)
    cases = [source.randint(-50, 50) for _ in range(5000)]
    table = pa.table(
        {
            "case_id": pa.array(cases, pa.int64()),
            "kind": pa.array(["a", "b"] * 2500).dictionary_encode(),
            "row": range(5000),
        }
    )
    pq.write_table(table, tmp_path / "given.parquet")
    sort_file(tmp_path / "given.parquet", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.schema.types == [pa.int64(), pa.string(), pa.int64()]
    assert found.column("row").to_pylist() == sorted(range(5000), key=lambda row: (cases[row], row))


def test_text_is_sorted_as_the_pairing_compares_it(tmp_path: Path) -> None:
    names = ["b", "B", "a10", "a9", "á", "가", "", "Z", "~"]
    pq.write_table(pa.table({"case_id": names}), tmp_path / "given.parquet")
    sort_file(tmp_path / "given.parquet", tmp_path / "out.parquet")
    found = pq.read_table(tmp_path / "out.parquet").column("case_id").to_pylist()
    assert found == sorted(names, key=lambda each: each.encode())


def test_a_sorted_file_stands_whole_or_not_at_all(tmp_path: Path) -> None:
    pq.write_table(pa.table({"name": ["a"]}), tmp_path / "given.parquet")
    with pytest.raises(FaultsError, match=r"given\.parquet: case_id: the column is missing"):
        sort_file(tmp_path / "given.parquet", tmp_path / "out.parquet")
    assert [each.name for each in tmp_path.iterdir()] == ["given.parquet"]


def test_sorting_twice_changes_nothing(some_cases: list[Json], tmp_path: Path) -> None:
    files = write_tables(*tables_of(some_cases, find_agreement("vn-kr")), tmp_path, "parquet")
    done = job(files)
    run(done)
    check(done, some_cases)
    for file in files:
        sort_file(file, file)
    run(done)
    check(done, some_cases)
