"""A determination as a worksheet in plain text that an officer can file.

Sections go the way of the case: facts, timeline, aggregation, each side's result, doubts, open questions,
documents. Lines are at most 100 columns wide, and nothing rests on colour.
"""

from __future__ import annotations

from collections.abc import Iterator

from totalisation import __version__
from totalisation.determination import Determination
from totalisation.messages import message
from totalisation.reports import timeline, words
from totalisation.reports.columns import fields, heading
from totalisation.reports.names import own_name, word
from totalisation.reports.page import Page
from totalisation.reports.worksheet_aggregation import aggregation_lines
from totalisation.reports.worksheet_doubts import document_lines, doubt_lines, interpretation_lines
from totalisation.reports.worksheet_facts import fact_lines
from totalisation.reports.worksheet_result import result_lines


def worksheet(determination: Determination, language: str = "en") -> str:
    """The worksheet in ``language`` ("en", "vi" or "ko")."""
    return "\n".join(_lines(Page(determination, language))) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from _head(page)
    yield from fact_lines(page)
    yield from _timeline(page)
    yield from aggregation_lines(page)
    for code, result in page.determination.parties.items():
        yield from result_lines(page, code, result)
    yield from doubt_lines(page)
    yield from interpretation_lines(page)
    yield from document_lines(page)


def _head(page: Page) -> Iterator[str]:
    case, language = page.case, page.language
    benefit = word(case.claim.benefit, language)
    title = message("Worksheet: {benefit} under an agreement on social insurance", benefit=benefit)
    yield from heading(page.told(title), "=")
    yield from fields(
        [
            (page.told(message("Case")), case.case_id),
            (page.told(message("Agreement")), f"{own_name(page.agreement.title, language)} ({page.agreement.id})"),
            (page.told(message("Claim")), words.day(case.claim.date, language)),
            (page.told(message("As of")), words.day(page.determination.as_of, language)),
            (page.told(message("Engine")), f"totalisation {__version__}"),
        ]
    )


def _timeline(page: Page) -> Iterator[str]:
    yield from page.section(message("Timeline"))
    labels = {code: page.party(code) for code in page.agreement.codes}
    rows = timeline.rows_of(page.determination.aggregation, labels, page.told(message("together")))
    yield from timeline.draw(rows, page.case.claim_month, page.language)
