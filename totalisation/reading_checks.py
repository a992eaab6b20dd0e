"""What is wrong with the open questions that an agreement's file states about itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from totalisation.agreement import Agreement, InterpretationTerms
from totalisation.faults_of_models import Place
from totalisation.messages import Fault, message
from totalisation.readings import as_read, parties_of, term_at
from totalisation.schemes import scheme_named
from totalisation.wording import one_of, shown

Found = tuple[Place, Fault]


def faults_of_readings(agreement: Agreement) -> Iterator[Found]:
    """Each fault of the questions and their readings, with its place in the file."""
    for name, question in agreement.interpretations.items():
        place: Place = ("interpretations", name)
        yield from _of_sources(place, agreement, question)
        yield from _of_titles(place, question)
        if question.default not in question.choices:
            yield (
                (*place, "default"),
                Fault(
                    "",
                    message("“{choice}” is not a reading of this question.", choice=question.default),
                    one_of(question.default, question.choices),
                ),
            )
            continue
        try:
            term = term_at(agreement, question.changes)
        except LookupError:
            yield (
                (*place, "changes"),
                Fault(
                    "",
                    message("no term of this file has the field {path}.", path=shown(question.changes)),
                    message("Write the path of a field, such as “overlap.keeper”."),
                ),
            )
            continue
        value = getattr(term, question.changes.rpartition(".")[2])
        if value != question.choices[question.default].value:
            yield (
                (*place, "default"),
                Fault(
                    "",
                    message("the term itself says {value}.", value=shown(value)),
                    message("The term holds the value of the default reading."),
                ),
            )
        yield from _of_choices(place, agreement, name, question)
        for code in parties_of(agreement, question):
            if name in scheme_named(agreement.parties[code].scheme).interpretations:
                yield (
                    place,
                    Fault("", message("the law of {party} has an open question of the same name.", party=code)),
                )


def _of_choices(place: Place, agreement: Agreement, name: str, question: InterpretationTerms) -> Iterator[Found]:
    party = parties_of(agreement, question)[0]
    for choice, reading in question.choices.items():
        chosen: Mapping[str, Any] = {party: {name: choice}}
        try:
            as_read(agreement, chosen)
        except ValidationError:
            yield (
                (*place, "choices", choice, "value"),
                Fault(
                    "",
                    message("{path} cannot be {value}.", path=question.changes, value=shown(reading.value)),
                    message("Write a value that the term can hold."),
                ),
            )


def _of_titles(place: Place, question: InterpretationTerms) -> Iterator[Found]:
    titles = [((*place, "question"), question.question)]
    titles += [((*place, "choices", choice, "title"), each.title) for choice, each in question.choices.items()]
    for where, title in titles:
        if "en" not in title:
            yield where, Fault("", message("has no English title."), message("Write en = “…”."))


def _of_sources(place: Place, agreement: Agreement, question: InterpretationTerms) -> Iterator[Found]:
    for choice, reading in question.choices.items():
        if reading.source not in agreement.sources:
            yield (
                (*place, "choices", choice, "source"),
                Fault(
                    "",
                    message("{source} is not among the sources.", source=shown(reading.source)),
                    one_of(reading.source, agreement.sources),
                ),
            )
