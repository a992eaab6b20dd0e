"""A determination as plain JSON types: the contract with other programs."""

from __future__ import annotations

from typing import Any

from totalisation import __version__
from totalisation.aggregation import Aggregation
from totalisation.agreement import Agreement, Term
from totalisation.determination import Determination, Doubt, InterpretationUsed, term_name
from totalisation.extinction import extinction
from totalisation.months import format_month
from totalisation.parameters import Citation, Table
from totalisation.party_result import PartResult, PartyResult, Remark
from totalisation.periods import Stretch
from totalisation.reports.documents import documents_cited
from totalisation.reports.extinction import extinction_data
from totalisation.reports.names import in_full, note_in, own_name
from totalisation.reports.values import condition_data, month_runs, plain
from totalisation.rules import Quantity


def as_data(determination: Determination, language: str = "en", *, explanation: bool = True) -> dict[str, Any]:
    """The whole determination as plain JSON types.

    Months are "YYYY-MM"; rates, ratios and factors are exact strings ("9/40", "1"); money is whole units of
    the party's currency, or an exact string where an average is not whole. Sentences are in ``language``;
    keys and values that programs read never depend on it. With ``explanation`` false the reasoning is left out,
    and what only it needs is not computed: aggregation, conditions that are met, terms, steps, the effect of
    other readings, documents, what a lump sum ends. Results, what is missing, remarks and doubts stay.
    """
    case = determination.case
    data: dict[str, Any] = {
        "case_id": case.case_id,
        "agreement": case.agreement,
        "benefit": case.claim.benefit,
        "claim_date": case.claim.date.isoformat(),
        "as_of": determination.as_of.isoformat(),
        "engine": {"name": "totalisation", "version": __version__},
    }
    if explanation:
        data["aggregation"] = _aggregation(determination.aggregation, language)
    data["parties"] = {
        code: _party(each, determination.agreement, language, explanation)
        for code, each in determination.parties.items()
    }
    data["unverified"] = [_doubt(each, language) for each in determination.unverified]
    if explanation:
        data["interpretations"] = [
            _interpretation(determination, each, language) for each in determination.interpretations
        ]
        data["documents"] = documents_cited(determination, language)
        ended = extinction(determination)
        data["extinguished"] = None if ended is None else extinction_data(ended)
    return data


def _party(result: PartyResult, agreement: Agreement, language: str, explanation: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "scheme": result.scheme.name,
        "entitled": result.entitled,
        "basis": result.basis,
        "own_months": result.own_months,
        "totalised_months": result.totalised_months,
        "start": None if result.start is None else format_month(result.start),
        "average_earnings": plain(result.average_earnings, "money"),
        "rate": plain(result.rate, "fraction"),
        "theoretical_amount": result.theoretical_amount,
        "ratio": plain(result.ratio, "fraction"),
        "monthly_amount_at_start": result.monthly_amount_at_start,
        "monthly_amount": result.monthly_amount,
        "further": dict(result.further),
        "currency": result.currency,
    }
    data["parts"] = [_part(each, language) for each in result.parts]
    data["told"] = {name: plain(each.value, each.unit, language) for name, each in result.told.items()}
    if explanation:
        data["conditions"] = [condition_data(each, language) for each in result.conditions]
    data["missing"] = [condition_data(each, language) for each in result.missing]
    data["earliest"] = None if result.earliest is None else format_month(result.earliest)
    data["remarks"] = [_remark(each, agreement, language) for each in result.remarks]
    data["established"] = list(result.established)
    if explanation:
        data["terms"] = [term_data(each, language) for each in result.terms]
        data["steps"] = [step_data(each, language) for each in result.steps]
    return data


def _part(result: PartResult, language: str) -> dict[str, Any]:
    """One part of a benefit: whether it is due, and on what."""
    return {
        "name": result.name,
        "monthly": result.part.monthly,
        "due": result.due,
        "basis": result.basis,
        "start": None if result.start is None else format_month(result.start),
        "amount_at_start": result.amount_at_start,
        "amount": result.amount,
        "theoretical_amount": result.theoretical_amount,
        "ratio": plain(result.ratio, "fraction"),
        "conditions": [condition_data(each, language) for each in result.conditions],
        "earliest": None if result.earliest is None else format_month(result.earliest),
    }


def citation_data(citation: Citation | None) -> dict[str, str] | None:
    """A citation: the key of the document, and the article."""
    return None if citation is None else {"source": citation.source, "article": citation.article}


def step_data(step: Quantity, language: str = "en") -> dict[str, Any]:
    """One quantity with what it was made from."""
    return {
        "name": step.name,
        "value": plain(step.value, step.unit, language),
        "unit": step.unit,
        "origin": step.origin,
        "rounding": step.rounding or None,
        "status": step.status,
        "citations": [citation_data(each) for each in step.citations],
        "inputs": {each.name: plain(each.value, each.unit, language) for each in step.inputs},
    }


def term_data(term: Term, language: str) -> dict[str, Any]:
    """A term of the agreement with all that it says."""
    said = term.model_dump(mode="json", exclude={"article", "source", "status", "note"}, exclude_none=True)
    return {
        "term": term_name(term),
        "says": said,
        "citation": citation_data(term.citation),
        "status": term.status,
        "note": note_in(term.note, language) or None,
    }


def _remark(remark: Remark, agreement: Agreement, language: str) -> dict[str, Any]:
    return {"text": in_full(remark.text, agreement, language), "citation": citation_data(remark.citation)}


def _doubt(doubt: Doubt, language: str) -> dict[str, Any]:
    unit = "fraction" if not isinstance(doubt.value, (int, Table)) else ""
    return {
        "party": doubt.party,
        "name": doubt.name,
        "kind": doubt.kind,
        "status": doubt.status,
        "value": plain(doubt.value, unit),
        "citation": citation_data(doubt.citation),
        "note": note_in(doubt.note, language) or None,
    }


def _interpretation(determination: Determination, used: InterpretationUsed, language: str) -> dict[str, Any]:
    return {
        "party": used.party,
        "name": used.name,
        "question": own_name(used.interpretation.question, language),
        "choice": used.choice,
        "chosen_by_case": used.chosen_by_case,
        "citation": citation_data(used.citation),
        "alternatives": [
            {
                "choice": each.choice,
                "entitled": each.entitled,
                "monthly_amount": each.monthly_amount,
                "difference": each.difference,
                "undecided": each.undecided,
                "single_sums": each.single_sums,
                "difference_of_sums": each.difference_of_sums,
            }
            for each in used.alternatives
        ],
    }


def _aggregation(aggregation: Aggregation, language: str) -> dict[str, Any]:
    return {
        "total_months": aggregation.total_months,
        "overlap_months": len(aggregation.overlap),
        "months_without_place": aggregation.extra_months,
        "total": month_runs(aggregation.total),
        "overlap": month_runs(aggregation.overlap),
        "own_records": {
            code: [stretch_data(each, language) for each in record.ledger]
            for code, record in aggregation.records.items()
        },
        "views": {
            code: {
                "own": month_runs(view.own),
                "own_kept": month_runs(view.own_kept),
                "added": month_runs(view.foreign),
                "taken_over": month_runs(view.taken_over),
                "own_months": view.own_months,
                "ratio_months": view.ratio_months,
                "total_months": view.total_months,
                "dropped": [stretch_data(each, language) for each in view.ledger],
            }
            for code, view in aggregation.views.items()
        },
        "third_states": [stretch_data(each, language) for each in aggregation.ledger],
    }


def stretch_data(stretch: Stretch, language: str) -> dict[str, Any]:
    """A stretch of months with its fate; ``period`` is the index in the case, None where several are meant."""
    return {
        "party": stretch.party,
        "period": None if stretch.period < 0 else stretch.period,
        "kind": stretch.kind or None,
        "from": format_month(stretch.first),
        "to": format_month(stretch.last),
        "months": stretch.last - stretch.first + 1,
        "counted": stretch.counted,
        "reason": stretch.reason.in_language(language),
    }
