"""The application: ``create_app(settings)`` puts the parts together."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from web import access, languages, logs, outage, refusals, security, shown
from web.api import routes
from web.current import DATABASE
from web.pages import BLUEPRINTS
from web.sessions import BrowserSessions
from web.settings import Settings
from web.store.columns import LARGEST_NUMBER
from web.store.database import Database


class Number(IntegerConverter):
    """A number in an address that the database can hold: of a larger one there is no page."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_NUMBER)


def create_app(settings: Settings, database: Database | None = None) -> Flask:
    """The desk as a WSGI application. The tables must be up to date: ``Database.migrate``.

    ``database`` is by default the one that the settings name.
    """
    app = Flask("web", static_url_path="/static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        # How long a cookie can be read at all. Sign-ins end sooner, in ``access``; an ended one still says whose
        # typing is to be kept.
        PERMANENT_SESSION_LIFETIME=timedelta(days=14),
        SESSION_COOKIE_NAME="desk_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=settings.largest_request,
        MAX_FORM_MEMORY_SIZE=settings.largest_request,
        MAX_FORM_PARTS=100_000,
        TRUSTED_HOSTS=list(settings.hosts) or None,
        DESK=settings,
    )
    app.url_map.converters["int"] = Number
    app.session_interface = BrowserSessions()
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions[DATABASE] = database or Database(settings.database_url)
    logs.prepare(app)
    languages.prepare(app, settings)
    security.prepare(app)
    access.prepare(app, settings)
    refusals.prepare(app)
    outage.prepare(app)
    shown.prepare(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    routes.prepare(app, settings)
    access.check_all_marked(app)
    return app
