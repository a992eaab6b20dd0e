"""A stored determination as documents: which can be made of it, what a copy says of itself, and its file's name."""

from __future__ import annotations

import re
import threading
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from flask_babel import gettext as _
from flask_babel import to_user_timezone

from totalisation.agreement_file import find_agreement
from totalisation.determination import Determination
from totalisation.reports import pdf, words
from totalisation.reports.edition import Edition
from totalisation.reports.kept import kept_worksheet_html
from totalisation.reports.names import party_name
from totalisation.reports.office import NO_OFFICE, Office
from totalisation.reports.printed import DocumentName, document_html, document_pdf
from web.store.determinations import content_of
from web.store.errors import StoreError
from web.store.models import DeterminationState, Officer, StoredDetermination

Form = Literal["html", "pdf"]

LONGEST_NAME: Final = 60
"""Characters of a case's number that a file's name takes over."""

_one_at_a_time = threading.Lock()
"""Setting a PDF takes a processor for a second or two: requests for pages must not wait for several."""


class OnlyKeptError(StoreError):
    """The engine no longer says what was decided, so that only what was kept of it can be printed."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A document to be made."""

    document: DocumentName
    language: str
    party: str | None = None
    with_earnings: bool = False

    def title(self, made: StoredDetermination, language: str) -> str:
        """What the document is called on a page in ``language``."""
        if self.document == "worksheet" or self.party is None:
            return str(_("Worksheet"))
        agreement = find_agreement(content_of(made)[1]["agreement"])
        party = party_name(agreement, self.party, language)
        if self.document == "notice":
            return str(_("Notice to the applicant, %(party)s", party=party))
        if self.with_earnings:
            return str(_("Statement of insured periods, %(party)s, with earnings", party=party))
        return str(_("Statement of insured periods, %(party)s", party=party))

    def file_name(self, made: StoredDetermination, form: Form) -> str:
        """A name that tells case, determination, document, party and language, and that any system can keep."""
        number = unicodedata.normalize("NFC", made.case.number)
        number = re.sub(r"[^\w.-]+", "-", number)[:LONGEST_NAME].strip("-.") or f"case-{made.case_id}"
        document = f"{self.document}-with-earnings" if self.with_earnings else self.document
        parts = [number, f"determination-{made.version}", document, self.party or "", self.language]
        if made.state != DeterminationState.ISSUED:
            parts.append("not-issued")
        return f"{'_'.join(each for each in parts if each)}.{form}"


def copies(made: StoredDetermination, same: bool, language: str) -> list[Copy]:
    """The documents that can be made; ``same`` says whether the engine still decides the case in that way.

    Raises ErasedError.
    """
    worksheet = Copy("worksheet", language)
    if not same:
        return [worksheet]
    parties = tuple(content_of(made)[1]["parties"])
    return [
        worksheet,
        *(Copy("notice", language, each) for each in parties),
        *(Copy("statement", language, each, earnings) for each in parties for earnings in (False, True)),
    ]


def edition_of(made: StoredDetermination, corrected_by: int | None) -> Edition:
    """What a copy says of the determination it prints."""
    issued = made.state == DeterminationState.ISSUED
    return Edition(
        made.version,
        _day(made),
        issued,
        corrects=made.corrects.version if made.corrects else None,
        corrected_by=corrected_by,
        engine=made.engine_version,
    )


def office_of(made: StoredDetermination, issuer: Officer | None, language: str) -> Office:
    """What the office adds: its name; and, once it is issued, the day and who issued it."""
    if issuer is None or made.state != DeterminationState.ISSUED:
        return Office(name=made.case.office.name)
    return Office(name=made.case.office.name, day=words.day(_day(made), language), officer=issuer.display_name)


def html_of(
    copy: Copy,
    made: StoredDetermination,
    determination: Determination | None,
    edition: Edition,
    office: Office = NO_OFFICE,
    *,
    style_address: str,
) -> str:
    """The document as a page, its style at an address.

    ``determination`` is what the engine says where that is what was decided; without it the worksheet is made of
    what was kept. Raises OnlyKeptError for another document, and ErasedError.
    """
    if determination is None:
        result = _kept(copy, made)
        return kept_worksheet_html(result, copy.language, edition=edition, style_address=style_address)
    return document_html(
        determination,
        copy.document,
        copy.language,
        party=copy.party,
        with_earnings=copy.with_earnings,
        office=office,
        style_address=style_address,
        edition=edition,
    )


def pdf_of(
    copy: Copy,
    made: StoredDetermination,
    determination: Determination | None,
    edition: Edition,
    office: Office = NO_OFFICE,
) -> bytes:
    """The document as PDF; the arguments and errors are those of ``html_of``.

    Raises FaultsError too, where the renderer or a library that it needs is not installed.
    """
    with _one_at_a_time:
        if determination is None:
            result = _kept(copy, made)
            return pdf.pdf_of(kept_worksheet_html(result, copy.language, edition=edition, medium="pdf"))
        return document_pdf(
            determination,
            copy.document,
            copy.language,
            party=copy.party,
            with_earnings=copy.with_earnings,
            office=office,
            edition=edition,
        )


def _kept(copy: Copy, made: StoredDetermination) -> dict[str, object]:
    if copy.document != "worksheet":
        raise OnlyKeptError
    return content_of(made)[1]


def _day(made: StoredDetermination) -> date:
    """The day of the issue, or of the decision, in the desk's time zone."""
    moment: datetime = to_user_timezone(made.issued_at or made.decided_at)
    return moment.date()
