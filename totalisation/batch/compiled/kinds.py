"""The kinds of value that rules of law work with, and how each is written in C."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of value: its letter in ``runtime.h``, its type as an argument, and its type in storage."""

    name: str
    letter: str
    c: str
    storage: str

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Value:
    """An expression in C, and whether it may be none."""

    kind: Kind
    text: str
    optional: bool = False


WHOLE: Final = Kind("whole number", "I", "I", "I")
"""Whole numbers, months, flags and the numbers of words; none is the least number."""
EXACT: Final = Kind("exact number", "X", "X", "X")
DATE: Final = Kind("partial date", "D", "PartialDate", "PartialDate")
DAY: Final = Kind("day", "d", "Day", "Day")
MONTHS: Final = Kind("set of months", "M", "M", "M")
RUN: Final = Kind("earnings run", "r", "Run", "Run")
RUNS: Final = Kind("earnings runs", "R", "R", "R")
CONDITION: Final = Kind("condition", "c", "Condition", "Condition")
CONDITIONS: Final = Kind("conditions", "C", "const C *", "C")
WHOLES: Final = Kind("list of whole numbers", "L", "const L *", "L")
TRIPLE: Final = Kind("triple", "s", "Triple", "Triple")
TRIPLES: Final = Kind("list of triples", "S", "const S *", "S")
NOTHING: Final = Kind("nothing", "-", "void", "void")

TABLES: Final[dict[tuple[str, Kind], Kind]] = {
    ("T", WHOLE): Kind("table of whole numbers", "T", "T", "T"),
    ("T", EXACT): Kind("table", "T", "T", "T"),
    ("Y", WHOLE): Kind("whole numbers by year", "J", "J *", "J"),
    ("Y", EXACT): Kind("exact numbers by year", "Y", "Y *", "Y"),
    ("W", WHOLE): Kind("whole numbers by word", "W", "const W *", "W"),
}
"""Tables of law, numbers by year and numbers by word; by the kind of their entries."""

MAPS: Final = "TYJW"
"""The letters of what has entries by key."""

ENTRIES: Final[dict[Kind, Kind]] = {
    **{table: entry for (_, entry), table in TABLES.items()},
    RUNS: RUN,
    CONDITIONS: CONDITION,
    WHOLES: WHOLE,
    TRIPLES: TRIPLE,
}
"""What each table or list is made of."""

PARTS_OF_DATES: Final[dict[Kind, frozenset[str]]] = {
    DATE: frozenset({"first_month", "month_of_year"}),
    DAY: frozenset({"year", "month", "day"}),
}
"""Parts of a date that rules read."""

_ANNOTATIONS: Final[dict[str, Kind]] = {
    "int": WHOLE,
    "bool": WHOLE,
    "str": WHOLE,
    "Month": WHOLE,
    "Month | None": WHOLE,
    "int | None": WHOLE,
    "Exact": EXACT,
    "Fraction": EXACT,
    "Exact | None": EXACT,
    "PartialDate": DATE,
    "date": DAY,
    "MonthSet": MONTHS,
    "Sequence[EarningsRun]": RUNS,
    "Iterable[EarningsRun]": RUNS,
    "tuple[EarningsRun, ...]": RUNS,
    "tuple[Condition, ...]": CONDITIONS,
    "list[Condition]": CONDITIONS,
    "tuple[Month, ...]": WHOLES,
    "list[int]": WHOLES,
    "list[tuple[Month, Month, int]]": TRIPLES,
    "dict[int, int]": TABLES["Y", WHOLE],
    "dict[int, Exact]": TABLES["Y", EXACT],
    "dict[str, Month]": TABLES["W", WHOLE],
    "dict[str, int]": TABLES["W", WHOLE],
    "Mapping[str, Month]": TABLES["W", WHOLE],
    "Mapping[str, int]": TABLES["W", WHOLE],
    "None": NOTHING,
}
"""Kinds by annotation. What is not here takes the kind of what is passed: a table of law or amounts by year."""


def annotated(annotation: object) -> Kind | None:
    """The kind that an annotation names, or None where it leaves that open."""
    return _ANNOTATIONS.get(str(annotation))


def by_reference(kind: Kind) -> bool:
    """Whether values of the kind are kept in place and passed by their address."""
    return kind.letter in "YJWCLS"


def joined(one: Kind, other: Kind) -> Kind:
    """The kind that holds values of both. Raises TypeError where there is none."""
    if one is other:
        return one
    if {one, other} == {WHOLE, EXACT}:
        return EXACT
    if one.letter == other.letter == "T":
        return TABLES["T", EXACT]
    raise TypeError(f"{one} and {other}")


def written(value: Value, kind: Kind) -> str:
    """The expression as one of ``kind``."""
    if value.kind is kind or (value.kind.letter == kind.letter and kind in ENTRIES):
        return value.text
    if value.kind is WHOLE and kind is EXACT:
        if value.text == "NONE":
            return "X_NONE"
        return f"x_optional({value.text})" if value.optional else f"x_i({value.text})"
    if value.kind is EXACT and kind is WHOLE:
        return f"x_as_i(b, {value.text})"
    raise TypeError(f"{value.kind} is not {kind}: {value.text}")
