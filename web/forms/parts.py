"""Parts of a case as the texts of fields, whatever another program has put in them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from web.forms import unshown, values
from web.forms.reader import Fields


def put_aside(fields: Fields, begin: str, part: Any, keys: unshown.Keys) -> Mapping[str, Any]:
    """What fields can show of ``part``; the rest is carried along in a field of its own."""
    given = as_table(part)
    rest = unshown.unshown_part(given, keys)
    if rest:
        fields[f"{begin}{unshown.UNSHOWN}"] = unshown.written(rest)
    return {name: value for name, value in given.items() if name not in rest}


def as_table(value: Any) -> Mapping[str, Any]:
    """A table, empty if ``value`` is none."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: Any) -> list[Any]:
    """A list, empty if ``value`` is none."""
    return list(value) if isinstance(value, (list, tuple)) else []


def as_text(value: Any) -> str:
    """A text, JSON for what is none."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def as_date(value: Any) -> str:
    """A date as it is typed."""
    return values.date_shown(value) if isinstance(value, str) else as_text(value)


def as_figure(value: Any, is_money: bool, language: str) -> str:
    """A figure as it is typed, an amount with its thousands apart."""
    if isinstance(value, (int, str)) and not isinstance(value, bool):
        return values.figure_shown(value, is_money, language)
    return as_text(value)


def tick(fields: Fields, name: str, value: Any) -> None:
    """Tick a box if ``value`` is true."""
    if value is True:
        fields[name] = "yes"
