"""The database goes away and comes back, or its disk is full: requests are told so, and nothing typed is lost."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from tests.small_disk import small_disk
from tests.web.api.program import Program, problem_of
from tests.web.desk import PASSWORD, Browser, Desk, settings
from tests.web.test_case_entry import post, subject, typed
from totalisation.cli import commands
from web.app import create_app
from web.store import audit, cases
from web.store.database import Database
from web.store.tokens import Scope

pytestmark = [pytest.mark.slow, pytest.mark.fault]


def opened(url: str) -> tuple[Flask, Desk]:
    """A desk as an office runs it, on the database ``url``."""
    database = Database(url)
    database.migrate()
    return create_app(settings(url), database), Desk(database)


class Office:
    """A desk with an officer who is signed in, and a program with a token."""

    def __init__(self, url: str) -> None:
        self.app, self.desk = opened(url)
        self.officer = Browser(self.app.test_client())
        self.officer.sign_in(self.desk.usernames["officer"])
        self.program = Program.of(self.app, self.desk, Scope.ASSESS)

    def sound(self) -> bool:
        with self.desk.database.reading() as session:
            return audit.verify(session).sound


@pytest.fixture
def on_postgresql(postgresql: Callable[[], str], postgresql_server: Any) -> Iterator[Office]:
    office = Office(postgresql())
    yield office
    office.desk.database.close()
    postgresql_server.start()


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Office]:
    office = Office(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    yield office
    office.desk.database.close()


def resent(page: str) -> tuple[str, list[tuple[str, str]]]:
    """Where the form of a page goes, and its fields, as a browser sends them at the button."""
    form = re.search(r'<form method="post" action="([^"]+)">(.*?)</form>', page, re.DOTALL)
    assert form is not None, page
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[2])
    return unescape(form[1]), [(unescape(name), unescape(value)) for name, value in fields]


def sent_again(officer: Browser, page: str) -> Any:
    target, fields = resent(page)
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return officer.client.post(
        target, base_url="https://desk.test", data=data, headers={"Referer": "https://desk.test" + target}
    )


def test_postgresql_is_stopped_in_the_middle_and_started_again(on_postgresql: Office, postgresql_server: Any) -> None:
    office, officer = on_postgresql, on_postgresql.officer
    address = officer.get("/cases/new").location
    officer.get(address)
    token = officer.token
    saving = threading.Event()
    stopped = threading.Event()
    found: list[BaseException] = []

    def save() -> None:
        try:
            with office.desk.database.writing() as session:
                cases.begin_case(session, office.desk.officer, {"person": {"name": "in the middle"}})
                saving.set()
                stopped.wait(30)
        except Exception as error:
            found.append(error)

    middle = threading.Thread(target=save)
    middle.start()
    assert saving.wait(10)
    postgresql_server.stop()
    stopped.set()
    middle.join()
    assert found, "what was not acknowledged must not look saved"

    fields = typed(person__name="Trần Thị “Bé” <Ba>", case_number="R-1")
    answer = post(officer, address, "save", fields)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "cannot reach its data" in answer.text
    kept = dict(resent(answer.text)[1])
    assert kept == {**fields, "subject": subject(address), "do": "save", "tab": "t1", "csrf_token": token}
    assert officer.get("/cases").status_code == 503
    assert officer.client.get("/readyz").status_code == 503
    assert officer.client.get("/healthz").status_code == 200
    told = problem_of(office.program.get("/agreements"), 503)
    assert "send the same again" in told["detail"]
    again = Browser(office.app.test_client())
    signing_in = again.sign_in(office.desk.usernames["officer"])
    assert signing_in.status_code == 503
    assert PASSWORD not in signing_in.text

    postgresql_server.start()
    assert officer.client.get("/readyz").status_code == 200
    saved = sent_again(officer, answer.text)
    assert saved.status_code == 303, saved.text
    with office.desk.database.reading() as session:
        (one,) = cases.search_cases(session, office.desk.officer).cases
    assert one.applicant_name == "Trần Thị “Bé” <Ba>"
    assert office.program.get("/agreements").status_code == 200
    assert officer.get("/cases").status_code == 200
    assert office.sound()


def test_the_desk_does_not_start_without_its_database_and_says_why(
    postgresql: Callable[[], str], postgresql_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", postgresql().replace("postgresql://", "postgresql+psycopg://"))
    monkeypatch.setenv("SECRET_KEY", 40 * "k")
    postgresql_server.stop()
    try:
        told = CliRunner().invoke(commands, ["serve", "--port", "0"])
    finally:
        postgresql_server.start()
    assert told.exit_code == 1
    assert told.output.startswith("Error: The database cannot be used: connection ")
    assert "Is the server running" in told.output
    assert len(told.output.splitlines()) == 1


def test_a_full_disk_loses_nothing_that_was_typed_or_saved(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=4m") as disk:
        office = Office(f"sqlite:///{disk.folder / 'desk.sqlite3'}")
        officer = office.officer
        before = office.desk.case()
        address = officer.get("/cases/new").location
        officer.get(address)
        disk.fill()
        fields = typed(person__name="Trần Thị Ba") | {"claim-note": "x" * 20_000}
        answers = [post(officer, address, "save", fields) for _ in range(3)]
        assert [each.status_code for each in answers] == [503, 503, 503]
        assert "has no room" in answers[0].text
        # What was kept can be found all the while; a case is opened once that can be put into the audit trail again.
        assert before.number in officer.get("/cases").text
        assert officer.get(f"/cases/{before.id}").status_code == 503
        disk.free()
        assert sent_again(officer, answers[0].text).status_code == 303
        with office.desk.database.reading() as session:
            assert cases.search_cases(session, office.desk.officer, "Trần Thị Ba").total == 1
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert office.sound()
        office.desk.database.close()


def test_a_file_that_is_chosen_is_asked_for_again_and_the_rest_is_not(on_sqlite: Office) -> None:
    officer = on_sqlite.officer
    address = officer.get("/cases/new").location
    officer.get(address)
    with Busy(on_sqlite):
        answer = officer.post(
            address,
            {
                **typed(person__name="Lê Ba"),
                "subject": subject(address),
                "file": (io.BytesIO(b"KR;2001-01;2002-12;compulsory"), "a.csv"),
            },
        )
    assert answer.status_code == 503
    assert "Only the file that you chose" in answer.text
    assert dict(resent(answer.text)[1])["person-name"] == "Lê Ba"


class Busy:
    """Another program holds the lock of the SQLite file, and waiting for it is short."""

    def __init__(self, office: Office) -> None:
        self.database = office.desk.database
        self.other = sqlite3.connect(str(self.database.engine.url.database), isolation_level=None)

    def __enter__(self) -> None:
        for _ in range(3):
            with self.database.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA busy_timeout = 20")
        self.other.execute("BEGIN IMMEDIATE")

    def __exit__(self, *_: object) -> None:
        self.other.execute("ROLLBACK")
        self.other.close()


def test_a_database_that_others_keep_busy_is_an_outage_and_not_a_failure(on_sqlite: Office) -> None:
    officer = on_sqlite.officer
    address = officer.get("/cases/new").location
    officer.get(address)
    with Busy(on_sqlite):
        answer = post(officer, address, "save", typed())
        as_json = officer.post("/drafts/entry", {"subject": subject(address)}, headers={"Accept": "application/json"})
    assert answer.status_code == 503
    assert (as_json.status_code, as_json.get_json()["status"]) == (503, 503)
    assert sent_again(officer, answer.text).status_code == 303


def test_nothing_is_written_to_a_file_that_was_removed(on_sqlite: Office) -> None:
    office, officer = on_sqlite, on_sqlite.officer
    address = officer.get("/cases/new").location
    officer.get(address)
    file = Path(str(office.desk.database.engine.url.database))
    elsewhere = file.with_name("elsewhere.sqlite3")
    file.rename(elsewhere)
    answer = post(officer, address, "save", typed(person__name="Lê Ba"))
    assert answer.status_code == 503
    assert officer.get("/cases").status_code == 503
    assert not file.exists()
    elsewhere.rename(file)
    assert sent_again(officer, answer.text).status_code == 303


def test_a_copy_that_is_put_in_its_place_is_taken_up(on_sqlite: Office) -> None:
    office = on_sqlite
    file = Path(str(office.desk.database.engine.url.database))
    kept = office.desk.case()
    with sqlite3.connect(file) as source, sqlite3.connect(file.with_name("copy")) as copy:
        source.backup(copy)
    shutil.copy(file.with_name("copy"), file.with_name("another"))
    file.unlink()
    assert office.officer.get(f"/cases/{kept.id}").status_code == 503
    for each in file.parent.glob("desk.sqlite3-*"):
        each.unlink()
    file.with_name("another").rename(file)
    answers = [office.officer.get(f"/cases/{kept.id}").status_code for _ in range(4)]
    assert answers[-1] == 200
    assert set(answers) <= {200, 503}
    assert office.sound()


def test_a_form_of_another_site_gets_no_good_token_from_an_outage(on_sqlite: Office) -> None:
    officer = on_sqlite.officer
    address = officer.get("/cases/new").location
    officer.get(address)
    good, officer.token = officer.token, "of another site"
    with Busy(on_sqlite):
        answer = post(officer, address, "save", typed())
    assert answer.status_code == 503
    assert good not in answer.text
    officer.token = good
    assert sent_again(officer, answer.text).status_code == 303
    with on_sqlite.desk.database.reading() as session:
        assert cases.search_cases(session, on_sqlite.desk.officer).total == 0


def test_an_error_that_is_no_outage_is_a_failure_as_before(on_sqlite: Office) -> None:
    with on_sqlite.desk.database.writing() as session:
        session.execute(text("ALTER TABLE drafts RENAME TO gone"))
    address = on_sqlite.officer.get("/cases/new").location
    answer = on_sqlite.officer.get(address)
    assert answer.status_code == 500
