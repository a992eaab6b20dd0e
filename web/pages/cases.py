"""The first page, the search, and a case with what was decided about it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from web.access import SIGNED_IN, open_to
from web.current import actor, reading, signed_in, writing
from web.shown import state_name
from web.store.accounts import names_of
from web.store.cases import CHANGEABLE, note_reading, open_case, search_cases
from web.store.drafts import case_subject, drafts_of, unsaved_cases
from web.store.models import CaseState, StoredCase
from web.store.roles import Permission

pages = Blueprint("cases", __name__)


@pages.get("/")
@open_to(SIGNED_IN)
def first() -> ResponseReturnValue:
    """Go to the page with which the account's work begins."""
    if signed_in().may(Permission.READ_CASES):
        return redirect(url_for(".found"))
    return redirect(url_for("accounts.listed"))


@pages.get("/cases")
@open_to(Permission.READ_CASES)
def found() -> ResponseReturnValue:
    """The office's cases that the search finds, and the cases begun and not saved."""
    text, state = request.args.get("q", "")[:200], request.args.get("state", "")
    page = request.args.get("page", 1, type=int)
    chosen = CaseState(state) if state in list(CaseState) else None
    result = search_cases(reading(), actor(), text, chosen, page)
    begun = unsaved_cases(reading(), actor()) if request.args.keys() <= {"page"} else []
    return render_template(
        "case/listed.html",
        found=result,
        text=text,
        state=chosen,
        states=[(each, state_name(each)) for each in CaseState],
        begun=begun,
    )


@pages.get("/cases/<int:case_id>")
@open_to(Permission.READ_CASES)
def one(case_id: int) -> ResponseReturnValue:
    """A case: its state, its determinations, and what may be done now. The reading is recorded."""
    with writing() as store:
        note_reading(store, actor(), open_case(store, actor(), case_id))
    return case_page(case_id)


def case_page(case_id: int, errors: dict[str, str] | None = None, faults: list[str] | None = None) -> str:
    """The page of a case, with what kept an act upon it from being done."""
    kept = open_case(reading(), actor(), case_id)
    return render_template(
        "case/kept.html",
        case=kept,
        determinations=list(reversed(kept.determinations)),
        names=_names(kept),
        drafts=drafts_of(reading(), actor(), case_subject(kept.id)),
        changeable=kept.state in CHANGEABLE,
        errors=errors or {},
        faults=faults or [],
    )


def _names(kept: StoredCase) -> dict[int, str]:
    ids: set[int | None] = {kept.created_by, kept.saved_by}
    for made in kept.determinations:
        ids |= {made.decided_by, made.submitted_by, made.approved_by, made.returned_by, made.issued_by}
    return names_of(reading(), ids)
