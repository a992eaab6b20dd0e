"""Every route, for every role and for nobody: one table, and nothing outside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from flask import Flask

from tests.web.desk import Browser, Desk
from web import access
from web.store.models import StoredCase, StoredDetermination
from web.store.roles import Permission, Role
from web.store.tokens import Scope

EVERYONE: Final = frozenset(Role)
ENTERS: Final = frozenset({Role.OFFICER, Role.SUPERVISOR})
READS: Final = frozenset({Role.OFFICER, Role.SUPERVISOR, Role.AUDITOR})

ACCESS: Final[dict[str, frozenset[Role] | str]] = {
    "api_assess.one": Scope.ASSESS,
    "api_assess_many.many": Scope.ASSESS,
    "api_agreements.listed": Scope.ASSESS,
    "api_agreements.one": Scope.ASSESS,
    "api_contract.case_schema": "all",
    "api_contract.agreement_schema": "all",
    "api_contract.openapi": "all",
    "reference.page": "all",
    "account.sign_in": "all",
    "account.language": "all",
    "health.alive": "all",
    "health.ready": "all",
    "results.timeline_style": "all",
    "documents.style": "all",
    "account.sign_out": EVERYONE,
    "account.password": EVERYONE,
    "tokens.listed": EVERYONE,
    "tokens.new": EVERYONE,
    "tokens.revoke": EVERYONE,
    "cases.first": EVERYONE,
    "cases.found": READS,
    "cases.one": READS,
    "certificates.found": READS,
    "certificates.one": READS,
    "certificates.of_case": READS,
    "certificates.new": ENTERS,
    "certificates.extend": ENTERS,
    "certificates.end": ENTERS,
    "certificates.erase": frozenset({Role.SUPERVISOR}),
    "workflow.one": READS,
    "documents.listed": READS,
    "documents.printed": READS,
    "workflow.comparison": READS,
    "over_time.shown": READS,
    "advice.shown": READS,
    "in_payment.adjustments": READS,
    "in_payment.recalculation": READS,
    "workflow.decide": ENTERS,
    "workflow.submit": ENTERS,
    "workflow.correct": ENTERS,
    "entry.begin": ENTERS,
    "entry.new": ENTERS,
    "entry.existing": ENTERS,
    "steps.new": ENTERS,
    "steps.existing": ENTERS,
    "drafts.save": ENTERS,
    "drafts.drop": ENTERS,
    "workflow.approve": frozenset({Role.SUPERVISOR}),
    "workflow.send_back": frozenset({Role.SUPERVISOR}),
    "workflow.issue": frozenset({Role.SUPERVISOR}),
    "persons.export": frozenset({Role.SUPERVISOR}),
    "persons.erase": frozenset({Role.SUPERVISOR}),
    "audit.trail": frozenset({Role.AUDITOR}),
    "accounts.listed": frozenset({Role.ADMINISTRATOR}),
    "accounts.new": frozenset({Role.ADMINISTRATOR}),
    "accounts.one": frozenset({Role.ADMINISTRATOR}),
    "accounts.offices": frozenset({Role.ADMINISTRATOR}),
}
"""Who may reach each endpoint. A new route is added here, or the first test below fails."""


def test_every_route_stands_in_the_table(app: Flask) -> None:
    assert set(app.view_functions) - {"static"} == set(ACCESS)


def routes(app: Flask, kept: StoredCase, made: StoredDetermination, desk: Desk) -> list[tuple[str, str, str]]:
    """Each endpoint, method and address, for this case and determination."""
    values: dict[str, Any] = {
        "case_id": kept.id,
        "determination_id": made.id,
        "officer_id": desk.officer.id,
        "draft_id": 999_999,
        "token_id": 999_999,
        "certificate_id": 999_999,
        "name": "vn-kr",
        "page": "person",
        "word": "w1",
        "step": "person",
        "document": "worksheet",
        "form": "html",
    }
    found: list[tuple[str, str, str]] = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            address = app.url_map.bind("").build(rule.endpoint, {name: values[name] for name in rule.arguments})
            methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
            found.extend((rule.endpoint, method, address) for method in methods)
    return found


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch, app: Flask) -> list[str]:
    """The endpoints whose view was reached: each view is put aside, since only the guard is tested here."""
    reached: list[str] = []
    for endpoint, view in app.view_functions.items():
        if endpoint in {"static", "account.sign_in", "account.password"}:
            continue
        monkeypatch.setitem(app.view_functions, endpoint, _noting(endpoint, view, reached))
    return reached


def _noting(endpoint: str, view: Callable[..., Any], reached: list[str]) -> Callable[..., str]:
    def noted(**_: Any) -> str:
        reached.append(endpoint)
        return "reached"

    noted.open_to = view.open_to  # type: ignore[attr-defined]
    return noted


@pytest.mark.parametrize("role", [*Role, None], ids=lambda role: str(role or "nobody"))
def test_each_route_opens_to_those_of_the_table_only(
    app: Flask, pages: Desk, browser: Browser, reached: list[str], role: Role | None
) -> None:
    kept = pages.case()
    made = pages.decided(kept.id)
    if role is not None:
        assert browser.sign_in(pages.usernames[role]).status_code == 303
    browser.get("/sign-in" if role is None else "/password")
    for endpoint, method, address in routes(app, kept, made, pages):
        reached.clear()
        response = browser.get(address) if method == "GET" else browser.post(address)
        who = ACCESS[endpoint]
        where = f"{role or 'nobody'}: {method} {address}"
        if who == "all" or (role is not None and role in who):
            assert response.status_code not in {401, 403}, where
            assert reached == [endpoint] or endpoint in {"account.sign_in", "account.password"}, where
        elif isinstance(who, Scope):
            assert response.status_code == 401, where
            assert reached == [], where
        elif role is None:
            assert response.status_code == (302 if method == "GET" else 303), where
            assert response.location.startswith("/sign-in?next="), where
            assert reached == [], where
        else:
            assert response.status_code == 403, where
            assert reached == [], where


def test_a_case_of_another_office_is_a_404_on_every_route(app: Flask, pages: Desk, browser: Browser) -> None:
    other = Desk(pages.database)
    kept = other.case()
    made = other.decided(kept.id)
    missing = [each for each in routes(app, kept, made, other) if "officer" not in each[0]]
    for who in ("officer", "supervisor", "auditor"):
        browser = Browser(app.test_client())
        browser.sign_in(pages.usernames[who])
        browser.get("/password")
        tried = 0
        for endpoint, method, address in missing:
            named = f"/{kept.id}" in address or f"/{made.id}" in address or "999999" in address
            allowed = ACCESS[endpoint]
            if not named or endpoint == "accounts.one" or isinstance(allowed, str) or Role(who) not in allowed:
                continue
            response = browser.get(address) if method == "GET" else browser.post(address, {"return_reason": "x"})
            assert response.status_code == 404, f"{who}: {method} {address}"
            tried += 1
        assert tried >= 3
    assert pages.stored(kept.id).state == "decided"


def test_a_draft_about_a_case_of_another_office_is_a_404(pages: Desk, browser: Browser) -> None:
    kept = Desk(pages.database).case()
    browser.sign_in(pages.usernames["officer"])
    response = browser.post("/drafts/person", {"subject": f"case:{kept.id}", "name": "x"})
    assert response.status_code == 404


def test_a_view_without_a_mark_stops_the_start(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "forgotten.view", lambda: "x")
    with pytest.raises(RuntimeError, match=r"forgotten\.view"):
        access.check_all_marked(app)


def test_every_permission_opens_something() -> None:
    opened = {permission for permission in Permission for roles in ACCESS.values() if roles != "all"}
    assert opened == set(Permission)
