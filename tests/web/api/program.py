"""A program that asks the API: it sends its token, and nothing else that a browser would."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.web.desk import Desk
from web.store.tokens import Scope, make_token

PROBLEM = "application/problem+json"


@dataclass
class Program:
    client: FlaskClient
    token: str
    token_id: int

    @classmethod
    def of(cls, app: Flask, desk: Desk, *scopes: Scope, account: str = "officer") -> Program:
        with desk.database.writing() as session:
            token, text = make_token(session, desk.people[account], "payroll", scopes)
        return cls(app.test_client(), text, token.id)

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers={**self.bearer, **headers})

    def post(self, path: str, body: Any, kind: str = "application/json", **headers: str) -> TestResponse:
        data = body if isinstance(body, (bytes, str)) else json.dumps(body)
        sent = {**self.bearer, **headers}
        return self.client.post(f"/api/v1{path}", data=data, content_type=kind, headers=sent, buffered=True)


def problem_of(response: TestResponse, status: int) -> dict[str, Any]:
    """The problem document of a response, which must have this status and be well formed."""
    assert response.status_code == status, response.text
    assert response.mimetype == PROBLEM
    document = json.loads(response.data)
    assert isinstance(document, dict)
    assert document["status"] == status
    assert document["title"]
    assert document["type"]
    return document
