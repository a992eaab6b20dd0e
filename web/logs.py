"""Logs that tell how the desk runs and nothing about persons: one JSON object a line, on standard error.

What is written is chosen, not filtered: a line holds the fields named here, and of an exception its kind and its
places in the code. Addresses, queries, headers, forms, values and the texts of exceptions never come in. Records of
other packages keep their literal text, without what they would put into it.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import traceback
import warnings
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final, TextIO

from flask import Flask, request

from web.store.roles import Actor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER: Final = "X-Request-ID"
"""Each response bears the id of its request, by which a person can name it to whoever reads the logs."""


METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

MOST_PLACES: Final = 60
"""Places of one exception that are written; of a deeper one the outermost are left out."""

OURS: Final = "desk"
"""The attribute of a record that holds the fields to write."""

_SEEN: Final = "desk.seen"

_ENCODER: Final = json.JSONEncoder(separators=(",", ":"))

log = logging.getLogger("web.desk")

_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


@dataclass(slots=True)
class Seen:
    """What is noted of one request while it is answered."""

    method: str
    began: float = field(default_factory=perf_counter)
    status: int = 500
    route: str | None = None
    """The template of its address, such as "/cases/<int:case_id>"; None if no route has that address."""
    actor: Actor | None = None
    bytes: int = 0

    def tell(self) -> None:
        """Write the request's line."""
        level = logging.ERROR if self.status >= 500 else logging.INFO
        if not log.isEnabledFor(level):
            return
        tell(
            level,
            "request",
            method=self.method,
            route=self.route,
            status=self.status,
            duration_ms=round(1000 * (perf_counter() - self.began), 1),
            bytes=self.bytes,
            account=self.actor and self.actor.id,
            office=self.actor and self.actor.office_id,
        )

    def failed(self, error: BaseException) -> None:
        """Write that the request failed, and of the exception what holds no values."""
        tell(logging.ERROR, "failed", method=self.method, route=self.route, exception=without_values(error))


def begin(level: str, stream: TextIO | None = None) -> logging.Handler:
    """Write the logs of this process to ``stream``, by default standard error. ``level`` is one of ``LEVELS``.

    Other packages are heard from "warning" on: below it they tell what they work on.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    ours = getattr(logging, level.upper())
    root.setLevel(max(ours, logging.WARNING))
    log.setLevel(ours)
    warnings.showwarning = _warned
    return handler


def prepare(app: Flask) -> None:
    """Note each request of ``app``, give it an id, and write its line when it is answered."""
    app.wsgi_app = Requests(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_note_route)


def request_id() -> str | None:
    """The id of the request that is being answered."""
    return _request_id.get()


def acting(actor: Actor) -> None:
    """Note who acts in this request."""
    _seen().actor = actor


def failed(error: BaseException) -> None:
    """Write that this request failed, with the kinds of ``error`` and its causes, and where they arose."""
    _seen().failed(error)


def tell(level: int, event: str, **fields: Any) -> None:
    """Write one line. ``event`` is a literal word, and ``fields`` hold numbers and words of ours only."""
    log.log(level, event, extra={OURS: fields})


def without_values(error: BaseException) -> list[dict[str, Any]]:
    """An exception and those that led to it, the last first: kind, codes of the database or system, and places.

    Texts of exceptions are left out, as they quote what was typed; so are values of variables.
    """
    told: list[dict[str, Any]] = []
    met: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in met:
        met.add(id(found))
        places = [f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}" for frame, line in _walk(found)]
        told.append({"kind": f"{type(found).__module__}.{type(found).__qualname__}", **_codes(found), "at": places})
        if isinstance(found, BaseExceptionGroup):
            told[-1]["each"] = [without_values(one) for one in found.exceptions]
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)
    return told


class JsonLines(logging.Formatter):
    """Writes a record as one JSON object: our fields, or of another package's record what is certainly literal."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        ours = getattr(record, OURS, None)
        if isinstance(ours, dict):
            line.update(event=record.msg, request_id=_request_id.get(), **ours)
        else:
            # A text that takes arguments is a literal of the code; one that takes none may have been put together.
            literal = record.msg if record.args and isinstance(record.msg, str) else None
            place = f"{record.pathname}:{record.lineno}"
            line.update(event=literal, request_id=_request_id.get(), logger=record.name, at=place)
            if record.exc_info and record.exc_info[1] is not None:
                line["exception"] = without_values(record.exc_info[1])
        return _ENCODER.encode(line)


class Requests:
    """The WSGI application around the desk's own: it sees each request from its first byte to its last."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        name = secrets.token_hex(8)
        _request_id.set(name)
        seen = environ[_SEEN] = Seen(_method(environ["REQUEST_METHOD"]))

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            seen.status = int(status[:3])
            return start_response(status, [*headers, (HEADER, name)], exc_info)

        try:
            return _Answer(self._application(environ, start), seen)
        except BaseException:
            seen.tell()
            raise


class _Answer:
    """The body of a response, its bytes counted; its closing ends the request."""

    def __init__(self, body: Iterable[bytes], seen: Seen) -> None:
        self._body = body
        self._seen = seen
        self._chunks = iter(body)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            chunk = next(self._chunks)
        except StopIteration:
            raise
        except Exception as error:
            self._seen.failed(error)
            raise
        self._seen.bytes += len(chunk)
        return chunk

    def close(self) -> None:
        """End the request and write its line."""
        try:
            if close := getattr(self._body, "close", None):
                close()
        finally:
            self._seen.tell()


def _note_route() -> None:
    _seen().route = request.url_rule.rule if request.url_rule is not None else None


def _seen() -> Seen:
    """What is noted of this request; of one that was not made through the server, nothing is kept."""
    seen = request.environ.get(_SEEN)
    return seen if isinstance(seen, Seen) else Seen(_method(request.method))


def _method(name: str) -> str:
    return name if name in METHODS else "other"


def _walk(error: BaseException) -> list[tuple[Any, int]]:
    return list(traceback.walk_tb(error.__traceback__))[-MOST_PLACES:]


def _codes(error: BaseException) -> dict[str, int | str]:
    """Numbers and names that stand for kinds of error of the system or the database."""
    codes: dict[str, int | str] = {}
    if isinstance(error, OSError) and error.errno is not None:
        codes["errno"] = error.errno
    for name in ("sqlite_errorname", "sqlstate"):
        if isinstance(found := getattr(error, name, None), str):
            codes[name] = found
    return codes


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    tell(logging.WARNING, "warning", kind=category.__name__, at=f"{filename}:{lineno}")
