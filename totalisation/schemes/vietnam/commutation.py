"""The single allowance (trợ cấp một lần) of who draws a pension and settles abroad: it is paid out in one sum.

L2024 Art. 76 repeats L2014 Art. 65. Of working time that was converted for the rate only the actual time counts
("thời gian công tác thực tế", C59 21(2)): no other is entered.
"""

from __future__ import annotations

from fractions import Fraction

from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.base import Condition


@rule("L2024 76(1)", "D158 18(2)", "L2014 65(1)", "D143 11(1)", unit="word")
def commutation_opened(withdrawal_reason: str, citizen: bool) -> str:
    """The reason, if it lets a pension that is drawn be paid out; else "none".

    "Người đang hưởng lương hưu, trợ cấp bảo hiểm xã hội hằng tháng ra nước ngoài để định cư nếu có nguyện vọng thì
    được giải quyết hưởng trợ cấp một lần": who settles abroad and wishes it. Foreigners "khi không còn cư trú tại
    Việt Nam": who no longer live in the country.
    """
    opened = withdrawal_reason == ("emigration" if citizen else "not_resident")
    return withdrawal_reason if opened else "none"


@rule("L2024 76(1)", "L2014 65(1)", unit="conditions")
def commutation_conditions(
    withdrawal_reason: str, commutation_opened: str, own_months: int, allowance_drawn: bool
) -> tuple[Condition, ...]:
    """The conditions beside the pension itself: the reason, and of a pension the insured time that it is counted by."""
    opened = Condition(
        "commutation_opened", "word", withdrawal_reason, commutation_opened, commutation_opened != "none", None
    )
    if allowance_drawn:
        return (opened,)
    return (opened, Condition("months_to_withdraw", "months", 1, own_months, own_months > 0, None))


@rule("L2024 76(2)", "C59 21(2)", unit="months")
def months_of_pension_drawn(decision_month: Month, pension_since: Month | None, month_of_decision_drawn: str) -> int:
    """Months for which the pension was paid: "mỗi tháng đã hưởng lương hưu".

    Those before the decision; whether its own month is one more is an open question.
    """
    if pension_since is None:
        return 0
    drawn = decision_month - pension_since + (1 if month_of_decision_drawn == "drawn" else 0)
    return max(drawn, 0)


@rule("L2024 76(2)", "C59 21(2)", "OL3432 3(g)", unit="factor")
def months_of_pension_paid_out(
    half_years_before_2014: int,
    half_years_from_2014: int,
    months_of_pension_per_year_before_2014: Exact,
    months_of_pension_per_year_from_2014: Exact,
    months_of_pension_drawn: int,
    months_paid_out_lost: Exact,
    least_months_paid_out: int,
) -> Exact:
    """How many months of the pension are paid.

    "mỗi năm đóng … trước năm 2014 được tính bằng 1,5 tháng lương hưu đang hưởng, mỗi năm … từ năm 2014 trở đi …
    02 tháng …; sau đó mỗi tháng đã hưởng lương hưu thì … trừ 0,5 tháng lương hưu. Mức thấp nhất bằng 03 tháng": odd
    months count "như khi tính mức hưởng bảo hiểm xã hội một lần" (OL3432).
    """
    before = half_years_before_2014 * months_of_pension_per_year_before_2014
    later = half_years_from_2014 * months_of_pension_per_year_from_2014
    months: Exact = Fraction(before + later) / 2 - months_of_pension_drawn * months_paid_out_lost
    return max(months, least_months_paid_out)


@rule("L2024 76(2), (3)", "L2014 65(2), (3)", unit="money", rounding="nearest_whole")
def commuted_pension(
    months_of_pension_paid_out: Exact, months_of_allowance_paid_out: int, pension_drawn: int, allowance_drawn: bool
) -> int:
    """The single allowance, by what is drawn now: months of the pension, or three of a monthly allowance.

    "đối với người đang hưởng trợ cấp bảo hiểm xã hội hằng tháng bằng 03 tháng trợ cấp đang hưởng". No article names a
    rounding.
    """
    return to_nearest_whole(
        (months_of_allowance_paid_out if allowance_drawn else months_of_pension_paid_out) * pension_drawn
    )
