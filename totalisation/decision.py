"""One party's decision on an old-age pension: on its own periods, and where they do not suffice by totalisation."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from totalisation.amount import shares
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import Month, format_month
from totalisation.party_result import Basis, PartyResult, Remark
from totalisation.party_side import MOST_LAWS_TRIED, PartySide
from totalisation.rules import Computation
from totalisation.schemes.base import Condition


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


class Decider(PartySide):
    """Decides one party's side of a claim to an old-age pension."""

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

    def _entitled(self, basis: Basis, attempt: Attempt) -> PartyResult:
        computation, view = attempt.computation, self.view
        monthly_amount = computation.value("monthly_amount")
        totalised = basis == "totalised"
        theoretical = computation.known("theoretical_amount")
        result = self._result(True, basis, [computation])
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
        result = self._result(False, "none", [each.computation for each in attempts])
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
                            date=provision.date,
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
