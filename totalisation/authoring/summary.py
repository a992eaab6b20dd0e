"""An agreement in words: term by term with its article, source and status, and as its file has it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from totalisation.agreement import PROVISIONS, Agreement, Term
from totalisation.messages import Message, in_words, message
from totalisation.reports import terms, words
from totalisation.reports.agreements import PROVISION_NAMES, agreement_lines
from totalisation.reports.columns import heading, wrapped
from totalisation.reports.names import STATUSES, cited, note_in, own_name, word


def summary(agreement: Agreement, language: str = "en") -> str:
    """The whole agreement in ``language`` ("en", "vi" or "ko"), as text."""
    return "\n".join(_lines(agreement, language)) + "\n"


def _lines(agreement: Agreement, language: str) -> Iterator[str]:
    yield from agreement_lines(agreement, language)
    yield from heading(message("Both parties").in_language(language), "-")
    start = agreement.entry_into_force
    yield from _said(message("in force from"), words.day(start.date, language), start, language)
    for name in PROVISIONS:
        if name in agreement.provisions:
            term = agreement.provisions[name]
            yield from _said(PROVISION_NAMES[name], words.day(term.date, language), term, language)
    for place, each in _shared(agreement):
        yield from _term(place, each, agreement, language)
    for code, party in agreement.parties.items():
        yield ""
        yield from heading(f"{own_name(party.title, language)} ({code})", "-")
        for place, each in _own(agreement, code):
            yield from _term(place, each, agreement, language)
        for benefit, held in party.benefits.items():
            yield from _term(f"benefits.{benefit}", held, agreement, language, f"{word(benefit, language)}, ")
    yield from _questions(agreement, language)
    yield ""
    yield from heading(message("Documents").in_language(language), "-")
    for key, source in agreement.sources.items():
        read = message("read on {day}", day=words.day(source.read, language)) if source.read else message("not read")
        yield from wrapped(f"{own_name(source.title, language)} ({read.in_language(language)})", f"{key}: ")


Placed = tuple[str, Term]
"""A term, and the name of its table in the file."""


def _shared(agreement: Agreement) -> Iterator[Placed]:
    for name in ("persons", "overlap", "third_state_periods", "earlier_periods", "refunded_periods"):
        if (term := getattr(agreement, name)) is not None:
            yield name, term
    for name in type(agreement.coverage).model_fields:
        value = getattr(agreement.coverage, name)
        for term in value if isinstance(value, tuple) else (value,):
            if term is not None:
                yield f"coverage.{name}", term
    yield from (("detachment", each) for each in agreement.detachment)


def _own(agreement: Agreement, code: str) -> Iterator[Placed]:
    party = agreement.parties[code]
    for name in type(party).model_fields:
        value = getattr(party, name)
        if isinstance(value, Term):
            yield name, value
    if code in agreement.lump_sum_refund:
        yield f"lump_sum_refund.{code}", agreement.lump_sum_refund[code]


def _questions(agreement: Agreement, language: str) -> Iterator[str]:
    if agreement.interpretations:
        yield ""
        yield from heading(message("Open questions of law").in_language(language), "-")
    for question in agreement.interpretations.values():
        yield from wrapped(f"{own_name(question.question, language)} ({question.changes})", "  ")
        for name, choice in question.choices.items():
            sure = STATUSES[choice.status].in_language(language)
            reading: Message | str = own_name(choice.title, language)
            if name == question.default:
                reading = message("Reading chosen by default: {reading}", reading=reading)
            yield from wrapped(f"{in_words(reading, language)} ({cited(choice.citation)}; {sure})", "      ")


def _term(place: str, term: Term, agreement: Agreement, language: str, about: str = "") -> Iterator[str]:
    yield from wrapped(about + terms.line(term, agreement, language), "  ")
    # Words leave out what a determination does not need to tell: its author has to see all of it.
    yield from wrapped(f"[{place}] {_as_written(term)}", "      ")
    if term.note:
        yield from wrapped(note_in(term.note, language), "      ")


def _said(name: Message, said: str, term: Term, language: str) -> Iterator[str]:
    sure = STATUSES[term.status].in_language(language)
    yield from wrapped(f"{name.in_language(language)}: {said} ({cited(term.citation)}; {sure})", "  ")
    if term.note:
        yield from wrapped(note_in(term.note, language), "      ")


def _as_written(term: Term) -> str:
    """What the file says in a term beside where it stands, key by key."""
    given = term.model_dump(mode="json", exclude=set(Term.model_fields), exclude_unset=True)
    return ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given.items())
