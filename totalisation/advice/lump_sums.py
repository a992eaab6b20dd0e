"""Lump sums in place of a pension: those that can be had now, and those that are left where no pension follows."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.case import Case, Withdrawal
from totalisation.case_checks import faults_of
from totalisation.messages import Fault, FaultsError
from totalisation.months import Month, last_day
from totalisation.parameters import Citation
from totalisation.party_result import PartyResult
from totalisation.schemes.base import Scheme


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


@lru_cache(maxsize=16)
def choices_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The choices that a scheme's file names; none where it has no such file."""
    path = folder / "choices.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def citation_of(choice: Mapping[str, Any]) -> Citation:
    """The article of a choice."""
    return Citation(choice["source"], choice["article"])


def lump_sum_now(case: Case, agreement: Agreement, code: str, scheme: Scheme) -> LumpSum | None:
    """The lump sum that a party owes in the month of the claim for a reason that the case itself holds: the largest."""
    choices = choices_of(scheme.folder).get("lump_sum")
    if choices is None:
        return None
    found = _decided(case, agreement, code, _reasons_now(case, code, choices), citation_of(choices))
    return max(found, key=lambda each: each.amount or 0, default=None)


def month_of_later_sum(case: Case, agreement: Agreement, code: str, scheme: Scheme) -> Month | None:
    """The first month from the claim on in which time alone makes a lump sum due; None if it never does."""
    choices = choices_of(scheme.folder).get("lump_sum", {})
    months: list[Month] = []
    for reason in choices.get("reasons_in_time", ()):
        asked = _asked(case, code, reason, None)
        if not _kept(case, code) or faults_of(asked, agreement):
            continue
        try:
            result = assess(asked, agreement=agreement, explain=False).parties[code]
        except FaultsError:
            # Conditions are judged before an amount is computed: only a figure for it can be missing here.
            months.append(case.claim_month)
            continue
        met = case.claim_month if result.entitled else result.earliest
        months += [] if met is None else [met]
    return min(months, default=None)


def lump_sum_in_time(case: Case, agreement: Agreement, code: str, scheme: Scheme) -> LumpSum | None:
    """The lump sum that is due in the month of the claim because time has passed: the largest."""
    choices = choices_of(scheme.folder).get("lump_sum", {})
    if not choices:
        return None
    reasons = ((reason, None) for reason in choices.get("reasons_in_time", ()))
    found = _decided(case, agreement, code, reasons, citation_of(choices))
    return max(found, key=lambda each: each.amount or 0, default=None)


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


def _asked(case: Case, code: str, reason: str, since: date | None) -> Case:
    """The case as a claim to the party's lump sum."""
    withdrawals = {code: Withdrawal(reason=reason, since=since)}
    update = {"benefit": "lump_sum", "withdrawals": withdrawals, "top_up": {}}
    return case.model_copy(update={"claim": case.claim.model_copy(update=update)})


def _decided(
    case: Case, agreement: Agreement, code: str, reasons: Iterator[tuple[str, date | None]], citation: Citation
) -> Iterator[LumpSum]:
    kept, month = _kept(case, code), case.claim_month
    ends = len(set().union(*(range(first, last + 1) for first, last in kept)))
    for reason, since in reasons:
        asked = _asked(case, code, reason, since)
        if not kept or faults_of(asked, agreement):
            continue
        try:
            result = assess(asked, agreement=agreement, explain=False).parties[code]
        except FaultsError as error:
            yield LumpSum(code, month, None, reason, citation, ends, None, tuple(error.faults))
            continue
        if result.entitled and result.single_sums:
            yield LumpSum(code, month, result.single_sums, reason, citation, result.own_months, result)
