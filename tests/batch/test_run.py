"""A run over files answers as assess does for each case, in every form of file, on one core or several."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.batch.conftest import Write, Written, write_tables
from tests.batch.tables import Json, tables_of
from tests.batch.test_evaluator import expected
from totalisation import assess
from totalisation.agreement_file import find_agreement
from totalisation.batch import pool
from totalisation.batch import run as run_module
from totalisation.batch.run import Job, run
from totalisation.messages import FaultsError

pytestmark = pytest.mark.slow

AGREEMENT = find_agreement("vn-kr")


def job(files: Written, **options: Any) -> Job:
    folder = files[0].parent
    return replace(
        Job(*files, AGREEMENT, folder / "results.parquet", folder / "rejects.parquet", engine="plain"), **options
    )


def check(done: Job, cases: list[Json]) -> None:
    """What stands in the files of a job is what ``assess`` says of each case."""
    results, rejects = pq.read_table(done.results).to_pylist(), pq.read_table(done.rejects).to_pylist()
    rows, told = iter(results), iter(rejects)
    for case in cases:
        try:
            determination = assess(case, as_of=done.as_of)
        except FaultsError as error:
            for where, wrong in dict.fromkeys((each.where, str(each.wrong)) for each in error.faults):
                reject = next(told)
                assert (reject["case_id"], reject["field"], reject["wrong"]) == (case["case_id"], where, wrong)
        else:
            assert next(rows) == expected(determination)
    assert (next(rows, None), next(told, None)) == (None, None)
    assert not done.results.with_name(f"{done.results.name}.unfinished").exists()


@pytest.mark.parametrize("form", ["parquet", "arrow", "arrows", "csv", "csv.gz"])
def test_each_form_of_file_gives_the_answers_of_assess(form: str, some_cases: list[Json], tmp_path: Path) -> None:
    files = write_tables(*tables_of(some_cases, AGREEMENT), tmp_path, form)
    done = job(files)
    summary = run(done)
    check(done, some_cases)
    assert summary["persons"] == len(some_cases)


@pytest.mark.parametrize("here", [0, 50, 1000])
def test_several_processes_give_the_same_in_the_same_order(
    here: int, some_cases: list[Json], write: Write, monkeypatch: Any
) -> None:
    monkeypatch.setattr(run_module, "SMALLEST_CHUNK", 16)
    monkeypatch.setattr(pool, "PERSONS_HERE", here)
    done = job(write(some_cases), workers=2)
    run(done)
    check(done, some_cases)


def test_the_summary_counts_what_the_files_hold(some_cases: list[Json], write: Write) -> None:
    done = job(write(some_cases), as_of=date(2030, 1, 1))
    summary = run(done)
    results, rejects = pq.read_table(done.results).to_pylist(), pq.read_table(done.rejects).to_pylist()
    rejected = {each["case_id"] for each in rejects}
    assert summary["decided"] == len(results)
    assert summary["rejected"] == len(rejected)
    assert summary["decided"] + summary["rejected"] == summary["persons"] == len(some_cases)
    assert sum(summary["rejects"].values()) == len(rejects)
    for code in AGREEMENT.codes:
        for basis, sums in summary["parties"][code]["bases"].items():
            mine = [each for each in results if each[f"{code}.basis"] == basis]
            assert sums["persons"] == len(mine)
            for name in sums.keys() - {"persons"}:
                assert sums[name] == sum(each[f"{code}.{name}"] or 0 for each in mine)
        for doubt, number in summary["doubts"][code].items():
            assert number == sum(doubt in each[f"{code}.doubts"].split() for each in results)


def test_a_result_says_what_it_rests_on(some_cases: list[Json], write: Write) -> None:
    done = job(write(some_cases[:3]), as_of=date(2030, 1, 1))
    run(done)
    for file in (done.results, done.rejects):
        said = pq.read_schema(file).metadata
        assert said[b"totalisation.agreement"] == b"vn-kr"
        assert said[b"totalisation.as_of"] == b"2030-01-01"
        assert len(said[b"totalisation.agreement_sha256"]) == len(said[b"totalisation.parameters_sha256"]) == 64
        assert said[b"totalisation.engine_version"]


def test_whole_numbers_name_cases_too(some_cases: list[Json], tmp_path: Path) -> None:
    cases = [{**case, "case_id": str(number)} for number, case in enumerate(some_cases[:20])]
    tables = [
        table.set_column(0, "case_id", table.column("case_id").cast(pa.int64()))
        for table in tables_of(cases, AGREEMENT)
    ]
    done = job(write_tables(tables[0], tables[1], tmp_path, "parquet"))
    run(done)
    assert pq.read_schema(done.results).field("case_id").type == pa.int64()
    found = [*pq.read_table(done.results).column("case_id").to_pylist()]
    found += pq.read_table(done.rejects).column("case_id").to_pylist()
    assert sorted(set(found)) == list(range(20))


def test_bad_rows_are_rejected_and_the_rest_goes_on(some_cases: list[Json], tmp_path: Path) -> None:
    cases = [case for case in some_cases if case["periods"]][:30]
    persons, periods = tables_of(cases, AGREEMENT)
    rows = persons.to_pylist()
    rows[3]["sex"] = "f"
    rows[4] |= {"birth_date": None, "claim_date": "2026-02-30"}
    rows[5]["nationality"] = "Vietnam"
    first_of_last = next(
        index for index, each in enumerate(periods.to_pylist()) if each["case_id"] == cases[-1]["case_id"]
    )
    spans = periods.to_pylist()
    spans[first_of_last]["to"] = "1800-01"
    files = write_tables(
        pa.Table.from_pylist(rows, persons.schema), pa.Table.from_pylist(spans, periods.schema), tmp_path, "parquet"
    )
    done = job(files)
    run(done)
    told = {(each["case_id"], each["field"]) for each in pq.read_table(done.rejects).to_pylist()}
    names = [case["case_id"] for case in cases]
    assert {(names[3], "sex"), (names[4], "birth_date"), (names[4], "claim_date"), (names[5], "nationality")} <= told
    assert (names[-1], "periods[0].to") in told
    good = [each for index, each in enumerate(cases) if index not in (3, 4, 5, 29)]
    decided = [each["case_id"] for each in pq.read_table(done.results).to_pylist()]
    assert set(decided) <= {each["case_id"] for each in good}
    assert len(decided) > 10


@pytest.mark.parametrize(("persons", "periods"), [(0, 0), (1, 0)])
def test_nothing_in_gives_empty_files(persons: int, periods: int, some_cases: list[Json], tmp_path: Path) -> None:
    tables = tables_of(some_cases[1:2], AGREEMENT)
    files = write_tables(tables[0].slice(0, persons), tables[1].slice(0, periods), tmp_path, "parquet")
    done = job(files)
    summary = run(done)
    assert summary["persons"] == persons
    assert pq.read_table(done.results).num_rows + pq.read_table(done.rejects).num_rows == persons


def test_a_file_in_disorder_leaves_nothing(some_cases: list[Json], tmp_path: Path) -> None:
    persons, periods = tables_of(some_cases, AGREEMENT)
    done = job(write_tables(persons, periods.take(list(reversed(range(periods.num_rows)))), tmp_path, "parquet"))
    with pytest.raises(FaultsError, match="totalisation batch sort"):
        run(done)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["periods.parquet", "persons.parquet"]


@pytest.mark.fault
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no such file"),
        (b"", "the file is empty"),
        (b"PAR1 and then nothing", "cannot be read"),
        (b"ARROW1 and then nothing", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_told(
    content: bytes | None, told: str, some_cases: list[Json], write: Write
) -> None:
    files = write(some_cases[:5])
    files[1].unlink()
    if content is not None:
        files[1].write_bytes(content)
    with pytest.raises(FaultsError, match=told) as error:
        run(job(files))
    assert "periods.parquet" in str(error.value)


@pytest.mark.fault
def test_a_file_that_breaks_off_is_told(some_cases: list[Json], tmp_path: Path) -> None:
    files = write_tables(*tables_of(some_cases, AGREEMENT), tmp_path, "csv")
    files[0].write_text(files[0].read_text() + "C999999,female\n")
    with pytest.raises(FaultsError, match=r"persons\.csv: (row \d+: )?cannot be read: .*Expected \d+ columns, got 2"):
        run(job(files))


def by_polars(table: pa.Table, path: Path) -> None:
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    frame.with_columns(pl.col(pl.String).cast(pl.Categorical)).write_parquet(path)


def by_duckdb(table: pa.Table, path: Path) -> None:
    with duckdb.connect() as connection:
        connection.register("given", table)
        connection.execute(f"COPY (SELECT * FROM given) TO '{path}' (FORMAT parquet)")


def by_pandas(table: pa.Table, path: Path) -> None:
    table.to_pandas(types_mapper=pd.ArrowDtype).to_parquet(path, index=False)


@pytest.mark.parametrize("written", [by_polars, by_duckdb, by_pandas])
def test_files_of_other_libraries_are_read_as_they_are(
    written: Callable[[pa.Table, Path], None], some_cases: list[Json], tmp_path: Path
) -> None:
    files = tmp_path / "persons.parquet", tmp_path / "periods.parquet"
    for table, path in zip(tables_of(some_cases, AGREEMENT), files, strict=True):
        written(table, path)
    done = job(files)
    run(done)
    check(done, some_cases)


def test_a_person_with_very_many_periods_among_others(some_cases: list[Json], tmp_path: Path) -> None:
    """Ten thousand records of one month each are decided as the one period that they are."""
    months = [f"{1990 + month // 12}-{month % 12 + 1:02d}" for month in range(400)]
    many = [
        {"party": "VN", "from": month, "to": month, "kind": "compulsory", "salary_regime": "employer"}
        for month in months
        for _ in range(25)
    ]
    case = {
        **some_cases[1],
        "case_id": "C000001x",
        "claim": {"benefit": "old_age", "date": "2025-08-01"},
        "periods": many,
    }
    case["person"] = {"sex": "male", "birth_date": "1960-01"}
    case["established"] = {"VN": {"average_earnings": 9_000_000}}
    cases = [*some_cases[:2], case, *some_cases[2:10]]
    done = job(write_tables(*tables_of(cases, AGREEMENT), tmp_path, "parquet"))
    run(done)
    check(done, cases)
    found = {each["case_id"]: each for each in pq.read_table(done.results).to_pylist()}
    assert found["C000001x"]["VN.own_months"] == 400


SMALL = """
import sys
from pathlib import Path
from totalisation.batch.commands import batch
persons, periods, results = sys.argv[1:]
batch([persons, periods, "--agreement", "vn-kr", "-o", results, "--workers", "4"], standalone_mode=False)
print(sorted({"pandas", "rich", "duckdb", "multiprocessing", "totalisation.batch.compiled"} & sys.modules.keys()))
import pandas as pd
import pyarrow as pa
frame = pd.DataFrame({"a": pd.Categorical(["x", None])})
assert pa.Table.from_pandas(frame).to_pandas().equals(frame)
"""


def test_few_persons_are_decided_without_what_only_many_need(some_cases: list[Json], write: Write) -> None:
    done = job(write(some_cases))
    command = [sys.executable, "-c", SMALL, *map(str, (done.persons, done.periods, done.results))]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert found.returncode == 0, found.stderr
    assert found.stdout.splitlines()[-1] == "[]"
    check(replace(done, rejects=done.results.with_name("results.rejects.parquet")), some_cases)
