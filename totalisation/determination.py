"""From a case to a determination: each party decides, on its own periods first, then by totalisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Any, Literal

from totalisation.aggregation import Aggregation, aggregate
from totalisation.agreement import Agreement, Term
from totalisation.benefit_decision import BenefitDecider
from totalisation.case import Case
from totalisation.decision import Decider
from totalisation.messages import Fault, FaultsError
from totalisation.months import month_of
from totalisation.notes import Note
from totalisation.parameters import Citation, MissingFigureError, Status, Table
from totalisation.party_result import PartyResult
from totalisation.readings import as_read, choice_of, open_questions, parties_of, term_at
from totalisation.rules import Interpretation, Quantity
from totalisation.schemes import scheme_of


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure, rule or term that was used and not read in its instrument."""

    party: str
    name: str
    status: Status
    citation: Citation
    kind: Literal["figure", "rule", "term"]
    value: Any = None
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another reading of an open question would make of one party's result."""

    choice: str
    entitled: bool
    monthly_amount: int | None
    difference: int | None
    """Monthly amount under this reading less the monthly amount decided; None if either is missing."""
    undecided: bool = False
    """Whether this reading could not be decided, for want of a figure of law."""
    single_sums: int | None = None
    """The single sums that would be due; None of a benefit that has none."""
    difference_of_sums: int | None = None
    """These sums less those decided; None if either is missing."""


@dataclass(frozen=True, slots=True)
class InterpretationUsed:
    """An open question that the result rests on, the reading chosen, and the other readings' effect."""

    party: str
    name: str
    choice: str
    chosen_by_case: bool
    citation: Citation
    alternatives: tuple[Alternative, ...]
    interpretation: Interpretation
    """The question in full, with its readings."""


@dataclass
class Determination:
    """The whole answer to one case."""

    case: Case
    agreement: Agreement
    """The agreement under the readings that the case chooses."""
    as_of: date
    aggregation: Aggregation
    parties: dict[str, PartyResult]

    @cached_property
    def unverified(self) -> tuple[Doubt, ...]:
        """Each figure, rule and term that was used and not read in its instrument."""
        found: dict[tuple[str, str, str], Doubt] = {}
        for code, result in self.parties.items():
            for computation in result.computations:
                for quantity in computation.doubtful:
                    for doubt in doubts_about(code, quantity):
                        found.setdefault((code, doubt.kind, doubt.name), doubt)
            for term in result.terms:
                if term.status != "verified":
                    name = type(term).__name__
                    found.setdefault(
                        (code, "term", f"{name} {term.article}"),
                        Doubt(code, term_name(term), term.status, term.citation, "term", note=term.note),
                    )
        return tuple(found.values())

    @cached_property
    def interpretations(self) -> tuple[InterpretationUsed, ...]:
        """Each open question that a result rests on, with the effect of its other readings."""
        used: list[InterpretationUsed] = []
        for code, result in self.parties.items():
            chosen = self.case.interpretations.get(code, {})
            for name, interpretation in open_questions(self.agreement, code, self.case.claim.benefit).items():
                about = self._about_agreement(code, name, interpretation)
                if about is not None:
                    used.append(about)
            names = {
                quantity.name: quantity.value
                for computation in result.computations
                for quantity in computation.quantities
                if quantity.origin == "interpretation"
            }
            for name, choice in names.items():
                interpretation = result.scheme.interpretations[name]
                others = [each for each in interpretation.choices if each != choice]
                used.append(
                    InterpretationUsed(
                        code,
                        name,
                        choice,
                        name in chosen,
                        interpretation.citation,
                        tuple(self._alternative(code, name, other) for other in others),
                        interpretation,
                    )
                )
        return tuple(used)

    def _alternative(self, code: str, name: str, choice: str) -> Alternative:
        chosen = {**self.case.interpretations.get(code, {}), name: choice}
        try:
            other = _decider(self.case, self.agreement, self.aggregation, code, self.as_of, chosen, False).decide()
        except FaultsError:
            return Alternative(choice, False, None, None, undecided=True)
        return self._compared(code, choice, other)

    def _about_agreement(self, code: str, name: str, interpretation: Interpretation) -> InterpretationUsed | None:
        """The question ``name`` about the agreement, or None if this party's result does not rest on it."""
        chosen = self.case.interpretations
        choice = choice_of(self.agreement, name, chosen)
        alternatives = tuple(
            self._alternative_agreement(code, name, other) for other in interpretation.choices if other != choice
        )
        result = self.parties[code]
        term = term_at(self.agreement, self.agreement.interpretations[name].changes)
        decided = (result.entitled, result.monthly_amount, result.single_sums)
        if term not in result.terms and all(
            (each.entitled, each.monthly_amount, each.single_sums) == decided for each in alternatives
        ):
            return None
        by_case = any(
            name in chosen.get(party, {}) for party in parties_of(self.agreement, self.agreement.interpretations[name])
        )
        citation = self.agreement.interpretations[name].choices[choice].citation
        return InterpretationUsed(code, name, choice, by_case, citation, alternatives, interpretation)

    def _alternative_agreement(self, code: str, name: str, choice: str) -> Alternative:
        parties = parties_of(self.agreement, self.agreement.interpretations[name])
        chosen = {
            **self.case.interpretations,
            **{party: {**self.case.interpretations.get(party, {}), name: choice} for party in parties},
        }
        agreement = as_read(self.agreement, chosen)
        try:
            aggregation = _aggregated(self.case, agreement)
            national = self.case.interpretations.get(code, {})
            other = _decider(self.case, agreement, aggregation, code, self.as_of, national, False).decide()
        except FaultsError:
            return Alternative(choice, False, None, None, undecided=True)
        return self._compared(code, choice, other)

    def _compared(self, code: str, choice: str, other: PartyResult) -> Alternative:
        decided = self.parties[code]
        difference = (
            other.monthly_amount - decided.monthly_amount
            if other.monthly_amount is not None and decided.monthly_amount is not None
            else None
        )
        sums, decided_sums = other.single_sums, decided.single_sums
        return Alternative(
            choice,
            other.entitled,
            other.monthly_amount,
            difference,
            single_sums=sums,
            difference_of_sums=None if sums is None or decided_sums is None else sums - decided_sums,
        )


def determine(case: Case, agreement: Agreement, *, as_of: date | None = None, record: bool = True) -> Determination:
    """Decide ``case`` under ``agreement``: the case must have passed ``case_checks.faults_of``.

    ``as_of`` is the day to which pensions in payment are indexed, by default the day of the claim. With
    ``record`` false the steps of the explanation are left out; every amount is the same.

    Raises FaultsError, with the missing figures of law of both parties, where the case needs one.
    """
    as_of = as_of or case.claim.date
    agreement = as_read(agreement, case.interpretations)
    aggregation = _aggregated(case, agreement)
    parties: dict[str, PartyResult] = {}
    faults: list[Fault] = []
    for code in agreement.codes:
        chosen = case.interpretations.get(code, {})
        try:
            parties[code] = _decider(case, agreement, aggregation, code, as_of, chosen, record).decide()
        except FaultsError as error:
            faults.extend(error.faults)
    if faults:
        raise MissingFigureError(faults)
    return Determination(case, agreement, as_of, aggregation, parties)


def decider_for(case: Case, agreement: Agreement, code: str) -> Decider:
    """What decides one party's side of a claim to an old-age pension alone, as of its day and without a record."""
    agreement = as_read(agreement, case.interpretations)
    chosen = case.interpretations.get(code, {})
    found = _decider(case, agreement, _aggregated(case, agreement), code, case.claim.date, chosen, False)
    assert isinstance(found, Decider)
    return found


def _aggregated(case: Case, agreement: Agreement) -> Aggregation:
    records = {code: scheme_of(agreement.parties[code]).recorded(case, code) for code in agreement.codes}
    return aggregate(agreement, records, case.periods, case.person.birth_date.first_day)


def _decider(
    case: Case,
    agreement: Agreement,
    aggregation: Aggregation,
    code: str,
    as_of: date,
    chosen: Mapping[str, str],
    record: bool,
) -> Decider | BenefitDecider:
    scheme = scheme_of(agreement.parties[code])
    old_age = case.claim.benefit == "old_age"
    facts = scheme.facts if old_age else scheme.facts_of_benefit
    decider: type[Decider | BenefitDecider] = Decider if old_age else BenefitDecider
    return decider(
        case,
        agreement,
        code,
        scheme,
        aggregation.views[code],
        facts(case, code, aggregation.records[code]),
        case.figures_of(code),
        month_of(as_of),
        chosen,
        record,
    )


def term_name(term: Term) -> str:
    """The name of a term as it stands in an agreement's file."""
    return _name_of_kind(type(term))


@cache
def _name_of_kind(kind: type[Term]) -> str:
    words = re.findall("[A-Z][a-z]+", kind.__name__.removesuffix("Term"))
    return "_".join(words).lower()


def doubts_about(code: str, quantity: Quantity) -> Iterator[Doubt]:
    """The doubts about one quantity: each figure of a table by itself, where the table was used."""
    if quantity.origin == "rule" and quantity.status != "verified" and quantity.citations:
        yield Doubt(code, quantity.name, quantity.status, quantity.citations[0], "rule")
    if quantity.origin != "figure":
        return
    if quantity.status == "verified" and not quantity.status_by_key:
        return
    citation = quantity.citations[0]
    if isinstance(quantity.value, Table):
        for key, value in quantity.value.used.items():
            status = quantity.status_of(key)
            if status != "verified":
                yield Doubt(code, f"{quantity.name}.{key}", status, citation, "figure", value, quantity.note)
    elif quantity.status != "verified":
        yield Doubt(code, quantity.name, quantity.status, citation, "figure", quantity.value, quantity.note)
