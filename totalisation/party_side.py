"""One party's side of a case: its law, the agreement's terms, and the insured time that it sees.

It decides nothing. What it has in common for every benefit stands here: what the agreement asks before periods are
added, the facts that a law is applied to, and the rules that apply it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from totalisation.aggregation import View
from totalisation.agreement import Agreement, PartyTerms, RoundingTerm, Term
from totalisation.amount import HIGHER_OF, amount_rules, counts_all_periods, joined_rules, whole_amount_rules
from totalisation.case import Case
from totalisation.counted_time import minimum_months
from totalisation.messages import message
from totalisation.money import ROUNDINGS, Exact
from totalisation.months import FIRST_MONTH, Month, first_day
from totalisation.party_result import Basis, PartyResult
from totalisation.rules import Computation, RuleSet
from totalisation.schemes.base import Condition, Facts, Scheme

MOST_LAWS_TRIED: Final = 4
"""How often the law of the start is looked for; each change of law moves the start once."""


@dataclass
class PartySide:
    """One party's side of a case, on which its benefits are decided."""

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

    def _terms_of_amount(self) -> list[Term]:
        terms = self.terms
        named = (terms.totalise, terms.minimum_own_period, terms.contingency, terms.amount, terms.ratio, terms.earnings)
        return [each for each in (*named, self._rounding) if each is not None]

    def _result(self, entitled: bool, basis: Basis, computations: list[Computation]) -> PartyResult:
        """What any result says, whatever it says further; the steps are those of the last computation."""
        return PartyResult(
            self.code,
            self.scheme,
            self.terms.currency,
            entitled,
            basis,
            self.view.own_months,
            self.view.total_months,
            steps=computations[-1].steps if computations else [],
            computations=computations,
            established=tuple(
                sorted({each.name for made in computations for each in made.sources if each.origin == "established"})
            ),
        )
