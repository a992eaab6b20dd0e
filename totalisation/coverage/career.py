"""The facts of a career for the check of double contributions: periods of both parties, works, and certificates."""

from __future__ import annotations

from pydantic import Field

from totalisation.case import MOST_PERIODS, Facts, Period
from totalisation.coverage.work import IssuedCertificate, PieceOfWork, Worker
from totalisation.written_values import AgreementName, Identifier, Word


class Career(Facts):
    """A person's insured periods under both parties, and what is known of the work and of certificates."""

    career_id: Identifier
    agreement: AgreementName
    worker: Worker = Worker()
    periods: tuple[Period, ...] = Field((), max_length=MOST_PERIODS, description="As in a case.")
    works: tuple[PieceOfWork, ...] = Field((), max_length=200)
    certificates: tuple[IssuedCertificate, ...] = Field((), max_length=500)
    readings: dict[Word, Word] = Field(
        default_factory=dict, description="Readings chosen for open questions of the agreement, by name."
    )
