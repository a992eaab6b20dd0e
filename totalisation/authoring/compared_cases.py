"""Cases on which two agreements of the same parties may differ; this module needs hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from totalisation.agreement import Agreement
from totalisation.case import Case
from totalisation.conformance.sample import Sample, Spell, case_of
from totalisation.conformance.strategies import national_classes, national_samples, window_of
from totalisation.conformance.subject import Subject
from totalisation.counted_time import minimum_months

LONG_CAREER = 300
"""Months with which the other party makes up what one party lacks."""


def compared_cases(left: Agreement, right: Agreement) -> st.SearchStrategy[Case]:
    """Cases that the schemes of ``left`` can decide, many of them where the two agreements part.

    Half are any careers; half have own time at, just below or just above a minimum of either agreement, made
    up by the other party. Claims fall on days near the provisions of both.
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
        spells = (
            Spell(code, kinds[code], last - own + 1, last),
            Spell(other, kinds[other], last - own - LONG_CAREER, last - own),
        )
        return replace(sample, spells=spells)

    return st.one_of(samples, near_a_minimum()).map(lambda sample: case_of(sample, left))
