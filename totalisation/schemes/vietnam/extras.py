"""What is paid beside the monthly pension: the one-off allowance at retirement (trợ cấp một lần khi nghỉ hưu)."""

from __future__ import annotations

from fractions import Fraction

from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month, MonthSet
from totalisation.rules import rule
from totalisation.schemes.vietnam.rates import insured_half_years


@rule("L2014 58(1)", "L2024 68(1)", unit="half_years")
def full_rate_half_years(
    sex: str,
    initial_rate: Exact,
    maximum_rate: Exact,
    initial_years_men: int,
    initial_years_women: int,
    yearly_rate_men: Exact,
    yearly_rate_women: Exact,
) -> int:
    """Half years that give the maximum rate: 35 years for men and 30 for women under Art. 68(1) of Law 41/2024.

    "cao hơn số năm tương ứng với tỷ lệ hưởng lương hưu 75%".
    """
    initial, yearly = (
        (initial_years_men, yearly_rate_men) if sex == "male" else (initial_years_women, yearly_rate_women)
    )
    return int(2 * (initial + Fraction(maximum_rate - initial_rate) / yearly))


@rule("L2014 58(1)", "L2024 68(1)", unit="half_years")
def excess_half_years(insured_half_years: int, full_rate_half_years: int) -> int:
    """Half years beyond those that give the maximum rate."""
    return max(insured_half_years - full_rate_half_years, 0)


@rule("L2014 58(2)", unit="money", name="one_off_allowance", since="2016-01", until="2025-06", rounding="nearest_whole")
def one_off_allowance_2016(excess_half_years: int, average_earnings: Exact, one_off_allowance_per_year: Exact) -> int:
    """One-off allowance at retirement: half a month's average salary for each year beyond the maximum rate's.

    "cứ mỗi năm đóng bảo hiểm xã hội thì được tính bằng 0,5 tháng mức bình quân tiền lương".
    """
    return to_nearest_whole(one_off_allowance_per_year * Fraction(excess_half_years, 2) * average_earnings)


@rule("L2024 68(2)", unit="half_years", since="2025-07")
def excess_half_years_after_age(
    excess_half_years: int, insured_calendar: MonthSet, normal_attainment_month: Month
) -> int:
    """Of the excess, the half years insured after the month in which the normal retirement age was attained.

    Odd months of that time are rounded as insured time is (Art. 5(6)).
    """
    return min(excess_half_years, insured_half_years(len(insured_calendar.since(normal_attainment_month + 1))))


@rule("L2024 68(2)", unit="money", since="2025-07", rounding="nearest_whole")
def one_off_allowance(
    excess_half_years: int,
    excess_half_years_after_age: int,
    average_earnings: Exact,
    one_off_allowance_per_year: Exact,
    one_off_allowance_per_year_after_age: Exact,
) -> int:
    """One-off allowance at retirement: for each year beyond 35 (men) or 30 (women).

    "bằng 0,5 lần của mức bình quân tiền lương … cho mỗi năm đóng cao hơn đến tuổi nghỉ hưu"; "bằng 02 lần … kể từ
    sau thời điểm đủ tuổi nghỉ hưu": twice the average salary for the years paid after the retirement age.
    """
    before = excess_half_years - excess_half_years_after_age
    times = one_off_allowance_per_year * before + one_off_allowance_per_year_after_age * excess_half_years_after_age
    return to_nearest_whole(Fraction(times * average_earnings) / 2)
