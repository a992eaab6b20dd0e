"""One party's law as C: each quantity of its rules a function that computes it once, when it is asked for.

A quantity is found as ``totalisation.rules.Computation`` finds it: a fact that is given, then the rule of the era,
then the reading of an open question, then the figure of law of the month.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from totalisation.agreement import Agreement
from totalisation.amount import amount_rules, shares, whole_amount_rules
from totalisation.batch.compiled.kinds import EXACT, TABLES, WHOLE, Kind, Value, annotated, by_reference, joined, written
from totalisation.batch.compiled.translate import Translation
from totalisation.decision import scheme_of
from totalisation.months import FIRST_MONTH
from totalisation.rules import Rule
from totalisation.schemes.base import ASKED

MOST_DOUBTS: Final = 64
"""Bits for doubts in ``runtime.h``."""

ESTABLISHED: Final = "average_earnings"
"""The figure that an institution may have established; a row with another one is left to the single case."""

VARYING: Final = frozenset(
    {"totalising", "provision_month", "qualifying_months", "qualifying_calendar", "counted_months"}
)
"""Facts that differ between a person's own periods and the totalised ones."""


@dataclass(frozen=True)
class Way:
    """One rule that yields a quantity: in which eras, and whether only with or without totalised periods."""

    rule: Rule
    eras: tuple[int, ...] | None
    totalising: bool | None


class Law:
    """What one party's rules, figures and questions become in C. ``number`` is 0 or 1."""

    def __init__(self, translation: Translation, agreement: Agreement, code: str, number: int) -> None:
        self.translation = translation
        self.agreement = agreement
        self.code = code
        self.number = number
        self.terms = agreement.parties[code]
        self.scheme = scheme_of(self.terms)
        self.rounding = None if self.scheme.rounds else self.terms.rounding
        self.doubts: dict[str, int] = {}
        self.parameters = list(self.scheme.parameters)
        self.ways = self._ways()
        self.names = self._reached()
        self.kinds = {name: self._kind(name) for name in self.names}
        self.varying = self._varying()
        facts = (self.scheme.folder / "facts.c").read_text(encoding="utf-8")
        self.given_by_scheme = {ESTABLISHED, *re.findall(r"GIVE@\((\w+),", facts)}
        """Quantities that the scheme's own facts, or an institution, may give."""

    def doubt(self, name: str) -> int:
        """The bit of a doubt. Raises OverflowError where there is none left."""
        found = self.doubts.setdefault(name, len(self.doubts))
        if found >= MOST_DOUBTS:
            raise OverflowError(name)
        return found

    @cached_property
    def also(self) -> tuple[str, ...]:
        """Further quantities that an entitled person is told."""
        return self.scheme.also

    # ---- which rules yield what ----

    def _ways(self) -> dict[str, list[Way]]:
        rules, ways = self.scheme.rules, dict[str, list[Way]]()
        starts = (FIRST_MONTH, *rules.changes)
        for rule in rules.rules:
            eras = tuple(era for era, start in enumerate(starts) if rules.at(start).get(rule.name) is rule)
            if eras:
                ways.setdefault(rule.name, []).append(Way(rule, eras if len(eras) < len(starts) else None, None))
        sets = (
            (True, amount_rules(self.terms, self.rounding)),
            (False, whole_amount_rules(self.rounding)),
        )
        # The agreement's rules stand before national ones of the same name.
        return {**ways, **self._of_agreement(sets)}

    def _of_agreement(self, sets: Iterable[tuple[bool, Mapping[str, Rule]]]) -> dict[str, list[Way]]:
        ways: dict[str, list[Way]] = {}
        for totalising, rules in sets:
            for rule in rules.values():
                ways.setdefault(rule.name, []).append(Way(rule, None, totalising))
        return ways

    def _reached(self) -> list[str]:
        found: dict[str, None] = {}
        waiting = [*ASKED, *self.also, *(("ratio",) if shares(self.terms) else ())]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = None
                waiting += [each for way in self.ways.get(name, ()) for each in way.rule.arguments]
        return sorted(found)

    def _varying(self) -> set[str]:
        """The quantities that may differ between own and totalised periods under one law."""
        found = set(VARYING)
        while True:
            more = {
                name
                for name in self.names
                if name not in found
                and any(way.totalising is not None or found & set(way.rule.arguments) for way in self.ways.get(name, ()))
            }
            if not more:
                return found & set(self.names)
            found |= more

    def _consumers(self, name: str) -> Iterator[str]:
        for ways in self.ways.values():
            for way in ways:
                if name in way.rule.arguments and way.rule.name in self.names:
                    yield str(inspect.signature(way.rule.function).parameters[name].annotation)

    def _kind(self, name: str) -> Kind:
        kinds: list[Kind] = []
        for way in self.ways.get(name, ()):
            told = annotated(inspect.signature(way.rule.function).return_annotation)
            assert told is not None, way.rule.function
            kinds.append(told)
        if kinds:
            kind = kinds[0]
            for each in kinds[1:]:
                kind = joined(kind, each)
            return kind
        parameter = self.scheme.parameters.get(name)
        if parameter is not None:
            if parameter.index:
                return TABLES["T", EXACT]
            return WHOLE if all(annotated(each) is WHOLE for each in self._consumers(name)) else EXACT
        kind = WHOLE
        for annotation in self._consumers(name):
            told = annotated(annotation)
            kind = TABLES["Y", WHOLE] if told is None else told
            if kind is not WHOLE:
                break
        return kind

    # ---- the text ----

    def text(self, facts: str) -> str:
        """The C of this law, with the scheme's ``facts``."""
        accessors = "\n".join(self._accessor(name) for name in self.names)
        declared = "\n".join(f"static {self._header(name)};" for name in self.names)
        # The scheme's facts go where restored() finds them.
        facts = re.sub(rf"\bGIVE@\(({'|'.join(self._stood_in()) or '!'}),", r"KEEP@_\1(", facts)
        parts = [self._context(), declared, accessors, facts]
        return "\n".join(parts).replace("@", str(self.number))

    def _returned(self, name: str) -> str:
        kind = self.kinds[name]
        return f"{kind.storage} *" if by_reference(kind) else kind.c

    def _header(self, name: str) -> str:
        return f"{self._returned(name)} q@_{name}(P@ *c)"

    def _place(self, name: str) -> str:
        """Where a quantity is kept: in ``c`` if it varies with totalising, else in what all attempts share."""
        return "c" if name in self.varying else "c->s"

    def restored(self) -> str:
        """Statements that give an attempt the facts of the scheme that stand in place of varying quantities."""
        return " ".join(
            f"if (c->s->given[{place}]) GIVE@({name}, c->s->g.{name});" for place, name in enumerate(self._stood_in())
        )

    def _stood_in(self) -> list[str]:
        return sorted(self.given_by_scheme & self.varying)

    def _context(self) -> str:
        """The working place of one attempt, and of what all attempts of a person under one law share."""
        shared = [name for name in self.names if name not in self.varying]
        varying = [name for name in self.names if name in self.varying]
        stood_in = self._stood_in()
        macros = []
        for name in sorted({*self.names, *GIVEN_ALWAYS, *self.given_by_scheme}):
            if name in stood_in:
                place = stood_in.index(name)
                macros.append(
                    f"#define KEEP@_{name}(value) (c->s->g.{name} = (value), c->s->given[{place}] = 1)"
                )
            if name in varying:
                given = f"(c->q.{name} = (value), c->known[K@_{name}] = 1)"
            elif name in shared:
                given = f"(c->s->q.{name} = (value), c->s->known[K@_{name}] = 1, c->s->doubts[K@_{name}] = 0)"
            else:
                given = "((void)0)"
            macros.append(f"#define GIVE@_{name}(value) {given}")
        return "\n".join(
            [
                f"enum {{ {', '.join([*(f'K@_{each}' for each in shared), 'SHARED@'])} }};",
                f"enum {{ {', '.join([*(f'K@_{each}' for each in varying), 'VARYING@'])} }};",
                f"enum {{ {', '.join(f'F@_{each}' for each in self.parameters)}, FIGURES@ }};",
                "typedef struct {",
                "    I row, law, claim_month;",
                "    uint8_t known[SHARED@];",
                f"    uint8_t given[{len(stood_in) + 1}];",
                "    uint64_t doubts[SHARED@]; /* those that a quantity rests on, with all that it is made from */",
                f"    struct {{ I none; {self._fields(stood_in)} }} g;",
                f"    struct {{ {self._fields(shared)} }} q;",
                "    Run state[MOST_PERIODS], employer[MOST_PERIODS], voluntary[MOST_PERIODS];",
                "} S@;",
                "typedef struct {",
                "    Base b;",
                "    const Scheme *scheme;",
                "    const Figure *figures;",
                "    S@ *s;",
                "    int law, era, totalising, met;",
                "    I start, earliest;",
                "    C conditions;",
                "    uint8_t known[VARYING@];",
                f"    struct {{ {self._fields(varying)} }} q;",
                "} P@;",
                *macros,
                "#define GIVE@(name, value) GIVE@_##name(value)",
                f"#define ESTABLISH@ {'KEEP' if ESTABLISHED in stood_in else 'GIVE'}@_{ESTABLISHED}",
                "#define KNOWN@(name) (c->known[K@_##name])",
                "#define VALUE@(name) (c->q.name)",
                *(f"#define {name}@ {value}" for name, value in self.scheme.constants_of_facts.items()),
            ]
        )

    def _fields(self, names: Iterable[str]) -> str:
        return " ".join(f"{self.kinds[name].storage} {name};" for name in names)

    def _accessor(self, name: str) -> str:
        place = self._place(name)
        address = "&" if by_reference(self.kinds[name]) else ""
        if place == "c":
            before, after, otherwise = "", "", ""
        else:
            before = "uint64_t doubts = b->doubts; b->doubts = 0;"
            after = f"c->s->doubts[K@_{name}] = b->doubts; b->doubts |= doubts;"
            otherwise = f" else c->b.doubts |= c->s->doubts[K@_{name}];"
        return "\n".join(
            [
                f"static {self._header(name)} {{",
                f"    if (!{place}->known[K@_{name}]) {{",
                f"        Base *b = &c->b; {before}",
                *(f"        {line}" for line in self._found(name)),
                f"        {place}->known[K@_{name}] = 1; {after}",
                f"    }}{otherwise}",
                f"    return {address}{place}->q.{name};",
                "}",
            ]
        )

    def _found(self, name: str) -> list[str]:
        kept = f"{self._place(name)}->q.{name}"
        ways = self.ways.get(name)
        if ways:
            lines: list[str] = []
            for way in ways:
                tests = []
                if way.totalising is not None:
                    tests.append("c->totalising" if way.totalising else "!c->totalising")
                if way.eras is not None:
                    tests.append("(" + " || ".join(f"c->era == {era}" for era in way.eras) + ")")
                start = "else if" if lines else "if"
                lines += [f"{start} ({' && '.join(tests) or '1'}) {{", *self._applied(name, way.rule), "}"]
            return [*lines, "else refuse(b);"]
        interpretation = self.scheme.interpretations.get(name)
        if interpretation is not None:
            bit = self.doubt(f"question:{name}={interpretation.default}")
            word = self.translation.word(interpretation.default)
            return [f"{kept} = {word}; doubted(b, {bit});"]
        if name in self.scheme.parameters:
            figure = f"c->figures[F@_{name}]"
            if self.scheme.parameters[name].index:
                return [f"if (!{figure}.table) refuse(b);", f"{kept} = {figure}.table;"]
            value = f"{figure}.value"
            if self.kinds[name] is WHOLE:
                value = f"{figure}.whole != NONE ? {figure}.whole : x_as_i(b, {figure}.value)"
            return [f"if (!{figure}.known) refuse(b);", f"doubted(b, {figure}.doubt);", f"{kept} = {value};"]
        return ["refuse(b);"]

    def _applied(self, name: str, rule: Rule) -> list[str]:
        kept = f"{self._place(name)}->q.{name}"
        signature = inspect.signature(rule.function)
        values, kinds = [], []
        for argument in rule.arguments:
            kind = self.kinds[argument]
            if kind.letter == "T":
                whole = str(signature.parameters[argument].annotation).endswith(" int]")
                kind = TABLES["T", WHOLE if whole else EXACT]
            values.append(Value(kind, f"q@_{argument}(c)", kind is WHOLE))
            kinds.append(kind)
        made = self.translation.function(rule.function, kinds)
        passed = ["b"]
        for value, (_, kind) in zip(values, made.arguments, strict=True):
            passed.append(written(value, kind))
        lines = []
        if rule.status != "verified" and rule.citations:
            lines.append(f"doubted(b, {self.doubt(f'rule:{name}')});")
        if by_reference(made.result):
            return [*lines, f"{made.name}({', '.join([*passed, f'&{kept}'])});"]
        found = written(Value(made.result, f"{made.name}({', '.join(passed)})", made.result is WHOLE), self.kinds[name])
        return [*lines, f"{kept} = {found};"]


GIVEN_ALWAYS: Final = (
    "sex",
    "birth_date",
    "claim_date",
    "claim_month",
    "as_of_month",
    "provision_month",
    "totalising",
    "own_months",
    "ratio_months",
    "total_months",
    "denominator_months",
    "qualifying_months",
    "qualifying_calendar",
    "counted_months",
    "average_earnings",
    "denominator_cap",
    "fixed_months",
)
"""Facts that every law is given, whether its rules ask for them or not."""


def figures_of(law: Law) -> Iterator[tuple[int, int, Any]]:
    """Each figure of law by the number of the law: that number, the place of its parameter, and its entry."""
    changes = law.scheme.changes_of_law
    for number, month in enumerate((FIRST_MONTH, *changes)):
        for place, name in enumerate(law.parameters):
            entry = law.scheme.parameters[name].at(month)
            if entry is not None:
                yield number, place, entry
