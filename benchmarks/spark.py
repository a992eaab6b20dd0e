"""What a batch on Spark costs, in seconds of processors, and what each step of it takes.

    python -m benchmarks.spark [--persons 200000] [--rounds 3] [--cogrouped 2000]

The persons and periods are those of ``benchmarks.batch``: the full law, with earnings. Each step is run on local[2],
and once before that to warm up. Seconds are those that the processors spent on Spark's and on Python's processes,
which other work on the machine changes less than the time that passes. The results are compared with the local ones.
Beside them stands what was not taken: ``cogroup(...).applyInArrow``, a call of Python for each case.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyspark.sql import DataFrame, SparkSession

from benchmarks.batch.data import files
from totalisation.agreement_file import find_agreement
from totalisation.batch import assess_table
from totalisation.batch.evaluator import Evaluator, evaluator_for
from totalisation.batch.spark import decide
from totalisation.batch.spark.frames import co_located, spark_schema
from totalisation.batch.spark.task import decided_schema

FOLDER = Path(__file__).parents[1] / "build" / "batch-benchmark"
AGREEMENT = find_agreement("vn-kr")
KEPT: list[Evaluator] = []
"""The evaluator of a process that is called for each case."""
TICKS = os.sysconf("SC_CLK_TCK")


def processes() -> dict[int, tuple[list[str], float]]:
    """This process and all that it started: the fields of ``/proc/PID/stat``, and the seconds of processors."""
    found: dict[int, tuple[list[str], float]] = {}
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            # Its own time, and that of its children that have ended.
            found[int(entry.name)] = fields, sum(map(int, fields[11:15])) / TICKS
            parents[int(entry.name)] = int(fields[1])
    ours = {os.getpid()}
    while more := {each for each, parent in parents.items() if parent in ours} - ours:
        ours |= more
    return {each: found[each] for each in ours}


def spent() -> float:
    return sum(seconds for _, seconds in processes().values())


def largest_worker() -> int:
    """The largest memory of a Python process of an executor, in bytes."""
    largest = 0
    for each in processes():
        try:
            if b"pyspark.daemon" in (Path("/proc") / str(each) / "cmdline").read_bytes():
                status = (Path("/proc") / str(each) / "status").read_text()
                largest = max(largest, int(status.split("VmHWM:")[1].split()[0]) * 1024)
        except (OSError, IndexError):
            continue
    return largest


def shuffled(spark: SparkSession) -> int:
    """The bytes that were written for shuffles so far."""
    context: Any = spark.sparkContext
    executors = context._jsc.sc().statusStore().executorList(False)
    return sum(int(executors.apply(index).totalShuffleWrite()) for index in range(executors.size()))


def passed_on(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What Arrow and the way to Python and back cost: the rows are read, and a count comes back."""
    yield pa.record_batch({"rows": pa.array([sum(each.num_rows for each in batches)])})


def one_case(persons: pa.Table, periods: pa.Table) -> pa.Table:
    """The function of a cogroup: one case as two tables."""
    person, rows = (named_back(each) for each in (persons, periods))
    if not KEPT:
        KEPT.append(evaluator_for(AGREEMENT, engine="compiled"))
    found = KEPT[0].decide(person, rows, np.array([0, rows.num_rows]))
    return pa.table(
        [each.dictionary_decode() if pa.types.is_dictionary(each.type) else each for each in found.results.columns],
        names=found.results.schema.names,
    )


def named_back(table: pa.Table) -> pa.RecordBatch:
    names = [each.replace("/", ".") for each in table.column_names]
    return pa.RecordBatch.from_arrays([each.combine_chunks() for each in table.columns], names=names)


def cogrouped(persons: DataFrame, periods: DataFrame) -> DataFrame:
    """Each case by a call of its own. Names go without dots: PySpark takes none there."""
    groups = [each.toDF(*(name.replace(".", "/") for name in each.columns)) for each in (persons, periods)]
    schema = spark_schema(pa.schema(list(decided_schema(AGREEMENT, pa.int64()))[:-1]))
    return groups[0].groupBy("case_id").cogroup(groups[1].groupBy("case_id")).applyInArrow(one_case, schema)


def unread(*frames: DataFrame) -> None:
    """Run all of some frames and write them nowhere."""
    for each in frames:
        each.write.format("noop").mode("overwrite").save()


def measured(name: str, persons: int, rounds: int, step: Callable[[], Any]) -> None:
    step()
    found = []
    for _ in range(rounds):
        began, before = time.monotonic(), spent()
        step()
        found.append((spent() - before, time.monotonic() - began))
    seconds, passed = (statistics.median(each) for each in zip(*found, strict=True))
    print(f"{name:44} {seconds:7.1f} {seconds / persons * 1e6:12.1f} {passed:9.1f}", flush=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.spark", description=__doc__.split("\n\n")[0])
    parser.add_argument("--persons", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cogrouped", type=int, default=2000, metavar="PERSONS", help="how many by cogroup; 0: none")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the data are kept; made by a seed")
    given = parser.parse_args()
    warnings.simplefilter("ignore", FutureWarning)
    data = files(given.persons, given.folder)
    number = given.persons
    with tempfile.TemporaryDirectory() as folder:
        settings: dict[str, Any] = {
            "spark.ui.enabled": "false",
            "spark.local.dir": folder,
            "spark.ui.showConsoleProgress": "false",
        }
        spark = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        spark.sparkContext.setLogLevel("OFF")
        persons, periods = (spark.read.parquet(str(each)) for each in (data.full_persons, data.full_periods))
        rows = pq.read_metadata(data.full_periods).num_rows
        print(f"{number:,} persons with {rows:,} periods; load {os.getloadavg()[0]:.1f}")
        print(f"{'':44} {'core s':>7} {'per million':>12} {'passed s':>9}")
        measured("read", number, given.rounds, lambda: unread(persons, periods))
        together = co_located(persons, periods, 8)
        measured("read, shuffle, sort", number, given.rounds, lambda: unread(together))
        before = shuffled(spark)
        unread(together)
        print(f"{'shuffled: bytes a person':44} {(shuffled(spark) - before) / number:7.0f}")
        there = together.mapInArrow(passed_on, "rows long")
        measured("read, shuffle, sort, to Python", number, given.rounds, lambda: unread(there))
        decided = decide(persons, periods, AGREEMENT, engine="compiled", partitions=8)
        measured("read, shuffle, sort, decide, back", number, given.rounds, lambda: unread(decided))
        output = str(Path(folder) / "decided")
        measured(
            "all, and write Parquet", number, given.rounds, lambda: decided.write.mode("overwrite").parquet(output)
        )
        print(f"memory of a Python process, at most: {largest_worker() / 2**20:.0f} MiB")
        local, _ = assess_table(pq.read_table(data.full_persons), pq.read_table(data.full_periods), AGREEMENT)
        written = pq.read_table(output)
        found = written.filter(written.column("reject").is_null()).drop_columns(["reject"])
        plain = local.cast(pa.schema([(each.name, found.schema.field(each.name).type) for each in local.schema]))
        same = found.sort_by("case_id").equals(plain.sort_by("case_id"))
        print(f"results are the local ones: {'yes' if same else 'NO'}")
        if given.cogrouped:
            few = [each.where(f"case_id < {given.cogrouped}") for each in (persons, periods)]
            name = f"cogroup.applyInArrow, {given.cogrouped:,} persons"
            measured(name, given.cogrouped, 1, lambda: unread(cogrouped(few[0], few[1])))
        spark.stop()


if __name__ == "__main__":
    main()
