"""The single sums of survivors: the lump sum (trợ cấp tuất một lần) and the funeral grant (trợ cấp mai táng).

The law is that of the month of death. Not encoded: allowances of occupational accidents as the base of a lump sum
(L2024 89(3)).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.base import Condition

FULL_GRANT_MONTHS: Final = 2
"""Months of a pension within which a death gives the whole lump sum: L2024 89(2)(a)."""

# ---- the lump sum ----


@rule("L2024 88", "L2014 69", unit="conditions")
def survivors_lump_sum_conditions(own_months: int, drew_pension: bool) -> tuple[Condition, ...]:
    """The conditions of the lump sum, beside that no allowance is due: insured time, or a pension.

    "Người đang tham gia bảo hiểm xã hội hoặc đang bảo lưu thời gian đóng"; without relatives it goes to the heirs.
    """
    met = own_months > 0 or drew_pension
    return (Condition("insured_or_pensioner", "months", 1, own_months, met, None),)


@rule("L2024 89(2)", "L2014 70(2)", unit="factor")
def months_of_pension(
    death_month: Month,
    pension_since: Month | None,
    months_of_pension_at_most: int,
    months_of_pension_lost: Exact,
    months_of_pension_at_least: int,
) -> Exact:
    """How many months of the pension are paid: 48, less half a month for each month drawn beyond two, at least 3.

    "Trường hợp chết trong 02 tháng đầu … bằng 48 tháng lương hưu"; "từ tháng thứ ba trở đi thì cứ mỗi tháng … giảm 0,5
    tháng lương hưu … nhưng không thấp hơn 03 tháng". 0 of who drew none.
    """
    if pension_since is None:
        return 0
    beyond = max(death_month - pension_since + 1 - FULL_GRANT_MONTHS, 0)
    return max(months_of_pension_at_most - months_of_pension_lost * beyond, months_of_pension_at_least)


@rule("L2014 81(2)", unit="money", name="sum_of_voluntary_time", since="2016-01", until="2025-06")
def sum_of_voluntary_time_2016(
    own_months: int,
    months_of_salary: Fraction,
    average_earnings: Exact,
    contributed_salaries: Exact,
    contribution_rate: Exact,
    most_months_below_one_year: Exact,
) -> Exact:
    """The sum after the death of who was voluntarily insured alone, without a least amount.

    "chưa đủ một năm thì mức trợ cấp tuất một lần bằng số tiền đã đóng nhưng mức tối đa bằng 02 tháng mức bình quân".
    """
    if own_months < 12:
        return min(contributed_salaries * contribution_rate, most_months_below_one_year * average_earnings)
    return months_of_salary * average_earnings


@rule("L2024 110(2)", unit="money", since="2025-07")
def sum_of_voluntary_time(
    own_months: int,
    months_of_salary: Fraction,
    average_earnings: Exact,
    contributed_salaries: Exact,
    contribution_rate: Exact,
    months_of_voluntary_sum: int,
) -> Exact:
    """The sum after the death of who was voluntarily insured alone, without a least amount.

    Point (c): "Bằng số tiền đã đóng đối với trường hợp người lao động có thời gian đóng chưa đủ 60 tháng".
    """
    if own_months < months_of_voluntary_sum:
        return contributed_salaries * contribution_rate
    return months_of_salary * average_earnings


@rule("L2024 89(1)", "L2024 110(3)", "L2014 70(1)", "C59 27", unit="money")
def sum_by_insured_time(
    own_months: int,
    voluntary_months: int,
    months_of_salary: Fraction,
    least_months_of_salary: Exact,
    average_earnings: Exact,
    sum_of_voluntary_time: Exact,
) -> Exact:
    """The sum of who drew no pension, by insured years in months of the average salary.

    "không thấp hơn 03 tháng mức bình quân tiền lương", for who had compulsory insurance.
    """
    if voluntary_months >= own_months:
        return sum_of_voluntary_time
    return max(months_of_salary, least_months_of_salary) * average_earnings


@rule("L2024 89", "L2024 110", "L2014 70", "L2014 81", unit="money", rounding="nearest_whole")
def survivors_lump_sum(
    drew_pension: bool, months_of_pension: Exact, pension_drawn: int, sum_by_insured_time: Exact
) -> int:
    """The lump sum: of a pensioner in months of the pension, else by insured time."""
    return to_nearest_whole(months_of_pension * pension_drawn if drew_pension else sum_by_insured_time)


# ---- the funeral grant ----


@rule("L2024 85(1)", "D158 21(2)", "L2014 66(1)", "C59 24(1)", unit="conditions")
def funeral_conditions(
    own_months: int,
    voluntary_months: int,
    funeral_months: int,
    funeral_months_together: int,
    drew_pension: bool,
    occupational_death: bool,
    accident_allowance_percent: int,
) -> tuple[Condition, ...]:
    """The conditions of the funeral grant: twelve months of compulsory insurance, or sixty of both kinds together.

    "có thời gian đóng bảo hiểm xã hội bắt buộc từ đủ 12 tháng trở lên"; D158 21(2)(b): "tổng thời gian đóng … từ đủ 60
    tháng trở lên". None is asked for of pensioners and on an occupational accident or disease.
    """
    without = drew_pension or occupational_death or accident_allowance_percent > 0
    compulsory = own_months - voluntary_months
    together = compulsory < funeral_months and voluntary_months > 0
    required, actual = (funeral_months_together, own_months) if together else (funeral_months, compulsory)
    return (Condition("funeral_period", "months", required, actual, without or actual >= required, None),)


@rule("L2024 85(2)", "L2014 66(2)", unit="money", rounding="nearest_whole")
def funeral_grant(reference_level: Exact, funeral_levels: Exact) -> int:
    """The funeral grant: "bằng 10 lần mức tham chiếu tại tháng mà người … chết", paid to who sees to the funeral."""
    return to_nearest_whole(funeral_levels * reference_level)
