"""Sessions of browsers. A program has none: its cookies are not read, and none is set for it."""

from __future__ import annotations

from flask import Flask, Request
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface

from web.languages import API_PREFIX


class BrowserSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, but for the addresses of the API."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie; for a program an empty one that cannot be written to."""
        return NullSession() if request.path.startswith(API_PREFIX) else super().open_session(app, request)
