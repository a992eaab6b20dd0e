"""Rows of the entry form: put in order, added, repeated and removed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from web.forms.reader import Fields, rows_of

FIRST_FIELD: Final = {
    "dependants": "relation",
    "survivors": "relation",
    "top_up": "party",
    "options": "party",
    "periods": "party",
    "earnings": "from",
    "established": "party",
    "interpretations": "party",
}
"""The field in which the typing of a new row begins."""

MOST_ROWS: Final = 5000
"""Rows of one kind that the form shows; a longer case is sent as a file."""

_PLACE: Final = re.compile(r"(?:(periods-\d{1,6})-(earnings)|([a-z_]+))(?:-(\d{1,6}))?", re.ASCII)


def in_order(fields: Mapping[str, str]) -> Fields:
    """The same fields with the rows of each part numbered 0, 1, 2 …"""
    return _numbered(_numbered(dict(fields), 0), 1)


def _numbered(fields: Fields, depth: int) -> Fields:
    """The fields with the number at ``depth`` (rows, or rows within them) closed up."""
    wanted = {
        f"{prefix}-{row}": f"{prefix}-{place}"
        for prefix, rows in rows_of(fields).items()
        if prefix.count("-") == 2 * depth
        for place, row in enumerate(rows)
    }
    made: Fields = {}
    for name, value in fields.items():
        parts = name.split("-")
        head = "-".join(parts[: 2 * depth + 2])
        if len(parts) > 2 * depth + 2 and head in wanted:
            name = "-".join([wanted[head], *parts[2 * depth + 2 :]])
        made[name] = value
    return made


def changed(fields: Mapping[str, str], act: str, place: str) -> tuple[Fields, str | None]:
    """The fields after ``act`` ("add", "repeat", "remove") at ``place``, and the field to go on with.

    ``place`` is "periods" or "periods-3-earnings" to add, and a row such as "periods-3" for the others. An act
    that makes no sense changes nothing.
    """
    made = in_order(fields)
    match = _PLACE.fullmatch(place)
    part = None if match is None else match[2] or match[3]
    if match is None or part not in FIRST_FIELD or (part == "earnings") != (match[2] is not None):
        return made, None
    prefix = f"{match[1]}-earnings" if match[1] else part
    count = len(rows_of(made).get(prefix, []))
    if act == "add" and match[4] is None and count < MOST_ROWS:
        return {**made, **blank(prefix, count)}, f"{prefix}-{count}-{FIRST_FIELD[part]}"
    if match[4] is None or int(match[4]) >= count:
        return made, None
    row, begin = int(match[4]), f"{prefix}-{match[4]}-"
    if act == "repeat" and count < MOST_ROWS:
        copied = {
            f"{prefix}-{count}-{name.removeprefix(begin)}": value
            for name, value in made.items()
            if name.startswith(begin)
        }
        return {
            **made,
            **copied,
        }, f"{prefix}-{count}-{'from' if part in ('periods', 'earnings') else FIRST_FIELD[part]}"
    if act == "remove":
        kept = in_order({name: value for name, value in made.items() if not name.startswith(begin)})
        next_row = min(row, count - 2)
        return kept, f"{prefix}-{next_row}-{FIRST_FIELD[part]}" if next_row >= 0 else f"add-{prefix}"
    return made, None


def blank(prefix: str, row: int) -> Fields:
    """The fields of an empty row; a period has an empty row of earnings."""
    part = prefix.rpartition("-")[2]
    made = {f"{prefix}-{row}-{FIRST_FIELD[part]}": ""}
    if part == "periods":
        made[f"{prefix}-{row}-earnings-0-from"] = ""
    return made


def new_form(agreement: str) -> Fields:
    """The fields of a case that nothing is known of yet."""
    return {"agreement": agreement, "claim-benefit": "old_age", **blank("periods", 0)}
