"""What follows from whose law covers a piece of work: the certificate, the extension, and contributions paid twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from totalisation.agreement import Agreement
from totalisation.coverage.answer import CertificateAdvice, DoubleContribution, ExtensionAdvice, Stretch
from totalisation.coverage.days import LAST_DAY, after, merged, within, without
from totalisation.coverage.selection import Selection
from totalisation.coverage.work import PieceOfWork
from totalisation.rules import Computation


def certificate_advice(
    piece: PieceOfWork, agreement: Agreement, stretches: tuple[Stretch, ...]
) -> CertificateAdvice | None:
    """The certificate for the days under a law that is not that of the place of work."""
    abroad = [each for each in stretches if each.party is not None and each.party != piece.place]
    if not abroad:
        return None
    first, last = abroad[0].first, abroad[-1].last
    party, term = abroad[0].party, abroad[0].term
    assert party is not None
    said = agreement.coverage.certificate
    asked_by = None
    if said is not None:
        asked_by = {
            "detached": said.detached_asked_by,
            "local_hire": said.local_hire_asked_by,
            "self_employed": said.self_employed_asked_by,
            "self_employed_detached": said.self_employed_asked_by,
        }.get(piece.kind)
    issued = [(each.first, each.last) for each in piece.certificates if each.party == party]
    uncovered = tuple(
        span for each in abroad if each.party == party for span in without((each.first, each.last or LAST_DAY), issued)
    )
    return CertificateAdvice(party, piece.place, first, last, asked_by, uncovered, said or term)


def extension_advice(
    agreement: Agreement, selection: Selection, computation: Computation | None
) -> ExtensionAdvice | None:
    """The extension that the agreement still allows, or None; none for work that ended before it had effect."""
    if computation is None or selection.home is None or not selection.home.extension_months:
        return None
    granted, longest = computation.value("granted_end"), computation.value("longest_end")
    if not computation.value("home_law_holds") or granted >= longest:
        return None
    effect, work_end = agreement.provision("coverage").date, computation.facts["work_end"][0]
    if longest < effect or (work_end is not None and work_end < effect):
        return None
    said = agreement.coverage.certificate
    notice = None if said is None else said.extension_notice_days
    return ExtensionAdvice(
        after(granted),
        longest,
        computation.value("extension_needed"),
        None if said is None else said.extension_needs,
        None if notice is None else granted - timedelta(days=notice),
        granted,
        selection.home.term,
    )


def double_contributions(
    piece: PieceOfWork, agreement: Agreement, stretches: tuple[Stretch, ...]
) -> Iterator[DoubleContribution]:
    """Contributions paid to a party whose law does not cover the work, and those that it may claim."""
    for stretch in stretches:
        if stretch.party is None:
            continue
        other = agreement.other(stretch.party)
        days = (stretch.first, stretch.last or LAST_DAY)
        paid = merged(
            span
            for each in piece.contributions
            if each.party == other and (span := within(days, (each.first, each.last))) is not None
        )
        for first, last in paid:
            yield DoubleContribution(other, stretch.party, first, last, True, stretch.term)
        if stretch.party != piece.place:
            issued = [(each.first, each.last) for each in piece.certificates if each.party == stretch.party]
            for first, last in without(days, [*issued, *paid]):
                until = None if last == LAST_DAY else last
                yield DoubleContribution(other, stretch.party, first, until, False, stretch.term)
