"""Calls in rules: of functions of the law and its helpers, and of the few of Python's own that rules use."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any, Final

from totalisation.batch.compiled.expressions import Expressions
from totalisation.batch.compiled.kinds import (
    CONDITION,
    ENTRIES,
    EXACT,
    MONTHS,
    NOTHING,
    RUNS,
    WHOLE,
    Kind,
    Value,
    by_reference,
    joined,
    written,
)
from totalisation.batch.compiled.names import calls

NEVER: Final = frozenset({"message", "missing_figure"})
"""Functions whose result a refused row never shows: it is decided again by the engine for single cases."""


class Calls(Expressions):
    """Everything in a rule that calls something."""

    def _of_call(self, node: ast.Call, wanted: Kind | None) -> Value:
        if isinstance(node.func, ast.Attribute):
            return self.method_call(node, node.func)
        if not isinstance(node.func, ast.Name):
            raise self.stray(node, "call")
        known = getattr(self, f"_call_{node.func.id}", None)
        if known is not None:
            found: Value = known(node, wanted)
            return found
        if node.func.id in NEVER:
            return Value(WHOLE, "NONE", True)
        function = self.globals.get(node.func.id)
        if not inspect.isfunction(function):
            raise self.stray(node, "call")
        return self.user_call(node, function)

    def user_call(self, node: ast.Call, function: Callable[..., Any]) -> Value:
        """A call of another function of the law, which is translated with it."""
        given = [self.expression(each) for each in node.args]
        made = self.translation.function(function, [each.kind for each in given])
        for each, (_, kind) in zip(given, made.arguments, strict=True):
            if each.kind is not kind and {each.kind, kind} != {WHOLE, EXACT}:
                raise self.stray(node, f"{each.kind.name} in place of {kind.name}:")
        passed = [written(each, kind) for each, (_, kind) in zip(given, made.arguments, strict=True)]
        if by_reference(made.result):
            kept = self.temporary(made.result)
            return Value(made.result, f"({made.name}({', '.join(['b', *passed, f'&{kept}'])}), &{kept})")
        return Value(made.result, f"{made.name}({', '.join(['b', *passed])})", made.result is WHOLE)

    def method_call(self, node: ast.Call, func: ast.Attribute) -> Value:
        """A call of a method: ``get`` of what has entries."""
        owner = self.expression(func.value)
        if func.attr == "get" and owner.kind.letter in "YJW":
            key = self.converted(node.args[0], WHOLE)
            otherwise = self.converted(node.args[1], ENTRIES[owner.kind])
            return self.entry(owner.kind, f"{owner.kind.letter.lower()}_get_or(b, {owner.text}, {key}, {otherwise})")
        raise self.stray(node, "method")

    def _call_Fraction(self, node: ast.Call, wanted: Kind | None) -> Value:  # noqa: N802
        first = self.converted(node.args[0], EXACT)
        if len(node.args) == 1:
            return Value(EXACT, first)
        return Value(EXACT, f"x_div(b, {first}, {self.converted(node.args[1], EXACT)})")

    def _call_int(self, node: ast.Call, wanted: Kind | None) -> Value:
        value = self.expression(node.args[0])
        return value if value.kind is WHOLE else Value(WHOLE, f"x_int(b, {value.text})")

    def _call_tuple(self, node: ast.Call, wanted: Kind | None) -> Value:
        return self.expression(node.args[0], wanted)

    def _call_dict(self, node: ast.Call, wanted: Kind | None) -> Value:
        # dict(sorted(sums.items())): amounts by year are in the order of years always.
        call = node.args[0]
        if calls(call, "sorted"):
            assert isinstance(call, ast.Call)
            inner = call.args[0]
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "items":
                return self.expression(inner.func.value)
        raise self.stray(node, "dict")

    def _call_days_in_month(self, node: ast.Call, wanted: Kind | None) -> Value:
        return Value(WHOLE, f"days_in_month({self.converted(node.args[0], WHOLE)})")

    def _call_weekday_of_first(self, node: ast.Call, wanted: Kind | None) -> Value:
        return Value(WHOLE, f"weekday_of_first({self.converted(node.args[0], WHOLE)})")

    def _call_refuse_missing(self, node: ast.Call, wanted: Kind | None) -> Value:
        keys = self.expression(node.args[1])
        return Value(NOTHING, f"({{ if (({keys.text})->n) refuse(b); }})")

    def _call_len(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "since":
            months = self.expression(given.func.value)
            return Value(WHOLE, f"m_count_span({months.text}, {self.converted(given.args[0], WHOLE)}, LAST_MONTH)")
        value = self.expression(given)
        if value.kind is MONTHS:
            return Value(WHOLE, f"m_count({value.text})")
        return Value(WHOLE, f"(I)({value.text}).n" if value.kind is RUNS else f"(I)({value.text})->n")

    def _call_sum(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "values":
            each = ast.Name("each_value_")
            given = ast.GeneratorExp(each, [ast.comprehension(each, given, [], 0)])
        if not isinstance(given, ast.GeneratorExp):
            raise self.stray(node, "sum")
        # The kind of the element is known once the loop has declared its variables.
        self.loop(given.generators[0].target, given.generators[0].iter, list)
        kind = self.expression(given.elt).kind
        if len(node.args) > 1:
            kind = joined(kind, self.expression(node.args[1]).kind)
        kept = self.temporary(kind)
        add = "x_add" if kind is EXACT else "i_add"
        zero = "x_i(0)" if kind is EXACT else "0"
        text = self.folded(
            given,
            lambda: f"{kept} = {add}(b, {kept}, {self.converted(given.elt, kind)});",
            f"{kept} = {zero};",
            f"{kept};",
        )
        return Value(kind, text)

    def _call_weighted_sum(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        if not isinstance(given, ast.GeneratorExp) or not isinstance(given.elt, ast.Tuple):
            raise self.stray(node, "weighted sum")
        weight, figure = given.elt.elts
        kept = self.temporary(EXACT)

        def add() -> str:
            return (
                f"{kept} = x_add_product(b, {kept}, {self.converted(weight, WHOLE)}, {self.converted(figure, EXACT)});"
            )

        return Value(EXACT, self.folded(given, add, f"{kept} = x_i(0);", f"{kept};"))

    def _call_all(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        assert isinstance(given, ast.GeneratorExp)
        kept = self.temporary(WHOLE)
        text = self.folded(given, lambda: f"if (!{self.test(given.elt)}) {kept} = 0;", f"{kept} = 1;", f"{kept};")
        return Value(WHOLE, text)

    def _call_min(self, node: ast.Call, wanted: Kind | None) -> Value:
        return self.extreme(node, "min")

    def _call_max(self, node: ast.Call, wanted: Kind | None) -> Value:
        return self.extreme(node, "max")

    def extreme(self, node: ast.Call, which: str) -> Value:
        """``min`` or ``max`` of some values, or of all that a loop goes through."""
        if len(node.args) == 1:
            return self._extreme_of_many(node, which)
        values = [self.expression(each) for each in node.args]
        kind = values[0].kind
        for each in values[1:]:
            kind = joined(kind, each.kind)
        found = written(values[0], kind)
        sign = "<" if which == "min" else ">"
        for each in values[1:]:
            if kind is EXACT:
                found = f"x_{which}(b, {found}, {written(each, EXACT)})"
            else:
                one, other = self.temporary(WHOLE), self.temporary(WHOLE)
                found = f"({{ {one} = {found}; {other} = {each.text}; {other} {sign} {one} ? {other} : {one}; }})"
        return Value(kind, found)

    def _extreme_of_many(self, node: ast.Call, which: str) -> Value:
        given = node.args[0]
        default = next((each.value for each in node.keywords if each.arg == "default"), None)
        if isinstance(given, ast.Name):
            table = self.expression(given)
            if table.kind.letter in "TYJ":
                ends = {"min": "least", "max": "greatest"}
                return Value(WHOLE, f"{table.kind.letter.lower()}_{ends[which]}(b, {table.text})")
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "values":
            each = ast.Name("each_value_")
            given = ast.GeneratorExp(each, [ast.comprehension(each, given, [], 0)])
        if not isinstance(given, ast.GeneratorExp):
            raise self.stray(node, which)
        self.loop(given.generators[0].target, given.generators[0].iter, list)
        kind = self.expression(given.elt).kind
        kept, one, some = self.temporary(kind), self.temporary(kind), self.temporary(WHOLE)
        sign = "<" if which == "min" else ">"
        better = f"x_compare(b, {one}, {kept}) {sign} 0" if kind is EXACT else f"{one} {sign} {kept}"
        if default is not None:
            otherwise = f"if (!{some}) {kept} = {written(self.expression(default), kind)};"
        else:
            otherwise = f"if (!{some}) refuse(b);"
        elt = given.elt
        text = self.folded(
            given,
            lambda: f"{one} = {self.converted(elt, kind)}; if (!{some} || {better}) {{ {kept} = {one}; {some} = 1; }}",
            f"{some} = 0;",
            f"{otherwise} {kept};",
        )
        return Value(kind, text, True)

    def _call_Condition(self, node: ast.Call, wanted: Kind | None) -> Value:  # noqa: N802
        name, _, _, _, met, earliest = node.args[:6]
        parts = [self.converted(each, WHOLE) for each in (name, met, earliest)]
        return Value(CONDITION, f"((Condition){{{', '.join(parts)}}})")
