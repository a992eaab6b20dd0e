"""What a person has on own periods alone, and that no agreement takes it away."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import strategies as st

from totalisation.conformance.applicability import totalising
from totalisation.conformance.plain_decision import method_of
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import KIND_CLASSES, national_classes, national_samples, samples, window_of
from totalisation.conformance.subject import Subject, middle_figures
from totalisation.determination import Determination
from totalisation.messages import FaultsError


def _insured_enough(trial: Trial) -> tuple[str, Sample]:
    """A person entitled under one party on own periods alone."""
    sample = trial.draw(samples(trial.subject))
    code = trial.draw(st.sampled_from(trial.codes))
    first, last = window_of(sample.claim_month, sample.born)
    start = trial.draw(st.integers(first, last - 24))
    spell = Spell(code, KIND_CLASSES[0], start, last)
    sample = sample.with_spells(*sample.spells, spell)
    age = sample.claim_month - sample.born
    return code, sample.with_figures(code, required_months=last - start + 1, pension_age_months=age)


@holds(
    "Who is entitled on own periods keeps that entitlement, whatever the other party's periods are.",
    "totalise",
    "overlap",
    "minimum_own_period",
)
def independent_entitlement_never_lost(trial: Trial) -> None:
    """Entitled alone, entitled with the other party's periods."""
    code, sample = _insured_enough(trial)
    alone = trial.subject.decided(sample.without(trial.agreement.other(code)), record=False).parties[code]
    together = trial.decided(sample, record=False).parties[code]
    assert alone.entitled, f"{code} refuses a person who meets its law on own periods"
    trial.met("tried")
    assert together.entitled, f"the other party's periods take away what {code} owes on its own"


def _never_lowered(subject: Subject) -> list[str]:
    """The parties whose terms pay at least the independent amount where own periods suffice."""
    found = []
    for code, terms in subject.agreement.parties.items():
        always = terms.totalise is not None and terms.totalise.when == "always"
        if code not in totalising(subject) or not always or method_of(terms).startswith("higher"):
            found.append(code)
    return found


@holds(
    "The other party's periods never lower what own periods earn.",
    "totalise",
    "amount",
    unless=lambda subject: None if _never_lowered(subject) else "periods are always added, and the amount shared",
)
def independent_amount_never_lowered(trial: Trial) -> None:
    """The amount with the other party's periods is no less; it is the same where these are not added."""
    code, sample = _insured_enough(trial)
    if code not in _never_lowered(trial.subject):
        return
    alone = trial.subject.decided(sample.without(trial.agreement.other(code)), record=False).parties[code]
    together = trial.decided(sample, record=False).parties[code]
    assert alone.monthly_amount is not None
    assert together.monthly_amount is not None
    trial.met("tried")
    assert together.monthly_amount >= alone.monthly_amount, f"{code} pays less than on own periods alone"
    if not method_of(trial.agreement.parties[code]).startswith("higher"):
        assert together.monthly_amount == alone.monthly_amount, f"{code} pays another amount than on own periods"
        assert together.basis == "independent", f"{code} totalises though own periods suffice"


@holds(
    "A result on own periods is the same whatever the person has under the other party.",
    "totalise",
    situations=("independent",),
)
def independent_result_is_its_own(trial: Trial) -> None:
    """Everything that is told of an independent pension, with and without the other party's periods."""
    code, sample = _insured_enough(trial)
    together = trial.decided(sample, record=False).parties[code]
    if together.basis != "independent":
        return
    trial.met("independent")
    third = tuple(each for each in sample.spells if each.party == code)
    alone = trial.subject.decided(sample.with_spells(*third), record=False).parties[code]
    told = ("own_months", "start", "monthly_amount_at_start", "monthly_amount", "average_earnings", "rate", "further")
    for name in told:
        assert getattr(together, name) == getattr(alone, name), f"{name} of {code} differs with the other's periods"


def undecidable(subject: Subject) -> str | None:
    """Unless the schemes of the file can decide something."""
    return None if subject.national_claim_days else "no day of claim could be decided under the schemes of the file"


def _decidable_careers(subject: Subject) -> Iterator[Sample]:
    """Short and long careers of both sexes on each day of claim, with figures in the middle of their ranges."""
    for day in subject.national_claim_days:
        month = day.year * 12 + day.month - 1
        for length in (30, 100, 180, 240):
            for sex in ("female", "male"):
                found = tuple(
                    Spell(code, national_classes(scheme)[0], month - length - place * 24, month - 1 - place * 24)
                    for place, (code, scheme) in enumerate(subject.schemes.items())
                )
                figures = {code: middle_figures(scheme) for code, scheme in subject.schemes.items()}
                yield Sample(found, month - 63 * 12, day, sex, subject.codes[0], figures)


@holds(
    "Most cases can be decided under the schemes of the file: figures of law are missing for few.",
    unless=undecidable,
    situations=("decided",),
    sampled=False,
)
def most_cases_are_decided(trial: Trial) -> None:
    """Careers on each day of claim near the provision."""
    decided = refused = 0
    for sample in _decidable_careers(trial.subject):
        if _decided(trial, sample) is None:
            refused += 1
        else:
            decided += 1
            trial.met("decided")
    assert decided > refused, f"{refused} of {decided + refused} cases need a figure of law that no file holds"


@holds(
    "Under the schemes of the file too, entitlement on own periods is never lost or lowered.",
    "totalise",
    "overlap",
    "amount",
    unless=undecidable,
    situations=("entitled alone",),
)
def national_entitlement_never_lost(trial: Trial) -> None:
    """Each party with and without the other's periods, by its own law."""
    sample = trial.draw(national_samples(trial.subject))
    together = _decided(trial, sample)
    for code in trial.codes:
        alone = _decided(trial, sample.without(trial.agreement.other(code)))
        if together is None or alone is None or not alone.parties[code].entitled:
            continue
        trial.met("entitled alone")
        before, after = alone.parties[code], together.parties[code]
        assert after.entitled, f"the other party's periods take away what {code} owes on its own"
        if code in _never_lowered(trial.subject):
            assert (after.monthly_amount or 0) >= (before.monthly_amount or 0), f"{code} pays less than on own periods"


@holds(
    "Under the schemes of the file too, what the other party's law makes of the person changes nothing here.",
    "earnings",
    "amount",
    unless=undecidable,
    situations=("entitled",),
)
def national_earnings_stay_at_home(trial: Trial) -> None:
    """The other party's figures for earnings exchanged for others."""
    sample = trial.draw(national_samples(trial.subject))
    code = trial.draw(st.sampled_from(trial.codes))
    other = trial.agreement.other(code)
    ranges = trial.subject.schemes[other].stand_ins
    changed = sample.with_figures(other, **{name: trial.draw(st.integers(*each)) for name, each in ranges.items()})
    here, there = _decided(trial, sample), _decided(trial, changed)
    if here is None or there is None:
        return
    before, after = here.parties[code], there.parties[code]
    if before.entitled:
        trial.met("entitled")
    assert (before.entitled, before.monthly_amount) == (after.entitled, after.monthly_amount), (
        f"earnings under {other} change what {code} pays"
    )


@holds(
    "Under the schemes of the file too, amounts are whole, not negative, and shared within the theoretical amount.",
    "amount",
    "ratio",
    unless=undecidable,
    situations=("entitled",),
)
def national_amounts_are_sound(trial: Trial) -> None:
    """Sign, kind and bounds of what the schemes yield."""
    sample = trial.draw(national_samples(trial.subject))
    determined = _decided(trial, sample)
    if determined is None:
        return
    for code, result in determined.parties.items():
        if not result.entitled:
            continue
        trial.met("entitled")
        for amount in (result.monthly_amount, result.monthly_amount_at_start, result.theoretical_amount):
            assert amount is None or (isinstance(amount, int) and amount >= 0), f"{code} is told to pay {amount}"
        assert result.start is not None, f"{code} pays from no month"
        if result.ratio is not None:
            assert 0 <= result.ratio <= 1, f"the ratio of {code} is {result.ratio}"


def _decided(trial: Trial, sample: Sample) -> Determination | None:
    try:
        return trial.decided_nationally(sample, record=False)
    except FaultsError:
        return None
