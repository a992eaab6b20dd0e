"""Months as plain (year, month) tuples, and figures read straight from the parameter files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

Month = tuple[int, int]
Json = dict[str, Any]

SCHEMES = Path(__file__).parents[2] / "totalisation" / "schemes"


class MissingError(Exception):
    """A figure of law that no file and no institution gives."""


def plus(month: Month, months: int) -> Month:
    index = month[0] * 12 + month[1] - 1 + months
    return index // 12, index % 12 + 1


def between(first: Month, last: Month) -> int:
    """Months from ``first`` to ``last``: 0 if they are the same."""
    return (last[0] - first[0]) * 12 + last[1] - first[1]


def each_month(first: Month, last: Month) -> Iterator[Month]:
    month = first
    while month <= last:
        yield month
        month = plus(month, 1)


def month_of(text: str) -> Month:
    return int(text[:4]), int(text[5:7])


def exact(value: int | str) -> Fraction:
    if isinstance(value, str) and value.endswith("%"):
        return Fraction(value.rstrip("% ")) / 100
    return Fraction(value)


def nearest(amount: Fraction) -> int:
    """To the nearest whole unit, a half upwards."""
    return (2 * amount.numerator + amount.denominator) // (2 * amount.denominator)


@cache
def _files(scheme: str) -> Json:
    found: Json = {}
    for path in (SCHEMES / scheme / "parameters").glob("*.toml"):
        found.update(tomllib.loads(path.read_text(encoding="utf-8")))
    return found


def table(scheme: str, name: str, at: Month) -> Json:
    """The figures of a table that is in force in the month ``at``; none if there is no such table."""
    found: Json | None = None
    for entry in _files(scheme)[name]["entries"]:
        start: date = entry["from"]
        if (start.year, start.month) <= at:
            found = entry
    if found is None or ("to" in found and (found["to"].year, found["to"].month) < at):
        return {}
    return {**found["values"]}


def figure(scheme: str, name: str, at: Month, key: int | str) -> Fraction:
    """One figure of a table in force in the month ``at``."""
    values = table(scheme, name, at)
    if str(key) not in values:
        raise MissingError(name, at, key)
    return exact(values[str(key)])


def stepped(scheme: str, name: str, at: Month, key: int) -> Fraction | None:
    """The figure of the last step at or below ``key``; None below the first."""
    steps = {int(each): value for each, value in table(scheme, name, at).items()}
    reached = [each for each in steps if each <= key]
    return exact(steps[max(reached)]) if reached else None


def whole_day(text: str) -> str:
    """The date to the day: where only the month is known its first day, where only the year its first of January."""
    return (text + "-01-01")[:10] if len(text) == 4 else (text + "-01")[:10]


def birthday(text: str, months: int) -> str:
    """The day on which a person born on ``text`` reaches an age in months."""
    born = whole_day(text)
    year, month = plus(month_of(born), months)
    return f"{year:04d}-{month:02d}-{born[8:]}"


def stepped_at(scheme: str, name: str, at: Month, key: int) -> Fraction:
    """As ``stepped``, for a figure that there must be. Raises MissingError below the first step."""
    found = stepped(scheme, name, at, key)
    if found is None:
        raise MissingError(name, at, key)
    return found


def reads(case: Json, party: str, question: str, choice: str) -> bool:
    """Whether the case chooses a reading of an open question that is not the default."""
    return bool(case.get("interpretations", {}).get(party, {}).get(question) == choice)
