"""Text for people, kept apart from the language in which it is read.

A message holds its English text, which is also its key in the catalogues, and the values to put in its
named places. It is put into words only when it is shown, so that one fault can be told in any language.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from totalisation.particles import with_particles

LANGUAGES = ("en", "vi", "ko")
DOMAIN = "totalisation"
LOCALE_FOLDER = Path(__file__).parent / "locale"


@lru_cache(maxsize=len(LANGUAGES))
def catalogue(language: str) -> gettext.NullTranslations:
    """The translations into ``language`` ("vi", "ko" or "en"); English is the text itself."""
    if language == "en":
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, LOCALE_FOLDER, languages=[language])


def translate(text: str, language: str) -> str:
    """``text`` in ``language``; the English text where the catalogue has none."""
    return catalogue(language).gettext(text) if text else ""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named places, not yet in any language.

    ``text`` is English with places written ``{so}``; ``values`` fill them. A value may itself be a message.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_language(self, language: str = "en") -> str:
        """The sentence in ``language``, its places filled."""
        filled = {name: in_words(value, language) for name, value in self.values.items()}
        told = translate(self.text, language)
        return (with_particles(told, filled) if language == "ko" else told).format(**filled)

    def __str__(self) -> str:
        return self.in_language("en")


def message(text: str, /, **values: object) -> Message:
    """A message with its values: the form in which the code writes one, and which ``pybabel`` extracts."""
    return Message(text, values)


def in_words(value: object, language: str) -> str:
    """One value inside a sentence: a message in its language, a list joined with commas, else as it prints."""
    if isinstance(value, Message):
        return value.in_language(language)
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(in_words(each, language) for each in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given.

    ``where`` names the field as the person wrote it ("periods[0].to"); ``wrong`` says what is wrong and
    ``right`` what would be right.
    """

    where: str
    wrong: Message
    right: Message | None = None

    def in_language(self, language: str = "en") -> str:
        """The fault as one line: field, what is wrong, what would be right."""
        line = self.wrong.in_language(language)
        if self.right is not None:
            line = f"{line} {self.right.in_language(language)}"
        return f"{printable(self.where)}: {line}" if self.where else line


def printable(text: str) -> str:
    """The text with its escape in the place of each character that would not show, or would turn what follows."""
    return (
        text if text.isprintable() else "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)
    )


class FaultsError(ValueError):
    """Bad input. ``faults`` holds every fault that was found, never the first alone."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(fault.in_language() for fault in faults))
