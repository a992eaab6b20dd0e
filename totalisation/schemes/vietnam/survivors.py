"""The monthly allowance of survivors (trợ cấp tuất hằng tháng): to which relatives, and on what conditions.

The law is that of the month of death. Not encoded: that relatives abroad of a foreigner had no allowance under Decree
143/2018, and medical findings on relatives later than six months after the death.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from totalisation.money import Exact
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.relatives import Relative
from totalisation.schemes.vietnam.ages import first_attained
from totalisation.schemes.vietnam.start import LAW_2024

# ---- who is entitled ----


@rule("L2014 67(2)(a)", "L2024 86(2)(a)", "OL3432 4(a)", unit="month")
def children_until(relatives: Sequence[Relative], child_age_years: int) -> dict[int, Month]:
    """The last month of each child as a child: the one before that of the eighteenth birthday, by place.

    "Con chưa đủ 18 tuổi"; "được hưởng đến khi đủ 18 tuổi".
    """
    return {each.number: each.born + 12 * child_age_years - 1 for each in relatives if each.relation == "child"}


def child_in_first_month(each: Relative, death_month: Month, child_age_years: int) -> bool:
    """Whether a child is still one in the first month of the allowance, the one after the death.

    A child counts "đến hết tháng liền kề trước tháng sinh của năm đủ 18 tuổi" (OL3432 4(a)): whose eighteenth birthday
    lies in the month after the death has the allowance for no month, and is no "thân nhân hưởng tiền tuất hằng tháng"
    (L2024 88(2)(b)) who would stand in the way of the lump sum.
    """
    return each.relation == "child" and death_month + 1 - each.born < 12 * child_age_years


def unable(each: Relative, percent: int) -> bool:
    """Whether the relative's working capacity is reduced so far that no age is asked."""
    return each.capacity_loss_percent >= percent


@rule(
    "L2014 67(2)",
    "L2014 67(3)",
    unit="list",
    name="entitled_relatives",
    since="2016-01",
    until="2025-06",
    status="unverified",
)
def entitled_relatives_2016(
    relatives: Sequence[Relative],
    death_month: Month,
    reference_level: Exact,
    severely_reduced_capacity_percent: int,
    survivor_age_men: int,
    survivor_age_women: int,
    child_age_years: int,
) -> tuple[Relative, ...]:
    """Relatives whom Law 58/2014 gives the allowance.

    Children under 18, or with a loss of 81 %; "Vợ từ đủ 55 tuổi trở lên hoặc chồng từ đủ 60 tuổi trở lên", the same
    ages for parents and other maintained members of the family, or a loss of 81 %; all but children under 18 with
    an income below the base salary. Clause 3 of the copy that was read says for which of them that is: it is garbled.
    """
    found = []
    for each in relatives:
        age = death_month - each.born
        if child_in_first_month(each, death_month, child_age_years):
            found.append(each)
            continue
        old = age >= (survivor_age_men if each.sex == "male" else survivor_age_women)
        by_age = each.relation != "child" and old
        kept = each.relation in ("child", "spouse") or each.maintained
        below = each.monthly_income < reference_level
        if kept and below and (by_age or unable(each, severely_reduced_capacity_percent)):
            found.append(each)
    return tuple(found)


@rule("L2024 86(2)", "L2024 86(3)", "L2019 169(2)", unit="list", since="2025-07")
def entitled_relatives(
    relatives: Sequence[Relative],
    death_month: Month,
    reference_level: Exact,
    severely_reduced_capacity_percent: int,
    normal_age_men: Mapping[int, int],
    normal_age_women: Mapping[int, int],
    child_age_years: int,
) -> tuple[Relative, ...]:
    """Relatives whom Law 41/2024 gives the allowance.

    Clause 2: children "hưởng đến khi đủ 18 tuổi"; children with a loss of 81 %; spouse, parents of either and other
    maintained members "đủ tuổi theo quy định tại khoản 2 Điều 169 của Bộ luật Lao động", or with a loss of 81 %. Clause
    3: not who earns a salary and is compulsorily insured, or draws a pension or allowance "bằng hoặc cao hơn mức tham
    chiếu"; that does not touch children under 18.
    """
    found = []
    for each in relatives:
        if child_in_first_month(each, death_month, child_age_years):
            found.append(each)
            continue
        ages = normal_age_men if each.sex == "male" else normal_age_women
        by_age = each.relation != "child" and first_attained(each.born, ages) <= death_month
        kept = each.relation in ("child", "spouse") or each.maintained
        excluded = each.insured_employment or each.monthly_income >= reference_level
        if kept and not excluded and (by_age or unable(each, severely_reduced_capacity_percent)):
            found.append(each)
    return tuple(found)


@rule("L2014 67(3)", unit="list", name="provided_children", since="2016-01", until="2025-06", status="unverified")
def provided_children_2016(relatives: Sequence[Relative], reference_level: Exact) -> tuple[int, ...]:
    """Children whose income ends the allowance with the eighteenth birthday, by place: that of the base salary."""
    return tuple(
        each.number for each in relatives if each.relation == "child" and each.monthly_income >= reference_level
    )


@rule("L2024 86(3)", unit="list", since="2025-07")
def provided_children(relatives: Sequence[Relative], reference_level: Exact) -> tuple[int, ...]:
    """Children whose salary or pension ends the allowance with the eighteenth birthday, by place.

    Clause 3 excludes "thân nhân quy định tại các điểm b, c, d và đ": from 18 on a child falls under point b.
    """
    return tuple(
        each.number
        for each in relatives
        if each.relation == "child" and (each.insured_employment or each.monthly_income >= reference_level)
    )


# ---- whether the death opens the allowance ----


@rule("L2014 67(1)", "L2024 86(1)", "L2024 111", unit="months")
def survivors_qualifying_months(qualifying_months: int, voluntary_months: int) -> int:
    """Months of compulsory insurance; where periods are totalised, those of the other party stand beside them."""
    return max(qualifying_months - voluntary_months, 0)


def allowance_ground(
    months: int,
    required: int,
    pension_opens: bool,
    occupational: bool,
    accident_allowance_percent: int,
    least_percent: int,
) -> bool:
    """Whether the death opens the allowance, by insured time or without any."""
    without = pension_opens or occupational or accident_allowance_percent >= least_percent
    return without or months >= required


@rule("L2014 67(1)(b)", "L2014 71(1)(b)", "L2024 86(1)(b)", "L2024 111(1)(b)", "D158 21(3)(d)", unit="flag")
def pension_opens_allowance(drew_pension: bool, voluntary_months: int) -> bool:
    """Whether the pension of the deceased opens the allowance, whatever the insured time.

    Of who was voluntarily insured too it does not: "đang hưởng lương hưu mà trước đó có thời gian đóng bảo hiểm xã hội
    bắt buộc từ đủ 15 năm trở lên", and then the time opens it.
    """
    return drew_pension and voluntary_months == 0


@rule("L2014 67(1)", "D143 10(2)", unit="conditions", name="allowance_conditions", since="2016-01", until="2025-06")
def allowance_conditions_2016(
    survivors_qualifying_months: int,
    survivors_required_months: int,
    pension_opens_allowance: bool,
    occupational_death: bool,
    accident_allowance_percent: int,
    least_accident_percent: int,
    entitled_relatives: Sequence[Relative],
    takes_lump_sum: bool,
    bound_to_allowance: bool,
    death_month: Month,
    totalising: bool,
) -> tuple[Condition, ...]:
    """The conditions of the allowance under Law 58/2014.

    "Đã đóng bảo hiểm xã hội đủ 15 năm trở lên", a pension, an occupational accident or disease, or an accident
    allowance of 61 % or more. Foreigners' relatives have it too (D143 10(2)).
    """
    found = shared_allowance_conditions(
        survivors_qualifying_months,
        survivors_required_months,
        pension_opens_allowance,
        occupational_death,
        accident_allowance_percent,
        least_accident_percent,
        entitled_relatives,
        takes_lump_sum and not bound_to_allowance,
    )
    if totalising:
        # Law 58/2014 knows no benefit on totalised time: Art. 8(4) of Law 41/2024 is the first that does.
        found.append(Condition("law_in_effect", "month", LAW_2024, death_month, False, None))
    return tuple(found)


@rule("L2024 86(1)", "D158 20", "D158 21(3)", unit="conditions", since="2025-07")
def allowance_conditions(
    survivors_qualifying_months: int,
    survivors_required_months: int,
    pension_opens_allowance: bool,
    occupational_death: bool,
    accident_allowance_percent: int,
    least_accident_percent: int,
    entitled_relatives: Sequence[Relative],
    takes_lump_sum: bool,
    citizen: bool,
) -> tuple[Condition, ...]:
    """The conditions of the allowance under Law 41/2024.

    "Có thời gian đóng bảo hiểm xã hội bắt buộc từ đủ 15 năm trở lên", a pension, an occupational accident or disease,
    an accident allowance of 61 % or more. Of foreigners D158 Art. 20 leaves it out.
    """
    found = shared_allowance_conditions(
        survivors_qualifying_months,
        survivors_required_months,
        pension_opens_allowance,
        occupational_death,
        accident_allowance_percent,
        least_accident_percent,
        entitled_relatives,
        takes_lump_sum,
    )
    found.append(Condition("deceased_citizen", "flag", True, citizen, citizen, None))
    return tuple(found)


def shared_allowance_conditions(
    months: int,
    required: int,
    pension_opens: bool,
    occupational: bool,
    accident_allowance_percent: int,
    least_percent: int,
    entitled: Sequence[Relative],
    takes_lump_sum: bool,
) -> list[Condition]:
    """What both laws ask: the ground, a relative who is entitled, and that no lump sum is preferred."""
    met = allowance_ground(months, required, pension_opens, occupational, accident_allowance_percent, least_percent)
    return [
        Condition("survivors_qualifying_period", "months", required, months, met, None),
        Condition("relatives_entitled", "count", 1, len(entitled), len(entitled) > 0, None),
        Condition("allowance_wanted", "flag", True, not takes_lump_sum, not takes_lump_sum, None),
    ]


@rule("L2014 69(3)", unit="flag", since="2016-01", until="2025-06")
def bound_to_allowance(
    entitled_relatives: Sequence[Relative],
    death_month: Month,
    bound_child_age_years: int,
    severely_reduced_capacity_percent: int,
) -> bool:
    """Whether the lump sum may not be chosen: "trừ trường hợp con dưới 06 tuổi, con hoặc vợ hoặc chồng mà bị suy giảm
    khả năng lao động từ 81% trở lên"."""
    for each in entitled_relatives:
        if each.relation == "child" and death_month - each.born < 12 * bound_child_age_years:
            return True
        if each.relation in ("child", "spouse") and unable(each, severely_reduced_capacity_percent):
            return True
    return False
