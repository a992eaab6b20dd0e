"""From a piece of work to the answer whose law covers it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from totalisation.agreement import Agreement
from totalisation.coverage import rules
from totalisation.coverage.advice import certificate_advice, double_contributions, extension_advice
from totalisation.coverage.answer import CoverageAnswer, OtherReading, QuestionUsed, Remark, TermDoubt
from totalisation.coverage.counting import posting_start
from totalisation.coverage.days import LAST_DAY
from totalisation.coverage.selection import Home, Selection, selected
from totalisation.coverage.stretches import stretches_of
from totalisation.coverage.work import PieceOfWork, Work
from totalisation.coverage.work_checks import faults_of_work
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import month_of
from totalisation.readings import as_read, coverage_questions
from totalisation.rules import Computation, Rule, RuleSet
from totalisation.term import Term

_RULES = RuleSet.of(rules)


def cover(work: Work, agreement: Agreement) -> CoverageAnswer:
    """Whose law covers ``work`` under ``agreement``, day by day, and what follows from it.

    Raises FaultsError with every fault: facts that contradict each other or are missing, and terms that the
    agreement's file does not have.
    """
    if faults := faults_of_work(work, agreement):
        raise FaultsError(faults)
    read = _as_read(agreement, work.readings)
    answer, selection = _answered(work, read)
    if selection.home is not None:
        answer = _with_questions(answer, agreement)
    return answer


def _as_read(agreement: Agreement, readings: dict[str, str]) -> Agreement:
    return as_read(agreement, dict.fromkeys(agreement.codes, readings))


def _answered(work: Work, agreement: Agreement) -> tuple[CoverageAnswer, Selection]:
    selection, faults = selected(work, agreement)
    computation = None
    home_end: date | None = None
    if selection.home is not None and not faults:
        start, faults = posting_start(work.work, selection.home, agreement)
        faults += _needed_facts(work.work, selection.home, agreement)
        if not faults:
            computation = _computation(work.work, selection.home, start)
            faults += _faults_of_length(work.work, selection.home, computation, agreement)
    if faults:
        raise FaultsError(faults)
    if computation is not None and computation.value("home_law_holds"):
        home_end = computation.value("home_law_end") or LAST_DAY
    stretches = stretches_of(work, agreement, selection, home_end)
    certificate = certificate_advice(work.work, agreement, stretches)
    answer = CoverageAnswer(
        work,
        agreement,
        stretches,
        certificate,
        extension_advice(agreement, selection, computation),
        tuple(double_contributions(work.work, agreement, stretches)),
        tuple(_remarks(work.work, agreement, selection, computation)),
        (),
        (),
        computation,
    )
    doubts = tuple(TermDoubt(each) for each in _used(answer, selection) if each.status != "verified")
    return replace(answer, doubts=doubts), selection


def _used(answer: CoverageAnswer, selection: Selection) -> Iterator[Term]:
    """The terms that the answer rests on: those applied, and one that was tried and did not hold."""
    terms = list(answer.terms)
    if selection.home is not None and selection.home.term not in terms:
        terms.append(selection.home.term)
    provision = answer.agreement.provision("coverage")
    if provision not in terms:
        terms.append(provision)
    yield from terms


def _needed_facts(piece: PieceOfWork, home: Home, agreement: Agreement) -> list[Fault]:
    """Facts of the work that the term asks about and that are not given."""
    found = []
    depends = message("The law that covers this work depends on it ({citation}).", citation=str(home.term.citation))
    if home.requires_insurance and piece.insured_under is None:
        found.append(Fault("work.insured_under", message("is missing."), depends))
    if home.no_replacement and piece.replaces_another is None:
        found.append(Fault("work.replaces_another", message("is missing."), depends))
    if home.when_longer != "first_months" and piece.last is None and piece.expected_to is None:
        found.append(Fault("work.to", message("is missing."), depends))
    return found


def _computation(piece: PieceOfWork, home: Home, start: date) -> Computation:
    """The steps to the last day under the home party's law, cited with the term that orders it."""
    facts: dict[str, tuple[Any, str]] = {
        "posting_start": (start, "day"),
        "earliest_count": (home.earliest_count, "day"),
        "first_months": (home.months, "months"),
        "extension_months": (home.extension_months, "months"),
        "period_ends": (home.period_ends, "word"),
        "insurance_required": (home.requires_insurance, "flag"),
        "insured_at_home": (home.party in (piece.insured_under or ()), "flag"),
        "replacement_barred": (home.no_replacement, "flag"),
        "replaces_another": (bool(piece.replaces_another), "flag"),
        "when_longer": (home.when_longer or "not_detached", "word"),
        "longer_than": (home.longer_than, "word"),
        "work_end": (piece.last, "day"),
        "expected_end": (piece.expected_to or piece.last, "day"),
        "extended_until": (piece.extended_until, "day"),
    }
    cited: dict[str, Rule] = {
        name: each.cited(home.term.citation, status=home.term.status)
        for name, each in _RULES.at(month_of(piece.first)).items()
    }
    return Computation(cited, {}, month_of(piece.first), facts)


def _faults_of_length(piece: PieceOfWork, home: Home, computation: Computation, agreement: Agreement) -> list[Fault]:
    longest = computation.value("longest_end")
    expected, limit = piece.expected_to or piece.last, computation.value("expectation_limit")
    if home.longer_than == "first_period" and piece.expected_to is None and expected is not None and expected > limit:
        # Such a posting is extended if it turned out longer, and none if it was to be so long from the start.
        depends = message("The law that covers this work depends on it ({citation}).", citation=str(home.term.citation))
        return [Fault("work.expected_to", message("is missing."), depends)]
    if home.when_longer is None and longest is not None and expected is not None and expected > longest:
        return [
            Fault(
                "work.to",
                message(
                    "the file of the agreement {agreement} does not say what holds where a posting is expected to "
                    "last beyond {day}.",
                    agreement=agreement.id,
                    day=longest.isoformat(),
                ),
                message("It cannot be decided until the agreement's text on it was read and stands in that file."),
            )
        ]
    if piece.extended_until is None:
        return []
    if not home.extension_months:
        return [
            Fault(
                "work.extended_until",
                message("the agreement has no extension, as far as its file says."),
                message("Enter an exception if the authorities of both parties have agreed on one."),
            )
        ]
    if longest is not None and piece.extended_until > longest:
        return [
            Fault(
                "work.extended_until",
                message("is after the longest extension."),
                message("The latest day is {day}.", day=longest.isoformat()),
            )
        ]
    return []


def _remarks(
    piece: PieceOfWork, agreement: Agreement, selection: Selection, computation: Computation | None
) -> Iterator[Remark]:
    home = selection.home
    if home is None or computation is None:
        return
    if not computation.value("conditions_met"):
        if home.requires_insurance and home.party not in (piece.insured_under or ()):
            yield Remark(
                message("The person is not insured under the law of {party}: it does not go on.", party=home.party),
                home.term,
            )
        if home.no_replacement and piece.replaces_another:
            yield Remark(
                message("The person was sent to replace another: the law of {party} does not go on.", party=home.party),
                home.term,
            )
    elif not computation.value("home_law_holds"):
        yield Remark(
            message(
                "The work is expected to last beyond {day}: the law of {party} does not go on for any of it.",
                day=computation.value("expectation_limit"),
                party=home.party,
            ),
            home.term,
        )
    start = computation.value("posting_start")
    if home.months is not None and start < agreement.provision("coverage").date and home.earliest_count is None:
        yield Remark(
            message(
                "The work began before the agreement had effect, and its file does not say from which day the months "
                "are counted then: they are counted from {day}, the beginning.",
                day=start,
            ),
            home.term,
        )
    if start < piece.first:
        yield Remark(
            message("The months are counted together with those of earlier postings, from {day}.", day=start),
            home.term,
        )


def _with_questions(answer: CoverageAnswer, agreement: Agreement) -> CoverageAnswer:
    """The answer with the open questions that it rests on; ``agreement`` is as its file has it."""
    used: list[QuestionUsed] = []
    work = answer.work
    for name, interpretation in coverage_questions(agreement).items():
        choice = work.readings.get(name, interpretation.default)
        others = []
        for other in interpretation.choices:
            if other == choice:
                continue
            try:
                read, _ = _answered(work, _as_read(agreement, {**work.readings, name: other}))
            except FaultsError:
                if work.work.last is None:
                    others.append(OtherReading(other, (), True))
                continue
            differs = _laws(read) != _laws(answer)
            others.append(OtherReading(other, read.stretches, differs))
        if any(each.differs for each in others):
            citation = agreement.interpretations[name].choices[choice].citation
            used.append(QuestionUsed(name, choice, name in work.readings, citation, interpretation, tuple(others)))
    return replace(answer, questions=tuple(used))


def _laws(answer: CoverageAnswer) -> list[tuple[date, date | None, str | None]]:
    return [(each.first, each.last, each.party) for each in answer.stretches]
