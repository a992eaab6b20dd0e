"""What is told with a result: steps, ledger, doubts, other readings, sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hypothesis import strategies as st

from totalisation.agreement import Term
from totalisation.conformance.applicability import by_the_month, no_totalisation, sharing, totalising
from totalisation.conformance.comparison import answers, months
from totalisation.conformance.plain import view_of
from totalisation.conformance.properties.independence import undecidable
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample
from totalisation.conformance.strategies import national_samples, samples, totalised_samples
from totalisation.conformance.subject import Subject
from totalisation.determination import Determination
from totalisation.messages import FaultsError
from totalisation.parameters import UNITS, Table
from totalisation.party_result import PartyResult
from totalisation.rules import Quantity


def _some(trial: Trial) -> Sample:
    """A sample in which totalisation is as frequent as not, where it is possible at all."""
    if totalising(trial.subject) and trial.draw(st.booleans()):
        sample: Sample = trial.draw(totalised_samples(trial.subject))[1]
        return sample
    plain: Sample = trial.draw(samples(trial.subject))
    return plain


def _national(trial: Trial, *, record: bool = True) -> Determination | None:
    try:
        return trial.decided_nationally(trial.draw(national_samples(trial.subject)), record=record)
    except FaultsError:
        return None


@holds("Amounts are the same with the explanation and without it.", situations=("entitled",))
def explained_and_plain_agree(trial: Trial) -> None:
    """Everything that is told, with steps recorded and without."""
    sample = _some(trial)
    plain = trial.subject.decided(sample, record=False)
    explained = trial.decided(sample, record=True)
    if any(result.entitled for result in explained.parties.values()):
        trial.met("entitled")
    assert answers(plain) == answers(explained), "the explanation changes the result"


@holds(
    "Under the schemes of the file too, amounts are the same with the explanation and without it.",
    unless=undecidable,
    situations=("decided",),
)
def national_explained_and_plain_agree(trial: Trial) -> None:
    """Everything that is told by the schemes of the file."""
    explained = _national(trial)
    if explained is None or trial.sample is None:
        return
    trial.met("decided")
    plain = trial.decided_nationally(trial.sample, record=False)
    assert answers(plain) == answers(explained), "the explanation changes the result"


def _sound_steps(result: PartyResult) -> None:
    known = {id(each) for each in result.steps}
    for step in result.steps:
        assert step.unit in UNITS, f"the step {step.name} has no unit"
        if step.origin != "rule":
            continue
        for needed in step.inputs:
            assert needed.origin != "rule" or id(needed) in known, f"{step.name} rests on {needed.name}, not told"
    names = [each.name for each in result.steps]
    assert len(names) == len(set(names)), "a quantity is told twice"
    if result.entitled:
        last = [each for each in result.steps if each.name == "monthly_amount"]
        assert last, "the amount has no step"
        assert last[0].value == result.monthly_amount, "the amount told is not that of its step"


def _recomputed(result: PartyResult) -> None:
    for computation in result.computations:
        for step in computation.steps:
            if step.origin == "rule":
                again = computation.rules[step.name].function(*[each.value for each in step.inputs])
                assert again == step.value, f"the step {step.name} cannot be recomputed from what is told"


@holds(
    "Each step of an explanation rests on steps, facts and figures that are told, and can be recomputed from them.",
    situations=("entitled",),
)
def explanation_is_complete(trial: Trial) -> None:
    """Inputs of each step, and the amount as the last of them."""
    determined = trial.decided(_some(trial))
    for result in determined.parties.values():
        if result.entitled:
            trial.met("entitled")
        _sound_steps(result)
        _recomputed(result)


@holds(
    "Under the schemes of the file too, each step can be recomputed from what is told.",
    unless=undecidable,
    situations=("entitled",),
)
def national_explanation_is_complete(trial: Trial) -> None:
    """Inputs of each step of national law."""
    determined = _national(trial)
    if determined is None:
        return
    for result in determined.parties.values():
        if result.entitled:
            trial.met("entitled")
        _sound_steps(result)
        _recomputed(result)


@holds(
    "A totalised result names every term that it rests on.",
    "totalise",
    "amount",
    "ratio",
    "minimum_own_period",
    "contingency",
    "provisions",
    "foreign_periods",
    "overlap",
    unless=no_totalisation,
)
def terms_used_are_told(trial: Trial) -> None:
    """The terms among those of the result."""
    code, sample = trial.draw(totalised_samples(trial.subject))
    result = trial.decided(sample).parties[code]
    if result.basis != "totalised":
        return
    trial.met("tried")
    agreement, terms = trial.agreement, trial.agreement.parties[code]
    view = view_of(agreement, sample, code)
    expected: list[Term | None] = [
        terms.totalise,
        terms.amount,
        terms.minimum_own_period,
        terms.contingency,
        terms.own_periods,
        terms.foreign_periods,
        terms.counting,
        terms.rounding,
        agreement.provision("totalisation"),
        agreement.earlier_periods,
        agreement.overlap if view.both else None,
        terms.ratio if code in sharing(trial.subject) else None,
    ]
    for term in expected:
        assert term is None or term in result.terms, f"{code} does not tell {type(term).__name__} {term.article}"


@holds(
    "Every term that was used and not read in its instrument is told as a doubt.",
    situations=lambda subject: ("doubted",) if list(_unread(subject)) else (),
)
def unread_terms_are_doubts(trial: Trial) -> None:
    """Doubts against the statuses of the terms told."""
    determined = trial.decided(_some(trial))
    told = {(each.party, each.citation, each.status) for each in determined.unverified if each.kind == "term"}
    for code, result in determined.parties.items():
        for term in result.terms:
            if term.status != "verified":
                trial.met("doubted")
                assert (code, term.citation, term.status) in told, f"{term.article} is unread, and no doubt is told"
    for _, citation, _ in told:
        assert citation.source in trial.agreement.sources, f"a doubt cites {citation.source}, which is no source"


def _unread(subject: Subject) -> Iterator[Term]:
    agreement = subject.agreement
    if not totalising(subject):
        return
    for terms in agreement.parties.values():
        for each in (terms.totalise, terms.amount, terms.ratio, terms.minimum_own_period, terms.foreign_periods):
            if each is not None and each.status != "verified":
                yield each


@holds(
    "Every figure and rule of law that was used and not read is told as a doubt.",
    unless=undecidable,
    situations=("decided",),
)
def unread_figures_are_doubts(trial: Trial) -> None:
    """Doubts against the statuses of the quantities used."""
    determined = _national(trial)
    if determined is None:
        return
    trial.met("decided")
    told = {(each.party, each.name) for each in determined.unverified}
    for code, result in determined.parties.items():
        for computation in result.computations:
            for each in computation.quantities:
                for name, status in _statuses(each):
                    assert status == "verified" or (code, name) in told, f"{name} was not read, and no doubt is told"


def _statuses(quantity: Quantity) -> Iterator[tuple[str, str]]:
    """The names and statuses of what was read for a quantity: of a table, each figure that was looked up."""
    if quantity.origin not in ("rule", "figure") or not quantity.citations:
        return
    if isinstance(quantity.value, Table):
        for key in quantity.value.used:
            yield f"{quantity.name}.{key}", quantity.status_of(key)
    else:
        yield quantity.name, quantity.status


def _no_questions(subject: Subject) -> str | None:
    if subject.agreement.interpretations:
        return None
    if all(not scheme.interpretations for scheme in subject.schemes.values()):
        return "neither the agreement nor its parties' schemes have open questions"
    return undecidable(subject)


@holds(
    "What another reading of an open question would make of the result is what choosing it makes of it.",
    unless=_no_questions,
    situations=("decided",),
)
def other_readings_are_what_they_make(trial: Trial) -> None:
    """Each alternative told, against a determination under it."""
    if trial.subject.national_claim_days:
        determined = _national(trial)
        decide = trial.decided_nationally
    else:
        determined = trial.decided(_some(trial))
        decide = trial.decided
    sample = trial.sample
    if determined is None or sample is None:
        return
    trial.met("decided")
    for used in determined.interpretations:
        for alternative in used.alternatives:
            chosen = {**sample.interpretations.get(used.party, {}), used.name: alternative.choice}
            other = _with_reading(sample, used.party, chosen)
            try:
                result = decide(other, record=False).parties[used.party]
            except FaultsError:
                continue
            found = (result.entitled, result.monthly_amount)
            assert (alternative.entitled, alternative.monthly_amount) == found, (
                f"{used.name} read as {alternative.choice} is told to make {alternative.monthly_amount} of the amount "
                f"of {used.party}, and makes {result.monthly_amount}"
            )


def _with_reading(sample: Sample, party: str, chosen: dict[str, str]) -> Sample:
    return replace(sample, interpretations={**sample.interpretations, party: chosen})


@holds("Each month of each period is accounted for: counted once, or left out for a reason that is told.")
def each_month_is_accounted_for(trial: Trial) -> None:
    """The stretches of each party's record, period by period."""
    sample = trial.draw(samples(trial.subject, manners=("plain", "broken", "refunded"), third=False))
    merged = trial.merged(sample)
    for code in trial.codes:
        counted: list[int] = []
        for number, spell in enumerate(sample.spells):
            if spell.party != code:
                continue
            trial.met("tried")
            stretches = [each for each in merged.records[code].ledger if each.period == number]
            told = _months_of((each.first, each.last) for each in stretches)
            assert sorted(told) == list(range(spell.first, spell.last + 1)), (
                "months of a period are told twice or never"
            )
            counted += _months_of((each.first, each.last) for each in stretches if each.counted)
        assert len(counted) == len(set(counted)), f"a month of {code} is counted for two periods"


@holds(
    "A month that the agreement leaves out is told with the reason.",
    "foreign_periods",
    "own_periods",
    "earlier_periods",
    "overlap",
    unless=lambda subject: None if by_the_month(subject) else "no party counts by the month",
)
def each_month_left_out_is_told(trial: Trial) -> None:
    """Months of either party that are missing from the view of one of them, against its ledger."""
    sample = trial.draw(samples(trial.subject, manners=("plain", "broken")))
    merged = trial.merged(sample)
    for code in by_the_month(trial.subject):
        view, other = merged.views[code], trial.agreement.other(code)
        theirs = months(merged.records[other].months) - months(view.foreign)
        own = months(view.own) - months(view.own_kept)
        for party, missing in ((other, theirs), (code, own)):
            told = set(_months_of((each.first, each.last) for each in view.ledger if each.party == party))
            trial.met("tried")
            if trial.agreement.parties[party].own_days is None:
                assert missing <= told, f"{code} leaves out {len(missing - told)} months of {party} and does not say so"


def _months_of(stretches: Iterable[tuple[int, int]]) -> list[int]:
    return [each for first, last in stretches for each in range(first, last + 1)]


@holds("Every article that a step of the agreement cites stands in one of its sources.", unless=no_totalisation)
def citations_resolve(trial: Trial) -> None:
    """Citations of steps, terms and remarks, against the sources of the agreement and of the scheme."""
    code, sample = trial.draw(totalised_samples(trial.subject))
    determined = trial.decided(sample)
    for result in determined.parties.values():
        sources = {*trial.agreement.sources, *result.scheme.sources}
        cited = [citation for step in result.steps for citation in step.citations]
        cited += [term.citation for term in result.terms]
        cited += [remark.citation for remark in result.remarks if remark.citation is not None]
        for citation in cited:
            trial.met("tried")
            assert citation.source in sources, f"{citation.source} {citation.article} is cited, and no source has it"
    steps = {step.name: step for step in determined.parties[code].steps}
    if determined.parties[code].basis == "totalised" and code in sharing(trial.subject):
        terms = trial.agreement.parties[code]
        ordered = terms.ratio or terms.amount
        assert ordered is not None
        assert ordered.citation in steps["ratio"].citations, "the ratio does not cite the term that orders it"


@holds(
    "Under the schemes of the file too, every citation stands in a source.",
    unless=lambda subject: undecidable(subject) or _no_law(subject),
    situations=("cited",),
)
def national_citations_resolve(trial: Trial) -> None:
    """Citations of steps of national law."""
    determined = _national(trial)
    if determined is None:
        return
    for result in determined.parties.values():
        sources = {*trial.agreement.sources, *result.scheme.sources}
        for step in result.steps:
            for citation in step.citations:
                trial.met("cited")
                assert citation.source in sources, f"{step.name} cites {citation.source}, which no source has"


def _no_law(subject: Subject) -> str | None:
    return None if any(each.sources for each in subject.schemes.values()) else "the declared scheme cites no law"
