"""Routes to the pension, their conditions, and the month of the start."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import abroad, computed, decided, months_before, period
from totalisation.months import format_month
from totalisation.schemes.vietnam import SCHEME, conditions

AGED = ("male", "1955-01")


@pytest.mark.parametrize(
    ("claim", "months", "entitled"),
    [
        ("2025-06-30", 239, False),
        ("2025-06-30", 240, True),
        ("2025-07-01", 179, False),
        ("2025-07-01", 180, True),
    ],
)
def test_full_years_are_required(claim: str, months: int, entitled: bool) -> None:
    result = decided(*AGED, claim, months_before("2020-12", months))
    assert result.entitled is entitled
    if not entitled:
        assert [each.name for each in result.missing] == ["qualifying_period"]
        assert result.missing[0].required - result.missing[0].actual == 1


def test_fifteen_years_open_the_pension_when_the_law_of_2024_starts() -> None:
    result = decided(*AGED, "2024-03-01", months_before("2020-12", 190))
    assert not result.entitled
    assert result.earliest is not None
    assert format_month(result.earliest) == "2025-07"


def test_a_start_that_the_age_moves_into_the_new_law_is_decided_by_it() -> None:
    # Born in April 1964: 61 years and 3 months in July 2025, the start in August.
    result = decided("male", "1964-04", "2025-07-20", months_before("2020-12", 190))
    assert result.entitled
    assert format_month(result.start or 0) == "2025-08"


WORK = months_before("2025-12", 180)


@pytest.mark.parametrize(
    ("sex", "birth", "conditions", "person", "months", "route"),
    [
        ("male", "1964-06", [], {}, 180, "normal"),
        ("male", "1969-06", ["hazardous"], {}, 180, "hazardous"),
        ("male", "1969-06", ["difficult_area"], {}, 180, "hazardous"),
        ("male", "1974-06", ["underground_coal"], {}, 180, "underground_coal"),
        ("male", "1969-06", ["armed_forces"], {}, 180, "armed_forces"),
        ("male", "1974-06", ["armed_forces", "hazardous"], {}, 180, "armed_forces"),
        ("male", "1990-01", [], {"occupational_hiv": True}, 180, "occupational_hiv"),
        ("male", "1969-06", [], {"capacity_loss_percent": 61}, 240, "reduced_capacity"),
        ("male", "1969-06", [], {"capacity_loss_percent": 80}, 240, "reduced_capacity"),
        ("male", "1974-06", [], {"capacity_loss_percent": 81}, 240, "severely_reduced_capacity"),
        ("male", "1980-01", ["very_hazardous"], {"capacity_loss_percent": 61}, 240, "reduced_capacity_very_hazardous"),
    ],
)
def test_each_route_is_open_and_closes_with_one_month_less(
    sex: str, birth: str, conditions: list[str], person: dict[str, Any], months: int, route: str
) -> None:
    if "capacity_loss_percent" in person:
        person = {**person, "capacity_conclusion": "2025-11-05"}
    for each, entitled in ((months, True), (months - 1, False)):
        work = months_before("2025-12", each, conditions=conditions)
        result = decided(sex, birth, "2026-01-10", work, person=person)
        assert result.entitled is entitled
        if entitled:
            assert computed(result, "route") == route


def test_too_few_years_of_hazardous_work_open_nothing() -> None:
    work = (months_before("2010-12", 100), period("2011-01", "2025-10", conditions=["hazardous"]))
    result = decided("male", "1969-06", "2026-01-10", *work)
    assert computed(result, "hazardous_months") == 178
    assert [each.name for each in result.missing] == ["age"]


def test_a_full_pension_goes_before_a_reduced_one() -> None:
    person = {"capacity_loss_percent": 61, "capacity_conclusion": "2025-11-05"}
    work = months_before("2025-12", 240, conditions=["hazardous"])
    result = decided("male", "1967-06", "2026-01-10", work, person=person)
    assert computed(result, "route") == "hazardous"
    assert computed(result, "early_reduction") == 0


def test_long_voluntary_insurance_keeps_its_age() -> None:
    voluntary = months_before("2025-12", 240, kind="voluntary")
    result = decided("female", "1970-06", "2026-01-10", voluntary)
    assert result.entitled
    assert computed(result, "route") == "long_voluntary"
    begun_later = [period("2021-01", "2025-12", kind="voluntary"), months_before("2020-12", 180)]
    assert not decided("female", "1970-06", "2026-01-10", *begun_later).entitled


def test_compulsory_and_voluntary_time_count_together_at_the_normal_age() -> None:
    work = (period("2000-01", "2009-12"), period("2010-01", "2014-12", kind="voluntary"))
    assert decided(*AGED, "2026-01-10", *work).entitled
    hazardous = (period("2000-01", "2014-12", conditions=["hazardous"], kind="voluntary"),)
    assert not decided("male", "1969-01", "2026-01-10", *hazardous).entitled


def test_refunded_periods_never_count() -> None:
    work = (period("2000-01", "2009-12", refunded=True), period("2010-01", "2024-12"))
    assert decided(*AGED, "2026-01-10", *work).own_months == 180


def test_the_pension_starts_after_the_last_insured_month() -> None:
    result = decided(*AGED, "2026-01-10", months_before("2026-01", 200))
    assert format_month(result.start or 0) == "2026-02"


def test_reduced_capacity_starts_after_the_later_of_age_and_conclusion() -> None:
    work = months_before("2025-06", 240)
    for concluded, start in (("2026-01-05", "2026-02"), ("2025-08-01", "2026-01")):
        person = {"capacity_loss_percent": 65, "capacity_conclusion": concluded}
        result = decided("male", "1968-06", "2026-01-20", work, person=person)
        assert format_month(result.start or 0) == start


def test_paid_missing_months_start_the_pension_a_month_later_since_july_2025() -> None:
    top_up = {"top_up": {"VN": {"months": 5, "paid": "2026-01"}}}
    result = decided(*AGED, "2026-01-20", months_before("2024-12", 175), claim=top_up)
    assert result.own_months == 180
    assert format_month(result.start or 0) == "2026-02"


def test_totalised_time_opens_the_pension_from_the_provision_on() -> None:
    work = (period("2000-01", "2007-12"), abroad("2010-01", "2019-12"))
    before = decided(*AGED, "2025-05-10", *work)
    assert not before.entitled
    assert "totalisation_in_effect" in [each.name for each in before.missing]
    after = decided(*AGED, "2025-07-10", *work)
    assert (after.entitled, after.basis, after.totalised_months) == (True, "totalised", 216)
    assert format_month(after.start or 0) == "2025-07"


def test_the_soonest_route_is_shown_to_who_is_not_entitled() -> None:
    work = months_before("2025-12", 300, conditions=["hazardous"])
    result = decided("male", "1975-06", "2026-01-10", work)
    assert [each.name for each in result.missing] == ["age"]
    assert computed(result, "route") == "hazardous"
    assert result.earliest is not None
    assert format_month(result.earliest) == "2032-06"


@given(
    st.integers(2016 * 12, 2027 * 12),
    st.integers(44 * 12, 68 * 12),
    st.booleans(),
    st.sampled_from(["female", "male"]),
    st.integers(100, 400),
    st.integers(0, 30),
    st.sampled_from([[], ["hazardous"], ["underground_coal", "very_hazardous"], ["commune_cadre"]]),
    st.sampled_from([None, 61, 81]),
)
@settings(max_examples=150, deadline=None)
def test_the_law_that_is_applied_is_that_of_the_start(
    claim: int, age: int, year_alone: bool, sex: str, months: int, gap: int, conditions: list[str], loss: int | None
) -> None:
    """Whatever moves the start into another law, the two agree; no pension starts before its claim."""
    birth = format_month(claim - age)
    last = claim - gap
    work = months_before(format_month(last), min(months, last - (claim - age) - 16 * 12), conditions=conditions)
    concluded = {"capacity_loss_percent": loss, "capacity_conclusion": f"{format_month(claim - 3)}-05"}
    result = decided(
        sex,
        birth[:4] if year_alone else birth,
        f"{format_month(claim)}-28",
        work,
        person={} if loss is None else concluded,
    )
    for computation in result.computations:
        assert SCHEME.law(computation.value("start_month")) == SCHEME.law(computation.when)
    if result.entitled:
        assert (result.start or 0) >= claim
        assert 0 < (result.rate or 0) <= Fraction(3, 4)
    else:
        assert result.missing
        assert result.earliest is None or result.earliest > claim


def test_the_age_that_the_start_waits_for() -> None:
    """Law 41/2024 Art. 5(7): that of the route taken, also where it is met in the month of the claim itself."""
    attained = {"normal": 100, "hazardous": 90}
    for earliest, awaited in ((100, 90), (99, 90), (101, 100)):
        found = conditions.age_awaited_month(attained, {"normal": 110, "hazardous": earliest}, 90, "hazardous", 100)
        assert found == awaited
    # Where no age is attained, the first of all.
    assert conditions.age_awaited_month(attained, {"normal": 110, "hazardous": 90}, 90, "hazardous", 80) == 90
    assert conditions.age_awaited_month(attained, {"normal": 110, "hazardous": 95}, 90, "hazardous", 92) == 90


def test_voluntary_months_are_no_compulsory_ones() -> None:
    assert [conditions.compulsory_qualifying_months(180, voluntary) for voluntary in (0, 179, 180, 181)] == [
        180,
        1,
        0,
        0,
    ]


def test_the_route_is_one_that_is_met_and_else_the_soonest() -> None:
    """Full pensions go before reduced ones, and an age attained before the month of the claim before one in it."""

    def route(earliest: dict[str, int], attained: dict[str, int] | None = None) -> str:
        return conditions.route(earliest, attained or earliest, 100)

    assert route({"normal": 101, "hazardous": 102}) == "normal"
    assert route({"normal": 102, "hazardous": 101}) == "hazardous"
    assert route({"normal": 101, "hazardous": 101}) == "normal"
    assert route({"normal": 101, "reduced_capacity": 100}) == "reduced_capacity"
    assert route({"reduced_capacity": 99, "normal": 100}) == "normal"
    assert route({"normal": 100, "hazardous": 99}) == "hazardous"
    assert route({"normal": 100, "hazardous": 100}) == "normal"
    assert route({"normal": 99, "hazardous": 98}) == "normal"
    assert route({"severely_reduced_capacity": 100, "reduced_capacity": 99}) == "severely_reduced_capacity"
