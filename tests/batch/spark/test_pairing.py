"""Persons and periods paired in a sorted stream, whatever its batches are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from totalisation.batch.spark.pairing import Paired, pairs

pytestmark = pytest.mark.slow

SCHEMA = pa.schema(
    [
        ("case_id", pa.string()),
        ("is_period", pa.bool_()),
        ("person", pa.struct([("sex", pa.string()), ("number", pa.int64())])),
        ("period", pa.struct([("from", pa.int32())])),
    ]
)

Case = tuple[str | None, int, int]
"""A name, how many persons have it, and how many periods."""


def rows_of(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """The sorted stream of such cases; each row has a number of its own."""
    rows: list[dict[str, Any]] = []
    for name, persons, periods in cases:
        rows += [
            {"case_id": name, "is_period": False, "person": {"sex": "female", "number": n}} for n in range(persons)
        ]
        rows += [{"case_id": name, "is_period": True, "period": {"from": n}} for n in range(periods)]
    return rows


def stream(rows: list[dict[str, Any]], cuts: list[int]) -> Iterator[pa.RecordBatch]:
    """The rows in batches that end at ``cuts``; some of them may be empty."""
    ends = sorted(min(each, len(rows)) for each in cuts)
    for first, end in pairwise([0, *ends, len(rows)]):
        yield pa.RecordBatch.from_pylist(rows[first:end], SCHEMA)


def found(paired: Iterator[Paired]) -> tuple[dict[str, list[int]], dict[str | None, str]]:
    """The periods of each case that was paired, and what is wrong with each that was not."""
    fit: dict[str, list[int]] = {}
    unfit: dict[str | None, str] = {}
    for each in paired:
        assert each.persons.schema.names == ["case_id", "sex", "number"]
        assert each.periods.schema.names == ["case_id", "from"]
        assert len(each.starts) == each.persons.num_rows + 1
        assert each.starts[-1] == each.periods.num_rows
        for row, case in enumerate(each.persons.to_pylist()):
            periods = each.periods.slice(each.starts[row], each.starts[row + 1] - each.starts[row])
            assert set(periods.column("case_id").to_pylist()) <= {case["case_id"]}
            assert case["case_id"] not in fit
            assert (case["sex"], case["number"]) == ("female", 0)
            fit[case["case_id"]] = periods.column("from").to_pylist()
        for name, fault in each.unpaired:
            assert name not in unfit
            assert fault.where == "case_id"
            unfit[name] = str(fault.wrong)
    return fit, unfit


def wrong(case: Case) -> str | None:
    name, persons, _ = case
    if name is None:
        return "the case is not named."
    if persons > 1:
        return "the case stands more than once among the persons."
    return None if persons else f"the case {name} has periods here and stands nowhere in persons."


some_cases = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "ba", "c", "é", "漢"]),
        st.sampled_from([0, 1, 1, 1, 2, 3]),
        st.integers(0, 7),
    ).filter(lambda case: case[1] + case[2] > 0),
    unique_by=lambda case: case[0],
).map(lambda cases: sorted(cases, key=lambda case: case[0].encode()))
unnamed = st.tuples(st.none(), st.integers(0, 2), st.integers(0, 3)).filter(lambda case: case[1] + case[2] > 0)


@given(st.lists(unnamed, max_size=1), some_cases, st.lists(st.integers(0, 60), max_size=8), st.integers(1, 900))
@example([], [("a", 1, 5), ("b", 1, 0)], [1, 2, 3, 4, 5, 6], 1)
@example([(None, 1, 1)], [("a", 2, 3), ("b", 0, 4), ("c", 1, 1)], [1, 2, 3, 4, 5, 6, 7, 8, 9], 1)
def test_each_case_is_paired_or_told_once(first: list[Case], rest: list[Case], cuts: list[int], most: int) -> None:
    cases = first + rest
    fit, unfit = found(pairs(stream(rows_of(cases), cuts), most))
    assert fit == {case[0]: list(range(case[2])) for case in cases if wrong(case) is None}
    assert unfit == {case[0]: wrong(case) for case in cases if wrong(case) is not None}


def test_no_rows_give_nothing() -> None:
    assert list(pairs(stream([], []))) == []


def test_numbers_name_cases_too() -> None:
    schema = pa.schema([pa.field("case_id", pa.int64()), *list(SCHEMA)[1:]])
    rows = [{**row, "case_id": int(row["case_id"])} for row in rows_of([("9", 1, 2), ("10", 1, 1)])]
    (paired,) = pairs([pa.RecordBatch.from_pylist(rows, schema)])
    assert paired.persons.column("case_id").to_pylist() == [9, 10]
    assert paired.starts.tolist() == [0, 2, 3]


@pytest.mark.parametrize("names", [("b", "a"), ("a", None)])
@pytest.mark.parametrize("cuts", [[], [2]])
def test_a_stream_in_disorder_is_refused(names: tuple[str | None, ...], cuts: list[int]) -> None:
    with pytest.raises(RuntimeError, match="sorted by case"):
        list(pairs(stream(rows_of([(name, 1, 1) for name in names]), cuts), 1))


class Watched:
    """A stream of many batches of one case, which sees how much of it is held."""

    def __init__(self, name: str | None, persons: int) -> None:
        self.name, self.persons = name, persons
        self.largest = 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist(rows_of([(self.name, self.persons, 1)]), SCHEMA)
        before = pa.total_allocated_bytes()
        batch = pa.RecordBatch.from_pylist(rows_of([(self.name, 0, 1000)]), SCHEMA)
        for _ in range(300):
            yield pa.concat_batches([batch])
            self.largest = max(self.largest, pa.total_allocated_bytes() - before)


@pytest.mark.parametrize(("name", "persons"), [("x", 0), ("x", 2), (None, 0), (None, 1)])
def test_rows_that_cannot_be_paired_are_not_gathered(name: str | None, persons: int) -> None:
    watched = Watched(name, persons)
    batch = pa.RecordBatch.from_pylist(rows_of([(name, 0, 1000)]), SCHEMA)
    _, unfit = found(pairs(watched, 2 * batch.nbytes))
    assert unfit == {name: wrong((name, persons, 1))}
    assert watched.largest < 20 * batch.nbytes


def test_memory_does_not_grow_with_the_number_of_cases() -> None:
    cases = [(f"{number:06d}", 1, 5) for number in range(200)]
    batch = pa.RecordBatch.from_pylist(rows_of(cases), SCHEMA)
    largest, before = 0, pa.total_allocated_bytes()

    def batches() -> Iterator[pa.RecordBatch]:
        for number in range(200):
            rows = batch.to_pylist()
            yield pa.RecordBatch.from_pylist(
                [{**row, "case_id": f"{number:03d}{row['case_id']}"} for row in rows], SCHEMA
            )

    seen = 0
    for paired in pairs(batches(), 2 * batch.nbytes):
        seen += paired.persons.num_rows
        largest = max(largest, pa.total_allocated_bytes() - before)
    assert seen == 200 * 200
    assert largest < 20 * batch.nbytes
