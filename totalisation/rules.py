"""Rules of law as functions, and the record of what they yield.

A rule is a pure function over integers, fractions, words and tables. Its name is the quantity it yields and
its arguments name the quantities it needs, so the rules of a scheme form a graph; facts, figures of law and
interpretations are the leaves. A computation walks that graph from the quantity that is asked for. Each
quantity keeps what it was made from: that record is the explanation, and nothing else is written for it.
"""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, TypeVar

from totalisation.months import FIRST_MONTH, LAST_MONTH, Month, format_month, parse_month
from totalisation.notes import Note
from totalisation.parameters import (
    UNITS,
    Citation,
    Entry,
    Key,
    Parameter,
    Status,
    Table,
    missing_figure,
)

Origin = Literal["rule", "fact", "figure", "established", "interpretation"]
"""Where a quantity comes from: computed by a rule, taken from the case, read in a parameter file,
established by an institution and entered, or chosen among the readings of an open question."""

VERIFIED: Final[Status] = "verified"

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """One statement of law: how to get the quantity ``name``, in force from ``since`` to ``until``."""

    name: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]
    unit: str
    citations: tuple[Citation, ...]
    since: Month
    until: Month
    status: Status
    rounding: str

    def cited(self, *citations: Citation, status: Status = "verified") -> Rule:
        """The same rule as ordered by other articles: those of the agreement that is applied."""
        return replace(self, citations=citations, status=status)


def rule(
    *citations: str,
    unit: str,
    name: str = "",
    since: str = "",
    until: str = "",
    status: Status = "verified",
    rounding: str = "",
) -> Callable[[Function], Function]:
    """Mark a function as a rule of law.

    ``citations`` are written "SOURCE ARTICLE"; ``name`` is the quantity yielded, by default the function's
    name; ``since`` and ``until`` are the first and last month ("YYYY-MM") of entitlement to which it applies;
    ``rounding`` names the rounding that it makes. The function is left as it was: it can be called directly.
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is none of the units {sorted(UNITS)}")

    def mark(function: Function) -> Function:
        made = Rule(
            name or function.__name__,
            function,
            tuple(inspect.signature(function).parameters),
            unit,
            tuple(Citation.read(text) for text in citations),
            parse_month(since) if since else FIRST_MONTH,
            parse_month(until) if until else LAST_MONTH,
            status,
            rounding,
        )
        function.__dict__["rule"] = made
        return function

    return mark


class RuleSet:
    """The rules of a scheme over time: for each quantity, one rule at any date."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        by_name: dict[str, list[Rule]] = {}
        for each in self.rules:
            by_name.setdefault(each.name, []).append(each)
        for name, eras in by_name.items():
            eras.sort(key=lambda era: era.since)
            for earlier, later in itertools.pairwise(eras):
                if later.since <= earlier.until:
                    raise ValueError(f"two rules yield {name!r} at the same date")
        self.changes: tuple[Month, ...] = tuple(
            sorted(
                {each.since for each in self.rules if each.since > FIRST_MONTH}
                | {each.until + 1 for each in self.rules if each.until < LAST_MONTH}
            )
        )
        self._at_era: dict[int, dict[str, Rule]] = {}

    @classmethod
    def of(cls, *modules: object) -> RuleSet:
        """The rules defined in the modules given."""
        found: dict[int, Rule] = {}
        for module in modules:
            for value in vars(module).values():
                made = getattr(value, "__dict__", {}).get("rule") if inspect.isfunction(value) else None
                if isinstance(made, Rule):
                    found[id(made)] = made
        return cls(found.values())

    def era(self, when: Month) -> int:
        """The number of the era in which ``when`` lies: months of one era have the same rules."""
        return sum(change <= when for change in self.changes)

    def at(self, when: Month) -> Mapping[str, Rule]:
        """The rules in force in the month ``when``, by the quantity each yields. Do not change it."""
        era = self.era(when)
        known = self._at_era.get(era)
        if known is None:
            known = {each.name: each for each in self.rules if each.since <= when <= each.until}
            self._at_era[era] = known
        return known


@dataclass(frozen=True, slots=True)
class Interpretation:
    """An open question of law: its readings, the default among them, and the article it is about."""

    name: str
    question: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    default: str
    citation: Citation


@dataclass(slots=True)
class Quantity:
    """A named value and what it was made from."""

    name: str
    value: Any
    unit: str
    origin: Origin
    citations: tuple[Citation, ...] = ()
    status: Status = "verified"
    inputs: tuple[Quantity, ...] = ()
    rounding: str = ""
    status_by_key: Mapping[Key, Status] | None = None
    note: Note | None = None

    def status_of(self, key: Key) -> Status:
        """How sure the figure at ``key`` of a table is."""
        return self.status if self.status_by_key is None else self.status_by_key.get(key, self.status)


class Computation:
    """The quantities of one person under one scheme at one date, each computed once, when it is asked for.

    A name is looked up among the established figures, the facts, the rules, the interpretations and the
    parameters, in this order. With ``record`` false the values are kept and not what they were made from: the
    result is the same.
    """

    __slots__ = (
        "_known",
        "_values",
        "chosen",
        "established",
        "facts",
        "interpretations",
        "parameters",
        "record",
        "rules",
        "steps",
        "when",
        "where",
    )

    def __init__(
        self,
        rules: Mapping[str, Rule],
        parameters: Mapping[str, Parameter],
        when: Month,
        facts: Mapping[str, tuple[Any, str]],
        *,
        established: Mapping[str, Any] | None = None,
        interpretations: Mapping[str, Interpretation] | None = None,
        chosen: Mapping[str, str] | None = None,
        where: str = "established",
        record: bool = True,
    ) -> None:
        self.rules = rules
        self.parameters = parameters
        self.when = when
        self.facts = facts
        self.established = established or {}
        self.interpretations = interpretations or {}
        self.chosen = chosen or {}
        self.where = where
        self.record = record
        self.steps: list[Quantity] = []
        self._known: dict[str, Quantity] = {}
        self._values: dict[str, Any] = {} if record else {name: fact[0] for name, fact in facts.items()}
        """Without a record: the facts, and each value that was made so far, in the order in which it was made."""
        if not record and self.established:
            for name in self.established:
                self._values.pop(name, None)

    def value(self, name: str) -> Any:
        """The value of the quantity ``name``.

        Raises MissingFigureError where a figure of law is needed that no file and no entry of the case holds,
        LookupError where the name means nothing in this scheme.
        """
        if not self.record:
            return self._values[name] if name in self._values else self._value(name)
        known = self._known.get(name)
        return (known if known is not None else self.quantity(name)).value

    def known(self, name: str) -> Any:
        """The value of ``name`` if it is a fact or was computed or used so far, else None."""
        if not self.record:
            return self._values.get(name)
        known = self._known.get(name)
        if known is None:
            return self.facts[name][0] if name in self.facts and name not in self.established else None
        return known.value

    def quantity(self, name: str) -> Quantity:
        """The quantity ``name``, where a record is kept with what it was made from. Raises as ``value`` does."""
        if not self.record:
            return self._described(name, self.value(name))
        known = self._known.get(name)
        if known is None:
            applied = self.rules.get(name)
            # Most quantities are yielded by a rule, so that way is the short one.
            if applied is not None and name not in self.facts and name not in self.established:
                known = self._apply(applied)
            else:
                known = self._made_without_rule(name)
            self._known[name] = known
        return known

    @property
    def quantities(self) -> Iterable[Quantity]:
        """Every quantity that was used so far, each after those that it was made from; without a record no facts."""
        if self.record:
            return self._known.values()
        return [
            self._described(name, value)
            for name, value in self._values.items()
            if name in self._known or name not in self.facts
        ]

    @property
    def sources(self) -> list[Quantity]:
        """The figures, established figures and interpretations that were used so far."""
        return [each for each in self._known.values() if each.origin not in ("rule", "fact")]

    @property
    def doubtful(self) -> Iterable[Quantity]:
        """The quantities used so far that may rest on what was not read in its instrument, in the same order."""
        for name in self._known if self.record else self._values:
            made = self._known.get(name)
            if made is not None and made.origin == "figure":
                yield made
            elif name in self.rules and self.rules[name].status != VERIFIED:
                yield made or self._described(name, self._values[name])

    def _value(self, name: str) -> Any:
        """The value of ``name`` as ``quantity`` makes it, without a record of rules and facts."""
        values = self._values
        if name in self.established and not isinstance(self.established[name], Mapping):
            made = self._kept(name)
        elif name in self.facts:
            made = self.facts[name][0]
        elif name in self.rules:
            applied = self.rules[name]
            try:
                inputs = [values[each] if each in values else self._value(each) for each in applied.arguments]
            except RecursionError:
                raise LookupError(f"{name!r} is needed to compute itself") from None
            made = applied.function(*inputs)
        else:
            made = self._kept(name)
        values[name] = made
        return made

    def _kept(self, name: str) -> Any:
        """The value of a figure, an established figure or an interpretation; where it comes from is kept too."""
        parameter = self.parameters.get(name)
        if parameter is None or name in self.established or name in self.interpretations:
            found = self._made_without_rule(name)
        else:
            found = self._read(parameter, None)
        self._known[name] = found
        return found.value

    def _described(self, name: str, value: Any) -> Quantity:
        """A quantity of which only the value was kept."""
        found = self._known.get(name)
        if found is not None:
            return found
        if name in self.facts:
            return Quantity(name, value, self.facts[name][1], "fact")
        applied = self.rules[name]
        return Quantity(name, value, applied.unit, "rule", applied.citations, applied.status, rounding=applied.rounding)

    def _apply(self, applied: Rule) -> Quantity:
        name, known = applied.name, self._known
        try:
            inputs = [known.get(each) or self.quantity(each) for each in applied.arguments]
        except RecursionError:
            raise LookupError(f"{name!r} is needed to compute itself") from None
        value = applied.function(*[each.value for each in inputs])
        made = Quantity(
            name, value, applied.unit, "rule", applied.citations, applied.status, tuple(inputs), applied.rounding
        )
        self.steps.append(made)
        return made

    def _made_without_rule(self, name: str) -> Quantity:
        established = self.established.get(name)
        if established is not None and not isinstance(established, Mapping):
            made = Quantity(name, established, self._unit(name), "established")
            if self.record:
                self.steps.append(made)
            return made
        fact = self.facts.get(name)
        if fact is not None:
            return Quantity(name, fact[0], fact[1], "fact")
        if name in self.rules:
            return self._apply(self.rules[name])
        interpretation = self.interpretations.get(name)
        if interpretation is not None:
            choice = self.chosen.get(name, interpretation.default)
            return Quantity(name, choice, "word", "interpretation", (interpretation.citation,))
        parameter = self.parameters.get(name)
        if parameter is not None:
            return self._read(parameter, established)
        raise LookupError(f"nothing yields {name!r} at {format_month(self.when)}")

    def _read(self, parameter: Parameter, established: Mapping[Key, Any] | None) -> Quantity:
        entry: Entry | None = parameter.at(self.when)
        if parameter.index:
            if entry is None and not established:
                raise missing_figure(f"{self.where}.{parameter.name}", parameter.name, format_month(self.when))
            figures: Mapping[Key, Any] = {} if entry is None else entry.value  # type: ignore[assignment]
            by_key: Mapping[Key, Status] = {} if entry is None else entry.status_by_key
            if established:
                figures = {**figures, **established}
                by_key = {**by_key, **dict.fromkeys(established, VERIFIED)}
            table = Table(parameter.name, figures, self.where)
            if entry is None:
                return Quantity(parameter.name, table, parameter.unit, "established")
            return Quantity(
                parameter.name,
                table,
                parameter.unit,
                "figure",
                (entry.citation,),
                entry.status,
                status_by_key=by_key,
                note=entry.note,
            )
        if entry is None:
            raise missing_figure(f"{self.where}.{parameter.name}", parameter.name, format_month(self.when))
        kept = parameter.kept.get(entry.since)
        if kept is None:
            # A single figure is the same quantity for every person, so it is made once.
            kept = parameter.kept[entry.since] = Quantity(
                parameter.name, entry.value, parameter.unit, "figure", (entry.citation,), entry.status, note=entry.note
            )
        return kept

    def _unit(self, name: str) -> str:
        if name in self.rules:
            return self.rules[name].unit
        if name in self.parameters:
            return self.parameters[name].unit
        return self.facts[name][1] if name in self.facts else "word"
