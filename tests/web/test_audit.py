"""Whatever is done to the audit trail behind the desk's back is found, and the row is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.web.desk import Desk
from web.store import audit
from web.store.audit import Finding
from web.store.database import Database
from web.store.models import AuditRow
from web.store.roles import SYSTEM

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sqlite", "postgresql"])
def trail(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Database]:
    """A database whose trail has ten rows, and whose guards somebody with all rights has taken away."""
    database = Database(new_url(request.param))
    database.migrate()
    with database.writing() as session:
        for number in range(10):
            audit.record(session, SYSTEM, "case.saved", "case", number, version=number)
        if database.is_sqlite:
            for act in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER audit_{act}_guard"))
                session.execute(text(f"DROP TRIGGER audit_head_{act}_guard"))
        else:
            session.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
            session.execute(text("ALTER TABLE audit_head DISABLE TRIGGER ALL"))
    yield database
    database.close()


def touched(database: Database, *statements: str, noted: tuple[int, str] | None = None) -> list[Finding]:
    with database.writing() as session:
        for statement in statements:
            session.connection().exec_driver_sql(statement)
    with database.reading() as session:
        return list(audit.verify(session, noted).findings)


def rehashed(database: Database, sequence: int, **changes: Any) -> None:
    """Change a row as one would who knows how its hash is made."""
    with database.writing() as session:
        row = session.get(AuditRow, sequence)
        assert row is not None
        for name, value in changes.items():
            setattr(row, name, value)
        row.hash = audit.hash_of(row)


def test_an_untouched_trail_is_whole(trail: Database) -> None:
    assert touched(trail) == []
    with trail.reading() as session:
        whole = audit.verify(session)
        row = session.get(AuditRow, 10)
    assert row is not None
    assert (whole.rows, whole.head) == (10, row.hash)


@pytest.mark.fault
@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01T00:00:00.000000Z'",
        "officer_id = 7",
        "office_id = 7",
        "action = 'case.read'",
        "subject = 'account'",
        "subject_id = 99",
        "details = '{\"version\":99}'",
        "hash = '" + 64 * "a" + "'",
    ],
)
@pytest.mark.parametrize("sequence", [1, 5, 10])
def test_a_changed_row_is_named(trail: Database, change: str, sequence: int) -> None:
    found = touched(trail, f"UPDATE audit SET {change} WHERE sequence = {sequence}")
    assert sequence in {each.first for each in found}
    assert {each.first for each in found} <= {sequence}


@pytest.mark.fault
def test_a_changed_row_with_a_new_hash_is_named(trail: Database) -> None:
    for sequence in (4, 10):
        rehashed(trail, sequence, action="nothing")
    assert touched(trail) == [Finding(4, 4, "rewritten"), Finding(10, 10, "rewritten")]


@pytest.mark.fault
def test_missing_rows_are_named(trail: Database) -> None:
    assert touched(trail, "DELETE FROM audit WHERE sequence IN (3, 4, 10)") == [
        Finding(3, 4, "missing"),
        Finding(10, 10, "missing"),
    ]
    assert str(Finding(3, 4, "missing")) == "rows 3 to 4: missing"


@pytest.mark.fault
def test_an_added_row_is_named(trail: Database) -> None:
    with trail.reading() as session:
        last = session.get(AuditRow, 10)
    assert last is not None
    with trail.writing() as session:
        row = AuditRow(
            sequence=11,
            at=last.at,
            action="case.saved",
            subject="case",
            details={},
            previous_hash=last.hash,
            hash="",
        )
        row.hash = audit.hash_of(row)
        session.add(row)
    assert touched(trail) == [Finding(11, 11, "added")]


@pytest.mark.fault
def test_a_trail_cut_off_with_its_head_is_found_by_a_head_noted_elsewhere(trail: Database) -> None:
    with trail.reading() as session:
        eighth = session.get(AuditRow, 8)
        noted = (10, audit.verify(session).head)
    assert eighth is not None
    cut = ("DELETE FROM audit WHERE sequence > 8", f"UPDATE audit_head SET sequence = 8, hash = '{eighth.hash}'")
    assert touched(trail, *cut) == []
    assert touched(trail, noted=noted) == [Finding(9, 10, "missing")]


@pytest.mark.fault
def test_a_trail_written_anew_is_found_by_a_head_noted_elsewhere(trail: Database) -> None:
    with trail.reading() as session:
        noted = (10, audit.verify(session).head)
    previous = audit.NOTHING
    for sequence in range(1, 11):
        rehashed(trail, sequence, officer_id=3, previous_hash=previous)
        with trail.reading() as session:
            row = session.get(AuditRow, sequence)
            assert row is not None
            previous = row.hash
    assert touched(trail, f"UPDATE audit_head SET hash = '{previous}'") == []
    assert touched(trail, noted=noted) == [Finding(10, 10, "rewritten")]


def test_longer_text_does_not_get_into_the_trail(trail: Database) -> None:
    with trail.writing() as session, pytest.raises(ValueError, match="too long"):
        audit.record(session, SYSTEM, "case.saved", "case", 1, state="x" * 65)


@pytest.mark.fault
def test_an_act_that_fails_leaves_no_row(desk: Desk) -> None:
    with desk.database.reading() as session:
        before = audit.verify(session)

    def fail() -> None:
        with desk.database.writing() as session:
            audit.record(session, desk.officer, "case.saved", "case", 1)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with desk.database.reading() as session:
        assert audit.verify(session) == before
