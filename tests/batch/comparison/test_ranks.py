"""Values at ranks are those of the sorted values, whatever the values and however they came."""

from __future__ import annotations

from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.batch.comparison import ranks
from totalisation.batch.comparison.groups import CELLS, GROUPS, GROUPS_OF_CELLS, Counts, Sums
from totalisation.batch.comparison.ranks import Spool, at_ranks

VALUES = st.one_of(st.integers(0, 9), st.integers(4090, 4100), st.integers(0, 10**8), st.integers(2**62, 2**63 - 1))
OF_CELLS = (np.zeros(4, np.int64), np.array([1, 1, 2, 3]))


@given(st.lists(st.tuples(st.integers(0, 3), VALUES), min_size=1, max_size=60), st.integers(1, 9))
def test_each_rank_of_each_group(given_rows: list[tuple[int, int]], at_once: int) -> None:
    with closing(Spool()) as spool:
        for first in range(0, len(given_rows), at_once):
            cells, values = zip(*given_rows[first : first + at_once], strict=True)
            spool.add(np.array(cells), np.array(values, np.int64))
        members = {
            group: sorted(value for cell, value in given_rows if any(each[cell] == group for each in OF_CELLS))
            for group in range(4)
        }
        wanted = {group: range(len(each)) for group, each in members.items() if each}
        found = at_ranks(spool, OF_CELLS, wanted)
    assert {group: [each[rank] for rank in sorted(each)] for group, each in found.items()} == {
        group: each for group, each in members.items() if each
    }


def test_nothing_is_at_no_rank() -> None:
    with closing(Spool()) as spool:
        spool.add(np.empty(0, np.int64), np.empty(0, np.int64))
        assert at_ranks(spool, OF_CELLS, {}) == {}


def test_values_that_went_to_the_disk_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "IN_MEMORY", 1000)
    monkeypatch.setattr(ranks, "_AT_ONCE", 77)
    source = np.random.default_rng(1)
    cells, values = source.integers(0, 4, 5000), source.integers(0, 10**12, 5000)
    with closing(Spool()) as spool:
        spool.add(cells, values)
        found = at_ranks(spool, OF_CELLS, {0: [0, 2500, 4999], 2: [10]})
    ordered, of_two = np.sort(values), np.sort(values[cells == 2])
    assert found == {0: {rank: int(ordered[rank]) for rank in (0, 2500, 4999)}, 2: {10: int(of_two[10])}}


@given(st.lists(st.tuples(st.integers(0, CELLS - 1), st.integers(-(2**63), 2**63 - 1)), max_size=40))
def test_sums_and_counts_by_group_are_exact(rows: list[tuple[int, int]]) -> None:
    sums, counts = Sums(), Counts()
    for some in (rows[::2], rows[1::2]):
        cells = np.array([cell for cell, _ in some], np.int64)
        sums.add(cells, np.array([value for _, value in some], np.int64))
        counts.add(cells)
    expected, numbers = [0] * len(GROUPS), [0] * len(GROUPS)
    for cell, value in rows:
        for groups in GROUPS_OF_CELLS:
            expected[groups[cell]] += value
            numbers[groups[cell]] += 1
    assert sums.by_group() == expected
    assert counts.by_group() == numbers
