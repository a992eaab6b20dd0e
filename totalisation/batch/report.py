"""The summary of a run and the published schema, put in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.kinds import IN_WORDS
from totalisation.batch.schema import InputSchema, rejects_schema, results_schema
from totalisation.messages import message
from totalisation.schemes import scheme_named


def with_rate(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a summary with the persons per second."""
    return {**data, "persons_per_second": round(data["persons"] / data["seconds"]) if data["seconds"] else None}


def summary_lines(data: Mapping[str, Any], agreement: Agreement, language: str) -> Iterator[str]:
    """The summary as lines of text."""

    def say(text: Any) -> str:
        return str(text.in_language(language))

    yield say(
        message(
            "{persons} persons: {decided} decided, {rejected} rejected, in {seconds} s ({rate} persons per second, "
            "engine {engine})",
            persons=_number(data["persons"]),
            decided=_number(data["decided"]),
            rejected=_number(data["rejected"]),
            seconds=data["seconds"],
            rate=_number(data["persons_per_second"] or 0),
            engine=data["engine"],
        )
    )
    for code, party in data["parties"].items():
        quantities = scheme_named(agreement.parties[code].scheme).quantities
        for basis in ("independent", "totalised", "none"):
            sums = party["bases"].get(basis)
            if sums is None:
                continue
            yield say(_entitled(code, basis, _number(sums["persons"])))
            for name, amount in sums.items():
                if name != "persons" and amount:
                    title = quantities.get(name, {}).get(language, name)
                    yield f"  {title}: {_number(amount)} {party['currency']}"
    if data["rejects"]:
        yield say(message("Faults by column"))
        for name, number in most_first(data["rejects"]):
            yield f"  {_number(number):>12}  {name}"
    for code, doubts in data["doubts"].items():
        if doubts:
            yield say(message("{party}: results that rest on what is in doubt", party=code))
            for name, number in most_first(doubts):
                yield f"  {_number(number):>12}  {name}"


def _entitled(code: str, basis: str, number: str) -> Any:
    if basis == "independent":
        return message("{party}: {number} entitled on own periods", party=code, number=number)
    if basis == "totalised":
        return message("{party}: {number} entitled by totalisation", party=code, number=number)
    return message("{party}: {number} not entitled", party=code, number=number)


def most_first(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Counts in the order in which they are told."""
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def _number(value: int) -> str:
    return f"{value:,}".replace(",", " ")


def schema_data(agreement: Agreement) -> dict[str, Any]:
    """The four tables of a batch under an agreement in plain JSON types."""
    schema = InputSchema(agreement)
    return {
        "agreement": agreement.id,
        **{
            role: [
                {
                    "name": each.name,
                    "types": IN_WORDS[each.kind],
                    "required": each.required,
                    "description": each.description,
                }
                for each in schema.columns(role).values()
            ]
            for role in ("persons", "periods")
        },
        "results": _written(results_schema(agreement)),
        "rejects": _written(rejects_schema()),
    }


def _written(schema: pa.Schema) -> list[dict[str, Any]]:
    return [
        {
            "name": each.name,
            "types": str(each.type),
            "required": not each.nullable,
            "description": each.metadata[b"description"].decode(),
        }
        for each in schema
    ]


def schema_lines(data: Mapping[str, Any]) -> Iterator[str]:
    """The same as lines of text."""
    for table in ("persons", "periods", "results", "rejects"):
        yield table.upper()
        for column in data[table]:
            required = " *" if column["required"] and table in ("persons", "periods") else ""
            yield f"  {column['name']}{required}: {column['types']}"
            yield f"      {column['description']}"
