"""A file that is written whole or not at all: whoever reads it never finds the half of it."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from totalisation.messages import Fault, FaultsError, message


def must_be_apart(written: Iterable[Path | str | None], read: Iterable[Path | str | None]) -> None:
    """Refuse to write over what is read, or two answers into one file; None and "-" stand for no file.

    Raises FaultsError with each file that would be lost.
    """
    outputs, inputs = ([Path(each) for each in files if each is not None and each != "-"] for files in (written, read))
    faults = [
        Fault(str(each), message("is read by this command, and would be lost."), message("Write to another file."))
        for each in outputs
        if any(_same(each, other) for other in inputs)
    ]
    faults += [
        Fault(str(each), message("two answers would be written into one file."), message("Name two files."))
        for index, each in enumerate(outputs)
        if any(_same(each, other) for other in outputs[:index])
    ]
    if faults:
        raise FaultsError(faults)


def _same(one: Path, other: Path) -> bool:
    """Whether two paths name one file, that is there or to be made; pipes and devices are never lost."""
    try:
        if one.exists() and other.exists():
            return one.is_file() and one.samefile(other)
    except OSError:
        return False
    return os.path.realpath(one) == os.path.realpath(other)


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
