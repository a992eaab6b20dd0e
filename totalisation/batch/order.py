"""The order of the persons: no case twice, and where a case stands that the periods name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalisation.batch.canonical import laid_out
from totalisation.batch.files import Source
from totalisation.batch.schema import InputSchema
from totalisation.messages import Fault, FaultsError, message
from totalisation.wording import shortened


class DisorderError(FaultsError):
    """The two tables do not fit together: nothing can be made of them as they are."""


class Order:
    """Sees to it that no case stands twice among the persons.

    While the cases ascend that is plain from each and the one before. Where they once do not, all of them are
    gone through at once, by the case alone.
    """

    def __init__(self, schema: InputSchema, persons: Source, known: dict[str, Any] | None = None) -> None:
        self._schema = schema
        self._persons = persons
        self._last: Any = None if known is None else known["last"]
        self._unique = known is not None and bool(known["unique"])

    @property
    def known(self) -> dict[str, Any]:
        """What is known so far, to be given to the next: the last case, and whether all were gone through."""
        return {"last": self._last, "unique": self._unique}

    def check(self, case_ids: pa.Array, row: int) -> None:
        """Raise DisorderError where one of the next cases, from ``row`` on, has no name or stands twice."""
        if case_ids.null_count:
            row += pc.index(case_ids.is_null(), True).as_py() + 1
            raise DisorderError([Fault(f"{self._persons.name}: row {row}", message("the case is not named."))])
        if self._unique or not len(case_ids):
            return
        if not ((self._last is None or self._last < case_ids[0].as_py()) and _ascends(case_ids)):
            self._go_through()

    def passed(self, last: Any) -> None:
        """The cases up to ``last`` were checked."""
        self._last = last

    def _go_through(self) -> None:
        import duckdb

        names = pa.RecordBatchReader.from_batches(
            pa.schema([("case_id", self._case_id_type())]),
            (pa.record_batch([each], ["case_id"]) for each in case_ids_of(self._schema, self._persons)),
        )
        with duckdb.connect(config={"memory_limit": "1GB"}) as connection:
            connection.register("names", names)
            twice = connection.execute(
                "SELECT case_id FROM names GROUP BY case_id HAVING count(*) > 1 ORDER BY case_id LIMIT 1"
            ).fetchone()
        if twice is not None:
            first = row_of(self._schema, self._persons, twice[0], 0)
            second = row_of(self._schema, self._persons, twice[0], (first or 0) + 1)
            assert first is not None
            assert second is not None
            raise DisorderError([_twice(self._persons.name, twice[0], first, second)])
        self._unique = True

    def _case_id_type(self) -> pa.DataType:
        return pa.int64() if pa.types.is_integer(self._persons.schema.field("case_id").type) else pa.string()


def _twice(name: str, case: object, first: int, second: int) -> Fault:
    return Fault(
        f"{name}: row {second + 1}",
        message("the case {case} also stands in row {row}.", case=shortened(str(case)), row=first + 1),
        message("Give each claim a case of its own."),
    )


def _ascends(case_ids: pa.Array) -> bool:
    if pa.types.is_integer(case_ids.type):
        values = case_ids.to_numpy()
        return bool(np.all(values[1:] > values[:-1]))
    return pc.all(pc.greater(case_ids.slice(1), case_ids.slice(0, len(case_ids) - 1))).as_py() is not False


def case_ids_of(schema: InputSchema, source: Source, start: int = 0) -> Iterator[pa.Array]:
    """The case ids of a source, in batches."""
    for batch in source.batches(start, ["case_id"]):
        yield laid_out(schema, "persons", batch).column(0)


def row_of(schema: InputSchema, source: Source, case: Any, start: int) -> int | None:
    """The first row from ``start`` on that has this case, the first of the file being 0, or None."""
    row = start
    for case_ids in case_ids_of(schema, source, start):
        found = pc.index(case_ids, pa.scalar(case, case_ids.type)).as_py()
        if found >= 0:
            return row + int(found)
        row += len(case_ids)
    return None


def misplaced(schema: InputSchema, persons: Source, periods: Source, case: Any, row: int) -> Fault:
    """What is wrong with the periods from ``row`` on, whose case is not among the persons that come next."""
    where, name = f"{periods.name}: row {row + 1}", shortened(str(case))
    stands = row_of(schema, persons, case, 0)
    if stands is None:
        return Fault(
            where,
            message(
                "the case {case} has periods here and stands nowhere in {persons}.", case=name, persons=persons.name
            ),
            message("Add the person, or leave the periods out."),
        )
    return Fault(
        where,
        message(
            "the periods of the case {case} are out of order: it is row {row} of {persons}.",
            case=name,
            persons=persons.name,
            row=stands + 1,
        ),
        message("Sort both files by case: {command}.", command="totalisation batch sort FILE -o FILE"),
    )
