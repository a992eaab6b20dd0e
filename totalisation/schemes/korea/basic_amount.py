"""The basic pension amount (기본연금액) and the old-age pension made of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from totalisation.money import Exact
from totalisation.months import Month, year_of
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.korea.sums import weighted_sum

LASTING_FACTOR: Final = 2026
"""From this year on every year has the factor of Art. 51(1)."""


@rule("NPA 18, 19", unit="months")
def credited_months(childbirth_credit_months: int, military_credit_months: int) -> int:
    """Months credited for childbirth and military service, "가입기간에 추가로 산입": added to the insured months."""
    return childbirth_credit_months + military_credit_months


def factor_of(year: int, basic_amount_factor: Mapping[Key, Exact]) -> Exact:
    """The factor of months insured in ``year``."""
    return basic_amount_factor[min(year, LASTING_FACTOR)]


def own_income_factor_of(
    year: int, basic_amount_factor: Mapping[Key, Exact], own_income_share: Mapping[Key, Exact]
) -> Exact:
    """The factor with which months insured in ``year`` multiply B."""
    factor = factor_of(year, basic_amount_factor)
    return factor * own_income_share[year] if year in own_income_share else factor


def with_credit(
    weighted: Exact,
    months: int,
    credited_months: int,
    year_of_right: int,
    factor_of_credited_months: str,
    basic_amount_factor: Mapping[Key, Exact],
) -> Exact:
    """The mean factor of ``months`` whose factors add up to ``weighted``, and of the credited months besides."""
    if credited_months == 0 or (months and factor_of_credited_months == "mean_of_other_months"):
        return Fraction(weighted) / max(months, 1)
    credit = factor_of(year_of_right, basic_amount_factor) * credited_months
    return Fraction(weighted + credit) / (months + credited_months)


@rule("NPA 18(1), 19(1), 127", unit="count")
def year_of_right(ground_month: Month, provision_month: Month) -> int:
    """The calendar year in which the right to the pension arises, and credited months are added.

    "노령연금 수급권을 취득한 때": a right that rests on totalisation arises no earlier than totalisation has effect.
    """
    return year_of(max(ground_month, provision_month))


@rule("NPA 51(1), Addendum 8541 Art. 34, 20", unit="factor")
def factor_of_average_income(
    months_by_year: Mapping[int, int],
    basic_amount_factor: Mapping[Key, Exact],
    credited_months: int,
    year_of_right: int,
    factor_of_credited_months: str,
) -> Exact:
    """The mean factor of the own months, by the years in which they were insured, as it multiplies A.

    "해당 연도의 비율을 곱한 금액": each year's months have the factor of that year. Childbirth and military credit
    is added when the right arises; with which year's factor is an open question.
    """
    return with_credit(
        weighted_sum((months, factor_of(year, basic_amount_factor)) for year, months in months_by_year.items()),
        sum(months_by_year.values()),
        credited_months,
        year_of_right,
        factor_of_credited_months,
        basic_amount_factor,
    )


@rule("NPA 51(1), Addendum 8541 Art. 34, 20", unit="factor")
def factor_of_own_income(
    months_by_year: Mapping[int, int],
    basic_amount_factor: Mapping[Key, Exact],
    own_income_share: Mapping[Key, Exact],
    credited_months: int,
    year_of_right: int,
    factor_of_credited_months: str,
) -> Exact:
    """The mean factor of the own months as it multiplies B: for months of 1988 to 1998 three quarters of it."""
    return with_credit(
        weighted_sum(
            (months, own_income_factor_of(year, basic_amount_factor, own_income_share))
            for year, months in months_by_year.items()
        ),
        sum(months_by_year.values()),
        credited_months,
        year_of_right,
        factor_of_credited_months,
        basic_amount_factor,
    )


@rule("NPA 51(1)", unit="money_per_year")
def basic_amount_of_twenty_years(
    average_income: Exact, average_earnings: Exact, factor_of_average_income: Exact, factor_of_own_income: Exact
) -> Exact:
    """The yearly basic pension amount of twenty insured years.

    "다음 각 호의 금액을 합한 금액에 … 을 곱한 금액": A and B together, times the factor.
    """
    return factor_of_average_income * average_income + factor_of_own_income * average_earnings


@rule("NPA 51(1)", unit="money_per_year")
def basic_pension_amount(
    basic_amount_of_twenty_years: Exact,
    counted_months: int,
    full_benefit_months: int,
    addition_beyond_full: Exact,
) -> Exact:
    """The yearly basic pension amount, with the addition for what exceeds twenty years.

    "20년을 초과하면 그 초과하는 1년(1년 미만이면 매 1개월을 12분의 1년으로 계산한다)마다 … 1천분의 50": 5 % a year,
    each month one twelfth of it.
    """
    beyond = max(counted_months - full_benefit_months, 0)
    return basic_amount_of_twenty_years * (1 + addition_beyond_full * Fraction(beyond, 12))


@rule("NPA 63(1)", unit="fraction")
def pension_rate(
    counted_months: int,
    required_months: int,
    full_benefit_months: int,
    rate_at_ten_years: Exact,
    rate_per_further_year: Exact,
) -> Exact:
    """The payment rate (지급률): the whole from twenty years on, else half and 5 % for each year beyond ten.

    Where an agreement lets fewer than ten own years be paid by themselves, the same step leads down from there.
    """
    if counted_months >= full_benefit_months:
        return 1
    return rate_at_ten_years + rate_per_further_year * Fraction(counted_months - required_months, 12)


@rule("NPA 53", unit="money_per_month")
def greatest_monthly_pension(last_five_years_average: Exact, average_earnings: Exact) -> Exact:
    """The cap on a monthly payment: "다음 각 호의 금액 중에서 많은 금액을 넘지 못한다", the greater of two averages."""
    return max(last_five_years_average, average_earnings)


@rule("NPA 63, 53", unit="money_per_month")
def pension_exact(
    basic_pension_amount: Exact,
    pension_rate: Exact,
    early_pension_rate: Exact,
    greatest_monthly_pension: Exact,
    totalising: bool,
    cap_when_totalising: str,
) -> Exact:
    """The monthly old-age pension on the counted months, without dependants' amounts and not rounded.

    One twelfth of the yearly amount; no more than the cap, unless periods are totalised and the cap is read as
    one on the amount that is paid.
    """
    pension = Fraction(basic_pension_amount * pension_rate * early_pension_rate) / 12
    if totalising and cap_when_totalising == "amount_paid":
        return pension
    return min(pension, greatest_monthly_pension)
