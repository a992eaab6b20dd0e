"""Viet Nam's routes, starts, average salaries and amounts, rule by rule at the edges."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from totalisation.earnings import EarningsRun
from totalisation.months import Month, parse_month
from totalisation.parameters import MissingFigureError
from totalisation.schemes.base import Condition
from totalisation.schemes.vietnam import average, payment, start
from totalisation.schemes.vietnam import conditions as law

CLAIM = parse_month("2026-03")
ROUTES: dict[str, Any] = {
    "birth_month": CLAIM - 700,
    "normal_attainment_month": CLAIM,
    "hazardous_attainment_month": CLAIM - 1,
    "coal_attainment_month": CLAIM - 2,
    "armed_forces_attainment_month": CLAIM - 3,
    "reduced_capacity_attainment_month": CLAIM - 4,
    "severely_reduced_capacity_attainment_month": CLAIM - 5,
    "hazardous_months": 0,
    "very_hazardous_months": 0,
    "underground_coal_months": 0,
    "special_work_months": 180,
    "occupational_hiv": False,
    "armed_forces": False,
    "capacity_loss_percent": 0,
    "reduced_capacity_percent": 61,
    "severely_reduced_capacity_percent": 81,
}


def routes(**changed: Any) -> dict[str, int]:
    """The open routes beside the normal one, each by how many months before the claim its age is attained."""
    asked = {**ROUTES, "long_voluntary_attainment_month": CLAIM - 6, "voluntary_before_2021": False, **changed}
    found = law.attainment_by_route(**asked)
    assert next(iter(found)) == "normal"
    return {name: CLAIM - month for name, month in found.items() if name != "normal"}


@pytest.mark.parametrize(
    ("changed", "opened"),
    [
        ({}, {}),
        ({"hazardous_months": 179}, {}),
        ({"hazardous_months": 180}, {"hazardous": 1}),
        ({"underground_coal_months": 179}, {}),
        ({"underground_coal_months": 180}, {"underground_coal": 2}),
        ({"armed_forces": True}, {"armed_forces": 3}),
        ({"occupational_hiv": True}, {"occupational_hiv": 700}),
        ({"voluntary_before_2021": True}, {"long_voluntary": 6}),
        ({"capacity_loss_percent": 60, "very_hazardous_months": 999}, {}),
        ({"capacity_loss_percent": 61}, {"reduced_capacity": 4}),
        ({"capacity_loss_percent": 80}, {"reduced_capacity": 4}),
        ({"capacity_loss_percent": 81}, {"severely_reduced_capacity": 5}),
        ({"capacity_loss_percent": 61, "very_hazardous_months": 179}, {"reduced_capacity": 4}),
        (
            {"capacity_loss_percent": 61, "very_hazardous_months": 180},
            {"reduced_capacity_very_hazardous": 700, "reduced_capacity": 4},
        ),
    ],
)
def test_each_route_opens_at_its_edge(changed: dict[str, Any], opened: dict[str, int]) -> None:
    """L2024 64(1), (2), 65(1), 141(9)."""
    assert routes(**changed) == opened


def test_women_who_are_commune_cadres_have_a_route_of_their_own() -> None:
    """L2014 54(3)."""
    for sex, cadre, opened in (("female", True, ["normal", "commune_cadre"]), ("male", True, ["normal"])):
        assert list(law.attainment_by_route_before(sex=sex, commune_cadre=cadre, **ROUTES)) == opened
    assert list(law.attainment_by_route_before(sex="female", commune_cadre=False, **ROUTES)) == ["normal"]


def test_what_each_route_requires_and_counts() -> None:
    every = dict.fromkeys(("normal", "hazardous", "commune_cadre", "long_voluntary", *law.REDUCED), 0)
    required = law.required_by_route(every, 240, 239, 180, 239)
    assert required == {
        **dict.fromkeys(law.REDUCED, 239),
        "normal": 240,
        "hazardous": 240,
        "commune_cadre": 180,
        "long_voluntary": 239,
    }
    counted = law.insured_by_route(every, 200, 150, 50)
    assert counted == {**dict.fromkeys(every, 150), "normal": 200, "long_voluntary": 50}


@pytest.mark.parametrize(
    ("route", "attained", "insured", "concluded", "earliest"),
    [
        ("normal", CLAIM - 9, 240, None, CLAIM - 9),
        ("normal", CLAIM - 9, 239, None, CLAIM + 1),
        ("normal", CLAIM + 9, 239, None, CLAIM + 9),
        ("normal", CLAIM - 9, 240, CLAIM + 5, CLAIM - 9),
        ("reduced_capacity", CLAIM - 9, 240, CLAIM + 5, CLAIM + 5),
        ("reduced_capacity", CLAIM - 9, 240, None, CLAIM - 9),
        ("reduced_capacity", CLAIM - 9, 240, CLAIM - 12, CLAIM - 9),
    ],
)
def test_from_when_a_route_is_met(
    route: str, attained: Month, insured: int, concluded: Month | None, earliest: Month
) -> None:
    found = law.earliest_by_route({route: attained}, {route: 240}, {route: insured}, CLAIM, concluded)
    assert found == {route: earliest}


def taken(earliest: dict[str, int], attained: dict[str, int] | None = None) -> str:
    """The route, given how many months after the claim each is met, and its age attained."""
    by_route = {name: CLAIM + months for name, months in earliest.items()}
    ages = {name: CLAIM + months for name, months in (attained or earliest).items()}
    return law.route(by_route, ages, CLAIM)


def test_which_route_is_taken() -> None:
    assert taken({"normal": 3, "hazardous": 1}) == "hazardous"
    assert taken({"normal": 1, "hazardous": 1}) == "normal"
    assert taken({"normal": 1, "hazardous": 0}) == "hazardous"
    assert taken({"reduced_capacity": -5, "normal": 0}) == "normal"
    assert taken({"reduced_capacity": -5, "normal": 1}) == "reduced_capacity"
    # An age attained before the month of the claim goes before one attained in it.
    assert taken({"normal": 0, "hazardous": -1}) == "hazardous"
    assert taken({"normal": 0, "hazardous": 0}, {"normal": 0, "hazardous": -1}) == "hazardous"
    assert taken({"normal": -2, "hazardous": -1}) == "normal"
    assert law.attainment_month({"normal": 7}, "normal") == 7


@pytest.mark.parametrize(
    ("ages", "met", "awaited"),
    [
        ({"normal": 5}, 0, 5),
        ({"normal": 5, "hazardous": 3}, 1, 3),
        ({"normal": 0, "hazardous": -9}, 1, 0),
        ({"normal": 1, "hazardous": -9}, 1, -9),
        ({"normal": -2, "hazardous": -9}, 1, -2),
        ({"hazardous": -9, "normal": -2, "armed_forces": -5}, 1, -2),
    ],
)
def test_the_age_that_the_start_waits_for(ages: dict[str, int], met: int, awaited: int) -> None:
    """L2024 5(7): "tại thời điểm hưởng"."""
    by_route = {name: CLAIM + months for name, months in ages.items()}
    found = law.age_awaited_month(by_route, dict.fromkeys(ages, CLAIM + met), CLAIM + 5, "normal", CLAIM)
    assert found == CLAIM + awaited


def conditions(route: str = "normal", insured: int = 180, **changed: Any) -> list[Condition]:
    asked: dict[str, Any] = {
        "attainment_month": CLAIM,
        "claim_month": CLAIM,
        "capacity_loss_percent": 61,
        "capacity_conclusion_month": CLAIM,
        "reduced_capacity_percent": 61,
        "severely_reduced_capacity_percent": 81,
        "hazardous_months": 180,
        "very_hazardous_months": 181,
        "underground_coal_months": 182,
        "special_work_months": 180,
        "start_month": CLAIM + 1,
        **changed,
    }
    return list(law.conditions(route, required_by_route={route: 180}, insured_by_route={route: insured}, **asked))


def test_the_conditions_of_the_normal_route() -> None:
    period, age = conditions()
    assert period == Condition("qualifying_period", "months", 180, 180, True, CLAIM)
    assert age == Condition("age", "month", CLAIM, CLAIM, True, CLAIM)
    short = conditions(insured=179, attainment_month=CLAIM + 1)
    assert [(each.met, each.earliest) for each in short] == [(False, CLAIM + 1), (False, CLAIM + 1)]
    assert [each.supposes is None for each in short] == [False, True]
    assert conditions(insured=200)[0].earliest == CLAIM


@pytest.mark.parametrize(
    ("route", "name", "of", "months"),
    [
        ("hazardous", "hazardous_work", "hazardous_months", 180),
        ("underground_coal", "underground_coal_mining", "underground_coal_months", 182),
        ("reduced_capacity_very_hazardous", "very_hazardous_work", "very_hazardous_months", 181),
    ],
)
def test_special_work_is_a_condition_of_its_route(route: str, name: str, of: str, months: int) -> None:
    (found,) = [each for each in conditions(route) if each.name == name]
    assert found == Condition(name, "months", 180, months, True, CLAIM)
    (short,) = [each for each in conditions(route, **{of: 179}) if each.name == name]
    assert short == Condition(name, "months", 180, 179, False, None)
    assert ("age" in [each.name for each in conditions(route)]) == (route not in law.AGELESS)


def test_a_loss_of_capacity_counts_once_it_is_concluded() -> None:
    def loss(route: str, percent: int, concluded: Month | None = CLAIM) -> Condition:
        return conditions(route, capacity_loss_percent=percent, capacity_conclusion_month=concluded)[-1]

    assert loss("reduced_capacity", 61) == Condition("capacity_loss", "percent", 61, 61, True, CLAIM)
    assert loss("reduced_capacity", 60).met is False
    assert loss("severely_reduced_capacity", 80) == Condition("capacity_loss", "percent", 81, 80, False, CLAIM)
    assert loss("severely_reduced_capacity", 81).met is True
    assert loss("reduced_capacity", 61, CLAIM + 1) == Condition("capacity_loss", "percent", 61, 61, False, CLAIM + 1)
    assert loss("reduced_capacity", 61, None) == Condition("capacity_loss", "percent", 61, 61, True, CLAIM)


def test_a_claim_made_before_the_law_that_meets_it_waits_for_that_law() -> None:
    late = conditions(start_month=CLAIM + 2)[-1]
    assert late == Condition("law_in_effect", "month", CLAIM + 2, CLAIM, False, CLAIM + 1)
    assert len(conditions(start_month=CLAIM + 2, insured=179)) == 2


# ---- the start ----

BEFORE = parse_month("2023-05")


def starts(rule: Any, claim: Month = BEFORE, **changed: Any) -> Month:
    asked: dict[str, Any] = {
        "age_awaited_month": claim - 5,
        "route": "normal",
        "capacity_conclusion_month": None,
        "last_insured_month": None,
        "top_up_paid_month": None,
        "provision_month": parse_month("2016-01"),
        **changed,
    }
    if rule is not start.start_month:
        asked = {"totalising": False, **asked}
    return rule(claim_month=claim, **asked)  # type: ignore[no-any-return]


@pytest.mark.parametrize("rule", [start.start_month_until_2020, start.start_month_until_2025, start.start_month])
def test_the_start_waits_for_all_that_it_needs(rule: Any) -> None:
    """L2024 69, L2014 59, C59 18: from the month after."""
    claim = BEFORE if rule is not start.start_month else CLAIM
    assert starts(rule, claim) == claim
    assert starts(rule, claim, age_awaited_month=claim) == claim + 1
    assert starts(rule, claim, last_insured_month=claim) == claim + 1
    assert starts(rule, claim, last_insured_month=claim - 1) == claim
    assert starts(rule, claim, capacity_conclusion_month=claim + 3) == claim
    assert starts(rule, claim, capacity_conclusion_month=claim + 3, route="reduced_capacity") == claim + 4
    # Missing months paid in one sum: in their month by C59 15(4), in the month after by L2024 69.
    later = 1 if rule is start.start_month else 0
    assert starts(rule, claim, top_up_paid_month=claim + 2) == claim + 2 + later


def test_no_start_before_its_law() -> None:
    law_2024, ages_rise = parse_month("2025-07"), parse_month("2021-01")
    assert starts(start.start_month, parse_month("2024-01")) == law_2024
    assert starts(start.start_month_until_2025, parse_month("2020-12")) == ages_rise
    assert starts(start.start_month_until_2020, parse_month("2020-12")) == parse_month("2020-12")
    assert starts(start.start_month, provision_month=CLAIM + 4) == CLAIM + 4
    assert starts(start.start_month_until_2025, totalising=True) == law_2024
    assert starts(start.start_month_until_2025, totalising=True, provision_month=CLAIM) == CLAIM
    assert starts(start.start_month_until_2025, provision_month=CLAIM) == BEFORE


# ---- the average salary ----


def run(first: str, last: str, monthly: int, coefficient: Any = None) -> EarningsRun:
    return EarningsRun(parse_month(first), parse_month(last), monthly, "compulsory", 0, None, coefficient)


LEVELS = {202307: 1_800_000, 202407: 2_340_000}


def test_the_level_and_the_years_of_a_month_are_those_of_dated_tables() -> None:
    assert average.reference_level(parse_month("2024-06"), LEVELS) == 1_800_000
    with pytest.raises(MissingFigureError):
        average.reference_level(parse_month("2023-06"), LEVELS)
    june = parse_month("2024-06")
    assert [average.state_window_months(june, {202301: months}) for months in (60, 0)] == [60, 0]
    assert average.state_window_months(parse_month("2022-12"), {202301: 60}) == 0


def test_what_exceeds_twenty_times_the_base_salary() -> None:
    """L2024 31(1)(đ), L2014 89(3)."""
    multiple = {202301: 20}
    first, last = parse_month("2023-06"), parse_month("2024-08")
    july = parse_month("2024-07")
    assert average.ceilings(first, last, LEVELS, multiple) == [
        (first + 1, july - 1, 36_000_000),
        (july, last, 46_800_000),
    ]
    assert average.ceilings(first, last, LEVELS, {202408: 20}) == [(last, last, 46_800_000)]
    runs = [run("2023-07", "2023-12", 36_000_001), run("2024-05", "2024-07", 46_800_005), run("2024-08", "2024-08", 1)]
    assert average.excess_by_year(runs, LEVELS, multiple) == {2023: 6, 2024: 2 * 10_800_005 + 5}
    at_ceiling = [run("2023-07", "2024-06", 36_000_000), run("2024-07", "2024-07", 46_800_001)]
    assert average.excess_by_year(at_ceiling, LEVELS, multiple) == {2024: 1}
    assert average.employer_paid_by_year(runs, {2023: 6}) == {2023: 216_000_000, 2024: 140_400_016}


def test_sums_by_year_and_at_prices() -> None:
    assert average.earned_by_year([run("2023-11", "2024-02", 5), run("2022-12", "2022-12", 7)]) == {
        2022: 7,
        2023: 10,
        2024: 10,
    }
    assert average.months_of([run("2023-11", "2024-02", 5), run("2022-12", "2022-12", 7)]) == 5
    oldest = average.OLDEST_COEFFICIENT
    found = average.at_prices({oldest - 3: 10, oldest: 10, 2020: 10}, {oldest: 5, 2020: 2})
    assert found == {oldest - 3: 50, oldest: 50, 2020: 20}


def test_the_last_months_of_state_salary_or_all_where_that_is_more() -> None:
    """L2024 72(1); D158 15(2)(c)."""
    falling = [run("2020-01", "2020-06", 9, Fraction(4)), run("2020-07", "2020-12", 3, Fraction(2))]
    prices = {2020: 2}
    for window, by_level, by_price in ((6, 20, 6), (9, Fraction(80, 3), 10), (0, 30, 12), (99, 30, 12)):
        assert average.state_average_by_level_2016(falling, window, 10) == by_level
        assert average.state_average_by_prices_2016(falling, window, prices) == by_price
        assert average.state_average_by_level(falling, window, 10) == 30
        assert average.state_average_by_prices(falling, window, prices) == 12
    rising = [run("2020-01", "2020-06", 3, Fraction(2)), run("2020-07", "2020-12", 9, Fraction(4))]
    assert average.state_average_by_level(rising, 6, 10) == 40
    assert average.state_average_by_prices(rising, 6, prices) == 18


def test_the_average_over_all_months() -> None:
    assert average.state_sum(3, 5, 0) + average.state_sum(3, 0, 7) == 36
    assert average.average_earnings(10, 20, 5, 2, "exact") == Fraction(35, 2)
    assert average.average_earnings(10, 20, 5, 2, "whole_units") == 17
    with pytest.raises(MissingFigureError):
        average.average_earnings(0, 0, 0, 0, "exact")


# ---- the amount ----


def test_the_supplement_of_women_is_a_reading() -> None:
    rates = {40: Fraction(7, 100)}

    def supplement(sex: str, half_years: int, reading: str) -> Any:
        return payment.women_supplement(sex, half_years, 1_000, Fraction(1, 2), rates, reading)

    assert supplement("female", 40, "added") == 35
    assert [
        supplement("female", 40, "not_added"),
        supplement("male", 40, "added"),
        supplement("female", 41, "added"),
    ] == [0] * 3
    assert payment.pension_exact_2018(1_000, Fraction(1, 2), 35) == 535
    for rule in (payment.pension_exact_2016, payment.pension_exact_2022, payment.pension_exact):
        assert rule(1_000, Fraction(1, 2)) == 500


def test_to_whom_the_minimum_pension_goes() -> None:
    """L2014 56(5); L2024 141(11): twenty years of compulsory insurance, citizens insured before July 2025."""
    assert [payment.compulsory_own_months(*each) for each in ((250, 10), (5, 10), (10, 10))] == [240, 0, 0]
    by_2014 = [
        payment.minimum_pension_2016(totalising, route, months, 240, 7)
        for totalising, route, months in (
            (False, "normal", 240),
            (False, "normal", 239),
            (True, "normal", 240),
            (False, "commune_cadre", 240),
        )
    ]
    assert by_2014 == [7, 0, 0, 0]
    june = parse_month("2025-06")
    by_2024 = [
        payment.minimum_pension(totalising, citizen, first, months, 240, 7)
        for totalising, citizen, first, months in (
            (False, True, june, 240),
            (False, True, june + 1, 240),
            (False, True, None, 240),
            (False, True, june, 239),
            (False, False, june, 240),
            (True, True, june, 240),
        )
    ]
    assert by_2024 == [7, 0, 0, 0, 0, 0]
    assert payment.monthly_amount_at_start(Fraction(58_868_178, 10), 0) == 5_886_818
    assert payment.monthly_amount_at_start(5, 7) == 7


def test_adjustments_raise_what_was_drawn_before_them() -> None:
    """D42/2023 Art. 2(1): more for those who had not had the adjustment before it."""
    rises = {202201: Fraction(74, 1000), 202307: Fraction(125, 1000), 202407: Fraction(15, 100)}
    first = {202307: Fraction(208, 1000)}

    def amount(began: str, asked: str) -> int:
        return payment.monthly_amount(1_000_000, parse_month(began), parse_month(asked), rises, first)

    assert amount("2021-12", "2021-12") == 1_000_000
    assert amount("2021-12", "2022-01") == 1_074_000
    assert amount("2022-01", "2023-06") == 1_000_000
    assert amount("2022-01", "2023-07") == 1_208_000
    assert amount("2021-12", "2023-07") == 1_208_250
    assert amount("2023-07", "2024-07") == 1_150_000
