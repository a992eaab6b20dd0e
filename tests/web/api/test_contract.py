"""The OpenAPI document, and what the API answers, held against each other."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import validate
from pydantic import TypeAdapter

from tests.web.api.program import Program, problem_of
from tests.web.desk import example
from totalisation import assess
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.case import Case
from totalisation.messages import LANGUAGES
from totalisation.reports.data import as_data
from web.api.models import AgreementList, BriefDetermination, Determination, Problem
from web.api.operations import OPERATIONS
from web.api.problems import TITLES


def examples() -> list[Any]:
    """Every worked example of every agreement that is shipped, as a case."""
    found = [pytest.param(example(), id="README")]
    for name in agreement_names():
        for number, each in enumerate(find_agreement(name).examples):
            parts = {"person", "claim", "periods", "established", "interpretations"}
            facts = each.model_dump(mode="json", by_alias=True, exclude_unset=True, include=parts)
            found.append(pytest.param({"case_id": "E", "agreement": name, **facts}, id=f"{name}-{number}"))
    return found


@pytest.mark.parametrize("case", examples())
def test_an_answer_is_what_the_document_says(case: dict[str, Any]) -> None:
    determination = assess(case)
    for model, explanation in ((Determination, True), (BriefDetermination, False)):
        data = json.loads(json.dumps(as_data(determination, "ko", explanation=explanation)))
        # Strictly: nothing is turned into another type, nothing is left out, nothing is there that is not described.
        told = TypeAdapter(model).validate_json(json.dumps(data), strict=True)
        assert told.model_dump(mode="json", by_alias=True) == data


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_is_valid_and_told_in_each_language(program: Program, language: str) -> None:
    document = program.get(f"/openapi.json?lang={language}").get_json()
    validate(document)
    assert (document["info"]["title"] == "Totalisation") == (language == "en")


def test_every_route_is_described_and_every_description_has_a_route(app: Flask, program: Program) -> None:
    document = program.get("/openapi.json").get_json()
    described = {(path, method.upper()) for path, told in document["paths"].items() for method in told}
    routes = {
        (rule.rule.removeprefix("/api/v1").replace("<", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    assert described == routes
    assert {each.endpoint for each in OPERATIONS} == {each for each in app.view_functions if each.startswith("api_")}


def test_a_token_is_asked_for_where_the_document_says_so(app: Flask, program: Program) -> None:
    document = program.get("/openapi.json").get_json()
    program.token = ""
    for operation in OPERATIONS:
        told = document["paths"][operation.path][operation.method]
        path = operation.path.replace("{name}", "vn-kr")
        response = program.get(path) if operation.method == "get" else program.post(path, example())
        assert (response.status_code == 401) == ("security" in told), operation.path


def test_schemas_are_those_of_the_models(program: Program) -> None:
    assert program.get("/schema").get_json() == Case.model_json_schema()
    assert program.get("/schema/agreement").get_json() == Agreement.model_json_schema()
    assert program.get("/schema").mimetype == "application/schema+json"


def test_agreements_are_listed(program: Program) -> None:
    listed = AgreementList.model_validate(program.get("/agreements").get_json(), strict=True)
    assert [each.id for each in listed.agreements] == agreement_names()
    found = next(each for each in listed.agreements if each.id == "vn-kr")
    assert found.parties == ["VN", "KR"]
    assert set(found.title) == {"en", "vi", "ko"}
    assert found.entry_into_force == find_agreement("vn-kr").entry_into_force.date.isoformat()


@pytest.mark.parametrize("name", agreement_names())
def test_an_agreement_is_told_as_its_file_states_it(program: Program, name: str) -> None:
    answer = program.get(f"/agreements/{name}")
    assert Agreement.model_validate(answer.get_json()) == find_agreement(name)


@pytest.mark.parametrize(
    "path", ["/agreements/aa-bb", "/agreements/..%2Fvn-kr", "/agreements/VN-KR", "/agreements/", "/x"]
)
def test_what_is_not_there_is_told_as_a_problem(program: Program, path: str) -> None:
    problem_of(program.get(path), 404)


@pytest.mark.parametrize("path", ["/agreements", "/agreements/vn-kr", "/schema", "/schema/agreement", "/openapi.json"])
def test_an_unknown_option_is_told(program: Program, path: str) -> None:
    problem = problem_of(program.get(f"{path}?language=vi"), 400)
    assert [fault["where"] for fault in problem["faults"]] == ["language"]


def test_another_method_is_refused_and_the_right_one_named(program: Program) -> None:
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH"):
        response = program.client.open("/api/v1/assess", method=method, headers=program.bearer)
        problem_of(response, 405)
        assert response.headers["Allow"] == "POST"


def test_problems_are_what_the_document_says(program: Program) -> None:
    refused = [
        program.get("/x"),
        program.get("/agreements?a=1"),
        program.post("/assess", {}),
        program.post("/assess", {}, kind="text/csv"),
        program.client.get("/api/v1/agreements"),
    ]
    for response in refused:
        problem = problem_of(response, response.status_code)
        assert Problem.model_validate(problem, strict=True).model_dump(exclude_unset=True) == problem
        assert problem["status"] in TITLES
    assert len({each.status_code for each in refused}) == len(refused)


def test_an_error_of_our_own_is_a_problem_that_tells_nothing_of_the_case(
    app: Flask, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(example()["person"]["name"])

    monkeypatch.setattr("web.api.deciding.assess", broken)
    monkeypatch.setattr(app, "testing", False)
    response = program.post("/assess", example())
    problem_of(response, 500)
    assert example()["person"]["name"] not in response.text
    assert "ZeroDivision" not in response.text
