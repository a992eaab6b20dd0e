"""When a property says something about an agreement, and the reason where it does not."""

from __future__ import annotations

from collections.abc import Callable

from totalisation.agreement import Agreement, PartyTerms
from totalisation.conformance.plain_decision import SHARED, method_of, totalises
from totalisation.conformance.subject import Subject


def parties_where(subject: Subject, test: Callable[[PartyTerms], bool]) -> list[str]:
    """The codes of the parties whose terms pass the test."""
    return [code for code, terms in subject.agreement.parties.items() if test(terms)]


def totalising(subject: Subject) -> list[str]:
    """The codes of the parties that add the other's periods."""
    return [code for code in subject.codes if totalises(subject.agreement, code)]


def sharing(subject: Subject) -> list[str]:
    """The codes of the parties that share a totalised amount by a ratio."""
    return [code for code in totalising(subject) if method_of(subject.agreement.parties[code]) in SHARED]


def by_the_month(subject: Subject) -> list[str]:
    """The codes of the parties that count in months, and in no other unit of their own."""
    return parties_where(subject, lambda terms: terms.counting is None)


def none_by_the_month(subject: Subject) -> str | None:
    """Unless some party counts in months."""
    return None if by_the_month(subject) else "no party counts by the month"


def no_totalisation(subject: Subject) -> str | None:
    """Unless some party totalises."""
    return None if totalising(subject) else "no party totalises"


def no_sharing(subject: Subject) -> str | None:
    """Unless some party shares the amount by a ratio."""
    return None if sharing(subject) else "no party shares an amount by a ratio"


def without_term(name: str) -> Callable[[Subject], str | None]:
    """Unless the agreement, or one of its parties, has the term ``name``."""

    def reason(subject: Subject) -> str | None:
        return None if has_term(subject.agreement, name) else f"there is no term {name}"

    return reason


def has_term(agreement: Agreement, name: str) -> bool:
    """Whether the agreement or one of its parties has the term."""
    return any(getattr(holder, name, None) is not None for holder in (agreement, *agreement.parties.values()))


def first_of(*reasons: Callable[[Subject], str | None]) -> Callable[[Subject], str | None]:
    """The first reason that holds."""

    def reason(subject: Subject) -> str | None:
        return next((found for each in reasons if (found := each(subject)) is not None), None)

    return reason
