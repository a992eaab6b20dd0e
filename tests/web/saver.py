"""A process that saves and acknowledges, until it is killed. Each line it sends names what is on disk."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any

from web.store import cases, determinations, drafts
from web.store.database import Database
from web.store.roles import Actor


def save_and_acknowledge(url: str, actor: Actor, case_id: int, version: int, acknowledged: Connection) -> None:
    """Save the case and a draft again and again, and now and then decide it; tell each once it is kept."""
    database = Database(url)
    with database.reading() as session:
        facts: dict[str, Any] = cases.open_case(session, actor, case_id).facts
    while True:
        mark = f"{version + 1}"
        facts = {**facts, "person": {**facts["person"], "name": f"Person {mark}"}}
        with database.writing() as session:
            version = cases.save_case(session, actor, case_id, facts, version).version
        acknowledged.send(("case", version))
        typed = [["name", mark * 200]]
        with database.writing() as session:
            drafts.save_draft(session, actor, drafts.case_subject(case_id), "person", typed, case_version=version)
        acknowledged.send(("draft", version))
        if version % 5 == 0:
            with database.writing() as session:
                made = determinations.decide(session, actor, case_id)
            acknowledged.send(("determination", made.version))
