"""Persons and periods paired: every case with its own rows, whatever the sizes, and disorder told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from totalisation.agreement_file import find_agreement
from totalisation.batch import files
from totalisation.batch.files import TableSource
from totalisation.batch.grouping import Chunk, Grouping
from totalisation.batch.schema import InputSchema
from totalisation.messages import FaultsError

pytestmark = pytest.mark.slow

SCHEMA = InputSchema(find_agreement("vn-kr"))

Case = int | str


def sources(persons: Sequence[Case], periods: Sequence[Case]) -> tuple[TableSource, TableSource]:
    """Tables of which only the cases matter; each period's month is its row."""
    kind = pa.string() if any(isinstance(each, str) for each in (*persons, *periods)) else pa.int64()
    return (
        TableSource("persons", pa.table({"case_id": pa.array(persons, kind), "sex": ["male"] * len(persons)})),
        TableSource(
            "periods", pa.table({"case_id": pa.array(periods, kind), "from": pa.array(range(len(periods)), pa.int32())})
        ),
    )


def chunks(persons: Sequence[Case], periods: Sequence[Case], size: int = 100, **at: Any) -> Iterator[Chunk]:
    return iter(Grouping(SCHEMA, *sources(persons, periods), size=size, **at))


def pairs(made: Iterator[Chunk]) -> list[tuple[Case, list[int]]]:
    """Each case with the rows of its periods."""
    found = []
    for chunk in made:
        rows = chunk.periods.column("from").to_pylist()
        for index, case in enumerate(chunk.persons.column("case_id").to_pylist()):
            first, end = chunk.starts[index], chunk.starts[index + 1]
            assert set(chunk.periods.column("case_id").to_pylist()[first:end]) <= {case}
            found.append((case, rows[first:end]))
        assert chunk.starts[0] == 0
        assert chunk.starts[-1] == chunk.periods.num_rows
    return found


def expected(persons: Sequence[Case], periods: Sequence[Case]) -> list[tuple[Case, list[int]]]:
    return [(case, [row for row, each in enumerate(periods) if each == case]) for case in persons]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "ROWS_AT_ONCE", 7)


careers = st.lists(st.integers(0, 12) | st.just(0), max_size=60)
"""How many periods each person has; many have none, some more than a batch holds."""


@given(careers, st.integers(1, 40), st.booleans(), st.randoms(use_true_random=False))
@settings(max_examples=200)
def test_every_case_gets_its_own_periods(numbers: list[int], size: int, text: bool, source: Random) -> None:
    cases: list[Case] = [f"C{n}" if text else n for n in range(len(numbers))]
    source.shuffle(cases)
    periods = [case for case, number in zip(cases, numbers, strict=True) for _ in range(number)]
    assert pairs(chunks(cases, periods, size)) == expected(cases, periods)


@given(careers, st.integers(1, 40), st.integers(0, 60))
@settings(max_examples=100)
def test_the_pairing_goes_on_where_any_chunk_ended(numbers: list[int], size: int, chosen: int) -> None:
    cases = list(range(len(numbers)))
    periods = [case for case, number in zip(cases, numbers, strict=True) for _ in range(number)]
    whole = list(chunks(cases, periods, size))
    done = whole[: chosen % (len(whole) + 1)]
    at: dict[str, Any] = {}
    if done:
        last = done[-1]
        at = {"persons_read": last.persons_read, "periods_read": last.periods_read, "order": last.order}
    again = pairs(iter(done)) + pairs(chunks(cases, periods, 3, **at))
    assert again == expected(cases, periods)


@given(careers, st.integers(1, 40), st.randoms(use_true_random=False))
@settings(max_examples=150)
def test_disorder_is_told_and_never_decided(numbers: list[int], size: int, source: Random) -> None:
    """Any other order of the periods than that of the persons is refused, wherever it shows."""
    cases: list[Case] = list(range(len(numbers)))
    periods = [case for case, number in zip(cases, numbers, strict=True) for _ in range(number)]
    shuffled = periods.copy()
    source.shuffle(shuffled)
    try:
        found = pairs(chunks(cases, shuffled, size))
    except FaultsError as error:
        assert shuffled != periods
        (fault,) = error.faults
        row = int(fault.where.removeprefix("periods: row ")) - 1
        assert f"the case {shuffled[row]} " in str(fault.wrong)
        assert "out of order" in str(fault.wrong)
    else:
        assert shuffled == periods
        assert found == expected(cases, periods)


@pytest.mark.parametrize("size", [1, 2, 100])
def test_periods_without_a_person_are_told(size: int) -> None:
    for periods, row in (([1, 2, 9], 3), ([1, 9, 2], 2), ([9, 1, 2], 1), ([1, 2, *[9] * 30], 3)):
        with pytest.raises(FaultsError) as told:
            list(chunks([1, 2, 3, 4, 5, 6, 7, 8], periods, size))
        assert str(told.value).startswith(
            f"periods: row {row}: the case 9 has periods here and stands nowhere in persons"
        )


@pytest.mark.parametrize(
    "persons", [[1, 2, 2, 3], [2, 1, 3, 2], [3, 2, 1, 2], ["a", "b", "a"], [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]]
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_a_case_that_stands_twice_is_told(persons: list[Case], size: int) -> None:
    twice = next(each for each in persons if persons.count(each) > 1)
    first = persons.index(twice)
    second = persons.index(twice, first + 1)
    with pytest.raises(FaultsError) as told:
        list(chunks(persons, [], size))
    assert str(told.value).startswith(f"persons: row {second + 1}: the case {twice} also stands in row {first + 1}.")


def test_a_case_without_a_name_is_told() -> None:
    with pytest.raises(FaultsError, match="persons: row 2: the case is not named"):
        list(chunks([1, None], []))  # type: ignore[list-item]
    with pytest.raises(FaultsError, match="periods: row 3: the case is not named"):
        list(chunks([1, 2], [1, 1, None, 2]))  # type: ignore[list-item]


def test_persons_in_order_are_gone_through_once_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check that no case stands twice asks nothing more of a file whose cases ascend."""
    read: list[object] = []
    whole = TableSource.batches

    def watched(self: TableSource, start: int = 0, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        read.append(columns)
        return whole(self, start, columns)

    monkeypatch.setattr(TableSource, "batches", watched)
    list(chunks(list(range(100)), list(range(100)), 8))
    assert read == [None, None]


def test_rows_that_stand_in_one_batch_are_not_copied() -> None:
    persons, periods = sources(list(range(100)), [each for each in range(100) for _ in range(3)])
    month = periods._table.column("from").chunk(0).buffers()[1]
    within = 0
    for chunk in Grouping(SCHEMA, persons, periods, size=50):
        given = chunk.periods.column("from").buffers()[1]
        within += chunk.periods.num_rows if given.address == month.address else 0
    assert within > 150
