"""What a report says, in blocks that do not yet know how they look: plain text and HTML are made from the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence, or several."""

    text: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with their values; ``title`` is a sentence that they follow."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list, with entries below it. A ``plain`` one goes on with the entry above it: it has no bullet."""

    text: str
    items: tuple[Item, ...] = ()
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list under a title; ``close`` is a sentence that ends it."""

    items: tuple[Item, ...]
    title: str = ""
    numbered: bool = False
    close: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column is text and whose others are numbers."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The place of the timeline."""


Block = Paragraph | Fields | Items | Table | Timeline


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report under its heading."""

    title: str
    blocks: tuple[Block, ...]


def items(texts: list[str], title: str = "") -> Items:
    """A plain list of sentences."""
    return Items(tuple(Item(each) for each in texts), title)
