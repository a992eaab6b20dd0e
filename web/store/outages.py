"""Which errors of a database mean that it does not serve for now: it is gone, its disk is full, or it is too busy."""

from __future__ import annotations

import sqlite3
from typing import Final

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError

_SQLITE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
    }
)
_PRIMARY: Final = 0xFF
"""The bits of SQLite's code that say the kind of error; the others say which of that kind."""


class DatabaseGoneError(Exception):
    """The file of the database was removed or replaced while the desk was open."""


OUTAGES: Final = (SQLAlchemyError, DatabaseGoneError)
"""The kinds of errors among which ``is_outage`` tells."""


def is_outage(error: BaseException) -> bool:
    """Whether the same may succeed later without a change of the program. A damaged database is no outage."""
    if isinstance(error, DatabaseGoneError | NoConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    driver = error.orig
    if isinstance(driver, sqlite3.Error):
        return getattr(driver, "sqlite_errorcode", 0) & _PRIMARY in _SQLITE
    return error.connection_invalidated or isinstance(driver, psycopg.OperationalError)
