"""What an insured person pays of a month's contribution (기여금, or the whole 연금보험료)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from totalisation.money import Exact, down_to_ten
from totalisation.months import Month
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.korea.refund import WORKPLACE, rate_of, standard_income


@rule("NPA 3(1)5, NPD 5", unit="money_per_month")
def contribution_base(
    contribution_income: int,
    contribution_month: Month,
    standard_income_floor: Mapping[Key, Exact],
    standard_income_ceiling: Mapping[Key, Exact],
) -> int:
    """The standard monthly income of the month (기준소득월액)."""
    return standard_income(contribution_income, contribution_month, standard_income_floor, standard_income_ceiling)


@rule("NPA 88(3), 88(4), 117", "NPA Addendum 20903 Art. 4", unit="money", rounding="down_to_ten")
def own_contribution(
    contribution_kind: str,
    contribution_kind_class: str,
    contribution_base: int,
    contribution_month: Month,
    workplace_contribution_rate: Mapping[Key, Exact],
    individual_contribution_rate: Mapping[Key, Exact],
) -> int:
    """What the person pays for a month: half at a workplace, all otherwise; credited time costs nothing.

    "사업장가입자의 연금보험료 중 기여금은 사업장가입자 본인이, 부담금은 사용자가 각각 부담하되": each is half of the
    rate, and is cut to ten won.
    """
    if contribution_kind_class == "credited":
        return 0
    whole = contribution_base * rate_of(
        contribution_kind, contribution_month, workplace_contribution_rate, individual_contribution_rate
    )
    return down_to_ten(Fraction(whole) / 2 if contribution_kind in WORKPLACE else whole)
