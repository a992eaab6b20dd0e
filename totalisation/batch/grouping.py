"""Persons and their periods, paired as the two streams go by.

The persons may come in any order, as long as the periods come in the same one. Nothing here is done row by
row: the first rows of the cases are found by comparing neighbours, and looked up among the persons in one go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from totalisation.batch.canonical import laid_out, with_numbers
from totalisation.batch.evaluator import Starts
from totalisation.batch.files import Source
from totalisation.batch.order import DisorderError, Order, misplaced, row_of
from totalisation.batch.runs import Rows, Runs, empty, joined
from totalisation.batch.schema import InputSchema, Role

_PERSONS_AT_LEAST: Final = 1024


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some persons with all their periods, and where the two files were left after them."""

    persons: pa.RecordBatch
    periods: pa.RecordBatch
    starts: Starts
    """The periods of person ``i`` are the rows ``starts[i]`` to before ``starts[i + 1]``."""
    persons_read: int
    periods_read: int
    order: dict[str, Any]
    """What is known of the order of the persons so far: see ``Order``."""


class Grouping:
    """The pairing of two sources, from some row of each on.

    ``size`` may be changed at any time: no more persons go into a chunk.
    """

    def __init__(
        self,
        schema: InputSchema,
        persons: Source,
        periods: Source,
        *,
        size: int,
        persons_read: int = 0,
        periods_read: int = 0,
        order: dict[str, Any] | None = None,
    ) -> None:
        self.size = size
        self._schema = schema
        self._sources = persons, periods
        self._order = Order(schema, persons, order)
        self._persons = _Persons(self._stream("persons", persons, persons_read), persons_read)
        layout = laid_out(schema, "periods", empty(periods.schema)).schema
        self._periods = Runs(self._stream("periods", periods, periods_read), periods_read, layout, periods.name)
        self._expected: Any = None

    def _stream(self, role: Role, source: Source, start: int) -> Iterator[pa.RecordBatch]:
        return (laid_out(self._schema, role, each) for each in source.batches(start))

    def __iter__(self) -> Iterator[Chunk]:
        """The chunks, in the order of the persons. Raises DisorderError where the files do not fit together."""
        while (persons := self._next_persons()) is not None:
            case_ids = persons.column("case_id")
            self._order.check(case_ids, self._persons.first_row)
            found = self._periods.ids(len(case_ids))
            positions = self._positions(case_ids, found)
            settled = len(case_ids)
            if len(positions) == 0 and len(found):
                self._expect(found[0].as_py())
            taken = self._periods.in_one_batch(len(positions))
            if taken < len(positions):
                settled = int(positions[taken])
            elif len(positions) == len(found) < settled and not self._periods.ended:
                # The next case is still to be read: persons after the last one found may have periods.
                settled = int(positions[-1]) + 1
            self._order.passed(case_ids[settled - 1].as_py())
            yield self._chunk(self._persons.take(settled), positions[:taken])
        self._periods.fill(1)
        if len(rest := self._periods.ids(1)):
            raise DisorderError([misplaced(self._schema, *self._sources, rest[0].as_py(), self._periods.first_row)])

    def _next_persons(self) -> pa.RecordBatch | None:
        """The next persons, of whom most have their periods at hand."""
        self._periods.fill(self.size)
        at_hand = len(self._periods.ids(self.size))
        return self._persons.first(min(self.size, 2 * at_hand + _PERSONS_AT_LEAST) if at_hand else self.size)

    def _positions(self, case_ids: pa.Array, found: pa.Array) -> Rows:
        """Where those of the cases found that come next stand among the persons. Raises DisorderError."""
        if found.equals(case_ids.slice(0, len(found))):
            return np.arange(len(found), dtype=np.int64)
        positions: Rows = pc.fill_null(pc.index_in(found, value_set=case_ids), -1).to_numpy().astype(np.int64)
        absent = np.flatnonzero(positions < 0)
        known = int(absent[0]) if len(absent) else len(positions)
        back = np.flatnonzero(np.diff(positions[:known]) <= 0)
        # A case that stands before one of these persons in the periods must do so among the persons.
        wrong = int(back[0]) + 1 if len(back) else known if np.any(positions[known:] >= 0) else None
        if wrong is not None:
            row = self._periods.row_of(wrong)
            raise DisorderError([misplaced(self._schema, *self._sources, found[wrong].as_py(), row)])
        return positions[:known]

    def _expect(self, case: Any) -> None:
        """Refuse a case that no person to come has: else all persons to come would be decided without periods."""
        if case == self._expected:
            return
        persons, periods = self._sources
        if row_of(self._schema, persons, case, self._persons.first_row) is None:
            raise DisorderError([misplaced(self._schema, persons, periods, case, self._periods.first_row)])
        self._expected = case

    def _chunk(self, persons: pa.RecordBatch, positions: Rows) -> Chunk:
        periods, lengths = self._periods.take(len(positions))
        starts = np.zeros(persons.num_rows + 1, np.int64)
        starts[positions + 1] = lengths
        return Chunk(
            with_numbers(self._schema, "persons", persons),
            with_numbers(self._schema, "periods", periods),
            np.cumsum(starts),
            self._persons.first_row,
            self._periods.first_row,
            self._order.known,
        )


class _Persons:
    """The stream of persons, taken in pieces of any size."""

    def __init__(self, batches: Iterator[pa.RecordBatch], first_row: int) -> None:
        self.first_row = first_row
        """The first row that was not taken yet."""
        self._stream = batches
        self._held: pa.RecordBatch | None = None

    def first(self, most: int) -> pa.RecordBatch | None:
        """The next persons, so many at most, or None where there are no more. They are not taken by it."""
        held = [] if self._held is None else [self._held]
        rows = sum(each.num_rows for each in held)
        while rows < most and (batch := next(self._stream, None)) is not None:
            held.append(batch)
            rows += batch.num_rows
        if not rows:
            return None
        self._held = held[0] if len(held) == 1 else joined(held, held[0].schema)
        return self._held.slice(0, most)

    def take(self, number: int) -> pa.RecordBatch:
        """Take so many of the persons at hand."""
        assert self._held is not None
        taken, rest = self._held.slice(0, number), self._held.slice(number)
        self._held = rest if rest.num_rows else None
        self.first_row += number
        return taken
