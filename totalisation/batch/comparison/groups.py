"""How persons are grouped in a comparison, and exact sums by group.

A cell is one sex, one cohort, one change of basis and one benefit. Rows are counted and summed by cell, and in the end
cells by group: all of them, those of one sex, of one cohort, of one change of basis, of one benefit.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from totalisation.batch.benefits import BENEFITS
from totalisation.batch.comparison.differences import SEXES, Array, codes_of
from totalisation.batch.comparison.sides import SIDES
from totalisation.batch.schema import BASES

YEARS: Final = 5
"""Years of birth in a cohort."""

FIRST_YEAR: Final = 1900
COHORTS: Final = tuple(f"{year}-{year + YEARS - 1}" for year in range(FIRST_YEAR, 2200, YEARS))

CHANGES: Final = tuple((a, b) for a in BASES for b in BASES)
"""The basis under A and that under B."""

SHAPE: Final = (len(SEXES), len(COHORTS), len(CHANGES), len(BENEFITS))
CELLS: Final = SHAPE[0] * SHAPE[1] * SHAPE[2] * SHAPE[3]

ALL: Final = ("all", "all")
GROUPS: Final = (
    ALL,
    *(("sex", each) for each in SEXES),
    *(("cohort", each) for each in COHORTS),
    *(("basis", f"{a}_to_{b}") for a, b in CHANGES),
    *(("benefit", each) for each in BENEFITS),
)
"""The groups, each of them with what it groups by."""

_SEX, _COHORT, _CHANGE, _BENEFIT = np.unravel_index(np.arange(CELLS), SHAPE)

GROUPS_OF_CELLS: Final[tuple[Array, ...]] = (
    np.zeros(CELLS, np.int64),
    1 + _SEX,
    1 + len(SEXES) + _COHORT,
    1 + len(SEXES) + len(COHORTS) + _CHANGE,
    1 + len(SEXES) + len(COHORTS) + len(CHANGES) + _BENEFIT,
)
"""The groups that each cell belongs to, by their places among all groups; the last is that of the benefit."""

ONE_SIDED: Final[Array] = np.array(["none" in change for change in CHANGES])[_CHANGE]
"""Whether the persons of each cell are entitled under one law alone, or under neither."""

_HALF: Final = 32
_LOW: Final = (1 << _HALF) - 1


def cells_of(differences: pa.RecordBatch, code: str) -> Array:
    """The cell of each person for one party."""
    a, b = (codes_of(differences.column(f"{code}.basis.{side}"), BASES) for side in SIDES)
    cohorts = (differences.column("birth_year").to_numpy() - FIRST_YEAR) // YEARS
    sexes = codes_of(differences.column("sex"), SEXES)
    told = "benefit" in differences.schema.names
    benefits = codes_of(differences.column("benefit"), BENEFITS) if told else np.zeros_like(sexes)
    cells: Array = np.ravel_multi_index((sexes, cohorts, a * len(BASES) + b, benefits), SHAPE)
    return cells


class Counts:
    """Rows by cell."""

    def __init__(self) -> None:
        self._counts = np.zeros(CELLS, np.int64)

    def add(self, cells: Array) -> None:
        """Count a row in each of these cells."""
        self._counts += np.bincount(cells, minlength=CELLS)

    def by_group(self) -> list[int]:
        """The rows of each group."""
        found = np.zeros(len(GROUPS), np.int64)
        for groups in GROUPS_OF_CELLS:
            np.add.at(found, groups, self._counts)
        return [int(each) for each in found]


class Sums:
    """Sums by cell, exact for 2**31 rows: the halves of each number are summed apart, so that nothing overflows."""

    def __init__(self) -> None:
        self._high = np.zeros(CELLS, np.int64)
        self._low = np.zeros(CELLS, np.int64)

    def add(self, cells: Array, values: Array) -> None:
        """Add whole numbers of 64 bits to the sums of their cells."""
        np.add.at(self._high, cells, values >> _HALF)
        np.add.at(self._low, cells, values & _LOW)

    def by_group(self) -> list[int]:
        """The sums of each group."""
        sums = [0] * len(GROUPS)
        for cell in np.flatnonzero(self._high | self._low):
            sum_of_cell = (int(self._high[cell]) << _HALF) + int(self._low[cell])
            for groups in GROUPS_OF_CELLS:
                sums[groups[cell]] += sum_of_cell
        return sums
