"""What the terms of an agreement make of insured months, worked out slowly from the terms' own words.

Nothing here calls the engine: sets of month numbers, fractions and loops. Where the engine and this file
differ, one of them reads a term wrongly.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from totalisation.agreement import Agreement, ConversionTerm, CountingTerm, KindsTerm, PartyTerms
from totalisation.conformance.sample import Sample, Spell

CLASSES = ("compulsory", "voluntary", "credited", "deemed", "residence")
"""The order in which one party's periods keep a month that two of them claim."""

LENGTHS = {"quarters": 3, "years": 12}
"""Months in the units in which a party may count."""

_PLAIN_UNITS = {"months": Fraction(1), "quarters": Fraction(3), "years": Fraction(12)}


@dataclass(frozen=True)
class PlainView:
    """One party's side of the merged periods."""

    own: frozenset[int]
    kept: frozenset[int]
    foreign: frozenset[int]
    taken_over: frozenset[int]
    both: frozenset[int]
    """Months insured under both parties and counted by this one's terms."""
    counted: frozenset[int]
    """Of the own months, those that the agreement counts."""
    minimum_met: bool
    entitlement_only: frozenset[int] = frozenset()
    """Of the foreign months, those of third states that count for entitlement and not for the amount."""

    @property
    def total(self) -> frozenset[int]:
        """Totalised months."""
        return self.kept | self.foreign

    @property
    def numerator(self) -> int:
        """Months in the numerator of the ratio."""
        return len(self.kept)

    @property
    def denominator(self) -> int:
        """Totalised months without those taken over, which one party pays for alone."""
        return max(len(self.kept | (self.foreign - self.taken_over - self.entitlement_only)), 1)

    @property
    def amount_months(self) -> int:
        """Months on which a theoretical amount rests."""
        return len(self.total - self.entitlement_only)


def number(text: str) -> Fraction:
    """An exact number of an agreement's file."""
    stripped = text.strip()
    if stripped.endswith("%"):
        return Fraction(stripped[:-1].strip()) / 100
    return Fraction(stripped)


def per_unit(unit: str, term: ConversionTerm | None) -> Fraction | None:
    """Months in a unit: as the term says, else as the calendar does."""
    if term is not None:
        for name, text in term.months_per_unit.items():
            if name == unit:
                return number(text)
    return _PLAIN_UNITS.get(unit)


def whole(months: Fraction, remainder: str) -> int:
    """Whole months of an exact number of them."""
    if remainder == "up":
        return math.ceil(months)
    if remainder == "nearest":
        return math.floor(months + Fraction(1, 2))
    return math.floor(months)


def exact_months(spell: Spell, term: ConversionTerm | None) -> Fraction:
    """The exact number of months of a spell that is certified as a number of units."""
    assert spell.unit is not None
    rate = per_unit(spell.unit, term)
    assert rate is not None
    return spell.number * rate


def converted(spell: Spell, term: ConversionTerm | None) -> int:
    """Whole months of a spell that is certified as a number of units."""
    if term is None:
        return whole(exact_months(spell, term), "down")
    assert spell.unit is not None
    full = term.units_per_full_year.get(spell.unit)
    if full is not None and spell.first // 12 == spell.last // 12 and spell.number >= full:
        return 12
    return whole(exact_months(spell, term), term.remainder)


def minimum(terms: PartyTerms) -> int:
    """Own months needed before a party totalises."""
    term = terms.minimum_own_period
    if term is None:
        return 0
    rate = per_unit(term.unit, terms.conversion)
    assert rate is not None
    return math.ceil(term.number * rate)


@lru_cache(maxsize=256)
def classes_by_month(spells: tuple[Spell, ...]) -> Mapping[int, str]:
    """The class that keeps each dated month of one party: the first in order among those that claim it."""
    found: dict[int, str] = {}
    for kind_class in CLASSES:
        for spell in spells:
            if spell.kind_class == kind_class and spell.unit is None and not spell.refunded:
                for each in spell.months:
                    found.setdefault(each, kind_class)
    return found


def refunded_months(spells: Iterable[Spell]) -> set[int]:
    """Months of one party whose contributions were refunded."""
    return {each for spell in spells if spell.refunded for each in range(spell.first, spell.last + 1)}


def undated(spells: Iterable[Spell], classes: Sequence[str]) -> list[Spell]:
    """Spells certified as a number of units, in the order in which they find their places."""
    wanted = [each for each in spells if each.unit is not None and not each.refunded and each.kind_class in classes]
    return sorted(wanted, key=lambda each: (CLASSES.index(each.kind_class), each.first, each.last))


def placed(
    spells: Iterable[Spell],
    taken: Iterable[int],
    classes: Sequence[str],
    terms: PartyTerms,
    avoided: Iterable[int] = (),
) -> set[int]:
    """Places for the spells of unknown place: the earliest free months, and no more in a year than the cap.

    Months to be avoided are taken last: the other party's, and before them the rest of the same calendar years
    where the term says that a time counts as it was certified. A party that counts in quarters or years takes
    whole ones of them.
    """
    conversion, counting = terms.conversion, terms.counting
    length, most = 1, 12 if conversion is None else conversion.most_months_per_year
    if counting is not None:
        length, most = LENGTHS[counting.unit], counting.most_per_year
    occupied, avoid, made = blocks(taken, length), blocks(avoided, length), set[int]()
    for spell in undated(spells, classes):
        left = converted(spell, conversion) if counting is None else units(exact_months(spell, conversion), counting)
        within = sorted(blocks(range(spell.first, spell.last + 1), length))
        candidates = [each for each in within if each not in avoid]
        if conversion is not None and conversion.beyond_dates == "same_year":
            years = range(spell.first // 12 * 12, spell.last // 12 * 12 + 12)
            candidates += [each for each in sorted(blocks(years, length)) if each not in avoid]
        for block in candidates + within:
            year = block * length // 12
            in_year = sum(1 for each in made if each * length // 12 == year)
            if left and block not in occupied and block not in made and in_year < most:
                made.add(block)
                left -= 1
    return months_in(made, length)


def counts_until(term: KindsTerm | None, born: int) -> int:
    """The first month that a term on kinds of period no longer lets count."""
    if term is None or term.until_age_years is None:
        return 10**6
    return born + term.until_age_years * 12


def counts_from(term: KindsTerm | None, born: int) -> int:
    """The first month that a term on kinds of period lets count."""
    first = 0
    if term is not None and term.since is not None:
        first = term.since.year * 12 + term.since.month - 1
    if term is not None and term.from_age_years is not None:
        first = max(first, born + term.from_age_years * 12)
    return first


def linked_months(agreement: Agreement, sample: Sample) -> set[int]:
    """Months of third states that the agreement links."""
    term = agreement.third_state_periods
    if term is None or term.count != "linked_states":
        return set()
    return {
        each
        for spell in sample.spells
        if spell.party not in agreement.parties and spell.party in term.states and not spell.refunded
        for each in range(spell.first, spell.last + 1)
    }


def own_months(agreement: Agreement, sample: Sample, code: str) -> set[int]:
    """All months of a party that count under its own law."""
    spells = sample.of(code)
    dated = set(classes_by_month(spells))
    others = classes_by_month(sample.of(agreement.other(code)))
    return dated | placed(spells, dated, CLASSES, agreement.parties[code], others)


def below_minimum(agreement: Agreement, sample: Sample, code: str) -> bool:
    """Whether a party's own time, as far as the agreement counts it, is below the minimum of its terms."""
    return len(counted_months(agreement, sample, code)) < minimum(agreement.parties[code])


def blocks(months: Iterable[int], length: int) -> set[int]:
    """The numbers of the blocks of ``length`` months that any of the months lies in."""
    return {each // length for each in months}


def months_in(numbers: Iterable[int], length: int) -> set[int]:
    """All months of the blocks of these numbers."""
    return {block * length + place for block in numbers for place in range(length)}


def view_of(agreement: Agreement, sample: Sample, code: str) -> PlainView:
    """The merged periods as one party sees them."""
    terms, other = agreement.parties[code], agreement.other(code)
    own = own_months(agreement, sample, code)
    counted = counted_months(agreement, sample, code)
    kept, foreign, linked = counted, *_foreign(agreement, sample, code)
    length = LENGTHS[terms.counting.unit] if terms.counting is not None else 1
    both = kept & (foreign - linked)
    kept = kept - {each for each in both if _other_keeps(agreement, sample, code, each)}
    kept = months_in(blocks(kept, length), length)
    foreign = foreign - kept
    if terms.counting is not None:
        sums = _sums(agreement, sample, code)
        foreign = in_units(foreign, sums, kept, terms.counting)
    takes_over = agreement.parties[other].minimum_own_period
    taken = (
        foreign - linked
        if takes_over is not None and takes_over.below == "other_takes_over" and below_minimum(agreement, sample, other)
        else set()
    )
    return PlainView(
        frozenset(own),
        frozenset(kept),
        frozenset(foreign),
        frozenset(taken),
        frozenset(both),
        frozenset(counted),
        not below_minimum(agreement, sample, code),
        frozenset(linked & foreign) if _for_entitlement_alone(agreement) else frozenset(),
    )


def _for_entitlement_alone(agreement: Agreement) -> bool:
    term = agreement.third_state_periods
    return term is not None and term.count_for == "entitlement"


def counted_months(agreement: Agreement, sample: Sample, code: str) -> set[int]:
    """Own months that the agreement counts, before overlap."""
    terms, spells = agreement.parties[code], sample.of(code)
    by_month = classes_by_month(spells)
    classes = CLASSES if terms.own_periods is None else terms.own_periods.classes
    counted = {each for each, kind_class in by_month.items() if kind_class in classes}
    others = classes_by_month(sample.of(agreement.other(code)))
    counted |= placed(spells, by_month, classes, terms, others)
    first, until = counts_from(terms.own_periods, sample.born), counts_until(terms.own_periods, sample.born)
    return {each for each in counted if first <= each < until}


def _foreign(agreement: Agreement, sample: Sample, code: str) -> tuple[set[int], set[int]]:
    """The other party's months that count here before overlap, and those of them that a third state lends."""
    terms, spells = agreement.parties[code], sample.of(agreement.other(code))
    classes = CLASSES if terms.foreign_periods is None else terms.foreign_periods.classes
    dated = {each for each, kind_class in classes_by_month(spells).items() if kind_class in classes}
    if agreement.refunded_periods is not None and agreement.refunded_periods.count == "counted":
        dated |= refunded_months(spells)
    linked = linked_months(agreement, sample)
    if terms.counting is None:
        taken = counted_months(agreement, sample, code) | dated | linked
        dated |= placed(spells, taken, classes, terms)
    times = foreign_times(agreement, sample, code)
    return {each for each in dated | linked if each in times}, {each for each in linked - dated if each in times}


def foreign_times(agreement: Agreement, sample: Sample, code: str) -> range:
    """The months in which the other party's periods count for this one."""
    term = agreement.parties[code].foreign_periods
    first = counts_from(term, sample.born)
    earlier = agreement.earlier_periods
    if earlier is not None and earlier.count == "not_counted":
        start = agreement.entry_into_force.date
        first = max(first, start.year * 12 + start.month - 1)
    return range(first, counts_until(term, sample.born))


def _sums(agreement: Agreement, sample: Sample, code: str) -> list[tuple[Fraction, set[int]]]:
    """The other party's spells of unknown place, in exact months, for a party that counts in other units."""
    terms = agreement.parties[code]
    classes = CLASSES if terms.foreign_periods is None else terms.foreign_periods.classes
    times = foreign_times(agreement, sample, code)
    made = []
    for spell in undated(sample.of(agreement.other(code)), classes):
        within = {each for each in range(spell.first, spell.last + 1) if each in times}
        made.append((exact_months(spell, terms.conversion), within))
    return made


def _other_keeps(agreement: Agreement, sample: Sample, code: str, month: int) -> bool:
    """Whether a month insured under both parties is the other party's by the overlap term."""
    term = agreement.overlap
    if term is None or term.keeper == "each_own":
        return False
    if term.keeper == "party":
        return term.party != code
    mine = classes_by_month(sample.of(code)).get(month)
    theirs = classes_by_month(sample.of(agreement.other(code))).get(month)
    for kind_class in term.precedence:
        if mine == kind_class:
            return False
        if theirs == kind_class:
            # The other's class stands first; mine must stand in the list too, to be compared with it.
            return mine in term.precedence
    return False


def units(months: Fraction, term: CountingTerm) -> int:
    """How many of a party's units so many months make."""
    length = LENGTHS[term.unit]
    if term.least_months is not None:
        return math.floor(months / length) or int(months >= term.least_months)
    return math.ceil(months / length) if term.remainder == "up" else math.floor(months / length)


def in_units(
    foreign: set[int], sums: Sequence[tuple[Fraction, set[int]]], kept: set[int], term: CountingTerm
) -> set[int]:
    """The other party's time as whole units of this party, none of them its own already."""
    length = LENGTHS[term.unit]
    owned, made = blocks(kept, length), list[int]()
    per_year = 12 // length
    for amount, within in [*((Fraction(len(part)), part) for part in _stretches(foreign, term)), *sums]:
        left = units(amount, term)
        for block in sorted(blocks(within, length)):
            year = block // per_year
            in_year = sum(1 for each in {*made, *owned} if each // per_year == year)
            if left and block not in owned and block not in made and in_year < term.most_per_year:
                made.append(block)
                left -= 1
    return months_in(made, length)


def _stretches(foreign: set[int], term: CountingTerm) -> list[set[int]]:
    parts: list[set[int]] = []
    for each in sorted(foreign):
        same_year = bool(parts) and max(parts[-1]) // 12 == each // 12
        follows = bool(parts) and max(parts[-1]) == each - 1
        if same_year if term.per == "calendar_year" else follows:
            parts[-1].add(each)
        else:
            parts.append({each})
    return parts
