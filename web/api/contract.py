"""The contract with programs: schemas and the OpenAPI document. It is open to all, as it tells nothing of anybody."""

from __future__ import annotations

import json
from functools import lru_cache

from flask import Blueprint, Response

from totalisation.agreement import Agreement
from totalisation.case import Case
from web.access import ALL, open_to
from web.api.media import JSON, JSON_SCHEMA
from web.api.openapi import document
from web.api.query import Query, checked
from web.languages import language_of_program

api = Blueprint("api_contract", __name__)


@api.get("/schema", provide_automatic_options=False)
@open_to(ALL)
def case_schema() -> Response:
    """The JSON Schema of a case."""
    return _schema(Case)


@api.get("/schema/agreement", provide_automatic_options=False)
@open_to(ALL)
def agreement_schema() -> Response:
    """The JSON Schema of an agreement."""
    return _schema(Agreement)


@api.get("/openapi.json", provide_automatic_options=False)
@open_to(ALL)
def openapi() -> Response:
    """The OpenAPI document."""
    checked(Query)
    return Response(document_text(language_of_program()), mimetype=JSON)


@lru_cache(maxsize=8)
def document_text(language: str) -> str:
    """The OpenAPI document as JSON. ``language`` is that of the request, and tells the kept texts apart."""
    return json.dumps(document(), ensure_ascii=False)


def _schema(model: type[Case] | type[Agreement]) -> Response:
    checked(Query)
    return Response(_schema_text(model), mimetype=JSON_SCHEMA)


@lru_cache(maxsize=2)
def _schema_text(model: type[Case] | type[Agreement]) -> str:
    return json.dumps(model.model_json_schema(), ensure_ascii=False)
