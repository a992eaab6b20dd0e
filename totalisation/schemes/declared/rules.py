"""The rules of the declared scheme: they ask for established figures and judge nothing else."""

from __future__ import annotations

from totalisation.messages import message
from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.written_values import PartialDate


@rule(unit="month")
def attainment_month(birth_date: PartialDate, pension_age_months: int) -> Month:
    """The month in which the declared pension age is attained."""
    return birth_date.first_month + pension_age_months


@rule(unit="conditions")
def conditions(
    qualifying_months: int, required_months: int, attainment_month: Month, claim_month: Month
) -> tuple[Condition, ...]:
    """The declared conditions: the required insured months, and the age."""
    short = max(required_months - qualifying_months, 0)
    return (
        Condition(
            "qualifying_period",
            "months",
            required_months,
            qualifying_months,
            not short,
            claim_month + short,
            message("insured in each month from the claim on") if short else None,
        ),
        Condition("age", "month", attainment_month, claim_month, attainment_month <= claim_month, attainment_month),
    )


@rule(unit="month")
def start_month(claim_month: Month, attainment_month: Month, provision_month: Month) -> Month:
    """The first month of payment: the claim's, but after the age is attained and not before the provision."""
    return max(claim_month, attainment_month + 1, provision_month)


@rule(unit="money_per_month")
def pension_exact(monthly_pension: Exact) -> Exact:
    """The pension that the institution has established on its own periods."""
    return monthly_pension


@rule(unit="money_per_month", rounding="nearest_whole")
def monthly_amount_at_start(payable_exact: Exact) -> int:
    """The amount payable, to the nearest whole unit of currency."""
    return to_nearest_whole(payable_exact)


@rule(unit="money_per_month")
def monthly_amount(monthly_amount_at_start: int) -> int:
    """The amount payable now: later adjustments are the institution's to declare."""
    return monthly_amount_at_start
