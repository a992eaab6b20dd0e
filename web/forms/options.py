"""Options of ``claim.options``, which may be words, numbers, dates or yes and no, as one text field holds them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final, Literal

from totalisation.messages import LANGUAGES, message
from totalisation.schemes.options import OptionKind
from web.forms import values

LONGEST = 2000

Kind = OptionKind | Literal[""]
"""What an option is; nothing where that is not known."""

KindOf = Callable[[str, str], Kind]
"""The kind of a party's option of a name."""

YES, NO = message("yes"), message("no")

_FLAGS: Final[dict[str, bool]] = {
    answer.in_language(language).casefold(): flag
    for answer, flag in ((YES, True), (NO, False))
    for language in LANGUAGES
}
"""Yes and no in every language, in small letters."""


def option_from(text: str, kind: Kind = "") -> Any:
    """The option that ``text`` means, as a field for one of its kind is read; what is none of it stays as typed.

    Where the kind is not known: yes or no, a date with slashes, JSON but no decimal, or else the word itself. What
    begins as JSON of a text, a list or an object is always read as such.
    """
    typed = text.strip()
    if kind == "" or typed.startswith(('"', "[", "{")):
        return _of_any_kind(typed)
    if kind == "flag":
        return _FLAGS.get(values.tidy(typed).casefold(), typed)
    if kind == "text":
        return values.tidy(typed)
    found: Any = values.money_from(typed) if kind == "whole" else values.date_from(typed)
    return typed if found is None else found


def _of_any_kind(typed: str) -> Any:
    if (flag := _FLAGS.get(values.tidy(typed).casefold())) is not None:
        return flag
    if "/" in typed and len(typed) > 4 and (found := values.date_from(typed)) is not None:
        return found
    if len(typed) <= LONGEST:
        try:
            return json.loads(typed, parse_float=_refused, parse_constant=_refused)
        except (ValueError, RecursionError):
            pass
    return typed


def option_shown(value: Any, language: str = "en", kind: Kind = "") -> str:
    """The text that ``option_from`` reads as ``value``; yes and no in ``language``."""
    if isinstance(value, bool):
        return (YES if value else NO).in_language(language)
    if isinstance(value, str):
        for text in (values.date_shown(value), value):
            if text and option_from(text, kind) == value:
                return text
    return json.dumps(value, ensure_ascii=False)


def _refused(text: str) -> Any:
    raise ValueError(text)
