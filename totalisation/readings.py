"""Open questions about an agreement itself: the readings of its terms, and the agreement under the ones chosen.

A national law's open questions are arguments of its rules; those of an agreement change a field of a term.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from totalisation.agreement import Agreement, InterpretationTerms, Term
from totalisation.parameters import Citation
from totalisation.rules import Interpretation

Chosen = Mapping[str, Mapping[str, str]]
"""Readings chosen by a case: by party and by the name of the question."""


def parties_of(agreement: Agreement, question: InterpretationTerms) -> tuple[str, ...]:
    """The parties whose result the question may change: the one that the term binds, or both."""
    first, *rest = question.changes.split(".")
    return (rest[0],) if first == "parties" else agreement.codes


def about_coverage(question: InterpretationTerms) -> bool:
    """Whether a question is about which law covers a piece of work, and never about a benefit."""
    return question.changes.partition(".")[0] in ("coverage", "detachment")


def about_benefit(question: InterpretationTerms) -> str:
    """The benefit beside the old-age pension that a question is about; "" where it is about them all."""
    names = question.changes.split(".")
    return names[3] if names[0] == "parties" and names[2:3] == ["benefits"] else ""


def open_questions(agreement: Agreement, party: str, benefit: str = "old_age") -> dict[str, Interpretation]:
    """The questions that may change the benefit of ``party``, by name; ``benefit`` is "" for those about any."""
    return {
        name: _interpretation(agreement, name, question)
        for name, question in agreement.interpretations.items()
        if party in parties_of(agreement, question)
        and not about_coverage(question)
        and (not benefit or about_benefit(question) in ("", benefit))
    }


def coverage_questions(agreement: Agreement) -> dict[str, Interpretation]:
    """The questions about which law covers a piece of work, by name."""
    return {
        name: _interpretation(agreement, name, question)
        for name, question in agreement.interpretations.items()
        if about_coverage(question)
    }


def _interpretation(agreement: Agreement, name: str, question: InterpretationTerms) -> Interpretation:
    return Interpretation(
        name,
        {str(language): text for language, text in question.question.items()},
        {choice: {str(key): text for key, text in each.title.items()} for choice, each in question.choices.items()},
        question.default,
        term_at(agreement, question.changes).citation,
    )


def term_at(agreement: Agreement, path: str) -> Term:
    """The term whose field ``path`` names, such as "overlap.keeper" or "detachment.0.when_longer".

    Raises LookupError if there is none.
    """
    found: object = agreement
    for name in path.split(".")[:-1]:
        found = _within(found, name)
    if not isinstance(found, Term) or path.rpartition(".")[2] not in type(found).model_fields:
        raise LookupError(path)
    return found


def choice_of(agreement: Agreement, name: str, chosen: Chosen) -> str:
    """The reading of the question ``name`` that the case chooses, or its default."""
    question = agreement.interpretations[name]
    for party in parties_of(agreement, question):
        if name in chosen.get(party, {}):
            return chosen[party][name]
    return question.default


def as_read(agreement: Agreement, chosen: Chosen) -> Agreement:
    """The agreement under the readings chosen, and under the default where none is.

    Raises LookupError for a reading or a path that does not exist, ValidationError (of pydantic) for a value
    that the term cannot hold; a file that passed its checks has neither.
    """
    for name, question in agreement.interpretations.items():
        choice = question.choices[choice_of(agreement, name, chosen)]
        *_, field = path = question.changes.split(".")
        term = term_at(agreement, question.changes)
        if getattr(term, field) != choice.value:
            cited = choice.model_dump(include={"article", "source", "status", "note"})
            changed = type(term).model_validate({**term.model_dump(), **cited, field: choice.value})
            agreement = _with_term(agreement, path[:-1], changed)
    return agreement


def _within(holder: object, name: str) -> object:
    """What stands under ``name`` in an object, a table or a list, where the name is the place from 0 on."""
    if isinstance(holder, Mapping):
        return holder.get(name)
    if isinstance(holder, tuple):
        return holder[int(name)] if name.isdecimal() and int(name) < len(holder) else None
    return getattr(holder, name, None)


def _with_term(agreement: Agreement, path: list[str], term: Term) -> Agreement:
    changed = _replaced(agreement, path, term)
    assert isinstance(changed, Agreement)
    return changed


def _replaced(holder: object, path: list[str], term: Term) -> object:
    """``holder`` with ``term`` in the place to which ``path`` leads."""
    if not path:
        return term
    name, *rest = path
    inner = _replaced(_within(holder, name), rest, term)
    if isinstance(holder, Mapping):
        return {**holder, name: inner}
    if isinstance(holder, tuple):
        return (*holder[: int(name)], inner, *holder[int(name) + 1 :])
    assert isinstance(holder, BaseModel)
    return holder.model_copy(update={name: inner})


def citation_of(agreement: Agreement, name: str, choice: str) -> Citation:
    """Where one reading of the question ``name`` stands."""
    return agreement.interpretations[name].choices[choice].citation
