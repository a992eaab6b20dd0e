"""Merging as a whole: what order, repetition and division of periods change (nothing), and what the total is."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from totalisation.conformance.applicability import first_of, no_totalisation
from totalisation.conformance.comparison import months, same_months, side, sides
from totalisation.conformance.plain import minimum, view_of
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import KIND_CLASSES, samples, spells, window_of
from totalisation.conformance.subject import Subject, merge

_DATED = ("plain", "plain", "broken", "refunded")


@holds("Periods may be entered in any order.", "overlap")
def aggregation_order_free(trial: Trial) -> None:
    """The views are the same for every order of the periods."""
    sample = trial.draw(samples(trial.subject))
    shuffled = sample.with_spells(*trial.draw(st.permutations(sample.spells)))
    if shuffled.spells != sample.spells:
        trial.met("tried")
    assert sides(trial.merged(shuffled)) == sides(trial.subject.merged(sample)), "another order merges otherwise"


@holds("A period that is entered twice counts once.", "overlap")
def aggregation_idempotent(trial: Trial) -> None:
    """Dated periods repeated change nothing."""
    sample = trial.draw(samples(trial.subject, manners=_DATED))
    if sample.spells:
        trial.met("tried")
    twice = sample.with_spells(*sample.spells, *sample.spells)
    assert sides(trial.merged(twice)) == sides(trial.subject.merged(sample)), "a repeated period counts again"


@holds("A period split into two that follow each other counts as one.", "overlap")
def aggregation_additive(trial: Trial) -> None:
    """A dated period and its two parts make the same months."""
    sample = trial.draw(samples(trial.subject, manners=_DATED))
    long = [each for each in sample.spells if each.last > each.first]
    if not long:
        return
    whole = trial.draw(st.sampled_from(long))
    cut = trial.draw(st.integers(whole.first, whole.last - 1))
    parts = (
        replace(whole, last=cut, broken=tuple(each for each in whole.broken if each <= cut)),
        replace(whole, first=cut + 1, broken=tuple(each for each in whole.broken if each > cut)),
    )
    trial.met("tried")
    split = sample.with_spells(*(each for each in sample.spells if each is not whole), *parts)
    assert sides(trial.merged(split)) == sides(trial.subject.merged(sample)), "two parts count otherwise than the whole"


@holds("Own months are those of the party's own periods, each once, refunded and unpaid ones left out.")
def own_months_are_those_insured(trial: Trial) -> None:
    """Each party's own months are the plain set of them."""
    sample = trial.draw(samples(trial.subject))
    merged = trial.merged(sample)
    for code in trial.codes:
        if sample.of(code):
            trial.met("tried")
        same_months(f"own months of {code}", merged.views[code].own, view_of(trial.agreement, sample, code).own)


@holds(
    "The totalised months are the union of what each party's periods add, each month once.",
    "overlap",
    "foreign_periods",
    "own_periods",
    "earlier_periods",
    "third_state_periods",
    "refunded_periods",
    "counting",
    "conversion",
    situations=("months of both", "overlap"),
)
def total_is_the_union(trial: Trial) -> None:
    """Total months are the plain union."""
    sample = trial.draw(samples(trial.subject))
    merged = trial.merged(sample)
    for code in trial.codes:
        view, expected = merged.views[code], view_of(trial.agreement, sample, code)
        if expected.kept and expected.foreign:
            trial.met("months of both")
        if expected.both:
            trial.met("overlap")
        same_months(f"totalised months of {code}", view.total, expected.total)
        assert view.total_months == len(expected.total), f"{code} totalises {view.total_months} months"


@holds("The total is never more than the span of the periods, nor than the sum of their months.", "overlap")
def total_within_span_and_sum(trial: Trial) -> None:
    """Months between the first and the last bound the total; so does the sum; each side bounds it from below."""
    by_month = all(terms.counting is None for terms in trial.agreement.parties.values())
    length = 1 if by_month else 12
    sample = trial.draw(samples(trial.subject, manners=("plain", "broken")))
    merged = trial.merged(sample)
    if len(sample.spells) < 2:
        return
    trial.met("tried")
    first = min(each.first for each in sample.spells) // length * length
    last = max(each.last for each in sample.spells) // length * length + length - 1
    for code, view in merged.views.items():
        assert view.total_months <= last - first + 1, f"{code} totalises more months than lie between the periods"
        assert view.total_months >= len(view.own_kept), f"{code} totalises less than its own months"
        if length == 1:
            insured = sum(len(each.months) for each in sample.spells)
            assert view.total_months <= insured, f"{code} totalises more months than all periods hold"


@holds(
    "What a party keeps and what the other adds have no month in common, and together are the total.",
    "overlap",
    situations=("overlap",),
)
def overlap_counted_once(trial: Trial) -> None:
    """No month is in both parts, and the parts make the whole."""
    sample = trial.draw(samples(trial.subject))
    merged = trial.merged(sample)
    for code, view in merged.views.items():
        if view_of(trial.agreement, sample, code).both:
            trial.met("overlap")
        kept, foreign = months(view.own_kept), months(view.foreign)
        assert not kept & foreign, f"{code} counts {len(kept & foreign)} months twice"
        assert view.total_months == len(kept) + len(foreign), f"the total of {code} is not the sum of its two parts"


@holds("More insured months never make a total smaller.", "overlap", "foreign_periods", "counting")
def total_monotone(trial: Trial) -> None:
    """A further period of a kind that counts on both sides never lowers a total."""
    code, sample, more = _with_more(trial)
    before, after = trial.subject.merged(sample), trial.merged(more)
    trial.met("tried")
    for each in trial.codes:
        less, most = before.views[each].total_months, after.views[each].total_months
        assert most >= less, f"a further period under {code} lowers the total of {each} from {less} to {most}"
        assert after.views[each].own_months >= before.views[each].own_months, f"own months of {each} fall"


@holds(
    "More insured months never take an entitlement away.",
    "minimum_own_period",
    "totalise",
    "overlap",
    unless=no_totalisation,
)
def entitlement_monotone(trial: Trial) -> None:
    """Who is entitled stays entitled with a further period of a kind that counts on both sides."""
    code, sample, more = _with_more(trial)
    before, after = trial.subject.decided(sample, record=False), trial.decided(more, record=False)
    for each in trial.codes:
        if before.parties[each].entitled:
            trial.met("tried")
            assert after.parties[each].entitled, f"a further period under {code} takes the entitlement of {each} away"


def _with_more(trial: Trial) -> tuple[str, Sample, Sample]:
    agreement = trial.agreement
    counted = [
        each
        for each in KIND_CLASSES
        if all(
            term is None or each in term.classes
            for terms in agreement.parties.values()
            for term in (terms.own_periods, terms.foreign_periods)
        )
    ]
    sample = trial.draw(samples(trial.subject, manners=("plain", "broken", "refunded")))
    code = trial.draw(st.sampled_from(trial.codes))
    window = window_of(sample.claim_month, sample.born)
    classes = tuple(counted[:1] or KIND_CLASSES[:1])
    return code, sample, sample.with_spells(*sample.spells, trial.draw(spells(code, window, (), classes, ("plain",))))


@holds("Months that count and have no place on the calendar are added to own months, ratio and total.")
def months_without_place_count(trial: Trial) -> None:
    """Months paid in one sum are own months, in the numerator and in the total, and make no month of the other's."""
    sample = trial.draw(samples(trial.subject))
    extra = {code: trial.draw(st.integers(1, 119)) for code in trial.codes}
    trial.sample = sample
    merged = merge(trial.agreement, sample, extra)
    trial.met("tried")
    for code, view in merged.views.items():
        expected = view_of(trial.agreement, sample, code)
        assert view.own_months == len(expected.own) + extra[code], f"own months of {code} leave out months in one sum"
        assert view.total_months == len(view.total) + extra[code], f"the total of {code} leaves out months in one sum"
        assert view.ratio_months == len(view.own_kept) + extra[code], f"the ratio of {code} leaves them out"
        enough = len(expected.counted) + extra[code] >= minimum(trial.agreement.parties[code])
        assert view.minimum_met == enough, f"the minimum of {code} leaves out months in one sum"


def _unlike(subject: Subject) -> str | None:
    first, second = (_counting_terms(subject, code) for code in subject.codes)
    if first != second:
        return "the two parties count by different terms"
    overlap = subject.agreement.overlap
    if overlap is not None and overlap.keeper == "party":
        return "the overlap term names one party"
    return None


def _counting_terms(subject: Subject, code: str) -> list[object]:
    terms = subject.agreement.parties[code]
    cited = {"article", "source", "status", "note"}
    named = (terms.own_periods, terms.own_days, terms.foreign_periods, terms.counting, terms.conversion)
    return [None if each is None else each.model_dump(exclude=cited) for each in (*named, terms.minimum_own_period)]


@holds(
    "Terms that are the same for both parties treat both alike.",
    "overlap",
    "foreign_periods",
    "minimum_own_period",
    unless=first_of(_unlike),
)
def symmetric_terms_treat_both_alike(trial: Trial) -> None:
    """Each party's periods given to the other exchange the two views."""
    sample = trial.draw(samples(trial.subject))
    exchanged = {code: trial.agreement.other(code) for code in trial.codes}
    swapped = sample.with_spells(*(_given(each, exchanged) for each in sample.spells))
    here, there = trial.subject.merged(sample), trial.merged(swapped)
    for code in trial.codes:
        if sample.of(code):
            trial.met("tried")
        assert side(here.views[code]) == side(there.views[exchanged[code]]), "the parties are not treated alike"


def _given(spell: Spell, to: dict[str, str]) -> Spell:
    return replace(spell, party=to.get(spell.party, spell.party))
