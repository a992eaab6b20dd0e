"""A real file system of a few kilobytes, which a test can fill to the last byte."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

_PAGE = 4096


class SmallDisk:
    """A mounted tmpfs. What is put on it beside the program's files is its ballast."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / ".ballast"

    def fill(self, leave: int = 0) -> None:
        """Write until nothing more can be written, then leave so many bytes, or up to a page less."""
        # What the system tells to be free is not exact.
        with self._ballast.open("ab", buffering=0) as stream:
            with suppress(OSError):
                while stream.write(bytes(_PAGE)):
                    pass
            stream.truncate(max(self._ballast.stat().st_size - leave, 0))

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink()

    def names(self) -> list[str]:
        """The files on it that the program has left, hidden ones too."""
        return sorted(
            str(each.relative_to(self.folder)) for each in self.folder.rglob("*") if each not in (self._ballast,)
        )

    def read_only(self) -> None:
        """Let nobody write to it any more, not even root."""
        _run("mount", "-o", "remount,ro", str(self.folder))


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[SmallDisk]:
    """A tmpfs mounted at ``folder`` with these options (``size=256k``). Skips the test where that is not allowed."""
    folder.mkdir()
    if not _run("mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)):
        pytest.skip("a small disk can be mounted by root alone")
    try:
        yield SmallDisk(folder)
    finally:
        _run("umount", "-l", str(folder))


def _run(*command: str) -> bool:
    if shutil.which(command[0]) is None:
        return False
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
