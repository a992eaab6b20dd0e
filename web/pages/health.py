"""Whether the desk runs, for whoever watches over it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from web.access import ALL, open_to
from web.current import database

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@open_to(ALL)
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@pages.get("/readyz")
@open_to(ALL)
def ready() -> ResponseReturnValue:
    """The database answers too."""
    try:
        database().ready()
    except SQLAlchemyError:
        return {"status": "the database does not answer"}, 503
    return {"status": "ok"}
