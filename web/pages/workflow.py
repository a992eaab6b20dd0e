"""What is done with a case once it is entered: decide, submit, approve, send back, issue, correct, compare."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from totalisation.messages import FaultsError
from web.access import open_to
from web.current import actor, reading, writing
from web.forms.engine_words import faults_in_words
from web.languages import current_language
from web.pages.cases import case_page
from web.pages.results import page_of
from web.refusals import in_words
from web.store import cases, determinations
from web.store.columns import number_in
from web.store.determinations import ReasonMissingError
from web.store.models import StoredDetermination
from web.store.recomputation import recompute
from web.store.roles import Actor, Permission

pages = Blueprint("workflow", __name__)


@pages.post("/cases/<int:case_id>/decide")
@open_to(Permission.WRITE_CASES)
def decide(case_id: int) -> ResponseReturnValue:
    """Decide the case as it is saved."""
    version = None
    if "version" in request.form:
        # What is no number is the version of no case: it does not stand for "whichever there is".
        version = number_in(request.form["version"]) or 0
    try:
        with writing() as store:
            made = determinations.decide(store, actor(), case_id, version=version)
    except FaultsError as error:
        faults = faults_in_words(error.faults, current_language(), cases.open_case(reading(), actor(), case_id).facts)
        return case_page(case_id, faults=faults), 422
    flash(_("The case is decided. Check the determination, then submit it for approval."))
    return redirect(url_for(".one", determination_id=made.id), 303)


@pages.get("/determinations/<int:determination_id>")
@open_to(Permission.READ_CASES)
def one(determination_id: int) -> ResponseReturnValue:
    """A determination as it was made; with ``?claim=mm/yyyy`` also what that claim month would give."""
    made = determinations.determination(reading(), actor(), determination_id)
    return page_of(made)


@pages.get("/determinations/<int:determination_id>/comparison")
@open_to(Permission.READ_CASES)
def comparison(determination_id: int) -> ResponseReturnValue:
    """The determination computed again today, beside what was decided."""
    made = determinations.determination(reading(), actor(), determination_id)
    compared = recompute(made)
    faults = faults_in_words(compared.faults, current_language(), made.facts)
    return render_template("comparison.html", made=made, case=made.case, compared=compared, faults=faults)


@pages.post("/determinations/<int:determination_id>/submit")
@open_to(Permission.WRITE_CASES)
def submit(determination_id: int) -> ResponseReturnValue:
    """Hand it to whoever approves."""
    return _stepped(determinations.submit, determination_id, _("Submitted. Another person must approve it."))


@pages.post("/determinations/<int:determination_id>/approve")
@open_to(Permission.APPROVE)
def approve(determination_id: int) -> ResponseReturnValue:
    """Approve what another has decided."""
    return _stepped(determinations.approve, determination_id, _("Approved. It can be issued now."))


@pages.post("/determinations/<int:determination_id>/issue")
@open_to(Permission.APPROVE)
def issue(determination_id: int) -> ResponseReturnValue:
    """Issue it: from then on it never changes."""
    return _stepped(determinations.issue, determination_id, _("Issued. It can only be corrected by a new one now."))


@pages.post("/determinations/<int:determination_id>/send-back")
@open_to(Permission.APPROVE)
def send_back(determination_id: int) -> ResponseReturnValue:
    """Return it with a reason."""
    try:
        with writing() as store:
            made = determinations.send_back(store, actor(), determination_id, request.form.get("return_reason", ""))
    except ReasonMissingError as error:
        made = determinations.determination(reading(), actor(), determination_id)
        return case_page(made.case_id, {"return_reason": in_words(error)}), 422
    flash(_("Sent back. The case is open for entry again."))
    return redirect(url_for("cases.one", case_id=made.case_id), 303)


@pages.post("/cases/<int:case_id>/correct")
@open_to(Permission.WRITE_CASES)
def correct(case_id: int) -> ResponseReturnValue:
    """Open an issued case for correction."""
    try:
        with writing() as store:
            determinations.correct(store, actor(), case_id, request.form.get("correction_reason", ""))
    except ReasonMissingError as error:
        return case_page(case_id, {"correction_reason": in_words(error)}), 422
    flash(_("The case is open for correction. The determination that was issued stays as it is."))
    return redirect(url_for("cases.one", case_id=case_id), 303)


def _stepped(
    step: Callable[[Session, Actor, int], StoredDetermination], determination_id: int, told: str
) -> ResponseReturnValue:
    with writing() as store:
        made = step(store, actor(), determination_id)
    flash(told)
    target: Any = redirect(url_for("cases.one", case_id=made.case_id), 303)
    return target  # type: ignore[no-any-return]
