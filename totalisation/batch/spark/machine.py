"""Rules compiled once on each machine, however many processes of executors begin on it at one moment."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # a system without such locks: its processes may each compile
    fcntl = None  # type: ignore[assignment]

from totalisation.batch.compiled.build import cache


@contextmanager
def once_per_machine(name: str) -> Iterator[None]:
    """Hold back other processes of this machine from the same work, named ``name``, until it was done once.

    Its product is kept in the cache folder of compiled rules, where those that come later find it.
    """
    folder = _cache_folder()
    done = None if folder is None else folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.done"
    if done is None or fcntl is None or done.exists():
        yield
        return
    try:
        lock = done.with_suffix(".lock").open("w")
    except OSError:  # a full disk keeps nobody from working, each process for itself
        yield
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if done.exists():
            fcntl.flock(lock, fcntl.LOCK_UN)
        yield
        with suppress(OSError):
            done.touch()


def _cache_folder() -> Path | None:
    """The cache folder, or one in the machine's temporary folder where an executor's user has no home."""
    try:
        folder = cache()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.access(folder, os.W_OK):
            return folder
    except (OSError, RuntimeError):
        pass
    own = Path(tempfile.gettempdir()) / f"totalisation-{os.getuid()}"
    try:
        own.mkdir(exist_ok=True, mode=0o700)
        about = own.lstat()
        # A library is loaded from it: nobody else may have made it or write to it.
        if stat.S_ISDIR(about.st_mode) and about.st_uid == os.getuid() and not about.st_mode & 0o022:
            os.environ["TOTALISATION_CACHE"] = str(own)
            cache().mkdir(exist_ok=True, mode=0o700)
            return cache()
    except OSError:
        pass
    return None
