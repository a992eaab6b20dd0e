"""What a register of certificates shows, and that it shows nothing where nothing is wrong."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from totalisation.agreement_file import find_agreement
from totalisation.case import Period
from totalisation.coverage.days import end_after
from totalisation.coverage.register import Registered, findings_about
from totalisation.coverage.work import WorkKind

AGREEMENT = find_agreement("vn-kr")


def certificate(first: str, last: str, party: str = "KR", number: str = "1", **more: bool) -> Registered:
    return Registered(number, party, "detached", date.fromisoformat(first), date.fromisoformat(last), **more)


def period(party: str, first: str, last: str, kind: str = "compulsory") -> Period:
    return Period.model_validate({"party": party, "from": first, "to": last, "kind": kind})


def found(kept: Registered, *others: Registered, periods: tuple[Period, ...] = ()) -> list[tuple[str, str, str]]:
    told = findings_about(kept, others, periods, AGREEMENT)
    return [(each.kind, str(each.first), str(each.last)) for each in told]


def test_nothing_stands_out_about_a_first_certificate_and_its_extension() -> None:
    first, extension = (
        certificate("2024-01-01", "2028-12-31"),
        certificate("2029-01-01", "2031-12-31", number="2", extends=True),
    )
    assert found(first, extension) == []
    assert found(extension, first) == []


def test_days_beyond_what_the_agreement_allows() -> None:
    assert found(certificate("2024-01-01", "2029-01-31")) == [("too_long", "2029-01-01", "2029-01-31")]
    first = certificate("2024-01-01", "2028-12-31")
    longer = certificate("2029-01-01", "2032-02-29", number="2", extends=True)
    assert found(longer, first) == [("too_long", "2032-01-01", "2032-02-29")]
    split = certificate("2027-01-01", "2029-06-30", number="2")
    assert found(split, certificate("2024-01-01", "2026-12-31")) == [("too_long", "2029-01-01", "2029-06-30")]


def test_a_local_hire_s_certificate_is_held_to_its_own_term() -> None:
    hired = Registered("1", "KR", "local_hire", date(2025, 1, 1), date(2030, 1, 31))
    assert found(hired) == [("too_long", "2030-01-01", "2030-01-31")]


def test_days_before_the_agreement_has_effect() -> None:
    assert found(certificate("2023-07-01", "2024-12-31")) == [("before_effect", "2023-07-01", "2023-12-31")]


def test_overlaps_and_gaps_beside_other_certificates() -> None:
    kept = certificate("2025-01-01", "2025-12-31")
    other_party = certificate("2025-11-01", "2026-12-31", party="VN", number="2")
    twice = certificate("2024-06-01", "2025-01-31", number="3")
    before = certificate("2024-01-01", "2024-03-31", number="4")
    assert found(kept, other_party) == [("two_laws", "2025-11-01", "2025-12-31")]
    assert found(kept, twice) == [("twice", "2025-01-01", "2025-01-31")]
    assert found(kept, before) == [("gap", "2024-04-01", "2024-12-31")]


def test_insured_periods_that_do_not_fit() -> None:
    kept = certificate("2024-01-15", "2025-06-30")
    both = (period("KR", "2020-01", "2024-12", "workplace"), period("KR", "2025-04", "2025-12", "workplace"))
    assert found(kept, periods=both) == [("not_insured", "2025-01-01", "2025-03-31")]
    paid = (*both, period("VN", "2023-01", "2024-02"))
    assert found(kept, periods=paid)[0] == ("paid_twice", "2024-02-01", "2024-02-29")
    assert found(kept, periods=(period("KR", "2020-01", "2024-12", "workplace"),)) == []


KINDS = st.sampled_from(["detached", "local_hire", "ship"])
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


@given(KINDS, DAYS, st.integers(1, 2000), st.lists(st.tuples(DAYS, st.integers(0, 800)), max_size=4))
def test_overlaps_are_symmetrical_and_within_both(
    kind: WorkKind, first: date, days: int, others: list[tuple[date, int]]
) -> None:
    kept = Registered("0", "KR", kind, first, first + timedelta(days=days))
    more = [
        Registered(str(at), "VN" if at % 2 else "KR", kind, start, start + timedelta(days=length))
        for at, (start, length) in enumerate(others, 1)
    ]
    told = [each for each in findings_about(kept, more, (), AGREEMENT) if each.kind in ("twice", "two_laws")]
    by_number = {each.number: each for each in more}
    for each in told:
        assert kept.first <= each.first <= each.last <= kept.last
        other = by_number[str(each.other)]
        assert other.first <= each.first <= each.last <= other.last
        back = findings_about(other, [kept], (), AGREEMENT)
        assert (each.kind, each.first, each.last) in [(one.kind, one.first, one.last) for one in back]
    assert len(told) == sum(one.first <= kept.last and kept.first <= one.last for one in more)


@given(DAYS, st.integers(0, 120))
def test_a_certificate_is_too_long_from_the_day_after_the_first_period(first: date, months: int) -> None:
    kept = Registered("0", "KR", "detached", first, end_after(first, 60) + timedelta(days=months))
    told = [each for each in findings_about(kept, (), (), AGREEMENT) if each.kind == "too_long"]
    assert len(told) == (months > 0)
    assert all(each.first == end_after(first, 60) + timedelta(days=1) for each in told)
