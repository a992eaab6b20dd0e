"""Suppositions about a case: another claim month or benefit, one more year of insurance, a refund paid back.

Each function takes a case and gives the case that is supposed, which is decided like any other. None knows any
law: whether a refund can be paid back at all is for the scheme to say (``Scheme.repayment``).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from totalisation.agreement import Agreement
from totalisation.case import Benefit, Case, Earnings, Period, TopUp
from totalisation.months import FIRST_MONTH, LAST_MONTH, Month, format_month
from totalisation.schemes import scheme_of
from totalisation.written_values import PartialDate

YEAR = 12
"""Months of one more year."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """A supposed case, and what was supposed to make it."""

    case: Case
    added: Period | None = None
    """The insured period that was added."""
    counted_again: tuple[int, ...] = ()
    """Indices of the periods whose refund is paid back."""
    claim_moved: bool = False


def claimed_in(case: Case, month: Month, day: int | None = None) -> Supposed:
    """The case claimed in ``month``: on ``day`` of it, or on the day of the claim; at most on its last day."""
    year, month_of_year = month // 12, month % 12 + 1
    wanted = case.claim.date.day if day is None else day
    claimed = date(year, month_of_year, min(wanted, monthrange(year, month_of_year)[1]))
    moved = case.model_copy(update={"claim": case.claim.model_copy(update={"date": claimed})})
    return Supposed(moved, claim_moved=claimed != case.claim.date)


def claiming(case: Case, agreement: Agreement, benefit: Benefit, **facts: Any) -> Case:
    """The case as a claim to another benefit, with the facts of that claim.

    Of the options it has those alone that bear on the claim that was made: others were chosen for no claim.
    """
    options = {
        code: {name: value for name, value in given.items() if case.claim.benefit in scheme.served.get(name, ())}
        for code, given in case.claim.options.items()
        for scheme in (scheme_of(agreement.parties[code]),)
    }
    none: dict[str, Any] = {"withdrawals": {}, "death": None, "survivors": (), "disability": None}
    claim = case.claim.model_copy(update={**none, **facts, "benefit": benefit, "options": options})
    return case.model_copy(update={"claim": claim})


def last_period(case: Case, party: str) -> Period | None:
    """The period under ``party`` that ends last and was not refunded; None if there is none."""
    mine = [each for each in case.periods if each.party == party and not each.refunded]
    return max(mine, key=lambda each: (each.last.first_month, each.last, each.first), default=None)


def insured_longer(
    case: Case, party: str, months: int = YEAR, since: Month = FIRST_MONTH, kind: str | None = None
) -> Supposed:
    """The case with ``months`` more months of insurance under ``party``, after every period that it holds.

    They begin in ``since`` at the earliest, and are of the kind, salary regime and conditions of the party's last
    period, or of another ``kind`` and then without these two; at the earnings of its last month with earnings, and
    without earnings where it has none. A claim in or before the last month added is moved to the month after it.
    Raises LookupError if the party has no period to go by, and ValueError if the months would end after 2199.
    """
    model = last_period(case, party)
    if model is None:
        raise LookupError(party)
    first = max(since, 1 + max(each.last.first_month for each in case.periods))
    last = first + months - 1
    if last >= LAST_MONTH:
        raise ValueError(f"{months} months from {format_month(first)} on end after 2199")
    begin, end = PartialDate(format_month(first)), PartialDate(format_month(last))
    added = model.model_copy(
        update={
            "first": begin,
            "last": end,
            "earnings": tuple(_earned_until(model, begin, end)),
            "broken_months": (),
            "count": None,
        }
        | ({} if kind in (None, model.kind) else {"kind": kind, "salary_regime": None, "conditions": ()})
    )
    longer = case.model_copy(update={"periods": (*case.periods, added)})
    if case.claim_month > last:
        return Supposed(longer, added)
    return Supposed(claimed_in(longer, last + 1).case, added, claim_moved=True)


def _earned_until(model: Period, begin: PartialDate, end: PartialDate) -> Iterator[Earnings]:
    """The last earnings of ``model``, in each month from ``begin`` to ``end``."""
    if model.earnings:
        last = max(model.earnings, key=lambda each: (each.last.first_month, each.first.first_month))
        yield last.model_copy(update={"first": begin, "last": end})


def topped_up(case: Case, party: str, months: int, month: Month) -> Supposed:
    """The case with ``months`` missing months under ``party`` paid in one sum in ``month``, and claimed in it."""
    paid = TopUp(months=months, paid=PartialDate(format_month(month)))
    moved = claimed_in(case, month)
    claim = moved.case.claim.model_copy(update={"top_up": {**case.claim.top_up, party: paid}})
    return Supposed(moved.case.model_copy(update={"claim": claim}), claim_moved=moved.claim_moved)


def parties_with_refunds(case: Case) -> tuple[str, ...]:
    """The parties under which the case has refunded periods, in the order of the periods."""
    return tuple(dict.fromkeys(each.party for each in case.periods if each.refunded))


def refund_repaid(case: Case, party: str) -> Supposed:
    """The case with every refunded period under ``party`` counting again, as if its refund had been paid back."""
    again = tuple(index for index, each in enumerate(case.periods) if each.party == party and each.refunded)
    periods = tuple(
        each.model_copy(update={"refunded": False}) if index in again else each
        for index, each in enumerate(case.periods)
    )
    return Supposed(case.model_copy(update={"periods": periods}), counted_again=again)
