"""What an insured person pays: the own share of a month's contribution, and missing months in one sum."""

from __future__ import annotations

from collections.abc import Mapping

from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.dated import in_force
from totalisation.schemes.vietnam.average import ceilings


@rule("L2014 89(3)", "L2014 87(1)", unit="money_per_month", name="contribution_base", until="2025-06")
def contribution_base_2014(
    contribution_income: int,
    contribution_month: Month,
    base_salary: Mapping[int, int],
    ceiling_multiple: Mapping[int, int],
) -> int:
    """The salary or income on which a month's contribution was paid: at most twenty times the base salary.

    The least was the minimum wage of the region, which is not encoded.
    """
    limits = ceilings(contribution_month, contribution_month, base_salary, ceiling_multiple)
    return min([contribution_income, *(limit for _, _, limit in limits)])


@rule("L2024 31(1)(đ)", "L2024 36(1)", unit="money_per_month", since="2025-07")
def contribution_base(
    contribution_kind: str,
    contribution_income: int,
    contribution_month: Month,
    top_up_months: int,
    base_salary: Mapping[int, int],
    ceiling_multiple: Mapping[int, int],
) -> int:
    """The salary or income on which a month's contribution is paid: from the reference level to twenty times of it.

    "thấp nhất bằng mức tham chiếu và cao nhất bằng 20 lần mức tham chiếu tại thời điểm đóng". Missing months that are
    paid in one sum are paid on the last salary as it was (33(7)); the least income of voluntary insurance is not
    encoded.
    """
    base = contribution_base_2014(contribution_income, contribution_month, base_salary, ceiling_multiple)
    least = in_force(base_salary, contribution_month)
    if contribution_kind != "compulsory" or top_up_months or least is None:
        return base
    return max(base, int(least))


@rule("L2024 33(1)", "L2014 85(1)", "L2024 36(1)", "L2014 87(1)", unit="money", rounding="nearest_whole")
def own_contribution(contribution_kind: str, contribution_base: int, own_contribution_rate: Mapping[Key, Exact]) -> int:
    """What the person pays for a month towards pensions and survivors; time counted without payment costs nothing.

    "Mức đóng hằng tháng bằng 8% tiền lương làm căn cứ đóng bảo hiểm xã hội bắt buộc vào quỹ hưu trí và tử tuất"; the
    employer's 14 % stand beside it. The voluntarily insured pay all themselves: "hằng tháng đóng bằng 22% mức thu
    nhập". No article names a rounding.
    """
    if contribution_kind not in own_contribution_rate:
        return 0
    return to_nearest_whole(contribution_base * own_contribution_rate[contribution_kind])


@rule("L2024 33(7)", "C59 15(4)", unit="money", rounding="nearest_whole")
def top_up_contribution(top_up_months: int, contribution_base: int, contribution_rate: Exact) -> int:
    """What missing months cost that are paid in one sum: the worker's and the employer's rates on the last salary.

    "với mức đóng hằng tháng bằng tổng mức đóng của người lao động và người sử dụng lao động theo mức tiền lương tháng
    đóng bảo hiểm xã hội trước khi nghỉ việc".
    """
    return to_nearest_whole(top_up_months * contribution_base * contribution_rate)
