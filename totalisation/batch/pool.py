"""The single-case engine on several cores: rows are sent to processes of their own, results come back in order.

The modules for processes are imported with the first of them: a batch of few persons needs none.
"""

from __future__ import annotations

import os
import signal
import threading
from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.evaluator import Decided, PlainEvaluator, Starts
from totalisation.batch.without_pandas import go_without_pandas
from totalisation.messages import Fault, FaultsError, message

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

PERSONS_AT_ONCE: Final = 250
"""Persons sent to a process in one go: a fraction of a second's work."""

PERSONS_HERE: Final = 1_000
"""Persons who are decided in this process before others are started: by then these would hardly be ready."""

Sent = tuple[bytes, bytes, bytes]


class PooledEvaluator:
    """A PlainEvaluator in each of several processes, which start once there is work for them.

    The first ``PERSONS_HERE`` persons are decided in this process, and all of them where there is one worker. It
    may be asked from several threads. Close it at the end.
    """

    def __init__(self, agreement: Agreement, as_of: date | None, language: str, workers: int) -> None:
        self._given = agreement, as_of, language
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._here = 0
        self._lock = threading.Lock()
        self._plain = PlainEvaluator(agreement, as_of, language)

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        """See ``Evaluator.decide``. Raises FaultsError where a process was ended from outside."""
        with self._lock:
            if self._may_decide_here(persons.num_rows):
                return self._plain.decide(persons, periods, starts)
        from concurrent.futures.process import BrokenProcessPool

        pool = self._started()
        try:
            asked = [pool.submit(_decide, each) for each in _pieces(persons, periods, starts)]
            return _joined(asked)
        except BrokenProcessPool:
            wrong = message("a process of the batch was ended from outside, perhaps for want of memory.")
            raise FaultsError([Fault("", wrong, message("Start the same command again: it goes on."))]) from None

    def _may_decide_here(self, persons: int) -> bool:
        if persons == 0 or self._workers == 1:
            return True
        self._here += persons
        return self._pool is None and self._here <= PERSONS_HERE

    def _started(self) -> ProcessPoolExecutor:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        with self._lock:
            if self._pool is None:
                methods = multiprocessing.get_all_start_methods()
                context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
                if hasattr(context, "set_forkserver_preload"):
                    context.set_forkserver_preload([__name__])
                self._pool = ProcessPoolExecutor(self._workers, context, initializer=_begin, initargs=self._given)
            return self._pool

    def close(self) -> None:
        """End the processes; what they still work on is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)


def _pieces(persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> list[Sent]:
    made = []
    for first in range(0, persons.num_rows, PERSONS_AT_ONCE):
        part = starts[first : first + PERSONS_AT_ONCE + 1]
        rows = periods.slice(part[0], part[-1] - part[0])
        made.append((_packed(persons.slice(first, PERSONS_AT_ONCE)), _packed(rows), (part - part[0]).tobytes()))
    return made


def _joined(asked: list[Future[tuple[bytes, bytes]]]) -> Decided:
    answers = [each.result() for each in asked]
    return Decided(_as_one([each[0] for each in answers]), _as_one([each[1] for each in answers]))


def _as_one(packed: list[bytes]) -> pa.RecordBatch:
    return pa.concat_batches([_unpacked(each) for each in packed])


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def _unpacked(packed: bytes) -> pa.RecordBatch:
    with pa.ipc.open_stream(packed) as reader:
        return reader.read_next_batch()


_evaluator: PlainEvaluator


def _begin(agreement: Agreement, as_of: date | None, language: str) -> None:
    """Make a process ready: it leaves interrupts to its owner, and ends when the owner is gone."""
    global _evaluator
    go_without_pandas()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_owner, daemon=True).start()
    _evaluator = PlainEvaluator(agreement, as_of, language)


def _end_with_owner() -> None:
    from multiprocessing import parent_process

    owner = parent_process()
    assert owner is not None
    owner.join()
    os._exit(1)


def _decide(sent: Sent) -> tuple[bytes, bytes]:
    persons, periods, starts = sent
    decided = _evaluator.decide(_unpacked(persons), _unpacked(periods), np.frombuffer(starts, np.int64))
    return _packed(decided.results), _packed(decided.rejects)
