"""A result file in the making: Parquet parts that are whole or absent, and the file that is made of them.

A part is written under another name and gets its own only when it is closed and on the disk. The result is
put in its place in one step, so that nothing unfinished ever stands there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from totalisation.messages import Fault, FaultsError, message

ROWS_OF_GROUP: Final = 131_072
"""Rows that are gathered for one row group of a file."""


class Parts:
    """The parts of one result in ``folder``, of which ``done`` are finished."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema, done: int = 0) -> None:
        self.done = done
        self._folder = folder
        self._name = name
        self._schema = schema
        self._writer: Any = None
        self._gathered: list[pa.RecordBatch] = []
        self._rows = 0

    def _part(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number:05d}.parquet"

    @property
    def _unfinished(self) -> Path:
        return self._folder / f"{self._name}.unfinished"

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows to the part that is being written."""
        if self._writer is None:
            self._writer = open_writer(self._unfinished, self._schema)
        if batch.num_rows:
            self._gathered.append(batch)
            self._rows += batch.num_rows
        if self._rows >= ROWS_OF_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            table = pa.Table.from_batches(self._gathered, self._schema).unify_dictionaries()
            self._writer.write_table(table, row_group_size=2 * ROWS_OF_GROUP)
        self._gathered, self._rows = [], 0

    def close_part(self) -> None:
        """Finish the part that is being written, if there is one: it is on the disk when this returns."""
        if self._writer is None:
            return
        self._flush()
        self._writer.close()
        self._writer = None
        on_disk(self._unfinished)
        self._unfinished.replace(self._part(self.done))
        self.done += 1

    def abandon(self) -> None:
        """Let go of the part that is being written."""
        if self._writer is not None:
            # Closing writes too, which a full disk refuses once more.
            with suppress(OSError):
                self._writer.close()
            self._writer, self._gathered, self._rows = None, [], 0
        self._unfinished.unlink(missing_ok=True)

    @property
    def moved(self) -> bool:
        """Whether the only part was already moved to where the result belongs."""
        return self.done == 1 and not self._part(0).exists()

    def join(self) -> Path:
        """The one file of all parts. A single part is that file; several are copied row group by row group.

        Raises FaultsError where a part is damaged.
        """
        if self.done == 0:
            self.write(pa.RecordBatch.from_pylist([], self._schema))
            self.close_part()
        if self.done == 1:
            self._opened(0).close()
            return self._part(0)
        joined = self._folder / f"{self._name}.joined"
        with open_writer(joined, self._schema) as writer:
            for number in range(self.done):
                with self._opened(number) as part:
                    for group in range(part.num_row_groups):
                        writer.write_table(part.read_row_group(group).cast(self._schema))
        on_disk(joined)
        return joined

    def _opened(self, number: int) -> Any:
        """A finished part, to be read. Raises FaultsError where it is no longer what was finished."""
        file = self._part(number)
        try:
            return pq.ParquetFile(file, read_dictionary=_coded(self._schema), pre_buffer=False)
        except (FileNotFoundError, pa.ArrowException):
            wrong = message("what an unfinished run has left here is damaged.")
            raise FaultsError([Fault(str(file), wrong, message("Drop it by {option}.", option="--restart"))]) from None


def open_writer(path: Path, schema: pa.Schema) -> Any:
    """A writer of Parquet. Amounts, which hardly repeat, are written as they are, and the rest by dictionaries."""
    coded = [each.name for each in schema if each.name != "case_id" and not pa.types.is_int64(each.type)]
    return pq.ParquetWriter(path, schema, use_dictionary=coded)


def _coded(schema: pa.Schema) -> list[str]:
    return [each.name for each in schema if pa.types.is_dictionary(each.type)]


def on_disk(path: Path) -> None:
    """See to it that a file's content has reached the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
