"""A case whose form is at fault is told its other faults in the same answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation import FaultsError, assess
from totalisation.case_checks import checked
from totalisation.case_file import case_from

WORDS = st.sampled_from(
    [
        "VN",
        "KR",
        "vn-kr",
        "compulsory",
        "workplace",
        "hazardous",
        "old_age",
        "2001-03",
        "2026-07-01",
        "early",
        "1/2",
        "",
    ]
)
LEAVES = st.one_of(WORDS, st.integers(-3, 3), st.booleans(), st.none(), st.floats(), st.text(max_size=3))
KEYS = st.sampled_from(
    ["VN", "KR", "from", "to", "party", "kind", "conditions", "earnings", "date", "options", "early", "x"]
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
PARTS = ["case_id", "agreement", "person", "claim", "periods", "established", "interpretations"]


def told(raw: dict[str, Any]) -> list[str]:
    with pytest.raises(FaultsError) as caught:
        assess(json.dumps(raw))
    return [fault.in_language() for fault in caught.value.faults]


@pytest.fixture
def raw() -> dict[str, Any]:
    return {
        "case_id": "M",
        "agreement": "vn-kr",
        "person": {"sex": "F", "birth_date": "1969-05-12"},
        "claim": {"benefit": "old_age", "date": "2026-07-01"},
        "periods": [{"party": "VN", "from": "2001-03", "to": "2009-02", "kind": "compulsory"}],
        "established": {"VN": {"average_earnings": 10_000_000}},
    }


SEX = "person.sex: “F” is not a valid word. Valid: female, male."


def test_an_unknown_kind_is_told_with_a_wrong_sex(raw: dict[str, Any]) -> None:
    raw["periods"][0]["kind"] = "compulsry"
    assert told(raw) == [
        SEX,
        "periods[0].kind: VN has no kind of period “compulsry”. "
        "Did you mean “compulsory”? Valid: compulsory, credited, voluntary.",
    ]


def test_unknown_conditions_options_figures_and_readings_are_told_with_a_wrong_sex(raw: dict[str, Any]) -> None:
    raw["periods"][0]["conditions"] = ["hazardus", 3]
    raw["claim"]["options"] = {"KR": {"erly": True}, "XX": {}}
    raw["established"]["KR"] = {"pension_rte": "45 %"}
    raw["interpretations"] = {"VN": {"treaty_threshold": "rounded"}}
    wheres = [line.split(": ")[0] for line in told(raw)]
    assert wheres == [
        "person.sex",
        "periods[0].conditions[1]",
        "periods[0].conditions[0]",
        "established.KR.pension_rte",
        "interpretations.VN.treaty_threshold",
        "claim.options.XX",
        "claim.options.KR.erly",
    ]


def test_an_unknown_agreement_is_told_with_a_wrong_sex(raw: dict[str, Any]) -> None:
    raw["agreement"] = "vn-jp"
    lines = told(raw)
    assert lines[0] == SEX
    assert lines[1].startswith("agreement: there is no agreement “vn-jp”.")


def test_no_field_is_told_twice(raw: dict[str, Any]) -> None:
    raw["periods"][0]["kind"] = 7
    raw["established"]["VN"]["average_earnings"] = 1.5
    raw["agreement"] = ["vn-kr"]
    wheres = [line.split(": ")[0] for line in told(raw)]
    assert len(wheres) == len(set(wheres))


@given(st.dictionaries(st.sampled_from(PARTS), ANYTHING))
def test_nothing_but_faults_comes_of_what_is_no_case(raw: dict[str, Any]) -> None:
    with pytest.raises(FaultsError) as caught:
        checked(lambda: case_from({"agreement": "vn-kr", **raw}))
    assert caught.value.faults
    assert all(fault.where for fault in caught.value.faults)


@pytest.mark.parametrize("figure", ["Infinity", "9/0", "x", None, True, [1], {"2003": "x"}, {"2003": 1, "2004": []}])
@pytest.mark.parametrize("name", ["average_earnings", "a_value_by_year", "no_such_figure"])
def test_an_established_figure_that_is_no_number_is_told(raw: dict[str, Any], name: str, figure: Any) -> None:
    raw["established"] = {"KR": {name: figure}}
    lines = told(raw)
    assert any(line.startswith(f"established.KR.{name}") for line in lines)
    with pytest.raises(FaultsError):
        checked(lambda: case_from(raw))


def test_a_field_s_name_turns_no_text_and_moves_no_cursor(raw: dict[str, Any]) -> None:
    """What stands where a name should is told by its codes, as values are."""
    given = {**raw, "established": {"VN": {"\u202eVN\x1b[2J": 1}}}
    with pytest.raises(FaultsError) as refused:
        assess(given)
    told = "\n".join(each.in_language("vi") for each in refused.value.faults)
    assert "established.VN.\\u202eVN\\u001b[2J: " in told
    assert told.replace("\n", "").isprintable()
