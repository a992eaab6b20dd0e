"""Cases on which two agreements of the same parties may differ; this module needs hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from totalisation.agreement import Agreement, Unit
from totalisation.case import Case
from totalisation.conformance.sample import Sample, Spell, case_of
from totalisation.conformance.strategies import (
    convertible_units,
    national_classes,
    national_samples,
    room,
    third_states,
    window_of,
)
from totalisation.conformance.subject import Subject
from totalisation.counted_time import minimum_months

LONG_CAREER = 300
"""Months with which the other party makes up what one party lacks."""


def compared_cases(left: Agreement, right: Agreement) -> st.SearchStrategy[Case]:
    """Cases that the schemes of ``left`` can decide, many of them where the two agreements part.

    Some are any careers; some have own time at, just below or just above a minimum of either agreement, made
    up by the other party. Where the two part on refunds, on units or on third states, some have a refunded period, one
    certified in another unit, or a third state's months. Claims fall on days near the provisions of both.
    """
    subject = Subject(left)
    days = [*subject.national_claim_days, *Subject(right).national_claim_days]
    samples = national_samples(subject)
    edges = sorted(
        {
            max(minimum_months(agreement.parties[code]) + step, 1)
            for agreement in (left, right)
            for code in left.codes
            for step in (-1, 0, 1)
        }
    )

    @st.composite
    def near_a_minimum(draw: st.DrawFn) -> Sample:
        sample = replace(draw(samples), claim=draw(st.sampled_from(days)))
        code = draw(st.sampled_from(left.codes))
        other = left.other(code)
        last = window_of(sample.claim_month, sample.born)[1]
        own = draw(st.sampled_from(edges))
        kinds = {each: draw(st.sampled_from(national_classes(subject.schemes[each]))) for each in left.codes}
        rest = Spell(other, kinds[other], last - own - LONG_CAREER, last - own)
        spells = (Spell(code, kinds[code], last - own + 1, last), draw(in_some_manner(rest)))
        return replace(sample, spells=spells)

    units = [unit for unit in convertible_units(left) if unit in convertible_units(right)]

    def in_some_manner(spell: Spell) -> st.SearchStrategy[Spell]:
        """The spell as it is, and refunded or as a number of units where the agreements part on these."""
        manners = [st.just(spell)]
        if left.refunded_periods != right.refunded_periods:
            manners.append(st.just(replace(spell, refunded=True)))
        if left.parties[spell.party].scheme == "declared" and any(
            left.parties[code].conversion != right.parties[code].conversion for code in left.codes
        ):
            manners += [certified(spell, unit) for unit in units if unit != "months"]
        return st.one_of(manners)

    @st.composite
    def certified(draw: st.DrawFn, spell: Spell, unit: Unit) -> Spell:
        return replace(spell, unit=unit, number=draw(st.integers(1, room(unit, spell.first, spell.last))))

    states = sorted({*third_states(left), *third_states(right)})

    @st.composite
    def with_a_third_state(draw: st.DrawFn) -> Sample:
        """Both parties' months one after the other, and before them those of a third state."""
        sample = replace(draw(samples), claim=draw(st.sampled_from(days)))
        last = window_of(sample.claim_month, sample.born)[1]
        found: list[Spell] = []
        for code in draw(st.permutations(left.codes)):
            months = draw(st.integers(1, 150))
            kind = draw(st.sampled_from(national_classes(subject.schemes[code])))
            found.append(Spell(code, kind, last - months + 1, last))
            last -= months
        months = draw(st.integers(1, LONG_CAREER))
        found.append(Spell(draw(st.sampled_from(states)), "compulsory", last - months + 1, last))
        return replace(sample, spells=tuple(found))

    parts = [samples, near_a_minimum()]
    if left.third_state_periods != right.third_state_periods:
        parts.append(with_a_third_state())
    return st.one_of(parts).map(lambda sample: case_of(sample, left))
