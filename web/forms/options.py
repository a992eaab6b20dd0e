"""Options of ``claim.options``, which may be words, numbers, dates or yes and no, as one text field holds them."""

from __future__ import annotations

import json
from typing import Any, Final

from totalisation.messages import LANGUAGES, message
from web.forms import values

LONGEST = 2000

YES, NO = message("yes"), message("no")

_FLAGS: Final[dict[str, bool]] = {
    answer.in_language(language).casefold(): flag
    for answer, flag in ((YES, True), (NO, False))
    for language in LANGUAGES
}
"""Yes and no in every language, in small letters."""


def option_from(text: str) -> Any:
    """The option that ``text`` means: yes or no, a date with slashes, JSON but no decimal, or else the word itself."""
    typed = text.strip()
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


def option_shown(value: Any, language: str = "en") -> str:
    """The text that ``option_from`` reads as ``value``; yes and no in ``language``."""
    if isinstance(value, bool):
        return (YES if value else NO).in_language(language)
    if isinstance(value, str):
        for text in (values.date_shown(value), value):
            if text and option_from(text) == value:
                return text
    return json.dumps(value, ensure_ascii=False)


def _refused(text: str) -> Any:
    raise ValueError(text)
