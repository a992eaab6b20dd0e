"""The audit trail: each act one row, bound to the row before it by SHA-256.

A row names accounts, cases and determinations by number only, so that it may stay when a person's data are
erased. Whoever can write to the database could rewrite the whole trail: the head (number and hash of the last
row) noted elsewhere, on paper or in another system, shows that too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from web.store.canonical import fingerprint
from web.store.columns import now
from web.store.models import AuditHead, AuditRow
from web.store.roles import Actor, Permission

NOTHING: Final = 64 * "0"
"""The hash before the first row."""

LONGEST_WORD: Final = 64


def record(
    session: Session, actor: Actor, action: str, subject: str, subject_id: int | None, /, **details: int | str | None
) -> AuditRow:
    """Add one act to the trail, within the transaction of what was done.

    ``details`` are numbers and words of ours (a state, a role, a version). Raises ValueError for longer text,
    which could hold a person's data.
    """
    for name, value in details.items():
        if isinstance(value, str) and len(value) > LONGEST_WORD:
            raise ValueError(f"{name} is too long for the audit trail")
    head = session.execute(select(AuditHead).with_for_update().execution_options(populate_existing=True)).scalar_one()
    row = AuditRow(
        sequence=head.sequence + 1,
        at=now().isoformat(timespec="microseconds").replace("+00:00", "Z"),
        officer_id=actor.id,
        office_id=actor.office_id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        details=details,
        previous_hash=head.hash,
        hash="",
    )
    row.hash = hash_of(row)
    session.add(row)
    head.sequence, head.hash = row.sequence, row.hash
    session.flush()
    return row


def hash_of(row: AuditRow) -> str:
    """The hash that a row must bear: over all that it says and the hash of the row before."""
    return fingerprint(
        {
            "sequence": row.sequence,
            "at": row.at,
            "officer_id": row.officer_id,
            "office_id": row.office_id,
            "action": row.action,
            "subject": row.subject,
            "subject_id": row.subject_id,
            "details": row.details,
            "previous_hash": row.previous_hash,
        }
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with the trail. ``first`` and ``last`` number the rows that were touched."""

    first: int
    last: int
    kind: str
    """``changed``, ``rewritten`` (changed, and given a new hash), ``missing``, ``added``, or ``headless`` (the note of
    what the last row is was removed)."""

    def __str__(self) -> str:
        rows = f"row {self.first}" if self.first == self.last else f"rows {self.first} to {self.last}"
        told = {
            "changed": "changed after writing",
            "rewritten": "changed after writing, and given a new hash",
            "missing": "missing",
            "added": "not written by the desk",
            "headless": "the last, as nothing says what follows it",
        }
        return f"{rows}: {told[self.kind]}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The state of the trail: how many rows, the hash of the last, and what is wrong."""

    rows: int
    head: str
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def verify(session: Session, noted: tuple[int, str] | None = None) -> Verification:
    """Follow the chain from its first row to its end, whatever it holds.

    ``noted`` is a head kept elsewhere: (sequence, hash).
    """
    with _text_as_it_stands(session):
        return _followed(session, noted)


def _followed(session: Session, noted: tuple[int, str] | None) -> Verification:
    head = session.get(AuditHead, 1)
    findings: list[Finding] = []
    last, previous, rows = 0, NOTHING, 0
    noted_seen = noted is None or noted[0] == 0
    for row in session.scalars(select(AuditRow).order_by(AuditRow.sequence).execution_options(yield_per=1000)):
        rows += 1
        if row.sequence > last + 1:
            findings.append(Finding(last + 1, row.sequence - 1, "missing"))
        elif row.sequence <= last:
            findings.append(Finding(row.sequence, row.sequence, "added"))
        elif row.previous_hash != previous:
            # The row before bears another hash than this row remembers: unless this row itself was changed.
            whose = last if _bears_its_hash(row) and last > 0 else row.sequence
            findings.append(Finding(whose, whose, "rewritten"))
        if not _bears_its_hash(row):
            findings.append(Finding(row.sequence, row.sequence, "changed"))
        if noted is not None and row.sequence == noted[0]:
            noted_seen = True
            if row.hash != noted[1]:
                findings.append(Finding(row.sequence, row.sequence, "rewritten"))
        last, previous = row.sequence, row.hash
    if head is None:
        findings.append(Finding(last, last, "headless"))
    elif head.sequence > last:
        findings.append(Finding(last + 1, head.sequence, "missing"))
    elif head.sequence < last:
        findings.append(Finding(head.sequence + 1, last, "added"))
    elif head.hash != previous:
        findings.append(Finding(last, last, "rewritten"))
    if noted is not None and not noted_seen and noted[0] > last and (head is None or head.sequence <= last):
        findings.append(Finding(last + 1, noted[0], "missing"))
    return Verification(rows, previous, tuple(dict.fromkeys(findings)))


def _bears_its_hash(row: AuditRow) -> bool:
    try:
        return hash_of(row) == row.hash
    except (TypeError, ValueError):  # a value of a kind that the desk never writes
        return False


@contextmanager
def _text_as_it_stands(session: Session) -> Iterator[None]:
    """Read text that is no UTF-8 any more, which SQLite's driver would refuse together with all rows around it."""
    driver = session.connection().connection.dbapi_connection
    if not isinstance(driver, sqlite3.Connection):
        yield
        return
    usual = driver.text_factory
    driver.text_factory = lambda data: data.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = usual


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some rows of the trail, newest first, and how many there are in all."""

    rows: tuple[AuditRow, ...]
    total: int


def audit_page(session: Session, actor: Actor, page: int = 1, per_page: int = 50) -> AuditPage:
    """The rows of the actor's office, newest first. Raises NotAllowedError."""
    actor.must(Permission.READ_AUDIT)
    of_office = select(AuditRow).where(AuditRow.office_id == actor.office_id)
    total = session.scalar(select(func.count()).select_from(of_office.subquery())) or 0
    rows = session.scalars(of_office.order_by(AuditRow.sequence.desc()).offset((page - 1) * per_page).limit(per_page))
    return AuditPage(tuple(rows), total)


def rows_about(session: Session, subject: str, subject_id: int) -> Iterator[dict[str, Any]]:
    """The rows about one case or determination, oldest first, as plain values."""
    about = select(AuditRow).where(AuditRow.subject == subject, AuditRow.subject_id == subject_id)
    for row in session.scalars(about.order_by(AuditRow.sequence)):
        yield {
            "sequence": row.sequence,
            "at": row.at,
            "officer": row.officer_id,
            "action": row.action,
            "details": row.details,
        }
