"""What the results say of benefits that consist of parts: the columns that persons with a column ``benefit`` add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, get_args

import numpy as np
import pyarrow as pa

from totalisation.agreement import Agreement
from totalisation.batch.kinds import CODED
from totalisation.case import Benefit
from totalisation.determination import Determination
from totalisation.extinction import months_withdrawn
from totalisation.months import Month
from totalisation.party_result import PartResult, PartyResult

BENEFITS: Final[tuple[Benefit, ...]] = get_args(Benefit)

RELATIVE: Final = pa.struct([("number", pa.int32()), ("amount", pa.int64())])
"""What one relative has of a part; ``number`` is the place in the column ``survivors``, from 1 on."""

PART: Final = pa.struct(
    [
        ("name", pa.string()),
        ("monthly", pa.bool_()),
        ("due", pa.bool_()),
        ("basis", pa.string()),
        ("start", pa.int32()),
        ("earliest", pa.int32()),
        ("amount", pa.int64()),
        ("amount_at_start", pa.int64()),
        ("theoretical_amount", pa.int64()),
        ("ratio_numerator", pa.int32()),
        ("ratio_denominator", pa.int32()),
        ("relatives", pa.list_(RELATIVE)),
    ]
)
"""One part of a benefit, such as a funeral grant: a pension of each month where ``monthly``, else a single sum."""


def decides_benefits(persons: pa.Schema) -> bool:
    """Whether a table of persons says what is claimed, so that the results have the columns of ``benefit_fields``."""
    place = persons.get_field_index("benefit")
    return place >= 0 and not pa.types.is_null(persons.field(place).type)


def benefit_fields(agreement: Agreement) -> list[pa.Field]:
    """The columns that follow those of the old-age pension: what is claimed, and of each party sums and parts."""
    claimed = f"What is claimed: {', '.join(BENEFITS)}. Only where the persons have this column, as those that follow."
    fields = [_field("benefit", CODED, claimed, required=True)]
    for code, terms in agreement.parties.items():
        fields += [
            _field(f"{code}.single_sums", pa.int64(), f"Single sums that are due, added up, {terms.currency}."),
            _field(f"{code}.extinguished_months", pa.int32(), "Insured months that the lump sum ends."),
            _field(
                f"{code}.parts",
                pa.list_(PART),
                f"The parts of the benefit that were judged, amounts in {terms.currency}; none of an old-age pension.",
                required=True,
            ),
        ]
    return fields


def _field(name: str, given: pa.DataType, description: str, *, required: bool = False) -> pa.Field:
    return pa.field(name, given, not required, {"description": description})


def benefit_values(determination: Determination) -> Iterator[Any]:
    """The values of one row in the columns of ``benefit_fields``."""
    yield determination.case.claim.benefit
    withdrawn = months_withdrawn(determination)
    for code in determination.agreement.codes:
        result = determination.parties[code]
        yield result.single_sums
        yield withdrawn.get(code)
        yield [_part(each, result) for each in result.parts]


def _part(part: PartResult, result: PartyResult) -> dict[str, Any]:
    shared = result.told.get(part.part.shared) if part.due else None
    return {
        "name": part.name,
        "monthly": part.part.monthly,
        "due": part.due,
        "basis": part.basis,
        "start": written(part.start),
        "earliest": written(part.earliest),
        "amount": part.amount,
        "amount_at_start": part.amount_at_start,
        "theoretical_amount": part.theoretical_amount,
        "ratio_numerator": None if part.ratio is None else part.ratio.numerator,
        "ratio_denominator": None if part.ratio is None else part.ratio.denominator,
        "relatives": None if shared is None else _relatives(shared.value),
    }


def _relatives(amounts: Mapping[int, int]) -> list[dict[str, int]]:
    return [{"number": number, "amount": amounts[number]} for number in sorted(amounts)]


def written(value: Month | None) -> int | None:
    """A month as YYYYMM."""
    return None if value is None else value // 12 * 100 + value % 12 + 1


def old_age_columns(agreement: Agreement, rows: int) -> list[pa.Array]:
    """The columns of ``benefit_fields`` of so many claims to an old-age pension, which is no benefit of parts."""
    none = pa.ListArray.from_arrays(pa.array(np.zeros(rows + 1, np.int32)), pa.array([], PART))
    columns: list[pa.Array] = [
        pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array(["old_age"]))
    ]
    for _ in agreement.codes:
        columns += [pa.nulls(rows, pa.int64()), pa.nulls(rows, pa.int32()), none]
    return columns
