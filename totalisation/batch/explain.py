"""One row of a batch as the case that it is, found in its files without holding them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.batch.canonical import laid_out
from totalisation.batch.files import Source
from totalisation.batch.rows import Json, Rows
from totalisation.batch.runs import empty, joined
from totalisation.batch.schema import InputSchema, Role
from totalisation.batch.schema_checks import check_schemas
from totalisation.determination import Determination
from totalisation.messages import Fault, FaultsError, message
from totalisation.wording import shortened


def explained(
    case_id: str, persons: Source, periods: Source, agreement: Agreement, as_of: date | None = None
) -> Determination:
    """The determination of one case, with all its steps, as ``assess`` makes it of the same facts.

    Raises FaultsError where the columns are at fault, there is no such case, or for the faults of its row.
    """
    schema = InputSchema(agreement)
    check_schemas(schema, persons.schema, periods.schema, (persons.name, periods.name))
    case, rows = case_of(schema, case_id, persons, periods)
    try:
        return assess(case, agreement=agreement, as_of=as_of)
    except FaultsError as error:
        told = [Fault(rows.column_of(each.where, 0), each.wrong, each.right) for each in error.faults]
        raise FaultsError(told) from None


def case_of(schema: InputSchema, case_id: str, persons: Source, periods: Source) -> tuple[Json, Rows]:
    """The case in its JSON form, and the rows that it stands in."""
    person = _rows_of(schema, "persons", persons, case_id)
    if person.num_rows == 0:
        wrong = message("there is no case {case}.", case=shortened(case_id))
        raise FaultsError([Fault(persons.name, wrong)])
    own = _rows_of(schema, "periods", periods, case_id)
    rows = Rows(schema, person.slice(0, 1), own)
    if faults := rows.faults(0, own.num_rows):
        raise FaultsError(faults)
    return rows.case(0, 0, own.num_rows), rows


def _rows_of(schema: InputSchema, role: Role, source: Source, case_id: str) -> pa.RecordBatch:
    """The rows of a case, wherever they stand. Only the cases are read of the batches that do not have it."""
    found: list[pa.RecordBatch] = []
    wanted: Any = _as(case_id, source.schema.field("case_id").type)
    row = 0
    for part in source.batches(0, ["case_id"]) if wanted is not None else ():
        case_ids = laid_out(schema, role, part).column(0)
        same = pc.equal(case_ids, pa.scalar(wanted, case_ids.type))
        if pc.any(same).as_py():
            found.append(laid_out(schema, role, _same_rows(source, row, len(part))).filter(same))
        row += part.num_rows
    return joined(found, laid_out(schema, role, empty(source.schema)).schema)


def _same_rows(source: Source, start: int, number: int) -> pa.RecordBatch:
    """So many rows from one on, with all columns."""
    held: list[pa.RecordBatch] = []
    missing = number
    for batch in source.batches(start):
        held.append(batch.slice(0, missing))
        missing -= held[-1].num_rows
        if missing <= 0:
            break
    return joined(held, source.schema)


def _as(case_id: str, given: pa.DataType) -> Any:
    if not pa.types.is_integer(given):
        return case_id
    return int(case_id) if case_id.lstrip("-").isdecimal() else None
