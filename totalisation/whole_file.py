"""A file that is written whole or not at all: whoever reads it never finds the half of it."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, content: bytes) -> None:
    """Write ``content`` to ``file``, in one step that takes the place of what stood there.

    It is written beside the file under another name and gets its own once it is on the disk, so that a full disk
    or a kill leaves what stood there as it was. What is no regular file (a pipe, a device) is written to as it is.
    Raises OSError, and then leaves nothing behind.
    """
    place = Path(os.path.realpath(file))
    if place.exists() and not place.is_file():
        file.write_bytes(content)
        return
    beside = place.with_name(f".{secrets.token_hex(8)}.unfinished")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if place.exists():
            beside.chmod(place.stat().st_mode & 0o777)
        beside.replace(place)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
