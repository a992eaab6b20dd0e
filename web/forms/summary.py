"""All that is typed, in words and labels: what an officer reads before the case is decided."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from web.forms.benefits import KNOWN, claimed, group_of_party, name_of_party, stands_aside
from web.forms.choices import Choices, agreements
from web.forms.labels import LABELS, label_of, name_in_row, party_title, row_title
from web.forms.rows import in_order
from web.forms.steps import STEPS, of_step
from web.forms.unshown import is_unshown
from web.forms.values import tidy
from web.forms.vocabulary import BY_FIELD

_ROW: Final = re.compile(r"([a-z_]+)-(\d+)-(?:(earnings)-(\d+)-)?([a-z0-9_]+)", re.ASCII)
_CONDITION: Final = "condition_"
_TICKS: Final = frozenset(
    {"refunded", "disabled", "occupational_hiv", "unmaintained", "insured_employment", "without_carer"}
)
_NAMES: Final = {"established": "figure", "options": "option", "interpretations": "question"}
"""What the name in a row of each part is the name of."""


_ORDER: Final = {name: place for place, name in enumerate(LABELS)}


@dataclass
class Group:
    """Some fields that belong together, under a heading if they are a row of the form."""

    heading: str
    rows: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """What one step holds."""

    step: str
    title: str
    groups: list[Group]


def parts_of(fields: Mapping[str, str], choices: Choices, language: str) -> list[Part]:
    """What each step holds, in the order of the form; fields in which nothing is typed are left out."""
    benefit = claimed(fields)
    ordered = {name: value for name, value in in_order(fields).items() if not stands_aside(name, benefit)}
    return [
        Part(step, str(title), list(_groups(of_step(ordered, step), choices, language)))
        for step, title in STEPS.items()
        if step != "summary"
    ]


def is_idle(row: int, fields: Mapping[str, str], choices: Choices) -> bool:
    """Whether the option in a row bears on other benefits alone than the one that is claimed."""
    party, name = (fields.get(f"options-{row}-{last}", "").strip() for last in ("party", "name"))
    benefit = claimed(fields)
    return benefit in KNOWN and not choices.serves(tidy(party).upper(), name, benefit)


def value_shown(name: str, fields: Mapping[str, str], choices: Choices, language: str) -> str:
    """What is typed in a field, a word of the case by its label."""
    match, value = _ROW.fullmatch(name), fields.get(name, "")
    part, last = (match[1], match[5]) if match else name.rpartition("-")[::2]
    if (group := group_of_party(name)) is not None:
        return choices.of_party.get((group[2], group[1], value.strip()), value)
    if last in _TICKS:
        return str(_("yes"))
    if name == "agreement":
        return _labelled(value, dict(agreements(language)))
    if last in BY_FIELD:
        return _labelled(value, {word: str(label) for word, label in BY_FIELD[last]})
    if last in ("party", "nationality", "residence"):
        known = dict(choices.options_of("party"))
        code = value.strip().upper()
        return f"{known[code]} ({code})" if code in known else value
    kind = _NAMES.get(part, last) if last == "name" else last
    party = "" if match is None else fields.get(f"{name[: match.start(5)]}party", "").strip().upper()
    own = choices.of_party.get((kind, party, value.strip()))
    return own or _labelled(value, dict(choices.options_of(kind)))


def _labelled(value: str, labels: Mapping[str, str]) -> str:
    return labels.get(value.strip(), value)


def _groups(fields: Mapping[str, str], choices: Choices, language: str) -> Iterator[Group]:
    groups: dict[str, Group] = {}
    parties = dict(choices.parties)
    for name, value in sorted(fields.items(), key=lambda item: _place(item[0])):
        if not value.strip() or is_unshown(name):
            continue
        match = _ROW.fullmatch(name)
        begin = _begin(name)
        group = groups.setdefault(begin, Group(_heading(name, match, parties)))
        if not group.rows and match is not None and match[1] == "options" and is_idle(int(match[2]), fields, choices):
            group.heading = _("%(option)s – kept; only a claim to another benefit reads it", option=group.heading)
        if match is not None and match[5].startswith(_CONDITION):
            word = match[5].removeprefix(_CONDITION)
            label = _labelled(word, dict(choices.options_of("condition")))
            group.rows.append((str(LABELS["conditions"]), label))
        else:
            group.rows.append((_label(name, match, parties), value_shown(name, fields, choices, language)))
    # As the rows stand in the form, whatever the order of their fields.
    yield from (groups[begin] for begin in dict.fromkeys(_begin(name) for name in fields) if begin in groups)


def _begin(name: str) -> str:
    """What the fields of one row or one party begin with; nothing for a field that stands in neither."""
    if group_of_party(name) is not None:
        return name.rpartition("-")[0]
    match = _ROW.fullmatch(name)
    return "" if match is None else name[: match.start(5)]


def _heading(name: str, match: re.Match[str] | None, parties: Mapping[str, str]) -> str:
    if (group := group_of_party(name)) is not None:
        return party_title(group[0], parties.get(group[1], group[1]))
    if match is None:
        return ""
    if match[3]:
        return str(_("Earnings %(number)s of period %(period)s", number=int(match[4]) + 1, period=int(match[2]) + 1))
    return row_title(match[1], int(match[2]))


def _label(name: str, match: re.Match[str] | None, parties: Mapping[str, str]) -> str:
    if (group := group_of_party(name)) is not None:
        return name_in_row(group[0], f"{group[0]}-{group[2]}")
    if match is None:
        return label_of(name, parties)
    known = name_in_row(match[1], f"earnings-{match[5]}") if match[3] else ""
    return known or name_in_row(match[1], match[5], parties) or match[5]


def _place(name: str) -> int:
    """Where a field stands in its group, as the form orders them."""
    if (group := group_of_party(name)) is not None:
        return _ORDER.get(f"{group[0]}-{group[2]}", len(_ORDER))
    begin = name_of_party(name)[0]
    last = begin if begin in LABELS else name_of_party(name.rpartition("-")[2])[0]
    return _ORDER.get("conditions" if last.startswith(_CONDITION) else last, len(_ORDER))
