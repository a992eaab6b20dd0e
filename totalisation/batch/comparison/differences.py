"""What each person gets under either law, side by side, and the difference: the rows of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from totalisation.agreement import Agreement
from totalisation.batch.benefits import decides_benefits
from totalisation.batch.comparison.sides import SIDES, amounts_of
from totalisation.batch.evaluator import Decided, Evaluator, Starts
from totalisation.batch.kinds import CODED
from totalisation.batch.schema import BASES, rejects_schema

SEXES: Final = ("female", "male")

Array = npt.NDArray[Any]


def differences_schema(
    a: Agreement, b: Agreement, case_id: pa.DataType | None = None, *, benefits: bool = False
) -> pa.Schema:
    """The columns of the differences: one row for each person whom both laws decide.

    ``case_id`` is the type of that column in the persons, by default string; ``benefits`` says whether these tell
    what they claim.
    """
    fields = [
        _field("case_id", case_id or pa.string(), "The case, in the order of the persons."),
        _field("sex", CODED, "female or male."),
        _field("birth_year", pa.int32(), "Year of birth."),
    ]
    if benefits:
        fields.append(_field("benefit", CODED, "What is claimed."))
    for code in a.codes:
        for side in SIDES:
            law = side.upper()
            fields += [
                _field(f"{code}.basis.{side}", CODED, f"On what entitlement rests under {law}: {', '.join(BASES)}."),
                _field(f"{code}.start.{side}", pa.int32(), f"First month of payment under {law}, YYYYMM.", True),
            ]
        currency = a.parties[code].currency
        for name in amounts_of(a, b, code, benefits=benefits):
            title = name.replace("_", " ")
            fields += [
                *(
                    _field(f"{code}.{name}.{side}", pa.int64(), f"{title} under {side.upper()}, {currency}.", True)
                    for side in SIDES
                ),
                _field(f"{code}.{name}.difference", pa.int64(), "B less A, what is not due being 0."),
            ]
    return pa.schema(fields)


def rejects_of_sides_schema(case_id: pa.DataType | None = None) -> pa.Schema:
    """The columns of the rejects of a comparison: those of a batch, and the law under which they are rejects."""
    return rejects_schema(case_id).insert(0, _field("side", pa.string(), "A or B: the law that cannot decide it."))


def _field(name: str, given: pa.DataType, description: str, absent: bool = False) -> pa.Field:
    return pa.field(name, given, absent, {"description": description})


@dataclass(frozen=True)
class Compared:
    """What was made of some persons: the differences of those whom both laws decide, and the faults of the others."""

    persons: int
    differences: pa.RecordBatch
    rejects: pa.RecordBatch
    """In the order of the persons; those under A come before those under B."""
    rejected: tuple[int, int, int]
    """Persons who are rejects under A, under B, and under both."""


class Comparer:
    """Decides persons by two evaluators, and sets what they say side by side."""

    def __init__(self, a: Agreement, b: Agreement, evaluators: tuple[Evaluator, Evaluator]) -> None:
        self._laws = a, b
        self._evaluators = evaluators

    def decide(self, persons: pa.RecordBatch, periods: pa.RecordBatch, starts: Starts) -> Compared:
        """Decide each person by both laws; the arguments are those of ``Evaluator.decide``."""
        decided = [each.decide(persons, periods, starts) for each in self._evaluators]
        under_a, under_b = (_rows_of(each, persons) for each in decided)
        both = np.intersect1d(under_a, under_b, assume_unique=True)
        places = (np.searchsorted(rows, both) for rows in (under_a, under_b))
        results = [_taken(each.results, place) for each, place in zip(decided, places, strict=True)]
        case_ids = persons.column("case_id")
        benefits = decides_benefits(persons.schema)
        compared = _taken(persons.select(["case_id", "sex", "birth_date"]), both)
        number = persons.num_rows
        return Compared(
            number,
            pa.RecordBatch.from_arrays(
                [*_of_persons(compared), *self._columns(results, benefits)],
                schema=differences_schema(*self._laws, case_ids.type, benefits=benefits),
            ),
            _rejects_of(decided, case_ids),
            (number - len(under_a), number - len(under_b), number - len(np.union1d(under_a, under_b))),
        )

    def _columns(self, results: list[pa.RecordBatch], benefits: bool) -> Iterable[pa.Array]:
        if benefits:
            yield results[0].column("benefit")
        for code in self._laws[0].codes:
            for each in results:
                yield each.column(f"{code}.basis")
                yield each.column(f"{code}.start")
            for name in amounts_of(*self._laws, code, benefits=benefits):
                amounts = [_column(each, f"{code}.{name}") for each in results]
                yield from amounts
                under_a, under_b = (pc.fill_null(each, 0) for each in amounts)
                yield pc.subtract_checked(under_b, under_a)


def _rejects_of(decided: list[Decided], case_ids: pa.Array) -> pa.RecordBatch:
    schema = rejects_of_sides_schema(case_ids.type)
    found = [
        pa.RecordBatch.from_arrays(
            [pa.repeat(side.upper(), each.rejects.num_rows), *each.rejects.columns], schema=schema
        )
        for side, each in zip(SIDES, decided, strict=True)
    ]
    rejects = pa.concat_batches(found)
    rows: Array = pc.index_in(rejects.column("case_id"), value_set=case_ids).to_numpy()
    return rejects.take(pa.array(np.argsort(rows, kind="stable")))


def _rows_of(decided: Decided, persons: pa.RecordBatch) -> Array:
    """Which of the persons have a result, by their rows."""
    names = persons.column("case_id")
    if decided.results.num_rows == persons.num_rows:
        return np.arange(persons.num_rows)
    rows: Array = pc.index_in(decided.results.column("case_id"), value_set=names).to_numpy()
    return rows


def _taken(batch: pa.RecordBatch, rows: Array) -> pa.RecordBatch:
    return batch if len(rows) == batch.num_rows else batch.take(pa.array(rows, pa.int64()))


def _column(results: pa.RecordBatch, name: str) -> pa.Array:
    """An amount, which one of the laws may not know."""
    found = results.schema.get_field_index(name)
    return pa.nulls(results.num_rows, pa.int64()) if found < 0 else results.column(found)


def _of_persons(persons: pa.RecordBatch) -> list[pa.Array]:
    sex = persons.column("sex")
    coded = sex.dictionary_encode() if pa.types.is_string(sex.type) else sex
    return [persons.column("case_id"), coded, birth_years(persons.column("birth_date"))]


def birth_years(dates: pa.Array) -> pa.Array:
    """The years of dates of birth in any of the layouts of that column, as int32."""
    if pa.types.is_dictionary(dates.type):
        dates = dates.dictionary_decode()
    if pa.types.is_string(dates.type):
        return pc.utf8_slice_codeunits(dates, 0, 4).cast(pa.int32())
    if pa.types.is_date32(dates.type):
        return pc.year(dates).cast(pa.int32())
    return pc.divide(dates, pa.scalar(100, dates.type)).cast(pa.int32())


def codes_of(words: pa.Array, known: tuple[str, ...]) -> Array:
    """The words of a dictionary-coded column as their places among those known.

    The dictionary may hold other words, those of rows that are gone.
    """
    places = np.array([known.index(each) if each in known else -1 for each in words.dictionary.to_pylist()], np.int64)
    codes: Array = places[words.indices.to_numpy()]
    return codes
