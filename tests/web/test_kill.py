"""The process is killed in mid-save, many times: nothing that was acknowledged is lost, and nothing is half done."""

from __future__ import annotations

import multiprocessing
import random
import time

import pytest
from sqlalchemy import func, select, text

from tests.web.desk import Desk
from tests.web.saver import save_and_acknowledge
from web.store import audit, drafts
from web.store.models import AuditRow, StoredDetermination

pytestmark = pytest.mark.slow

SEED = 20261125


def killed_once(desk: Desk, url: str, case_id: int, delay: float) -> dict[str, int]:
    """Let a process save for a moment after its first acknowledgement, kill it, and give what it acknowledged."""
    # A server of forks may run already for another test, without the modules that this process would read each time.
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    version = desk.stored(case_id).version
    process = context.Process(target=save_and_acknowledge, args=(url, desk.officer, case_id, version, theirs))
    process.start()
    theirs.close()
    last: dict[str, int] = {}
    assert ours.poll(60), "the process has saved nothing"
    end = time.monotonic() + delay
    while time.monotonic() < end:
        if ours.poll(max(0.0, end - time.monotonic())):
            kind, number = ours.recv()
            last[kind] = number
    process.kill()
    process.join()
    assert process.exitcode == -9
    try:
        # What was sent before the kill was kept before it was sent.
        while ours.poll(0):
            kind, number = ours.recv()
            last[kind] = number
    except EOFError:
        pass
    return last


def check(desk: Desk, case_id: int, acknowledged: dict[str, int]) -> None:
    kept = desk.stored(case_id)
    assert kept.version >= acknowledged.get("case", 0)
    assert kept.version <= acknowledged.get("case", kept.version) + 1
    assert kept.version == 1 or kept.applicant_name == f"Person {kept.version}"
    with desk.database.reading() as session:
        if acknowledged.get("draft"):
            (draft,) = drafts.drafts_of(session, desk.officer, drafts.case_subject(case_id), "person")
            assert draft.case_version is not None
            assert draft.case_version >= acknowledged["draft"]
            assert draft.content == [["name", str(draft.case_version) * 200]]
        made = session.scalar(
            select(func.max(StoredDetermination.version)).where(StoredDetermination.case_id == case_id)
        )
        assert (made or 0) >= acknowledged.get("determination", 0)
        saved = select(func.count(AuditRow.sequence)).where(
            AuditRow.action == "case.saved", AuditRow.subject_id == case_id
        )
        assert session.scalar(saved) == kept.version - 1


@pytest.mark.fault
def test_nothing_acknowledged_is_lost_in_a_hundred_kills(desk: Desk, url: str) -> None:
    random_delay = random.Random(SEED)
    saved = 0
    for _ in range(10):
        # A case that has a thousand versions behind it would be read for longer than it is saved.
        case_id = desk.case().id
        for _ in range(10):
            acknowledged = killed_once(desk, url, case_id, random_delay.uniform(0.0, 0.08))
            saved += "case" in acknowledged
            check(desk, case_id, acknowledged)
    assert saved > 50
    with desk.database.reading() as session:
        assert audit.verify(session).sound
        if desk.database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"
