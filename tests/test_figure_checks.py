"""The checker of figures: it passes what is shipped, and refuses each thing that can be wrong with a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from totalisation.figure_checks import Findings, check_figures
from totalisation.rules import RuleSet
from totalisation.schemes import scheme_named, scheme_names
from totalisation.schemes.base import Scheme

SOURCES = """
[LAW]
title = { en = "The law", vi = "Luật", ko = "법" }
read = 2026-01-01
[COPY]
title = { en = "A copy", vi = "Bản sao", ko = "사본" }
"""

TITLE = 'title = { en = "rate", vi = "tỷ lệ", ko = "비율" }'

RATE = f"""
[rate]
{TITLE}
unit = "fraction"
[[rate.entries]]
from = 2016-01-01
to = 2019-12-31
value = "2 %"
source = "LAW"
status = "verified"
[[rate.entries]]
from = 2020-01-01
value = "3 %"
source = "COPY"
status = "secondary"
"""

TABLE = f"""
[amount]
{TITLE}
unit = "money_per_month"
index = "year"
[[amount.entries]]
from = 2016-01-01
source = "LAW"
status = "verified"
secondary = [2017]
values = {{ 2016 = 10, 2017 = 11, 2018 = 12, 2019 = 13 }}
"""

NOTE = 'note = { en = "Not found.", vi = "Chưa tìm được.", ko = "찾지 못함." }'
YEARS = '[amount]\nruns = "years"\n'


def checked(folder: Path, figures: str, upkeep: str = "") -> Findings:
    (folder / "parameters").mkdir()
    (folder / "parameters" / "figures.toml").write_text(figures, encoding="utf-8")
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    if upkeep:
        (folder / "upkeep.toml").write_text(upkeep, encoding="utf-8")
    return check_figures(Scheme("aland", folder, RuleSet([]), "down_to_whole"))


def faults(folder: Path, figures: str, upkeep: str = "") -> list[str]:
    return [each.in_language() for each in checked(folder, figures, upkeep).faults]


@pytest.mark.parametrize("name", scheme_names())
def test_the_figures_that_are_shipped_have_no_faults(name: str) -> None:
    assert [each.in_language() for each in check_figures(scheme_named(name)).faults] == []


def test_good_files_have_no_faults(tmp_path: Path) -> None:
    found = checked(tmp_path, RATE + TABLE, YEARS)
    assert found.faults == []
    assert found.known == []


@pytest.mark.parametrize(
    ("figures", "fault"),
    [
        (RATE.replace("2019-12-31", "2018-12-31"), r":12: rate: figures from 2019-01 to 2019-12 are missing"),
        (RATE.replace("2019-12-31", "2020-12-31"), r":12: rate: it overlaps with the entry before"),
        (RATE.replace("2020-01-01", "2015-01-01"), "not in order"),
        (RATE.replace("2019-12-31", "2015-12-31"), ":7: rate: it ends before it begins"),
        (RATE.replace("2019-12-31", "2019-12-30"), "does not end on the last day"),
        (RATE.replace("2020-01-01", "2020-01-02"), "does not begin on the first day"),
        (RATE.replace("from = 2020-01-01", 'from = "2020-01-01"'), "is not a date without quotes"),
        (RATE.replace("from = 2020-01-01\n", ""), "“from” is missing"),
        (RATE.replace('source = "COPY"\n', ""), "“source” is missing"),
        (RATE.replace('"COPY"', '""'), "there is no source “”"),
        (RATE.replace('"COPY"', '"COPPY"'), r"there is no source “COPPY”. Did you mean “COPY”\?"),
        (RATE.replace('"secondary"', '"verified"'), r":15: rate: it is called read .*, but “COPY” has not been read"),
        (RATE.replace('"secondary"', '"certain"'), "“certain” is not a status"),
        (RATE.replace('status = "secondary"\n', ""), "“status” is missing"),
        (RATE.replace('"fraction"', '"Years"'), r":4: rate: “Years” is not a unit. Did you mean “years”\?"),
        (RATE.replace('"fraction"', '"years"'), "“2 %” cannot be in the unit “years”"),
        (RATE.replace('"3 %"', '"103 %"'), "“103 %” cannot be in the unit “fraction”"),
        (RATE.replace('"3 %"', "0.03"), "is not a whole number or an exact number in quotes"),
        (RATE.replace('"3 %"', '"three"'), "“three” is not a whole number"),
        (RATE.replace('value = "3 %"\n', ""), "“value” is missing"),
        (RATE.replace(', ko = "비율"', ""), "there is no title in ko"),
        (RATE.replace("to = 2019", "until = 2019"), "“until” means nothing here"),
        (RATE + RATE.replace("[rate]", "[x").replace("x", "rate", 1), "cannot be read as TOML"),
    ],
)
def test_a_figure_that_is_wrong_is_refused(tmp_path: Path, figures: str, fault: str) -> None:
    found = faults(tmp_path, figures)
    assert any(re.search(fault, each) for each in found), found
    assert all(each.startswith("aland/parameters/figures.toml") for each in found)


@pytest.mark.parametrize(
    ("table", "upkeep", "fault"),
    [
        (TABLE, "", r":5: amount: it is not said how this table .* in aland/upkeep\.toml"),
        (TABLE.replace("2018 = 12, ", ""), YEARS, r":11: amount: figures for 2018 are missing"),
        (TABLE.replace("[2017]", "[2021]"), YEARS, ":10: amount: a status is given for 2021, which has no figure"),
        (TABLE.replace("secondary = [2017]", "secondary = [2017]\nunverified = [2017]"), YEARS, "two statuses"),
        (TABLE.replace("2016 = 10", "2016 = -10"), YEARS, "-10 cannot be in the unit"),
        (TABLE.replace("secondary = [2017]", 'value = "1"').replace("values", "unknown"), YEARS, "“values” is missing"),
        (TABLE, YEARS.replace("amount", "amounts"), "upkeep.toml: amounts: there is no table “amounts”"),
        (TABLE, YEARS.replace("years", "yearly"), r"\[amount\]: runs 'yearly' is none of entries, years"),
        (TABLE, YEARS + "begins = 13\n", "begins 13 is no month"),
        (TABLE, YEARS + "refused = true\n", "not said which cases are refused"),
        (TABLE, YEARS + 'then = { en = "refused" }\n', "there is no text in vi, ko"),
        (TABLE, YEARS + "until = 5\n", r"unknown keys \['until'\]"),
        (TABLE, YEARS + f"[[amount.gaps]]\nyears = [[2018, 2018]]\n{NOTE}\n", "a gap is explained .*: 2018. Delete it"),
        (TABLE, YEARS + f"[[amount.gaps]]\nfrom = 2018-01-01\nto = 2018-12-31\n{NOTE}\n", "a gap is explained"),
        (TABLE, YEARS + f"[[amount.gaps]]\n{NOTE}\n", "a gap has either from and to, or years"),
    ],
)
def test_a_table_by_years_that_is_wrong_is_refused(tmp_path: Path, table: str, upkeep: str, fault: str) -> None:
    found = faults(tmp_path, table, upkeep)
    assert any(re.search(fault, each) for each in found), found


def test_a_gap_between_entries_that_is_explained_is_told_and_not_refused(tmp_path: Path) -> None:
    table = TABLE.replace('index = "year"\n', "").replace("secondary = [2017]\n", "")
    table = re.sub(r"values = .*", "value = 10\n", table)
    table = table.replace("from = 2016-01-01", "from = 2016-01-01\nto = 2016-12-31")
    table += f"[[amount.entries]]{table.split('[[amount.entries]]')[1]}".replace("2016-", "2018-")
    gap = f'[amount]\nruns = "entries"\n[[amount.gaps]]\nfrom = 2017-01-01\nto = 2017-12-31\n{NOTE}\n'
    found = checked(tmp_path, table, gap)
    assert found.faults == []
    (told,) = found.known
    assert "figures from 2017-01 to 2017-12 are missing. Not found." in told.in_language()
    assert told.in_language("ko").endswith("찾지 못함.")


def test_years_of_an_entry_that_are_explained_are_told_and_others_refused(tmp_path: Path) -> None:
    table = TABLE.replace("from = 2016", "from = 2019").replace("2017 = 11, 2018 = 12, ", "")
    table = table.replace("secondary = [2017]\n", "")
    upkeep = '[amount]\nruns = "entries"\nfirst_year = 2015\n'
    found = checked(tmp_path, table, f"{upkeep}[[amount.gaps]]\nentry = 2019-01-01\nyears = [[2017, 2018]]\n{NOTE}\n")
    assert [each.wrong.in_language() for each in found.known] == ["figures for 2017–2018 are missing."]
    assert [each.wrong.in_language() for each in found.faults] == ["figures for 2015 are missing."]


def test_a_table_by_years_of_a_start_needs_every_start_and_every_insured_year(tmp_path: Path) -> None:
    table = TABLE.replace('"year"', '"start_year_and_insured_year"').replace("secondary = [2017]\n", "")
    table = re.sub(r"values = .*", "values = { 20201999 = 1, 20232022 = 1 }", table)
    found = faults(tmp_path, table, '[amount]\nruns = "start_years"\nfirst_year = 2019\n')
    assert [each.split(": ", 2)[2].split(".")[0] for each in found] == [
        "figures for 2021–2022 are missing",
        "figures of 2020 for 2019 are missing",
        "figures of 2023 for 2019–2021 are missing",
    ]


def test_a_name_stands_in_one_file_only(tmp_path: Path) -> None:
    (tmp_path / "parameters").mkdir()
    for name in ("a.toml", "b.toml"):
        (tmp_path / "parameters" / name).write_text(RATE, encoding="utf-8")
    (tmp_path / "sources.toml").write_text(SOURCES, encoding="utf-8")
    found = check_figures(Scheme("aland", tmp_path, RuleSet([]), "down_to_whole")).faults
    assert [each.in_language() for each in found] == ["aland/parameters/b.toml:2: rate: “rate” also stands in a.toml."]
