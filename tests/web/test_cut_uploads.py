"""What is sent breaks off: the server goes on, nothing of it is kept, and nothing cut off is taken for whole."""

from __future__ import annotations

import io
import json
import logging
import os
import socket
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from tests.web.api.program import Program, problem_of
from tests.web.desk import Browser, Desk, example, settings
from tests.web.test_case_entry import post, typed
from web import logs
from web.api.media import NDJSON
from web.server import listening
from web.store import audit, cases
from web.store.tokens import Scope

pytestmark = pytest.mark.fault


@pytest.fixture
def program(app: Flask, pages: Desk) -> Program:
    return Program.of(app, pages, Scope.ASSESS)


@pytest.fixture
def port(app: Flask, pages: Desk) -> Iterator[int]:
    """The port of the real server, with two threads."""
    server = listening(app, settings("sqlite://"), "127.0.0.1", 0, 2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.pull_trigger()
    server.close()


def request(path: str, body: bytes, length: int, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: desk.test", f"Content-Length: {length}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def cut_off(port: int, sent: bytes) -> None:
    """Send something and hang up, as where a cable is pulled or a browser is closed."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


def asked(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_a_connection_that_is_cut_leaves_nothing_and_keeps_no_thread(
    port: int, program: Program, officer: Browser, pages: Desk
) -> None:
    cookie = officer.client.get_cookie("__Host-desk_session", "desk.test")
    cookie = cookie or officer.client.get_cookie("desk_session", "desk.test")
    assert cookie is not None
    body = json.dumps(example()).encode()
    bearer = f"Authorization: Bearer {program.token}"
    form = b"csrf_token=" + officer.token.encode() + b"&do=save&person-name=Half"
    with pages.database.reading() as session:
        before = audit.verify(session)
    # Twice as often as there are threads: one that waited for the rest would be missed.
    for _ in range(2):
        cut_off(port, request("/api/v1/assess", body[:200], len(body), "Content-Type: application/json", bearer))
        lines = body.replace(b"\n", b"") + b"\n"
        sent = request("/api/v1/assess-many", lines * 2, len(lines) * 4, f"Content-Type: {NDJSON}", bearer)
        cut_off(port, sent)
        kind = "Content-Type: application/x-www-form-urlencoded"
        cookies = f"Cookie: {cookie.key}={cookie.value}"
        cut_off(port, request("/cases/new/half", form, len(form) * 2, kind, cookies))
    told = asked(port, b"GET /healthz HTTP/1.1\r\nHost: desk.test\r\nConnection: close\r\n\r\n")
    assert told.startswith(b"HTTP/1.1 200")
    whole = request("/api/v1/assess", body, len(body), "Content-Type: application/json", bearer, "Connection: close")
    assert asked(port, whole).startswith(b"HTTP/1.1 200")
    with pages.database.reading() as session:
        assert cases.search_cases(session, pages.officer).total == 0
        assert audit.verify(session).rows == before.rows


def arriving(data: bytes, announced: int) -> dict[str, Any]:
    """A body that breaks off before the length that was announced, where a server hands it on as it comes."""
    environment = {"CONTENT_LENGTH": str(announced), "wsgi.input_terminated": True}
    return {"input_stream": BytesIO(data), "environ_overrides": environment, "buffered": True}


def test_a_case_of_which_half_arrives_is_refused(program: Program) -> None:
    sent = arriving(CASE[: len(CASE) // 2], len(CASE))
    answer = program.client.post("/api/v1/assess", content_type="application/json", headers=program.bearer, **sent)
    problem_of(answer, 400)


def test_lines_that_break_off_are_answered_up_to_there_and_the_break_is_told(program: Program) -> None:
    line = json.dumps(example()).encode() + b"\n"
    for length in (len(line) * 2 + 100, len(line) * 2):  # within a line, and right after one
        data = (line * 4)[:length]
        sent = arriving(data, len(line) * 4)
        answer = program.client.post("/api/v1/assess-many", content_type=NDJSON, headers=program.bearer, **sent)
        found = [json.loads(each) for each in answer.data.splitlines()]
        assert [each["line"] for each in found] == [1, 2, 3]
        assert ["determination" in each for each in found] == [True, True, False]
        assert found[-1]["problem"]["status"] == 400


def workbook() -> bytes:
    book, stream = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for number in range(200):
        sheet.append(["KR", f"{1990 + number % 20}-01", f"{1990 + number % 20}-12", "compulsory", 1_000_000 + number])
    book.save(stream)
    return stream.getvalue()


BOOK = workbook()
CASE = json.dumps(example()).encode()


@pytest.mark.parametrize("name", ["case.json", "periods.xlsx"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.98])
def test_a_file_that_was_cut_off_changes_nothing(name: str, part: float, officer: Browser) -> None:
    whole = BOOK if name.endswith("xlsx") else CASE
    address = officer.get("/cases/new").location
    officer.get(address)
    sent = whole[: int(len(whole) * part)]
    fields: dict[str, Any] = {**typed(person__name="Lê Ba"), "file": (io.BytesIO(sent), name)}
    answer = post(officer, address, "upload", fields)
    assert answer.status_code == 422
    assert 'value="Lê Ba"' in answer.text
    assert answer.text.count('name="periods-') == officer.get(address).text.count('name="periods-')


def test_a_damaged_workbook_changes_nothing(officer: Browser) -> None:
    with zipfile.ZipFile(io.BytesIO(BOOK)) as packed:
        place = packed.getinfo("xl/worksheets/sheet1.xml").header_offset + 100
    damaged = BOOK[:place] + bytes(each ^ 0xFF for each in BOOK[place : place + 40]) + BOOK[place + 40 :]
    address = officer.get("/cases/new").location
    officer.get(address)
    fields: dict[str, Any] = {**typed(), "file": (io.BytesIO(damaged), "periods.xlsx")}
    assert post(officer, address, "upload", fields).status_code == 422


def test_logs_that_cannot_be_written_keep_no_request_from_its_answer(
    officer: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    root, ours = logging.getLogger(), logs.log.level
    handlers, level = list(root.handlers), root.level
    descriptor = os.open("/dev/full", os.O_WRONLY)
    with open(descriptor, "w", buffering=1) as full:
        try:
            logs.begin("info", full)
            assert officer.get("/cases", buffered=True).status_code == 200
            assert officer.get("/nothing", buffered=True).status_code == 404
            assert capsys.readouterr().err.count("OSError: [Errno 28] No space left on device") == 2
        finally:
            root.handlers[:] = handlers
            root.setLevel(level)
            logs.log.setLevel(ours)
            os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
