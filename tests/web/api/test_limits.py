from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask

from tests.web.api.program import Program, problem_of
from tests.web.desk import Desk, example, settings
from web.api import limits
from web.api.limits import OTHERS, Limiter, name_of_address
from web.app import create_app
from web.store.tokens import Scope


@dataclass
class Clock:
    now: float = field(default=6_000.0)

    def __call__(self) -> float:
        return self.now


def test_a_limit_is_used_up_and_comes_back_with_time() -> None:
    clock = Clock()
    limiter = Limiter(4, clock)
    assert [limiter.hit("a").remaining for _ in range(4)] == [3, 2, 1, 0]
    refused = limiter.hit("a")
    assert (refused.allowed, refused.remaining, refused.reset_seconds) == (False, 0, 60)
    assert limiter.is_used_up("a")
    assert limiter.hit("b").allowed
    clock.now += 75
    # A quarter of the new minute has passed: three quarters of the four lie within the last sixty seconds.
    assert limiter.hit("a").allowed
    assert not limiter.hit("a").allowed
    clock.now += 120
    assert limiter.hit("a").remaining == 3


def test_a_refused_act_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    limiter = Limiter(2, clock)
    for _ in range(100):
        limiter.hit("a")
    clock.now += 60 + 31
    assert limiter.hit("a").allowed


def test_memory_is_bounded_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_NAMES", 10)
    limiter = Limiter(2, Clock())
    known = [limiter.hit(f"n{number}").allowed for number in range(10)]
    others = [limiter.hit(f"m{number}").allowed for number in range(5)]
    assert known == [True] * 10
    assert others == [True, True, False, False, False]
    assert limiter.hit("n3").allowed


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (None, OTHERS),
        ("unix:", OTHERS),
    ],
)
def test_an_address_is_counted_by_what_one_caller_owns(address: str | None, name: str) -> None:
    assert name_of_address(address) == name


@pytest.fixture
def limited(app: Flask, pages: Desk) -> Callable[..., Program]:
    def make(**figures: Any) -> Program:
        other = create_app(settings(app.config["DESK"].database_url, **figures), pages.database)
        other.testing = True
        return Program.of(other, pages, Scope.ASSESS)

    return make


def test_a_token_is_told_what_is_left_and_then_refused(limited: Callable[..., Program]) -> None:
    program = limited(api_requests_per_minute=2)
    first = program.get("/agreements")
    assert first.headers["RateLimit-Policy"] == '"minute";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"minute";r=1;t=')
    assert "Retry-After" not in first.headers
    assert program.post("/assess", {}).headers["RateLimit"].startswith('"minute";r=0;t=')
    refused = program.post("/assess", example())
    problem_of(refused, 429)
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert program.get("/schema").status_code == 200


def test_an_address_with_too_many_wrong_tokens_is_refused_but_for_tokens_known_to_be_good(
    limited: Callable[..., Program],
) -> None:
    program = limited(api_failures_per_minute=3)
    good = program.token
    assert program.get("/agreements").status_code == 200
    for number in range(3):
        program.token = f"ttl_wrong{number}"
        problem_of(program.get("/agreements"), 401)
    refused = program.get("/agreements")
    problem_of(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0
    elsewhere = program.client.get(
        "/api/v1/agreements", headers=program.bearer, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}
    )
    problem_of(elsewhere, 401)
    program.token = good
    assert program.get("/agreements").status_code == 200
