"""The small changes that are tried: cosmic-ray's, without those that only repeat another, and four of ours.

A comparison is moved by its boundary and turned round; an arithmetic sign becomes its opposite. Replacing each sign
with each of eleven others would make five times as many mutants that the same tests kill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import parso
from cosmic_ray.operators import provider
from cosmic_ray.operators.operator import Operator

_OF_COSMIC_RAY = (
    *("ReplaceComparisonOperator_" + way for way in ("Lt_LtE", "Lt_GtE", "LtE_Lt", "LtE_Gt")),
    *("ReplaceComparisonOperator_" + way for way in ("Gt_GtE", "Gt_LtE", "GtE_Gt", "GtE_Lt")),
    *("ReplaceComparisonOperator_" + way for way in ("Eq_NotEq", "NotEq_Eq", "Is_IsNot", "IsNot_Is")),
    *("ReplaceBinaryOperator_" + way for way in ("Add_Sub", "Sub_Add", "Mul_FloorDiv", "FloorDiv_Mul", "Div_Mul")),
    *("ReplaceBinaryOperator_" + way for way in ("Mod_FloorDiv", "LShift_RShift", "RShift_LShift")),
    *("ReplaceBinaryOperator_" + way for way in ("BitOr_BitAnd", "BitAnd_BitOr", "BitXor_BitOr")),
    *("ReplaceUnaryOperator_" + way for way in ("Delete_USub", "Delete_Invert", "Delete_Not")),
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue",
    "ReplaceContinueWithBreak",
    "ExceptionReplacer",
    "NumberReplacer",
    "ZeroIterationForLoop",
)


class _OtherName(Operator):  # type: ignore[misc]
    """A call of one of the names replaced with a call of another."""

    others: dict[str, str]

    def mutation_positions(self, node: Any) -> Iterable[Any]:
        if node.type == "name" and node.value in self.others:
            following = node.get_next_leaf()
            if following is not None and following.value == "(" and node.get_previous_leaf().value != ".":
                yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = self.others[node.value]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class SwapExtremes(_OtherName):
    """The greatest for the least: ``min`` and ``max``."""

    others = {"min": "max", "max": "min"}  # noqa: RUF012


class SwapQuantifiers(_OtherName):
    """One for every one: ``any`` and ``all``."""

    others = {"any": "all", "all": "any"}  # noqa: RUF012


class SwapMembership(Operator):  # type: ignore[misc]
    """``in`` for ``not in``, where it is a condition; ``not in`` for ``in``."""

    def mutation_positions(self, node: Any) -> Iterable[Any]:
        if node.type == "comparison":
            sign = node.children[1]
            if sign.get_code().strip() in ("in", "not in"):
                yield sign.start_pos, sign.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        turned = " in" if node.children[1].get_code().strip() == "not in" else " not in"
        node.children[1] = parso.parse(turned)  # type: ignore[no-untyped-call]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class DropFilter(Operator):  # type: ignore[misc]
    """A comprehension without its condition."""

    def mutation_positions(self, node: Any) -> Iterable[Any]:
        if node.type == "comp_if":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = parso.parse(" True")  # type: ignore[no-untyped-call]
        return node

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


_OURS: tuple[type[Operator], ...] = (SwapExtremes, SwapQuantifiers, SwapMembership, DropFilter)


def repeats(node: Any, name: str) -> bool:
    """Whether an operator would only repeat another there, or change what is no operation.

    The condition that is one comparison or one ``not`` is turned round by its own operator; a star that stands
    alone or unpacks is no product.
    """
    if name == "AddNot":
        return node.children[2 if node.type == "test" else 1].type in ("comparison", "not_test", "namedexpr_test")
    if name == "ReplaceBinaryOperator_Mul_FloorDiv":
        before = node.get_previous_leaf()
        return before is not None and before.value in ("(", ",", "[", "{")
    return False


def operators() -> dict[str, Operator]:
    """One of each operator, by its name."""
    known = provider.OperatorProvider()
    makers: dict[str, Callable[[], Operator]] = {name: known[name] for name in _OF_COSMIC_RAY}
    makers |= {each.__name__: each for each in _OURS}
    return {name: make() for name, make in makers.items()}
