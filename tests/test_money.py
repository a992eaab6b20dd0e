"""Roundings by name, and numbers as they are written."""

from __future__ import annotations

from fractions import Fraction

import pytest

from totalisation import money

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("value", "nearest", "down", "up", "tens"),
    [
        (0, 0, 0, 0, 0),
        (25, 25, 25, 25, 20),
        (24 + HALF, 25, 24, 25, 20),
        (Fraction(2449, 100), 24, 24, 25, 20),
        (Fraction(2401, 100), 24, 24, 25, 20),
        (-HALF, 0, -1, 0, -10),
        (Fraction(-151, 100), -2, -2, -1, -10),
    ],
)
def test_each_rounding(value: money.Exact, nearest: int, down: int, up: int, tens: int) -> None:
    named = {name: rounding(value) for name, rounding in money.ROUNDINGS.items()}
    assert named == {"nearest_whole": nearest, "down_to_whole": down, "up_to_whole": up, "down_to_ten": tens}
    assert all(type(each) is int for each in named.values())


def test_roundings_to_other_units() -> None:
    assert [money.round_half_up(each, 10) for each in (14, 15, 16)] == [10, 20, 20]
    assert [money.round_half_up(each, HALF) for each in (Fraction(1, 5), Fraction(1, 4))] == [0, HALF]
    assert [money.truncate(each, 1000) for each in (999, 1000, 1999)] == [0, 1000, 1000]
    assert [money.round_up(each, 10) for each in (10, 11, 20)] == [10, 20, 20]
    assert [money.round_half_up(HALF), money.truncate(HALF), money.round_up(HALF)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (" 12 ", 12),
        ("4.61", Fraction(461, 100)),
        ("9/40", Fraction(9, 40)),
        ("2 %", Fraction(1, 50)),
        ("-3%", Fraction(-3, 100)),
    ],
)
def test_numbers_as_they_are_written(text: str, number: money.Exact) -> None:
    assert money.exact(text) == number


@pytest.mark.parametrize("text", ["", "1e9", "1.", "1/2/3", "1/0", "%", "1" * 31])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="zero" if text == "1/0" else "number"):
        money.exact(text)


def test_a_number_in_json_is_whole_or_a_fraction_in_words() -> None:
    assert [money.written(each) for each in (3, Fraction(6, 2), Fraction(3, 2))] == [3, 3, "3/2"]
