"""Names as they are searched: without case, marks or doubled spaces."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 200


def tidy(text: str) -> str:
    """A name for a line on a page: ``one_line``, cut where it is longer than any name."""
    return one_line(text)[:LONGEST]


def one_line(text: str) -> str:
    """A text composed on one line, spaces single, without control characters and such as no page shows.

    These are pasted along unseen, as the marks of direction before a date that a dialogue shows, and of two names
    that look alike one would not be found.
    """
    printable = "".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text)
    seen = "".join(each for each in printable if unicodedata.category(each) != "Cf")
    return " ".join(unicodedata.normalize("NFC", seen).split())


def sentences(text: str) -> str:
    """What was written in sentences: its lines stay, other control characters go, which a database may refuse."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in lines if each in "\n\t" or unicodedata.category(each) not in {"Cc", "Cs"}).strip()


def with_marks(text: str) -> str:
    """A name without case, marks kept: "NGUYỄN Thị" gives "nguyễn thị"."""
    return unicodedata.normalize("NFC", tidy(text).casefold())


def without_marks(text: str) -> str:
    """A name without case and marks: "Đặng Thị Hoà" gives "dang thi hoa"; Hangul stays as it is."""
    decomposed = unicodedata.normalize("NFKD", tidy(text).casefold()).replace("đ", "d")
    bare = "".join(each for each in decomposed if unicodedata.category(each) != "Mn")
    return unicodedata.normalize("NFC", bare)
