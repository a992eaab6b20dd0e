"""Expressions of rules in C."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from totalisation.batch.compiled.kinds import (
    CONDITION,
    ENTRIES,
    EXACT,
    MAPS,
    MONTHS,
    PARTS_OF_DATES,
    RUN,
    RUNS,
    TABLES,
    TRIPLES,
    WHOLE,
    Kind,
    Value,
    by_reference,
    joined,
    written,
)
from totalisation.batch.compiled.loops import Loops
from totalisation.batch.compiled.names import calls


class Expressions(Loops):
    """Everything in a rule that has a value, but for calls."""

    def converted(self, node: ast.expr, kind: Kind) -> str:
        """The expression in C, as one of ``kind``."""
        return written(self.expression(node, kind), kind)

    def test(self, node: ast.expr) -> str:
        """The expression as a condition."""
        if isinstance(node, ast.BoolOp):
            sign = " && " if isinstance(node.op, ast.And) else " || "
            return "(" + sign.join(self.test(each) for each in node.values) + ")"
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return f"(!{self.test(node.operand)})"
        value = self.expression(node)
        if value.kind is EXACT:
            return f"x_true({value.text})"
        if value.kind is WHOLE:
            return f"({value.text} != 0 && {value.text} != NONE)" if value.optional else f"({value.text} != 0)"
        if value.kind is MONTHS:
            return f"(m_count({value.text}) != 0)"
        if value.kind is RUNS:
            return f"(({value.text}).n != 0)"
        if value.kind in ENTRIES:
            return f"(({value.text})->n != 0)"
        raise self.stray(node, "condition")

    def expression(self, node: ast.expr, wanted: Kind | None = None) -> Value:
        """The expression in C; ``wanted`` is the kind that its place asks for, where that is known."""
        method = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.stray(node, "expression")
        if isinstance(node, (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Tuple, ast.Call)):
            found: Value = method(node, wanted)
        else:
            found = method(node)
        return found

    def _of_constant(self, node: ast.Constant) -> Value:
        return self.constant(node, node.value)

    def constant(self, node: ast.AST, value: object) -> Value:
        """A number, a flag, a word by its number, or none."""
        if value is None:
            return Value(WHOLE, "NONE", True)
        if isinstance(value, (bool, int)):
            return Value(WHOLE, str(int(value)))
        if isinstance(value, str):
            return Value(WHOLE, str(self.translation.word(value)))
        raise self.stray(node, "constant")

    def _of_name(self, node: ast.Name) -> Value:
        kind = self.variables.get(node.id)
        if kind is None:
            if node.id in self.globals:
                return self.constant(node, self.globals[node.id])
            raise self.stray(node, "name")
        given = any(node.id == name for name, _ in self.made.arguments)
        text = f"v_{node.id}" if given or not by_reference(kind) else f"(&v_{node.id})"
        return Value(kind, text, kind is WHOLE)

    def _of_attribute(self, node: ast.Attribute) -> Value:
        owner = self.expression(node.value)
        if owner.kind is RUN:
            if node.attr == "months":
                return Value(WHOLE, f"({owner.text}.last - {owner.text}.first + 1)")
            if node.attr in ("first", "last", "monthly"):
                return Value(WHOLE, f"{owner.text}.{node.attr}")
            if node.attr == "coefficient":
                return Value(EXACT, f"{owner.text}.coefficient")
        if owner.kind is CONDITION and node.attr in ("met", "earliest"):
            return Value(WHOLE, f"{owner.text}.{node.attr}")
        if owner.kind in PARTS_OF_DATES and node.attr in PARTS_OF_DATES[owner.kind]:
            return Value(WHOLE, f"{owner.text}.{node.attr}", True)
        raise self.stray(node, "attribute")

    def _of_subscript(self, node: ast.Subscript) -> Value:
        owner = self.expression(node.value)
        if owner.kind.letter not in MAPS:
            raise self.stray(node, "index")
        key = self.converted(node.slice, WHOLE)
        text = f"{owner.kind.letter.lower()}_get(b, {owner.text}, {key})"
        return self.entry(owner.kind, text)

    def entry(self, kind: Kind, text: str) -> Value:
        """What was read in a table, as what its entries are."""
        if ENTRIES[kind] is EXACT:
            return Value(EXACT, text)
        return Value(WHOLE, f"x_as_i(b, {text})" if kind.letter == "T" else text, True)

    def _of_ifexp(self, node: ast.IfExp) -> Value:
        one, other = self.expression(node.body), self.expression(node.orelse)
        kind = joined(one.kind, other.kind)
        return Value(
            kind,
            f"({self.test(node.test)} ? {written(one, kind)} : {written(other, kind)})",
            one.optional or other.optional,
        )

    def _of_boolop(self, node: ast.BoolOp) -> Value:
        if isinstance(node.op, ast.And) or any(isinstance(each, (ast.Compare, ast.BoolOp)) for each in node.values):
            return Value(WHOLE, self.test(node))
        last = self.expression(node.values[-1])
        for each in reversed(node.values[:-1]):
            first = self.expression(each)
            kind = joined(first.kind, last.kind)
            kept = self.temporary(kind)
            true = f"x_true({kept})" if kind is EXACT else f"({kept} && {kept} != NONE)"
            last = Value(kind, f"({{ {kept} = {written(first, kind)}; {true} ? {kept} : {written(last, kind)}; }})")
        return last

    def _of_unaryop(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return Value(WHOLE, f"(!{self.test(node.operand)})")
        value = self.expression(node.operand)
        if isinstance(node.op, ast.USub):
            return Value(value.kind, f"x_neg(b, {value.text})" if value.kind is EXACT else f"i_sub(b, 0, {value.text})")
        raise self.stray(node, "sign")

    def _of_binop(self, node: ast.BinOp) -> Value:
        left, right = self.expression(node.left), self.expression(node.right)
        whole = left.kind is WHOLE and right.kind is WHOLE
        names = {ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.FloorDiv: "floor"}
        if whole and isinstance(node.op, ast.Mod):
            return Value(WHOLE, f"i_mod(b, {left.text}, {right.text})")
        if isinstance(node.op, ast.Div) and not whole:
            return Value(EXACT, f"x_div(b, {written(left, EXACT)}, {written(right, EXACT)})")
        name = names.get(type(node.op))
        if name is None:
            raise self.stray(node, "operation")
        if whole:
            return Value(WHOLE, f"i_{name}(b, {left.text}, {right.text})")
        return Value(EXACT, f"x_{name}(b, {written(left, EXACT)}, {written(right, EXACT)})")

    def _of_compare(self, node: ast.Compare) -> Value:
        left, parts = node.left, []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self.comparison(node, left, operator, right))
            left = right
        return Value(WHOLE, "(" + " && ".join(parts) + ")")

    def comparison(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
        """One comparison of a chain."""
        if isinstance(operator, (ast.Is, ast.IsNot)):
            value = self.expression(left)
            none = f"(({value.text}).d == 0)" if value.kind is EXACT else f"({value.text} == NONE)"
            return none if isinstance(operator, ast.Is) else f"(!{none})"
        if isinstance(operator, (ast.In, ast.NotIn)):
            found = self.membership(left, right)
            return found if isinstance(operator, ast.In) else f"(!{found})"
        signs = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
        sign = signs[type(operator)]
        one, other = self.expression(left), self.expression(right)
        if one.kind is WHOLE and other.kind is WHOLE:
            return f"({one.text} {sign} {other.text})"
        return f"(x_compare(b, {written(one, EXACT)}, {written(other, EXACT)}) {sign} 0)"

    def membership(self, left: ast.expr, right: ast.expr) -> str:
        """Whether a value is among fixed words, or a key of a table."""
        value = self.converted(left, WHOLE)
        some = self.fixed(right)
        if some is not None:
            kept = self.temporary(WHOLE)
            tests = " || ".join(f"{kept} == {self.constant(right, each).text}" for each in some)
            return f"({{ {kept} = {value}; {tests or '0'}; }})"
        owner = self.expression(right)
        if owner.kind.letter not in MAPS:
            raise self.stray(right, "membership")
        return f"{owner.kind.letter.lower()}_has({owner.text}, {value})"

    def fixed(self, node: ast.expr) -> Iterable[object] | None:
        """The words that an expression lists, or None if it lists none."""
        if isinstance(node, ast.Name) and node.id not in self.variables:
            value = self.globals.get(node.id)
            return value if isinstance(value, (tuple, frozenset)) else None
        if isinstance(node, ast.Tuple) and all(isinstance(each, ast.Constant) for each in node.elts):
            return [each.value for each in node.elts if isinstance(each, ast.Constant)]
        return None

    def _of_dict(self, node: ast.Dict, wanted: Kind | None) -> Value:
        kind = wanted if wanted is not None and wanted.letter in "YJW" else TABLES["W", WHOLE]
        kept = self.temporary(kind)
        small = kind.letter.lower()
        lines = [f"{kept}.n = 0;"]
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                lines.append(
                    f"{small}_put(b, &{kept}, {self.converted(key, WHOLE)}, {self.converted(value, ENTRIES[kind])});"
                )
            elif calls(value, "fromkeys"):
                assert isinstance(value, ast.Call)
                words = self.fixed(value.args[0]) or ()
                same = self.converted(value.args[1], ENTRIES[kind])
                lines += [f"{small}_put(b, &{kept}, {self.constant(value, each).text}, {same});" for each in words]
            else:
                lines.append(f"{small}_join(b, &{kept}, {self.expression(value).text});")
        return Value(kind, "({ " + " ".join(lines) + f" &{kept}; }})")

    def _of_dictcomp(self, node: ast.DictComp, wanted: Kind | None) -> Value:
        kind = wanted if wanted is not None and wanted.letter in "YJW" else TABLES["Y", EXACT]
        kept = self.temporary(kind)

        def put() -> str:
            key, value = self.converted(node.key, WHOLE), self.converted(node.value, ENTRIES[kind])
            return f"{kind.letter.lower()}_put(b, &{kept}, {key}, {value});"

        generator = ast.GeneratorExp(node.value, node.generators)
        return Value(kind, self.folded(generator, put, f"{kept}.n = 0;", f"&{kept};"))

    def _of_list(self, node: ast.List, wanted: Kind | None) -> Value:
        kind = wanted
        if kind is None and node.elts:
            kind = next((each for each, entry in ENTRIES.items() if entry is self.expression(node.elts[0]).kind), None)
        if kind is None or kind not in ENTRIES:
            raise self.stray(node, "list of what?")
        kept = self.temporary(kind)
        small = kind.letter.lower()
        added = [f"{small}_append(b, &{kept}, {self.converted(each, ENTRIES[kind])});" for each in node.elts]
        return Value(kind, "({ " + " ".join([f"{kept}.n = 0;", *added]) + f" &{kept}; }})")

    def _of_tuple(self, node: ast.Tuple, wanted: Kind | None) -> Value:
        if wanted is not None and wanted in ENTRIES:
            return self._of_list(ast.List(node.elts), wanted)
        if len(node.elts) == 3:
            parts = ", ".join(self.converted(each, WHOLE) for each in node.elts)
            return Value(ENTRIES[TRIPLES], f"((Triple){{{parts}}})")
        raise self.stray(node, "tuple")
