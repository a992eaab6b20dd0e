"""A trail that was damaged, by a failing disk or by hand, is followed to its end, and each damaged row is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text

from tests.web.desk import Browser, Desk
from tests.web.test_audit import touched, trail
from totalisation.cli import commands
from web.store import audit
from web.store.audit import Finding
from web.store.database import Database
from web.store.roles import SYSTEM

__all__ = ["trail"]

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("damage", ['{"version":', "[1]"])
def test_details_that_cannot_be_read_any_more_are_named(trail: Database, damage: str) -> None:
    with trail.writing() as session:
        session.execute(text("UPDATE audit SET details = :damage WHERE sequence = 5"), {"damage": damage})
    assert touched(trail) == [Finding(5, 5, "changed")]


def test_rows_that_were_swapped_are_named(trail: Database) -> None:
    found = touched(
        trail,
        "UPDATE audit SET sequence = 99 WHERE sequence = 3",
        "UPDATE audit SET sequence = 3 WHERE sequence = 7",
        "UPDATE audit SET sequence = 7 WHERE sequence = 99",
    )
    assert {each.first for each in found if each.kind == "changed"} == {3, 7}


def test_a_tail_that_is_gone_is_named(trail: Database) -> None:
    assert touched(trail, "DELETE FROM audit WHERE sequence > 6") == [Finding(7, 10, "missing")]


def test_a_trail_without_its_head_is_not_sound(trail: Database) -> None:
    with trail.reading() as session:
        noted = (10, audit.verify(session).head)
    assert touched(trail, "DELETE FROM audit_head") == [Finding(10, 10, "headless")]
    assert touched(trail, "DELETE FROM audit WHERE sequence > 8", noted=noted) == [
        Finding(8, 8, "headless"),
        Finding(9, 10, "missing"),
    ]
    # Nothing is written to a trail that nobody could check.
    with pytest.raises(Exception, match="No row was found"), trail.writing() as session:
        audit.record(session, SYSTEM, "case.saved", "case", 1)


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a desk with a trail of ten rows, closed."""
    file = tmp_path / "desk.sqlite3"
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with database.writing() as session:
        for number in range(10):
            audit.record(session, SYSTEM, "case.saved", "case", number, version=number)
    database.close()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("SECRET_KEY", 40 * "k")
    return file


def flip(file: Path, what: bytes, bit: int) -> None:
    """Flip one bit of the last byte of ``what``, where it stands in the file."""
    content = bytearray(file.read_bytes())
    assert content.count(what) == 1
    content[content.index(what) + len(what) - 1] ^= 1 << bit
    file.write_bytes(content)


@pytest.mark.parametrize("bit", [0, 7])
def test_a_bit_that_the_disk_has_flipped_is_found_by_the_command(on_disk: Path, bit: int) -> None:
    flip(on_disk, b'{"version":6', bit)
    told = CliRunner().invoke(commands, ["desk", "verify-audit"])
    assert (told.exit_code, told.output) == (1, "row 7: changed after writing\n")


@pytest.mark.parametrize("cut", [0.5, 20])
def test_a_database_that_is_no_longer_one_is_told_in_a_line(on_disk: Path, cut: float) -> None:
    content = on_disk.read_bytes()
    on_disk.write_bytes(content[: int(len(content) * cut)] if cut < 1 else bytes(int(cut)) + content[int(cut) :])
    told = CliRunner().invoke(commands, ["desk", "verify-audit"])
    assert told.exit_code == 1
    assert told.output.startswith("Error: The database cannot be used: ")
    assert len(told.output.splitlines()) == 1


def test_an_auditor_sees_the_damaged_row_and_all_others(new_url: Callable[[str], str], app: Flask) -> None:
    desk = Desk(app.extensions["desk_database"])
    kept = desk.case()
    with desk.database.writing() as session:
        guards = session.scalars(text("SELECT sql FROM sqlite_master WHERE name = 'audit_update_guard'")).one()
        session.execute(text("DROP TRIGGER audit_update_guard"))
        row = session.scalars(
            text("SELECT max(sequence) FROM audit WHERE subject = 'case' AND subject_id = :id"), {"id": kept.id}
        ).one()
        session.execute(
            text("UPDATE audit SET details = '{\"ver', subject_id = NULL WHERE sequence = :row"), {"row": row}
        )
        session.execute(text(guards))
    browser = Browser(app.test_client())
    browser.sign_in(desk.usernames["auditor"])
    shown = browser.get("/audit?check=1")
    assert shown.status_code == 200
    assert f"row {row}: changed after writing" in shown.text
    assert "damaged: " in shown.text
