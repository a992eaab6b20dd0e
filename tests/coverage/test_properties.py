"""What holds of every piece of work, whatever the terms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.coverage.works import answered, detachment
from totalisation.agreement import Agreement
from totalisation.coverage.answer import CoverageAnswer

STARTS = st.dates(date(2018, 1, 1), date(2030, 12, 31))
LENGTHS = st.integers(0, 2000)
TERMS = st.builds(
    lambda first, extension, ends, earliest, longer: detachment(
        first_months=first,
        extension_months=extension,
        ends=ends,
        earliest_count="2020-01-01" if earliest else None,
        when_longer=longer,
    ),
    st.integers(1, 36),
    st.integers(0, 24),
    st.sampled_from(["to_the_day", "with_the_month"]),
    st.booleans(),
    st.sampled_from(["first_months", "not_detached"]),
)


def sent(agreement: Agreement, start: date, days: int, **piece: Any) -> CoverageAnswer:
    end = start + timedelta(days=days)
    return answered(
        agreement, kind="detached", employer="AA", place="BB", start=start.isoformat(), end=end.isoformat(), **piece
    )


def under(answer: CoverageAnswer, party: str | None) -> set[date]:
    """The days under one law."""
    found: set[date] = set()
    for each in answer.stretches:
        assert each.last is not None
        if each.party == party:
            found |= {each.first + timedelta(days=at) for at in range((each.last - each.first).days + 1)}
    return found


@given(TERMS, STARTS, LENGTHS)
def test_each_day_is_under_exactly_one_law_once_the_agreement_has_effect(
    agreement: Agreement, start: date, days: int
) -> None:
    answer = sent(agreement, start, days)
    at = start
    for each in answer.stretches:
        assert each.first == at
        assert each.last is not None
        assert (each.party is None) == (each.last < agreement.entry_into_force.date)
        at = each.last + timedelta(days=1)
    assert at == start + timedelta(days=days + 1)


@given(TERMS, STARTS, st.integers(1, 2000), st.data())
def test_a_posting_split_in_two_without_interruption_is_under_the_same_laws(
    agreement: Agreement, start: date, days: int, data: st.DataObject
) -> None:
    whole = sent(agreement, start, days)
    cut = start + timedelta(days=data.draw(st.integers(1, days)))
    earlier = [{"from": start.isoformat(), "to": (cut - timedelta(days=1)).isoformat()}]
    second = sent(agreement, cut, days - (cut - start).days, earlier=earlier)
    for party in ("AA", "BB", None):
        assert under(second, party) == {day for day in under(whole, party) if day >= cut}


@given(TERMS, STARTS, LENGTHS, st.integers(1, 400))
def test_where_the_first_months_count_in_any_case_longer_work_takes_no_day_from_the_home_law(
    agreement: Agreement, start: date, days: int, more: int
) -> None:
    (term,) = agreement.detachment
    if term.when_longer == "first_months":
        assert under(sent(agreement, start, days), "AA") <= under(sent(agreement, start, days + more), "AA")


@given(TERMS, STARTS, LENGTHS)
def test_an_extension_to_its_end_is_never_needed_again_and_adds_only_days_under_the_home_law(
    agreement: Agreement, start: date, days: int
) -> None:
    answer = sent(agreement, start, days)
    extension = answer.extension
    if extension is None or extension.last < start:
        return
    extended = sent(agreement, start, days, extended_until=extension.last.isoformat())
    assert extended.extension is None
    assert under(answer, "AA") <= under(extended, "AA")
    assert under(extended, "AA") | under(extended, "BB") == under(answer, "AA") | under(answer, "BB")
    if extension.needed:
        assert under(extended, "AA") - under(answer, "AA") or extension.last < agreement.entry_into_force.date


@given(TERMS, STARTS, LENGTHS)
def test_with_a_certificate_for_its_days_nothing_is_left_to_claim(agreement: Agreement, start: date, days: int) -> None:
    answer = sent(agreement, start, days)
    if answer.certificate is None:
        assert answer.double == ()
        return
    assert answer.certificate.last is not None
    span = {"party": "AA", "from": answer.certificate.first.isoformat(), "to": answer.certificate.last.isoformat()}
    certified = sent(agreement, start, days, certificates=[span])
    assert certified.double == ()
    assert certified.certificate is not None
    assert certified.certificate.uncovered == ()
