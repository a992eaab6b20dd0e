from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest

from tests.reports.cases import agreement, case, early, refused, totalised
from totalisation.determination import determine
from totalisation.messages import LANGUAGES
from totalisation.months import MonthSet, month
from totalisation.parameters import Table
from totalisation.reports.data import as_data
from totalisation.reports.values import plain
from totalisation.written_values import PartialDate

PARTY_KEYS = {
    "entitled",
    "basis",
    "own_months",
    "totalised_months",
    "start",
    "average_earnings",
    "rate",
    "theoretical_amount",
    "ratio",
    "monthly_amount",
    "currency",
    "missing",
    "steps",
}


def test_the_keys_that_stay_are_there() -> None:
    for determination in (totalised(), refused(), early()):
        data = as_data(determination)
        assert {"aggregation", "parties", "unverified", "interpretations"} <= data.keys()
        assert {"total_months", "overlap_months"} <= data["aggregation"].keys()
        for party in data["parties"].values():
            assert party.keys() >= PARTY_KEYS


def test_the_figures_of_a_totalised_case() -> None:
    data = as_data(totalised())
    assert data["case_id"] == "R-1"
    assert data["as_of"] == "2024-03-15"
    assert data["aggregation"]["total_months"] == 180
    assert data["aggregation"]["overlap_months"] == 20
    shared = data["parties"]["AA"]
    assert shared["basis"] == "totalised"
    assert (shared["own_months"], shared["totalised_months"]) == (80, 180)
    assert shared["start"] == "2024-03"
    assert shared["ratio"] == "4/9"
    assert shared["theoretical_amount"] == 1_000_001
    assert shared["monthly_amount"] == 444_445
    assert shared["currency"] == "KRW"
    direct = data["parties"]["BB"]
    assert direct["ratio"] is None
    assert direct["monthly_amount"] == 1_666_667


def test_each_month_that_was_dropped_says_why() -> None:
    aggregation = as_data(totalised())["aggregation"]
    (dropped,) = aggregation["views"]["AA"]["dropped"]
    assert (dropped["party"], dropped["from"], dropped["to"], dropped["months"]) == ("BB", "2005-01", "2006-08", 20)
    assert "both parties" in dropped["reason"]
    unpaid = [each for each in aggregation["own_records"]["BB"] if not each["counted"]]
    assert [(each["from"], each["to"], each["period"]) for each in unpaid] == [("2010-01", "2010-04", 1)]
    (third,) = aggregation["third_states"]
    assert (third["party"], third["counted"], third["months"]) == ("CC", False, 12)


def test_what_is_missing_is_told_with_its_month() -> None:
    party = as_data(refused())["parties"]["AA"]
    assert party["entitled"] is False
    assert party["basis"] == "none"
    assert party["monthly_amount"] is None
    missing = {each["condition"]: each for each in party["missing"]}
    assert missing["qualifying_period"]["required"] == 240
    assert missing["qualifying_period"]["actual"] == 180
    assert missing["qualifying_period"]["supposes"]
    assert missing["age"]["required"] == "2027-01"
    assert party["earliest"] == "2029-03"


def test_a_term_that_was_not_read_is_a_doubt() -> None:
    doubts = {(each["party"], each["kind"], each["name"]): each for each in as_data(totalised())["unverified"]}
    doubt = doubts["AA", "term", "minimum_own_period"]
    assert doubt["status"] == "unverified"
    assert doubt["citation"] == {"source": "Treaty", "article": "14"}


def test_steps_hold_inputs_rounding_and_citation() -> None:
    steps = {each["name"]: each for each in as_data(totalised())["parties"]["AA"]["steps"]}
    assert steps["ratio"]["inputs"] == {"ratio_months": 80, "denominator_months": 180}
    assert steps["ratio"]["value"] == "4/9"
    assert steps["ratio"]["citations"] == [{"source": "Treaty", "article": "15(2)"}]
    assert steps["payable_exact"]["value"] == "4000004/9"
    assert steps["monthly_amount_at_start"]["rounding"] == "nearest_whole"
    assert steps["monthly_pension"]["origin"] == "established"


def test_only_sentences_depend_on_the_language() -> None:
    def without_sentences(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: without_sentences(each)
                for key, each in value.items()
                if key not in {"reason", "text", "supposes", "question", "documents"}
            }
        return [without_sentences(each) for each in value] if isinstance(value, list) else value

    english, vietnamese, korean = (as_data(refused(), each) for each in LANGUAGES)
    assert english != vietnamese != korean
    assert without_sentences(english) == without_sentences(vietnamese) == without_sentences(korean)


def test_the_data_survives_json() -> None:
    for determination in (totalised(), refused(), early()):
        data = as_data(determination)
        assert json.loads(json.dumps(data)) == data


def test_without_steps_the_rest_is_the_same() -> None:
    recorded = as_data(totalised())
    bare = as_data(determine(case(), agreement(), record=False))
    for code in ("AA", "BB"):
        assert bare["parties"][code].pop("steps") == []
        assert recorded["parties"][code].pop("steps")
        assert bare["parties"][code] == recorded["parties"][code]


@pytest.mark.parametrize(
    ("value", "unit", "written"),
    [
        (1, "fraction", "1"),
        (Fraction(9, 40), "fraction", "9/40"),
        (Fraction(3, 2), "factor", "3/2"),
        (Fraction(10, 2), "money", 5),
        (Fraction(10, 3), "money_per_month", "10/3"),
        (month(2026, 7), "month", "2026-07"),
        (True, "flag", True),
        (PartialDate("1969-05"), "day", "1969-05"),
        ({2006: Fraction(3, 2), 2005: 1}, "factor_by_year", {"2005": "1", "2006": "3/2"}),
        (MonthSet.span(month(2001, 1), month(2001, 3)), "list", [{"from": "2001-01", "to": "2001-03"}]),
        ((1, 2), "list", [1, 2]),
    ],
)
def test_values_as_plain_data(value: Any, unit: str, written: Any) -> None:
    assert plain(value, unit) == written


def test_a_table_gives_only_the_figures_that_were_used() -> None:
    table = Table("coefficients", {2005: Fraction(306, 100), 2006: Fraction(285, 100)})
    assert table[2006]
    assert plain(table, "factor_by_year") == {"2006": "57/20"}
