"""Everything that is wrong with a typed case, by the field in which it is to be mended."""

from __future__ import annotations

from typing import Final

from totalisation.case_checks import checked
from totalisation.case_file import case_from
from totalisation.messages import Fault, FaultsError
from web.forms import engine_words
from web.forms.choices import choices_of
from web.forms.entry import Entry

PLACEHOLDER: Final = "-"
"""Stands for the number of a case that the office has still to give."""


def faults_by_field(entry: Entry, language: str) -> tuple[dict[str, str], list[str]]:
    """What is wrong by the id of its field, in the order of the form; and what belongs to no field.

    Where the form itself could not read a field, the engine's fault about the same part is left out.
    """
    choices = choices_of(str(entry.raw.get("agreement", "")), language)
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
            homeless.append(engine_words.fault_in_words(fault, language, choices))
        else:
            told.setdefault(field, []).append(engine_words.told(fault, language, choices))
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
