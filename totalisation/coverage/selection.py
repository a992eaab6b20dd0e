"""Which term of the agreement a piece of work falls under, and what its facts must say for that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from totalisation.agreement import Agreement
from totalisation.coverage.work import PieceOfWork, Work
from totalisation.coverage_terms import CrewTerm, DetachmentTerm, SelfEmploymentTerm
from totalisation.messages import Fault, Message, message
from totalisation.term import Term


@dataclass(frozen=True, slots=True)
class Home:
    """The party whose law may go on although the work is done in the other, and the term that orders it."""

    party: str
    term: Term
    months: int | None = None
    """Months of the first period; None where there is no limit."""
    extension_months: int = 0
    period_ends: str = "to_the_day"
    earliest_count: date | None = None
    requires_insurance: bool = False
    no_replacement: bool = False
    when_longer: str | None = "first_months"
    longer_than: str = "all_months"


@dataclass(frozen=True, slots=True)
class Rule:
    """The law that covers the work but for what ``home`` takes out: one party's, or each party's own (None)."""

    party: str | None
    term: Term


@dataclass(frozen=True, slots=True)
class Selection:
    """The terms that a piece of work falls under."""

    home: Home | None
    rule: Rule | None
    """None where the agreement's file has no such term: then the days that need it cannot be decided."""
    missing: Fault | None = None
    """What is missing for ``rule``."""


def selected(work: Work, agreement: Agreement) -> tuple[Selection, list[Fault]]:
    """The terms for ``work``, and the faults: facts that the terms need, or terms that the agreement's file lacks."""
    piece, faults = work.work, []
    home: Home | None = None
    if piece.kind in ("detached", "self_employed_detached"):
        home = _detached(piece, agreement)
        if home is None:
            faults.append(_says_nothing(agreement, "work.kind", _of_sending(piece)))
    elif piece.kind == "local_hire":
        home, missing = _local_hire(work, agreement)
        faults.extend(missing)
    elif piece.kind == "public_service":
        term = agreement.coverage.public_service
        if term is None:
            faults.append(_says_nothing(agreement, "work.kind", message("persons whom a public employer sends")))
        elif piece.employer in agreement.parties and piece.employer != piece.place:
            home = Home(str(piece.employer), term)
    rule, missing_rule = _rule(work, agreement)
    if piece.kind in ("ship", "airline", "self_employed") and rule is None and missing_rule is not None:
        faults.append(missing_rule)
    return Selection(home, rule, missing_rule), faults


def _of_sending(piece: PieceOfWork) -> Message:
    if piece.kind == "detached":
        return message("workers sent from {sender} to {receiver}", sender=piece.employer, receiver=piece.place)
    return message(
        "self-employed persons from {sender} who work in {receiver} for a time",
        sender=piece.employer,
        receiver=piece.place,
    )


def _says_nothing(agreement: Agreement, where: str, about: Message) -> Fault:
    return Fault(
        where,
        message(
            "the file of the agreement {agreement} has no term about {about}.", agreement=agreement.id, about=about
        ),
        message("It cannot be decided until the agreement's text on it was read and stands in that file."),
    )


def detachment_for(piece: PieceOfWork, agreement: Agreement) -> DetachmentTerm | None:
    """The term on detachment for the direction and the kind of the work."""
    activity = "employed" if piece.kind == "detached" else "self_employed"
    for term in agreement.detachment:
        if (term.sender, term.receiver) == (piece.employer, piece.place) and activity in term.activities:
            return term
    return None


def _detached(piece: PieceOfWork, agreement: Agreement) -> Home | None:
    term = detachment_for(piece, agreement)
    if term is None:
        return None
    return Home(
        term.sender,
        term,
        term.first_months,
        term.extension_months,
        term.ends,
        term.earliest_count,
        term.requires_insurance,
        term.no_replacement,
        term.when_longer,
        term.longer_than,
    )


def _local_hire(work: Work, agreement: Agreement) -> tuple[Home | None, Iterator[Fault]]:
    piece, nationality = work.work, work.worker.nationality
    terms = [each for each in agreement.coverage.local_hires if each.place == piece.place]
    if not terms or piece.employer != piece.place:
        return None, iter(())
    if nationality is None:
        return None, iter([_needed("worker.nationality", terms[0])])
    for term in terms:
        if nationality in term.nationals_of:
            return Home(
                term.law,
                term,
                term.months,
                earliest_count=term.earliest_count,
                requires_insurance=term.requires_insurance,
            ), iter(())
    return None, iter(())


def _needed(where: str, term: Term) -> Fault:
    return Fault(
        where,
        message("is missing."),
        message("The law that covers this work depends on it ({citation}).", citation=str(term.citation)),
    )


def _rule(work: Work, agreement: Agreement) -> tuple[Rule | None, Fault | None]:
    """The rule for the work, or what is missing for it."""
    rule, missing = _rule_of_kind(work, agreement)
    if rule is not None and rule.party is not None and rule.party not in agreement.parties:
        wrong = message("{code} is not a party to the agreement.", code=rule.party)
        right = message("The agreement does not say which law covers this work: it is decided without it.")
        return None, Fault(_decisive(work, rule), wrong, right)
    return rule, missing


def _decisive(work: Work, rule: Rule) -> str:
    """The field that named the party of ``rule``."""
    if rule.party == work.work.flag:
        return "work.flag"
    return "worker.residence" if rule.party == work.worker.residence else "work.employer"


def _rule_of_kind(work: Work, agreement: Agreement) -> tuple[Rule | None, Fault | None]:
    piece, coverage = work.work, agreement.coverage
    if piece.kind in ("self_employed", "self_employed_detached"):
        if coverage.self_employment is None:
            return None, _says_nothing(agreement, "work.kind", message("self-employed work"))
        return _of_self_employed(work, coverage.self_employment, agreement)
    if piece.kind in ("ship", "airline"):
        term = coverage.ships if piece.kind == "ship" else coverage.airlines
        if term is None:
            about = message("work on board of ships") if piece.kind == "ship" else message("work for airlines")
            return None, _says_nothing(agreement, "work.kind", about)
        return _of_crew(work, term, agreement)
    if coverage.place_of_work is None:
        return None, _says_nothing(agreement, "work.place", message("the law of the place of work"))
    return Rule(piece.place, coverage.place_of_work), None


def _of_self_employed(work: Work, term: SelfEmploymentTerm, agreement: Agreement) -> tuple[Rule | None, Fault | None]:
    residence, insured = work.worker.residence, work.work.insured_under
    if term.law == "national_law":
        return Rule(None, term), None
    if term.law == "place_of_work":
        return Rule(work.work.place, term), None
    if term.law == "residence_if_working_in_both":
        if work.work.in_both is None:
            return None, _needed("work.in_both", term)
        if not work.work.in_both:
            return Rule(work.work.place, term), None
    if residence is None:
        return None, _needed("worker.residence", term)
    if term.law == "residence":
        return Rule(residence, term), None
    if term.law == "residence_if_working_in_both":
        # Who resides with neither party is under the law of each place for the work that is done there.
        return Rule(residence if residence in agreement.parties else work.work.place, term), None
    if insured is None:
        return None, _needed("work.insured_under", term)
    return Rule(residence if len(set(insured)) > 1 else work.work.place, term), None


def _of_crew(work: Work, term: CrewTerm, agreement: Agreement) -> tuple[Rule | None, Fault | None]:
    residence, piece = work.worker.residence, work.work
    if term.law == "national_law":
        return Rule(None, term), None
    if term.law == "place_of_work":
        return Rule(piece.place, term), None
    if term.law == "employer":
        return (Rule(piece.employer, term), None) if piece.employer else (None, _needed("work.employer", term))
    if residence is None and (term.law == "residence" or term.employer_if_resident):
        return None, _needed("worker.residence", term)
    if term.law == "residence":
        return Rule(residence if residence in agreement.parties else term.otherwise, term), None
    if piece.flag is None:
        return None, _needed("work.flag", term)
    if term.employer_if_resident and residence == piece.employer and residence is not None:
        return Rule(residence, term), None
    return Rule(piece.flag, term), None
