"""The insured periods of both parties, merged under the terms of their agreement.

Each party looks at the same periods from its own side: its own months, those that the other party's periods
add, and the total of both, every calendar month counted once. What was added, dropped and why stands in the
ledger of that view.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from totalisation.agreement import Agreement, KindsTerm, PartyTerms, Term
from totalisation.case import Count, Period
from totalisation.conversion import (
    MONTHS_IN_UNIT,
    converted_months,
    counted_in_units,
    months_of_units,
    months_per_unit,
    placed,
    whole_blocks,
)
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.months import FIRST_MONTH, NO_MONTHS, Month, MonthSet, month_of
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
    """Of ``foreign``, those that this party counts as its own since the other is below its minimum."""
    extra_months: int
    """Own months that count and have no place on the calendar."""
    minimum_met: bool
    """Whether the own time reaches the minimum needed to totalise."""
    ledger: list[Stretch] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    """The terms that decided something here."""

    @property
    def own_months(self) -> int:
        """Own insured months."""
        return len(self.own) + self.extra_months

    @property
    def ratio_months(self) -> int:
        """Months in the numerator of the pro-rata ratio."""
        return len(self.own_kept | self.taken_over) + self.extra_months

    @property
    def total(self) -> MonthSet:
        """All months on the calendar, each once."""
        return self.own_kept | self.foreign

    @property
    def total_months(self) -> int:
        """Totalised months."""
        return len(self.total) + self.extra_months


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
    born: Month | None = None,
) -> Aggregation:
    """Merge the parties' records under the agreement.

    ``records`` holds one record for each party; ``periods`` are the case's, for those of third states; ``born``
    is the month of birth, for terms that count time from an age on. Raises FaultsError where a time is
    certified in a unit that the agreement gives no conversion for.
    """
    linked, ledger = _third_states(agreement, periods)
    own = {code: _own_months(agreement, code, records[code]) for code in agreement.codes}
    below = {
        code: len(own[code]) + records[code].extra_months < minimum_months(agreement.parties[code])
        for code in agreement.codes
    }
    merging = Merging(agreement, records, own, below, linked, born)
    first, second = (own[code] for code in agreement.codes)
    return Aggregation(
        {code: merging.view(code) for code in agreement.codes},
        first | second,
        first & second,
        sum(record.extra_months for record in records.values()),
        records,
        ledger,
    )


def _own_months(agreement: Agreement, code: str, record: OwnRecord) -> MonthSet:
    """All own months on the calendar, those certified as a number of units placed in the free months."""
    months = record.months
    return months | _placed_undated(agreement.parties[code], record, months, KIND_CLASSES)


def minimum_months(terms: PartyTerms) -> int:
    """The months of own time that a party needs to totalise; 0 where its terms set no minimum.

    Raises FaultsError where the agreement gives no conversion for the unit of the minimum.
    """
    minimum = terms.minimum_own_period
    if minimum is None:
        return 0
    per_unit = months_per_unit(minimum.unit, terms.conversion)
    if per_unit is None:
        raise _no_conversion("agreement", minimum.unit)
    return months_of_units(minimum.number, per_unit, "up")


@dataclass(frozen=True, slots=True)
class Merging:
    """What every view is made from: the agreement, and each party's own months before anything is merged."""

    agreement: Agreement
    records: Mapping[str, OwnRecord]
    own: Mapping[str, MonthSet]
    below: Mapping[str, bool]
    """Whether a party's own time is below the minimum of its terms."""
    linked: MonthSet
    """Months of third states that the agreement links."""
    born: Month | None

    def view(self, code: str) -> View:
        """The merged periods as the party ``code`` sees them."""
        agreement, terms, other = self.agreement, self.agreement.parties[code], self.agreement.other(code)
        own = self.own[code]
        view = View(code, own, own, NO_MONTHS, NO_MONTHS, self.records[code].extra_months, not self.below[code])
        self._leave_out_own(view)
        if terms.counting is not None:
            view.own_kept = whole_blocks(view.own_kept, MONTHS_IN_UNIT[terms.counting.unit])
        foreign, sums = self._foreign(view)

        lost = _lost_to_other(agreement, code, self.records, view.own_kept & foreign)
        if lost:
            _drop(view, code, lost, message("insured under both parties: counted once, with the other party"))
            view.own_kept -= lost
        if twice := foreign & view.own_kept:
            _drop(view, other, twice, message("insured under both parties: counted once, with this party"))
            foreign -= twice
        if agreement.overlap is not None and (lost or twice):
            view.terms.append(agreement.overlap)
        if terms.counting is not None:
            view.terms.append(terms.counting)
            foreign = counted_in_units(foreign, sums, view.own_kept, terms.counting)
        view.foreign = foreign

        other_minimum = agreement.parties[other].minimum_own_period
        if self.below[other] and other_minimum is not None and other_minimum.below == "other_takes_over":
            view.taken_over = foreign - self.linked
            view.terms.append(other_minimum)
        return view

    def _leave_out_own(self, view: View) -> None:
        """Take out of ``own_kept`` what the agreement does not count of this party's own time."""
        term = self.agreement.parties[view.party].own_periods
        if term is None:
            return
        view.terms.append(term)
        record = self.records[view.party]
        left_out: list[KindClass] = [each for each in KIND_CLASSES if each not in term.classes]
        kinds = view.own & record.of_class(*left_out)
        _drop(view, view.party, kinds, message("kind of period that the agreement does not count"))
        early = _too_early(view.own - kinds, term, self.born)
        _drop(view, view.party, early, message("before the time from which the agreement counts periods"))
        view.own_kept = view.own - kinds - early

    def _foreign(self, view: View) -> tuple[MonthSet, list[tuple[Fraction, MonthSet]]]:
        """The other party's months that count here before overlap is settled.

        A party that counts in other units gets the times of unknown place apart, as exact months each with the
        months within which it lies: they become its units, and are rounded once.
        """
        agreement, other = self.agreement, self.agreement.other(view.party)
        terms, record = agreement.parties[view.party], self.records[other]
        term = terms.foreign_periods
        classes = KIND_CLASSES if term is None else term.classes
        foreign = record.of_class(*classes)
        _drop(view, other, record.months - foreign, message("kind of period that the agreement does not count"))
        foreign |= self.linked
        if agreement.refunded_periods is not None and record.refunded:
            view.terms.append(agreement.refunded_periods)
            if agreement.refunded_periods.count == "counted":
                foreign |= record.refunded
        sums: list[tuple[Fraction, MonthSet]] = []
        if terms.counting is None:
            foreign |= _placed_undated(terms, record, view.own_kept | foreign, classes)
        else:
            sums = [(months, within) for months, within, _ in _undated(terms, record, classes)]
        if term is not None:
            view.terms.append(term)
            early = _too_early(foreign, term, self.born)
            _drop(view, other, early, message("before the time from which the agreement counts periods"))
            foreign -= early
            sums = [(months, within - _too_early(within, term, self.born)) for months, within in sums]
        if agreement.earlier_periods is not None:
            view.terms.append(agreement.earlier_periods)
            if agreement.earlier_periods.count == "not_counted":
                first = agreement.entry_into_force.month
                _drop(view, other, foreign.until(first - 1), message("before the agreement entered into force"))
                foreign = foreign.since(first)
                sums = [(months, within.since(first)) for months, within in sums]
        return foreign, sums


def _too_early(months: MonthSet, term: KindsTerm, born: Month | None) -> MonthSet:
    """Of ``months``, those before the date or the age from which the term counts."""
    first = FIRST_MONTH if term.since is None else month_of(term.since)
    if term.from_age_years is not None and born is not None:
        first = max(first, born + 12 * term.from_age_years)
    return months.until(first - 1)


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


def _undated(
    terms: PartyTerms, record: OwnRecord, classes: Sequence[KindClass]
) -> Iterator[tuple[Fraction, MonthSet, Count]]:
    """The times certified as a number of units: each in exact months, with the months within which it lies."""
    for index, period in record.undated:
        if period.count is None or record.kinds[period.kind].kind_class not in classes:
            continue
        per_unit = months_per_unit(period.count.unit, terms.conversion)
        if per_unit is None:
            raise _no_conversion(f"periods[{index}].count.unit", period.count.unit)
        yield period.count.number * per_unit, whole_months(period), period.count


def _placed_undated(terms: PartyTerms, record: OwnRecord, taken: MonthSet, classes: Sequence[KindClass]) -> MonthSet:
    """Months for the time that was certified as a number of units, placed where nothing else counts."""
    added = NO_MONTHS
    for exact_months, within, count in _undated(terms, record, classes):
        added |= placed(
            converted_months(exact_months, within, count, terms.conversion),
            within - taken - added,
            12 if terms.conversion is None else terms.conversion.most_months_per_year,
        )
    return added


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


def _no_conversion(where: str, unit: str) -> FaultsError:
    return FaultsError(
        [
            Fault(
                where,
                message("the agreement does not say how {unit} become months.", unit=unit),
                message("Add the unit to the party's conversion term, or enter calendar months."),
            )
        ]
    )
