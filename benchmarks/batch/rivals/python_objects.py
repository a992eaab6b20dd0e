"""Pure Python: an object for each person and each period, exact integers, one pass over each person's periods."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import gcd
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.batch.contender import Contender
from benchmarks.batch.law import FIRST, figures
from benchmarks.batch.tables import RESULT, read, write

LAW = figures()
ADJUSTMENT_NUMERATORS, ADJUSTMENT_DENOMINATORS = LAW.adjustment_terms

Stretch = tuple[int, int]
Side = tuple[bool, str, int, int, int | None, int | None, int | None, int | None, int | None]
"""One party's results, in the order of ``tables.OF_PARTY``."""


@dataclass(slots=True)
class Period:
    """An insured period, from its first month to its last."""

    case_id: int
    party: str
    first: int
    last: int
    compulsory: bool


@dataclass(slots=True)
class Person:
    """A person with a claim, and the periods in the order of their first months."""

    case_id: int
    sex: str
    birth: int
    claim: int
    average_of_viet_nam: int
    average_of_korea: int
    periods: list[Period]


def people(persons: pa.Table, periods: pa.Table) -> list[Person]:
    """The rows of both tables as objects."""
    rows = [
        Period(case_id, party, month(first), month(last), kind == "compulsory")
        for case_id, party, first, last, kind in zip(*_lists(periods), strict=True)
    ]
    grouped = {case_id: sorted(some, key=attrgetter("first")) for case_id, some in groupby(rows, attrgetter("case_id"))}
    return [
        Person(case_id, sex, month(birth), 12 * claim.year + claim.month - 1, one, other, grouped.get(case_id, []))
        for case_id, sex, birth, claim, one, other in zip(*_lists(persons), strict=True)
    ]


def _lists(table: pa.Table) -> list[list[Any]]:
    return [column.to_pylist() for column in table.columns]


def month(calendar: int) -> int:
    """A month from YYYYMM."""
    return calendar // 100 * 12 + calendar % 100 - 1


def calendar(month: int) -> int:
    """A month as YYYYMM."""
    return month // 12 * 100 + month % 12 + 1


def merged(periods: Iterable[Period]) -> list[Stretch]:
    """The months of periods, given in the order of their first months, as stretches that do not overlap."""
    stretches: list[Stretch] = []
    end = 0
    for each in periods:
        if each.last > end:
            stretches.append((max(each.first, end + 1), each.last))
            end = each.last
    return stretches


def months(stretches: Iterable[Stretch]) -> int:
    """How many months the stretches have."""
    return sum(last - first + 1 for first, last in stretches)


def month_number(number: int, stretches: Iterable[Stretch]) -> int:
    """The month of that number, the first being 1, of at least so many."""
    for first, last in stretches:
        if last - first + 1 >= number:
            return first + number - 1
        number -= last - first + 1
    raise ValueError(number)


def decided(person: Person) -> tuple[Side, Side]:
    """What both sides owe."""
    of_viet_nam = [each for each in person.periods if each.party == "VN"]
    own_of_viet_nam = merged(of_viet_nam)
    compulsory = merged(each for each in of_viet_nam if each.compulsory)
    own_of_korea = merged(each for each in person.periods if each.party == "KR")
    both = merged(person.periods)
    return viet_nam(person, own_of_viet_nam, months(compulsory), months(both)), korea(person, own_of_korea, both)


def viet_nam(person: Person, stretches: Sequence[Stretch], compulsory: int, total: int) -> Side:
    """What Viet Nam owes."""
    own, claim = months(stretches), person.claim
    normal_age = LAW.normal_attainment[person.sex][person.birth - FIRST]
    lower_age = LAW.voluntary_attainment[person.sex][person.birth - FIRST]
    normal = own >= LAW.required and normal_age <= claim
    long_voluntary = own - compulsory >= LAW.long_voluntary_required and lower_age <= claim
    independent = normal or long_voluntary
    totalised = own >= LAW.minimum_own_months and total >= LAW.required and normal_age <= claim and not independent
    if not independent and not totalised:
        return False, "none", own, total, None, None, None, None, None
    age = lower_age if long_voluntary and not (normal and normal_age < claim) else normal_age
    start = max(claim, age + 1, stretches[-1][1] + 1)
    rate = LAW.treaty_rate[own] if totalised else LAW.rate[person.sex][own]
    unit = LAW.rate_unit
    amount = (2 * person.average_of_viet_nam * rate + unit) // (2 * unit)
    if independent and compulsory >= LAW.minimum_pension_required:
        amount = max(amount, LAW.reference_level[start - FIRST])
    basis = "independent" if independent else "totalised"
    return True, basis, own, total, calendar(start), None, None, None, amount


def korea(person: Person, stretches: Sequence[Stretch], both: Sequence[Stretch]) -> Side:
    """What Korea owes."""
    own, total, claim, average = months(stretches), months(both), person.claim, person.average_of_korea
    age = LAW.korean_attainment[person.birth - FIRST]
    independent = own >= LAW.korean_required and age <= claim
    totalised = own >= LAW.minimum_own_months and total >= LAW.korean_required and age <= claim and not independent
    if not independent and not totalised:
        return False, "none", own, total, None, None, None, None, None
    completed = month_number(LAW.korean_required, stretches if independent else both)
    ground = max(age, completed, stretches[-1][1])
    right = (ground if independent else max(ground, LAW.provision)) + 1
    start = max(right, claim - LAW.limitation)
    weight_a = sum(LAW.weight_a[last + 1 - FIRST] - LAW.weight_a[first - FIRST] for first, last in stretches)
    weight_b = sum(LAW.weight_b[last + 1 - FIRST] - LAW.weight_b[first - FIRST] for first, last in stretches)
    # The theoretical amount as a fraction.
    above = (LAW.average_income[right - FIRST] * weight_a + average * weight_b) * LAW.part[
        own if independent else total
    ]
    below = 12 * LAW.weight_unit * LAW.part_unit * own
    if above > average * below:
        above, below = average, 1
    above_adjusted = above * ADJUSTMENT_NUMERATORS[right - FIRST]
    below_adjusted = 10 * below * ADJUSTMENT_DENOMINATORS[right - FIRST]
    if independent:
        amount = above_adjusted // below_adjusted * 10
        return True, "independent", own, total, calendar(start), None, None, None, amount
    amount = above_adjusted * own // (below_adjusted * total) * 10
    common = gcd(own, total)
    theoretical = above // (10 * below) * 10
    return True, "totalised", own, total, calendar(start), own // common, total // common, theoretical, amount


def as_table(case_ids: Sequence[int], results: Iterable[tuple[Side, Side]]) -> pa.Table:
    """Results as a table."""
    columns = [case_ids, *zip(*((*one, *other) for one, other in results), strict=True)]
    return pa.table([pa.array(each, field.type) for each, field in zip(columns, RESULT, strict=True)], schema=RESULT)


class PythonObjects(Contender):
    """Pure Python objects."""

    def read(self, persons: Path, periods: Path) -> list[Person]:
        """See ``Contender``."""
        return people(read(persons), read(periods))

    def work(self, tables: list[Person]) -> tuple[list[int], list[tuple[Side, Side]]]:
        """See ``Contender``."""
        return [each.case_id for each in tables], [decided(each) for each in tables]

    def write(self, results: tuple[list[int], list[tuple[Side, Side]]], path: Path) -> None:
        """See ``Contender``."""
        write(as_table(*results), path)
