"""Rules of law from Python into C: the same functions, line by line, over the kinds of value in ``runtime.h``.

Only the plain subset of Python in which rules are written is understood; anything else raises Untranslatable with
the function and the line, so that a rule which strays from the subset shows at once.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from totalisation.batch.compiled.kinds import (
    CONDITION,
    PARTS_OF_DATES,
    ENTRIES,
    EXACT,
    MAPS,
    MONTHS,
    NOTHING,
    RUN,
    RUNS,
    TABLES,
    TRIPLES,
    WHOLE,
    WHOLES,
    Kind,
    Value,
    annotated,
    by_reference,
    joined,
    written,
)

NEVER: Final = frozenset({"message", "missing_figure"})
"""Functions whose result a refused row never shows: it is decided again by the engine for single cases."""


class Untranslatable(Exception):
    """A rule that is not written in the subset of Python that can be translated."""


@dataclass
class Function:
    """One Python function for given kinds of argument, as a C function."""

    name: str
    arguments: tuple[tuple[str, Kind], ...]
    result: Kind
    text: str = ""


@dataclass
class Translation:
    """The C functions made so far, and the numbers that words have."""

    words: dict[str, int] = field(default_factory=lambda: {"": 0})
    functions: dict[tuple[Any, tuple[Kind, ...]], Function] = field(default_factory=dict)
    order: list[Function] = field(default_factory=list)

    def word(self, text: str) -> int:
        """The number that stands for a word."""
        return self.words.setdefault(text, len(self.words))

    def function(self, source: Callable[..., Any], kinds: Sequence[Kind]) -> Function:
        """The C function of a Python one for these kinds of argument, translated at its first use."""
        signature = inspect.signature(source)
        names = list(signature.parameters)
        taken = tuple(
            kind if (told := annotated(signature.parameters[name].annotation)) is None else told
            for name, kind in zip(names, kinds, strict=False)
        )
        known = self.functions.get((source, taken))
        if known is not None:
            return known
        told = annotated(signature.return_annotation)
        if told is None:
            raise Untranslatable(f"{source.__qualname__}: {signature.return_annotation} is no kind of value")
        made = Function(
            f"f{len(self.functions)}_{source.__name__.lstrip('_')}", tuple(zip(names, taken, strict=False)), told
        )
        self.functions[(source, taken)] = made
        made.text = _Body(self, source, made).text()
        self.order.append(made)
        return made


class _Body:
    """The translation of one function's body."""

    def __init__(self, translation: Translation, source: Callable[..., Any], made: Function) -> None:
        self.translation = translation
        self.source = source
        self.made = made
        tree = ast.parse(textwrap.dedent(inspect.getsource(source))).body[0]
        assert isinstance(tree, ast.FunctionDef)
        self.tree = tree
        self.globals = source.__globals__
        self.variables: dict[str, Kind] = dict(made.arguments)
        self.temporaries: list[str] = []
        self.aliases: dict[str, ast.expr] = {}

    # ---- the whole ----

    def text(self) -> str:
        given = {name for name, _ in self.made.arguments}
        defaults = inspect.signature(self.source).parameters
        for name, parameter in defaults.items():
            if name not in given:
                self.variables[name] = annotated(parameter.annotation) or self.constant(self.tree, parameter.default).kind
        # Kinds of variables only ever widen, so a few passes settle them.
        for _ in range(6):
            before = dict(self.variables)
            self.temporaries = []
            body = "\n".join(self.block(self.tree.body))
            if before == self.variables:
                break
        lines = [f"static {_header(self.made)} {{"]
        for name, parameter in defaults.items():
            if name not in given:
                value = written(self.constant(self.tree, parameter.default), self.variables[name])
                lines.append(f"    {self.variables[name].c} v_{name} = {value};")
                given.add(name)
        for name, kind in self.variables.items():
            if name not in given:
                lines.append(f"    {kind.storage} v_{name}; (void)v_{name};")
        lines += [f"    {each}" for each in self.temporaries]
        end = "return;" if self.made.result is NOTHING else "refuse(b);"
        return "\n".join([*lines, body, f"    {end}", "}"])

    def block(self, statements: Iterable[ast.stmt]) -> list[str]:
        found: list[str] = []
        for each in statements:
            found += self.statement(each)
        return found

    def stray(self, node: ast.AST, what: str = "") -> Untranslatable:
        line = getattr(node, "lineno", 0)
        return Untranslatable(
            f"{self.source.__module__}.{self.source.__qualname__}, line {line} of it: {what} {ast.unparse(node)}"
        )

    # ---- statements ----

    def statement(self, node: ast.stmt) -> list[str]:
        method = getattr(self, f"on_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.stray(node, "statement")
        found: list[str] = method(node)
        return found

    def on_expr(self, node: ast.Expr) -> list[str]:
        if isinstance(node.value, ast.Constant):
            return []
        call = node.value
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "append":
            to = self.expression(call.func.value)
            one = self.converted(call.args[0], ENTRIES[to.kind])
            return [f"{to.kind.letter.lower()}_append(b, {to.text}, {one});"]
        if isinstance(call, ast.Call):
            return [f"{self.expression(call).text};"]
        raise self.stray(node, "statement")

    def on_pass(self, node: ast.Pass) -> list[str]:
        return []

    def on_return(self, node: ast.Return) -> list[str]:
        result = self.made.result
        if node.value is None:
            return ["return;"]
        value = self.converted(node.value, result)
        if by_reference(result):
            return [f"{result.letter.lower()}_copy(out, {value}); return;"]
        return [f"return {value};"]

    def on_raise(self, node: ast.Raise) -> list[str]:
        return ["refuse(b);"]

    def on_assert(self, node: ast.Assert) -> list[str]:
        return []

    def on_if(self, node: ast.If) -> list[str]:
        lines = [f"if ({self.test(node.test)}) {{", *self.block(node.body), "}"]
        return [*lines, "else {", *self.block(node.orelse), "}"] if node.orelse else lines

    def on_while(self, node: ast.While) -> list[str]:
        return [f"while ({self.test(node.test)}) {{", *self.block(node.body), "}"]

    def on_break(self, node: ast.Break) -> list[str]:
        return ["break;"]

    def on_continue(self, node: ast.Continue) -> list[str]:
        return ["continue;"]

    def on_annassign(self, node: ast.AnnAssign) -> list[str]:
        kind = annotated(ast.unparse(node.annotation))
        if kind is None or node.value is None or not isinstance(node.target, ast.Name):
            raise self.stray(node, "annotation")
        return self.assign(node.target.id, node.value, kind)

    def on_assign(self, node: ast.Assign) -> list[str]:
        lines: list[str] = []
        for target in node.targets:
            lines += self.assign_to(target, node.value)
        return lines

    def assign_to(self, target: ast.expr, value: ast.expr) -> list[str]:
        if isinstance(target, ast.Name):
            return self.assign(target.id, value)
        if isinstance(target, ast.Subscript):
            to = self.expression(target.value)
            key = self.converted(target.slice, WHOLE)
            return [f"{to.kind.letter.lower()}_put(b, {to.text}, {key}, {self.converted(value, ENTRIES[to.kind])});"]
        if isinstance(target, ast.Tuple):
            if _calls(value, "divmod"):
                assert isinstance(value, ast.Call)
                first, second = (ast.unparse(each) for each in value.args)
                parts = [ast.parse(f"({first}) {sign} ({second})", mode="eval").body for sign in ("//", "%")]
            elif isinstance(value, ast.Tuple):
                parts = list(value.elts)
            elif isinstance(value, ast.IfExp) and isinstance(value.body, ast.Tuple):
                assert isinstance(value.orelse, ast.Tuple)
                parts = [
                    ast.IfExp(value.test, one, other)
                    for one, other in zip(value.body.elts, value.orelse.elts, strict=True)
                ]
            else:
                raise self.stray(value, "several values")
            lines, later = [], []
            for each, part in zip(target.elts, parts, strict=True):
                assert isinstance(each, ast.Name)
                found = self.expression(part)
                self.declare(each.id, found.kind)
                kept = self.temporary(self.variables[each.id])
                lines.append(f"{kept} = {written(found, self.variables[each.id])};")
                later.append(f"v_{each.id} = {kept};")
            return [*lines, *later]
        raise self.stray(target, "target")

    def assign(self, name: str, value: ast.expr, told: Kind | None = None) -> list[str]:
        found = self.expression(value, told)
        self.declare(name, told or found.kind)
        kind = self.variables[name]
        text = written(found, kind)
        if by_reference(kind):
            return [f"{kind.letter.lower()}_copy(&v_{name}, {text});"]
        return [f"v_{name} = {text};"]

    def on_augassign(self, node: ast.AugAssign) -> list[str]:
        target = ast.unparse(node.target)
        return self.assign_to(
            node.target, ast.BinOp(ast.parse(target, mode="eval").body, node.op, node.value)
        )

    def declare(self, name: str, kind: Kind) -> None:
        known = self.variables.get(name)
        self.variables[name] = kind if known is None else joined(known, kind)

    def temporary(self, kind: Kind) -> str:
        name = f"t{len(self.temporaries)}"
        self.temporaries.append(f"{kind.storage} {name};")
        return name

    # ---- loops ----

    def on_for(self, node: ast.For) -> list[str]:
        return self.loop(node.target, node.iter, lambda: self.block(node.body))

    def loop(self, target: ast.expr, over: ast.expr, body: Callable[[], list[str]]) -> list[str]:
        """The loop over anything that rules go through, with the variables of ``target`` set for the body."""
        at = f"i{len(self.temporaries)}"
        self.temporaries.append(f"I {at}; (void){at};")
        if isinstance(over, ast.Call):
            name = over.func.attr if isinstance(over.func, ast.Attribute) else getattr(over.func, "id", "")
            if name == "range":
                return self._loop_range(target, over, at, body)
            if name in ("sorted", "reversed", "tuple", "list"):
                return self._loop_values(target, over.args[0], at, body, backwards=name == "reversed")
            if name == "latest_first":
                return self._loop_values(target, over.args[0], at, body, backwards=True)
            if name in ("items", "values", "keys"):
                assert isinstance(over.func, ast.Attribute)
                return self._loop_map(target, over.func.value, name, at, body)
            if name == "runs":
                assert isinstance(over.func, ast.Attribute)
                months = self.expression(over.func.value)
                first, last = self._pair(target, WHOLE, WHOLE)
                kept = self.temporary(WHOLE)
                return [
                    f"{kept} = FIRST_MONTH;",
                    f"while (m_run({months.text}, &{kept}, &{first}, &{last})) {{",
                    *body(),
                    "}",
                ]
        if isinstance(over, ast.Tuple):
            raise self.stray(over, "loop over")
        return self._loop_values(target, over, at, body)

    def _loop_range(self, target: ast.expr, over: ast.Call, at: str, body: Callable[[], list[str]]) -> list[str]:
        ends = [self.converted(each, WHOLE) for each in over.args]
        first, stop = ends if len(ends) == 2 else ("0", ends[0])
        stopped = self.temporary(WHOLE)
        name = self._single(target, WHOLE)
        return [
            f"{stopped} = {stop};",
            f"for ({at} = {first}; {at} < {stopped}; {at}++) {{ {name} = {at};",
            *body(),
            "}",
        ]

    def _loop_map(
        self, target: ast.expr, over: ast.expr, what: str, at: str, body: Callable[[], list[str]]
    ) -> list[str]:
        table = self.expression(over)
        if table.kind not in ENTRIES or table.kind.letter not in MAPS:
            raise self.stray(over, "not a table:")
        key, value = f"({table.text})->key[{at}]", f"({table.text})->value[{at}]"
        entry = ENTRIES[table.kind]
        read = f"x_as_i(b, {value})" if table.kind.letter == "T" and entry is WHOLE else value
        # Going through a table of law uses each of its figures.
        used = f"doubted(b, ({table.text})->doubt[{at}]);" if table.kind.letter == "T" and what != "keys" else ""
        if what == "items":
            first, second = self._pair(target, WHOLE, entry)
            start = f"{first} = {key}; {second} = {read}; {used}"
        elif what == "values":
            start = f"{self._single(target, entry)} = {read}; {used}"
        else:
            start = f"{self._single(target, WHOLE)} = {key};"
        return [f"for ({at} = 0; {at} < ({table.text})->n; {at}++) {{ {start}", *body(), "}"]

    def _loop_values(
        self, target: ast.expr, over: ast.expr, at: str, body: Callable[[], list[str]], backwards: bool = False
    ) -> list[str]:
        items = self.expression(over)
        if items.kind.letter in MAPS:
            return self._loop_map(target, over, "keys", at, body)
        element = f"({items.text})->v[{at}]"
        if items.kind is RUNS:
            element = f"({items.text}).v[{at}]"
            count = f"({items.text}).n"
        else:
            count = f"({items.text})->n"
        if items.kind is TRIPLES:
            assert isinstance(target, ast.Tuple)
            names = [self._single(each, WHOLE) for each in target.elts]
            start = " ".join(f"{name} = {element}.{part};" for name, part in zip(names, "abc", strict=True))
        else:
            start = f"{self._single(target, ENTRIES[items.kind])} = {element};"
        step = (
            f"for ({at} = {count} - 1; {at} >= 0; {at}--)" if backwards else f"for ({at} = 0; {at} < {count}; {at}++)"
        )
        return [f"{step} {{ {start}", *body(), "}"]

    def _single(self, target: ast.expr, kind: Kind) -> str:
        if not isinstance(target, ast.Name):
            raise self.stray(target, "target")
        self.declare(target.id, kind)
        return f"v_{target.id}"

    def _pair(self, target: ast.expr, first: Kind, second: Kind) -> tuple[str, str]:
        if not isinstance(target, ast.Tuple) or len(target.elts) != 2:
            raise self.stray(target, "target")
        return self._single(target.elts[0], first), self._single(target.elts[1], second)

    def folded(
        self, generator: ast.GeneratorExp | ast.ListComp, each: Callable[[], str], before: str, after: str
    ) -> str:
        """A statement expression that goes through a generator and does ``each`` with its element."""
        (part,) = generator.generators

        def inner() -> list[str]:
            done = each()
            for test in part.ifs:
                done = f"if ({self.test(test)}) {{ {done} }}"
            return [done]

        lines = self.loop(part.target, part.iter, inner)
        return "({ " + before + " " + " ".join(lines) + " " + after + " })"

    # ---- expressions ----

    def converted(self, node: ast.expr, kind: Kind) -> str:
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
        method = getattr(self, f"of_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.stray(node, "expression")
        if isinstance(node, (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Tuple, ast.Call)):
            found: Value = method(node, wanted)
        else:
            found = method(node)
        return found

    def of_constant(self, node: ast.Constant) -> Value:
        return self.constant(node, node.value)

    def constant(self, node: ast.AST, value: object) -> Value:
        if value is None:
            return Value(WHOLE, "NONE", True)
        if isinstance(value, (bool, int)):
            return Value(WHOLE, str(int(value)))
        if isinstance(value, str):
            return Value(WHOLE, str(self.translation.word(value)))
        raise self.stray(node, "constant")

    def of_name(self, node: ast.Name) -> Value:
        kind = self.variables.get(node.id)
        if kind is None:
            if node.id in self.globals:
                return self.constant(node, self.globals[node.id])
            raise self.stray(node, "name")
        given = any(node.id == name for name, _ in self.made.arguments)
        text = f"v_{node.id}" if given or not by_reference(kind) else f"(&v_{node.id})"
        return Value(kind, text, kind is WHOLE)

    def of_attribute(self, node: ast.Attribute) -> Value:
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

    def of_subscript(self, node: ast.Subscript) -> Value:
        owner = self.expression(node.value)
        if owner.kind.letter not in MAPS:
            raise self.stray(node, "index")
        key = self.converted(node.slice, WHOLE)
        text = f"{owner.kind.letter.lower()}_get(b, {owner.text}, {key})"
        return self._entry(owner.kind, text)

    def _entry(self, kind: Kind, text: str) -> Value:
        if ENTRIES[kind] is EXACT:
            return Value(EXACT, text)
        return Value(WHOLE, f"x_as_i(b, {text})" if kind.letter == "T" else text, True)

    def of_ifexp(self, node: ast.IfExp) -> Value:
        one, other = self.expression(node.body), self.expression(node.orelse)
        kind = joined(one.kind, other.kind)
        return Value(
            kind,
            f"({self.test(node.test)} ? {written(one, kind)} : {written(other, kind)})",
            one.optional or other.optional,
        )

    def of_boolop(self, node: ast.BoolOp) -> Value:
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

    def of_unaryop(self, node: ast.UnaryOp) -> Value:
        if isinstance(node.op, ast.Not):
            return Value(WHOLE, f"(!{self.test(node.operand)})")
        value = self.expression(node.operand)
        if isinstance(node.op, ast.USub):
            return Value(value.kind, f"x_neg({value.text})" if value.kind is EXACT else f"(-{value.text})")
        raise self.stray(node, "sign")

    def of_binop(self, node: ast.BinOp) -> Value:
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

    def of_compare(self, node: ast.Compare) -> Value:
        left, parts = node.left, []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            parts.append(self.comparison(node, left, operator, right))
            left = right
        return Value(WHOLE, "(" + " && ".join(parts) + ")")

    def comparison(self, node: ast.Compare, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
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
        value = self.converted(left, WHOLE)
        some = self._fixed(right)
        if some is not None:
            kept = self.temporary(WHOLE)
            tests = " || ".join(f"{kept} == {self.constant(right, each).text}" for each in some)
            return f"({{ {kept} = {value}; {tests or '0'}; }})"
        owner = self.expression(right)
        if owner.kind.letter not in MAPS:
            raise self.stray(right, "membership")
        return f"{owner.kind.letter.lower()}_has({owner.text}, {value})"

    def _fixed(self, node: ast.expr) -> Iterable[object] | None:
        if isinstance(node, ast.Name) and node.id not in self.variables:
            value = self.globals.get(node.id)
            return value if isinstance(value, (tuple, frozenset)) else None
        if isinstance(node, ast.Tuple) and all(isinstance(each, ast.Constant) for each in node.elts):
            return [each.value for each in node.elts if isinstance(each, ast.Constant)]
        return None

    # ---- tables and lists that rules make ----

    def of_dict(self, node: ast.Dict, wanted: Kind | None) -> Value:
        kind = wanted if wanted is not None and wanted.letter in "YJW" else TABLES["W", WHOLE]
        kept = self.temporary(kind)
        small = kind.letter.lower()
        lines = [f"{kept}.n = 0;"]
        for key, value in zip(node.keys, node.values, strict=True):
            if key is not None:
                lines.append(
                    f"{small}_put(b, &{kept}, {self.converted(key, WHOLE)}, {self.converted(value, ENTRIES[kind])});"
                )
            elif _calls(value, "fromkeys"):
                assert isinstance(value, ast.Call)
                words = self._fixed(value.args[0]) or ()
                same = self.converted(value.args[1], ENTRIES[kind])
                lines += [f"{small}_put(b, &{kept}, {self.constant(value, each).text}, {same});" for each in words]
            else:
                lines.append(f"{small}_join(b, &{kept}, {self.expression(value).text});")
        return Value(kind, "({ " + " ".join(lines) + f" &{kept}; }})")

    def of_dictcomp(self, node: ast.DictComp, wanted: Kind | None) -> Value:
        kind = wanted if wanted is not None and wanted.letter in "YJW" else TABLES["Y", EXACT]
        kept = self.temporary(kind)

        def put() -> str:
            key, value = self.converted(node.key, WHOLE), self.converted(node.value, ENTRIES[kind])
            return f"{kind.letter.lower()}_put(b, &{kept}, {key}, {value});"

        generator = ast.GeneratorExp(node.value, node.generators)
        return Value(kind, self.folded(generator, put, f"{kept}.n = 0;", f"&{kept};"))

    def of_list(self, node: ast.List, wanted: Kind | None) -> Value:
        kind = wanted
        if kind is None and node.elts:
            kind = next((each for each, entry in ENTRIES.items() if entry is self.expression(node.elts[0]).kind), None)
        if kind is None or kind not in ENTRIES:
            raise self.stray(node, "list of what?")
        kept = self.temporary(kind)
        small = kind.letter.lower()
        added = [f"{small}_append(b, &{kept}, {self.converted(each, ENTRIES[kind])});" for each in node.elts]
        return Value(kind, "({ " + " ".join([f"{kept}.n = 0;", *added]) + f" &{kept}; }})")

    def of_tuple(self, node: ast.Tuple, wanted: Kind | None) -> Value:
        if wanted is not None and wanted in ENTRIES:
            return self.of_list(ast.List(node.elts), wanted)
        if len(node.elts) == 3:
            parts = ", ".join(self.converted(each, WHOLE) for each in node.elts)
            return Value(ENTRIES[TRIPLES], f"((Triple){{{parts}}})")
        raise self.stray(node, "tuple")

    # ---- calls ----

    def of_call(self, node: ast.Call, wanted: Kind | None) -> Value:
        if isinstance(node.func, ast.Attribute):
            return self.method_call(node, node.func)
        if not isinstance(node.func, ast.Name):
            raise self.stray(node, "call")
        known = getattr(self, f"call_{node.func.id}", None)
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
        owner = self.expression(func.value)
        if func.attr == "get" and owner.kind.letter in "YJW":
            key = self.converted(node.args[0], WHOLE)
            otherwise = self.converted(node.args[1], ENTRIES[owner.kind])
            return self._entry(owner.kind, f"{owner.kind.letter.lower()}_get_or(b, {owner.text}, {key}, {otherwise})")
        raise self.stray(node, "method")

    def call_Fraction(self, node: ast.Call, wanted: Kind | None) -> Value:  # noqa: N802
        first = self.converted(node.args[0], EXACT)
        if len(node.args) == 1:
            return Value(EXACT, first)
        return Value(EXACT, f"x_div(b, {first}, {self.converted(node.args[1], EXACT)})")

    def call_int(self, node: ast.Call, wanted: Kind | None) -> Value:
        value = self.expression(node.args[0])
        return value if value.kind is WHOLE else Value(WHOLE, f"x_int(b, {value.text})")

    def call_tuple(self, node: ast.Call, wanted: Kind | None) -> Value:
        return self.expression(node.args[0], wanted)

    def call_dict(self, node: ast.Call, wanted: Kind | None) -> Value:
        # dict(sorted(sums.items())): amounts by year are in the order of years always.
        call = node.args[0]
        if _calls(call, "sorted"):
            assert isinstance(call, ast.Call)
            inner = call.args[0]
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "items":
                return self.expression(inner.func.value)
        raise self.stray(node, "dict")

    def call_days_in_month(self, node: ast.Call, wanted: Kind | None) -> Value:
        return Value(WHOLE, f"days_in_month({self.converted(node.args[0], WHOLE)})")

    def call_refuse_missing(self, node: ast.Call, wanted: Kind | None) -> Value:
        keys = self.expression(node.args[1])
        return Value(NOTHING, f"({{ if (({keys.text})->n) refuse(b); }})")

    def call_len(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "since":
            months = self.expression(given.func.value)
            return Value(WHOLE, f"m_count_span({months.text}, {self.converted(given.args[0], WHOLE)}, LAST_MONTH)")
        value = self.expression(given)
        if value.kind is MONTHS:
            return Value(WHOLE, f"m_count({value.text})")
        return Value(WHOLE, f"(I)({value.text}).n" if value.kind is RUNS else f"(I)({value.text})->n")

    def call_sum(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr == "values":
            each = ast.Name("each_value_")
            given = ast.GeneratorExp(each, [ast.comprehension(each, given, [], 0)])
        if not isinstance(given, ast.GeneratorExp):
            raise self.stray(node, "sum")
        # The kind of the element is known once the loop has declared its variables.
        self.loop(given.generators[0].target, given.generators[0].iter, lambda: [])
        kind = self.expression(given.elt).kind
        if len(node.args) > 1:
            kind = joined(kind, self.expression(node.args[1]).kind)
        kept = self.temporary(kind)
        add = "x_add" if kind is EXACT else "i_add"
        zero = "x_i(0)" if kind is EXACT else "0"
        text = self.folded(
            given, lambda: f"{kept} = {add}(b, {kept}, {self.converted(given.elt, kind)});", f"{kept} = {zero};",
            f"{kept};",
        )
        return Value(kind, text)

    def call_weighted_sum(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        if not isinstance(given, ast.GeneratorExp) or not isinstance(given.elt, ast.Tuple):
            raise self.stray(node, "weighted sum")
        weight, figure = given.elt.elts
        kept = self.temporary(EXACT)

        def add() -> str:
            return f"{kept} = x_add_product(b, {kept}, {self.converted(weight, WHOLE)}, {self.converted(figure, EXACT)});"

        return Value(EXACT, self.folded(given, add, f"{kept} = x_i(0);", f"{kept};"))

    def call_all(self, node: ast.Call, wanted: Kind | None) -> Value:
        given = node.args[0]
        assert isinstance(given, ast.GeneratorExp)
        kept = self.temporary(WHOLE)
        text = self.folded(given, lambda: f"if (!{self.test(given.elt)}) {kept} = 0;", f"{kept} = 1;", f"{kept};")
        return Value(WHOLE, text)

    def call_min(self, node: ast.Call, wanted: Kind | None) -> Value:
        return self.extreme(node, "min")

    def call_max(self, node: ast.Call, wanted: Kind | None) -> Value:
        return self.extreme(node, "max")

    def extreme(self, node: ast.Call, which: str) -> Value:
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
        self.loop(given.generators[0].target, given.generators[0].iter, lambda: [])
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

    def call_Condition(self, node: ast.Call, wanted: Kind | None) -> Value:  # noqa: N802
        name, _, _, _, met, earliest = node.args[:6]
        parts = [self.converted(each, WHOLE) for each in (name, met, earliest)]
        return Value(CONDITION, f"((Condition){{{', '.join(parts)}}})")


def _calls(node: ast.expr, name: str) -> bool:
    """Whether the expression calls a function or method of this name."""
    if not isinstance(node, ast.Call):
        return False
    return (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) == name


def _header(function: Function) -> str:
    """The C header of a function."""
    given = ", ".join(["Base *b", *(f"{kind.c} v_{name}" for name, kind in function.arguments)])
    if by_reference(function.result):
        return f"void {function.name}({given}, {function.result.storage} *out)"
    return f"{function.result.c} {function.name}({given})"


def header_of(functions: Mapping[Any, Function]) -> str:
    """The declarations of all functions."""
    return "\n".join(f"static {_header(each)};" for each in functions.values())


__all__ = ["RUN", "WHOLES", "Function", "Translation", "Untranslatable", "header_of"]
