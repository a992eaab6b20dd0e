"""Exact amounts and named roundings.

An amount is an integer of its currency's unit (dong, won) or a ``Fraction`` of it on the way there. Each
rounding has a name, so that a rule can say which one it uses and a step of the explanation can show it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

Exact = int | Fraction
"""A number without error: an integer or a fraction."""


def round_half_up(value: Exact, unit: Exact = 1) -> Exact:
    """``value`` to the nearest multiple of ``unit``, a half upwards."""
    return (2 * value + unit) // (2 * unit) * unit


def truncate(value: Exact, unit: Exact = 1) -> Exact:
    """``value`` down to a multiple of ``unit``."""
    return value // unit * unit


def round_up(value: Exact, unit: Exact = 1) -> Exact:
    """``value`` up to a multiple of ``unit``."""
    return -(-value // unit) * unit


def to_nearest_whole(value: Exact) -> int:
    """Nearest whole unit of currency, a half upwards."""
    return int(round_half_up(value))


def down_to_ten(value: Exact) -> int:
    """Down to a multiple of ten units of currency."""
    return int(truncate(value, 10))


def down_to_whole(value: Exact) -> int:
    """Down to a whole unit of currency."""
    return int(truncate(value))


def up_to_whole(value: Exact) -> int:
    """Up to a whole unit of currency."""
    return int(round_up(value))


ROUNDINGS: dict[str, Callable[[Exact], int]] = {
    "nearest_whole": to_nearest_whole,
    "down_to_ten": down_to_ten,
    "down_to_whole": down_to_whole,
    "up_to_whole": up_to_whole,
}
"""The roundings of amounts that an agreement or a scheme may name."""


# No exponents and a bounded length: a number from a stranger's file must not take a minute to read.
_NUMBER = re.compile(r"(-?\d{1,30}(?:\.\d{1,30}|/\d{1,30})?)\s?(%?)", re.ASCII)


def exact(text: str) -> Fraction:
    """The number written as an integer, a decimal, a fraction or a percentage: "12", "4.61", "9/40", "2 %".

    Raises ValueError if it is none of these.
    """
    return _number(text.strip())


@lru_cache(maxsize=4096)
def _number(text: str) -> Fraction:
    """The same of a text without space around it. The figures of a law are few, and each stands in many cases."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a number such as 12, 4.61, 9/40 or 2 %")
    try:
        number = Fraction(match[1])
    except ZeroDivisionError:
        raise ValueError(f"{text!r} divides by zero") from None
    return number / 100 if match[2] else number


def written(value: Exact) -> int | str:
    """A number as it goes into JSON: an integer where it is whole, else the exact string "a/b"."""
    if isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"
