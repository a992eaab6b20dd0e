"""The rivals of the batch do the same job: their answers are those of the engine, row for row."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.batch.data import KOREA_SINCE, MOST_PERIODS, Files, files
from benchmarks.batch.law import FIRST, FIRST_RIGHT, LAST, figures
from benchmarks.batch.measure import Measured, Task, measured_apart
from benchmarks.batch.registry import CONTENDERS, FLOORS, RIVALS, made
from benchmarks.batch.report import aims, ratio, table
from benchmarks.batch.rivals.numpy_arrays import adjusted
from benchmarks.batch.run import Line
from benchmarks.batch.tables import RESULT, differences, read, write
from totalisation.batch.table import assess_table

pytestmark = pytest.mark.slow

PERSONS = 300


@pytest.fixture(scope="module")
def given_files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return files(PERSONS, tmp_path_factory.mktemp("batch-benchmark"))


@pytest.fixture(scope="module")
def answers(given_files: Files) -> pa.Table:
    """The answers of the single-case engine."""
    results, rejects = assess_table(read(given_files.persons), read(given_files.periods), "vn-kr", engine="plain")
    assert rejects.num_rows == 0
    return results


@pytest.fixture(scope="module")
def answers_file(answers: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("answers") / "answers.parquet"
    write(answers, path)
    return path


@pytest.mark.parametrize("name", [*RIVALS, "engine", "engine-rules"])
def test_everybody_finds_what_the_single_case_engine_finds(
    name: str, given_files: Files, answers: pa.Table, answers_file: Path, tmp_path: Path
) -> None:
    contender = made(name, answers_file)
    by_steps, at_once = tmp_path / "steps.parquet", tmp_path / "whole.parquet"
    contender.write(contender.work(contender.read(given_files.persons, given_files.periods)), by_steps)
    contender.whole(given_files.persons, given_files.periods, at_once)
    for path in (by_steps, at_once):
        assert differences(read(path), answers) == 0


def test_a_row_that_differs_is_counted_once(answers: pa.Table) -> None:
    rows = answers.select(RESULT.names).to_pylist()
    rows[3]["KR.own_months"] += 1
    rows[3]["VN.own_months"] += 1
    rows[5]["VN.start"] = None if rows[5]["VN.start"] else 202601
    changed = pa.Table.from_pylist(rows, schema=RESULT)
    assert differences(changed, answers) == 2
    assert differences(changed.take(list(range(PERSONS - 1, -1, -1))), answers) == 2
    assert differences(changed.slice(1), answers) == PERSONS


def test_the_floor_writes_what_the_engine_wrote(given_files: Files, answers_file: Path, tmp_path: Path) -> None:
    for name, columns in (("floor", pq.read_schema(answers_file).names), ("floor-narrow", RESULT.names)):
        made(name, answers_file).whole(given_files.persons, given_files.periods, tmp_path / name)
        assert pq.read_schema(tmp_path / name).names == columns
        assert differences(pq.read_table(tmp_path / name), pq.read_table(answers_file)) == 0


def test_the_data_are_those_of_the_issue_and_reach_every_branch(given_files: Files, tmp_path: Path) -> None:
    persons, periods = read(given_files.persons), read(given_files.periods).to_pylist()
    assert files(PERSONS, tmp_path).persons.read_bytes() == given_files.persons.read_bytes()
    counts = Counter(each["case_id"] for each in periods)
    assert set(counts) == set(range(PERSONS))
    assert set(counts.values()) == set(range(1, MOST_PERIODS + 1))
    assert min(each["from"] for each in periods if each["party"] == "KR") >= KOREA_SINCE // 12 * 100 + 1
    assert all(each["from"] <= each["to"] for each in periods)
    last: dict[int, int] = {}
    overlapping = 0
    for each in sorted(periods, key=lambda row: (row["case_id"], row["from"])):
        overlapping += each["from"] <= last.get(each["case_id"], 0)
        last[each["case_id"]] = max(last.get(each["case_id"], 0), each["to"])
    assert 0.17 < overlapping / len(periods) < 0.25
    assert persons["claim_date"].to_pylist()[0].year == 2026


def test_the_full_law_decides_the_same_persons(given_files: Files, answers: pa.Table) -> None:
    tables = read(given_files.full_persons), read(given_files.full_periods)
    results, rejects = assess_table(*tables, "vn-kr")
    assert rejects.num_rows == 0
    for code in ("VN", "KR"):
        for name in ("entitled", "basis", "own_months", "totalised_months", "start"):
            assert results[f"{code}.{name}"].to_pylist() == answers[f"{code}.{name}"].to_pylist()
    amounts = [results["VN.monthly_amount_at_start"], answers["VN.monthly_amount_at_start"]]
    assert amounts[0].to_pylist() != amounts[1].to_pylist()


def test_the_answers_are_of_every_kind(answers: pa.Table, given_files: Files) -> None:
    law = figures()
    bases = Counter(zip(answers["VN.basis"].to_pylist(), answers["KR.basis"].to_pylist(), strict=True))
    assert len(bases) == 9
    rows = answers.to_pylist()
    assert any(each["KR.start"] and each["KR.start"] < 202112 for each in rows)
    levels = {law.reference_level[month - FIRST] for month in (12 * 2026, LAST)}
    assert {each["VN.monthly_amount_at_start"] for each in rows} & levels
    averages = read(given_files.persons)["established.KR.average_earnings"].to_pylist()
    theoretical = [each["KR.theoretical_amount"] for each in rows]
    capped = [some // 10 * 10 for some, found in zip(averages, theoretical, strict=True) if found is not None]
    assert set(capped) & set(theoretical)


@given(st.lists(st.tuples(st.integers(1, 10**13), st.integers(120, 480)), min_size=1), st.integers(0, 59))
def test_quotients_in_floating_point_are_put_right(given: list[tuple[int, int]], month: int) -> None:
    law = figures()
    right = FIRST_RIGHT - FIRST + month
    factor = law.adjustment[right]
    above, below = [some for some, _ in given], [10 * 2880 * law.weight_unit * own for _, own in given]
    # A numerator that makes the quotient whole, or all but whole, is what floating point cannot tell.
    for change in (0, -1, 1):
        above.append(max(7 * 10 * factor.denominator // 10**9 + change, 1))
        below.append(max(factor.numerator // 10**9, 1))
    exact = [int(Fraction(one, other) * factor) * 10 for one, other in zip(above, below, strict=True)]
    unadjusted = np.array(above) // np.array(below) * 10
    rights = np.full(len(above), right)
    assert adjusted(np.array(above), np.array(below), rights, unadjusted).tolist() == exact


def test_each_contender_is_measured_in_a_process_of_its_own(
    given_files: Files, answers_file: Path, tmp_path: Path
) -> None:
    persons, periods = str(given_files.persons), str(given_files.periods)
    results = tmp_path / "results.parquet"
    measured = measured_apart(Task("numpy", 1, persons, periods, persons, periods, str(answers_file), str(results)))
    assert differences(read(results), read(answers_file)) == 0
    assert 0 < measured.work <= measured.whole + 1
    assert 10**7 < measured.at_first <= measured.peak


def test_a_ratio_is_that_of_a_person_and_an_aim_is_told_reached_or_missed() -> None:
    def line(name: str, persons: int, whole: float, work: float) -> Line:
        times = {"whole": whole, "whole_processor": whole, "work": work, "work_processor": work, "read": 0, "write": 0}
        return Line(name, persons, [Measured(begun=1, peak=10**8, at_first=10**7, **times)], 0)

    lines = {
        "floor": line("floor", 1000, 1.0, 0),
        "engine": line("engine", 1000, 1.2, 0.1),
        "engine-full-law": line("engine-full-law", 1000, 3.5, 1),
        "duckdb": line("duckdb", 1000, 5, 3),
        "portion": line("portion", 100, 5, 5),
    }
    assert ratio(lines["portion"], lines["engine"], "work") == pytest.approx(500)
    told = "\n".join(aims({1000: lines}))
    assert "reached  whole command over the floor: 1.20" in told
    assert "reached  fastest rival (duckdb) over the whole command: 4.17" in told
    assert "reached  work of duckdb over that of engine: 30.00" in told
    assert "missed   full law over the floor of the small job: 3.50" in told
    printed = "\n".join(table(1000, lines))
    assert "portion, 100" in printed
    assert printed.count("every row as the engine's") == len(lines)
    assert set(CONTENDERS) >= set(FLOORS)
