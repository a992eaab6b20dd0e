"""The lines on which the keys of a TOML text stand.

The standard reader of TOML keeps no lines. This one reads nothing but them: it is given a text that the
standard reader has accepted, and follows its headers, keys, inline tables and arrays.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Final

Place = tuple[int | str, ...]

_TOKEN: Final = re.compile(
    r'''(?P<comment>\#[^\n]*)
    | (?P<text>"""(?:\\.|[^\\])*?"{3,5} | \'\'\'.*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*')
    | (?P<mark>[\[\]{},=.\n])
    | (?P<bare>[^\s\[\]{},=.\#"']+)
    | (?P<space>[^\S\n]+)''',
    re.VERBOSE | re.DOTALL,
)


def lines_of(text: str) -> Mapping[Place, int]:
    """For each table, key and element of an array, its path from the top and the line where it begins."""
    return _Lines(text).lines


def line_of(lines: Mapping[Place, int], place: Place) -> int:
    """The line of ``place``, or of the nearest table around it that has one; 1 if none has."""
    for length in range(len(place), 0, -1):
        line = lines.get(place[:length])
        if line is not None:
            return line
    return 1


class _Lines:
    """A walk over the tokens of a TOML text."""

    def __init__(self, text: str) -> None:
        self.lines: dict[Place, int] = {}
        self.tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            kind, token = str(match.lastgroup), match[0]
            if kind not in ("comment", "space"):
                self.tokens.append((kind, token, line))
            line += token.count("\n")
        self.position = 0
        self.elements: dict[Place, int] = {}
        """How many tables each array of tables has so far."""
        table: Place = ()
        while self.position < len(self.tokens):
            if self._next_is("\n"):
                self.position += 1
            elif self._next_is("["):
                table = self._header()
            else:
                self._key_and_value(table)

    def _next_is(self, mark: str) -> bool:
        return self.position < len(self.tokens) and self.tokens[self.position][:2] == ("mark", mark)

    def _header(self) -> Place:
        line = self.tokens[self.position][2]
        self.position += 1
        of_array = self._next_is("[")
        self.position += of_array
        place: Place = ()
        keys = self._keys()
        self.position += 2 if of_array else 1
        for number, key in enumerate(keys):
            place = (*place, key)
            last = number == len(keys) - 1
            self.lines.setdefault(place, line)
            if last and of_array:
                self.elements[place] = self.elements.get(place, 0) + 1
            if place in self.elements:
                place = (*place, self.elements[place] - 1)
                self.lines.setdefault(place, line)
        return place

    def _keys(self) -> list[str]:
        """The parts of a dotted key."""
        keys = []
        while self.position < len(self.tokens):
            kind, token, _ = self.tokens[self.position]
            self.position += 1
            keys.append(tomllib.loads(f"key = {token}")["key"] if kind == "text" else token)
            if not self._next_is("."):
                break
            self.position += 1
        return keys

    def _key_and_value(self, table: Place) -> None:
        line = self.tokens[self.position][2]
        place = table
        for key in self._keys():
            place = (*place, key)
            self.lines.setdefault(place, line)
        if self._next_is("="):
            self.position += 1
        self._value(place)

    def _value(self, place: Place) -> None:
        if self._next_is("{"):
            self.position += 1
            while self.position < len(self.tokens) and not self._next_is("}"):
                if self._next_is(",") or self._next_is("\n"):
                    self.position += 1
                else:
                    self._key_and_value(place)
            self.position += 1
        elif self._next_is("["):
            self.position += 1
            index = 0
            while self.position < len(self.tokens) and not self._next_is("]"):
                if self._next_is("\n"):
                    self.position += 1
                elif self._next_is(","):
                    self.position += 1
                    index += 1
                else:
                    self.lines.setdefault((*place, index), self.tokens[self.position][2])
                    self._value((*place, index))
            self.position += 1
        else:
            # A plain value: a number such as 4.61 and a date with a time are several tokens.
            while self.position < len(self.tokens) and self.tokens[self.position][1] not in ("\n", ",", "]", "}"):
                self.position += 1
