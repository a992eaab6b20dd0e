"""Runs that are stopped as by a power cut, at each step that they take on the disk, each in a process of its own.

    python -m tests.batch.stopped PERSONS PERIODS FOLDER

For each step in turn a run is ended right before it and one right after it, without a word. Then it is started
again. Standard output gets a line for each: the step, whether a result stood there before its time, and whether
the results in the end are those of a run that was never stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from totalisation.agreement_file import find_agreement
from totalisation.batch import chunks, journal, parts, record, run
from totalisation.batch.run import Job
from totalisation.batch.schema import InputSchema

STOPPED = 9


def job(persons: Path, periods: Path, folder: Path) -> Job:
    return Job(
        persons,
        periods,
        find_agreement("vn-kr"),
        folder / "results.parquet",
        folder / "rejects.parquet",
        engine="plain",
        seconds_of_part=0.02,
    )


class Steps:
    """Counts the steps of a run, and ends the process at one of them."""

    def __init__(self, stop_at: int) -> None:
        self.taken = 0
        self.stop_at = stop_at

    def _pass(self) -> None:
        self.taken += 1
        if self.taken == self.stop_at:
            os._exit(STOPPED)

    def around(self, owner: Any, name: str) -> None:
        """Take a step before each call of a function and one after it."""
        function: Callable[..., Any] = getattr(owner, name)

        def stepped(*args: Any, **kwargs: Any) -> Any:
            self._pass()
            made = function(*args, **kwargs)
            self._pass()
            return made

        setattr(owner, name, stepped)


def forked(work: Callable[[], None]) -> int:
    """Do the work in a process of its own, and return its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def small_chunks() -> None:
    for module, name in ((run, "SMALLEST_CHUNK"), (chunks, "SMALLEST_CHUNK"), (chunks, "LARGEST_CHUNK")):
        setattr(module, name, 8)


def stopped_at(step: int, what: Job) -> Callable[[], None]:
    def work() -> None:
        steps = Steps(step)
        steps.around(parts, "on_disk")
        steps.around(parts.Parts, "close_part")
        steps.around(record, "_move")
        steps.around(record.Record, "add")
        steps.around(journal.Journal, "_write")
        steps.around(shutil, "rmtree")
        small_chunks()
        run.run(what)

    return work


def whole(what: Job) -> Callable[[], None]:
    def work() -> None:
        small_chunks()
        run.run(what)

    return work


def compared(one: Job, other: Job) -> Callable[[], None]:
    """Whether two runs gave the same. Files are read in a process of its own: what forks must not hold threads."""

    def work() -> None:
        assert [pq.read_table(each).to_pydict() for each in (one.results, one.rejects)] == [
            pq.read_table(each).to_pydict() for each in (other.results, other.rejects)
        ]

    return work


def main() -> None:
    persons, periods, folder = map(Path, sys.argv[1:])
    folder.mkdir()
    InputSchema(find_agreement("vn-kr"))  # what every run reads is read once
    never = job(persons, periods, folder / "never")
    never.results.parent.mkdir()
    assert forked(whole(never)) == 0
    step = 0
    while True:
        step += 1
        what = job(persons, periods, folder / str(step))
        what.results.parent.mkdir()
        status = forked(stopped_at(step, what))
        if status == 0:
            break
        assert status == STOPPED, status
        # What stands in its place must be whole already.
        early = what.results.exists()
        complete = forked(compared(what, never)) == 0 if early else None
        again = forked(whole(what))
        same = forked(compared(what, never)) == 0
        left = sorted(each.name for each in what.results.parent.iterdir())
        print(json.dumps({"step": step, "complete": complete, "again": again, "same": same, "left": left}), flush=True)
        shutil.rmtree(what.results.parent)


if __name__ == "__main__":
    main()
