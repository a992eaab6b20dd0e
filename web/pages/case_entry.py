"""The entry of a case on one page: typed, checked, saved; a draft is kept at every step."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.access import keeps_typing, open_to
from web.current import actor, reading
from web.pages.entry_acts import act
from web.pages.entry_sheet import PAGE, begun_case, chosen_way, opened, sent, to_begun
from web.store import cases, drafts
from web.store.models import StoredCase
from web.store.roles import Permission

pages = Blueprint("entry", __name__)


@pages.get("/cases/new")
@open_to(Permission.WRITE_CASES)
def begin() -> ResponseReturnValue:
    """A new case, at an address of its own."""
    return redirect(url_for(".new", word=secrets.token_hex(8)))


@pages.route("/cases/new/<word>", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
@keeps_typing(PAGE)
def new(word: str) -> ResponseReturnValue:
    """The entry of a case that is not saved yet."""
    subject = drafts.new_subject(word)
    begun = begun_case(word)
    if begun is not None:
        return to_begun(begun, None)
    if request.method == "POST":
        return act(sent(subject, None, None))
    if chosen_way() == "steps":
        return redirect(url_for("steps.new", word=word, step="person", **_asked()))
    return opened(subject, None, None).page()


@pages.route("/cases/<int:case_id>/entry", methods=["GET", "POST"])
@open_to(Permission.WRITE_CASES)
@keeps_typing(PAGE)
def existing(case_id: int) -> ResponseReturnValue:
    """The entry of a case that is saved already."""
    kept = cases.open_case(reading(), actor(), case_id)
    subject = drafts.case_subject(case_id)
    if request.method == "POST":
        return act(sent(subject, kept, None))
    if kept.state not in cases.CHANGEABLE:
        return not_changeable(kept)
    if chosen_way() == "steps":
        return redirect(url_for("steps.existing", case_id=case_id, step="summary", **_asked()))
    return opened(subject, kept, None).page()


def _asked() -> dict[str, Any]:
    """What the address asks for beside the page."""
    return {name: value for name, value in request.args.items() if name in ("draft", "tab", "saved")}


def not_changeable(kept: StoredCase) -> ResponseReturnValue:
    """Back to the case, which is in a state in which nothing can be entered."""
    flash(_("This cannot be done in the state that the case is in now."))
    return redirect(url_for("cases.one", case_id=kept.id))
