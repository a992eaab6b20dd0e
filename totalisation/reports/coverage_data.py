"""The answer about a piece of work as plain JSON types: the contract with other programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from totalisation import __version__
from totalisation.coverage.answer import CoverageAnswer, Stretch
from totalisation.months import format_month
from totalisation.reports.data import citation_data, step_data, term_data
from totalisation.reports.names import in_full, own_name


def coverage_data(answer: CoverageAnswer, language: str = "en") -> dict[str, Any]:
    """The whole answer. Days are "YYYY-MM-DD", null where they are not known; sentences are in ``language``."""
    certificate, extension = answer.certificate, answer.extension
    return {
        "work_id": answer.work.work_id,
        "agreement": answer.agreement.id,
        "engine": {"name": "totalisation", "version": __version__},
        "stretches": [stretch_data(each, language) for each in answer.stretches],
        "certificate": None
        if certificate is None
        else {
            "issued_by": certificate.issued_by,
            "shown_to": certificate.shown_to,
            "from": certificate.first.isoformat(),
            "to": _day(certificate.last),
            "asked_by": certificate.asked_by,
            "uncovered": [{"from": first.isoformat(), "to": _day(last)} for first, last in certificate.uncovered],
            "citation": citation_data(certificate.term.citation),
        },
        "extension": None
        if extension is None
        else {
            "from": extension.first.isoformat(),
            "to": extension.last.isoformat(),
            "needed": extension.needed,
            "needs": extension.needs,
            "asked_before": _day(extension.asked_before),
            "citation": citation_data(extension.term.citation),
        },
        "double_contributions": [
            {
                "party": each.party,
                "due_to": each.due_to,
                "from": each.first.isoformat(),
                "to": _day(each.last),
                "paid": each.paid,
                "citation": citation_data(each.term.citation),
            }
            for each in answer.double
        ],
        "remarks": [
            {
                "text": in_full(each.text, answer.agreement, language),
                "citation": None if each.term is None else citation_data(each.term.citation),
            }
            for each in answer.remarks
        ],
        "steps": [] if answer.computation is None else [step_data(each, language) for each in answer.computation.steps],
        "terms": [term_data(each, language) for each in answer.terms],
        "unverified": [term_data(each.term, language) for each in answer.doubts],
        "questions": [
            {
                "name": each.name,
                "question": own_name(each.interpretation.question, language),
                "choice": each.choice,
                "chosen_by_work": each.chosen,
                "citation": citation_data(each.citation),
                "others": [
                    {
                        "choice": other.choice,
                        "differs": other.differs,
                        "stretches": [stretch_data(stretch, language) for stretch in other.stretches],
                    }
                    for other in each.others
                ],
            }
            for each in answer.questions
        ],
    }


def stretch_data(stretch: Stretch, language: str) -> dict[str, Any]:
    """One stretch; ``party`` is null where each party's own law decides."""
    return {
        "party": stretch.party,
        "from": stretch.first.isoformat(),
        "to": _day(stretch.last),
        "first_month": format_month(stretch.first_month),
        "last_month": None if stretch.last_month is None else format_month(stretch.last_month),
        "basis": stretch.basis,
        "reason": stretch.reason.in_language(language),
        "citation": citation_data(stretch.term.citation),
        "status": stretch.term.status,
    }


def _day(day: date | None) -> str | None:
    return None if day is None or day.year == 2199 else day.isoformat()
