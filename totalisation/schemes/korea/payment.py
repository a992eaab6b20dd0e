"""What is paid each month: the pension adjusted to the month, its limits, dependants' amounts, rounding."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from totalisation.money import Exact, down_to_ten, truncate
from totalisation.months import Month
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.korea.calendar import adjustment_year


@rule("NPA 54(1)", unit="month")
def paid_month(as_of_month: Month, start_month: Month) -> Month:
    """The month whose amount is asked for: not before the first month of payment."""
    return max(as_of_month, start_month)


def prices_since(first: Month, last: Month, consumer_price_adjustment: Mapping[Key, Exact]) -> Exact:
    """What the yearly adjustments make of 1 won due from ``first`` on, by the month ``last``."""
    factor = Fraction(1)
    for year in range(adjustment_year(first) + 1, adjustment_year(last) + 1):
        factor *= 1 + consumer_price_adjustment[year]
    return factor


@rule("NPA 51(2)(3)", unit="factor")
def adjustment_at_start(
    right_start_month: Month, start_month: Month, consumer_price_adjustment: Mapping[Key, Exact]
) -> Exact:
    """Adjustment by consumer prices from the start of the right to the first month of payment."""
    return prices_since(right_start_month, start_month, consumer_price_adjustment)


@rule("NPA 51(2)(3)", unit="factor")
def adjustment_when_paid(
    right_start_month: Month, paid_month: Month, consumer_price_adjustment: Mapping[Key, Exact]
) -> Exact:
    """Adjustment by consumer prices from the start of the right to the month asked for.

    "전국소비자물가변동률을 기준으로 그 변동률에 해당하는 금액을 더하거나 빼되": by the change of the year before.
    """
    return prices_since(right_start_month, paid_month, consumer_price_adjustment)


@rule("NPA 117", unit="money_per_month")
def pension_share(payable_exact: Exact, ratio: Exact, rounding_order: str) -> Exact:
    """The pension that is shared out to this party, before adjustment: exact, unless its whole is cut first."""
    if rounding_order == "theoretical_amount_first" and ratio != 0:
        return truncate(Fraction(payable_exact) / ratio, 10) * ratio
    return payable_exact


@rule("NPA 51(2), 62", unit="money_per_month")
def pension_at_start(pension_share: Exact, adjustment_at_start: Exact, part_drawn_at_start: Exact) -> Exact:
    """The pension of the first month, adjusted and after deferral, not rounded and without dependants."""
    return pension_share * adjustment_at_start * part_drawn_at_start


@rule("NPA 51(2), 62", unit="money_per_month")
def pension_when_paid(
    pension_share: Exact,
    adjustment_at_start: Exact,
    adjustment_when_paid: Exact,
    part_drawn_at_start: Exact,
    part_drawn_when_paid: Exact,
    start_month: Month,
    paid_month: Month,
    consumer_price_adjustment: Mapping[Key, Exact],
    adjusted_amount: str,
) -> Exact:
    """The pension of the month asked for, adjusted and after deferral, not rounded and without dependants.

    The law adjusts A and B, so the exact amount is carried on; the other reading adjusts what was paid, cut to
    ten won, year by year.
    """
    if adjusted_amount == "exact":
        return pension_share * adjustment_when_paid * part_drawn_when_paid
    amount = truncate(pension_share * adjustment_at_start * part_drawn_at_start, 10)
    for year in range(adjustment_year(start_month) + 1, adjustment_year(paid_month) + 1):
        amount = truncate(amount * (1 + consumer_price_adjustment[year]), 10)
    if part_drawn_at_start == part_drawn_when_paid or part_drawn_at_start == 0:
        return amount
    return truncate(Fraction(amount) / part_drawn_at_start * part_drawn_when_paid, 10)


@rule("NPA 63-2", unit="money_per_month")
def pension_after_deduction(
    pension_when_paid: Exact, income_deduction_before_limit: Exact, greatest_income_deduction: Exact
) -> Exact:
    """The pension less the deduction for income. "빼는 금액은 노령연금액의 2분의 1을 초과할 수 없다": at most half."""
    return pension_when_paid - min(income_deduction_before_limit, pension_when_paid * greatest_income_deduction)


@rule("NPA 53, 127", unit="fraction")
def cap_share(ratio: Exact, totalising: bool, cap_when_totalising: str, dependants_share: Exact) -> Exact:
    """The share of the cap under which what is paid stays.

    That of the pension, where the cap limits the theoretical amount and the dependants' amounts are a part of it; else
    the whole cap.
    """
    shared = totalising and cap_when_totalising == "theoretical_amount" and dependants_share == ratio
    return ratio if shared else 1


def limited_and_cut(pension: Exact, dependants: Exact, cap: Exact, cap_covers: str, rounding_order: str) -> int:
    """Pension and dependants' amounts together, under the cap, cut to ten won."""
    if cap_covers == "pension_alone":
        pension = min(pension, cap)
    if rounding_order != "sum_paid":
        pension = truncate(pension, 10)
    paid = pension + dependants
    return down_to_ten(min(paid, cap) if cap_covers == "everything_paid" else paid)


@rule("NPA 117, 53", "TFA 47(1)", unit="money_per_month", rounding="down_to_ten")
def monthly_amount_at_start(
    pension_at_start: Exact,
    dependants_amount_at_start: Exact,
    greatest_monthly_pension: Exact,
    cap_share: Exact,
    adjustment_at_start: Exact,
    cap_covers: str,
    rounding_order: str,
) -> int:
    """The amount paid for the first month, before any deduction for income from work.

    "10원 미만의 끝수가 있을 때에는 그 끝수는 계산하지 아니하고": what is below ten won is dropped. "연금의 월별
    지급액은 … 넘지 못한다": the payment of a month is under the cap.
    """
    cap = greatest_monthly_pension * cap_share * adjustment_at_start
    return limited_and_cut(pension_at_start, dependants_amount_at_start, cap, cap_covers, rounding_order)


@rule("NPA 117, 53", "TFA 47(1)", unit="money_per_month", rounding="down_to_ten")
def monthly_amount(
    pension_after_deduction: Exact,
    dependants_amount_when_paid: Exact,
    greatest_monthly_pension: Exact,
    cap_share: Exact,
    adjustment_when_paid: Exact,
    cap_covers: str,
    rounding_order: str,
) -> int:
    """The amount paid for the month asked for, cut to ten won."""
    cap = greatest_monthly_pension * cap_share * adjustment_when_paid
    return limited_and_cut(pension_after_deduction, dependants_amount_when_paid, cap, cap_covers, rounding_order)
