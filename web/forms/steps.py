"""The steps of the entry: which field belongs to which, and how one step's typing joins what the others hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from web.forms.benefits import PARTS
from web.forms.reader import Fields, rows_of
from web.forms.rows import in_order

STEPS: Final[dict[str, LazyString]] = {
    "person": _l("Person"),
    "periods": _l("Insured periods"),
    "earnings": _l("Earnings"),
    "claim": _l("Claim"),
    "summary": _l("Summary"),
}
"""The steps in their order, by the word that stands in their addresses."""

_EARNINGS: Final = re.compile(r"periods-\d+-earnings-", re.ASCII)
_ROW: Final = re.compile(r"periods-(\d+)-", re.ASCII)
_STEP_BY_PART: Final = {
    **dict.fromkeys(PARTS, "claim"),
    "claim": "claim",
    "top_up": "claim",
    "options": "claim",
    "interpretations": "claim",
    "established": "earnings",
}


def step_of(field: str) -> str:
    """The step in which a field of the entry stands."""
    if _EARNINGS.match(field):
        return "earnings"
    part = field.partition("-")[0]
    if part in ("periods", "paste", "file"):
        return "periods"
    return _STEP_BY_PART.get(part, "person")


def next_step(step: str) -> str:
    """The step after ``step``; the summary after itself."""
    names = list(STEPS)
    return names[min(names.index(step) + 1, len(names) - 1)]


def of_step(fields: Mapping[str, str], step: str) -> Fields:
    """The fields that stand in a step."""
    return {name: value for name, value in fields.items() if step_of(name) == step}


def merged(kept: Mapping[str, str], typed: Mapping[str, str], step: str) -> Fields:
    """What was typed in ``step``, and of the other steps what was kept.

    ``typed`` is a whole form, in which the other steps are as they stood when the page was made. A page that
    is older than what was kept, to which a browser went back, so overwrites its own step alone. Where its
    periods are others than those kept, both stay: one to be removed by whoever knows which is right.
    """
    kept, typed = in_order(kept), in_order(typed)
    if step not in ("periods", "earnings") or _same_periods(kept, typed):
        return {**{name: value for name, value in kept.items() if step_of(name) != step}, **of_step(typed, step)}
    periods = {name: value for name, value in kept.items() if name.startswith("periods-")}
    others = {name: value for name, value in kept.items() if not name.startswith("periods-") and step_of(name) != step}
    own = {name: value for name, value in of_step(typed, step).items() if not name.startswith("periods-")}
    return {**others, **own, **periods, **_appended(periods, typed)}


def _periods(fields: Mapping[str, str]) -> list[Fields]:
    """The rows of periods: the fields of each without the row's number."""
    rows: dict[int, Fields] = {row: {} for row in rows_of(fields).get("periods", [])}
    for name, value in fields.items():
        if match := _ROW.match(name):
            rows[int(match[1])][name[match.end() :]] = value
    return list(rows.values())


def _parted(row: Mapping[str, str]) -> tuple[Fields, Fields]:
    """A row's own fields and those of its earnings, the empty ones left out."""
    filled = {name: value for name, value in row.items() if value.strip()}
    earnings = {name: value for name, value in filled.items() if name.startswith("earnings-")}
    return {name: value for name, value in filled.items() if name not in earnings}, earnings


def _same_periods(kept: Mapping[str, str], typed: Mapping[str, str]) -> bool:
    """Whether each row of ``typed`` is the kept one of its place: alike without its earnings, or in them."""
    before, now = _periods(kept), _periods(typed)
    return len(before) == len(now) and all(
        any(old == new for old, new in zip(_parted(one), _parted(other), strict=True))
        for one, other in zip(before, now, strict=True)
    )


def _appended(periods: Mapping[str, str], typed: Mapping[str, str]) -> Fields:
    """The rows of ``typed`` that are none of ``periods``, numbered on."""
    known = [_parted(row) for row in _periods(periods)]
    new: Iterable[Fields] = (row for row in _periods(typed) if _parted(row) not in known and any(_parted(row)))
    return {
        f"periods-{len(known) + place}-{name}": value for place, row in enumerate(new) for name, value in row.items()
    }
