"""The average salary on which contributions were paid (mức bình quân tiền lương làm căn cứ đóng BHXH).

Salaries set by employers and voluntary incomes enter with all their months, each year's times its coefficient.
Salaries set by the State enter with their average over the last years before retirement, for as many months as
they were paid. Facts leave out, as 0, the part of a career that a person does not have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from totalisation.earnings import EarningsRun
from totalisation.money import Exact, down_to_whole
from totalisation.months import Month, year_of
from totalisation.parameters import missing_figure
from totalisation.rules import rule
from totalisation.schemes.dated import calendar_key, in_force, next_change

OLDEST_COEFFICIENT = 1994
"""The year whose coefficient holds for all years before 1995 (D158 16(1)(b))."""


def add_earnings(sums: dict[int, int], first: Month, last: Month, monthly: int) -> None:
    """Add the same earnings of each month from ``first`` to ``last`` to the sums of their calendar years."""
    while first <= last:
        until = min(last, first // 12 * 12 + 11)
        year = year_of(first)
        sums[year] = sums.get(year, 0) + monthly * (until - first + 1)
        first = until + 1


def earned_by_year(runs: Sequence[EarningsRun]) -> dict[int, int]:
    """The sum of the earnings of each calendar year."""
    sums: dict[int, int] = {}
    for run in runs:
        add_earnings(sums, run.first, run.last, run.monthly)
    return dict(sorted(sums.items()))


def ceilings(
    first: Month, last: Month, base_salary: Mapping[int, int], ceiling_multiple: Mapping[int, int]
) -> list[tuple[Month, Month, int]]:
    """The ceilings that held from ``first`` to ``last``, each with its first and last month; none before there was one.

    Only the figures of these months are looked up, since a figure that is used is one to answer for.
    """
    found: list[tuple[Month, Month, int]] = []
    start = first
    while start <= last:
        following = min(next_change(base_salary, start, last), next_change(ceiling_multiple, start, last))
        multiple = in_force(ceiling_multiple, start)
        level = in_force(base_salary, start) if multiple is not None else None
        if multiple is not None and level is not None:
            found.append((start, following - 1, int(multiple * level)))
        start = following
    return found


def excess_by_year(
    runs: Sequence[EarningsRun], base_salary: Mapping[int, int], ceiling_multiple: Mapping[int, int]
) -> dict[int, int]:
    """What the earnings of each calendar year exceed the ceiling of their months by; years without are left out."""
    first, last = min(run.first for run in runs), max(run.last for run in runs)
    sums: dict[int, int] = {}
    for start, end, ceiling in ceilings(first, last, base_salary, ceiling_multiple):
        for run in runs:
            if run.monthly > ceiling and run.first <= end and start <= run.last:
                add_earnings(sums, max(run.first, start), min(run.last, end), run.monthly - ceiling)
    return dict(sorted(sums.items()))


def at_prices(sums: Mapping[int, int], coefficients: Mapping[int, Exact]) -> dict[int, Exact]:
    """The sum of each year times the coefficient of that year."""
    return {year: total * coefficients[max(year, OLDEST_COEFFICIENT)] for year, total in sums.items()}


def latest_first(runs: Sequence[EarningsRun]) -> Sequence[EarningsRun]:
    """The runs, the latest first. They are given in the order of their months."""
    return runs[::-1]


def months_of(runs: Sequence[EarningsRun]) -> int:
    """How many months the runs have together."""
    return sum(run.months for run in runs)


@rule("L2024 31(1)(đ)", "L2014 89(3)", unit="money_by_year")
def employer_excess_by_year(
    employer_earnings: Sequence[EarningsRun], base_salary: Mapping[int, int], ceiling_multiple: Mapping[int, int]
) -> dict[int, int]:
    """Salary set by the employer above the ceiling: "cao nhất bằng 20 lần mức tham chiếu tại thời điểm đóng"."""
    return excess_by_year(employer_earnings, base_salary, ceiling_multiple)


@rule("L2024 72(2)", "L2014 62(2)", unit="money_by_year")
def employer_paid_by_year(
    employer_earnings: Sequence[EarningsRun], employer_excess_by_year: Mapping[int, int]
) -> dict[int, int]:
    """Salary set by the employer on which contributions were paid, by year: up to the ceiling."""
    earned = earned_by_year(employer_earnings)
    return {year: total - employer_excess_by_year.get(year, 0) for year, total in earned.items()}


@rule("L2024 73(2)", "D158 16(1)", "L2014 63(2)", unit="money_by_year")
def employer_adjusted_by_year(
    employer_paid_by_year: Mapping[int, int], adjustment_coefficients: Mapping[int, Exact]
) -> dict[int, Exact]:
    """Salary set by the employer at the prices of the year before the pension starts, by year.

    "Tiền lương … sau điều chỉnh của từng năm = Tiền lương … của từng năm x Hệ số điều chỉnh … của năm tương ứng".
    """
    return at_prices(employer_paid_by_year, adjustment_coefficients)


@rule("L2024 72(2)", "C59 20(2)", unit="money")
def employer_sum(employer_adjusted_by_year: Mapping[int, Exact]) -> Exact:
    """Sum of the adjusted salaries set by the employer, over the whole time that they were paid."""
    return sum(employer_adjusted_by_year.values())


@rule("D158 17(5)", "D159 10", unit="money_by_year", status="secondary")
def voluntary_adjusted_by_year(
    voluntary_earnings: Sequence[EarningsRun], adjustment_coefficients: Mapping[int, Exact]
) -> dict[int, Exact]:
    """Incomes on which voluntary contributions were paid, at the prices of the year before the start, by year.

    The index of voluntary incomes has another base year (2008), and the same ratios between years.
    """
    return at_prices(earned_by_year(voluntary_earnings), adjustment_coefficients)


@rule("D158 17(5)", "L2024 104", unit="money")
def voluntary_sum(voluntary_adjusted_by_year: Mapping[int, Exact]) -> Exact:
    """Sum of the adjusted incomes of voluntary insurance."""
    return sum(voluntary_adjusted_by_year.values())


@rule("L2024 72(1)", "L2014 62(1)", "C59 20(1)", unit="months")
def state_window_months(first_insured_month: Month, state_window_by_start: Mapping[int, int]) -> int:
    """How many of the last months of State salary are averaged, by when the person was first insured; 0: all."""
    return int(in_force(state_window_by_start, first_insured_month) or 0)


@rule("L2024 73(1)(a)", "L2024 141(13)", "L2014 63(1)", unit="money_per_month")
def reference_level(start_month: Month, base_salary: Mapping[int, int]) -> Exact:
    """Reference level (mức tham chiếu) when the pension starts: the base salary (lương cơ sở) while there is one.

    Raises MissingFigureError before the first base salary that is known.
    """
    level = in_force(base_salary, start_month)
    if level is None:
        raise missing_figure("established", "base_salary", str(calendar_key(start_month)))
    return level


def _by_level(runs: Sequence[EarningsRun], months: int, level: Exact) -> Exact:
    """The average coefficient of the last ``months`` (0: of all) times ``level``."""
    multiples: Exact = 0
    left = taken = min(months or months_of(runs), months_of(runs))
    for run in latest_first(runs):
        within = min(run.months, left)
        multiples = multiples + run.coefficient * within
        left -= within
    return Fraction(multiples * level) / taken


def _by_prices(runs: Sequence[EarningsRun], months: int, coefficients: Mapping[int, Exact]) -> Exact:
    """The average of the last ``months`` (0: of all), each year's earnings at its coefficient."""
    sums: dict[int, int] = {}
    left = taken = min(months or months_of(runs), months_of(runs))
    for run in latest_first(runs):
        within = min(run.months, left)
        add_earnings(sums, run.last - within + 1, run.last, run.monthly)
        left -= within
    total = sum(at_prices(sums, coefficients).values(), Fraction(0))
    return Fraction(total) / taken


@rule(
    "L2014 62(1)",
    "L2014 63(1)",
    "C59 20(1)",
    unit="money_per_month",
    name="state_average_by_level",
    since="2016-01",
    until="2025-06",
)
def state_average_by_level_2016(
    state_earnings: Sequence[EarningsRun], state_window_months: int, reference_level: Exact
) -> Exact:
    """Average State salary of a person insured before 2016: coefficients of the last months times the base salary.

    "Tiền lương này được tính trên mức lương cơ sở tại thời điểm tính mức bình quân tiền lương": the base salary
    when the pension starts. Where fewer months were paid than the law counts, all of them.
    """
    return _by_level(state_earnings, state_window_months, reference_level)


@rule("L2024 72(1)", "L2024 73(1)(a)", "D158 15(1)", "D158 15(2)(c)", unit="money_per_month", since="2025-07")
def state_average_by_level(
    state_earnings: Sequence[EarningsRun], state_window_months: int, reference_level: Exact
) -> Exact:
    """Average State salary of a person insured before 2016: coefficients times the reference level at the start.

    The last months of Art. 72(1), or all months paid under State salaries where that average is higher
    (D158 15(2)(c)). Salaries from before October 2004 enter with the coefficient of the present scale. The
    choices of those who left hazardous work or the armed forces (15(2)(a), (b)) and seniority allowances of
    former occupations (15(3)) are not encoded: their average is entered as established.
    """
    return max(
        _by_level(state_earnings, state_window_months, reference_level),
        _by_level(state_earnings, 0, reference_level),
    )


@rule(
    "L2014 62(1)",
    "L2014 63(1)",
    unit="money_per_month",
    name="state_average_by_prices",
    since="2016-01",
    until="2025-06",
)
def state_average_by_prices_2016(
    state_earnings: Sequence[EarningsRun], state_window_months: int, adjustment_coefficients: Mapping[int, Exact]
) -> Exact:
    """Average State salary of a person first insured from 2016 on: the last months, each year's at its coefficient."""
    return _by_prices(state_earnings, state_window_months, adjustment_coefficients)


@rule("L2024 72(1)", "L2024 73(1)(b)", "D158 15(1)", "D158 15(2)(c)", unit="money_per_month", since="2025-07")
def state_average_by_prices(
    state_earnings: Sequence[EarningsRun], state_window_months: int, adjustment_coefficients: Mapping[int, Exact]
) -> Exact:
    """Average State salary of a person first insured from 2016 on: each year's at its coefficient.

    The last months of Art. 72(1), or all months where that average is higher (D158 15(2)(c)).
    """
    return max(
        _by_prices(state_earnings, state_window_months, adjustment_coefficients),
        _by_prices(state_earnings, 0, adjustment_coefficients),
    )


@rule("L2024 72(3)", "D158 15(4)", "C59 20(3)", unit="money")
def state_sum(state_months: int, state_average_by_level: Exact, state_average_by_prices: Exact) -> Exact:
    """State salaries in the common sum: all months paid under State salaries times their average.

    "tích số giữa tổng số tháng … theo chế độ tiền lương do Nhà nước quy định với mức bình quân". A person has one
    of the two averages, by when he or she was first insured; the other is 0.
    """
    return state_months * (state_average_by_level + state_average_by_prices)


@rule("L2024 72", "L2014 62", "D158 17(5)", "C59 20", unit="money_per_month")
def average_earnings(
    state_sum: Exact, employer_sum: Exact, voluntary_sum: Exact, paid_months: int, average_rounding: str
) -> Exact:
    """Average monthly salary or income on which contributions were paid, over all months.

    No article rounds it; a published calculation cuts it to whole units of currency, which is the other reading.
    Raises MissingFigureError for a person without earnings.
    """
    if paid_months == 0:
        raise missing_figure("established", "average_earnings", "0")
    average = Fraction(state_sum + employer_sum + voluntary_sum) / paid_months
    return down_to_whole(average) if average_rounding == "whole_units" else average
