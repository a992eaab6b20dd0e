"""The facts of a piece of work: who does it, where, for whom, since when and until when.

``Work.model_json_schema()`` publishes the form. The models check the shape of each field; what needs several
fields together, or the terms of an agreement, is checked in ``work_checks``.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictBool

from totalisation.case import Facts
from totalisation.written_values import AgreementName, CalendarDay, Identifier, PartyCode, Word

WorkKind = Literal[
    "detached", "local_hire", "self_employed", "self_employed_detached", "public_service", "ship", "airline"
]
"""Sent by an employer; hired by an employer at the place of work; self-employed; self-employed and working for a time
where the person normally does not; sent by a public employer; on board of a ship; for an airline."""


class Posting(Facts):
    """An earlier stretch of the same posting, or an earlier posting to the same party."""

    first: CalendarDay = Field(alias="from")
    last: CalendarDay = Field(alias="to")
    returned: StrictBool | None = Field(
        None, description="Whether the person then returned to the party that had sent them, before being sent again."
    )


class DaysOfParty(Facts):
    """Days that concern one party."""

    party: PartyCode
    first: CalendarDay = Field(alias="from")
    last: CalendarDay = Field(alias="to")


class AgreedException(DaysOfParty):
    """Days for which the authorities of both parties have agreed on the law of one of them."""


class IssuedCertificate(DaysOfParty):
    """A certificate that a party has issued: the work is under its law on these days."""

    number: Identifier | None = None


class Contributions(DaysOfParty):
    """Days of this work for which contributions were paid to a party."""


class Worker(Facts):
    """The person who does the work."""

    name: Identifier | None = None
    nationality: PartyCode | None = None
    residence: PartyCode | None = Field(None, description="Where the person ordinarily resides.")


class PieceOfWork(Facts):
    """One piece of work: one kind, one place, one employer."""

    kind: WorkKind
    place: PartyCode = Field(description="The party in whose territory the work is done.")
    employer: PartyCode | None = Field(
        None, description="Where the employer has its seat; of the self-employed: where they normally work."
    )
    first: CalendarDay = Field(alias="from")
    last: CalendarDay | None = Field(None, alias="to", description="Day on which it ended or is expected to end.")
    expected_to: CalendarDay | None = Field(
        None, description="Of a posting: day on which it was expected to end when it began, where that is not “to”."
    )
    in_both: StrictBool | None = Field(
        None, description="Of the self-employed: whether they work in the territories of both parties."
    )
    insured_under: tuple[PartyCode, ...] | None = Field(
        None, max_length=10, description="The parties whose national law insures the person for this work."
    )
    replaces_another: StrictBool | None = Field(
        None, description="Whether the person was sent to replace another who had been sent."
    )
    flag: PartyCode | None = Field(None, description="Of work on board of a ship: the flag that it flies.")
    earlier: tuple[Posting, ...] = Field((), max_length=200, description="Earlier postings, the earliest first.")
    extended_until: CalendarDay | None = Field(
        None, description="Day until which an extension of the first period was granted."
    )
    exceptions: tuple[AgreedException, ...] = Field((), max_length=50)
    certificates: tuple[IssuedCertificate, ...] = Field((), max_length=200)
    contributions: tuple[Contributions, ...] = Field((), max_length=200)


class Work(Facts):
    """A piece of work under one agreement: the question whose law covers it."""

    work_id: Identifier
    agreement: AgreementName
    worker: Worker = Worker()
    work: PieceOfWork
    readings: dict[Word, Word] = Field(
        default_factory=dict, description="Readings chosen for open questions of the agreement, by name."
    )
