"""The terms of the field in three languages, each with a definition of one line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from totalisation.messages import LANGUAGES

FILE = Path(__file__).parent / "glossary.toml"


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """A term of the field: its name and its meaning, each by language."""

    name: str
    term: Mapping[str, str]
    meaning: Mapping[str, str]


def read_glossary() -> list[GlossaryTerm]:
    """All terms, in the order of the file, which goes from periods to institutions."""
    with FILE.open("rb") as stream:
        tables = tomllib.load(stream)
    return [GlossaryTerm(name, table["term"], table["meaning"]) for name, table in tables.items()]


def glossary_lines(language: str) -> Iterator[str]:
    """The glossary as text: each term with its names in the other languages, and its meaning under it."""
    for entry in read_glossary():
        others = " / ".join(entry.term[each] for each in LANGUAGES if each != language)
        yield f"{entry.term[language]} ({others})"
        yield f"    {entry.meaning[language]}"
