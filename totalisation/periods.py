"""The insured periods of one party, laid on the calendar month by month.

Each scheme says which kinds of period it knows, in the order in which they keep a month that two of them
claim, and which months of a period that is known by days count. What is counted, what is dropped and why is
kept in a ledger of stretches of months.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from totalisation.case import Period
from totalisation.messages import Message, message
from totalisation.months import NO_MONTHS, Month, MonthSet

KindClass = Literal["compulsory", "voluntary", "credited", "deemed", "residence"]
"""What a kind of period is to an agreement, whatever its national name."""

KIND_CLASSES: Final[tuple[KindClass, ...]] = ("compulsory", "voluntary", "credited", "deemed", "residence")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of insured period that a scheme knows: its class, and its name in the three languages."""

    name: str
    kind_class: KindClass
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Months of one period that met one fate: counted, or dropped for a reason."""

    party: str
    period: int
    """Index of the period in the case."""
    kind: str
    first: Month
    last: Month
    counted: bool
    reason: Message


@dataclass(slots=True)
class OwnRecord:
    """The months of one party that count under its own law.

    ``months_by_kind`` are disjoint: each month belongs to the kind that keeps it. ``undated`` is insured time
    certified as a number of units between two months, by kind and not yet placed on the calendar.
    """

    party: str
    months_by_kind: dict[str, MonthSet] = field(default_factory=dict)
    undated: list[tuple[int, Period]] = field(default_factory=list)
    extra_months: int = 0
    """Months that count and have no place on the calendar, such as months paid in one sum."""
    refunded: MonthSet = NO_MONTHS
    """Months of periods whose contributions were refunded: they do not count under this party's own law."""
    ledger: list[Stretch] = field(default_factory=list)
    kinds: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def months(self) -> MonthSet:
        """All months on the calendar that count."""
        every = NO_MONTHS
        for months in self.months_by_kind.values():
            every |= months
        return every

    def until(self, last: Month) -> OwnRecord:
        """The same record without the calendar months after ``last``, and without undated time that begins later."""
        kept = {kind: months.until(last) for kind, months in self.months_by_kind.items()}
        ledger = [replace(each, last=min(each.last, last)) for each in self.ledger if each.first <= last]
        undated = [(index, each) for index, each in self.undated if each.first.first_month <= last]
        return replace(self, months_by_kind=kept, undated=undated, ledger=ledger)

    def of_class(self, *classes: KindClass) -> MonthSet:
        """The months kept by kinds of these classes."""
        some = NO_MONTHS
        for name, months in self.months_by_kind.items():
            if self.kinds[name].kind_class in classes:
                some |= months
        return some


CountedSpan = Callable[[Period], MonthSet]
"""The months of a period that count, from its first and last month or day."""


def whole_months(period: Period) -> MonthSet:
    """Each month that the period touches: the rule where a scheme has none of its own."""
    return MonthSet.span(period.first.first_month, period.last.first_month)


def broken_months(period: Period) -> MonthSet:
    """The months of a period that were not paid."""
    return MonthSet.of(each.first_month for each in period.broken_months)


def record_periods(
    party: str,
    periods: Sequence[Period],
    kinds: Mapping[str, Kind],
    counted_span: CountedSpan = whole_months,
) -> OwnRecord:
    """Lay the periods of ``party`` on the calendar.

    A month that several periods claim is counted once, for the kind that stands first in ``kinds``; among
    periods of one kind for one whose earnings are given, and then for the earliest. Refunded periods are extinguished.
    """
    record = OwnRecord(party, kinds=kinds)
    order = {name: place for place, name in enumerate(kinds)}
    taken = NO_MONTHS
    mine = [(index, each) for index, each in enumerate(periods) if each.party == party]
    for index, period in sorted(mine, key=lambda item: _precedence(order, item[1])):
        if period.refunded:
            record.refunded |= whole_months(period)
            _note(record, index, period, whole_months(period), False, message("contributions refunded"))
            continue
        if period.count is not None:
            record.undated.append((index, period))
            continue
        span = counted_span(period)
        if uncounted := whole_months(period) - span:
            _note(record, index, period, uncounted, False, message("month not insured long enough to count"))
        if period.broken_months:
            broken = broken_months(period) & span
            _note(record, index, period, broken, False, message("month without paid contribution"))
            span -= broken
        if twice := span & taken:
            _note(record, index, period, twice, False, message("already counted under this party"))
            span -= twice
        _note(record, index, period, span, True, message("counted"))
        record.months_by_kind[period.kind] = record.months_by_kind.get(period.kind, NO_MONTHS) | span
        taken |= span
    return record


def _precedence(order: Mapping[str, int], period: Period) -> tuple[object, ...]:
    """What decides which of two periods keeps a month: never the place of the period in the case."""
    return order[period.kind], not period.earnings, period.first, period.last, period.conditions


def _note(record: OwnRecord, index: int, period: Period, months: MonthSet, counted: bool, reason: Message) -> None:
    for first, last in months.runs():
        record.ledger.append(Stretch(record.party, index, period.kind, first, last, counted, reason))
