"""What a column of a batch may hold: each kind of value, the Arrow types that carry it, and how it is put in words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, Literal

import pyarrow as pa
from pyarrow import types

Kind = Literal[
    "case_id",
    "text",
    "day",
    "date",
    "whole",
    "figure",
    "flag",
    "words",
    "months",
    "amounts",
    "dependants",
    "survivors",
    "earnings",
]
"""``day`` is a day of the calendar, ``date`` one known to the day, the month or the year; ``whole`` is a whole
number, ``figure`` a whole number or an exact one in text; ``words`` and ``months`` are lists. ``amounts`` are whole
numbers by party, and stand within structures alone."""

PREFERRED: Final[dict[Kind, pa.DataType]] = {
    "case_id": pa.string(),
    "text": pa.string(),
    "day": pa.date32(),
    "date": pa.int32(),
    "whole": pa.int64(),
    "figure": pa.int64(),
    "flag": pa.bool_(),
    "words": pa.list_(pa.string()),
    "months": pa.list_(pa.int32()),
    "amounts": pa.map_(pa.string(), pa.int64()),
    "dependants": pa.list_(
        pa.struct([("relation", pa.string()), ("birth_date", pa.int32()), ("disabled", pa.bool_())])
    ),
    "survivors": pa.list_(
        pa.struct(
            [
                ("relation", pa.string()),
                ("sex", pa.string()),
                ("birth_date", pa.int32()),
                ("maintained", pa.bool_()),
                ("disabled", pa.bool_()),
                ("capacity_loss_percent", pa.int64()),
                ("monthly_income", pa.map_(pa.string(), pa.int64())),
                ("insured_employment", pa.bool_()),
                ("without_carer", pa.bool_()),
                ("carer_from", pa.int32()),
            ]
        )
    ),
    "earnings": pa.list_(
        pa.struct([("from", pa.int32()), ("to", pa.int32()), ("monthly", pa.int64()), ("coefficient", pa.string())])
    ),
}
"""The type in which each kind is read fastest."""

CODED: Final = pa.dictionary(pa.int32(), pa.string())
"""The type of words in results."""

FIELDS: Final[dict[Kind, dict[str, Kind]]] = {
    "dependants": {"relation": "text", "birth_date": "date", "disabled": "flag"},
    "survivors": {
        "relation": "text",
        "sex": "text",
        "birth_date": "date",
        "maintained": "flag",
        "disabled": "flag",
        "capacity_loss_percent": "whole",
        "monthly_income": "amounts",
        "insured_employment": "flag",
        "without_carer": "flag",
        "carer_from": "date",
    },
    "earnings": {"from": "date", "to": "date", "monthly": "whole", "coefficient": "figure"},
}
"""The fields of the structures that a list of this kind holds."""

_PARTY: Final = re.compile("[A-Z]{2}")

IN_WORDS: Final[dict[Kind, str]] = {
    "case_id": "string, or whole number",
    "text": "string, plain or dictionary-coded",
    "day": "date32, or string YYYY-MM-DD",
    "date": "int32 YYYYMM, date32, or string YYYY-MM or YYYY-MM-DD",
    "whole": "int64",
    "figure": "int64, or string with an exact number such as 9/40",
    "flag": "bool",
    "words": "list<string>, or string of words with spaces between",
    "months": "list<int32> YYYYMM or list<string> YYYY-MM, or string of such with spaces between",
    "amounts": "map<string, int64> by party, or a struct with a field for each",
    "dependants": "list<struct<relation, birth_date, disabled>>, or string with the same as JSON",
    "survivors": (
        "list<struct<relation, sex, birth_date, maintained, disabled, capacity_loss_percent, monthly_income, "
        "insured_employment, without_carer, carer_from>>, monthly_income being a map<string, int64> by party or a "
        "struct with a field for each; or string with the same as JSON"
    ),
    "earnings": "list<struct<from, to, monthly, coefficient>>, or string with the same as JSON",
}
"""The types of each kind, as the published schema and faults name them."""


def is_text(given: pa.DataType) -> bool:
    """Whether a type holds text."""
    return bool(types.is_string(given) or types.is_large_string(given) or types.is_string_view(given))


def is_plain_or_coded_text(given: pa.DataType) -> bool:
    """Whether a type holds text, by itself or as codes of a dictionary."""
    return is_text(given.value_type if types.is_dictionary(given) else given)


def is_list(given: pa.DataType) -> bool:
    """Whether a type is a list whose length may differ from row to row."""
    return bool(types.is_list(given) or types.is_large_list(given) or types.is_list_view(given))


def _list_of(fits: Callable[[pa.DataType], bool]) -> Callable[[pa.DataType], bool]:
    return lambda given: (
        is_plain_or_coded_text(given)
        or (is_list(given) and (types.is_null(given.value_type) or fits(given.value_type)))
    )


def _structure_of(kind: Kind) -> Callable[[pa.DataType], bool]:
    fields = FIELDS[kind]
    return lambda given: (
        types.is_struct(given)
        and all(field.name in fields and may_hold(fields[field.name], field.type) for field in given)
    )


def _is_by_party(given: pa.DataType) -> bool:
    """Whether a type holds whole numbers by party: as a map, or as a structure with a field for each party."""
    if types.is_map(given):
        return is_plain_or_coded_text(given.key_type) and types.is_integer(given.item_type)
    return types.is_struct(given) and all(
        _PARTY.fullmatch(field.name) and may_hold("whole", field.type) for field in given
    )


def _is_date(given: pa.DataType) -> bool:
    return bool(types.is_date32(given) or types.is_integer(given) or is_plain_or_coded_text(given))


_FITS: Final[dict[Kind, Callable[[pa.DataType], bool]]] = {
    "case_id": lambda given: bool(types.is_integer(given)) or is_plain_or_coded_text(given),
    "text": is_plain_or_coded_text,
    "day": lambda given: bool(types.is_date32(given)) or is_plain_or_coded_text(given),
    "date": _is_date,
    "whole": lambda given: bool(types.is_integer(given)) or is_plain_or_coded_text(given),
    "figure": lambda given: bool(types.is_integer(given)) or is_plain_or_coded_text(given),
    "flag": lambda given: bool(types.is_boolean(given)) or is_plain_or_coded_text(given),
    "words": _list_of(is_plain_or_coded_text),
    "months": _list_of(_is_date),
    "amounts": _is_by_party,
    "dependants": _list_of(_structure_of("dependants")),
    "survivors": _list_of(_structure_of("survivors")),
    "earnings": _list_of(_structure_of("earnings")),
}


def may_hold(kind: Kind, given: pa.DataType) -> bool:
    """Whether a column of the Arrow type ``given`` may hold values of ``kind``. A column of nulls may hold any."""
    return bool(types.is_null(given)) or _FITS[kind](given)
