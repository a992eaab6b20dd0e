"""Figures of law laid out in memory as the C code reads them."""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from totalisation.batch.compiled.law import Law, figures_of
from totalisation.months import FIRST_MONTH, LAST_MONTH
from totalisation.parameters import Entry, Key

Pointer = ctypes.c_void_p
EXACT_BYTES: Final = 32
FIGURE_BYTES: Final = 64
MOST_DENSE: Final = 4096
LARGEST_COMMON_DENOMINATOR: Final = 10**6
NOT_A_KEY: Final = -1
NOT_WHOLE: Final = -(2**63)


class TableStructure(ctypes.Structure):
    """``Table`` of runtime.h."""

    _fields_ = (
        ("first_key", ctypes.c_int64),
        ("n_dense", ctypes.c_int64),
        ("at", Pointer),
        ("n", ctypes.c_int64),
        ("key", Pointer),
        ("value", Pointer),
        ("doubt", Pointer),
    )


class SchemeStructure(ctypes.Structure):
    """``Scheme`` of unit.py."""

    _fields_ = (
        ("law", Pointer),
        ("era", Pointer),
        ("figures", Pointer),
        ("changes_of_rules", ctypes.c_int64),
        ("change", Pointer),
    )


def aligned(size: int) -> npt.NDArray[np.uint8]:
    """Zeroed memory that begins at a multiple of 64."""
    raw = np.zeros(size + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start : start + size]


def exact_bytes(value: int | Fraction) -> bytes:
    """An exact number as ``X`` of runtime.h. Raises OverflowError beyond 127 bits."""
    return _parts(value.numerator, value.denominator)


def _parts(numerator: int, denominator: int) -> bytes:
    return numerator.to_bytes(16, "little", signed=True) + denominator.to_bytes(16, "little", signed=True)


def exacts(values: list[int | Fraction], *, together: bool = False) -> npt.NDArray[np.uint8]:
    """Exact numbers one after another; ``together``: over one denominator, so that sums of them stay small."""
    common = lcm(*(each.denominator for each in values)) if together else 0
    parts = (
        _parts(each.numerator * (common // each.denominator), common)
        if 0 < common <= LARGEST_COMMON_DENOMINATOR
        else exact_bytes(each)
        for each in values
    )
    made = aligned(max(len(values), 1) * EXACT_BYTES)
    made[: len(values) * EXACT_BYTES] = np.frombuffer(b"".join(parts), np.uint8)
    return made


class Figures:
    """The figures of one party's law, kept alive as long as the C code may read them."""

    def __init__(self, law: Law) -> None:
        self._kept: list[Any] = []
        self._tables: dict[int, int] = {}
        changes = law.scheme.changes_of_law
        months = range(FIRST_MONTH, LAST_MONTH + 1)
        by_month = np.searchsorted(np.array(changes, np.int64), np.array(months), side="right").astype(np.int16)
        eras = np.array([law.scheme.rules.era(month) for month in (FIRST_MONTH, *changes)], np.int16)
        changes_of_rules = np.array(law.scheme.rules.changes, np.int64)
        places = len(law.parameters)
        figures = aligned((len(changes) + 1) * places * FIGURE_BYTES)
        for number, place, entry in figures_of(law):
            at = (number * places + place) * FIGURE_BYTES
            figures[at : at + FIGURE_BYTES] = np.frombuffer(self._figure(law, law.parameters[place], entry), np.uint8)
        self.structure = SchemeStructure(
            self._keep(by_month),
            self._keep(eras),
            self._keep(figures),
            len(changes_of_rules),
            self._keep(changes_of_rules),
        )

    @property
    def address(self) -> int:
        """Where the structure lies."""
        return ctypes.addressof(self.structure)

    def _keep(self, array: npt.NDArray[Any]) -> int:
        self._kept.append(array)
        return int(array.ctypes.data)

    def _figure(self, law: Law, name: str, entry: Entry) -> bytes:
        doubt = law.doubt(f"figure:{name}") if entry.status != "verified" else -1
        if isinstance(entry.value, Mapping):
            return exact_bytes(0) + struct.pack("<qQqq", doubt, self._table(law, name, entry), 1, 0)
        whole = entry.value if isinstance(entry.value, int) else NOT_WHOLE
        return exact_bytes(entry.value) + struct.pack("<qQqq", doubt, 0, 1, whole)

    def _table(self, law: Law, name: str, entry: Entry) -> int:
        known = self._tables.get(id(entry))
        if known is not None:
            return known
        assert isinstance(entry.value, Mapping)
        values: dict[int, Any] = {_key(law, key): value for key, value in entry.value.items()}
        statuses = {_key(law, key): status for key, status in entry.status_by_key.items()}
        keys = sorted(values)
        doubts = [law.doubt(f"figure:{name}") if statuses.get(key, entry.status) != "verified" else -1 for key in keys]
        first, width = (keys[0], keys[-1] - keys[0] + 1) if keys else (0, 0)
        dense = np.full(width if width <= MOST_DENSE else 0, NOT_A_KEY, np.int32)
        if len(dense):
            dense[np.array(keys) - first] = np.arange(len(keys))
        table = TableStructure(
            first,
            len(dense),
            self._keep(dense),
            len(keys),
            self._keep(np.array(keys, np.int64)),
            self._keep(exacts([values[key] for key in keys], together=True)),
            self._keep(np.array(doubts, np.int16)),
        )
        self._kept.append(table)
        address = self._tables[id(entry)] = ctypes.addressof(table)
        return address


def _key(law: Law, key: Key) -> int:
    return law.translation.word(key) if isinstance(key, str) else key
