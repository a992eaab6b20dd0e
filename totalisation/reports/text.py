"""The blocks of a report as lines of plain text, at most 100 columns wide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from totalisation.reports.blocks import Block, Fields, Item, Items, Paragraph, Section, Table
from totalisation.reports.columns import fields, heading, padded, width, wrapped

INDENT = "  "


def section_lines(number: int, section: Section, timeline: Sequence[str]) -> Iterator[str]:
    """A numbered heading and the section's blocks, an empty line before each but the first."""
    yield ""
    yield from heading(f"{number}. {section.title}")
    for place, block in enumerate(section.blocks):
        if place:
            yield ""
        yield from _block_lines(block, timeline)


def _block_lines(block: Block, timeline: Sequence[str]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield from wrapped(block.text)
    elif isinstance(block, Fields):
        if block.title:
            yield from wrapped(block.title)
        yield from fields(block.rows, INDENT if block.title else "")
    elif isinstance(block, Items):
        yield from _list_lines(block)
    elif isinstance(block, Table):
        yield from _table_lines([block.head, *block.rows])
    else:
        yield from timeline


def _list_lines(block: Items) -> Iterator[str]:
    if block.title:
        yield from wrapped(block.title)
    for place, item in enumerate(block.items):
        bullet = f"{place + 1:>3}. " if block.numbered else "- "
        yield from _item_lines(item, INDENT + bullet if block.title and not block.numbered else bullet)
    if block.close:
        yield from wrapped(block.close)


def _item_lines(item: Item, first: str) -> Iterator[str]:
    """``first`` begins the first line; what stands below is set in by as much, and under a plain item by more."""
    yield from wrapped(item.text, first)
    below = " " * width(first) + (INDENT if item.plain else "")
    for each in item.items:
        yield from _item_lines(each, below if each.plain else below + "- ")


def _table_lines(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first column to the left, the others, which are numbers, to the right."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        numbers = "".join(" " * (widths[place] - width(cell) + 3) + cell for place, cell in enumerate(row) if place > 0)
        yield (padded(row[0], widths[0]) + numbers).rstrip()
