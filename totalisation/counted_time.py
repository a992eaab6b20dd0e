"""Which time of one party counts under the agreement, before anything is merged.

It is made from the party's record: kinds and times that do not count are left out, periods known by days are
summed where the agreement says so, and time certified as a number of units is placed on the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from totalisation.agreement import KindsTerm, PartyTerms
from totalisation.case import Count, Period
from totalisation.conversion import (
    MONTHS_IN_UNIT,
    converted_months,
    months_of_units,
    months_per_unit,
    placed,
    placed_blocks,
    units_of_months,
    whole_blocks,
)
from totalisation.day_sums import ONE_DAY, Span, cut, same_day_in, summed_months
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import FIRST_MONTH, LAST_MONTH, NO_MONTHS, Month, MonthSet, first_day, last_day, month_of
from totalisation.periods import KIND_CLASSES, KindClass, OwnRecord, whole_months
from totalisation.wording import UNIT_NAMES


def own_time(
    terms: PartyTerms,
    record: OwnRecord,
    periods: Sequence[Period],
    avoid: MonthSet,
    counted: KindsTerm | None = None,
    born: date | None = None,
) -> MonthSet:
    """The party's own months on the calendar: all of them, or those that the term ``counted`` counts.

    Time certified as a number of units keeps clear of the months in ``avoid`` as long as there is room.
    """
    classes = KIND_CLASSES if counted is None else counted.classes
    first, last = _days_counted(counted, born)
    if terms.own_days is None:
        dated = record.of_class(*classes)
        dated -= too_early(dated, counted, born) | too_late(dated, counted, born)
    else:
        spans = [part for span in _spans(record, periods, classes) if (part := cut(span, first, last)) is not None]
        dated = NO_MONTHS
        for start, end in spans:
            dated |= MonthSet.span(month_of(start), month_of(end))
        dated = dated.earliest(summed_months(spans, terms.own_days.days_per_month, terms.own_days.remainder))
    undated = placed_undated(terms, record, record.months, classes, avoid)
    return dated | (undated - too_early(undated, counted, born) - too_late(undated, counted, born))


def _days_counted(term: KindsTerm | None, born: date | None) -> Span:
    """The first and the last day from and to which the term counts."""
    first, last = first_day(FIRST_MONTH), last_day(LAST_MONTH)
    if term is not None and term.since is not None:
        first = term.since
    if term is not None and term.from_age_years is not None and born is not None:
        first = max(first, same_day_in(born, 12 * term.from_age_years))
    if term is not None and term.until_age_years is not None and born is not None:
        last = same_day_in(born, 12 * term.until_age_years) - ONE_DAY
    return first, last


def _spans(record: OwnRecord, periods: Sequence[Period], classes: Sequence[KindClass]) -> Iterator[Span]:
    """The days of the record's counted stretches, as far as their periods know them; else whole months."""
    for stretch in record.ledger:
        if stretch.counted and record.kinds[stretch.kind].kind_class in classes:
            period = periods[stretch.period]
            yield (
                max(first_day(stretch.first), period.first.first_day),
                min(last_day(stretch.last), period.last.last_day),
            )


def too_early(months: MonthSet, term: KindsTerm | None, born: date | None) -> MonthSet:
    """Of ``months``, those before the date or the age from which the term counts."""
    first: Month = FIRST_MONTH
    if term is not None and term.since is not None:
        first = month_of(term.since)
    if term is not None and term.from_age_years is not None and born is not None:
        first = max(first, month_of(born) + 12 * term.from_age_years)
    return months.until(first - 1)


def too_late(months: MonthSet, term: KindsTerm | None, born: date | None) -> MonthSet:
    """Of ``months``, those from the age on until which the term counts."""
    if term is None or term.until_age_years is None or born is None:
        return NO_MONTHS
    return months.since(month_of(born) + 12 * term.until_age_years)


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


def undated_times(
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


def placed_undated(
    terms: PartyTerms,
    record: OwnRecord,
    taken: MonthSet,
    classes: Sequence[KindClass],
    avoid: MonthSet = NO_MONTHS,
) -> MonthSet:
    """Months for the time that was certified as a number of units, placed where nothing else counts.

    A party that counts in other units than months gets whole blocks of months for its own time.
    ``taken`` months are never used, those in ``avoid`` only where there is no other room.
    """
    conversion, counting = terms.conversion, terms.counting
    length = 1 if counting is None else MONTHS_IN_UNIT[counting.unit]
    avoid, added = whole_blocks(avoid, length), NO_MONTHS
    for exact_months, dates, count in undated_times(terms, record, classes):
        within, beyond, used = whole_blocks(dates, length), NO_MONTHS, whole_blocks(taken, length) | added
        if conversion is not None and conversion.beyond_dates == "same_year":
            for year in dates.years():
                beyond |= MonthSet.year(year)
        places = [within - avoid - used, beyond - avoid - used, within - used]
        if counting is not None:
            units = units_of_months(exact_months, counting)
            added |= placed_blocks(units, places, length, counting.most_per_year, added)
        else:
            wanted = converted_months(exact_months, dates, count, conversion)
            most_per_year = 12 if conversion is None else conversion.most_months_per_year
            added |= placed(wanted, places, most_per_year, added)
    return added


def _no_conversion(where: str, unit: str) -> FaultsError:
    return FaultsError(
        [
            Fault(
                where,
                message("the agreement does not say how {unit} become months.", unit=UNIT_NAMES[unit]),
                message("Add the unit to the party's conversion term, or enter calendar months."),
            )
        ]
    )
