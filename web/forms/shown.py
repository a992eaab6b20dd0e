"""A case as the fields of the entry form: the way back from ``entry``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from web.forms import unshown
from web.forms.benefit_shown import benefit_fields
from web.forms.entry import IsMoney
from web.forms.options import KindOf, option_shown
from web.forms.parts import as_date, as_figure, as_list, as_table, as_text, put_aside, tick
from web.forms.reader import Fields, condition_field

_WORD: Final = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def fields_of(
    raw: Mapping[str, Any],
    language: str,
    is_money: IsMoney = lambda party, name: False,
    kind_of: KindOf = lambda party, name: "",
) -> Fields:
    """The fields that ``entry_from`` reads as ``raw``; amounts are written as ``language`` does."""
    fields: Fields = {}
    raw = put_aside(fields, "", raw, unshown.CASE)
    for name in ("case_id", "agreement"):
        fields[name] = as_text(raw.get(name))
    _person(fields, put_aside(fields, "person-", raw.get("person"), unshown.PERSON))
    claim = put_aside(fields, "claim-", raw.get("claim"), unshown.CLAIM)
    fields["claim-benefit"] = as_text(claim.get("benefit", "old_age"))
    fields["claim-date"] = as_date(claim.get("date"))
    benefit_fields(fields, claim, language)
    for row, (party, top_up) in enumerate(as_table(claim.get("top_up")).items()):
        given = put_aside(fields, f"top_up-{row}-", top_up, unshown.TOP_UP)
        fields[f"top_up-{row}-party"] = party
        fields[f"top_up-{row}-months"] = as_text(given.get("months"))
        fields[f"top_up-{row}-paid"] = as_date(given.get("paid"))
    for row, (party, name, value) in enumerate(_by_party(claim.get("options"))):
        fields[f"options-{row}-party"], fields[f"options-{row}-name"] = party, name
        fields[f"options-{row}-value"] = option_shown(value, language, kind_of(party, name))
    for row, period in enumerate(as_list(raw.get("periods"))):
        begin = f"periods-{row}"
        _period(fields, begin, put_aside(fields, f"{begin}-", period, unshown.PERIOD), language)
    _established(fields, raw.get("established"), language, is_money)
    for row, (party, name, choice) in enumerate(_by_party(raw.get("interpretations"))):
        fields[f"interpretations-{row}-party"], fields[f"interpretations-{row}-name"] = party, name
        fields[f"interpretations-{row}-choice"] = as_text(choice)
    return fields


def _person(fields: Fields, person: Mapping[str, Any]) -> None:
    for name in ("sex", "nationality", "residence", "name", "capacity_loss_percent"):
        fields[f"person-{name}"] = as_text(person.get(name))
    for name in ("birth_date", "capacity_conclusion"):
        fields[f"person-{name}"] = as_date(person.get(name))
    tick(fields, "person-occupational_hiv", person.get("occupational_hiv"))
    for row, each in enumerate(as_list(person.get("dependants"))):
        dependant = put_aside(fields, f"dependants-{row}-", each, unshown.DEPENDANT)
        fields[f"dependants-{row}-relation"] = as_text(dependant.get("relation"))
        fields[f"dependants-{row}-birth_date"] = as_date(dependant.get("birth_date"))
        tick(fields, f"dependants-{row}-disabled", dependant.get("disabled"))


def _period(fields: Fields, begin: str, period: Mapping[str, Any], language: str) -> None:
    for name in ("party", "kind", "salary_regime"):
        fields[f"{begin}-{name}"] = as_text(period.get(name))
    for name in ("from", "to"):
        fields[f"{begin}-{name}"] = as_date(period.get(name))
    _conditions(fields, begin, [as_text(each) for each in as_list(period.get("conditions"))])
    fields[f"{begin}-broken_months"] = ", ".join(as_date(each) for each in as_list(period.get("broken_months")))
    tick(fields, f"{begin}-refunded", period.get("refunded"))
    count = as_table(period.get("count"))
    fields[f"{begin}-count_number"] = as_text(count.get("number"))
    fields[f"{begin}-count_unit"] = as_text(count.get("unit"))
    for row, each in enumerate(as_list(period.get("earnings"))):
        place = f"{begin}-earnings-{row}"
        earnings = put_aside(fields, f"{place}-", each, unshown.EARNINGS)
        for name in ("from", "to"):
            fields[f"{place}-{name}"] = as_date(earnings.get(name))
        fields[f"{place}-monthly"] = as_figure(earnings.get("monthly"), True, language)
        fields[f"{place}-coefficient"] = as_figure(earnings.get("coefficient"), False, language)


def _conditions(fields: Fields, begin: str, words: list[str]) -> None:
    """A box to tick for each condition; what can be no box stays text."""
    if len(set(words)) == len(words) and all(_WORD.fullmatch(each) for each in words):
        for each in words:
            fields[condition_field(begin, each)] = "yes"
    elif words:
        fields[f"{begin}-conditions"] = ", ".join(words)


def _established(fields: Fields, established: Any, language: str, is_money: IsMoney) -> None:
    row = 0
    for party, name, figure in _by_party(established):
        for index, each in figure.items() if isinstance(figure, dict) else [("", figure)]:
            begin = f"established-{row}"
            fields[f"{begin}-party"], fields[f"{begin}-name"] = party, name
            fields[f"{begin}-index"] = index
            fields[f"{begin}-value"] = as_figure(each, is_money(party, name), language)
            row += 1


def _by_party(table: Any) -> Iterator[tuple[str, str, Any]]:
    for party, named in as_table(table).items():
        for name, value in as_table(named).items():
            yield party, name, value
