"""Files that say one thing of their rows and hold another: a row that is not read would count as never insured."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from totalisation.batch.files import TableSource, _Told, open_source
from totalisation.messages import FaultsError

ROWS = 6
TABLE = pa.table(
    {
        "case_id": [f"C-{number}" for number in range(ROWS)],
        "monthly": pa.array([2_000_000, None, 3_000_000, None, None, 4_000_000], pa.int64()),
        "earnings": pa.array([[], [1], None, [1, 2], [3], []], pa.list_(pa.int64())),
    }
)


def read(file: Path) -> pa.Table:
    source = open_source(file)
    return pa.Table.from_batches(source.batches(), source.schema)


@pytest.mark.parametrize("change", [1, -1, 0x80])
def test_no_changed_byte_of_a_parquet_file_s_footer_leaves_out_a_row(change: int, tmp_path: Path) -> None:
    """The footer says how many values each column has; a reader that believes it ends early, and in silence."""
    file = tmp_path / "periods.parquet"
    pq.write_table(TABLE, file, row_group_size=4, store_schema=False)
    whole = file.read_bytes()
    sound = read(file)
    assert sound.num_rows == ROWS
    footer = len(whole) - 8 - int.from_bytes(whole[-8:-4], "little")
    refused = 0
    for place in range(footer, len(whole) - 8):
        damaged = bytearray(whole)
        damaged[place] = (damaged[place] + change) % 256
        file.write_bytes(damaged)
        try:
            found = read(file)
        except FaultsError:
            refused += 1
            continue
        assert found.num_rows == ROWS, f"byte {place - footer} of the footer"
        if found.schema == sound.schema:
            assert found == sound, f"byte {place - footer} of the footer"
    assert refused > 50


@pytest.mark.parametrize("start", [0, 2])
def test_a_reader_that_ends_early_is_not_believed(start: int) -> None:
    class Short(TableSource):
        def batches(self, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
            for batch in super().batches(start, columns):
                yield batch.slice(0, batch.num_rows - 1)

    source = _Told(Short("periods.arrow", TABLE))
    with pytest.raises(FaultsError, match="row 6: cannot be read: it holds 5 rows and says that it holds 6"):
        list(source.batches(start))
    assert sum(batch.num_rows for batch in _Told(TableSource("periods", TABLE)).batches(start)) == ROWS - start
