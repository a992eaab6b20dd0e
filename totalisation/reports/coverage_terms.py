"""What each term on applicable legislation says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from totalisation.agreement import Agreement
from totalisation.coverage_terms import (
    CertificateTerm,
    CrewTerm,
    DetachmentTerm,
    ExceptionsTerm,
    LocalHireTerm,
    PlaceOfWorkTerm,
    PublicServiceTerm,
    SelfEmploymentTerm,
)
from totalisation.messages import Message, message
from totalisation.reports import words
from totalisation.reports.names import own_name
from totalisation.term import Term

_LAWS: Final[Mapping[str, Message]] = {
    "place_of_work": message("the law of the place of work"),
    "residence": message("the law of the place of residence"),
    "residence_if_insured_under_both": message(
        "the law of the place of work; that of residence where both laws would insure the work"
    ),
    "residence_if_working_in_both": message(
        "the law of the place of work; that of residence for who works in both territories"
    ),
    "national_law": message("each party's own law decides"),
    "employer": message("the law of the employer's party, without limit of time"),
    "flag": message("the law of the flag"),
}

ASKED_BY: Final[Mapping[str, Message]] = {"employer": message("the employer"), "person": message("the person")}
"""Who asks for a certificate."""


def about_coverage(term: Term, agreement: Agreement, language: str) -> Message | str | None:
    """What a term on applicable legislation says; None for a term of another kind."""
    if isinstance(term, (PlaceOfWorkTerm, SelfEmploymentTerm, PublicServiceTerm, CrewTerm)):
        return _LAWS[term.law]
    if isinstance(term, DetachmentTerm):
        return _detachment(term, agreement, language)
    if isinstance(term, LocalHireTerm):
        return _local_hire(term, agreement, language)
    if isinstance(term, ExceptionsTerm):
        return message("the authorities of both parties may agree on one")
    if isinstance(term, CertificateTerm):
        return _certificate(term, language)
    return None


def _party(code: str, agreement: Agreement, language: str) -> str:
    terms = agreement.parties.get(code)
    return code if terms is None else own_name(terms.title, language)


def _detachment(term: DetachmentTerm, agreement: Agreement, language: str) -> Message:
    sender, receiver = _party(term.sender, agreement, language), _party(term.receiver, agreement, language)
    first = words.months(term.first_months, language)
    if term.extension_months:
        return message(
            "from {sender} to {receiver}: {first}, and an extension of up to {extension}",
            sender=sender,
            receiver=receiver,
            first=first,
            extension=words.months(term.extension_months, language),
        )
    return message("from {sender} to {receiver}: {first}", sender=sender, receiver=receiver, first=first)


def _local_hire(term: LocalHireTerm, agreement: Agreement, language: str) -> Message:
    named = {
        "nationals": [_party(each, agreement, language) for each in term.nationals_of],
        "place": _party(term.place, agreement, language),
        "law": _party(term.law, agreement, language),
    }
    if term.months is None:
        return message("nationals of {nationals} hired in {place}: under the law of {law}", **named)
    return message(
        "nationals of {nationals} hired in {place}: under the law of {law} for {months}",
        **named,
        months=words.months(term.months, language),
    )


def _certificate(term: CertificateTerm, language: str) -> str:
    told = [
        message("{kind}: asked for by {whom}", kind=kind, whom=ASKED_BY[whom])
        for kind, whom in (
            (message("detached workers"), term.detached_asked_by),
            (message("local hires"), term.local_hire_asked_by),
            (message("self-employed"), term.self_employed_asked_by),
        )
        if whom is not None
    ]
    return "; ".join(each.in_language(language) for each in told)
