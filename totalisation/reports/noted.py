"""Doubts in a list, each with its note below it: why it is one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from totalisation.determination import Doubt
from totalisation.messages import message
from totalisation.reports.blocks import Item


@dataclass(frozen=True, slots=True)
class Noted:
    """One doubt as it is told, the name of what it is about, and its note in the same language."""

    text: str
    name: str
    note: str


def figures_of_one_table(doubt: Doubt) -> tuple[str, ...]:
    """What figures have in common that are told in one line."""
    return doubt.party, doubt.kind, doubt.name.partition(".")[0], doubt.status, str(doubt.citation)


def with_notes(doubts: Iterable[Noted], language: str) -> tuple[Item, ...]:
    """The doubts as entries of a list.

    A note that several share stands once: what has the same name needs no more, and others point to it.
    """
    told: dict[str, str] = {}
    entries = []
    for doubt in doubts:
        below = ""
        if doubt.note and doubt.note not in told:
            told[doubt.note] = doubt.name
            below = doubt.note
        elif doubt.note and told[doubt.note] != doubt.name:
            below = message("See the note on “{name}” above.", name=told[doubt.note]).in_language(language)
        entries.append(Item(doubt.text, (Item(below, plain=True),) if below else ()))
    return tuple(entries)
