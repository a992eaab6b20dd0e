"""Conditions of the old-age pension, the month in which its ground arises, and when payment starts."""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.messages import message
from totalisation.money import Exact
from totalisation.months import Month, MonthSet
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.korea.calendar import adjustment_year


@rule("NPA 61(1)", unit="month")
def completion_month(
    qualifying_calendar: MonthSet, qualifying_months: int, required_months: int, claim_month: Month
) -> Month:
    """The month in which the qualifying period was completed.

    Months without a place on the calendar are those credited "when the right is acquired" (Arts. 18, 19): they
    shorten what is needed on the calendar. Where months are missing, each month from the claim on is supposed.
    """
    if qualifying_months < required_months:
        return claim_month + required_months - qualifying_months
    without_place = qualifying_months - len(qualifying_calendar)
    needed = max(required_months - without_place, 1)
    for first, last in qualifying_calendar.runs():
        if last - first + 1 >= needed:
            return first + needed - 1
        needed -= last - first + 1
    return claim_month


@rule("NPD 45", "NPA 61(2)", unit="flag")
def has_income_earning_work(
    drawn_early: bool, monthly_income: int, claim_month: Month, average_income_of_all_insured: Mapping[Key, Exact]
) -> bool:
    """Whether income-earning work stands against an early pension: a monthly income above the average of all insured.

    "소득이 있는 업무": the mean of business and employment income over the months worked exceeds A. Art. 61(2) asks
    it of early pensions alone: at pension age no A is looked up, which may not be known yet.
    """
    if monthly_income == 0 or not drawn_early:
        return False
    return monthly_income > average_income_of_all_insured[adjustment_year(claim_month)]


@rule("NPA 61", unit="conditions")
def conditions(
    drawn_early: bool,
    attainment_month: Month,
    pension_age_attained: bool,
    early_attainment_month: Month,
    early_age_attained: bool,
    qualifying_months: int,
    required_months: int,
    claim_month: Month,
    has_income_earning_work: bool,
    monthly_income: int,
) -> tuple[Condition, ...]:
    """The conditions: ten insured years and the age; for an early pension, no income-earning work besides.

    "가입기간이 10년 이상인 가입자 또는 가입자였던 자에 대하여는 60세가 된 때부터": to those insured for ten years or
    more, from 60 on.
    """
    short = max(required_months - qualifying_months, 0)
    period = Condition(
        "qualifying_period",
        "months",
        required_months,
        qualifying_months,
        short == 0,
        claim_month + short,
        message("insured in each month from the claim on") if short else None,
    )
    if not drawn_early:
        age = Condition("age", "month", attainment_month, claim_month, pension_age_attained, attainment_month)
        return (period, age)
    early_age = Condition(
        "age", "month", early_attainment_month, claim_month, early_age_attained, early_attainment_month
    )
    without_work = Condition(
        "no_income_earning_work",
        "money_per_month",
        0,
        monthly_income,
        not has_income_earning_work,
        attainment_month,
    )
    return (period, early_age, without_work)


@rule("NPA 61, 54(1)", unit="month")
def ground_month(
    drawn_early: bool,
    claim_month: Month,
    attainment_month: Month,
    completion_month: Month,
    last_own_month: Month,
) -> Month:
    """The month in which the ground for the pension arises.

    Pension age and the qualifying period together; for an early pension the claim ("본인이 청구한 때부터"). Who is
    still insured after that draws the pension when insurance ends, with all months counted.
    """
    opened = claim_month if drawn_early else attainment_month
    return max(opened, completion_month, last_own_month)


@rule("NPA 54(1)", unit="month")
def right_start_month(ground_month: Month, provision_month: Month, totalised_start: str) -> Month:
    """The first month for which the pension is due.

    "지급하여야 할 사유가 생긴 날이 속하는 달의 다음 달부터": from the month after that in which the ground arises. A
    right that rests on totalisation has no ground before totalisation has effect.
    """
    if totalised_start == "month_of_effect":
        return max(ground_month + 1, provision_month)
    return max(ground_month, provision_month) + 1


@rule("NPA 62(1), 115(1)", unit="month")
def start_month(
    right_start_month: Month,
    deferred_until: Month,
    deferred_share: Exact,
    claim_month: Month,
    limitation_months: int,
) -> Month:
    """The first month of payment: later if the whole pension is deferred, or if earlier payments have lapsed.

    A claim made late is paid from the start of the right, "5년간 행사하지 아니하면 … 소멸시효가 완성된다": payments
    not claimed for five years lapse.
    """
    wanted = max(right_start_month, deferred_until) if deferred_share == 1 else right_start_month
    return max(wanted, claim_month - limitation_months)
