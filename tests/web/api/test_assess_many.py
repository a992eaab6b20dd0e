from __future__ import annotations

import gzip
import json
import tracemalloc
from io import BytesIO, RawIOBase
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wsgi import ClosingIterator

from tests.web.api.program import Program, problem_of
from tests.web.desk import Desk, example, settings
from web.api import assess_many
from web.api.lines import Line, lines_of
from web.app import create_app
from web.store.tokens import Scope

pytestmark = pytest.mark.slow

NDJSON = "application/x-ndjson"


def written(*cases: Any) -> bytes:
    return b"".join(json.dumps(case).encode() + b"\n" for case in cases)


def answers(data: bytes) -> list[dict[str, Any]]:
    assert data == b"" or data.endswith(b"\n")
    return [json.loads(line) for line in data.splitlines()]


def numbered(number: int) -> dict[str, Any]:
    return {**example(), "case_id": f"C-{number}"}


def test_each_line_is_answered_in_its_order(program: Program) -> None:
    response = program.post("/assess-many", written(*map(numbered, range(1, 6))), kind=NDJSON)
    assert response.status_code == 200
    assert response.mimetype == NDJSON
    found = answers(response.data)
    assert [(each["line"], each["case_id"]) for each in found] == [(n, f"C-{n}") for n in range(1, 6)]
    assert found[2]["determination"] == program.post("/assess", numbered(3)).get_json()


def test_a_bad_line_does_not_stop_the_rest(program: Program) -> None:
    bad = {**numbered(2), "agreement": "aa-bb", "claim": {"benefit": "old_age", "date": "2026-13-01"}}
    body = written(numbered(1), bad) + b"{\n\n[]\n" + b'{"case_id": 7}\n' + written(numbered(7)).rstrip(b"\n")
    found = answers(program.post("/assess-many?explanation=none&lang=vi", body, kind=NDJSON).data)
    assert [each["line"] for each in found] == [1, 2, 3, 5, 6, 7]
    assert [each["case_id"] for each in found] == ["C-1", "C-2", None, None, None, "C-7"]
    assert [each.get("problem", {}).get("status") for each in found] == [None, 422, 400, 400, 422, None]
    assert {fault["where"] for fault in found[1]["problem"]["faults"]} == {"agreement", "claim.date"}
    assert found[1]["problem"]["title"] != "The case has faults"
    assert "steps" not in found[5]["determination"]["parties"]["VN"]


def test_an_error_of_our_own_is_told_on_its_line_alone(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def decided(data: bytes, options: object) -> dict[str, Any]:
        if b"C-2" in data:
            raise ZeroDivisionError("C-2")
        return {"case_id": "C"}

    monkeypatch.setattr(assess_many, "decided", decided)
    found = answers(program.post("/assess-many", written(*map(numbered, (1, 2, 3))), kind=NDJSON).data)
    assert [each.get("problem", {}).get("status") for each in found] == [None, 500, None]
    assert "C-2" not in caplog.text


def test_no_lines_have_no_answers(program: Program) -> None:
    for body in (b"", b"\n", b" \n\t\r\n"):
        response = program.post("/assess-many", body, kind=NDJSON)
        assert (response.status_code, response.data) == (200, b"")


def test_another_kind_of_content_is_not_read(program: Program) -> None:
    response = program.post("/assess-many", written(numbered(1)))
    problem_of(response, 415)
    assert response.headers["Accept"] == NDJSON


def test_options_that_cannot_be_used_are_told_before_any_answer(program: Program) -> None:
    problem = problem_of(program.post("/assess-many?as_of=soon", written(numbered(1)), kind=NDJSON), 400)
    assert [fault["where"] for fault in problem["faults"]] == ["as_of"]


@pytest.fixture
def small(app: Flask, pages: Desk) -> Program:
    """A program at a desk that takes little at once."""
    limits = {"largest_request": 5_000, "largest_batch": 20_000, "batches_at_once": 1}
    other = create_app(settings(app.config["DESK"].database_url, **limits), pages.database)
    other.testing = True
    return Program.of(other, pages, Scope.ASSESS)


def test_a_line_that_is_too_long_is_told_and_passed_over(small: Program) -> None:
    long = {**numbered(1), "case_id": "x" * 6_000}
    found = answers(small.post("/assess-many", written(long, numbered(2)), kind=NDJSON).data)
    assert [(each["line"], each["case_id"]) for each in found] == [(1, None), (2, "C-2")]
    assert found[0]["problem"]["status"] == 413


def test_a_body_that_is_too_large_is_refused_before_any_answer(small: Program) -> None:
    refused = problem_of(small.post("/assess-many", b"\n" * 20_001, kind=NDJSON), 413)
    assert refused["detail"] == "At most 20000 bytes are read here."
    assert small.post("/assess-many", b"\n" * 20_000, kind=NDJSON).status_code == 200
    assert problem_of(small.post("/assess", b" " * 5_001), 413)["detail"] == "At most 5000 bytes are read here."


def test_a_body_of_unknown_length_that_is_too_large_ends_the_answer(small: Program) -> None:
    response = small.client.post(
        "/api/v1/assess-many",
        input_stream=BytesIO(written(numbered(1)) + b"\n" * 20_000),
        content_type=NDJSON,
        headers={**small.bearer, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    found = answers(response.data)
    assert found[-1]["problem"]["status"] == 413
    assert found[-1]["problem"]["detail"] == "At most 20000 bytes are read here."


def test_a_line_that_breaks_off_is_told_where_it_does(program: Program) -> None:
    """A case is one line: no fault of it may speak of a second."""
    response = program.post("/assess-many", written(numbered(1)) + b'{"case_id": "C-2"\r\n', kind=NDJSON)
    problem = answers(response.data)[1]["problem"]
    assert problem["faults"][0]["wrong"] == "not JSON at line 1, column 18: a comma is expected."


def test_packed_cases_are_told_to_be_sent_as_they_are(program: Program) -> None:
    packed = gzip.compress(written(numbered(1)))
    refused = program.post("/assess-many", packed, kind=NDJSON, **{"Content-Encoding": "gzip"})
    assert problem_of(refused, 415)["detail"] == "Send it as it is, without Content-Encoding."
    assert refused.headers["Accept-Encoding"] == "identity"
    plain = program.post("/assess-many", written(numbered(1)), kind=NDJSON, **{"Content-Encoding": "identity"})
    assert plain.status_code == 200


def test_only_so_many_are_worked_on_at_once(small: Program) -> None:
    under_way = small.client.post(
        "/api/v1/assess-many", data=written(numbered(1)), content_type=NDJSON, headers=small.bearer
    )
    refused = small.post("/assess-many", written(numbered(1)), kind=NDJSON)
    problem_of(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0
    under_way.close()
    assert small.post("/assess-many", written(numbered(1)), kind=NDJSON).status_code == 200


class Endless(RawIOBase):
    """So many lines, made while they are read; it remembers how many bytes were asked for."""

    def __init__(self, line: bytes, times: int) -> None:
        self._left = iter([line] * times)
        self._rest = b""
        self.given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or next(self._left, b"")
        part = self._rest[: len(buffer)]
        self._rest = self._rest[len(part) :]
        buffer[: len(part)] = part
        self.given += len(part)
        return len(part)


def test_lines_are_answered_while_the_rest_is_still_unread(app: Flask, pages: Desk) -> None:
    program = Program.of(app, pages, Scope.ASSESS)
    line = written(numbered(1))
    body = Endless(line, 2_000)
    environ = create_environ("/api/v1/assess-many?explanation=none", method="POST", headers=program.bearer)
    environ |= {"wsgi.input": body, "CONTENT_TYPE": NDJSON, "CONTENT_LENGTH": str(2_000 * len(line))}
    stream, status, _ = run_wsgi_app(app, environ)
    assert status == "200 OK"
    assert isinstance(stream, ClosingIterator)
    assert json.loads(next(stream))["line"] == 1
    assert body.given < 200 * len(line)
    for _ in range(20):
        next(stream)
    tracemalloc.start()
    for _ in range(300):
        next(stream)
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    stream.close()
    # 300 answers are 1 MB of text, and more as objects.
    assert held < 200_000
    assert peak < 1_000_000


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_lines_are_counted_whatever_they_hold(end: bytes) -> None:
    body = end.join([b"a", b"", b"x" * 11, b"y" * 10, b"z" * 200_000, b"b"])
    assert list(lines_of(BytesIO(body), 10)) == [
        Line(1, b"a"),
        Line(3, None),
        Line(4, b"y" * 10),
        Line(5, None),
        Line(6, b"b"),
    ]
