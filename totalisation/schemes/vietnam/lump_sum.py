"""The single sum in place of a pension (bảo hiểm xã hội một lần): who may have it, when, and how much.

The law is that of the day on which the institution decides (L2024 70(5), C59 19(5)).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from totalisation.messages import message
from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.vietnam.conditions import AGELESS, REDUCED
from totalisation.schemes.vietnam.start import LAW_2024

REASONS: Final = frozenset(
    {"age", "emigration", "illness", "incapacity", "ceased", "discharge", "not_resident", "permit_ended"}
)
"""Why a single sum may be asked for.

``age``: pension age without the qualifying period; ``emigration``: settling abroad; ``illness``: one on the law's
list; ``incapacity``: 81 per cent or more; ``ceased``: twelve months without insurance; ``discharge`` from the armed
forces; of foreigners ``not_resident``: no longer living in the country, and ``permit_ended``: the end of contract,
permit or licence.
"""

IN_FULL: Final = ("illness", "incapacity")
"""Reasons for which the State's support of voluntary contributions is paid out too: L2024 70(4), L2014 60(3)."""


@rule("L2024 70(5)", "L2014 60(4)", "C59 19(5)", unit="month")
def start_month(decision_month: Month) -> Month:
    """The month whose law, base salary and coefficients apply.

    "Thời điểm tính hưởng bảo hiểm xã hội một lần là thời điểm cơ quan bảo hiểm xã hội ban hành quyết định": that of
    the decision.
    """
    return decision_month


@rule("L2014 60(1)", "D143 9(6)", unit="word", name="withdrawal_opened", since="2016-01", until="2025-06")
def withdrawal_opened_2016(withdrawal_reason: str, citizen: bool) -> str:
    """The reason, if Law 58/2014 opens it to the person; else "none".

    Art. 60(1) for citizens: age, settling abroad, illness, discharge; Resolution 93/2015/QH13: a year after work
    ended. Decree 143/2018 Art. 9(6) for foreigners: age, illness, no longer living in the country, end of contract or
    permit.
    """
    if citizen:
        opened = withdrawal_reason in ("age", "emigration", "illness", "discharge", "ceased")
    else:
        opened = withdrawal_reason in ("age", "illness", "not_resident", "permit_ended")
    return withdrawal_reason if opened else "none"


@rule("L2024 70(1)", "L2024 70(2)", unit="word", since="2025-07")
def withdrawal_opened(withdrawal_reason: str, citizen: bool) -> str:
    """The reason, if Law 41/2024 opens it to the person; else "none".

    Clause 1 for citizens: (a) age, (b) "ra nước ngoài để định cư", (c) illness, (d) incapacity, (đ) twelve months
    without insurance, (e) discharge. Clause 2 for foreigners: (a) age, (b) illness, (c) incapacity, (d) "đủ điều kiện
    hưởng lương hưu … nhưng không tiếp tục cư trú tại Việt Nam", (đ) end of contract, permit or licence.
    """
    if citizen:
        opened = withdrawal_reason in ("age", "emigration", "illness", "incapacity", "ceased", "discharge")
    else:
        opened = withdrawal_reason in ("age", "illness", "incapacity", "not_resident", "permit_ended")
    return withdrawal_reason if opened else "none"


@rule("L2024 70(1)(a)", "L2024 70(2)(a)", "L2014 60(1)(a)", unit="month")
def withdrawal_age_month(attainment_by_route: Mapping[str, Month]) -> Month:
    """The month in which pension age is attained: the first of the routes open at an age, without loss of capacity.

    The lower age of long voluntary insurance is that of persons whom it entitles: they lack no qualifying period.
    """
    other = (*REDUCED, *AGELESS, "long_voluntary")
    return min(attained for route, attained in attainment_by_route.items() if route not in other)


@rule("L2024 70(1)(a)", "L2014 60(1)(a)", unit="months")
def withdrawal_tested_months(own_months: int, total_months: int, withdrawal_qualifying: str) -> int:
    """The insured months that are held against the qualifying period of a pension."""
    return total_months if withdrawal_qualifying == "totalised" else own_months


@rule("L2014 60(1)", "L2014 54(3)", unit="months", name="pension_qualifying_months", since="2016-01", until="2025-06")
def pension_qualifying_months_2016(
    sex: str, commune_cadre: bool, required_months: int, commune_cadre_required_months: int
) -> int:
    """Months that a pension requires: "chưa đủ 20 năm", or 15 for the women of Art. 54(3)."""
    return commune_cadre_required_months if commune_cadre and sex == "female" else required_months


@rule("L2024 70(1)(a)", "L2024 64", unit="months", since="2025-07")
def pension_qualifying_months(required_months: int) -> int:
    """Months that a pension requires: "chưa đủ 15 năm đóng bảo hiểm xã hội"."""
    return required_months


@rule("L2014 60(1)", "D143 9(6)", unit="flag", name="insured_before_change", since="2016-01", until="2025-06")
def insured_before_change_2016(first_insured_month: Month | None) -> bool:
    """Whether the person was insured in time to withdraw after a year: under Resolution 93/2015 whoever was."""
    return first_insured_month is not None


@rule("L2024 70(1)(đ)", "D158 14(1)(a)", unit="flag", since="2025-07")
def insured_before_change(first_insured_month: Month | None) -> bool:
    """Whether insured time from before July 2025 is left: "còn thời gian đóng bảo hiểm xã hội trước ngày 01/7/2025"."""
    return first_insured_month is not None and first_insured_month < LAW_2024


@rule("L2024 70(1)(đ)", "D158 14(1)(b)", "NQ93 1", unit="months")
def months_without_insurance(claim_month: Month, last_month_of_work: Month | None) -> int:
    """Months since the last insured one: "liên tục đến tháng liền kề trước tháng … tiếp nhận đề nghị".

    "không bao gồm những tháng không phải đóng bảo hiểm xã hội bắt buộc": unpaid months of work are none of them.
    """
    return 0 if last_month_of_work is None else max(claim_month - last_month_of_work - 1, 0)


@rule("L2014 60(1)", "L2024 70(1)", "L2024 70(2)", "D143 9(6)", "NQ93 1", unit="conditions")
def withdrawal_conditions(
    withdrawal_reason: str,
    withdrawal_opened: str,
    own_months: int,
    last_month_of_work: Month | None,
    claim_month: Month,
    withdrawal_age_month: Month,
    withdrawal_tested_months: int,
    pension_qualifying_months: int,
    capacity_loss_percent: int,
    severely_reduced_capacity_percent: int,
    insured_before_change: bool,
    months_without_insurance: int,
    months_before_withdrawal: int,
    most_months_of_withdrawal: int,
    armed_forces: bool,
) -> tuple[Condition, ...]:
    """The conditions of the reason that is given, beside insured time and an end of insurance.

    "đã chấm dứt tham gia bảo hiểm xã hội mà có đề nghị".
    """
    ended = last_month_of_work is None or last_month_of_work < claim_month
    after = claim_month if last_month_of_work is None else max(last_month_of_work + 1, claim_month)
    found = [
        Condition("withdrawal_opened", "word", withdrawal_reason, withdrawal_opened, withdrawal_opened != "none", None),
        Condition("months_to_withdraw", "months", 1, own_months, own_months > 0, None),
        Condition("insurance_ended", "flag", True, ended, ended, after),
    ]
    short = withdrawal_tested_months < pension_qualifying_months
    if withdrawal_opened == "age":
        attained = withdrawal_age_month <= claim_month
        found.append(Condition("age", "month", withdrawal_age_month, claim_month, attained, withdrawal_age_month))
        found.append(
            Condition(
                "below_qualifying_period",
                "months",
                pension_qualifying_months - 1,
                withdrawal_tested_months,
                short,
                claim_month if short else None,
            )
        )
    elif withdrawal_opened == "incapacity":
        lost = capacity_loss_percent >= severely_reduced_capacity_percent
        found.append(
            Condition(
                "capacity_loss",
                "percent",
                severely_reduced_capacity_percent,
                capacity_loss_percent,
                lost,
                claim_month if lost else None,
            )
        )
    elif withdrawal_opened == "ceased":
        waiting = max(months_before_withdrawal - months_without_insurance, 0)
        found.append(
            Condition("insured_before_change", "flag", True, insured_before_change, insured_before_change, None)
        )
        found.append(
            Condition(
                "months_without_insurance",
                "months",
                months_before_withdrawal,
                months_without_insurance,
                not waiting,
                claim_month + waiting,
                message("not insured in any month until then") if waiting else None,
            )
        )
        few = own_months <= most_months_of_withdrawal
        found.append(
            Condition(
                "below_limit_of_withdrawal",
                "months",
                most_months_of_withdrawal,
                own_months,
                few,
                claim_month if few else None,
            )
        )
    elif withdrawal_opened == "discharge":
        found.append(Condition("armed_forces", "flag", True, armed_forces, armed_forces, None))
        found.append(
            Condition(
                "below_qualifying_period",
                "months",
                pension_qualifying_months - 1,
                withdrawal_tested_months,
                short,
                claim_month if short else None,
            )
        )
    elif withdrawal_opened == "not_resident":
        attained = withdrawal_age_month <= claim_month
        enough = withdrawal_tested_months >= pension_qualifying_months
        found.append(Condition("age", "month", withdrawal_age_month, claim_month, attained, withdrawal_age_month))
        found.append(
            Condition(
                "qualifying_period",
                "months",
                pension_qualifying_months,
                withdrawal_tested_months,
                enough,
                claim_month if enough else None,
            )
        )
    return tuple(found)


@rule("L2024 70(3)(c)", "L2014 60(2)(c)", "C59 19(2)", unit="money")
def sum_below_one_year(
    contributed_salaries: Exact,
    average_earnings: Exact,
    own_months: int,
    contribution_rate: Exact,
    most_months_below_one_year: Exact,
    short_withdrawal_base: str,
) -> Exact:
    """What is paid for less than a year: the contributions themselves, at most two months of the average salary.

    "bằng số tiền đã đóng nhưng không quá 02 tháng mức bình quân tiền lương"; C59 19(2): "bằng 22% của các mức tiền
    lương tháng đã đóng".
    """
    adjusted = short_withdrawal_base == "adjusted"
    base = average_earnings * own_months if adjusted else contributed_salaries
    return min(base * contribution_rate, most_months_below_one_year * average_earnings)


@rule("L2024 70(3)", "L2024 70(4)", "L2014 60(2)", "L2014 60(3)", "C59 19", unit="money", rounding="nearest_whole")
def lump_sum(
    own_months: int,
    months_of_salary: Fraction,
    average_earnings: Exact,
    sum_below_one_year: Exact,
    state_support: int,
    withdrawal_opened: str,
) -> int:
    """The single sum: so many months of the average salary, for less than a year the contributions.

    "không bao gồm số tiền ngân sách nhà nước hỗ trợ đóng bảo hiểm xã hội tự nguyện": what the State paid towards
    voluntary contributions is taken off, but not on an illness or incapacity (clause 4). No article names a rounding.
    """
    paid = sum_below_one_year if own_months < 12 else months_of_salary * average_earnings
    withheld = 0 if withdrawal_opened in IN_FULL else state_support
    return max(to_nearest_whole(paid) - withheld, 0)
