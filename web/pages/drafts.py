"""Drafts that save themselves: the script of a page posts its form here while the officer types."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from web.access import open_to, typed_fields
from web.current import actor, writing
from web.drafting import keep_typing
from web.shown import moment
from web.store import drafts
from web.store.columns import number_in
from web.store.roles import Permission

pages = Blueprint("drafts", __name__)


@pages.post("/drafts/<page>")
@open_to(Permission.WRITE_CASES)
def save(page: str) -> ResponseReturnValue:
    """Keep the form as it stands; ``subject``, ``tab`` and ``case_version`` are fields of it."""
    form = request.form
    with writing() as store:
        draft = keep_typing(
            store,
            actor(),
            form.get("subject", ""),
            page,
            typed_fields(),
            tab=form.get("tab", ""),
            case_version=number_in(form.get("case_version", "")),
        )
    return jsonify(draft=draft.id, saved_at=draft.saved_at.isoformat(), told=moment(draft.saved_at))


@pages.post("/drafts/<int:draft_id>/drop")
@open_to(Permission.WRITE_CASES)
def drop(draft_id: int) -> ResponseReturnValue:
    """Forget a draft that is not wanted."""
    with writing() as store:
        draft = drafts.draft_numbered(store, actor(), draft_id)
        drafts.drop_drafts(store, actor(), draft.subject, draft.page, tab=draft.tab)
    if draft.case_id is None:
        return redirect(url_for("cases.found"), 303)
    return redirect(url_for("cases.one", case_id=draft.case_id), 303)
