"""Claims to survivors, disability and lump sums on Spark: the answers of ``assess_table``."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from tests.batch.claims import claims, examples, relatives_as
from tests.batch.spark.conftest import Cluster
from tests.batch.spark.test_cluster import AGREEMENT, in_order, rows, shuffled, table_rows
from tests.batch.tables import tables_of
from totalisation.batch import assess_table
from totalisation.batch.spark import assess, decide, split

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]


def test_claims_of_all_benefits_are_decided_as_here(cluster: Cluster, tmp_path: Path) -> None:
    """Written once, with the parts of each benefit and the faults, and read again."""
    persons, periods = tables_of([*examples(), *claims(36, 21)], AGREEMENT)
    spark = cluster.spark
    frames = spark.createDataFrame(shuffled(persons, 1)), spark.createDataFrame(shuffled(periods, 2))
    decide(*frames, AGREEMENT, engine="compiled", partitions=3).write.parquet(str(tmp_path / "decided"))
    found = split(spark.read.parquet(str(tmp_path / "decided")))
    results, rejects = assess_table(persons, in_order(periods), AGREEMENT)
    assert found.results.columns == results.column_names
    assert rows(found.results) == table_rows(results)
    assert rows(found.rejects) == table_rows(rejects)
    assert rejects.num_rows


@pytest.mark.parametrize("form", ["map", "struct"])
def test_relatives_are_taken_as_spark_has_them(cluster: Cluster, form: str) -> None:
    persons, periods = tables_of([copy.deepcopy(examples()[1])], AGREEMENT)
    persons = persons.set_column(persons.column_names.index("survivors"), "survivors", relatives_as(form))
    spark = cluster.spark
    found = assess(spark.createDataFrame(persons), spark.createDataFrame(periods), AGREEMENT, partitions=1)
    results, rejects = assess_table(persons, periods, AGREEMENT)
    assert rejects.num_rows == 0
    assert rows(found.results) == table_rows(results)


def test_a_column_of_nulls_says_nothing_of_a_benefit(cluster: Cluster) -> None:
    persons, periods = tables_of([examples()[0]], AGREEMENT)
    spark = cluster.spark
    told = spark.createDataFrame(persons).selectExpr("*", "NULL AS benefit")
    found = assess(told, spark.createDataFrame(periods), AGREEMENT, partitions=1)
    results, _ = assess_table(persons, periods, AGREEMENT)
    assert found.results.columns == results.column_names
    assert rows(found.results) == table_rows(results)
