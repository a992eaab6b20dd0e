"""Who asks: the token in the ``Authorization`` header of a request, and what it may be used for."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Final

from flask import Flask, current_app, g, request
from flask_babel import gettext as _

from web import logs
from web.api.limits import Limiter, name_of_address
from web.api.problems import ProblemError
from web.current import database
from web.settings import Settings
from web.store.columns import now
from web.store.database import Database
from web.store.tokens import Scope, ValidToken, valid_token

KEEPER: Final = "api_tokens"

REMEMBERED_SECONDS: Final = 5
"""So long a token is believed without asking the database again, unless this process wrote to it meanwhile."""

MOST_REMEMBERED: Final = 1_000

LONGEST_TOKEN: Final = 200

_CHALLENGE: Final = 'Bearer realm="totalisation"'


@dataclass(frozen=True, slots=True)
class _Seen:
    token: ValidToken
    at: float
    writes: int


class Tokens:
    """The tokens that were lately seen to be valid. Their text is not kept, only its hash."""

    def __init__(self, requests: Limiter, failures: Limiter) -> None:
        self.requests = requests
        self._failures = failures
        self._seen: OrderedDict[bytes, _Seen] = OrderedDict()
        self._lock = Lock()

    def find(self, text: str, database: Database, address: str | None) -> ValidToken | None:
        """The valid token ``text``, or None. Raises ProblemError if the address sent too many that are not."""
        key = sha256(text.encode("utf-8", "surrogatepass")).digest()
        seen = self._seen.get(key)
        if (
            seen is not None
            and seen.writes == database.writes
            and time.monotonic() - seen.at < REMEMBERED_SECONDS
            and seen.token.expires_at > now()
        ):
            return seen.token
        if seen is None and self._failures.is_used_up(name_of_address(address)):
            raise ProblemError(429, _("Too many tokens that are not valid."), headers={"Retry-After": "60"})
        at, writes = time.monotonic(), database.writes
        with database.reading() as store:
            token = valid_token(store, text)
        with self._lock:
            self._seen.pop(key, None)
            if token is not None:
                self._seen[key] = _Seen(token, at, writes)
                while len(self._seen) > MOST_REMEMBERED:
                    self._seen.popitem(last=False)
        if token is None:
            self._failures.hit(name_of_address(address))
        return token


def prepare(app: Flask, settings: Settings) -> None:
    """Set what is counted and remembered."""
    app.extensions[KEEPER] = Tokens(
        Limiter(settings.api_requests_per_minute), Limiter(settings.api_failures_per_minute)
    )


def admit(scope: Scope) -> None:
    """Let the request go on if its token allows ``scope``.

    Raises ProblemError: 401 without a valid token, 403 if it lacks the scope, 429 if too many requests were made.
    """
    keeper = current_app.extensions[KEEPER]
    assert isinstance(keeper, Tokens)
    kind, _space, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if kind.lower() != "bearer" or not text:
        told = _("Send the header “Authorization: Bearer TOKEN”.")
        raise ProblemError(401, told, headers={"WWW-Authenticate": _CHALLENGE})
    token = keeper.find(text, database(), request.remote_addr) if len(text) <= LONGEST_TOKEN else None
    if token is None:
        told = _("The token is unknown, has expired or was revoked.")
        raise ProblemError(401, told, headers={"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'})
    logs.acting(token.actor)
    count = keeper.requests.hit(str(token.id))
    g.api_headers = count.headers
    if not count.allowed:
        told = _("A token may make %(number)s requests in a minute.", number=count.limit)
        raise ProblemError(429, told)
    if scope not in token.scopes:
        told = _("The token lacks the scope “%(scope)s”.", scope=scope)
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        raise ProblemError(403, told, headers={"WWW-Authenticate": challenge})
