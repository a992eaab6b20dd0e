"""A file sorted by case, for tables whose cases do not stand in one order. Rows of a case keep theirs."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from totalisation.batch.files import Source, open_source
from totalisation.batch.parts import on_disk, open_writer
from totalisation.messages import Fault, FaultsError, message

_MEMORY: Final = "1GB"


def sort_file(file: Path, output: Path, memory: str = _MEMORY) -> int:
    """Write the rows of ``file`` to ``output`` as Parquet, sorted by ``case_id``. Returns how many there are.

    DuckDB sorts them within ``memory`` and puts on disk what does not fit. Text is sorted by its bytes. Raises
    FaultsError where the file cannot be read or has no such column.
    """
    import duckdb

    source = open_source(file)
    if "case_id" not in source.schema.names:
        raise FaultsError([Fault(f"{source.name}: case_id", message("the column is missing."))])
    output.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=output.parent, prefix=f"{output.name}.") as folder,
        duckdb.connect(config={"memory_limit": memory, "temp_directory": folder, "threads": 2}) as connection,
    ):
        rows = _reader(source)
        connection.register("given", rows)
        # The row's number keeps the order within a case.
        relation = connection.sql(
            "SELECT * EXCLUDE (totalisation_row) FROM (SELECT *, row_number() OVER () AS totalisation_row FROM given)"
            " ORDER BY case_id NULLS FIRST, totalisation_row"
        )
        # In the folder of this run: two that sort into one output write two files, and one takes the place last.
        sorted_rows = Path(folder) / "sorted.parquet"
        written = _write(pa.RecordBatchReader.from_stream(relation), source.schema, sorted_rows)
        on_disk(sorted_rows)
        sorted_rows.replace(output)
    return written


def _reader(source: Source) -> pa.RecordBatchReader:
    """The rows of a source, their words decoded: codes differ from batch to batch."""
    schema = pa.schema([(each.name, _plain(each.type)) for each in source.schema])
    return pa.RecordBatchReader.from_batches(
        schema,
        (
            pa.RecordBatch.from_arrays(
                [each.dictionary_decode() if pa.types.is_dictionary(each.type) else each for each in batch.columns],
                schema=schema,
            )
            for batch in source.batches()
        ),
    )


def _plain(given: pa.DataType) -> pa.DataType:
    return given.value_type if pa.types.is_dictionary(given) else given


def _write(rows: Any, schema: pa.Schema, file: Path) -> int:
    wanted = pa.schema([pa.field(each.name, _plain(each.type)) for each in schema])
    written = 0
    with open_writer(file, wanted) as writer:
        for batch in rows:
            table = pa.Table.from_batches([batch]).cast(wanted)
            writer.write_table(table)
            written += table.num_rows
    return written
