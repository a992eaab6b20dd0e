"""The C text made into a library of this machine, once for each text, and kept in the user's cache."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from totalisation.whole_file import write_whole

HERE: Final = Path(__file__).parent
HEADERS: Final = ("runtime.h", "periods.h", "agreement.h", "decide.h")
FLAGS: Final = (
    "-std=gnu11",
    "-O3",
    "-fno-tree-vectorize",
    "-march=native",
    "-fPIC",
    "-shared",
    "-fno-strict-aliasing",
    "-fwrapv",
    "-w",
)

_SEAL: Final = b"\ntotalisation sha256 "


class NoCompilerError(Exception):
    """No C compiler was found, or it failed, or there is no room for what it makes."""


def compiler() -> list[str]:
    """The command of a C compiler: ``CC``, the machine's, or that of the package ``ziglang``.

    Raises NoCompilerError where there is none.
    """
    named = os.environ.get("CC")
    if named:
        return named.split()
    for name in ("cc", "gcc", "clang"):
        found = shutil.which(name)
        if found is not None:
            return [found]
    if importlib.util.find_spec("ziglang") is not None:
        return [sys.executable, "-m", "ziglang", "cc"]
    raise NoCompilerError("no C compiler: install gcc or clang, or `pip install ziglang`")


def flags() -> list[str]:
    """The compiler's options, with those of ``TOTALISATION_CFLAGS`` after them."""
    return [*FLAGS, *os.environ.get("TOTALISATION_CFLAGS", "").split()]


def cache() -> Path:
    """The folder in which libraries are kept: ``TOTALISATION_CACHE``, or the user's cache folder."""
    named = os.environ.get("TOTALISATION_CACHE")
    base = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "totalisation"
    return base / "compiled"


def library(text: str) -> ctypes.CDLL:
    """The library of a C text, from the cache if it was made before. Raises NoCompilerError.

    One in the cache that is not whole is made anew. Where the cache cannot be written to, or others can write to it,
    it serves this process alone.
    """
    command = compiler()
    # The code is made for this very processor, so its name is part of the key.
    parts = [text, _processor(), *((HERE / name).read_text(encoding="utf-8") for name in HEADERS), *flags(), *command]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    path = cache() / f"{key}.so"
    if only_ours_write(path) and _is_whole(path):
        return ctypes.CDLL(str(path))
    try:
        with tempfile.TemporaryDirectory(prefix="totalisation-") as folder:
            made = Path(folder) / "rules.so"
            _make(command, text, made)
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                if not only_ours_write(path):
                    return ctypes.CDLL(str(made))
                write_whole(path, _sealed(made.read_bytes()))
            except OSError:
                # What is loaded stays in memory when its file is gone.
                return ctypes.CDLL(str(made))
            return ctypes.CDLL(str(path))
    except OSError as error:
        raise NoCompilerError(f"{error.strerror or error}") from error


def _sealed(content: bytes) -> bytes:
    """A library with its hash behind it, where no loader looks."""
    return content + _SEAL + hashlib.sha256(content).digest()


def _is_whole(path: Path) -> bool:
    """Whether a library is there and as it was written: one that was cut off could end the process that runs it."""
    try:
        content = path.read_bytes()
    except OSError:
        return False
    end = len(content) - 32
    sealed = end - len(_SEAL)
    return sealed > 0 and content[sealed:end] == _SEAL and hashlib.sha256(content[:sealed]).digest() == content[end:]


def only_ours_write(path: Path) -> bool:
    """Whether nobody but this user and the system's administrator can put a file at ``path``.

    A library is code: whoever can write to it, or to a folder on the way to it, decides what this process does.
    Folders that are still to be made will be this user's.
    """
    if os.name != "posix":
        return True
    user = os.geteuid()
    try:
        path = path.parent.resolve() / path.name
        ways = [about for each in (path, *path.parents) if (about := _about(each)) is not None]
    except OSError:
        return False
    return all(about.st_uid in {0, user} and not _others_may_replace(about, user) for about in ways)


def _about(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        return None


def _others_may_replace(about: os.stat_result, user: int) -> bool:
    """Whether others may change a file, or what is in a folder: in a folder of all, such as /tmp, each only their own.

    A group that bears the user's own number is taken to be the user's alone, as many systems set it up.
    """
    if stat.S_ISLNK(about.st_mode):
        return True
    if stat.S_ISDIR(about.st_mode) and about.st_mode & stat.S_ISVTX:
        return False
    group = about.st_mode & stat.S_IWGRP and about.st_gid not in {0, user}
    return bool(group or about.st_mode & stat.S_IWOTH)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return "\n".join(dict.fromkeys(each for each in lines if each.startswith(("model name", "flags", "Features"))))


def _make(command: list[str], text: str, made: Path) -> None:
    source = made.with_suffix(".c")
    source.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [*command, *flags(), f"-I{HERE}", str(source), "-o", str(made)], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise NoCompilerError(f"{' '.join(command)}: {done.stderr.strip()[-2000:]}")
