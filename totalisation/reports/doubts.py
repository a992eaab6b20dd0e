"""What an answer beyond one determination rests on and was not read, and the open questions with the reading taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from totalisation.determination import Doubt, doubts_about
from totalisation.messages import message
from totalisation.parameters import key_of
from totalisation.party_result import PartyResult
from totalisation.reports.blocks import Block, Item, Items, Paragraph, Section
from totalisation.reports.names import STATUSES, cited, note_in
from totalisation.reports.noted import Noted, figures_of_one_table, with_notes
from totalisation.reports.study import Sides
from totalisation.reports.terms import label
from totalisation.reports.terms import line as term_line
from totalisation.reports.values import key_runs
from totalisation.rules import Computation
from totalisation.term import Term

Decided = tuple[str, Sequence[Term], Sequence[Computation]]
"""What was decided on the way: for which party, on what terms, by what computations."""


def decided_of(results: Iterable[PartyResult]) -> Iterator[Decided]:
    """What results rest on."""
    return ((each.party, each.terms, each.computations) for each in results)


def not_read(decided: Iterable[Decided], sides: Sides) -> list[Noted]:
    """Terms, figures and rules that were used and not read in their instrument, each once."""
    known = list(decided)
    return [*_terms(known, sides), *_figures_and_rules(known, sides)]


def _terms(decided: Iterable[Decided], sides: Sides) -> Iterator[Noted]:
    """The terms, each with the parties that it was applied to."""
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for code, terms, _ in decided:
        for term in terms:
            if term.status != "verified":
                name = label(term, sides.language, sides.agreement)
                told = term_line(term, sides.agreement, sides.language)
                found.setdefault((told, name, note_in(term.note, sides.language)), {})[sides.party(code)] = None
    for (told, name, note), parties in found.items():
        whose = ", ".join(parties)
        yield Noted(f"{whose}: {told}", f"{whose}: {name}", note)


def _figures_and_rules(decided: Iterable[Decided], sides: Sides) -> Iterator[Noted]:
    """The figures and rules; those of one table stand in one entry, with their places in the table."""
    found: dict[tuple[str, ...], dict[str, Doubt]] = {}
    for code, _, computations in decided:
        for computation in computations:
            for quantity in computation.doubtful:
                for doubt in doubts_about(code, quantity):
                    found.setdefault(figures_of_one_table(doubt), {}).setdefault(doubt.name, doubt)
    for doubts in found.values():
        first = next(iter(doubts.values()))
        table, names = first.name.partition(".")[0], sides.names[first.party]
        keys = [key_of(key) for key in (each.partition(".")[2] for each in doubts) if key]
        name = f"{sides.party(first.party)}: {names.quantity(table)}"
        placed = f"{name}, {'; '.join(key_runs(keys, table, names))}" if keys else name
        text = f"{placed} ({cited(first.citation)}; {sides.told(STATUSES[first.status])})"
        yield Noted(text, name, note_in(first.note, sides.language))


def questions(decided: Iterable[Decided], sides: Sides) -> list[str]:
    """The open questions of law that were met, each with the reading taken."""
    found: dict[str, None] = {}
    for code, _, computations in decided:
        names = sides.names[code]
        for computation in computations:
            for quantity in computation.quantities:
                if quantity.origin == "interpretation":
                    choice = names.choice(quantity.name, quantity.value)
                    found[f"{sides.party(code)}: {names.quantity(quantity.name)} {choice}"] = None
    return list(found)


def doubts_blocks(decided: Iterable[Decided], sides: Sides) -> Iterator[Block]:
    """Both, as far as there are any."""
    known = list(decided)
    if found := not_read(known, sides):
        yield Items(with_notes(found, sides.language), sides.told(message("Used and not read in their instrument:")))
    if asked := questions(known, sides):
        yield Items(tuple(map(Item, asked)), sides.told(message("Open questions of law, and the reading taken:")))


def doubts_section(decided: Iterable[Decided], sides: Sides) -> Section:
    """The section that every such answer ends with."""
    blocks = tuple(doubts_blocks(decided, sides))
    nothing = Paragraph(sides.told(message("Nothing that was used is in doubt.")))
    return Section(sides.told(message("Doubts")), blocks or (nothing,))


def doubts_data(decided: Iterable[Decided], sides: Sides) -> Mapping[str, Any]:
    """The same as plain JSON types, in sentences without the notes."""
    known = list(decided)
    return {"not_read": [each.text for each in not_read(known, sides)], "open_questions": questions(known, sides)}
