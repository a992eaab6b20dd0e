"""What a browser sees: signing in and its end, forms out of date, headers, and the way of a case."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from tests.web.desk import PASSWORD, Browser, Desk, example, settings
from web.access import safe_target
from web.app import create_app
from web.security import HEADERS
from web.store import accounts, cases, drafts
from web.store.database import Database
from web.store.models import Draft, Officer
from web.store.roles import Role


def test_signing_in_leads_back_to_the_page_that_was_asked_for(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    asked = browser.get(f"/cases/{kept.id}?x=1")
    assert asked.location == f"/sign-in?next=/cases/{kept.id}?x%3D1"
    browser.get(asked.location)
    response = browser.sign_in(pages.usernames["officer"], next_page=f"/cases/{kept.id}")
    assert (response.status_code, response.location) == (303, f"/cases/{kept.id}")
    shown = browser.get(f"/cases/{kept.id}")
    assert kept.number in shown.text
    assert "Đặng Thị Hoà" in shown.text


@pytest.mark.parametrize("away", ["//evil.test/", "https://evil.test", "/\\evil.test", "evil", "/a\nb", "", None])
def test_signing_in_leads_to_no_other_site(app: Flask, away: str | None) -> None:
    with app.test_request_context():
        assert safe_target(away) == "/"


def test_a_wrong_password_is_told_at_the_field_and_says_no_more(pages: Desk, browser: Browser) -> None:
    wrong = browser.sign_in(pages.usernames["officer"], "not the password")
    unknown = browser.sign_in("nobody.here", "not the password")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    tidy = [re.sub(r'value="[^"]*"', "", each.text) for each in (wrong, unknown)]
    assert tidy[0] == tidy[1]
    assert 'href="#username"' in wrong.text
    assert 'aria-invalid="true"' in wrong.text
    assert "not the password" not in wrong.text


def test_a_locked_account_does_not_sign_in(pages: Desk, browser: Browser) -> None:
    for _ in range(5):
        browser.sign_in(pages.usernames["officer"], "wrong")
    assert browser.sign_in(pages.usernames["officer"]).status_code == 422
    assert browser.sign_in(pages.usernames["colleague"]).status_code == 303


def test_signing_out_ends_the_sign_in(pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    assert browser.get("/cases").status_code == 200
    assert browser.post("/sign-out").location == "/sign-in"
    assert browser.get("/cases").status_code == 302


@pytest.mark.parametrize(("later", "open_still"), [(29 * 60, True), (31 * 60, False)])
def test_a_sign_in_ends_when_nothing_is_done(
    pages: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch, later: int, open_still: bool
) -> None:
    browser.sign_in(pages.usernames["officer"])
    now = time.time()
    monkeypatch.setattr("web.access.time.time", lambda: now + later)
    assert (browser.get("/cases").status_code == 200) is open_still


def test_a_sign_in_ends_after_twelve_hours_of_work(
    pages: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser.sign_in(pages.usernames["officer"])
    now = time.time()
    for minutes in range(0, 12 * 60, 20):
        monkeypatch.setattr("web.access.time.time", lambda at=now + 60 * minutes: at)
        assert browser.get("/cases").status_code == 200, minutes
    monkeypatch.setattr("web.access.time.time", lambda: now + 12 * 3600 + 1)
    assert browser.get("/cases").status_code == 302


def test_a_closed_account_is_signed_out_at_once(pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    with pages.database.writing() as session:
        accounts.change_account(
            session,
            pages.administrator,
            pages.officer.id or 0,
            office_id=pages.office_id,
            display_name="x",
            role=Role.OFFICER,
            active=False,
        )
    assert browser.get("/cases").status_code == 302


def typed(desk: Desk) -> list[Draft]:
    with desk.database.reading() as session:
        return list(drafts.drafts_of(session, desk.officer, drafts.case_subject(desk.case().id)))


@pytest.fixture
def entry(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A view that keeps typing, as the pages of case entry do."""
    view = app.view_functions["workflow.decide"]
    monkeypatch.setattr(view, "keeps_typing", "person", raising=False)


def kept_drafts(desk: Desk, case_id: int) -> list[Any]:
    with desk.database.reading() as session:
        found = drafts.drafts_of(session, desk.officer, drafts.case_subject(case_id), "person")
        return [(each.content, each.tab, each.case_version) for each in found]


FORM = {"name": " Hoà ", "password": "never kept", "tab": "t1", "case_version": "1"}
KEPT = ([["name", " Hoà "], ["tab", "t1"], ["case_version", "1"]], "t1", 1)


@pytest.mark.usefixtures("entry")
def test_typing_is_kept_when_the_sign_in_has_ended(
    pages: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    now = time.time()
    monkeypatch.setattr("web.access.time.time", lambda: now + 3600)
    response = browser.post(f"/cases/{kept.id}/decide", FORM, headers={"Referer": f"https://desk.test/cases/{kept.id}"})
    assert (response.status_code, response.location) == (303, f"/sign-in?next=/cases/{kept.id}")
    assert kept_drafts(pages, kept.id) == [KEPT]
    assert pages.stored(kept.id).state == "entered"
    assert "What you typed is kept" in browser.get("/sign-in").text
    assert browser.sign_in(pages.usernames["officer"]).status_code == 303
    assert browser.get(f"/cases/{kept.id}").status_code == 200


@pytest.mark.usefixtures("entry")
def test_typing_is_kept_when_the_form_is_out_of_date(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    browser.token = "out of date"
    response = browser.post(f"/cases/{kept.id}/decide", FORM, headers={"Referer": f"https://desk.test/cases/{kept.id}"})
    assert (response.status_code, response.location) == (303, f"/cases/{kept.id}")
    assert kept_drafts(pages, kept.id) == [KEPT]
    assert "What you typed is kept" in browser.get(f"/cases/{kept.id}").text
    assert pages.stored(kept.id).state == "entered"


@pytest.mark.usefixtures("entry")
def test_a_stranger_keeps_nothing(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    browser.get("/sign-in")
    assert browser.post(f"/cases/{kept.id}/decide", FORM).status_code == 303
    assert kept_drafts(pages, kept.id) == []


@pytest.mark.usefixtures("entry")
def test_the_same_officer_goes_on_in_an_old_tab_after_signing_in_again(
    pages: Desk, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    old = browser.token
    now = time.time()
    monkeypatch.setattr("web.access.time.time", lambda: now + 3600)
    browser.get("/cases")
    browser.sign_in(pages.usernames["officer"])
    browser.token = old
    assert browser.post(f"/cases/{kept.id}/decide", {"version": "1"}).location.startswith("/determinations/")


def test_another_account_begins_with_another_token(pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    session_of_officer = browser.token
    browser.client.delete_cookie("nothing")
    with browser.client.session_transaction(base_url="https://desk.test") as session:
        before = session["csrf_token"]
        session["seen"] = 0
    browser.sign_in(pages.usernames["supervisor"])
    with browser.client.session_transaction(base_url="https://desk.test") as session:
        assert session["csrf_token"] != before
    assert browser.token != session_of_officer


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_without_its_token_does_nothing(pages: Desk, browser: Browser, token: str) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    browser.token = token
    assert browser.post(f"/cases/{kept.id}/decide").status_code == 400
    assert pages.stored(kept.id).state == "entered"


def test_a_form_sent_by_another_site_does_nothing(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    response = browser.post(f"/cases/{kept.id}/decide", headers={"Referer": "https://evil.test/"})
    assert response.status_code == 400
    assert pages.stored(kept.id).state == "entered"


@pytest.mark.parametrize("path", ["/sign-in", "/cases", "/nothing", "/healthz", "/static/desk.css"])
def test_every_response_bears_the_headers(pages: Desk, browser: Browser, path: str) -> None:
    browser.sign_in(pages.usernames["officer"])
    response = browser.get(path)
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Strict-Transport-Security"]
    assert (response.headers["Cache-Control"] == "no-store") is (not path.startswith("/static"))


def test_cookies_are_for_this_site_over_https_and_not_for_scripts(pages: Desk, browser: Browser) -> None:
    browser.get("/sign-in")
    set_by = [
        browser.post("/language", {"language": "ko"}),
        browser.post("/sign-in", {"username": pages.usernames["officer"], "password": PASSWORD}),
    ]
    cookies = [cookie for response in set_by for cookie in response.headers.getlist("Set-Cookie")]
    assert {cookie.split("=")[0] for cookie in cookies} >= {"__Host-desk_session", "desk_language"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))


class Inline(HTMLParser):
    """Finds what the Content-Security-Policy would not run: it would be a page that does not work."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "style" or (tag == "script" and not (named.get("src") or "").startswith("/static/")):
            self.found.append(tag)
        self.found += [name for name in named if name == "style" or name.startswith("on")]
        self.found += [value for value in named.values() if value and value.startswith("javascript:")]


def inline(text: str) -> list[str]:
    parser = Inline()
    parser.feed(text)
    return parser.found


def test_no_page_holds_anything_inline(app: Flask, pages: Desk) -> None:
    kept = pages.case(example("<script>alert(1)</script>\" onload='x'"))
    made = pages.issued(kept.id)
    visits = {
        "supervisor": [
            "/cases",
            "/cases?q=script",
            f"/cases/{kept.id}",
            f"/cases/{kept.id}/erase",
            f"/determinations/{made.id}",
            f"/determinations/{made.id}/comparison",
            "/password",
            "/nothing",
        ],
        "administrator": ["/accounts", "/accounts/new", f"/accounts/{pages.officer.id}", "/offices"],
        "auditor": ["/audit", "/audit?check=1"],
    }
    for who, paths in visits.items():
        browser = Browser(app.test_client())
        browser.sign_in(pages.usernames[who])
        for path in paths:
            response = browser.get(path)
            assert response.status_code == (404 if path == "/nothing" else 200), path
            text = response.text
            assert inline(text) == [], path
            ids = re.findall(r'\sid="([^"]+)"', text)
            assert len(ids) == len(set(ids)), path
            assert set(re.findall(r'<label[^>]* for="([^"]+)"', text)) <= set(ids), path
            fields = re.findall(r'<(?:input(?![^>]*type="hidden")|select|textarea)[^>]*\sid="([^"]+)"', text)
            assert set(fields) == set(re.findall(r'<label[^>]* for="([^"]+)"', text)), path
            assert re.search(r"<h1>", text), path
            assert '<main id="main"' in text


def test_the_way_of_a_case_through_the_pages(app: Flask, pages: Desk) -> None:
    kept = pages.case()
    officer, supervisor = Browser(app.test_client()), Browser(app.test_client())
    officer.sign_in(pages.usernames["officer"])
    supervisor.sign_in(pages.usernames["supervisor"])
    page = f"/cases/{kept.id}"
    decided = officer.post(f"{page}/decide", {"version": "1"}).location
    for browser, act, then in (
        (officer, "submit", "submitted"),
        (supervisor, "send-back", "returned"),
    ):
        response = browser.post(f"{decided}/{act}", {"return_reason": "look again at 2005"})
        assert response.location == page
        assert pages.stored(kept.id).state == then
    assert "look again at 2005" in officer.get(page).text
    decided = officer.post(f"{page}/decide", {"version": "1"}).location
    for browser, act in ((officer, "submit"), (supervisor, "approve"), (supervisor, "issue")):
        assert browser.post(f"{decided}/{act}").status_code == 303
    assert pages.stored(kept.id).state == "issued"
    assert officer.post(f"{page}/correct", {"correction_reason": " "}).status_code == 422
    assert officer.post(f"{page}/correct", {"correction_reason": "a year more"}).status_code == 303
    assert pages.stored(kept.id).state == "correcting"
    assert officer.post(f"{decided}/submit").status_code == 409
    exported = supervisor.post(f"{page}/export")
    assert exported.mimetype == "application/json"
    assert exported.get_json()["case"]["number"] == kept.number
    assert supervisor.post(f"{page}/erase", {"number": "x"}).status_code == 422
    assert supervisor.post(f"{page}/erase", {"number": kept.number}).status_code == 303
    assert "Đặng" not in officer.get(page).text
    assert officer.get(f"{decided}/comparison").status_code == 410


def test_a_case_that_cannot_be_decided_shows_every_fault(pages: Desk, browser: Browser) -> None:
    facts = example()
    del facts["claim"]
    facts["periods"][0]["from"] = "2001-13"
    kept = pages.case(facts)
    browser.sign_in(pages.usernames["officer"])
    response = browser.post(f"/cases/{kept.id}/decide", {"version": "1"})
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert "<li>Claim: Fill this in.</li>" in response.text
    assert "<li>Period 1, From: “2001-13” is not a month or a day. Write mm/yyyy" in response.text


def test_four_eyes_on_the_page(pages: Desk, browser: Browser) -> None:
    with pages.database.writing() as session:
        kept = cases.begin_case(session, pages.supervisor, example())
    browser.sign_in(pages.usernames["supervisor"])
    decided = browser.post(f"/cases/{kept.id}/decide", {"version": "1"}).location
    browser.post(f"{decided}/submit")
    response = browser.post(f"{decided}/approve")
    assert response.status_code == 403
    assert "Another person must approve it" in response.text


def test_drafts_save_themselves_and_are_dropped(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    saved = browser.post("/drafts/person", {"subject": f"case:{kept.id}", "tab": "t1", "name": "Hoà"})
    assert saved.status_code == 200
    assert kept_drafts(pages, kept.id)[0][0][-1] == ["name", "Hoà"]
    assert browser.post(f"/drafts/{saved.get_json()['draft']}/drop").location == f"/cases/{kept.id}"
    assert kept_drafts(pages, kept.id) == []
    begun = browser.post("/drafts/person", {"subject": "new:w1", "name": "x"})
    assert "Begun and not saved" in browser.get("/cases").text
    assert browser.post(f"/drafts/{begun.get_json()['draft']}/drop").location == "/cases"


def test_accounts_are_kept_on_their_pages(app: Flask, pages: Desk) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(pages.usernames["administrator"])
    form = {
        "username": f"new.{pages.code}".lower(),
        "display_name": "New One",
        "role": "officer",
        "office_id": pages.office_id,
        "password": "long enough to be one",
    }
    for field, wrong in (
        ("username", "?"),
        ("display_name", " "),
        ("password", "short"),
        ("office_id", "999999"),
        ("username", pages.usernames["officer"]),
    ):
        response = browser.post("/accounts/new", {**form, field: wrong})
        assert response.status_code == 422, field
        assert f'href="#{field}"' in response.text, field
        assert "long enough to be one" not in response.text
    assert browser.post("/accounts/new", form).status_code == 303
    fresh = Browser(app.test_client())
    fresh.sign_in(str(form["username"]), str(form["password"]))
    assert fresh.get("/cases").location == "/password"
    new = {"old_password": form["password"], "new_password": "a longer secret", "repeated_password": "a longer secret"}
    assert fresh.post("/password", {**new, "repeated_password": "x"}).status_code == 422
    assert fresh.post("/password", {**new, "old_password": "x"}).status_code == 422
    assert fresh.post("/password", new).status_code == 303
    assert fresh.get("/cases").status_code == 200
    with pages.database.reading() as session:
        officer_id = session.query(Officer.id).filter(Officer.username == form["username"]).scalar()
    changed = {**form, "display_name": "Renamed", "password": ""}
    assert browser.post(f"/accounts/{officer_id}", changed).status_code == 303
    assert fresh.get("/cases").status_code == 302
    assert "Renamed" in browser.get("/accounts").text
    assert browser.post("/offices", {"code": pages.code, "name": "x"}).status_code == 422
    assert browser.post("/offices", {"code": f"Z{pages.code}", "name": "Zed"}).status_code == 303


@pytest.mark.parametrize(("language", "word"), [("vi", "Đăng nhập"), ("ko", "로그인"), ("en", "Sign in")])
def test_the_language_of_the_browser_the_cookie_and_the_account(
    app: Flask, pages: Desk, browser: Browser, language: str, word: str
) -> None:
    asked = browser.get("/sign-in", headers={"Accept-Language": f"fr, {language};q=0.8"})
    assert f"<h1>{word}</h1>" in asked.text
    assert f'<html lang="{language}">' in asked.text
    assert browser.post("/language", {"language": language, "next": "/sign-in"}).location == "/sign-in"
    assert f"<h1>{word}</h1>" in browser.get("/sign-in", headers={"Accept-Language": "fr"}).text
    browser.sign_in(pages.usernames["officer"])
    browser.post("/language", {"language": language})
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in(pages.usernames["officer"])
    assert f'<html lang="{language}">' in elsewhere.get("/cases").text
    assert browser.post("/language", {"language": "fr"}).status_code == 400


def test_health(browser: Browser, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser.get("/healthz").json == {"status": "ok"}
    assert browser.get("/readyz").json == {"status": "ok"}
    gone = create_app(settings("postgresql+psycopg://nobody@127.0.0.1:1/none?connect_timeout=1"))
    assert gone.test_client().get("/healthz").status_code == 200
    assert gone.test_client().get("/readyz").status_code == 503


def test_a_failure_shows_a_page_and_notes_no_text(
    pages: Desk, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_: Any) -> str:
        raise RuntimeError("the name of a person")

    fail.open_to = "all"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "health.alive", fail)
    monkeypatch.setattr(app, "testing", False)
    response = app.test_client().get("/healthz", headers={"Accept": "text/html"})
    assert response.status_code == 500
    assert "The desk has failed" in response.text
    assert "failed" in caplog.text
    assert "the name of a person" not in caplog.text


def test_a_request_that_is_too_large_is_refused(database: Database) -> None:
    small = create_app(settings(str(database.engine.url), largest_request=1000), database)
    response = small.test_client().post("/language", data={"language": "x" * 2000})
    assert response.status_code == 413
