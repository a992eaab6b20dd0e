"""Samples drawn by hypothesis for any agreement: its parties, its terms' units and dates, their boundaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from hypothesis import strategies as st

from totalisation.agreement import Agreement, KindsTerm, Unit
from totalisation.conformance.applicability import totalising
from totalisation.conformance.plain import per_unit, view_of
from totalisation.conformance.plain_decision import method_of, totalises
from totalisation.conformance.sample import Figure, Sample, Spell
from totalisation.conformance.subject import Subject
from totalisation.months import Month, first_day, last_day
from totalisation.periods import KindClass
from totalisation.schemes.base import Scheme

YOUNGEST: Final = 15 * 12
"""No case may hold work before this age, in months."""

LONGEST_NATIONAL: Final = 24 * 12
"""Months before a claim in which a sample for national schemes is insured: older law may not be encoded."""

EARLIEST_BIRTH: Final = 1900 * 12
"""No case may hold an earlier month."""

UNITS: Final[tuple[Unit, ...]] = ("days", "weeks", "months", "quarters", "years")
KIND_CLASSES: Final[tuple[KindClass, ...]] = ("compulsory", "voluntary", "credited", "deemed", "residence")

_MANNERS = ("plain",) * 5 + ("broken", "refunded", "undated", "undated")


def convertible_units(agreement: Agreement) -> list[Unit]:
    """The units that the terms of both parties make into months."""
    return [
        unit
        for unit in UNITS
        if all(per_unit(unit, terms.conversion) is not None for terms in agreement.parties.values())
    ]


def room(unit: Unit, first: Month, last: Month) -> int:
    """How many units a case may certify between two months."""
    if unit == "days":
        return (last_day(last) - first_day(first)).days + 1
    if unit == "weeks":
        return ((last_day(last) - first_day(first)).days + 1) // 7
    if unit == "months":
        return last - first + 1
    years = last // 12 - first // 12 + 1
    return 4 * years if unit == "quarters" else years


@st.composite
def spells(
    draw: st.DrawFn,
    party: str,
    window: tuple[Month, Month],
    units: Sequence[Unit],
    classes: Sequence[KindClass] = KIND_CLASSES,
    manners: Sequence[str] = _MANNERS,
) -> Spell:
    """One spell of ``party`` within the months of ``window``."""
    first = draw(st.integers(*window))
    most = window[1] - first
    length = draw(st.one_of(st.integers(0, min(most, 30)), st.integers(0, min(most, 300))))
    spell = Spell(party, draw(st.sampled_from(classes)), first, first + length)
    manner = draw(st.sampled_from(manners))
    if manner == "refunded":
        return replace(spell, refunded=True)
    if manner == "broken":
        broken = draw(st.sets(st.integers(spell.first, spell.last), max_size=4))
        return replace(spell, broken=tuple(sorted(broken)))
    if manner == "undated" and units:
        unit = draw(st.sampled_from(units))
        return replace(spell, unit=unit, number=draw(st.integers(1, room(unit, spell.first, spell.last))))
    return spell


def window_of(claim_month: Month, born: Month) -> tuple[Month, Month]:
    """The months in which a person can have been insured before a claim."""
    return max(born + YOUNGEST, claim_month - 540), claim_month - 1


def claim_days(subject: Subject) -> st.SearchStrategy[date]:
    """Days of claim: mostly some years after the provision on totalisation, at times around its first day."""
    provision = subject.provision_day
    month = provision.year * 12 + provision.month - 1
    return st.one_of(
        st.integers(0, 120).map(lambda shift: first_day(month + 1 + shift)),
        st.integers(0, 120).map(lambda shift: last_day(month + shift)),
        st.sampled_from([-400, -31, -1, 0, 1]).map(lambda shift: provision + timedelta(days=shift)),
    )


def third_states(agreement: Agreement) -> list[str]:
    """A third state that the agreement does not link, and those that it does."""
    linked = () if agreement.third_state_periods is None else agreement.third_state_periods.states
    stranger = next(each for each in ("ZZ", "ZY", "ZX", "ZW") if each not in {*agreement.codes, *linked})
    return [stranger, *linked[:3]]


@st.composite
def samples(
    draw: st.DrawFn,
    subject: Subject,
    *,
    claims: st.SearchStrategy[date] | None = None,
    classes: Sequence[KindClass] = KIND_CLASSES,
    manners: Sequence[str] = _MANNERS,
    third: bool = True,
    most_spells: int = 3,
) -> Sample:
    """A person with spells under both parties, and figures under which the terms alone decide."""
    agreement = subject.agreement
    claim = draw(claims if claims is not None else claim_days(subject))
    claim_month = claim.year * 12 + claim.month - 1
    born = max(claim_month - draw(st.integers(50 * 12, 75 * 12)), EARLIEST_BIRTH)
    window = window_of(claim_month, born)
    units = convertible_units(agreement)
    found: list[Spell] = []
    for code in agreement.codes:
        found += draw(st.lists(spells(code, window, units, classes, manners), max_size=most_spells))
    if third:
        for code in draw(st.lists(st.sampled_from(third_states(agreement)), max_size=1)):
            found.append(draw(spells(code, window, (), classes, ("plain", "refunded"))))
    sample = Sample(
        tuple(found),
        born,
        claim,
        draw(st.sampled_from(("female", "male"))),
        draw(st.sampled_from((agreement.codes[0], agreement.codes[1], None, "ZZ"))),
    )
    return draw(with_figures(subject, sample))


@st.composite
def with_figures(draw: st.DrawFn, subject: Subject, sample: Sample) -> Sample:
    """The sample with declared figures: the months required lie often at what the person has, or just above."""
    agreement = subject.agreement
    age = sample.claim_month - sample.born
    figures: dict[str, dict[str, Figure]] = {}
    for code in agreement.codes:
        view = view_of(agreement, sample, code)
        own, total = len(view.own), len(view.total)
        required = draw(
            st.one_of(
                st.sampled_from((total, own + 1, max(total, own), own, total + 1)),
                st.integers(0, 480),
            )
        )
        pension = draw(st.integers(0, 5_000_000))
        halves = draw(st.sampled_from((0, 0, 0, 1)))
        figures[code] = {
            "required_months": max(required, 0),
            "pension_age_months": age + draw(st.sampled_from((-60, -1, 0, -12, 1, 30))),
            "monthly_pension": f"{2 * pension + 1}/2" if halves else pension,
        }
        ratio = agreement.parties[code].ratio
        if ratio is not None and ratio.full_benefit_cap:
            figures[code]["full_benefit_months"] = draw(st.integers(1, 600))
        if ratio is not None and ratio.denominator == "computation_months":
            figures[code]["computation_months"] = draw(st.integers(1, 600))
        method = method_of(agreement.parties[code])
        if totalises(agreement, code) and method == "direct_and_flat_part":
            figures[code]["flat_part"] = draw(st.integers(0, 1_000_000))
        if totalises(agreement, code) and method in ("pro_rata", "higher_of_independent_and_pro_rata"):
            figures[code]["theoretical_amount"] = pension + draw(st.integers(0, 3_000_000))
    return replace(sample, figures=figures)


def entitled_by_totalisation(subject: Subject, code: str, sample: Sample) -> Sample:
    """The same person, of age and just short of what ``code`` requires on own periods, with all that it needs.

    The claim is made after the provision, and the other party's periods make up what is missing.
    """
    view = view_of(subject.agreement, sample, code)
    age = sample.claim_month - sample.born
    total = max(len(view.total), 1)
    return replace(
        sample.with_figures(code, required_months=total, pension_age_months=age - 12),
        nationality=subject.codes[0],
    )


def after_provision(subject: Subject) -> st.SearchStrategy[date]:
    """Days of claim on which periods are totalised."""
    provision = subject.provision_day
    month = provision.year * 12 + provision.month - 1
    return st.integers(0, 120).map(lambda shift: last_day(month + shift))


@st.composite
def totalised_samples(draw: st.DrawFn, subject: Subject, codes: Sequence[str] | None = None) -> tuple[str, Sample]:
    """A party, and a person who, as far as time and age go, is entitled there by totalisation alone."""
    agreement = subject.agreement
    code = draw(st.sampled_from(list(codes) if codes is not None else totalising(subject)))
    sample = draw(samples(subject, claims=after_provision(subject), most_spells=2))
    window = window_of(sample.claim_month, sample.born)
    first = draw(st.integers(window[0], window[1] - 120))
    lengths = draw(st.tuples(st.integers(13, 150) | st.integers(13, 150) | st.integers(150, 420), st.integers(13, 150)))
    kind_class = counted_class(agreement.parties[code].own_periods)
    contingency = Spell(code, kind_class, window[1] - lengths[0] + 1, window[1])
    own = Spell(code, kind_class, first, min(first + lengths[0], window[1]))
    other = agreement.other(code)
    start = draw(st.integers(window[0], window[1] - 1))
    foreign = Spell(
        other,
        draw(st.sampled_from(_classes(agreement.parties[code].foreign_periods))),
        start,
        min(start + lengths[1], window[1]),
    )
    mine = contingency if agreement.parties[code].contingency is not None else own
    sample = sample.with_spells(mine, foreign, *sample.spells[:2])
    return code, entitled_by_totalisation(subject, code, draw(with_figures(subject, sample)))


def _classes(term: KindsTerm | None) -> Sequence[KindClass]:
    return KIND_CLASSES if term is None or not term.classes else term.classes


def counted_class(term: KindsTerm | None) -> KindClass:
    """A class of period that the term counts."""
    return next(each for each in KIND_CLASSES if each in _classes(term))


@st.composite
def national_samples(draw: st.DrawFn, subject: Subject) -> Sample:
    """A person whom the schemes of the file can decide: their own kinds of period, and figures for earnings."""
    claim = draw(st.sampled_from(subject.national_claim_days))
    claim_month = claim.year * 12 + claim.month - 1
    born = claim_month - draw(st.integers(54 * 12, 72 * 12))
    window = max(born + YOUNGEST, claim_month - LONGEST_NATIONAL), claim_month - 1
    found: list[Spell] = []
    for code, scheme in subject.schemes.items():
        known = national_classes(scheme)
        found += draw(st.lists(spells(code, window, (), known, ("plain", "plain", "broken")), min_size=1, max_size=2))
    figures = {
        code: {name: draw(st.integers(low, high)) for name, (low, high) in scheme.stand_ins.items()}
        for code, scheme in subject.schemes.items()
    }
    return Sample(
        tuple(found),
        born,
        claim,
        draw(st.sampled_from(("female", "male"))),
        draw(st.sampled_from((*subject.codes, None))),
        figures,
    )


def national_classes(scheme: Scheme) -> list[KindClass]:
    """The classes of period that a scheme knows."""
    return [each for each in KIND_CLASSES if any(kind.kind_class == each for kind in scheme.kinds.values())]
