"""Survivors, disability and lump sums in a batch: each row is what the single case says, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tests.batch.claims import AGREEMENT, answers, check, claims, examples, relatives_as, told
from tests.batch.compiled.population import random_person
from tests.batch.conftest import write_tables
from tests.batch.tables import Json, tables_of
from totalisation import assess
from totalisation.batch import assess_table, compare_tables
from totalisation.batch.benefits import BENEFITS
from totalisation.batch.comparison.report import ComparisonText
from totalisation.batch.compiled.evaluator import CompiledEvaluator
from totalisation.batch.evaluator import PlainEvaluator
from totalisation.batch.files import TableSource
from totalisation.batch.grouping import Grouping
from totalisation.batch.report import summary_lines, with_rate
from totalisation.batch.run import Job, run
from totalisation.batch.schema import InputSchema, results_schema
from totalisation.batch.sorting import sort_file
from totalisation.cli import commands
from totalisation.messages import FaultsError
from totalisation.reports.explanation import explanation

pytestmark = pytest.mark.slow


def paid(rows: Sequence[Json]) -> Counter[str]:
    """How many have each part that is due."""
    return Counter(
        part["name"] for row in rows for code in AGREEMENT.codes for part in row[f"{code}.parts"] if part["due"]
    )


PARTS = {
    "monthly_allowance",
    "survivors_lump_sum",
    "funeral_grant",
    "lump_sum",
    "commuted_pension",
    "refund",
    "survivors_pension",
    "disability_pension",
    "disability_single_sum",
}


def test_hundreds_of_claims_are_decided_as_alone() -> None:
    rows = check(claims(400))
    found = Counter(row["benefit"] for row in rows)
    assert all(found[benefit] >= 20 for benefit in BENEFITS), found
    assert paid(rows).keys() >= PARTS
    assert any(part["basis"] == "totalised" for row in rows for part in row["VN.parts"])
    assert any(part["ratio_denominator"] for row in rows for part in row["KR.parts"])


@pytest.mark.parametrize("engine", ["plain", "compiled"])
def test_the_examples_are_decided_as_alone(engine: str) -> None:
    rows = check(examples(), engine=engine)
    assert [row["benefit"] for row in rows] == ["old_age", "survivors", "disability", "lump_sum"]
    assert rows[1]["VN.parts"][0]["relatives"] == [
        {"number": 2, "amount": 1_265_000},
        {"number": 3, "amount": 1_265_000},
        {"number": 4, "amount": 1_771_000},
    ]
    assert (rows[3]["VN.extinguished_months"], rows[3]["KR.extinguished_months"]) == (132, 58)


def test_claims_are_carried_to_the_day_of_the_batch() -> None:
    rows = check(claims(12, 5), as_of=date(2026, 12, 31))
    assert rows


def test_old_age_rows_of_a_mixed_table_stay_compiled() -> None:
    source = Random(7)
    of_others = [each for each in claims(60, 7) if each["claim"]["benefit"] != "old_age"]
    old_age = [random_person(source, number) for number in range(len(of_others))]
    mixed = [each for pair in zip(old_age, of_others, strict=True) for each in pair]
    left, alone = left_by_the_rules(mixed), left_by_the_rules(old_age)
    assert left == sorted([*(2 * each for each in alone), *range(1, len(mixed), 2)])
    assert len(alone) < len(old_age) // 2


def left_by_the_rules(cases: list[Json]) -> list[int]:
    """The numbers of the rows that the compiled rules leave to the single-case engine."""
    named = [{**each, "case_id": f"C{number:06d}"} for number, each in enumerate(cases)]
    sources = [
        TableSource(name, each)
        for name, each in zip(("persons", "periods"), tables_of(named, AGREEMENT, "coded"), strict=True)
    ]
    (chunk,) = Grouping(InputSchema(AGREEMENT), sources[0], sources[1], size=1000)
    evaluator = CompiledEvaluator(AGREEMENT, None, PlainEvaluator(AGREEMENT))
    _, left = evaluator.attempted(chunk.persons, chunk.periods, chunk.starts)
    found: list[int] = left.tolist()
    return found


def test_mixed_tables_are_the_same_by_either_engine() -> None:
    tables = tables_of(claims(60, 3), AGREEMENT, "coded")
    plain, compiled = (assess_table(*tables, AGREEMENT, engine=each) for each in ("plain", "compiled"))
    assert [each.to_pylist() for each in plain] == [each.to_pylist() for each in compiled]


def test_an_old_age_table_has_the_columns_that_it_always_had() -> None:
    cases = [each for each in claims(8, 2) if each["claim"]["benefit"] == "old_age"]
    persons, periods = tables_of(cases, AGREEMENT)
    assert "benefit" not in persons.column_names
    before, _ = assess_table(persons, periods, AGREEMENT, engine="plain")
    empty = persons.append_column("benefit", pa.nulls(len(persons)))
    same, _ = assess_table(empty, periods, AGREEMENT, engine="plain")
    said = persons.append_column("benefit", pa.array(["old_age"] * len(persons)))
    after, _ = assess_table(said, periods, AGREEMENT, engine="compiled")
    assert before.schema.equals(results_schema(AGREEMENT))
    assert before.equals(same)
    assert after.column_names[: before.num_columns] == before.column_names
    assert after.select(before.column_names).to_pylist() == before.to_pylist()
    assert after["VN.parts"].to_pylist() == [[]] * len(cases)


@pytest.fixture(scope="module")
def some() -> tuple[list[Json], list[Json], list[tuple[str, str, str]]]:
    """Some claims, with what the engine says of each."""
    cases = [*examples(), *claims(10, 11)]
    return cases, *answers(cases)


@pytest.mark.parametrize("form", ["parquet", "arrow", "arrows", "csv.gz"])
def test_each_form_of_file_gives_the_same(
    form: str, tmp_path: Path, some: tuple[list[Json], list[Json], list[tuple[str, str, str]]]
) -> None:
    cases, rows, faults = some
    files = write_tables(*tables_of(cases, AGREEMENT), tmp_path, form)
    job = Job(*files, AGREEMENT, tmp_path / "results.parquet", tmp_path / "rejects.parquet", engine="compiled")
    data = run(job)
    assert pq.read_table(job.results).to_pylist() == rows
    assert told(pq.read_table(job.rejects)) == faults
    assert {name: each["decided"] for name, each in data["benefits"].items()} == Counter(r["benefit"] for r in rows)
    for benefit, each in data["benefits"].items():
        mine = [row for row in rows if row["benefit"] == benefit]
        for code, party in each["parties"].items():
            due = [part for row in mine for part in row[f"{code}.parts"] if part["due"]]
            assert party["parts"] == {
                name: {
                    "persons": sum(part["name"] == name for part in due),
                    "amount": sum(part["amount"] for part in due if part["name"] == name),
                }
                for name in {part["name"] for part in due}
            }
            months = [row[f"{code}.extinguished_months"] for row in mine]
            assert party.get("extinguished_months", 0) == sum(each or 0 for each in months)
            sums = {name: found["single_sums"] for name, found in party["bases"].items() if name != "none"}
            assert sum(sums.values()) == sum(row[f"{code}.single_sums"] or 0 for row in mine)
    for language in ("en", "vi", "ko"):
        assert len(list(summary_lines(with_rate(data), AGREEMENT, language))) > 12
    text = "\n".join(summary_lines(with_rate(data), AGREEMENT, "en"))
    assert "survivors' benefits: " in text
    assert "insured months that end: " in text


def test_a_run_that_is_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("totalisation.batch.run.SMALLEST_CHUNK", 8)
    cases = claims(40, 19)
    files = write_tables(*tables_of(cases, AGREEMENT), tmp_path, "parquet")
    job = Job(*files, AGREEMENT, tmp_path / "results.parquet", tmp_path / "rejects.parquet", engine="plain")
    with pytest.raises(KeyboardInterrupt):
        run(replace(job, seconds_of_part=0), interrupted)
    assert not job.results.exists()
    data = run(job)
    rows, faults = answers(cases)
    assert pq.read_table(job.results).to_pylist() == rows
    assert told(pq.read_table(job.rejects)) == faults
    assert sum(each["decided"] for each in data["benefits"].values()) == len(rows)


def interrupted(done: int, part: float | None) -> None:
    if done > 20:
        raise KeyboardInterrupt


def test_a_run_of_several_workers_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("totalisation.batch.pool.PERSONS_HERE", 10)
    cases = claims(30, 13)
    files = write_tables(*tables_of(cases, AGREEMENT), tmp_path, "parquet")
    job = Job(*files, AGREEMENT, tmp_path / "results.parquet", tmp_path / "rejects.parquet", engine="plain", workers=2)
    run(job)
    assert pq.read_table(job.results).to_pylist() == answers(cases)[0]


@pytest.mark.parametrize("form", ["map", "struct", "polars"])
def test_relatives_come_as_lists_of_structures(form: str, tmp_path: Path) -> None:
    case = examples()[1]
    case["claim"]["survivors"][0]["monthly_income"] = {"KR": 9_000_000}
    for each in case["claim"]["survivors"]:
        each["birth_date"] = each["birth_date"][:7]
    persons, periods = tables_of([case], AGREEMENT)
    place = persons.column_names.index("survivors")
    persons = persons.set_column(place, "survivors", relatives_as(form))
    if form == "polars":
        frame = pl.from_arrow(persons)
        assert isinstance(frame, pl.DataFrame)
        persons = frame.to_arrow()
    pq.write_table(persons, tmp_path / "persons.parquet")
    sort_file(tmp_path / "persons.parquet", tmp_path / "sorted.parquet")
    for given in (persons, pq.read_table(tmp_path / "sorted.parquet")):
        results, rejects = assess_table(given, periods, AGREEMENT)
        assert rejects.num_rows == 0
        assert results.to_pylist() == answers([case])[0]


@pytest.mark.parametrize(
    ("number", "changes", "fields"),
    [
        (1, {"benefit": "oldage"}, ["benefit"]),
        (1, {"death.date": None}, ["death.date"]),
        (0, {"benefit": "survivors"}, ["death"]),
        (1, {"death.date": "2026-13-01", "death.cause": "fall"}, ["death.cause", "death.date"]),
        (1, {"benefit": None}, ["death", "survivors"]),
        (1, {"death.pensions.VN.monthly": -1}, ["death.pensions.VN.monthly", "death.pensions.VN.since"]),
        (1, {"survivors": "[{"}, ["survivors"]),
        (
            1,
            {"survivors": '[{"relation": "aunt"}, 7]'},
            ["survivors[0].birth_date", "survivors[0].relation", "survivors[1]"],
        ),
        (
            1,
            {"survivors": '[{"relation": "spouse", "monthly_income": {"JP": 1, "KR": 1.5}, "birth_date": "1970"}]'},
            ["survivors[0].birth_date", "survivors[0].monthly_income.KR"],
        ),
        (
            1,
            {"survivors": '[{"relation": "spouse", "monthly_income": 7}]'},
            ["survivors[0].birth_date", "survivors[0].monthly_income"],
        ),
        (2, {"disability.first_examined": None}, ["disability.first_examined"]),
        (
            2,
            {"disability.degrees.KR": 10, "disability.residence": "Korea"},
            ["disability.degrees.KR", "disability.residence"],
        ),
        (2, {"disability.degrees.KR": 5}, ["disability.degrees.KR"]),
        (2, {"disability.settled": "2020-01-01"}, ["disability.settled"]),
        (3, {"withdrawals.VN.reason": "boredom"}, ["withdrawals.VN.reason"]),
        (3, {"withdrawals.VN.decided": "2020-01-01"}, ["withdrawals.VN.decided"]),
        (3, {"withdrawals.KR.since": "2030-01-01", "claim_date": "2026-02-30"}, ["claim_date"]),
    ],
)
def test_a_fault_names_the_column(number: int, changes: Json, fields: list[str]) -> None:
    persons, periods = tables_of([examples()[number]], AGREEMENT)
    for name, value in changes.items():
        if name in persons.column_names:
            persons = persons.drop_columns([name])
        persons = persons.append_column(name, pa.array([value], None if value is not None else pa.string()))
    _, rejects = assess_table(persons, periods, AGREEMENT)
    assert sorted({each["field"] for each in rejects.to_pylist()}) == fields


def test_every_fault_of_the_columns_is_told_at_once() -> None:
    persons, periods = tables_of(examples(), AGREEMENT)
    wrong = {
        "benefits": pa.array(["old_age"] * 4),
        "death.pensions.JP.monthly": pa.array([1] * 4),
        "disability.degree.KR": pa.array([1] * 4),
        "withdrawals.JP.reason": pa.array(["age"] * 4),
        "disability.residence": pa.array([1.5] * 4),
        "survivors": pa.array([[{"relation": "child", "age": 7}]] * 4),
    }
    for name, column in wrong.items():
        persons = (persons.drop_columns([name]) if name in persons.column_names else persons).append_column(
            name, column
        )
    with pytest.raises(FaultsError) as raised:
        assess_table(persons, periods, AGREEMENT)
    found = {each.where.removeprefix("persons: "): str(each.in_language()) for each in raised.value.faults}
    assert found.keys() == wrong.keys()
    assert "Did you mean “benefit”?" in found["benefits"]
    assert "JP is not a party to the agreement" in found["death.pensions.JP.monthly"]
    assert "JP is not a party to the agreement" in found["withdrawals.JP.reason"]
    assert "Did you mean “disability.degrees.KR”?" in found["disability.degree.KR"]
    assert "monthly_income" in found["survivors"]


def test_parts_are_queried_where_they_stand() -> None:
    results, _ = assess_table(*tables_of(examples(), AGREEMENT), AGREEMENT)
    asked = duckdb.sql(
        'SELECT benefit, part.name, sum(part.amount) FROM (SELECT benefit, unnest("VN.parts") AS part FROM results)'
        " WHERE part.due GROUP BY ALL ORDER BY ALL"
    )
    assert asked is not None
    assert asked.fetchall() == [
        ("lump_sum", "lump_sum", results["VN.single_sums"][3].as_py()),
        ("survivors", "funeral_grant", 23_400_000),
        ("survivors", "monthly_allowance", 4_301_000),
    ]


def test_two_laws_are_compared_by_benefit() -> None:
    """The same claims with and without totalisation: what each loses, and the sums by benefit."""
    persons, periods = tables_of([*examples(), *claims(48, 17)], AGREEMENT)
    alone = AGREEMENT.model_copy(update={"kind": "coverage_only"})
    found = compare_tables(persons, periods, AGREEMENT, alone)
    decided = [
        {each["case_id"]: each for each in assess_table(persons, periods, law)[0].to_pylist()}
        for law in (AGREEMENT, alone)
    ]
    rows = found.differences.to_pylist()
    assert [each["case_id"] for each in rows] == [each for each in decided[0] if each in decided[1]]
    for row in rows:
        for side, results in zip("ab", decided, strict=True):
            assert row["benefit"] == results[row["case_id"]]["benefit"]
            for name in ("VN.single_sums", "KR.single_sums", "VN.monthly_amount", "KR.start"):
                assert row[f"{name}.{side}"] == results[row["case_id"]][name]
        assert row["KR.single_sums.difference"] == (row["KR.single_sums.b"] or 0) - (row["KR.single_sums.a"] or 0)
    for code, party in found.summary["parties"].items():
        for name in ("monthly_amount", "single_sums"):
            groups = party["amounts"][name]["benefit"]
            assert groups.keys() == {row["benefit"] for row in rows}
            for benefit, group in groups.items():
                mine = [row for row in rows if row["benefit"] == benefit]
                assert group["persons"] == len(mine)
                assert group["sum_a"] == sum(row[f"{code}.{name}.a"] or 0 for row in mine)
                lost = [-row[f"{code}.{name}.difference"] for row in mine if row[f"{code}.{name}.difference"] < 0]
                assert (group["lost"]["persons"], group["lost"]["sum"]) == (len(lost), sum(lost))
                assert group["lost"].get("most") == max(lost, default=None)
    groups = found.summary["parties"]["KR"]["amounts"]["monthly_amount"]["benefit"]
    assert sum(groups[benefit]["lost"]["persons"] for benefit in ("survivors", "disability"))
    text = "\n".join(ComparisonText(with_rate(found.summary), AGREEMENT, "en").lines())
    assert "survivors' benefits" in text


def test_old_age_alone_is_compared_as_ever() -> None:
    persons, periods = tables_of([examples()[0]], AGREEMENT)
    found = compare_tables(persons, periods, AGREEMENT, AGREEMENT)
    assert "benefit" not in found.differences.column_names
    amounts = found.summary["parties"]["VN"]["amounts"]
    assert amounts.keys() == {"monthly_amount", "one_off_allowance"}
    assert amounts["monthly_amount"].keys() == {"all", "sex", "cohort", "basis"}


def test_one_claim_is_explained_as_alone(tmp_path: Path) -> None:
    files = write_tables(*tables_of(examples(), AGREEMENT), tmp_path, "csv")
    for case in examples():
        arguments = [*map(str, files), "--agreement", "vn-kr", "--explain", case["case_id"]]
        found = CliRunner().invoke(commands, ["batch", *arguments])
        assert found.output == explanation(assess(case), "en")
