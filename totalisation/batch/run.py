"""A run over files: read, pair, decide, write and count, in bounded memory, and to be gone on with after a stop."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.benefits import decides_benefits
from totalisation.batch.chunks import SMALLEST_CHUNK, decide_all
from totalisation.batch.evaluator import Decided, Engine, engine_for, evaluator_for
from totalisation.batch.files import Source, open_source
from totalisation.batch.grouping import Chunk, Grouping
from totalisation.batch.journal import Journal, Progress, about, identity
from totalisation.batch.order import DisorderError
from totalisation.batch.pool import PooledEvaluator
from totalisation.batch.record import Record
from totalisation.batch.schema import InputSchema
from totalisation.batch.schema_checks import check_schemas
from totalisation.messages import FaultsError
from totalisation.whole_file import must_be_apart

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

    Raises FaultsError where files cannot be read, would be written over, do not fit together, or are not those of
    the run that would be gone on with. Whatever else ends it, the same job goes on from the last part that was
    finished.
    """
    must_be_apart([job.results, job.rejects], [job.persons, job.periods, job.agreement_file])
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
            job.agreement,
            journal,
            progress,
            pa.int64() if integers else pa.string(),
            said,
            job.seconds_of_part,
            benefits=decides_benefits(persons.schema),
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
        told(chunk.persons_read, part_done(persons, chunk))

    try:
        with closing(PooledEvaluator(job.agreement, job.as_of, job.language, job.workers)) as plain:
            engine = engine_for(job.engine, persons.rows)
            evaluator = evaluator_for(job.agreement, job.as_of, engine, plain=plain)
            record.summary.data["engine"] = "plain" if evaluator is plain else "compiled"
            decide_all(grouping, evaluator.decide, recorded, workers=job.workers, broken_off=plain.close)
    finally:
        record.finish_part()


def part_done(persons: Source, chunk: Chunk) -> float | None:
    """What part of all persons is done with this chunk, from 0 to 1, where that is known."""
    return chunk.persons_read / persons.rows if persons.rows else persons.part_read()
