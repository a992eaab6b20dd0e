"""The insured periods of both parties, merged under the terms of their agreement.

Each party looks at the same periods from its own side: its own months, those that the other party's periods
add, and the total of both, every calendar month counted once. What was added, dropped and why stands in the
ledger of that view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from totalisation.agreement import Agreement, KindsTerm, PartyTerms, Term
from totalisation.case import Period
from totalisation.conversion import months_of_units, months_per_unit, placed
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.months import NO_MONTHS, MonthSet
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


def aggregate(agreement: Agreement, records: Mapping[str, OwnRecord], periods: Sequence[Period]) -> Aggregation:
    """Merge the parties' records under the agreement.

    ``records`` holds one record for each party; ``periods`` are the case's, for those of third states.
    Raises FaultsError where a time is certified in a unit that the agreement gives no conversion for.
    """
    linked, ledger = _third_states(agreement, periods)
    own = {code: _own_months(agreement, code, records[code]) for code in agreement.codes}
    views: dict[str, View] = {}
    below = {
        code: len(own[code]) + records[code].extra_months < minimum_months(agreement.parties[code])
        for code in agreement.codes
    }
    for code in agreement.codes:
        views[code] = _view(agreement, code, records, own, linked, below)
    first, second = (own[code] for code in agreement.codes)
    return Aggregation(
        views,
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


def _view(
    agreement: Agreement,
    code: str,
    records: Mapping[str, OwnRecord],
    own_by_code: Mapping[str, MonthSet],
    linked: MonthSet,
    below: Mapping[str, bool],
) -> View:
    terms, other = agreement.parties[code], agreement.other(code)
    record, other_record = records[code], records[other]
    own = own_by_code[code]
    view = View(code, own, own, NO_MONTHS, NO_MONTHS, record.extra_months, not below[code])

    if terms.own_periods is not None:
        view.own_kept = _of_classes(own, record, terms.own_periods)
        _drop(view, code, own - view.own_kept, message("kind of period that the agreement does not count"))
        view.terms.append(terms.own_periods)

    classes = KIND_CLASSES if terms.foreign_periods is None else terms.foreign_periods.classes
    dated = other_record.of_class(*classes)
    if terms.foreign_periods is not None:
        view.terms.append(terms.foreign_periods)
        _drop(view, other, other_record.months - dated, message("kind of period that the agreement does not count"))
    foreign = dated | linked
    if agreement.refunded_periods is not None and other_record.refunded:
        view.terms.append(agreement.refunded_periods)
        if agreement.refunded_periods.count == "counted":
            foreign |= other_record.refunded
    foreign |= _placed_undated(terms, other_record, view.own_kept | foreign, classes)

    if agreement.earlier_periods is not None:
        view.terms.append(agreement.earlier_periods)
        if agreement.earlier_periods.count == "not_counted":
            earlier = foreign.until(agreement.entry_into_force.month - 1)
            _drop(view, other, earlier, message("before the agreement entered into force"))
            foreign -= earlier

    lost = _lost_to_other(agreement, code, records, view.own_kept & foreign)
    if lost:
        _drop(view, code, lost, message("insured under both parties: counted once, with the other party"))
        view.own_kept -= lost
    if twice := foreign & view.own_kept:
        _drop(view, other, twice, message("insured under both parties: counted once, with this party"))
        foreign -= twice
    if agreement.overlap is not None and (lost or twice):
        view.terms.append(agreement.overlap)
    view.foreign = foreign

    other_minimum = agreement.parties[other].minimum_own_period
    if below[other] and other_minimum is not None and other_minimum.below == "other_takes_over":
        view.taken_over = foreign - linked
        view.terms.append(other_minimum)
    return view


def _of_classes(own: MonthSet, record: OwnRecord, term: KindsTerm) -> MonthSet:
    """The own months but those that a kind outside the term's classes keeps."""
    left_out: list[KindClass] = [each for each in KIND_CLASSES if each not in term.classes]
    return own - record.of_class(*left_out)


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


def _placed_undated(terms: PartyTerms, record: OwnRecord, taken: MonthSet, classes: Sequence[KindClass]) -> MonthSet:
    """Months for the time that was certified as a number of units, placed where nothing else counts."""
    added = NO_MONTHS
    for index, period in record.undated:
        if period.count is None or record.kinds[period.kind].kind_class not in classes:
            continue
        per_unit = months_per_unit(period.count.unit, terms.conversion)
        if per_unit is None:
            raise _no_conversion(f"periods[{index}].count.unit", period.count.unit)
        remainder = "down" if terms.conversion is None else terms.conversion.remainder
        most_per_year = 12 if terms.conversion is None else terms.conversion.most_months_per_year
        months = months_of_units(period.count.number, per_unit, remainder)
        added |= placed(months, whole_months(period) - taken - added, most_per_year)
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
