"""Who is entitled, on what basis, and from when: what the agreement itself asks before it totalises."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from totalisation.conformance.applicability import first_of, no_totalisation, totalising
from totalisation.conformance.plain import counts_from, counts_until, minimum, view_of
from totalisation.conformance.plain_decision import contingency_met, decide, provision_day
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import (
    counted_class,
    entitled_by_totalisation,
    samples,
    totalised_samples,
    window_of,
    with_figures,
)
from totalisation.conformance.subject import Subject
from totalisation.months import last_day


def _bases(subject: Subject) -> Iterable[str]:
    yield from ("independent", "none")
    if totalising(subject):
        yield "totalised"


@holds(
    "Each party's entitlement and its basis are what the terms make of own periods, totalised periods and dates.",
    "totalise",
    "minimum_own_period",
    "provisions",
    "persons",
    "contingency",
    "entry_into_force",
    situations=_bases,
)
def basis_as_the_terms_order(trial: Trial) -> None:
    """Entitlement and basis recomputed for whole careers."""
    if totalising(trial.subject) and trial.draw(st.booleans()):
        _, sample = trial.draw(totalised_samples(trial.subject))
    else:
        sample = trial.draw(samples(trial.subject))
    determined = trial.decided(sample, record=False)
    for code in trial.codes:
        result, expected = determined.parties[code], decide(trial.agreement, sample, code)
        trial.met(expected.basis)
        assert (result.entitled, result.basis) == (expected.entitled, expected.basis), (
            f"{code} is decided {result.basis}, and the terms order {expected.basis}"
        )


@holds(
    "Periods are totalised from the day of the provision on, and not the day before.",
    "provisions",
    "entry_into_force",
    unless=no_totalisation,
    situations=("day before", "day of"),
)
def provision_begins_on_its_day(trial: Trial) -> None:
    """The same person claims on the day before the provision, and on its day."""
    code = trial.draw(st.sampled_from(totalising(trial.subject)))
    days_before = trial.draw(st.sampled_from((1, 0)))
    day = trial.subject.provision_day - timedelta(days=days_before)
    sample = _claimed_on(trial, code, day)
    result = trial.decided(sample, record=False).parties[code]
    expected = decide(trial.agreement, sample, code)
    on_the_day = decide(trial.agreement, replace(sample, claim=trial.subject.provision_day), code)
    if on_the_day.basis == "totalised":
        trial.met("day before" if days_before else "day of")
    if days_before:
        assert result.basis != "totalised", f"{code} totalises on {day}, before the provision has effect"
    assert result.basis == expected.basis, f"a claim of {day} is decided {result.basis}, not {expected.basis}"


def _claimed_on(trial: Trial, code: str, day: date) -> Sample:
    """A person insured before the day of the claim, and entitled by totalisation but for the date."""
    base = trial.draw(samples(trial.subject, claims=st.just(day), most_spells=0, third=False))
    first, last = window_of(base.claim_month, base.born)
    terms = trial.agreement.parties[code]
    own_class = counted_class(terms.own_periods)
    foreign = terms.foreign_periods
    foreign_class = counted_class(foreign)
    earlier = trial.agreement.earlier_periods
    entry = trial.agreement.entry_into_force.date
    span = trial.draw(st.integers(12, 120))
    own_length = max(minimum(terms), 1) + span
    own_last = min(last, counts_until(terms.own_periods, base.born) - 1)
    foreign_last = min(last, counts_until(foreign, base.born) - 1)
    found = [Spell(code, own_class, max(own_last - own_length + 1, first), own_last)]
    foreign_first = max(first, foreign_last - own_length - span, counts_from(foreign, base.born))
    if earlier is not None and earlier.count == "not_counted":
        # Only months since entry into force count, and they may begin in the month of the claim.
        foreign_first = entry.year * 12 + entry.month - 1
        foreign_last = max(foreign_first, foreign_last)
    if foreign_first <= foreign_last:
        found.append(Spell(trial.agreement.other(code), foreign_class, foreign_first, foreign_last))
    sample = trial.draw(with_figures(trial.subject, base.with_spells(*found)))
    return entitled_by_totalisation(trial.subject, code, sample)


@holds(
    "A totalised pension is not paid for a month before the provision has effect.",
    "provisions",
    "entry_into_force",
    unless=no_totalisation,
)
def totalised_start_not_before_the_provision(trial: Trial) -> None:
    """The first month of payment."""
    code, sample = trial.draw(totalised_samples(trial.subject))
    result = trial.decided(sample, record=False).parties[code]
    expected = decide(trial.agreement, sample, code)
    year, month, _ = provision_day(trial.agreement)
    if result.basis == "totalised":
        trial.met("tried")
        assert result.start is not None
        assert result.start >= year * 12 + month - 1, f"{code} pays from before the provision has effect"
    assert result.start == expected.start, f"{code} pays from another month than the terms order"


@holds(
    "A claim made before the provision, with the pension age still to come, starts with the provision at the earliest.",
    "provisions",
    "entry_into_force",
    unless=no_totalisation,
)
def no_totalised_pension_before_the_provision(trial: Trial) -> None:
    """Whatever the career, before the provision nobody totalises."""
    days = trial.draw(st.integers(1, 900))
    day = trial.subject.provision_day - timedelta(days=days)
    sample = _claimed_on(trial, trial.draw(st.sampled_from(totalising(trial.subject))), day)
    determined = trial.decided(sample, record=False)
    for code, result in determined.parties.items():
        if decide(trial.agreement, replace(sample, claim=trial.subject.provision_day), code).basis == "totalised":
            trial.met("tried")
        assert result.basis != "totalised", f"{code} totalises {days} days before the provision has effect"


def _with_minimum(subject: Subject) -> list[str]:
    return [code for code in totalising(subject) if minimum(subject.agreement.parties[code]) > 0]


@holds(
    "A party totalises with exactly the minimum of own time, and not with one month less.",
    "minimum_own_period",
    unless=lambda subject: None if _with_minimum(subject) else "no party has a minimum own period",
    situations=("one below", "at the minimum", "one above"),
)
def minimum_own_period_decides(trial: Trial) -> None:
    """One month below, at and above the minimum, for a person entitled otherwise."""
    code = trial.draw(st.sampled_from(_with_minimum(trial.subject)))
    terms = trial.agreement.parties[code]
    _, sample = trial.draw(totalised_samples(trial.subject, [code]))
    foreign = next((each for each in sample.spells if each.party == trial.agreement.other(code)), None)
    shift = trial.draw(st.sampled_from((-1, 0, 1)))
    length = minimum(terms) + shift
    window = window_of(sample.claim_month, sample.born)
    last = min(window[1], counts_until(terms.own_periods, sample.born) - 1)
    first = last - length + 1
    if foreign is None or first < max(window[0], counts_from(terms.own_periods, sample.born)):
        return
    own_class = counted_class(terms.own_periods)
    own = (Spell(code, own_class, first, last),) if length else ()
    sample = sample.with_spells(*own, replace(foreign, refunded=False, unit=None, number=0))
    view = view_of(trial.agreement, sample, code)
    sample = sample.with_figures(code, required_months=max(len(view.total), len(view.own) + 1))
    shorter = not view.foreign or len(view.total) <= len(view.own)
    if shorter or not contingency_met(terms, view, sample.claim_month):
        return
    trial.met(("one below", "at the minimum", "one above")[shift + 1])
    result = trial.decided(sample, record=False).parties[code]
    assert (result.basis == "totalised") == (shift >= 0), (
        f"with {length} own months, and {minimum(terms)} needed, {code} is decided {result.basis}"
    )


def _not_by_nationality(subject: Subject) -> str | None:
    persons = subject.agreement.persons
    return None if persons is not None else "no term says whom the provisions cover"


@holds(
    "The benefit provisions cover those whom the term on persons names.",
    "persons",
    unless=first_of(no_totalisation, _not_by_nationality),
    situations=("national of a party", "national of neither"),
)
def persons_whom_the_term_covers(trial: Trial) -> None:
    """The same person with the nationality of a party, and of neither."""
    code, sample = trial.draw(totalised_samples(trial.subject))
    here = replace(sample, nationality=trial.draw(st.sampled_from(trial.codes)))
    if decide(trial.agreement, here, code).basis != "totalised":
        return
    trial.met("national of a party")
    assert trial.decided(here, record=False).parties[code].basis == "totalised", "a national is not covered"
    elsewhere = replace(sample, nationality=trial.draw(st.sampled_from(("ZZ", None))))
    persons = trial.agreement.persons
    covered = persons is None or persons.scope == "all_insured"
    trial.met("national of neither")
    found = trial.decided(elsewhere, record=False).parties[code].basis
    assert (found == "totalised") == covered, f"a national of neither party is decided {found}"


def _contingent(subject: Subject) -> list[str]:
    found = []
    for code in totalising(subject):
        term = subject.agreement.parties[code].contingency
        if term is not None and term.required:
            found.append(code)
    return found


@holds(
    "Where insurance at the contingency is required, exactly the months within the window decide.",
    "contingency",
    unless=lambda subject: None if _contingent(subject) else "no party requires insurance at the contingency",
    situations=("enough", "one too few"),
)
def contingency_window_decides(trial: Trial) -> None:
    """The months needed within the window, and one fewer; months before the window do not help."""
    code = trial.draw(st.sampled_from(_contingent(trial.subject)))
    term = trial.agreement.parties[code].contingency
    assert term is not None
    _, sample = trial.draw(totalised_samples(trial.subject, [code]))
    needed, claim = max(term.months_in_window, 1), sample.claim_month
    shift = trial.draw(st.sampled_from((0, -1)))
    edge = claim - term.window_months
    inside = range(edge, edge + needed + shift)
    other = trial.agreement.other(code)
    length = minimum(trial.agreement.parties[code]) + 24
    spells = [
        Spell(code, counted_class(trial.agreement.parties[code].own_periods), inside.start - length, inside.stop - 1),
        Spell(
            other, counted_class(trial.agreement.parties[code].foreign_periods), edge - length - 60, edge - length - 1
        ),
    ]
    sample = entitled_by_totalisation(trial.subject, code, sample.with_spells(*spells))
    view = view_of(trial.agreement, sample, code)
    sample = sample.with_figures(code, required_months=max(len(view.total), len(view.own) + 1))
    if not view.foreign or len(view.total) <= len(view.own):
        return
    met = contingency_met(trial.agreement.parties[code], view, claim)
    trial.met("enough" if met else "one too few")
    result = trial.decided(sample, record=False).parties[code]
    assert (result.basis == "totalised") == met, (
        f"with {sum(1 for each in view.total if edge <= each <= claim)} months in the window, and {needed} needed, "
        f"{code} is decided {result.basis}"
    )


@holds(
    "An agreement that covers only which law applies totalises nothing.",
    unless=lambda subject: None if subject.agreement.kind == "coverage_only" else "the agreement totalises",
    situations=("periods under both",),
)
def coverage_only_never_totalises(trial: Trial) -> None:
    """No result rests on the other party's periods, and nothing tells a ratio."""
    sample = trial.draw(samples(trial.subject))
    determined = trial.decided(sample, record=False)
    if all(sample.of(code) for code in trial.codes):
        trial.met("periods under both")
    for code, result in determined.parties.items():
        assert result.basis != "totalised", f"{code} totalises under an agreement that covers no benefits"
        assert result.ratio is None, f"{code} tells a ratio under an agreement that covers no benefits"
        assert result.theoretical_amount is None, f"{code} tells a theoretical amount"
        alone = trial.subject.decided(sample.without(trial.agreement.other(code)), record=False).parties[code]
        assert result.monthly_amount == alone.monthly_amount, f"the other party's periods change what {code} pays"


@holds("Nobody is entitled by totalisation without periods under the other party that count.", "foreign_periods")
def nothing_to_add_nothing_totalised(trial: Trial) -> None:
    """A person without countable months under the other party is decided on own periods."""
    sample = trial.draw(samples(trial.subject, third=False))
    code = trial.draw(st.sampled_from(trial.codes))
    alone = sample.without(trial.agreement.other(code))
    result = trial.decided(alone, record=False).parties[code]
    if alone.of(code):
        trial.met("tried")
    assert result.basis != "totalised", f"{code} totalises, and there is nothing to add"
    assert result.totalised_months == len(view_of(trial.agreement, alone, code).total), "the total is not own time"


@holds(
    "The month from which all conditions are met, where only time is missing, is the first in which they are.",
    "provisions",
    "entry_into_force",
    situations=("earliest",),
)
def earliest_month_is_the_first(trial: Trial) -> None:
    """A claim at the end of the month told is granted, and one at the end of the month before is not."""
    sample = trial.draw(samples(trial.subject))
    code = trial.draw(st.sampled_from(trial.codes))
    if trial.agreement.parties[code].contingency is not None and trial.draw(st.just(True)):
        sample = sample.with_figures(code, required_months=len(view_of(trial.agreement, sample, code).own))
    age = sample.claim_month - sample.born
    sample = sample.with_figures(code, pension_age_months=age + trial.draw(st.integers(-12, 40)))
    result = trial.decided(sample, record=False).parties[code]
    if result.entitled or result.earliest is None or any(each.supposes is not None for each in result.missing):
        return
    trial.met("earliest")
    then = replace(sample, claim=last_day(result.earliest))
    before = replace(sample, claim=last_day(result.earliest - 1))
    assert trial.decided(then, record=False).parties[code].entitled, "the claim of the month told is refused"
    assert before.claim < sample.claim or not trial.decided(before, record=False).parties[code].entitled, (
        "a claim before the month told is granted"
    )


@holds(
    "Who falls short by some months is told how many, and reaches entitlement with exactly these.",
    "minimum_own_period",
    "totalise",
    situations=("short",),
)
def missing_months_are_as_many_as_told(trial: Trial) -> None:
    """The condition on the qualifying period tells the months that are there and those required."""
    sample = trial.draw(samples(trial.subject))
    determined = trial.decided(sample, record=False)
    for code, result in determined.parties.items():
        view = view_of(trial.agreement, sample, code)
        known = {"own": len(view.own), "total": len(view.total), "counted": len(view.counted)}
        for condition in result.missing:
            if condition.name == "qualifying_period":
                trial.met("short")
                assert condition.required == sample.figures[code]["required_months"], "another number is required"
                assert condition.actual in (known["own"], known["total"]), f"{condition.actual} months are told"
            if condition.name == "minimum_own_period":
                assert condition.required == minimum(trial.agreement.parties[code]), "another minimum is told"
                assert condition.actual == known["counted"], f"{condition.actual} own months are told"
            assert not condition.met, "a condition that is met is told as missing"
