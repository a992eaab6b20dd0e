"""What a register of certificates of coverage shows: overlaps, gaps, and terms that run longer than allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from totalisation.agreement import Agreement
from totalisation.case import Period
from totalisation.coverage.days import Span, after, before, end_after, merged, within
from totalisation.coverage.work import WorkKind
from totalisation.months import NO_MONTHS, MonthSet, first_day, last_day, month_of
from totalisation.periods import broken_months, whole_months
from totalisation.schemes import scheme_named
from totalisation.term import Term


@dataclass(frozen=True, slots=True)
class Registered:
    """A certificate in a register: ``last`` is the day on which it ended, if it was ended early."""

    number: str
    party: str
    """The party that issued it, whose law covers the work."""
    kind: WorkKind
    first: date
    last: date
    extends: bool = False
    """Whether it extends another of the same posting."""


FindingKind = Literal["two_laws", "twice", "gap", "too_long", "before_effect", "paid_twice", "not_insured"]
"""Days certified by both parties; twice by one; days between two certificates of one party; days beyond what the
agreement allows; days before it has effect; months that the other party was paid for; months that the issuing
party did not insure."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a register shows about a certificate."""

    kind: FindingKind
    first: date
    last: date
    other: str | None = None
    """The number of the other certificate."""
    party: str | None = None
    term: Term | None = None


def findings_about(
    certificate: Registered, others: Sequence[Registered], periods: Sequence[Period], agreement: Agreement
) -> tuple[Finding, ...]:
    """What stands out about ``certificate``, beside the ``others`` of the same person and the insured periods.

    Where no period of the person is given, nothing is said about periods.
    """
    found = [*_before_effect(certificate, agreement), *_beside(certificate, others)]
    found += [*_too_long(certificate, others, agreement)]
    if periods:
        found += [*_beside_periods(certificate, periods, agreement)]
    return tuple(sorted(found, key=lambda each: (each.first, each.kind)))


def _before_effect(certificate: Registered, agreement: Agreement) -> Iterator[Finding]:
    provision = agreement.provision("coverage")
    if certificate.first < provision.date:
        yield Finding("before_effect", certificate.first, min(before(provision.date), certificate.last), term=provision)


def _beside(certificate: Registered, others: Sequence[Registered]) -> Iterator[Finding]:
    span = (certificate.first, certificate.last)
    for other in others:
        shared = within(span, (other.first, other.last))
        if shared is not None:
            kind: FindingKind = "twice" if other.party == certificate.party else "two_laws"
            yield Finding(kind, *shared, other=other.number, party=other.party)
    earlier = [each for each in others if each.party == certificate.party and each.last < certificate.first]
    if earlier:
        nearest = max(earlier, key=lambda each: each.last)
        if after(nearest.last) < certificate.first:
            yield Finding("gap", after(nearest.last), before(certificate.first), nearest.number, certificate.party)


def _too_long(certificate: Registered, others: Sequence[Registered], agreement: Agreement) -> Iterator[Finding]:
    """Days beyond the longest time that the agreement allows, counted with certificates that follow without a gap."""
    limit = _limit(certificate, agreement)
    if limit is None:
        return
    term, first_months, extension_months, ends, earliest_count = limit
    same: list[Span] = [
        (each.first, each.last) for each in others if each.party == certificate.party and each.kind == certificate.kind
    ]
    chain = next(
        span
        for span in merged([*same, (certificate.first, certificate.last)])
        if within(span, (certificate.first,) * 2)
    )
    start = chain[0] if earliest_count is None else max(chain[0], earliest_count)
    months = first_months + (extension_months if certificate.extends else 0)
    allowed = end_after(start, months, ends)
    if certificate.last > allowed:
        yield Finding("too_long", max(certificate.first, after(allowed)), certificate.last, term=term)


def _limit(certificate: Registered, agreement: Agreement) -> tuple[Term, int, int, str, date | None] | None:
    if certificate.kind in ("detached", "self_employed_detached"):
        activity = "employed" if certificate.kind == "detached" else "self_employed"
        for term in agreement.detachment:
            if term.sender == certificate.party and activity in term.activities:
                return term, term.first_months, term.extension_months, term.ends, term.earliest_count
    if certificate.kind == "local_hire":
        for hire in agreement.coverage.local_hires:
            if hire.law == certificate.party and hire.months is not None:
                return hire, hire.months, 0, "to_the_day", hire.earliest_count
    return None


def _beside_periods(certificate: Registered, periods: Sequence[Period], agreement: Agreement) -> Iterator[Finding]:
    whole = MonthSet.span(month_of(certificate.first), month_of(certificate.last))
    if certificate.first > first_day(month_of(certificate.first)):
        whole -= MonthSet.span(month_of(certificate.first), month_of(certificate.first))
    if certificate.last < last_day(month_of(certificate.last)):
        whole -= MonthSet.span(month_of(certificate.last), month_of(certificate.last))
    whole = whole.since(month_of(agreement.provision("coverage").date))
    other = agreement.other(certificate.party)
    for first, last in (whole & paid_months(periods, other, agreement)).runs():
        yield Finding("paid_twice", first_day(first), last_day(last), party=other)
    own = paid_months(periods, certificate.party, agreement)
    if own:
        # What lies after the last month that the issuing party has told of is not known yet.
        for first, last in (whole.until(own.last) - own).runs():
            yield Finding("not_insured", first_day(first), last_day(last), party=certificate.party)


def paid_months(periods: Sequence[Period], party: str, agreement: Agreement) -> MonthSet:
    """The months of compulsory insurance under one party whose contributions were not refunded."""
    kinds = scheme_named(agreement.parties[party].scheme).kinds
    months = NO_MONTHS
    for each in periods:
        known = kinds.get(each.kind)
        if each.party == party and known is not None and known.kind_class == "compulsory" and not each.refunded:
            months |= NO_MONTHS if each.count else whole_months(each) - broken_months(each)
    return months
