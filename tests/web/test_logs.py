"""The logs tell what the desk did and nothing about persons: whatever is typed, sent or thrown."""

from __future__ import annotations

import io
import json
import logging
import re
import warnings
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, request, stream_with_context
from flask.testing import FlaskClient
from pydantic import BaseModel
from sqlalchemy import text as sql
from werkzeug.test import TestResponse

from tests.web.desk import Browser, Desk, example
from tests.web.test_case_entry import post, typed
from web import logs
from web.current import writing
from web.store import tokens
from web.store.tokens import Scope

NAME = "Quách Bảo Xuyến"
NUMBER = "HS-Q7719X"
PASSWORD = "seventeen violet anchors"
BORN = "1961-11-27"
TELLING = [NAME, "Quach", "quach", "Xuyến", "Xuy", NUMBER, "Q7719X", BORN, "27/11/1961", "1961", PASSWORD, "violet"]
"""What must stand in no line: each as it is typed, in part, and as it might be written anew."""


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What this process logs, as the server sets it up."""
    root, shown = logging.getLogger(), warnings.showwarning
    before, ours = root.level, logs.log.level
    written = io.StringIO()
    handlers = list(root.handlers)
    handler = logs.begin("info", written)
    for kept in handlers:
        root.addHandler(kept)
    yield written
    root.removeHandler(handler)
    root.setLevel(before)
    logs.log.setLevel(ours)
    warnings.showwarning = shown


class ServedClient(FlaskClient):
    """Reads each response to its end and closes it, as a server does."""

    def open(self, *arguments: Any, **more: Any) -> TestResponse:
        return super().open(*arguments, **{"buffered": True, **more})


@pytest.fixture(autouse=True)
def _served(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "test_client_class", ServedClient)


@pytest.fixture
def browser(app: Flask, _served: None) -> Browser:
    return Browser(app.test_client())


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def requests_in(stream: io.StringIO) -> list[dict[str, Any]]:
    return [line for line in lines(stream) if line["event"] == "request"]


def telling(stream: io.StringIO, *more: str) -> list[str]:
    # The number of a request is drawn by chance, and so are the digits in it.
    written = re.sub(r'"request_id":\s*"[0-9a-f]+"', "", stream.getvalue())
    escaped = [json.dumps(each)[1:-1] for each in [*TELLING, *more]]
    return [each for each in [*TELLING, *more, *escaped] if each in written]


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], Any]], None]:
    """Called with a function, it lets /healthz do that, as an application in use would."""
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def put(act: Callable[[], Any]) -> None:
        def view(**_: Any) -> Any:
            return act()

        view.open_to = "all"  # type: ignore[attr-defined]
        monkeypatch.setitem(app.view_functions, "health.alive", view)

    return put


def test_a_request_is_one_line_with_these_fields_and_no_others(
    pages: Desk, browser: Browser, stream: io.StringIO
) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    answered = browser.get(f"/cases/{kept.id}?q={NAME}", headers={"X-Request-ID": NAME, "User-Agent": NAME})
    line = requests_in(stream)[-1]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert 0 < line.pop("duration_ms") < 60_000
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": answered.headers["X-Request-ID"],
        "method": "GET",
        "route": "/cases/<int:case_id>",
        "status": 200,
        "bytes": len(answered.data),
        "account": pages.officer.id,
        "office": pages.office_id,
    }
    assert telling(stream) == []


def test_each_request_has_an_id_of_its_own_and_every_answer_bears_it(browser: Browser, stream: io.StringIO) -> None:
    paths = ("/healthz", "/nothing", "/static/desk.css", "/sign-in", "/cases")
    answers = [browser.get(path) for path in paths]
    ids = [each.headers.get_all("X-Request-ID") for each in answers]
    assert [[line["request_id"]] for line in requests_in(stream)] == ids
    assert len({each[0] for each in ids}) == len(paths)
    told = [(line["route"], line["status"], line["account"]) for line in requests_in(stream)]
    assert told == [
        ("/healthz", 200, None),
        (None, 404, None),
        ("/static/<path:filename>", 200, None),
        ("/sign-in", 200, None),
        ("/cases", 302, None),
    ]


def test_the_whole_way_of_a_case_leaves_nothing_personal(
    app: Flask, pages: Desk, browser: Browser, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pages.database.writing() as store:
        from web.store import accounts

        accounts.change_password(store, pages.officer, "nine blue kettles", PASSWORD)
    browser.sign_in(f"{PASSWORD} typed as a name", "x")
    browser.sign_in(pages.usernames["officer"], PASSWORD + " mistyped")
    assert browser.sign_in(pages.usernames["officer"], PASSWORD).status_code == 303

    fields = typed(person__name=NAME, person__birth_date="27/11/1961", case_number=NUMBER)
    fields = {**fields, "number": NUMBER, "case_id": NUMBER}
    address = browser.get("/cases/new").location
    browser.get(address)
    subject = "new:" + address.rsplit("/", 1)[1]
    browser.post("/drafts/entry", {**fields, "subject": subject, "tab": "t1"})
    assert post(browser, address, "decide", {**fields, "claim-date": NAME}).status_code == 422
    decided = post(browser, address, "decide", fields)
    assert "/determinations/" in decided.location
    assert NAME in browser.get("/cases", query_string={"q": NAME}).text
    browser.get(f"/cases/{NUMBER}/{NAME}")
    browser.get(f"{decided.location}?claim={NAME}")
    browser.post(f"{decided.location}/submit", {"number": NUMBER})
    browser.post("/language", {"language": NAME})

    sheet = re.search(r'name="sheet" value="(\w+)"', browser.get("/tokens/new").text)
    assert sheet is not None
    made = browser.post("/tokens/new", {"name": NAME, "scopes": "assess", "days": "1", "sheet": sheet[1]})
    secret = re.search(r"ttl_[\w-]{43}", made.text)
    assert secret is not None
    program = app.test_client()
    headers = {"Authorization": f"Bearer {secret[0]}"}
    facts = example(NAME)
    facts["person"]["birth_date"], facts["case_id"] = BORN, NUMBER
    assert program.post("/api/v1/assess", json=facts, headers=headers).status_code == 200
    facts["person"]["sex"] = NAME
    assert program.post("/api/v1/assess", json=facts, headers=headers).status_code == 422
    stranger = {"Authorization": f"Bearer ttl_{NUMBER}"}
    assert program.post("/api/v1/assess", json=facts, headers=stranger).status_code == 401

    cookie = browser.client.get_cookie("__Host-desk_session", domain="desk.test")
    assert cookie is not None
    browser.post("/sign-out")
    assert len(requests_in(stream)) >= 20
    assert telling(stream, secret[0], secret[0][4:24], browser.token, cookie.value, pages.usernames["officer"]) == []


class Typed(BaseModel):
    born: int


def of_a_model() -> None:
    Typed.model_validate({"born": NAME, NUMBER: BORN})


def of_the_database() -> None:
    with writing() as store:
        store.execute(sql("INSERT INTO offices (code, name) VALUES (:code, :name)"), {"code": None, "name": NAME})


def of_python() -> None:
    facts = {"name": NAME, "born": BORN}
    try:
        int(facts["name"])
    except ValueError as error:
        error.add_note(NUMBER)
        raise KeyError(facts[NUMBER]) from error


def of_a_group() -> None:
    raise ExceptionGroup(NAME, [ValueError(NUMBER), OSError(2, NAME, f"/home/{NAME}")])


def of_a_name_in_the_context() -> None:
    try:
        raise LookupError(PASSWORD)
    except LookupError:
        assert request.method == NAME, BORN


@pytest.mark.parametrize(
    ("act", "kinds"),
    [
        (of_a_model, ["pydantic_core._pydantic_core.ValidationError"]),
        (of_the_database, ["sqlalchemy.exc.IntegrityError", "sqlite3.IntegrityError"]),
        (of_python, ["builtins.KeyError", "builtins.ValueError"]),
        (of_a_group, ["builtins.ExceptionGroup"]),
        (of_a_name_in_the_context, ["builtins.AssertionError", "builtins.LookupError"]),
    ],
)
def test_a_failure_is_told_by_kind_and_place_alone(
    app: Flask, stream: io.StringIO, failing: Callable[..., None], act: Callable[[], None], kinds: list[str]
) -> None:
    failing(act)
    answer = app.test_client().get("/healthz", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    name = answer.headers["X-Request-ID"]
    assert name in answer.text
    failed, line = [each for each in lines(stream) if each["request_id"] == name]
    assert (failed["event"], failed["level"], failed["route"]) == ("failed", "error", "/healthz")
    assert (line["event"], line["level"], line["status"]) == ("request", "error", 500)
    told = failed["exception"]
    if act is not of_python:
        assert [each["kind"] for each in told] == kinds
    assert told[0]["kind"] == kinds[0]
    assert any(f"{__file__}:" in place and act.__name__ in place for place in told[0]["at"])
    assert telling(stream) == []
    assert [each for each in TELLING if each in answer.text.replace(name, "")] == []


def test_codes_of_the_database_and_the_system_are_told(stream: io.StringIO, failing: Callable[..., None]) -> None:
    error = OSError(28, NAME)
    assert logs.without_values(error)[0]["errno"] == 28
    with pytest.raises(ExceptionGroup) as group:
        of_a_group()
    told = logs.without_values(group.value)[0]["each"]
    assert [each[0]["kind"] for each in told] == ["builtins.ValueError", "builtins.FileNotFoundError"]


def test_a_failure_while_a_stream_is_sent_is_told(
    app: Flask, stream: io.StringIO, failing: Callable[..., None]
) -> None:
    def sent() -> Iterator[str]:
        yield "first "
        raise ValueError(NAME)

    failing(lambda: app.response_class(stream_with_context(sent())))
    with pytest.raises(ValueError, match="Xuyến"):
        app.test_client().get("/healthz")
    failed, line = lines(stream)
    assert (failed["event"], failed["exception"][0]["kind"]) == ("failed", "builtins.ValueError")
    assert (line["event"], line["bytes"], line["status"]) == ("request", 6, 200)
    assert telling(stream) == []


def test_the_answer_to_head_is_a_line_too(app: Flask, stream: io.StringIO) -> None:
    app.test_client().head("/healthz")
    app.test_client().open("/healthz", method=NUMBER)
    first, second = requests_in(stream)
    assert (first["method"], first["bytes"], second["method"]) == ("HEAD", 0, "other")


def test_other_packages_keep_their_literal_text_only(stream: io.StringIO) -> None:
    other = logging.getLogger("waitress")
    other.warning("Task queue depth is %d", 3)
    other.error(f"put together {NAME}")
    other.error("Cannot read %s", NAME)
    other.info("not heard %s", NAME)
    try:
        int(NAME)
    except ValueError:
        logging.getLogger("web").exception("Exception while serving %s", f"/cases?q={NAME}")
    warnings.warn(f"odd value {NAME}", UserWarning, stacklevel=1)
    told = [(line["event"], line.get("logger")) for line in lines(stream)]
    assert told == [
        ("Task queue depth is %d", "waitress"),
        (None, "waitress"),
        ("Cannot read %s", "waitress"),
        ("Exception while serving %s", "web"),
        ("warning", None),
    ]
    assert lines(stream)[3]["exception"][0]["kind"] == "builtins.ValueError"
    assert lines(stream)[4]["kind"] == "UserWarning"
    assert telling(stream) == []


@pytest.mark.parametrize(("level", "written"), [("debug", 2), ("info", 2), ("warning", 1), ("error", 1)])
def test_the_level_says_what_is_written(
    app: Flask, stream: io.StringIO, failing: Callable[..., None], level: str, written: int
) -> None:
    logs.log.setLevel(getattr(logging, level.upper()))
    client = app.test_client()
    client.get("/sign-in")
    failing(of_python)
    client.get("/healthz")
    assert len(requests_in(stream)) == written


def test_an_application_that_is_not_served_by_us_tells_nothing_personal_either(
    pages: Desk, failing: Callable[..., None], app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Without our own lines, what the standard library writes of our records is the literal word."""
    failing(of_python)
    assert app.test_client().get("/healthz").status_code == 500
    assert "failed" in caplog.text
    assert [each for each in TELLING if each in caplog.text] == []


def test_who_acts_by_a_token_is_told_by_number(app: Flask, pages: Desk, stream: io.StringIO) -> None:
    with pages.database.writing() as store:
        made, secret = tokens.make_token(store, pages.officer, NAME, [Scope.ASSESS], timedelta(days=1))
    answer = app.test_client().post("/api/v1/assess", json=example(NAME), headers={"Authorization": f"Bearer {secret}"})
    assert answer.status_code == 200
    line = requests_in(stream)[-1]
    assert (line["route"], line["account"], line["office"]) == ("/api/v1/assess", made.officer_id, pages.office_id)
