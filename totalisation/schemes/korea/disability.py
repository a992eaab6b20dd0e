"""The disability pension (장애연금) of grades 1 to 3, and the single sum of grade 4.

The law is that of the first examination. Not encoded: grades that change later, several disabilities, credits, and
first examinations while the person was outside insurance (Art. 67(3)1, 2).
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from totalisation.money import Exact, down_to_ten
from totalisation.months import Month, MonthSet, days_in_month, month_of
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.korea.ages import birthday_has_come
from totalisation.schemes.korea.contributions import contributions_suffice

LAST_GRADE_OF_PENSION = 3
GRADE_OF_SINGLE_SUM = 4


@rule("NPA 67(1)", unit="month")
def contingency_month(first_examined: date) -> Month:
    """The month of the first examination (초진일), at which contributions are tested."""
    return month_of(first_examined)


@rule("NPA 67(2)", unit="day")
def grading_date(first_examined: date, settled: date | None, grading_months: int) -> date:
    """The day by which the grade is found (장애결정 기준일).

    The day of healing, if it lies within a year and six months of the first examination; else the day after that time.
    """
    last = month_of(first_examined) + grading_months
    day = min(first_examined.day, days_in_month(last))
    latest = date(last // 12, last % 12 + 1, day)
    if settled is not None and settled <= latest:
        return settled
    return latest + timedelta(days=1)


@rule("NPA 54(1)", "NPA 67(2)", unit="month")
def ground_month(grading_date: date) -> Month:
    """The month in which the ground for the pension arises: that of the day by which the grade is found."""
    return month_of(grading_date)


@rule("NPA 51(1), 67(1), 68, 70", unit="month")
def insured_until(ground_month: Month, provision_month: Month, insured_after_grading: str) -> Month | None:
    """The last month of the insured time that the benefit is made of; None if all that there is at the claim counts.

    The right arises on the day by which the grade is found, "장애결정 기준일부터", on totalised time no earlier than
    totalisation has effect. Art. 51(1) says "가입기간" without a day, and no article adds later time to the amount, as
    Art. 66(3) does where an early pension is resumed ("지급 정지 전후의 가입기간을 합산하여"): an open question.
    """
    return None if insured_after_grading == "counted" else max(ground_month, provision_month)


@rule("NPA 67(1)1", unit="flag")
def examined_at_age(
    first_examined: date,
    birth_month: Month,
    birth_day: int,
    insurable_age_years: int,
    attainment_month: Month,
    own_calendar: MonthSet,
) -> bool:
    """Whether the person was 18 or more on the day of the first examination, and below pension age.

    "18세(다만, 18세 전에 가입한 경우에는 가입자가 된 날을 말한다) 이상이고 노령연금의 지급 연령 미만": who was insured
    before 18 is of age from then on.
    """
    adult = birthday_has_come(first_examined, birth_month + 12 * insurable_age_years, birth_day)
    insured = bool(own_calendar.until(month_of(first_examined)))
    return (adult or insured) and not birthday_has_come(first_examined, attainment_month, birth_day)


@rule("NPA 67", "NPA 126(2)", unit="conditions")
def disability_conditions(
    examined_at_age: bool,
    contingency_month: Month,
    attainment_month: Month,
    contribution_ground: str,
    refund_drawn: bool,
    citizen: bool,
    resident_when_examined: bool,
    grading_date: date,
    ground_month: Month,
    claim_date: date,
    disability_grade: int,
) -> tuple[Condition, ...]:
    """The conditions of the pension: the age, contributions, no refund, for foreigners residence, and the grade."""
    graded = 1 <= disability_grade <= LAST_GRADE_OF_PENSION
    return (
        *shared_conditions(
            examined_at_age,
            contingency_month,
            attainment_month,
            contribution_ground,
            refund_drawn,
            citizen or resident_when_examined,
            grading_date <= claim_date,
            ground_month,
        ),
        Condition("disability_grade", "count", LAST_GRADE_OF_PENSION, disability_grade, graded, None),
    )


@rule("NPA 115(1), 71", unit="months")
def lapsed_months_of_single_sum(
    right_start_month: Month, claim_month: Month, limitation_months: int, months_of_single_sum: int
) -> int:
    """Months of the single sum that have lapsed, of those over which it is taken to be paid.

    "제115조제1항에 따른 소멸시효를 적용할 때에는 일시보상금 지급 사유 발생일이 속하는 달의 다음 달부터 … 67개월 동안
    지급된 것으로 본다": for the time limit it is a payment of each month from the one after the ground on, and each
    lapses when it was not claimed for five years, as a month of a pension does.
    """
    return min(max(claim_month - limitation_months - right_start_month, 0), months_of_single_sum)


@rule("NPA 71", unit="money_per_month")
def month_of_single_sum(basic_pension_amount: Exact, yearly_rate_of_single_sum: Exact) -> Exact:
    """What one such month is taken to be: "기본연금액의 1천분의 400을 12로 나눈 금액"."""
    return Fraction(basic_pension_amount * yearly_rate_of_single_sum) / 12


@rule("NPA 67", "NPA 126(2)", "NPA 115(1), 71", unit="conditions")
def single_sum_conditions(
    examined_at_age: bool,
    contingency_month: Month,
    attainment_month: Month,
    contribution_ground: str,
    refund_drawn: bool,
    citizen: bool,
    resident_when_examined: bool,
    grading_date: date,
    ground_month: Month,
    claim_date: date,
    disability_grade: int,
    lapsed_months_of_single_sum: int,
    months_of_single_sum: int,
) -> tuple[Condition, ...]:
    """The conditions of the single sum: those of the pension, with grade 4, and that not all of it has lapsed."""
    graded = disability_grade == GRADE_OF_SINGLE_SUM
    left = months_of_single_sum - lapsed_months_of_single_sum
    return (
        *shared_conditions(
            examined_at_age,
            contingency_month,
            attainment_month,
            contribution_ground,
            refund_drawn,
            citizen or resident_when_examined,
            grading_date <= claim_date,
            ground_month,
        ),
        Condition("disability_grade", "count", GRADE_OF_SINGLE_SUM, disability_grade, graded, None),
        Condition("months_left_of_single_sum", "months", 1, left, left > 0, None),
    )


def shared_conditions(
    of_age: bool,
    contingency_month: Month,
    attainment_month: Month,
    contribution_ground: str,
    refund_drawn: bool,
    admitted: bool,
    graded: bool,
    ground_month: Month,
) -> tuple[Condition, ...]:
    """What the pension and the single sum both ask."""
    all_else_met = of_age and not refund_drawn and admitted and graded
    return (
        Condition("examined_at_age", "month", attainment_month - 1, contingency_month, of_age, None),
        contributions_suffice(contribution_ground, all_else_met),
        Condition("no_refund_drawn", "flag", True, not refund_drawn, not refund_drawn, None),
        Condition("national_or_resident", "flag", True, admitted, admitted, None),
        Condition("grade_can_be_found", "flag", True, graded, graded, ground_month),
    )


@rule("NPA 68(1)", unit="fraction")
def disability_rate(
    disability_grade: int,
    disability_rate_of_grade_1: Exact,
    disability_rate_of_grade_2: Exact,
    disability_rate_of_grade_3: Exact,
) -> Exact:
    """The share of the basic pension amount: the whole in grade 1, 80 % in grade 2, 60 % in grade 3."""
    if disability_grade == 1:
        return disability_rate_of_grade_1
    if disability_grade == LAST_GRADE_OF_PENSION - 1:
        return disability_rate_of_grade_2
    return disability_rate_of_grade_3 if disability_grade == LAST_GRADE_OF_PENSION else 0


@rule("NPA 68(1), 53", unit="money_per_month")
def pension_exact(
    basic_pension_amount: Exact,
    disability_rate: Exact,
    accident_factor: Exact,
    greatest_monthly_pension: Exact,
    totalising: bool,
    cap_when_totalising: str,
) -> Exact:
    """The monthly pension on the counted months, without dependants' amounts and not rounded."""
    pension = Fraction(basic_pension_amount * disability_rate * accident_factor) / 12
    if totalising and cap_when_totalising == "amount_paid":
        return pension
    return min(pension, greatest_monthly_pension)


@rule("NPA 68(1), 117", unit="money_per_month", rounding="down_to_ten")
def disability_pension_at_start(monthly_amount_at_start: int) -> int:
    """The pension of the first month with dependants' amounts, cut to ten won."""
    return monthly_amount_at_start


@rule("NPA 68(1), 117", unit="money_per_month", rounding="down_to_ten")
def disability_pension(monthly_amount: int) -> int:
    """The pension of the month asked for with dependants' amounts, cut to ten won."""
    return monthly_amount


@rule("NPA 68(2), 71", unit="money")
def single_sum_left(
    basic_pension_amount: Exact,
    disability_single_sum_rate: Exact,
    month_of_single_sum: Exact,
    months_of_single_sum: int,
    lapsed_months_of_single_sum: int,
    lapsed_single_sum: str,
) -> Exact:
    """The single sum of grade 4, 225 % of the yearly basic pension amount, without what has lapsed of it.

    Its 67 months make less than 225 %: whether what has lapsed is taken off the sum, or only the months that are left
    are paid, is an open question.
    """
    whole = basic_pension_amount * disability_single_sum_rate
    if lapsed_months_of_single_sum == 0:
        return whole
    if lapsed_single_sum == "months_left":
        return month_of_single_sum * (months_of_single_sum - lapsed_months_of_single_sum)
    return whole - month_of_single_sum * lapsed_months_of_single_sum


@rule("NPA 68(2), 113, 117", unit="money", rounding="down_to_ten")
def disability_single_sum(single_sum_left: Exact, accident_factor: Exact, ratio: Exact) -> int:
    """The single sum of grade 4, half of it beside benefits of an industrial accident, cut to ten won."""
    return down_to_ten(single_sum_left * accident_factor * ratio)
