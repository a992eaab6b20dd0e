"""The rows of one case that stand together: found in a stream of batches, and taken from it case by case."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from totalisation.messages import Fault, FaultsError, message

Rows = npt.NDArray[np.int64]


class Runs:
    """A stream of rows with a ``case_id``, cut where it changes. Rows are numbered from the start of the file."""

    def __init__(self, batches: Iterator[pa.RecordBatch], first_row: int, schema: pa.Schema, name: str) -> None:
        self.first_row = first_row
        """The first row that was not taken yet."""
        self.ended = False
        """Whether all rows were read."""
        self._stream = batches
        self._end = first_row
        self._schema = schema
        self._name = name
        self._batches: deque[pa.RecordBatch] = deque()
        self._ids: pa.Array = pa.array([], schema.field("case_id").type)
        self._starts: Rows = np.empty(0, np.int64)

    def fill(self, cases: int) -> None:
        """Read on until so many whole cases, or all that begin in one batch, are at hand, or all is read."""
        ids, starts = [self._ids], [self._starts]
        found = len(self._starts)
        last: Any = self._ids[-1] if found else None
        while not self.ended and found <= cases and (len(self._batches) < 2 or found < 2):
            batch = next(self._stream, None)
            if batch is None:
                self.ended = True
            elif batch.num_rows:
                case_ids = batch.column("case_id")
                self._refuse_nulls(case_ids)
                changes = changes_in(case_ids)
                if last is None or not last.equals(case_ids[0]):
                    changes = np.concatenate([np.zeros(1, np.int64), changes])
                ids.append(case_ids.take(pa.array(changes)))
                starts.append(changes + self._end)
                found += len(changes)
                last = case_ids[-1]
                self._batches.append(batch)
                self._end += batch.num_rows
        if len(ids) > 1:
            self._ids, self._starts = pa.concat_arrays(ids), np.concatenate(starts)

    def _refuse_nulls(self, case_ids: pa.Array) -> None:
        if case_ids.null_count:
            row = self._end + pc.index(case_ids.is_null(), True).as_py() + 1
            raise FaultsError([Fault(f"{self._name}: row {row}", message("the case is not named."))])

    def ids(self, most: int) -> pa.Array:
        """The first cases at hand, of which all rows are."""
        whole = len(self._ids) if self.ended else len(self._ids) - 1
        return self._ids.slice(0, max(min(whole, most), 0))

    def in_one_batch(self, cases: int) -> int:
        """How many of the first cases at hand can be taken without a copy: at least one, if there are any."""
        if len(self._batches) < 2 or cases < 2:
            return cases
        end = self.first_row + self._batches[0].num_rows
        return min(max(int(np.searchsorted(self._starts, end, side="right")) - 1, 1), cases)

    def row_of(self, case: int) -> int:
        """The first row of one of the cases at hand; of the one after the last, where that would be."""
        return int(self._starts[case]) if case < len(self._starts) else self._end

    def take(self, cases: int) -> tuple[pa.RecordBatch, Rows]:
        """The rows of the first cases at hand, and how many each has."""
        end = self.row_of(cases)
        lengths = np.diff(np.append(self._starts[:cases], end))
        taken = []
        while self.first_row < end:
            batch = self._batches.popleft()
            wanted = end - self.first_row
            if batch.num_rows > wanted:
                self._batches.appendleft(batch.slice(wanted))
                batch = batch.slice(0, wanted)
            taken.append(batch)
            self.first_row += batch.num_rows
        self._ids, self._starts = self._ids.slice(cases), self._starts[cases:]
        return joined(taken, self._schema), lengths


def changes_in(case_ids: pa.Array) -> Rows:
    """Where a case id differs from the one before it."""
    if len(case_ids) < 2:
        return np.empty(0, np.int64)
    if pa.types.is_integer(case_ids.type):
        values = case_ids.to_numpy()
        return np.flatnonzero(values[1:] != values[:-1]) + 1
    changed = pc.not_equal(case_ids.slice(1), case_ids.slice(0, len(case_ids) - 1))
    return np.flatnonzero(changed.to_numpy(zero_copy_only=False)) + 1


def joined(batches: list[pa.RecordBatch], schema: pa.Schema) -> pa.RecordBatch:
    """The batches as one; nothing is copied where there is but one."""
    if len(batches) == 1:
        return batches[0]
    return pa.concat_batches(batches) if batches else empty(schema)


def empty(schema: pa.Schema) -> pa.RecordBatch:
    """A batch without rows."""
    return pa.RecordBatch.from_arrays([pa.array([], each.type) for each in schema], schema=schema)
