"""The desk on example cases, to be looked at: a database of its own, made at each start and deleted at its end."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from totalisation.example_files import example_folder
from web.settings import Settings, sqlite_url
from web.store.accounts import actor_of, add_account, add_office
from web.store.cases import begin_case
from web.store.database import Database
from web.store.determinations import approve, decide, issue, submit
from web.store.models import Officer
from web.store.roles import SYSTEM, Role

PEOPLE: Final = (
    ("officer", "Nguyễn Thị Lan", Role.OFFICER),
    ("supervisor", "Trần Văn Minh", Role.SUPERVISOR),
    ("auditor", "김서연", Role.AUDITOR),
    ("administrator", "Lê Thu Hà", Role.ADMINISTRATOR),
)

APPLICANTS: Final = (
    "Đặng Thị Hoà",
    "Phạm Thị Bích Ngọc",
    "Vũ Đức Thắng",
    "Hoàng Quốc Bảo",
    "Lê Minh Trí",
    "박지영",
    "Hoàng Mỹ Linh",
    "Nguyễn Thị Thuỷ",
    "Trịnh Văn Khoa",
    "Phan Văn Dũng",
)
"""Whose cases the examples are, in the order in which they are begun."""


def demo_settings(folder: Path) -> Settings:
    """Settings of a database in ``folder``, whose sign-ins end with the process."""
    return Settings(
        database_url=sqlite_url(folder / "demo.sqlite3"), secret_key=secrets.token_urlsafe(48), log_level="warning"
    )


def demo_database(settings: Settings, say: Callable[[str], Any]) -> tuple[Database, int]:
    """A new database with an account of each role and the example cases; and the number of the case of the README.

    That case is issued, the second awaits approval, the third and the last, of survivors, are decided, and the others
    are being entered.
    """
    database = Database(settings.database_url)
    database.migrate()
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    people: dict[Role, Officer] = {}
    with database.writing() as session:
        office = add_office(session, SYSTEM, "DEMO", "Demo")
        for username, name, role in PEOPLE:
            people[role] = add_account(
                session,
                SYSTEM,
                office_id=office.id,
                username=username,
                display_name=name,
                role=role,
                password=password,
                must_change_password=False,
            )
    officer, supervisor = actor_of(people[Role.OFFICER]), actor_of(people[Role.SUPERVISOR])
    with database.writing() as session:
        begun: list[int] = []
        for facts, name in zip(_examples(), APPLICANTS, strict=False):
            facts["person"]["name"] = name
            begun.append(begin_case(session, officer, facts).id)
        issued, submitted, *_ = (decide(session, officer, case_id).id for case_id in (*begun[:3], begun[-1]))
        submit(session, officer, issued)
        submit(session, officer, submitted)
        approve(session, supervisor, issued)
        issue(session, supervisor, issued)
    say(f"Demonstration accounts: {', '.join(name for name, _, _ in PEOPLE)}; password of each: {password}")
    return database, begun[0]


def _examples() -> list[dict[str, Any]]:
    """The example cases: the one of the README first, then those of old age, then of other benefits."""
    cases = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in example_folder().glob("*.json")}
    order = sorted(cases, key=lambda name: (name != "example", cases[name]["claim"]["benefit"] != "old_age", name))
    return [cases[name] for name in order]
