"""A case as the fields of the entry form: the way back from ``entry``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from web.forms import unshown, values
from web.forms.entry import IsMoney
from web.forms.options import option_shown
from web.forms.reader import Fields, condition_field

_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def fields_of(raw: Mapping[str, Any], language: str, is_money: IsMoney = lambda party, name: False) -> Fields:
    """The fields that ``entry_from`` reads as ``raw``; amounts are written as ``language`` does."""
    fields: Fields = {}
    raw = _aside(fields, "", raw, unshown.CASE)
    for name in ("case_id", "agreement"):
        fields[name] = _text(raw.get(name))
    _person(fields, _aside(fields, "person-", raw.get("person"), unshown.PERSON))
    claim = _aside(fields, "claim-", raw.get("claim"), unshown.CLAIM)
    fields["claim-benefit"] = _text(claim.get("benefit", "old_age"))
    fields["claim-date"] = _date(claim.get("date"))
    for row, (party, top_up) in enumerate(_table(claim.get("top_up")).items()):
        given = _aside(fields, f"top_up-{row}-", top_up, unshown.TOP_UP)
        fields[f"top_up-{row}-party"] = party
        fields[f"top_up-{row}-months"] = _text(given.get("months"))
        fields[f"top_up-{row}-paid"] = _date(given.get("paid"))
    for row, (party, name, value) in enumerate(_by_party(claim.get("options"))):
        fields[f"options-{row}-party"], fields[f"options-{row}-name"] = party, name
        fields[f"options-{row}-value"] = option_shown(value, language)
    for row, period in enumerate(_list(raw.get("periods"))):
        begin = f"periods-{row}"
        _period(fields, begin, _aside(fields, f"{begin}-", period, unshown.PERIOD), language)
    _established(fields, raw.get("established"), language, is_money)
    for row, (party, name, choice) in enumerate(_by_party(raw.get("interpretations"))):
        fields[f"interpretations-{row}-party"], fields[f"interpretations-{row}-name"] = party, name
        fields[f"interpretations-{row}-choice"] = _text(choice)
    return fields


def _person(fields: Fields, person: Mapping[str, Any]) -> None:
    for name in ("sex", "nationality", "residence", "name", "capacity_loss_percent"):
        fields[f"person-{name}"] = _text(person.get(name))
    for name in ("birth_date", "capacity_conclusion"):
        fields[f"person-{name}"] = _date(person.get(name))
    _tick(fields, "person-occupational_hiv", person.get("occupational_hiv"))
    for row, each in enumerate(_list(person.get("dependants"))):
        dependant = _aside(fields, f"dependants-{row}-", each, unshown.DEPENDANT)
        fields[f"dependants-{row}-relation"] = _text(dependant.get("relation"))
        fields[f"dependants-{row}-birth_date"] = _date(dependant.get("birth_date"))
        _tick(fields, f"dependants-{row}-disabled", dependant.get("disabled"))


def _period(fields: Fields, begin: str, period: Mapping[str, Any], language: str) -> None:
    for name in ("party", "kind", "salary_regime"):
        fields[f"{begin}-{name}"] = _text(period.get(name))
    for name in ("from", "to"):
        fields[f"{begin}-{name}"] = _date(period.get(name))
    _conditions(fields, begin, [_text(each) for each in _list(period.get("conditions"))])
    fields[f"{begin}-broken_months"] = ", ".join(_date(each) for each in _list(period.get("broken_months")))
    _tick(fields, f"{begin}-refunded", period.get("refunded"))
    count = _table(period.get("count"))
    fields[f"{begin}-count_number"] = _text(count.get("number"))
    fields[f"{begin}-count_unit"] = _text(count.get("unit"))
    for row, each in enumerate(_list(period.get("earnings"))):
        place = f"{begin}-earnings-{row}"
        earnings = _aside(fields, f"{place}-", each, unshown.EARNINGS)
        for name in ("from", "to"):
            fields[f"{place}-{name}"] = _date(earnings.get(name))
        fields[f"{place}-monthly"] = _figure(earnings.get("monthly"), True, language)
        fields[f"{place}-coefficient"] = _figure(earnings.get("coefficient"), False, language)


def _conditions(fields: Fields, begin: str, words: list[str]) -> None:
    """A box to tick for each condition; what can be no box stays text."""
    if len(set(words)) == len(words) and all(_WORD.fullmatch(each) for each in words):
        for each in words:
            fields[condition_field(begin, each)] = "yes"
    elif words:
        fields[f"{begin}-conditions"] = ", ".join(words)


def _aside(fields: Fields, begin: str, part: Any, keys: unshown.Keys) -> Mapping[str, Any]:
    """What fields can show of ``part``; the rest is carried along in a field of its own."""
    given = _table(part)
    rest = unshown.unshown_part(given, keys)
    if rest:
        fields[f"{begin}{unshown.UNSHOWN}"] = unshown.written(rest)
    return {name: value for name, value in given.items() if name not in rest}


def _established(fields: Fields, established: Any, language: str, is_money: IsMoney) -> None:
    row = 0
    for party, name, figure in _by_party(established):
        for index, each in figure.items() if isinstance(figure, dict) else [("", figure)]:
            begin = f"established-{row}"
            fields[f"{begin}-party"], fields[f"{begin}-name"] = party, name
            fields[f"{begin}-index"] = index
            fields[f"{begin}-value"] = _figure(each, is_money(party, name), language)
            row += 1


def _by_party(table: Any) -> Iterator[tuple[str, str, Any]]:
    for party, named in _table(table).items():
        for name, value in _table(named).items():
            yield party, name, value


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _date(value: Any) -> str:
    return values.date_shown(value) if isinstance(value, str) else _text(value)


def _figure(value: Any, is_money: bool, language: str) -> str:
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return values.figure_shown(value, is_money, language)
    return _text(value)


def _tick(fields: Fields, name: str, value: Any) -> None:
    if value is True:
        fields[name] = "yes"
