"""A run that is stopped, by a kill, an interrupt or a full disk, goes on with no case lost or doubled."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.batch.conftest import Write, random_cases
from tests.batch.stopped import job as small_parts
from tests.batch.tables import Json
from tests.batch.test_run import check, job
from totalisation.batch import chunks, parts, pool
from totalisation.batch import run as run_module
from totalisation.batch.evaluator import PlainEvaluator
from totalisation.batch.journal import Journal
from totalisation.batch.run import Job, run
from totalisation.messages import FaultsError

pytestmark = pytest.mark.slow

SCRIPT = """
import sys
from pathlib import Path
from dataclasses import replace
from tests.batch.stopped import job
from totalisation.batch import chunks, pool, run
run.SMALLEST_CHUNK = chunks.SMALLEST_CHUNK = chunks.LARGEST_CHUNK = 16
pool.PERSONS_HERE = 0
if __name__ == "__main__":
    persons, periods, folder = map(Path, sys.argv[1:4])
    run.run(replace(job(persons, periods, folder), workers=int(sys.argv[4])))
"""


def start(done: Job, workers: int) -> subprocess.Popen[bytes]:
    script = done.results.with_name("script.py")
    script.write_text(SCRIPT)
    folder = done.results.parent
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, str(script), str(done.persons), str(done.periods), str(folder), str(workers)]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE)


def persons_read(done: Job) -> int:
    """How far a run says that it came."""
    file = Journal(done.results).folder / "journal.json"
    try:
        return int(json.loads(file.read_text())["progress"]["persons_read"])
    except FileNotFoundError:
        return 0


@pytest.mark.fault
@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_that_is_killed_again_and_again_goes_on(workers: int, write: Write) -> None:
    cases = random_cases(600, 5)
    done = small_parts(*write(cases), write(cases)[0].parent)
    source = random.Random(workers)
    kills, reached = 0, 0
    while True:
        process = start(done, workers)
        wanted = reached + source.randint(40, 160)
        while process.poll() is None and persons_read(done) < wanted:
            time.sleep(0.01)
        time.sleep(source.random() * 0.05)
        if process.poll() is not None:
            break
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
        assert not done.results.exists()
        assert persons_read(done) >= reached
        reached = persons_read(done)
    assert process.returncode == 0, process.stderr.read() if process.stderr else ""
    assert kills >= 3
    check(done, cases)


@pytest.mark.fault
def test_a_run_may_stop_at_any_step_that_it_takes_on_the_disk(write: Write, tmp_path: Path) -> None:
    files = write(random_cases(10, 8))
    command = [sys.executable, "-m", "tests.batch.stopped", *map(str, files), str(tmp_path / "runs")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    lines = [json.loads(each) for each in done.stdout.splitlines()]
    assert len(lines) > 20
    assert all(each["complete"] in (None, True) and each["again"] == 0 and each["same"] for each in lines)
    assert all(each["left"] == ["rejects.parquet", "results.parquet"] for each in lines)
    assert any(each["complete"] for each in lines)


class Interrupting(PlainEvaluator):
    """Decides some chunks, and then is interrupted as by the keyboard, once."""

    chunks = 4

    def decide(self, *args: Any) -> Any:
        type(self).chunks -= 1
        if type(self).chunks == 0:
            raise KeyboardInterrupt
        return super().decide(*args)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "SMALLEST_CHUNK", 16)
    monkeypatch.setattr(chunks, "SMALLEST_CHUNK", 16)
    monkeypatch.setattr(chunks, "LARGEST_CHUNK", 16)
    monkeypatch.setattr(pool, "PERSONS_HERE", 0)


@pytest.mark.fault
@pytest.mark.usefixtures("small_chunks")
def test_what_was_decided_before_an_interrupt_is_kept(
    some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = job(write(some_cases))
    monkeypatch.setattr(Interrupting, "chunks", 4)
    with monkeypatch.context() as patched:
        patched.setattr(pool, "PlainEvaluator", Interrupting)
        with pytest.raises(KeyboardInterrupt):
            run(done)
    assert 0 < persons_read(done) < len(some_cases)
    assert not done.results.exists()
    summary = run(done)
    assert summary["persons"] == len(some_cases)
    check(done, some_cases)


@pytest.mark.fault
@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("workers", [1, 2])
def test_a_disk_that_is_full_loses_nothing(
    workers: int, some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replace(job(write(some_cases)), workers=workers, seconds_of_part=0.0)
    writes = 0
    whole = parts.Parts.write

    def failing(self: parts.Parts, batch: Any) -> None:
        nonlocal writes
        writes += 1
        if writes == 7:
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(self, batch)

    with monkeypatch.context() as patched:
        patched.setattr(parts.Parts, "write", failing)
        with pytest.raises(OSError, match="No space left"):
            run(done)
    assert 0 < persons_read(done) < len(some_cases)
    run(done)
    check(done, some_cases)


@pytest.mark.fault
@pytest.mark.usefixtures("small_chunks")
def test_an_unfinished_run_goes_on_with_its_own_input_only(
    some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = job(write(some_cases))
    monkeypatch.setattr(Interrupting, "chunks", 2)
    with monkeypatch.context() as patched:
        patched.setattr(pool, "PlainEvaluator", Interrupting)
        with pytest.raises(KeyboardInterrupt):
            run(done)
    with pytest.raises(FaultsError, match="differs in as_of"):
        run(replace(done, as_of=date(2031, 1, 1)))
    known = done.persons.stat()
    os.utime(done.persons, ns=(known.st_atime_ns, known.st_mtime_ns + 1))
    with pytest.raises(FaultsError, match=r"differs in inputs\.persons\.changed_ns\. .*--restart"):
        run(done)
    run(replace(done, restart=True))
    check(done, some_cases)


@pytest.mark.fault
def test_two_runs_never_write_one_result(some_cases: list[Json], write: Write) -> None:
    done = job(write(some_cases[:5]))
    journal = Journal(done.results)
    journal.open({})
    with pytest.raises(FaultsError, match="another run is writing"):
        run(done)
    journal.remove()
    run(done)
    check(done, some_cases[:5])


@pytest.mark.usefixtures("small_chunks")
def test_results_of_several_parts_are_one_file(some_cases: list[Json], write: Write) -> None:
    done = replace(job(write(some_cases)), seconds_of_part=0.0)
    run(done)
    assert pq.ParquetFile(done.results).num_row_groups > 3
    check(done, some_cases)
