"""Each document by its name, as HTML or as PDF."""

from __future__ import annotations

from typing import Final, Literal, get_args

from totalisation.determination import Determination
from totalisation.reports.edition import Edition
from totalisation.reports.html.rendering import Medium
from totalisation.reports.html.worksheet import worksheet_html
from totalisation.reports.notice import notice_html
from totalisation.reports.office import NO_OFFICE, Office
from totalisation.reports.pdf import pdf_of
from totalisation.reports.statement import statement_html

DocumentName = Literal["worksheet", "notice", "statement"]

DOCUMENTS: Final[tuple[DocumentName, ...]] = get_args(DocumentName)


def document_named(name: str) -> DocumentName:
    """The document of that name. Raises LookupError if there is none."""
    for each in DOCUMENTS:
        if each == name:
            return each
    raise LookupError(name)


def document_html(
    determination: Determination,
    document: DocumentName = "worksheet",
    language: str = "en",
    *,
    party: str | None = None,
    with_earnings: bool = False,
    office: Office = NO_OFFICE,
    medium: Medium = "page",
    style_address: str | None = None,
    edition: Edition | None = None,
) -> str:
    """A document as a whole page of HTML.

    ``party`` is whose institution issues a notice, by default that of the person's residence, and whose periods a
    statement states, which has no default. Earnings stand in a statement only where they are asked for. The
    style stands in the page, or is had from ``style_address``. ``edition`` says which determination of its case is
    printed, and whether it was issued; without it a document says nothing of that.

    Raises FaultsError where the party is none of the agreement, or the template engine is not installed.
    """
    if document == "notice":
        return notice_html(
            determination,
            language,
            party=party,
            office=office,
            medium=medium,
            style_address=style_address,
            edition=edition,
        )
    if document == "statement":
        return statement_html(
            determination,
            party,
            language,
            with_earnings=with_earnings,
            office=office,
            medium=medium,
            style_address=style_address,
            edition=edition,
        )
    return worksheet_html(determination, language, medium=medium, style_address=style_address, edition=edition)


def document_pdf(
    determination: Determination,
    document: DocumentName = "worksheet",
    language: str = "en",
    *,
    party: str | None = None,
    with_earnings: bool = False,
    office: Office = NO_OFFICE,
    edition: Edition | None = None,
) -> bytes:
    """A document as PDF; the arguments are those of ``document_html``.

    Raises FaultsError as it does, and where WeasyPrint or a library that it needs is not installed.
    """
    return pdf_of(
        document_html(
            determination,
            document,
            language,
            party=party,
            with_earnings=with_earnings,
            office=office,
            medium="pdf",
            edition=edition,
        )
    )
