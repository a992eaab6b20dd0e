"""One party's decision on a benefit other than the old-age pension, part by part.

Each part is tried as an old-age pension is: on own periods, and where they do not suffice on totalised ones, if
the agreement adds periods for this benefit. A part that stands in place of another is judged only where that one
is not due.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from typing import Final

from totalisation.agreement import AmountTerm, BenefitTerm, ContingencyTerm, PartyTerms, Term
from totalisation.amount import shares
from totalisation.counted_time import minimum_months
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.months import FIRST_MONTH, Month, format_month, month_of
from totalisation.party_result import Basis, PartResult, PartyResult, Remark
from totalisation.party_side import MOST_LAWS_TRIED, PartySide
from totalisation.rules import Computation, RuleSet
from totalisation.schemes.base import BenefitLaw, Condition, Facts, Part

DATE_OF_LAW: Final = {
    "lump_sum": "claim.withdrawals.{party}",
    "survivors": "claim.death.date",
    "disability": "claim.disability.first_examined",
}
"""The field that says which law applies, by benefit."""


@dataclass
class BenefitDecider(PartySide):
    """Decides one party's side of a claim to a benefit that consists of parts."""

    _computed: dict[bool, Computation] = field(default_factory=dict)
    _until: Month | None = None
    """The last month that counts, where the law ends the insured time before the claim."""

    @property
    def law(self) -> BenefitLaw | None:
        """This party's law on the benefit; None where its scheme pays none of the kind."""
        return self.scheme.benefits.get(self.case.claim.benefit)

    @property
    def rules(self) -> RuleSet:
        """The national rules on the benefit that is claimed."""
        assert self.law is not None
        return self.law.rules

    def decide(self) -> PartyResult:
        """This party's result. Raises FaultsError where a figure or fact is missing that the result needs."""
        law, benefit = self.law, self.case.claim.benefit
        if law is None:
            return self._nothing(
                message("The law of {party} that is encoded pays no benefit of this kind.", **self._us)
            )
        if benefit == "lump_sum" and self.code not in self.case.claim.withdrawals:
            return self._nothing(message("No lump sum is asked of {party}.", **self._us))
        parts: list[PartResult] = []
        for part in law.parts:
            asked = not part.asked or self.computation(False).value(part.asked)
            if asked and not any(each.due and each.name in part.instead_of for each in parts):
                parts.append(self._judged(part))
        return self._put_together(law, parts)

    @property
    def _us(self) -> dict[str, object]:
        return {"party": self.code}

    def _nothing(self, why: Message) -> PartyResult:
        result = self._result(False, "none", [])
        result.benefit = self.case.claim.benefit
        result.remarks.append(Remark(why))
        return result

    # ---- one part ----

    def _judged(self, part: Part) -> PartResult:
        alone = self._part(part, False)
        adding = part.totalised and self._may_totalise and bool(self.view.foreign)
        if not adding or (alone.due and not (self._compares or self._adds_always)):
            return alone
        together = self._part(part, True)
        if not together.due:
            return alone if alone.due or _nearer(alone, together) else together
        if alone.due and self._compares and (alone.amount or 0) >= (together.amount or 0):
            return alone
        return together

    def _part(self, part: Part, totalising: bool) -> PartResult:
        computation = self.computation(totalising)
        conditions: tuple[Condition, ...] = computation.value(part.conditions)
        if totalising:
            conditions = (*self._agreement_conditions(self.case.claim_month), *conditions)
        if not all(each.met for each in conditions):
            months = [each.earliest for each in conditions if not each.met]
            known = [each for each in months if each is not None]
            earliest = max(known) if len(known) == len(months) else None
            return PartResult(part, False, "none", conditions, earliest=earliest)
        basis: Basis = "totalised" if totalising else "independent"
        if part.shared:
            computation.value(part.shared)  # so that it stands among the steps, and is told
        at_start = computation.value(part.at_start) if part.monthly else None
        theoretical = computation.known("theoretical_amount") if totalising and part.monthly else None
        ratio = Fraction(computation.value("ratio")) if totalising and shares(self.terms) else None
        return PartResult(
            part,
            True,
            basis,
            conditions,
            computation.value(part.start),
            computation.value(part.amount),
            at_start,
            None if theoretical is None else self._rounded(theoretical),
            ratio,
        )

    def computation(self, totalising: bool) -> Computation:
        """This party's law on the claim, on own periods or on totalised ones: that of the month which decides."""
        known = self._computed.get(totalising)
        if known is not None:
            return known
        law, claim_month = self.law, self.case.claim_month
        assert law is not None
        self._refuse_early(law, claim_month)
        when = claim_month
        for _ in range(MOST_LAWS_TRIED):
            found = self._computation(totalising, claim_month, when)
            decisive: Month = found.value(law.law_month)
            if decisive == when:
                break
            self._refuse_early(law, decisive)
            when = decisive
        self._computed[totalising] = found
        return found

    def _computation(self, totalising: bool, claim_month: Month, when: Month) -> Computation:
        """That of all insured time, or where the law ends it earlier, of the time until then."""
        found = super()._computation(totalising, claim_month, when)
        assert self.law is not None
        if not self.law.counted_until:
            return found
        self._until = found.value(self.law.counted_until)
        if self._until is not None:
            found = super(BenefitDecider, self._counting)._computation(totalising, claim_month, when)
            found.value(self.law.counted_until)  # so that it stands among the steps
        return found

    @property
    def _counting(self) -> BenefitDecider:
        """The decider of the insured time that counts."""
        if self._until is None:
            return self
        record = self.scheme.recorded(self.case, self.code).until(self._until)
        facts = self.scheme.facts_of_benefit(self.case, self.code, record)
        view = self.view.until(self._until, minimum_months(self.terms))
        return replace(self, view=view, scheme_facts=facts)

    def _refuse_early(self, law: BenefitLaw, when: Month) -> None:
        if when >= law.first_month:
            return
        first = format_month(law.first_month)
        raise FaultsError(
            [
                Fault(
                    DATE_OF_LAW[self.case.claim.benefit].format(party=self.code),
                    message("the law of {party} before {first} is not encoded.", party=self.code, first=first),
                    message("Claims from {first} on can be decided.", first=first),
                )
            ]
        )

    @cached_property
    def benefit_term(self) -> BenefitTerm | None:
        """What the agreement says of this party's benefit; None where it says nothing."""
        benefit, terms = self.case.claim.benefit, self.agreement.parties[self.code]
        return terms.benefits.get(benefit) if benefit in ("survivors", "disability") else None

    @cached_property
    def own_terms(self) -> PartyTerms:
        """The terms that bind this party, those of the benefit in place of its general ones."""
        terms, term = self.agreement.parties[self.code], self.benefit_term
        if term is None:
            return terms
        cited = term.model_dump(include={"article", "source", "status", "note"})
        changed: dict[str, Term] = {}
        if term.method is not None:
            changed["amount"] = AmountTerm(method=term.method, **cited)
        if term.months_in_window:
            changed["contingency"] = ContingencyTerm(
                required=True, months_in_window=term.months_in_window, window_months=term.window_months, **cited
            )
        return terms.model_copy(update=changed) if changed else terms

    @property
    def terms(self) -> PartyTerms:
        """The terms that bind this party for the benefit claimed."""
        return self.own_terms

    @property
    def _may_totalise(self) -> bool:
        adds = self.benefit_term is not None and self.benefit_term.periods == "totalised"
        return adds and super()._may_totalise

    def _agreement_conditions(self, claim_month: Month) -> list[Condition]:
        """Those of the agreement, at the month of the contingency where there is one."""
        month = self.contingency_month
        if month is None:
            return super()._agreement_conditions(claim_month)
        found = super(BenefitDecider, self._counting)._agreement_conditions(month)
        # No insurance can follow any more that would count.
        return [
            each if each.met or each.supposes is None else replace(each, earliest=None, supposes=None) for each in found
        ]

    @property
    def contingency_month(self) -> Month | None:
        """The month of the death, or of the first examination of what disables."""
        claim = self.case.claim
        if claim.death is not None:
            return month_of(claim.death.date)
        return None if claim.disability is None else month_of(claim.disability.first_examined)

    def _facts_of_benefit(self) -> Facts:
        """What the agreement says about a lump sum asked of this party."""
        term = self.agreement.lump_sum_refund.get(self.code)
        covered = term is not None and self.case.person.nationality in term.nationals_of
        provision = self.agreement.provision("lump_sum_refund")
        since = self.agreement.entry_into_force.month if term is not None and term.periods != "all" else FIRST_MONTH
        return {
            "agreed_refund": (covered, "flag"),
            "agreed_refund_date": (provision.date, "day"),
            "agreed_refund_since": (since, "month"),
        }

    def _facts_of_time(self, totalising: bool) -> Facts:
        return {**super()._facts_of_time(totalising), **self._facts_of_benefit()}

    # ---- all parts ----

    def _put_together(self, law: BenefitLaw, parts: list[PartResult]) -> PartyResult:
        due = [each for each in parts if each.due]
        leading = due[0] if due else None
        totalising = leading is not None and leading.basis == "totalised"
        basis: Basis = "none" if leading is None else leading.basis
        result = self._result(leading is not None, basis, list(self._computed.values()))
        result.steps = self._computed[totalising].steps
        result.benefit = self.case.claim.benefit
        result.parts = tuple(parts)
        result.conditions = tuple(condition for each in parts for condition in each.conditions)
        if leading is None:
            result.missing = parts[0].missing
            result.earliest = min((each.earliest for each in parts if each.earliest is not None), default=None)
        else:
            result.start = leading.start
        computation = self._computed[totalising]
        result.average_earnings = computation.known("average_earnings")
        monthly = [each for each in due if each.part.monthly]
        if monthly:
            result.monthly_amount = sum(each.amount or 0 for each in monthly)
            result.monthly_amount_at_start = sum(each.amount_at_start or 0 for each in monthly)
            result.theoretical_amount, result.ratio = monthly[0].theoretical_amount, monthly[0].ratio
        elif leading is not None:
            result.ratio = leading.ratio
        result.further = {each.name: each.amount or 0 for each in due if not each.part.monthly}
        if due:
            told = (*law.told, *(each.part.shared for each in due if each.part.shared))
            used = (name for name in told if computation.known(name) is not None)
            result.told = {name: computation.quantity(name) for name in used}
        result.terms = self._terms_applied(result)
        return result

    def _terms_applied(self, result: PartyResult) -> list[Term]:
        terms: list[Term] = []
        if self.case.claim.benefit == "lump_sum":
            agreed = self.agreement.lump_sum_refund.get(self.code)
            if agreed is not None:
                terms += [agreed, self.agreement.provision("lump_sum_refund")]
        if self.benefit_term is not None and self.view.foreign:
            terms.append(self.benefit_term)
        if any(made.facts["totalising"][0] for made in result.computations):
            terms += [*self.view.terms, self.agreement.provision("totalisation"), *self._terms_of_amount()]
        return terms


def _nearer(alone: PartResult, together: PartResult) -> bool:
    """Whether a part that is due neither way would be due on own periods before it is due on totalised ones."""
    return alone.earliest is not None and (together.earliest is None or alone.earliest < together.earliest)
