"""An option that is open to a person, and all of them beside one another: what they hold, and the money they move."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from totalisation.advice.contributions import Contributions
from totalisation.advice.lump_sums import LumpSum, Unjudged
from totalisation.advice.suppositions import Continued, Suppositions
from totalisation.agreement import Agreement
from totalisation.case import Case
from totalisation.messages import Fault
from totalisation.months import Month
from totalisation.over_time import OverTime
from totalisation.parameters import Citation
from totalisation.party_result import PartyResult
from totalisation.payments import Payments

Kind = Literal[
    "keep", "together", "top_up", "longer", "repaid", "early", "deferred", "unreduced", "lump_sum", "lump_sums"
]
"""Keep all periods and claim each side as soon as it can be; both together when the later can be; and so on."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pension claimed from one party: when, its result, and what follows for each month."""

    party: str
    month: Month
    result: PartyResult
    payments: Payments


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that is paid in one month, in whole units of a currency: below 0 what the person pays."""

    month: Month
    party: str
    currency: str
    amount: int


@dataclass(frozen=True)
class Option:
    """A way that is open, and what follows from it."""

    letter: str
    kind: Kind
    party: str
    """The party whose law or insurance it is about; "" where it is about all."""
    months: int
    """Months added, paid for or deferred; 0 where that is not what it is about."""
    pensions: tuple[Claimed, ...]
    lump_sums: tuple[LumpSum, ...]
    """Those that are taken now, and those that fall due where a party never pays a pension."""
    never: tuple[str, ...]
    """Parties that would pay nothing up to the age."""
    citation: Citation | None = None
    undecided: tuple[Fault, ...] = ()
    """Why an amount cannot be told although figures are supposed to go on."""
    contributions: tuple[Contributions, ...] = ()
    """What the person pays in."""

    @property
    def flows(self) -> Iterator[Flow]:
        """All money that is paid, month by month: to the person, and below 0 by the person."""
        for paid in self.contributions:
            for part in paid.runs:
                for month in range(part.first, part.last + 1):
                    yield Flow(month, paid.party, "", -part.amount)
        for each in self.lump_sums:
            yield Flow(each.month, each.party, "", each.amount or 0)
        for claimed in self.pensions:
            made = claimed.payments
            if made.start is not None:
                for name in made.further:
                    yield Flow(max(made.start, claimed.month), claimed.party, made.currency, made.further[name])
            for run in made.runs:
                # What was due before the claim is paid with it.
                for month in range(run.first, run.last + 1):
                    yield Flow(max(month, claimed.month), claimed.party, made.currency, run.amount)


@dataclass(frozen=True)
class Options:
    """All options of a case, with what they suppose."""

    case: Case
    agreement: Agreement
    first: Month
    last: Month
    supposed: Suppositions
    options: tuple[Option, ...]
    continued: tuple[Continued, ...]
    followed: OverTime
    unjudged: tuple[Unjudged, ...] = ()
    """Lump sums that may be open, and of which that cannot be told."""

    def flows(self, option: Option) -> list[Flow]:
        """An option's money, each month's in the currency of its party, in order."""
        currencies = {code: terms.currency for code, terms in self.agreement.parties.items()}
        made = [replace(each, currency=currencies[each.party]) for each in option.flows if each.amount]
        return sorted((each for each in made if each.month <= self.last), key=lambda each: (each.month, each.party))
