"""Cases read from JSON: bounded, exact, and with every fault told at once."""

from __future__ import annotations

import itertools
import json
import os
import stat
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from pydantic import ValidationError

from totalisation.case import Case
from totalisation.case_parts import KnownFacts, known_facts
from totalisation.fact_checks import faults_of_facts
from totalisation.faults_of_models import MOST_ERRORS, Place, beginning, faults_of_model, limited, path
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.wording import WrittenNumber, shortened, shown

LARGEST_CASE: Final = 10_000_000
"""Bytes that a case may hold."""

DEEPEST: Final = 20
"""Levels of objects and lists that a case may have; the fields of a case need six."""

LONGEST_NUMBER: Final = 40
"""Digits of a whole number; no field takes as many."""

LONGEST_FILE_NAME: Final = 500
"""Characters of a file's name that are shown."""

_NOT_JSON: Final = {
    "Expecting value": message("a value is expected"),
    "Expecting property name enclosed in double quotes": message("a key in double quotes is expected"),
    "Expecting ':' delimiter": message("a colon is expected"),
    "Expecting ',' delimiter": message("a comma is expected"),
    "Unterminated string starting at": message("the text that begins here has no end"),
    "Invalid control character at": message("a line break or another control character stands within a text"),
    "Extra data": message("the case has ended, and more follows"),
}


def read_case_file(file: str | Path) -> Case:
    """The case in the JSON file ``file``; "-" is standard input.

    Raises FaultsError: the file cannot be read, is no case, or every fault of the case.
    """
    return read_case(read_input(file), str(file))


def read_bounded(file: Path, limit: int) -> bytes:
    """The bytes of ``file``. Raises FaultsError if it cannot be read or holds more than ``limit`` bytes."""
    try:
        stream = file.open("rb")
    except FileNotFoundError:
        raise _refused(str(file), message("there is no such file.")) from None
    except IsADirectoryError:
        raise _refused(str(file), message("this is a folder, not a file.")) from None
    except (OSError, ValueError) as error:
        raise _unreadable(str(file), error) from None
    with stream:
        return _read_at_most(stream, str(file), limit)


def _read_at_most(stream: BinaryIO, name: str, limit: int) -> bytes:
    known_size = _size(stream)
    if known_size is not None and known_size > limit:
        raise _too_large(name, known_size, limit)
    # One byte more than allowed tells a file that is too large, without reading a pipe that never ends.
    try:
        data = stream.read(limit + 1)
    except OSError as error:
        raise _unreadable(name, error) from None
    if len(data) > limit:
        raise _too_large(name, None, limit)
    return data


def _unreadable(name: str, error: Exception) -> FaultsError:
    reason = getattr(error, "strerror", None) or str(error)
    return _refused(name, message("the file cannot be read: {reason}.", reason=reason))


def _size(stream: BinaryIO) -> int | None:
    """The size of a regular file, or None for a pipe or a stream of another kind."""
    try:
        known = os.fstat(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    return known.st_size if stat.S_ISREG(known.st_mode) else None


def _too_large(name: str, size: int | None, limit: int) -> FaultsError:
    right = message("At most {limit} bytes are read.", limit=limit)
    if size is None:
        return _refused(name, message("more than {limit} bytes were given.", limit=limit), right)
    return _refused(name, message("the file holds {size} bytes.", size=size), right)


def _refused(name: str, wrong: Message, right: Message | None = None) -> FaultsError:
    return FaultsError([Fault(shortened(name, LONGEST_FILE_NAME), wrong, right)])


def read_case(data: bytes | str, name: str = "") -> Case:
    """The case in the JSON text ``data``. ``name`` is the file's, for faults of the file as a whole.

    Decimals are never rounded: a field that takes whole numbers refuses ``2400000.0`` as it stands.

    Raises FaultsError with every fault. Dates that contradict
    each other and all that needs the agreement's terms are left to ``case_checks``, unless the case has other
    faults: then those that can be seen are told with them.
    """
    raw, faults = read_object(data, name)
    if not isinstance(raw, dict):
        raise _no_case(name, raw)
    return _case(raw, faults)


def read_object(data: bytes | str, name: str = "") -> tuple[Any, list[Fault]]:
    """The JSON value in ``data``, and the faults of its notation: repeated keys, and words such as NaN.

    Decimals, constants and long numbers stay as they were written, as ``WrittenNumber``, so that no field takes
    them. Raises FaultsError where the text is too large, too deep, or no JSON.
    """
    if isinstance(data, str):
        try:
            data = data.encode()
        except UnicodeEncodeError:
            raise _refused(name, message("the text holds half of a character.")) from None
    if len(data) > LARGEST_CASE:
        raise _too_large(name, len(data), LARGEST_CASE)
    notation = _Notation()
    raw = _parsed(data, name, notation)
    return raw, list(_faults_of_notation(raw)) if notation.is_odd else []


def read_input(file: str | Path) -> bytes:
    """The bytes of a JSON file; "-" is standard input. Raises FaultsError if it cannot be read or is too large."""
    if str(file) == "-":
        return _read_at_most(sys.stdin.buffer, "-", LARGEST_CASE)
    return read_bounded(Path(file), LARGEST_CASE)


def _no_case(name: str, raw: object) -> FaultsError:
    return _refused(
        name,
        message("{value} is not a case.", value=shown(raw)),
        message("A case is one JSON object, between {opening} and {closing}.", opening="{", closing="}"),
    )


def case_from(mapping: Mapping[str, Any]) -> Case:
    """The case in a mapping with the keys of the JSON form. Raises FaultsError with every fault."""
    if not isinstance(mapping, Mapping):
        raise _no_case("", mapping)
    return _case(dict(mapping), [])


class _Repeating(dict[str, Any]):
    """An object in which keys stand more than once."""

    repeated: tuple[str, ...] = ()


class _Notation:
    """Reads what JSON allows and a case does not, and notes whether there is any: then the places are sought."""

    is_odd = False

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """An object, and the keys that stand in it more than once."""
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        self.is_odd = True
        repeating = _Repeating(made)
        times = Counter(key for key, _ in pairs)
        repeating.repeated = tuple(key for key in made if times[key] > 1)
        return repeating

    def constant(self, text: str) -> WrittenNumber:
        """A word that stands for no number, such as NaN."""
        self.is_odd = True
        return WrittenNumber(text)


def _whole_number(text: str) -> int | WrittenNumber:
    return int(text) if len(text) <= LONGEST_NUMBER else WrittenNumber(text)


def _parsed(data: bytes, name: str, notation: _Notation) -> Any:
    """The JSON value in ``data``, its decimals, constants and repeated keys kept as they were written."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            name,
            message("byte {position} is not UTF-8 text.", position=error.start + 1),
            message("Save the file as UTF-8."),
        ) from None
    if not text.strip():
        raise _refused(name, message("the file is empty."), message("A case is one JSON object."))
    depth = _depth(data)
    if depth > DEEPEST:
        raise _refused(
            name,
            message("objects and lists are nested {depth} deep.", depth=depth),
            message("A case has at most {most} levels.", most=DEEPEST),
        )
    try:
        return json.loads(
            text,
            object_pairs_hook=notation.object,
            parse_float=WrittenNumber,
            parse_int=_whole_number,
            parse_constant=notation.constant,
        )
    except json.JSONDecodeError as error:
        reason = _NOT_JSON.get(error.msg, message("this cannot be read"))
        raise _refused(
            name,
            message(
                "not JSON at line {line}, column {column}: {reason}.",
                line=error.lineno,
                column=error.colno,
                reason=reason,
            ),
        ) from None


def _depth(data: bytes) -> int:
    """How deep objects and lists are nested, found without recursion and before anything is parsed.

    Of a text with few brackets it is only told that it is not too deep.
    """
    if data.count(b"[") + data.count(b"{") <= DEEPEST:
        return 0  # Too few brackets to be nested too deep.
    marks = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    outside_texts = b"".join(marks.split(b'"')[::2])
    brackets = outside_texts.translate(None, _NOT_BRACKETS)
    return max(itertools.accumulate(1 if each in b"[{" else -1 for each in brackets), default=0)


_NOT_BRACKETS: Final = bytes(each for each in range(256) if each not in b"[]{}")


def _faults_of_notation(raw: Any, place: Place = ()) -> Iterator[Fault]:
    """Repeated keys, and words such as NaN where a number should stand. ``raw`` is no deeper than ``DEEPEST``.

    A key that stands twice is taken out of ``raw``: neither of its values can be relied on.
    """
    if isinstance(raw, dict):
        if isinstance(raw, _Repeating):
            for key in raw.repeated:
                del raw[key]
                yield Fault(
                    path((*place, key)),
                    message("the key “{key}” stands more than once in one object.", key=shortened(key)),
                    message("Keep the one that is right."),
                )
        for key, value in raw.items():
            yield from _faults_of_notation(value, (*place, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _faults_of_notation(value, (*place, index))
    elif isinstance(raw, WrittenNumber) and raw.text in ("NaN", "Infinity", "-Infinity"):
        yield Fault(path(place), message("{value} is not a number.", value=raw.text))


_UNKNOWN_KEY: Final = message("unknown key.")


def _faults_of_shape(raw: dict[str, Any]) -> list[Fault]:
    try:
        Case.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError as error:
        return faults_of_model(error, Case, raw, _UNKNOWN_KEY)
    return []


def _case(raw: dict[str, Any], faults: list[Fault]) -> Case:
    """The case in ``raw``, or FaultsError with ``faults``, those of its shape, and those among valid parts."""
    case = None
    try:
        # Only the keys of the JSON form: `first` and `last` are names within Python.
        case = Case.model_validate(raw, by_alias=True, by_name=False)
    except ValidationError as error:
        if error.error_count() > MOST_ERRORS:
            number = error.error_count()
            faults.append(Fault("", message("there are {number} faults: the first are told.", number=number)))
            raw = beginning(raw)
        told = {fault.where for fault in faults}
        faults += [each for each in _faults_of_shape(raw) if each.where not in told]
    except (UnicodeError, RecursionError):
        faults.append(Fault("", message("the case holds text that cannot be read.")))
    if case is not None and not faults:
        return case
    faults += faults_of_facts(known_facts(raw) if case is None else KnownFacts.of(case))
    raise MalformedCaseError(limited(faults), raw)


class MalformedCaseError(FaultsError):
    """A case that is not well formed. ``raw`` is what was written, for the checks that need the agreement."""

    def __init__(self, faults: list[Fault], raw: Mapping[str, Any]) -> None:
        super().__init__(faults)
        self.raw = raw
