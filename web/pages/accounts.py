"""Accounts and offices, for administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from web.access import open_to
from web.current import actor, reading, writing
from web.refusals import in_words
from web.shown import role_name
from web.store import accounts
from web.store.accounts import BadNameError
from web.store.errors import LastAdministratorError, NameTakenError, NotFoundError, StoreError, WeakPasswordError
from web.store.names import LONGEST, one_line
from web.store.roles import Permission, Role

pages = Blueprint("accounts", __name__)

FIELD_OF: dict[type[StoreError], str] = {
    BadNameError: "display_name",
    NameTakenError: "username",
    WeakPasswordError: "password",
    LastAdministratorError: "role",
    NotFoundError: "office_id",
}
"""The field beside which a refusal is told."""


@pages.get("/accounts")
@open_to(Permission.MANAGE_ACCOUNTS)
def listed() -> ResponseReturnValue:
    """All accounts."""
    return render_template(
        "accounts.html", accounts=accounts.accounts(reading(), actor()), is_locked=accounts.is_locked
    )


@pages.route("/accounts/new", methods=["GET", "POST"])
@open_to(Permission.MANAGE_ACCOUNTS)
def new() -> ResponseReturnValue:
    """Open an account."""
    if request.method == "GET":
        return _form({}, {})
    form = request.form
    try:
        with writing() as store:
            accounts.add_account(
                store,
                actor(),
                office_id=_number(form.get("office_id", "")),
                username=form.get("username", ""),
                display_name=form.get("display_name", ""),
                role=_role(form.get("role", "")),
                password=form.get("password", ""),
            )
    except tuple(FIELD_OF) as error:
        return _form(form, _told(error, form)), 422
    flash(_("The account is open. Its holder chooses a password of their own at the first sign-in."))
    return redirect(url_for(".listed"), 303)


@pages.route("/accounts/<int:officer_id>", methods=["GET", "POST"])
@open_to(Permission.MANAGE_ACCOUNTS)
def one(officer_id: int) -> ResponseReturnValue:
    """Change an account, close it, unlock it, or give it a new password."""
    officer = accounts.account(reading(), actor(), officer_id)
    if request.method == "GET":
        return _form(officer, {}, officer)
    form = request.form
    try:
        with writing() as store:
            accounts.change_account(
                store,
                actor(),
                officer_id,
                office_id=_number(form.get("office_id", "")),
                display_name=form.get("display_name", ""),
                role=_role(form.get("role", "")),
                active="active" in form,
                password=form.get("password", ""),
            )
    except tuple(FIELD_OF) as error:
        return _form(form, _told(error, form), officer), 422
    flash(_("The account is changed; its sign-ins have ended, and it is not locked."))
    return redirect(url_for(".listed"), 303)


@pages.route("/offices", methods=["GET", "POST"])
@open_to(Permission.MANAGE_ACCOUNTS)
def offices() -> ResponseReturnValue:
    """All offices, and a form to add one."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            with writing() as store:
                accounts.add_office(store, actor(), request.form.get("code", ""), request.form.get("name", ""))
        except (BadNameError, NameTakenError) as error:
            long = len(one_line(request.form.get("name", ""))) > LONGEST
            told = _("Shorten the name to %(most)s characters.", most=LONGEST) if long else in_words(error)
            errors["name" if long else "code"] = told
        else:
            flash(_("The office is added."))
            return redirect(url_for(".offices"), 303)
    listed = accounts.offices(reading(), actor())
    return render_template("offices.html", offices=listed, values=request.form, errors=errors), 422 if errors else 200


def _form(values: Any, errors: dict[str, str], officer: Any = None) -> str:
    known = accounts.offices(reading(), actor())
    return render_template(
        "account.html",
        values=values,
        errors=errors,
        officer=officer,
        offices=[(each.id, each.name) for each in known],
        roles=[(each, role_name(each)) for each in Role],
    )


def _told(error: StoreError, form: Any) -> dict[str, str]:
    field, name = FIELD_OF[type(error)], one_line(form.get("display_name", ""))
    if field == "display_name" and len(name) > LONGEST:
        return {field: _("Shorten the name to %(most)s characters.", most=LONGEST)}
    if field == "display_name" and name:
        field = "username"
    return {field: in_words(error)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError:
        raise NotFoundError from None
