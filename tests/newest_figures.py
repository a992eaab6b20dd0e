"""The first year that a table of law has no figure for, so that tests of what is missing outlive the next figures."""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.months import year_of
from totalisation.parameters import Entry
from totalisation.schemes import scheme_named
from totalisation.upkeep import last_month, upkeep_of


def year_to_add(scheme: str, table: str) -> int:
    """The year after the last one that the table has."""
    parameter = scheme_named(scheme).parameters[table]
    upkeep = upkeep_of(scheme_named(scheme))[table]
    last = last_month(parameter, upkeep)
    if last is not None:
        # A year that begins in July ends in the next.
        return year_of(last + 1)
    return max(int(key) for key in values(parameter.entries[-1])) // 100 + 1


def values(entry: Entry) -> Mapping[int | str, object]:
    """The figures of a table's entry by their index."""
    assert isinstance(entry.value, Mapping)
    return entry.value


def korean_birth_date(start: int) -> str:
    """A day of birth whose Korean pension age is reached in June of the year ``start``, or in December before it."""
    (ages,) = scheme_named("korea").parameters["years_added_by_birth_year"].entries
    added = {int(year): int(str(years)) for year, years in values(ages).items()}

    def reached(birth: int) -> int:
        return birth + 60 + max((years for year, years in added.items() if year <= birth), default=0)

    for birth in range(start - 66, start - 59):
        if reached(birth) == start:
            return f"{birth}-06-12"
    return next(f"{birth}-12-12" for birth in range(start - 67, start - 59) if reached(birth) == start - 1)
