"""`totalisation parameters`: what is listed, how old it is, what ends when, and in which language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from totalisation.cli import commands
from totalisation.months import month
from totalisation.reports.figures import figures_lines
from totalisation.reports.figures_data import Wanted, figures_data
from totalisation.rules import RuleSet
from totalisation.schemes import scheme_named, scheme_names
from totalisation.schemes.base import Scheme
from totalisation.upkeep import changed, standing, upkeep_of


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(commands, ["parameters", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def data(*arguments: str) -> dict[str, Any]:
    result = run("--format", "json", *arguments)
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_every_figure_of_every_scheme_is_listed() -> None:
    listed = [(each["scheme"], each["name"]) for each in data()["figures"]]
    assert listed == [(name, each) for name in scheme_names() for each in sorted(scheme_named(name).parameters)]


def test_a_figure_has_its_dates_source_article_and_status() -> None:
    (figure,) = data("--scheme", "vietnam", "--name", "required_months", "--at", "2026-11-25")["figures"]
    first, second = figure["entries"]
    assert (first["from"], first["to"], first["value"]) == ("2016-01", "2025-06", 240)
    assert (second["from"], second["to"], second["value"]) == ("2025-07", None, 180)
    assert (second["source"], second["article"], second["status"]) == ("L2024", "64", "verified")
    assert (figure["unchanged_since"], figure["age_months"]) == ("2025-07", 16)
    text = run("--scheme", "vietnam", "--name", "required_months", "--at", "2026-11-25").stdout
    assert "unchanged since 2025-07: 16 months (1 year 4 months)" in text
    assert "180 months (15 years) [L2024 64] read in the instrument" in text
    assert "Law 41/2024/QH15 on Social Insurance" in text


def test_a_figure_that_a_new_law_repeats_is_unchanged() -> None:
    figures = {each["name"]: each for each in data("--scheme", "vietnam", "--at", "2026-11-25")["figures"]}
    assert len(figures["maximum_rate"]["entries"]) == 2
    assert figures["maximum_rate"]["unchanged_since"] == "2016-01"
    assert figures["initial_years_men"]["unchanged_since"] == "2022-01"


@pytest.mark.parametrize("status", ["verified", "secondary", "unverified"])
def test_a_status_lists_its_figures_alone(status: str) -> None:
    listed = data("--status", status)["figures"]
    assert listed
    for figure in listed:
        for entry in figure["entries"]:
            found = [each["status"] for each in entry["values"].values()] if "values" in entry else [entry["status"]]
            assert found
            assert set(found) == {status}
    assert {(each["scheme"], each["name"]) for each in listed} == {
        (name, parameter.name)
        for name in scheme_names()
        for parameter in scheme_named(name).parameters.values()
        if any(
            status in {entry.status_by_key.get(key, entry.status) for key in entry.value}
            if isinstance(entry.value, dict)
            else entry.status == status
            for entry in parameter.entries
        )
    }


ALAND = """
[amount]
title = { en = "amount", vi = "mức", ko = "금액" }
unit = "money_per_month"
index = "year"
[[amount.entries]]
from = 2016-01-01
source = "LAW"
status = "unverified"
values = { 2016 = 10, 2017 = 11 }
[level]
title = { en = "level", vi = "mức", ko = "수준" }
unit = "money_per_month"
index = "month"
[[level.entries]]
from = 2016-01-01
source = "LAW"
status = "unverified"
values = { 201601 = 10, 201707 = 11 }
"""

UPKEEP = """
[amount]
runs = "years"
begins = {begins}
[level]
runs = "steps"
review_after = 12
"""


@pytest.mark.parametrize(
    ("begins", "at", "state", "last"),
    [
        (1, month(2016, 12), "current", month(2017, 12)),
        (1, month(2017, 1), "ends", month(2017, 12)),
        (1, month(2017, 12), "ends", month(2017, 12)),
        (1, month(2018, 1), "ended", month(2017, 12)),
        (7, month(2018, 6), "ends", month(2018, 6)),
        (7, month(2018, 7), "ended", month(2018, 6)),
    ],
)
def test_a_table_by_years_ends_with_its_last_year(tmp_path: Path, begins: int, at: int, state: str, last: int) -> None:
    scheme = aland(tmp_path, begins)
    found = standing(scheme.parameters["amount"], upkeep_of(scheme)["amount"], at)
    assert (found.state, found.last) == (state, last)


def test_steps_have_no_end_and_are_looked_at_again_after_a_while(tmp_path: Path) -> None:
    scheme = aland(tmp_path)
    level, upkeep = scheme.parameters["level"], upkeep_of(scheme)["level"]
    assert standing(level, upkeep, month(2018, 7)).state == "current"
    assert standing(level, upkeep, month(2018, 8)).state == "review"
    assert standing(level, upkeep, month(2018, 8)).last is None
    assert changed(level, upkeep, month(2017, 6)) == month(2016, 1)
    assert changed(level, upkeep, month(2017, 7)) == month(2017, 7)
    assert changed(level, upkeep, month(2015, 7)) is None


NOTE = '{ en = "The notice is lost.", vi = "Không tìm thấy.", ko = "고시를 찾지 못함." }'

GAPS = f"""
[amount]
runs = "years"
[[amount.gaps]]
from = 2018-01-01
to = 2018-12-31
note = {NOTE}
[[amount.gaps]]
entry = 2016-01-01
years = [[2013, 2014], [2015, 2015]]
note = {NOTE}
"""


def test_what_is_missing_is_listed_alone(tmp_path: Path) -> None:
    law = '[LAW]\ntitle = { en = "Law", vi = "Luật", ko = "법" }\n'
    (tmp_path / "sources.toml").write_text(law, encoding="utf-8")
    scheme = aland(tmp_path, upkeep=GAPS)
    wanted = Wanted(("aland",), None, None, missing=True)
    text = "\n".join(figures_lines([scheme], wanted, month(2017, 6), "en"))
    assert "missing: 2018-01 – 2018-12. The notice is lost." in text
    assert "missing in the table from 2016-01: 2013–2014, 2015. The notice is lost." in text
    assert "level" not in text
    (figure,) = figures_data([scheme], wanted, month(2017, 6), "en")["figures"]
    assert [each["note"] for each in figure["missing"]] == 2 * ["The notice is lost."]


def aland(folder: Path, begins: int = 1, upkeep: str = UPKEEP) -> Scheme:
    (folder / "parameters").mkdir()
    (folder / "parameters" / "figures.toml").write_text(ALAND, encoding="utf-8")
    (folder / "upkeep.toml").write_text(upkeep.replace("{begins}", str(begins)), encoding="utf-8")
    return Scheme("aland", folder, RuleSet([]), "down_to_whole")


def test_tables_that_end_are_told_with_their_month_and_what_is_refused() -> None:
    at = data("--scheme", "korea")["kept_current"]
    last = next(each["last"] for each in at if each["name"] == "average_income_of_all_insured")
    year = int(last[:4])
    text = " ".join(run("--scheme", "korea", "--at", f"{year}-12-31").stdout.split())
    assert (
        f"average_income_of_all_insured (average monthly income of all insured persons (A)) ends with {year}-12" in text
    )
    assert f"from {year + 1}-01 on: old-age pensions that start later are refused." in text
    after = " ".join(run("--scheme", "korea", "--at", f"{year + 1}-01-01").stdout.split())
    assert f"ended with {year}-12" in after


@pytest.mark.parametrize(("language", "word"), [("vi", "đã đối chiếu văn bản gốc"), ("ko", "원문에서 확인")])
def test_the_list_is_told_in_each_language(language: str, word: str) -> None:
    text = run("--lang", language, "--scheme", "korea").stdout
    assert "read in the instrument" not in text
    assert word in " ".join(text.split())
    assert "unchanged since" not in text
    assert "are refused" not in text
    assert scheme_named("korea").parameters["pension_age_years"].title[language] in " ".join(text.split())


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        (("--scheme", "koreo"), "--scheme: there is no scheme “koreo”. Did you mean “korea”?"),
        (("--name", "base_salry"), "--name: there is no figure “base_salry”. Did you mean “base_salary”?"),
        (("--at", "2026-13-01"), "--at: “2026-13-01” is not a day."),
    ],
)
def test_bad_input_is_told(arguments: tuple[str, ...], fault: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert fault in result.stderr
    assert result.stdout == ""


def test_the_check_ends_with_two_where_something_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good = run("check")
    assert (good.exit_code, good.stderr) == (0, "")
    assert good.stdout.splitlines()[-1].startswith("no faults; ")
    monkeypatch.setattr("totalisation.figure_commands.schemes_given", lambda _: [aland(tmp_path)])
    bad = run("check")
    assert bad.exit_code == 2
    assert "aland/parameters/figures.toml:8: amount: there is no source “LAW”." in bad.stderr
