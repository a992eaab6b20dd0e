"""schemathesis makes requests from the OpenAPI document, right and wrong ones, and holds each answer against it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

import pytest
import schemathesis
from flask import Flask
from schemathesis.checks import ignored_auth
from schemathesis.core import NOT_SET
from schemathesis.core.transport import Response
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

from tests.web.api.program import Program
from tests.web.desk import Desk, settings
from web.api.media import NDJSON
from web.api.operations import OPERATIONS
from web.app import create_app
from web.store.tokens import Scope

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.slow

CONFIG: Final[dict[str, Any]] = {
    "seed": 1,
    "suppress-health-check": ["all"],
    "generation": {"mode": "all", "max-examples": 15, "deterministic": True, "database": "none", "no-shrink": True},
    "phases": {"stateful": {"enabled": False}},
    "checks": {
        # A case that is well formed can be one that no law allows, such as a claim before birth.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "422"]},
        # Within a run schemathesis cannot ask again without a token in process: the test at the end does it.
        "ignored_auth": {"enabled": False},
    },
    "operations": [
        # A bad line is told on its own line, in an answer that goes on.
        {"include-operation-id": "assess_many", "checks": {"negative_data_rejection": {"enabled": False}}},
    ],
}

CHECKED: Final = frozenset(
    {
        "not_a_server_error",
        "no_line_failed",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "positive_data_acceptance",
        "unsupported_method",
        "allow_header_conformance",
    }
)


@schemathesis.serializer(NDJSON)
def as_lines(_: schemathesis.SerializationContext, value: Any) -> bytes:
    """A list as its lines; what schemathesis made wrong on purpose as one line."""
    if isinstance(value, bytes):
        return value
    each = value if isinstance(value, list) else [value]
    return b"".join(json.dumps(one).encode() + b"\n" for one in each)


@schemathesis.deserializer(NDJSON)
def from_lines(_: schemathesis.DeserializationContext, response: Response) -> list[Any]:
    return [json.loads(line) for line in response.content.splitlines()]


@schemathesis.check
def no_line_failed(_: schemathesis.CheckContext, response: Response, case: schemathesis.Case[Any]) -> None:
    """No line of an answer tells of an error of our own."""
    if response.headers.get("content-type", [""])[0] == NDJSON:
        for answer in map(json.loads, response.content.splitlines()):
            assert answer.get("problem", {}).get("status") != 500, answer


class Sent:
    """The application, its answers sent whole and closed as a server does, which schemathesis does not."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        answer = self._app(environ, start_response)
        try:
            return list(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()


@pytest.fixture(scope="module")
def token(app: Flask) -> str:
    return Program.of(app, Desk(app.extensions["desk_database"]), Scope.ASSESS).token


@pytest.fixture(scope="module")
def contract(app: Flask, token: str) -> BaseSchema:
    """The API as it runs in an office, but for limits of rate that would end the test, with a token."""
    limits = {"api_requests_per_minute": 10**6, "api_failures_per_minute": 10**6}
    served = create_app(settings(app.config["DESK"].database_url, **limits), app.extensions["desk_database"])
    config = schemathesis.Config.from_dict({**CONFIG, "auth": {"openapi": {"token": {"bearer": token}}}})
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", Sent(served), config=config)


def test_no_answer_breaks_the_contract(contract: BaseSchema) -> None:
    broken: list[str] = []
    statuses: dict[str, Counter[int]] = {}
    made: set[str] = set()
    for event in from_schema(contract).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            broken.append(str(event))
        if not isinstance(event, events.ScenarioFinished):
            continue
        found = statuses.setdefault(event.recorder.label, Counter())
        found.update(each.response.status_code for each in event.recorder.interactions.values() if each.response)
        for case_id, checks in event.recorder.checks.items():
            for check in checks:
                made.add(check.name)
                if check.failure_info is not None:
                    sent = event.recorder.interactions[case_id].request
                    broken.append(f"{check.name}: {sent.method} {sent.uri}\n{check.failure_info.failure}")
    assert broken == []
    assert made >= CHECKED
    # It was no idle run: each operation was used rightly and wrongly, and decided cases were among the answers.
    assert len(statuses) == len(OPERATIONS) - 1  # all but the document itself, which was read to begin with
    for label, found in statuses.items():
        assert found[200] > 0, label
        assert found[400] > 0, label
        assert found[405] > 0, label
    assert statuses["POST /assess"][422] > 100


def test_no_operation_ignores_a_missing_or_a_wrong_token(contract: BaseSchema, token: str) -> None:
    guarded = 0
    for found in contract.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        content = operation.definition.raw.get("requestBody", {}).get("content", {})
        kind, body = next(((kind, told["example"]) for kind, told in content.items()), (None, NOT_SET))
        path = {each["name"]: each["example"] for each in operation.definition.raw["parameters"] if "example" in each}
        case = operation.Case(path_parameters=path, body=body, media_type=kind)
        response = case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, checks=[ignored_auth])
        assert response.status_code == 200
        guarded += "security" in operation.definition.raw
    assert guarded == 4
