"""What the office that issues a document adds to it, and which no determination knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Office:
    """The issuing office. What is left empty stands in the document as a line to fill in by hand.

    All is text as it is to be printed, in the document's language. ``objection`` says how, where and until when
    one may object: the engine states no law on that.
    """

    letterhead: tuple[str, ...] = ()
    """Lines above the name of the institution, such as those that official letters of a country bear."""
    name: str = ""
    """The office's own name, under that of its institution."""
    address: tuple[str, ...] = ()
    reference: str = ""
    place: str = ""
    day: str = ""
    objection: tuple[str, ...] = ()
    """Paragraphs."""
    role: str = ""
    officer: str = ""


NO_OFFICE: Final = Office()
