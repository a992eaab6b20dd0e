"""What a withdrawal or a refund ends: periods that count no more, and what becomes of the old-age pensions.

A lump sum extinguishes the periods that it is paid for, under the law of its party and, where the agreement says
so, for totalisation by the other. What that costs is found by deciding the old-age pension twice, with the periods
and without them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from totalisation.case import Case, PensionDrawn
from totalisation.decision import Basis, Decider
from totalisation.determination import Determination, decider_for
from totalisation.messages import FaultsError
from totalisation.months import LAST_MONTH, Month
from totalisation.what_if import claimed_in

Effect = Literal["same", "less", "later", "lost", "more"]
"""What becomes of one party's old-age pension: nothing, a lower amount, a later start, none at all.

``more`` is what no law should do; it is told all the same.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """One party's old-age pension as it stands for a person at the claim, if nothing but time passes."""

    own_months: int
    totalised_months: int
    basis: Basis
    """That on which the pension rests at its first possible claim; "none" where there is none in sight."""
    claimable: Month | None
    """The first month in which it can be claimed without any further insurance; None if never."""
    monthly_amount: int | None
    """The monthly amount if claimed then; None where there is no pension or a figure of law is missing."""
    drawn: bool = False
    """Whether it is drawn already: then ``claimable`` is its first month, and the amount that of now."""


@dataclass(frozen=True, slots=True)
class Extinction:
    """Periods that are extinguished, and each party's old-age pension with and without them."""

    months: dict[str, int]
    """Months that are extinguished, by party."""
    asked_now: bool
    """Whether the lump sum is the one that is claimed; else it was paid before."""
    kept: dict[str, Standing]
    extinguished: dict[str, Standing]

    def effect(self, code: str) -> Effect:
        """What becomes of the pension of the party ``code``."""
        before, after = self.kept[code], self.extinguished[code]
        if before.claimable != after.claimable:
            if after.claimable is None:
                return "lost"
            return "later" if before.claimable is not None and before.claimable < after.claimable else "more"
        if before.monthly_amount is None or after.monthly_amount is None:
            return "same" if before.own_months == after.own_months or before.claimable is None else "less"
        if before.monthly_amount == after.monthly_amount:
            return "same"
        return "less" if after.monthly_amount < before.monthly_amount else "more"


def extinction(determination: Determination) -> Extinction | None:
    """What withdrawals and refunds end in the case that was decided; None where it has neither.

    Of a claim to a lump sum those parties' periods that owe one; of any other claim the periods that the case
    says were refunded.
    """
    case, agreement = determination.case, determination.agreement
    records = determination.aggregation.records
    if case.claim.benefit == "lump_sum":
        months = months_withdrawn(determination)
        kept, without = case, _refunded(case, set(months))
    else:
        months = {code: len(record.refunded) for code, record in records.items() if record.refunded}
        kept, without = _repaid(case, months.keys()), case
    drawn = {code: asked.pension for code, asked in case.claim.withdrawals.items() if asked.pension is not None}
    if not any(months.values()) and not months.keys() & drawn.keys():
        return None
    kept, without = _old_age(kept), _old_age(without)
    return Extinction(
        {code: months[code] for code in agreement.codes if months.get(code)},
        case.claim.benefit == "lump_sum",
        {code: _standing_of(drawn.get(code), kept, determination, code) for code in agreement.codes},
        {
            code: _standing_of(None if code in months else drawn.get(code), without, determination, code)
            for code in agreement.codes
        },
    )


def months_withdrawn(determination: Determination) -> dict[str, int]:
    """The insured months that the lump sum ends which is claimed, of each party that owes one."""
    if determination.case.claim.benefit != "lump_sum":
        return {}
    records = determination.aggregation.records
    paying = [code for code, result in determination.parties.items() if result.entitled]
    return {code: len(records[code].months) + records[code].extra_months for code in paying}


def _refunded(case: Case, parties: set[str]) -> Case:
    periods = tuple(
        each.model_copy(update={"refunded": True}) if each.party in parties else each for each in case.periods
    )
    top_up = {code: each for code, each in case.claim.top_up.items() if code not in parties}
    return case.model_copy(update={"periods": periods, "claim": case.claim.model_copy(update={"top_up": top_up})})


def _repaid(case: Case, parties: object) -> Case:
    periods = tuple(each.model_copy(update={"refunded": False}) for each in case.periods)
    return case.model_copy(update={"periods": periods})


def _old_age(case: Case) -> Case:
    claim = case.claim.model_copy(
        update={"benefit": "old_age", "withdrawals": {}, "death": None, "survivors": (), "disability": None}
    )
    return case.model_copy(update={"claim": claim})


def _standing_of(pension: PensionDrawn | None, case: Case, determination: Determination, code: str) -> Standing:
    """The pension that is drawn, or the one in sight."""
    if pension is None:
        return _standing(case, determination, code)
    view, found = decider_for(case, determination.agreement, code).view, _standing(case, determination, code).basis
    # What was decided long ago may not be met by today's facts; nor is a pension drawn on nothing.
    basis: Basis = "independent" if found == "none" else found
    return Standing(view.own_months, view.total_months, basis, pension.since.first_month, pension.monthly, drawn=True)


def _standing(case: Case, determination: Determination, code: str) -> Standing:
    decider = decider_for(case, determination.agreement, code)
    view = decider.view
    months = _months_of_age(decider, case.claim_month)
    for month in months:
        later = claimed_in(case, month, 31).case if month > case.claim_month else case
        try:
            basis = decider_for(later, determination.agreement, code).basis_at(month)
        except FaultsError:
            continue  # a figure that the condition rests on is not known for so late a month
        if basis != "none":
            amount = _amount(later, determination, code)
            return Standing(view.own_months, view.total_months, basis, month, amount)
    return Standing(view.own_months, view.total_months, "none", None, None)


def _months_of_age(decider: Decider, claim_month: Month) -> list[Month]:
    """The months in which the pension is tried: that of the claim, and those in which time alone meets a condition.

    A condition that supposes further insurance is not met by time alone.
    """
    found = {claim_month}
    for each in decider.attempt(False, claim_month).conditions:
        if not each.met and each.supposes is None and each.earliest is not None:
            found.add(each.earliest)
    found |= {change for change in decider.scheme.rules.changes if change > claim_month}
    return sorted(each for each in found if claim_month <= each < LAST_MONTH)


def _amount(case: Case, determination: Determination, code: str) -> int | None:
    try:
        return decider_for(case, determination.agreement, code).decide().monthly_amount
    except FaultsError:
        return None
