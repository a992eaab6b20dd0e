"""Persons paired with their periods in one sorted stream of both, many at once and in bounded memory.

A row of the stream has: ``case_id``; ``is_period``; ``person`` and ``period``, structs of which one is null. It is
sorted by the case, nulls first, and the rows of a case so that persons come before periods.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from totalisation.batch.evaluator import Starts
from totalisation.messages import Fault, message
from totalisation.wording import shortened

BYTES: Final = 32 << 20
"""Rows are gathered up to this size before they are paired: some ten thousand persons."""

Rows = npt.NDArray[np.int64]


class Paired(NamedTuple):
    """Some persons with all their periods, and the cases that cannot be paired."""

    persons: pa.RecordBatch
    periods: pa.RecordBatch
    starts: Starts
    """The periods of person ``i`` are the rows ``starts[i]`` to before ``starts[i + 1]``."""
    unpaired: list[tuple[Any, Fault]]
    """Each case without just one person, and what is wrong with it."""


def pairs(batches: Iterable[pa.RecordBatch], most: int = BYTES) -> Iterator[Paired]:
    """Pair the rows of a stream. About ``most`` bytes are held, or more while a single case is larger.

    Raises RuntimeError where the stream is not sorted.
    """
    held: list[pa.RecordBatch] = []
    size, enough = 0, most
    for batch in batches:
        if not batch.num_rows:
            continue
        held.append(batch)
        size += batch.nbytes
        if size >= enough:
            rows = pa.concat_batches(held)
            firsts = _firsts(rows.column("case_id"))
            last = int(firsts[-1])
            if last:
                yield _paired(rows.slice(0, last), firsts[:-1])
            held = [_what_matters(rows.slice(last))]
            size = held[0].nbytes
            enough = max(most, 2 * size)
    if held:
        rows = pa.concat_batches(held)
        yield _paired(rows, _firsts(rows.column("case_id")))


def _firsts(case_ids: pa.Array) -> Rows:
    """The first row of each case."""
    before, after = case_ids.slice(0, len(case_ids) - 1), case_ids.slice(1)
    changes = pc.not_equal(before, after)
    sorted_so = pc.less_equal(before, after)
    if case_ids.null_count:
        changes = pc.fill_null(changes, False)
        named = pc.and_(pc.is_null(before), pc.is_valid(after))
        changes = pc.or_(changes, named)
        sorted_so = pc.fill_null(sorted_so, pc.is_null(before))
    if pc.all(sorted_so).as_py() is False:
        raise RuntimeError("the rows of persons and periods do not come sorted by case")
    return np.concatenate([[0], np.flatnonzero(changes.to_numpy(zero_copy_only=False)) + 1])


def _what_matters(rows: pa.RecordBatch) -> pa.RecordBatch:
    """The rows of one case, whose end is not read yet; of one that cannot be paired only as many as show it.

    So the rows that name no case, or a person whom nobody has, are not gathered.
    """
    are_periods = rows.column("is_period")
    if rows.column("case_id").null_count or are_periods[0].as_py():
        kept = rows.slice(0, 1)
    elif rows.num_rows > 1 and not are_periods[1].as_py():
        kept = rows.slice(0, 2)
    else:
        return rows
    # Copied, so that the rows that are left out are let go of.
    return kept.take(pa.array(range(kept.num_rows)))


def _paired(rows: pa.RecordBatch, firsts: Rows) -> Paired:
    """Pair the rows of whole cases, of which each begins at one of ``firsts``."""
    case_ids = rows.column("case_id")
    are_persons = ~rows.column("is_period").to_numpy(zero_copy_only=False)
    lengths = np.diff(firsts, append=rows.num_rows)
    persons_of = np.add.reduceat(are_persons, firsts, dtype=np.int64)
    fit = persons_of == 1
    if case_ids.null_count:
        fit[0] = False
    of_those = np.repeat(fit, lengths)
    starts = np.concatenate([[0], np.cumsum((lengths - persons_of)[fit])]).astype(np.int64)
    unfit = np.flatnonzero(~fit)
    return Paired(
        _side(rows, "person", np.flatnonzero(of_those & are_persons)),
        _side(rows, "period", np.flatnonzero(of_those & ~are_persons)),
        starts,
        [_unpaired(case_ids[int(firsts[each])].as_py(), int(persons_of[each])) for each in unfit],
    )


def _side(rows: pa.RecordBatch, name: str, chosen: Rows) -> pa.RecordBatch:
    """The chosen rows, which are all persons or all periods, with their own columns."""
    indices = pa.array(chosen)
    packed = rows.column(name).take(indices)
    names = ["case_id", *(each.name for each in packed.type)]
    return pa.RecordBatch.from_arrays([rows.column("case_id").take(indices), *packed.flatten()], names=names)


def _unpaired(case: Any, persons: int) -> tuple[Any, Fault]:
    if case is None:
        return case, Fault("case_id", message("the case is not named."))
    if persons:
        wrong = message("the case stands more than once among the persons.")
        return case, Fault("case_id", wrong, message("Give each claim a case of its own."))
    wrong = message(
        "the case {case} has periods here and stands nowhere in {persons}.",
        case=shortened(str(case)),
        persons="persons",
    )
    return case, Fault("case_id", wrong, message("Add the person, or leave the periods out."))
