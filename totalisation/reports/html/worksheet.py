"""The worksheet as HTML: what the worksheet in plain text says, the timeline drawn, and the whole reasoning."""

from __future__ import annotations

from typing import Any

from totalisation.determination import Determination
from totalisation.messages import message
from totalisation.reports.edition import Edition
from totalisation.reports.explanation import Node, node_line, reasoning
from totalisation.reports.html.rendering import Medium, filled
from totalisation.reports.names import BASES, Names
from totalisation.reports.page import Page
from totalisation.reports.svg_timeline import NARROWEST, timeline_svg
from totalisation.reports.worksheet import head, sections, title

WIDE = 720
IN_PDF = 640


def worksheet_html(
    determination: Determination,
    language: str = "en",
    *,
    medium: Medium = "page",
    style_address: str | None = None,
    edition: Edition | None = None,
) -> str:
    """The worksheet as a whole page of HTML in ``language``.

    ``medium``, ``style_address`` and ``edition`` are those of ``rendering.filled``. Raises FaultsError where the
    template engine is not installed.
    """
    page = Page(determination, language)
    return filled(
        "worksheet.html",
        language,
        medium=medium,
        style_address=style_address,
        edition=edition,
        title=title(page),
        case_id=page.case.case_id,
        head=head(page),
        sections=sections(page),
        drawings=drawings(determination, language, medium),
        reasoning=_sides(page),
    )


def drawings(determination: Determination, language: str, medium: Medium) -> list[tuple[str, str]]:
    """The timeline drawn for a wide screen and a narrow one, or once for PDF with its style in it."""
    if medium == "pdf":
        return [("wide", timeline_svg(determination, language, width=IN_PDF, styled=True))]
    return [
        ("wide", timeline_svg(determination, language, width=WIDE, identifier="timeline-wide")),
        ("narrow", timeline_svg(determination, language, width=NARROWEST, identifier="timeline-narrow")),
    ]


def _sides(page: Page) -> list[dict[str, Any]]:
    tree = reasoning(page.determination, page.language)
    sides = []
    for code, party in tree["parties"].items():
        names = page.names[code]
        computations = [
            {
                "title": page.told(message("Computed {basis}:", basis=each["title"])),
                "trees": [_lined(root, names) for root in each["trees"]],
            }
            for each in party["computations"]
        ]
        basis = page.told(BASES[page.determination.parties[code].basis])
        sides.append({"title": f"{party['party']}: {basis}", "computations": computations})
    return sides


def _lined(node: Node, names: Names) -> Node:
    """A node of the reasoning with its line in words."""
    return {
        "line": node_line(node, names),
        "conditions": node.get("conditions", []),
        "inputs": [_lined(each, names) for each in node.get("inputs", [])],
    }
