"""The case that the fields of the entry form mean.

A part that cannot be read stands in the case as it was typed, so that an unfinished case can be kept too; it
is noted as wrong, in words that speak of the form and not of the case's notation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from flask_babel import lazy_gettext as _l

from web.forms import values
from web.forms.benefit_entry import benefit_facts
from web.forms.options import KindOf, option_from
from web.forms.reader import Reader, Wrong, given

IsMoney = Callable[[str, str], bool]
"""Whether the figure of a party and a name is an amount of money."""

ROWS: Final = ("dependants", "survivors", "top_up", "options", "periods", "established", "interpretations")
"""The parts of the form that hold rows; a row of ``periods`` holds rows of earnings."""


FILL_IN: Final = _l("Fill this in.")


@dataclass(frozen=True, slots=True)
class Entry:
    """A case as it was typed: ``raw`` has the keys of the command line's JSON."""

    raw: dict[str, Any]
    wrongs: tuple[Wrong, ...]
    ids: Mapping[str, str]

    def field_of(self, where: str) -> str | None:
        """The id of the field for the path of a fault, or of the part that holds it; None if there is none."""
        while where:
            if (found := self.ids.get(where)) is not None:
                return found
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return None


def entry_from(
    fields: Mapping[str, str], is_money: IsMoney = lambda party, name: False, kind_of: KindOf = lambda party, name: ""
) -> Entry:
    """The case in the fields of the form. Rows of which every field is empty are left out."""
    read = Reader({name: value for name, value in fields.items() if isinstance(value, str)})
    unshown = read.unshown("", "")
    claim = _claim(read, kind_of)
    raw = unshown | given(
        case_id=read.text("case_id", "case_id"),
        agreement=read.text("agreement", "agreement"),
        # What is no object at all stands until something is typed in its place.
        person=_person(read) or (None if "person" in unshown else {}),
        claim=None if "claim" in unshown and len(claim) == 1 else claim,
        periods=_periods(read) or None,
        established=_established(read, is_money) or None,
        interpretations=_interpretations(read) or None,
    )
    return Entry(raw, tuple(read.wrongs), read.ids)


def _person(read: Reader) -> dict[str, Any]:
    return read.unshown("person-", "person") | given(
        sex=read.text("person-sex", "person.sex"),
        birth_date=read.date("person-birth_date", "person.birth_date"),
        nationality=read.code("person-nationality", "person.nationality"),
        residence=read.code("person-residence", "person.residence"),
        name=read.text("person-name", "person.name"),
        capacity_loss_percent=read.whole("person-capacity_loss_percent", "person.capacity_loss_percent"),
        capacity_conclusion=read.day("person-capacity_conclusion", "person.capacity_conclusion"),
        occupational_hiv=read.ticked("person-occupational_hiv", "person.occupational_hiv"),
        dependants=_dependants(read) or None,
    )


def _dependants(read: Reader) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for row in read.rows("dependants"):
        begin, where = f"dependants-{row}", f"person.dependants[{len(made)}]"
        read.ids[where] = f"{begin}-relation"
        made.append(
            read.unshown(f"{begin}-", where)
            | given(
                relation=read.text(f"{begin}-relation", f"{where}.relation"),
                birth_date=read.date(f"{begin}-birth_date", f"{where}.birth_date"),
                disabled=read.ticked(f"{begin}-disabled", f"{where}.disabled"),
            )
        )
    return made


def _claim(read: Reader, kind_of: KindOf) -> dict[str, Any]:
    read.ids["claim"] = "claim-date"
    benefit = read.text("claim-benefit", "claim.benefit") or "old_age"
    return (
        read.unshown("claim-", "claim")
        | given(
            benefit=benefit,
            date=read.day("claim-date", "claim.date"),
            top_up=_top_up(read) or None,
            options=_options(read, kind_of) or None,
        )
        | benefit_facts(read, benefit)
    )


def _top_up(read: Reader) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in read.rows("top_up"):
        begin = f"top_up-{row}"
        party = _key(read, f"{begin}-party", "claim.top_up", made)
        where = f"claim.top_up.{party}"
        made[party] = read.unshown(f"{begin}-", where) | given(
            months=read.whole(f"{begin}-months", f"{where}.months"), paid=read.month(f"{begin}-paid", f"{where}.paid")
        )
    return made


def _options(read: Reader, kind_of: KindOf) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in read.rows("options"):
        begin = f"options-{row}"
        party = _code_or_blank(read, f"{begin}-party", "claim.options")
        name = _key(read, f"{begin}-name", f"claim.options.{party}", made.get(party, {}))
        where = _of_named(read, begin, f"claim.options.{party}.{name}", "value")
        typed = read.fields.get(f"{begin}-value", "").strip()
        if not typed:
            read.refuse(where, FILL_IN)
        made.setdefault(party, {})[name] = option_from(typed, kind_of(party, name)) if typed else None
    return made


def _periods(read: Reader) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for row in read.rows("periods"):
        begin, where = f"periods-{row}", f"periods[{len(made)}]"
        read.ids[where] = f"{begin}-party"
        made.append(
            read.unshown(f"{begin}-", where)
            | given(
                party=read.code(f"{begin}-party", f"{where}.party"),
                from_=read.month(f"{begin}-from", f"{where}.from"),
                to=read.month(f"{begin}-to", f"{where}.to"),
                kind=read.text(f"{begin}-kind", f"{where}.kind"),
                salary_regime=read.text(f"{begin}-salary_regime", f"{where}.salary_regime"),
                conditions=read.conditions(begin, f"{where}.conditions"),
                broken_months=read.months(f"{begin}-broken_months", f"{where}.broken_months"),
                refunded=read.ticked(f"{begin}-refunded", f"{where}.refunded"),
                count=_count(read, begin, where) or None,
                earnings=_earnings(read, begin, where) or None,
            )
        )
    return made


def _count(read: Reader, begin: str, where: str) -> dict[str, Any]:
    read.ids[f"{where}.count"] = f"{begin}-count_number"
    return given(
        unit=read.text(f"{begin}-count_unit", f"{where}.count.unit"),
        number=read.whole(f"{begin}-count_number", f"{where}.count.number"),
    )


def _earnings(read: Reader, period: str, place: str) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    read.ids[f"{place}.earnings"] = f"{period}-earnings-0-from"
    for row in read.rows(f"{period}-earnings"):
        begin, where = f"{period}-earnings-{row}", f"{place}.earnings[{len(made)}]"
        read.ids[where] = f"{begin}-from"
        made.append(
            read.unshown(f"{begin}-", where)
            | given(
                from_=read.month(f"{begin}-from", f"{where}.from"),
                to=read.month(f"{begin}-to", f"{where}.to"),
                monthly=read.money(f"{begin}-monthly", f"{where}.monthly"),
                coefficient=read.figure(f"{begin}-coefficient", f"{where}.coefficient"),
            )
        )
    return made


def _established(read: Reader, is_money: IsMoney) -> dict[str, Any]:
    """Rows with an index, such as a year, make a table of the figures of one name."""
    made: dict[str, Any] = {}
    for row in read.rows("established"):
        begin = f"established-{row}"
        party = _code_or_blank(read, f"{begin}-party", "established")
        figures = made.setdefault(party, {})
        index = read.fields.get(f"{begin}-index", "").strip()
        name = read.fields.get(f"{begin}-name", "").strip()
        # Of what is not named yet either way of writing a number is taken.
        money = is_money(party, name) or not party or not name
        if not name:
            name = _key(read, f"{begin}-name", f"established.{party}", figures)
        where = f"established.{party}.{name}"
        place = _of_named(read, begin, f"{where}.{index}" if index else where, "value")
        read.ids.setdefault(where, f"{begin}-value")
        if index:
            table = figures.setdefault(name, {})
            if isinstance(table, dict) and index not in table:
                table[index] = _figure(read, f"{begin}-value", place, money)
                continue
        elif name not in figures:
            figures[name] = _figure(read, f"{begin}-value", place, money)
            continue
        _refuse_second(read, f"{begin}-name", where)
    return made


def _figure(read: Reader, field: str, where: str, money: bool) -> int | str:
    figure = read.figure(field, where, money)
    if figure is None:
        read.refuse(where, FILL_IN)
    return "" if figure is None else figure


def _interpretations(read: Reader) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for row in read.rows("interpretations"):
        begin = f"interpretations-{row}"
        party = _code_or_blank(read, f"{begin}-party", "interpretations")
        name = _key(read, f"{begin}-name", f"interpretations.{party}", made.get(party, {}))
        where = _of_named(read, begin, f"interpretations.{party}.{name}", "choice")
        choice = read.text(f"{begin}-choice", where)
        if choice is None:
            read.refuse(where, FILL_IN)
        made.setdefault(party, {})[name] = choice or ""
    return made


def _code_or_blank(read: Reader, name: str, where: str) -> str:
    code = read.code(name, where) or ""
    read.ids.setdefault(f"{where}.{code}", name)
    if not code:
        read.ids[f"{where}."] = name
        read.refuse(f"{where}.", FILL_IN)
    return code


def _key(read: Reader, name: str, where: str, taken: Mapping[str, Any]) -> str:
    """The key that a row gives to what it holds; one that is missing or taken is refused, and made another."""
    typed = read.fields.get(name, "").strip()
    key = given = values.tidy(typed).upper() if name.endswith("-party") else typed
    while key in taken:
        key += "_"
    read.ids[f"{where}.{key}"] = name
    if not given:
        read.refuse(f"{where}.{key}", FILL_IN)
    elif key != given:
        _refuse_second(read, name, f"{where}.{given}")
    return key


def _of_named(read: Reader, begin: str, where: str, last: str) -> str:
    """The path for faults of what a row names: its own field's, and another than the name's where that is missing."""
    if not read.fields.get(f"{begin}-name", "").strip():
        where = f"{where}#{begin}-{last}"
    read.ids[where] = f"{begin}-{last}"
    return where


def _refuse_second(read: Reader, name: str, where: str) -> None:
    place = f"{where}#{name}"
    read.ids[place] = name
    read.refuse(place, _l("This stands twice. Keep the one that is right."))
