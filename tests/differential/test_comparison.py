"""The short form of the comparison, and that it finds what is made to differ."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tests.batch.tables import tables_of
from tests.differential.comparison import Findings, compare
from tests.differential.population import Json, person
from tests.differential.restatement import Restatement, left_out
from totalisation.agreement_file import find_agreement

PERSONS = 500


@pytest.fixture(scope="module")
def restatement() -> Restatement:
    return Restatement()


def cases(number: int, seed: int = 7) -> list[Json]:
    source = Random(seed)
    return [person(source, each) for each in range(number)]


def compared(restatement: Restatement, persons: list[Json], variants: int = 1) -> Findings:
    findings = Findings()
    compare(persons, restatement, findings, variants=variants)
    return findings


@pytest.mark.slow
def test_engine_and_restatement_say_the_same(restatement: Restatement) -> None:
    findings = compared(restatement, cases(PERSONS), variants=4)
    assert findings.cases == 4 * PERSONS
    assert not findings.differences, findings.examples
    assert findings.decided > 0.8 * findings.cases
    assert not findings.left_out
    assert sum(findings.untold.values()) < 0.001 * sum(findings.compared.values())
    for column in ("VN.monthly_amount", "KR.monthly_amount", "KR.theoretical_amount", "VN.one_off_allowance"):
        assert findings.filled[column] > 0.02 * findings.cases, column


CHANGES: dict[str, tuple[str, str]] = {
    "ages two years higher": ("UPDATE attainment SET month = month + 24 WHERE lower = 0", "VN.entitled"),
    "a coefficient a hundredth higher": ("UPDATE price_level SET hundredths = hundredths + 1", "VN.monthly_amount"),
    "a factor a thousandth higher": ("UPDATE kr_year SET factor = factor + 1", "KR.monthly_amount"),
    "a cohort a month later": ("UPDATE kr_cohort SET pension_age = pension_age + 1", "KR.start"),
    "more own time before totalising": ("UPDATE term SET minimum_own = minimum_own + 60", "KR.basis"),
}


@pytest.mark.slow
@pytest.mark.parametrize("change", CHANGES)
def test_a_law_that_differs_is_found(restatement: Restatement, change: str) -> None:
    statement, column = CHANGES[change]
    restatement.connection.execute("BEGIN")
    try:
        restatement.connection.execute(statement)
        findings = compared(restatement, cases(100))
    finally:
        restatement.connection.execute("ROLLBACK")
    assert findings.differences[column], findings.differences
    example = findings.examples[column][0]
    assert example["engine"][column] != example["restatement"][column.split(".")[1]]


def test_what_is_not_restated_is_left_out() -> None:
    ordinary, other = cases(2)
    other["claim"]["options"] = {"KR": {"childbirth_credit_months": 12}}
    assert left_out(*tables_of([ordinary, other], find_agreement("vn-kr"), "coded")) == {other["case_id"]}


def test_a_way_that_the_next_law_alone_opens_leaves_a_claim_of_the_month_before_unsettled(
    restatement: Restatement,
) -> None:
    """A man who is sixty in June 2025, with twenty years of voluntary insurance, Law 41/2024 Art. 141(9), and fifteen
    of hazardous work, of whose lower age he was in 2020: in June no law gives him a pension of that month."""
    person = {"sex": "male", "birth_date": "1965-06", "nationality": "VN"}
    work = {"kind": "compulsory", "salary_regime": "employer", "conditions": ["hazardous"]}
    periods = [
        _period("1988-06", "2008-07", kind="voluntary"),
        _period("2009-09", "2024-08", **work),
    ]
    found = []
    for day in ("2025-06-03", "2025-07-03"):
        claim = {"benefit": "old_age", "date": day}
        case = {"case_id": "c0", "agreement": "vn-kr", "person": person, "claim": claim, "periods": periods}
        findings = compared(restatement, [case])
        assert not findings.differences, findings.examples
        found.append((findings.decided, findings.unsettled))
    assert found == [(1, 1), (1, 0)]


def _period(begin: str, end: str, **more: Any) -> Json:
    return {
        "party": "VN",
        "from": begin,
        "to": end,
        "earnings": [{"from": begin, "to": end, "monthly": 5_000_000}],
        **more,
    }
