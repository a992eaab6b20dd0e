"""The connection to the database: how it begins a transaction, and how its tables are brought up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from web.store.errors import KeepingError
from web.store.outages import DatabaseGoneError

MIGRATIONS: Final = Path(__file__).parents[1] / "migrations"

WRITES: Final = "desk_writes"
"""Execution option of a connection whose transaction will write."""

HIDE_VALUES: Final = True
"""Errors of the database name the statement and not the values, among which are names and hashes of passwords."""

WAITS: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""How long a server that has gone away without a word is waited for, in seconds, the last in thousandths of one; the
URL may say otherwise."""

_FILE: Final = "desk_file"

_MIGRATION_LOCK: Final = 0x746F74616C


class Database:
    """One database: ``with database.reading() as session`` and ``with database.writing() as session``."""

    def __init__(self, url: str) -> None:
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        self._writer = self.engine.execution_options(**{WRITES: True})
        self.writes = 0
        """How often this process has kept changes: what was read is as it was while this number stays."""

    @property
    def is_sqlite(self) -> bool:
        """Whether it is an SQLite file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database; what it changes is not kept."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are all kept at its end, on disk, or none of them if an error is raised.

        A ``KeepingError`` alone keeps them and is raised on.
        """
        with Session(self._writer, expire_on_commit=False) as session:
            try:
                yield session
            except KeepingError:
                session.commit()
                self.writes += 1
                raise
            session.commit()
            self.writes += 1

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to ``revision`` (up, or down with "base"); several processes may try at once."""
        with self._writer.begin() as connection:
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            settings = config(connection)
            if revision == "head" or not revision.startswith(("base", "-")):
                command.upgrade(settings, revision)
            else:
                command.downgrade(settings, revision)

    def ready(self) -> bool:
        """Whether the database answers."""
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar() == 1

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()


def config(connection: Connection) -> Config:
    """What Alembic needs to know, to work within the transaction of ``connection``."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def _postgresql(url: str) -> Engine:
    waits = {name: value for name, value in WAITS.items() if name not in make_url(url).query}
    return create_engine(
        url, pool_pre_ping=True, pool_size=16, pool_timeout=10, connect_args=waits, hide_parameters=HIDE_VALUES
    )


def _for_its_owner_alone(name: str | None) -> None:
    """Make the file of a database, which SQLite would let others read; its journal is made with the same rights."""
    if not name or name == ":memory:" or name.startswith("file:"):
        return
    try:
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError:
        # It is there already, as its owner wants it; or it cannot be made, which SQLite tells.
        return


Identity = tuple[int, int]


def _identity(file: str | None) -> Identity | None:
    """By what a file is known, whatever its name; None where there is none."""
    try:
        about = os.stat(file or "")
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _sqlite(url: str) -> Engine:
    file = make_url(url).database
    _for_its_owner_alone(file)
    engine = create_engine(
        url, connect_args={"timeout": 30}, pool_size=16, max_overflow=16, hide_parameters=HIDE_VALUES
    )

    found: set[Identity] = set()

    @event.listens_for(engine, "do_connect")
    def look(*_: Any) -> None:
        # SQLite would make an empty database in the place of one that was removed.
        if found and _identity(file) is None:
            raise DatabaseGoneError

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, entry: ConnectionPoolEntry) -> None:
        # The driver would begin transactions late and by itself; here "begin" below does it.
        connection.isolation_level = None
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "busy_timeout = 30000",
            "secure_delete = ON",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if (identity := _identity(file)) is not None:
            entry.info[_FILE] = identity
            found.add(identity)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A writer takes the lock at once: a reader that turns writer could not wait for another writer.
        if (opened := connection.info.get(_FILE)) is not None and (stands := _identity(file)) != opened:
            # What is written to a file that was removed is lost; one that was put in its place is opened next.
            if stands is not None:
                connection.invalidate()
            raise DatabaseGoneError
        immediate = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
