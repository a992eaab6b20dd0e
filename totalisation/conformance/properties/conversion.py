"""Time certified in units that become months."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from totalisation.agreement import Unit
from totalisation.conformance.applicability import by_the_month, none_by_the_month
from totalisation.conformance.comparison import months, same_months
from totalisation.conformance.plain import per_unit, view_of, whole
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import KIND_CLASSES, convertible_units, room, samples, window_of
from totalisation.conformance.subject import Subject


def _certified(trial: Trial, code: str, unit: Unit, number: int, first: int, last: int) -> Sample:
    base: Sample = trial.draw(samples(trial.subject, most_spells=0, third=False))
    return base.with_spells(Spell(code, KIND_CLASSES[0], first, last, unit=unit, number=number))


def _ample(trial: Trial, codes: Sequence[str] = ()) -> tuple[str, Unit, int, int, int]:
    """A party, a unit, a number of it, and dates between which there is more room than it needs."""
    code = trial.draw(st.sampled_from(codes or by_the_month(trial.subject)))
    unit = trial.draw(st.sampled_from(convertible_units(trial.agreement)))
    conversion = trial.agreement.parties[code].conversion
    rate = per_unit(unit, conversion)
    assert rate is not None
    number = trial.draw(st.integers(1, min(80, int(Fraction(300) / rate))))
    most = 12 if conversion is None else conversion.most_months_per_year
    years = -(-int(number * rate + 1) // most) + 1
    last = _january(trial) - 1
    while room(unit, last - 12 * years + 1, last) < number:
        years += 1
    return code, unit, number, last - 12 * years + 1, last


def _january(trial: Trial) -> int:
    return trial.subject.provision_day.year * 12


@holds(
    "Certified units become exactly the whole months that the terms make of them.",
    "conversion",
    unless=none_by_the_month,
)
def units_become_months(trial: Trial) -> None:
    """Where there is room, the number of months is units times rate, rounded as the term says."""
    code, unit, number, first, last = _ample(trial)
    conversion = trial.agreement.parties[code].conversion
    rate = per_unit(unit, conversion)
    assert rate is not None
    expected = whole(number * rate, "down" if conversion is None else conversion.remainder)
    trial.met("tried")
    found = trial.merged(_certified(trial, code, unit, number, first, last)).views[code].own_months
    assert found == expected, f"{number} {unit} of {code} make {found} months, not {expected}"


@holds("Months made into units and back are the same months.", "conversion", unless=none_by_the_month)
def conversion_reversible(trial: Trial) -> None:
    """So many months as are a whole number of units, certified in these units, are as many months again."""
    code, unit, _, first, last = _ample(trial)
    rate = per_unit(unit, trial.agreement.parties[code].conversion)
    assert rate is not None
    limit = min(last - first + 1 - 12, 120)
    wanted = [each for each in range(1, max(limit, 1) + 1) if (each / rate).denominator == 1]
    conversion = trial.agreement.parties[code].conversion
    most = 12 if conversion is None else conversion.most_months_per_year
    wanted = [each for each in wanted if each <= (last - first + 1) // 12 * most]
    wanted = [each for each in wanted if int(each / rate) <= room(unit, first, last)]
    if not wanted:
        return
    count = trial.draw(st.sampled_from(wanted))
    trial.met("tried")
    found = trial.merged(_certified(trial, code, unit, int(count / rate), first, last)).views[code].own_months
    assert found == count, f"{count} months are {count / rate} {unit}, and these make {found} months"


@holds(
    "No more months are made of certified units in a calendar year than the term lets.",
    "conversion",
    unless=none_by_the_month,
)
def conversion_within_the_yearly_cap(trial: Trial) -> None:
    """The months that several certified times of one kind make in each year."""
    code = trial.draw(st.sampled_from(by_the_month(trial.subject)))
    base = trial.draw(samples(trial.subject, most_spells=0, third=False))
    conversion = trial.agreement.parties[code].conversion
    most = 12 if conversion is None else conversion.most_months_per_year
    window = window_of(base.claim_month, base.born)
    found = []
    anchor = trial.draw(st.integers(window[0], window[1] - 24))
    for _ in range(trial.draw(st.integers(1, 3))):
        unit = trial.draw(st.sampled_from(convertible_units(trial.agreement)))
        first = anchor + trial.draw(st.integers(0, 12))
        last = min(first + trial.draw(st.integers(5, 40)), window[1])
        number = trial.draw(st.integers(max(room(unit, first, last) // 2, 1), room(unit, first, last)))
        found.append(Spell(code, KIND_CLASSES[0], first, last, unit=unit, number=number))
    sample = base.with_spells(*found)
    own = months(trial.merged(sample).views[code].own)
    trial.met("tried")
    for year in {each // 12 for each in own}:
        in_year = sum(1 for each in own if each // 12 == year)
        assert in_year <= most, f"{in_year} months of {code} in {year}, and {most} is the most"
    same_months(f"own months of {code}", own, view_of(trial.agreement, sample, code).own)


@holds("More certified units never make fewer months.", "conversion", unless=none_by_the_month)
def conversion_monotone(trial: Trial) -> None:
    """One unit more makes as many months or more, and no more than that unit holds, rounded up."""
    code, unit, number, first, last = _ample(trial)
    if number < 2:
        return
    rate = per_unit(unit, trial.agreement.parties[code].conversion)
    assert rate is not None
    trial.met("tried")
    sample = _certified(trial, code, unit, number, first, last)
    spell = sample.spells[0]
    less = sample.with_spells(Spell(code, spell.kind_class, spell.first, spell.last, unit=unit, number=number - 1))
    fewer = trial.subject.merged(less).views[code].own_months
    more = trial.merged(sample).views[code].own_months
    assert fewer <= more <= fewer + whole(rate, "up"), f"one of {unit} more makes {more} months of {fewer}"


def _no_full_year(subject: Subject) -> str | None:
    return None if _full_years(subject) else "no conversion says how many units make a full year"


def _full_years(subject: Subject) -> list[tuple[str, Unit, int]]:
    return [
        (code, unit, number)
        for code, terms in subject.agreement.parties.items()
        if terms.counting is None and terms.conversion is not None and terms.conversion.most_months_per_year == 12
        for unit, number in terms.conversion.units_per_full_year.items()
        if unit in convertible_units(subject.agreement)
    ]


@holds(
    "A calendar year that is full in its own unit makes twelve months, and one unit less is divided.",
    "conversion",
    unless=_no_full_year,
    situations=("full year", "one less"),
)
def full_year_makes_twelve_months(trial: Trial) -> None:
    """The full number of units within one calendar year, and one less."""
    code, unit, number = trial.draw(st.sampled_from(_full_years(trial.subject)))
    less = trial.draw(st.sampled_from((0, 1)))
    first = _january(trial) - 12 * trial.draw(st.integers(1, 20))
    conversion = trial.agreement.parties[code].conversion
    rate = per_unit(unit, conversion)
    assert conversion is not None
    assert rate is not None
    expected = min(whole((number - less) * rate, conversion.remainder), 12) if less else 12
    trial.met("one less" if less else "full year")
    sample = _certified(trial, code, unit, number - less, first, first + 11)
    found = trial.merged(sample).views[code].own_months
    assert found == expected, f"{number - less} {unit} in one year make {found} months, not {expected}"


def _cannot_keep_clear(subject: Subject) -> str | None:
    if len(by_the_month(subject)) < len(subject.codes):
        return "a party counts in units whose months are not the other's"
    return None if _clear(subject) else "no party may place twelve months in a year"


def _clear(subject: Subject) -> list[str]:
    conversions = {code: terms.conversion for code, terms in subject.agreement.parties.items()}
    return [code for code, term in conversions.items() if term is None or term.most_months_per_year == 12]


@holds(
    "A time of unknown place overlaps no other as long as there is room.",
    "conversion",
    "overlap",
    unless=_cannot_keep_clear,
)
def certified_time_keeps_clear(trial: Trial) -> None:
    """Certified time beside dated months of the other party: all of it is added where there is room."""
    code, unit, number, first, last = _ample(trial, _clear(trial.subject))
    other = trial.agreement.other(code)
    sample = _certified(trial, code, unit, number, first, last)
    made = view_of(trial.agreement, sample, code).own
    free = last - first + 1 - len(made)
    taken = trial.draw(st.integers(0, max(free, 0)))
    if taken:
        sample = sample.with_spells(*sample.spells, Spell(other, KIND_CLASSES[0], first, first + taken - 1))
        trial.met("tried")
    merged = trial.merged(sample)
    for each in trial.codes:
        expected = view_of(trial.agreement, sample, each)
        same_months(f"own months of {each}", merged.views[each].own, expected.own)
        same_months(f"totalised months of {each}", merged.views[each].total, expected.total)
    own, theirs = set(merged.views[code].own), set(merged.views[other].own)
    assert not own & theirs, "a time of unknown place overlaps another, and there is room"
