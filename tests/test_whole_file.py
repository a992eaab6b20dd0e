"""A file that the command line writes stands whole or not at all, whatever becomes of the disk or the process."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.small_disk import small_disk
from totalisation.cli import commands
from totalisation.whole_file import write_whole

pytestmark = pytest.mark.fault

CASE = Path(__file__).parents[1] / "examples" / "example.json"


def assess(*arguments: object) -> Result:
    result = CliRunner().invoke(commands, ["assess", str(CASE), *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_full_disk_leaves_the_file_that_stood_there(form: str, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        file = disk.folder / "answer"
        file.write_text("what stood here")
        disk.fill()
        told = assess("--format", form, "-o", file)
        assert (told.exit_code, told.stdout) == (2, "")
        assert told.stderr == "--output: cannot be written: No space left on device.\n"
        assert file.read_text() == "what stood here"
        assert disk.names() == ["answer"]
        disk.free()
        assert assess("--format", form, "-o", file).exit_code == 0
        assert file.read_text(encoding="utf-8") == assess("--format", form).stdout
        assert disk.names() == ["answer"]


def test_a_file_that_may_not_grow_leaves_the_one_that_stood_there(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    file.write_text("what stood here")
    command = [sys.executable, "-m", "totalisation", "assess", str(CASE), "-o", str(file)]

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    done = subprocess.run(command, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--output: cannot be written: File too large.\n"
    assert file.read_text() == "what stood here"
    assert os.listdir(tmp_path) == ["answer"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a system without a device that is always full")
@pytest.mark.parametrize("arguments", [["-o", "/dev/full"], []])
def test_a_device_that_is_full_is_told(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "totalisation", "assess", str(CASE), *arguments]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "--output: cannot be written: No space left on device.\n"
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_a_killed_process_leaves_the_file_that_stood_there(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    file.write_text("what stood here")
    writer = """
import os, signal, sys
from pathlib import Path
from totalisation import whole_file
def killed(descriptor):
    os.kill(os.getpid(), signal.SIGKILL)
whole_file.os.fsync = killed
whole_file.write_whole(Path(sys.argv[1]), b"half of it")
"""
    done = subprocess.run([sys.executable, "-c", writer, str(file)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert file.read_text() == "what stood here"
    (left,) = [each for each in os.listdir(tmp_path) if each != "answer"]
    assert left.startswith(".")
    assert left.endswith(".unfinished")


def test_two_who_write_one_file_leave_that_of_one_of_them(tmp_path: Path) -> None:
    file = tmp_path / "answer"
    contents = [bytes([number]) * 300_000 for number in range(4)]
    threads = [threading.Thread(target=write_whole, args=(file, each)) for each in contents]
    for each in threads:
        each.start()
    while any(each.is_alive() for each in threads):
        if file.exists():
            assert file.read_bytes() in contents
    assert file.read_bytes() in contents
    assert os.listdir(tmp_path) == ["answer"]


def test_rights_and_links_stay_as_they_are(tmp_path: Path) -> None:
    file, link = tmp_path / "answer", tmp_path / "link"
    write_whole(file, b"one")
    new = tmp_path / "new"
    new.touch()
    assert file.stat().st_mode == new.stat().st_mode
    file.chmod(0o640)
    link.symlink_to(file)
    write_whole(link, b"two")
    assert link.is_symlink()
    assert file.read_bytes() == b"two"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_a_pipe_is_written_to_as_it_is(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"an answer")
    reader.join(10)
    assert read == [b"an answer"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
