"""Retirement ages: in which month a person attains each of them.

A month of attainment is the month in which the age is completed; the pension can start in the month after.
An age that the Labour Code raises year by year is attained in the first month in which the person has the age
that is required in that month's year.
"""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.months import Month, year_of
from totalisation.rules import rule
from totalisation.written_values import PartialDate


def first_attained(birth_month: Month, age_by_year: Mapping[int, int], months_lower: int = 0) -> Month:
    """The first month in which a person has the age of that month's year, less ``months_lower``.

    The ages never fall from year to year; before the first year of the table and after the last, theirs apply.
    """
    first_year, last_year = min(age_by_year), max(age_by_year)
    birth_year = year_of(birth_month)
    # Nobody retires before 30: it spares looking at years in which the age cannot be reached.
    for year in range(max(first_year, min(birth_year + 30, last_year)), last_year):
        attained = birth_month + age_by_year[year] - months_lower
        if year_of(attained) <= year:
            return attained
    return birth_month + age_by_year[last_year] - months_lower


def attained_from(year: int, birth_month: Month, age_by_year: Mapping[int, int]) -> Month:
    """The month in which a person has the age that ``year`` or a later year requires, in the first that is reached."""
    last_year = max(age_by_year)
    for each in range(min(year, last_year), last_year):
        attained = birth_month + age_by_year[each]
        if year_of(attained) <= each:
            return attained
    return birth_month + age_by_year[last_year]


@rule("C59 18(2)", unit="month", name="birth_month", since="2016-01", until="2020-12")
def birth_month_known_by_year_last(birth_date: PartialDate) -> Month:
    """Month of birth from which ages are counted: December where only the year is known.

    "đối với trường hợp không xác định được ngày sinh, tháng sinh (chỉ ghi năm sinh) là ngày 01 tháng 01 của
    năm liền kề sau năm người lao động đủ điều kiện về tuổi đời": 1 January of the following year, as for a
    person born in December.
    """
    return birth_date.first_month if birth_date.month_of_year is not None else birth_date.first_month + 11


@rule("D135 3(3)", unit="month", name="birth_month", since="2021-01", until="2025-06", status="secondary")
def birth_month_known_by_year_first(birth_date: PartialDate) -> Month:
    """Month of birth from which ages are counted: January where only the year is known."""
    return birth_date.first_month


@rule("D158 12(2)", unit="month", name="birth_month", since="2025-07")
def birth_month_by_decree(birth_date: PartialDate) -> Month:
    """Month of birth from which ages are counted: January where only the year is known.

    "lấy ngày 01 tháng 01 của năm sinh để làm căn cứ xác định tuổi": 1 January of the year of birth.
    """
    return birth_date.first_month


@rule("L2019 169(2)", "L2014 54(1)", unit="month")
def normal_attainment_month(
    sex: str, birth_month: Month, normal_age_men: Mapping[int, int], normal_age_women: Mapping[int, int]
) -> Month:
    """Month of the normal retirement age (tuổi nghỉ hưu trong điều kiện lao động bình thường)."""
    return first_attained(birth_month, normal_age_men if sex == "male" else normal_age_women)


@rule("L2019 169(3)", "L2014 54(1)(b)", unit="month")
def hazardous_attainment_month(
    sex: str,
    birth_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    hazardous_age_reduction: int,
) -> Month:
    """Month of the age for hazardous work: at most five years below the normal age of the year of retirement.

    The lower age follows its own calendar: the required age of each year less 60 months.
    """
    age_by_year = normal_age_men if sex == "male" else normal_age_women
    return first_attained(birth_month, age_by_year, hazardous_age_reduction)


@rule("L2014 54(1)(c)", "C59 15(1)", unit="month", name="coal_attainment_month", since="2016-01", until="2020-12")
def coal_attainment_month_at_fifty(birth_month: Month, coal_age: int) -> Month:
    """Month of the age for underground coal mining: "từ đủ 50 tuổi", both sexes."""
    return birth_month + coal_age


@rule("L2024 64(1)(c)", unit="month", since="2021-01")
def coal_attainment_month(
    sex: str,
    birth_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    coal_age_reduction: int,
) -> Month:
    """Month of the age for underground coal mining: "thấp hơn tối đa 10 tuổi", ten years below the normal age."""
    age_by_year = normal_age_men if sex == "male" else normal_age_women
    return first_attained(birth_month, age_by_year, coal_age_reduction)


@rule(
    "L2014 55(1)(a)",
    "C59 16(1)",
    unit="month",
    name="reduced_capacity_attainment_month",
    since="2016-01",
    until="2020-12",
)
def reduced_capacity_attainment_month_by_year(
    sex: str,
    birth_month: Month,
    claim_month: Month,
    reduced_capacity_age_men: Mapping[int, int],
    reduced_capacity_age_women: Mapping[int, int],
) -> Month:
    """Month of the age for a pension on reduced capacity: that of the year of retirement, rising a year each year.

    "nam đủ 51 tuổi, nữ đủ 46 tuổi … Sau đó mỗi năm tăng thêm một tuổi cho đến năm 2020".
    """
    age_by_year = reduced_capacity_age_men if sex == "male" else reduced_capacity_age_women
    return attained_from(year_of(claim_month), birth_month, age_by_year)


@rule("L2024 65(1)(a)", unit="month", since="2021-01")
def reduced_capacity_attainment_month(hazardous_attainment_month: Month) -> Month:
    """Month of the age for a loss of capacity from 61 to below 81 per cent: at most five years below the normal."""
    return hazardous_attainment_month


@rule(
    "L2014 55(1)(b)",
    "C59 16(2)",
    unit="month",
    name="severely_reduced_capacity_attainment_month",
    since="2016-01",
    until="2020-12",
)
def severely_reduced_capacity_attainment_month_fixed(
    sex: str,
    birth_month: Month,
    severely_reduced_capacity_age_men: int,
    severely_reduced_capacity_age_women: int,
) -> Month:
    """Month of the age for a loss of capacity of 81 per cent or more: "nam đủ 50 tuổi, nữ đủ 45 tuổi"."""
    age = severely_reduced_capacity_age_men if sex == "male" else severely_reduced_capacity_age_women
    return birth_month + age


@rule("L2024 65(1)(b)", unit="month", since="2021-01")
def severely_reduced_capacity_attainment_month(
    sex: str,
    birth_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    severely_reduced_capacity_age_reduction: int,
) -> Month:
    """Month of the age for a loss of capacity of 81 per cent or more: at most ten years below the normal age."""
    age_by_year = normal_age_men if sex == "male" else normal_age_women
    return first_attained(birth_month, age_by_year, severely_reduced_capacity_age_reduction)


def _armed_forces(
    sex: str, birth_month: Month, men: Mapping[int, int], women: Mapping[int, int], hazardous: bool, reduction: int
) -> Month:
    # With fifteen years of hazardous work the reduction applies twice: ten years instead of five.
    return first_attained(birth_month, men if sex == "male" else women, 2 * reduction if hazardous else reduction)


@rule(
    "L2014 54(2)",
    unit="month",
    name="armed_forces_attainment_month",
    since="2016-01",
    until="2025-06",
    status="unverified",
)
def armed_forces_attainment_month_before(
    sex: str,
    birth_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    hazardous_months: int,
    special_work_months: int,
    hazardous_age_reduction: int,
) -> Month:
    """Month of the age for the armed forces: five years below the normal age, ten with hazardous work."""
    hazardous = hazardous_months >= special_work_months
    return _armed_forces(sex, birth_month, normal_age_men, normal_age_women, hazardous, hazardous_age_reduction)


@rule("L2024 64(2)", unit="month", since="2025-07")
def armed_forces_attainment_month(
    sex: str,
    birth_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    hazardous_months: int,
    special_work_months: int,
    hazardous_age_reduction: int,
) -> Month:
    """Month of the age for the armed forces: at most five years below the normal age, ten with hazardous work.

    "a) Có tuổi thấp hơn tối đa 05 tuổi …; b) Có tuổi thấp hơn tối đa 10 tuổi … và có tổng thời gian … từ đủ 15
    năm trở lên khi làm nghề, công việc nặng nhọc".
    """
    hazardous = hazardous_months >= special_work_months
    return _armed_forces(sex, birth_month, normal_age_men, normal_age_women, hazardous, hazardous_age_reduction)


@rule("L2024 141(9)", unit="month", since="2025-07")
def long_voluntary_attainment_month(
    sex: str, birth_month: Month, long_voluntary_age_men: int, long_voluntary_age_women: int
) -> Month:
    """Month of the age for those with twenty years of voluntary insurance: "đủ 60 tuổi đối với nam, đủ 55 … nữ"."""
    return birth_month + (long_voluntary_age_men if sex == "male" else long_voluntary_age_women)
