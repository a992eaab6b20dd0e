"""One's own account: sign in and out, password, language."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from totalisation.messages import LANGUAGES
from web import languages
from web.access import (
    ALL,
    SIGNED_IN,
    begin_sign_in,
    end_sign_in,
    may_try_to_sign_in,
    note_failed_sign_in,
    open_to,
    renew_sign_in,
    safe_target,
)
from web.current import actor, writing
from web.refusals import in_words
from web.store import accounts
from web.store.errors import WeakPasswordError

pages = Blueprint("account", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@open_to(ALL)
def sign_in() -> ResponseReturnValue:
    """Ask for name and password, and go on to where the person was."""
    target = safe_target(request.values.get("next"))
    if request.method == "GET":
        if current_user.is_authenticated:
            return redirect(target)
        return render_template("sign_in.html", target=target, errors={})
    username, password = request.form.get("username", ""), request.form.get("password", "")
    if not may_try_to_sign_in():
        # Nothing is looked up: neither does a guess succeed, nor is work done for it.
        often = _("Too many sign-ins from here have failed. Wait a minute, then sign in again.")
        page = render_template("sign_in.html", target=target, username=username, errors={"username": often})
        return page, 429, {"Retry-After": "60"}
    with writing() as store:
        officer = accounts.sign_in(store, username, password)
    if officer is None:
        note_failed_sign_in()
        wrong = _(
            "Name and password do not match, or the account is closed or locked. "
            "Five wrong passwords lock an account for 15 minutes."
        )
        return render_template("sign_in.html", target=target, username=username, errors={"username": wrong}), 422
    with writing() as store:
        found = accounts.officer_with(store, officer.id, officer.stamp)
        assert found is not None
        begin_sign_in(found)
    return redirect(target, 303)


@pages.post("/sign-out")
@open_to(SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """End the sign-in."""
    end_sign_in()
    return redirect(url_for("account.sign_in"), 303)


@pages.route("/password", methods=["GET", "POST"])
@open_to(SIGNED_IN)
def password() -> ResponseReturnValue:
    """Choose a new password."""
    if request.method == "GET":
        return render_template("password.html", errors={})
    old, new = request.form.get("old_password", ""), request.form.get("new_password", "")
    errors: dict[str, str] = {}
    officer = None
    if new != request.form.get("repeated_password", ""):
        errors["repeated_password"] = _("The two new passwords are not the same.")
    else:
        try:
            with writing() as store:
                officer = accounts.change_password(store, actor(), old, new)
                if officer is None:
                    errors["old_password"] = _("This is not your password.")
                else:
                    renew_sign_in(officer)
        except WeakPasswordError as error:
            errors["new_password"] = in_words(error)
    if errors:
        return render_template("password.html", errors=errors), 422
    flash(_("Your password is changed. Other sign-ins of your account have ended."))
    return redirect(url_for("cases.first"), 303)


@pages.post("/language")
@open_to(ALL)
def language() -> ResponseReturnValue:
    """Change the language, for this browser and for the account."""
    chosen = request.form.get("language")
    if chosen not in LANGUAGES:
        abort(400)
    if current_user.is_authenticated:
        with writing() as store:
            accounts.change_language(store, actor(), chosen)
    response = redirect(safe_target(request.form.get("next")), 303)
    languages.remember(response, chosen)  # type: ignore[arg-type]
    return response
