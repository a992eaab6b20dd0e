"""Exact sums of many products, over one common denominator."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from totalisation.money import Exact, round_half_up


def weighted_sum(products: Iterable[tuple[int, Exact]]) -> Fraction:
    """The sum of weight times figure; the denominators are joined once, which adding fractions does each time."""
    pairs = tuple(products)
    denominator = lcm(*(figure.denominator for _, figure in pairs))
    total = sum(weight * figure.numerator * (denominator // figure.denominator) for weight, figure in pairs)
    return Fraction(total, denominator)


def to_three_decimals(dividend: Exact, divisor: Exact) -> Fraction:
    """The quotient to three decimals, a half upwards ("소수점 이하 넷째 자리에서 반올림", Decree Art. 36)."""
    return Fraction(round_half_up(Fraction(1000 * dividend) / divisor)) / 1000
