"""The pension rate (tỷ lệ hưởng lương hưu): what insured time earns, its cap, and the reduction for early pensions."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from totalisation.money import Exact
from totalisation.months import Month, year_of
from totalisation.rules import rule
from totalisation.schemes.vietnam.ages import first_attained
from totalisation.schemes.vietnam.conditions import REDUCED
from totalisation.written_values import PartialDate


@rule("L2024 5(6)", "L2014 85(6)", "C59 17(2)", unit="half_years")
def insured_half_years(counted_months: int) -> int:
    """Insured time in half years for the amount.

    "có tháng lẻ từ 01 tháng đến 06 tháng được tính là nửa năm, từ 07 tháng đến 11 tháng được tính là một năm":
    1 to 6 odd months are half a year, 7 to 11 a year.
    """
    full, odd = divmod(counted_months, 12)
    half = 0 if odd == 0 else 1 if odd <= 6 else 2
    return 2 * full + half


@rule("L2014 56(1)", "L2014 56(4)", unit="fraction", name="earned_rate", since="2016-01", until="2017-12")
def earned_rate_2016(
    sex: str,
    route: str,
    insured_half_years: int,
    initial_rate: Exact,
    initial_years_men: int,
    initial_years_women: int,
    yearly_rate_men: Exact,
    yearly_rate_women: Exact,
    yearly_rate_commune_cadre: Exact,
) -> Exact:
    """Rate earned: 45 % for 15 years, "sau đó cứ thêm mỗi năm thì tính thêm 2% đối với nam và 3% đối với nữ".

    Women of commune cadres with fewer than 20 years: 2 % a year (Art. 56(4)).
    """
    if sex == "male":
        return initial_rate + yearly_rate_men * (Fraction(insured_half_years, 2) - initial_years_men)
    yearly = yearly_rate_commune_cadre if route == "commune_cadre" else yearly_rate_women
    return initial_rate + yearly * (Fraction(insured_half_years, 2) - initial_years_women)


@rule("L2014 56(2)", unit="fraction", name="earned_rate", since="2018-01", until="2025-06")
def earned_rate_2018(
    sex: str,
    insured_half_years: int,
    initial_rate: Exact,
    initial_years_men: int,
    initial_years_women: int,
    yearly_rate_men: Exact,
    yearly_rate_women: Exact,
) -> Exact:
    """Rate earned: 45 % for 15 years (women) or 16 to 20 years by year of retirement (men), then 2 % a year."""
    if sex == "male":
        return initial_rate + yearly_rate_men * (Fraction(insured_half_years, 2) - initial_years_men)
    return initial_rate + yearly_rate_women * (Fraction(insured_half_years, 2) - initial_years_women)


@rule("L2024 66(1)", unit="fraction", since="2025-07")
def earned_rate(
    sex: str,
    insured_half_years: int,
    initial_rate: Exact,
    initial_years_men: int,
    initial_years_women: int,
    yearly_rate_men: Exact,
    yearly_rate_women: Exact,
    short_initial_rate_men: Exact,
    short_initial_years_men: int,
    short_yearly_rate_men: Exact,
) -> Exact:
    """Rate earned: 45 % for 15 years (women) or 20 years (men), then 2 % a year.

    "lao động nam có thời gian đóng … từ đủ 15 năm đến dưới 20 năm … bằng 40% … tương ứng 15 năm …, sau đó cứ
    thêm mỗi năm đóng thì tính thêm 1%". Less than 15 years earn nothing under this clause.
    """
    years = Fraction(insured_half_years, 2)
    if sex == "female":
        earned = initial_rate + yearly_rate_women * (years - initial_years_women)
        return earned if years >= initial_years_women else 0
    if years >= initial_years_men:
        return initial_rate + yearly_rate_men * (years - initial_years_men)
    earned = short_initial_rate_men + short_yearly_rate_men * (years - short_initial_years_men)
    return earned if years >= short_initial_years_men else 0


@rule("L2024 66(4)", "L2024 8(4)", unit="fraction", since="2025-07")
def treaty_rate(
    totalising: bool,
    counted_months: int,
    insured_half_years: int,
    treaty_yearly_rate: Exact,
    treaty_rate_below_months: int,
    treaty_odd_months: str,
    treaty_threshold: str,
) -> Exact:
    """Rate of a pension on totalised time with less than 15 years paid in Viet Nam; 0 where this does not apply.

    "có thời gian đóng bảo hiểm xã hội ở Việt Nam dưới 15 năm thì mỗi năm đóng trong thời gian này được tính bằng
    2,25% mức bình quân tiền lương": 2.25 % for each year, men and women alike.
    """
    time = 6 * insured_half_years if treaty_threshold == "rounded_years" else counted_months
    if not totalising or time >= treaty_rate_below_months:
        return 0
    if treaty_odd_months == "exact_months":
        return treaty_yearly_rate * Fraction(counted_months, 12)
    return treaty_yearly_rate * Fraction(insured_half_years, 2)


@rule("L2014 56", unit="fraction", name="rate_before_reduction", since="2016-01", until="2025-06")
def rate_before_reduction_2016(earned_rate: Exact, maximum_rate: Exact) -> Exact:
    """Rate before the reduction for an early pension: "mức tối đa bằng 75%"."""
    return min(earned_rate, maximum_rate)


@rule("L2024 66(1)", "L2024 66(4)", unit="fraction", since="2025-07")
def rate_before_reduction(earned_rate: Exact, maximum_rate: Exact, treaty_rate: Exact) -> Exact:
    """Rate before the reduction for an early pension: that of the treaty rule where it applies, at most 75 %."""
    return min(treaty_rate or earned_rate, maximum_rate)


@rule("D115 7(3)", unit="month", name="landmark_month", since="2016-01", until="2020-12", status="secondary")
def landmark_month_until_2020(
    sex: str,
    birth_date: PartialDate,
    start_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    hazardous_months: int,
    underground_coal_months: int,
    special_work_months: int,
    hazardous_age_reduction: int,
    coal_age: int,
) -> Month:
    """Month of the age before which a pension is early (mốc tuổi): 60 or 55; five years less, or 50 for coal.

    Where only the year of birth is known, the age is counted from 1 January of it (C59 Ví dụ 27).
    """
    if underground_coal_months >= special_work_months:
        return birth_date.first_month + coal_age
    ages = normal_age_men if sex == "male" else normal_age_women
    lower = hazardous_age_reduction if hazardous_months >= special_work_months else 0
    return birth_date.first_month + _age_in(year_of(start_month), ages) - lower


@rule("D158 13(2)", unit="month", since="2021-01")
def landmark_month(
    sex: str,
    birth_date: PartialDate,
    start_month: Month,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    hazardous_months: int,
    underground_coal_months: int,
    special_work_months: int,
    hazardous_age_reduction: int,
    coal_age_reduction: int,
    landmark_age: str,
) -> Month:
    """Month of the age before which a pension is early (mốc tuổi để tính số năm nghỉ hưu trước tuổi).

    The normal age, "điểm a khoản 1 Điều 64"; with fifteen years of hazardous work that of point b; with fifteen
    years of underground coal mining that of point c.
    """
    ages = normal_age_men if sex == "male" else normal_age_women
    lower = 0
    if underground_coal_months >= special_work_months:
        lower = coal_age_reduction
    elif hazardous_months >= special_work_months:
        lower = hazardous_age_reduction
    if landmark_age == "own_attainment":
        return first_attained(birth_date.first_month, ages, lower)
    return birth_date.first_month + _age_in(year_of(start_month), ages) - lower


def _age_in(year: int, age_by_year: Mapping[int, int]) -> int:
    """The age required in ``year``; before the first year of the table and after the last, theirs."""
    return age_by_year[min(max(year, min(age_by_year)), max(age_by_year))]


@rule("L2014 56(3)", "L2024 66(3)", "C59 17", unit="months")
def months_early(route: str, landmark_month: Month, start_month: Month) -> int:
    """Months by which a pension on reduced capacity starts before the landmark age; 0 on every other route.

    The age counts from the first of the month after that of birth (C59 Ví dụ 27: born 1 January 1962, 54 years
    and one month old on 1 March 2016).
    """
    return max(landmark_month + 1 - start_month, 0) if route in REDUCED else 0


@rule("L2014 56(3)", "C59 17(1)", unit="fraction", name="early_reduction", since="2016-01", until="2020-12")
def early_reduction_until_2020(
    months_early: int, early_reduction_yearly: Exact, early_reduction_part_year: Exact
) -> Exact:
    """Reduction for an early pension: 2 % a year, and 1 % where the age has one to six odd months.

    "Trường hợp tuổi nghỉ hưu có thời gian lẻ đến đủ 06 tháng thì mức giảm là 1%, trên 06 tháng thì không giảm":
    with landmarks of whole years, six odd months or more of early time.
    """
    years, odd = divmod(months_early, 12)
    return early_reduction_yearly * years + (early_reduction_part_year if odd >= 6 else 0)


@rule("L2014 56(3)", "C59 17(1)", unit="fraction", name="early_reduction", since="2021-01", until="2025-06")
def early_reduction_until_2025(
    months_early: int,
    birth_date: PartialDate,
    start_month: Month,
    early_reduction_yearly: Exact,
    early_reduction_part_year: Exact,
    early_odd_months: str,
) -> Exact:
    """Reduction for an early pension: 2 % a year, and 1 % for the odd months of the age or of the early time.

    With landmarks such as 55 years and 4 months the two are no longer the same; how the words "tuổi nghỉ hưu có
    thời gian lẻ" were applied is an open question.
    """
    years, odd = divmod(months_early, 12)
    if early_odd_months == "of_age":
        odd_of_age = (start_month - birth_date.first_month - 1) % 12
        part = early_reduction_part_year if odd and 1 <= odd_of_age <= 6 else 0
    else:
        part = early_reduction_part_year if odd >= 6 else 0
    return early_reduction_yearly * years + part


@rule("L2024 66(3)", unit="fraction", since="2025-07")
def early_reduction(
    months_early: int,
    early_reduction_yearly: Exact,
    early_reduction_part_year: Exact,
    treaty_rate: Exact,
    treaty_early_reduction: str,
) -> Exact:
    """Reduction for an early pension: "cứ mỗi năm nghỉ hưu trước tuổi quy định thì giảm 2%".

    "dưới 06 tháng thì không giảm …, từ đủ 06 tháng đến dưới 12 tháng thì giảm 1%". It reduces what clause 1
    yields; whether it reduces what the treaty rule of clause 4 yields is an open question.
    """
    if treaty_rate and treaty_early_reduction == "not_reduced":
        return 0
    years, odd = divmod(months_early, 12)
    return early_reduction_yearly * years + (early_reduction_part_year if odd >= 6 else 0)


@rule("L2014 56(3)", "C59 17", "L2024 66(3)", unit="fraction")
def pension_rate(rate_before_reduction: Exact, early_reduction: Exact) -> Exact:
    """The pension rate: the capped rate less the reduction (C59 Ví dụ 24: 79.5 % becomes 75 %, less 4 % is 71 %)."""
    return max(rate_before_reduction - early_reduction, 0)
