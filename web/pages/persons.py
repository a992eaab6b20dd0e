"""A person's data handed out and erased, for supervisors."""

from __future__ import annotations

import json

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.access import open_to
from web.current import actor, reading, writing
from web.store import persons
from web.store.cases import open_case
from web.store.roles import Permission

pages = Blueprint("persons", __name__)


@pages.post("/cases/<int:case_id>/export")
@open_to(Permission.HANDLE_PERSONS)
def export(case_id: int) -> ResponseReturnValue:
    """All that is kept about the applicant, as a JSON file."""
    with writing() as store:
        exported = persons.export_person(store, actor(), case_id)
    response = Response(json.dumps(exported, ensure_ascii=False, indent=2), mimetype="application/json")
    response.headers["Content-Disposition"] = f"attachment; filename=case-{case_id}.json"
    return response


@pages.route("/cases/<int:case_id>/erase", methods=["GET", "POST"])
@open_to(Permission.HANDLE_PERSONS)
def erase(case_id: int) -> ResponseReturnValue:
    """Ask whether the data shall be erased; do it once the case's number is typed."""
    kept = open_case(reading(), actor(), case_id)
    if request.method == "GET":
        return render_template("erase.html", case=kept, errors={})
    if request.form.get("number", "").strip() != kept.number:
        wrong = _("Type the number of the case to erase it.")
        return render_template("erase.html", case=kept, errors={"number": wrong}), 422
    with writing() as store:
        persons.erase_person(store, actor(), case_id)
    flash(_("The data of this person are erased."))
    return redirect(url_for("cases.one", case_id=case_id), 303)
