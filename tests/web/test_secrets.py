"""No secret and nothing of a person stands in what the desk leaves behind: a real server, a real PostgreSQL."""

from __future__ import annotations

import http.client
import json
import re
import socket
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, make_url, text

from tests.web.desk import example
from tests.web.test_commands import Served
from totalisation.cli import commands
from web.settings import SettingError, database_url, url_shown

ACCOUNT = "qx.administrator"
FIRST, CHOSEN = "first-Pw-zebra-4417", "chosen-Pw-walrus-5528"
OF_DATABASE = "db-Pw-ostrich-6639"
KEY = "key-0f3a9-heron-7740-0123456789abcdef"
NAME, NUMBER, INSURED, BORN = "Quách Bảo Xuyến", "HS-Q7719X", "7913284650", "1961-11-27"
TELLING = ("Quach", "quach", "Xuy", "Q7719X", INSURED, BORN, "27/11/1961", "zebra", "walrus", "ostrich", "heron")
"""What must stand in no log: parts of each of them that no other word has."""

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visitor:
    """A browser on a real server."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.cookies = CookieJar()
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(self.cookies))
        self.token = ""

    def ask(self, path: str, data: bytes | None = None, **headers: str) -> tuple[int, str]:
        request = Request(self.address + path, data, {each.replace("_", "-"): told for each, told in headers.items()})
        try:
            with self.browser.open(request, timeout=30) as answer:
                status, shown = answer.status, answer.read().decode(errors="replace")
        except HTTPError as error:
            status, shown = error.code, error.read().decode(errors="replace")
        if found := TOKEN.search(shown):
            self.token = found[1]
        return status, shown

    def send(self, path: str, **fields: str) -> tuple[int, str]:
        return self.ask(path, urlencode({"csrf_token": self.token, **fields}).encode(), Accept="text/html")


@pytest.fixture
def server_log(postgresql: Callable[[], str], folder: Path) -> Callable[[], str]:
    """What the database's own server has logged since the test began."""
    files = [each for each in (folder / "postgresql").glob("log*") if each.is_file()]
    assert files
    before = {each: each.stat().st_size for each in files}
    return lambda: "".join(each.read_bytes()[size:].decode(errors="replace") for each, size in before.items())


@pytest.mark.slow
def test_a_server_leaves_no_secret_and_nothing_of_a_person_behind(
    tmp_path: Path, postgresql: Callable[[], str], server_log: Callable[[], str]
) -> None:
    plain = make_url(postgresql())
    url = plain.set(password=OF_DATABASE, drivername="postgresql").render_as_string(hide_password=False)
    (tmp_path / "temporary").mkdir()
    served = Served(
        tmp_path,
        DATABASE_URL=url,
        SECRET_KEY=KEY,
        TOTALISATION_FIRST_ACCOUNT=ACCOUNT,
        TOTALISATION_FIRST_PASSWORD=FIRST,
        TOTALISATION_INSECURE_COOKIES="1",
        TOTALISATION_LOG_LEVEL="debug",
        TMPDIR=str(tmp_path / "temporary"),
    )
    try:
        secrets = visit(served, plain.render_as_string(hide_password=False))
        served.process.terminate()
        assert served.process.stdout is not None
        told = served.told + served.process.stdout.read()
        assert served.process.wait(30) == 0
    finally:
        if served.process.poll() is None:
            served.process.kill()
            served.process.wait()
    lines = [json.loads(line) for line in told.splitlines() if line.startswith("{")]
    assert len(lines) >= 18
    assert [each for each in lines if each.get("event") == "failed"], "a failure must have been among them"
    written = {"what the server told": told, "the log of the database": server_log()}
    for file in (each for each in tmp_path.rglob("*") if each.is_file()):
        written[str(file)] = file.read_text(encoding="utf-8", errors="replace")
    for where, content in written.items():
        for secret in (*TELLING, *secrets):
            for form in (secret, json.dumps(secret)[1:-1], quote(secret)):
                assert form not in content, f"{secret!r} stands in {where}"
    assert 'relation "certificates" does not exist' in written["the log of the database"]


def visit(served: Served, database: str) -> list[str]:
    """Everything that takes a secret or a name, rightly and wrongly; the secrets that were made on the way."""
    officer = Visitor(served.address.geturl())
    officer.ask("/sign-in")
    assert officer.send("/sign-in", username=FIRST, password=NAME)[0] == 422
    assert officer.send("/sign-in", username=ACCOUNT, password=CHOSEN)[0] == 422
    assert officer.send("/sign-in", username=ACCOUNT, password=FIRST, next=f"/cases?q={NAME}")[0] == 200
    new = {"new_password": CHOSEN, "repeated_password": CHOSEN}
    assert officer.send("/password", old_password=CHOSEN, **new)[0] == 422
    assert officer.send("/password", old_password=FIRST, **new)[0] in {200, 403}
    sheet = re.search(r'name="sheet" value="(\w+)"', officer.ask("/tokens/new")[1])
    assert sheet is not None
    made = re.search(
        r"ttl_[\w-]{43}", officer.send("/tokens/new", name=NAME, scopes="assess", days="1", sheet=sheet[1])[1]
    )
    assert made is not None
    program = {"Content_Type": "application/json", "Authorization": f"Bearer {made[0]}"}
    case = example(NAME)
    case["case_id"] = NUMBER
    case["person"]["birth_date"] = BORN
    body = json.dumps(case).encode()
    assert officer.ask("/api/v1/assess", body, **program)[0] == 200
    wrong = json.dumps({**case, "insurance_number": INSURED, "person": {"name": NAME, "sex": INSURED}}).encode()
    assert officer.ask("/api/v1/assess", wrong, **program)[0] == 422
    assert officer.ask("/api/v1/assess", b"{" + body, **program)[0] == 400
    assert officer.ask(f"/api/v1/agreements/{quote(NAME)}", None, **program)[0] == 404
    assert officer.ask("/api/v1/assess", body, **{**program, "Authorization": f"Bearer {CHOSEN}"})[0] == 401
    many = {**program, "Content_Type": "application/x-ndjson"}
    assert officer.ask("/api/v1/assess-many", body.replace(b"\n", b"") + b"\n" + wrong + b"\n{", **many)[0] == 200
    new_account = {"username": "quach.officer", "display_name": NAME, "role": "officer", "office_id": "1"}
    officer.ask("/accounts/new")
    assert officer.send("/accounts/new", **new_account, password="zebra")[0] == 422
    assert officer.send("/accounts/new", **new_account, password=FIRST)[0] == 200
    holder = Visitor(officer.address)
    holder.ask("/sign-in")
    holder.send("/sign-in", username="quach.officer", password=FIRST)
    assert holder.send("/password", old_password=FIRST, **new)[0] == 200
    holder.ask("/certificates/new")
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE certificates RENAME TO renamed_by_a_test"))
    assert holder.ask(f"/certificates?q={quote(NAME)}")[0] == 500
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE renamed_by_a_test RENAME TO certificates"))
    engine.dispose()
    assert holder.ask(f"/nothing/{quote(NAME)}", Referer=quote(NAME), User_Agent=quote(NAME))[0] == 404
    unlike_http(served, f"GET /cases?q={quote(NAME)} {NUMBER}\r\nX-{INSURED}: a\r\n\r\n")
    unlike_http(served, f"POST /sign-in HTTP/1.1\r\nContent-Length: {INSURED}x\r\nTransfer-Encoding: {NUMBER}\r\n\r\n")
    unlike_http(served, f"GET /{NUMBER} HTTP/1.1\r\nHost: {'x' * 70}.{NUMBER}\r\nCookie: {CHOSEN}\r\n\r\n")
    unlike_http(served, "GET / HTTP/1.1\r\nX: " + INSURED * 40_000 + "\r\n\r\n")
    broken_off = http.client.HTTPConnection(served.address.hostname or "", served.address.port, timeout=30)
    broken_off.putrequest("POST", "/sign-in")
    broken_off.putheader("Content-Length", "1000000")
    broken_off.endheaders(NAME.encode())
    broken_off.close()
    return [
        made[0][4:],
        *(each.value for each in (*officer.cookies, *holder.cookies) if each.value and len(each.value) > 20),
    ]


def unlike_http(served: Served, request: str) -> None:
    """Send what no browser would."""
    with socket.create_connection((served.address.hostname or "", served.address.port or 0), timeout=10) as stream:
        try:
            stream.sendall(request.encode())
            stream.recv(65_536)
        except OSError:
            pass


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Called with a database's URL and arguments, it runs a command."""
    monkeypatch.setenv("TOTALISATION_DATA", str(tmp_path))

    def run(url: str, *arguments: str) -> Result:
        monkeypatch.setenv("DATABASE_URL", url)
        return CliRunner().invoke(commands, arguments)

    return run


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{OF_DATABASE}@127.0.0.1:1/none?connect_timeout=1",
        f"postgresql://u:{OF_DATABASE}/x@127.0.0.1/none",
        f"postgresql://u:x/{OF_DATABASE}@127.0.0.1/none?connect_timeout=1",
        f"postgresql://u:{OF_DATABASE}#x@127.0.0.1:1/none",
        f"postgresql://127.0.0.1:1/none?user=u&password={OF_DATABASE}&connect_timeout=1",
        f"postgresql://u:{OF_DATABASE}@[::1:1/none",
        f"mysql://u:{OF_DATABASE}@h/d",
    ],
)
def test_no_command_tells_the_password_of_the_database(run: Callable[..., Result], url: str) -> None:
    for arguments in (("desk", "where"), ("desk", "verify-audit"), ("serve", "--port", "0")):
        done = run(url, *arguments)
        told = f"{done.output}{done.exception!r}{done.exc_info}"
        assert "ostrich" not in told, arguments
        assert done.exit_code != 0 or arguments == ("desk", "where")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://u:pw@h:1/d?sslmode=require", "postgresql+psycopg://u:***@h:1/d?sslmode=require"),
        ("postgresql+psycopg://h/d?user=u&password=pw", "postgresql+psycopg://h/d?password=%2A%2A%2A&user=u"),
        ("postgresql+psycopg://h/d?PASSWORD=pw&sslpassword=pw", None),
        ("sqlite:////data/desk.sqlite3", "sqlite:////data/desk.sqlite3"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str | None) -> None:
    assert "pw" not in url_shown(url)
    assert shown is None or set(re.split("[?&]", url_shown(url))) == set(re.split("[?&]", shown))


def test_a_url_that_cannot_be_read_is_not_quoted() -> None:
    with pytest.raises(SettingError) as raised:
        database_url({"DATABASE_URL": f"postgresql://u:{OF_DATABASE}/x@h:port/d"}, Path())
    assert "ostrich" not in str(raised.value)
    assert raised.value.__suppress_context__


def test_no_command_takes_a_password_as_an_argument() -> None:
    """Arguments of a process can be read by everybody on the machine."""
    import web.commands

    found = [each.name for each in (*web.commands.desk.commands.values(), web.commands.serve)]
    assert len(found) >= 5
    for command in (*web.commands.desk.commands.values(), web.commands.serve):
        named = [option for parameter in command.params for option in parameter.opts]
        assert not [each for each in named if re.search("passw|secret|token", each)], command.name
