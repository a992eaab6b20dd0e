"""A record of insured months that ends earlier."""

from __future__ import annotations

from typing import Any

import pytest

from totalisation.case import Period
from totalisation.months import MonthSet, parse_month
from totalisation.periods import Kind, record_periods

KINDS = {name: Kind(name, "compulsory", {}) for name in ("first", "second")}


def period(first: str, last: str, kind: str = "first", **more: Any) -> Period:
    return Period.model_validate({"party": "AA", "from": first, "to": last, "kind": kind, **more})


@pytest.mark.parametrize(
    ("last", "first_months", "second_months", "undated", "stretches"),
    [
        ("2019-12", 0, 0, 0, []),
        ("2020-01", 1, 0, 0, [("2020-01", "2020-01")]),
        ("2020-12", 12, 0, 0, [("2020-01", "2020-12")]),
        ("2021-01", 12, 1, 0, [("2020-01", "2020-12"), ("2021-01", "2021-01")]),
        ("2022-06", 12, 12, 1, [("2020-01", "2020-12"), ("2021-01", "2021-12")]),
        ("2030-01", 12, 12, 1, [("2020-01", "2020-12"), ("2021-01", "2021-12")]),
    ],
)
def test_a_record_until_a_month(
    last: str, first_months: int, second_months: int, undated: int, stretches: list[tuple[str, str]]
) -> None:
    periods = [
        period("2020-01", "2020-12"),
        period("2021-01", "2021-12", "second"),
        period("2022-06", "2022-12", count={"unit": "months", "number": 3}),
    ]
    record = record_periods("AA", periods, KINDS)
    until = record.until(parse_month(last))
    assert [len(until.months_by_kind.get(kind, MonthSet())) for kind in KINDS] == [first_months, second_months]
    assert len(until.undated) == undated
    assert [(each.first, each.last) for each in until.ledger] == [
        (parse_month(first), parse_month(end)) for first, end in stretches
    ]
    assert (len(record.months), len(record.undated), len(record.ledger)) == (24, 1, 2)
