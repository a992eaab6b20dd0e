"""The chunks of a grouping decided one after another or at once, and handed on in their order."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

import pyarrow as pa

from totalisation.batch.evaluator import Starts
from totalisation.batch.grouping import Chunk, Grouping

SMALLEST_CHUNK: Final = 512
LARGEST_CHUNK: Final = 131_072
"""Persons decided at one time."""

SHORT: Final = 0.1
LONG: Final = 1.0
"""Seconds for a chunk: below the one the next are larger, above the other they are smaller."""

Made = TypeVar("Made")
Decide = Callable[[pa.RecordBatch, pa.RecordBatch, Starts], Made]
"""What is made of some persons and their periods: see ``Evaluator.decide``."""


def decide_all(
    grouping: Grouping,
    decide: Decide[Made],
    recorded: Callable[[Chunk, Made], None],
    *,
    workers: int = 1,
    broken_off: Callable[[], None] = lambda: None,
) -> None:
    """Decide each chunk, and hand it on to ``recorded`` with what was made of it, in order.

    With several workers reading, deciding and recording go on at the same time: chunks are decided in so many
    threads, and recorded in one. Where that fails, ``broken_off`` is called before the threads are waited for.
    """
    if workers == 1:
        for chunk in grouping:
            recorded(chunk, _sized(grouping, chunk, *_timed(decide, chunk)))
        return
    with ThreadPoolExecutor(workers, "decide") as deciding, ThreadPoolExecutor(1, "record") as recording:
        waiting: deque[Future[None]] = deque()
        try:
            for chunk, made in _in_order(deciding, decide, grouping, workers + 2):
                waiting.append(recording.submit(recorded, chunk, made))
                if len(waiting) > 2:
                    waiting.popleft().result()
            while waiting:
                waiting.popleft().result()
        except BaseException:
            broken_off()
            raise


def _in_order(
    deciding: ThreadPoolExecutor, decide: Decide[Made], grouping: Grouping, most: int
) -> Iterator[tuple[Chunk, Made]]:
    """The chunks and what was made of them, in order, no more than ``most`` of them at hand."""
    asked: deque[tuple[Chunk, Future[tuple[Made, float]]]] = deque()
    for chunk in grouping:
        asked.append((chunk, deciding.submit(_timed, decide, chunk)))
        if len(asked) >= most:
            first, future = asked.popleft()
            yield first, _sized(grouping, first, *future.result())
    for first, future in asked:
        yield first, future.result()[0]


def _timed(decide: Decide[Made], chunk: Chunk) -> tuple[Made, float]:
    began = time.monotonic()
    return decide(chunk.persons, chunk.periods, chunk.starts), time.monotonic() - began


def _sized(grouping: Grouping, chunk: Chunk, made: Made, seconds: float) -> Made:
    """Let the next chunks be larger or smaller, so that each takes some tenths of a second."""
    if seconds > LONG:
        grouping.size = max(chunk.persons.num_rows // 2, SMALLEST_CHUNK)
    elif seconds < SHORT and 2 * chunk.persons.num_rows > grouping.size:
        grouping.size = min(2 * grouping.size, LARGEST_CHUNK)
    return made
