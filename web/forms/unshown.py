"""Data of a stored case that no field can show: told plainly, carried along in the page, and kept when it is saved.

A case that another program wrote may hold keys that the form does not know, or a text where it expects a list.
Each part of the case carries its own, as JSON in a hidden field, so that they stay with their row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

UNSHOWN: Final = "unshown"

_CODE: Final = re.compile(r"[A-Z]{2}", re.ASCII)

Keys = Mapping[str, Callable[[Any], bool]]
"""The keys that the fields of one part can show, and whether a value under each can be shown."""


def _any(value: Any) -> bool:
    return True


def _table(value: Any) -> bool:
    return value is None or isinstance(value, Mapping)


def _rows(value: Any) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and all(isinstance(each, Mapping) for each in value))


def _words(value: Any) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value))


def _flag(value: Any) -> bool:
    return value is None or isinstance(value, bool)


def _tables(value: Any) -> bool:
    return value is None or (isinstance(value, Mapping) and all(isinstance(each, Mapping) for each in value.values()))


def _by_party(value: Any) -> bool:
    """Whether the keys of a table are the codes of parties, as far as fields can bear them."""
    return value is None or (isinstance(value, Mapping) and all(_CODE.fullmatch(str(each)) for each in value))


def _filled_by_party(value: Any) -> bool:
    return _by_party(value) and all(isinstance(each, Mapping) and each for each in (value or {}).values())


CASE: Final[Keys] = {
    "case_id": _any,
    "agreement": _any,
    "person": _table,
    "claim": _table,
    "periods": _rows,
    "established": _tables,
    "interpretations": _tables,
}
PERSON: Final[Keys] = {
    **dict.fromkeys(("sex", "birth_date", "nationality", "residence", "name"), _any),
    **dict.fromkeys(("capacity_loss_percent", "capacity_conclusion"), _any),
    "occupational_hiv": _flag,
    "dependants": _rows,
}
DEPENDANT: Final[Keys] = {"relation": _any, "birth_date": _any, "disabled": _flag}
CLAIM: Final[Keys] = {
    "benefit": _any,
    "date": _any,
    "top_up": _tables,
    "options": _tables,
    "withdrawals": _filled_by_party,
    "death": _table,
    "survivors": _rows,
    "disability": _table,
}
PENSION: Final[Keys] = {"monthly": _any, "since": _any}
WITHDRAWAL: Final[Keys] = {
    **dict.fromkeys(("reason", "since", "decided"), _any),
    "pension": lambda value: value is None or (_table(value) and bool(value) and not set(value) - set(PENSION)),
}
DEATH: Final[Keys] = {"date": _any, "cause": _any, "pensions": _filled_by_party}
SURVIVOR: Final[Keys] = {
    **dict.fromkeys(("relation", "sex", "birth_date", "capacity_loss_percent", "carer_from"), _any),
    **dict.fromkeys(("maintained", "disabled", "insured_employment", "without_carer"), _flag),
    "monthly_income": _by_party,
}
DISABILITY: Final[Keys] = {"first_examined": _any, "settled": _any, "degrees": _by_party, "residence": _any}
TOP_UP: Final[Keys] = {"months": _any, "paid": _any}
PERIOD: Final[Keys] = {
    **dict.fromkeys(("party", "from", "to", "kind", "salary_regime"), _any),
    "conditions": _words,
    "broken_months": _words,
    "refunded": _flag,
    "count": lambda value: _table(value) and not set(value or ()) - {"unit", "number"},
    "earnings": _rows,
}
EARNINGS: Final[Keys] = dict.fromkeys(("from", "to", "monthly", "coefficient"), _any)


def unshown_part(part: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """What ``part`` holds beside that which its fields can show."""
    return {name: value for name, value in part.items() if name not in keys or not keys[name](value)}


def is_unshown(field: str) -> bool:
    """Whether a field carries data that no field shows."""
    return field == UNSHOWN or field.endswith(f"-{UNSHOWN}")


def written(part: Mapping[str, Any]) -> str:
    """The data as the hidden field carries them."""
    return json.dumps(part, ensure_ascii=False)


def read(text: str) -> dict[str, Any]:
    """The data that a hidden field carries; none if it is not JSON of an object."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def told(text: str) -> Iterator[str]:
    """Each of the data as "key: value", as they are stored."""
    for name, value in read(text).items():
        yield f"{name}: {json.dumps(value, ensure_ascii=False)}"


def without(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields without data that none of them shows."""
    return {name: value for name, value in fields.items() if not is_unshown(name)}
