"""Which periods count: kinds, time, third states, refunds, and those that one party takes over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hypothesis import strategies as st

from totalisation.agreement import KindsTerm
from totalisation.conformance.applicability import by_the_month, no_totalisation, none_by_the_month, without_term
from totalisation.conformance.comparison import months, same_months
from totalisation.conformance.plain import (
    CLASSES,
    counts_from,
    counts_until,
    foreign_times,
    minimum,
    per_unit,
    refunded_months,
    view_of,
)
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import KIND_CLASSES, samples, third_states, window_of
from totalisation.conformance.subject import Subject


def _one_spell(trial: Trial, party: str, kind_class: str, most: int = 200) -> tuple[Sample, Spell]:
    """A person insured once, under one party."""
    base = trial.draw(samples(trial.subject, most_spells=0, third=False))
    first, last = window_of(base.claim_month, base.born)
    start = trial.draw(st.integers(first, last))
    known = next(each for each in KIND_CLASSES if each == kind_class)
    spell = Spell(party, known, start, min(start + trial.draw(st.integers(0, most)), last))
    return base.with_spells(spell), spell


@holds(
    "Of the other party's periods only the kinds count that the terms name.",
    "foreign_periods",
    unless=none_by_the_month,
    situations=lambda subject: _kinds_seen(subject, "foreign_periods", by_the_month(subject)),
)
def foreign_kinds_that_count(trial: Trial) -> None:
    """A period of one kind adds all its months, within the time that counts, or none."""
    code = trial.draw(st.sampled_from(by_the_month(trial.subject)))
    terms = trial.agreement.parties[code]
    kind_class = trial.draw(st.sampled_from(CLASSES))
    sample, spell = _one_spell(trial, trial.agreement.other(code), kind_class)
    counts = terms.foreign_periods is None or kind_class in terms.foreign_periods.classes
    trial.met("kind counts" if counts else "kind does not count")
    times = foreign_times(trial.agreement, sample, code)
    expected = {each for each in spell.months if each in times} if counts else set()
    same_months(f"{kind_class} months added for {code}", trial.merged(sample).views[code].foreign, expected)


def _kinds_seen(subject: Subject, name: str, codes: Iterable[str]) -> Iterable[str]:
    terms: list[KindsTerm | None] = [getattr(subject.agreement.parties[each], name) for each in codes]
    yield "kind counts"
    if any(each is not None and set(each.classes) != set(CLASSES) for each in terms):
        yield "kind does not count"


@holds(
    "Of a party's own periods only the kinds and times enter the ratio and the minimum that the terms name.",
    "own_periods",
    unless=without_term("own_periods"),
    situations=lambda subject: _kinds_seen(subject, "own_periods", subject.codes),
)
def own_kinds_that_count(trial: Trial) -> None:
    """An own period of one kind is kept as a whole, within the time that counts, or not at all."""
    code = trial.draw(st.sampled_from(trial.codes))
    term = trial.agreement.parties[code].own_periods
    kind_class = trial.draw(st.sampled_from(CLASSES))
    sample, spell = _one_spell(trial, code, kind_class)
    view = trial.merged(sample).views[code]
    same_months(f"own months of {code}", view.own, spell.months)
    counts = term is None or kind_class in term.classes
    trial.met("kind counts" if counts else "kind does not count")
    first, until = counts_from(term, sample.born), counts_until(term, sample.born)
    expected = {each for each in spell.months if first <= each < until} if counts else set()
    same_months(f"own months of {code} that the agreement counts", view.own_counted, expected)
    if trial.agreement.parties[code].counting is None:
        same_months(f"months kept by {code}", view.own_kept, expected)


def _bounded(subject: Subject) -> list[tuple[str, KindsTerm, bool]]:
    found = []
    for code, terms in subject.agreement.parties.items():
        for term, own in ((terms.own_periods, True), (terms.foreign_periods, False)):
            if not own and terms.counting is not None:
                continue
            if term is not None and (term.since or term.from_age_years is not None or term.until_age_years is not None):
                found.append((code, term, own))
    return found


def _unbounded(subject: Subject) -> str | None:
    return None if _bounded(subject) else "no term counts only from a date or between ages"


@holds(
    "Periods count from the month of the date or age that a term names, and not from the month before.",
    "own_periods",
    "foreign_periods",
    unless=_unbounded,
    situations=("month before", "first month"),
)
def periods_count_from_the_named_month(trial: Trial) -> None:
    """A period that begins before the bound counts from the bound on."""
    code, term, own = trial.draw(st.sampled_from(_bounded(trial.subject)))
    base = trial.draw(samples(trial.subject, most_spells=0, third=False))
    if term.from_age_years is not None and trial.draw(st.booleans()):
        # So young that the age comes after any date from which periods count.
        entry = trial.agreement.entry_into_force.date
        dates = [each for each in (term.since, entry) if each is not None]
        latest = max(each.year * 12 + each.month - 1 for each in dates)
        shift = trial.draw(st.integers(1, 36))
        base = replace(base, born=latest - 12 * term.from_age_years + shift)
    party = code if own else trial.agreement.other(code)
    known = next(each for each in KIND_CLASSES if each in term.classes)
    bounds = [counts_from(term, base.born), counts_until(term, base.born)]
    bound = trial.draw(st.sampled_from([each for each in bounds if 0 < each < 10**6]))
    spell = Spell(party, known, bound - 1, bound)
    sample = base.with_spells(spell)
    view = trial.merged(sample).views[code]
    found = months(view.own_counted if own else view.foreign)
    times = foreign_times(trial.agreement, sample, code)
    for month, name in ((bound - 1, "month before"), (bound, "first month")):
        trial.met(name)
        counts = bounds[0] <= month < bounds[1] and (own or month in times)
        assert (month in found) == counts, f"{code}: the {name} of the bound {'does not' if counts else ''} count"


@holds(
    "Periods under third states count only where the agreement links the state.",
    "third_state_periods",
    situations=lambda subject: _third_seen(subject),
)
def third_states_only_where_linked(trial: Trial) -> None:
    """A third state's months are added as they are, or not at all, and never become anybody's own."""
    sample = trial.draw(samples(trial.subject, manners=("plain",)))
    last = sample.claim_month - 1
    state = trial.draw(st.sampled_from(third_states(trial.agreement)))
    same_time = [replace(each, party=state, refunded=trial.draw(st.booleans())) for each in sample.spells[:1]]
    recent = [Spell(each, KIND_CLASSES[0], last - 11, last) for each in (*trial.codes[1:], state)]
    sample = sample.with_spells(*sample.spells, *trial.draw(st.sampled_from((same_time, recent))))
    term = trial.agreement.third_state_periods
    linked = () if term is None or term.count == "excluded" else term.states
    for spell in sample.spells:
        if spell.party not in trial.codes:
            trial.met("linked" if spell.party in linked and not spell.refunded else "not linked")
    merged = trial.merged(sample)
    for code, view in merged.views.items():
        expected = view_of(trial.agreement, sample, code)
        same_months(f"months added for {code}", view.foreign, expected.foreign)
        same_months(f"months kept by {code}", view.own_kept, expected.kept)
        found = (view.denominator_months, view.amount_months)
        wanted = (expected.denominator, expected.amount_months)
        assert found == wanted, f"{code} counts {found} months in denominator and amount, not {wanted}"
    dropped = {each.party for each in merged.ledger if not each.counted}
    for spell in sample.spells:
        if spell.party not in trial.codes and spell.party not in linked:
            assert spell.party in dropped, f"nothing tells that the period under {spell.party} does not count"


def _third_seen(subject: Subject) -> Iterable[str]:
    yield "not linked"
    term = subject.agreement.third_state_periods
    if term is not None and term.count == "linked_states":
        yield "linked"


@holds(
    "Periods completed before the agreement entered into force count, or do not, as the term says.",
    "earlier_periods",
    "entry_into_force",
    unless=none_by_the_month,
    situations=("before", "after"),
)
def earlier_periods_as_the_term_says(trial: Trial) -> None:
    """The last month before entry into force, and the first one after it."""
    code = trial.draw(st.sampled_from(by_the_month(trial.subject)))
    terms = trial.agreement.parties[code]
    classes = CLASSES if terms.foreign_periods is None else terms.foreign_periods.classes
    start = trial.agreement.entry_into_force.date
    bound = start.year * 12 + start.month - 1
    base = trial.draw(samples(trial.subject, most_spells=0, third=False))
    months_before, months_after = trial.draw(st.tuples(st.integers(0, 36), st.integers(0, 36)))
    spell = Spell(
        trial.agreement.other(code),
        next(each for each in KIND_CLASSES if each in classes),
        bound - months_before,
        bound - 1 + months_after,
    )
    if spell.last < spell.first:
        return
    sample = base.with_spells(spell)
    found = months(trial.merged(sample).views[code].foreign)
    earlier = trial.agreement.earlier_periods
    counted = earlier is None or earlier.count == "counted"
    times = foreign_times(trial.agreement, sample, code)
    for month in spell.months:
        trial.met("before" if month < bound else "after")
        if month < bound and not counted:
            assert month not in found, f"{code} counts a month from before the agreement"
        elif month in times:
            assert month in found, f"{code} does not count a month that the term counts"


@holds(
    "Refunded periods are never own months, and add to the other side only where the term says so.",
    "refunded_periods",
)
def refunded_periods_as_the_term_says(trial: Trial) -> None:
    """Refunded months: none of the party's own, and none or all of them for the other party."""
    sample = trial.draw(samples(trial.subject, manners=("plain", "refunded")))
    merged = trial.merged(sample)
    for code, view in merged.views.items():
        other = trial.agreement.other(code)
        if refunded_months(sample.of(other)):
            trial.met("tried")
        expected = view_of(trial.agreement, sample, code)
        same_months(f"own months of {code}", view.own, expected.own)
        same_months(f"months added for {code}", view.foreign, expected.foreign)


@holds("A month within a period that was not paid does not count.")
def unpaid_months_do_not_count(trial: Trial) -> None:
    """Broken months are missing from own months, unless another period has them."""
    code = trial.draw(st.sampled_from(trial.codes))
    sample, spell = _one_spell(trial, code, trial.draw(st.sampled_from(CLASSES)), 60)
    broken = trial.draw(st.sets(st.integers(spell.first, spell.last), min_size=1, max_size=6))
    sample = sample.with_spells(replace(spell, broken=tuple(sorted(broken))))
    trial.met("tried")
    same_months(f"own months of {code}", trial.merged(sample).views[code].own, spell.months - broken)


def _nobody_takes_over(subject: Subject) -> str | None:
    if no_totalisation(subject):
        return no_totalisation(subject)
    return None if _taken_from(subject) else "no party's periods are taken over"


def _taken_from(subject: Subject) -> list[str]:
    return [
        code
        for code, terms in subject.agreement.parties.items()
        if terms.minimum_own_period is not None and terms.minimum_own_period.below == "other_takes_over"
        if minimum(terms) > 1
    ]


@holds(
    "Periods of a party below its minimum are taken over by the other, and leave its ratio's denominator.",
    "minimum_own_period",
    unless=lambda subject: _nobody_takes_over(subject),
    situations=("taken over", "not taken over"),
)
def periods_below_the_minimum_are_taken_over(trial: Trial) -> None:
    """Taken-over months are in the total and not in the denominator."""
    sample = trial.draw(samples(trial.subject))
    code = trial.draw(st.sampled_from(_taken_from(trial.subject)))
    needed = minimum(trial.agreement.parties[code])
    last = window_of(sample.claim_month, sample.born)[1]
    length = trial.draw(st.sampled_from((needed - 1, needed, needed + 1)))
    if length > 0:
        spell = Spell(code, "compulsory", last - length + 1, last)
        rest = tuple(each for each in sample.spells if each.party != code)
        sample = sample.with_spells(*rest, spell)
    merged = trial.merged(sample)
    for each, view in merged.views.items():
        expected = view_of(trial.agreement, sample, each)
        trial.met("taken over" if expected.taken_over else "not taken over")
        same_months(f"months that {each} takes over", view.taken_over, expected.taken_over)
        assert view.denominator_months == expected.denominator, (
            f"the denominator of {each} is {view.denominator_months}, not {expected.denominator}"
        )


@holds(
    "The own insured time reaches the minimum at exactly the number of months that the term names.",
    "minimum_own_period",
    unless=lambda subject: None if _minima(subject) else "no party has a minimum own period",
    situations=("one below", "at the minimum", "one above"),
)
def minimum_counts_own_months(trial: Trial) -> None:
    """One month below, at and above the minimum, as the merged periods see it."""
    code = trial.draw(st.sampled_from(_minima(trial.subject)))
    terms = trial.agreement.parties[code]
    term = terms.minimum_own_period
    assert term is not None
    rate = per_unit(term.unit, terms.conversion)
    assert rate is not None
    needed = -(-(term.number * rate).numerator // (term.number * rate).denominator)
    shift = trial.draw(st.sampled_from((-1, 0, 1)))
    trial.met(("one below", "at the minimum", "one above")[shift + 1])
    base = trial.draw(samples(trial.subject, most_spells=0, third=False))
    own = terms.own_periods
    last = window_of(base.claim_month, base.born)[1]
    bounded = min(last, counts_until(own, base.born) - 1)
    kind_class = next(each for each in KIND_CLASSES if own is None or each in own.classes)
    length = needed + shift
    if bounded - length + 1 < max(counts_from(own, base.born), 0):
        return
    found = [Spell(code, kind_class, bounded - length + 1, bounded)] if length else []
    view = trial.merged(base.with_spells(*found)).views[code]
    assert view.minimum_met == (shift >= 0), f"{length} own months {'reach' if view.minimum_met else 'miss'} {needed}"


def _minima(subject: Subject) -> list[str]:
    return [code for code, terms in subject.agreement.parties.items() if minimum(terms) > 0]
