"""What came of a batch, counted as it goes by: entitlements and sums by party and basis, rejects, doubts."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from totalisation.agreement import Agreement
from totalisation.batch.evaluator import Decided
from totalisation.schemes import scheme_named

_SAFE_SUM: Final = 2**62
_NUMBER: Final = re.compile(r"\[\d+\]")
ENGINE: Final = "(engine)"
"""The field of rejects that are no fault of the input."""


class Summary:
    """The counts of a run. ``data`` is all of it in plain JSON types, sums being exact integers."""

    def __init__(self, agreement: Agreement, data: dict[str, Any] | None = None) -> None:
        self._agreement = agreement
        self.data: dict[str, Any] = data or {
            "persons": 0,
            "decided": 0,
            "rejected": 0,
            "parties": {code: {"currency": terms.currency, "bases": {}} for code, terms in agreement.parties.items()},
            "rejects": {},
            "doubts": {code: {} for code in agreement.codes},
        }

    def add(self, persons: int, decided: Decided) -> None:
        """Count what was made of so many persons."""
        results, rejects = decided
        self.data["persons"] += persons
        self.data["decided"] += results.num_rows
        self.data["rejected"] += persons - results.num_rows
        if "benefit" in results.schema.names:
            self._add_benefits(results)
        for code in self._agreement.codes:
            self._add_bases(self.data["parties"][code]["bases"], code, results)
            _add(self.data["doubts"][code], _counted_doubts(results.column(f"{code}.doubts")))
        if rejects.num_rows:
            _add(self.data["rejects"], counted_fields(rejects.column("field")))

    def _add_benefits(self, results: pa.RecordBatch) -> None:
        """Count the same apart for each benefit, and the parts that are due."""
        benefit = results.column("benefit")
        for name, number in _counted(benefit).items():
            found = self.data.setdefault("benefits", {}).setdefault(
                name, {"decided": 0, "parties": {code: {"bases": {}, "parts": {}} for code in self._agreement.codes}}
            )
            found["decided"] += number
            rows = results.filter(pc.equal(benefit, pa.scalar(name, pa.string())))
            for code, of_party in found["parties"].items():
                self._add_bases(of_party["bases"], code, rows)
                _add_parts(of_party["parts"], rows.column(f"{code}.parts"))
                if name == "lump_sum":
                    months = exact_sum(rows.column(f"{code}.extinguished_months").cast(pa.int64()))
                    of_party["extinguished_months"] = of_party.get("extinguished_months", 0) + months

    def _add_bases(self, bases: dict[str, Any], code: str, results: pa.RecordBatch) -> None:
        also = scheme_named(self._agreement.parties[code].scheme).also
        amounts = ["monthly_amount_at_start", "monthly_amount", *also]
        if "benefit" in results.schema.names:
            amounts.append("single_sums")
        basis = results.column(f"{code}.basis")
        for name, number in _counted(basis).items():
            sums = bases.setdefault(name, {"persons": 0, **dict.fromkeys(amounts, 0)})
            sums["persons"] += number
            if name != "none":
                mask = pc.equal(basis, pa.scalar(name, pa.string()))
                for amount in amounts:
                    sums[amount] += exact_sum(results.column(f"{code}.{amount}").filter(mask))


def _add_parts(counts: dict[str, Any], parts: pa.ListArray) -> None:
    """Add how many have each part that is due, and what it sums up to."""
    every = parts.flatten()
    due = every.filter(every.field("due"))
    names, amounts = due.field("name"), due.field("amount")
    for name, number in _counted(names).items():
        sums = counts.setdefault(name, {"persons": 0, "amount": 0})
        sums["persons"] += number
        sums["amount"] += exact_sum(amounts.filter(pc.equal(names, pa.scalar(name, pa.string()))))


def exact_sum(values: pa.Array) -> int:
    """The sum of a column of int64, which never overflows."""
    largest = pc.max(pc.abs_checked(values)).as_py() if len(values) else None
    if largest is None:
        return 0
    if largest * len(values) < _SAFE_SUM:
        return int(pc.sum(values).as_py())
    return sum(each for each in values.to_pylist() if each is not None)


def _counted(values: pa.Array) -> dict[str, int]:
    """How often each value stands in a column of text, plain or coded."""
    found: Counter[str] = Counter()
    if pa.types.is_dictionary(values.type):
        words = values.dictionary.to_pylist()
        for each in pc.value_counts(values.indices).to_pylist():
            found[words[each["values"]]] += each["counts"]
    else:
        for each in pc.value_counts(values).to_pylist():
            found[each["values"]] += each["counts"]
    return found


def _counted_doubts(doubts: pa.Array) -> dict[str, int]:
    found: Counter[str] = Counter()
    for some, number in _counted(doubts).items():
        for doubt in some.split():
            found[doubt] += number
    return found


def counted_fields(fields: pa.Array) -> dict[str, int]:
    """How often each column is at fault among rejects."""
    found: Counter[str] = Counter()
    for field, number in _counted(fields).items():
        # All periods are alike here, and so are all figures of a table.
        found[_NUMBER.sub("[]", field) or ENGINE] += number
    return found


def _add(counts: dict[str, int], more: dict[str, int]) -> None:
    for name, number in more.items():
        counts[name] = counts.get(name, 0) + number
