"""Cases and files that the tests of batches share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.csv
import pyarrow.feather
import pyarrow.ipc
import pyarrow.parquet as pq
import pytest

from tests.batch.tables import Json, tables_of
from tests.strategies import random_case
from totalisation.agreement_file import find_agreement


def random_cases(number: int, seed: int = 1) -> list[Json]:
    """So many random cases, named in ascending order; every seventh has no periods."""
    source = Random(seed)
    made = [{**random_case(source), "case_id": f"C{index:06d}"} for index in range(number)]
    for case in made[::7]:
        case["periods"] = []
    return made


@pytest.fixture(scope="session")
def some_cases() -> list[Json]:
    return random_cases(120)


Written = tuple[Path, Path]
Write = Callable[[list[Json]], Written]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write cases as two Parquet files, and return their paths."""

    def written(cases: list[Json]) -> Written:
        return write_tables(*tables_of(cases, find_agreement("vn-kr")), tmp_path, "parquet")

    return written


def write_tables(persons: pa.Table, periods: pa.Table, folder: Path, form: str) -> Written:
    """Write the two tables in a form, named by its suffix, in pieces of a few rows."""
    paths = folder / f"persons.{form}", folder / f"periods.{form}"
    for table, path in zip((persons, periods), paths, strict=True):
        match form:
            case "parquet":
                pq.write_table(table, path, row_group_size=37)
            case "arrow":
                pyarrow.feather.write_feather(table, path, chunksize=41)
            case "arrows":
                with pa.ipc.new_stream(path, table.schema) as writer:
                    writer.write_table(table, 29)
            case "csv" | "csv.gz":
                with pa.output_stream(path, compression="gzip" if form == "csv.gz" else None) as stream:
                    pyarrow.csv.write_csv(as_text(table), stream)
    return paths


def as_text(table: pa.Table) -> pa.Table:
    """The table as CSV can hold it: lists as words with spaces between."""
    columns = [
        pa.array([None if each is None else " ".join(each) for each in column.to_pylist()], pa.string())
        if pa.types.is_list(column.type)
        else column
        for column in table.columns
    ]
    return pa.table(columns, names=table.column_names)
