"""The words among which every case chooses, whatever its agreement, with their names."""

from __future__ import annotations

from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

Words = list[tuple[str, LazyString]]

SEXES: Final[Words] = [("female", _l("female")), ("male", _l("male"))]
BENEFITS: Final[Words] = [
    ("old_age", _l("Old-age pension")),
    ("survivors", _l("Survivors' benefits")),
    ("disability", _l("Disability benefit")),
    ("lump_sum", _l("Lump sum in place of a pension")),
]
RELATIONS: Final[Words] = [("spouse", _l("spouse")), ("child", _l("child")), ("parent", _l("parent"))]
RELATIVES: Final[Words] = [
    *RELATIONS,
    ("grandchild", _l("grandchild")),
    ("grandparent", _l("grandparent")),
    ("sibling", _l("brother or sister")),
    ("other", _l("other relative")),
]
CAUSES: Final[Words] = [
    ("illness", _l("illness")),
    ("accident", _l("accident")),
    ("work_accident", _l("accident at work")),
    ("occupational_disease", _l("occupational disease")),
]
REGIMES: Final[Words] = [("employer", _l("the employer")), ("state", _l("the State"))]
UNITS: Final[Words] = [
    ("days", _l("days")),
    ("weeks", _l("weeks")),
    ("months", _l("months")),
    ("quarters", _l("quarters")),
    ("years", _l("years")),
]

BY_FIELD: Final[dict[str, Words]] = {
    "sex": SEXES,
    "benefit": BENEFITS,
    "relation": RELATIVES,
    "cause": CAUSES,
    "salary_regime": REGIMES,
    "count_unit": UNITS,
}
"""The words of a field, by the last part of its name."""
