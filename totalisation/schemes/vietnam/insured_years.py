"""Insured time as a sum: years in months of the average salary, and the salaries that contributions were paid on.

A single sum in place of a pension and the lump sum of survivors are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from totalisation.earnings import EarningsRun
from totalisation.money import Exact
from totalisation.rules import rule
from totalisation.schemes.vietnam.average import earned_by_year, excess_by_year
from totalisation.schemes.vietnam.rates import insured_half_years


@rule("L2024 70(3)(a)", "L2024 89(1)(a)", "C59 19(4)", unit="half_years")
def half_years_before_2014(months_before_2014: int, months_from_2014: int) -> int:
    """Insured time before 2014 in half years.

    "Trường hợp có thời gian đóng … trước và sau năm 2014 mà thời gian đóng trước năm 2014 có tháng lẻ thì những tháng
    lẻ đó được chuyển sang giai đoạn … từ năm 2014 trở đi": beside later time only its full years.
    """
    return 2 * (months_before_2014 // 12) if months_from_2014 else insured_half_years(months_before_2014)


@rule("L2024 70(3)(b)", "L2024 89(1)(b)", "L2024 5(6)", "C59 19(4)", unit="half_years")
def half_years_from_2014(months_before_2014: int, months_from_2014: int) -> int:
    """Insured time from 2014 on in half years, with the odd months of the time before."""
    return insured_half_years(months_from_2014 + months_before_2014 % 12) if months_from_2014 else 0


@rule("L2024 70(3)", "L2024 89(1)", "L2014 60(2)", "L2014 70(1)", unit="factor")
def months_of_salary(
    half_years_before_2014: int,
    half_years_from_2014: int,
    months_per_year_before_2014: Exact,
    months_per_year_from_2014: Exact,
) -> Fraction:
    """How many months of the average salary are paid.

    "Bằng 1,5 tháng mức bình quân tiền lương … đối với năm đóng trước năm 2014"; "Bằng 02 tháng … từ năm 2014 trở đi".
    """
    doubled = half_years_before_2014 * months_per_year_before_2014 + half_years_from_2014 * months_per_year_from_2014
    return Fraction(doubled) / 2


@rule("C59 19(2)", "L2024 70(3)(c)", "L2024 110(2)(c)", unit="money")
def contributed_salaries(
    employer_earnings: Sequence[EarningsRun],
    state_earnings: Sequence[EarningsRun],
    voluntary_earnings: Sequence[EarningsRun],
    base_salary: Mapping[int, int],
    ceiling_multiple: Mapping[int, int],
) -> int:
    """The salaries and incomes on which contributions were paid, as they were; those of employers up to the ceiling."""
    total = sum(run.monthly * run.months for run in (*state_earnings, *voluntary_earnings))
    if employer_earnings:
        total += sum(earned_by_year(employer_earnings).values())
        total -= sum(excess_by_year(employer_earnings, base_salary, ceiling_multiple).values())
    return total
