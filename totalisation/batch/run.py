"""A run over files: read, pair, decide, write and count, in bounded memory, and to be gone on with after a stop."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.evaluator import Decided, Engine, Evaluator, PlainEvaluator, evaluator_for
from totalisation.batch.files import Source, open_source
from totalisation.batch.grouping import Chunk, Grouping
from totalisation.batch.journal import Journal, Progress, about, identity
from totalisation.batch.order import DisorderError
from totalisation.batch.pool import PooledEvaluator
from totalisation.batch.record import Record
from totalisation.batch.schema import InputSchema
from totalisation.batch.schema_checks import check_schemas
from totalisation.messages import FaultsError

SMALLEST_CHUNK: Final = 512
LARGEST_CHUNK: Final = 131_072
"""Persons decided at one time."""

SHORT: Final = 0.1
LONG: Final = 1.0
"""Seconds for a chunk: below the one the next are larger, above the other they are smaller."""

SECONDS_OF_PART: Final = 60.0

Told = Callable[[int, float | None], None]
"""Told, as a run goes, how many persons are done, and what part of all that is, where it is known."""


@dataclass(frozen=True)
class Job:
    """What to run. ``agreement_file`` is where the agreement came from, if it is not a shipped one.

    No more work than that of ``seconds_of_part`` is lost by a kill.
    """

    persons: Path
    periods: Path
    agreement: Agreement
    results: Path
    rejects: Path
    agreement_file: Path | None = None
    as_of: date | None = None
    engine: Engine = "auto"
    workers: int = 1
    language: str = "en"
    restart: bool = False
    seconds_of_part: float = SECONDS_OF_PART


def run(job: Job, told: Told = lambda done, part: None) -> dict[str, Any]:
    """Decide all persons of a job, write results and rejects, and return the data of the summary.

    Raises FaultsError where files cannot be read, do not fit together, or are not those of the run that would be
    gone on with. Whatever else ends it, the same job goes on from the last part that was finished.
    """
    schema = InputSchema(job.agreement)
    persons, periods = (open_source(each, threads=job.workers > 1) for each in (job.persons, job.periods))
    check_schemas(schema, persons.schema, periods.schema, (persons.name, periods.name))
    said = about(job.agreement, job.agreement_file, job.as_of)
    journal = Journal(job.results)
    progress = journal.open(
        identity(said, {"persons": job.persons, "periods": job.periods}, job.language), restart=job.restart
    )
    with closing(journal):
        integers = pa.types.is_integer(persons.schema.field("case_id").type)
        record = Record(
            job.agreement, journal, progress, pa.int64() if integers else pa.string(), said, job.seconds_of_part
        )
        if not progress.decided:
            try:
                _decide_all(job, _grouping(schema, persons, periods, progress), persons, record, told)
            except FaultsError as error:
                if isinstance(error, DisorderError) or not progress.persons_read:
                    journal.remove()
                raise
        return record.put_in_place(job.results, job.rejects)


def _grouping(schema: InputSchema, persons: Source, periods: Source, progress: Progress) -> Grouping:
    return Grouping(
        schema,
        persons,
        periods,
        size=SMALLEST_CHUNK,
        persons_read=progress.persons_read,
        periods_read=progress.periods_read,
        order=progress.order,
    )


def _decide_all(job: Job, grouping: Grouping, persons: Source, record: Record, told: Told) -> None:
    """Decide what is left, in order. What was recorded when it ends, for whatever reason, is finished as a part."""

    def recorded(chunk: Chunk, decided: Decided) -> None:
        record.add(chunk, decided)
        told(chunk.persons_read, persons.part_read() if not persons.rows else chunk.persons_read / persons.rows)

    try:
        if job.workers == 1:
            plain = PlainEvaluator(job.agreement, job.as_of, job.language)
            evaluator = _evaluator(job, plain, record)
            for chunk in grouping:
                recorded(chunk, _sized(grouping, chunk, *_timed(evaluator, chunk)))
        else:
            _decide_at_once(job, grouping, record, recorded)
    finally:
        record.finish_part()


def _evaluator(job: Job, plain: Evaluator, record: Record) -> Evaluator:
    evaluator = evaluator_for(job.agreement, job.as_of, job.engine, plain=plain)
    record.summary.data["engine"] = "plain" if evaluator is plain else "compiled"
    return evaluator


def _decide_at_once(job: Job, grouping: Grouping, record: Record, recorded: Callable[[Chunk, Decided], None]) -> None:
    """Read, decide and write at the same time: chunks are decided in several threads, and written in one."""
    with (
        closing(PooledEvaluator(job.agreement, job.as_of, job.language, job.workers)) as plain,
        ThreadPoolExecutor(job.workers, "decide") as deciding,
        ThreadPoolExecutor(1, "write") as writing,
    ):
        evaluator = _evaluator(job, plain, record)
        written: deque[Future[None]] = deque()
        try:
            for chunk, decided in _in_order(deciding, evaluator, grouping, job.workers + 2):
                written.append(writing.submit(recorded, chunk, decided))
                if len(written) > 2:
                    written.popleft().result()
            while written:
                written.popleft().result()
        except BaseException:
            plain.close()
            raise


def _in_order(
    deciding: ThreadPoolExecutor, evaluator: Evaluator, grouping: Grouping, most: int
) -> Iterator[tuple[Chunk, Decided]]:
    """The chunks and what was decided, in order, no more than ``most`` of them at hand."""
    asked: deque[tuple[Chunk, Future[tuple[Decided, float]]]] = deque()
    for chunk in grouping:
        asked.append((chunk, deciding.submit(_timed, evaluator, chunk)))
        if len(asked) >= most:
            first, future = asked.popleft()
            yield first, _sized(grouping, first, *future.result())
    for first, future in asked:
        yield first, future.result()[0]


def _timed(evaluator: Evaluator, chunk: Chunk) -> tuple[Decided, float]:
    began = time.monotonic()
    return evaluator.decide(chunk.persons, chunk.periods, chunk.starts), time.monotonic() - began


def _sized(grouping: Grouping, chunk: Chunk, decided: Decided, seconds: float) -> Decided:
    """Let the next chunks be larger or smaller, so that each takes some tenths of a second."""
    if seconds > LONG:
        grouping.size = max(chunk.persons.num_rows // 2, SMALLEST_CHUNK)
    elif seconds < SHORT and 2 * chunk.persons.num_rows > grouping.size:
        grouping.size = min(2 * grouping.size, LARGEST_CHUNK)
    return decided
