"""The answer about a piece of work: whose law on which days, the certificate, the extension, and double payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from totalisation.agreement import Agreement
from totalisation.coverage.work import Work
from totalisation.messages import Message
from totalisation.months import Month, month_of
from totalisation.parameters import Citation, Status
from totalisation.rules import Computation, Interpretation
from totalisation.term import Term

Basis = Literal["not_in_effect", "exception", "home_law", "rule", "national_law"]
"""Why a law covers a stretch: the agreement had no effect yet; an exception that was agreed; the law that goes on, as
for a detached worker; the rule, such as that of the place of work; or the agreement leaves it to national law."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days of the work that one law covers. ``party`` is None where each party's own law decides."""

    first: date
    last: date | None
    """None where the end of the work is not known."""
    party: str | None
    basis: Basis
    reason: Message
    term: Term

    @property
    def first_month(self) -> Month:
        """The month in which the stretch begins."""
        return month_of(self.first)

    @property
    def last_month(self) -> Month | None:
        """The month in which the stretch ends."""
        return None if self.last is None else month_of(self.last)


@dataclass(frozen=True, slots=True)
class CertificateAdvice:
    """The certificate that the work needs, and the days for which none was issued."""

    issued_by: str
    shown_to: str
    first: date
    last: date | None
    """None where the work has no end that is known, nor the time that the agreement allows."""
    asked_by: Literal["employer", "person"] | None
    """None where the agreement's file does not say who asks for it."""
    uncovered: tuple[tuple[date, date], ...]
    term: Term


@dataclass(frozen=True, slots=True)
class ExtensionAdvice:
    """An extension that the agreement still allows."""

    first: date
    last: date
    """The latest day to which it can run."""
    needed: bool
    """Whether the work is expected to go on after the time that was granted."""
    needs: Literal["sender_consent", "both_consent"] | None
    asked_before: date | None
    """The last day on which it can be asked for; None where the agreement's file does not say."""
    granted_end: date
    term: Term


@dataclass(frozen=True, slots=True)
class DoubleContribution:
    """Days for which contributions to ``party`` are paid or claimed although its law does not cover the work."""

    party: str
    due_to: str
    """The party whose law covers the work."""
    first: date
    last: date | None
    paid: bool
    """Whether they were paid; else they may be claimed, as no certificate covers these days."""
    term: Term


@dataclass(frozen=True, slots=True)
class TermDoubt:
    """A term that was used and not read in its instrument."""

    term: Term

    @property
    def status(self) -> Status:
        """How sure the term is."""
        return self.term.status


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What another reading of an open question makes of the work."""

    choice: str
    stretches: tuple[Stretch, ...]
    """None where that depends on the end of the work, which is not known."""
    differs: bool


@dataclass(frozen=True, slots=True)
class QuestionUsed:
    """An open question about the agreement that the answer rests on."""

    name: str
    choice: str
    chosen: bool
    """Whether the file of the work chose the reading."""
    citation: Citation
    interpretation: Interpretation
    others: tuple[OtherReading, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about the answer, with the term that it rests on."""

    text: Message
    term: Term | None = None


@dataclass(frozen=True, slots=True)
class CoverageAnswer:
    """The whole answer about one piece of work."""

    work: Work
    agreement: Agreement
    """The agreement under the readings that were chosen."""
    stretches: tuple[Stretch, ...]
    certificate: CertificateAdvice | None
    extension: ExtensionAdvice | None
    double: tuple[DoubleContribution, ...]
    remarks: tuple[Remark, ...]
    doubts: tuple[TermDoubt, ...]
    questions: tuple[QuestionUsed, ...]
    computation: Computation | None
    """The steps by which the end of the home party's law was found; None where no such law goes on."""

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms that were applied, each once, in the order in which they apply."""
        found: list[Term] = []
        for term in [each.term for each in self.stretches] + [
            each.term for each in (self.certificate, self.extension) if each is not None
        ]:
            if term not in found:
                found.append(term)
        return tuple(found)
