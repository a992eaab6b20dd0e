"""The audit trail, for auditors."""

from __future__ import annotations

import math

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web import acts
from web.access import open_to
from web.current import actor, reading
from web.store.accounts import names_of
from web.store.audit import audit_page, verify
from web.store.columns import number_in
from web.store.roles import Permission

pages = Blueprint("audit", __name__)

PER_PAGE = 50


@pages.get("/audit")
@open_to(Permission.READ_AUDIT)
def trail() -> ResponseReturnValue:
    """The acts of the office, newest first; with ``?check=1`` the whole chain is followed."""
    page = number_in(request.args.get("page", "")) or 1
    found = audit_page(reading(), actor(), page, PER_PAGE)
    return render_template(
        "audit.html",
        rows=[(row, list(acts.details_of(row))) for row in found.rows],
        act_name=acts.act_name,
        subject_name=acts.subject_name,
        in_utc=acts.in_utc,
        names=names_of(reading(), {row.officer_id for row in found.rows}),
        page=page,
        pages=max(1, math.ceil(found.total / PER_PAGE)),
        checked=verify(reading()) if request.args.get("check") else None,
    )
