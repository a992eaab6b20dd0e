"""From a case to a determination: each party decides, on its own periods first, then by totalisation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Final, Literal

from totalisation.aggregation import Aggregation, View, aggregate, minimum_months
from totalisation.agreement import Agreement, PartyTerms, Term
from totalisation.amount import pro_rata_rules, whole_amount_rules
from totalisation.case import Case, exact_figure
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.months import FIRST_MONTH, Month, first_day, format_month, month_of
from totalisation.parameters import Citation, MissingFigureError, Status, Table, key_of
from totalisation.rules import Computation, Quantity, Rule
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Condition, Facts, Scheme

HIGHER_OF: Final = "higher_of_independent_and_pro_rata"
PRO_RATA: Final = frozenset({"pro_rata", HIGHER_OF})
MOST_LAWS_TRIED: Final = 4
"""How often the law of the start is looked for; each change of law moves the start once."""

Basis = Literal["independent", "totalised", "none"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure, rule or term that was used and not read in its instrument."""

    party: str
    name: str
    status: Status
    citation: Citation
    kind: Literal["figure", "rule", "term"]
    value: Any = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """What another reading of an open question would make of one party's result."""

    choice: str
    entitled: bool
    monthly_amount: int | None
    difference: int | None
    """Monthly amount under this reading less the monthly amount decided; None if either is missing."""


@dataclass(frozen=True, slots=True)
class InterpretationUsed:
    """An open question that the result rests on, the reading chosen, and the other readings' effect."""

    party: str
    name: str
    choice: str
    chosen_by_case: bool
    citation: Citation
    alternatives: tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about one party's result, with the article it rests on."""

    text: Message
    citation: Citation | None = None


@dataclass(slots=True)
class PartyResult:
    """What one party owes. Amounts are whole units of ``currency`` per month, months are month integers."""

    party: str
    scheme: Scheme
    currency: str
    entitled: bool
    basis: Basis
    own_months: int
    totalised_months: int
    start: Month | None = None
    average_earnings: int | Fraction | None = None
    rate: int | Fraction | None = None
    theoretical_amount: int | None = None
    ratio: Fraction | None = None
    monthly_amount_at_start: int | None = None
    monthly_amount: int | None = None
    missing: tuple[Condition, ...] = ()
    earliest: Month | None = None
    """Where not entitled: the first month in which every condition would be met, on their suppositions."""
    further: dict[str, int] = field(default_factory=dict)
    """Amounts beside the monthly pension, by name, such as a one-off allowance; whole units of currency."""
    steps: list[Quantity] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    computations: list[Computation] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    established: tuple[str, ...] = ()
    """Names of the figures that an institution had established and that were used."""


@dataclass
class Determination:
    """The whole answer to one case."""

    case: Case
    agreement: Agreement
    as_of: date
    aggregation: Aggregation
    parties: dict[str, PartyResult]

    @cached_property
    def unverified(self) -> tuple[Doubt, ...]:
        """Each figure, rule and term that was used and not read in its instrument."""
        found: dict[tuple[str, str, str], Doubt] = {}
        for code, result in self.parties.items():
            for computation in result.computations:
                for quantity in computation.quantities:
                    for doubt in _doubts(code, quantity):
                        found.setdefault((code, doubt.kind, doubt.name), doubt)
            for term in result.terms:
                if term.status != "verified":
                    name = type(term).__name__
                    found.setdefault(
                        (code, "term", f"{name} {term.article}"),
                        Doubt(code, _term_name(term), term.status, term.citation, "term", note=term.note),
                    )
        return tuple(found.values())

    @cached_property
    def interpretations(self) -> tuple[InterpretationUsed, ...]:
        """Each open question that a result rests on, with the effect of its other readings."""
        used: list[InterpretationUsed] = []
        for code, result in self.parties.items():
            chosen = self.case.interpretations.get(code, {})
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
                    )
                )
        return tuple(used)

    def _alternative(self, code: str, name: str, choice: str) -> Alternative:
        decided = self.parties[code]
        chosen = {**self.case.interpretations.get(code, {}), name: choice}
        try:
            other = _decider(self.case, self.agreement, self.aggregation, code, self.as_of, chosen, False).decide()
        except FaultsError:
            return Alternative(choice, False, None, None)
        difference = (
            other.monthly_amount - decided.monthly_amount
            if other.monthly_amount is not None and decided.monthly_amount is not None
            else None
        )
        return Alternative(choice, other.entitled, other.monthly_amount, difference)


def determine(case: Case, agreement: Agreement, *, as_of: date | None = None, record: bool = True) -> Determination:
    """Decide ``case`` under ``agreement``: the case must have passed ``case_checks.faults_of``.

    ``as_of`` is the day to which pensions in payment are indexed, by default the day of the claim. With
    ``record`` false the steps of the explanation are left out; every amount is the same.

    Raises FaultsError, with the missing figures of law of both parties, where the case needs one.
    """
    as_of = as_of or case.claim.date
    records = {code: scheme_of(agreement.parties[code]).record(case, code) for code in agreement.codes}
    aggregation = aggregate(agreement, records, case.periods)
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


def scheme_of(terms: PartyTerms) -> Scheme:
    """The scheme that a party's terms name. Raises LookupError if there is none of that name."""
    return scheme_named(terms.scheme)


def _decider(
    case: Case,
    agreement: Agreement,
    aggregation: Aggregation,
    code: str,
    as_of: date,
    chosen: Mapping[str, str],
    record: bool,
) -> Decider:
    scheme = scheme_of(agreement.parties[code])
    return Decider(
        case,
        agreement,
        code,
        scheme,
        aggregation.views[code],
        scheme.facts(case, code, aggregation.records[code]),
        {
            name: {key_of(key): exact_figure(each) for key, each in figure.items()}
            if isinstance(figure, dict)
            else exact_figure(figure)
            for name, figure in case.established.get(code, {}).items()
        },
        month_of(as_of),
        chosen,
        record,
    )


@dataclass(slots=True)
class Attempt:
    """One party's law applied at one claim month, on own periods or on totalised ones."""

    computation: Computation
    start: Month
    conditions: tuple[Condition, ...]

    @property
    def met(self) -> bool:
        """Whether every condition is met."""
        return all(each.met for each in self.conditions)

    @property
    def earliest(self) -> Month | None:
        """The first month in which all conditions would be met under this law, or None if never."""
        months = [each.earliest for each in self.conditions if not each.met]
        return None if None in months else max((each for each in months if each is not None), default=None)


@dataclass(slots=True)
class Decider:
    """Decides one party's side of a case: on own periods, and where they do not suffice by totalisation."""

    case: Case
    agreement: Agreement
    code: str
    scheme: Scheme
    view: View
    scheme_facts: Facts
    established: Mapping[str, Any]
    as_of: Month
    chosen: Mapping[str, str]
    record: bool

    @property
    def terms(self) -> PartyTerms:
        """The terms that bind this party."""
        return self.agreement.parties[self.code]

    def decide(self) -> PartyResult:
        """This party's result. Raises FaultsError where a figure or fact is missing that the result needs."""
        claim_month = self.case.claim_month
        first = self.scheme.first_claim_month()
        if claim_month < first:
            raise FaultsError(
                [
                    Fault(
                        "claim.date",
                        message("the law of {party} before {first} is not encoded.", party=self.code, first=_m(first)),
                        message("Claims from {first} on can be decided.", first=_m(first)),
                    )
                ]
            )
        independent = self.attempt(False, claim_month)
        higher_of = self.terms.amount is not None and self.terms.amount.method == HIGHER_OF
        may_totalise = self.agreement.kind == "totalisation" and self.terms.totalise is not None
        if independent.met and not (may_totalise and higher_of):
            return self._entitled("independent", independent)
        totalised = self._totalised(claim_month) if may_totalise and self.view.foreign else None
        if totalised is not None and totalised.met:
            by_totalisation = self._entitled("totalised", totalised)
            if not independent.met:
                return by_totalisation
            alone = self._entitled("independent", independent)
            return alone if (alone.monthly_amount or 0) >= (by_totalisation.monthly_amount or 0) else by_totalisation
        if independent.met:
            return self._entitled("independent", independent)
        return self._not_entitled(independent, totalised)

    def attempt(self, totalising: bool, claim_month: Month) -> Attempt:
        """Apply this party's law to a claim in ``claim_month``.

        The law is that of the month in which the pension starts, and that month is itself a matter of law:
        it is looked for until the law of the start yields that start.
        """
        when = claim_month
        for _ in range(MOST_LAWS_TRIED):
            computation = self._computation(totalising, claim_month, when)
            start = computation.value("start_month")
            if start == when:
                break
            when = start
        conditions = computation.value("conditions")
        return Attempt(computation, start, conditions)

    def _totalised(self, claim_month: Month) -> Attempt:
        attempt = self.attempt(True, claim_month)
        attempt.conditions = (*self._agreement_conditions(claim_month), *attempt.conditions)
        return attempt

    def _agreement_conditions(self, claim_month: Month) -> list[Condition]:
        """The conditions that the agreement itself sets for totalising on this side."""
        provision = self.agreement.provision("totalisation")
        day = max(self.case.claim.date, first_day(claim_month))
        conditions = [
            Condition("totalisation_in_effect", "day", provision.date, day, day >= provision.date, provision.month)
        ]
        minimum = self.terms.minimum_own_period
        if minimum is not None:
            required = minimum_months(self.terms)
            short = max(required - self.view.own_months, 0)
            conditions.append(
                Condition(
                    "minimum_own_period",
                    "months",
                    required,
                    self.view.own_months,
                    self.view.minimum_met,
                    claim_month + short,
                    message("insured here in each month from the claim on") if short else None,
                )
            )
        contingency = self.terms.contingency
        if contingency is not None and contingency.required:
            window = self.view.total.since(claim_month - contingency.window_months).until(claim_month)
            needed = contingency.months_in_window
            conditions.append(
                Condition(
                    "insured_at_contingency",
                    "months",
                    needed,
                    len(window),
                    len(window) >= needed,
                    claim_month + max(needed - len(window), 0),
                    message("insured in each month from the claim on") if len(window) < needed else None,
                )
            )
        return conditions

    def _computation(self, totalising: bool, claim_month: Month, when: Month) -> Computation:
        view, terms = self.view, self.terms
        pro_rata = totalising and terms.amount is not None and terms.amount.method in PRO_RATA
        amount_rules = pro_rata_rules(terms) if pro_rata else whole_amount_rules()
        facts: Facts = {
            "sex": (self.case.person.sex, "word"),
            "birth_date": (self.case.person.birth_date, "day"),
            "claim_date": (max(self.case.claim.date, first_day(claim_month)), "day"),
            "claim_month": (claim_month, "month"),
            "as_of_month": (self.as_of, "month"),
            "provision_month": (
                self.agreement.provision("totalisation").month if totalising else FIRST_MONTH,
                "month",
            ),
            "totalising": (totalising, "flag"),
            "own_months": (view.own_months, "months"),
            "ratio_months": (view.ratio_months, "months"),
            "total_months": (view.total_months, "months"),
            "qualifying_months": (view.total_months if totalising else view.own_months, "months"),
            "counted_months": (view.total_months if pro_rata else view.own_months, "months"),
            **self.scheme_facts,
        }
        if terms.ratio is not None and terms.ratio.denominator_cap is not None:
            facts["denominator_cap"] = (terms.ratio.denominator_cap, "months")
        return Computation(
            joined_rules(self.scheme.rules.at(when), amount_rules),
            self.scheme.parameters,
            when,
            facts,
            established=self.established,
            interpretations=self.scheme.interpretations,
            chosen=self.chosen,
            where=f"established.{self.code}",
            record=self.record,
        )

    def _entitled(self, basis: Basis, attempt: Attempt) -> PartyResult:
        computation, view = attempt.computation, self.view
        monthly_amount = computation.value("monthly_amount")
        totalised = basis == "totalised"
        theoretical = computation.known("theoretical_amount")
        result = self._result(True, basis, [attempt])
        result.start = attempt.start
        result.average_earnings = computation.known("average_earnings")
        result.rate = computation.known("pension_rate")
        result.monthly_amount = monthly_amount
        result.monthly_amount_at_start = computation.known("monthly_amount_at_start")
        result.further = {name: computation.value(name) for name in self.scheme.also}
        if totalised and theoretical is not None:
            result.theoretical_amount = self.scheme.rounded(theoretical)
            result.ratio = Fraction(computation.value("ratio"))
        if totalised:
            result.terms = [*view.terms, self.agreement.provision("totalisation"), *self._terms_of_amount()]
        elif view.foreign and self.terms.totalise is not None and self.agreement.kind == "totalisation":
            result.terms = [self.terms.totalise]
            result.remarks.append(
                Remark(
                    message("Own periods suffice: the other party's periods are not added."),
                    self.terms.totalise.citation,
                )
            )
        return result

    def _not_entitled(self, independent: Attempt, totalised: Attempt | None) -> PartyResult:
        attempts = [independent] if totalised is None else [independent, totalised]
        earliest = {id(each): self._earliest(each is totalised, each) for each in attempts}
        nearest = independent
        if totalised is not None:
            alone, together = earliest[id(independent)], earliest[id(totalised)]
            if alone is None or (together is not None and together <= alone):
                nearest = totalised
        result = self._result(False, "none", attempts)
        result.steps = nearest.computation.steps
        result.missing = tuple(each for each in nearest.conditions if not each.met)
        result.earliest = earliest[id(nearest)]
        if totalised is not None:
            provision = self.agreement.provision("totalisation")
            result.terms = [*self.view.terms, provision]
            if self.terms.minimum_own_period is not None:
                result.terms.append(self.terms.minimum_own_period)
            if not totalised.conditions[0].met:
                result.remarks.append(
                    Remark(
                        message(
                            "Totalisation has effect only from {date}: this side is decided on own periods alone.",
                            date=provision.date.isoformat(),
                        ),
                        provision.citation,
                    )
                )
            if not self.view.minimum_met and self.terms.minimum_own_period is not None:
                result.remarks.append(
                    Remark(
                        message("The own insured time is below the minimum that totalisation needs."),
                        self.terms.minimum_own_period.citation,
                    )
                )
        if self.agreement.kind == "coverage_only":
            result.remarks.append(
                Remark(
                    message("The agreement covers only which law applies: it totalises nothing."),
                    self.agreement.entry_into_force.citation,
                )
            )
        return result

    def _earliest(self, totalising: bool, attempt: Attempt) -> Month | None:
        """The first month in which the conditions would be met, under this law or one that follows it."""
        found = [attempt.earliest]
        for change in self.scheme.rules.changes:
            if change > self.case.claim_month:
                later = self._totalised(change) if totalising else self.attempt(False, change)
                found.append(change if later.met else later.earliest)
        return min((each for each in found if each is not None), default=None)

    def _terms_of_amount(self) -> list[Term]:
        terms = self.terms
        named = (terms.totalise, terms.minimum_own_period, terms.contingency, terms.amount, terms.ratio, terms.earnings)
        return [each for each in named if each is not None]

    def _result(self, entitled: bool, basis: Basis, attempts: list[Attempt]) -> PartyResult:
        return PartyResult(
            self.code,
            self.scheme,
            self.terms.currency,
            entitled,
            basis,
            self.view.own_months,
            self.view.total_months,
            steps=attempts[-1].computation.steps,
            computations=[each.computation for each in attempts],
            established=tuple(
                sorted(
                    {
                        quantity.name
                        for each in attempts
                        for quantity in each.computation.quantities
                        if quantity.origin == "established"
                    }
                )
            ),
        )


_JOINED: dict[tuple[int, int], tuple[Mapping[str, Rule], Mapping[str, Rule], Mapping[str, Rule]]] = {}


def joined_rules(national: Mapping[str, Rule], amount: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """The rules of a scheme at one date with those of an agreement's method, joined once and kept."""
    key = (id(national), id(amount))
    kept = _JOINED.get(key)
    if kept is None:
        # The parts are kept with the whole, so that their ids cannot be given to others.
        kept = _JOINED[key] = (national, amount, {**national, **amount})
    return kept[2]


def _m(value: Month) -> str:
    return format_month(value)


def _term_name(term: Term) -> str:
    """The name of a term as it stands in an agreement's file."""
    words = re.findall("[A-Z][a-z]+", type(term).__name__.removesuffix("Term"))
    return "_".join(words).lower()


def _doubts(code: str, quantity: Quantity) -> Iterator[Doubt]:
    """The doubts about one quantity: each figure of a table by itself, where the table was used."""
    if quantity.origin == "rule" and quantity.status != "verified" and quantity.citations:
        yield Doubt(code, quantity.name, quantity.status, quantity.citations[0], "rule")
    if quantity.origin != "figure":
        return
    citation = quantity.citations[0]
    if isinstance(quantity.value, Table):
        for key, value in quantity.value.used.items():
            status = quantity.status_by_key.get(key, quantity.status)
            if status != "verified":
                yield Doubt(code, f"{quantity.name}.{key}", status, citation, "figure", value, quantity.note)
    elif quantity.status != "verified":
        yield Doubt(code, quantity.name, quantity.status, citation, "figure", quantity.value, quantity.note)
