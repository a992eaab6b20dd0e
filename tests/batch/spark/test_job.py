"""The job of the examples, submitted as the guide says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyspark
import pytest

from tests.batch.conftest import random_cases, write_tables
from tests.batch.spark.environment import environment, settings
from tests.batch.tables import tables_of
from totalisation.agreement_file import find_agreement
from totalisation.batch import assess_table

JOB = Path(__file__).parents[3] / "examples" / "spark_job.py"
INSTALLED = Path(pyspark.__file__).parent


def submitted(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    options = [word for each in settings(folder).items() for word in ("--conf", "=".join(each))]
    return subprocess.run(
        [str(INSTALLED / "bin" / "spark-submit"), "--master", "local[2]", *options, str(JOB), *arguments],
        env={**os.environ, **environment(folder, INSTALLED), "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.usefixtures("java")
def test_the_job_decides_two_files(tmp_path: Path) -> None:
    persons, periods = tables_of(random_cases(40), find_agreement("vn-kr"))
    files = [str(each) for each in write_tables(persons, periods, tmp_path, "parquet")]
    done = submitted(tmp_path, *files, "--agreement", "vn-kr", "-o", str(tmp_path / "out"), "--partitions", "3")
    results, rejects = assess_table(persons, periods, "vn-kr")
    assert done.returncode == 0, done.stderr
    rejected = len(set(rejects.column("case_id").to_pylist()))
    assert done.stdout.split() == ["decided:", str(results.num_rows), "rejected:", str(rejected)]
    written = pq.read_table(tmp_path / "out")
    found = written.filter(written.column("reject").is_null()).drop_columns(["reject"])
    assert found.sort_by("case_id").to_pylist() == results.sort_by("case_id").to_pylist()


def test_the_job_tells_faults_without_spark(tmp_path: Path) -> None:
    pq.write_table(pa.table({"case_id": ["a"]}), tmp_path / "table.parquet")
    table = str(tmp_path / "table.parquet")
    done = subprocess.run(
        [sys.executable, str(JOB), table, table, "--agreement", "xx-yy", "-o", str(tmp_path / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "there is no agreement “xx-yy”" in done.stderr
