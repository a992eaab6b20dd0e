"""The OpenAPI document, made from the models that read requests and describe answers.

It is made here and not by a web framework's plug-in: those read the body themselves, by a JSON reader that rounds
decimals and takes repeated keys, and tell the faults of pydantic in place of ours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from flask_babel import gettext as _
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema

from totalisation import __version__
from totalisation.agreement_file import agreement_names, agreements_folder
from totalisation.case import Case
from web.api.media import PROBLEM
from web.api.models import Problem
from web.api.operations import OPERATIONS, Body, Operation
from web.api.problems import TITLES
from web.languages import API_PREFIX

SECURITY: Final = "token"

EXAMPLE: Final = agreements_folder().parent / "examples" / "example.json"
"""The case of the README, which is shipped beside the agreements."""

_REFERENCE: Final = "#/components/schemas/{model}"


def document() -> dict[str, Any]:
    """The OpenAPI document of version 3.1, its texts in the language of the request."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Totalisation"),
            "summary": _("Cases under bilateral social-insurance agreements, decided"),
            "description": _(
                "Each request bears a token, which is made at the desk. Errors are problem documents (RFC 9457) that "
                "tell every fault at once, in the language that “lang” or “Accept-Language” asks for. Results are "
                "exact: money in whole units, rates and ratios as fractions in strings."
            ),
            "version": __version__,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": API_PREFIX.rstrip("/")}],
        "security": [],
        "paths": paths,
        "components": {
            "schemas": _schemas(),
            "responses": {f"Problem{status}": _refusal(status) for status in TITLES},
            "headers": {
                "RateLimit": _text(_("How many requests are left (r), and the seconds until more are given (t).")),
                "RateLimit-Policy": _text(_("How many requests a token may make (q) in so many seconds (w).")),
                "Retry-After": {
                    "description": _("Seconds after which to try again."),
                    "schema": {"type": "integer", "minimum": 1},
                },
                "WWW-Authenticate": _text(_("What is wrong with the token.")),
                "Content-Language": _text(_("The language of the sentences.")),
            },
            "securitySchemes": {
                SECURITY: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": _("A token that an account made at the desk, with the scope that is named."),
                }
            },
        },
    }


def _operation(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.id,
        "summary": str(operation.summary),
        "description": str(operation.description),
        "parameters": [*_path_parameters(operation), *_query_parameters(operation)],
        "responses": {
            "200": {
                "description": _("Done"),
                "content": _content(operation.answer),
                **({"headers": _headers("RateLimit", "RateLimit-Policy")} if operation.scope else {}),
            },
            **{str(each): {"$ref": f"#/components/responses/Problem{each}"} for each in operation.refusals},
        },
    }
    if operation.takes is not None:
        told["requestBody"] = {"required": True, "content": _content(operation.takes)}
    if operation.scope is not None:
        told["security"] = [{SECURITY: [str(operation.scope)]}]
    return told


def _content(body: Body) -> dict[str, Any]:
    schemas = [{"$ref": _REFERENCE.format(model=model.__name__)} for model in body.models]
    schema = {"type": "object"} if not schemas else schemas[0] if len(schemas) == 1 else {"anyOf": schemas}
    example = json.loads(EXAMPLE.read_bytes()) if body.models == (Case,) else None
    if body.lines:
        # As OpenAPI 3.2 has it: content that is a sequence is described as the array of its parts.
        schema = {"type": "array", "items": schema, "description": _("One a line, and no brackets around them.")}
    return {body.kind: {"schema": schema, **({"example": [example] if body.lines else example} if example else {})}}


def _path_parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    for name, kind in operation.path_values.items():
        schema = TypeAdapter(kind).json_schema()
        yield {"name": name, "in": "path", "required": True, "schema": schema, "example": agreement_names()[0]}


def _query_parameters(operation: Operation) -> Iterable[dict[str, Any]]:
    schema = operation.query.model_json_schema()
    for name, told in schema["properties"].items():
        # An option that is not given is left out: no text stands for null.
        kinds = [each for each in told.get("anyOf", [told]) if each.get("type") != "null"]
        assert len(kinds) == 1, name
        kept = {key: value for key, value in kinds[0].items() if key not in {"title", "description", "default"}}
        if told.get("default") is not None:
            kept["default"] = told["default"]
        yield {"name": name, "in": "query", "required": False, "description": told["description"], "schema": kept}


def _refusal(status: int) -> dict[str, Any]:
    headers = ["Content-Language"]
    headers += ["WWW-Authenticate"] if status in (401, 403) else ["Retry-After"] if status in (429, 503) else []
    return {
        "description": str(TITLES[status]),
        "headers": _headers(*headers),
        "content": {PROBLEM: {"schema": {"$ref": _REFERENCE.format(model=Problem.__name__)}}},
    }


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _text(description: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string"}}


def _schemas() -> Mapping[str, Any]:
    models: dict[type[BaseModel], None] = {Problem: None}
    for operation in OPERATIONS:
        for body in (operation.answer, operation.takes):
            models.update(dict.fromkeys(body.models if body else ()))
    _map, made = models_json_schema([(model, "validation") for model in models], ref_template=_REFERENCE)
    schemas = made["$defs"]
    assert isinstance(schemas, Mapping)
    return dict(sorted(schemas.items()))
