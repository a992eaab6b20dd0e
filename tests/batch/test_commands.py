"""The commands: the line of the manual works as it stands, and bad input ends with its faults and status 2."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.batch.conftest import Write, write_tables
from tests.batch.tables import Json, tables_of
from tests.batch.test_run import check, job
from totalisation import assess
from totalisation.agreement_file import find_agreement
from totalisation.batch import chunks
from totalisation.batch.commands import batch
from totalisation.cli import commands
from totalisation.messages import FaultsError
from totalisation.reports.explanation import explanation

AGREEMENT = find_agreement("vn-kr")


def ran(*arguments: Any) -> Result:
    return CliRunner().invoke(commands, ["batch", *map(str, arguments)])


@pytest.fixture
def files(write: Write, some_cases: list[Json]) -> tuple[Path, Path]:
    return write(some_cases[:40])


def test_the_line_of_the_manual(files: tuple[Path, Path], some_cases: list[Json]) -> None:
    done = job(files)
    found = ran(*files, "--agreement", "vn-kr", "-o", done.results, "--rejects", done.rejects)
    assert found.exit_code == 0, found.output
    check(done, some_cases[:40])
    first = found.output.splitlines()[0]
    decided = pq.read_metadata(done.results).num_rows
    assert first.startswith(f"40 persons: {decided} decided, {40 - decided} rejected, in ")
    assert "VN: " in found.output
    assert "KR: " in found.output


LOST = "is read by this command, and would be lost. Write to another file."


def test_no_output_is_written_over_what_is_read(files: tuple[Path, Path], tmp_path: Path) -> None:
    """A slip of the hand must not cost the only table of persons."""
    persons, periods = files
    before = [each.read_bytes() for each in files]
    link = tmp_path / "linked.parquet"
    link.symlink_to(periods)
    law = tmp_path / "draft.toml"
    text = (Path(__file__).parents[2] / "agreements" / "vn-kr.toml").read_text(encoding="utf-8")
    law.write_text(text.replace('id = "vn-kr"', 'id = "draft"'), encoding="utf-8")
    shared = persons.parent / "." / persons.name
    for arguments, told in (
        (["--agreement", "vn-kr", "-o", persons], [f"{persons}: {LOST}"]),
        (["--agreement", "vn-kr", "-o", shared, "--rejects", link], [f"{shared}: {LOST}", f"{link}: {LOST}"]),
        (["--agreement", law, "-o", law], [f"{law}: {LOST}"]),
        (
            ["--agreement", "vn-kr", "-o", tmp_path / "one", "--rejects", tmp_path / "one"],
            [f"{tmp_path / 'one'}: two answers would be written into one file. Name two files."],
        ),
    ):
        refused = ran(*files, *arguments)
        assert (refused.exit_code, refused.stderr.splitlines()) == (2, told)
    for option in ("-o", "--rejects", "--plot"):
        refused = ran("compare", *files, "--agreement", "vn-kr", "--agreement", law, option, periods)
        assert (refused.exit_code, refused.stderr.splitlines()) == (2, [f"{periods}: {LOST}"])
    assert [each.read_bytes() for each in files] == before
    assert law.read_text(encoding="utf-8").startswith(text[:40])
    assert not list(persons.parent.glob("*.unfinished"))


def test_options_may_come_first_and_an_agreement_from_a_file(files: tuple[Path, Path]) -> None:
    shipped = Path(__file__).parents[2] / "agreements" / "vn-kr.toml"
    results = files[0].parent / "out" / "some.parquet"
    found = ran("--agreement", shipped, "--engine", "plain", "--workers", 1, "-o", results, "--summary", "json", *files)
    assert found.exit_code == 0, found.output
    summary = json.loads(found.output)
    assert summary["persons"] == 40
    assert summary["persons_per_second"] > 0
    assert pq.read_metadata(results).num_rows == summary["decided"]
    assert pq.read_metadata(results.parent / "some.rejects.parquet").num_rows == sum(summary["rejects"].values())


def test_each_fault_of_the_columns_ends_a_run(some_cases: list[Json], tmp_path: Path) -> None:
    persons, periods = tables_of(some_cases[:5], AGREEMENT)
    files = write_tables(persons.rename_columns({"sex": "gender"}), periods.drop_columns(["to"]), tmp_path, "csv")
    found = ran(*files, "--agreement", "vn-kr", "-o", tmp_path / "results.parquet")
    assert found.exit_code == 2
    assert [each.split(": ")[:2] for each in found.stderr.splitlines()] == [
        ["persons.csv", "gender"],
        ["persons.csv", "sex"],
        ["periods.csv", "to"],
    ]
    assert not (tmp_path / "results.parquet").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--agreement", "xx-yy", "-o", "out"], "there is no agreement “xx-yy”"),
        (["--agreement", "vn-kr"], "--output: is missing"),
        (["--agreement", "vn-kr", "-o", "out", "--as-of", "2026"], "--as-of: “2026” is not a day"),
        (["--agreement", "vn-kr", "-o", "/dev/null/out.parquet"], "cannot be written"),
    ],
)
def test_bad_options_are_told(arguments: list[str], told: str, files: tuple[Path, Path]) -> None:
    found = ran(*files, *arguments)
    assert found.exit_code == 2, found.output
    assert told in found.stderr


def test_an_interrupt_says_how_to_go_on(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(chunks, "_timed", interrupted)
    found = ran(*files, "--agreement", "vn-kr", "-o", files[0].parent / "results.parquet", "--workers", 1)
    assert found.exit_code == 130
    assert "The same command goes on from here." in found.stderr


@pytest.mark.parametrize("number", [1, 11, 39])
def test_one_case_is_explained_as_alone(number: int, files: tuple[Path, Path], some_cases: list[Json]) -> None:
    case = some_cases[number]
    found = ran(*files, "--agreement", "vn-kr", "--explain", case["case_id"], "--lang", "ko")
    told: list[str] = []
    try:
        alone = explanation(assess(case), "ko")
    except FaultsError as error:
        alone, told = "", [each.in_language("ko") for each in error.faults]
    assert found.exit_code == (2 if told else 0)
    assert (found.stdout, found.stderr.splitlines()) == (alone, told)


def test_a_case_that_is_not_there_is_told(files: tuple[Path, Path]) -> None:
    found = ran(*files, "--agreement", "vn-kr", "--explain", "C9")
    assert found.exit_code == 2
    assert "persons.parquet: there is no case C9." in found.stderr


def test_the_schema_names_every_column_with_its_types(some_cases: list[Json]) -> None:
    told = json.loads(ran("schema", "--agreement", "vn-kr", "--format", "json").output)
    persons, periods = tables_of(some_cases, AGREEMENT)
    assert set(persons.column_names) <= {each["name"] for each in told["persons"]}
    assert set(periods.column_names) <= {each["name"] for each in told["periods"]}
    assert all(
        each["types"] and each["description"] for table in ("persons", "periods", "results") for each in told[table]
    )
    assert "VN.one_off_allowance" in {each["name"] for each in told["results"]}
    text = ran("schema", "--agreement", "vn-kr").output
    assert all(
        f"  {each['name']}" in text for table in ("persons", "periods", "results", "rejects") for each in told[table]
    )


def test_sort_writes_a_sorted_file(files: tuple[Path, Path]) -> None:
    rows = pq.read_metadata(files[1]).num_rows
    found = ran("sort", files[1], "-o", files[1].parent / "sorted.parquet")
    assert found.output == f"{rows:,} rows\n"
    assert pq.read_metadata(files[1].parent / "sorted.parquet").num_rows == rows


def test_what_is_not_installed_is_named(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "totalisation.batch.run", None)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "totalisation.batch.files", raising=False)
    monkeypatch.delitem(sys.modules, "totalisation.batch.kinds", raising=False)
    monkeypatch.delitem(sys.modules, "totalisation.batch.schema", raising=False)
    monkeypatch.delitem(sys.modules, "totalisation.batch.report", raising=False)
    found = ran("schema", "--agreement", "vn-kr")
    assert found.exit_code == 1
    assert "pyarrow is missing: install totalisation[batch]." in found.output


def test_the_commands_are_listed_without_reading_the_packages() -> None:
    assert {"run", "schema", "sort"} <= set(batch.commands)
    assert "batch" in ran().output or ran("--help").exit_code == 0
