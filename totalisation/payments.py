"""A pension in payment: what is due in each month from its start on, and each adjustment on the way.

What was decided stays decided: only the rules that depend on the month asked for are applied again, with the
figures of law that they look up there. Those figures are the adjustments.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.case_checks import checked
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact
from totalisation.months import Month, format_month
from totalisation.over_time import Career, depending_on
from totalisation.parameters import Citation, Key, Status, Table
from totalisation.party_result import PartyResult
from totalisation.rules import Computation, Rule

AS_OF = "as_of_month"
"""The fact that says which month's amount is asked for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of law that the amount of a month rests on and that of the month before did not."""

    name: str
    key: Key
    value: Exact
    unit: str
    citation: Citation
    status: Status
    ordered_by: tuple[Citation, ...]
    """The articles of the rules that apply it."""


@dataclass(frozen=True, slots=True)
class Payment:
    """The same amount due in each month from ``first`` to ``last``, in whole units of currency."""

    first: Month
    last: Month
    amount: int
    figures: tuple[Figure, ...] = ()
    """The figures that apply from ``first`` on, where an adjustment begins with it."""

    @property
    def months(self) -> int:
        """How many months."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of a pension in payment: from which month, by which figures, what was paid before and is after."""

    month: Month
    figures: tuple[Figure, ...]
    before: int
    after: int

    @property
    def factor(self) -> Fraction | None:
        """The amount after over the amount before, exactly; None after nothing."""
        return Fraction(self.after, self.before) if self.before else None


@dataclass(frozen=True, slots=True)
class Payments:
    """What one party owes for each month up to ``until``; nothing where it owes no pension."""

    party: str
    currency: str
    until: Month
    runs: tuple[Payment, ...] = ()
    undecided_from: Month | None = None
    """The first month whose amount cannot be told."""
    faults: tuple[Fault, ...] = ()
    """Why it cannot: the figures of law that are missing."""
    further: Mapping[str, int] = field(default_factory=dict)
    """Single sums that are due with the start, by name."""
    decided: PartyResult | None = field(default=None, compare=False, repr=False)
    """The result that they follow from; None where only what was kept of it is known."""

    @property
    def start(self) -> Month | None:
        """The first month of payment."""
        return self.runs[0].first if self.runs else None

    @property
    def adjustments(self) -> list[Adjustment]:
        """Each adjustment and each other change since the start, in order."""
        return [
            Adjustment(later.first, later.figures, earlier.amount, later.amount)
            for earlier, later in itertools.pairwise(self.runs)
        ]

    @property
    def total(self) -> int:
        """All that is due up to ``until``."""
        return sum(each.amount * each.months for each in self.runs)

    def amount(self, month: Month) -> int:
        """What is due for a month: nothing before the start. Raises LookupError where it cannot be told."""
        if month > self.until or (self.undecided_from is not None and month >= self.undecided_from):
            raise LookupError(month)
        return next((each.amount for each in self.runs if each.first <= month <= each.last), 0)


def payments_of(case: Case, until: Month, *, agreement: Agreement | None = None) -> dict[str, Payments]:
    """What each party owes on ``case`` for each month up to ``until``.

    The amount of a month from that of the claim on is the one that ``assess`` tells as of that month, on the
    periods that the decision as of the claim rests on. Raises FaultsError for a case that is at fault or cannot
    be decided, for another benefit, and for a month before the claim.
    """
    checked(lambda: case, agreement)
    career = Career(case, agreement or find_agreement(case.agreement))
    if case.claim.benefit != "old_age":
        raise FaultsError([Fault("claim.benefit", message("only an old-age pension is carried through adjustments."))])
    if until < case.claim_month:
        wrong = message("{as_of} is before the claim.", as_of=format_month(until))
        raise FaultsError([Fault("as_of", wrong)])
    faults: list[Fault] = []
    found: dict[str, Payments] = {}
    for code in career.agreement.codes:
        try:
            result = career.result(case, code, case.claim_month)
        except FaultsError as error:
            faults += error.faults
            continue
        found[code] = in_payment(result, until)
    if faults:
        raise FaultsError(faults)
    return found


def in_payment(result: PartyResult, until: Month) -> Payments:
    """What follows from one party's result for each month up to ``until``."""
    if not result.entitled or result.start is None:
        return Payments(result.party, result.currency, until, decided=result)
    made = carried(result.computations[-1], result.party, result.currency, result.start, until)
    return replace(made, further=dict(result.further), decided=result)


def carried(computation: Computation, party: str, currency: str, start: Month, until: Month) -> Payments:
    """The amounts that a computation yields for each month from ``start`` to ``until``."""
    moving = moving_with_month(computation.rules)
    kept = {
        each.name: (each.value, each.unit)
        for each in computation.quantities
        if each.origin == "rule" and each.name not in moving
    }
    return carried_from(computation, kept, party, currency, start, until)


def carried_from(
    computation: Computation,
    kept: Mapping[str, tuple[object, str]],
    party: str,
    currency: str,
    start: Month,
    until: Month,
) -> Payments:
    """The same, from quantities that are given as they were decided, each with its unit."""
    runs: list[Payment] = []
    known: Mapping[tuple[str, Key], Figure] | None = None
    orders = _orders(computation.rules)
    for month in range(start, until + 1):
        later = at_month(computation, kept, month)
        try:
            amount = later.value("monthly_amount")
        except FaultsError as error:
            return Payments(party, currency, until, tuple(runs), month, tuple(error.faults))
        used = {(each.name, each.key): each for each in _figures(later, orders)}
        new = () if known is None else tuple(each for name, each in used.items() if name not in known)
        known = used
        if runs and not new and runs[-1].amount == amount:
            runs[-1] = Payment(runs[-1].first, month, amount, runs[-1].figures)
        else:
            runs.append(Payment(month, month, amount, new))
    return Payments(party, currency, until, tuple(runs))


def at_month(computation: Computation, kept: Mapping[str, tuple[object, str]], month: Month) -> Computation:
    """The computation for another month, with ``kept`` as facts; what depends on the month is computed anew."""
    return Computation(
        computation.rules,
        computation.parameters,
        computation.when,
        {**computation.facts, **kept, AS_OF: (month, "month")},
        established=computation.established,
        interpretations=computation.interpretations,
        chosen=computation.chosen,
        where=computation.where,
        record=False,
    )


def moving_with_month(rules: Mapping[str, Rule]) -> frozenset[str]:
    """The quantities that depend on the month asked for, directly or through others."""
    return depending_on(rules, (AS_OF,))


def _orders(rules: Mapping[str, Rule]) -> dict[str, tuple[Citation, ...]]:
    """The articles of the rules that depend on the month, by what they look up."""
    moving = moving_with_month(rules)
    orders: dict[str, tuple[Citation, ...]] = {}
    for each in rules.values():
        if each.name in moving:
            for argument in each.arguments:
                orders[argument] = (*orders.get(argument, ()), *each.citations)
    return orders


def _figures(computation: Computation, orders: Mapping[str, tuple[Citation, ...]]) -> Iterator[Figure]:
    """The figures of tables that a computation has looked up."""
    for quantity in computation.sources:
        if isinstance(quantity.value, Table):
            cited = quantity.citations[0] if quantity.citations else Citation(computation.where)
            by = tuple(dict.fromkeys(orders.get(quantity.name, ())))
            for key, value in quantity.value.used.items():
                yield Figure(quantity.name, key, value, quantity.unit, cited, quantity.status_of(key), by)
