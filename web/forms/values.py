"""Dates, amounts and figures as people type them, and as a case holds them. All functions are pure."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from totalisation.written_values import PartialDate, exact_figure

_DAY_FIRST: Final = re.compile(r"(?:(?:(\d{1,2})[/.\-])?(\d{1,2})[/.\-])?(\d{4})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})[/.\-](\d{1,2})(?:[/.\-](\d{1,2}))?", re.ASCII)
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,' ])\d{3}(?:\1\d{3})*)?|\d+", re.ASCII)
_CURRENCY: Final = re.compile(r"(?:₫|đ|đồng|VND|VNĐ|₩|원|won|KRW)", re.IGNORECASE)
_LONGEST_NUMBER: Final = 40

GROUP_MARKS: Final = {"en": ",", "vi": ".", "ko": ","}
"""What stands between thousands in each language."""


def tidy(text: str) -> str:
    """``text`` with digits of any width as ASCII, every space within it a single plain one, and nothing unseen.

    What is unseen, such as the marks of direction that are copied along with a date, is left out. The character of
    number nought, which PostgreSQL keeps in no text, counts as a space.
    """
    plain = unicodedata.normalize("NFKC", text.replace("\0", " "))
    return " ".join("".join(each for each in plain if unicodedata.category(each) != "Cf").split())


def decimal_points(text: str) -> str:
    """``text`` tidied, its decimal commas as points.

    A comma before just three digits may set thousands apart, and stays.
    """
    return re.sub(r"(?<=\d),(?=\d+)(?!\d{3}(?!\d))", ".", tidy(text), flags=re.ASCII)


def date_from(text: str) -> str | None:
    """``dd/mm/yyyy``, ``mm/yyyy`` or ``yyyy`` as ISO 8601; None if it is no date. ISO itself is taken too.

    The parts may stand apart by a slash, a point or a hyphen.
    """
    typed = tidy(text).replace(" ", "")
    if match := _DAY_FIRST.fullmatch(typed):
        day, month, year = match.groups()
    elif match := _YEAR_FIRST.fullmatch(typed):
        year, month, day = match.groups()
    else:
        return None
    written = "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])
    try:
        return str(PartialDate(written))
    except ValueError:
        return None


def date_shown(text: str) -> str:
    """An ISO date as dd/mm/yyyy, mm/yyyy or yyyy; anything else as it is."""
    try:
        PartialDate(text)
    except ValueError:
        return text
    return "/".join(reversed(text.split("-")))


def money_from(text: str) -> int | None:
    """A whole amount, its thousands set apart by points, commas, apostrophes or spaces; None if it is none.

    Separators must stand at every third digit and be alike, so that a decimal is never taken for a thousand.
    """
    typed = tidy(_CURRENCY.sub("", text))
    if len(typed) > _LONGEST_NUMBER or _GROUPED.fullmatch(typed) is None:
        return None
    return int(re.sub(r"\D", "", typed))


def money_shown(amount: int, language: str) -> str:
    """A whole amount with the thousands set apart as ``language`` does."""
    return f"{amount:,}".replace(",", GROUP_MARKS[language])


def figure_from(text: str) -> int | str | None:
    """A figure that is no amount of money: a whole number, or an exact number such as 9/40, 4,61 or 45 %.

    A single comma or point is the decimal mark. None if it is no number.
    """
    typed = tidy(text)
    if len(typed) > _LONGEST_NUMBER:
        return None
    if re.fullmatch(r"\d+", typed, re.ASCII):
        return int(typed)
    try:
        written = typed.replace(",", ".")
        exact_figure(written)
    except ValueError:
        return None
    return written


def money_figure_from(text: str) -> int | str | None:
    """An established amount: whole with separators, or exact such as 4321/3, or with a decimal mark."""
    whole = money_from(text)
    return whole if whole is not None else figure_from(text)


def figure_shown(figure: int | str, is_money: bool, language: str) -> str:
    """A figure as it is typed; a whole amount with its thousands set apart."""
    return money_shown(figure, language) if is_money and isinstance(figure, int) else str(figure)
