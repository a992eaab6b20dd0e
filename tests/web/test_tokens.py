"""The pages of tokens: made and shown once, listed, revoked; in each language, and looked over by axe elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.web.desk import Browser, Desk
from web.shown import SCOPES
from web.store import tokens
from web.store.columns import now
from web.store.models import ApiToken
from web.store.roles import Actor
from web.store.tokens import Scope

GOOD = {"name": "Import of the district", "scopes": "assess", "days": "30"}


def kept(desk: Desk, who: str = "officer") -> Sequence[ApiToken]:
    with desk.database.reading() as session:
        return [each for each in tokens.tokens_of(session, desk.people[who]) if each.officer_id == desk.people[who].id]


def who_acts(desk: Desk, text: str, scope: Scope = Scope.ASSESS) -> Actor | None:
    with desk.database.reading() as session:
        return tokens.actor_with(session, text, scope)


def secret_in(page: TestResponse) -> str:
    found = re.search(r'name="token" type="text" value="(ttl_[\w-]{43})"', page.text)
    assert found is not None
    return found[1]


def sheet_of(page: TestResponse) -> str:
    found = re.search(r'name="sheet" value="([0-9a-f]{16})"', page.text)
    assert found is not None
    return found[1]


def made(browser: Browser, **form: str) -> TestResponse:
    sheet = sheet_of(browser.get("/tokens/new"))
    return browser.post("/tokens/new", {**GOOD, "sheet": sheet, **form})


def test_a_token_is_shown_once_and_acts(pages: Desk, officer: Browser) -> None:
    page = made(officer)
    secret = secret_in(page)
    assert page.status_code == 200
    assert f"Authorization: Bearer {secret}" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert who_acts(pages, secret) == pages.officer
    assert who_acts(pages, secret, Scope.CASES_READ) is None
    (token,) = kept(pages)
    assert (token.name, token.scopes) == ("Import of the district", ["assess"])
    assert timedelta(days=29) < token.expires_at - now() <= timedelta(days=30)
    listed = officer.get("/tokens")
    assert "Import of the district" in listed.text
    assert "ttl_" not in listed.text
    assert "ttl_" not in officer.get(f"/tokens/{token.id}/revoke").text


def test_loading_the_answer_again_makes_no_second_token(pages: Desk, officer: Browser) -> None:
    sheet = sheet_of(officer.get("/tokens/new"))
    assert officer.post("/tokens/new", {**GOOD, "sheet": sheet}).status_code == 200
    again = officer.post("/tokens/new", {**GOOD, "sheet": sheet})
    assert (again.status_code, again.location) == (303, "/tokens")
    assert "made already" in officer.get("/tokens").text
    assert len(kept(pages)) == 1
    assert made(officer).status_code == 200
    assert len(kept(pages)) == 2


def test_all_faults_are_told_at_once_and_nothing_typed_is_lost(pages: Desk, officer: Browser) -> None:
    page = officer.post("/tokens/new", {"name": " ", "days": "ninety", "sheet": "a"})
    assert page.status_code == 422
    assert [f'href="#{field}"' in page.text for field in ("name", "scope-0", "days")] == [True] * 3
    assert 'value="ninety"' in page.text
    page = officer.post("/tokens/new", {"name": "x" * 81, "days": "367", "scopes": "cases:read", "sheet": "a"})
    assert [f'href="#{field}"' in page.text for field in ("name", "scope-0", "days")] == [True, False, True]
    assert re.search(r'value="cases:read" checked', page.text)
    assert 'id="scope-0" name="scopes" type="checkbox" value="assess">' in page.text
    assert kept(pages) == []


@pytest.mark.parametrize("days", ["", "0", "-1", "367", "1e2", "٣", "99999999999", "1.5"])
def test_days_that_are_no_life_of_a_token_are_refused(pages: Desk, officer: Browser, days: str) -> None:
    page = made(officer, days=days)
    assert page.status_code == 422
    assert 'id="days-error"' in page.text
    assert kept(pages) == []


@pytest.mark.parametrize(
    ("who", "offered"),
    [
        ("officer", ["assess", "cases:read", "cases:write"]),
        ("supervisor", ["assess", "cases:read", "cases:write"]),
        ("auditor", ["assess", "cases:read"]),
        ("administrator", ["assess"]),
    ],
)
def test_only_what_the_role_allows_is_offered(pages: Desk, browser: Browser, who: str, offered: list[str]) -> None:
    browser.sign_in(pages.usernames[who])
    page = browser.get("/tokens/new")
    assert re.findall(r'name="scopes" type="checkbox" value="([^"]+)"', page.text) == offered
    for scope in {"cases:read", "cases:write"} - set(offered):
        assert made(browser, scopes=scope).status_code == 422
    assert kept(pages, who) == []


def test_a_token_is_revoked_after_a_question(pages: Desk, officer: Browser) -> None:
    secret = secret_in(made(officer))
    (token,) = kept(pages)
    asked = officer.get(f"/tokens/{token.id}/revoke")
    assert "cannot be undone" in asked.text
    assert who_acts(pages, secret) is not None
    done = officer.post(f"/tokens/{token.id}/revoke")
    assert (done.status_code, done.location) == (303, "/tokens")
    assert who_acts(pages, secret) is None
    page = officer.get("/tokens")
    assert "is revoked" in page.text
    assert f"/tokens/{token.id}/revoke" not in page.text


def test_one_sees_and_revokes_only_ones_own_but_the_administrator_all(app: Flask, pages: Desk) -> None:
    with pages.database.writing() as session:
        token, secret = tokens.make_token(session, pages.officer, "of the officer", [Scope.ASSESS])
    address = f"/tokens/{token.id}/revoke"
    for who in ("colleague", "supervisor", "auditor"):
        browser = Browser(app.test_client())
        browser.sign_in(pages.usernames[who])
        assert "of the officer" not in browser.get("/tokens").text
        assert browser.get(address).status_code == 404
        assert browser.post(address).status_code == 404
    assert who_acts(pages, secret) is not None
    browser = Browser(app.test_client())
    browser.sign_in(pages.usernames["administrator"])
    page = browser.get("/tokens").text
    assert "of the officer" in page
    assert pages.usernames["officer"] in page
    assert browser.post(address).status_code == 303
    assert who_acts(pages, secret) is None


def test_an_ended_token_is_told_as_ended(pages: Desk, officer: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    made(officer)
    assert "until " in officer.get("/tokens").text
    later = now() + timedelta(days=31)
    monkeypatch.setattr("web.pages.tokens.now", lambda: later)
    page = officer.get("/tokens").text
    assert "ended " in page
    assert "/revoke" not in page


@pytest.mark.parametrize(("language", "title"), [("vi", "Mã truy cập"), ("ko", "토큰")])
def test_the_pages_speak_each_language(officer: Browser, language: str, title: str) -> None:
    officer.post("/language", {"language": language, "next": "/tokens"})
    assert f"<h1>{title}</h1>" in officer.get("/tokens").text


def test_every_scope_has_plain_words() -> None:
    assert set(SCOPES) == set(Scope)
