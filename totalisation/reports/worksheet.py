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
from totalisation.reports.blocks import Fields, Section, Timeline
from totalisation.reports.columns import fields, heading
from totalisation.reports.extinction import extinction_section
from totalisation.reports.names import own_name, word
from totalisation.reports.page import Page
from totalisation.reports.text import section_lines
from totalisation.reports.worksheet_aggregation import aggregation_section
from totalisation.reports.worksheet_doubts import documents_section, doubts_section, interpretations_section
from totalisation.reports.worksheet_facts import facts_section
from totalisation.reports.worksheet_result import result_section


def worksheet(determination: Determination, language: str = "en") -> str:
    """The worksheet in ``language`` ("en", "vi" or "ko")."""
    return "\n".join(_lines(Page(determination, language))) + "\n"


def _lines(page: Page) -> Iterator[str]:
    yield from heading(title(page), "=")
    yield from fields(head(page).rows)
    drawn = _timeline(page)
    for place, section in enumerate(sections(page)):
        yield from section_lines(place + 1, section, drawn)


def title(page: Page) -> str:
    """The worksheet's title."""
    benefit = word(page.case.claim.benefit, page.language)
    return page.told(message("Worksheet: {benefit} under an agreement on social insurance", benefit=benefit))


def head(page: Page) -> Fields:
    """Which case, under which agreement, as of which day."""
    case, language = page.case, page.language
    return Fields(
        (
            (page.told(message("Case")), case.case_id),
            (page.told(message("Agreement")), f"{own_name(page.agreement.title, language)} ({page.agreement.id})"),
            (page.told(message("Claim")), words.day(case.claim.date, language)),
            (page.told(message("As of")), words.day(page.determination.as_of, language)),
            (page.told(message("Engine")), f"totalisation {__version__}"),
        )
    )


def sections(page: Page) -> list[Section]:
    """All that the worksheet says, whatever it is written as."""
    ended = extinction_section(page)
    return [
        facts_section(page),
        Section(page.told(message("Timeline")), (Timeline(),)),
        aggregation_section(page),
        *(result_section(page, code, result) for code, result in page.determination.parties.items()),
        *([] if ended is None else [ended]),
        doubts_section(page),
        interpretations_section(page),
        documents_section(page),
    ]


def _timeline(page: Page) -> list[str]:
    labels = {code: page.party(code) for code in page.agreement.codes}
    rows = timeline.rows_of(page.determination.aggregation, labels, page.told(message("together")))
    return timeline.draw(rows, page.case.claim_month, page.language)
