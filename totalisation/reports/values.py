"""The value of a quantity: as plain data for programs, and in words for people."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from totalisation.earnings import EarningsRun
from totalisation.messages import Message, message
from totalisation.money import written
from totalisation.months import FIRST_MONTH, MonthSet, format_month, month
from totalisation.parameters import Key, Table
from totalisation.reports import words
from totalisation.reports.names import Names, own_name, word
from totalisation.schemes.base import Condition, Scheme
from totalisation.schemes.relatives import Relative
from totalisation.written_values import PartialDate

EXACT_UNITS: Final = frozenset({"fraction", "factor", "factor_by_year"})
"""Units whose values are written as exact strings, whole or not."""

MONEY_UNITS: Final = frozenset({"money", "money_per_month", "money_per_year", "money_by_year"})

AGE_UNITS: Final = {"age": 12, "age_months": 1}
"""Units of an age, each with its months."""

MOST_ITEMS_IN_WORDS: Final = 60
"""A longer list is told by its length; the JSON holds it whole."""


def plain(value: Any, unit: str = "", language: str = "en") -> Any:
    """``value`` as JSON types.

    Months are "YYYY-MM", fractions and factors exact strings, money whole numbers, or an exact string where
    it is not whole. A table gives the figures that were used.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, Fraction)):
        if unit == "month":
            return format_month(int(value))
        return str(value) if unit in EXACT_UNITS else written(value)
    if isinstance(value, PartialDate):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, MonthSet):
        return month_runs(value)
    if isinstance(value, Condition):
        return condition_data(value, language)
    if isinstance(value, EarningsRun):
        return {
            "from": format_month(value.first),
            "to": format_month(value.last),
            "monthly": value.monthly,
            "kind": value.kind,
            "period": value.period,
            "salary_regime": value.salary_regime,
            "coefficient": plain(value.coefficient, "factor"),
        }
    if isinstance(value, Message):
        return value.in_language(language)
    if isinstance(value, Relative):
        return _relative(value)
    if isinstance(value, Table):
        return {str(key): plain(each, unit) for key, each in sorted_items(value.used)}
    if isinstance(value, Mapping):
        return {str(key): plain(each, unit, language) for key, each in sorted_items(value)}
    if isinstance(value, (list, tuple)):
        return [plain(each, unit, language) for each in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(each, unit, language) for each in value)
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name), "", language) for each in fields(value)}
    return str(value)


def _relative(value: Relative) -> dict[str, Any]:
    data = {each.name: getattr(value, each.name) for each in fields(value)}
    carer = value.carer_from
    return {
        **data,
        "born": format_month(value.born),
        "carer_from": None if carer is None else format_month(carer),
    }


def sorted_items(table: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """The items of a table by key: numbers in order, then words."""
    return sorted(table.items(), key=lambda item: (isinstance(item[0], str), item[0]))


def month_runs(months: MonthSet) -> list[dict[str, str]]:
    """A set of months as its unbroken stretches."""
    return [{"from": format_month(first), "to": format_month(last)} for first, last in months.runs()]


def condition_data(condition: Condition, language: str) -> dict[str, Any]:
    """A condition of entitlement as plain data."""
    return {
        "condition": condition.name,
        "unit": condition.unit,
        "required": plain(condition.required, condition.unit),
        "actual": plain(condition.actual, condition.unit),
        "met": condition.met,
        "earliest": None if condition.earliest is None else format_month(condition.earliest),
        "supposes": None if condition.supposes is None else condition.supposes.in_language(language),
    }


def in_unit(value: Any, unit: str, names: Names) -> str:
    """``value`` in the words of its unit."""
    language = names.language
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (message("yes") if value else message("no")).in_language(language)
    if isinstance(value, (int, Fraction)):
        return _number(value, unit, names)
    if isinstance(value, str):
        return _word(value, names)
    if isinstance(value, PartialDate):
        return words.partial_date(value, language)
    if isinstance(value, date):
        return words.day(value, language)
    if isinstance(value, MonthSet):
        runs = [words.month_span(first, last, language) for first, last in value.runs()]
        return _listed(runs, language)
    if isinstance(value, Condition):
        return condition_in_words(value, names)
    if isinstance(value, EarningsRun):
        span = words.month_span(value.first, value.last, language)
        return f"{span}: {words.money(value.monthly, names.currency, language)}"
    if isinstance(value, Message):
        return value.in_language(language)
    if isinstance(value, Relative):
        born = words.month(value.born, language)
        return message(
            "{number} ({relation}, born {date})",
            number=value.number,
            relation=word(value.relation, language),
            date=born,
        ).in_language(language)
    if isinstance(value, Mapping):
        table, entries = (value.name, value.used) if isinstance(value, Table) else ("", value)
        items = [
            f"{key_in_words(key, table, names)}: {in_unit(each, unit, names)}" for key, each in sorted_items(entries)
        ]
        return _listed(items, language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return _listed([in_unit(each, unit, names) for each in value], language)
    return str(value)


def key_in_words(key: Key, table: str, names: Names) -> str:
    """The index of one figure in a table of law, as its index says: a month is YYYYMM, two years YYYYYYYY."""
    parameter = names.scheme.parameters.get(table)
    index = "" if parameter is None else parameter.index
    if isinstance(key, str):
        return _word(key, names)
    if index == "month":
        return words.month(month(key // 100, key % 100), names.language)
    if index == "start_year_and_insured_year":
        return f"{key // 10_000}, {key % 10_000}"
    if index == "excess_from":
        return words.money(key, names.currency, names.language)
    return str(key)


def key_runs(keys: Iterable[Key], table: str, names: Names) -> list[str]:
    """The indices of figures in a table, in order, years that follow one another as their first and last."""
    told: list[str] = []
    for _, run in itertools.groupby(enumerate(sorted(keys, key=str)), _step):
        each = [key_in_words(key, table, names) for _, key in run]
        told.append(each[0] if len(each) == 1 else f"{each[0]} – {each[-1]}")
    return told


def _step(placed: tuple[int, Key]) -> int | Key:
    """The same for numbers that follow one another, and another for each word."""
    place, key = placed
    return key if isinstance(key, str) else key - place


def _word(value: str, names: Names) -> str:
    """A word as the scheme names it, such as one of its routes to a pension, or a party; else as every case does."""
    if not value or value in names.agreement.parties:
        return names.party(value) if value else "–"
    known = names.scheme.quantities.get(value)
    return word(value, names.language) if known is None else own_name(known, names.language)


def _listed(texts: list[str], language: str) -> str:
    if not texts:
        return message("none").in_language(language)
    if len(texts) > MOST_ITEMS_IN_WORDS:
        return message("{count} entries", count=len(texts)).in_language(language)
    return "; ".join(texts)


def _number(value: int | Fraction, unit: str, names: Names) -> str:
    language = names.language
    if unit in MONEY_UNITS:
        return words.money(value, names.currency, language)
    if unit == "month":
        # The engine's first month stands for a date that sets no bound.
        return "–" if value <= FIRST_MONTH else words.month(int(value), language)
    if unit in {"months", "months_by_year"}:
        return words.months(value, language)
    if unit == "half_years":
        return words.years(Fraction(value, 2), language)
    if unit == "years":
        return words.years(value, language)
    if unit in AGE_UNITS:
        return words.age(int(value) * AGE_UNITS[unit], language)
    if unit == "fraction":
        return words.percent(value, language)
    if unit == "count" and isinstance(value, int):
        return str(value)  # it may be a year, which has no thousands
    text = words.number(value, language)
    return f"{text}%" if unit == "percent" else text


def condition_in_words(condition: Condition, names: Names) -> str:
    """A condition with what it requires, what there is, and where unmet when it would be met."""
    told = {
        "condition": names.condition(condition.name),
        "required": in_unit(condition.required, condition.unit, names),
        "actual": in_unit(condition.actual, condition.unit, names),
    }
    if condition.met:
        return message("{condition}: met (required {required}, actual {actual})", **told).in_language(names.language)
    unmet = message("{condition}: not met (required {required}, actual {actual})", **told).in_language(names.language)
    return f"{unmet}; {_earliest(condition, names.language).in_language(names.language)}"


def _earliest(condition: Condition, language: str) -> Message:
    if condition.earliest is None:
        return message("it cannot be met by the passing of time")
    when = words.month(condition.earliest, language)
    if condition.supposes is None:
        return message("met at the earliest in {month}", month=when)
    return message("met at the earliest in {month}, if {supposition}", month=when, supposition=condition.supposes)


def unit_of(name: str, scheme: Scheme) -> str:
    """The unit of a figure of law or a quantity by its name; "" where the scheme has none of that name."""
    parameter = scheme.parameters.get(name)
    if parameter is not None:
        return parameter.unit
    return next((each.unit for each in scheme.every_rule if each.name == name), "")


def figure_in_words(value: Any, name: str, names: Names) -> str:
    """The value of a figure or a quantity by its name, in the words of its unit."""
    return in_unit(value, unit_of(name, names.scheme), names)
