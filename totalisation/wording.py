"""The words of faults: values as a fault shows them, what is wrong with them, and what would be right.

A word of the case file that a sentence needs in the reader's language is named here too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from totalisation.messages import Message, message, printable
from totalisation.written_values import LARGEST_FIGURE, LARGEST_MONEY

UNIT_NAMES: Final[Mapping[str, Message]] = {
    "days": message("days"),
    "weeks": message("weeks"),
    "months": message("months"),
    "quarters": message("quarters"),
    "years": message("years"),
}
"""What the units of insured time are called."""

BENEFIT_NAMES: Final[Mapping[str, Message]] = {
    "old_age": message("old-age pension"),
    "lump_sum": message("lump sum in place of a pension"),
    "survivors": message("survivors' benefits"),
    "disability": message("disability benefit"),
}
"""What the benefits that a claim may ask for are called."""

LONGEST_SHOWN: Final = 60
"""Characters of a value or key that are shown in a fault."""


class WrittenNumber:
    """A number as a file wrote it, which no field takes as it stands: a decimal, or one of too many digits."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"WrittenNumber({self.text!r})"


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
        # Python refuses to write out integers of some thousand digits.
        return f"{'-' if value < 0 else ''}1e{value.bit_length() * 30103 // 100000}"
    return shortened(str(value))


def shortened(text: str, longest: int = LONGEST_SHOWN) -> str:
    """``text`` cut to ``longest`` characters, what cannot be printed written as its code."""
    short = text if len(text) <= longest else text[: longest - 1] + "…"
    return printable(short)


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


def expected_words(context: Mapping[str, Any]) -> list[str]:
    """The words that a field allows, as the context of pydantic's error quotes them."""
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))


def wrong_by_kind(kind: str, value: object, context: Mapping[str, Any]) -> Message:
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
        case "english_missing":
            return message("has no English text.")
    return message("{value} is not valid here.", value=value_shown)


def right_by_kind(kind: str, value: object, context: Mapping[str, Any]) -> Message | None:
    """What would be right, by the kind of error."""
    match kind:
        case "literal_error":
            return one_of(value if isinstance(value, str) else "", expected_words(context))
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
            return message("The largest amount is {most}.", most=LARGEST_MONEY)
        case "excessive_number":
            return message("The largest value is {most}.", most=LARGEST_FIGURE)
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
        case "written_like":
            return message("Write it such as “{example}”.", example=context["example"])
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
        case "english_missing":
            return message("Write en = “…”.")
        case "dict_type" | "model_type" | "model_attributes_type" | "mapping_type":
            return message("Write named fields between {opening} and {closing}.", opening="{", closing="}")
    return None


_EXACT: Final = '"4.61", "9/40", "45 %"'
