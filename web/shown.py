"""How templates show what is not text: moments, states, roles."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from flask import Flask
from flask_babel import LazyString, format_datetime
from flask_babel import lazy_gettext as _l

from totalisation import __version__
from web.store.models import CaseState
from web.store.roles import Role
from web.store.tokens import Scope

CASE_STATES: Final[dict[CaseState, LazyString]] = {
    CaseState.ENTERED: _l("being entered"),
    CaseState.DECIDED: _l("decided"),
    CaseState.SUBMITTED: _l("awaiting approval"),
    CaseState.APPROVED: _l("approved"),
    CaseState.RETURNED: _l("sent back"),
    CaseState.ISSUED: _l("issued"),
    CaseState.CORRECTING: _l("being corrected"),
    CaseState.ERASED: _l("erased"),
}

WITHDRAWN: Final = _l("withdrawn")

ROLES: Final[dict[Role, LazyString]] = {
    Role.OFFICER: _l("officer"),
    Role.SUPERVISOR: _l("supervisor"),
    Role.AUDITOR: _l("auditor"),
    Role.ADMINISTRATOR: _l("administrator"),
}

SCOPES: Final[dict[Scope, LazyString]] = {
    Scope.ASSESS: _l("decide cases that are sent along, of which nothing is kept"),
    Scope.CASES_READ: _l("read the cases of the office"),
    Scope.CASES_WRITE: _l("enter and change cases of the office"),
}


def prepare(app: Flask) -> None:
    """Give the filters ``moment``, ``state_name``, ``role_name`` and ``scope_name`` to the templates."""
    app.jinja_env.filters.update(moment=moment, state_name=state_name, role_name=role_name, scope_name=scope_name)
    app.jinja_env.globals.update(engine_version=__version__)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def moment(value: datetime | None) -> str:
    """A moment as dd/mm/yyyy hh:mm in the desk's time zone."""
    return "" if value is None else str(format_datetime(value, "dd/MM/yyyy HH:mm"))


def state_name(state: str) -> str:
    """The name of a case's or a determination's state."""
    return str(WITHDRAWN if state == "withdrawn" else CASE_STATES[CaseState(state)])


def role_name(role: str) -> str:
    """The name of a role."""
    return str(ROLES[Role(role)])


def scope_name(scope: str) -> str:
    """What a token of this scope may be used for."""
    return str(SCOPES[Scope(scope)])
