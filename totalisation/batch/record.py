"""What a run has made so far: its results and rejects in parts, its counts, and the journal of both."""

from __future__ import annotations

import errno
import os
import shutil
import time
from pathlib import Path
from typing import Any

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.evaluator import Decided
from totalisation.batch.grouping import Chunk
from totalisation.batch.journal import Journal, Progress
from totalisation.batch.parts import Parts, on_disk
from totalisation.batch.schema import rejects_schema, results_schema
from totalisation.batch.summary import Summary


class Record:
    """The record of a run, which is given the chunks in their order, and by one thread at a time.

    ``said`` is what the files say of themselves; no more than the work of ``seconds_of_part`` is ever unfinished.
    ``benefits`` says whether the persons tell what they claim.
    """

    def __init__(
        self,
        agreement: Agreement,
        journal: Journal,
        progress: Progress,
        case_id: pa.DataType,
        said: dict[str, Any],
        seconds_of_part: float,
        *,
        benefits: bool = False,
    ) -> None:
        metadata = {f"totalisation.{name}": "" if value is None else str(value) for name, value in said.items()}
        results = results_schema(agreement, case_id, benefits=benefits).with_metadata(metadata)
        rejects = rejects_schema(case_id).with_metadata(metadata)
        self.summary = Summary(agreement, progress.summary or None)
        self._journal = journal
        self._progress = progress
        self._results = Parts(journal.folder, "results", results, progress.results_parts)
        self._rejects = Parts(journal.folder, "rejects", rejects, progress.rejects_parts)
        self._seconds_of_part = seconds_of_part
        self._known_until = self._part_began = time.monotonic()
        self._last: Chunk | None = None
        self._whole = True

    def add(self, chunk: Chunk, decided: Decided) -> None:
        """Take down what was made of a chunk."""
        if not self._whole:
            raise RuntimeError("a chunk before this one was not taken down")
        self._whole = False
        self._results.write(decided.results)
        self._rejects.write(decided.rejects)
        self.summary.add(chunk.persons.num_rows, decided)
        self._last = chunk
        self._whole = True
        if time.monotonic() - self._part_began >= self._seconds_of_part:
            self.finish_part()

    def finish_part(self) -> None:
        """Put all that was taken down on the disk, and say so in the journal.

        Where this was broken off in the middle, all since the last part is dropped instead.
        """
        if not self._whole:
            self._results.abandon()
            self._rejects.abandon()
            return
        self._whole = False
        self._results.close_part()
        self._rejects.close_part()
        self._save()
        self._whole = True
        self._part_began = time.monotonic()

    def _save(self) -> None:
        progress, now = self._progress, time.monotonic()
        if self._last is not None:
            progress.persons_read = self._last.persons_read
            progress.periods_read = self._last.periods_read
            progress.order = self._last.order
        progress.results_parts = self._results.done
        progress.rejects_parts = self._rejects.done
        progress.summary = self.summary.data
        progress.seconds += now - self._known_until
        self._known_until = now
        self._journal.save(progress)

    def put_in_place(self, results: Path, rejects: Path) -> dict[str, Any]:
        """Make the two files of their parts, put them in their places, and remove the journal.

        Returns the data of the summary, with the seconds that the run took. What was put in place by a run that
        then was stopped is left there.
        """
        progress = self._progress
        if not progress.decided:
            progress.decided = True
            self._save()
        if not progress.placed:
            for parts, place in ((self._rejects, rejects), (self._results, results)):
                if not (parts.moved and place.exists()):
                    _move(parts.join(), place)
            progress.placed = True
            self._save()
        self._journal.remove()
        return {**self.summary.data, "seconds": round(self._progress.seconds, 3)}


def _move(file: Path, place: Path) -> None:
    """Move a file to its place in one step, from another disk as well."""
    try:
        file.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        beside = place.with_name(f"{place.name}.unfinished")
        try:
            shutil.copyfile(file, beside)
            on_disk(beside)
            os.replace(beside, place)
        except OSError:
            beside.unlink(missing_ok=True)
            raise
        file.unlink()
