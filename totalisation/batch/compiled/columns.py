"""Record batches as the columns that the C code reads: without copying where their layout is the one it knows.

A row that holds something it does not read is set aside, to be decided by the engine for single cases.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from totalisation.batch.compiled.memory import Pointer, exacts
from totalisation.money import exact
from totalisation.schemes.base import Scheme
from totalisation.written_values import LARGEST_MONEY, PartialDate

Array = npt.NDArray[Any]
LARGEST_COEFFICIENT: Final = 30
"""A larger one is a fault, as is 0: such a row is set aside."""

NO_DAY: Final = -(2**31)

_LISTS: Final = ("dependants", "survivors")
"""Columns whose empty list says no more than no value."""

_PARTY: Final = re.compile(r"[A-Z]{2}")
_EPOCH: Final = np.datetime64("1970-01", "M")


class PersonsStructure(ctypes.Structure):
    """``Persons`` of periods.h."""

    _fields_ = (
        ("sex", Pointer),
        ("sex_of", Pointer),
        ("birth", Pointer),
        ("birth_day", Pointer),
        ("claim_day", Pointer),
        ("nationality", Pointer),
        ("capacity_loss", Pointer),
        ("capacity_conclusion", Pointer),
        ("occupational_hiv", Pointer),
        ("established", Pointer * 2),
        ("set_aside", Pointer),
    )


class PeriodsStructure(ctypes.Structure):
    """``Periods`` of periods.h."""

    _fields_ = (
        ("party", Pointer),
        ("party_of", Pointer),
        ("kind", Pointer),
        ("kind_of", Pointer * 2),
        ("first", Pointer),
        ("last", Pointer),
        ("first_day", Pointer),
        ("last_day", Pointer),
        ("monthly", Pointer),
        ("regime", Pointer),
        ("coefficient", Pointer),
        ("coefficients", Pointer),
        ("refunded", Pointer),
        ("conditions", Pointer),
        ("conditions_of", Pointer),
        ("conditions_rank", Pointer),
        ("set_aside", Pointer),
    )


class Columns:
    """The columns of one table, kept alive as long as the C code reads them."""

    def __init__(self, batch: pa.RecordBatch) -> None:
        self.batch = batch
        self.rows = len(batch)
        self.aside: Array | None = None
        self._kept: list[Any] = [batch]
        self._read = set[str]()

    def column(self, name: str) -> pa.Array | None:
        """The column, or None where there is none or it holds nothing."""
        self._read.add(name)
        place = self.batch.schema.get_field_index(name)
        if place < 0:
            return None
        column = self.batch.column(place)
        return None if column.null_count == len(column) else column

    def keep(self, array: Array | None) -> int | None:
        """The address of an array; None where there is none."""
        if array is None:
            return None
        self._kept.append(array)
        return int(array.ctypes.data)

    def set_aside(self, rows: Array | bool) -> None:
        """Leave these rows, given as a mask, to the engine for single cases."""
        if np.any(rows):
            if self.aside is None:
                self.aside = np.zeros(self.rows, np.uint8)
            self.aside[np.broadcast_to(rows, self.rows)] = 1

    def set_aside_unread(self) -> None:
        """Leave the rows that hold anything in a column that was not read."""
        for name in self.batch.schema.names:
            column = self.column(name) if name not in self._read else None
            if column is not None:
                held = column.is_valid()
                if types.is_boolean(column.type):
                    held = pc.fill_null(column, False)
                elif name in _LISTS and types.is_nested(column.type):
                    held = pc.fill_null(pc.greater(pc.list_value_length(column), 0), False)
                self.set_aside(held.to_numpy(zero_copy_only=False))

    def words(self, name: str, meaning: Callable[[str], int], none: int = -1) -> tuple[Array, Array]:
        """A column of words as their numbers, and what each number means; an empty value means ``none``.

        Where there is no such column, every row has the number of an empty value.
        """
        column = self.column(name)
        if column is None:
            return np.zeros(self.rows, np.int32), np.array([none], np.int16)
        coded = column if types.is_dictionary(column.type) else column.dictionary_encode()
        meanings = [none if each is None else meaning(each) for each in coded.dictionary.to_pylist()]
        indices = coded.indices
        if indices.null_count:
            indices = pc.fill_null(indices, len(meanings))
        return _numbers(indices, np.int32), np.array([*meanings, none], np.int16)

    def meanings(self, name: str, meaning: Callable[[str], int], none: int) -> Array | None:
        """What each row's word means; None where there is no such column."""
        if self.column(name) is None:
            return None
        indices, meanings = self.words(name, meaning, none)
        found: Array = meanings.astype(np.int8)[indices]
        return found

    def months(self, name: str) -> tuple[Array, Array | None]:
        """A column of dates as YYYYMM, 0 where no month is known, and the day of the month, None if no row has one."""
        column = self.column(name)
        if column is None:
            return np.zeros(self.rows, np.int32), None
        if types.is_date32(column.type):
            self.set_aside(column.is_null().to_numpy(zero_copy_only=False))
            days = _numbers(pc.fill_null(column.view(pa.int32()), 0), np.int32).astype("datetime64[D]")
            months = days.astype("datetime64[M]")
            year, month = np.divmod((months - _EPOCH).astype(np.int64) + 1970 * 12, 12)
            return (year * 100 + month + 1).astype(np.int32), ((days - months).astype(np.int8) + 1).astype(np.int8)
        if types.is_integer(column.type):
            return _numbers(pc.fill_null(column, 0) if column.null_count else column, np.int32), None
        coded = column if types.is_dictionary(column.type) else column.dictionary_encode()
        dates = [_partial(each) for each in coded.dictionary.to_pylist()]
        indices = _numbers(pc.fill_null(coded.indices, len(dates)), np.int32)
        months = np.array([*(_calendar(each) for each in dates), 0], np.int32)[indices]
        known = np.array([*(0 if each is None or each.day is None else each.day.day for each in dates), 0], np.int8)
        return months, known[indices] if known.any() else None

    def days(self, name: str) -> Array:
        """A column of days as days since 1970; rows without one are set aside."""
        column = self.column(name)
        if column is None:
            self.set_aside(True)
            return np.zeros(self.rows, np.int32)
        if types.is_date32(column.type):
            if column.null_count:
                self.set_aside(column.is_null().to_numpy(zero_copy_only=False))
                column = pc.fill_null(column.view(pa.int32()), 0)
            return _numbers(column.view(pa.int32()), np.int32)
        coded = column if types.is_dictionary(column.type) else column.dictionary_encode()
        days = [None if each is None else _day(each) for each in coded.dictionary.to_pylist()]
        indices = _numbers(pc.fill_null(coded.indices, len(days)), np.int32)
        known = np.array([*(each is not None for each in days), False])
        self.set_aside(~known[indices])
        return np.array([*(each or 0 for each in days), 0], np.int32)[indices]

    def money(self, name: str) -> Array | None:
        """A column of whole amounts, -1 where there is none; rows with anything else are set aside."""
        column = self.column(name)
        if column is None:
            return None
        if not types.is_integer(column.type):
            self.set_aside(column.is_valid().to_numpy(zero_copy_only=False))
            return None
        amounts = _numbers(pc.fill_null(column, -1) if column.null_count else column, np.int64)
        least, greatest = (pc.min_max(column)[each].as_py() for each in ("min", "max"))
        if least < 0 or greatest > LARGEST_MONEY:
            given = column.is_valid().to_numpy(zero_copy_only=False)
            self.set_aside(given & ((amounts < 0) | (amounts > LARGEST_MONEY)))
        return amounts

    def flags(self, name: str) -> Array | None:
        """A column of flags, empty ones as false."""
        column = self.column(name)
        if column is None:
            return None
        if not types.is_boolean(column.type):
            self.set_aside(column.is_valid().to_numpy(zero_copy_only=False))
            return None
        found: Array = pc.fill_null(column, False).to_numpy(zero_copy_only=False).astype(np.uint8)
        return found

    def percent(self, name: str) -> Array | None:
        """A column of whole per cent, -1 where there is none; rows with anything else are set aside."""
        amounts = self.money(name)
        if amounts is None:
            return None
        self.set_aside(amounts > 100)
        return np.minimum(amounts, 101).astype(np.int8)

    def optional_days(self, name: str) -> Array | None:
        """A column of days since 1970, NO_DAY where there is none."""
        column = self.column(name)
        if column is None:
            return None
        if not types.is_date32(column.type):
            coded = column if types.is_dictionary(column.type) else column.dictionary_encode()
            days = [None if each is None else _day(each) for each in coded.dictionary.to_pylist()]
            indices = _numbers(pc.fill_null(coded.indices, len(days)), np.int32)
            self.set_aside(np.array([*(each is None for each in days), False])[indices])
            return np.array([*(NO_DAY if each is None else each for each in days), NO_DAY], np.int32)[indices]
        return _numbers(pc.fill_null(column.view(pa.int32()), NO_DAY), np.int32)


def persons_of(batch: pa.RecordBatch, codes: tuple[str, ...]) -> tuple[PersonsStructure, Columns]:
    """The persons as the C code reads them."""
    columns = Columns(batch)
    _check_names(columns)
    sex, sex_of = columns.words("sex", lambda word: {"female": 0, "male": 1}.get(word, -1))
    birth, birth_day = columns.months("birth_date")
    claim = columns.days("claim_date")

    def nation(word: str) -> int:
        return 1 + codes.index(word) if word in codes else 3 if _PARTY.fullmatch(word) else 4

    nationality = columns.meanings("nationality", nation, 0)
    residence = columns.meanings("residence", nation, 0)
    for each in (nationality, residence):
        if each is not None:
            columns.set_aside(each == 4)
    loss = columns.percent("capacity_loss_percent")
    concluded = columns.optional_days("capacity_conclusion")
    hiv = columns.flags("occupational_hiv")
    benefit = columns.meanings("benefit", lambda word: int(word != "old_age"), 0)
    if benefit is not None:
        columns.set_aside(benefit == 1)
    established = [columns.money(f"established.{code}.average_earnings") for code in codes]
    columns.set_aside_unread()
    return (
        PersonsStructure(
            columns.keep(sex),
            columns.keep(sex_of.astype(np.int8)),
            columns.keep(birth),
            columns.keep(birth_day),
            columns.keep(claim),
            columns.keep(nationality),
            columns.keep(loss),
            columns.keep(concluded),
            columns.keep(hiv),
            (Pointer * 2)(*(columns.keep(each) for each in established)),
            columns.keep(columns.aside),
        ),
        columns,
    )


def periods_of(
    batch: pa.RecordBatch, codes: tuple[str, ...], schemes: tuple[Scheme, ...]
) -> tuple[PeriodsStructure, Columns]:
    """The periods as the C code reads them."""
    columns = Columns(batch)
    columns.column("case_id")
    party, party_of = columns.words("party", lambda word: codes.index(word) if word in codes else -1)
    kind, _ = columns.words("kind", lambda word: 0)
    kinds = [columns.words("kind", _number_in(_kinds(scheme)))[1] for scheme in schemes]
    first, first_day = columns.months("from")
    last, last_day = columns.months("to")
    monthly = columns.money("monthly")
    regime = columns.meanings("salary_regime", lambda word: {"state": 1, "employer": 2}.get(word, 3), 0)
    if regime is not None:
        columns.set_aside(regime == 3)
    coefficient, coefficients = _coefficients(columns)
    refunded = columns.flags("refunded")
    conditions, conditions_of, conditions_rank = _conditions(columns, schemes)
    columns.set_aside_unread()
    return (
        PeriodsStructure(
            columns.keep(party),
            columns.keep(party_of.astype(np.int8)),
            columns.keep(kind),
            (Pointer * 2)(*(columns.keep(each) for each in kinds)),
            columns.keep(first),
            columns.keep(last),
            columns.keep(first_day),
            columns.keep(last_day),
            columns.keep(monthly),
            columns.keep(regime),
            columns.keep(coefficient),
            columns.keep(coefficients),
            columns.keep(refunded),
            columns.keep(conditions),
            columns.keep(conditions_of),
            columns.keep(conditions_rank),
            columns.keep(columns.aside),
        ),
        columns,
    )


def _kinds(scheme: Scheme) -> Mapping[str, int]:
    """The numbers of the kinds that the C code reads."""
    return {name: place for place, name in enumerate(scheme.kinds) if name not in scheme.kinds_for_single_cases}


def _number_in(kinds: Mapping[str, int]) -> Callable[[str], int]:
    return lambda word: kinds.get(word, -1)


def _conditions(columns: Columns, schemes: tuple[Scheme, ...]) -> tuple[Array | None, Array | None, Array | None]:
    """The combinations of conditions of work: a place for each row, the bits of each, and their order."""
    column = columns.column("conditions")
    if column is None:
        return None, None, None
    # One scheme's words at most: another that has any would need bits of its own.
    (known,) = {tuple(sorted(each.conditions_of_work)) for each in schemes if each.conditions_of_work} or {()}
    joined = pc.binary_join(column, " ") if types.is_nested(column.type) else column
    coded = joined if types.is_dictionary(joined.type) else joined.dictionary_encode()
    words = [tuple((each or "").split()) for each in coded.dictionary.to_pylist()]
    indices = _numbers(pc.fill_null(coded.indices, len(words)), np.int32)
    columns.set_aside(np.array([*(not set(each) <= set(known) for each in words), False])[indices])
    bits = [sum(1 << known.index(word) for word in set(each) & set(known)) for each in (*words, ())]
    order = {each: place for place, each in enumerate(sorted({*words, ()}))}
    ranks = [order[each] for each in (*words, ())]
    return indices, np.array(bits, np.uint16), np.array(ranks, np.int32)


def _coefficients(columns: Columns) -> tuple[Array | None, Array | None]:
    """The coefficients of State salaries: a place for each row, and the exact numbers."""
    column = columns.column("coefficient")
    if column is None:
        return None, None
    coded = column if types.is_dictionary(column.type) else column.dictionary_encode()
    numbers = [_coefficient(each) for each in coded.dictionary.to_pylist()]
    indices = _numbers(pc.fill_null(coded.indices, len(numbers)), np.int32)
    columns.set_aside(np.array([*(each is None for each in numbers), False])[indices])
    places = np.where(indices == len(numbers), -1, indices).astype(np.int32)
    return places, exacts([Fraction(0) if each is None else each for each in numbers])


def _coefficient(given: Any) -> Fraction | None:
    """The exact number of a coefficient, or None for one that the checks of a case judge."""
    try:
        number = Fraction(given) if isinstance(given, int) else exact(given)
    except (TypeError, ValueError):
        return None
    return number if 0 < number <= LARGEST_COEFFICIENT else None


def _check_names(columns: Columns) -> None:
    """Set aside the rows whose case has no fit name."""
    names = columns.column("case_id")
    if names is None:
        columns.set_aside(True)
        return
    if names.null_count:
        columns.set_aside(names.is_null().to_numpy(zero_copy_only=False))
    if types.is_integer(names.type):
        return
    _, offsets, data = names.buffers()
    starts = np.frombuffer(offsets, np.int32, len(names) + 1, names.offset * 4)
    length = np.diff(starts)
    columns.set_aside((length == 0) | (length > 200))
    if data is not None and len(names):
        text = np.frombuffer(data, np.uint8)[starts[0] : starts[-1]]
        # Control characters, of one byte or of two: rare enough to look at each name only where there is one.
        if np.any((text < 0x20) | (text == 0x7F) | (text == 0xC2)):
            columns.set_aside(
                pc.fill_null(pc.match_substring_regex(names, _CONTROLS), True).to_numpy(zero_copy_only=False)
            )


_CONTROLS: Final = r"[\x{00}-\x{1f}\x{7f}-\x{9f}]"


def _numbers(column: pa.Array, kind: Any) -> Array:
    """The values of a column without empty ones, as they lie in memory."""
    found: Array = column.to_numpy(zero_copy_only=False)
    return found if found.dtype == kind else found.astype(kind)


def _partial(text: str | None) -> PartialDate | None:
    try:
        return None if text is None else PartialDate(text)
    except ValueError:
        return None


def _calendar(known: PartialDate | None) -> int:
    return 0 if known is None or known.month_of_year is None else known.year * 100 + known.month_of_year


def _day(text: str) -> int | None:
    try:
        return (date.fromisoformat(text) - date(1970, 1, 1)).days if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None
