"""The monthly allowance of survivors (trợ cấp tuất hằng tháng): from when, how much, and to how many.

Who has it stands in ``survivors``. The law is that of the month of death, the reference level that of each month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from totalisation.money import Exact, to_nearest_whole
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.dated import in_force
from totalisation.schemes.relatives import Relative
from totalisation.schemes.vietnam.survivors import unable


@rule("L2024 87(3)", "L2014 68(3)", unit="month")
def allowance_start_month(death_month: Month, entitled_relatives: Sequence[Relative]) -> Month:
    """The first month of the allowance: "tháng liền kề sau tháng mà đối tượng … chết".

    Of a child born after the death, "tính từ tháng con được sinh": where there are such children alone, of the first.
    """
    if any(each.born <= death_month for each in entitled_relatives):
        return death_month + 1
    return min((each.born for each in entitled_relatives), default=death_month + 1)


@rule("L2024 85(2)", "L2024 89(4)", "L2014 66(2)", unit="month")
def start_month(death_month: Month) -> Month:
    """The month whose reference level applies: "mức tham chiếu tại tháng mà … chết"."""
    return death_month


@rule("L2024 87(1)", "C14 3(3)", unit="month")
def paid_month(as_of_month: Month, allowance_start_month: Month) -> Month:
    """The month whose amount is asked for: the allowance follows the reference level of each month."""
    return max(as_of_month, allowance_start_month)


# ---- each relative's share ----


def paid_in(
    when: Month,
    entitled: Sequence[Relative],
    until: Mapping[int, Month],
    provided: Sequence[int],
    unable_percent: int,
    share: Exact,
    share_without_carer: Exact,
) -> dict[int, Exact]:
    """The share of the reference level of each relative paid in the month ``when``, by place."""
    shares: dict[int, Exact] = {}
    for each in entitled:
        grown = each.relation == "child" and when > until[each.number]
        if grown and (each.number in provided or not unable(each, unable_percent)):
            continue
        if each.born > when:
            continue
        alone = each.without_carer and (each.carer_from is None or when < each.carer_from)
        shares[each.number] = share_without_carer if alone else share
    return shares


@rule("L2024 87(1)", "L2014 68(1)", "C59 26(2)", unit="fraction")
def shares_at_start(
    allowance_start_month: Month,
    entitled_relatives: Sequence[Relative],
    children_until: Mapping[int, Month],
    provided_children: Sequence[int],
    severely_reduced_capacity_percent: int,
    allowance_share: Exact,
    allowance_share_without_carer: Exact,
) -> dict[int, Exact]:
    """Each relative's share at the start: "bằng 50% mức tham chiếu", without anybody who cares directly 70 %."""
    return paid_in(
        allowance_start_month,
        entitled_relatives,
        children_until,
        provided_children,
        severely_reduced_capacity_percent,
        allowance_share,
        allowance_share_without_carer,
    )


@rule("L2024 87(1)", "L2014 68(1)", "C59 26(2)", unit="fraction")
def shares_when_paid(
    paid_month: Month,
    entitled_relatives: Sequence[Relative],
    children_until: Mapping[int, Month],
    provided_children: Sequence[int],
    severely_reduced_capacity_percent: int,
    allowance_share: Exact,
    allowance_share_without_carer: Exact,
) -> dict[int, Exact]:
    """Each relative's share in the month asked for; a child's ends with the eighteenth birthday."""
    return paid_in(
        paid_month,
        entitled_relatives,
        children_until,
        provided_children,
        severely_reduced_capacity_percent,
        allowance_share,
        allowance_share_without_carer,
    )


# ---- the amounts ----


def allowances(
    shares: Mapping[int, Exact], level: Exact, most: int, deaths: int, factor_of_two_deaths: Exact
) -> dict[int, int]:
    """The allowances of at most ``most`` relatives, the highest first, doubled where two insured persons died."""
    highest = sorted(shares, key=shares.__getitem__, reverse=True)[:most]
    factor = factor_of_two_deaths if deaths > 1 else 1
    return {number: to_nearest_whole(shares[number] * level * factor) for number in sorted(highest)}


@rule("L2024 87", "L2014 68", unit="money_per_month", rounding="nearest_whole")
def monthly_allowance_at_start(
    shares_at_start: Mapping[int, Exact],
    allowance_start_month: Month,
    base_salary: Mapping[int, int],
    most_relatives: int,
    insured_deaths: int,
    factor_of_two_deaths: Exact,
) -> int:
    """The allowances of all relatives at the start, at the reference level of that month."""
    level = in_force(base_salary, allowance_start_month) or 0
    found = allowances(shares_at_start, level, most_relatives, insured_deaths, factor_of_two_deaths)
    return sum(found.values())


@rule("L2024 87", "L2014 68", "C14 3(3)", unit="money_per_month", rounding="nearest_whole")
def allowance_by_relative(
    shares_when_paid: Mapping[int, Exact],
    paid_month: Month,
    base_salary: Mapping[int, int],
    most_relatives: int,
    insured_deaths: int,
    factor_of_two_deaths: Exact,
) -> dict[int, int]:
    """The allowance of each relative in the month asked for, at that month's reference level.

    "số thân nhân được hưởng trợ cấp tuất hằng tháng tối đa 04 người; trường hợp có từ 02 người chết … thì thân nhân
    được hưởng 02 lần mức trợ cấp".
    """
    level = in_force(base_salary, paid_month) or 0
    return allowances(shares_when_paid, level, most_relatives, insured_deaths, factor_of_two_deaths)


@rule("L2024 87", "L2014 68", unit="money_per_month")
def monthly_allowance(allowance_by_relative: Mapping[int, int]) -> int:
    """The allowances of all relatives in the month asked for."""
    return sum(allowance_by_relative.values())
