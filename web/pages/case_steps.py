"""The entry of a case step by step: person, periods, earnings, claim, and a summary to check before deciding.

A step is a part of the one page: the same fields, read in the same way, kept in the same draft.
"""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from web.access import keeps_typing, open_to
from web.current import actor, reading
from web.forms.steps import STEPS
from web.pages.case_entry import not_changeable
from web.pages.entry_acts import act, check
from web.pages.entry_sheet import PAGE, Sheet, begun_case, opened, sent, to_begun
from web.store import cases, drafts
from web.store.roles import Permission

pages = Blueprint("steps", __name__)


@pages.route("/cases/new/<word>/<step>", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
@keeps_typing(PAGE)
def new(word: str, step: str) -> ResponseReturnValue:
    """A step of the entry of a case that is not saved yet."""
    if step not in STEPS:
        abort(404)
    subject = drafts.new_subject(word)
    begun = begun_case(word)
    if begun is not None:
        return to_begun(begun, step)
    if request.method == "POST":
        return act(sent(subject, None, step))
    return _shown(opened(subject, None, step))


@pages.route("/cases/<int:case_id>/entry/<step>", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
@keeps_typing(PAGE)
def existing(case_id: int, step: str) -> ResponseReturnValue:
    """A step of the entry of a case that is saved already."""
    if step not in STEPS:
        abort(404)
    kept = cases.open_case(reading(), actor(), case_id)
    subject = drafts.case_subject(case_id)
    if request.method == "POST":
        return act(sent(subject, kept, step))
    if kept.state not in cases.CHANGEABLE:
        return not_changeable(kept)
    return _shown(opened(subject, kept, step))


def _shown(sheet: Sheet) -> ResponseReturnValue:
    """The step; the summary, and a step to which the summary sent, with what is wrong."""
    if sheet.step == "summary" or "check" in request.args:
        check(sheet)
    return sheet.page()
