"""One party's decision: on its own periods, and where they do not suffice by totalisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

from totalisation.aggregation import View
from totalisation.agreement import Agreement, PartyTerms, RoundingTerm, Term
from totalisation.amount import HIGHER_OF, amount_rules, counts_all_periods, joined_rules, shares, whole_amount_rules
from totalisation.case import Case
from totalisation.counted_time import minimum_months
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import ROUNDINGS, Exact
from totalisation.months import FIRST_MONTH, Month, first_day, format_month
from totalisation.party_result import Basis, PartyResult, Remark
from totalisation.rules import Computation, RuleSet
from totalisation.schemes.base import Condition, Facts, Scheme

MOST_LAWS_TRIED: Final = 4
"""How often the law of the start is looked for; each change of law moves the start once."""


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


@dataclass
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

    @property
    def rules(self) -> RuleSet:
        """The national rules on the benefit that is claimed."""
        return self.scheme.rules

    def decide(self) -> PartyResult:
        """This party's result. Raises FaultsError where a figure or fact is missing that the result needs."""
        claim_month = self.case.claim_month
        first = self.scheme.first_claim_month()
        if claim_month < first:
            raise FaultsError(
                [
                    Fault(
                        "claim.date",
                        message(
                            "the law of {party} before {first} is not encoded.",
                            party=self.code,
                            first=format_month(first),
                        ),
                        message("Claims from {first} on can be decided.", first=format_month(first)),
                    )
                ]
            )
        independent = self.attempt(False, claim_month)
        if not self._may_totalise:
            return self._entitled("independent", independent) if independent.met else self._not_entitled(independent)
        if independent.met and not (self._compares or self._adds_always):
            return self._entitled("independent", independent)
        totalised = self._totalised(claim_month) if self.view.foreign else None
        if totalised is None or not totalised.met:
            if independent.met:
                return self._entitled("independent", independent)
            return self._not_entitled(independent, totalised)
        by_totalisation = self._entitled("totalised", totalised)
        if not independent.met or not self._compares:
            return by_totalisation
        alone = self._entitled("independent", independent)
        return alone if (alone.monthly_amount or 0) >= (by_totalisation.monthly_amount or 0) else by_totalisation

    def basis_at(self, claim_month: Month) -> Basis:
        """On what periods the person would be entitled to a claim in ``claim_month``, without any amount."""
        if self.attempt(False, claim_month).met:
            return "independent"
        if self._may_totalise and self.view.foreign and self._totalised(claim_month).met:
            return "totalised"
        return "none"

    @property
    def _may_totalise(self) -> bool:
        return self.agreement.kind == "totalisation" and self.terms.totalise is not None

    @property
    def _adds_always(self) -> bool:
        return self.terms.totalise is not None and self.terms.totalise.when == "always"

    @property
    def _compares(self) -> bool:
        return self.terms.amount is not None and self.terms.amount.method == HIGHER_OF

    @property
    def _rounding(self) -> RoundingTerm | None:
        """The agreement's rounding, where this party's own law has none."""
        return None if self.scheme.rounds else self.terms.rounding

    def _rounded(self, amount: Exact) -> int:
        return self.scheme.rounded(amount) if self._rounding is None else ROUNDINGS[self._rounding.to](amount)

    def attempt(self, totalising: bool, claim_month: Month) -> Attempt:
        """Apply this party's law to a claim in ``claim_month``.

        The law is that of the month in which the pension starts, and that month is itself a matter of law:
        it is looked for until the law of the start yields that start.
        """
        when = claim_month
        for _ in range(MOST_LAWS_TRIED):
            computation = self._computation(totalising, claim_month, when)
            start = computation.value("start_month")
            if self.scheme.law(start) == self.scheme.law(when):
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
        persons = self.agreement.persons
        if persons is not None and persons.scope == "nationals":
            nationality = self.case.person.nationality
            covered = nationality in self.agreement.codes
            conditions.append(
                Condition("covered_person", "list", list(self.agreement.codes), nationality, covered, None)
            )
        minimum = self.terms.minimum_own_period
        if minimum is not None:
            required = minimum_months(self.terms)
            short = max(required - self.view.counted_own_months, 0)
            conditions.append(
                Condition(
                    "minimum_own_period",
                    "months",
                    required,
                    self.view.counted_own_months,
                    self.view.minimum_met,
                    claim_month + short,
                    message("insured here in each month from the claim on") if short else None,
                )
            )
        contingency = self.terms.contingency
        if contingency is not None and contingency.required:
            window = self.view.total.since(claim_month - contingency.window_months).until(claim_month)
            needed = max(contingency.months_in_window, 1)
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
        terms = self.terms
        facts: Facts = {
            "claim_date": (max(self.case.claim.date, first_day(claim_month)), "day"),
            "claim_month": (claim_month, "month"),
            "totalising": (totalising, "flag"),
            **self._facts_of_time(totalising),
            **self._facts_of_case,
        }
        return Computation(
            joined_rules(
                self.rules.at(when),
                amount_rules(terms, self._rounding) if totalising else whole_amount_rules(self._rounding),
            ),
            self.scheme.parameters,
            when,
            facts,
            established=self.established,
            interpretations=self.scheme.interpretations,
            chosen=self.chosen,
            where=f"established.{self.code}",
            record=self.record,
        )

    def _facts_of_time(self, totalising: bool) -> Facts:
        """The insured time that this party counts, alone or with the other's."""
        view = self.view
        if not totalising:
            return {
                "provision_month": (FIRST_MONTH, "month"),
                "qualifying_months": (view.own_months, "months"),
                "qualifying_calendar": (view.own, "list"),
                "counted_months": (view.own_months, "months"),
            }
        counted = view.amount_months if counts_all_periods(self.terms) else view.counted_own_months
        return {
            "provision_month": (self.agreement.provision("totalisation").month, "month"),
            "qualifying_months": (view.total_months, "months"),
            "qualifying_calendar": (view.total, "list"),
            "counted_months": (counted, "months"),
        }

    @cached_property
    def _facts_of_case(self) -> Facts:
        """What is the same for every law and every month of claim."""
        view, ratio = self.view, self.terms.ratio
        facts: Facts = {
            "sex": (self.case.person.sex, "word"),
            "birth_date": (self.case.person.birth_date, "day"),
            "as_of_month": (self.as_of, "month"),
            "own_months": (view.own_months, "months"),
            "ratio_months": (view.ratio_months, "months"),
            "total_months": (view.total_months, "months"),
            "denominator_months": (view.denominator_months, "months"),
            **self.scheme_facts,
        }
        if ratio is not None:
            facts["denominator_cap"] = (ratio.denominator_cap, "months")
            facts["fixed_months"] = (ratio.fixed_months, "months")
        return facts

    def _entitled(self, basis: Basis, attempt: Attempt) -> PartyResult:
        computation, view = attempt.computation, self.view
        monthly_amount = computation.value("monthly_amount")
        totalised = basis == "totalised"
        theoretical = computation.known("theoretical_amount")
        result = self._result(True, basis, [attempt])
        result.conditions = attempt.conditions
        result.start = attempt.start
        result.average_earnings = computation.known("average_earnings")
        result.rate = computation.known("pension_rate")
        result.monthly_amount = monthly_amount
        result.monthly_amount_at_start = computation.value("monthly_amount_at_start")
        result.further = {name: computation.value(name) for name in self.scheme.also}
        if totalised and theoretical is not None:
            result.theoretical_amount = self._rounded(theoretical)
        if totalised and shares(self.terms):
            result.ratio = Fraction(computation.value("ratio"))
        if not totalised and self._rounding is not None:
            result.terms.append(self._rounding)
        if totalised:
            result.terms = [*view.terms, self.agreement.provision("totalisation"), *self._terms_of_amount()]
        elif view.foreign and self.terms.totalise is not None and self.agreement.kind == "totalisation":
            result.terms.append(self.terms.totalise)
            result.remarks.append(
                Remark(
                    message("Own periods suffice: the other party's periods are not added."),
                    self.terms.totalise.citation,
                )
            )
        return result

    def _not_entitled(self, independent: Attempt, totalised: Attempt | None = None) -> PartyResult:
        attempts = [independent] if totalised is None else [independent, totalised]
        earliest = {id(each): self._earliest(each is totalised, each) for each in attempts}
        nearest = independent
        if totalised is not None:
            alone, together = earliest[id(independent)], earliest[id(totalised)]
            if alone is None or (together is not None and together <= alone):
                nearest = totalised
        result = self._result(False, "none", attempts)
        result.steps = nearest.computation.steps
        result.conditions = nearest.conditions
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
        return [each for each in (*named, self._rounding) if each is not None]

    def _result(self, entitled: bool, basis: Basis, attempts: list[Attempt]) -> PartyResult:
        return PartyResult(
            self.code,
            self.scheme,
            self.terms.currency,
            entitled,
            basis,
            self.view.own_months,
            self.view.total_months,
            steps=attempts[-1].computation.steps if attempts else [],
            computations=[each.computation for each in attempts],
            established=tuple(
                sorted(
                    {
                        quantity.name
                        for each in attempts
                        for quantity in each.computation.sources
                        if quantity.origin == "established"
                    }
                )
            ),
        )
