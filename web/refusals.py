"""Errors in words: what a person sees when the store or the server refuses."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from flask import Flask, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadHost, HTTPException, SecurityError

from web import logs
from web.api import problems
from web.languages import is_of_api
from web.printing import OnlyKeptError
from web.store import errors
from web.store.accounts import BadNameError
from web.store.determinations import ReasonMissingError, StaleCaseError

REFUSALS: Final[dict[type[errors.StoreError], tuple[int, LazyString]]] = {
    errors.NotFoundError: (404, _l("There is no such page or case.")),
    errors.NotAllowedError: (403, _l("Your role does not allow this.")),
    errors.NumberTakenError: (409, _l("Your office already has a case of this number.")),
    errors.CertificateNumberTakenError: (
        409,
        _l("The register already has a certificate of this number from this party."),
    ),
    errors.NameTakenError: (409, _l("This name is taken already.")),
    errors.WeakPasswordError: (
        422,
        _l("Choose a password of 12 to 200 characters that does not contain the name of the account."),
    ),
    errors.LastAdministratorError: (409, _l("This is the last administrator, who cannot be closed or moved.")),
    errors.FourEyesError: (
        403,
        _l("You decided or submitted this determination yourself. Another person must approve it."),
    ),
    errors.WrongStateError: (409, _l("This cannot be done in the state that the case is in now.")),
    errors.CertificateStateError: (
        409,
        _l("This certificate was ended, extended or erased already: it cannot be changed any more."),
    ),
    errors.ChangedMeanwhileError: (
        409,
        _l("Another officer saved this case while you had it open. Your version is kept as a draft."),
    ),
    OnlyKeptError: (
        409,
        _l(
            "The engine or the figures of law have changed since this was decided: "
            "only the worksheet can be printed, as it was kept."
        ),
    ),
    errors.BadFactsError: (422, _l("This is not the data of a case, or it is too large.")),
    errors.ErasedError: (410, _l("The data of this person were erased.")),
    BadNameError: (422, _l("Give a name that is written as the hint says.")),
    ReasonMissingError: (422, _l("Give the reason.")),
    StaleCaseError: (
        409,
        _l("The case was saved since you checked it. Look at it again before you decide."),
    ),
}

TITLES: Final[dict[int, LazyString]] = {
    400: _l("The request could not be read"),
    401: _l("Sign in first"),
    403: _l("Not allowed"),
    404: _l("Page not found"),
    405: _l("The request could not be read"),
    409: _l("Not done"),
    410: _l("Erased"),
    413: _l("Too large"),
    422: _l("Not done"),
    429: _l("Too many requests"),
    500: _l("The desk has failed"),
}

EXPLAINED: Final[dict[int, LazyString]] = {
    403: _l("Your role does not allow this."),
    404: _l("There is no such page or case."),
    413: _l("What was sent is too large."),
    500: _l("Nothing was changed by this request. The fault is noted; tell whoever runs the desk when it happened."),
}


def prepare(app: Flask) -> None:
    """Show a page for each refusal."""
    app.register_error_handler(errors.StoreError, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, failed)


def in_words(error: errors.StoreError) -> str:
    """The refusal as a sentence in the language of the request."""
    return str(REFUSALS[type(error)][1])


def _refused(error: errors.StoreError) -> ResponseReturnValue:
    status, text = REFUSALS[type(error)]
    conflict = error if isinstance(error, errors.ChangedMeanwhileError) else None
    return _page(status, str(text), conflict)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    if is_of_api():
        return problems.of_http(error)
    if isinstance(error, BadHost | SecurityError):
        # Without a host there are no addresses to put into a page.
        return Response(_("The desk is not reached by this name."), status, mimetype="text/plain")
    ours = error.description if status == 400 and error.description != type(error).description else None
    return _page(status, ours or str(EXPLAINED.get(status, "")), headers=error.get_response().headers.get("Allow"))


def failed(error: Exception) -> ResponseReturnValue:
    """Answer an error that nobody foresaw."""
    if current_app.testing:
        raise error
    logs.failed(error)
    if is_of_api():
        return problems.response_of(problems.ProblemError(500))
    return _page(500, str(EXPLAINED[500]))


def _page(
    status: int, text: str, conflict: errors.ChangedMeanwhileError | None = None, headers: str | None = None
) -> ResponseReturnValue:
    title = str(TITLES.get(status) or HTTPStatus(status).phrase)
    more = {"Allow": headers} if headers else {}
    if request.accept_mimetypes.best == "application/json":
        return jsonify(title=title, detail=text or title, status=status), status, more
    return (
        render_template(
            "error.html",
            title=title,
            text=text or _("Not done"),
            conflict=conflict,
            request_id=logs.request_id() if status >= 500 else None,
        ),
        status,
        more,
    )
