from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from totalisation.cli import commands
from totalisation.messages import message

EXAMPLES = Path(__file__).parents[1] / "examples"
CASE = str(EXAMPLES / "nine-and-eleven-years.json")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands, list(arguments))


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_a_case_over_time_is_told_in_each_language(language: str) -> None:
    result = run("over-time", CASE, "--from", "2025-01", "--lang", language)
    assert result.exit_code == 0
    for title in (message("The case over time"), message("What would bring entitlement nearer")):
        assert title.in_language(language) in result.output


def test_a_case_over_time_as_data_and_chart(tmp_path: Path) -> None:
    chart = tmp_path / "chart.svg"
    result = run("over-time", CASE, "--from", "2024-01", "--format", "json", "--chart", str(chart))
    data = json.loads(result.output)
    assert data["parties"]["KR"]["begins"] == "2025-07"
    runs = data["parties"]["VN"]["runs"]
    assert [each["monthly_amount"] for each in runs] == [None, None, 1_125_248, 1_161_225, None]
    assert (data["from"], data["to"]) == ("2024-01", runs[-1]["to"])
    assert {each["change"] for each in data["nearer"]} == {"longer", "totalisation_date"}
    assert ElementTree.fromstring(chart.read_text(encoding="utf-8")).get("role") == "img"


def test_a_case_over_time_as_markdown_shows_its_chart(tmp_path: Path) -> None:
    chart = tmp_path / "chart.svg"
    result = run("over-time", CASE, "--format", "markdown", "--chart", str(chart))
    assert result.output.startswith("# The case over time\n")
    assert "](chart.svg)" in result.output


@pytest.mark.parametrize(
    ("arguments", "where"),
    [
        (("--from", "2025"), "--from: “2025” is not a month."),
        (("--from", "2090-01"), "from: the age of 75 is reached"),
        (("--chart", "/nowhere/at/all.svg"), "--chart: cannot be written"),
    ],
)
def test_bad_input_ends_with_its_faults_and_status_2(arguments: tuple[str, ...], where: str) -> None:
    result = run("over-time", CASE, *arguments)
    assert result.exit_code == 2
    assert where in result.output
