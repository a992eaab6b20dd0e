"""Reading typed fields one by one, noting what is wrong and which field each part of a case came from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from web.forms import unshown, values

Fields = dict[str, str]
"""What stands in the fields of a form, by the name of each, which is also its id."""

_ROW: Final = re.compile(r"-(\d{1,6})-", re.ASCII)
_CONDITION: Final = re.compile(r"(periods-\d{1,6})-condition_(.+)", re.ASCII)

LONGEST_SHOWN: Final = 60
"""Characters of what was typed that a sentence repeats."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one part of a case; ``where`` is its path, as in the engine's faults."""

    where: str
    text: LazyString
    """The sentence, with ``%(value)s`` in the place of what was typed."""
    value: str = ""

    def told(self) -> str:
        """The sentence in the language of the request."""
        short = self.value if len(self.value) <= LONGEST_SHOWN else f"{self.value[: LONGEST_SHOWN - 1]}…"
        return str(self.text) % {"value": short}


@dataclass
class Reader:
    """The fields of one form, and what was found while they were read."""

    fields: Mapping[str, str]
    wrongs: list[Wrong] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    """The field that each path of the case was read from."""

    def __post_init__(self) -> None:
        self._rows = rows_of(name for name, value in self.fields.items() if value.strip())
        self._conditions = conditions_of(self.fields)

    def rows(self, prefix: str) -> list[int]:
        """The rows of which some field is filled in."""
        return self._rows.get(prefix, [])

    def text(self, name: str, where: str) -> str | None:
        """The field ``name`` without spaces around it, or None if it is empty; a tab, as between cells, is a space."""
        self.ids[where] = name
        return self.fields.get(name, "").replace("\t", " ").strip() or None

    def ticked(self, name: str, where: str) -> bool | None:
        """True if the box is ticked, else None: what is not so need not be said."""
        self.ids[where] = name
        return True if self.fields.get(name) else None

    def date(self, name: str, where: str) -> str | None:
        """A date as ISO 8601; as it was typed if it is none, so that nothing typed is lost."""
        return self._made(
            name, where, values.date_from, _l("“%(value)s” is not a date. Write dd/mm/yyyy, mm/yyyy or yyyy.")
        )

    def month(self, name: str, where: str) -> str | None:
        """A date of which at least the month is known."""

        def made(typed: str) -> str | None:
            found = values.date_from(typed)
            return found if found is not None and len(found) > 4 else None

        return self._made(name, where, made, _l("“%(value)s” is not a month. Write mm/yyyy, or dd/mm/yyyy."))

    def day(self, name: str, where: str) -> str | None:
        """A date that is known to the day."""

        def made(typed: str) -> str | None:
            found = values.date_from(typed)
            return found if found is not None and len(found) == 10 else None

        return self._made(name, where, made, _l("“%(value)s” is not a day. Write dd/mm/yyyy."))

    def months(self, name: str, where: str) -> list[str] | None:
        """Several months, set apart by commas or semicolons."""
        typed = self.text(name, where)
        if typed is None:
            return None
        made = []
        for index, each in enumerate(part.strip() for part in re.split(r"[,;]", typed)):
            if each:
                found = values.date_from(each)
                if found is None or len(found) < 7:
                    self.refuse(f"{where}[{index}]", _l("“%(value)s” is not a month. Write mm/yyyy."), each)
                    self.ids[f"{where}[{index}]"] = name
                made.append(found or each)
        return made

    def words(self, name: str, where: str) -> list[str] | None:
        """Several words, set apart by commas, semicolons or spaces."""
        typed = self.text(name, where)
        return None if typed is None else [each for each in re.split(r"[,;\s]+", typed) if each]

    def conditions(self, begin: str, where: str) -> list[str] | None:
        """The conditions of work that are ticked for a period, then those that are written as words."""
        ticked = self._conditions.get(begin, [])
        typed = self.words(f"{begin}-conditions", where) or []
        for place, each in enumerate(ticked):
            self.ids[f"{where}[{place}]"] = condition_field(begin, each)
        return [*ticked, *typed] or None

    def unshown(self, begin: str, where: str) -> dict[str, Any]:
        """The data of the part at ``where`` that no field shows."""
        found = unshown.read(self.fields.get(f"{begin}{unshown.UNSHOWN}", ""))
        for name in found:
            self.ids[f"{where}.{name}".removeprefix(".")] = unshown.UNSHOWN
        return found

    def code(self, name: str, where: str) -> str | None:
        """The code of a country, in capitals however it was typed."""
        typed = self.text(name, where)
        return None if typed is None else values.tidy(typed).upper()

    def money(self, name: str, where: str) -> int | str | None:
        """A whole amount."""
        wrong = _l("“%(value)s” is not a whole amount. Write it as 1.800.000, 1,800,000 or 1800000.")
        return self._made(name, where, values.money_from, wrong)

    def whole(self, name: str, where: str) -> int | str | None:
        """A whole number."""
        return self._made(name, where, values.money_from, _l("“%(value)s” is not a whole number."))

    def figure(self, name: str, where: str, is_money: bool = False) -> int | str | None:
        """An exact number."""
        made = values.money_figure_from if is_money else values.figure_from
        return self._made(name, where, made, _l("“%(value)s” is not a number. Write it as 12, 4.61, 9/40 or 45 %%."))

    def refuse(self, where: str, text: LazyString, value: str = "") -> None:
        """Note that the part at ``where`` is wrong."""
        self.wrongs.append(Wrong(where, text, value))

    def _made(
        self, name: str, where: str, make: Callable[[str], Value | None], wrong: LazyString
    ) -> Value | str | None:
        typed = self.text(name, where)
        if typed is None:
            return None
        found = make(typed)
        if found is None:
            self.refuse(where, wrong, typed)
            return typed
        return found


def conditions_of(fields: Mapping[str, str]) -> dict[str, list[str]]:
    """The conditions of work that are ticked, by what the fields of their period begin with."""
    found: dict[str, list[str]] = {}
    for name, value in fields.items():
        if value and (match := _CONDITION.fullmatch(name)):
            found.setdefault(match[1], []).append(match[2])
    return found


def condition_field(period: str, condition: str) -> str:
    """The box of one condition of work of the period whose fields begin with ``period``."""
    return f"{period}-condition_{condition}"


def rows_of(fields: Iterable[str]) -> dict[str, list[int]]:
    """The numbers of the rows, in order, by what stands before them: of "periods-3-party", 3 for "periods"."""
    found: dict[str, set[int]] = {}
    for name in fields:
        for match in _ROW.finditer(name):
            found.setdefault(name[: match.start()], set()).add(int(match[1]))
    return {prefix: sorted(rows) for prefix, rows in found.items()}


def given(**parts: Any) -> dict[str, Any]:
    """The parts of a case that are given; a trailing underscore is taken off a name, as in ``from_``."""
    return {name.rstrip("_"): value for name, value in parts.items() if value is not None}
