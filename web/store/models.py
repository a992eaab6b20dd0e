"""The tables. What may be done with their rows stands in the other modules, and in the triggers of the migrations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from web.store.columns import AuditDetails, JsonText, UtcTime, now

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The tables of the desk."""

    metadata = MetaData(naming_convention=NAMING)


class CaseState(StrEnum):
    """How far a case has come."""

    ENTERED = "entered"
    DECIDED = "decided"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    ISSUED = "issued"
    CORRECTING = "correcting"
    ERASED = "erased"


class DeterminationState(StrEnum):
    """How far a determination has come; the last three are final."""

    DECIDED = "decided"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ISSUED = "issued"


class Office(Base):
    """An office of the institution. Its cases are its own."""

    __tablename__ = "offices"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    next_number: Mapped[int] = mapped_column(default=1)


class Officer(Base):
    """An account. It is never deleted, only closed, since the audit trail names it."""

    __tablename__ = "officers"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"), index=True)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(2))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change_password: Mapped[bool] = mapped_column(default=False)
    stamp: Mapped[str] = mapped_column(String(32))
    """Part of each sign-in: when it changes, every sign-in of the account ends."""
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcTime)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    office: Mapped[Office] = relationship()

    __table_args__ = (CheckConstraint("role IN ('officer', 'supervisor', 'auditor', 'administrator')", name="role"),)


class EndedSignIn(Base):
    """A sign-in that was ended before its time: whoever still holds its cookie is not signed in by it."""

    __tablename__ = "ended_sign_ins"

    sign_in: Mapped[str] = mapped_column(String(32), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcTime, index=True)
    """When it would have ended by itself; the row may go then."""


class StoredCase(Base):
    """A case as the officers last saved it. ``version`` grows by one with each saving."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    applicant_name: Mapped[str] = mapped_column(String(200), default="")
    search_name: Mapped[str] = mapped_column(String(400), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JsonText)
    version: Mapped[int] = mapped_column(default=1)
    correction_reason: Mapped[str | None] = mapped_column(Text)
    """Why the issued determination is to be corrected, until the correction is issued."""
    created_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    saved_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    saved_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    office: Mapped[Office] = relationship()
    determinations: Mapped[list[StoredDetermination]] = relationship(
        back_populates="case", order_by="StoredDetermination.version", passive_deletes="all"
    )

    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        Index("ix_cases_office_id_saved_at", "office_id", "saved_at"),
        CheckConstraint(
            "state IN ('entered', 'decided', 'submitted', 'approved', 'returned', 'issued', 'correcting', 'erased')",
            name="state",
        ),
    )


class Draft(Base):
    """What an officer has typed on one page in one tab, as typed."""

    __tablename__ = "drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), index=True)
    subject: Mapped[str] = mapped_column(String(80))
    """``case:ID``, or ``new:WORD`` for a case that is not saved yet."""
    page: Mapped[str] = mapped_column(String(40))
    tab: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[str] = mapped_column(String(8), default="typed")
    """``typed`` as it stands in the page's fields, or ``facts`` of a case that could not be saved."""
    content: Mapped[Any] = mapped_column(JsonText)
    case_version: Mapped[int | None]
    """The version of the case that the officer had before them."""
    saved_at: Mapped[datetime] = mapped_column(UtcTime, default=now)

    __table_args__ = (
        UniqueConstraint("officer_id", "subject", "page", "tab"),
        CheckConstraint("kind IN ('typed', 'facts')", name="kind"),
    )


class StoredDetermination(Base):
    """A determination as it was made. Its content never changes; its state goes forward until it is final."""

    __tablename__ = "determinations"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("determinations.id"))
    case_version: Mapped[int]
    as_of: Mapped[date] = mapped_column(Date)
    engine_version: Mapped[str] = mapped_column(String(40))
    parameter_fingerprint: Mapped[str] = mapped_column(String(64))
    parameter_files: Mapped[dict[str, str]] = mapped_column(JsonText)
    content_hash: Mapped[str] = mapped_column(String(64))
    """Over salt, facts and result: it stays when they are erased, and cannot be guessed at without the salt."""
    salt: Mapped[str | None] = mapped_column(String(32))
    facts: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    result: Mapped[dict[str, Any] | None] = mapped_column(JsonText)
    correction_reason: Mapped[str | None] = mapped_column(Text)
    """Why the issued determination ``corrects_id`` is corrected by this one."""
    return_reason: Mapped[str | None] = mapped_column(Text)
    """Why this determination was sent back."""
    decided_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(UtcTime)
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UtcTime)
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    returned_at: Mapped[datetime | None] = mapped_column(UtcTime)
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    issued_at: Mapped[datetime | None] = mapped_column(UtcTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)

    case: Mapped[StoredCase] = relationship(back_populates="determinations")
    corrects: Mapped[StoredDetermination | None] = relationship(remote_side="StoredDetermination.id")

    __table_args__ = (
        UniqueConstraint("case_id", "version"),
        CheckConstraint(
            "state IN ('decided', 'submitted', 'approved', 'returned', 'withdrawn', 'issued')", name="state"
        ),
        CheckConstraint("approved_by IS NULL OR approved_by <> decided_by", name="four_eyes"),
        CheckConstraint("state NOT IN ('approved', 'issued') OR approved_by IS NOT NULL", name="approved"),
        CheckConstraint("state <> 'issued' OR issued_by IS NOT NULL", name="issued"),
        CheckConstraint(
            "(erased_at IS NULL AND facts IS NOT NULL AND result IS NOT NULL AND salt IS NOT NULL) OR "
            "(erased_at IS NOT NULL AND facts IS NULL AND result IS NULL AND salt IS NULL "
            "AND correction_reason IS NULL AND return_reason IS NULL)",
            name="erased",
        ),
    )


class Certificate(Base):
    """A certificate of coverage: on these days the work of its holder is under the law of ``party``."""

    __tablename__ = "certificates"

    id: Mapped[int] = mapped_column(primary_key=True)
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    number: Mapped[str] = mapped_column(String(64))
    agreement: Mapped[str] = mapped_column(String(64))
    party: Mapped[str] = mapped_column(String(2))
    place: Mapped[str] = mapped_column(String(2))
    """The party in whose territory the work is done, and to which the certificate is shown."""
    kind: Mapped[str] = mapped_column(String(32))
    holder_name: Mapped[str] = mapped_column(String(200), default="")
    search_name: Mapped[str] = mapped_column(String(400), default="")
    birth_date: Mapped[str] = mapped_column(String(10), default="")
    """As far as it is known: YYYY, YYYY-MM or YYYY-MM-DD."""
    employer_name: Mapped[str] = mapped_column(String(200), default="")
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    extends_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), unique=True)
    ended_on: Mapped[date | None] = mapped_column(Date)
    """The day on which it ended before its last day."""
    end_reason: Mapped[str | None] = mapped_column(Text)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    created_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    saved_by: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    saved_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime)

    case: Mapped[StoredCase | None] = relationship()
    extends: Mapped[Certificate | None] = relationship(remote_side="Certificate.id")

    __table_args__ = (
        UniqueConstraint("office_id", "party", "number"),
        Index("ix_certificates_office_id_last", "office_id", "last"),
        CheckConstraint("first <= last", name="days"),
        CheckConstraint("ended_on IS NULL OR (ended_on >= first AND ended_on <= last)", name="ended"),
        CheckConstraint("party <> place", name="parties"),
    )

    @property
    def end(self) -> date:
        """The day on which it ends or ended."""
        return self.ended_on or self.last


class AuditRow(Base):
    """One act, bound to the row before it by its hash. It holds numbers and words of ours, never a person's data."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(27))
    officer_id: Mapped[int | None]
    office_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(AuditDetails)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (Index("ix_audit_subject_subject_id", "subject", "subject_id"),)


class AuditHead(Base):
    """The end of the audit trail, in one row: it makes writers wait for one another, and shows a cut-off end."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)


class ApiToken(Base):
    """A key with which a program acts for an account. Only its hash is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JsonText)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)

    officer: Mapped[Officer] = relationship()
