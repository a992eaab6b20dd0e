"""What programs send to the desk: the bodies and the addresses of the API."""

from __future__ import annotations

import json
import os
import tempfile
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest import mock
from urllib.parse import urlencode

from argon2 import PasswordHasher
from werkzeug.test import TestResponse

from tests.fuzz.mutate import ODD_TEXTS, bytes_changed, json_changed
from tests.fuzz.oracles import by_schema, strict_json
from tests.fuzz.readers.cases import example_cases
from tests.fuzz.target import Outcome, Target, answered, hold, refused
from tests.web.api.program import PROBLEM, Program
from tests.web.desk import Desk, settings
from totalisation.case import Case
from web.app import create_app
from web.store import passwords
from web.store.database import Database
from web.store.tokens import Scope

_LIMIT: Final = 100_000_000
"""Requests a minute: none of them is refused for their number."""


@lru_cache
def _program() -> Program:
    """A program with a token, and the desk that it asks."""
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="desk", dir=memory if os.access(memory, os.W_OK) else None))
    url = f"sqlite:///{folder / 'desk.sqlite3'}"
    mock.patch.object(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).start()
    database = Database(url)
    database.migrate()
    app = create_app(settings(url, **_more()), database)
    return Program.of(app, Desk(database), Scope.ASSESS)


def _more() -> dict[str, Any]:
    """Settings under which no request is refused for their number."""
    from dataclasses import fields

    from web.settings import Settings

    return {each.name: _LIMIT for each in fields(Settings) if each.name.endswith("per_minute")}


def _problem(response: TestResponse) -> Outcome:
    hold(400 <= response.status_code < 500, f"status {response.status_code}")
    hold(response.status_code not in (401, 403, 429), f"refused as status {response.status_code}")
    hold(response.mimetype == PROBLEM, f"a refusal as {response.mimetype}")
    return _told(strict_json(response.data))


def _told(problem: dict[str, Any]) -> Outcome:
    hold(problem["status"] < 500 and problem["title"], f"the problem {problem}")
    return refused(
        str(problem["status"]), *(str(each.get("wrong", each))[:30] for each in problem.get("faults", ())[:1])
    )


def _one(data: bytes) -> Outcome:
    response = _program().post("/assess", data)
    if response.status_code != 200:
        return _problem(response)
    by_schema(Case, strict_json(data))
    json.loads(response.data)
    return answered()


def _many_bodies() -> list[bytes]:
    cases = example_cases()
    return [b"\n".join(cases[:2]), cases[0] + b"\r\n\n{}\n" + cases[1], b"\n".join((b"null", cases[2], b"[]"))]


def _many(data: bytes) -> Outcome:
    response = _program().post("/assess-many", data, "application/x-ndjson")
    hold(response.status_code == 200, f"status {response.status_code}")
    lines = data.split(b"\n")
    told = [json.loads(line) for line in response.data.splitlines()]
    numbers = [number for number, line in enumerate(lines, 1) if line.strip()]
    hold([each["line"] for each in told] == numbers, "another number of answers than of lines")
    words = set()
    for each in told:
        if "problem" in each:
            words |= {f"refused {word}" for word in _told(each["problem"]).words}
        else:
            by_schema(Case, strict_json(lines[each["line"] - 1]))
            words.add("answered")
    return answered(*words) if "answered" in words else refused(*words)


def _lines_changed(data: bytes, random: Random) -> bytes:
    lines = data.split(b"\n")
    at = random.randrange(len(lines))
    act = random.randrange(5)
    if act == 0:
        return bytes_changed(data, random)
    if act == 1:
        lines.insert(at, random.choice(lines))
    elif act == 2:
        lines[at] = lines[at] + random.choice((b"\r", b"\r\r", b"\x00", b" ", b"\x0b", b"\xe2\x80\xa8"))
    else:
        lines[at] = json_changed(lines[at], random)
    return b"\n".join(lines)


def _queries() -> list[bytes]:
    return [
        b"lang=vi&as_of=2026-07-01&explanation=none",
        b"explanation=full",
        b"as_of=2199-12-31&lang=ko",
    ]


def _query(data: bytes) -> Outcome:
    # An address can hold no spaces or control characters: the server refuses them before the program sees it.
    text = "".join(chr(each) if 0x20 < each < 0x7F and each != 0x23 else f"%{each:02x}" for each in data)
    response = _program().post(f"/assess?{text}", _body())
    if response.status_code != 200:
        return _problem(response)
    json.loads(response.data)
    return answered()


@lru_cache
def _body() -> bytes:
    return example_cases()[0]


def _query_changed(data: bytes, random: Random) -> bytes:
    if random.random() < 0.5:
        return bytes_changed(data, random)
    names = ("lang", "as_of", "explanation", "explain", random.choice(ODD_TEXTS))
    pairs = [(random.choice(names), random.choice(ODD_TEXTS)) for _ in range(random.choice((1, 2, 3)))]
    return data + b"&" + urlencode(pairs, errors="surrogatepass").encode()


TARGETS: Final = {
    "api": Target("api", "the body of POST /api/v1/assess", example_cases, _one, json_changed),
    "api-many": Target("api-many", "the lines of POST /api/v1/assess-many", _many_bodies, _many, _lines_changed),
    "api-query": Target("api-query", "the options in an address", _queries, _query, _query_changed, largest=4_000),
}
