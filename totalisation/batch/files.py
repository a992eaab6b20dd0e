"""The tables of a batch as streams: Parquet, Arrow and CSV files, and tables in memory.

A source is read from any row on, as often as is needed, and never held as a whole.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Protocol

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet as pq

from totalisation.batch.kinds import is_text
from totalisation.batch.schema import PERIODS, PERSONS
from totalisation.messages import Fault, FaultsError, message
from totalisation.wording import shortened

ROWS_AT_ONCE: Final = 262_144
"""Rows in a batch that a source yields, at most."""

_BUFFER: Final = 1 << 20
_END_OF_STREAM: Final = b"\xff\xff\xff\xff\0\0\0\0"
_UNREADABLE: Final = (OSError, EOFError, ValueError, OverflowError, MemoryError, zlib.error, pa.ArrowException)
"""What readers raise on a file that is not whole, or that lies about what is in it."""

_CODED: Final = {each.name for each in (*PERSONS, *PERIODS) if each.kind == "text"}
_CODED_GROUPS: Final = ("interpretations.", "options.", "withdrawals.")


class Source(Protocol):
    """A table to be read. ``rows`` is None where it is not known before all has been read."""

    name: str
    schema: pa.Schema
    rows: int | None

    def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows from ``start`` on, in order; all columns, or some. Raises FaultsError if they cannot be read."""

    def part_read(self) -> float | None:
        """How much of the file was read so far, from 0 to 1, where the rows are not known."""


class TableSource:
    """A table in memory."""

    def __init__(self, name: str, table: pa.Table) -> None:
        self.name = name
        self.schema: pa.Schema = table.schema
        self.rows: int | None = table.num_rows
        self._table = table

    def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See ``Source``."""
        table = self._table if columns is None else self._table.select(columns)
        yield from table.slice(start).to_batches(max_chunksize=ROWS_AT_ONCE)

    def part_read(self) -> float | None:
        """See ``Source``."""
        return None


class ParquetSource:
    """A Parquet file. Columns of words come as codes of a dictionary, as the file itself holds them."""

    def __init__(self, path: Path, *, threads: bool = True) -> None:
        self.name = path.name
        self._path = path
        self._threads = threads
        with pq.ParquetFile(path) as file:
            self.schema: pa.Schema = file.schema_arrow
            self.rows: int | None = file.metadata.num_rows
            self._rows_of_groups = [file.metadata.row_group(n).num_rows for n in range(file.metadata.num_row_groups)]
        self._coded = [
            field.name
            for field in self.schema
            if is_text(field.type) and (field.name in _CODED or field.name.startswith(_CODED_GROUPS))
        ]

    def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See ``Source``."""
        group = 0
        while group < len(self._rows_of_groups) and start >= self._rows_of_groups[group]:
            start -= self._rows_of_groups[group]
            group += 1
        groups = list(range(group, len(self._rows_of_groups)))
        if not groups:
            return
        # A buffered stream reads a row group piece by piece, so that memory does not depend on its size.
        with pq.ParquetFile(self._path, read_dictionary=self._coded, buffer_size=_BUFFER, pre_buffer=False) as file:
            read = file.iter_batches(ROWS_AT_ONCE, groups, columns, use_threads=self._threads)
            yield from _from_row(_sound(read), start)

    def part_read(self) -> float | None:
        """See ``Source``."""
        return None


class ArrowSource:
    """An Arrow IPC file or stream (Feather version 2 is such a file), mapped into memory."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        with pa.memory_map(str(path)) as mapped:
            self._is_file = mapped.read(6) == b"ARROW1"
            # A stream that was cut off between two batches would read like a whole one.
            mapped.seek(max(mapped.size() - len(_END_OF_STREAM), 0))
            if not self._is_file and mapped.read() != _END_OF_STREAM:
                raise EOFError("the stream breaks off: its end mark is missing")
        with pa.memory_map(str(path)) as mapped, self._reader(mapped) as reader:
            self.schema: pa.Schema = reader.schema
            self.rows: int | None = (
                sum(reader.get_batch(n).num_rows for n in range(reader.num_record_batches)) if self._is_file else None
            )

    def _reader(self, mapped: pa.MemoryMappedFile) -> Any:
        return pa.ipc.open_file(mapped) if self._is_file else pa.ipc.open_stream(mapped)

    def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See ``Source``."""
        with pa.memory_map(str(self._path)) as mapped, self._reader(mapped) as reader:
            read = (reader.get_batch(n) for n in range(reader.num_record_batches)) if self._is_file else iter(reader)
            chosen = read if columns is None else (each.select(columns) for each in read)
            yield from _from_row(_cut(_sound(chosen)), start)

    def part_read(self) -> float | None:
        """See ``Source``."""
        return None


class CsvSource:
    """A CSV file with a line of column names, plain or compressed. Each column comes as text, empty ones as null."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._path = path
        self.rows: int | None = None
        self._size = max(path.stat().st_size, 1)
        self._raw: Any = None
        with self._open(None) as reader:
            names = reader.schema.names
        self.schema: pa.Schema = pa.schema([(name, pa.string()) for name in names])

    def _open(self, columns: list[str] | None) -> Any:
        self._raw = raw = self._path.open("rb")
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        stream = gzip.GzipFile(fileobj=raw) if packed else raw
        return pa.csv.open_csv(
            _Quotes(stream),
            pa.csv.ReadOptions(block_size=_BUFFER * 4),
            convert_options=pa.csv.ConvertOptions(
                column_types=dict.fromkeys(columns or self._names(), pa.string()),
                include_columns=columns,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _names(self) -> list[str]:
        return self.schema.names if hasattr(self, "schema") else []

    def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See ``Source``."""
        with self._open(columns) as reader:
            yield from _from_row(_cut(reader), start)

    def part_read(self) -> float | None:
        """See ``Source``."""
        return None if self._raw is None or self._raw.closed else self._raw.tell() / self._size


class _Quotes:
    """A stream of CSV that may not end within quotes: the reader would take all after a mark as one last value."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self._odd = False

    def read(self, size: int = -1) -> bytes:
        """The next bytes. Raises ValueError at the end where a quotation mark has no other."""
        data: bytes = self._stream.read(size)
        self._odd ^= bool(data.count(b'"') & 1)
        if not data and size and self._odd:
            raise ValueError("it ends within quotation marks")
        return data

    @property
    def closed(self) -> bool:
        """Whether the stream is closed."""
        return bool(self._stream.closed)

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def _sound(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Refuse offsets and codes that point outside of a column, and text that is not UTF-8.

    Neither format's reader looks at them, and native code would follow them out of the file's memory.
    """
    for batch in batches:
        batch.validate(full=True)
        yield batch


def _cut(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for first in range(0, batch.num_rows, ROWS_AT_ONCE):
            yield batch.slice(first, ROWS_AT_ONCE)


def _from_row(batches: Iterator[pa.RecordBatch], start: int) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        if start >= batch.num_rows:
            start -= batch.num_rows
            continue
        yield batch.slice(start)
        start = 0


def open_source(file: str | Path, *, threads: bool = True) -> Source:
    """The table in a file: its first bytes say whether it is Parquet, Arrow or, if neither, CSV.

    ``threads`` says whether columns may be read at the same time. Raises FaultsError if it cannot be read.
    """
    path = Path(file)
    try:
        with path.open("rb") as stream:
            beginning = stream.read(6)
        if not beginning:
            raise FaultsError([Fault(path.name, message("the file is empty."))])
        if beginning[:4] == b"PAR1":
            return _Told(ParquetSource(path, threads=threads))
        if beginning == b"ARROW1" or beginning[:4] == b"\xff\xff\xff\xff":
            return _Told(ArrowSource(path))
        return _Told(CsvSource(path))
    except FileNotFoundError:
        raise FaultsError([Fault(str(file), message("there is no such file."))]) from None
    except FaultsError:
        raise
    except _UNREADABLE as error:
        raise FaultsError([_unreadable(path.name, error)]) from None


class _Told:
    """A source whose failures to read are told as faults of the file."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name = source.name
        self.schema = source.schema
        self.rows = source.rows
        # Raises ValueError for names that are not UTF-8.
        _ = [*self.schema.names, str(self.schema)]

    def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        """See ``Source``."""
        row = start
        try:
            for batch in self._source.batches(start, columns):
                yield batch
                row += batch.num_rows
            # A reader ends in silence where a column breaks off: what is missing would count as never insured.
            if self.rows is not None and row != self.rows:
                raise EOFError(f"it holds {row} rows and says that it holds {self.rows}")
        except _UNREADABLE as error:
            raise FaultsError([_unreadable(f"{self.name}: row {row + 1}", error)]) from None

    def part_read(self) -> float | None:
        """See ``Source``."""
        return self._source.part_read()


def _unreadable(where: str, error: Exception) -> Fault:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return Fault(where, message("cannot be read: {error}.", error=shortened(reason.rstrip("."), 300)))
