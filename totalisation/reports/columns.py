"""Plain text in columns, where a Hangul syllable is two columns wide and a Latin letter one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

WIDTH = 100
"""The widest line of a report."""


def width(text: str) -> int:
    """How many columns ``text`` takes on a terminal."""
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text
    )


def padded(text: str, columns: int) -> str:
    """``text`` with spaces after it up to ``columns``."""
    return text + " " * max(columns - width(text), 0)


def wrapped(text: str, first: str = "", rest: str | None = None, columns: int = WIDTH) -> Iterator[str]:
    """``text`` in lines of at most ``columns``: the first begins with ``first``, the others with ``rest``.

    A word that is wider than a line stands on a line of its own.
    """
    rest = " " * width(first) if rest is None else rest
    line, empty = first, True
    for word in text.split():
        if not empty and width(line) + 1 + width(word) > columns:
            yield line
            line, empty = rest, True
        line = line + word if empty else f"{line} {word}"
        empty = False
    yield line


def fields(rows: Sequence[tuple[str, str]], indent: str = "") -> Iterator[str]:
    """Names and their values in two columns."""
    columns = max((width(name) for name, _ in rows), default=0) + 2
    for name, value in rows:
        yield from wrapped(value, indent + padded(name, columns))


def heading(text: str, line: str = "-") -> list[str]:
    """A heading, underlined."""
    return [text, line * min(width(text), WIDTH)]
