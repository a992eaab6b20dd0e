"""What a model refuses, told in our own words.

pydantic finds what is wrong with a file's shape; its sentences are not for officers. Here each of its errors
becomes a fault: the field as its author wrote it, what is wrong, and what would be right. Cases and
agreements share this.
"""

from __future__ import annotations

import difflib
import re
import types
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from totalisation.messages import Fault, Message, message

MOST_FAULTS: Final = 500
"""No more faults than this are told of one file; the last of them says how many are left out."""

LONGEST_SHOWN: Final = 60
"""Characters of a value or key that are shown in a fault."""

Place = tuple[int | str, ...]
"""Where something stands in a file: keys and indices, from the top down."""


class WrittenNumber:
    """A number as a file wrote it, which no field takes as it stands: a decimal, or one of too many digits."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"WrittenNumber({self.text!r})"


def faults_of_model(
    error: ValidationError,
    model: type[BaseModel],
    raw: object,
    unknown_key: Message,
    where: str = "",
) -> list[Fault]:
    """The faults of ``raw``, which ``model`` refused with ``error``.

    ``unknown_key`` says that a key means nothing ("unknown term."); ``where`` is put before each field.
    """
    return [fault for _, fault in placed_faults(error, model, raw, unknown_key, where)]


def placed_faults(
    error: ValidationError,
    model: type[BaseModel],
    raw: object,
    unknown_key: Message,
    where: str = "",
) -> list[tuple[Place, Fault]]:
    """As ``faults_of_model``, each fault with its place in ``raw``, so that its line can be looked up."""
    found: dict[tuple[Place, str], Fault] = {}
    for each in error.errors(include_url=False):
        place, at_key = _place(each["loc"], raw, each["type"] == "missing")
        kind, value, context = each["type"], each["input"], each.get("ctx", {})
        if kind == "extra_forbidden" or (at_key and kind == "literal_error"):
            owner = model_at(model, place[:-1])
            words = _words(context) if at_key else keys_of(owner)
            key = _alias(owner, str(place[-1])) or str(place[-1])
            wrong, right = unknown_key, did_you_mean(key, words)
        elif kind == "missing":
            wrong, right = message("is missing."), _right_of_missing(model_at(model, place[:-1]), str(place[-1]))
        else:
            wrong, right = _wrong(kind, value, context), _right(kind, value, context)
        found.setdefault((place, kind), Fault(joined(where, path(place)), wrong, right))
    return [(place, fault) for (place, _), fault in found.items()]


def limited(faults: Sequence[Fault]) -> list[Fault]:
    """The first ``MOST_FAULTS`` faults, and one that counts the rest."""
    if len(faults) <= MOST_FAULTS:
        return list(faults)
    rest = len(faults) - MOST_FAULTS
    return [*faults[:MOST_FAULTS], Fault("", message("and {number} further faults.", number=rest))]


def shown(value: object) -> str:
    """A value as a fault shows it: short, in the file's own notation, and without control characters."""
    if isinstance(value, WrittenNumber):
        return shortened(value.text)
    if isinstance(value, str):
        return f"“{shortened(value)}”"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, (list, tuple)):
        return "[…]" if value else "[]"
    if isinstance(value, int) and value.bit_length() > 256:
        return f"{'-' if value < 0 else ''}{str(abs(value) >> (value.bit_length() - 64))[:8]}…"
    return shortened(str(value))


def shortened(text: str) -> str:
    """``text`` cut to ``LONGEST_SHOWN`` characters, what cannot be printed written as its code."""
    short = text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
    if short.isprintable():
        return short
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in short)


def path(place: Place) -> str:
    """A place as it is written in a fault: ``periods[0].to``."""
    text = ""
    for each in place:
        text += f"[{each}]" if isinstance(each, int) else f".{shortened(each) or '“”'}"
    return text.removeprefix(".")


def joined(where: str, field: str) -> str:
    """``field`` within ``where``."""
    if not where or not field:
        return where or field
    return f"{where}{field}" if field.startswith("[") or where.endswith(": ") else f"{where}.{field}"


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of ``words`` that is written most like ``word``, or None if none is."""
    by_lower = {each.lower(): each for each in words}
    close = difflib.get_close_matches(word[:100].lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, words: Iterable[str]) -> Message | None:
    """The nearest of ``words``, or all of them where none is near; None where there are none."""
    words = list(words)
    if near := nearest(word, words):
        return message("Did you mean “{near}”?", near=near)
    return message("Valid here: {words}.", words=words) if words else None


def one_of(word: str, words: Iterable[str]) -> Message:
    """All of ``words``, and the nearest first if one is near."""
    words = list(words)
    if near := nearest(word, words):
        return message("Did you mean “{near}”? Valid: {words}.", near=near, words=words)
    return message("Valid: {words}.", words=words)


def keys_of(model: type[BaseModel] | None) -> list[str]:
    """The keys that an object of ``model`` may hold, as they are written in a file."""
    if model is None:
        return []
    return [field.alias or name for name, field in model.model_fields.items()]


def _alias(model: type[BaseModel] | None, name: str) -> str | None:
    """The key for which the field ``name`` of a model stands, where it has another name within Python."""
    field = None if model is None else model.model_fields.get(name)
    return None if field is None else field.alias


def model_at(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """The model of the object at ``place`` within one of ``model``, or None if no model describes it."""
    here: Any = model
    for each in place:
        here = _inner(here)
        if isinstance(here, type) and issubclass(here, BaseModel):
            fields = {field.alias or name: field for name, field in here.model_fields.items()}
            here = fields[each].annotation if each in fields else None
        elif get_origin(here) in (dict, Mapping):
            here = get_args(here)[1]
        elif get_origin(here) in (tuple, list):
            here = get_args(here)[0]
        else:
            return None
    here = _inner(here)
    return here if isinstance(here, type) and issubclass(here, BaseModel) else None


def _inner(annotation: Any) -> Any:
    """A type without its annotations, and without the None that it may also be."""
    while hasattr(annotation, "__metadata__"):
        annotation = annotation.__origin__
    if get_origin(annotation) in (Union, types.UnionType):
        some = [each for each in get_args(annotation) if each is not type(None)]
        return _inner(some[0]) if len(some) == 1 else annotation
    return annotation


def _place(location: Place, raw: object, missing: bool) -> tuple[Place, bool]:
    """The place in ``raw`` that pydantic means, and whether it means the key there.

    pydantic also names the branches of a choice, which no file holds: they are left out.
    """
    place: list[int | str] = []
    here, at_key = raw, False
    for number, each in enumerate(location):
        if each == "[key]" and number == len(location) - 1:
            at_key = True
        elif isinstance(here, Mapping) and (each in here or (missing and number == len(location) - 1)):
            place.append(each)
            here = here.get(each)
        elif isinstance(here, (list, tuple)) and isinstance(each, int) and each < len(here):
            place.append(each)
            here = here[each]
        elif isinstance(here, Mapping) and (number == len(location) - 1 or location[-1] == "[key]"):
            place.append(str(each))
    return tuple(place), at_key


def _words(context: Mapping[str, Any]) -> list[str]:
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


@lru_cache(maxsize=256)
def _right_of_missing(model: type[BaseModel] | None, key: str) -> Message | None:
    """What would be right in a field that was left out: the same as for a field that holds nothing."""
    if model is None:
        return None
    try:
        model.model_validate({key: None})
    except ValidationError as error:
        for each in error.errors(include_url=False):
            if each["loc"][0] == key and each["type"] != "missing":
                return _right(each["type"], "", each.get("ctx", {}))
    return None


def _wrong(kind: str, value: object, context: Mapping[str, Any]) -> Message:
    """What is wrong, by the kind of error."""
    value_shown = shown(value)
    if isinstance(value, WrittenNumber) and value.text.lstrip("-").isdigit():
        return message("a number of {digits} digits is too large.", digits=len(value.text.lstrip("-")))
    match kind:
        case "literal_error":
            return message("{value} is not a valid word.", value=value_shown)
        case "partial_date":
            return message("{value} is not a date.", value=value_shown)
        case "month_or_day":
            return message("{value} is not a month or a day.", value=value_shown)
        case "month_missing":
            return message("{value} does not say the month.", value=value_shown)
        case "calendar_day" | "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return message("{value} is not a day of the calendar.", value=value_shown)
        case "whole_money":
            return message("{value} is not a whole amount.", value=value_shown)
        case "negative_money" | "negative_number":
            return message("{value} is negative.", value=value_shown)
        case "excessive_money" | "excessive_number":
            return message("{value} is too large.", value=value_shown)
        case "party_code":
            return message("{value} is not the code of a country.", value=value_shown)
        case "word":
            return message("{value} is not written as a name.", value=value_shown)
        case "agreement_name":
            return message("{value} is not the name of an agreement.", value=value_shown)
        case "currency_code":
            return message("{value} is not the code of a currency.", value=value_shown)
        case "control_character" | "string_unicode":
            return message("holds a control character or half of one.")
        case "string_too_short":
            return message("is empty.")
        case "string_too_long":
            return message("is longer than {most} characters.", most=context["max_length"])
        case "too_long":
            return message("holds more than {most} entries.", most=context["max_length"])
        case "too_short":
            return message("holds fewer than {least} entries.", least=context["min_length"])
        case "greater_than_equal" | "greater_than":
            return message("{value} is too small.", value=value_shown)
        case "less_than_equal" | "less_than":
            return message("{value} is too large.", value=value_shown)
        case "exact_number" | "exact_text":
            return message("{value} is not an exact number.", value=value_shown)
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return message("{value} is not a whole number.", value=value_shown)
        case "bool_type" | "bool_parsing":
            return message("{value} is neither true nor false.", value=value_shown)
        case "string_type":
            return message("{value} is not text.", value=value_shown)
        case "tuple_type" | "list_type" | "set_type" | "frozen_set_type":
            return message("{value} is not a list.", value=value_shown)
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return message("{value} is not an object with named fields.", value=value_shown)
        case "invalid_key":
            return message("the key is not text.")
    return message("{value} is not valid here.", value=value_shown)


def _right(kind: str, value: object, context: Mapping[str, Any]) -> Message | None:
    """What would be right, by the kind of error."""
    match kind:
        case "literal_error":
            return one_of(value if isinstance(value, str) else "", _words(context))
        case "partial_date":
            return message("Write YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2199.")
        case "month_or_day":
            return message("Write YYYY-MM, or YYYY-MM-DD where the day is known, from 1900 to 2199.")
        case "month_missing":
            return message("Write YYYY-MM.")
        case "calendar_day" | "date_type" | "date_parsing" | "date_from_datetime_parsing":
            return message("Write YYYY-MM-DD, from 1900 to 2199.")
        case "whole_money":
            written = re.fullmatch(r"(\d{1,13})\.0+", value.text if isinstance(value, WrittenNumber) else str(value))
            if written:
                return message("Write {amount}.", amount=written[1])
            return message("Write whole units of the party's currency, as digits alone, without quotes or decimals.")
        case "negative_money" | "negative_number":
            return message("The smallest value is {least}.", least=0)
        case "excessive_money":
            return message("The largest amount is {most}.", most=10**12)
        case "excessive_number":
            return message("The largest value is {most}.", most=10**30)
        case "party_code":
            if isinstance(value, str) and re.fullmatch("[a-zA-Z]{2}", value, re.ASCII):
                return message("Did you mean “{near}”?", near=value.upper())
            return message("Write two capital letters.")
        case "word" | "agreement_name":
            if kind == "word":
                return message("Write small letters, digits and underscores, a letter first.")
            return message("Write small letters, digits and hyphens.")
        case "currency_code":
            return message("Write three capital letters.")
        case "control_character" | "string_unicode":
            return message("Write it on one line, as plain text.")
        case "string_too_short" | "string_type":
            return message("Write text in quotes.")
        case "too_short":
            return message("Give at least {least}.", least=context["min_length"])
        case "too_long":
            return message("Give at most {most}.", most=context["max_length"])
        case "greater_than_equal":
            return message("The smallest value is {least}.", least=context["ge"])
        case "less_than_equal":
            return message("The largest value is {most}.", most=context["le"])
        case "exact_number":
            return message("Write a whole number, or an exact number in quotes, such as {examples}.", examples=_EXACT)
        case "exact_text":
            return message("Write a number above 0 in quotes, such as {examples}.", examples='"3", "1/30"')
        case "int_type" | "int_parsing" | "int_from_float" | "int_parsing_size":
            return message("Write digits alone, without quotes or decimals.")
        case "bool_type" | "bool_parsing":
            return message("Write true or false, without quotes.")
        case "tuple_type" | "list_type" | "set_type" | "frozen_set_type":
            return message("Write a list between [ and ].")
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return message("Write named fields between {opening} and {closing}.", opening="{", closing="}")
    return None


_EXACT: Final = '"4.61", "9/40", "45 %"'
