"""The OpenAPI document as a page to read: made here, so that it needs no script and nothing from elsewhere."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from web.access import ALL, open_to
from web.api.openapi import document
from web.api.problems import DETAILS, TITLES

pages = Blueprint("reference", __name__)


@pages.get("/api/docs")
@open_to(ALL)
def page() -> ResponseReturnValue:
    """Each operation, problem and model of the API."""
    described = document()
    return render_template(
        "reference.html", api=described, base=request.host_url.rstrip("/"), titles=TITLES, details=DETAILS
    )
