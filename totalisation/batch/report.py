"""The summary of a run and the published schema, put in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.benefits import BENEFITS
from totalisation.batch.kinds import IN_WORDS
from totalisation.batch.schema import BASES, InputSchema, rejects_schema, results_schema
from totalisation.messages import message
from totalisation.reports.names import word
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
    if "benefits" in data:
        yield from _benefit_lines(data["benefits"], agreement, language)
    else:
        for code, party in data["parties"].items():
            yield from _lines_of_bases(party["bases"], agreement, code, language)
    if data["rejects"]:
        yield say(message("Faults by column"))
        for name, number in most_first(data["rejects"]):
            yield f"  {_number(number):>12}  {name}"
    for code, doubts in data["doubts"].items():
        if doubts:
            yield say(message("{party}: results that rest on what is in doubt", party=code))
            for name, number in most_first(doubts):
                yield f"  {_number(number):>12}  {name}"


def _lines_of_bases(bases: Mapping[str, Any], agreement: Agreement, code: str, language: str) -> Iterator[str]:
    """How many are entitled on each basis, and what amounts sum up to."""
    for basis in BASES:
        sums = bases.get(basis)
        if sums is None:
            continue
        yield _entitled(code, basis, _number(sums["persons"])).in_language(language)
        for name, amount in sums.items():
            # The parts tell what single sums there are.
            if name not in ("persons", "single_sums") and amount:
                yield f"  {_sum(agreement, code, name, amount, language)}"


def _benefit_lines(benefits: Mapping[str, Any], agreement: Agreement, language: str) -> Iterator[str]:
    """The same for each benefit, with the parts that are due."""
    for benefit in BENEFITS:
        found = benefits.get(benefit)
        if found is None:
            continue
        title = word(benefit, language)
        yield message("{benefit}: {number} decided", benefit=title, number=_number(found["decided"])).in_language(
            language
        )
        for code, party in found["parties"].items():
            for line in _lines_of_bases(party["bases"], agreement, code, language):
                yield f"  {line}"
            for name, part in party["parts"].items():
                told = message(
                    "{part}, for {number} persons",
                    part=_sum(agreement, code, name, part["amount"], language),
                    number=_number(part["persons"]),
                )
                yield f"    {told.in_language(language)}"
            if party.get("extinguished_months"):
                ended = message("insured months that end: {number}", number=_number(party["extinguished_months"]))
                yield f"    {ended.in_language(language)}"


def _sum(agreement: Agreement, code: str, name: str, amount: int, language: str) -> str:
    """What an amount sums up to, by its name in the language."""
    terms = agreement.parties[code]
    title = scheme_named(terms.scheme).quantities.get(name, {}).get(language, name)
    return f"{title}: {_number(amount)} {terms.currency}"


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
        "results": _written(results_schema(agreement, benefits=True)),
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
