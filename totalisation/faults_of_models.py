"""What a model refuses, told in our own words.

pydantic finds what is wrong with a file's shape; its sentences are not for officers. Here each of its errors
becomes a fault: the field as its author wrote it, what is wrong, and what would be right. Cases and
agreements share this.
"""

from __future__ import annotations

import itertools
import types
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from totalisation.messages import Fault, Message, message
from totalisation.wording import did_you_mean, expected_words, right_by_kind, shortened, wrong_by_kind

MOST_FAULTS: Final = 500
"""No more faults than this are told of one file; the last of them says how many are left out."""

MOST_ERRORS: Final = 20_000
"""Above as many errors only the beginnings of lists and objects are looked at: a file may be all faults."""

BEGINNING: Final = 100
"""Entries at the beginning of each list and object that are then looked at."""

Place = tuple[int | str, ...]
"""Where something stands in a file: keys and indices, from the top down."""


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
        place, at_key = _place(each["loc"], raw, each["type"])
        kind, value, context = each["type"], each["input"], each.get("ctx", {})
        if kind == "extra_forbidden" or (at_key and kind == "literal_error"):
            owner = model_at(model, place[:-1])
            words = expected_words(context) if at_key else keys_of(owner)
            key = _alias(owner, str(place[-1])) or str(place[-1])
            wrong, right = unknown_key, did_you_mean(key, words)
        elif kind == "missing":
            wrong, right = message("is missing."), _right_of_missing(model_at(model, place[:-1]), str(place[-1]))
        else:
            wrong, right = wrong_by_kind(kind, value, context), right_by_kind(kind, value, context)
        found.setdefault((place, kind), Fault(joined(where, path(place)), wrong, right))
    return [(place, fault) for (place, _), fault in found.items()]


def beginning(raw: Any) -> Any:
    """``raw`` with the first ``BEGINNING`` entries of each list and object, as deep as it goes."""
    if isinstance(raw, Mapping):
        return {key: beginning(value) for key, value in itertools.islice(raw.items(), BEGINNING)}
    if isinstance(raw, (list, tuple)):
        return [beginning(each) for each in raw[:BEGINNING]]
    return raw


def limited(faults: Sequence[Fault]) -> list[Fault]:
    """The first ``MOST_FAULTS`` faults, and one that counts the rest."""
    if len(faults) <= MOST_FAULTS:
        return list(faults)
    rest = len(faults) - MOST_FAULTS
    return [*faults[:MOST_FAULTS], Fault("", message("and {number} further faults.", number=rest))]


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


def _place(location: Place, raw: object, kind: str) -> tuple[Place, bool]:
    """The place in ``raw`` that pydantic means, and whether it means the key there.

    pydantic also names the branches of a choice, which no file holds: they are left out.
    """
    place: list[int | str] = []
    here, at_key = raw, False
    for number, each in enumerate(location):
        if each == "[key]" and number == len(location) - 1 and kind != "extra_forbidden":
            at_key = True
        elif isinstance(here, Mapping) and (each in here or (kind == "missing" and number == len(location) - 1)):
            place.append(each)
            here = here.get(each)
        elif isinstance(here, (list, tuple)) and isinstance(each, int) and each < len(here):
            place.append(each)
            here = here[each]
    return tuple(place), at_key


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
                return right_by_kind(each["type"], "", each.get("ctx", {}))
    return None
