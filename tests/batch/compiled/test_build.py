"""Compiled rules in their cache: damaged, made by several at once, on a disk that is full or may not be written to."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import stat
import threading
from pathlib import Path

import pytest

from tests.small_disk import small_disk
from totalisation.agreement_file import find_agreement
from totalisation.batch.compiled.build import NoCompilerError, cache, library, only_ours_write
from totalisation.batch.evaluator import PlainEvaluator, evaluator_for
from totalisation.batch.spark.machine import once_per_machine
from totalisation.messages import FaultsError

pytestmark = [pytest.mark.slow, pytest.mark.fault]

TEXT = "long answer(void) { return 42; }\n"
LONG = TEXT + "".join(f"long more{number}(long x) {{ return x * {number} + x / 7; }}\n" for number in range(100))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of its own, and a folder of its own for what is made on the way."""
    monkeypatch.setenv("TOTALISATION_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TOTALISATION_CFLAGS", "-O0")
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    return tmp_path / "cache" / "compiled"


def answer(made: ctypes.CDLL) -> int:
    made.answer.restype = ctypes.c_long
    return int(made.answer())


def only_file(folder: Path) -> Path:
    (found,) = folder.iterdir()
    return found


def make() -> None:
    """Take the library, and end with 0 if its first and last functions answer."""
    made = library(LONG)
    made.more99.restype = ctypes.c_long
    os._exit(0 if (answer(made), made.more99(7)) == (42, 694) else 1)


def taken_elsewhere() -> int | None:
    """The exit status of a process that takes the library: with a damaged one a signal may end it."""
    process = multiprocessing.get_context("fork").Process(target=make)
    process.start()
    process.join()
    return process.exitcode


def test_what_was_compiled_is_not_compiled_again(folder: Path) -> None:
    assert answer(library(TEXT)) == 42
    made = only_file(folder).stat()
    assert answer(library(TEXT)) == 42
    assert only_file(folder).stat().st_ino == made.st_ino
    assert list((folder.parents[1] / "temporary").iterdir()) == []


@pytest.mark.parametrize("damage", ["half", "a changed byte", "of an older release"])
def test_a_library_that_is_not_whole_is_made_anew(damage: str, folder: Path) -> None:
    assert taken_elsewhere() == 0
    file = only_file(folder)
    whole = file.read_bytes()
    size = len(whole)
    middle = bytes([whole[size // 3] ^ 1])
    file.write_bytes(
        {
            "half": whole[: size // 2],
            "a changed byte": whole[: size // 3] + middle + whole[size // 3 + 1 :],
            "of an older release": whole[:-52],
        }[damage]
    )
    assert taken_elsewhere() == 0
    assert len(only_file(folder).read_bytes()) == size


def test_processes_that_compile_at_once_all_get_a_whole_library(folder: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=make) for _ in range(3)]
    for each in processes:
        each.start()
    for each in processes:
        each.join()
    assert [each.exitcode for each in processes] == [0, 0, 0]
    assert only_file(folder).suffix == ".so"


def test_threads_that_compile_at_once_all_get_a_whole_library(folder: Path) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(answer(library(TEXT)))) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert found == [42, 42, 42]
    assert only_file(folder).suffix == ".so"


def test_a_cache_on_a_full_disk_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        monkeypatch.setenv("TOTALISATION_CACHE", str(disk.folder))
        cache().mkdir()
        disk.fill()
        assert answer(library(TEXT)) == 42
        assert disk.names() == ["compiled"]
        assert list((tmp_path / "temporary").iterdir()) == []
        disk.free()
        assert answer(library(TEXT)) == 42
        assert len(disk.names()) == 2


@pytest.mark.parametrize("made", [True, False])
def test_a_cache_that_may_not_be_written_to_is_done_without(
    made: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        monkeypatch.setenv("TOTALISATION_CACHE", str(disk.folder))
        if made:
            cache().mkdir()
        disk.read_only()
        assert answer(library(TEXT)) == 42
        assert disk.names() == (["compiled"] if made else [])


def test_without_any_room_to_compile_the_plain_engine_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        monkeypatch.setattr("tempfile.tempdir", str(disk.folder))
        disk.fill()
        with pytest.raises(NoCompilerError, match="No space left on device"):
            library(TEXT)
        agreement = find_agreement("vn-kr")
        assert isinstance(evaluator_for(agreement.model_copy(update={"id": "xx-yy"})), PlainEvaluator)
        with pytest.raises(FaultsError, match=r"the rules could not be compiled: .*No space left on device"):
            evaluator_for(agreement.model_copy(update={"id": "xx-yy"}), engine="compiled")


def test_an_executor_works_though_its_machine_has_no_room_to_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = []
    for inodes in (2, 3):  # no room for the lock; room for the lock, and none for what says that it is done
        with small_disk(tmp_path / f"disk{inodes}", f"size=64k,nr_inodes={inodes}") as disk:
            monkeypatch.setenv("TOTALISATION_CACHE", str(disk.folder))
            cache().mkdir()
            with once_per_machine("work"):
                done.append(inodes)
            assert len(list(cache().iterdir())) == inodes - 2
            assert not list(cache().glob("*.done"))
    assert done == [2, 3]


def test_a_library_that_others_could_have_written_is_not_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str] = []

    def load(path: str) -> ctypes.CDLL:
        loaded.append(path)
        return ctypes.PyDLL(path)

    monkeypatch.setattr("totalisation.batch.compiled.build.ctypes.CDLL", load)
    library(TEXT)
    kept = only_file(folder)
    library(TEXT)
    assert loaded == [str(kept), str(kept)]
    for open_to_others, mode, group in (
        (kept, 0o666, 0),
        (folder, 0o777, 0),
        (folder.parent, 0o777, 0),
        (folder, 0o770, 12345),
    ):
        if group and os.geteuid() != 0:
            continue
        before = open_to_others.stat()
        if group:
            os.chown(open_to_others, -1, group)
        open_to_others.chmod(mode)
        library(TEXT)
        assert loaded[-1] != str(kept), oct(mode)
        open_to_others.chmod(stat.S_IMODE(before.st_mode))
        os.chown(open_to_others, -1, before.st_gid)
    library(TEXT)
    assert loaded[-1] == str(kept)


def test_a_cache_reached_by_another_users_folder_or_link_is_not_used(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root")
    theirs = tmp_path / "theirs"
    (theirs / "compiled").mkdir(parents=True)
    assert only_ours_write(theirs / "compiled" / "x.so")
    os.chown(theirs, 12345, 12345)
    assert not only_ours_write(theirs / "compiled" / "x.so")
    (tmp_path / "link").symlink_to(theirs)
    assert not only_ours_write(tmp_path / "link" / "compiled" / "x.so")
    (tmp_path / "x.so").symlink_to(theirs / "x.so")
    assert not only_ours_write(tmp_path / "x.so")
    assert only_ours_write(tmp_path / "still" / "to be" / "made.so")
