"""Rules of law from Python into C: the same functions, line by line, over the kinds of value in ``runtime.h``.

Only the plain subset of Python in which rules are written is understood; anything else raises UntranslatableError
with the function and the line, so that a rule which strays from the subset shows at once.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from totalisation.batch.compiled.calls import Calls
from totalisation.batch.compiled.kinds import (
    ENTRIES,
    NOTHING,
    WHOLE,
    Kind,
    annotated,
    by_reference,
    written,
)
from totalisation.batch.compiled.names import UntranslatableError, calls


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
            raise UntranslatableError(f"{source.__qualname__}: {signature.return_annotation} is no kind of value")
        made = Function(
            f"f{len(self.functions)}_{source.__name__.lstrip('_')}", tuple(zip(names, taken, strict=False)), told
        )
        self.functions[(source, taken)] = made
        made.text = Body(self, source, made).text()
        self.order.append(made)
        return made


class Body(Calls):
    """The translation of one function's body: its statements."""

    def text(self) -> str:
        """The whole C function."""
        given = {name for name, _ in self.made.arguments}
        defaults = inspect.signature(self.source).parameters
        for name, parameter in defaults.items():
            if name not in given:
                self.variables[name] = (
                    annotated(parameter.annotation) or self.constant(self.tree, parameter.default).kind
                )
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
        """Statements one after another."""
        found: list[str] = []
        for each in statements:
            found += self.statement(each)
        return found

    def statement(self, node: ast.stmt) -> list[str]:
        """One statement."""
        method = getattr(self, f"_on_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.stray(node, "statement")
        found: list[str] = method(node)
        return found

    def _on_expr(self, node: ast.Expr) -> list[str]:
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

    def _on_pass(self, node: ast.Pass) -> list[str]:
        return []

    def _on_return(self, node: ast.Return) -> list[str]:
        result = self.made.result
        if node.value is None:
            return ["return;"]
        value = self.converted(node.value, result)
        if by_reference(result):
            return [f"{result.letter.lower()}_copy(out, {value}); return;"]
        return [f"return {value};"]

    def _on_raise(self, node: ast.Raise) -> list[str]:
        return ["refuse(b);"]

    def _on_assert(self, node: ast.Assert) -> list[str]:
        return []

    def _on_if(self, node: ast.If) -> list[str]:
        lines = [f"if ({self.test(node.test)}) {{", *self.block(node.body), "}"]
        return [*lines, "else {", *self.block(node.orelse), "}"] if node.orelse else lines

    def _on_while(self, node: ast.While) -> list[str]:
        return [f"while ({self.test(node.test)}) {{", *self.block(node.body), "}"]

    def _on_break(self, node: ast.Break) -> list[str]:
        return ["break;"]

    def _on_continue(self, node: ast.Continue) -> list[str]:
        return ["continue;"]

    def _on_annassign(self, node: ast.AnnAssign) -> list[str]:
        kind = annotated(ast.unparse(node.annotation))
        if kind is None or node.value is None or not isinstance(node.target, ast.Name):
            raise self.stray(node, "annotation")
        return self.assign(node.target.id, node.value, kind)

    def _on_assign(self, node: ast.Assign) -> list[str]:
        lines: list[str] = []
        for target in node.targets:
            lines += self.assign_to(target, node.value)
        return lines

    def assign_to(self, target: ast.expr, value: ast.expr) -> list[str]:
        """The assignment to a variable, an entry, or several variables at once."""
        if isinstance(target, ast.Name):
            return self.assign(target.id, value)
        if isinstance(target, ast.Subscript):
            to = self.expression(target.value)
            key = self.converted(target.slice, WHOLE)
            return [f"{to.kind.letter.lower()}_put(b, {to.text}, {key}, {self.converted(value, ENTRIES[to.kind])});"]
        if isinstance(target, ast.Tuple):
            if calls(value, "divmod"):
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
        """The assignment to a variable, of the kind ``told`` where the rule says it."""
        found = self.expression(value, told)
        self.declare(name, told or found.kind)
        kind = self.variables[name]
        text = written(found, kind)
        if by_reference(kind):
            return [f"{kind.letter.lower()}_copy(&v_{name}, {text});"]
        return [f"v_{name} = {text};"]

    def _on_augassign(self, node: ast.AugAssign) -> list[str]:
        target = ast.unparse(node.target)
        return self.assign_to(node.target, ast.BinOp(ast.parse(target, mode="eval").body, node.op, node.value))

    def _on_for(self, node: ast.For) -> list[str]:
        return self.loop(node.target, node.iter, lambda: self.block(node.body))


def _header(function: Function) -> str:
    """The C header of a function."""
    given = ", ".join(["Base *b", *(f"{kind.c} v_{name}" for name, kind in function.arguments)])
    if by_reference(function.result):
        return f"void {function.name}({given}, {function.result.storage} *out)"
    return f"{function.result.c} {function.name}({given})"


def header_of(functions: Mapping[Any, Function]) -> str:
    """The declarations of all functions."""
    return "\n".join(f"static {_header(each)};" for each in functions.values())
