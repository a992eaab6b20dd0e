"""Numbers, amounts and dates as each language writes them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Final

from totalisation.messages import message
from totalisation.money import Exact
from totalisation.months import Month
from totalisation.written_values import PartialDate

_SEPARATORS: Final = {"en": (",", "."), "vi": (".", ","), "ko": (",", ".")}
"""Thousands separator and decimal mark of each language."""

_MOST_DECIMALS: Final = 8


@lru_cache
def _currencies() -> Mapping[str, Mapping[str, str]]:
    with (Path(__file__).parent / "currencies.toml").open("rb") as stream:
        return tomllib.load(stream)


def number(value: Exact, language: str) -> str:
    """A number without loss: "1,800,000", "22.5", or "3 1/7" where no short decimal is exact."""
    thousands, mark = _SEPARATORS[language]
    sign, value = ("-", -value) if value < 0 else ("", value)
    whole, rest = divmod(Fraction(value), 1)
    grouped = f"{whole:,}".replace(",", thousands)
    if not rest:
        return sign + grouped
    decimals = _decimals(rest)
    if decimals is None:
        return f"{sign}{grouped} {rest}" if whole else f"{sign}{rest}"
    return f"{sign}{grouped}{mark}{decimals}"


def _decimals(rest: Fraction) -> str | None:
    """The digits of a part of one, or None if they do not end within a readable length."""
    for places in range(1, _MOST_DECIMALS + 1):
        shifted = rest * 10**places
        if shifted.denominator == 1:
            return f"{shifted.numerator:0{places}d}"
    return None


def money(value: Exact, currency: str, language: str) -> str:
    """An amount of ``currency``, whole or exact, as the language writes it."""
    forms = _currencies().get(currency, {})
    form = forms.get(language, "{amount} " + currency)
    return form.format(amount=number(value, language))


def percent(value: Exact, language: str) -> str:
    """A fraction of one as a percentage: exact, or followed by its fraction where the decimals do not end."""
    hundredfold = Fraction(value) * 100
    rest = hundredfold % 1
    if not rest or _decimals(rest) is not None:
        return f"{number(hundredfold, language)}%"
    rounded = Fraction(round(hundredfold * 100), 100)
    return f"{value} (≈ {number(rounded, language)}%)"


def months(count: Exact, language: str) -> str:
    """A number of months, and the same in years and months from one year on."""
    text = message("1 month") if count == 1 else message("{count} months", count=number(count, language))
    if not isinstance(count, int) or count < 12:
        return text.in_language(language)
    in_years = years(count // 12, language)
    if count % 12:
        in_years = f"{in_years} {months(count % 12, language)}"
    return f"{text.in_language(language)} ({in_years})"


def years(count: Exact, language: str) -> str:
    """A number of years."""
    text = message("1 year") if count == 1 else message("{count} years", count=number(count, language))
    return text.in_language(language)


def age(in_months: int, language: str) -> str:
    """An age: 726 months are 60 years and 6 months of life."""
    whole, rest = divmod(in_months, 12)
    if not rest:
        return message("{count} years of age", count=whole).in_language(language)
    text = message("{years} years and {months} of age", years=whole, months=months(rest, language))
    return text.in_language(language)


def month(value: Month, language: str) -> str:
    """A calendar month."""
    year, month_of_year = value // 12, value % 12 + 1
    if language == "vi":
        return f"{month_of_year:02d}/{year}"
    if language == "ko":
        return f"{year}년 {month_of_year}월"
    return f"{year}-{month_of_year:02d}"


def day(value: date, language: str) -> str:
    """A calendar day."""
    if language == "vi":
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if language == "ko":
        return f"{value.year}년 {value.month}월 {value.day}일"
    return value.isoformat()


def partial_date(value: PartialDate, language: str) -> str:
    """A date as far as it is known."""
    if value.day is not None:
        return day(value.day, language)
    if value.month_of_year is not None:
        return month(value.first_month, language)
    return f"{value.year}년" if language == "ko" else str(value.year)


def month_span(first: Month, last: Month, language: str) -> str:
    """A stretch of months, or the one month."""
    if first == last:
        return month(first, language)
    return f"{month(first, language)} – {month(last, language)}"
