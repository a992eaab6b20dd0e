"""The worksheet's section on aggregation: months by side, and what became of each stretch of months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from totalisation.messages import Message, message
from totalisation.periods import Stretch
from totalisation.reports import words
from totalisation.reports.columns import fields, padded, width, wrapped
from totalisation.reports.page import BULLET, Page


def aggregation_lines(page: Page) -> Iterator[str]:
    """Months as each side counts them, overlap, and the ledgers."""
    aggregation = page.determination.aggregation
    yield from page.section(message("Aggregation"))
    yield from _table(
        [
            ("", *(page.told(each) for each in (message("own"), message("added"), message("total")))),
            *(
                (
                    page.told(message("as {party} counts", party=page.party(code))),
                    str(view.own_months),
                    str(len(view.foreign)),
                    str(view.total_months),
                )
                for code, view in aggregation.views.items()
            ),
        ]
    )
    yield ""
    overlap = str(len(aggregation.overlap))
    if aggregation.overlap:
        overlap = f"{overlap} ({page.runs(aggregation.overlap)})"
    yield from fields(
        [
            (page.told(message("months under either party, each once")), str(aggregation.total_months)),
            (page.told(message("months under both parties at once")), overlap),
        ]
    )
    for code, record in aggregation.records.items():
        yield from _ledger(page, message("Under the law of {party}:", party=page.party(code)), record.ledger, code)
    for code, view in aggregation.views.items():
        yield from _ledger(page, message("Left out as {party} counts:", party=page.party(code)), view.ledger)
    yield from _ledger(page, message("Third states:"), aggregation.ledger)


def _ledger(page: Page, title: Message, ledger: Sequence[Stretch], party: str = "") -> Iterator[str]:
    """Each stretch with its fate; a stretch of the party ``party`` does not repeat its name."""
    if not ledger:
        return
    yield ""
    yield from wrapped(page.told(title))
    for stretch in ledger:
        yield from wrapped(", ".join(_stretch(page, stretch, party)), BULLET)


def _stretch(page: Page, stretch: Stretch, party: str) -> Iterator[str]:
    if stretch.party != party:
        yield page.party(stretch.party)
    yield words.month_span(stretch.first, stretch.last, page.language)
    if stretch.kind:
        yield page.kind(stretch.party, stretch.kind)
    yield f"{words.months(stretch.last - stretch.first + 1, page.language)}: {page.told(stretch.reason)}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table whose first column is text and whose others are numbers, set to the right."""
    widths = [max(width(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        numbers = "".join(" " * (widths[place] - width(cell) + 3) + cell for place, cell in enumerate(row) if place > 0)
        yield (padded(row[0], widths[0]) + numbers).rstrip()
