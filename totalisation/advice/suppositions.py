"""What a comparison of options supposes, all of it stated by whoever asks: growth, discount, exchange, survival."""

from __future__ import annotations

import csv
import io
import itertools
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from totalisation.case import Case
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact, exact, round_half_up, written
from totalisation.months import Month, year_of
from totalisation.parameters import Parameter
from totalisation.schemes.base import Scheme

OLDEST: Final = 120
NO_GROWTH: Final = "nothing"
"""What a figure follows that is neither a price nor a wage, such as a rate of interest."""

LARGEST_GROWTH: Final = Fraction(1, 2)
"""More than 50 % a year is a percentage written without its sign."""


@dataclass(frozen=True, slots=True)
class Suppositions:
    """What is supposed. Rates are exact fractions a year."""

    to_age: int = 85
    """The age in years up to which payments are counted."""
    prices: Fraction = Fraction(0)
    """Growth of prices: figures of law that follow prices grow so after the last that is known."""
    wages: Fraction = Fraction(0)
    """Growth of wages, in the same way."""
    discount: Fraction = Fraction(0)
    """By how much less a payment a year later is worth, beside the growth of prices."""
    rates: Mapping[str, Fraction] = field(default_factory=dict)
    """What one unit of each currency is worth in ``common``; empty where no exchange rate was stated."""
    common: str = ""
    """The currency in which totals are added up; "" where no exchange rate was stated."""
    survival: Mapping[int, Fraction] = field(default_factory=dict)
    """By age, the probability of being alive at it; empty where survival is not weighed."""

    def __post_init__(self) -> None:
        faults = [
            Fault(where, message("{value} a year is not from 0 to 50 per cent.", value=str(value)))
            for where, value in (("prices", self.prices), ("wages", self.wages), ("discount", self.discount))
            if not 0 <= value <= LARGEST_GROWTH
        ]
        if not 15 <= self.to_age <= OLDEST:
            faults.append(Fault("to_age", message("an age from 15 to 120 is needed.")))
        if faults:
            raise FaultsError(faults)

    def weight(self, years: int, age_now: int, age: int) -> Fraction:
        """What a payment ``years`` from now is worth today: prices, discount and survival, as far as stated."""
        worth = 1 / ((1 + self.prices) * (1 + self.discount)) ** years
        return worth * self.alive(age_now, age)

    def alive(self, age_now: int, age: int) -> Fraction:
        """The probability that a person of ``age_now`` is alive at ``age``; 1 where survival is not weighed."""
        if not self.survival:
            return Fraction(1)
        return self.survival[age] / self.survival[age_now]


_AGE: Final = re.compile(r"\d{1,3}", re.ASCII)


def read_survival(text: str, where: str, ages: range) -> dict[int, Fraction]:
    """A table of survival from CSV with the columns ``age`` and ``surviving``: the probability of being alive then.

    Any scale will do (per one, per 100,000), since only ratios count. Raises FaultsError with every fault: what is
    no number, what rises with age, an age of ``ages`` that is missing.
    """
    try:
        rows = [row for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True) if row]
    except csv.Error as error:
        raise FaultsError([Fault(where, message("cannot be read: {error}.", error=str(error)))]) from None
    header = rows[0] if rows else []
    if header.count("age") != 1 or header.count("surviving") != 1:
        wrong = message("the columns {columns} are needed.", columns=["age", "surviving"])
        raise FaultsError([Fault(where, wrong)])
    at_age, at_alive = header.index("age"), header.index("surviving")
    faults: list[Fault] = []
    table: dict[int, Fraction] = {}
    for number, row in enumerate(rows[1:], 2):
        try:
            if len(row) != len(header) or _AGE.fullmatch(row[at_age].strip()) is None:
                raise ValueError(row)
            age, alive = int(row[at_age]), exact(row[at_alive])
        except ValueError:
            faults.append(Fault(f"{where}:{number}", message("a whole age and an exact number are needed.")))
            continue
        if age in table:
            faults.append(Fault(f"{where}:{number}", message("the age {age} stands twice.", age=age)))
        elif alive < 0:
            faults.append(Fault(f"{where}:{number}", message("{value} is below 0.", value=str(alive))))
        table[age] = alive
    for (age, alive), (older, later) in itertools.pairwise(sorted(table.items())):
        if later > alive:
            wrong = message("more are alive at {older} than at {age}.", older=older, age=age)
            faults.append(Fault(where, wrong))
    if missing := [age for age in ages if age not in table]:
        faults.append(Fault(where, message("the ages {ages} are missing.", ages=missing[:10])))
    elif not faults and table[ages[0]] == 0:
        faults.append(Fault(where, message("nobody is alive at {age}.", age=ages[0])))
    if faults:
        raise FaultsError(faults)
    return table


# ---- figures of law after the last that is known ----


@dataclass(frozen=True, slots=True)
class Continued:
    """A table of law that is supposed to go on: its last known year, and the growth it follows."""

    party: str
    name: str
    last_year: int
    growth: str


@lru_cache(maxsize=16)
def _continuations(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    path = folder / "continuation.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def continued(
    case: Case, schemes: Mapping[str, Scheme], start: Month, until: Month, supposed: Suppositions
) -> tuple[Case, list[Continued]]:
    """The case with figures of law entered for the years after the last that is known, up to that of ``until``.

    ``start`` is the month in which a pension starts: one table of coefficients is for pensions of one year. Figures
    that the case has as established stay. What was entered is told beside it.
    """
    established = {code: dict(figures) for code, figures in case.established.items()}
    told: list[Continued] = []
    for code, scheme in schemes.items():
        for name, how in _continuations(scheme.folder).items():
            parameter = scheme.parameters.get(name)
            if parameter is None:
                continue
            growth = {"prices": supposed.prices, "wages": supposed.wages, NO_GROWTH: Fraction(0)}[how["of"]]
            figures, last = _figures(parameter, how, growth, year_of(start), year_of(until))
            if not figures:
                continue
            mine = established.setdefault(code, {})
            known = mine.get(name, {})
            if isinstance(known, dict):
                mine[name] = {**figures, **known}
                told.append(Continued(code, name, last, how["of"]))
    return case.model_copy(update={"established": {code: each for code, each in established.items() if each}}), told


def _figures(
    parameter: Parameter, how: Mapping[str, Any], growth: Fraction, start: int, until: int
) -> tuple[dict[str, int | str], int]:
    """The figures to enter by index, and the last year that is known."""
    entry = parameter.entries[-1]
    assert isinstance(entry.value, Mapping)
    key, unit = how.get("key", ""), exact(how.get("unit", "1"))
    years = {int(str(each)[:4]): value for each, value in entry.value.items()}
    if how["as"] == "coefficients":
        last = year_of(entry.since)
        if start <= last:
            return {}, last
        grown = {year: value * (1 + growth) ** (start - last) for year, value in years.items() if year < last}
        grown |= {year: (1 + growth) ** max(start - 1 - year, 0) for year in range(last, start + 1)}
        return {str(year): _written(round_half_up(value, unit)) for year, value in grown.items()}, last
    last = max(years)
    following = range(last + 1, until + 1)
    if how["as"] == "rate":
        rates = {f"{year}{key}": _written(growth) for year in following}
        # A table of rises that did not happen stays as it is.
        return (rates if growth or not key else {}), last
    base = years[last]
    if key and not growth:
        return {}, last
    return {
        f"{year}{key}": _written(round_half_up(base * (1 + growth) ** (year - last), unit)) for year in following
    }, last


def _written(value: Exact) -> int | str:
    return written(value) if isinstance(value, int) else written(Fraction(value))
