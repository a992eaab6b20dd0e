"""The insured periods of both parties, merged under the terms of their agreement.

Each party looks at the same periods from its own side: its own months, those that the other party's periods
add, and the total of both, every calendar month counted once. What was added, dropped and why stands in the
ledger of that view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from totalisation.agreement import Agreement, Term
from totalisation.case import Period
from totalisation.conversion import MONTHS_IN_UNIT, counted_in_units, whole_blocks
from totalisation.counted_time import minimum_months, own_time, placed_undated, too_early, too_late, undated_times
from totalisation.messages import Message, message
from totalisation.months import NO_MONTHS, Month, MonthSet
from totalisation.periods import KIND_CLASSES, KindClass, OwnRecord, Stretch, whole_months


@dataclass(slots=True)
class View:
    """The merged periods as one party sees them. All sets are of calendar months."""

    party: str
    own: MonthSet
    """Months of this party that count under its own law, whatever the other party has."""
    own_kept: MonthSet
    """Own months that the agreement leaves to this party: the ratio's numerator."""
    foreign: MonthSet
    """Months that the other party's periods, and linked third states', add to ``own_kept``."""
    taken_over: MonthSet
    """Of ``foreign``, those that this party pays for alone, since the other is below its minimum."""
    extra_months: int
    """Own months that count and have no place on the calendar."""
    minimum_met: bool
    """Whether the own time reaches the minimum needed to totalise."""
    ledger: list[Stretch] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    """The terms that decided something here."""
    own_counted: MonthSet = NO_MONTHS
    """Of ``own``, those that the agreement counts, before any is settled with the other party's."""
    entitlement_only: MonthSet = NO_MONTHS
    """Of ``foreign``, those of third states that count for entitlement and not for the amount."""

    @property
    def own_months(self) -> int:
        """Own insured months."""
        return len(self.own) + self.extra_months

    @property
    def counted_own_months(self) -> int:
        """Own insured months that the agreement counts."""
        return len(self.own_counted) + self.extra_months

    @property
    def ratio_months(self) -> int:
        """Months in the numerator of the pro-rata ratio."""
        return len(self.own_kept) + self.extra_months

    @property
    def denominator_months(self) -> int:
        """Months in the denominator of the pro-rata ratio, at least 1: months taken over are not among them."""
        shared = self.foreign - self.taken_over - self.entitlement_only
        return max(len(self.own_kept | shared) + self.extra_months, 1)

    @property
    def total(self) -> MonthSet:
        """All months on the calendar, each once."""
        return self.own_kept | self.foreign

    @property
    def total_months(self) -> int:
        """Totalised months."""
        return len(self.total) + self.extra_months

    @property
    def amount_months(self) -> int:
        """Totalised months that count for the theoretical amount."""
        return self.total_months - len(self.entitlement_only)

    def until(self, last: Month, minimum: int) -> View:
        """The same view without the calendar months after ``last``; its ledger tells of all of them.

        ``minimum`` is the own time that is needed to totalise, in months.
        """
        found = replace(
            self,
            own=self.own.until(last),
            own_kept=self.own_kept.until(last),
            foreign=self.foreign.until(last),
            taken_over=self.taken_over.until(last),
            own_counted=self.own_counted.until(last),
            entitlement_only=self.entitlement_only.until(last),
        )
        found.minimum_met = found.counted_own_months >= minimum
        return found


@dataclass(slots=True)
class Aggregation:
    """The merged periods: each party's view, and the plain union and intersection of both."""

    views: Mapping[str, View]
    total: MonthSet
    overlap: MonthSet
    extra_months: int
    records: Mapping[str, OwnRecord]
    ledger: list[Stretch] = field(default_factory=list)
    """Periods that count on no side, with the reason."""

    @property
    def total_months(self) -> int:
        """Months insured under either party, each counted once."""
        return len(self.total) + self.extra_months


def aggregate(
    agreement: Agreement,
    records: Mapping[str, OwnRecord],
    periods: Sequence[Period],
    born: date | None = None,
) -> Aggregation:
    """Merge the parties' records under the agreement.

    ``records`` holds one record for each party; ``periods`` are the case's, for those of third states and for
    days; ``born`` is the day of birth, for terms that count time from or to an age. Raises FaultsError where a
    time is certified in a unit that the agreement gives no conversion for.
    """
    linked, ledger = _third_states(agreement, periods)
    own, counted, below = {}, {}, {}
    for code, terms in agreement.parties.items():
        record, others = records[code], records[agreement.other(code)].months
        own[code] = counted[code] = own_time(terms, record, periods, others)
        if terms.own_periods is not None:
            counted[code] = own_time(terms, record, periods, others, terms.own_periods, born)
        below[code] = len(counted[code]) + record.extra_months < minimum_months(terms)
    merging = Merging(agreement, records, own, counted, below, linked, born)
    first, second = (own[code] for code in agreement.codes)
    return Aggregation(
        {code: merging.view(code) for code in agreement.codes},
        first | second,
        first & second,
        sum(record.extra_months for record in records.values()),
        records,
        ledger,
    )


@dataclass(frozen=True, slots=True)
class Merging:
    """What every view is made from: the agreement, and each party's own months before anything is merged."""

    agreement: Agreement
    records: Mapping[str, OwnRecord]
    own: Mapping[str, MonthSet]
    counted: Mapping[str, MonthSet]
    """Of the own months, those that the agreement counts."""
    below: Mapping[str, bool]
    """Whether a party's own time is below the minimum of its terms."""
    linked: MonthSet
    """Months of third states that the agreement links."""
    born: date | None

    def view(self, code: str) -> View:
        """The merged periods as the party ``code`` sees them."""
        agreement, terms, other = self.agreement, self.agreement.parties[code], self.agreement.other(code)
        own = self.own[code]
        view = View(code, own, own, NO_MONTHS, NO_MONTHS, self.records[code].extra_months, not self.below[code])
        view.own_counted = self.counted[code]
        self._leave_out_own(view)
        foreign, lent, sums = self._foreign(view)

        lost = _lost_to_other(agreement, code, self.records, view.own_kept & foreign - lent)
        view.own_kept -= lost
        if terms.counting is not None:
            # Overlap is settled by the month; a unit of which the party keeps any month is then its own as a whole.
            view.own_kept = whole_blocks(view.own_kept, MONTHS_IN_UNIT[terms.counting.unit])
            lost -= view.own_kept
        if lost:
            _drop(view, code, lost, message("insured under both parties: counted once, with the other party"))
        if twice := foreign & view.own_kept:
            _drop(view, other, twice, message("insured under both parties: counted once, with this party"))
            foreign -= twice
        if agreement.overlap is not None and (lost or twice):
            view.terms.append(agreement.overlap)
        if terms.counting is not None:
            view.terms.append(terms.counting)
            foreign = counted_in_units(foreign, sums, view.own_kept, terms.counting)
        view.foreign = foreign
        third_states = agreement.third_state_periods
        if lent and third_states is not None:
            view.terms.append(third_states)
            if third_states.count_for == "entitlement":
                view.entitlement_only = lent & foreign - view.own_kept

        other_minimum = agreement.parties[other].minimum_own_period
        if self.below[other] and other_minimum is not None and other_minimum.below == "other_takes_over":
            view.taken_over = foreign - lent
            view.terms.append(other_minimum)
        return view

    def _leave_out_own(self, view: View) -> None:
        """Take out of ``own_kept`` what the agreement does not count of this party's own time."""
        terms, record = self.agreement.parties[view.party], self.records[view.party]
        if terms.own_days is not None:
            view.terms.append(terms.own_days)
        term = terms.own_periods
        if term is None:
            return
        view.terms.append(term)
        view.own_kept = view.own_counted
        left_out: list[KindClass] = [each for each in KIND_CLASSES if each not in term.classes]
        lost = view.own - view.own_kept
        kinds = lost & record.of_class(*left_out)
        _drop(view, view.party, kinds, message("kind of period that the agreement does not count"))
        early = too_early(lost - kinds, term, self.born)
        _drop(view, view.party, early, message("before the time from which the agreement counts periods"))
        late = too_late(lost - kinds - early, term, self.born)
        _drop(view, view.party, late, message("after the age until which the agreement counts periods"))

    def _foreign(self, view: View) -> tuple[MonthSet, MonthSet, list[tuple[Fraction, MonthSet]]]:
        """The other party's months that count here before overlap is settled.

        With them those among them that a third state alone lends. A party that counts in other units gets the
        times of unknown place apart, as exact months each with the months within which it lies: they become its
        units, and are rounded once.
        """
        agreement, other = self.agreement, self.agreement.other(view.party)
        terms, record = agreement.parties[view.party], self.records[other]
        term = terms.foreign_periods
        classes = KIND_CLASSES if term is None else term.classes
        foreign = record.of_class(*classes)
        _drop(view, other, record.months - foreign, message("kind of period that the agreement does not count"))
        if agreement.refunded_periods is not None and record.refunded:
            view.terms.append(agreement.refunded_periods)
            if agreement.refunded_periods.count == "counted":
                foreign |= record.refunded
        sums: list[tuple[Fraction, MonthSet]] = []
        if terms.counting is None:
            foreign |= placed_undated(terms, record, view.own_kept | foreign | self.linked, classes)
        else:
            sums = [(months, within) for months, within, _ in undated_times(terms, record, classes)]
        lent = self.linked - foreign
        foreign |= lent
        if term is not None:
            view.terms.append(term)
            early, late = too_early(foreign, term, self.born), too_late(foreign, term, self.born)
            _drop(view, other, early, message("before the time from which the agreement counts periods"))
            _drop(view, other, late, message("after the age until which the agreement counts periods"))
            foreign -= early | late
            sums = [
                (months, within - too_early(within, term, self.born) - too_late(within, term, self.born))
                for months, within in sums
            ]
        if agreement.earlier_periods is not None:
            view.terms.append(agreement.earlier_periods)
            if agreement.earlier_periods.count == "not_counted":
                first = agreement.entry_into_force.month
                _drop(view, other, foreign.until(first - 1), message("before the agreement entered into force"))
                foreign = foreign.since(first)
                sums = [(months, within.since(first)) for months, within in sums]
        return foreign, lent & foreign, sums


def _lost_to_other(agreement: Agreement, code: str, records: Mapping[str, OwnRecord], both: MonthSet) -> MonthSet:
    """Of the months insured under both parties, those that the overlap term gives to the other one."""
    term = agreement.overlap
    if term is None or term.keeper == "each_own" or not both:
        return NO_MONTHS
    if term.keeper == "party":
        return both if term.party != code else NO_MONTHS
    lost, own, other = NO_MONTHS, records[code], records[agreement.other(code)]
    stronger: list[KindClass] = []
    for kind_class in term.precedence:
        lost |= both & own.of_class(kind_class) & other.of_class(*stronger)
        stronger.append(kind_class)
    return lost


def _third_states(agreement: Agreement, periods: Sequence[Period]) -> tuple[MonthSet, list[Stretch]]:
    """The months of linked third states, and the ledger of all third-state periods."""
    term, linked, ledger = agreement.third_state_periods, NO_MONTHS, []
    for index, period in enumerate(periods):
        if period.party in agreement.codes:
            continue
        months = whole_months(period)
        counted = term is not None and term.count == "linked_states" and period.party in term.states
        if counted and not period.refunded:
            linked |= months
        else:
            counted = False
        reason = message("third state that the agreement links") if counted else message("third state: excluded")
        ledger.append(Stretch(period.party, index, period.kind, months.first, months.last, counted, reason))
    return linked, ledger


def _drop(view: View, party: str, months: MonthSet, reason: Message) -> None:
    for first, last in months.runs():
        view.ledger.append(Stretch(party, -1, "", first, last, False, reason))
