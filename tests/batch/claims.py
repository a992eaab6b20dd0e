"""Claims to all benefits as tables, and what the engine says of each by itself.

``python -m tests.batch.claims 20000 [first seed]`` decides so many random claims as a batch and alone, and compares
every field of each. It ends with an AssertionError at the first that differs.
"""

from __future__ import annotations

import copy
import json
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa

from tests.batch.conftest import random_cases
from tests.batch.tables import Json, tables_of
from tests.batch.test_evaluator import expected, expected_doubts, month
from tests.oracle.claims import random_claim
from totalisation import assess
from totalisation.agreement_file import find_agreement
from totalisation.batch import assess_table
from totalisation.batch.schema import results_schema
from totalisation.determination import Determination
from totalisation.extinction import extinction
from totalisation.messages import FaultsError
from totalisation.readings import term_at

AGREEMENT = find_agreement("vn-kr")
EXAMPLES = Path(__file__).parents[2] / "examples"


def claims(number: int, seed: int = 1) -> list[Json]:
    """So many claims, each fourth to an old-age pension, named in ascending order."""
    source = Random(seed)
    old_age = iter(random_cases(number // 4 + 1, seed))
    made = [random_claim(source) if index % 4 else next(old_age) for index in range(number)]
    return [{**each, "case_id": f"B{index:06d}"} for index, each in enumerate(made)]


def examples() -> list[Json]:
    """The shipped example of each benefit."""
    names = ("example", "survivors", "disability", "lump-sum")
    made = [json.loads((EXAMPLES / f"{name}.json").read_text()) for name in names]
    for number, case in enumerate(made):
        case["case_id"] = f"A{number}"
        case["person"].pop("name", None)
    return made


def row_of(found: Determination) -> Json:
    """The row of a determination, told apart from how the evaluator makes it."""
    row = expected(found)
    for code, result in found.parties.items():
        agreed = [
            f"question:{each.name}={each.choice}"
            for each in found.interpretations
            if each.party == code
            and each.name in found.agreement.interpretations
            and term_at(found.agreement, found.agreement.interpretations[each.name].changes) in result.terms
        ]
        row[f"{code}.doubts"] = " ".join(sorted({*expected_doubts(found, code).split(), *agreed}))
    row["benefit"] = found.case.claim.benefit
    ended = extinction(found) if row["benefit"] == "lump_sum" else None
    for code, result in found.parties.items():
        single = [each.amount for each in result.parts if each.due and not each.part.monthly]
        row[f"{code}.single_sums"] = sum(each or 0 for each in single) if single else None
        owes = found.case.claim.benefit == "lump_sum" and result.entitled
        row[f"{code}.extinguished_months"] = (ended.months.get(code, 0) if ended else 0) if owes else None
        row[f"{code}.parts"] = [
            {
                "name": each.name,
                "monthly": each.part.at_start != "",
                "due": each.due,
                "basis": each.basis,
                "start": month(each.start),
                "earliest": month(each.earliest),
                "amount": each.amount,
                "amount_at_start": each.amount_at_start,
                "theoretical_amount": each.theoretical_amount,
                "ratio_numerator": None if each.ratio is None else each.ratio.numerator,
                "ratio_denominator": None if each.ratio is None else each.ratio.denominator,
                "relatives": [
                    {"number": number, "amount": amount}
                    for number, amount in sorted(result.told[each.part.shared].value.items())
                ]
                if each.due and each.part.shared
                else None,
            }
            for each in result.parts
        ]
    return row


def column_of(where: str) -> str:
    return "claim_date" if where == "claim.date" else where.removeprefix("claim.").removeprefix("person.")


def answers(cases: Sequence[Json], as_of: date | None = None) -> tuple[list[Json], list[tuple[str, str, str]]]:
    """What the engine says of each case by itself: the rows, and the faults of the others."""
    rows, faults = [], []
    for case in cases:
        try:
            rows.append(row_of(assess(copy.deepcopy(case), as_of=as_of)))
        except FaultsError as error:
            told = dict.fromkeys((column_of(each.where), str(each.wrong)) for each in error.faults)
            faults += [(case["case_id"], *each) for each in told]
    return rows, faults


def told(rejects: pa.Table) -> list[tuple[str, str, str]]:
    return [(each["case_id"], each["field"], each["wrong"]) for each in rejects.to_pylist()]


def check(cases: Sequence[Json], *, engine: Any = "plain", as_of: date | None = None) -> list[Json]:
    """The rows of a batch are the engine's answers. Returns them."""
    results, rejects = assess_table(*tables_of(cases, AGREEMENT), AGREEMENT, as_of, engine=engine)
    rows, faults = answers(cases, as_of)
    assert results.schema.equals(results_schema(AGREEMENT, benefits=True), check_metadata=True)
    for found, wanted in zip(results.to_pylist(), rows, strict=True):
        assert found == wanted, {name: (found[name], wanted[name]) for name in wanted if found[name] != wanted[name]}
    assert told(rejects) == faults
    return rows


def relatives_as(form: str) -> pa.Array:
    """The relatives of the example as lists of structures, incomes of each party in one of two layouts."""
    survivors = copy.deepcopy(examples()[1]["claim"]["survivors"])
    survivors[0]["monthly_income"] = {"KR": 9_000_000}
    incomes = pa.map_(pa.string(), pa.int64()) if form == "map" else pa.struct([("VN", pa.int64()), ("KR", pa.int64())])
    if form == "map":
        survivors[0]["monthly_income"] = [("KR", 9_000_000)]
    for each in survivors:
        each["birth_date"] = int(each["birth_date"][:7].replace("-", ""))
    relative = pa.struct(
        [
            ("relation", pa.string()),
            ("sex", pa.string()),
            ("birth_date", pa.int32()),
            ("monthly_income", incomes),
            ("without_carer", pa.bool_()),
        ]
    )
    return pa.array([survivors], pa.list_(relative))


def main(number: int, first_seed: int = 1, at_once: int = 500) -> None:
    """Compare so many random claims, and say what they were."""
    found: Counter[str] = Counter()
    for seed in range(first_seed, first_seed + -(-number // at_once)):
        day = date(2027, 12, 31) if seed % 2 else None
        found.update(row["benefit"] for row in check(claims(at_once, seed), as_of=day))
        print(dict(found), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3] or ["20000"]))
