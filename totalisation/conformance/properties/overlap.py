"""Months insured under both parties: who keeps them."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from totalisation.conformance.applicability import without_term
from totalisation.conformance.comparison import same_months
from totalisation.conformance.plain import view_of
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import KIND_CLASSES, samples
from totalisation.conformance.subject import Subject


def _keepers(subject: Subject) -> Iterable[str]:
    overlap = subject.agreement.overlap
    keeper = "each_own" if overlap is None else overlap.keeper
    return ("kept", "left to the other") if keeper != "each_own" else ("kept",)


def _overlapping(trial: Trial) -> Sample:
    """A sample in which both parties insure some months at the same time."""
    sample: Sample = trial.draw(samples(trial.subject, manners=("plain", "broken"), most_spells=2))
    if not sample.of(trial.codes[0]) or not sample.spells:
        return sample
    shape = sample.of(trial.codes[0])[0]
    last = shape.first + trial.draw(st.integers(0, shape.last - shape.first))
    kind_class = trial.draw(st.sampled_from(KIND_CLASSES))
    return sample.with_spells(*sample.spells, Spell(trial.codes[1], kind_class, shape.first, last))


@holds(
    "A month insured under both parties stays with the one to which the overlap term gives it.",
    "overlap",
    situations=_keepers,
)
def overlap_kept_by_the_term(trial: Trial) -> None:
    """Own months that a party keeps, month by month by class and precedence."""
    sample = _overlapping(trial)
    merged = trial.merged(sample)
    for code in trial.codes:
        view, expected = merged.views[code], view_of(trial.agreement, sample, code)
        for month in expected.both:
            trial.met("kept" if month in expected.kept else "left to the other")
        same_months(f"months kept by {code}", view.own_kept, expected.kept)
        same_months(f"months added for {code}", view.foreign, expected.foreign)


@holds(
    "A month that one party loses by the overlap term is not lost to the person.",
    "overlap",
    unless=without_term("overlap"),
    situations=("overlap",),
)
def overlap_loses_no_month(trial: Trial) -> None:
    """Each month insured under both is in the total of both."""
    sample = _overlapping(trial)
    merged = trial.merged(sample)
    for code, view in merged.views.items():
        expected = view_of(trial.agreement, sample, code)
        if expected.both:
            trial.met("overlap")
        assert expected.both <= set(view.total), f"{code} loses months that are insured under both parties"


@holds("The other party's months change nothing of a party's own months under its own law.", "overlap")
def own_months_whatever_the_other_has(trial: Trial) -> None:
    """Dated own months are the same without the other party's periods."""
    sample = trial.draw(samples(trial.subject, manners=("plain", "broken", "refunded")))
    merged = trial.merged(sample)
    for code, view in merged.views.items():
        other = trial.agreement.other(code)
        if sample.of(other) and sample.of(code):
            trial.met("tried")
        alone = trial.subject.merged(sample.without(other))
        same_months(f"own months of {code}", view.own, alone.views[code].own)
