"""Cases in their JSON form laid out as the two tables of a batch."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.kinds import PREFERRED
from totalisation.batch.schema import InputSchema, Role

Json = dict[str, Any]
Layout = Literal["text", "coded"]
"""How dates and earnings are laid out: as a case writes them, or in numbers, one amount for a whole period."""


def tables_of(cases: Sequence[Json], agreement: Agreement, layout: Layout = "text") -> tuple[pa.Table, pa.Table]:
    """The persons and the periods of the cases, in their order."""
    schema = InputSchema(agreement)
    persons = [person_row(each) for each in cases]
    periods = [period_row(case["case_id"], each, layout) for case in cases for each in case.get("periods", [])]
    return (
        _table(schema, "persons", persons, ("case_id", "sex", "birth_date", "claim_date")),
        _table(schema, "periods", periods, ("case_id", "party", "from", "to", "kind")),
    )


def person_row(case: Json) -> Json:
    """One person and claim as a row, whose columns are named by the fields of the case."""
    person, claim = case["person"], case["claim"]
    row: Json = {"case_id": case["case_id"], **person, "claim_date": claim["date"]}
    for group, tables in (
        ("options", claim.get("options", {})),
        ("top_up", claim.get("top_up", {})),
        ("established", case.get("established", {})),
        ("interpretations", case.get("interpretations", {})),
    ):
        for code, values in tables.items():
            for name, value in values.items():
                if isinstance(value, Mapping):
                    row |= {f"{group}.{code}.{name}.{key}": each for key, each in value.items()}
                else:
                    row[f"{group}.{code}.{name}"] = value
    return row | facts_of_benefit(claim)


def facts_of_benefit(claim: Json) -> Json:
    """What is claimed, where it is no old-age pension, and the facts that it rests on."""
    if claim["benefit"] == "old_age":
        return {}
    row: Json = {"benefit": claim["benefit"]}
    death, disability = dict(claim.get("death", {})), dict(claim.get("disability", {}))
    for code, pension in death.pop("pensions", {}).items():
        row |= {f"death.pensions.{code}.{name}": value for name, value in pension.items()}
    row |= {f"disability.degrees.{code}": degree for code, degree in disability.pop("degrees", {}).items()}
    for code, asked in claim.get("withdrawals", {}).items():
        given = {**asked}
        given |= {f"pension.{name}": value for name, value in given.pop("pension", {}).items()}
        row |= {f"withdrawals.{code}.{name}": value for name, value in given.items()}
    row |= {f"death.{name}": value for name, value in death.items()}
    row |= {f"disability.{name}": value for name, value in disability.items()}
    if claim.get("survivors"):
        row["survivors"] = claim["survivors"]
    return row


def period_row(case_id: str, period: Json, layout: Layout) -> Json:
    """One period as a row."""
    row = {"case_id": case_id, **period}
    if (count := row.pop("count", None)) is not None:
        row |= {f"count.{key}": each for key, each in count.items()}
    earnings = row.get("earnings", [])
    if layout == "coded":
        if len(earnings) == 1 and all(earnings[0][key] == period[key] for key in ("from", "to")):
            row |= {key: each for key, each in row.pop("earnings")[0].items() if key not in ("from", "to")}
        for key in ("from", "to"):
            row[key] = coded(row[key])
    return row


def coded(written: str) -> Any:
    """A month as YYYYMM; a day stays text."""
    return int(written[:4]) * 100 + int(written[5:7]) if len(written) == 7 else written


def _table(schema: InputSchema, role: Role, rows: Sequence[Json], first: Sequence[str]) -> pa.Table:
    names = [*first, *sorted({name for row in rows for name in row} - set(first))]
    columns = [_column(schema, role, name, [row.get(name) for row in rows]) for name in names]
    return pa.table(columns, names=names)


def _column(schema: InputSchema, role: Role, name: str, values: list[Any]) -> pa.Array:
    column = schema.column(role, name)
    assert column is not None, name
    some = [each for each in values if each is not None]
    if column.kind in ("day", "date", "figure") and any(isinstance(each, str) for each in some):
        return pa.array([None if each is None else in_words(each) for each in values], pa.string())
    if column.kind in ("months", "words", "text"):
        return pa.array(values, pa.list_(pa.string()) if column.kind != "text" else pa.string())
    if column.kind in ("earnings", "dependants", "survivors"):
        return pa.array([None if each is None else json.dumps(each) for each in values], pa.string())
    return pa.array(values, PREFERRED[column.kind])


def in_words(value: object) -> str:
    """A value of a column of text: YYYYMM as YYYY-MM, an int as its digits."""
    return (
        str(value)
        if isinstance(value, str) or not 190_001 <= int(str(value)) <= 219_912
        else (f"{int(str(value)) // 100:04d}-{int(str(value)) % 100:02d}")
    )
