"""The desk's commands: found without being imported, and started as an office would."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from totalisation.case import Benefit
from totalisation.cli import commands
from web.store.columns import now
from web.store.database import Database
from web.store.models import AuditRow, Officer
from web.store.tokens import Scope, valid_token

pytestmark = pytest.mark.slow

PASSWORD = "nine blue kettles"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Called with arguments, it runs a command on a data folder of the test."""
    monkeypatch.setenv("TOTALISATION_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)

    def run(*arguments: str, given: str = "") -> Result:
        return CliRunner().invoke(commands, arguments, input=given)

    return run


def add(run: Callable[..., Result], *more: str) -> Result:
    return run("desk", "add-account", "lan", "--office", "hn", *more, given=f"{PASSWORD}\n")


def test_the_commands_are_listed_beside_the_engines_own() -> None:
    listed = CliRunner().invoke(commands, ["--help"]).output
    assert "serve " in listed
    assert "desk " in listed
    assert "assess " in listed
    assert CliRunner().invoke(commands, ["nothing"]).exit_code == 2


def test_the_engine_imports_nothing_of_the_desk() -> None:
    script = (
        "import sys; sys.argv = ['totalisation', 'assess', 'examples/example.json']\n"
        "from totalisation.cli import main\n"
        "try: main()\n"
        "finally: print([m for m in sys.modules if m.split('.')[0] in {'web', 'flask', 'sqlalchemy'}], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_listing_the_commands_loads_no_server() -> None:
    script = (
        "import sys; from totalisation.cli import commands\n"
        "commands(['--help'], standalone_mode=False)\n"
        "print([m for m in sys.modules if m in {'web.app', 'flask', 'sqlalchemy'}], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.splitlines()[-1] == "[]"


def test_an_account_is_added_with_its_office(run: Callable[..., Result], tmp_path: Path) -> None:
    added = add(run, "--role", "supervisor", "--name", "Nguyễn Thị Lan")
    assert (added.exit_code, added.output) == (0, "Account lan is open.\n")
    database = Database(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    with database.reading() as session:
        officer = session.query(Officer).one()
        assert (officer.username, officer.role, officer.office.code) == ("lan", "supervisor", "HN")
        assert officer.must_change_password
    database.close()


def test_a_token_is_made_for_a_program_and_written_alone(run: Callable[..., Result], tmp_path: Path) -> None:
    """An account that a program alone uses is opened and given its token without a browser."""
    add(run)
    made = run("desk", "add-token", "lan", "--name", "payroll", "--days", "30")
    assert made.exit_code == 0
    assert re.fullmatch(r"ttl_[\w-]{43}\n", made.stdout)
    assert made.stderr.startswith("Token for lan, until ")
    database = Database(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    with database.reading() as session:
        token = valid_token(session, made.stdout.strip())
        assert token is not None
        assert (token.scopes, token.actor.role) == (frozenset({Scope.ASSESS}), "officer")
        assert timedelta(days=29) < token.expires_at - now() <= timedelta(days=30)
        act = session.query(AuditRow).order_by(AuditRow.sequence.desc()).first()
        assert act is not None
        assert (act.action, act.officer_id) == ("token.made", None)
    database.close()
    assert "none touched" in run("desk", "verify-audit").output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nobody", "--name", "payroll"], "There is no open account nobody: desk add-account opens one."),
        (["lan", "--name", "  "], "Give the name of the program that will use the token."),
        (["lan", "--name", "payroll", "--days", "367"], "367 is not in the range 1<=x<=366."),
        (["eye", "--name", "payroll", "--scope", "cases:write"], "The role of eye does not allow cases:write."),
    ],
)
def test_a_token_that_cannot_be_made(run: Callable[..., Result], arguments: list[str], told: str) -> None:
    add(run)
    run("desk", "add-account", "eye", "--role", "auditor", "--office", "hn", given=f"{PASSWORD}\n")
    refused = run("desk", "add-token", *arguments)
    assert refused.exit_code != 0
    assert told in refused.output
    assert "ttl_" not in refused.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("lan", "--office", "HN"), "account lan already"),
        (("l", "--office", "HN"), "3 to 64 small letters"),
        (("minh", "--office", "a b"), "3 to 64 small letters"),
        (("my.nine", "--office", "HN"), "12 to 200 characters"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    run: Callable[..., Result], arguments: tuple[str, ...], told: str
) -> None:
    add(run)
    refused = run("desk", "add-account", *arguments, given="short\n" if "my.nine" in arguments else f"{PASSWORD}\n")
    assert refused.exit_code == 1
    assert told in refused.output


def test_the_trail_is_verified_and_the_row_named(run: Callable[..., Result], tmp_path: Path) -> None:
    add(run)
    whole = run("desk", "verify-audit")
    assert whole.exit_code == 0
    noted = whole.output.strip().rsplit(" ", 1)[1]
    assert re.fullmatch("2:[0-9a-f]{64}", noted)
    assert run("desk", "verify-audit", "--noted", noted).exit_code == 0
    assert run("desk", "verify-audit", "--noted", "nonsense").exit_code == 2
    with sqlite3.connect(tmp_path / "desk.sqlite3") as connection:
        connection.execute("DROP TRIGGER audit_update_guard")
        connection.execute("UPDATE audit SET officer_id = 9 WHERE sequence = 1")
    connection.close()
    touched = run("desk", "verify-audit")
    assert (touched.exit_code, touched.output) == (1, "row 1: changed after writing\n")


def test_going_back_to_nothing_is_asked_first(run: Callable[..., Result], tmp_path: Path) -> None:
    add(run)
    assert run("desk", "migrate", "--to", "base", given="n\n").exit_code == 1
    assert run("desk", "verify-audit").exit_code == 0
    assert run("desk", "migrate", "--to", "base", given="y\n").exit_code == 0
    assert run("desk", "migrate").output == "The tables are up to date.\n"
    assert run("desk", "verify-audit").output.startswith("0 rows, none touched")


def test_where_the_data_are_is_told_without_a_password(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:hidden@h/d")
    told = run("desk", "where").output
    assert str(tmp_path) in told
    assert "hidden" not in told


def test_a_bad_setting_is_told_in_one_line(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "short")
    refused = run("desk", "verify-audit")
    assert refused.exit_code == 1
    assert refused.output.startswith("Error: SECRET_KEY")


def test_without_an_account_and_a_terminal_it_says_what_to_do(run: Callable[..., Result]) -> None:
    refused = run("serve", "--port", "0")
    assert refused.exit_code == 1
    assert "TOTALISATION_FIRST_ACCOUNT" in refused.output


class Served:
    """The desk in a process of its own, as ``totalisation serve`` starts it."""

    def __init__(self, folder: Path, *arguments: str, port: int | None = 0, **environment: str) -> None:
        named = () if port is None else ("--port", str(port))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "totalisation", "serve", *named, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "TOTALISATION_DATA": str(folder), "PYTHONUNBUFFERED": "1", **environment},
        )
        assert self.process.stdout is not None
        self.told = ""
        end = time.monotonic() + 60
        while "The desk is open on" not in self.told:
            line = self.process.stdout.readline()
            assert line, self.told
            assert time.monotonic() < end
            self.told += line
        found = re.search(r"open on (\S+)", self.told)
        assert found is not None
        self.address = urlsplit(found[1])

    def get(self, path: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=30)
        connection.request("GET", path)
        return connection.getresponse()

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(by)
        assert self.process.stdout is not None
        self.process.stdout.read()
        return self.process.wait(30)


@pytest.fixture
def started() -> Iterator[list[Served]]:
    """Desks that are ended after the test."""
    started: list[Served] = []
    yield started
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
            served.process.wait()


def test_the_first_start_takes_the_first_account_from_the_environment(tmp_path: Path, started: list[Served]) -> None:
    account: dict[str, Any] = {"TOTALISATION_FIRST_ACCOUNT": "admin.one", "TOTALISATION_FIRST_PASSWORD": PASSWORD}
    served = Served(tmp_path, **account)
    started.append(served)
    assert served.get("/readyz").status == 200
    response = served.get("/sign-in")
    assert response.status == 200
    assert response.getheader("Server") is None
    assert PASSWORD not in served.told
    assert served.end() == 0
    again = Served(tmp_path)
    started.append(again)
    assert again.get("/readyz").status == 200
    database = Database(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
    with database.reading() as session:
        assert [(each.username, each.role) for each in session.query(Officer)] == [("admin.one", "administrator")]
    database.close()


def test_the_demonstration_opens_on_example_cases_and_leaves_nothing(tmp_path: Path, started: list[Served]) -> None:
    served = Served(tmp_path, "--demo", TMPDIR=str(tmp_path))
    started.append(served)
    assert re.search("officer, supervisor, auditor, administrator; password of each: ", served.told)
    assert served.get("/cases").status == 302
    assert served.process.stdout is not None
    told = served.process.stdout.readline()
    (file,) = tmp_path.glob("*/demo.sqlite3")
    database = Database(f"sqlite:///{file}")
    with database.reading() as session:
        from web.store.models import StoredCase

        cases = session.query(StoredCase).all()
        states = [each.state for each in cases]
        assert [states.count(each) for each in ("issued", "submitted", "decided")] == [1, 1, 2]
        assert {each.facts["claim"]["benefit"] for each in cases if each.facts} == set(get_args(Benefit))
        (issued,) = (each.id for each in cases if each.state == "issued")
    database.close()
    assert f"{served.address.geturl()}cases/{issued} " in told
    assert served.get(f"/cases/{issued}").status == 302
    assert served.end(signal.SIGINT) == 0
    assert list(tmp_path.iterdir()) == []


def test_the_demonstration_goes_to_another_port_only_where_none_was_named(
    tmp_path: Path, started: list[Served]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = [sys.executable, "-m", "totalisation", "serve", "--demo", "--port", str(port)]
        refused = subprocess.run(
            run, capture_output=True, text=True, timeout=60, env={**os.environ, "TMPDIR": str(tmp_path)}
        )
        assert refused.returncode == 1
        assert refused.stderr == f"Error: Port {port} of 127.0.0.1 cannot be opened: Address already in use.\n"
    assert list(tmp_path.iterdir()) == []
    first = Served(tmp_path, "--demo", port=None)
    started.append(first)
    second = Served(tmp_path, "--demo", port=None)
    started.append(second)
    assert first.address.port != second.address.port
    assert "Port 8000 is taken, so another is used." in second.told
    assert second.get("/readyz").status == first.get("/readyz").status == 200
    assert first.end() == second.end() == 0
