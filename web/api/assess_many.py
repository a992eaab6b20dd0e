"""``POST /api/v1/assess-many``: a case a line in, an answer a line out, each sent as soon as it is made."""

from __future__ import annotations

from collections.abc import Iterator
from threading import BoundedSemaphore
from typing import IO, Any, Final, cast

from flask import Blueprint, Flask, Response, current_app, request, stream_with_context
from flask_babel import gettext as _
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import LimitedStream

from web import logs
from web.access import open_to
from web.api.deciding import case_id_of, decided
from web.api.lines import Line, lines_of
from web.api.media import NDJSON
from web.api.problems import ProblemError, body_must_be, too_large
from web.api.query import Options, assess_options
from web.current import settings
from web.store.tokens import Scope

AT_WORK: Final = "api_batches"

RETRY_SECONDS: Final = 30

api = Blueprint("api_assess_many", __name__)


def prepare(app: Flask, at_once: int) -> None:
    """Set how many requests with many cases are worked on at once."""
    app.extensions[AT_WORK] = BoundedSemaphore(at_once)


@api.post("/assess-many", provide_automatic_options=False)
@open_to(Scope.ASSESS)
def many() -> Response:
    """Decide each case of the body."""
    request.max_content_length = settings().largest_batch
    body_must_be(NDJSON, _("Send the cases as %(kind)s, one a line.", kind=NDJSON))
    options = assess_options()
    # Asked for here, so that a body that is too large is refused before the answer has begun.
    stream = request.stream
    if request.content_length is not None:
        # A body that breaks off right after a line is not taken for whole: fewer bytes than were announced are told.
        stream = cast(IO[bytes], LimitedStream(stream, request.content_length))
    at_work = current_app.extensions[AT_WORK]
    assert isinstance(at_work, BoundedSemaphore)
    if not at_work.acquire(blocking=False):
        told = _("Others are having many cases decided: send these again later, or one by one.")
        raise ProblemError(429, told, headers={"Retry-After": str(RETRY_SECONDS)})
    response = Response(stream_with_context(_answers(stream, options)), mimetype=NDJSON)
    response.call_on_close(at_work.release)
    return response


def _answers(stream: IO[bytes], options: Options) -> Iterator[bytes]:
    number = 0
    try:
        for line in lines_of(stream, settings().largest_request):
            number = line.number
            yield _written({"line": number, **_answer(line, options)})
    except HTTPException as error:
        # The body itself ended badly, when part of the answer was sent already.
        status = error.code or 400
        problem = ProblemError(status, too_large() if status == 413 else "").document()
        yield _written({"line": number + 1, "case_id": None, "problem": problem})


def _answer(line: Line, options: Options) -> dict[str, Any]:
    """What is said of one line. Whatever happens to it, the next line is read."""
    if line.data is None:
        told = _("A case may hold %(number)s bytes.", number=settings().largest_request)
        return {"case_id": None, "problem": ProblemError(413, told).document()}
    try:
        determination = decided(line.data, options)
    except ProblemError as problem:
        return {"case_id": case_id_of(line.data), "problem": problem.document()}
    except Exception as error:
        logs.failed(error)
        return {"case_id": None, "problem": ProblemError(500).document()}
    return {"case_id": determination["case_id"], "determination": determination}


def _written(answer: dict[str, Any]) -> bytes:
    return to_json(answer) + b"\n"
