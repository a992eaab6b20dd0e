"""What decides the rows of a batch, and the evaluator that asks the single-case engine for each of them.

Every evaluator gives the answers of this one, which is the single-case engine itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.batch.benefits import benefit_values, decides_benefits, written
from totalisation.batch.doubts import doubts_of
from totalisation.batch.rows import Rows
from totalisation.batch.schema import InputSchema, rejects_schema, results_schema
from totalisation.determination import Determination
from totalisation.messages import Fault, FaultsError, message
from totalisation.party_result import PartyResult

Engine = Literal["auto", "plain", "compiled"]

FEW: Final = 250
"""Persons who are decided one by one in less time than the rules need to be ready compiled."""

Starts = npt.NDArray[np.int64]

_LARGEST: Final = 2**63 - 1


class Decided(NamedTuple):
    """The rows of some persons: their results, in the order of the persons, and the faults of the others."""

    results: pa.RecordBatch
    rejects: pa.RecordBatch


class Evaluator(Protocol):
    """Decides persons on their periods."""

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        """Decide each person: the periods of person ``i`` are the rows ``starts[i]`` to before ``starts[i + 1]``.

        The columns are those of the input schema under the evaluator's agreement, in any types that it allows.
        """


class PlainEvaluator:
    """Makes a case of each row and gives it to the single-case engine.

    ``as_of`` is the day to which pensions in payment are indexed, by default each claim's own. Faults are told
    in ``language``.
    """

    def __init__(self, agreement: Agreement, as_of: date | None = None, language: str = "en") -> None:
        self.agreement = agreement
        self.as_of = as_of
        self.language = language
        self._schema = InputSchema(agreement)

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        """The results of the single-case engine: see ``Evaluator.decide``."""
        rows = Rows(self._schema, persons, periods)
        benefits = decides_benefits(persons.schema)
        decided: list[int] = []
        results: list[list[Any]] = []
        rejected: list[int] = []
        rejects: list[tuple[str, str, str | None]] = []
        offsets = starts.tolist()
        for row, (first, end) in enumerate(itertools.pairwise(offsets)):
            try:
                results.append(self._decided(rows, row, first, end, benefits))
                decided.append(row)
            except FaultsError as error:
                told = dict.fromkeys(self._told(rows, first, each) for each in error.faults)
                rejects.extend(told)
                rejected.extend([row] * len(told))
        case_ids = persons.column("case_id")
        return Decided(
            _batch(results_schema(self.agreement, case_ids.type, benefits=benefits), case_ids, decided, results),
            _batch(rejects_schema(case_ids.type), case_ids, rejected, rejects),
        )

    def _decided(self, rows: Rows, row: int, first: int, end: int, benefits: bool) -> list[Any]:
        if faults := rows.faults(first, end):
            raise FaultsError(faults)
        case = rows.case(row, first, end)
        try:
            determination = assess(case, agreement=self.agreement, as_of=self.as_of, explain=False)
        except FaultsError:
            raise
        except Exception as error:  # one row must not end the work on millions of others
            raise FaultsError([_failure(error)]) from error
        values = [value for code in self.agreement.codes for value in _columns_of(determination, code)]
        if benefits:
            values += benefit_values(determination)
        if any(map(_too_large, values)):
            raise FaultsError([Fault("", message("an amount of this case is too large for the results."))])
        return values

    def _told(self, rows: Rows, first: int, fault: Fault) -> tuple[str, str, str | None]:
        right = None if fault.right is None else fault.right.in_language(self.language)
        return rows.column_of(fault.where, first), fault.wrong.in_language(self.language), right


def _too_large(value: Any) -> bool:
    """Whether a value of the results, or any within it, does not fit 64 bits."""
    if isinstance(value, int):
        return abs(value) > _LARGEST
    within = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(map(_too_large, within))


def _failure(error: Exception) -> Fault:
    return Fault(
        "",
        message("the engine failed on this case: {error}.", error=f"{type(error).__name__}: {error}"),
        message("Report it with the case."),
    )


def _columns_of(determination: Determination, code: str) -> Iterator[Any]:
    """One party's values, in the order of the results' columns."""
    result: PartyResult = determination.parties[code]
    ratio = None if result.ratio is None else Fraction(result.ratio)
    yield result.entitled
    yield result.basis
    yield result.own_months
    yield result.totalised_months
    yield written(result.start)
    yield written(result.earliest)
    yield None if ratio is None else ratio.numerator
    yield None if ratio is None else ratio.denominator
    yield result.theoretical_amount
    yield result.monthly_amount_at_start
    yield result.monthly_amount
    for name in result.scheme.also:
        yield result.further.get(name)
    yield doubts_of(determination, code)


def _batch(schema: pa.Schema, case_ids: pa.Array, rows: list[int], values: list[Any]) -> pa.RecordBatch:
    """A batch of the case ids of ``rows`` and of a list of values for each."""
    columns = list(zip(*values, strict=True)) if values else [()] * (len(schema) - 1)
    arrays = [
        pa.array(column, field.type.value_type).dictionary_encode()
        if pa.types.is_dictionary(field.type)
        else pa.array(column, field.type)
        for field, column in zip(list(schema)[1:], columns, strict=True)
    ]
    return pa.RecordBatch.from_arrays([case_ids.take(pa.array(rows, pa.int64())), *arrays], schema=schema)


def engine_for(engine: Engine, persons: int | None) -> Engine:
    """The engine to take for so many persons, None being not known: ``auto`` asks for few of them one by one."""
    return "plain" if engine == "auto" and persons is not None and persons <= FEW else engine


def evaluator_for(
    agreement: Agreement, as_of: date | None = None, engine: Engine = "auto", *, plain: Evaluator | None = None
) -> Evaluator:
    """The evaluator of an engine: ``plain`` asks the single-case engine for each row, ``compiled`` runs its
    rules compiled, ``auto`` is the compiled one where it can be had.

    ``plain`` decides the rows that the compiled one leaves, by default a PlainEvaluator. Raises FaultsError
    where the compiled evaluator is asked for and cannot be had.
    """
    rest = plain or PlainEvaluator(agreement, as_of)
    if engine == "plain":
        return rest
    try:
        from totalisation.batch.compiled import compiled_evaluator

        return compiled_evaluator(agreement, as_of, rest)
    except ImportError as error:
        wrong = message("the compiled engine cannot be had: {error}.", error=str(error))
        refused = FaultsError([Fault("--engine", wrong)])
    except FaultsError as error:
        refused = error
    if engine == "auto":
        return rest
    raise refused
