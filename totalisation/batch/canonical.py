"""One layout for the many in which the same values may come.

Evaluators see: text as string or as dictionary<int32, string>; ``case_id`` as int64 or string; YYYYMM as int32,
other whole numbers as int64; lists as list; and no column without values. Only the layout changes here: a
value that is wrong stays as it is, so that it is told with its row.
"""

from __future__ import annotations

from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from totalisation.batch.kinds import FIELDS, Kind, is_list, is_text
from totalisation.batch.schema import InputSchema, Role

CODED_TEXT: Final = pa.dictionary(pa.int32(), pa.string())

_NUMBERS: Final[dict[Kind, pa.DataType]] = {"whole": pa.int64(), "figure": pa.int64(), "flag": pa.bool_()}


def laid_out(schema: InputSchema, role: Role, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with each column in its one layout, which depends on the column's type alone."""
    fields, columns = [], []
    changed = False
    for field, column in zip(batch.schema, batch.columns, strict=True):
        if types.is_null(field.type):
            changed = True
            continue
        kind = _kind(schema, role, field.name)
        made = _laid_out(kind, column)
        changed = changed or made is not column
        fields.append(pa.field(field.name, made.type))
        columns.append(made)
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields)) if changed else batch


def _kind(schema: InputSchema, role: Role, name: str) -> Kind:
    column = schema.column(role, name)
    assert column is not None, name
    return column.kind


def _laid_out(kind: Kind, column: pa.Array) -> pa.Array:
    given = column.type
    if types.is_dictionary(given):
        if kind == "case_id":
            return _laid_out(kind, column.dictionary_decode())
        if given.equals(CODED_TEXT):
            return column
        indices = column.indices.cast(pa.int32())
        return pa.DictionaryArray.from_arrays(indices, column.dictionary.cast(pa.string()))
    wanted = _layout(kind, given)
    if wanted is None or given.equals(wanted):
        return column
    try:
        return column.cast(wanted)
    except pa.ArrowInvalid:
        # A number too large for its column: it is told with its row.
        return column


def _layout(kind: Kind, given: pa.DataType) -> pa.DataType | None:
    """The layout for values of ``kind`` that come as ``given``; None where there is none but that."""
    if is_text(given):
        return pa.string()
    if types.is_integer(given):
        return pa.int32() if kind in ("date", "months") else pa.int64()
    if is_list(given) and not types.is_null(given.value_type):
        inner = _layout_of_element(kind, given.value_type)
        return None if inner is None else pa.list_(inner)
    return None


def _layout_of_element(kind: Kind, given: pa.DataType) -> pa.DataType | None:
    if types.is_dictionary(given):
        return pa.string()
    if types.is_struct(given):
        fields = FIELDS[kind]
        return pa.struct([pa.field(each.name, _layout(fields[each.name], each.type) or each.type) for each in given])
    return _layout("date" if kind == "months" else "text", given)


def with_numbers(schema: InputSchema, role: Role, batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch with columns of numbers that came as text, as CSV has them, made numbers where all of them are."""
    fields, columns = list(batch.schema), batch.columns
    for index, field in enumerate(batch.schema):
        wanted = _NUMBERS.get(_kind(schema, role, field.name)) if types.is_string(field.type) else None
        if wanted is not None:
            try:
                columns[index] = pc.cast(columns[index], wanted)
            except pa.ArrowInvalid:
                continue
            fields[index] = pa.field(field.name, wanted)
    return pa.RecordBatch.from_arrays(columns, schema=pa.schema(fields))
