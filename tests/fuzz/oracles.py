"""What is malformed, told by other means than the readers under test have."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs
from pydantic import BaseModel
from pydantic_core import from_json

from tests.fuzz.target import AnsweredMalformedError, hold


def strict_json(data: bytes) -> Any:
    """The JSON value in ``data``, or a crash where an exact and careful reader may take none of it.

    Malformed are: what is not UTF-8 (after at most one byte order mark) or no JSON by RFC 8259, with anything after
    its end; a key twice in one object; NaN and Infinity; any number with a point or an exponent, since no field
    takes one; half of a surrogate pair, by itself or escaped.
    """
    text = data.removeprefix(b"\xef\xbb\xbf")
    try:
        from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise AnsweredMalformedError(f"no JSON: {error}") from None
    value = json.loads(
        text.decode(), object_pairs_hook=_without_repetition, parse_float=_refused, parse_constant=_refused
    )
    for each in strings_in(value):
        hold(not any(0xD800 <= ord(character) <= 0xDFFF for character in each), "half of a surrogate pair")
    return value


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    hold(len(made) == len(pairs), "a key stands twice in one object")
    return made


def _refused(text: str) -> Any:
    raise AnsweredMalformedError(f"{text} is no whole number")


def strings_in(value: object) -> Iterator[str]:
    """Every string and key within a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield key
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


@lru_cache
def _validator(model: type[BaseModel]) -> Any:
    return jsonschema_rs.validator_for(model.model_json_schema(by_alias=True))


def by_schema(model: type[BaseModel], value: object) -> None:
    """A crash where ``value`` is not of the published schema: unknown keys, wrong types, what is missing."""
    error = next(iter(_validator(model).iter_errors(value)), None)
    hold(error is None, f"against the published schema: {error.message if error else ''}")


def plain_words(value: object, *but: str) -> None:
    """A crash where a string of ``value`` holds more than printable ASCII, but for the fields ``but``."""
    if isinstance(value, dict):
        for key, each in value.items():
            hold(key.isascii() and key.isprintable(), f"the key {key!r}")
            if key not in but:
                plain_words(each, *but)
            else:
                hold(not any(_MISLEADING.search(each) for each in strings_in(each)), f"{key} is {each!r}")
    elif isinstance(value, list):
        for each in value:
            plain_words(each, *but)
    elif isinstance(value, str):
        hold(value.isascii() and value.isprintable(), f"the word {value!r}")


_MISLEADING: Final = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]"
)
"""Controls, halves of characters, and what turns the direction of text or is not seen."""


def no_floats(value: object) -> None:
    """A crash where a value read from TOML holds a float."""
    if isinstance(value, dict):
        for each in value.values():
            no_floats(each)
    elif isinstance(value, list):
        for each in value:
            no_floats(each)
    else:
        hold(not isinstance(value, float), f"{value} is a float")


def strict_csv(data: bytes, *, joined: bool = False) -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV file, or a crash.

    Malformed are: what is not UTF-8, no header, a name twice in it, rows of more or fewer cells than it, a quote that
    is not closed, or is followed by text unless that is ``joined`` to what was quoted.
    """
    try:
        text = data.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except (UnicodeDecodeError, csv.Error) as error:
        if not (joined and "expected after" in str(error)):
            raise AnsweredMalformedError(f"no CSV: {error}") from None
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if row]
    hold(rows, "no header")
    hold(len(set(rows[0])) == len(rows[0]), "a column twice")
    hold(all(len(row) == len(rows[0]) for row in rows), "rows of unequal length")
    return rows[0], rows[1:]
