"""Documents of a determination: the worksheet, notices and statements, to be printed or kept as PDF."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from flask import Blueprint, Response, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from totalisation import __version__
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.reports.html.styles import page_style
from totalisation.reports.printed import DocumentName
from web import printing
from web.access import ALL, open_to
from web.current import actor, reading, writing
from web.languages import current_language
from web.pages.results import again
from web.store.determinations import content_of, determination
from web.store.models import Officer
from web.store.printing import corrected_by, note_printing
from web.store.roles import Permission

pages = Blueprint("documents", __name__)

TYPES: Final = {"html": "text/html; charset=utf-8", "pdf": "application/pdf"}


@pages.get("/determinations/<int:determination_id>/documents")
@open_to(Permission.READ_CASES)
def listed(determination_id: int) -> ResponseReturnValue:
    """The documents that can be made of a determination, in the language that is chosen."""
    made = determination(reading(), actor(), determination_id)
    content_of(made)
    language, shown = _language(), current_language()
    same = again(made) is not None
    return render_template(
        "documents.html",
        made=made,
        case=made.case,
        chosen=language,
        copies=[(each, each.title(made, shown)) for each in printing.copies(made, same, language)],
        same=same,
        corrected_by=corrected_by(reading(), made),
        other_engine=made.engine_version != __version__,
    )


@pages.get(
    "/determinations/<int:determination_id>/documents/"
    "<any(worksheet, notice, statement):document>.<any(html, pdf):form>"
)
@open_to(Permission.READ_CASES)
def printed(determination_id: int, document: DocumentName, form: printing.Form) -> ResponseReturnValue:
    """One document: a page to print, or a PDF to keep. That it was made is recorded."""
    made = determination(reading(), actor(), determination_id)
    copy = _copy(document, list(content_of(made)[1]["parties"]))
    decided = again(made)
    edition = printing.edition_of(made, corrected_by(reading(), made))
    issuer = reading().get(Officer, made.issued_by) if made.issued_by else None
    office = printing.office_of(made, issuer, copy.language)
    if form == "html":
        address = url_for(".style")
        content = printing.html_of(copy, made, decided, edition, office, style_address=address).encode()
    else:
        try:
            content = printing.pdf_of(copy, made, decided, edition, office)
        except FaultsError as error:
            told = " ".join(each.in_language(current_language()) for each in error.faults)
            return render_template("error.html", title=_("No PDF can be made"), text=told), 503
    with writing() as store:
        note_printing(
            store,
            actor(),
            made.id,
            document=copy.document,
            form=form,
            language=copy.language,
            party=copy.party,
            earnings="yes" if copy.with_earnings else None,
        )
    return send_file(
        BytesIO(content), TYPES[form], as_attachment=form == "pdf", download_name=copy.file_name(made, form)
    )


@pages.get("/documents.css")
@open_to(ALL)
def style() -> Response:
    """How documents are dressed on the screen and on paper: they bear no style, for the policy of the pages."""
    return Response(page_style(), mimetype="text/css")


def _copy(document: DocumentName, parties: list[str]) -> printing.Copy:
    """The document that the address asks for; a 404 where there is none such."""
    party = request.args.get("party")
    if (party is None) != (document == "worksheet") or (party is not None and party not in parties):
        abort(404)
    earnings = document == "statement" and request.args.get("earnings") == "yes"
    return printing.Copy(document, _language(), party, earnings)


def _language() -> str:
    language = request.args.get("language", current_language())
    if language not in LANGUAGES:
        abort(404)
    return language
