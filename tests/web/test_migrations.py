"""The tables are made and unmade, and are those of the models; the database itself keeps what must not change."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from tests.web.desk import Desk
from web.store.database import Database
from web.store.models import Base

pytestmark = pytest.mark.slow

DIALECTS = ["sqlite", "postgresql"]


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_up_and_down_and_up_again(dialect: str, new_url: Callable[[str], str]) -> None:
    database = Database(new_url(dialect))
    database.migrate()
    assert tables(database) == set(Base.metadata.tables)
    Desk(database).case()
    database.migrate("base")
    assert tables(database) == set()
    with database.engine.connect() as connection:
        left = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            if dialect == "sqlite"
            else "SELECT count(*) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'"
        )
        assert connection.execute(text(left)).scalar() == 0
    database.migrate()
    Desk(database).case()
    database.close()


def test_the_migrations_make_the_tables_of_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


@pytest.mark.parametrize("dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
@pytest.mark.fault
def test_several_processes_may_start_at_once(dialect: str, new_url: Callable[[str], str]) -> None:
    url = new_url(dialect)
    start = [sys.executable, "-c", "import sys; from web.store.database import Database as D; D(sys.argv[1]).migrate()"]
    processes = [subprocess.Popen([*start, url], stderr=subprocess.PIPE) for _ in range(3)]
    errors = [process.communicate(timeout=60)[1].decode() for process in processes]
    assert errors == ["", "", ""]
    assert tables(Database(url)) == set(Base.metadata.tables)


REFUSED = [
    "UPDATE audit SET action = 'nothing' WHERE sequence = 1",
    "DELETE FROM audit WHERE sequence = 1",
    "UPDATE audit_head SET sequence = 0",
    "DELETE FROM audit_head",
    "DELETE FROM determinations WHERE id = {id}",
    "UPDATE determinations SET result = '{{}}' WHERE id = {id}",
    "UPDATE determinations SET facts = '{{}}' WHERE id = {id}",
    "UPDATE determinations SET facts = NULL WHERE id = {id}",
    "UPDATE determinations SET content_hash = 'x' WHERE id = {id}",
    "UPDATE determinations SET engine_version = '9' WHERE id = {id}",
    "UPDATE determinations SET parameter_fingerprint = 'x' WHERE id = {id}",
    "UPDATE determinations SET decided_by = approved_by WHERE id = {id}",
    "UPDATE determinations SET approved_by = {colleague} WHERE id = {id}",
    "UPDATE determinations SET state = 'withdrawn' WHERE id = {id}",
    "UPDATE determinations SET issued_at = NULL WHERE id = {id}",
    "UPDATE determinations SET return_reason = 'x' WHERE id = {id}",
    "UPDATE determinations SET erased_at = issued_at WHERE id = {id}",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_database_refuses_changes_to_what_is_issued_and_to_the_trail(desk: Desk, statement: str) -> None:
    made = desk.issued(desk.case().id)
    before = _rows(desk.database)
    # DBAPIError: on SQLite a trigger's refusal is an IntegrityError, on PostgreSQL too by its code.
    with pytest.raises(DBAPIError) as refused, desk.database.writing() as session:
        session.execute(text(statement.format(id=made.id, colleague=desk.colleague.id)))
    assert isinstance(refused.value, IntegrityError)
    assert _rows(desk.database) == before


@pytest.mark.parametrize("state", ["decided", "submitted"])
def test_the_database_refuses_new_content_before_the_issue_too(desk: Desk, state: str) -> None:
    made = getattr(desk, state)(desk.case().id)
    with pytest.raises(IntegrityError), desk.database.writing() as session:
        session.execute(text(f"UPDATE determinations SET result = '{{}}' WHERE id = {made.id}"))


def test_the_database_itself_wants_four_eyes(desk: Desk) -> None:
    made = desk.submitted(desk.case().id)
    with pytest.raises(IntegrityError), desk.database.writing() as session:
        session.execute(text(f"UPDATE determinations SET approved_by = decided_by WHERE id = {made.id}"))
    with pytest.raises(IntegrityError), desk.database.writing() as session:
        session.execute(text(f"UPDATE determinations SET state = 'issued' WHERE id = {made.id}"))


@pytest.mark.parametrize("table", ["audit", "determinations", "audit_head"])
def test_no_table_that_must_last_can_be_emptied(desk: Desk, table: str) -> None:
    desk.issued(desk.case().id)
    # SQLite has no TRUNCATE: there a table is emptied by DELETE alone.
    emptied = f"DELETE FROM {table}" if desk.database.is_sqlite else f"TRUNCATE {table} CASCADE"
    with pytest.raises(IntegrityError), desk.database.writing() as session:
        session.execute(text(emptied))


@pytest.mark.fault
def test_sqlite_writes_through_to_the_disk(new_url: Callable[[str], str]) -> None:
    database = Database(new_url("sqlite"))
    with database.engine.connect() as connection:
        kept = [connection.exec_driver_sql(f"PRAGMA {each}").scalar() for each in ("journal_mode", "synchronous")]
        assert kept == ["wal", 2]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


def _rows(database: Database) -> list[Any]:
    with database.reading() as session:
        return [
            session.execute(text(f"SELECT * FROM {table} ORDER BY 1")).all()
            for table in ("audit", "audit_head", "determinations")
        ]
