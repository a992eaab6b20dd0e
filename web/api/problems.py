"""What a program is told when the API refuses: problem documents of RFC 9457, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import Flask, Response, json, request
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from totalisation.messages import Fault
from web.api.media import PROBLEM
from web.languages import language_of_program

TITLES: Final[dict[int, LazyString]] = {
    400: _l("The request could not be read"),
    401: _l("A valid token is needed"),
    403: _l("The token does not allow this"),
    404: _l("There is nothing at this address"),
    405: _l("This method cannot be used here"),
    413: _l("Too large"),
    415: _l("This kind of content is not read here"),
    422: _l("The case has faults"),
    429: _l("Too many requests"),
    500: _l("The desk has failed"),
    503: _l("The desk cannot reach its data"),
}
"""One title a status, always the same, as the type is."""

DETAILS: Final[dict[int, LazyString]] = {
    404: _l("See the addresses in %(document)s.", document="/api/v1/openapi.json"),
    500: _l("Nothing was changed by this request. The fault is noted; tell whoever runs the desk when it happened."),
    503: _l("Its database does not answer or has no room. Nothing was changed: send the same again later."),
}


class ProblemError(Exception):
    """The API refuses: a status, in words why, and each fault of what was sent."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        faults: Iterable[Mapping[str, str | None]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.faults = list(faults)
        self.headers = dict(headers or {})

    def document(self) -> dict[str, Any]:
        """The problem document, in the language of the request."""
        document: dict[str, Any] = {
            "type": f"/api/docs#problem-{self.status}",
            "title": str(TITLES.get(self.status) or HTTPStatus(self.status).phrase),
            "status": self.status,
        }
        if detail := self.detail or str(DETAILS.get(self.status, "")):
            document["detail"] = detail
        if self.faults:
            document["faults"] = self.faults
        return document


def told(fault: Fault) -> dict[str, str | None]:
    """A fault of the engine as plain data, in the language of the request."""
    language = language_of_program()
    right = None if fault.right is None else fault.right.in_language(language)
    return {"where": fault.where, "wrong": fault.wrong.in_language(language), "right": right}


def prepare(app: Flask) -> None:
    """Answer each ProblemError with its document."""
    app.register_error_handler(ProblemError, response_of)


def response_of(problem: ProblemError) -> Response:
    """The response that tells of ``problem``."""
    response = Response(json.dumps(problem.document()), problem.status, problem.headers, mimetype=PROBLEM)
    response.content_language = language_of_program()
    return response


def too_large() -> str:
    """How large the body of this request may be."""
    most = request.max_content_length
    return "" if most is None else _("At most %(number)s bytes are read here.", number=most)


def body_must_be(kind: str, told: str) -> None:
    """Refuse a body that is not of the media type ``kind``, as ``told``, or that is packed."""
    if request.mimetype != kind:
        raise ProblemError(415, told, headers={"Accept": kind})
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        raise ProblemError(
            415, _("Send it as it is, without Content-Encoding."), headers={"Accept-Encoding": "identity"}
        )


def of_http(error: HTTPException) -> ResponseReturnValue:
    """The response to an error of HTTP itself, such as an unknown address."""
    status = error.code or 500
    if status < 400:
        return error
    kept = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    return response_of(ProblemError(status, too_large() if status == 413 else "", headers=kept))
