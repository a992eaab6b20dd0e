"""NumPy as an expert writes it: no loop, one sort of packed whole numbers, running maxima and sums over all persons."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import FIRST, figures
from benchmarks.batch.tables import BASES, RESULT, read, write

Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Arrays = dict[str, npt.NDArray[Any]]

LAW: Final = figures()
MONTH_BITS: Final = 10
MONTH_MASK: Final = (1 << MONTH_BITS) - 1
NORMAL_AGE: Final = np.array([LAW.normal_attainment["female"], LAW.normal_attainment["male"]])
LOWER_AGE: Final = np.array([LAW.voluntary_attainment["female"], LAW.voluntary_attainment["male"]])
RATE: Final = np.array([LAW.rate["female"], LAW.rate["male"]])
TREATY_RATE, REFERENCE_LEVEL = np.array(LAW.treaty_rate), np.array(LAW.reference_level)
KOREAN_AGE, AVERAGE_INCOME = np.array(LAW.korean_attainment), np.array(LAW.average_income)
WEIGHT_A, WEIGHT_B, PART = np.array(LAW.weight_a), np.array(LAW.weight_b), np.array(LAW.part)
ADJUSTMENT: Final = np.array([float(each) for each in LAW.adjustment])
IN_ENTITLED: Final = ("start", "ratio_numerator", "ratio_denominator", "theoretical_amount", "monthly_amount_at_start")
"""Columns that are held for the entitled persons alone."""
NEAR: Final = 1e-6
"""Quotients in floating point are off by less than a thousandth of this: nearer to a whole number they are redone."""


@dataclass(frozen=True)
class Stretches:
    """The months of some of the periods, each once: row for row the first month that the period adds, and how many."""

    first: Whole
    count: Whole
    sums: Whole
    """Months up to each row, from 0 before the first."""
    last: Whole
    """The last month up to and including each row, with the person's number above."""


def month(calendar: npt.NDArray[Any]) -> Whole:
    """Months from YYYYMM, from 0 for ``FIRST``."""
    whole = calendar.astype(np.int64)
    return whole // 100 * 12 + whole % 100 - (1 + FIRST)


def calendar(month: Whole) -> Whole:
    """Months from 0 for ``FIRST`` as YYYYMM."""
    return (month + FIRST) // 12 * 100 + (month + FIRST) % 12 + 1


def code_of(table: pa.Table, name: str, word: str) -> Flags:
    """Whether a column of words holds that word."""
    column = table[name].unify_dictionaries().combine_chunks()
    flags: Flags = column.indices.to_numpy() == column.dictionary.to_pylist().index(word)
    return flags


def arrays_of(persons: pa.Table, periods: pa.Table) -> tuple[Arrays, Arrays]:
    """The columns of both tables as arrays; the words of two values as flags."""
    of_persons = {name: persons[name].to_numpy() for name in persons.column_names if name not in ("sex", "claim_date")}
    of_persons["male"] = code_of(persons, "sex", "male")
    of_persons["claim_date"] = persons["claim_date"].to_numpy()
    of_periods = {name: periods[name].to_numpy() for name in ("case_id", "from", "to")}
    of_periods["korean"] = code_of(periods, "party", "KR")
    of_periods["compulsory"] = code_of(periods, "kind", "compulsory")
    return of_persons, of_periods


class Merged:
    """The periods of all persons, merged: the months of each set, person by person."""

    def __init__(self, persons: Arrays, periods: Arrays) -> None:
        rows = np.searchsorted(periods["case_id"], persons["case_id"])
        self.starts, self.ends = rows, np.append(rows[1:], len(periods["case_id"]))
        owner = np.repeat(np.arange(len(rows)), self.ends - self.starts)
        packed = (owner << MONTH_BITS) | month(periods["from"])
        packed = (packed << MONTH_BITS) | month(periods["to"])
        packed = (packed << 2) | (periods["korean"] * 2 + periods["compulsory"])
        packed.sort()
        korean = packed & 2 != 0
        compulsory = (packed & 3) == 1
        owner = packed >> (2 + 2 * MONTH_BITS) << MONTH_BITS
        first = packed >> (2 + MONTH_BITS)
        last = owner | (packed >> 2 & MONTH_MASK)
        self.viet_nam = _stretches(first, np.where(korean, 0, last))
        self.compulsory = _stretches(first, np.where(compulsory, last, 0))
        self.korea = _stretches(first, np.where(korean, last, 0))
        self.both = _stretches(first, last)

    def months(self, of: Stretches) -> Whole:
        """How many months each person has."""
        found: Whole = of.sums[self.ends] - of.sums[self.starts]
        return found

    def last_month(self, of: Stretches, persons: Whole) -> Whole:
        """The last month of some persons, who have any."""
        found: Whole = of.last[self.ends[persons] - 1] & MONTH_MASK
        return found

    def month_number(self, number: int, of: Stretches, persons: Whole) -> Whole:
        """The month of that number, the first being 1, of some persons who have so many."""
        sought = of.sums[self.starts[persons]] + number
        row = np.searchsorted(of.sums, sought) - 1
        return (of.first[row] & MONTH_MASK) + sought - of.sums[row] - 1

    def sums(self, running: npt.NDArray[np.int64], of: Stretches, persons: Whole) -> Whole:
        """A running sum by month, added up over the months of some persons."""
        first = of.first & MONTH_MASK
        each = np.where(of.count > 0, running[first + of.count] - running[first], 0)
        total = np.concatenate([[0], np.cumsum(each)])
        found: Whole = total[self.ends[persons]] - total[self.starts[persons]]
        return found


def _stretches(first: Whole, last: Whole) -> Stretches:
    """``first`` and ``last`` have the person's number above the month; ``last`` is 0 in rows that are left out.

    The running maximum of ``last`` needs no grouping: a person's months are larger than those of all before.
    """
    reached = np.maximum.accumulate(last)
    first = first.copy()
    np.maximum(first[1:], reached[:-1] + 1, out=first[1:])
    count = np.maximum(last - first + 1, 0)
    return Stretches(first, count, np.concatenate([[0], np.cumsum(count)]), reached)


def decided(persons: Arrays, merged: Merged) -> Arrays:
    """The columns of the results; those of amounts hold for the persons in ``VN`` and ``KR`` alone."""
    sex = persons["male"].astype(np.int64)
    birth = month(persons["birth_date"])
    claim = persons["claim_date"].astype("datetime64[M]").astype(np.int64) + (12 * 1970 - FIRST)
    found: Arrays = {"case_id": persons["case_id"]}
    _viet_nam(found, persons, merged, sex, birth, claim)
    _korea(found, persons, merged, birth, claim)
    return found


def _viet_nam(found: Arrays, persons: Arrays, merged: Merged, sex: Whole, birth: Whole, claim: Whole) -> None:
    own, total = merged.months(merged.viet_nam), merged.months(merged.both)
    compulsory = merged.months(merged.compulsory)
    normal_age, lower_age = NORMAL_AGE[sex, birth] - FIRST, LOWER_AGE[sex, birth] - FIRST
    aged = normal_age <= claim
    normal = aged & (own >= LAW.required)
    long_voluntary = (own - compulsory >= LAW.long_voluntary_required) & (lower_age <= claim)
    independent = normal | long_voluntary
    totalised = aged & (own >= LAW.minimum_own_months) & (total >= LAW.required) & ~independent
    _decide(found, "VN", independent, totalised, own, total)

    entitled = np.flatnonzero(independent | totalised)
    own, sex, claim, normal_age = (each[entitled] for each in (own, sex, claim, normal_age))
    totalised = totalised[entitled]
    lower = long_voluntary[entitled] & ~(normal[entitled] & (normal_age < claim))
    age = np.where(lower, lower_age[entitled], normal_age)
    start = np.maximum(np.maximum(claim, age + 1), merged.last_month(merged.viet_nam, entitled) + 1)
    rate = np.where(totalised, TREATY_RATE[own], RATE[sex, own])
    average = persons["established.VN.average_earnings"][entitled]
    amount = (2 * average * rate + LAW.rate_unit) // (2 * LAW.rate_unit)
    minimum = ~totalised & (compulsory[entitled] >= LAW.minimum_pension_required)
    amount = np.where(minimum, np.maximum(amount, REFERENCE_LEVEL[start]), amount)
    found["VN"], found["VN.start"], found["VN.monthly_amount_at_start"] = entitled, calendar(start), amount


def _korea(found: Arrays, persons: Arrays, merged: Merged, birth: Whole, claim: Whole) -> None:
    own, total = merged.months(merged.korea), merged.months(merged.both)
    age = KOREAN_AGE[birth] - FIRST
    aged = age <= claim
    independent = aged & (own >= LAW.korean_required)
    totalised = aged & (own >= LAW.minimum_own_months) & (total >= LAW.korean_required) & ~independent
    _decide(found, "KR", independent, totalised, own, total)

    entitled = np.flatnonzero(independent | totalised)
    own, total, claim, age = (each[entitled] for each in (own, total, claim, age))
    totalised = totalised[entitled]
    completed = np.empty(len(entitled), np.int64)
    completed[~totalised] = merged.month_number(LAW.korean_required, merged.korea, entitled[~totalised])
    completed[totalised] = merged.month_number(LAW.korean_required, merged.both, entitled[totalised])
    ground = np.maximum(np.maximum(age, completed), merged.last_month(merged.korea, entitled))
    right = np.where(totalised, np.maximum(ground, LAW.provision - FIRST), ground) + 1
    start = np.maximum(right, claim - LAW.limitation)

    # The theoretical amount as a fraction of 64-bit numbers: see law.py for what bounds them.
    average = persons["established.KR.average_earnings"][entitled]
    above = AVERAGE_INCOME[right] * merged.sums(WEIGHT_A, merged.korea, entitled)
    above += average * merged.sums(WEIGHT_B, merged.korea, entitled)
    above *= PART[np.where(totalised, total, own)]
    unit = 12 * LAW.weight_unit * LAW.part_unit
    capped = above > average * unit * own
    shared = np.where(capped, average * own, above) // np.where(capped, 10 * total, 10 * unit * total) * 10
    whole = np.where(capped, average, above)
    below = np.where(capped, 10, 10 * unit * own)
    theoretical = whole // below * 10
    alone = adjusted(whole, below, right, theoretical)
    common = np.gcd(own, total)
    found["KR"], found["KR.start"] = entitled, calendar(start)
    found["KR.shared"] = totalised
    found["KR.ratio_numerator"], found["KR.ratio_denominator"] = own // common, total // common
    found["KR.theoretical_amount"] = theoretical
    found["KR.monthly_amount_at_start"] = np.where(totalised, shared, alone)


def adjusted(above: Whole, below: Whole, right: Whole, unadjusted: Whole) -> Whole:
    """``above / below`` times the adjustment since the month of the right, down to ten.

    The exact fraction is wider than 64 bits. Its quotient in floating point says which ten it is, but for the
    few that come so near to one that Python's own whole numbers have to say.
    """
    amount = unadjusted.copy()
    later = np.flatnonzero(ADJUSTMENT[right] != 1)
    quotient = above[later] / below[later] * ADJUSTMENT[right[later]]
    amount[later] = quotient.astype(np.int64) * 10
    for row in later[np.abs(quotient - np.rint(quotient)) < NEAR].tolist():
        factor = LAW.adjustment[right[row]]
        amount[row] = int(above[row]) * factor.numerator // (int(below[row]) * factor.denominator) * 10
    return amount


def _decide(found: Arrays, code: str, independent: Flags, totalised: Flags, own: Whole, total: Whole) -> None:
    found[f"{code}.entitled"] = independent | totalised
    found[f"{code}.basis"] = np.where(independent, 0, np.where(totalised, 1, 2)).astype(np.int8)
    found[f"{code}.own_months"], found[f"{code}.totalised_months"] = own, total


def as_table(found: Arrays) -> pa.Table:
    """The columns as a table: amounts in their rows, and null in the others."""
    columns: list[pa.Array] = []
    rows = len(found["case_id"])
    for field in RESULT:
        code, _, name = field.name.partition(".")
        if name == "basis":
            columns.append(pa.DictionaryArray.from_arrays(pa.array(found[field.name]), pa.array(BASES)))
        elif field.name not in found:
            columns.append(pa.nulls(rows, field.type))
        elif name not in IN_ENTITLED:
            columns.append(pa.array(found[field.name].astype(field.type.to_pandas_dtype()), field.type))
        else:
            held = np.zeros(rows, field.type.to_pandas_dtype())
            missing = np.ones(rows, bool)
            held[found[code]] = found[field.name]
            some = found[code]
            if name.startswith(("ratio", "theoretical")):
                some = some[found[f"{code}.shared"]]
            missing[some] = False
            columns.append(pa.array(held, field.type, mask=missing))
    return pa.table(columns, names=RESULT.names)


class NumpyArrays(Contender):
    """NumPy arrays."""

    def read(self, persons: Path, periods: Path) -> tuple[Arrays, Arrays]:
        """See ``Contender``."""
        return arrays_of(read(persons), read(periods))

    def work(self, tables: tuple[Arrays, Arrays]) -> Arrays:
        """See ``Contender``."""
        persons, periods = tables
        return decided(persons, Merged(persons, periods))

    def write(self, results: Arrays, path: Path) -> None:
        """See ``Contender``."""
        write(as_table(results), path)
