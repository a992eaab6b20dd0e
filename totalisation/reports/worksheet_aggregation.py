"""The worksheet's section on aggregation: months by side, and what became of each stretch of months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from totalisation.messages import Message, message
from totalisation.periods import Stretch
from totalisation.reports import words
from totalisation.reports.blocks import Fields, Items, Section, Table, items
from totalisation.reports.page import Page


def aggregation_section(page: Page) -> Section:
    """Months as each side counts them, overlap, and the ledgers."""
    aggregation = page.determination.aggregation
    overlap = str(len(aggregation.overlap))
    if aggregation.overlap:
        overlap = f"{overlap} ({page.runs(aggregation.overlap)})"
    totals = (
        (page.told(message("months under either party, each once")), str(aggregation.total_months)),
        (page.told(message("months under both parties at once")), overlap),
    )
    return Section(page.told(message("Aggregation")), (_views(page), Fields(totals), *_ledgers(page)))


def _views(page: Page) -> Table:
    return Table(
        ("", *(page.told(each) for each in (message("own"), message("added"), message("total")))),
        tuple(
            (
                page.told(message("as {party} counts", party=page.party(code))),
                str(view.own_months),
                str(len(view.foreign)),
                str(view.total_months),
            )
            for code, view in page.determination.aggregation.views.items()
        ),
    )


def _ledgers(page: Page) -> Iterator[Items]:
    aggregation = page.determination.aggregation
    for code, record in aggregation.records.items():
        yield from _ledger(page, message("Under the law of {party}:", party=page.party(code)), record.ledger, code)
    for code, view in aggregation.views.items():
        yield from _ledger(page, message("Left out as {party} counts:", party=page.party(code)), view.ledger)
    yield from _ledger(page, message("Third states:"), aggregation.ledger)


def _ledger(page: Page, title: Message, ledger: Sequence[Stretch], party: str = "") -> Iterator[Items]:
    """Each stretch with its fate; a stretch of the party ``party`` does not repeat its name."""
    if ledger:
        yield items([", ".join(_stretch(page, stretch, party)) for stretch in ledger], page.told(title))


def _stretch(page: Page, stretch: Stretch, party: str) -> Iterator[str]:
    if stretch.party != party:
        yield page.party(stretch.party)
    yield words.month_span(stretch.first, stretch.last, page.language)
    if stretch.kind:
        yield page.kind(stretch.party, stretch.kind)
    yield f"{words.months(stretch.last - stretch.first + 1, page.language)}: {page.told(stretch.reason)}"
