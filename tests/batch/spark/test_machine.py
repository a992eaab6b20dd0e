"""Rules compiled once on a machine, whoever begins on it."""

from __future__ import annotations

import multiprocessing
import os
import time
from pathlib import Path

import pytest

from totalisation.batch.compiled.build import cache
from totalisation.batch.spark.machine import once_per_machine


def work(product: Path, log: Path) -> None:
    """Make ``product`` unless it is there, and note that it was made."""
    with once_per_machine("work"):
        if not product.exists():
            time.sleep(0.2)
            product.touch()
            with log.open("a") as lines:
                lines.write("made\n")


@pytest.mark.fault
def test_processes_that_begin_at_once_do_the_work_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTALISATION_CACHE", str(tmp_path / "cache"))
    context = multiprocessing.get_context("fork")
    product, log = tmp_path / "product", tmp_path / "log"
    processes = [context.Process(target=work, args=(product, log)) for _ in range(4)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()
        assert each.exitcode == 0
    assert log.read_text() == "made\n"


@pytest.mark.fault
def test_work_that_failed_is_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTALISATION_CACHE", str(tmp_path))
    with pytest.raises(ZeroDivisionError), once_per_machine("work"):
        raise ZeroDivisionError
    assert not list(tmp_path.rglob("*.done"))
    with once_per_machine("work"):
        pass
    assert len(list(tmp_path.rglob("*.done"))) == 1


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An executor's user has a home that cannot be made, and this folder for temporary files."""
    file = tmp_path / "file"
    file.touch()
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("TOTALISATION_CACHE", "")
    monkeypatch.setenv("HOME", str(file / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_user_without_a_home_has_a_folder_of_its_own(homeless: Path) -> None:
    own = homeless / f"totalisation-{os.getuid()}"
    with once_per_machine("work"):
        assert cache() == own / "compiled"
    assert own.stat().st_mode & 0o777 == 0o700
    assert len(list(cache().glob("*.done"))) == 1


def test_a_folder_that_others_may_write_to_is_not_used(homeless: Path) -> None:
    own = homeless / f"totalisation-{os.getuid()}"
    own.mkdir()
    own.chmod(0o777)
    with once_per_machine("work"):
        assert not os.environ["TOTALISATION_CACHE"]
    assert not list(own.iterdir())
