"""How the dated tables of a law are kept current, and where they end.

Most figures hold until a law changes them. Others are published anew every year, and a case that needs one
which is not there is refused. The file ``upkeep.toml`` of a scheme says of each table by year or month how its
figures follow one another, in which month new ones come, what happens without them, and which gaps are known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal, get_args

from totalisation.months import LAST_MONTH, Month, month, month_of
from totalisation.parameters import Entry, Key, Parameter
from totalisation.schemes.base import Scheme

FILE: Final = "upkeep.toml"

Runs = Literal["entries", "years", "start_years", "steps", "closed"]
"""How the figures of a table follow one another.

``entries``: each entry is a whole table for the months between its own dates. ``years``: a figure for each year.
``start_years``: figures for each year of a start, whose keys are that year and an insured year, 20252010.
``steps``: a figure holds until the next. ``closed``: of the past; nothing follows.
"""

RUNS: Final[tuple[str, ...]] = get_args(Runs)

TIME_INDEXES: Final = frozenset({"year", "month", "start_year_and_insured_year"})
"""What the index of a table is called whose figures follow one another in time."""

SOON: Final = 12
"""Months before a table's end from which that end is told."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Figures that are known to be missing: of whole months, or of single years in one entry of a table."""

    note: Mapping[str, str]
    since: Month | None = None
    until: Month | None = None
    entry: Month | None = None
    """The first month of the entry that lacks ``years``; None for a table of one entry."""
    years: tuple[tuple[int, int], ...] = ()

    @property
    def keys(self) -> frozenset[int]:
        """The years that are missing."""
        return frozenset(year for first, last in self.years for year in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class Upkeep:
    """How one table is kept current.

    ``begins`` is the month of the calendar in which a year of the table begins; ``renewed`` the one by which
    new figures are usually there; ``review_after`` the months after which an unchanged table is looked at again.
    """

    name: str
    runs: Runs
    begins: int = 1
    renewed: int | None = None
    first_year: int | None = None
    """The first year for which each entry or start has a figure, where it is one and the same."""
    review_after: int | None = None
    refused: bool = False
    """Whether a case is refused that needs a figure after the last."""
    then: Mapping[str, str] | None = None
    """What happens after the last figure, in each language."""
    gaps: tuple[Gap, ...] = ()


State = Literal["ended", "ends", "review", "current"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a table stands at a month: its last month, the month of its last change, and what is to be done."""

    upkeep: Upkeep
    state: State
    last: Month | None
    changed: Month | None


def upkeep_of(scheme: Scheme) -> dict[str, Upkeep]:
    """How each table of a scheme is kept current, by name.

    Raises ValueError naming the table that is not as it must be.
    """
    file = scheme.folder / FILE
    if not file.exists():
        return {}
    with file.open("rb") as stream:
        return read_upkeep(tomllib.load(stream))


def read_upkeep(tables: Mapping[str, Any]) -> dict[str, Upkeep]:
    """The same from the tables of the file."""
    found = {}
    for name, table in tables.items():
        try:
            found[name] = _read(name, table)
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{FILE}: [{name}]: {error}") from error
    return found


def _read(name: str, table: Mapping[str, Any]) -> Upkeep:
    known = {"runs", "begins", "renewed", "first_year", "review_after", "refused", "then", "gaps"}
    if unknown := table.keys() - known:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    if table["runs"] not in RUNS:
        raise ValueError(f"runs {table['runs']!r} is none of {', '.join(RUNS)}")
    for each in ("begins", "renewed"):
        if each in table and table[each] not in range(1, 13):
            raise ValueError(f"{each} {table[each]!r} is no month from 1 to 12")
    rest = {key: value for key, value in table.items() if key != "gaps"}
    return Upkeep(name, **rest, gaps=tuple(_gap(each) for each in table.get("gaps", ())))


def _gap(table: Mapping[str, Any]) -> Gap:
    def at(key: str) -> Month | None:
        value = table.get(key)
        if value is not None and not isinstance(value, date):
            raise TypeError(f"{value!r} is not a date written YYYY-MM-DD without quotes")
        return None if value is None else month_of(value)

    if unknown := table.keys() - {"note", "from", "to", "entry", "years"}:
        raise ValueError(f"unknown keys {sorted(unknown)}")
    years = tuple((first, last) for first, last in table.get("years", ()))
    gap = Gap(table["note"], at("from"), at("to"), at("entry"), years)
    if (gap.since is None or gap.until is None) == (not years):
        raise ValueError("a gap has either from and to, or years")
    return gap


def years_in(entry: Entry, upkeep: Upkeep) -> Iterator[tuple[str, set[int], range]]:
    """For each run of years within an entry: what it is of, the years that are there, and those there should be."""
    numbers = {key for key in _keys(entry) if isinstance(key, int)}
    if upkeep.runs == "years" and numbers:
        yield "", numbers, range(min(numbers), max(numbers) + 1)
    elif upkeep.runs == "entries" and upkeep.first_year is not None:
        yield "", numbers, range(upkeep.first_year, entry.since // 12 + 1)
    elif upkeep.runs == "start_years" and numbers:
        starts = {key // 10_000 for key in numbers}
        yield "", starts, range(min(starts), max(starts) + 1)
        for start in sorted(starts):
            insured = {key % 10_000 for key in numbers if key // 10_000 == start}
            yield str(start), insured, range(upkeep.first_year or min(insured), start)


def last_month(parameter: Parameter, upkeep: Upkeep) -> Month | None:
    """The last month for which the table has figures; None where its last figure holds until another comes."""
    if not parameter.entries or upkeep.runs in ("steps", "closed"):
        return None
    entry = parameter.entries[-1]
    if upkeep.runs == "entries":
        return None if entry.until == LAST_MONTH else entry.until
    numbers = [key for key in _keys(entry) if isinstance(key, int)]
    if not numbers:
        return None
    year = max(numbers) if upkeep.runs == "years" else max(numbers) // 10_000
    return month(year, upkeep.begins) + 11


def changed(parameter: Parameter, upkeep: Upkeep | None, at: Month) -> Month | None:
    """The month since which the figure or the table that applies in ``at`` is unchanged; None where none applies.

    A figure that a new law repeats is unchanged. In a table by years or months the newest figure counts.
    """
    applied = [each for each in parameter.entries if each.since <= at]
    if not applied:
        return None
    entry = applied[-1]
    if parameter.index in TIME_INDEXES and upkeep is not None and upkeep.runs in ("years", "start_years", "steps"):
        months = [_month_of_key(key, upkeep) for key in _keys(entry)]
        past = [each for each in months if each is not None and each <= at]
        if past:
            return max(past)
    since = entry.since
    for earlier in reversed(applied[:-1]):
        if earlier.value != entry.value or earlier.until + 1 != since:
            break
        since = earlier.since
    return since


def standing(parameter: Parameter, upkeep: Upkeep, at: Month) -> Standing:
    """Where the table stands in the month ``at``."""
    last = last_month(parameter, upkeep)
    since = changed(parameter, upkeep, at)
    state: State = "current"
    if last is not None:
        state = "ended" if last < at else "ends" if last - at < SOON else "current"
    elif upkeep.review_after is not None and (since is None or at - since > upkeep.review_after):
        state = "review"
    return Standing(upkeep, state, last, since)


def standings(scheme: Scheme, at: Month) -> list[Standing]:
    """Where each table stands that is kept current, those that end first before the others."""
    found = [
        standing(scheme.parameters[name], upkeep, at)
        for name, upkeep in upkeep_of(scheme).items()
        if name in scheme.parameters
    ]
    return sorted(found, key=lambda each: (LAST_MONTH if each.last is None else each.last, each.upkeep.name))


def _keys(entry: Entry) -> tuple[Key, ...]:
    return tuple(entry.value) if isinstance(entry.value, Mapping) else ()


def _month_of_key(key: Key, upkeep: Upkeep) -> Month | None:
    if not isinstance(key, int):
        return None
    if upkeep.runs == "start_years":
        return month(key // 10_000, upkeep.begins)
    return month(key // 100, key % 100) if key > 9999 else month(key, upkeep.begins)
