"""What an attacker would try at the desk: cookies kept and planted, guesses, other hosts, numbers beyond bounds."""

from __future__ import annotations

import os
import re
import stat
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask, request
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from werkzeug.test import TestResponse

from tests.web.desk import PASSWORD, Browser, Desk, example, settings
from tests.web.test_access import ACCESS, routes
from web.app import create_app
from web.security import HEADERS
from web.store import accounts, determinations
from web.store.columns import LARGEST_NUMBER, now, number_in
from web.store.database import Database
from web.store.models import EndedSignIn, StoredDetermination
from web.store.names import sentences
from web.store.roles import Role

pytestmark = pytest.mark.slow

SESSION = "__Host-desk_session"
LONG = {"over_time.shown", "advice.shown"}
"""Pages that compute for a second: only the answer to a stranger is looked at."""
HUGE = ("9" * 30, "9" * 6000, str(LARGEST_NUMBER + 1))


def cookie_of(browser: Browser) -> str:
    found = browser.client.get_cookie(SESSION, domain="desk.test")
    assert found is not None
    return found.value


def holding(app: Flask, value: str) -> Browser:
    """A browser with a copy of that session's cookie."""
    made = Browser(app.test_client())
    made.client.set_cookie(SESSION, value, domain="desk.test", secure=True)
    return made


def test_a_copied_cookie_ends_with_the_sign_out(app: Flask, pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    thief = holding(app, cookie_of(browser))
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in(pages.usernames["officer"])
    assert thief.get("/cases").status_code == 200
    browser.post("/sign-out")
    assert thief.get("/cases").status_code == 302
    assert thief.post("/drafts/person", {"subject": "new:w1", "x": "y"}).status_code in {303, 400}
    assert elsewhere.get("/cases").status_code == 200, "the officer's other sign-in goes on"


def test_sign_ins_that_would_have_ended_are_not_kept_for_ever(pages: Desk, browser: Browser) -> None:
    with pages.database.writing() as store:
        store.add(EndedSignIn(sign_in=f"old of {pages.code}", until=now() - timedelta(seconds=1)))
    browser.sign_in(pages.usernames["officer"])
    browser.post("/sign-out")
    with pages.database.reading() as store:
        assert store.get(EndedSignIn, f"old of {pages.code}") is None


def test_a_changed_password_ends_the_other_sign_ins(app: Flask, pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    thief = holding(app, cookie_of(browser))
    elsewhere = Browser(app.test_client())
    elsewhere.sign_in(pages.usernames["officer"])
    browser.get("/password")
    new = {"old_password": PASSWORD, "new_password": "another of twelve", "repeated_password": "another of twelve"}
    assert browser.post("/password", new).status_code == 303
    assert [each.get("/cases").status_code for each in (browser, thief, elsewhere)] == [200, 302, 302]


def test_a_planted_session_does_not_become_the_officers(app: Flask, pages: Desk, browser: Browser) -> None:
    attacker = Browser(app.test_client())
    attacker.sign_in(pages.usernames["colleague"])
    planted = cookie_of(attacker)
    victim = holding(app, planted)
    victim.get("/password")
    victim.token = attacker.token
    victim.post("/sign-in", {"username": pages.usernames["officer"], "password": PASSWORD})
    assert cookie_of(victim) != planted
    victim.get("/password")
    assert victim.token != attacker.token
    assert pages.usernames["officer"] not in attacker.get("/cases").text


def test_a_cookie_that_was_not_signed_here_is_nobodys(app: Flask, pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    value = cookie_of(browser)
    payload, rest = value.split(".", 1)
    for forged in (payload + "A." + rest, value[:-4] + "AAAA", "", "x" * 3000, payload + ".."):
        assert holding(app, forged).get("/cases").status_code == 302


def test_over_https_a_cookie_without_the_prefix_is_not_read(app: Flask, pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["officer"])
    other = app.test_client()
    other.set_cookie("desk_session", cookie_of(browser), domain="desk.test")
    assert other.get("/cases", base_url="https://desk.test").status_code == 302
    assert other.get("/cases", base_url="http://desk.test").status_code == 200, "over HTTP the name has no prefix"


def set_cookies(response: TestResponse) -> list[set[str]]:
    return [set(each.split("; ")[1:]) | {each.split("=")[0]} for each in response.headers.getlist("Set-Cookie")]


def test_the_session_cookie_is_bound_to_this_host(pages: Desk, browser: Browser) -> None:
    browser.get("/sign-in")
    signed_in = browser.post("/sign-in", {"username": pages.usernames["officer"], "password": PASSWORD})
    (cookie,) = [each for each in set_cookies(signed_in) if SESSION in each]
    assert cookie == {SESSION, "Secure", "HttpOnly", "SameSite=Lax", "Path=/"}


def test_an_address_that_guesses_too_often_must_wait(database: Database) -> None:
    made = create_app(settings(str(database.engine.url), sign_in_failures_per_minute=4), database)
    desk, browser = Desk(database), Browser(made.test_client())
    browser.get("/sign-in")

    def guess(name: str, password: str, address: str = "192.0.2.7") -> TestResponse:
        form = {"username": name, "password": password}
        return browser.post("/sign-in", form, environ_overrides={"REMOTE_ADDR": address})

    answers = [guess(f"nobody.{each}", "a guess of words").status_code for each in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    right = guess(desk.usernames["officer"], PASSWORD)
    assert (right.status_code, right.headers["Retry-After"]) == (429, "60")
    assert guess(desk.usernames["officer"], PASSWORD, "192.0.2.8").status_code == 303, "another address is not hindered"


@pytest.fixture
def noticing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Failures are answered with 500, as in use."""
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.mark.usefixtures("noticing")
@pytest.mark.parametrize("huge", HUGE, ids=["long", "very long", "one too many"])
def test_a_number_beyond_the_columns_is_that_of_no_page(pages: Desk, browser: Browser, huge: str) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    for path in ("cases", "determinations", "certificates", "tokens"):
        ending = "/revoke" if path == "tokens" else ""
        assert browser.get(f"/{path}/{huge}{ending}").status_code == 404
    for path in ("/cases?page=", "/certificates?page=", f"/cases/{kept.id}/entry?draft=", "/cases/new/w1?draft="):
        assert browser.get(path + huge).status_code == 200
    browser.get("/password")
    assert browser.post(f"/drafts/{huge}/drop").status_code == 404
    draft = {"subject": f"case:{kept.id}", "case_version": huge}
    assert browser.post("/drafts/person", draft).status_code == 200
    assert browser.post(f"/cases/{kept.id}/decide", {"version": huge}).status_code == 409
    assert browser.post(f"/cases/{kept.id}/decide", {"version": "x"}).status_code == 409
    assert pages.stored(kept.id).state == "entered"
    browser.sign_in(pages.usernames["auditor"])
    assert browser.get("/audit?page=" + huge).status_code == 200


def test_numbers_are_read_up_to_what_a_column_holds() -> None:
    assert [number_in(each) for each in ("0", "17", str(LARGEST_NUMBER))] == [0, 17, LARGEST_NUMBER]
    assert [number_in(each) for each in ("", "-1", "1.0", " 1", "٣", "²", *HUGE)] == [None] * 9


def test_sentences_keep_their_lines_and_no_other_control_characters() -> None:
    assert sentences(" one\r\ntwo\x00\x1b[31m \ud800three\r\n") == "one\ntwo[31m three"


@pytest.mark.usefixtures("noticing")
@pytest.mark.parametrize("host", ["x" * 64 + ".test", "a..b", "x" * 5000])
def test_a_host_that_is_none_is_refused_in_words(app: Flask, host: str) -> None:
    for path in ("/sign-in", "/nothing", "/static/desk.css"):
        answer = app.test_client().get(path, headers={"Host": host})
        assert (answer.status_code, answer.mimetype) == (400, "text/plain")
        assert host not in answer.text


def test_another_host_than_those_that_are_named_is_refused(database: Database) -> None:
    made = create_app(settings(str(database.engine.url), hosts=("desk.test",)), database)
    client = made.test_client()
    for path in ("/sign-in", "/nothing", "/static/desk.css", "/static//desk.css", "/api/v1/openapi.json", "/api/docs"):
        refused = client.get(path, base_url="https://evil.test")
        assert refused.status_code == 400
        assert "evil.test" not in refused.text + str(refused.headers)
    assert client.get("/sign-in", base_url="https://desk.test:8443").status_code == 200


@pytest.mark.parametrize(
    ("hops", "forwarded", "counted"),
    [(0, "198.51.100.1", "127.0.0.1"), (1, "198.51.100.1, 203.0.113.9", "203.0.113.9")],
)
def test_only_the_proxies_in_front_are_believed(database: Database, hops: int, forwarded: str, counted: str) -> None:
    made = create_app(settings(str(database.engine.url), trusted_proxies=hops), database)
    seen: list[tuple[str | None, bool]] = []

    def noting() -> str:
        seen.append((request.remote_addr, request.is_secure))
        return "ok"

    noting.open_to = "all"  # type: ignore[attr-defined]
    made.view_functions["health.alive"] = noting
    headers = {"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"}
    made.test_client().get("/healthz", headers=headers)
    assert seen == [(counted, hops > 0)]


def test_every_form_needs_its_token_on_every_route(app: Flask, pages: Desk) -> None:
    kept = pages.case()
    made = pages.decided(kept.id)
    before = pages.stored(kept.id)
    tried = 0
    for role in Role:
        browser = Browser(app.test_client())
        browser.sign_in(pages.usernames[role])
        browser.token = "that of another site"
        for endpoint, method, address in routes(app, kept, made, pages):
            who = ACCESS[endpoint]
            if method != "POST" or endpoint.startswith("api_") or not (who == "all" or role in who):
                continue
            answer = browser.post(address, headers={"Referer": "https://evil.test/"})
            # A page that keeps typing sends the officer back to it, nothing being done.
            assert answer.status_code == 400 or (answer.status_code == 303 and answer.location == address), address
            tried += 1
    assert tried >= 30
    after = pages.stored(kept.id)
    assert (after.state, after.version) == (before.state, before.version)
    nobody = Browser(app.test_client())
    assert nobody.post("/sign-in", {"username": pages.usernames["officer"], "password": PASSWORD}).status_code == 400


def test_a_case_number_brings_nothing_into_the_headers_of_a_download(pages: Desk, browser: Browser) -> None:
    number = 'x"; filename=evil.exe\r\nSet-Cookie: a=b\u2028../../etc/passwd'
    kept = pages.case(example(), number[:64])
    made = pages.issued(kept.id)
    browser.sign_in(pages.usernames["officer"])
    answer = browser.get(f"/determinations/{made.id}/documents/worksheet.html")
    disposition = answer.headers["Content-Disposition"]
    assert answer.headers.getlist("Set-Cookie") == []
    assert re.fullmatch(r"inline; filename=[\w.-]+\.html", disposition), disposition


NASTY = "</text><script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{7*7}}"


def test_a_name_brings_no_markup_into_any_page(pages: Desk, browser: Browser) -> None:
    kept = pages.case(example(NASTY), f"N-{NASTY}"[:64])
    made = pages.issued(kept.id)
    browser.sign_in(pages.usernames["officer"])
    for path in (
        "/cases",
        f"/cases?q={quote(NASTY)}",
        f"/certificates?q={quote(NASTY)}",
        f"/cases/{kept.id}",
        f"/cases/{kept.id}/entry",
        f"/determinations/{made.id}",
        f"/determinations/{made.id}/documents",
        f"/determinations/{made.id}/documents/worksheet.html",
        f"/determinations/{made.id}/documents/notice.html?party=VN",
        f"/certificates/new?case={quote(kept.number)}",
        f"/sign-in?next={quote(NASTY)}",
        f"/nothing/{quote(NASTY)}",
    ):
        answer = browser.get(path, headers={"Referer": f"https://desk.test/{quote(NASTY)}"})
        assert answer.status_code in {200, 302, 404}, path
        assert "<script>alert" not in answer.text, path
        assert "<img src=x" not in answer.text, path
        assert ">49<" not in answer.text, path


def test_what_is_kept_is_for_its_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o000)
    try:
        database = Database(f"sqlite:///{tmp_path / 'desk.sqlite3'}")
        database.migrate()
        files = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    finally:
        os.umask(before)
        database.close()
    assert files["desk.sqlite3"] == 0o600
    assert set(files.values()) == {0o600}


def test_an_error_of_the_database_names_no_values(desk: Desk) -> None:
    with pytest.raises(DBAPIError) as raised, desk.database.writing() as store:
        store.execute(
            text("INSERT INTO offices (code, name) VALUES (:code, :name)"), {"code": None, "name": "a secret"}
        )
    assert "a secret" not in str(raised.value).split("DETAIL")[0]


def test_every_answer_of_every_route_bears_the_headers(app: Flask, pages: Desk, browser: Browser) -> None:
    """What each page answers to one who may see it, and to nobody; no page about a person is kept on the way."""
    kept = pages.case()
    made = pages.decided(kept.id)
    signed_in = {role: Browser(app.test_client()) for role in Role}
    for role, each in signed_in.items():
        each.sign_in(pages.usernames[role])
    asked: list[int] = []
    for endpoint, method, address in routes(app, kept, made, pages):
        who = ACCESS[endpoint]
        may = [role for role in Role if not isinstance(who, str) and role in who]
        seen = method == "GET" and endpoint not in LONG
        for visitor in (browser, *(signed_in[role] for role in may[:1] if seen)):
            answer = visitor.get(address) if method == "GET" else visitor.post(address)
            where = f"{method} {address} {answer.status_code}"
            for name, value in HEADERS.items():
                assert answer.headers.getlist(name) == [value], where
            assert answer.headers.getlist("Cache-Control") == ["no-store"], where
            assert answer.headers.getlist("Strict-Transport-Security") == ["max-age=31536000"], where
            assert "Server" not in answer.headers, where
            asked.append(answer.status_code)
    assert len(asked) >= 80
    assert {200, 302, 303, 400, 401, 404} <= set(asked)


def test_over_plain_http_no_browser_is_told_to_insist_on_https(app: Flask) -> None:
    assert "Strict-Transport-Security" not in app.test_client().get("/sign-in").headers


@pytest.mark.parametrize("name", ["a\x00b.c", "\ud800abc", "x" * 100_000, "a'; --", "\u0130abc"])
def test_a_name_that_no_account_can_have_is_an_unknown_one(desk: Desk, name: str) -> None:
    with desk.database.writing() as store:
        assert accounts.sign_in(store, name, "a\x00b") is None


def test_a_reason_may_hold_what_a_database_refuses(desk: Desk) -> None:
    made = desk.submitted(desk.case().id)
    with desk.database.writing() as store:
        determinations.send_back(store, desk.supervisor, made.id, "look\x00 again\r\nat 2005")
    with desk.database.reading() as store:
        found = store.get(StoredDetermination, made.id)
        assert found is not None
        assert found.return_reason == "look again\nat 2005"
