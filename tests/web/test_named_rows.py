"""Rows that name what they hold, as figures, options and readings do: what is missing is told at its own field."""

from __future__ import annotations

import re

import pytest

from tests.web.desk import Browser
from tests.web.test_case_entry import post, typed


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"established-0-party": "VN", "established-0-name": "", "established-0-value": "10.000.000"}, {"name"}),
        ({"established-0-party": "", "established-0-value": "10.000.000"}, {"party"}),
        ({"established-0-name": "", "established-0-value": "ten"}, {"name", "value"}),
        ({"options-0-party": "KR", "options-0-value": "yes"}, {"name"}),
        ({"options-0-name": "early", "options-0-value": "yes"}, {"party"}),
        ({"options-0-party": "KR"}, {"name", "value"}),
        ({"options-0-party": "KR", "options-0-name": "early"}, {"value"}),
        ({"options-0-value": "yes"}, {"party", "name"}),
        ({"interpretations-0-party": "KR", "interpretations-0-choice": "sum_paid"}, {"name"}),
        ({"interpretations-0-name": "rounding_order", "interpretations-0-choice": "sum_paid"}, {"party"}),
        ({"interpretations-0-party": "KR", "interpretations-0-name": "rounding_order"}, {"choice"}),
        ({"top_up-0-months": "5", "top_up-0-paid": "07/2026"}, {"party"}),
    ],
)
def test_what_is_missing_in_a_row_is_told_at_the_field_that_is_empty(
    officer: Browser, new: str, row: dict[str, str], wrong: set[str]
) -> None:
    told = post(officer, new, "check", {**typed(), **row})
    assert {each.rpartition("-")[2] for each in re.findall(r'id="([a-z_]+-0-[a-z]+)-error"', told.text)} == wrong


def test_of_two_rows_without_a_name_each_is_told_so(officer: Browser, new: str) -> None:
    rows = {f"options-{row}-{last}": text for row in (0, 1) for last, text in (("party", "KR"), ("value", "yes"))}
    told = post(officer, new, "check", {**typed(), **rows})
    assert 'id="options-0-name-error"' in told.text
    assert 'id="options-1-name-error"' in told.text
    assert "stands twice" not in told.text
