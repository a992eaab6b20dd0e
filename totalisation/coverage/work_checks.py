"""What is wrong with a piece of work whose fields are well written: dates, parties, and readings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from totalisation.agreement import Agreement
from totalisation.coverage.days import LAST_DAY
from totalisation.coverage.work import DaysOfParty, Work
from totalisation.messages import Fault, Message, message
from totalisation.readings import coverage_questions
from totalisation.wording import one_of

_NEEDS_EMPLOYER: Final = ("detached", "local_hire", "self_employed_detached", "public_service")


def faults_of_work(work: Work, agreement: Agreement) -> list[Fault]:
    """All that is wrong with ``work`` by itself and beside the parties of the agreement."""
    return [*_of_parties(work, agreement), *_of_dates(work), *_of_readings(work, agreement)]


def _of_parties(work: Work, agreement: Agreement) -> Iterator[Fault]:
    piece = work.work
    if piece.place not in agreement.parties:
        yield _no_party("work.place", piece.place, agreement)
    if piece.kind in _NEEDS_EMPLOYER and piece.employer is None:
        yield Fault("work.employer", message("is missing."), message("Write two capital letters."))
    if piece.kind in ("detached", "self_employed_detached") and piece.employer is not None:
        if piece.employer == piece.place:
            yield Fault(
                "work.employer",
                message("is the place of work: nobody is sent there from there."),
                message("Name the other party, or write “local_hire” or “self_employed” as the kind."),
            )
        elif piece.employer not in agreement.parties:
            yield _no_party("work.employer", piece.employer, agreement)
    groups: tuple[tuple[str, Sequence[DaysOfParty]], ...] = (
        ("exceptions", piece.exceptions),
        ("certificates", piece.certificates),
        ("contributions", piece.contributions),
    )
    for name, entries in groups:
        for index, each in enumerate(entries):
            if each.party not in agreement.parties:
                yield _no_party(f"work.{name}[{index}].party", each.party, agreement)
    if piece.exceptions and agreement.coverage.exceptions is None:
        yield Fault(
            "work.exceptions",
            message("the file of the agreement {agreement} has no term about exceptions.", agreement=agreement.id),
            message("Leave them out, or add the term from the agreement's text."),
        )


def _no_party(where: str, code: str, agreement: Agreement) -> Fault:
    return Fault(
        where,
        message("{code} is not a party to the agreement.", code=code),
        message("The parties are {codes}.", codes=list(agreement.parties)),
    )


def _of_dates(work: Work) -> Iterator[Fault]:
    piece = work.work
    if piece.last is not None and piece.last < piece.first:
        yield _ends_before("work.to", piece.first)
    for name in ("earlier", "exceptions", "certificates", "contributions"):
        for index, each in enumerate(getattr(piece, name)):
            if each.last < each.first:
                yield _ends_before(f"work.{name}[{index}].to", each.first)
    previous: date | None = None
    for index, posting in enumerate(piece.earlier):
        if previous is not None and posting.first <= previous:
            yield Fault(
                f"work.earlier[{index}].from",
                message("begins before the posting above it has ended."),
                message("List earlier postings in order, each with its own days."),
            )
        if posting.last >= piece.first:
            yield Fault(
                f"work.earlier[{index}].to",
                message("is not before the work itself, which begins on {day}.", day=piece.first.isoformat()),
            )
        previous = posting.last
    for index, paid in enumerate(piece.contributions):
        if paid.last < piece.first or paid.first > (piece.last or LAST_DAY):
            yield Fault(
                f"work.contributions[{index}]",
                message("lies outside the work."),
                message("Enter days of this work for which contributions were paid."),
            )
    yield from _overlapping_exceptions(work)
    if piece.extended_until is not None and piece.kind not in ("detached", "self_employed_detached"):
        yield Fault(
            "work.extended_until",
            message("only the posting of a detached worker is extended."),
            message("Leave it out, or write “detached” as the kind."),
        )
    if piece.extended_until is not None and piece.extended_until < piece.first:
        yield _ends_before("work.extended_until", piece.first)
    if piece.expected_to is not None and piece.expected_to < piece.first:
        yield _ends_before("work.expected_to", piece.first)
    if piece.expected_to is not None and piece.kind not in ("detached", "self_employed_detached"):
        yield Fault(
            "work.expected_to",
            message("only of the posting of a detached worker is it asked how long it was expected to last."),
            message("Leave it out, or write “detached” as the kind."),
        )
    if piece.in_both is not None and piece.kind not in ("self_employed", "self_employed_detached"):
        yield Fault(
            "work.in_both",
            message("only of the self-employed is it asked whether they work in both territories."),
            message("Leave it out, or write “self_employed” as the kind."),
        )


def _overlapping_exceptions(work: Work) -> Iterator[Fault]:
    last_of = (work.work.last or LAST_DAY, work.work.first)
    seen: list[tuple[date, date]] = []
    for index, each in enumerate(work.work.exceptions):
        if each.first > last_of[0] or each.last < last_of[1]:
            yield Fault(f"work.exceptions[{index}]", message("lies outside the work."))
        if any(first <= each.last and each.first <= last for first, last in seen):
            yield Fault(f"work.exceptions[{index}]", message("shares days with an exception above it."))
        seen.append((each.first, each.last))


def _ends_before(where: str, first: date) -> Fault:
    return Fault(where, message("ends before it begins, on {day}.", day=first.isoformat()))


def _of_readings(work: Work, agreement: Agreement) -> Iterator[Fault]:
    questions = coverage_questions(agreement)
    for name, choice in work.readings.items():
        if name not in questions:
            yield Fault(
                f"readings.{name}",
                message("the agreement has no such open question."),
                _valid(name, questions),
            )
        elif choice not in questions[name].choices:
            yield Fault(
                f"readings.{name}",
                message("“{choice}” is not a reading of this question.", choice=choice),
                one_of(choice, questions[name].choices),
            )


def _valid(name: str, words: Iterable[str]) -> Message | None:
    words = list(words)
    return one_of(name, words) if words else None
