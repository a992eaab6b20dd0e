"""Lump sums in place of a pension: those that can be had now, and those that are left where no pension follows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.case import Case, Withdrawal
from totalisation.case_checks import faults_of
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import Month, last_day, parse_month
from totalisation.parameters import Citation
from totalisation.party_result import PartyResult
from totalisation.schemes.base import Scheme
from totalisation.what_if import claimed_in, claiming

LAST_DAY: Final = 31
"""Of a month: a ground such as an age arises on a day of it."""


@dataclass(frozen=True, slots=True)
class LumpSum:
    """One sum paid by a party in place of its periods."""

    party: str
    month: Month
    amount: int | None
    """None where it is due and a figure of law is missing for its amount."""
    reason: str
    citation: Citation
    own_months: int
    """Months of insurance that it ends."""
    result: PartyResult | None = None
    """How it was decided; None where its amount cannot be told."""
    undecided: tuple[Fault, ...] = ()
    supposed: bool = False
    """Whether its ground is supposed, since the person lives elsewhere."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A lump sum of which not even the conditions can be judged, and why."""

    party: str
    reason: str
    citation: Citation
    faults: tuple[Fault, ...]


@lru_cache(maxsize=16)
def choices_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The choices that a scheme's file names; none where it has no such file."""
    path = folder / "choices.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def citation_of(choice: Mapping[str, Any], month: Month | None = None) -> Citation:
    """The article of a choice, that of the law before for a ``month`` until which it held."""
    for before in choice.get("before", ()):
        if month is not None and month <= parse_month(before["until"]):
            return Citation(before["source"], before["article"])
    return Citation(choice["source"], choice["article"])


def lump_sum_now(
    case: Case, agreement: Agreement, code: str, scheme: Scheme
) -> tuple[LumpSum | None, tuple[Unjudged, ...]]:
    """The lump sum that a party owes in the month of the claim for a reason that the case itself holds: the largest.

    Beside it those that cannot be judged, where none is owed.
    """
    choices = choices_of(scheme.folder).get("lump_sum")
    if choices is None:
        return None, ()
    found = list(_decided(case, agreement, code, _reasons_now(case, code, choices), _cited(case, choices)))
    owed = max(_sums(found), key=lambda each: each.amount or 0, default=None)
    if owed is not None:
        return replace(owed, supposed=owed.reason in choices.get("reasons_abroad", ())), ()
    return None, tuple(each for each in found if isinstance(each, Unjudged))


def month_of_later_sum(case: Case, agreement: Agreement, code: str, scheme: Scheme) -> Month | None:
    """The first month from the claim on in which time alone makes a lump sum due; None if it never does."""
    choices = choices_of(scheme.folder).get("lump_sum", {})
    reasons = choices.get("reasons_in_time", ())
    provided = agreement.provision("lump_sum_refund").month
    # A right that the agreement gives has effect from a day on: it is asked for again in that month.
    claimed = [case] if provided <= case.claim_month else [case, claimed_in(case, provided, LAST_DAY).case]
    months = [_month_due(each, agreement, code, reason) for each in claimed for reason in reasons]
    return min((each for each in months if each is not None), default=None)


def _month_due(case: Case, agreement: Agreement, code: str, reason: str) -> Month | None:
    asked = _asked(case, agreement, code, reason, None)
    if not _kept(case, code) or faults_of(asked, agreement):
        return None
    try:
        result = assess(asked, agreement=agreement, explain=False).parties[code]
    except FaultsError as error:
        return case.claim_month if _of_figures(error) else None
    return case.claim_month if result.entitled else result.earliest


def lump_sum_in_time(case: Case, agreement: Agreement, code: str, scheme: Scheme) -> LumpSum | None:
    """The lump sum that is due in the month of the claim because time has passed: the largest."""
    choices = choices_of(scheme.folder).get("lump_sum", {})
    if not choices:
        return None
    reasons = ((reason, None) for reason in choices.get("reasons_in_time", ()))
    found = _decided(case, agreement, code, reasons, _cited(case, choices))
    return max(_sums(found), key=lambda each: each.amount or 0, default=None)


def _of_figures(error: FaultsError) -> bool:
    """Whether figures of law alone are missing: for an amount, since conditions are judged before it is computed."""
    return all(each.where.startswith("established.") for each in error.faults)


def _cited(case: Case, choices: Mapping[str, Any]) -> Citation:
    return citation_of(choices, case.claim_month)


def _sums(found: Iterable[LumpSum | Unjudged]) -> Iterator[LumpSum]:
    return (each for each in found if isinstance(each, LumpSum))


def _kept(case: Case, code: str) -> list[tuple[Month, Month]]:
    return [
        (each.first.first_month, each.last.first_month)
        for each in case.periods
        if each.party == code and not each.refunded
    ]


def _reasons_now(case: Case, code: str, choices: Mapping[str, Any]) -> Iterator[tuple[str, date | None]]:
    """The reasons to try, each with the day since which it holds where it has one."""
    kept = _kept(case, code)
    if not kept:
        return
    yield from ((reason, None) for reason in choices["reasons"])
    if case.person.residence not in (None, code):
        # Who lives elsewhere is taken to have left when the insurance ended.
        left = min(last_day(max(last for _, last in kept)), case.claim.date)
        yield from ((reason, left) for reason in choices.get("reasons_abroad", ()))


def _asked(case: Case, agreement: Agreement, code: str, reason: str, since: date | None) -> Case:
    """The case as a claim to the party's lump sum."""
    withdrawals = {code: Withdrawal(reason=reason, since=since)}
    return claiming(case, agreement, "lump_sum", withdrawals=withdrawals, top_up={})


def _decided(
    case: Case, agreement: Agreement, code: str, reasons: Iterator[tuple[str, date | None]], citation: Citation
) -> Iterator[LumpSum | Unjudged]:
    kept, month = _kept(case, code), case.claim_month
    ends = len(set().union(*(range(first, last + 1) for first, last in kept)))
    for reason, since in reasons:
        asked = _asked(case, agreement, code, reason, since)
        if not kept or faults_of(asked, agreement):
            continue
        try:
            result = assess(asked, agreement=agreement, explain=False).parties[code]
        except FaultsError as error:
            faults = tuple(error.faults)
            if _of_figures(error):
                yield LumpSum(code, month, None, reason, citation, ends, None, faults)
            else:
                yield Unjudged(code, reason, citation, faults)
            continue
        if result.entitled and result.single_sums:
            yield LumpSum(code, month, result.single_sums, reason, citation, result.own_months, result)
        elif since is not None and _due_if_later(case, agreement, code, reason):
            yield Unjudged(code, reason, citation, (_day_supposed(code, since),))


def _due_if_later(case: Case, agreement: Agreement, code: str, reason: str) -> bool:
    """Whether the sum would be due if its supposed ground had arisen on the day of the claim."""
    try:
        return (
            assess(_asked(case, agreement, code, reason, case.claim.date), agreement=agreement, explain=False)
            .parties[code]
            .entitled
        )
    except FaultsError as error:
        return _of_figures(error)


def _day_supposed(code: str, since: date) -> Fault:
    return Fault(
        f"claim.withdrawals.{code}.since",
        message(
            "the ground is taken to have arisen on {day}, when insurance ended: then it is too late.",
            day=since.isoformat(),
        ),
        message("If it arose later, ask for the sum itself with its day."),
    )
