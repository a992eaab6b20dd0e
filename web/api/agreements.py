"""The agreements that a case can name: all of them in short, and each with all its terms."""

from __future__ import annotations

import json
from functools import lru_cache

from flask import Blueprint, Response
from flask_babel import gettext as _

from totalisation.agreement_file import agreement_names, find_agreement
from web.access import open_to
from web.api.media import JSON
from web.api.models import AgreementList
from web.api.problems import ProblemError
from web.api.query import Query, checked
from web.store.tokens import Scope

api = Blueprint("api_agreements", __name__)


@api.get("/agreements", provide_automatic_options=False)
@open_to(Scope.ASSESS)
def listed() -> Response:
    """All agreements, in the order of their names."""
    checked(Query)
    return Response(_list(), mimetype=JSON)


@api.get("/agreements/<name>", provide_automatic_options=False)
@open_to(Scope.ASSESS)
def one(name: str) -> Response:
    """The terms of one agreement as its file states them, by the schema of an agreement."""
    checked(Query)
    if name not in agreement_names():
        raise ProblemError(404, _("There is no agreement of this name."))
    return Response(_terms(name), mimetype=JSON)


@lru_cache(maxsize=1)
def _list() -> str:
    found = AgreementList.of([find_agreement(name) for name in agreement_names()])
    return json.dumps(found.model_dump(mode="json", by_alias=True), ensure_ascii=False)


@lru_cache(maxsize=256)
def _terms(name: str) -> str:
    terms = find_agreement(name).model_dump(mode="json", by_alias=True, exclude_unset=True)
    return json.dumps(terms, ensure_ascii=False)
