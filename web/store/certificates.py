"""The register of certificates of coverage: entered, extended, ended, searched, and due to end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from web.store.audit import record
from web.store.cases import open_case
from web.store.columns import now
from web.store.errors import CertificateNumberTakenError, CertificateStateError, NotFoundError
from web.store.models import Certificate, StoredCase
from web.store.names import tidy, with_marks, without_marks
from web.store.roles import Actor, Permission

LONGEST_NUMBER: Final = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands on a certificate."""

    number: str
    agreement: str
    party: str
    place: str
    kind: str
    holder_name: str
    first: date
    last: date
    birth_date: str = ""
    """As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    employer_name: str = ""
    case_id: int | None = None


def enter_certificate(session: Session, actor: Actor, entry: Entry) -> Certificate:
    """Keep a certificate in the register of the actor's office.

    Raises NotAllowedError; CertificateNumberTakenError where the register has one of this number from this party;
    NotFoundError where its case is not one of the office.
    """
    actor.must(Permission.WRITE_CASES)
    if entry.case_id is not None:
        open_case(session, actor, entry.case_id)
    made = _added(session, actor, entry)
    record(session, actor, "certificate.entered", "certificate", made.id)
    return made


def open_certificate(session: Session, actor: Actor, certificate_id: int) -> Certificate:
    """A certificate of the actor's office. Raises NotAllowedError; NotFoundError also for another office's."""
    actor.must(Permission.READ_CASES)
    kept = session.get(Certificate, certificate_id)
    if kept is None or kept.office_id != actor.office_id:
        raise NotFoundError
    return kept


def note_reading(session: Session, actor: Actor, kept: Certificate) -> None:
    """Record that the actor has looked at a certificate."""
    record(session, actor, "certificate.read", "certificate", kept.id)


def extend_certificate(session: Session, actor: Actor, certificate_id: int, number: str, last: date) -> Certificate:
    """Keep the certificate that extends another, from the day after its end until ``last``.

    Raises NotAllowedError, NotFoundError, CertificateNumberTakenError; CertificateStateError where it was ended or
    extended already, or was erased.
    """
    actor.must(Permission.WRITE_CASES)
    kept = _changeable(session, actor, certificate_id)
    entry = Entry(
        number,
        kept.agreement,
        kept.party,
        kept.place,
        kept.kind,
        kept.holder_name,
        kept.last + timedelta(days=1),
        last,
        kept.birth_date,
        kept.employer_name,
        kept.case_id,
    )
    made = _added(session, actor, entry, kept.id)
    record(session, actor, "certificate.extended", "certificate", kept.id)
    return made


def end_certificate(session: Session, actor: Actor, certificate_id: int, ended_on: date, reason: str) -> Certificate:
    """Note that a certificate ended on a day before its last.

    Raises NotAllowedError, NotFoundError; CertificateStateError where it was ended or extended already, or was erased.
    """
    actor.must(Permission.WRITE_CASES)
    kept = _changeable(session, actor, certificate_id)
    assert actor.id is not None
    kept.ended_on, kept.end_reason = ended_on, reason
    kept.saved_by, kept.saved_at = actor.id, now()
    session.flush()
    record(session, actor, "certificate.ended", "certificate", kept.id)
    return kept


def erase_certificate(session: Session, actor: Actor, certificate_id: int) -> Certificate:
    """Erase the holder's data; number, party and days stay.

    Raises NotAllowedError, NotFoundError; CertificateStateError where they were erased already.
    """
    actor.must(Permission.HANDLE_PERSONS)
    kept = open_certificate(session, actor, certificate_id)
    if kept.erased_at is not None:
        raise CertificateStateError("erased")
    erase_holder(kept)
    session.flush()
    record(session, actor, "certificate.erased", "certificate", kept.id)
    return kept


def erase_holder(kept: Certificate) -> None:
    """Take what tells the person out of a certificate."""
    kept.holder_name = kept.search_name = kept.birth_date = kept.employer_name = ""
    kept.end_reason = None
    kept.erased_at = now()


def _changeable(session: Session, actor: Actor, certificate_id: int) -> Certificate:
    """The certificate, if it was neither ended, extended nor erased; no other can change it meanwhile."""
    open_certificate(session, actor, certificate_id)
    found = select(Certificate).where(Certificate.id == certificate_id).with_for_update()
    kept = session.execute(found.execution_options(populate_existing=True)).scalar_one()
    if kept.erased_at is not None:
        raise CertificateStateError("erased")
    if kept.ended_on is not None:
        raise CertificateStateError("ended")
    if session.scalar(select(Certificate.id).where(Certificate.extends_id == kept.id)) is not None:
        raise CertificateStateError("extended")
    return kept


def _added(session: Session, actor: Actor, entry: Entry, extends_id: int | None = None) -> Certificate:
    assert actor.id is not None
    number = tidy(entry.number)[:LONGEST_NUMBER]
    same = select(Certificate.id).where(
        Certificate.office_id == actor.office_id, Certificate.party == entry.party, Certificate.number == number
    )
    if session.scalar(same) is not None:
        raise CertificateNumberTakenError(number)
    name = tidy(entry.holder_name)
    bare, marked = without_marks(name), with_marks(name)
    made = Certificate(
        office_id=actor.office_id,
        number=number,
        agreement=entry.agreement,
        party=entry.party,
        place=entry.place,
        kind=entry.kind,
        holder_name=name,
        search_name=bare if bare == marked else f"{bare} {marked}",
        birth_date=entry.birth_date,
        employer_name=tidy(entry.employer_name),
        first=entry.first,
        last=entry.last,
        extends_id=extends_id,
        case_id=entry.case_id,
        created_by=actor.id,
        saved_by=actor.id,
    )
    session.add(made)
    session.flush()
    return made


def of_same_person(session: Session, actor: Actor, kept: Certificate) -> Sequence[Certificate]:
    """The other certificates of the same person under the same agreement: of the same case, or name and birth."""
    actor.must(Permission.READ_CASES)
    same: list[ColumnElement[bool]] = []
    if kept.case_id is not None:
        same.append(Certificate.case_id == kept.case_id)
    if kept.search_name:
        named = Certificate.search_name == kept.search_name
        same.append(named & (Certificate.birth_date == kept.birth_date))
    if not same:
        return []
    found = select(Certificate).where(
        Certificate.office_id == actor.office_id,
        Certificate.agreement == kept.agreement,
        Certificate.id != kept.id,
        or_(*same),
    )
    return session.scalars(found.order_by(Certificate.first, Certificate.id)).all()


def of_case(session: Session, actor: Actor, kept: StoredCase) -> Sequence[Certificate]:
    """The certificates of a case, the earliest first."""
    actor.must(Permission.READ_CASES)
    found = select(Certificate).where(Certificate.office_id == actor.office_id, Certificate.case_id == kept.id)
    return session.scalars(found.order_by(Certificate.first, Certificate.id)).all()


@dataclass(frozen=True, slots=True)
class FoundCertificates:
    """One page of the register."""

    certificates: Sequence[Certificate]
    total: int
    page: int
    pages: int


def search_certificates(
    session: Session,
    actor: Actor,
    today: date,
    text: str = "",
    due_within: int | None = None,
    page: int = 1,
    per_page: int = 25,
) -> FoundCertificates:
    """The certificates of the office whose number holds ``text`` or whose name holds each word of it.

    With ``due_within`` only those that end within so many days from ``today`` and were neither extended nor ended
    before. The first to end come first. Raises NotAllowedError.
    """
    actor.must(Permission.READ_CASES)
    chosen: list[ColumnElement[bool]] = [Certificate.office_id == actor.office_id]
    if words := without_marks(text).split():
        every: ColumnElement[bool] = Certificate.search_name.contains(words[0], autoescape=True)
        for word in words[1:]:
            every = every & Certificate.search_name.contains(word, autoescape=True)
        chosen.append(or_(every, func.lower(Certificate.number).contains(tidy(text).lower(), autoescape=True)))
    if due_within is not None:
        chosen += _due(today, due_within)
    total = session.scalar(select(func.count(Certificate.id)).where(*chosen)) or 0
    pages = max(1, math.ceil(total / per_page))
    page = min(max(1, page), pages)
    ends: ColumnElement[Any] = func.coalesce(Certificate.ended_on, Certificate.last)
    order = [ends, Certificate.id] if due_within is not None else [ends.desc(), Certificate.id.desc()]
    found = session.scalars(
        select(Certificate).where(*chosen).order_by(*order).offset((page - 1) * per_page).limit(per_page)
    )
    return FoundCertificates(found.all(), total, page, pages)


def count_due(session: Session, actor: Actor, today: date, within: int) -> int:
    """How many certificates of the office end within so many days and were not extended. Raises NotAllowedError."""
    actor.must(Permission.READ_CASES)
    chosen = select(func.count(Certificate.id)).where(Certificate.office_id == actor.office_id, *_due(today, within))
    return session.scalar(chosen) or 0


def _due(today: date, within: int) -> list[ColumnElement[bool]]:
    later = aliased(Certificate)
    extended = select(later.id).where(later.extends_id == Certificate.id).exists()
    return [
        Certificate.ended_on.is_(None),
        Certificate.last >= today,
        Certificate.last <= today + timedelta(days=within),
        ~extended,
    ]


def extension_of(session: Session, kept: Certificate) -> Certificate | None:
    """The certificate that extends this one, if there is one."""
    return session.scalar(select(Certificate).where(Certificate.extends_id == kept.id))
