"""The plain evaluator answers as the single-case engine does, field by field."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings

from tests.batch.tables import Json, Layout, tables_of
from tests.strategies import cases, later_day, random_case
from totalisation import assess
from totalisation.agreement_file import find_agreement
from totalisation.batch.evaluator import Decided, PlainEvaluator, evaluator_for
from totalisation.batch.schema import rejects_schema, results_schema
from totalisation.determination import Determination
from totalisation.messages import Fault, FaultsError, message

pytestmark = pytest.mark.slow

AGREEMENT = find_agreement("vn-kr")


def decided(many: Sequence[Json], as_of: date | None = None, layout: Layout = "text") -> Decided:
    persons, periods = tables_of(many, AGREEMENT, layout)
    counts = [len(each.get("periods", [])) for each in many]
    return PlainEvaluator(AGREEMENT, as_of).decide(
        whole(persons), whole(periods), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    )


def whole(table: pa.Table) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.concat_arrays(each.chunks) if each.num_chunks else pa.array([], each.type) for each in table.columns],
        schema=table.schema,
    )


def month(value: int | None) -> int | None:
    return None if value is None else value // 12 * 100 + value % 12 + 1


def expected(found: Determination) -> dict[str, Any]:
    """The row that a determination stands in, told apart from how the evaluator makes it."""
    row: dict[str, Any] = {"case_id": found.case.case_id}
    for code, result in found.parties.items():
        row[f"{code}.entitled"] = result.entitled
        row[f"{code}.basis"] = result.basis
        row[f"{code}.own_months"] = result.own_months
        row[f"{code}.totalised_months"] = result.totalised_months
        row[f"{code}.start"] = month(result.start)
        row[f"{code}.earliest"] = month(result.earliest)
        row[f"{code}.ratio_numerator"] = None if result.ratio is None else result.ratio.numerator
        row[f"{code}.ratio_denominator"] = None if result.ratio is None else result.ratio.denominator
        row[f"{code}.theoretical_amount"] = result.theoretical_amount
        row[f"{code}.monthly_amount_at_start"] = result.monthly_amount_at_start
        row[f"{code}.monthly_amount"] = result.monthly_amount
        if code == "VN":
            row["VN.one_off_allowance"] = result.further.get("one_off_allowance")
        row[f"{code}.doubts"] = expected_doubts(found, code)
    return row


def expected_doubts(found: Determination, code: str) -> str:
    """The doubts as the determination with its full record tells them."""
    doubts = {f"{each.kind}:{each.name.split('.')[0]}" for each in found.unverified if each.party == code}
    doubts |= {
        f"question:{each.name}={each.choice}"
        for each in found.interpretations
        if each.party == code and each.name in found.parties[code].scheme.interpretations
    }
    return " ".join(sorted(doubts))


def check(many: Sequence[Json], as_of: date | None = None, layout: Layout = "text") -> None:
    found = decided(copy.deepcopy(list(many)), as_of, layout)
    assert found.results.schema.equals(results_schema(AGREEMENT), check_metadata=True)
    assert found.rejects.schema.equals(rejects_schema(), check_metadata=True)
    rows, rejects = iter(found.results.to_pylist()), iter(found.rejects.to_pylist())
    for case in many:
        try:
            determination = assess(copy.deepcopy(case), as_of=as_of)
        except FaultsError as error:
            for fault in dict.fromkeys((each.where, str(each.wrong)) for each in error.faults):
                told = next(rejects)
                assert told["case_id"] == case["case_id"]
                assert (told["field"], told["wrong"]) == fault
        else:
            assert next(rows) == expected(determination)
    assert next(rows, None) is None
    assert next(rejects, None) is None


@given(cases)
@settings(max_examples=60)
def test_a_row_is_what_assess_makes_of_its_case(case: Json) -> None:
    check([case])


@pytest.mark.parametrize("layout", ["text", "coded"])
def test_rows_keep_the_order_of_the_persons(layout: Layout) -> None:
    source = Random(20)
    many = [{**random_case(source), "case_id": f"C{number}"} for number in range(150)]
    check(many, layout=layout)


@given(cases)
@settings(max_examples=20)
def test_a_pension_is_carried_to_the_day_of_the_batch(case: Json) -> None:
    day = date.fromisoformat(later_day(Random(case["claim"]["date"]), case))
    check([case], as_of=day)


def test_a_claim_after_the_day_of_the_batch_is_rejected() -> None:
    case = random_case(Random(3))
    found = decided([case], date(2000, 1, 1))
    assert found.results.num_rows == 0
    assert found.rejects.column("field").to_pylist() == ["as_of"]


def test_without_a_compiled_evaluator_the_plain_one_decides() -> None:
    assert isinstance(evaluator_for(AGREEMENT, engine="plain"), PlainEvaluator)


def test_where_the_rules_cannot_be_compiled_the_plain_engine_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = FaultsError([Fault("--engine", message("no compiler"))])

    def compiled_evaluator(*_: Any) -> Any:
        raise refused

    monkeypatch.setattr("totalisation.batch.compiled.compiled_evaluator", compiled_evaluator)
    assert isinstance(evaluator_for(AGREEMENT), PlainEvaluator)
    with pytest.raises(FaultsError, match="no compiler"):
        evaluator_for(AGREEMENT, engine="compiled")


def test_a_failure_of_the_engine_is_told_of_its_row_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(case: Json, **_: Any) -> Any:
        if case["case_id"] == "C1":
            raise ZeroDivisionError("of months")
        return assess(case)

    monkeypatch.setattr("totalisation.batch.evaluator.assess", failing)
    many = [{**random_case(Random(7)), "case_id": f"C{number}"} for number in range(3)]
    found = decided(many)
    assert found.results.column("case_id").to_pylist() == ["C0", "C2"]
    (told,) = found.rejects.to_pylist()
    assert told["case_id"] == "C1"
    assert told["wrong"] == "the engine failed on this case: ZeroDivisionError: of months."


def test_earnings_given_in_both_ways_are_a_fault() -> None:
    case = {**random_case(Random(11)), "case_id": "C1"}
    persons, periods = tables_of([case], AGREEMENT)
    both = periods.append_column("monthly", pa.array([1] * periods.num_rows))
    rows = [(each["earnings"] is not None) for each in periods.to_pylist()]
    starts = np.array([0, periods.num_rows], np.int64)
    found = PlainEvaluator(AGREEMENT).decide(whole(persons), whole(both), starts)
    assert rows
    assert {each["field"] for each in found.rejects.to_pylist()} == {
        f"periods[{index}].earnings" for index, given in enumerate(rows) if given
    }


def test_a_fault_in_the_earnings_of_a_whole_period_names_its_column() -> None:
    case = {**random_case(Random(11)), "case_id": "C1", "established": {}}
    persons, periods = tables_of([case], AGREEMENT)
    paid = periods.drop_columns(["earnings"]).append_column("monthly", pa.array([-5] * periods.num_rows))
    starts = np.array([0, periods.num_rows], np.int64)
    found = PlainEvaluator(AGREEMENT).decide(whole(persons), whole(paid), starts)
    assert {each["field"] for each in found.rejects.to_pylist()} == {
        f"periods[{index}].monthly" for index in range(periods.num_rows)
    }
