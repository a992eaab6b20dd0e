"""What an executor runs: the rows of a partition paired, decided, and sent back as rows of one schema."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from totalisation import __version__
from totalisation.agreement import Agreement
from totalisation.batch.benefits import decides_benefits
from totalisation.batch.canonical import laid_out, with_numbers
from totalisation.batch.evaluator import Engine, Evaluator, PlainEvaluator, evaluator_for
from totalisation.batch.schema import InputSchema, Role, rejects_schema, results_schema
from totalisation.batch.spark.machine import once_per_machine
from totalisation.batch.spark.pairing import Paired, pairs
from totalisation.batch.spark.sending import SentAgreement
from totalisation.messages import Fault

REJECT: Final = "reject"
"""The column of a decided frame that holds what is wrong with a case."""

_REJECT_TYPE: Final = pa.struct(list(rejects_schema())[1:])


def decided_schema(agreement: Agreement, case_id: pa.DataType, *, benefits: bool = False) -> pa.Schema:
    """The columns of results and rejects in one: those of the results, and ``reject``, a struct of the others'.

    ``benefits`` is as for ``results_schema``.
    """
    results = [_plain(each) for each in results_schema(agreement, case_id, benefits=benefits)]
    return pa.schema([*results, pa.field(REJECT, _REJECT_TYPE, metadata={"description": "Why it was not decided."})])


def _plain(field: pa.Field) -> pa.Field:
    """The field as Spark can hold it: words as themselves, and null where a case was not decided."""
    held = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    return pa.field(field.name, held, True, field.metadata)


@dataclass(frozen=True)
class Task:
    """The function of a partition, with all that it needs: the agreement by its content, and no file of the driver."""

    agreement: SentAgreement
    as_of: date | None
    engine: Engine
    language: str
    version: str

    @classmethod
    def of(cls, agreement: Agreement, as_of: date | None, engine: Engine, language: str) -> Task:
        """The task under an agreement. Raises FaultsError where its changed figures are no longer those meant."""
        return cls(SentAgreement.of(agreement), as_of, engine, language, __version__)

    def __call__(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Decide the rows of a partition, in the order of ``pairing``. Raises RuntimeError for another version."""
        if self.version != __version__:
            raise RuntimeError(
                f"the driver has totalisation {self.version} and this executor {__version__}: install the same on both"
            )
        decider = _decider(self)
        for paired in pairs(batches):
            yield from decider.decided(paired)


class _Decider:
    """What decides the cases of a task, made once in each process."""

    def __init__(self, task: Task) -> None:
        self._figures = tempfile.TemporaryDirectory(prefix="totalisation-figures-")
        agreement = task.agreement.unpacked(Path(self._figures.name))
        self._language = task.language
        self._schema = InputSchema(agreement)
        plain = PlainEvaluator(agreement, task.as_of, task.language)
        with once_per_machine(f"{task.version} {task.engine} {task.agreement.terms}"):
            self._evaluator: Evaluator = evaluator_for(agreement, task.as_of, task.engine, plain=plain)

    def decided(self, paired: Paired) -> Iterator[pa.RecordBatch]:
        """The rows of some persons, and of the cases that could not be paired."""
        persons, periods = self._laid_out("persons", paired.persons), self._laid_out("periods", paired.periods)
        case_id = persons.schema.field("case_id").type
        schema = decided_schema(self._schema.agreement, case_id, benefits=decides_benefits(persons.schema))
        found = self._evaluator.decide(persons, periods, paired.starts) if persons.num_rows else None
        if found is not None and found.results.num_rows:
            yield _of_results(schema, found.results)
        if found is not None and found.rejects.num_rows:
            yield _of_rejects(schema, found.rejects)
        if paired.unpaired:
            yield _of_rejects(schema, self._told(paired.unpaired, case_id))

    def _laid_out(self, role: Role, batch: pa.RecordBatch) -> pa.RecordBatch:
        return with_numbers(self._schema, role, laid_out(self._schema, role, batch))

    def _told(self, unpaired: list[tuple[Any, Fault]], case_id: pa.DataType) -> pa.RecordBatch:
        rows = [
            (
                case,
                each.where,
                each.wrong.in_language(self._language),
                each.right and each.right.in_language(self._language),
            )
            for case, each in unpaired
        ]
        schema = rejects_schema(case_id)
        arrays = [pa.array(column, field.type) for column, field in zip(zip(*rows, strict=True), schema, strict=True)]
        return pa.RecordBatch.from_arrays(arrays, names=schema.names)


@lru_cache(maxsize=4)
def _decider(task: Task) -> _Decider:
    """What decides the cases of a task: a process of an executor is given many partitions."""
    return _Decider(task)


def _of_results(schema: pa.Schema, results: pa.RecordBatch) -> pa.RecordBatch:
    columns = [each.dictionary_decode() if pa.types.is_dictionary(each.type) else each for each in results.columns]
    return pa.RecordBatch.from_arrays([*columns, pa.nulls(results.num_rows, _REJECT_TYPE)], schema=schema)


def _of_rejects(schema: pa.Schema, rejects: pa.RecordBatch) -> pa.RecordBatch:
    case_ids, *others = rejects.columns
    absent = [pa.nulls(rejects.num_rows, field.type) for field in list(schema)[1:-1]]
    reject = pa.StructArray.from_arrays(others, fields=list(_REJECT_TYPE))
    return pa.RecordBatch.from_arrays([case_ids, *absent, reject], schema=schema)
