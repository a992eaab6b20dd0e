"""Parties that count in quarters or years of their own."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import strategies as st

from totalisation.agreement import CountingTerm
from totalisation.conformance.comparison import months, same_months
from totalisation.conformance.plain import blocks, foreign_times, units, view_of
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Spell
from totalisation.conformance.strategies import KIND_CLASSES, samples
from totalisation.conformance.subject import Subject

_LENGTH = {"quarters": 3, "years": 12}


def _counting(subject: Subject) -> list[tuple[str, CountingTerm]]:
    found = []
    for code, terms in subject.agreement.parties.items():
        if terms.counting is not None:
            found.append((code, terms.counting))
    return found


def _all_by_month(subject: Subject) -> str | None:
    return None if _counting(subject) else "both parties count by the month"


@holds("A party that counts in other units counts whole units.", "counting", unless=_all_by_month)
def units_are_whole(trial: Trial) -> None:
    """What is kept and what is added are whole blocks of the unit."""
    sample = trial.draw(samples(trial.subject))
    code, term = trial.draw(st.sampled_from(_counting(trial.subject)))
    view = trial.merged(sample).views[code]
    if view.foreign:
        trial.met("tried")
    length = _LENGTH[term.unit]
    for some in (months(view.own_kept), months(view.foreign)):
        assert len(some) == length * len(blocks(some, length)), f"{code} counts a part of one of its {term.unit}"


@holds(
    "No more units are made in a calendar year than the term lets, and none of one that the party has.",
    "counting",
    unless=_all_by_month,
)
def units_within_the_year(trial: Trial) -> None:
    """Units of both parties together in each calendar year."""
    sample = trial.draw(samples(trial.subject, manners=("plain", "undated")))
    code, term = trial.draw(st.sampled_from(_counting(trial.subject)))
    view = trial.merged(sample).views[code]
    length = _LENGTH[term.unit]
    own, made = blocks(view.own_kept, length), blocks(view.foreign, length)
    assert not own & made, f"{code} is credited one of its {term.unit} that it already has"
    per_year = 12 // length
    for year in {each // per_year for each in made}:
        trial.met("tried")
        count = sum(1 for each in own | made if each // per_year == year)
        assert count <= max(term.most_per_year, sum(1 for each in own if each // per_year == year)), (
            f"{count} {term.unit} of {code} in {year}"
        )


@holds(
    "The other party's months become as many units as the term makes of them.",
    "counting",
    unless=_all_by_month,
    situations=("whole", "remainder"),
)
def months_become_units(trial: Trial) -> None:
    """Months of one calendar year, with no own unit in it."""
    code, term = trial.draw(st.sampled_from(_counting(trial.subject)))
    foreign = trial.agreement.parties[code].foreign_periods
    kind_class = next(each for each in KIND_CLASSES if foreign is None or each in foreign.classes)
    base = trial.draw(samples(trial.subject, most_spells=0, third=False))
    year = trial.subject.provision_day.year - trial.draw(st.integers(0, 15))
    start = year * 12 + trial.draw(st.sampled_from((0, 3, 5, 11)) | st.integers(0, 11))
    last = trial.draw(st.just(year * 12 + 11) | st.integers(start, year * 12 + 11))
    sample = base.with_spells(Spell(trial.agreement.other(code), kind_class, start, last))
    length = _LENGTH[term.unit]
    trial.met("remainder" if (last - start + 1) % length else "whole")
    times = foreign_times(trial.agreement, sample, code)
    if start not in times or last not in times:
        return
    touched = blocks(range(start, last + 1), length)
    made = min(units(Fraction(last - start + 1), term), len(touched), term.most_per_year)
    found = trial.merged(sample).views[code].foreign
    assert len(found) == made * length, (
        f"{last - start + 1} months make {len(found)} months of {code}, not {made} units"
    )
    assert blocks(found, length) <= touched, f"{code} is credited {term.unit} in which the other party has no month"


@holds("Units are recomputed from all periods of a career.", "counting", "conversion", unless=_all_by_month)
def career_in_units(trial: Trial) -> None:
    """Kept and added units of whole careers."""
    sample = trial.draw(samples(trial.subject))
    code, _ = trial.draw(st.sampled_from(_counting(trial.subject)))
    view, expected = trial.merged(sample).views[code], view_of(trial.agreement, sample, code)
    if expected.foreign:
        trial.met("tried")
    same_months(f"units kept by {code}", view.own_kept, expected.kept)
    same_months(f"units added for {code}", view.foreign, expected.foreign)
