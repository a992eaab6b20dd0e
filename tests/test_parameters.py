"""The reader of parameter files: what it reads, and what it refuses with file and parameter named."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from totalisation.messages import FaultsError
from totalisation.months import FIRST_MONTH, LAST_MONTH, month
from totalisation.parameters import Citation, MissingFigureError, Parameter, Table, key_of, read_parameters, scalar

TITLE = 'title = { en = "rate", vi = "tỷ lệ", ko = "비율" }\n'


def read_one(folder: Path, text: str, name: str = "rate") -> Parameter:
    (folder / "figures.toml").write_text(text, encoding="utf-8")
    return read_parameters(folder)[name]


def entry(**keys: str) -> str:
    table = {"from": "2016-01-01", "value": "1", "source": '"LAW"', "status": '"verified"'} | keys
    return (
        "entries = [{ " + ", ".join(f"{key} = {value}" for key, value in table.items() if value is not None) + " }]\n"
    )


def test_a_figure_applies_from_its_date_until_the_next(tmp_path: Path) -> None:
    parameter = read_one(
        tmp_path,
        "[rate]\n"
        + TITLE
        + """unit = "fraction"
        [[rate.entries]]
        from = 2016-01-01
        value = "2 %"
        source = "OLD"
        article = "56(1)"
        status = "secondary"
        [[rate.entries]]
        from = 2018-01-01
        to = 2025-06-30
        value = "9/400"
        source = "NEW"
        status = "verified"
        note = "half of the truth"
        """,
    )
    assert parameter.unit == "fraction"
    assert parameter.index == ""
    assert parameter.file == "figures.toml"
    assert parameter.at(month(2015, 12)) is None
    first = parameter.at(month(2016, 1))
    assert first is parameter.at(month(2017, 12))
    assert first is not None
    assert (first.value, first.citation, first.status) == (Fraction(1, 50), Citation("OLD", "56(1)"), "secondary")
    assert (first.since, first.until) == (month(2016, 1), month(2017, 12))
    second = parameter.at(month(2025, 6))
    assert second is not None
    assert (second.value, second.note, second.until) == (Fraction(9, 400), {"en": "half of the truth"}, month(2025, 6))
    assert parameter.at(month(2025, 7)) is None


def test_a_figure_without_an_end_applies_for_good(tmp_path: Path) -> None:
    parameter = read_one(tmp_path, "[rate]\n" + TITLE + 'unit = "months"\n' + entry(value="120"))
    found = parameter.at(LAST_MONTH)
    assert found is not None
    assert found.value == 120
    assert type(found.value) is int
    assert parameter.at(FIRST_MONTH) is None


def test_a_table_has_numbers_by_year_and_a_status_for_each(tmp_path: Path) -> None:
    parameter = read_one(
        tmp_path,
        "[rate]\n"
        + TITLE
        + """unit = "factor"
        index = "year"
        [[rate.entries]]
        from = 2025-01-01
        source = "TABLE"
        status = "verified"
        unverified = [2001]
        values = { 2000 = "3.95", 2001 = "3.97", 2002 = 4, before = "4/1" }
        """,
    )
    found = parameter.at(month(2025, 1))
    assert found is not None
    assert found.value == {2000: Fraction(79, 20), 2001: Fraction(397, 100), 2002: 4, "before": 4}
    assert found.status_by_key == {2001: "unverified"}


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (entry(value="2.25"), "not a whole number or an exact number in quotes"),
        (entry(value="true"), "not a whole number or an exact number in quotes"),
        (entry(value='"two"'), "is not a number such as"),
        (entry(value='"1/0"'), "divides by zero"),
        (entry(status='"certain"'), "status 'certain' is none of verified, secondary, unverified"),
        (entry(**{"from": '"2016-01-01"'}), "not a date written YYYY-MM-DD without quotes"),
        (entry(articel='"5"'), "unknown keys ['articel']"),
        ("entries = [{ from = 2016-01-01, value = 1, status = 'verified' }]\n", "'source'"),
        ("entries = [{ from = 2016-01-01, value = 1, source = 'LAW' }]\n", "'status'"),
        ("entries = [{ value = 1, source = 'LAW', status = 'verified' }]\n", "'from'"),
        (
            "index = 'year'\nentries = [{ from = 2016-01-01, values = { 2000 = 1 }, source = 'LAW',"
            " status = 'verified', secondary = [2001] }]\n",
            "a status is given for ['2001'], which has no value",
        ),
        (
            "entries = [{ from = 2018-01-01, value = 1, source = 'A', status = 'verified' },"
            " { from = 2018-01-01, value = 2, source = 'B', status = 'verified' }]\n",
            "entries are not in order of their dates",
        ),
        (entry() + "unti = 'x'\n", "unknown keys ['unti']"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_that_of_the_parameter(tmp_path: Path, body: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=r"figures\.toml") as refused:
        read_one(tmp_path, "[rate]\n" + TITLE + 'unit = "fraction"\n' + body)
    assert "[rate]" in str(refused.value)
    assert wrong in str(refused.value)


def test_a_parameter_stands_in_one_file_only(tmp_path: Path) -> None:
    text = "[rate]\n" + TITLE + 'unit = "months"\n' + entry()
    (tmp_path / "a.toml").write_text(text, encoding="utf-8")
    (tmp_path / "b.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"b\.toml: \[rate\] also stands in a\.toml"):
        read_parameters(tmp_path)


def test_a_table_notes_what_was_used_and_refuses_what_it_lacks() -> None:
    table = Table("coefficients", {2000: 3, 2001: 2}, "established.AA")
    assert 2000 in table
    assert 1999 not in table
    assert (len(table), list(table)) == (2, [2000, 2001])
    assert table.used == {}
    assert table[2001] == 2
    assert table.used == {2001: 2}
    with pytest.raises(MissingFigureError) as refused:
        table[1999]
    assert isinstance(refused.value, FaultsError)
    (fault,) = refused.value.faults
    assert fault.where == "established.AA.coefficients"
    assert str(fault.wrong) == "the table “coefficients” has no figure for 1999."


def test_keys_are_numbers_where_they_are_written_as_such() -> None:
    assert [key_of(each) for each in ("2000", 1999, "-1", "before_1995", "")] == [2000, 1999, -1, "before_1995", ""]


def test_a_table_is_no_single_number() -> None:
    assert scalar(5) == 5
    with pytest.raises(TypeError):
        scalar({2000: 1})


def test_a_citation_is_a_source_and_an_article() -> None:
    assert Citation.read("LAW 66(1), 72") == Citation("LAW", "66(1), 72")
    assert str(Citation.read("LAW")) == "LAW"


def test_a_unit_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rates.toml").write_text(
        '[rate]\ntitle = { en = "rate" }\nunit = "Years"\nentries = []\n', encoding="utf-8"
    )
    with pytest.raises(ValueError, match=r"rates\.toml: \[rate\]: unit 'Years' is none of"):
        read_parameters(tmp_path)
