"""The C text made into a library of this machine, once for each text, and kept in the user's cache."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

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


class NoCompilerError(Exception):
    """No C compiler was found, or it failed."""


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
    """The library of a C text, from the cache if it was made before. Raises NoCompilerError."""
    command = compiler()
    # The code is made for this very processor, so its name is part of the key.
    parts = [text, _processor(), *((HERE / name).read_text(encoding="utf-8") for name in HEADERS), *flags(), *command]
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    folder = cache()
    path = folder / f"{key}.so"
    if not path.exists():
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            folder = Path(tempfile.mkdtemp(prefix="totalisation-"))
            path = folder / f"{key}.so"
        _make(command, text, path)
    return ctypes.CDLL(str(path))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return "\n".join(dict.fromkeys(each for each in lines if each.startswith(("model name", "flags", "Features"))))


def _make(command: list[str], text: str, path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="totalisation-") as folder:
        source, made = Path(folder) / "rules.c", Path(folder) / "rules.so"
        source.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [*command, *flags(), f"-I{HERE}", str(source), "-o", str(made)], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise NoCompilerError(f"{' '.join(command)}: {done.stderr.strip()[-2000:]}")
        # Renamed into place, so that another process never loads half a library.
        beside = path.with_suffix(f".{os.getpid()}")
        shutil.copyfile(made, beside)
        os.replace(beside, path)
