"""The mutants of the law: every small change of its modules, less those of what is not law.

Left out are annotations, decorators (a rule's articles and titles), the arguments of ``message(...)`` and of what is
raised, the ``strict`` of ``zip``, and the bounds between which the conformance suite draws figures of its own
(``stand_ins``); text is never changed, so docstrings and messages are not either.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import parso

from tests.mutation.operators import operators, repeats

REPOSITORY = Path(__file__).parents[2]
PACKAGE = REPOSITORY / "totalisation"

_OF_THE_CORE = (
    *("months", "money", "rules"),
    *("aggregation", "periods", "counted_time", "conversion", "day_sums", "amount", "extinction"),
    *("party_result", "party_side", "decision", "benefit_decision", "determination"),
    "schemes/dated",
)


def modules() -> list[Path]:
    """The files of the law: rules, aggregation and determination."""
    schemes = (path for name in ("declared", "korea", "vietnam") for path in (PACKAGE / "schemes" / name).glob("*.py"))
    return [PACKAGE / f"{name}.py" for name in _OF_THE_CORE] + sorted(schemes)


@dataclass(frozen=True)
class Mutant:
    """One small change of one place in the law."""

    path: str
    """The file, from the repository's root."""
    function: str
    """The outermost function or method that holds the place; empty where it is read when the module is imported."""
    first_line: int
    """Where that function begins, its decorators included; the line changed, where there is none."""
    lines: range
    """The lines of the smallest statement that holds the place."""
    operator: str
    start: int
    end: int
    """The characters of the source that are replaced, and with what."""
    replacement: str
    was: str
    becomes: str
    """The changed lines of the source, before and after, without their margins."""
    nth: int
    """Counts the places of one function at which the same line becomes the same other one."""

    @cached_property
    def name(self) -> str:
        """What it is called among the judged survivors: it outlasts lines added elsewhere in the file."""
        which = f" #{self.nth}" if self.nth else ""
        return f"{self.path.removeprefix('totalisation/')} {self.function}: {self.was} -> {self.becomes}{which}"

    @cached_property
    def key(self) -> str:
        """Short form of the name."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:16]

    @property
    def module(self) -> str:
        """The dotted name of the module changed."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    def source(self) -> str:
        """The whole module as changed."""
        text = _text(self.path)
        return text[: self.start] + self.replacement + text[self.end :]


@lru_cache(maxsize=64)
def _text(path: str) -> str:
    return (REPOSITORY / path).read_text(encoding="utf-8")


@lru_cache(maxsize=64)
def digests(path: str) -> dict[str, str]:
    """What each function of a file says, in short; under "" the whole file, for what is read when it is imported."""
    text = _text(path)
    found = {"": digest(text)}
    for function, node in _functions(ast.parse(text)):
        found[function] = digest(ast.get_source_segment(text, node) or "")
    return found


def digest(text: str) -> str:
    """A text in short."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def all_mutants() -> list[Mutant]:
    """Every mutant of every module, in the order of the files."""
    return [mutant for path in modules() for mutant in mutants_of(path.relative_to(REPOSITORY).as_posix())]


def mutants_of(path: str) -> list[Mutant]:
    """The mutants of one file, from its first line to its last."""
    text = _text(path)
    places = _Places(text)
    tried = operators()
    made: list[Mutant] = []
    seen: set[tuple[int, int, str]] = set()
    named: dict[str, int] = {}
    for node in _nodes(parso.parse(text)):  # type: ignore[no-untyped-call]
        if not _changeable(node):
            continue
        for name, operator in tried.items():
            for index, ((line, column), _) in enumerate(list(operator.mutation_positions(node))):
                position = places.offset(line, column)
                if places.is_not_law(position) or repeats(node, name):
                    continue
                start, end, replacement = _changed(text, places, node, operator, index)
                if (start, end, replacement) in seen:
                    continue
                seen.add((start, end, replacement))
                was, becomes = _lines(text, start, end, replacement)
                function, first_line = places.function(line)
                mutant = Mutant(
                    path,
                    function,
                    first_line,
                    places.statement(position),
                    name,
                    start,
                    end,
                    replacement,
                    was,
                    becomes,
                    0,
                )
                nth = named[mutant.name] = named.get(mutant.name, -1) + 1
                made.append(mutant if nth == 0 else _numbered(mutant, nth))
    return sorted(made, key=lambda each: (each.start, each.end, each.replacement))


def _numbered(mutant: Mutant, nth: int) -> Mutant:
    values = {name: getattr(mutant, name) for name in mutant.__dataclass_fields__}
    return Mutant(**{**values, "nth": nth})


_NEVER_CHANGED = {"newline", "string", "endmarker", "param", "parameters", "import_from", "import_name", "decorator"}
_SIGNS_OF_FORM = frozenset("().,:=[]{}")


def _nodes(node: Any) -> Iterator[Any]:
    yield node
    for child in getattr(node, "children", ()):
        yield from _nodes(child)


def _changeable(node: Any) -> bool:
    """Whether any operator might change the node: asking each of forty about every bracket takes long."""
    if node.type == "name":
        return node.value in ("min", "max", "any", "all")
    return node.type not in _NEVER_CHANGED and getattr(node, "value", "") not in _SIGNS_OF_FORM


def _changed(text: str, places: _Places, node: Any, operator: Any, index: int) -> tuple[int, int, str]:
    """The characters that an operator replaces in a node, as few as tell the change; the tree is left as it was."""
    start = places.offset(*node.get_start_pos_of_prefix())
    end = places.offset(*node.end_pos)
    kept = [(each, list(each.children)) for each in _nodes(node) if hasattr(each, "children")]
    values = [(each, each.value) for each in _nodes(node) if not hasattr(each, "children")]
    changed = operator.mutate(node, index).get_code()
    for each, children in kept:
        each.children = children
    for leaf, value in values:
        leaf.value = value
    old = text[start:end]
    same = next((n for n, (a, b) in enumerate(zip(old, changed, strict=False)) if a != b), min(len(old), len(changed)))
    rest = min(len(old), len(changed)) - same
    tail = next((n for n in range(rest) if old[-1 - n] != changed[-1 - n]), rest)
    return start + same, end - tail, changed[same : len(changed) - tail]


def _lines(text: str, start: int, end: int, replacement: str) -> tuple[str, str]:
    before = text.rfind("\n", 0, start) + 1
    after = text.find("\n", end)
    was, becomes = text[before:after], text[before:start] + replacement + text[end:after]
    return tuple(" ".join(each.split()) for each in (was, becomes))  # type: ignore[return-value]


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions that are in no other, with their qualified names."""
    pending: list[tuple[str, ast.stmt]] = [("", each) for each in tree.body]
    while pending:
        prefix, node = pending.pop(0)
        if isinstance(node, ast.FunctionDef):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            pending += [(f"{prefix}{node.name}.", each) for each in node.body]


class _Places:
    """What stands where in a source."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        tree = ast.parse(text)
        self.functions = [(name, self._with_decorators(node)) for name, node in _functions(tree)]
        self.statements = [(each, *self._span(each)) for each in ast.walk(tree) if isinstance(each, ast.stmt)]
        self.skipped = [self._span(each) for each in _not_law(tree)]
        self.bodies = [self._body(node) for _, node in _functions(tree)]

    def offset(self, line: int, column: int) -> int:
        """The number of characters before a place. The columns are of characters, as parso counts."""
        return self.starts[line - 1] + column

    def is_not_law(self, position: int) -> bool:
        return any(start <= position < end for start, end in self.skipped)

    def function(self, line: int) -> tuple[str, int]:
        """The function whose body holds a line, and its first line."""
        for (name, (first, _)), (begin, end) in zip(self.functions, self.bodies, strict=True):
            if begin <= line <= end:
                return name, first
        return "", line

    def statement(self, position: int) -> range:
        """The lines of the smallest statement at a place; of one with a body, its head alone."""
        found = range(0)
        for each, start, end in self.statements:
            if start <= position < end:
                last = each.end_lineno or each.lineno
                body = getattr(each, "body", None)
                if isinstance(body, list) and body and self._span(body[0])[0] > position:
                    last = max(each.lineno, body[0].lineno - 1)
                if not found or each.lineno >= found.start:
                    found = range(each.lineno, last + 1)
        return found

    def _with_decorators(self, node: ast.FunctionDef) -> tuple[int, int]:
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        return first, node.end_lineno or node.lineno

    def _body(self, node: ast.FunctionDef) -> tuple[int, int]:
        return node.body[0].lineno, node.end_lineno or node.lineno

    def _span(self, node: ast.AST) -> tuple[int, int]:
        place: Any = node
        return self._character(place.lineno, place.col_offset), self._character(place.end_lineno, place.end_col_offset)

    def _character(self, line: int, octets: int) -> int:
        start = self.starts[line - 1]
        whole = self.text[start : self.starts[line]]
        return start + len(whole.encode()[:octets].decode())


def _not_law(tree: ast.Module) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from node.decorator_list
            if node.returns is not None:
                yield node.returns
        elif isinstance(node, ast.ClassDef):
            yield from node.decorator_list
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield node.annotation
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "stand_ins":
                yield node
        elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from (*node.exc.args, *(each.value for each in node.exc.keywords))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id == "message":
                yield from (*node.args, *(each.value for each in node.keywords))
            yield from (each.value for each in node.keywords if each.arg == "strict")
