"""Rows of a batch as cases in their JSON form, and the fields of such a case as columns of the batch."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pyarrow as pa

from totalisation.batch.kinds import FIELDS, Kind
from totalisation.batch.schema import InputSchema, Role
from totalisation.messages import Fault, message

Json = dict[str, Any]

_WHOLE: Final = re.compile(r"-?\d{1,30}", re.ASCII)
_FLAGS: Final = {"true": True, "false": False}
_THROUGHOUT: Final = ("monthly", "coefficient")
"""Columns that hold the earnings of a whole period."""

_OF_CLAIM: Final = ("benefit", "options", "top_up", "withdrawals", "death", "survivors", "disability")
"""The first words of the columns that stand in the claim of a case."""

_OF_PERSON: Final = re.compile(rf"person\.|claim(?=\.(?:{'|'.join(_OF_CLAIM)})\b)\.")
_OF_WHOLE_PERIOD: Final = re.compile(r"(periods\[(\d+)\])\.earnings\[0\](?:\.(\w+))?")


class Rows:
    """The rows of persons and of their periods, to be read as cases.

    A value that does not fit its column is left as it stands: the checks of a case say what is wrong with it.
    """

    def __init__(self, schema: InputSchema, persons: pa.RecordBatch, periods: pa.RecordBatch) -> None:
        self._agreement = schema.agreement.id
        self._persons = [
            (_place_of(name), values) for name, values in _values(schema, "persons", persons) if name != "case_id"
        ]
        self._periods = {name: values for name, values in _values(schema, "periods", periods) if name != "case_id"}
        self._of_periods = [
            (name.split("."), values) for name, values in self._periods.items() if name not in _THROUGHOUT
        ]
        self._whole = [name for name in _THROUGHOUT if name in self._periods]
        self._case_ids = persons.column("case_id").to_pylist()

    def case(self, row: int, first: int, end: int) -> Json:
        """The case of person ``row``, whose periods are the rows from ``first`` to before ``end``."""
        name = self._case_ids[row]
        case: Json = {
            "agreement": self._agreement,
            "person": {},
            "claim": {"benefit": "old_age"},
            "periods": [self._period(each) for each in range(first, end)],
        }
        if name is not None:
            case["case_id"] = str(name)
        for place, values in self._persons:
            if values[row] is not None:
                _put(case, place, values[row])
        return case

    def _period(self, row: int) -> Json:
        period: Json = {}
        for place, values in self._of_periods:
            if values[row] is not None:
                _put(period, place, values[row])
        if "earnings" not in period and self._paid_throughout(row):
            given: Json = {name: period[name] for name in ("from", "to") if name in period}
            given |= {name: self._periods[name][row] for name in self._whole if self._periods[name][row] is not None}
            period["earnings"] = [given]
        return period

    def _paid_throughout(self, row: int) -> bool:
        return any(self._periods[name][row] is not None for name in self._whole)

    def faults(self, first: int, end: int) -> list[Fault]:
        """What a case cannot say: earnings that are given in both ways."""
        listed = self._periods.get("earnings")
        if listed is None or not self._whole:
            return []
        return [
            Fault(
                f"periods[{row - first}].earnings",
                message("earnings are given in two ways."),
                message("Leave either {column} or {other} empty.", column="earnings", other=", ".join(self._whole)),
            )
            for row in range(first, end)
            if listed[row] is not None and self._paid_throughout(row)
        ]

    def column_of(self, where: str, first: int) -> str:
        """The column that the field ``where`` of a case fills; ``first`` is the first row of its periods."""
        if where == "claim.date":
            return "claim_date"
        match = _OF_WHOLE_PERIOD.match(where)
        if match is not None and self._whole:
            row = first + int(match[2])
            listed = self._periods.get("earnings")
            if (listed is None or listed[row] is None) and self._paid_throughout(row):
                return f"{match[1]}.{match[3] or 'monthly'}"
        return _OF_PERSON.sub("", where, count=1) if _OF_PERSON.match(where) else where


def _place_of(column: str) -> list[str]:
    """The keys under which a column of the persons stands in a case."""
    if column == "claim_date":
        return ["claim", "date"]
    first, *rest = column.split(".", 3)
    if first in _OF_CLAIM:
        return ["claim", first, *rest]
    return [first, *rest] if rest else ["person", first]


def _put(target: Json, place: list[str], value: Any) -> None:
    for key in place[:-1]:
        target = target.setdefault(key, {})
    target[place[-1]] = value


def _values(schema: InputSchema, role: Role, batch: pa.RecordBatch) -> list[tuple[str, list[Any]]]:
    """The columns that hold anything, with their values as a case writes them."""
    found = []
    for field, column in zip(batch.schema, batch.columns, strict=True):
        known = schema.column(role, field.name)
        assert known is not None, field.name
        if column.null_count < len(column):
            kind = known.kind
            found.append((field.name, [None if each is None else as_field(kind, each) for each in column.to_pylist()]))
    return found


def as_field(kind: Kind, value: Any) -> Any:
    """A value of a column as a field of a case holds it; one that does not fit stays as it is."""
    match kind:
        case "day" | "date":
            return _date(value)
        case "whole" | "figure":
            return int(value) if isinstance(value, str) and _WHOLE.fullmatch(value) else value
        case "flag":
            return _FLAGS.get(value, value) if isinstance(value, str) else value
        case "words":
            return value.split() if isinstance(value, str) else value
        case "months":
            return [_date(each) for each in (value.split() if isinstance(value, str) else value)]
        case "dependants" | "survivors" | "earnings":
            return _structures(FIELDS[kind], value)
        case "amounts":
            return _by_party(value)
    return value


def _date(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and 0 <= value <= 999_999:
        return f"{value // 100:04d}-{value % 100:02d}"
    return value


def _by_party(value: Any) -> Any:
    """Amounts by party: of a map as pairs, of a structure with null for each party without one."""
    try:
        given = dict(value)
    except (TypeError, ValueError):
        return value
    return {code: as_field("whole", each) for code, each in given.items() if each is not None}


def _structures(fields: Mapping[str, Kind], value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = json.loads(value, parse_float=str)
        except (ValueError, RecursionError):
            return value
    if not isinstance(value, list):
        return value
    return [
        {
            name: as_field(fields[name], each) if name in fields else each
            for name, each in structure.items()
            if each is not None
        }
        if isinstance(structure, dict)
        else structure
        for structure in value
    ]
