"""Everything that is wrong with a typed case, by the field in which it is to be mended."""

from __future__ import annotations

from totalisation.case_checks import checked
from totalisation.case_file import case_from
from totalisation.messages import Fault, FaultsError
from web.forms.entry import Entry

PLACEHOLDER = "-"
"""Stands for the number of a case that the office has still to give."""


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
    return where == part or where.startswith((f"{part}.", f"{part}["))


def _sentence(fault: Fault, language: str) -> str:
    """The fault without its path: it stands beside its field."""
    parts = [fault.wrong, *([fault.right] if fault.right is not None else [])]
    text = " ".join(each.in_language(language) for each in parts)
    return text[:1].upper() + text[1:]
