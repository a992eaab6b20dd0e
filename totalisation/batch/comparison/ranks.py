"""Exact quantiles of more values than memory should hold: values kept on the disk, and gone through some times.

Each going-through settles twelve bits of every value that is looked for, the highest first: by how many values begin
with the bits that are settled, and how they go on. So no value is estimated, and memory depends on how many values
are looked for alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

BITS: Final = 12
"""Bits that one going-through settles."""

_DIGITS: Final = 1 << BITS
_MASK: Final = np.uint64(_DIGITS - 1)
_LOW: Final = np.uint64(BITS)
_GROUP: Final = np.uint64(52)
"""Above the bits of a value but for the last twelve, of 63 at most, there is room for 4096 groups."""

_LARGEST_TABLE: Final = 1 << 24

IN_MEMORY: Final = 1 << 20
"""Bytes of values that are held before they go to the disk."""

_AT_ONCE: Final = 1 << 18
_ROW: Final = np.dtype([("cell", "<u2"), ("value", "<u8")])


class Spool:
    """Values, each with the number of its cell, written once and read several times."""

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 closed by ``close``
        self.largest = 0

    def add(self, cells: Array, values: Array) -> None:
        """Keep these values, which are whole numbers from 0 to 2**63 - 1."""
        if not len(values):
            return
        rows = np.empty(len(values), _ROW)
        rows["cell"], rows["value"] = cells, values
        self.largest = max(self.largest, int(values.max()))
        self._file.write(rows.tobytes())

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        """The cells and the values, in pieces. One going-through ends before another begins."""
        self._file.seek(0)
        while piece := self._file.read(_AT_ONCE * _ROW.itemsize):
            rows = np.frombuffer(piece, _ROW)
            yield rows["cell"].astype(np.int64), rows["value"].astype(np.uint64)

    def close(self) -> None:
        """Let go of the values."""
        self._file.close()


def at_ranks(spool: Spool, groups: Sequence[Array], ranks: Mapping[int, Iterable[int]]) -> dict[int, dict[int, int]]:
    """The values at the ranks asked for in each group, the least value having rank 0.

    Each array of ``groups`` gives the group of each cell; a value belongs to one group of each array.
    """
    # For each beginning that values looked for have: which ranks among the values that so begin.
    sought = {(group, 0): [(rank, rank) for rank in set(wanted)] for group, wanted in ranks.items()}
    if not sought:
        return {}
    for shift in range(max(-(-spool.largest.bit_length() // BITS), 1) * BITS - BITS, -1, -BITS):
        known = sorted(sought)
        counts = _counted(spool, groups, known, np.uint64(shift))
        narrowed: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place, (group, beginning) in enumerate(known):
            up_to = np.cumsum(counts[place])
            for rank, within in sought[group, beginning]:
                digit = int(np.searchsorted(up_to, within, side="right"))
                before = int(up_to[digit - 1]) if digit else 0
                narrowed.setdefault((group, beginning << BITS | digit), []).append((rank, within - before))
        sought = narrowed
    found: dict[int, dict[int, int]] = {}
    for (group, value), wanted in sought.items():
        found.setdefault(group, {}).update({rank: value for rank, _ in wanted})
    return found


def _counted(spool: Spool, groups: Sequence[Array], known: list[tuple[int, int]], shift: np.uint64) -> Array:
    """How many values of a group begin so and go on with each digit, for each group and beginning that is known."""
    keys = np.array([group << int(_GROUP) | beginning for group, beginning in known], np.uint64)
    may_begin = _table([beginning for _, beginning in known])
    counts = np.zeros(len(known) * _DIGITS, np.int64)
    for cells, values in spool:
        shifted = values >> shift
        if may_begin is not None:
            begins = may_begin[np.minimum(shifted >> _LOW, np.uint64(len(may_begin) - 1))]
            cells, shifted = cells[begins], shifted[begins]
        digits, beginnings = (shifted & _MASK).astype(np.int64), shifted >> _LOW
        for of_cells in groups:
            mine = (of_cells[cells].astype(np.uint64) << _GROUP) | beginnings
            places = np.minimum(np.searchsorted(keys, mine), len(keys) - 1)
            sought = keys[places] == mine
            np.add.at(counts, places[sought] * _DIGITS + digits[sought], 1)
    return counts.reshape(len(known), _DIGITS)


def _table(beginnings: list[int]) -> Array | None:
    """Which beginnings are known, one after another and one more, where they are few enough for a table."""
    most = max(beginnings) + 1
    if most > _LARGEST_TABLE:
        return None
    table = np.zeros(most + 1, bool)
    table[beginnings] = True
    return table
