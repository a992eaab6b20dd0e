"""Figures of law, read from dated files.

A file holds one table for each parameter: its name in the three languages, its unit, and its entries, each
with the date from which it applies, its value, its source and whether that source was read. A parameter is
one number at a date, or a table of numbers by an index (a year, a number of months).
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Literal, get_args

from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact, exact
from totalisation.months import LAST_MONTH, Month, month_of
from totalisation.notes import Note, read_note

Status = Literal["verified", "secondary", "unverified"]
"""How sure a figure or a term is: read in the instrument, read in a secondary copy only, or not read."""

STATUSES: tuple[str, ...] = get_args(Status)

UNITS: Final = frozenset(
    {
        "money",  # units of the scheme's currency
        "money_per_month",
        "money_per_year",
        "money_by_year",  # a mapping from calendar year to an amount
        "fraction",  # of 1
        "factor",  # a coefficient that multiplies
        "factor_by_year",
        "percent",  # a whole number of per cent, as facts give it
        "months",  # a number of months
        "months_by_year",
        "half_years",
        "years",
        "age",  # whole years of life
        "age_months",  # the same in months
        "month",  # a calendar month
        "day",  # a calendar day
        "flag",
        "word",
        "count",
        "conditions",
        "list",
    }
)
"""Units in which figures of law and quantities are given."""

LARGEST_FILE: Final = 1_000_000
"""Bytes that a file of figures may hold."""

Key = int | str
"""The index of a table: a number such as a year, or a word."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in the law: the key of a source, and the article within it."""

    source: str
    article: str = ""

    @classmethod
    def read(cls, text: str) -> Citation:
        """The citation written "SOURCE ARTICLE", such as "L2024 66(1)"."""
        source, _, article = text.partition(" ")
        return cls(source, article)

    def __str__(self) -> str:
        return f"{self.source} {self.article}".rstrip()


class MissingFigureError(FaultsError):
    """A figure of law that the case needs is not among the parameters."""


def missing_figure(where: str, parameter: str, at: str) -> MissingFigureError:
    """The refusal of a case that needs ``parameter`` for ``at``; ``where`` is the case's field for it."""
    return MissingFigureError(
        [
            Fault(
                where,
                message("the table “{parameter}” has no figure for {at}.", parameter=parameter, at=at),
                message(
                    "Enter the figure that the institution uses under “{where}”, "
                    "or add it to the parameter files with its source.",
                    where=where,
                ),
            )
        ]
    )


class Table(Mapping[Key, Exact]):
    """A table of law as a rule sees it: it notes which figures were used, and refuses those it lacks."""

    __slots__ = ("name", "used", "values_by_key", "where")

    def __init__(self, name: str, values: Mapping[Key, Exact], where: str = "") -> None:
        self.name = name
        self.values_by_key = values
        self.where = where
        self.used: dict[Key, Exact] = {}

    def __getitem__(self, key: Key) -> Exact:
        try:
            value = self.used[key] = self.values_by_key[key]
        except KeyError:
            raise missing_figure(f"{self.where}.{self.name}", self.name, str(key)) from None
        return value

    def __contains__(self, key: object) -> bool:
        return key in self.values_by_key

    def __iter__(self) -> Iterator[Key]:
        return iter(self.values_by_key)

    def __len__(self) -> int:
        return len(self.values_by_key)


@dataclass(frozen=True, slots=True)
class Entry:
    """A parameter's value from one date on: a number, or a table by index.

    ``status`` holds for the whole entry but for the keys in ``status_by_key``.
    """

    since: Month
    until: Month
    value: Exact | Mapping[Key, Exact]
    citation: Citation
    status: Status
    status_by_key: Mapping[Key, Status] = field(default_factory=dict)
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure of law over time. ``unit`` is that of its values; ``index`` names a table's key, or is ""."""

    name: str
    title: Mapping[str, str]
    unit: str
    index: str
    entries: tuple[Entry, ...]
    file: str
    kept: dict[Month, Any] = field(default_factory=dict, compare=False, repr=False)
    """What was once made of an entry, by its first month."""

    def at(self, when: Month) -> Entry | None:
        """The entry that applies in the month ``when``, or None."""
        for entry in reversed(self.entries):
            if entry.since <= when:
                return entry if when <= entry.until else None
        return None


def read_parameters(folder: Path) -> dict[str, Parameter]:
    """All parameters in the TOML files of ``folder``, by name. Raises ValueError naming file and parameter."""
    return read_parameter_files(sorted(folder.glob("*.toml")))


def read_parameter_files(files: Iterable[Path]) -> dict[str, Parameter]:
    """All parameters in these TOML files, by name. Raises ValueError naming file and parameter."""
    parameters: dict[str, Parameter] = {}
    for file in files:
        tables = _tables(file)
        for name, table in tables.items():
            if name in parameters:
                raise ValueError(f"{file.name}: [{name}] also stands in {parameters[name].file}")
            try:
                parameters[name] = _read_parameter(name, table, file.name)
            except KeyError as error:
                raise ValueError(f"{file.name}: [{name}]: {error} is missing") from error
            except (TypeError, ValueError) as error:
                raise ValueError(f"{file.name}: [{name}]: {error}") from error
    return parameters


def _tables(file: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ValueError where it is too large, nested too deep, or no TOML."""
    with file.open("rb") as stream:
        data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ValueError(f"{file.name}: at most {LARGEST_FILE} bytes are read")
    try:
        return tomllib.loads(data.decode("utf-8"))
    except RecursionError:
        raise ValueError(f"{file.name}: lists are nested too deep") from None


def _read_parameter(name: str, table: object, file: str) -> Parameter:
    if not isinstance(table, dict) or not isinstance(table["entries"], list):
        raise TypeError("not a table of entries")
    title = table["title"]
    if not isinstance(title, dict) or not all(isinstance(each, str) for each in title.values()):
        raise TypeError("the title is not one text for each language")
    index = _text(table, "index")
    entries = [_read_entry(each, bool(index)) for each in table["entries"]]
    if any(later.since <= earlier.since for earlier, later in itertools.pairwise(entries)):
        raise ValueError("entries are not in order of their dates")
    closed = [
        Entry(e.since, min(e.until, later.since - 1), e.value, e.citation, e.status, e.status_by_key, e.note)
        for e, later in itertools.pairwise(entries)
    ]
    if _text(table, "unit") not in UNITS:
        raise ValueError(f"unit {table['unit']!r} is none of {sorted(UNITS)}")
    unknown = table.keys() - {"title", "unit", "index", "entries"}
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    return Parameter(name, title, table["unit"], index, (*closed, *entries[-1:]), file)


def _text(table: Mapping[str, Any], key: str) -> str:
    """The text under a key, "" where there is none. Raises TypeError where it is no text."""
    value = table.get(key, "")
    if not isinstance(value, str):
        raise TypeError(f"{key} is not a text")
    return value


def _read_entry(table: object, indexed: bool) -> Entry:
    if not isinstance(table, dict):
        raise TypeError("an entry is not a table")
    unknown = table.keys() - {
        "from",
        "to",
        "value",
        "values",
        "source",
        "article",
        "status",
        "note",
        *STATUSES,
    }
    if unknown:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    if table["status"] not in STATUSES:
        raise ValueError(f"status {table['status']!r} is none of {', '.join(STATUSES)}")
    value: Exact | dict[Key, Exact]
    by_key: dict[Key, Status] = {}
    if indexed:
        if not isinstance(table["values"], dict):
            raise TypeError("the values are not a table")
        value = {key_of(key): _number(each) for key, each in table["values"].items()}
        if len(value) < len(table["values"]):
            raise ValueError("an index stands twice")
        statuses: tuple[Status, ...] = get_args(Status)
        for status in statuses:
            keys = table.get(status, [])
            if not isinstance(keys, list) or not all(type(key) in (int, str) for key in keys):
                raise TypeError(f"{status} is not a list of keys")
            by_key.update({key_of(key): status for key in keys})
        if by_key.keys() - value.keys():
            raise ValueError(
                f"a status is given for {sorted(map(str, by_key.keys() - value.keys()))}, which has no value"
            )
    else:
        value = _number(table["value"])
    return Entry(
        month_of(_date(table["from"])),
        month_of(_date(table["to"])) if "to" in table else LAST_MONTH,
        value,
        Citation(table["source"] and _text(table, "source"), _text(table, "article")),
        table["status"],
        by_key,
        read_note(table.get("note")),
    )


def _date(value: object) -> date:
    if type(value) is not date:  # a time of the day is a date too
        raise TypeError(f"{value!r} is not a date written YYYY-MM-DD without quotes")
    return value


def key_of(text: str | int) -> Key:
    """The key of a table as a rule uses it: a number where it is written as one."""
    return int(text) if _WHOLE.fullmatch(str(text)) else str(text)


_WHOLE: Final = re.compile(r"-?\d{1,18}", re.ASCII)


def _number(value: object) -> Exact:
    """An integer, or a string that holds an exact number; a TOML float is refused, being inexact."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        number = exact(value)
        return int(number) if number.denominator == 1 else number
    raise TypeError(f"{value!r} is not a whole number or an exact number in quotes")


def scalar(value: Exact | Mapping[Key, Exact]) -> Fraction | int:
    """The value of a parameter that is one number. Raises TypeError for a table."""
    if isinstance(value, Mapping):
        raise TypeError("a table, not a number")
    return value
