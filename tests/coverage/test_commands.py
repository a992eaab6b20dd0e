from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from totalisation.cli import commands
from totalisation.messages import LANGUAGES

EXAMPLES = Path(__file__).parents[2] / "examples" / "coverage"
WORKS = sorted(each for each in EXAMPLES.glob("*.json") if each.name != "career.json")


def run(*arguments: object, given: str | None = None) -> Result:
    return CliRunner().invoke(commands, [str(each) for each in arguments], input=given)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("file", WORKS, ids=lambda file: file.stem)
def test_each_example_is_answered_in_each_language(file: Path, language: str) -> None:
    answer = run("coverage", file, "--lang", language)
    assert answer.exit_code == 0, answer.stderr
    assert "{" not in answer.stdout


def test_the_json_of_an_answer_does_not_depend_on_the_language_but_for_its_sentences() -> None:
    file = EXAMPLES / "detached-since-2022.json"
    answers = [json.loads(run("coverage", file, "--format", "json", "--lang", each).stdout) for each in LANGUAGES]
    assert [[each["party"] for each in answer["stretches"]] for answer in answers] == [[None, "KR", "VN"]] * 3
    assert len({answer["stretches"][1]["reason"] for answer in answers}) == 3
    english = answers[0]
    assert english["double_contributions"] == [
        {
            "citation": {"article": "Dispatched workers", "source": "VSS-862"},
            "due_to": "KR",
            "from": "2024-01-01",
            "paid": True,
            "party": "VN",
            "to": "2024-03-31",
        }
    ]
    assert english["steps"][-1]["name"] in {"extension_needed", "home_law_end"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_career_is_checked_in_each_language(language: str) -> None:
    answer = run("coverage-check", EXAMPLES / "career.json", "--lang", language)
    assert answer.exit_code == 0, answer.stderr
    assert "KR-2024-0117" in answer.stdout
    data = json.loads(run("coverage-check", EXAMPLES / "career.json", "--format", "json").stdout)
    assert [each["verdict"] for each in data["months"]] == ["allowed", "not_due", "not_due", "unexplained"]


def work(**changes: Any) -> str:
    piece = {"kind": "detached", "employer": "KR", "place": "VN", "from": "2025-01-01", "to": "2025-12-31"}
    return json.dumps({"work_id": "W", "agreement": "vn-kr", "work": {**piece, "insured_under": ["KR"], **changes}})


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (work(to="2024-12-31"), ["work.to: ends before it begins, on 2025-01-01."]),
        (work(place="KR"), ["work.employer: is the place of work: nobody is sent there from there."]),
        (work(place="JP"), ["work.place: JP is not a party to the agreement."]),
        (work(kind="posted"), ["work.kind: “posted” is not a valid word."]),
        (work(since="2025-01-01"), ["work.since: unknown key."]),
        (
            work(**{"from": "soon", "employer": "Korea"}),
            ["work.employer: “Korea” is not the code of a country.", "work.from: “soon” is not a day of the calendar."],
        ),
        (work(extended_until="2040-01-01"), ["work.extended_until: is after the longest extension."]),
        (
            work(earlier=[{"from": "2024-03-01", "to": "2025-01-05"}]),
            ["work.earlier[0].to: is not before the work itself, which begins on 2025-01-01."],
        ),
        (
            work(earlier=[{"from": "2024-03-01", "to": "2024-06-30"}]),
            ["work.earlier[0].returned: is missing."],
        ),
        (work(certificates=[{"party": "JP", "from": "2025-01-01", "to": "2024-01-01"}]),
         ["work.certificates[0].party: JP is not a party to the agreement.",
          "work.certificates[0].to: ends before it begins, on 2025-01-01."]),
        (
            work(contributions=[{"party": "VN", "from": "2024-11-01", "to": "2024-12-31"}]),
            ["work.contributions[0]: lies outside the work."],
        ),
        (
            work(contributions=[{"party": "VN", "from": "2026-01-01", "to": "2026-01-31"}]),
            ["work.contributions[0]: lies outside the work."],
        ),
        ("[]", ["-: [] is not an object."]),
        ('{"work_id": NaN}', ["work_id: NaN is not a number."]),
    ],
)  # fmt: skip
def test_bad_input_ends_with_every_fault_and_status_two(given: str, told: list[str]) -> None:
    answer = run("coverage", "-", given=given)
    assert answer.exit_code == 2
    lines = answer.stderr.splitlines()
    assert [any(line.startswith(each) for line in lines) for each in told] == [True] * len(told), lines


def test_a_reading_that_does_not_exist() -> None:
    given = json.loads(work())
    given["readings"] = {"long_posting_to_viet_nam": "perhaps", "long_posting": "first"}
    answer = run("coverage", "-", given=json.dumps(given))
    assert answer.exit_code == 2
    assert "“perhaps” is not a reading of this question." in answer.stderr
    assert "readings.long_posting: the agreement has no such open question." in answer.stderr


def test_an_agreement_s_file_of_another_name(tmp_path: Path) -> None:
    source = Path(__file__).parents[2] / "agreements" / "kr-at.toml"
    file = tmp_path / "kr-at.toml"
    file.write_bytes(source.read_bytes())
    answer = run("coverage", "-", "--agreement", file, given=work())
    assert (answer.exit_code, answer.stderr.startswith("agreement: is “vn-kr”")) == (2, True)


@pytest.mark.parametrize("what", ["work", "career"])
def test_the_schema_is_published(what: str) -> None:
    schema = json.loads(run("schema", "--of", what).stdout)
    assert schema["additionalProperties"] is False
    assert f"{what}_id" in schema["required"]
