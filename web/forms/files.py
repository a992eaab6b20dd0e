"""Cases and periods that are pasted or sent as a file: JSON of the command line, CSV, XLSX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from flask_babel import gettext as _

from totalisation.case_file import read_case
from totalisation.messages import FaultsError
from web.forms import sheets
from web.forms.choices import Choices
from web.forms.engine_words import fault_in_words
from web.forms.reader import Fields, rows_of
from web.forms.sheets import with_periods
from web.forms.workbooks import UnreadableError

__all__ = ["Brought", "from_file", "from_text", "with_periods", "without_empty_periods"]

MOST_FAULTS: Final = 10
"""Faults of a file that are told at once."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What was found in a text or a file."""

    case: dict[str, Any] | None = None
    periods: tuple[Mapping[str, str], ...] = ()
    left: str = ""
    """Rows that hold no period, to be mended and pasted again."""
    wrong: str = ""


def from_text(text: str, choices: Choices) -> Brought:
    """The periods in pasted rows; a text in which no row is found is left to be mended too."""
    try:
        found = _periods(sheets.rows_from_text(text), choices)
        return found if found.periods or found.left else replace(found, left=text)
    except UnreadableError as error:
        return Brought(left=text, wrong=str(error.reason) or _("These rows cannot be read."))


def from_file(name: str, data: bytes, choices: Choices, language: str) -> Brought:
    """The case in a JSON file, or the periods in a CSV or XLSX file."""
    if not data:
        return Brought(wrong=_("Choose a file that is not empty."))
    try:
        if name.lower().endswith(".xlsx") or data.startswith(b"PK\x03\x04"):
            return _periods(sheets.rows_from_xlsx(data), choices)
        if name.lower().endswith(".json") or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
            return _case(data, language)
        return _periods(sheets.rows_from_csv(data), choices)
    except UnreadableError as error:
        return Brought(wrong=str(error.reason) or _("This file cannot be read. Send JSON, CSV in UTF-8, or XLSX."))


def without_empty_periods(fields: Fields) -> Fields:
    """The fields without the periods in which nothing is typed."""
    filled = rows_of(name for name, value in fields.items() if value.strip()).get("periods", [])
    kept = tuple(f"periods-{row}-" for row in filled)
    return {name: value for name, value in fields.items() if not name.startswith("periods-") or name.startswith(kept)}


def _case(data: bytes, language: str) -> Brought:
    try:
        read_case(data)
    except FaultsError as error:
        told: Iterable[str] = (fault_in_words(fault, language) for fault in error.faults[:MOST_FAULTS])
        return Brought(wrong=_("This file holds no case that can be read: %(faults)s", faults=" ".join(told)))
    case: dict[str, Any] = json.loads(data.decode("utf-8-sig"))
    return Brought(case=case)


def _periods(rows: list[list[str]], choices: Choices) -> Brought:
    found = sheets.periods_from(rows, choices.kind_words)
    left = "\n".join("\t".join(row) for row in found.left)
    wrong = ""
    if left:
        wrong = _(
            "These rows were not taken: each needs party, from, to and kind, and may have a monthly amount, "
            "a salary regime and a coefficient."
        )
    elif not found.periods:
        wrong = _("No rows were found.")
    return Brought(periods=found.periods, left=left, wrong=wrong)
