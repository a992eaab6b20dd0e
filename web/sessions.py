"""Sessions of browsers. A program has none: its cookies are not read, and none is set for it."""

from __future__ import annotations

import time
from typing import Final

from flask import Flask, Request, has_request_context, request
from flask.sessions import NullSession, SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

from web.languages import API_PREFIX

THIS_HOST_ALONE: Final = "__Host-"
"""Before the name of a cookie it lets browsers take the cookie over HTTPS only, and from this very host: another
host of the same domain cannot plant one."""


class BrowserSessions(SecureCookieSessionInterface):
    """Flask's signed cookies, but for the addresses of the API."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie; for a program an empty one that cannot be written to."""
        if request.path.startswith(API_PREFIX):
            return NullSession()
        signing, value = self.get_signing_serializer(app), request.cookies.get(self.get_cookie_name(app))
        if signing is None or not value:
            return super().open_session(app, request)
        try:
            data, made = signing.loads(value, return_timestamp=True)
        except BadSignature:
            return self.session_class()
        # A cookie from a moment that is still to come is read, unlike in Flask: the clock was set back. Whether its
        # sign-in counts is told in ``access``; in any case it says whose typing is to be kept.
        if time.time() - made.timestamp() > app.permanent_session_lifetime.total_seconds():
            return self.session_class()
        return self.session_class(data)

    def get_cookie_name(self, app: Flask) -> str:
        """The cookie's name, over HTTPS with a prefix that browsers do not take elsewhere."""
        name = super().get_cookie_name(app)
        bound = self.get_cookie_secure(app) and has_request_context() and request.is_secure
        return THIS_HOST_ALONE + name if bound else name
