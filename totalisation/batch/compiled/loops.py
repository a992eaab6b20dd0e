"""Loops of rules in C: over ranges, tables, lists, runs of earnings and stretches of months."""

from __future__ import annotations

import ast
from collections.abc import Callable

from totalisation.batch.compiled.kinds import ENTRIES, MAPS, RUNS, TRIPLES, WHOLE, Kind
from totalisation.batch.compiled.names import Names


class Loops(Names):
    """Everything that rules go through one by one."""

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
        over_c, bound = f"o{at}", _pointer(table.kind)
        key, value = f"{over_c}->key[{at}]", f"{over_c}->value[{at}]"
        entry = ENTRIES[table.kind]
        read = f"x_as_i(b, {value})" if table.kind.letter == "T" and entry is WHOLE else value
        # Going through a table of law uses each of its figures.
        used = f"doubted(b, {over_c}->doubt[{at}]);" if table.kind.letter == "T" and what != "keys" else ""
        if what == "items":
            first, second = self._pair(target, WHOLE, entry)
            start = f"{first} = {key}; {second} = {read}; {used}"
        elif what == "values":
            start = f"{self._single(target, entry)} = {read}; {used}"
        else:
            start = f"{self._single(target, WHOLE)} = {key};"
        return [
            f"{{ {bound} {over_c} = {table.text};",
            f"for ({at} = 0; {at} < {over_c}->n; {at}++) {{ {start}",
            *body(),
            "}",
            "}",
        ]

    def _loop_values(
        self, target: ast.expr, over: ast.expr, at: str, body: Callable[[], list[str]], backwards: bool = False
    ) -> list[str]:
        items = self.expression(over)
        if items.kind.letter in MAPS:
            return self._loop_map(target, over, "keys", at, body)
        over_c, bound = f"o{at}", _pointer(items.kind)
        access = "." if items.kind is RUNS else "->"
        element, count = f"{over_c}{access}v[{at}]", f"{over_c}{access}n"
        if items.kind is TRIPLES:
            assert isinstance(target, ast.Tuple)
            names = [self._single(each, WHOLE) for each in target.elts]
            start = " ".join(f"{name} = {element}.{part};" for name, part in zip(names, "abc", strict=True))
        else:
            start = f"{self._single(target, ENTRIES[items.kind])} = {element};"
        step = (
            f"for ({at} = {count} - 1; {at} >= 0; {at}--)" if backwards else f"for ({at} = 0; {at} < {count}; {at}++)"
        )
        return [f"{{ {bound} {over_c} = {items.text};", f"{step} {{ {start}", *body(), "}", "}"]

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


def _pointer(kind: Kind) -> str:
    """The type by which what is gone through is held, so that it is computed once."""
    return kind.c if kind.letter in "TR" else f"const {kind.storage} *"
