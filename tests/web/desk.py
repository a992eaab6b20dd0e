"""A desk for tests: offices and accounts of their own for each test, on whichever database."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from web.settings import Settings
from web.store import accounts, cases, certificates, determinations
from web.store.certificates import Entry
from web.store.database import Database
from web.store.models import Certificate, StoredCase, StoredDetermination
from web.store.roles import SYSTEM, Actor, Role

ROOT = Path(__file__).parents[2]
PASSWORD = "nine blue kettles"
SECRET = "0123456789abcdef0123456789abcdef"

_numbers = itertools.count(1)


def example(name: str = "Đặng Thị Hoà") -> dict[str, Any]:
    """The facts of the README's example, for a person of that name."""
    facts: dict[str, Any] = json.loads((ROOT / "examples" / "example.json").read_text(encoding="utf-8"))
    facts["person"]["name"] = name
    return facts


def settings(url: str, **more: Any) -> Settings:
    return Settings(database_url=url, secret_key=SECRET, **{"sign_in_failures_per_minute": 10_000, **more})


@dataclass
class Desk:
    """One office of a database, with an account of each role and a second officer."""

    database: Database
    code: str = field(default_factory=lambda: f"T{next(_numbers)}")

    def __post_init__(self) -> None:
        self.people: dict[str, Actor] = {}
        self.usernames: dict[str, str] = {}
        with self.database.writing() as session:
            self.office_id = accounts.add_office(session, SYSTEM, self.code, f"Office {self.code}").id
        for name, role in (
            ("officer", Role.OFFICER),
            ("colleague", Role.OFFICER),
            ("supervisor", Role.SUPERVISOR),
            ("auditor", Role.AUDITOR),
            ("administrator", Role.ADMINISTRATOR),
        ):
            self.add(name, role)
        self.officer, self.colleague = self.people["officer"], self.people["colleague"]
        self.supervisor, self.auditor = self.people["supervisor"], self.people["auditor"]
        self.administrator = self.people["administrator"]

    def add(self, name: str, role: Role, *, must_change_password: bool = False) -> Actor:
        username = f"{name}.{self.code}".lower()
        with self.database.writing() as session:
            officer = accounts.add_account(
                session,
                SYSTEM,
                office_id=self.office_id,
                username=username,
                display_name=f"{name} of {self.code}",
                role=role,
                password=PASSWORD,
                must_change_password=must_change_password,
            )
        self.people[name], self.usernames[name] = accounts.actor_of(officer), username
        return self.people[name]

    def case(self, facts: dict[str, Any] | None = None, number: str = "") -> StoredCase:
        with self.database.writing() as session:
            return cases.begin_case(session, self.officer, example() if facts is None else facts, number)

    def certificate(self, number: str = "KR-1", **more: Any) -> Certificate:
        """A certificate of detachment to the other party, for the days that ``more`` says."""
        usual = {"first": date(2025, 1, 1), "last": date(2027, 12, 31), "holder_name": "Đặng Thị Hoà"}
        entry = Entry(number, "vn-kr", "KR", "VN", "detached", **{**usual, **more})
        with self.database.writing() as session:
            return certificates.enter_certificate(session, self.officer, entry)

    def decided(self, case_id: int) -> StoredDetermination:
        with self.database.writing() as session:
            return determinations.decide(session, self.officer, case_id)

    def submitted(self, case_id: int) -> StoredDetermination:
        made = self.decided(case_id)
        with self.database.writing() as session:
            return determinations.submit(session, self.officer, made.id)

    def approved(self, case_id: int) -> StoredDetermination:
        made = self.submitted(case_id)
        with self.database.writing() as session:
            return determinations.approve(session, self.supervisor, made.id)

    def issued(self, case_id: int) -> StoredDetermination:
        made = self.approved(case_id)
        with self.database.writing() as session:
            return determinations.issue(session, self.supervisor, made.id)

    def stored(self, case_id: int) -> StoredCase:
        with self.database.reading() as session:
            found = session.get(StoredCase, case_id)
            assert found is not None
            return found


def token_of(response: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', response.text)
    assert found is not None
    return found[1]


class Browser:
    """A browser for tests: it keeps cookies, and sends the token that the last page gave it."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, path: str, **more: Any) -> TestResponse:
        response = self.client.get(path, base_url="https://desk.test", **more)
        if response.mimetype == "text/html" and "csrf_token" in response.text:
            self.token = token_of(response)
        return response

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        headers = {"Referer": "https://desk.test" + path, **more.pop("headers", {})}
        form = {"csrf_token": self.token, **(data or {})}
        return self.client.post(path, base_url="https://desk.test", data=form, headers=headers, **more)

    def sign_in(self, username: str, password: str = PASSWORD, next_page: str = "/") -> TestResponse:
        self.get("/sign-in")
        response = self.post("/sign-in", {"username": username, "password": password, "next": next_page})
        # The session of another account has another token.
        self.get("/password")
        return response
