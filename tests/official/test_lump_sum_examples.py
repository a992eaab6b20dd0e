"""Published calculations of single sums: Circular 59/2015/TT-BLĐTBXH (Ví dụ) and Viet Nam Social Security."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.vietnam.helpers import computed, decided, period


def asked(reason: str, **more: Any) -> dict[str, Any]:
    return {"benefit": "lump_sum", "withdrawals": {"VN": {"reason": reason, **more}}}


def test_example_34_odd_months_before_2014_move_to_the_time_after() -> None:
    """16 years 4 months, of which 10 years 2 months before 2014: 1.5 x 10 + 2 x 6.5 = 28 months."""
    result = decided(
        "male", "1960-01", "2020-03-01", period("2003-11", "2020-02"), claim=asked("emigration"), average=10_000_000
    )
    assert (computed(result, "months_before_2014"), result.own_months) == (122, 196)
    assert (computed(result, "half_years_before_2014"), computed(result, "half_years_from_2014")) == (20, 13)
    assert computed(result, "months_of_salary") == 28
    assert result.further == {"lump_sum": 280_000_000}


@pytest.mark.parametrize(("decided_on", "level"), [("2016-03-01", 1_150_000), ("2016-05-01", 1_210_000)])
def test_example_35_the_base_salary_is_that_of_the_decision(decided_on: str, level: int) -> None:
    """Asked for on 20 February 2016, decided on 1 March: the base salary of 1 March counts."""
    result = decided(
        "male",
        "1955-01",
        "2016-02-20",
        period(
            "1996-01",
            "2014-12",
            salary_regime="state",
            earnings=[{"from": "1996-01", "to": "2014-12", "monthly": 2_000_000, "coefficient": "3.00"}],
        ),
        claim=asked("age", decided=decided_on),
        average=None,
    )
    assert result.average_earnings == 3 * level
    # 18 years before 2014 and one from then on.
    assert result.further == {"lump_sum": (18 * Fraction(3, 2) + 2) * 3 * level}


def test_a_worker_s_sum_of_2017_as_viet_nam_social_security_computes_it() -> None:
    """37 months, 12 of them before 2014: 1,774,052 x (1.5 + 2 x 2.5) = 11,531,338."""
    result = decided(
        "female",
        "1990-01",
        "2017-08-10",
        period("2013-01", "2013-12", 1_200_000),
        period("2014-01", "2014-09", 1_445_000),
        period("2014-10", "2014-12", 2_140_000),
        period("2015-07", "2016-02", 2_140_000),
        period("2016-03", "2016-07", 2_515_000),
        claim=asked("ceased"),
        average=None,
        interpretations={"VN": {"average_rounding": "whole_units"}},
    )
    assert result.own_months == 37
    assert result.average_earnings == 1_774_052
    assert result.further == {"lump_sum": 11_531_338}


@pytest.mark.parametrize(
    ("example", "claimed", "monthly", "since", "first", "last", "months", "paid"),
    [
        (41, "2017-01-10", 4_000_000, "2016-01", "1992-01", "2015-12", 31, 124_000_000),
        (42, "2018-01-10", 3_500_000, "2008-01", "1983-01", "2007-12", 3, 10_500_000),
    ],
)
def test_a_pensioner_who_settles_abroad(
    example: int, claimed: str, monthly: int, since: str, first: str, last: str, months: int, paid: int
) -> None:
    """Example 41: 24 years, 2 of them from 2014, a year drawn: {(22 x 1.5 + 2 x 2) - 12 x 0.5} x 4 = 124 million.

    Example 42: 25 years before 2014, ten years drawn: 37.5 - 60 months, so three months of 3.5 million.
    """
    claim = asked("emigration", pension={"monthly": monthly, "since": since})
    result = decided("female", "1955-01", claimed, period(first, last), claim=claim, average=None)
    assert computed(result, "months_of_pension_paid_out") == months
    assert result.further == {"commuted_pension": paid}


def test_example_43_three_months_of_a_monthly_allowance() -> None:
    claim = asked("emigration", pension={"monthly": 2_000_000, "since": "2010-01"})
    claim["options"] = {"VN": {"allowance_drawn": True}}
    result = decided("female", "1955-01", "2017-01-10", claim=claim, average=None)
    assert result.further == {"commuted_pension": 6_000_000}


def test_ten_months_are_paid_as_contributions() -> None:
    """C59 19(2): 22 % of the salaries of less than a year, at most two months of the average."""
    salaries = period("2019-03", "2019-12", 5_000_000)
    result = decided("male", "1990-01", "2022-01-10", salaries, claim=asked("emigration"), average=6_000_000)
    assert result.further == {"lump_sum": 11_000_000}  # 22 % of 50,000,000; two months would be 12,000,000
    result = decided("male", "1990-01", "2022-01-10", salaries, claim=asked("emigration"), average=5_000_000)
    assert result.further == {"lump_sum": 10_000_000}
