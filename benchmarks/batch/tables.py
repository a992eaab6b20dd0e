"""What everybody reads and writes: the input as it is given, the results of the small job, and their comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

COMPRESSION: Final = "snappy"
"""Of every file, whoever writes it."""
WORDS: Final = ["sex", "party", "kind"]
BASES: Final = ("independent", "totalised", "none")
OF_PARTY: Final = (
    ("entitled", pa.bool_()),
    ("basis", pa.string()),
    ("own_months", pa.int32()),
    ("totalised_months", pa.int32()),
    ("start", pa.int32()),
    ("ratio_numerator", pa.int32()),
    ("ratio_denominator", pa.int32()),
    ("theoretical_amount", pa.int64()),
    ("monthly_amount_at_start", pa.int64()),
)
"""What the small job is to find for each party; months as YYYYMM, null where there is no pension or no ratio."""
RESULT: Final = pa.schema(
    [("case_id", pa.int64()), *((f"{code}.{name}", kind) for code in ("VN", "KR") for name, kind in OF_PARTY)]
)


def read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """A table, its words as codes of a dictionary, as the file holds them."""
    words = [each for each in WORDS if columns is None or each in columns]
    return pq.read_table(path, columns=columns, read_dictionary=words, use_threads=False)


def write(table: pa.Table, path: Path) -> None:
    """A table of results; amounts, which hardly repeat, as they are, the rest by dictionaries."""
    coded = [each.name for each in table.schema if each.name != "case_id" and not pa.types.is_int64(each.type)]
    pq.write_table(table, path, compression=COMPRESSION, use_dictionary=coded)


def small(table: pa.Table) -> pa.Table:
    """The columns of the small job, in plain types."""
    return table.select(RESULT.names).cast(RESULT)


def differences(found: pa.Table, expected: pa.Table) -> int:
    """In how many rows two tables of results differ, by whatever column; their rows may come in any order."""
    found, expected = small(found).sort_by("case_id"), small(expected).sort_by("case_id")
    if found.num_rows != expected.num_rows:
        return int(max(found.num_rows, expected.num_rows))
    differing: Any = pa.array([False] * found.num_rows)
    for name in RESULT.names:
        one, other = found[name].combine_chunks(), expected[name].combine_chunks()
        same = pc.or_kleene(pc.equal(one, other), pc.and_(pc.is_null(one), pc.is_null(other)))
        differing = pc.or_(differing, pc.invert(pc.fill_null(same, False)))
    rows: int = pc.sum(differing).as_py() or 0
    return rows
