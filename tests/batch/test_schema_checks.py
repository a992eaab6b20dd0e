"""Columns are checked before the first row, all faults at once, each with what would be right."""

from __future__ import annotations

import pyarrow as pa
import pytest

from totalisation.agreement_file import find_agreement
from totalisation.batch.kinds import IN_WORDS, PREFERRED, may_hold
from totalisation.batch.schema import InputSchema
from totalisation.batch.schema_checks import check_schemas
from totalisation.messages import FaultsError

SCHEMA = InputSchema(find_agreement("vn-kr"))

PERSONS = {"case_id": pa.string(), "sex": pa.string(), "birth_date": pa.int32(), "claim_date": pa.date32()}
PERIODS = {"case_id": pa.string(), "party": pa.string(), "from": pa.int32(), "to": pa.int32(), "kind": pa.string()}


def faults(persons: dict[str, pa.DataType], periods: dict[str, pa.DataType]) -> list[str]:
    try:
        check_schemas(SCHEMA, pa.schema(persons.items()), pa.schema(periods.items()), ("persons.csv", "periods.csv"))
    except FaultsError as error:
        return [each.in_language() for each in error.faults]
    return []


def fault(name: str, given: pa.DataType) -> str:
    """What is told of one more column of the persons."""
    (only,) = faults({**PERSONS, name: given}, PERIODS)
    return only.removeprefix(f"persons.csv: {name}: ")


def test_the_published_schemas_have_no_faults() -> None:
    persons, periods = SCHEMA.arrow("persons"), SCHEMA.arrow("periods")
    named = {each.name.replace(".KEY", ".2020"): each.type for each in persons}
    assert faults(named, {each.name: each.type for each in periods}) == []
    assert all(each.metadata[b"description"] for each in (*persons, *periods))


def test_required_columns_alone_suffice() -> None:
    assert faults(PERSONS, PERIODS) == []


def test_every_fault_is_told_at_once() -> None:
    told = faults(
        {"case_id": pa.int64(), "sex": pa.float64(), "birth_date": pa.string(), "gender": pa.string()},
        {"case_id": pa.string(), "party": pa.string(), "from": pa.timestamp("ns"), "to": pa.int64()},
    )
    assert [each.split(": ")[:2] for each in told] == [
        ["persons.csv", "sex"],
        ["persons.csv", "gender"],
        ["persons.csv", "claim_date"],
        ["periods.csv", "from"],
        ["periods.csv", "kind"],
        ["periods.csv", "case_id"],
    ]
    assert "a column of type double cannot hold this. Its type is string, plain or dictionary-coded." in told[0]
    assert "unknown column." in told[1]
    assert "the column is missing. Its type is date32, or string YYYY-MM-DD." in told[2]
    assert "timestamp[ns]" in told[3]
    assert "string here, and int64 among the persons. Give both the same type." in told[5]


def test_a_column_that_stands_twice_is_told() -> None:
    twice = pa.schema([*PERSONS.items(), ("sex", pa.string())])
    with pytest.raises(FaultsError, match="sex: 2 columns have this name"):
        check_schemas(SCHEMA, twice, pa.schema(PERIODS.items()), ("persons.csv", "periods.csv"))


@pytest.mark.parametrize(
    ("name", "given", "told"),
    [
        ("established.XX.average_earnings", pa.int64(), "XX is not a party to the agreement. The parties are VN, KR."),
        (
            "established.VN.average_earning",
            pa.int64(),
            "no figure of this name is used. Did you mean “average_earnings”?",
        ),
        ("established.VN.base_salary", pa.int64(), "a table is needed, not one number."),
        ("established.VN.average_earnings.2020", pa.int64(), "one number is needed, not a table."),
        ("established.VN.base_salary.KEY", pa.int64(), "KEY stands for the index of each figure"),
        ("established.KR.revaluation_rate.20", pa.int64(), "this is not an index of the table “revaluation_rate”."),
        ("established.VN.average_earnings", pa.float64(), "a column of type double cannot hold this."),
        ("options.KR.earlier", pa.bool_(), "unknown column. Did you mean “options.KR.early”?"),
        ("options.KR.early", pa.int64(), "a column of type int64 cannot hold this. Its type is bool."),
        ("interpretations.KR.rounding", pa.string(), "unknown column."),
        ("top_up.VN.paid", pa.bool_(), "a column of type bool cannot hold this."),
        ("capacity_loss_percent", pa.float64(), "a column of type double cannot hold this. Its type is int64."),
        ("dependants", pa.list_(pa.struct([("relation", pa.string()), ("age", pa.int64())])), "a column of type list"),
    ],
)
def test_a_column_that_means_nothing_is_told(name: str, given: pa.DataType, told: str) -> None:
    assert fault(name, given).startswith(told)


def test_a_table_takes_each_figure_as_a_column() -> None:
    assert faults({**PERSONS, "established.KR.revaluation_rate.1993": pa.string()}, PERIODS) == []


def test_a_column_of_nulls_may_hold_anything_that_is_not_required() -> None:
    assert faults({**PERSONS, "nationality": pa.null()}, {**PERIODS, "earnings": pa.null()}) == []
    (told,) = faults({**PERSONS, "sex": pa.null()}, PERIODS)
    assert "a column of type null cannot hold this" in told


@pytest.mark.parametrize("kind", PREFERRED)
def test_each_kind_takes_its_preferred_type_and_no_floating_number(kind: str) -> None:
    assert may_hold(kind, PREFERRED[kind])  # type: ignore[index,arg-type]
    assert not may_hold(kind, pa.float64())  # type: ignore[arg-type]
    assert kind in IN_WORDS
