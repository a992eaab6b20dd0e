"""What a request is answered while the database does not serve: status 503, and what was typed to send again."""

from __future__ import annotations

from typing import Final

from flask import Flask, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from web import logs
from web.access import ALL, NOT_KEPT, logins, safe_target
from web.api import problems
from web.languages import is_of_api
from web.store.outages import OUTAGES, is_outage

RETRY_SECONDS: Final = 10
"""When to ask again: a database that is started anew takes some seconds."""

TITLE: Final = _l("The desk cannot reach its data")
TEXT: Final = _l("Its database does not answer or has no room. Nothing was lost of what was saved before.")

_TOKEN: Final = "csrf_token"


def prepare(app: Flask) -> None:
    """Answer errors that mean an outage; all others go on to whoever answers failures."""
    for kind in OUTAGES:
        app.register_error_handler(kind, _answer)


def _answer(error: Exception) -> ResponseReturnValue:
    if not is_outage(error):
        from web.refusals import failed

        return failed(error)
    logs.failed(error)
    more = {"Retry-After": str(RETRY_SECONDS)}
    if is_of_api():
        return problems.response_of(problems.ProblemError(503, headers=more))
    # Who is signed in cannot be asked, neither for the page's language nor for its menu.
    g._login_user = logins.anonymous_user()
    if request.accept_mimetypes.best == "application/json":
        return jsonify(title=str(TITLE), detail=str(TEXT), status=503), 503, more
    page = render_template(
        "outage.html",
        title=str(TITLE),
        text=str(TEXT),
        sent=request.method == "POST",
        typed=_typed(),
        with_file=any(each.filename for each in request.files.values()),
        target=safe_target(request.full_path.rstrip("?")) if request.method in {"GET", "HEAD", "POST"} else "/",
        request_id=logs.request_id(),
    )
    return page, 503, more


def _typed() -> list[tuple[str, str]]:
    """The fields of the form that was sent, to be sent again as they are; none of one with a password.

    The token is the one that was sent: a form of another site is as little good the second time.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    secret = [name for name in NOT_KEPT if name != _TOKEN and name in request.form]
    if request.method != "POST" or getattr(view, "open_to", ALL) == ALL or secret:
        return []
    return list(request.form.items(multi=True))
