from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from tests.newest_figures import year_to_add
from totalisation.cli import commands
from totalisation.messages import message
from totalisation.whole_file import must_be_apart

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
    amounts = [each["monthly_amount"] for each in runs]
    assert amounts[:4] == [None, None, 1_125_248, 1_161_225]
    assert amounts[-1] is None  # no figure reaches so far
    assert (data["from"], data["to"]) == ("2024-01", runs[-1]["to"])
    assert {each["change"] for each in data["nearer"]} == {"longer", "totalisation_date"}
    assert ElementTree.fromstring(chart.read_text(encoding="utf-8")).get("role") == "img"


@pytest.mark.parametrize(
    ("command", "option"),
    [("assess", "-o"), ("over-time", "--chart"), ("advise", "--chart"), ("adjustments", "--chart")],
)
def test_no_answer_is_written_over_the_case(command: str, option: str, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_bytes(Path(CASE).read_bytes())
    as_of = ["--as-of", "2026-12"] if command == "adjustments" else []
    refused = run(command, str(case), option, str(case), *as_of)
    told = f"{case}: is read by this command, and would be lost. Write to another file.\n"
    assert (refused.exit_code, refused.stdout, refused.stderr) == (2, "", told)
    assert case.read_bytes() == Path(CASE).read_bytes()


def test_a_device_may_be_read_and_written() -> None:
    must_be_apart(["/dev/null", "-", None], ["/dev/null", "-", None])


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


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_adjustments_are_told_with_their_articles(language: str) -> None:
    result = run("adjustments", CASE, "--as-of", "2026-12", "--lang", language)
    assert result.exit_code == 0
    assert message("Pensions in payment").in_language(language) in result.output
    assert "D162 2" in result.output


def test_adjustments_as_data() -> None:
    data = json.loads(run("adjustments", CASE, "--as-of", "2026-12-31", "--format", "json").output)
    (first, second) = data["parties"]["VN"]["runs"]
    assert second["figures"][0]["value"] == "2/25"
    assert data["parties"]["VN"]["total"] == sum(each["monthly"] * months for each, months in ((first, 4), (second, 6)))


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_a_recalculation_of_a_determination_and_of_its_case_say_the_same(tmp_path: Path, language: str) -> None:
    case = json.loads(Path(CASE).read_text(encoding="utf-8"))
    short = {**case, "periods": case["periods"][:1]}
    old_case, old = tmp_path / "old-case.json", tmp_path / "old.json"
    old_case.write_text(json.dumps(short), encoding="utf-8")
    old.write_text(run("assess", str(old_case), "--format", "json").output, encoding="utf-8")
    told = [run("recalculate", str(each), CASE, "--as-of", "2026-12", "--lang", language) for each in (old, old_case)]
    assert [each.exit_code for each in told] == [0, 0]
    assert told[0].output == told[1].output
    assert message("Recalculation").in_language(language) in told[0].output
    asked = ("recalculate", str(old), CASE, "--as-of", "2026-12", "--format", "json", "--lang", language)
    data = json.loads(run(*asked).output)
    assert data["parties"]["VN"]["arrears"]["total"] == data["parties"]["VN"]["after"]["total"] > 0
    assert data["parties"]["VN"]["arrears"]["limit"] is None
    assert data["parties"]["KR"]["recovery"]["limit"]["citation"] == {"source": "NPA", "article": "115(1)"}
    note = data["parties"]["KR"]["recovery"]["limit"]["note"]
    assert {"en": "26 May 2026", "vi": "26/5/2026", "ko": "2026년 5월 26일"}[language] in note


@pytest.mark.parametrize(("content", "wrong"), [("[]", "no JSON object"), ("{", "not JSON"), ("{}", "case_id")])
def test_an_old_file_that_is_neither_is_refused(tmp_path: Path, content: str, wrong: str) -> None:
    old = tmp_path / "old.json"
    old.write_text(content, encoding="utf-8")
    result = run("recalculate", str(old), CASE, "--as-of", "2026-12")
    assert result.exit_code == 2
    assert wrong in result.output
    missing = run("recalculate", str(tmp_path / "none.json"), CASE, "--as-of", "2026-12")
    assert missing.exit_code == 2
    assert "there is no such file" in missing.output


def test_a_month_that_cannot_be_told_is_refused() -> None:
    year = year_to_add("korea", "consumer_price_adjustment")
    result = run("recalculate", CASE, CASE, "--as-of", f"{year}-06")
    assert result.exit_code == 2
    assert "old.KR" in result.output


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_options_are_laid_out_in_each_language(language: str) -> None:
    result = run("advise", CASE, "--to-age", "68", "--lang", language)
    assert result.exit_code == 0
    assert message("Options and their consequences").in_language(language) in result.output
    assert "A. " in result.output


def test_options_as_data_weighed_by_a_table_of_survival(tmp_path: Path) -> None:
    table = tmp_path / "survival.csv"
    table.write_text("age,surviving\n" + "".join(f"{age},{120 - age}\n" for age in range(50, 90)), encoding="utf-8")
    arguments = ("--to-age", "70", "--survival", str(table), "--exchange", "KRW:VND=18", "--format", "json")
    data = json.loads(run("advise", CASE, *arguments).output)
    keep = data["options"][0]
    total = sum(each["amount"] * (18 if each["currency"] == "KRW" else 1) for each in keep["flows"])
    assert keep["totals"]["in_common"] == total
    assert 0 < Fraction(str(keep["totals"]["weighed_in_common"])) < total
    assert data["supposed"]["survival_weighed"] is True


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        (("--prices", "x"), "--prices: “x” is no rate."),
        (("--exchange", "KRW=1"), "--exchange: “KRW=1” is no exchange rate."),
        (("--survival", "/none.csv"), "/none.csv: there is no such file"),
        (("--to-age", "20"), "to_age: the age of 20 has passed."),
    ],
)
def test_what_is_supposed_wrongly_ends_with_status_2(arguments: tuple[str, ...], wrong: str) -> None:
    result = run("advise", CASE, *arguments)
    assert result.exit_code == 2
    assert wrong in result.output
