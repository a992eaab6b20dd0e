"""Entitlement: the routes to a pension, the one that is taken, and what it requires.

A route is open to a person who has what is special to it: years of hazardous work, a loss of capacity. Of the
open routes the first that is met is taken, those without reduction before the others; if none is met, the one
that would be met soonest. A route's conditions are its insured time, its age, and what is special to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from totalisation.messages import message
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.base import Condition

REDUCED: Final = ("reduced_capacity", "severely_reduced_capacity", "reduced_capacity_very_hazardous")
"""Routes that pay a lower pension, on a loss of working capacity (suy giảm khả năng lao động)."""

AGELESS: Final = ("occupational_hiv", "reduced_capacity_very_hazardous")
"""Routes that are open at any age."""


@rule("D158 17", "L2024 111", unit="months")
def compulsory_qualifying_months(qualifying_months: int, voluntary_months: int) -> int:
    """Months of compulsory insurance for entitlement; the other party's periods stand beside compulsory ones."""
    return max(qualifying_months - voluntary_months, 0)


@rule("L2014 54", "L2014 55", unit="month", name="attainment_by_route", since="2016-01", until="2025-06")
def attainment_by_route_before(
    sex: str,
    birth_month: Month,
    normal_attainment_month: Month,
    hazardous_attainment_month: Month,
    coal_attainment_month: Month,
    armed_forces_attainment_month: Month,
    reduced_capacity_attainment_month: Month,
    severely_reduced_capacity_attainment_month: Month,
    hazardous_months: int,
    very_hazardous_months: int,
    underground_coal_months: int,
    special_work_months: int,
    occupational_hiv: bool,
    armed_forces: bool,
    commune_cadre: bool,
    capacity_loss_percent: int,
    reduced_capacity_percent: int,
    severely_reduced_capacity_percent: int,
) -> dict[str, Month]:
    """The routes that Law 58/2014 opens to the person, each with the month in which its age is attained.

    Art. 54(3): "Lao động nữ là người hoạt động chuyên trách hoặc không chuyên trách ở xã … từ đủ 55 tuổi".
    """
    routes = attainment_by_route(
        birth_month,
        normal_attainment_month,
        hazardous_attainment_month,
        coal_attainment_month,
        armed_forces_attainment_month,
        reduced_capacity_attainment_month,
        severely_reduced_capacity_attainment_month,
        normal_attainment_month,
        hazardous_months,
        very_hazardous_months,
        underground_coal_months,
        special_work_months,
        occupational_hiv,
        armed_forces,
        False,
        capacity_loss_percent,
        reduced_capacity_percent,
        severely_reduced_capacity_percent,
    )
    if commune_cadre and sex == "female":
        routes = {"normal": routes["normal"], "commune_cadre": normal_attainment_month, **routes}
    return routes


@rule("L2024 64", "L2024 65", unit="month", since="2025-07")
def attainment_by_route(
    birth_month: Month,
    normal_attainment_month: Month,
    hazardous_attainment_month: Month,
    coal_attainment_month: Month,
    armed_forces_attainment_month: Month,
    reduced_capacity_attainment_month: Month,
    severely_reduced_capacity_attainment_month: Month,
    long_voluntary_attainment_month: Month,
    hazardous_months: int,
    very_hazardous_months: int,
    underground_coal_months: int,
    special_work_months: int,
    occupational_hiv: bool,
    armed_forces: bool,
    voluntary_before_2021: bool,
    capacity_loss_percent: int,
    reduced_capacity_percent: int,
    severely_reduced_capacity_percent: int,
) -> dict[str, Month]:
    """The routes that Law 41/2024 opens to the person, each with the month in which its age is attained.

    A route at any age stands with the month of birth. Art. 64(1): normal, hazardous, coal, HIV; 64(2): armed
    forces; 65(1): reduced capacity "từ 61% đến dưới 81%", "từ 81% trở lên", and with fifteen years of very
    hazardous work; 141(9): long voluntary insurance.
    """
    routes = {"normal": normal_attainment_month}
    if hazardous_months >= special_work_months:
        routes["hazardous"] = hazardous_attainment_month
    if underground_coal_months >= special_work_months:
        routes["underground_coal"] = coal_attainment_month
    if armed_forces:
        routes["armed_forces"] = armed_forces_attainment_month
    if occupational_hiv:
        routes["occupational_hiv"] = birth_month
    if voluntary_before_2021:
        routes["long_voluntary"] = long_voluntary_attainment_month
    if capacity_loss_percent >= reduced_capacity_percent:
        if very_hazardous_months >= special_work_months:
            routes["reduced_capacity_very_hazardous"] = birth_month
        if capacity_loss_percent >= severely_reduced_capacity_percent:
            routes["severely_reduced_capacity"] = severely_reduced_capacity_attainment_month
        else:
            routes["reduced_capacity"] = reduced_capacity_attainment_month
    return routes


@rule("L2014 54", "L2014 55", "L2024 64", "L2024 65", unit="months")
def required_by_route(
    attainment_by_route: Mapping[str, Month],
    required_months: int,
    reduced_capacity_required_months: int,
    commune_cadre_required_months: int,
    long_voluntary_required_months: int,
) -> dict[str, int]:
    """Insured months that each open route requires: full years of twelve months, without rounding."""
    special = {
        "commune_cadre": commune_cadre_required_months,
        "long_voluntary": long_voluntary_required_months,
        **dict.fromkeys(REDUCED, reduced_capacity_required_months),
    }
    return {route: special.get(route, required_months) for route in attainment_by_route}


@rule("L2024 111", "D158 17", unit="months")
def insured_by_route(
    attainment_by_route: Mapping[str, Month],
    qualifying_months: int,
    compulsory_qualifying_months: int,
    voluntary_months: int,
) -> dict[str, int]:
    """Insured months that count for each open route.

    At the normal age compulsory and voluntary time count together; the lower ages and the reduced pensions rest
    on compulsory insurance ("thời gian đóng bảo hiểm xã hội bắt buộc"), long voluntary insurance on itself.
    """
    special = {"normal": qualifying_months, "long_voluntary": voluntary_months}
    return {route: special.get(route, compulsory_qualifying_months) for route in attainment_by_route}


@rule("L2014 54", "L2014 55", "L2024 64", "L2024 65", unit="month")
def earliest_by_route(
    attainment_by_route: Mapping[str, Month],
    required_by_route: Mapping[str, int],
    insured_by_route: Mapping[str, int],
    claim_month: Month,
    capacity_conclusion_month: Month | None,
) -> dict[str, Month]:
    """The month from which each open route is met, if the person is insured in each month from the claim on."""
    earliest = {}
    for route, attained in attainment_by_route.items():
        missing = required_by_route[route] - insured_by_route[route]
        from_then = attained if missing <= 0 else max(attained, claim_month + missing)
        if route in REDUCED and capacity_conclusion_month is not None:
            from_then = max(from_then, capacity_conclusion_month)
        earliest[route] = from_then
    return earliest


@rule("L2014 54", "L2014 55", "L2024 64", "L2024 65", unit="word")
def route(earliest_by_route: Mapping[str, Month], attainment_by_route: Mapping[str, Month], claim_month: Month) -> str:
    """The route that is taken: the first that is met, full pensions before reduced ones, else the soonest."""
    met = met_in_full = started = soonest = ""
    for each, earliest in earliest_by_route.items():
        if not soonest or earliest < earliest_by_route[soonest]:
            soonest = each
        if earliest > claim_month:
            continue
        met = met or each
        if each not in REDUCED:
            met_in_full = met_in_full or each
            # An age attained before the month of the claim lets the pension start in that month.
            if attainment_by_route[each] < claim_month:
                started = started or each
    return started or met_in_full or met or soonest


@rule("L2014 54", "L2014 55", "L2024 64", "L2024 65", unit="month")
def attainment_month(attainment_by_route: Mapping[str, Month], route: str) -> Month:
    """The month in which the age of the route that is taken is attained."""
    return attainment_by_route[route]


@rule("L2014 59", "L2024 69", "L2024 5(7)", unit="month")
def age_awaited_month(
    attainment_by_route: Mapping[str, Month],
    earliest_by_route: Mapping[str, Month],
    attainment_month: Month,
    route: str,
    claim_month: Month,
) -> Month:
    """The month of the age that the start waits for.

    It is that of the route that is taken. Where none is met at the claim it is the last that is attained by then,
    or else the first of all open routes: the law is that "tại thời điểm hưởng", of the start. An age attained in the
    month of the claim starts in the next, under the law of that month, whatever other route is open besides; an age
    of later years can put no start into a later law under which the claim would be met before it is made.
    """
    if earliest_by_route[route] <= claim_month:
        return attainment_month
    awaited = min(attainment_by_route.values())
    for attained in attainment_by_route.values():
        if awaited < attained <= claim_month:
            awaited = attained
    return awaited


@rule("L2014 54", "L2014 55", "L2024 64", "L2024 65", "L2024 5(6)", "L2024 5(7)", unit="conditions")
def conditions(
    route: str,
    attainment_month: Month,
    required_by_route: Mapping[str, int],
    insured_by_route: Mapping[str, int],
    claim_month: Month,
    capacity_loss_percent: int,
    capacity_conclusion_month: Month | None,
    reduced_capacity_percent: int,
    severely_reduced_capacity_percent: int,
    hazardous_months: int,
    very_hazardous_months: int,
    underground_coal_months: int,
    special_work_months: int,
    start_month: Month,
) -> tuple[Condition, ...]:
    """The conditions of the route that is taken.

    "một năm phải tính đủ 12 tháng": for entitlement a year is twelve full months. A claim that is made before the
    law under which alone it is met, which is that "tại thời điểm hưởng", waits for that law.
    """
    required, insured = required_by_route[route], insured_by_route[route]
    short = max(required - insured, 0)
    found = [
        Condition(
            "qualifying_period",
            "months",
            required,
            insured,
            not short,
            claim_month + short,
            message("insured in each month from the claim on") if short else None,
        )
    ]
    if route not in AGELESS:
        attained = attainment_month <= claim_month
        found.append(Condition("age", "month", attainment_month, claim_month, attained, attainment_month))
    special_work, months = "", 0
    if route == "hazardous":
        special_work, months = "hazardous_work", hazardous_months
    elif route == "underground_coal":
        special_work, months = "underground_coal_mining", underground_coal_months
    elif route == "reduced_capacity_very_hazardous":
        special_work, months = "very_hazardous_work", very_hazardous_months
    if special_work:
        met = months >= special_work_months
        found.append(Condition(special_work, "months", special_work_months, months, met, claim_month if met else None))
    if route in REDUCED:
        severe = route == "severely_reduced_capacity"
        percent = severely_reduced_capacity_percent if severe else reduced_capacity_percent
        concluded = capacity_conclusion_month if capacity_conclusion_month is not None else claim_month
        met = capacity_loss_percent >= percent and concluded <= claim_month
        found.append(Condition("capacity_loss", "percent", percent, capacity_loss_percent, met, concluded))
    # What is met at the claim lets the pension start in the month after it at the latest, but for a later law.
    if start_month > claim_month + 1 and all(each.met for each in found):
        found.append(Condition("law_in_effect", "month", start_month, claim_month, False, start_month - 1))
    return tuple(found)
