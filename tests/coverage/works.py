"""Pieces of work for the tests, and the answer in short."""

from __future__ import annotations

from typing import Any

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement, read_agreement
from totalisation.coverage.answer import CoverageAnswer
from totalisation.coverage.cover import cover
from totalisation.coverage.files import work_from
from totalisation.messages import FaultsError

Law = tuple[str, str | None, str | None]


def answered(agreement: str | Agreement, worker: dict[str, Any] | None = None, **piece: Any) -> CoverageAnswer:
    """The answer about one piece of work; ``start`` and ``end`` stand for "from" and "to"."""
    found = find_agreement(agreement) if isinstance(agreement, str) else agreement
    readings = piece.pop("readings", {})
    written = {{"start": "from", "end": "to"}.get(key, key): value for key, value in piece.items()}
    mapping = {"work_id": "W", "agreement": found.id, "worker": worker or {}, "work": written, "readings": readings}
    return cover(work_from(mapping), found)


def laws(answer: CoverageAnswer) -> list[Law]:
    """Each stretch: its first and last day, and whose law; None is each party's own."""
    return [(str(each.first), None if each.last is None else str(each.last), each.party) for each in answer.stretches]


def refused(agreement: str | Agreement, worker: dict[str, Any] | None = None, **piece: Any) -> list[str]:
    """The faults of a piece of work."""
    try:
        answered(agreement, worker, **piece)
    except FaultsError as error:
        return [each.in_language() for each in error.faults]
    raise AssertionError("was answered")


_HEAD = """
id = "aa-bb"
kind = "coverage_only"
title.en = "Agreement"
[sources.Text]
title.en = "Text"
read = 2026-01-01
[entry_into_force]
date = 2020-01-01
article = "30"
source = "Text"
status = "verified"
[coverage.place_of_work]
law = "place_of_work"
article = "6"
source = "Text"
status = "verified"
"""

_TAIL = """
[parties.AA]
scheme = "declared"
currency = "AAA"
title.en = "Aland"
[parties.BB]
scheme = "declared"
currency = "BBB"
title.en = "Bland"
"""


def agreement_with(terms: str) -> Agreement:
    """An agreement between AA and BB with further terms, each without its citation."""
    cited = 'article = "7"\nsource = "Text"\nstatus = "verified"\n'
    written = "\n".join(f"{block.strip()}\n{cited}" for block in terms.split("\n\n") if block.strip())
    return read_agreement(f"{_HEAD}{written}{_TAIL}".encode(), "aa-bb.toml")


def detachment(**terms: Any) -> Agreement:
    """An agreement under which AA sends to BB for twelve months and an extension of six, but for ``terms``."""
    values: dict[str, Any] = {
        "sender": "AA",
        "receiver": "BB",
        "first_months": 12,
        "extension_months": 6,
        "when_longer": "first_months",
        **terms,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value is not None]
    return agreement_with("[[detachment]]\n" + "\n".join(lines))


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    text = str(value)
    return text if isinstance(value, int) or text[:1].isdigit() else f'"{text}"'
