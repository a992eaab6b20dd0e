"""What a batch makes of a full disk, a killed process, a file that breaks off, and another run beside it."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from tests.batch.conftest import Write, write_tables
from tests.batch.tables import Json, tables_of
from tests.batch.test_run import check, job
from tests.small_disk import small_disk
from totalisation.agreement_file import find_agreement
from totalisation.batch import chunks, pool
from totalisation.batch import run as run_module
from totalisation.batch.journal import Journal
from totalisation.batch.run import Job, run
from totalisation.batch.sorting import sort_file
from totalisation.cli import commands
from totalisation.messages import FaultsError

pytestmark = [pytest.mark.slow, pytest.mark.fault]


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "SMALLEST_CHUNK", 8)
    monkeypatch.setattr(chunks, "SMALLEST_CHUNK", 8)
    monkeypatch.setattr(chunks, "LARGEST_CHUNK", 8)
    monkeypatch.setattr(pool, "PERSONS_HERE", 0)


def command(done: Job, *more: object) -> Result:
    """The job as it is asked for on the command line."""
    files = [done.persons, done.periods, "-o", done.results, "--rejects", done.rejects]
    arguments = ["batch", *files, "--agreement", "vn-kr", "--engine", "plain", "--workers", done.workers, *more]
    found = CliRunner().invoke(commands, [str(each) for each in arguments])
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


@pytest.mark.usefixtures("small_chunks")
def test_a_run_goes_on_once_a_full_disk_has_room(
    some_cases: list[Json], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = some_cases[:32]
    monkeypatch.setattr(run_module.Job, "seconds_of_part", 0.0)
    with small_disk(tmp_path / "disk", "size=1m") as disk:
        done = replace(job(write(cases)), results=disk.folder / "results.parquet", seconds_of_part=0.0)
        disk.fill(leave=48 * 1024)
        with pytest.raises(OSError, match="No space left"):
            run(done)
        told = command(done)
        assert told.exit_code == 2
        assert "No space left on device" in told.stderr
        assert "Traceback" not in told.output
        assert not done.results.exists()
        assert not done.rejects.exists()
        disk.free()
        run(done)
        check(done, cases)
        assert disk.names() == ["results.parquet"]


def test_results_of_an_earlier_run_stay_while_the_disk_is_full(
    some_cases: list[Json], write: Write, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "size=256k") as disk:
        done = replace(job(write(some_cases[:8])), results=disk.folder / "results.parquet")
        run(done)
        before = done.results.read_bytes()
        disk.fill()
        assert command(done).exit_code == 2
        assert done.results.read_bytes() == before


def test_rejects_on_another_disk_that_is_full_leave_nothing_half_written(
    some_cases: list[Json], write: Write, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        done = replace(job(write(some_cases[:8])), rejects=disk.folder / "rejects.parquet")
        disk.fill()
        told = command(done)
        assert (told.exit_code, "No space left on device" in told.stderr) == (2, True)
        assert not done.results.exists()
        assert disk.names() == []
        disk.free()
        assert command(done).exit_code == 0
        check(done, some_cases[:8])


def test_sorting_onto_a_full_disk_leaves_what_stood_there(some_cases: list[Json], write: Write, tmp_path: Path) -> None:
    persons, _ = write(some_cases)
    with small_disk(tmp_path / "disk", "size=256k") as disk:
        place = disk.folder / "sorted.parquet"
        place.write_bytes(b"what stood here")
        disk.fill()
        told = CliRunner().invoke(commands, ["batch", "sort", str(persons), "-o", str(place)])
        assert told.exit_code == 2
        assert "No space left on device" in told.stderr
        assert place.read_bytes() == b"what stood here"
        assert disk.names() == ["sorted.parquet"]


def test_two_who_sort_into_one_output_leave_one_whole_file(some_cases: list[Json], write: Write) -> None:
    persons, _ = write(some_cases)
    place = persons.with_name("sorted.parquet")
    threads = [threading.Thread(target=sort_file, args=(persons, place)) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert pq.read_table(place).num_rows == len(some_cases)
    assert sorted(os.listdir(place.parent)) == ["periods.parquet", "persons.parquet", "sorted.parquet"]


@pytest.mark.usefixtures("small_chunks")
def test_a_killed_worker_ends_the_run_with_a_word_and_the_next_goes_on(
    some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replace(job(write(some_cases)), workers=2, seconds_of_part=0.0)
    killed: list[int] = []
    decide = pool.PooledEvaluator.decide

    def after_a_kill(self: pool.PooledEvaluator, *given: Any) -> Any:
        found = decide(self, *given)
        processes = self._pool._processes if self._pool is not None else {}
        if not killed and processes:
            killed.append(next(iter(processes)))
            os.kill(killed[0], signal.SIGKILL)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(pool.PooledEvaluator, "decide", after_a_kill)
        told = command(done)
    assert killed
    assert told.exit_code == 2
    assert told.stderr.splitlines()[-1] == (
        "a process of the batch was ended from outside, perhaps for want of memory. "
        "Start the same command again: it goes on."
    )
    assert not done.results.exists()
    run(done)
    check(done, some_cases)


def cut(file: Path, size: int) -> None:
    os.truncate(file, size)


@pytest.mark.parametrize("role", ["persons", "periods"])
@pytest.mark.parametrize("form", ["parquet", "arrow", "arrows", "csv.gz"])
def test_a_file_that_was_cut_off_is_never_decided(form: str, role: str, some_cases: list[Json], tmp_path: Path) -> None:
    files = write_tables(*tables_of(some_cases[:40], find_agreement("vn-kr")), tmp_path, form)
    done = job(files)
    file = files[role == "periods"]
    cut(file, int(file.stat().st_size * (0.5 if role == "persons" else 0.97)))
    told = command(done)
    assert told.exit_code == 2, told.output
    assert f"{role}.{form}" in told.stderr
    assert "cannot be read" in told.stderr
    assert not done.results.exists()


def test_an_arrow_stream_that_ends_between_two_batches_is_not_taken_for_whole(
    some_cases: list[Json], tmp_path: Path
) -> None:
    persons, periods = tables_of(some_cases[:40], find_agreement("vn-kr"))
    files = write_tables(persons, periods, tmp_path, "arrows")
    with pa.OSFile(str(files[1]), "wb") as sink, pa.ipc.new_stream(sink, periods.schema) as writer:
        writer.write_table(periods, 29)
        end = sink.tell()
    cut(files[1], end)
    # The reader itself finds nothing wrong with it.
    with pa.ipc.open_stream(files[1].read_bytes()) as reader:
        assert reader.read_all().num_rows == periods.num_rows
    with pytest.raises(FaultsError, match=r"periods\.arrows: cannot be read: the stream breaks off"):
        run(job(files))


@pytest.mark.parametrize("damage", [b"{", b'{"run": {}, "progress": {"persons_read": "x"}}', b"\0" * 300])
def test_a_damaged_journal_is_told_and_can_be_dropped(damage: bytes, some_cases: list[Json], write: Write) -> None:
    done = job(write(some_cases[:8]))
    journal = Journal(done.results)
    journal.open({})
    journal.close()
    (journal.folder / "journal.json").write_bytes(damage)
    told = command(done)
    assert told.exit_code == 2
    assert told.stderr.endswith("what an unfinished run has left here is damaged. Drop it by --restart.\n")
    assert command(done, "--restart").exit_code == 0
    check(done, some_cases[:8])


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(("parts", "gone"), [(1, True), (1, False), (3, False)])
def test_a_damaged_part_is_never_put_in_place(
    parts: int, gone: bool, some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = replace(job(write(some_cases[: 8 * parts])), seconds_of_part=0.0)
    with monkeypatch.context() as patched:
        # Stopped as by a kill when all is decided, and nothing is in its place.
        patched.setattr("totalisation.batch.record._move", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(done)
    part = Journal(done.results).folder / f"results-{parts - 1:05d}.parquet"
    if gone:
        part.unlink()
    else:
        cut(part, part.stat().st_size - 10)
    told = command(done)
    assert told.exit_code == 2
    assert "what an unfinished run has left here is damaged. Drop it by --restart." in told.stderr
    assert not done.results.exists()
    assert command(done, "--restart").exit_code == 0
    check(done, some_cases[: 8 * parts])


def stopped(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_run_that_begins_as_another_ends_does_not_share_its_lock(
    some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening the lock and taking it, the folder goes away, and a third run makes it anew."""
    done = job(write(some_cases[:4]))
    first, second, third = (Journal(done.results) for _ in range(3))
    first.open({})
    lock = fcntl.flock
    steps = iter(["first ends, third begins"])

    def slow(*given: Any) -> None:
        if next(steps, None):
            first.remove()
            third.open({})
        lock(*given)

    monkeypatch.setattr(fcntl, "flock", slow)
    with pytest.raises(FaultsError, match="another run is writing"):
        second.open({})
    third.remove()
    run(done)
    check(done, some_cases[:4])


def test_a_clock_that_is_set_back_costs_a_run_nothing(
    some_cases: list[Json], write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = job(write(some_cases[:4]))
    told: list[float] = []
    now = time.time

    def back(_: int, __: float | None) -> None:
        told.append(now())
        monkeypatch.setattr(time, "time", lambda: now() - 86_400 * 400)

    summary = run(done, back)
    assert told
    assert 0 <= summary["seconds"] < 60
    check(done, some_cases[:4])
    shutil.rmtree(Journal(done.results).folder, ignore_errors=True)
