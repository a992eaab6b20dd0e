from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.web.api.program import Program, problem_of
from tests.web.desk import Desk, example
from totalisation import assess
from totalisation.reports.data import as_data
from web.store.tokens import Scope

ROOT = Path(__file__).parents[3]


def expected(**options: Any) -> dict[str, Any]:
    """What the engine itself says, through JSON."""
    language = options.pop("language", "en")
    data: dict[str, Any] = json.loads(json.dumps(as_data(assess(example(), **options), language)))
    return data


def test_the_answer_is_the_determination_of_the_engine(program: Program) -> None:
    response = program.post("/assess", example())
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    assert response.get_json() == expected()


def test_the_file_of_the_command_line_is_taken_as_it_is(program: Program) -> None:
    response = program.post("/assess", (ROOT / "examples" / "example.json").read_bytes())
    assert response.get_json()["parties"] == expected()["parties"]


def test_without_explanation_the_same_results_stand_without_reasoning(program: Program) -> None:
    brief = program.post("/assess?explanation=none", example()).get_json()
    full = expected()
    assert set(full) - set(brief) == {"aggregation", "interpretations", "documents", "extinguished"}
    assert brief["unverified"] == full["unverified"]
    for code, result in brief["parties"].items():
        assert set(full["parties"][code]) - set(result) == {"conditions", "terms", "steps"}
        assert result == {name: full["parties"][code][name] for name in result}


def test_without_explanation_no_other_reading_is_computed(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def computed(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("totalisation.determination.Determination.interpretations", property(computed))
    assert program.post("/assess?explanation=none", example()).status_code == 200
    with pytest.raises(AssertionError):
        program.post("/assess", example())


def test_a_pension_is_carried_to_the_day_asked_for(program: Program) -> None:
    response = program.post("/assess?as_of=2027-01-01", example())
    assert response.get_json() == expected(as_of=date(2027, 1, 1))
    assert response.get_json()["as_of"] == "2027-01-01"


@pytest.mark.parametrize("language", ["vi", "ko"])
def test_sentences_are_in_the_language_asked_for(program: Program, language: str) -> None:
    wanted = expected(language=language)
    assert program.post(f"/assess?lang={language}", example()).get_json() == wanted
    assert program.post("/assess", example(), **{"Accept-Language": language}).get_json() == wanted
    assert wanted != expected()


def test_all_faults_of_a_case_are_told_at_once(program: Program) -> None:
    case = example()
    case["person"]["sex"] = "unknown"
    case["claim"]["date"] = "2026-02-30"
    del case["periods"][0]["kind"]
    problem = problem_of(program.post("/assess", case), 422)
    assert {fault["where"] for fault in problem["faults"]} >= {"person.sex", "claim.date", "periods[0].kind"}
    assert all(fault["wrong"] for fault in problem["faults"])


@pytest.mark.parametrize(("language", "part"), [("vi", "không"), ("ko", "없")])
def test_faults_are_told_in_the_callers_language(program: Program, language: str, part: str) -> None:
    case = {**example(), "agreement": "aa-bb"}
    response = program.post("/assess", case, **{"Accept-Language": language})
    problem = problem_of(response, 422)
    assert response.headers["Content-Language"] == language
    assert any(part in fault["wrong"] for fault in problem["faults"]), problem
    assert problem["title"] != problem_of(program.post("/assess", case), 422)["title"]


def test_a_day_before_the_claim_is_a_fault(program: Program) -> None:
    problem = problem_of(program.post("/assess?as_of=2020-01-01", example()), 422)
    assert [fault["where"] for fault in problem["faults"]] == ["as_of"]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "3", "\udc80".encode("utf-8", "surrogatepass"), b"\xff\xfe", "[" * 999]
)
def test_what_is_no_json_object_is_a_bad_request(program: Program, body: str | bytes) -> None:
    problem = problem_of(program.post("/assess", body), 400)
    assert problem["faults"]


def test_every_option_that_cannot_be_used_is_told(program: Program) -> None:
    response = program.post("/assess?lang=fr&explanation=some&as_of=yesterday&as_off=1", example())
    problem = problem_of(response, 400)
    assert [fault["where"] for fault in problem["faults"]] == ["lang", "as_of", "explanation", "as_off"]


def test_an_option_given_twice_is_told(program: Program) -> None:
    problem = problem_of(program.post("/assess?lang=vi&lang=ko", example()), 400)
    assert [fault["where"] for fault in problem["faults"]] == ["lang"]


def test_another_kind_of_content_is_not_read(program: Program) -> None:
    response = program.post("/assess", example(), kind="text/plain")
    problem_of(response, 415)
    assert response.headers["Accept"] == "application/json"


def test_no_cookie_is_set_and_none_is_looked_at(app: Flask, pages: Desk) -> None:
    program = Program.of(app, pages, Scope.ASSESS)
    program.client.set_cookie("desk_language", "ko")
    response = program.post("/assess", {})
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert problem_of(response, 422)["title"] == "The case has faults"
