"""The addresses of the API, put together."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Flask, Response, g

from web.access import csrf
from web.api import agreements, assess, assess_many, bearer, contract, problems
from web.languages import API_PREFIX
from web.settings import Settings

PARTS: Final[tuple[Blueprint, ...]] = (assess.api, assess_many.api, agreements.api, contract.api)


def prepare(app: Flask, settings: Settings) -> None:
    """Add the API to the desk."""
    bearer.prepare(app, settings)
    problems.prepare(app)
    assess_many.prepare(app, settings.batches_at_once)
    app.after_request(_with_limits)
    for part in PARTS:
        csrf.exempt(part)
        app.register_blueprint(part, url_prefix=API_PREFIX.rstrip("/"))


def _with_limits(response: Response) -> Response:
    """Tell where the caller stands within its limit, whatever the answer."""
    if (told := g.get("api_headers")) is not None:
        response.headers.update(told)
    return response
