"""Functions in the rules' subset of Python give the same in C, exactly, or refuse; others are not translated."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from totalisation.agreement_file import find_agreement
from totalisation.batch.compiled.build import library
from totalisation.batch.compiled.kinds import EXACT, WHOLE
from totalisation.batch.compiled.memory import EXACT_BYTES, aligned, exact_bytes
from totalisation.batch.compiled.names import UntranslatableError
from totalisation.batch.compiled.translate import Translation, header_of
from totalisation.batch.compiled.unit import Unit
from totalisation.money import Exact, down_to_ten, round_half_up, to_nearest_whole, truncate

LARGEST = 2**126


def added(a: Exact, b: Exact) -> Exact:
    return a + b


def subtracted(a: Exact, b: Exact) -> Exact:
    return a - b


def multiplied(a: Exact, b: Exact) -> Exact:
    return a * b


def divided(a: Exact, b: Exact) -> Exact:
    return Fraction(a) / b


def whole_quotient(a: Exact, b: Exact) -> Exact:
    return a // b


def lesser(a: Exact, b: Exact) -> Exact:
    return min(a, b) if a != b else max(a, b)


def cut(a: Exact, b: Exact) -> Exact:
    return truncate(a, 10) + down_to_ten(b) + to_nearest_whole(a) + round_half_up(b, 1000)


def by_year(a: Exact, b: Exact) -> Exact:
    """Goes through the parts of the subset: a table that is filled, a loop, conditions, words."""
    sums: dict[int, int] = {}
    year = 1990
    while year < 2010:
        if year % 4 == 0 and year % 100 != 0:
            sums[year] = sums.get(year, 0) + year
        year += 1
    best: Exact = 0
    kind = ""
    for each, amount in sums.items():
        whole, rest = divmod(amount, 7)
        best = max(best, a * whole - b * rest)
        if best > 100 and not kind:
            kind = "more" if each > 2000 else "less"
    months = -7 // 2 + -7 % 3
    if kind == "more":
        return best + months
    return sum(value for value in sums.values() if value > 2000) + (2000 in sums) * best if kind else months


FUNCTIONS: list[Callable[..., Exact]] = [
    added, subtracted, multiplied, divided, whole_quotient, lesser, cut, by_year,
]  # fmt: skip


@pytest.fixture(scope="module")
def made() -> ctypes.CDLL:
    translation = Translation()
    functions = [translation.function(each, [EXACT, EXACT]) for each in FUNCTIONS]
    wrappers = [
        f"int call_{source.__name__}(const X *a, const X *b, X *out) {{"
        f" jmp_buf place; Base base = {{&place, 0}}; if (_setjmp(place)) return 1;"
        f" *out = {function.name}(&base, *a, *b); return 0; }}"
        for source, function in zip(FUNCTIONS, functions, strict=True)
    ]
    text = ['#include "runtime.h"', header_of(translation.functions), *(each.text for each in translation.order)]
    return library("\n".join([*text, *wrappers, ""]))


def called(made: ctypes.CDLL, function: Callable[..., Exact], a: Exact, b: Exact) -> Fraction | None:
    """What the function yields in C; None where it refuses."""
    memory = aligned(3 * EXACT_BYTES)
    for place, value in enumerate((a, b)):
        memory[place * EXACT_BYTES : (place + 1) * EXACT_BYTES] = bytearray(exact_bytes(value))
    address = memory.ctypes.data
    call = getattr(made, f"call_{function.__name__}")
    call.argtypes = [ctypes.c_void_p] * 3
    if call(address, address + EXACT_BYTES, address + 2 * EXACT_BYTES):
        return None
    out = memory[2 * EXACT_BYTES :].tobytes()
    return Fraction(int.from_bytes(out[:16], "little", signed=True), int.from_bytes(out[16:32], "little", signed=True))


exacts = st.one_of(
    st.integers(-(10**6), 10**6),
    st.fractions(max_denominator=10**5).filter(lambda value: abs(value) < 10**12),
    st.builds(Fraction, st.integers(-LARGEST, LARGEST), st.integers(1, LARGEST)),
    st.builds(Fraction, st.integers(-(2**63) - 2, 2**63 + 2), st.integers(1, 2**40)),
)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.__name__)
@given(exacts, exacts)
@example(Fraction(2**63), Fraction(1, 2**63))
@example(Fraction(-1, 3), Fraction(10))
@example(0, 0)
def test_the_same_or_refused(made: ctypes.CDLL, function: Callable[..., Exact], a: Exact, b: Exact) -> None:
    found = called(made, function, a, b)
    try:
        expected = function(a, b)
    except ZeroDivisionError:
        assert found is None
        return
    if function is whole_quotient and b < 0:
        expected = a // b
    if found is not None:
        assert found == expected
    elif max(abs(Fraction(each).numerator) + Fraction(each).denominator for each in (a, b)) < 10**12:
        # Small numbers are never refused.
        raise AssertionError(f"{function.__name__}({a}, {b}) is refused")


def generators(a: int) -> int:
    own = (each for each in range(a))
    return sum(own)


def floats(a: int) -> int:
    return int(a * 1.5)


def comprehended(a: int) -> int:
    return len(set(range(a)))


def tried(a: int) -> int:
    try:
        return a
    except ValueError:
        return 0


def of_unknown_kind(a: bytes) -> int:
    return len(a)


@pytest.mark.parametrize("function", [generators, floats, comprehended, tried], ids=lambda each: each.__name__)
def test_what_strays_from_the_subset_is_named(function: Callable[..., Any]) -> None:
    with pytest.raises(UntranslatableError, match=function.__name__):
        Translation().function(function, [WHOLE])


def returns_text(a: int) -> Mapping[str, bytes]:
    return {"a": b""}


def test_a_result_of_no_known_kind_is_refused() -> None:
    with pytest.raises(UntranslatableError, match="returns_text"):
        Translation().function(returns_text, [WHOLE])


def test_every_rule_of_the_shipped_agreement_is_translated_once() -> None:
    unit = Unit(find_agreement("vn-kr"))
    for law in unit.laws:
        for ways in law.ways.values():
            for way in ways:
                if way.rule.name in law.names:
                    assert any(source is way.rule.function for source, _ in unit.translation.functions)
    names = [each.name for each in unit.translation.order]
    assert len(names) == len(set(names))
