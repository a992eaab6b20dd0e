"""The figures of law as one table: each number a fraction of two integers, with the months in which it holds.

The files of figures are read here by themselves, without the engine's reader.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

SCHEMES: Final = Path(__file__).parents[2] / "totalisation" / "schemes"
PARTIES: Final = {"VN": "vietnam", "KR": "korea"}
LAST: Final = 2999 * 12
"""A month that lies after all others: until then holds what has no end."""


def fraction_of(value: object) -> Fraction:
    """A figure as it is written: 45 %, 0.005, 1/2 or 120."""
    text = str(value)
    return Fraction(text.removesuffix("%").strip()) / 100 if text.endswith("%") else Fraction(text)


def month_of(day: date) -> int:
    """The month of a day."""
    return day.year * 12 + day.month - 1


def figures_of(party: str) -> Iterator[dict[str, Any]]:
    """Each number of the party's files: name, months from ``since`` to before ``until``, key (or null), fraction."""
    for file in sorted((SCHEMES / PARTIES[party] / "parameters").glob("*.toml")):
        for name, table in tomllib.loads(file.read_text()).items():
            entries = sorted(table["entries"], key=lambda each: each["from"])
            begins = [month_of(each["from"]) for each in entries]
            for entry, since, following in zip(entries, begins, [*begins[1:], LAST], strict=True):
                until = min(following, month_of(entry["to"]) + 1 if "to" in entry else LAST)
                numbers = entry["values"].items() if "values" in entry else [(None, entry["value"])]
                for key, value in numbers:
                    if not isinstance(key, str | None) or (key is not None and not key.isdecimal()):
                        continue
                    number = fraction_of(value)
                    yield {
                        "party": party,
                        "name": name,
                        "since": since,
                        "until": until,
                        "key": None if key is None else int(key),
                        "above": number.numerator,
                        "below": number.denominator,
                    }


def kinds_of(party: str) -> Iterator[dict[str, Any]]:
    """The kinds of insured period, in the order in which they keep a month that two of them claim."""
    kinds = tomllib.loads((SCHEMES / PARTIES[party] / "kinds.toml").read_text())
    for place, (kind, about) in enumerate(kinds.items()):
        yield {"party": party, "kind": kind, "place": place, "class": about["class"]}


def terms_of(agreement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The numbers of the agreement that the restatement uses, by party.

    Raises ValueError where a term is another than the one that is restated.
    """
    expected = {
        ("overlap", "keeper"): "each_own",
        ("third_state_periods", "count"): "excluded",
        ("earlier_periods", "count"): "counted",
        ("refunded_periods", "count"): "extinguished",
    }
    for (term, field), value in expected.items():
        if agreement[term][field] != value:
            raise ValueError(f"{term}.{field} is {agreement[term][field]}: restate it in tests/differential/sql")
    methods = {"VN": "direct", "KR": "pro_rata"}
    for code, terms in agreement["parties"].items():
        same = (
            terms["amount"]["method"] == methods[code]
            and terms["totalise"]["when"] == "needed"
            and terms["minimum_own_period"]["unit"] == "months"
            and terms["minimum_own_period"]["below"] == "nothing"
            and terms["foreign_periods"]["classes"] == ["compulsory", "voluntary", "credited"]
        )
        if not same:
            raise ValueError(f"the terms of {code} are others: restate them in tests/differential/sql")
        yield {
            "party": code,
            "minimum_own": terms["minimum_own_period"]["number"],
            "effect": agreement["provisions"]["totalisation"]["date"],
        }


def tables() -> dict[str, pa.Table]:
    """The tables ``figure``, ``kind`` and ``term``."""
    figures = [each for party in PARTIES for each in figures_of(party)]
    schema = pa.schema(
        [
            ("party", pa.string()),
            ("name", pa.string()),
            ("since", pa.int32()),
            ("until", pa.int32()),
            ("key", pa.int32()),
            ("above", pa.int64()),
            ("below", pa.int64()),
        ]
    )
    agreement = tomllib.loads((SCHEMES.parents[1] / "agreements" / "vn-kr.toml").read_text())
    return {
        "figure": pa.Table.from_pylist(figures, schema),
        "kind": pa.Table.from_pylist([each for party in PARTIES for each in kinds_of(party)]),
        "term": pa.Table.from_pylist(list(terms_of(agreement))),
    }
