"""What a file says beside a term, a figure or a document: the words that decide, or why it is in doubt.

A note is written as one line, which is English, or as a table with a text for each language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from totalisation.messages import LANGUAGES, Message, message, printable

Note = Mapping[str, str]
"""A note by language. English is always there."""

Wrong = tuple[tuple[str, ...], Message, Message | None]
"""What is wrong with a note: the place within it, the fault, and what would be right."""


def read_note(value: object) -> Note | None:
    """The note that a file holds; None where it says nothing. Raises ValueError for what is no note."""
    for place, wrong, _ in wrong_with_note(value):
        raise ValueError(f"{'.'.join(('note', *place))}: {wrong}")
    if isinstance(value, str):
        return {"en": value} if value else None
    assert value is None or isinstance(value, dict)
    return value


def wrong_with_note(value: object) -> Iterator[Wrong]:
    """Everything that is wrong with the note that a file holds."""
    if isinstance(value, dict):
        for language, text in value.items():
            if language not in LANGUAGES:
                wrong = message("“{key}” means nothing here.", key=printable(language))
                yield (language,), wrong, message("Valid: {words}.", words=list(LANGUAGES))
            elif not isinstance(text, str):
                yield (language,), *_not_text(text)
            elif not text.strip():
                yield (language,), message("is empty."), message("Write text in quotes.")
        if "en" not in value:
            yield (), message("has no English text."), message("Write en = “…”.")
    elif value is not None and not isinstance(value, str):
        yield (), *_not_text(value)


def _not_text(value: object) -> tuple[Message, Message]:
    shown = printable(str(value)[:60])
    return message("{value} is not text.", value=shown), message("Write text in quotes.")
