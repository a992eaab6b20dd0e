"""What the translation of one function keeps: its variables, and the temporary ones that C needs."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from totalisation.batch.compiled.kinds import Kind, Value, joined

if TYPE_CHECKING:
    from totalisation.batch.compiled.translate import Function, Translation


class UntranslatableError(Exception):
    """A rule that is not written in the subset of Python that can be translated."""


class Names:
    """The function that is translated, and the names in it by their kinds."""

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

    def stray(self, node: ast.AST, what: str = "") -> UntranslatableError:
        """The error for what is not in the subset that can be translated."""
        line = getattr(node, "lineno", 0)
        return UntranslatableError(
            f"{self.source.__module__}.{self.source.__qualname__}, line {line} of it: {what} {ast.unparse(node)}"
        )

    def declare(self, name: str, kind: Kind) -> None:
        """Note that a variable holds values of this kind."""
        known = self.variables.get(name)
        self.variables[name] = kind if known is None else joined(known, kind)

    def temporary(self, kind: Kind) -> str:
        """A new variable of the C function."""
        name = f"t{len(self.temporaries)}"
        self.temporaries.append(f"{kind.storage} {name};")
        return name

    def expression(self, node: ast.expr, wanted: Kind | None = None) -> Value:
        """The expression in C; ``wanted`` is the kind that its place asks for, where that is known."""
        raise NotImplementedError

    def converted(self, node: ast.expr, kind: Kind) -> str:
        """The expression in C, as one of ``kind``."""
        raise NotImplementedError

    def test(self, node: ast.expr) -> str:
        """The expression as a condition."""
        raise NotImplementedError


def calls(node: ast.expr, name: str) -> bool:
    """Whether the expression calls a function or method of this name."""
    if not isinstance(node, ast.Call):
        return False
    return (node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")) == name
