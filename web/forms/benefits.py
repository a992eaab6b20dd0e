"""The fields of benefits beside the old-age pension: to which benefit each belongs, and how their names are made.

A field that each party has once bears its code in small letters: ``withdrawals-vn-reason``, ``pensions-kr-since``,
``survivors-0-income_vn``, ``disability-degree_kr``. What is typed for a benefit that is not the one claimed stands
aside: it stays in the form and in its draft, and is no part of the case. An option that bears on another benefit
alone is kept in the case, which the engine decides all the same, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from web.forms.unshown import UNSHOWN
from web.forms.vocabulary import BENEFITS

PARTS: Final[Mapping[str, str]] = {
    "withdrawals": "lump_sum",
    "death": "survivors",
    "pensions": "survivors",
    "survivors": "survivors",
    "disability": "disability",
}
"""The benefit that each part of the form belongs to, by what the names of its fields begin with."""

KNOWN: Final = frozenset(word for word, _ in BENEFITS)

UNMAINTAINED: Final = "unmaintained"
"""The box that says that the deceased did not maintain a relative: a case says that one was, unless it says no."""

_OF_PARTY: Final = re.compile(r"(withdrawals|pensions)-([a-z]{2})-([a-z_]+)", re.ASCII)
_LAST_OF_PARTY: Final = re.compile(r"(income|disability-degree|degree)_([a-z]{2})", re.ASCII)


def benefit_of(field: str) -> str | None:
    """The benefit that a field belongs to; None for a field that stands in every case."""
    return PARTS.get(field.partition("-")[0])


def claimed(fields: Mapping[str, str]) -> str:
    """The benefit that is claimed: the old-age pension if nothing is chosen."""
    return fields.get("claim-benefit", "").strip() or "old_age"


def stands_aside(field: str, benefit: str) -> bool:
    """Whether a field is of another benefit than the one claimed. Under an unknown benefit none is."""
    own = benefit_of(field)
    return own is not None and own != benefit and benefit in KNOWN


def aside(fields: Mapping[str, str]) -> list[str]:
    """The benefits for which something is typed though another is claimed, in the order of the choice."""
    benefit = claimed(fields)
    found = {benefit_of(name) for name, value in fields.items() if value.strip() and stands_aside(name, benefit)}
    return [word for word, _ in BENEFITS if word in found]


def group_of_party(field: str) -> tuple[str, str, str] | None:
    """The part, the party and the last part of the name of a field such as ``withdrawals-vn-reason``."""
    match = _OF_PARTY.fullmatch(field)
    return None if match is None else (match[1], match[2].upper(), match[3])


def name_of_party(last: str) -> tuple[str, str]:
    """The last part of a field's name without the party that it bears, and that party or nothing."""
    match = _LAST_OF_PARTY.fullmatch(last)
    return (last, "") if match is None else (match[1], match[2].upper())


def parties_in(names: Iterable[str], begin: str) -> list[str]:
    """The parties of the fields that begin with ``begin``, such as "withdrawals-" or "survivors-0-income_"."""
    found = re.compile(rf"{re.escape(begin)}([a-z]{{2}})(?:-[a-z_]+)?", re.ASCII)
    return list(dict.fromkeys(match[1].upper() for name in names if (match := found.fullmatch(name))))


def field_of_path(where: str) -> str:
    """The field for a path below ``claim`` of another benefit; the path itself for any other.

    >>> field_of_path("claim.survivors[1].monthly_income.AA")
    'survivors-1-income_aa'
    """
    if match := re.fullmatch(r"claim\.(?:death\.)?(withdrawals|pensions)\.([A-Z]{2})(?:\.(.+))?", where):
        last = "pension_monthly" if match[3] == "pension" else (match[3] or UNSHOWN).replace(".", "_")
        return f"{match[1]}-{match[2].lower()}-{last}"
    if match := re.fullmatch(r"claim\.(survivors\[\d+\]|disability)\.(monthly_income|degrees)\.([A-Z]{2})", where):
        begin = match[1].replace("[", "-").replace("]", "")
        return f"{begin}-{'income' if match[2] == 'monthly_income' else 'degree'}_{match[3].lower()}"
    if match := re.fullmatch(r"claim\.(death|disability|survivors\[\d+\])(?:\.([a-z_]+))?", where):
        begin, last = match[1].replace("[", "-").replace("]", ""), match[2] or UNSHOWN
        return f"{begin}-{UNMAINTAINED if last == 'maintained' else last}"
    return where
