"""A comparison of files or of tables: read once, decided by both laws, written and counted as it goes by."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch.benefits import decides_benefits
from totalisation.batch.chunks import SMALLEST_CHUNK, decide_all
from totalisation.batch.comparison.differences import (
    Compared,
    Comparer,
    differences_schema,
    rejects_of_sides_schema,
)
from totalisation.batch.comparison.sides import SIDES, check_laws, check_tables
from totalisation.batch.comparison.tally import Tally
from totalisation.batch.evaluator import Engine, engine_for, evaluator_for
from totalisation.batch.files import Source, TableSource, open_source
from totalisation.batch.grouping import Chunk, Grouping
from totalisation.batch.journal import about
from totalisation.batch.parts import Parts
from totalisation.batch.pool import PooledEvaluator
from totalisation.batch.run import Told, part_done
from totalisation.batch.schema import InputSchema
from totalisation.other_figures import figures_folder
from totalisation.whole_file import must_be_apart

Recorded = Callable[[Compared], None]


@dataclass(frozen=True)
class Law:
    """One side of a comparison: an agreement, and the file that it came from, if it is not a shipped one."""

    agreement: Agreement
    file: Path | None = None


@dataclass(frozen=True)
class Comparison:
    """What to compare. Differences and rejects are written where they have a file."""

    persons: Path
    periods: Path
    a: Law
    b: Law
    differences: Path | None = None
    rejects: Path | None = None
    as_of: date | None = None
    engine: Engine = "auto"
    workers: int = 1
    language: str = "en"

    @property
    def laws(self) -> tuple[Law, Law]:
        """Both sides."""
        return self.a, self.b


class Tables(NamedTuple):
    """What ``compare_tables`` gives: a row for each person whom both laws decide, the faults of the others, counts."""

    differences: pa.Table
    rejects: pa.Table
    summary: dict[str, Any]


def compare(job: Comparison, told: Told = lambda done, part: None) -> dict[str, Any]:
    """Compare what two laws give to the persons of two files, and return the data of the summary.

    Raises FaultsError where the laws cannot be compared, or the files cannot be read, would be written over or do
    not fit together. What
    was begun is then removed: nothing is left but what is whole.
    """
    files = [law.file for law in job.laws]
    must_be_apart([job.differences, job.rejects], [job.persons, job.periods, *files])
    check_laws(job.a.agreement, job.b.agreement)
    persons, periods = (open_source(each, threads=job.workers > 1) for each in (job.persons, job.periods))
    said = {side: _about(law, job.as_of) for side, law in zip(SIDES, job.laws, strict=True)}
    with _written(job, persons, said) as recorded:
        return _compared(job, persons, periods, said, recorded, told)


def compare_tables(
    persons: pa.Table,
    periods: pa.Table,
    a: Agreement | str,
    b: Agreement | str,
    as_of: date | None = None,
    *,
    engine: Engine = "auto",
) -> Tables:
    """Compare what two laws give to the persons of two tables.

    ``a`` and ``b`` are agreements between the same parties, or the names of shipped ones; the other arguments are
    those of ``assess_table``. To compare two versions of the figures of law, give the same agreement twice, and the
    changed figures to one of them by ``totalisation.other_figures.with_figures``.

    Raises FaultsError where the laws cannot be compared, with every fault of the columns, or where the periods do
    not come in the order of the persons.
    """
    laws = [Law(find_agreement(each) if isinstance(each, str) else each) for each in (a, b)]
    job = Comparison(Path("persons"), Path("periods"), laws[0], laws[1], as_of=as_of, engine=engine)
    check_laws(job.a.agreement, job.b.agreement)
    sources = TableSource("persons", persons), TableSource("periods", periods)
    made: list[Compared] = []
    said = {side: _about(law, as_of) for side, law in zip(SIDES, laws, strict=True)}
    summary = _compared(job, *sources, said, made.append, lambda done, part: None)
    case_id = _case_id(sources[0])
    differences = differences_schema(
        job.a.agreement, job.b.agreement, case_id, benefits=decides_benefits(persons.schema)
    )
    return Tables(
        pa.Table.from_batches([each.differences for each in made], differences).unify_dictionaries(),
        pa.Table.from_batches([each.rejects for each in made], rejects_of_sides_schema(case_id)),
        summary,
    )


def _compared(
    job: Comparison, persons: Source, periods: Source, said: Mapping[str, Any], recorded: Recorded, told: Told
) -> dict[str, Any]:
    """Decide all persons by both laws, hand on what was made of them in order, and return the data of the summary."""
    began = time.monotonic()
    a, b = (law.agreement for law in job.laws)
    check_tables(a, b, persons.schema, periods.schema, (persons.name, periods.name))
    with ExitStack() as held:
        tally = held.enter_context(closing(Tally(a, b, benefits=decides_benefits(persons.schema))))
        pools = [PooledEvaluator(each, job.as_of, job.language, job.workers) for each in (a, b)]

        def close_pools() -> None:
            for each in pools:
                each.close()

        held.callback(close_pools)
        engine = engine_for(job.engine, persons.rows)
        of_laws = [evaluator_for(each, job.as_of, engine, plain=pool) for each, pool in zip((a, b), pools, strict=True)]

        def counted(chunk: Chunk, compared: Compared) -> None:
            recorded(compared)
            tally.add(compared)
            told(chunk.persons_read, part_done(persons, chunk))

        decide_all(
            Grouping(InputSchema(a), persons, periods, size=SMALLEST_CHUNK),
            Comparer(a, b, (of_laws[0], of_laws[1])).decide,
            counted,
            workers=job.workers,
            broken_off=close_pools,
        )
        laws = {
            side: {**said[side], "engine": "plain" if evaluator is pool else "compiled"}
            for side, evaluator, pool in zip(SIDES, of_laws, pools, strict=True)
        }
        return {"laws": laws, **tally.data, "seconds": round(time.monotonic() - began, 3)}


def _about(law: Law, as_of: date | None) -> dict[str, Any]:
    """What a summary and the files say of one law."""
    folder = figures_folder(law.agreement)
    return {**about(law.agreement, law.file, as_of), "parameters": None if folder is None else str(folder)}


def _case_id(persons: Source) -> pa.DataType:
    return pa.int64() if pa.types.is_integer(persons.schema.field("case_id").type) else pa.string()


@contextmanager
def _written(job: Comparison, persons: Source, said: Mapping[str, Mapping[str, Any]]) -> Iterator[Recorded]:
    """What writes differences and rejects where they belong, each in one step, when all of it was made."""
    metadata = {
        f"totalisation.{side}.{name}": "" if value is None else str(value)
        for side, each in said.items()
        for name, value in each.items()
    }
    case_id = _case_id(persons)
    schemas = {
        "differences": differences_schema(
            job.a.agreement, job.b.agreement, case_id, benefits=decides_benefits(persons.schema)
        ),
        "rejects": rejects_of_sides_schema(case_id),
    }
    places = {"differences": job.differences, "rejects": job.rejects}
    with ExitStack() as held:
        parts: dict[str, tuple[Parts, Path]] = {}
        for name, place in places.items():
            if place is not None:
                place.parent.mkdir(parents=True, exist_ok=True)
                folder = held.enter_context(tempfile.TemporaryDirectory(dir=place.parent, prefix=f"{place.name}."))
                parts[name] = Parts(Path(folder), name, schemas[name].with_metadata(metadata)), place

        def recorded(compared: Compared) -> None:
            for name, (part, _) in parts.items():
                part.write(getattr(compared, name))

        yield recorded
        for part, place in parts.values():
            part.close_part()
            part.join().replace(place)
