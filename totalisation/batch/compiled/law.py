"""One party's law as C: each quantity of its rules a function that computes it once, when it is asked for.

A quantity is found as ``totalisation.rules.Computation`` finds it: a fact that is given, then the rule of the era,
then the reading of an open question, then the figure of law of the month.
"""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from totalisation.agreement import Agreement
from totalisation.amount import amount_rules, shares, whole_amount_rules
from totalisation.batch.compiled.kinds import (
    EXACT,
    TABLES,
    WHOLE,
    Kind,
    Value,
    annotated,
    by_reference,
    joined,
    written,
)
from totalisation.batch.compiled.translate import Translation
from totalisation.months import FIRST_MONTH
from totalisation.rules import Rule
from totalisation.schemes import scheme_of
from totalisation.schemes.base import ASKED

MOST_DOUBTS: Final = 64
"""Bits for doubts in ``runtime.h``."""


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
        self.counted: set[str] = set()
        """Facts that are counted from the record when a rule asks for them."""
        self.facts = self._facts()
        self.given = {
            *GIVEN_ALWAYS,
            *(name or own for name, own in re.findall(r"GIVE@\((\w+),|\bg_(\w+) = 1", self.facts)),
        }
        """Quantities that may be given: by the engine, by the scheme's facts, by an institution."""
        self.counted |= set(re.findall(r"^static \w+ (\w+)@\(Base \*b, const Record \*own", self.facts, re.MULTILINE))

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

    def _facts(self) -> str:
        """The scheme's facts in C, with the Python functions that they call translated, and figures filled in.

        There ``days.first_counted_month@(b, …)`` calls a function of the scheme's module ``days``, and
        ``FIGURE@(name)`` stands for the latest figure of that name, ``KIND@(name)`` for the number of that kind of
        period, ``CONDITION@(name)`` for the bit of that condition of work.
        """
        package = type(self.scheme).__module__
        whole = {name: str(each.entries[-1].value) for name, each in self.scheme.parameters.items()}

        def called(match: re.Match[str]) -> str:
            function = getattr(importlib.import_module(f"{package}.{match[1]}"), match[2])
            return self.translation.function(function, [WHOLE] * len(inspect.signature(function).parameters)).name

        text = (self.scheme.folder / "facts.c").read_text(encoding="utf-8")
        text = re.sub(r"FIGURE@\((\w+)\)", lambda match: whole[match[1]], text)
        text = re.sub(
            r"CONDITION@\((\w+)\)",
            lambda match: f"{1 << sorted(self.scheme.conditions_of_work).index(match[1])}u",
            text,
        )
        text = re.sub(r"KIND@\((\w+)\)", lambda match: str(list(self.scheme.kinds).index(match[1])), text)
        return re.sub(r"\b(\w+)\.(\w+)@(?=\()", called, text)

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

    def text(self) -> str:
        """The C of this law: one function for each era, with and without totalised periods, that applies it."""
        eras = range(len(self.scheme.rules.changes) + 1)
        before, body = _split(self.facts)
        runs = [self._run(era, totalising, body) for era in eras for totalising in (False, True)]
        table = ", ".join(f"{{run@_{era}_0, run@_{era}_1}}" for era in eras)
        return "\n".join(
            [
                f"enum {{ {', '.join(f'F@_{each}' for each in self.parameters)}, FIGURES@ }};",
                *(f"#define {name}@ {value}" for name, value in self.scheme.constants_of_facts.items()),
                "#define GIVE@(name, value) GIVE@_##name(value)",
                *self._macros(),
                before,
                *runs,
                f"static const Run_of_law runs@[][2] = {{{table}}};",
            ]
        ).replace("@", str(self.number))

    def _macros(self) -> Iterable[str]:
        for name in sorted(self.given | set(self.names)):
            known = name in self.names
            yield f"#define GIVE@_{name}(value) {f'(q_{name} = (value), g_{name} = 1)' if known else '((void)0)'}"

    def _run(self, era: int, totalising: bool, facts: str) -> str:
        """The law of one era applied once: the start and the conditions, and the amounts where these are met."""
        plan = Plan(self, era, totalising)
        variables = [
            f"{self.kinds[name].storage} q_{name}; int g_{name} = 0, n_{name} = 0; (void)n_{name};"
            for name in plan.order
        ]
        # Quantities of other eras are not given to this one.
        dropped = [name for name in self.names if name not in plan.order]
        also = " ".join(
            f"out->further[{place}] = {written(self.value(name), WHOLE)};" for place, name in enumerate(self.also)
        )
        return "\n".join(
            [
                f"static void run@_{era}_{int(totalising)}(Place *place, const Person *who, const Record *own, "
                "const View *v, I claim_month, int law, const Scheme *scheme, int wanted, Attempt *out) {",
                "    Base *b = &place->b;",
                "    const Figure *figures = scheme->figures + (I)law * FIGURES@;",
                f"    enum {{ TOTALISING = {int(totalising)} }};",
                *(f"    {each}" for each in variables),
                *(f"#undef GIVE@_{name}\n#define GIVE@_{name}(value) ((void)0)" for name in dropped),
                "    GIVEN@",
                "    {",
                facts,
                "    }",
                "    if (who->established[@] >= 0) GIVE@(average_earnings, x_i(who->established[@]));",
                *plan.lines("start_month"),
                "    out->start = q_start_month;",
                "    if (moved(b, scheme, law, out)) return;",
                *plan.lines("conditions"),
                "    conclude@(b, who, v, TOTALISING, claim_month, &q_conditions, out);",
                "    if (out->met && wanted) {",
                *plan.lines(*AMOUNTS, *self.also, *(("ratio",) if shares(self.terms) and totalising else ())),
                f"        out->monthly_amount = {written(self.value('monthly_amount'), WHOLE)};",
                f"        out->monthly_amount_at_start = {written(self.value('monthly_amount_at_start'), WHOLE)};",
                f"        {also}",
                "        SHARE@" if totalising else "",
                "    }",
                "    out->doubts = b->doubts;",
                "}",
                *(
                    f"#undef GIVE@_{name}\n#define GIVE@_{name}(value) (q_{name} = (value), g_{name} = 1)"
                    for name in dropped
                ),
            ]
        )

    def value(self, name: str) -> Value:
        """The quantity as an expression."""
        kind = self.kinds[name]
        return Value(kind, f"(&q_{name})" if by_reference(kind) else f"q_{name}", kind is WHOLE)

    def found(self, name: str, rule: Rule | None) -> list[str]:
        """Statements that compute the quantity by its rule, or by what else yields it."""
        if rule is not None:
            return self._applied(name, rule)
        if name in self.counted:
            value = self.value(name)
            return [f"{name}@(b, own, {value.text});" if by_reference(value.kind) else f"q_{name} = {name}@(b, own);"]
        interpretation = self.scheme.interpretations.get(name)
        if interpretation is not None:
            bit = self.doubt(f"question:{name}={interpretation.default}")
            return [f"q_{name} = {self.translation.word(interpretation.default)}; doubted(b, {bit});"]
        if name in self.scheme.parameters:
            figure = f"figures[F@_{name}]"
            if self.scheme.parameters[name].index:
                return [f"if (!{figure}.table) refuse(b);", f"q_{name} = {figure}.table;"]
            read = f"{figure}.value"
            if self.kinds[name] is WHOLE:
                read = f"{figure}.whole != NONE ? {figure}.whole : x_as_i(b, {figure}.value)"
            return [f"if (!{figure}.known) refuse(b);", f"doubted(b, {figure}.doubt);", f"q_{name} = {read};"]
        return ["refuse(b);"]

    def _applied(self, name: str, rule: Rule) -> list[str]:
        signature = inspect.signature(rule.function)
        values, kinds = [], []
        for argument in rule.arguments:
            value = self.value(argument)
            if value.kind.letter == "T":
                whole = str(signature.parameters[argument].annotation).endswith(" int]")
                value = Value(TABLES["T", WHOLE if whole else EXACT], value.text)
            values.append(value)
            kinds.append(value.kind)
        made = self.translation.function(rule.function, kinds)
        passed = ["b", *(written(value, kind) for value, (_, kind) in zip(values, made.arguments, strict=True))]
        lines = []
        if rule.status != "verified" and rule.citations:
            lines.append(f"doubted(b, {self.doubt(f'rule:{name}')});")
        if by_reference(made.result):
            return [*lines, f"{made.name}({', '.join([*passed, f'&q_{name}'])});"]
        found = written(Value(made.result, f"{made.name}({', '.join(passed)})", made.result is WHOLE), self.kinds[name])
        return [*lines, f"q_{name} = {found};"]


class Plan:
    """In what order the quantities of one era are computed, and which of them only where something is not given.

    A rule needs all of its arguments, so what is computed depends on nothing but what is given.
    """

    def __init__(self, law: Law, era: int, totalising: bool) -> None:
        self.law = law
        self.rules = {
            name: next(
                (
                    way.rule
                    for way in law.ways.get(name, ())
                    if (way.eras is None or era in way.eras) and way.totalising in (None, totalising)
                ),
                None,
            )
            for name in law.names
        }
        self._asked = [*ASKED, *law.also, *(("ratio",) if shares(law.terms) and totalising else ())]
        self.order = self._ordered()

    def _ordered(self) -> list[str]:
        order: dict[str, None] = {}

        def visit(name: str) -> None:
            rule = self.rules[name]
            for argument in rule.arguments if rule is not None else ():
                if argument not in order:
                    visit(argument)
            order[name] = None

        for name in self._asked:
            if name not in order:
                visit(name)
        return list(order)

    def _needed(self, asked: Iterable[str]) -> dict[str, str]:
        """For each quantity that these need: the condition in C under which it is needed; "" for always."""
        needed: dict[str, set[str] | None] = dict.fromkeys(asked)
        for name in reversed(self.order):
            if name not in needed:
                continue
            rule = self.rules[name]
            for argument in rule.arguments if rule is not None else ():
                if needed[name] is None and name not in self.law.given:
                    needed[argument] = None
                elif needed.get(argument, set()) is not None:
                    known = needed.setdefault(argument, set())
                    assert known is not None
                    known.add(f"(n_{name} && !g_{name})")
        return {name: "" if tests is None else " || ".join(sorted(tests)) for name, tests in needed.items()}

    def lines(self, *asked: str) -> list[str]:
        """Statements that compute what these need, as far as it was neither given nor computed before."""
        needed = self._needed(asked)
        places = [name for name in self.order if name in needed]
        tests = [f"    n_{name} = {needed[name] or '1'};" for name in reversed(places)]
        computed = [
            f"    if (n_{name} && !g_{name}) {{ {' '.join(self.law.found(name, self.rules[name]))} g_{name} = 1; }}"
            for name in places
        ]
        return [*tests, *computed]


AMOUNTS: Final = ("monthly_amount", "monthly_amount_at_start")
"""What an entitled person is told of the pension; the average, the rate and the exact pension only explain it."""


def _split(facts: str) -> tuple[str, str]:
    """The helpers of a scheme's facts, and the body of its function ``facts@``."""
    before, _, rest = facts.partition("static void facts@(")
    body = rest[rest.index("{") + 1 : rest.rindex("}")]
    return before, body


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
