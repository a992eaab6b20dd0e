"""Early and deferred pensions: what the time of drawing does to the amount."""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.money import Exact
from totalisation.months import Month, month
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.korea.calendar import adjustment_year

FIRST_WITHOUT_LOW_STEPS = month(2025, 1)
"""The first month whose income is not deducted below two million won above A: Law 21203, addendum Art. 2."""


@rule("NPA 63(2)", unit="fraction")
def early_pension_rate(
    drawn_early: bool,
    claim_month: Month,
    early_attainment_month: Month,
    early_age_years: int,
    early_rate: Mapping[Key, Exact],
    early_rate_per_month: Exact,
) -> Exact:
    """The part of the pension that is paid when it is drawn early; the whole otherwise.

    By age at the claim 70 % to 94 %; "청구일이 연령도달일이 속한 달의 다음 달 이후인 경우에는 1개월마다 1천분의 5를
    더한다": half a per cent more for each month after that of the age.
    """
    if not drawn_early or claim_month < early_attainment_month:
        return 1
    since = claim_month - early_attainment_month
    oldest = len(early_rate) - 1
    years = min(since // 12, oldest)
    return early_rate[early_age_years + years] + early_rate_per_month * (since - 12 * years)


@rule("NPA 62(2)", unit="months")
def deferred_months(right_start_month: Month, deferred_until: Month, deferral_limit_month: Month) -> int:
    """For how many months payment is deferred: from the start of the right, and not past the age limit."""
    return max(min(deferred_until, deferral_limit_month + 1) - right_start_month, 0)


@rule("NPA 62(2)", unit="factor", until="2012-06", name="deferral_factor")
def deferral_factor_before_2012() -> int:
    """Before July 2012 a deferred month brought another increment, which is not encoded: such claims are refused."""
    return 1


@rule("NPA 62(2)(4)", unit="factor", since="2012-07")
def deferral_factor(deferred_months: int, deferred_share: Exact, deferral_increment: Exact) -> Exact:
    """What deferral makes of the pension once it has ended.

    "연기되는 매 1개월마다 그 금액의 1천분의 6을 더한 액": 0.6 % for each month, on the part that was deferred.
    """
    return 1 + deferred_share * deferral_increment * deferred_months


def part_drawn(paid: Month, deferred_until: Month, deferred_share: Exact, deferral_factor: Exact) -> Exact:
    """What is paid of the pension in the month ``paid``: the part not deferred, and after deferral all of it."""
    return deferral_factor if paid >= deferred_until else 1 - deferred_share


@rule("NPA 62(3)", unit="factor")
def part_drawn_at_start(
    start_month: Month, deferred_until: Month, deferred_share: Exact, deferral_factor: Exact
) -> Exact:
    """What is paid of the pension at the start: the part not deferred, or all of it with its additions."""
    return part_drawn(start_month, deferred_until, deferred_share, deferral_factor)


@rule("NPA 62(3)", unit="factor")
def part_drawn_when_paid(
    paid_month: Month, deferred_until: Month, deferred_share: Exact, deferral_factor: Exact
) -> Exact:
    """What is paid of the pension in the month whose amount is asked for."""
    return part_drawn(paid_month, deferred_until, deferred_share, deferral_factor)


@rule("NPA 63-2", unit="money_per_month")
def excess_income(
    monthly_income: int,
    paid_month: Month,
    attainment_month: Month,
    deferral_limit_month: Month,
    average_income_of_all_insured: Mapping[Key, Exact],
) -> Exact:
    """Income from work above A (초과소득월액) in the five years after pension age; 0 at other times.

    "60세 이상 65세 미만 … 인 기간": while 60 or over and under 65, each with the addition by year of birth.
    """
    if monthly_income == 0 or not attainment_month < paid_month <= deferral_limit_month:
        return 0
    return max(monthly_income - average_income_of_all_insured[adjustment_year(paid_month)], 0)


def deducted_by_steps(excess: Exact, amounts: Mapping[Key, Exact], rates: Mapping[Key, Exact]) -> Exact:
    """The amount of the highest step that the excess reaches, and the step's rate of what lies above it."""
    deduction: Exact = 0
    for step in amounts:
        if excess >= int(step):
            deduction = max(deduction, amounts[step] + (excess - int(step)) * rates[step])
    return deduction


@rule("NPA 63-2", "NPA Addendum 21203 Art. 2", unit="money_per_month")
def income_deduction_before_limit(
    excess_income: Exact,
    paid_month: Month,
    income_deduction: Mapping[Key, Exact],
    income_deduction_rate: Mapping[Key, Exact],
    former_income_deduction: Mapping[Key, Exact],
    former_income_deduction_rate: Mapping[Key, Exact],
) -> Exact:
    """What income from work takes off the pension.

    "15만원 + (초과소득월액 - 200만원) × 1천분의 150", and so on by steps of the excess; nothing below the first. Of
    income before 2025 there were two lower ones: 5 % of an excess below one million won, and "5만원 + (초과소득월액 -
    100만원) × 1천분의 100" below two.
    """
    if paid_month < FIRST_WITHOUT_LOW_STEPS:
        return deducted_by_steps(excess_income, former_income_deduction, former_income_deduction_rate)
    return deducted_by_steps(excess_income, income_deduction, income_deduction_rate)
