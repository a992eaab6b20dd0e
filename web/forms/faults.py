"""Everything that is wrong with a typed case, by the field in which it is to be mended."""

from __future__ import annotations

from typing import Final

from totalisation.case_checks import checked
from totalisation.case_file import case_from
from totalisation.messages import Fault, FaultsError
from web.forms.entry import FILL_IN, Entry

PLACEHOLDER: Final = "-"
"""Stands for the number of a case that the office has still to give."""

MISSING: Final = "is missing."
"""What the engine says of a part that is not there; the form says it in its own words."""

LONGEST_ADVICE: Final = 240
"""Characters of what would be right; a longer list of words stands in the field's own suggestions."""


def faults_by_field(entry: Entry, language: str) -> tuple[dict[str, str], list[str]]:
    """What is wrong by the id of its field, in the order of the form; and what belongs to no field.

    Where the form itself could not read a field, the engine's fault about the same part is left out.
    """
    told: dict[str, list[str]] = {}
    homeless: list[str] = []
    for wrong in entry.wrongs:
        told.setdefault(entry.field_of(wrong.where) or "", []).append(wrong.told())
    unread = [wrong.where for wrong in entry.wrongs]
    for fault in _faults_of(entry):
        if any(_within(fault.where, each) for each in unread):
            continue
        field = entry.field_of(fault.where)
        if field is None:
            homeless.append(fault.in_language(language))
        else:
            told.setdefault(field, []).append(_sentence(fault, language))
    order = {name: place for place, name in enumerate(entry.ids.values())}
    return {
        name: " ".join(dict.fromkeys(texts)) for name, texts in sorted(told.items(), key=lambda item: order[item[0]])
    }, homeless


def _faults_of(entry: Entry) -> list[Fault]:
    raw = {"case_id": PLACEHOLDER, **entry.raw}
    try:
        checked(lambda: case_from(raw))
    except FaultsError as error:
        return error.faults
    return []


def _within(where: str, part: str) -> bool:
    return (
        where == part or where.startswith((f"{part}.", f"{part}[")) or (part.endswith(".") and where.startswith(part))
    )


def _sentence(fault: Fault, language: str) -> str:
    """The fault without its path: it stands beside its field."""
    if fault.wrong.text == MISSING:
        return str(FILL_IN)
    text = fault.wrong.in_language(language)
    right = "" if fault.right is None else fault.right.in_language(language)
    if right and len(right) <= LONGEST_ADVICE:
        text = f"{text} {right}"
    return text[:1].upper() + text[1:]
