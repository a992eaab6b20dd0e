"""The insured periods along an axis of years, in characters that need no colour.

Only ASCII marks are used: they are one column wide in every font and locale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from totalisation.aggregation import Aggregation
from totalisation.messages import Message, message
from totalisation.months import NO_MONTHS, Month, MonthSet
from totalisation.reports.columns import WIDTH, padded, width, wrapped

COUNTED: Final = "#"
IN_PART: Final = "+"
NOT_COUNTED: Final = "x"
BOTH: Final = "@"
GAP: Final = "."
CLAIM: Final = "^"

SCALES: Final = (1, 3, 6, 12, 24, 60)
"""How many months one character may stand for; the finest that fits is taken."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the timeline: months that count, months insured that do not, months in two rows at once."""

    label: str
    counted: MonthSet
    not_counted: MonthSet = NO_MONTHS
    both: MonthSet = NO_MONTHS


def rows_of(aggregation: Aggregation, labels: dict[str, str], together: str) -> list[Row]:
    """A row for each party and each third state with periods, and one for the months of all together."""
    rows = []
    for code, view in aggregation.views.items():
        dropped = NO_MONTHS
        for stretch in aggregation.records[code].ledger:
            if not stretch.counted:
                dropped |= MonthSet.span(stretch.first, stretch.last)
        rows.append(Row(labels[code], view.own, dropped - view.own))
    third: dict[str, list[MonthSet]] = {}
    for stretch in aggregation.ledger:
        months = third.setdefault(stretch.party, [NO_MONTHS, NO_MONTHS])
        months[0 if stretch.counted else 1] |= MonthSet.span(stretch.first, stretch.last)
    linked = NO_MONTHS
    for code, (counted, dropped) in sorted(third.items()):
        rows.append(Row(labels.get(code, code), counted, dropped - counted))
        linked |= counted
    rows.append(Row(together, aggregation.total | linked, both=aggregation.overlap))
    return rows


def draw(rows: Sequence[Row], claim: Month, language: str, columns: int = WIDTH) -> list[str]:
    """The timeline as lines of at most ``columns`` columns; the claim's month is marked under it.

    One character is a month where the whole fits, else a quarter, half a year or more; a legend says which.
    """
    insured = NO_MONTHS
    for row in rows:
        insured |= row.counted | row.not_counted
    if not insured:
        return [message("No insured period counts.").in_language(language)]
    claim_label = message("claim").in_language(language)
    label_columns = max(width(each) for each in (*(row.label for row in rows), claim_label)) + 2
    first = min(insured.first, claim) // 12 * 12
    last = max(insured.last, claim) // 12 * 12 + 11
    room = columns - label_columns
    scale = next((each for each in SCALES if -(-(last - first + 1) // each) <= room), SCALES[-1])
    cells = -(-(last - first + 1) // scale)
    lines = _axis(first, cells, scale, label_columns)
    for row in rows:
        marks = "".join(
            _mark(row, MonthSet.span(first + cell * scale, first + (cell + 1) * scale - 1)) for cell in range(cells)
        )
        lines.append(padded(row.label, label_columns) + marks)
    lines.append(padded(claim_label, label_columns) + " " * ((claim - first) // scale) + CLAIM)
    return [*lines, "", *_legend(scale, language, columns)]


def _axis(first: Month, cells: int, scale: int, indent: int) -> list[str]:
    """Two lines: years, each above a tick at its January. As many years as fit are named."""
    start = first // 12
    years = range(start, start + -(-cells * scale // 12))
    step = next(each for each in (1, 2, 5, 10, 20, 50) if each * 12 // scale >= 6 or each == 50)
    named, ticks = [" "] * (cells + 4), [" "] * cells
    for year in years:
        place = (year * 12 - first) // scale
        if place < cells and (year - start) % step == 0:
            named[place : place + 4] = str(year)
            ticks[place] = "|"
    room = cells if cells >= 4 else 4
    text = "".join(named[: room + 4]).rstrip()
    if len(text) > room:
        text = text[: text.rstrip().rfind(" ")].rstrip()
    return [" " * indent + text, " " * indent + "".join(ticks).rstrip()]


def _mark(row: Row, cell: MonthSet) -> str:
    if row.both & cell:
        return BOTH
    counted = len(row.counted & cell)
    if counted:
        return COUNTED if counted == len(cell) else IN_PART
    return NOT_COUNTED if row.not_counted & cell else GAP


def _scale_in_words(scale: int) -> Message:
    if scale == 1:
        return message("one character is a month")
    if scale == 3:
        return message("one character is a quarter")
    if scale == 6:
        return message("one character is half a year")
    if scale == 12:
        return message("one character is a year")
    return message("one character is {years} years", years=scale // 12)


def _legend(scale: int, language: str, columns: int) -> list[str]:
    meanings = (
        (COUNTED, message("counted")),
        (IN_PART, message("counted in part")),
        (NOT_COUNTED, message("insured, not counted")),
        (BOTH, message("insured under both parties")),
        (GAP, message("not insured")),
        (CLAIM, message("claim")),
    )
    told = [f"{mark} {meaning.in_language(language)}" for mark, meaning in meanings if scale > 1 or mark != IN_PART]
    return list(wrapped(", ".join([_scale_in_words(scale).in_language(language), *told]), columns=columns))
