from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.web.api.program import Program, problem_of
from tests.web.desk import Browser, Desk, example
from web.api import bearer
from web.store import accounts
from web.store.columns import now
from web.store.models import ApiToken
from web.store.roles import SYSTEM, Role
from web.store.tokens import Scope, revoke_token, valid_token


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Basic dTpw", "Token x", "Bearer x", "Bearer " + "x" * 5_000, "Bearer é"]
)
def test_without_a_valid_token_nothing_is_decided(program: Program, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode().decode("latin-1")}
    response = program.client.post("/api/v1/assess", json=example(), headers=headers)
    problem_of(response, 401)
    assert response.headers["WWW-Authenticate"].startswith('Bearer realm="totalisation"')
    sent = bool(header and header.startswith("Bearer") and header[6:].strip())
    assert ("invalid_token" in response.headers["WWW-Authenticate"]) == sent


def test_a_token_without_the_scope_is_refused(app: Flask, pages: Desk) -> None:
    response = Program.of(app, pages, Scope.CASES_READ).post("/assess", example())
    problem_of(response, 403)
    assert 'error="insufficient_scope", scope="assess"' in response.headers["WWW-Authenticate"]


def test_the_scheme_may_be_written_small(program: Program) -> None:
    response = program.client.get("/api/v1/agreements", headers={"Authorization": f"bearer {program.token}"})
    assert response.status_code == 200


def test_a_sign_in_opens_nothing(app: Flask, pages: Desk) -> None:
    browser = Browser(app.test_client())
    browser.sign_in(pages.usernames["officer"])
    problem_of(browser.client.post("/api/v1/assess", json=example(), base_url="https://desk.test"), 401)


def test_a_revoked_token_ends_at_once(program: Program, pages: Desk) -> None:
    assert program.post("/assess", example()).status_code == 200
    with pages.database.writing() as session:
        revoke_token(session, pages.officer, program.token_id)
    problem_of(program.post("/assess", example()), 401)


def test_a_closed_account_ends_its_tokens_at_once(app: Flask, pages: Desk) -> None:
    program = Program.of(app, pages, Scope.ASSESS, account="colleague")
    assert program.get("/agreements").status_code == 200
    with pages.database.writing() as session:
        assert pages.colleague.id is not None
        accounts.change_account(
            session,
            SYSTEM,
            pages.colleague.id,
            office_id=pages.office_id,
            display_name="Colleague",
            role=Role.OFFICER,
            active=False,
        )
    problem_of(program.get("/agreements"), 401)


def test_a_token_that_another_process_revoked_ends_within_seconds(
    program: Program, pages: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert program.get("/agreements").status_code == 200
    before = pages.database.writes
    with pages.database.writing() as session:
        revoke_token(session, pages.officer, program.token_id)
    pages.database.writes = before
    assert program.get("/agreements").status_code == 200
    monkeypatch.setattr(bearer, "REMEMBERED_SECONDS", 0)
    problem_of(program.get("/agreements"), 401)


def test_a_token_that_expires_is_not_believed_any_longer(
    app: Flask, pages: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = Program.of(app, pages, Scope.ASSESS)
    with pages.database.writing() as session:
        token = session.get(ApiToken, program.token_id)
        assert token is not None
        expires = token.expires_at = now() + timedelta(hours=1)
    assert program.get("/agreements").status_code == 200
    monkeypatch.setattr(bearer, "now", lambda: expires)
    monkeypatch.setattr("web.store.tokens.now", lambda: expires)
    problem_of(program.get("/agreements"), 401)


def test_a_token_is_looked_up_once_in_a_while(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[str] = []

    def counted(session: Any, text: str) -> Any:
        looked_up.append(text)
        return valid_token(session, text)

    monkeypatch.setattr(bearer, "valid_token", counted)
    for _ in range(5):
        assert program.get("/agreements").status_code == 200
    assert len(looked_up) == 1


def test_no_more_tokens_are_remembered_than_there_is_room_for(
    app: Flask, pages: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bearer, "MOST_REMEMBERED", 3)
    keeper = app.extensions[bearer.KEEPER]
    for _ in range(6):
        assert Program.of(app, pages, Scope.ASSESS).get("/agreements").status_code == 200
    assert len(keeper._seen) == 3
