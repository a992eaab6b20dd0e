"""Who may see which page. Each view bears a mark, and one guard before each request reads it.

A view without a mark stops the application from starting, so that none is open by being forgotten.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest

from web import logs
from web.api.bearer import admit
from web.api.limits import Limiter, name_of_address
from web.current import SignedIn, database, end_reading, settings, writing
from web.drafting import keep_typing
from web.settings import Settings
from web.store.accounts import actor_of, officer_with, sign_out
from web.store.columns import number_in
from web.store.drafts import case_subject, new_subject
from web.store.errors import StoreError
from web.store.models import Officer
from web.store.outages import OUTAGES
from web.store.roles import Permission
from web.store.tokens import Scope

View = TypeVar("View", bound=Callable[..., Any])

csrf = CSRFProtect()
logins = LoginManager()

ALL: Final = "all"
SIGNED_IN: Final = "signed in"

SIGN_INS: Final = "desk_failed_sign_ins"

CLOCKS_DIFFER_BY: Final = 300
"""Seconds by which a sign-in may lie in the future. One further on was made while the clock was wrong: it would last
until long after its time, and ends instead."""

NOT_KEPT: Final = ("csrf_token", "password", "old_password", "new_password", "repeated_password")
"""Fields that are never kept as a draft."""


def open_to(who: Permission | Scope | str) -> Callable[[View], View]:
    """Mark a view as open to accounts with a permission, to all that are ``SIGNED_IN``, or to ``ALL``.

    A view marked with a scope is open to programs whose token has it, and to nobody who is signed in.
    """

    def mark(view: View) -> View:
        view.open_to = who  # type: ignore[attr-defined]
        return view

    return mark


def keeps_typing(page: str) -> Callable[[View], View]:
    """Mark a view whose form is kept as the draft ``page`` when the sign-in has ended or its token is old.

    The draft is about the view's ``case_id``, or else about the field ``subject`` of the form ("new:WORD"); the
    fields ``tab`` and ``case_version`` are the draft's own. Its content is ``typed_fields`` of the form.
    """

    def mark(view: View) -> View:
        view.keeps_typing = page  # type: ignore[attr-defined]
        return view

    return mark


def typed_fields() -> list[list[str]]:
    """The fields of the request's form in their order, as [name, value] pairs: what a draft holds."""
    return [[name, value] for name, value in request.form.items(multi=True) if name not in NOT_KEPT]


def prepare(app: Flask, settings: Settings) -> None:
    """Set the guard, sign-ins and CSRF tokens."""
    app.config.update(WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=True)
    csrf.init_app(app)
    logins.init_app(app)
    logins.session_protection = None
    logins.user_loader(_account_of)
    app.extensions[SIGN_INS] = Limiter(settings.sign_in_failures_per_minute)
    app.before_request(_guard)
    app.register_error_handler(CSRFError, _old_form)
    app.teardown_appcontext(end_reading)


def check_all_marked(app: Flask) -> None:
    """Raises RuntimeError naming each view that nobody has marked."""
    missing = [name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, "open_to")]
    if missing:
        raise RuntimeError(f"views without open_to: {', '.join(sorted(missing))}")


def may_try_to_sign_in() -> bool:
    """Whether the address that asks has not failed too often within a minute."""
    return not _failed_sign_ins().is_used_up(name_of_address(request.remote_addr))


def note_failed_sign_in() -> None:
    """Count a failed sign-in of the address that asks."""
    _failed_sign_ins().hit(name_of_address(request.remote_addr))


def _failed_sign_ins() -> Limiter:
    found = current_app.extensions[SIGN_INS]
    assert isinstance(found, Limiter)
    return found


def begin_sign_in(officer: Officer) -> None:
    """Sign the browser in. Another account than the last begins with an empty session."""
    if _remembered()[0] != officer.id:
        session.clear()
    session.permanent = False
    session["began"] = session["seen"] = int(time.time())
    session["sign_in"] = secrets.token_hex(16)
    logs.acting(actor_of(officer))
    login_user(SignedIn.of(officer))


def renew_sign_in(officer: Officer) -> None:
    """Let the browser stay signed in after its account's stamp has changed."""
    login_user(SignedIn.of(officer))


def end_sign_in() -> None:
    """Sign the browser out and forget its session; a copy of its cookie is good for nothing from now on."""
    until = datetime.fromtimestamp(session["began"], UTC) + timedelta(hours=settings().session_hours)
    with writing() as store:
        sign_out(store, current_user.actor, session["sign_in"], until)
    logout_user()
    session.clear()


def safe_target(target: str | None) -> str:
    """``target`` if it is a path on this site, else the first page."""
    if target and target.startswith("/") and not target.startswith("//") and "\\" not in target:
        parts = urlsplit(target)
        if not parts.scheme and not parts.netloc and target.isprintable():
            return target
    return url_for("cases.first")


def _remembered() -> tuple[int | None, str]:
    """The account and stamp that the session names, whether or not the sign-in has ended."""
    number, _, stamp = str(session.get("_user_id", "")).partition(":")
    return (int(number), stamp) if number.isdigit() else (None, "")


def _account_of(_: str) -> SignedIn | None:
    """The account of a sign-in that has not ended."""
    now, limits = int(time.time()), settings()
    began, seen = session.get("began", 0), session.get("seen", 0)
    if now - seen > 60 * limits.session_idle_minutes or now - began > 3600 * limits.session_hours:
        return None
    if max(seen, began) - now > CLOCKS_DIFFER_BY:
        return None
    officer_id, stamp = _remembered()
    if officer_id is None or "sign_in" not in session:
        return None
    with database().reading() as store:
        officer = officer_with(store, officer_id, stamp, session["sign_in"])
        if officer is None:
            return None
        if now - seen >= 30:
            session["seen"] = now
        account = SignedIn.of(officer)
    logs.acting(account.actor)
    return account


def _guard() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or request.endpoint == "static":
        return None
    mark = getattr(view, "open_to", "")
    if isinstance(mark, Scope):
        admit(mark)
        return None
    who = str(mark)
    if who == ALL:
        return None
    if not current_user.is_authenticated:
        return _to_sign_in()
    account = current_user._get_current_object()
    if account.must_change_password and request.endpoint not in {"account.password", "account.sign_out"}:
        return redirect(url_for("account.password"))
    if who != SIGNED_IN and not account.actor.may(Permission(who)):
        abort(403)
    return None


def _to_sign_in() -> ResponseReturnValue:
    """Ask for a sign-in, and come back to the same page afterwards. What was typed is kept."""
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
    kept = _keep_typing()
    if request.accept_mimetypes.best == "application/json":
        abort(401)
    if kept:
        flash(_("Your sign-in had ended. What you typed is kept: sign in to go on."))
    else:
        flash(_("Your sign-in had ended. Sign in to go on."))
    return redirect(url_for("account.sign_in", next=_page_of_form()), 303)


def _old_form(error: CSRFError) -> ResponseReturnValue:
    """A form whose token is not that of the session: typing is kept, and nothing else is done."""
    try:
        kept = _keep_typing()
    except OUTAGES as outage:  # what fails in a handler of errors has no handler of its own
        return current_app.handle_user_exception(outage)
    if not kept:
        told = _("This page was out of date. Go back, load it again, and repeat what you did.")
        return current_app.handle_user_exception(BadRequest(told))
    flash(_("This page was out of date, so it was not saved. What you typed is kept: check it and save again."))
    return redirect(_page_of_form(), 303)


def _page_of_form() -> str:
    """The page on which the form of this request stood, as a path of this site."""
    path = request.path
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except Exception:
        parts = urlsplit(request.referrer or "")
        path = parts.path if parts.netloc == request.host else ""
    return safe_target(path)


def _keep_typing() -> bool:
    """Keep the form as a draft of the account that the session names, even if its sign-in has ended.

    A cookie with SameSite does not come with a form of another site, so the typing is that account's own.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    page = getattr(view, "keeps_typing", None)
    officer_id, stamp = _remembered()
    if page is None or officer_id is None:
        return False
    case_id = (request.view_args or {}).get("case_id")
    subject = request.form.get("subject", "") if case_id is None else case_subject(case_id)
    try:
        with writing() as store:
            officer = officer_with(store, officer_id, stamp, session.get("sign_in"))
            if officer is None:
                return False
            keep_typing(
                store,
                actor_of(officer),
                subject if case_id is not None or subject.startswith("new:") else new_subject(subject),
                page,
                typed_fields(),
                tab=request.form.get("tab", ""),
                case_version=number_in(request.form.get("case_version", "")),
            )
    except StoreError:
        return False
    return True
