"""Tokens with which programs act for an account: listed, made and shown once, revoked."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.access import SIGNED_IN, open_to
from web.current import actor, reading, writing
from web.shown import SCOPES
from web.store import tokens
from web.store.columns import now
from web.store.names import tidy
from web.store.tokens import LONGEST_LIFE, LONGEST_NAME, Scope

pages = Blueprint("tokens", __name__)

USUAL_LIFE: Final = 90
"""Days that a token lives where nobody says otherwise."""

REMEMBERED: Final = 8
"""How many forms sent from this browser are remembered, so that loading the answer again makes no second token."""


@pages.get("/tokens")
@open_to(SIGNED_IN)
def listed() -> ResponseReturnValue:
    """One's tokens; all of them for whoever keeps accounts."""
    return render_template("tokens.html", tokens=tokens.tokens_of(reading(), actor()), now=now())


@pages.route("/tokens/new", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def new() -> ResponseReturnValue:
    """Make a token; the answer alone shows it, and no page after that does."""
    if request.method == "GET":
        return _form({"days": USUAL_LIFE, "sheet": secrets.token_hex(8)}, [], {})
    form, sheet = request.form, request.form.get("sheet", "")[:32]
    if sheet in session.get("token_sheets", []):
        flash(_("This token was made already, and is shown only once. If it was not kept, revoke it and make another."))
        return redirect(url_for(".listed"), 303)
    scopes = [scope for scope in tokens.open_scopes(actor()) if scope in form.getlist("scopes")]
    days = _days(form.get("days", ""))
    errors = _faults(tidy(form.get("name", "")), scopes, days)
    if errors:
        return _form(form, scopes, errors), 422
    with writing() as store:
        made, text = tokens.make_token(store, actor(), form["name"], scopes, timedelta(days=days))
    session["token_sheets"] = [*session.get("token_sheets", []), sheet][-REMEMBERED:]
    return render_template("token_made.html", token=made, text=text)


@pages.route("/tokens/<int:token_id>/revoke", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def revoke(token_id: int) -> ResponseReturnValue:
    """Ask whether a token shall end, and end it."""
    if request.method == "GET":
        return render_template("token_revoke.html", token=tokens.token_numbered(reading(), actor(), token_id))
    with writing() as store:
        tokens.revoke_token(store, actor(), token_id)
    flash(_("The token is revoked: no program can use it any more."))
    return redirect(url_for(".listed"), 303)


def _form(values: Any, chosen: list[Scope], errors: dict[str, str]) -> str:
    scopes = [(scope, SCOPES[scope], scope in chosen) for scope in tokens.open_scopes(actor())]
    return render_template("token.html", values=values, scopes=scopes, errors=errors)


def _faults(name: str, scopes: list[Scope], days: int) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not name:
        errors["name"] = _("Give the name of the program that will use the token.")
    elif len(name) > LONGEST_NAME:
        errors["name"] = _("Shorten the name to %(most)s characters.", most=LONGEST_NAME)
    if not scopes:
        errors["scope-0"] = _("Choose what the token may be used for.")
    if not 1 <= days <= LONGEST_LIFE.days:
        errors["days"] = _("Give a whole number of days from 1 to %(most)s.", most=LONGEST_LIFE.days)
    return errors


def _days(text: str) -> int:
    """The days that were typed, 0 if it is no such number."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
