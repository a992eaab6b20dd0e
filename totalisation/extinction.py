"""What a withdrawal or a refund ends: periods that count no more, and what becomes of the old-age pensions.

A lump sum extinguishes the periods that it is paid for, under the law of its party and, where the agreement says
so, for totalisation by the other. What that costs is found by deciding the old-age pension twice, with the periods
and without them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from totalisation.case import Case, PensionDrawn
from totalisation.determination import Determination, decider_for
from totalisation.messages import FaultsError
from totalisation.months import LAST_MONTH, Month
from totalisation.party_result import Basis
from totalisation.schemes import scheme_of
from totalisation.what_if import claimed_in, claiming

OLDEST: Final = 100
"""The age, in years, up to which a pension is looked for."""

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
    kept, without = (claiming(each, agreement, "old_age") for each in (kept, without))
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


def _standing_of(pension: PensionDrawn | None, case: Case, determination: Determination, code: str) -> Standing:
    """The pension that is drawn, or the one in sight."""
    if pension is None:
        return _standing(case, determination, code)
    view, found = decider_for(case, determination.agreement, code).view, _standing(case, determination, code).basis
    # What was decided long ago may not be met by today's facts; nor is a pension drawn on nothing.
    basis: Basis = "independent" if found == "none" else found
    return Standing(view.own_months, view.total_months, basis, pension.since.first_month, pension.monthly, drawn=True)


def _standing(case: Case, determination: Determination, code: str) -> Standing:
    view = decider_for(case, determination.agreement, code).view

    def basis(month: Month) -> Basis | None:
        try:
            return decider_for(_claimed(case, month), determination.agreement, code).basis_at(month)
        except FaultsError:
            return None  # a figure that a condition rests on is not known for so late a month

    changes = scheme_of(determination.agreement.parties[code]).rules.changes
    oldest = case.person.birth_date.first_month + 12 * OLDEST
    month = first_with_pension(case.claim_month, min(oldest, LAST_MONTH), changes, basis)
    if month is None:
        return Standing(view.own_months, view.total_months, "none", None, None)
    amount = _amount(_claimed(case, month), determination, code)
    return Standing(view.own_months, view.total_months, basis(month) or "none", month, amount)


def _claimed(case: Case, month: Month) -> Case:
    return claimed_in(case, month, 31).case if month > case.claim_month else case


def first_with_pension(
    claim_month: Month, end: Month, changes: Sequence[Month], basis: Callable[[Month], Basis | None]
) -> Month | None:
    """The first month from ``claim_month`` on, and before ``end``, in which there is a pension if only time passes.

    ``changes`` are the months from which another law applies, and ``basis`` tells what a pension claimed in a month
    rests on: None where that cannot be told. Of several ways to a pension the conditions of a claim show the one
    that is nearest if insurance goes on, which may be another than the one that time alone opens. So the month is
    looked for itself: under one law, what can be claimed in a month can be claimed in every later one, and what
    cannot be told for a month cannot be told for a later one either.
    """
    starts = [claim_month, *(each for each in changes if claim_month < each < end)]
    for first, following in zip(starts, [*starts[1:], end], strict=True):
        without, found = first - 1, following
        while found - without > 1:
            # The first month of a law is tried first: mostly there is a pension from then on.
            middle = first if without < first else (without + found) // 2
            without, found = (middle, found) if basis(middle) == "none" else (without, middle)
        if found < following and basis(found) is not None:
            return found
    return None


def _amount(case: Case, determination: Determination, code: str) -> int | None:
    try:
        return decider_for(case, determination.agreement, code).decide().monthly_amount
    except FaultsError:
        return None
