"""The evaluator that runs the compiled rules over record batches."""

from __future__ import annotations

import ctypes
from datetime import date
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.benefits import decides_benefits, old_age_columns
from totalisation.batch.compiled.build import NoCompilerError, library
from totalisation.batch.compiled.columns import Array, periods_of, persons_of
from totalisation.batch.compiled.memory import Figures, Pointer, aligned
from totalisation.batch.compiled.unit import EPOCH_ORDINAL, Unit, beyond
from totalisation.batch.evaluator import Decided, Evaluator, Starts
from totalisation.batch.schema import BASES, rejects_schema, results_schema
from totalisation.messages import Fault, FaultsError, message
from totalisation.schemes import scheme_of

NONE: Final = -(2**63)
MOST_COMBINATIONS: Final = 16_384


def _columns_structure(further: int) -> type[ctypes.Structure]:
    """``Columns`` of decide.h."""
    bits = ("entitled", "has_earliest", "has_theoretical", "has_ratio")
    numbers = ("basis", "own_months", "totalised_months", "start", "earliest", "ratio_numerator", "ratio_denominator")
    amounts = ("theoretical_amount", "monthly_amount_at_start", "monthly_amount")
    fields = [(name, Pointer) for name in (*bits, *numbers, *amounts)]
    return type(
        "ColumnsStructure",
        (ctypes.Structure,),
        {"_fields_": [*fields, ("further", Pointer * further), ("doubts", Pointer)]},
    )


class Compiled:
    """An agreement's compiled rules with their figures of law."""

    def __init__(self, agreement: Agreement) -> None:
        self.unit = Unit(agreement)
        self.library = library(self.unit.text)
        self.figures = [Figures(law) for law in self.unit.laws]
        self.further = max(1, *(len(law.also) for law in self.unit.laws))
        self.structure = _columns_structure(self.further)
        for name in ("workspace_size", "combinations_size", "assess"):
            getattr(self.library, name).restype = ctypes.c_int64
        self.library.assess.argtypes = [Pointer] * 5 + [ctypes.c_int64] * 3 + [Pointer] * 3
        self.workspace_bytes = self.library.workspace_size()
        self.combinations_bytes = self.library.combinations_size()


@lru_cache(maxsize=8)
def _compiled(agreement: Frozen) -> Compiled:
    return Compiled(agreement.agreement)


class Frozen:
    """An agreement by its content, to keep what was compiled for it."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self._text = agreement.model_dump_json()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frozen) and self._text == other._text

    def __hash__(self) -> int:
        return hash(self._text)


class CompiledEvaluator:
    """Decides rows by compiled rules, and by ``plain`` those that the rules leave."""

    def __init__(self, agreement: Agreement, as_of: date | None, plain: Evaluator) -> None:
        if unknown := beyond(agreement):
            right = message("Ask for the plain engine.")
            raise FaultsError([Fault("--engine", each, right) for each in unknown])
        try:
            self._compiled = _compiled(Frozen(agreement))
        except NoCompilerError as error:
            wrong = message("the rules could not be compiled: {error}.", error=str(error))
            raise FaultsError([Fault("--engine", wrong, message("Ask for the plain engine."))]) from error
        self.agreement = agreement
        self.plain = plain
        self._as_of = NONE if as_of is None else as_of.toordinal() - EPOCH_ORDINAL
        self._schemes = tuple(scheme_of(terms) for terms in agreement.parties.values())

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Decided:
        """The results, and the faults of the rest: see ``Evaluator.decide``."""
        results, left = self.attempted(persons, periods, starts)
        if not len(left):
            empty = rejects_schema(persons.column("case_id").type).empty_table().to_batches()
            rejects = empty[0] if empty else _no_rows(rejects_schema(persons.column("case_id").type))
            return Decided(results, rejects)
        rest = self._rest(persons, periods, starts, left)
        return Decided(_joined(results, left, rest), rest.rejects)

    def attempted(
        self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts
    ) -> tuple[pa.RecordBatch, Array]:
        """The results as far as the compiled rules decide them, and the numbers of the rows that they leave."""
        made, rows = self._compiled, len(persons)
        codes = self.agreement.codes
        of_persons, kept_persons = persons_of(persons, codes)
        of_periods, kept_periods = periods_of(periods, codes, self._schemes)
        sides = [_Side(rows, len(law.also)) for law in made.unit.laws]
        columns = (made.structure * 2)(*(side.structure(made.structure, made.further) for side in sides))
        combinations = [aligned(made.combinations_bytes) for _ in sides]
        workspace = aligned(made.workspace_bytes)
        left = np.empty(rows, np.int64)
        schemes = (Pointer * 2)(*(each.address for each in made.figures))
        tables = (Pointer * 2)(*(each.ctypes.data for each in combinations))
        starts = np.ascontiguousarray(starts, np.int64)
        structures = (schemes, of_persons, of_periods)
        count = made.library.assess(
            workspace.ctypes.data,
            *(ctypes.addressof(each) for each in structures),
            starts.ctypes.data,
            0,
            rows,
            self._as_of,
            ctypes.addressof(columns),
            ctypes.addressof(tables),
            left.ctypes.data,
        )
        del kept_persons, kept_periods
        arrays: list[pa.Array] = [persons.column("case_id")]
        for side, law, table in zip(sides, made.unit.laws, combinations, strict=True):
            arrays += side.arrays(_doubts(table, list(law.doubts)))
        benefits = decides_benefits(persons.schema)
        if benefits:
            arrays += old_age_columns(self.agreement, rows)
        schema = results_schema(self.agreement, persons.column("case_id").type, benefits=benefits)
        return pa.RecordBatch.from_arrays(arrays, schema=schema), left[:count]

    def _rest(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts, left: Array) -> Decided:
        counts = starts[left + 1] - starts[left]
        offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        rows = np.arange(offsets[-1]) + np.repeat(starts[left] - offsets[:-1], counts)
        return self.plain.decide(persons.take(pa.array(left)), periods.take(pa.array(rows)), offsets)


class _Side:
    """The result columns of one party, to be filled by the C code."""

    def __init__(self, rows: int, also: int) -> None:
        self.rows = rows
        bits = (rows + 7) // 8
        self.bits = {
            name: np.zeros(bits, np.uint8) for name in ("entitled", "has_earliest", "has_theoretical", "has_ratio")
        }
        self.numbers = {
            name: np.zeros(rows, np.int32)
            for name in (
                "basis", "own_months", "totalised_months", "start", "earliest", "ratio_numerator", "ratio_denominator",
            )
        }  # fmt: skip
        self.amounts = {
            name: np.zeros(rows, np.int64)
            for name in ("theoretical_amount", "monthly_amount_at_start", "monthly_amount")
        }
        self.further = [np.zeros(rows, np.int64) for _ in range(also)]
        self.doubts = np.zeros(rows, np.int32)

    def structure(self, structure: type[ctypes.Structure], further: int) -> ctypes.Structure:
        """``Columns`` of decide.h."""
        places = [each.ctypes.data for each in self.further]
        columns: list[Array] = [*self.bits.values(), *self.numbers.values(), *self.amounts.values()]
        return structure(
            *(each.ctypes.data for each in columns),
            (Pointer * further)(*places, *[None] * (further - len(places))),
            self.doubts.ctypes.data,
        )

    def arrays(self, doubts: list[str]) -> list[pa.Array]:
        """The columns in the order of the results' schema."""
        bits = {name: pa.py_buffer(array) for name, array in self.bits.items()}

        def column(kind: pa.DataType, array: npt.NDArray[Any], valid: str | None) -> pa.Array:
            held = None if valid is None else bits[valid]
            return pa.Array.from_buffers(kind, self.rows, [held, pa.py_buffer(array)])

        whole, money, numbers, amounts = pa.int32(), pa.int64(), self.numbers, self.amounts
        return [
            pa.Array.from_buffers(pa.bool_(), self.rows, [None, bits["entitled"]]),
            pa.DictionaryArray.from_arrays(column(whole, numbers["basis"], None), pa.array(BASES)),
            column(whole, numbers["own_months"], None),
            column(whole, numbers["totalised_months"], None),
            column(whole, numbers["start"], "entitled"),
            column(whole, numbers["earliest"], "has_earliest"),
            column(whole, numbers["ratio_numerator"], "has_ratio"),
            column(whole, numbers["ratio_denominator"], "has_ratio"),
            column(money, amounts["theoretical_amount"], "has_theoretical"),
            column(money, amounts["monthly_amount_at_start"], "entitled"),
            column(money, amounts["monthly_amount"], "entitled"),
            *(column(money, each, "entitled") for each in self.further),
            pa.DictionaryArray.from_arrays(column(whole, self.doubts, None), pa.array(doubts, pa.string())),
        ]


def _doubts(table: npt.NDArray[np.uint8], names: list[str]) -> list[str]:
    """Each combination of doubts that occurred, in words."""
    words = table[: 8 * (1 + MOST_COMBINATIONS)].view(np.uint64)
    found = [
        " ".join(sorted(name for bit, name in enumerate(names) if number >> bit & 1))
        for number in words[1 : 1 + int(words[0])].tolist()
    ]
    # Rows that are left have number 0, whether there is such a combination or not.
    return found or [""]


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


def _joined(results: pa.RecordBatch, left: Array, rest: Decided) -> pa.RecordBatch:
    """The results with those of the rest in their places; rows that the rest rejected are gone."""
    names = results.column("case_id")
    mask = np.ones(len(results), bool)
    mask[left] = False
    decided = np.flatnonzero(mask)
    # The rest keeps the order of the rows, and leaves out those it rejects: they are told by their names.
    rejected = set(rest.rejects.column("case_id").to_pylist())
    kept = np.array([row for row in left.tolist() if names[row].as_py() not in rejected], np.int64)
    order = np.argsort(np.concatenate([decided, kept]), kind="stable")
    both = pa.Table.from_batches([results.take(pa.array(decided)), rest.results.cast(results.schema)])
    joined = both.unify_dictionaries().combine_chunks().take(pa.array(order))
    batches = joined.to_batches()
    return batches[0] if batches else _no_rows(results.schema)
