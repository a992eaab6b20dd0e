"""Names as they are searched: without case, marks or doubled spaces."""

from __future__ import annotations

import unicodedata
from typing import Final

LONGEST: Final = 200


def tidy(text: str) -> str:
    """A name for a line on a page: composed, without control characters, spaces single."""
    printable = "".join(" " if unicodedata.category(each) in {"Cc", "Cs"} else each for each in text)
    return " ".join(unicodedata.normalize("NFC", printable).split())[:LONGEST]


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
