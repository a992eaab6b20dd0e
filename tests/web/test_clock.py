"""The clock jumps back or forward: nothing typed is lost, no sign-in lasts longer for it, and the trail stays whole."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from tests.web.api.program import Program, problem_of
from tests.web.desk import Browser, Desk, example
from tests.web.test_case_entry import post, typed
from web.api.limits import Limiter
from web.store import accounts, audit, cases, drafts, tokens
from web.store.columns import now
from web.store.models import Officer
from web.store.tokens import Scope

pytestmark = pytest.mark.fault

DAY = 86_400.0


class Clock:
    """The desk asks ``time.time`` alone for the time of day; this sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        real = time.time
        monkeypatch.setattr(time, "time", lambda: real() + self.ahead)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def test_the_desk_reads_this_clock(clock: Clock) -> None:
    clock.ahead = 400 * DAY
    assert now() - datetime.now(UTC) > timedelta(days=399)


@pytest.mark.parametrize("jump", [-2.0, 120.0])
def test_a_small_jump_is_not_noticed(jump: float, clock: Clock, officer: Browser) -> None:
    address = officer.get("/cases/new").location
    officer.get(address)
    clock.ahead = jump
    assert post(officer, address, "save", typed()).status_code == 303
    assert officer.get("/cases").status_code == 200


@pytest.mark.parametrize("jump", [-400 * DAY, DAY])
def test_a_jump_ends_sign_ins_and_keeps_what_was_typed(
    jump: float, clock: Clock, officer: Browser, pages: Desk
) -> None:
    address = officer.get("/cases/new").location
    officer.get(address)
    clock.ahead = jump
    answer = post(officer, address, "save", typed(person__name="Lê Thị Tư"))
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    officer.sign_in(pages.usernames["officer"])
    assert "Lê Thị Tư" in officer.get(address).text


def test_a_sign_in_of_a_clock_that_was_ahead_does_not_outlast_its_correction(
    clock: Clock, browser: Browser, pages: Desk
) -> None:
    clock.ahead = 30 * DAY
    browser.sign_in(pages.usernames["officer"])
    assert browser.get("/cases").status_code == 200
    clock.ahead = 0
    assert browser.get("/cases").status_code == 302


def test_a_cookie_older_than_two_weeks_says_nothing_any_more(clock: Clock, officer: Browser) -> None:
    address = officer.get("/cases/new").location
    officer.get(address)
    clock.ahead = 15 * DAY
    assert post(officer, address, "save", typed()).status_code == 400


def test_tokens_follow_the_clock_and_revoked_ones_stay_so(clock: Clock, app: Flask, pages: Desk) -> None:
    program, revoked = (Program.of(app, pages, Scope.ASSESS) for _ in range(2))
    with pages.database.writing() as session:
        tokens.revoke_token(session, pages.officer, revoked.token_id)
    for jump, status in ((0, 200), (91 * DAY, 401), (0, 200), (-400 * DAY, 200)):
        clock.ahead = jump
        answer = program.get("/agreements")
        assert answer.status_code == status
        problem_of(revoked.get("/agreements"), 401)


def test_limits_of_requests_do_not_ask_the_time_of_day(clock: Clock) -> None:
    limiter = Limiter(3)
    assert [limiter.hit("a").allowed for _ in range(3)] == [True, True, True]
    for jump in (-DAY, DAY, 0):
        clock.ahead = jump
        assert not limiter.hit("a").allowed


def test_a_lock_of_an_account_does_not_last_until_a_clock_that_was_ahead(clock: Clock, pages: Desk) -> None:
    def wrong() -> bool:
        with pages.database.writing() as session:
            accounts.sign_in(session, pages.usernames["officer"], "not it at all")
        with pages.database.reading() as session:
            officer = session.get(Officer, pages.officer.id)
            assert officer is not None
            return accounts.is_locked(officer)

    clock.ahead = 30 * DAY
    assert [wrong() for _ in range(5)][-1]
    clock.ahead = 0
    with pages.database.writing() as session:
        assert accounts.sign_in(session, pages.usernames["officer"], "nine blue kettles") is not None
    assert [wrong() for _ in range(5)][-1]
    clock.ahead = 14 * 60
    assert wrong()
    clock.ahead = 16 * 60
    with pages.database.writing() as session:
        assert accounts.sign_in(session, pages.usernames["officer"], "nine blue kettles") is not None


def test_the_trail_keeps_its_order_and_is_whole(clock: Clock, desk: Desk) -> None:
    """On both databases: rows are in the order of their numbers, whatever moments they bear."""
    with desk.database.reading() as session:
        first = audit.verify(session).rows
    kept = desk.case()
    for number, jump in enumerate((-400 * DAY, DAY, -DAY, 0.0), 1):
        clock.ahead = jump
        with desk.database.writing() as session:
            cases.save_case(session, desk.officer, kept.id, example(f"Name {number}"), number)
    with desk.database.reading() as session:
        found = audit.verify(session)
        assert found.sound
        rows = list(audit.rows_about(session, "case", kept.id))
    assert found.rows == first + len(rows)
    assert [row["details"].get("version") for row in rows][-4:] == [2, 3, 4, 5]
    moments = [row["at"] for row in rows]
    assert moments != sorted(moments)
    assert desk.stored(kept.id).version == 5


def test_the_draft_that_was_saved_last_is_the_one_that_is_opened(clock: Clock, desk: Desk) -> None:
    about = drafts.new_subject("begun")
    for jump, tab in ((0.0, "first"), (-DAY, "second"), (-2 * DAY, "third"), (-DAY, "second")):
        clock.ahead = jump
        with desk.database.writing() as session:
            drafts.save_draft(session, desk.officer, about, "entry", [["tab", tab]], tab=tab)
        with desk.database.reading() as session:
            assert drafts.drafts_of(session, desk.officer, about)[0].tab == tab


def test_a_draft_that_was_just_saved_never_gives_way(clock: Clock, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_DRAFTS", 3)
    for number in range(3):
        with desk.database.writing() as session:
            drafts.save_draft(session, desk.officer, drafts.new_subject(f"old{number}"), "entry", [])
    clock.ahead = -DAY
    with desk.database.writing() as session:
        drafts.save_draft(session, desk.officer, drafts.new_subject("new"), "entry", [["name", "typed"]])
    with desk.database.reading() as session:
        kept = drafts.drafts_of(session, desk.officer, drafts.new_subject("new"))
        assert [each.content for each in kept] == [[["name", "typed"]]]
        assert len(drafts.unsaved_cases(session, desk.officer)) == 3
