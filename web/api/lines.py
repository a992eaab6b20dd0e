"""The lines of a request, read one by one: no more than one is in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from typing import IO, Final, cast

_CHUNK: Final = 65_536


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end, by its number from 1 on. ``data`` is None where the line is longer than is read."""

    number: int
    data: bytes | None


def lines_of(stream: IO[bytes], longest: int) -> Iterator[Line]:
    """The lines of ``stream`` that are not blank; of one with more than ``longest`` bytes only that it is there."""
    # A line of a raw stream would be read byte by byte.
    reader = BufferedReader(cast(RawIOBase, stream), _CHUNK)
    number = 0
    while data := reader.readline(longest + 2):
        number += 1
        if len(data.rstrip(b"\r\n")) > longest:
            while data and not data.endswith(b"\n"):
                data = reader.readline(_CHUNK)
            yield Line(number, None)
        elif data.strip():
            yield Line(number, data.rstrip(b"\r\n"))
