"""Cases decided on a Spark with two executors: the answers of ``assess_table``, however the rows are spread."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from pyspark.sql import DataFrame, functions

from tests.batch.conftest import random_cases
from tests.batch.spark.conftest import Cluster
from tests.batch.spark.test_sending import other_figures
from tests.batch.tables import Json, tables_of
from totalisation.agreement_file import agreements_folder, find_agreement, read_agreement_file
from totalisation.batch import assess_table
from totalisation.batch.spark import Assessed, assess, decide, split
from totalisation.messages import FaultsError
from totalisation.other_figures import with_figures

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]

AGREEMENT = find_agreement("vn-kr")
REJECTED = {"twice": "stands more than once", "nobody": "stands nowhere in persons", None: "is not named"}
"""The cases that cannot be paired, and what is said of each."""


def long_career(periods: int) -> Json:
    """A person with so many periods, most of them within one another."""
    source = Random(4)
    made = []
    for _ in range(periods):
        first = source.randrange(1995 * 12, 2020 * 12)
        last = first + source.randrange(6)
        span = {"from": f"{first // 12}-{first % 12 + 1:02d}", "to": f"{last // 12}-{last % 12 + 1:02d}"}
        kind = {"party": "VN", "kind": "compulsory", "salary_regime": "employer"}
        if source.random() < 0.5:
            kind = {"party": "KR", "kind": "workplace"}
        made.append({**kind, **span, "earnings": [{**span, "monthly": 3_000_000}]})
    return {
        "case_id": "long",
        "agreement": "vn-kr",
        "person": {"sex": "female", "birth_date": "1966-03-02"},
        "claim": {"benefit": "old_age", "date": "2026-08-01"},
        "periods": made,
    }


def in_order(periods: pa.Table) -> pa.Table:
    """The periods of each case in the order in which Spark takes them."""
    columns = ["case_id", "from", "to", "party", "kind"]
    columns += sorted(set(periods.column_names) - set(columns))
    rows = periods.select(columns).to_pylist()
    keys = [[(value is not None, value) for value in row.values()] for row in rows]
    return periods.take(pa.array(sorted(range(len(rows)), key=keys.__getitem__), pa.int64()))


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    order = list(range(table.num_rows))
    Random(seed).shuffle(order)
    return table.take(pa.array(order, pa.int64()))


def rows(frame: DataFrame) -> list[Json]:
    """The rows of a frame, in an order that does not depend on its partitions."""
    found: list[Json] = frame.toArrow().to_pylist()
    return sorted(found, key=lambda row: (row["case_id"] is not None, row["case_id"], str(row.get("field")), str(row)))


def table_rows(table: pa.Table) -> list[Json]:
    found: list[Json] = table.to_pylist()
    return sorted(found, key=lambda row: (True, row["case_id"], str(row.get("field")), str(row)))


class Population:
    """Persons and periods of all sorts, in two tables without any order, and the local answers on those that fit."""

    def __init__(self) -> None:
        persons, periods = tables_of(random_cases(120, seed=9), AGREEMENT, "coded")
        self.local = assess_table(persons, in_order(periods), AGREEMENT)
        misfits = {"twice": (2, 2), "nobody": (0, 3), None: (2, 2)}
        names = [(name, *numbers) for name, numbers in misfits.items()]
        self.persons = shuffled(_with_copies(persons, [(name, number) for name, number, _ in names]), 1)
        self.periods = shuffled(_with_copies(periods, [(name, number) for name, _, number in names]), 2)

    def frames(self, cluster: Cluster) -> tuple[DataFrame, DataFrame]:
        return cluster.spark.createDataFrame(self.persons), cluster.spark.createDataFrame(self.periods)

    def check(self, found: Assessed) -> None:
        """All answers and rejects are the local ones, and beside them stand those that could not be paired."""
        results, rejects = self.local
        assert rows(found.results) == table_rows(results)
        told = rows(found.rejects)
        assert [row for row in told if row["case_id"] not in REJECTED] == table_rows(rejects)
        unpaired = {row["case_id"]: row for row in told if row["case_id"] in REJECTED}
        assert unpaired.keys() == REJECTED.keys()
        for name, words in REJECTED.items():
            assert words in unpaired[name]["wrong"]
            assert unpaired[name]["field"] == "case_id"
        assert len(told) == rejects.num_rows + len(REJECTED)


def _with_copies(table: pa.Table, names: Sequence[tuple[str | None, int]]) -> pa.Table:
    """The table with so many copies of its first row under other names."""
    copies = [{**table.slice(0, 1).to_pylist()[0], "case_id": name} for name, number in names for _ in range(number)]
    return pa.concat_tables([table, pa.Table.from_pylist(copies, table.schema)])


@pytest.fixture(scope="module")
def population() -> Population:
    return Population()


def test_the_answers_are_the_local_ones(cluster: Cluster, population: Population, tmp_path: Path) -> None:
    """The frame of both is written once and read again; only then it is taken apart."""
    persons, periods = population.frames(cluster)
    decided = decide(persons, periods, AGREEMENT, engine="compiled", partitions=4)
    decided.write.parquet(str(tmp_path / "decided"))
    population.check(split(cluster.spark.read.parquet(str(tmp_path / "decided"))))
    assert cluster.busy_executors() == 2


@pytest.mark.parametrize(("inputs", "partitions"), [((1, 7), 1), ((6, 1), 11)])
def test_partitions_do_not_bear_on_the_answers(
    cluster: Cluster, population: Population, inputs: tuple[int, int], partitions: int
) -> None:
    persons, periods = population.frames(cluster)
    persons, periods = persons.repartition(inputs[0]), periods.repartition(inputs[1])
    population.check(assess(persons, periods, AGREEMENT, partitions=partitions))


def test_a_person_may_have_ten_thousand_periods(cluster: Cluster) -> None:
    persons, periods = tables_of([*random_cases(3), long_career(10_000)], AGREEMENT, "coded")
    spark = cluster.spark
    found = assess(spark.createDataFrame(persons), spark.createDataFrame(shuffled(periods, 5)), AGREEMENT, partitions=2)
    results, _ = assess_table(persons, in_order(periods), AGREEMENT)
    assert rows(found.results) == table_rows(results)
    assert results.to_pylist()[-1]["VN.own_months"] > 200


def test_all_rows_may_fall_into_one_partition(cluster: Cluster) -> None:
    spark = cluster.spark
    names = spark.range(200).selectExpr("concat('S', id) AS name").where("pmod(hash(name), 4) = 2")
    cases = random_cases(30, seed=3)
    for case, row in zip(cases, names.orderBy("name").collect(), strict=False):
        case["case_id"] = row["name"]
    persons, periods = tables_of(cases, AGREEMENT)
    decided = decide(spark.createDataFrame(persons), spark.createDataFrame(periods), AGREEMENT, partitions=4)
    assert decided.select(functions.spark_partition_id()).distinct().count() == 1
    results, rejects = assess_table(persons, in_order(periods), AGREEMENT)
    found = split(decided)
    assert rows(found.results) == table_rows(results)
    assert rows(found.rejects) == table_rows(rejects)


def test_frames_without_rows_give_none(cluster: Cluster, population: Population) -> None:
    persons, periods = (frame.limit(0) for frame in population.frames(cluster))
    found = assess(persons, periods, AGREEMENT)
    assert found.results.columns == population.local[0].column_names
    assert found.rejects.columns == population.local[1].column_names
    assert rows(found.results) == rows(found.rejects) == []


def test_rules_are_compiled_once_on_a_machine(cluster: Cluster, population: Population) -> None:
    """Both executors, each with a process or more, found one library, which was made by one of them."""
    if not cluster.compilations.exists():
        decide(*population.frames(cluster), AGREEMENT, engine="compiled", partitions=4).count()
    assert len(cluster.compilations.read_text().splitlines()) == 1


@pytest.mark.fault
def test_a_killed_process_of_an_executor_costs_no_answer(
    cluster: Cluster, population: Population, tmp_path: Path
) -> None:
    """Spark does the partition again, which gives the same rows and none twice."""
    killed = str(tmp_path / "killed")

    def killed_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os
        import signal

        for batch in batches:
            yield batch
            try:
                os.close(os.open(killed, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                continue
            os.kill(os.getpid(), signal.SIGKILL)

    decided = decide(*population.frames(cluster), AGREEMENT, engine="plain", partitions=4)
    # A dot in the name of a column would be read as that of a field.
    named = decided.toDF(*(each.replace(".", "/") for each in decided.columns))
    found = rows(named.mapInArrow(killed_once, named.schema).toDF(*decided.columns))
    results = [{name: each[name] for name in each if name != "reject"} for each in found if each["reject"] is None]
    assert results == table_rows(population.local[0])
    assert len(found) - len(results) == population.local[1].num_rows + len(REJECTED)
    assert Path(killed).exists()


def test_numbers_dates_and_lists_are_taken_as_spark_has_them(cluster: Cluster) -> None:
    persons = pa.table(
        {
            "case_id": pa.array([2, 10, 9], pa.int32()),
            "sex": ["female", "male", "female"],
            "birth_date": pa.array([date(1966, 3, 2), date(1960, 1, 1), date(1964, 5, 5)]),
            "claim_date": pa.array([date(2026, 8, 1)] * 3),
            "residence": pa.nulls(3),
        }
    )
    span = {"from": 200_101, "to": 201_612, "monthly": 7_000_000, "coefficient": None}
    earnings = pa.list_(
        pa.struct([("from", pa.int32()), ("to", pa.int32()), ("monthly", pa.int64()), ("coefficient", pa.string())])
    )
    periods = pa.table(
        {
            "case_id": pa.array([2, 10, 10], pa.int64()),
            "party": ["VN", "VN", "KR"],
            "from": pa.array([200_101] * 3, pa.int32()),
            "to": pa.array([201_612] * 3, pa.int32()),
            "kind": ["compulsory", "compulsory", "workplace"],
            "salary_regime": ["employer", "employer", None],
            "earnings": pa.array([[span], [span], [{**span, "monthly": 2_000_000}]], earnings),
            "conditions": pa.array([["hazardous"], None, []], pa.list_(pa.string())),
        }
    )
    spark = cluster.spark
    # A column may compare its text without regard to case: cases that are two are two all the same.
    collated = spark.createDataFrame(periods).withColumn("kind", functions.expr("kind COLLATE UTF8_LCASE"))
    found = assess(spark.createDataFrame(persons), collated, AGREEMENT, date(2026, 12, 1))
    results, rejects = assess_table(persons.drop_columns(["residence"]), periods, AGREEMENT, date(2026, 12, 1))
    assert rejects.num_rows == 0
    assert rows(found.results) == table_rows(results)
    assert [row["case_id"] for row in rows(found.results)] == [2, 9, 10]
    assert rows(found.rejects) == []


def test_cases_that_differ_in_capitals_alone_are_two(cluster: Cluster) -> None:
    (case,) = random_cases(1, seed=2)
    persons, periods = tables_of([{**case, "case_id": name} for name in ("A", "a")], AGREEMENT)
    of_persons, of_periods = (
        cluster.spark.createDataFrame(each).withColumn("case_id", functions.expr("case_id COLLATE UTF8_LCASE"))
        for each in (persons, periods)
    )
    found = assess(of_persons, of_periods, AGREEMENT, partitions=2)
    results, rejects = assess_table(persons, periods, AGREEMENT)
    assert rows(found.results) == table_rows(results)
    assert rows(found.rejects) == table_rows(rejects)


def test_an_agreement_is_sent_by_its_content(cluster: Cluster, population: Population, tmp_path: Path) -> None:
    """Its terms and figures are others than those shipped, and their files are gone before anything is run."""
    shipped = (agreements_folder() / "vn-kr.toml").read_text(encoding="utf-8")
    file, figures = tmp_path / "vn-kr.toml", other_figures(tmp_path / "figures")
    file.write_text(shipped.replace("\nnumber = 12\n", "\nnumber = 100\n"), encoding="utf-8")
    few = pc.less(population.persons.column("case_id"), "C000060")
    local = population.persons.filter(few).sort_by("case_id")
    periods = in_order(population.periods.filter(pc.less(population.periods.column("case_id"), "C000060")))
    other_terms = read_agreement_file(file)
    agreement = with_figures(other_terms, figures)
    expected = [
        table_rows(assess_table(local, periods, each, engine="plain")[0])
        for each in (agreement, other_terms, AGREEMENT)
    ]
    assert all(expected[0] != each for each in expected[1:])
    frames = [each.where("case_id < 'C000060'") for each in population.frames(cluster)]
    found = assess(frames[0], frames[1], agreement, engine="plain", partitions=2)
    file.unlink()
    shutil.rmtree(figures)
    assert rows(found.results) == expected[0]


def test_faults_of_columns_are_told_together_before_anything_is_run(cluster: Cluster, population: Population) -> None:
    persons, periods = population.frames(cluster)
    wrong = (
        persons.drop("sex")
        .withColumn("claim_date", functions.current_timestamp())
        .withColumn("shoe", functions.lit(41))
    )
    odd = periods.withColumn("from", functions.expr("map(1, 2)")).withColumn("kind", functions.parse_json("party"))
    before = cluster.jobs()
    with pytest.raises(FaultsError) as told:
        assess(wrong, odd, AGREEMENT)
    assert {each.where for each in told.value.faults} == {
        "persons: sex",
        "persons: claim_date",
        "persons: shoe",
        "periods: from",
        "periods: kind",
    }
    assert "variant" in str(told.value)
    with pytest.raises(FaultsError, match="there is no agreement"):
        assess(persons, periods, "xx-yy")
    assess(persons, periods, AGREEMENT)
    assert cluster.jobs() == before


def test_the_plain_engine_answers_the_same(cluster: Cluster, population: Population) -> None:
    few = "case_id < 'C000040' OR case_id = 'twice'"
    persons, periods = (each.where(few) for each in population.frames(cluster))
    plain = assess(persons, periods, AGREEMENT, engine="plain", partitions=3)
    other = assess(persons, periods, AGREEMENT, engine="compiled", partitions=2)
    assert rows(plain.results) == rows(other.results)
    assert rows(plain.rejects) == rows(other.rejects)
    assert rows(plain.results)
