"""Many cases on a cluster: Spark frames in, Spark frames out, decided by the evaluators of a batch.

How the cases are brought together
----------------------------------
A person must meet all of his or her periods. Both frames are made one, each row tagged as a person or a period and
its columns packed in a struct that is null in the rows of the other kind, so that a row carries only its own columns
through the shuffle. That union is hashed by ``case_id`` and sorted within its partitions: by the case, the person
before the periods, and the periods by their content. ``mapInArrow`` then passes each partition as a stream of record
batches. Where a case begins is found by comparing neighbours, a whole batch at once (``pairing``), and some ten
thousand persons are decided in one call (``task``). The one shuffle and the sort are Spark's own, which spill to
disk; Python holds a few batches, and all the rows of one case only while it is being read.

``cogroup(...).applyInArrow`` was not taken. It calls Python once for each case, which costs milliseconds where the
decision itself takes microseconds (``benchmarks/spark.py`` measures both); and it holds whole groups as tables, so
that grouping by a hash of many cases, to call less often, gives up the bound on memory, and the rows of a group would
have to be sorted and paired in Python as well. It shuffles and sorts both frames too, so that nothing is saved.

What a partition holds does not bear on any answer. Periods of a case have no order in a frame: they are taken by
``from``, ``to``, ``party``, ``kind`` and the rest of their columns, in which order ``periods[N]`` in a reject counts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch.benefits import decides_benefits
from totalisation.batch.evaluator import Engine
from totalisation.batch.schema import InputSchema
from totalisation.batch.schema_checks import check_schemas
from totalisation.batch.spark.frames import arrow_schema, co_located, spark_schema
from totalisation.batch.spark.task import REJECT, Task, decided_schema

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

__all__ = ["Assessed", "assess", "decide", "split"]


class Assessed(NamedTuple):
    """The results, a row for each person who was decided, and the rejects, a row for each fault of the others."""

    results: DataFrame
    rejects: DataFrame


def assess(
    persons: DataFrame,
    periods: DataFrame,
    agreement: Agreement | str,
    as_of: date | None = None,
    engine: Engine = "auto",
    *,
    language: str = "en",
    partitions: int | None = None,
) -> Assessed:
    """Decide the cases of two frames: results and rejects, with the columns of the published schema.

    Arguments are those of ``decide``. Nothing is run before an action on either frame, and each such action decides
    the cases anew: to write both in one run, write or persist the frame of ``decide`` and ``split`` that.
    """
    return split(decide(persons, periods, agreement, as_of, engine, language=language, partitions=partitions))


def decide(
    persons: DataFrame,
    periods: DataFrame,
    agreement: Agreement | str,
    as_of: date | None = None,
    engine: Engine = "auto",
    *,
    language: str = "en",
    partitions: int | None = None,
) -> DataFrame:
    """Decide the cases of two frames, in any order: results and rejects in one frame, which ``split`` takes apart.

    The columns of ``persons`` and ``periods`` are those of the published schema (``totalisation batch schema``), in
    types that hold the same. ``agreement`` is an agreement or the name of a shipped one; it is sent to the executors
    by its content. ``as_of`` is the day to which pensions in payment are indexed, by default each claim's own.
    ``engine`` is as for ``evaluator_for``; rejects are told in ``language``. ``partitions`` is the number of
    partitions of the shuffle, by default what Spark's settings and adaptive execution make of it.

    A case that stands twice among the persons, periods without a person, and rows that name no case are rejects, one
    for each case. A row of the result has a null ``reject``; a row of a fault has all other columns but ``case_id``
    null.

    Raises FaultsError with every fault of the columns, before anything is run.
    """
    if isinstance(agreement, str):
        agreement = find_agreement(agreement)
    given = arrow_schema(persons.schema), arrow_schema(periods.schema)
    check_schemas(InputSchema(agreement), *given, ("persons", "periods"))
    rows = co_located(persons, periods, partitions)
    task = Task.of(agreement, as_of, engine, language)
    case_id = arrow_schema(rows.schema).field(0).type
    return rows.mapInArrow(task, spark_schema(decided_schema(agreement, case_id, benefits=decides_benefits(given[0]))))


def split(decided: DataFrame) -> Assessed:
    """The results and the rejects of a frame that ``decide`` made, or that was read from where it was written."""
    reject = functions.col(REJECT)
    return Assessed(
        decided.where(reject.isNull()).drop(REJECT),
        decided.where(reject.isNotNull()).select("case_id", f"{REJECT}.*"),
    )
