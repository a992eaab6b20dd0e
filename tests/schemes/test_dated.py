"""Figures that hold from a month on, until the next."""

from __future__ import annotations

from typing import Any

from totalisation.months import parse_month
from totalisation.parameters import Table
from totalisation.schemes.dated import calendar_key, in_force, month_of_key, next_change

LEVELS = {202307: 1_800_000, 202407: 2_340_000}


def test_figures_hold_from_their_month_on() -> None:
    held = [in_force(LEVELS, parse_month(each)) for each in ("2023-06", "2023-07", "2024-06", "2024-07", "2031-01")]
    assert held == [None, 1_800_000, 1_800_000, 2_340_000, 2_340_000]


def test_a_figure_that_is_lower_than_the_one_before_holds_too() -> None:
    assert in_force({201612: 19, 202001: 18}, parse_month("2020-01")) == 18


def test_only_the_figure_that_holds_is_one_to_answer_for() -> None:
    table: Any = Table("levels", dict(LEVELS.items()), "established")
    assert in_force(table, parse_month("2025-01")) == 2_340_000
    assert list(table.used) == [202407]


def test_the_next_change_lies_within_the_months_asked_for() -> None:
    june = parse_month("2024-06")
    assert next_change(LEVELS, june, june + 9) == june + 1
    assert next_change(LEVELS, june + 1, june + 9) == june + 10
    assert next_change(LEVELS, parse_month("2023-07"), june - 3) == june - 2


def test_a_month_is_written_and_read_back() -> None:
    for each in ("1999-12", "2000-01", "2025-07"):
        assert month_of_key(calendar_key(parse_month(each))) == parse_month(each)
