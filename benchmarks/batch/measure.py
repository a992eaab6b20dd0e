"""One contender in a process of its own: warmed up, timed, its memory taken, its results written for the check.

    python -m benchmarks.batch.measure '{"name": "duckdb", ...}'

Prints one line of JSON. The process keeps to as many cores as the contender is given.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

THREADS: Final = (
    "POLARS_MAX_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "NUMEXPR_MAX_THREADS",
    "RAYON_NUM_THREADS",
)
AT_LEAST: Final = 0.5
"""Seconds for which the work is repeated, for the median of several runs where one is short."""
MOST_RUNS: Final = 7


@dataclass(frozen=True)
class Task:
    """What is to be measured: the files, those to warm up on, the engine's results, and where to write."""

    name: str
    cores: int
    persons: str
    periods: str
    warm_persons: str
    warm_periods: str
    expected: str
    results: str


@dataclass(frozen=True)
class Measured:
    """Seconds of wall clock, and bytes."""

    begun: float
    """From the start of the process until the contender was made, imports and all."""
    whole: float
    """From files to a file."""
    whole_processor: float
    """Of the whole, the seconds of processor time: on a busy machine the steadier figure."""
    read: float
    work: float
    """Between reading and writing, from tables in memory to results in memory."""
    work_processor: float
    write: float
    peak: int
    """The most memory that the process had resident until the end of the whole."""
    at_first: int
    """The same before the whole began, after the warming up."""


def measured_apart(task: Task) -> Measured:
    """Measure in a process of its own. Raises CalledProcessError where it fails."""
    environment = os.environ | dict.fromkeys(THREADS, str(task.cores))
    given = json.dumps(asdict(task) | {"since": time.time()})
    command = [sys.executable, "-m", "benchmarks.batch.measure", given]
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return Measured(**json.loads(done.stdout.splitlines()[-1]))


def _measure(task: Task, since: float) -> Measured:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[-task.cores :])
    import pyarrow as pa

    pa.set_cpu_count(task.cores)
    pa.set_io_thread_count(task.cores)
    from benchmarks.batch.registry import made

    contender = made(task.name, Path(task.expected))
    persons, periods, results = Path(task.persons), Path(task.periods), Path(task.results)
    begun = time.time() - since
    warm = Path(task.warm_persons), Path(task.warm_periods)
    contender.whole(*warm, results)
    contender.write(contender.work(contender.read(*warm)), results)
    at_first = _peak()
    whole = _median(lambda: contender.whole(persons, periods, results))
    peak = _peak()
    read = _median(lambda: contender.read(persons, periods))
    tables = contender.read(persons, periods)
    work = _median(lambda: contender.work(tables))
    found = contender.work(tables)
    beside = results.with_name(f"{results.stem}-parts.parquet")
    write = _median(lambda: contender.write(found, beside))
    beside.unlink()
    return Measured(begun, *whole, read[0], *work, write[0], peak, at_first)


def _median(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall clock and of processor time: the medians of some runs."""
    clocks = time.perf_counter, time.process_time
    times: list[list[float]] = [[], []]
    while not times[0] or (sum(times[0]) < AT_LEAST and len(times[0]) < MOST_RUNS):
        gc.collect()
        begun = [clock() for clock in clocks]
        work()
        for some, clock, since in zip(times, clocks, begun, strict=True):
            some.append(clock() - since)
    wall, processor = (statistics.median(each) for each in times)
    return wall, processor


def _peak() -> int:
    """The most memory that this process had resident. Linux tells it apart from that of the process before."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


def main() -> None:
    """Measure what the argument says."""
    given = json.loads(sys.argv[1])
    since = given.pop("since")
    print(json.dumps(asdict(_measure(Task(**given), since))))


if __name__ == "__main__":
    main()
