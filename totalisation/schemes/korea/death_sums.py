"""What is paid once where a death gives no survivors' pension: the refund, and the lump sum on death (사망일시금).

The refund goes to the relatives of Art. 73 where the insurance gives no ground for a pension. The lump sum on death
goes to a wider circle where there is no such relative. Not encoded: relatives who left home or are missing (Art. 80(1)
proviso), the difference that is due when a child's or grandchild's pension ends (Art. 81), and what was paid after
pensioners who died before Law 17774 (in force since 30 June 2021).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from totalisation.earnings import EarningsRun
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact, down_to_ten, truncate
from totalisation.months import Month, format_month, month, month_of, year_of
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.korea.income import rates_of, revalued
from totalisation.schemes.korea.refund import FIRST_INTEREST, NOWHERE, standard_income, within_years
from totalisation.schemes.relatives import Relative

WIDER_RANKS: Final = ("spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other")
"""The order of Art. 80(4); "other" are collateral relatives to the fourth degree, who must have been maintained."""

AFTER_PENSIONERS: Final[Month] = month(2021, 7)
"""The first month of deaths of pensioners that is wholly under the present Art. 80 (Law 17774, addendum Art. 2)."""


@rule("NPA 77(1)2", unit="month")
def refund_ground_month(death_month: Month) -> Month:
    """The month in which the ground for a refund arises: that of the death."""
    return death_month


def claimed_in_time(death_date: date, claim_date: date, limitation_months: int) -> Condition:
    """The time limit: five years from the ground, to the day (Art. 115(1))."""
    last, claim_month = month_of(death_date) + limitation_months, month_of(claim_date)
    in_time = within_years(claim_date, last, death_date.day)
    return Condition("claimed_in_time", "month", last, claim_month, in_time, claim_month if in_time else None)


@rule("NPA 77(3), 73, 3(3)", unit="list")
def refund_recipients(
    recipients_at_death: Sequence[Relative], posthumous_children: Sequence[Relative]
) -> tuple[Relative, ...]:
    """The relatives of Art. 73 who are first in order; a child born later is a child of the deceased."""
    first = recipients_at_death[0].relation if recipients_at_death else ""
    if first == "spouse" or not posthumous_children:
        return tuple(recipients_at_death)
    together = [*(recipients_at_death if first == "child" else ()), *posthumous_children]
    return tuple(sorted(together, key=lambda each: each.number))


@rule("NPA 126(4)", unit="word")
def refund_right_at_death(refund_right: str, nationality: str) -> str:
    """On what the right to a refund rests. Raises FaultsError where the nationality is not known, which decides it."""
    if not nationality:
        right = message("A refund on the death depends on it: write two capital letters, such as KR.")
        raise FaultsError([Fault("person.nationality", message("is missing."), right)])
    return refund_right


@rule("NPA 77(1)2, 77(3), 115(1)", "NPA 126(4)", unit="conditions")
def refund_at_death_conditions(
    own_months: int,
    refund_right_at_death: str,
    refund_recipients: Sequence[Relative],
    death_date: date,
    claim_date: date,
    limitation_months: int,
) -> tuple[Condition, ...]:
    """The conditions of a refund on a death, where no survivors' pension is paid.

    "가입자 또는 가입자였던 자가 사망한 때. 다만, 제72조에 따라 유족연금이 지급되는 경우에는 그러하지 아니하다";
    relatives and their order are those of Art. 73.
    """
    count = len(refund_recipients)
    return (
        Condition("months_to_refund", "months", 1, own_months, own_months > 0, None),
        Condition("refund_right", "word", "yes", refund_right_at_death, refund_right_at_death != NOWHERE, None),
        Condition("relatives_entitled", "count", 1, count, count > 0, None),
        claimed_in_time(death_date, claim_date, limitation_months),
    )


@rule("NPA 77(2)", "NPA Addendum 20507 Art. 21", unit="months")
def months_to_refund_in_full(earnings: Sequence[EarningsRun], months_with_earnings: int, own_months: int) -> int:
    """The months whose contributions make up the refund.

    Raises FaultsError where the contribution of a month is not known, or is older than the interest that was read.
    """
    if any(each.first < FIRST_INTEREST for each in earnings):
        first = format_month(FIRST_INTEREST)
        wrong = message("interest on contributions before {first} is not encoded.", first=first)
    elif months_with_earnings < own_months:
        wrong = message("a refund is made of the contributions of each month.")
    else:
        return own_months
    name = "refund_of_contributions"
    right = message("Enter the sum that the institution has established under “{name}”.", name=name)
    raise FaultsError([Fault("periods", wrong, right)])


@rule("NPA 77(2)", "NPD 50", unit="money", rounding="down_to_ten")
def refund_of_contributions(months_to_refund_in_full: int, contributions_paid: Exact, refund_interest: Exact) -> int:
    """The contributions with interest to the month of death, cut to ten won."""
    return down_to_ten(contributions_paid + refund_interest) if months_to_refund_in_full else 0


@rule("NPA 77(1)2", unit="money")
def refund_at_death(refund_of_contributions: int) -> int:
    """The refund to the relatives of Art. 73."""
    return refund_of_contributions


@rule("NPA 73(3), 77(3), 117", unit="money")
def refund_by_relative(refund_at_death: int, refund_recipients: Sequence[Relative]) -> dict[int, int]:
    """What each relative has of the refund: those of one rank equal parts, each cut to ten won."""
    return equal_parts(refund_at_death, refund_recipients)


def equal_parts(amount: int, relatives: Sequence[Relative]) -> dict[int, int]:
    """The same part for each relative by number, cut to ten won."""
    count = max(len(relatives), 1)
    return {each.number: int(truncate(Fraction(amount, count), 10)) for each in relatives}


@rule("NPA 80(1), 80(4)", unit="list")
def death_sum_recipients(relatives: Sequence[Relative]) -> tuple[Relative, ...]:
    """To whom the lump sum on death is paid: the first rank that anybody belongs to, at any age.

    "배우자ㆍ자녀ㆍ부모ㆍ손자녀ㆍ조부모ㆍ형제자매 및 4촌 이내의 방계혈족 순"; of the last only who was maintained.
    """
    for rank in WIDER_RANKS:
        found = tuple(each for each in relatives if each.relation == rank and (rank != "other" or each.maintained))
        if found:
            return found
    return ()


@rule("NPA 80(1), 115(1)", "NPA 126(4)", unit="conditions")
def death_sum_conditions(
    own_months: int,
    refund_recipients: Sequence[Relative],
    death_sum_recipients: Sequence[Relative],
    refund_right_at_death: str,
    death_sum_without_refund_right: str,
    death_date: date,
    claim_date: date,
    limitation_months: int,
) -> tuple[Condition, ...]:
    """The conditions of the lump sum on death: no relative of Art. 73, and one of the wider circle.

    "제73조에 따른 유족이 없으면 …에게 사망일시금을 지급한다".
    """
    nearer, wider = len(refund_recipients), len(death_sum_recipients)
    open_to = death_sum_without_refund_right == "paid" or refund_right_at_death != NOWHERE
    return (
        Condition("months_to_refund", "months", 1, own_months, own_months > 0, None),
        Condition("no_relative_before", "count", 0, nearer, nearer == 0, None),
        Condition("relatives_of_wider_circle", "count", 1, wider, wider > 0, None),
        Condition("open_without_refund_right", "flag", True, open_to, open_to, None),
        claimed_in_time(death_date, claim_date, limitation_months),
    )


@rule("NPA 80(2)1", unit="money_per_month")
def last_income_at_death(
    earnings: Sequence[EarningsRun],
    death_rates: Mapping[int, Exact],
    standard_income_floor: Mapping[Key, Exact],
    standard_income_ceiling: Mapping[Key, Exact],
) -> Exact:
    """The last standard monthly income, at the value of the year before that of the death."""
    last = max(earnings, key=lambda each: each.last, default=None)
    if last is None:
        return 0
    income = standard_income(last.monthly, last.last, standard_income_floor, standard_income_ceiling)
    return income * death_rates[year_of(last.last)]


@rule("NPA 80(2)1, 51(1)2", "NPD 36", unit="factor_by_year")
def death_rates(
    standard_income_by_year: Mapping[int, int],
    death_month: Month,
    average_income_of_all_insured: Mapping[Key, Exact],
    least_average_income: Exact,
    published_revaluation_rate: Mapping[Key, Exact],
    revaluation_rate: Mapping[Key, Exact],
    least_income_for_revaluation: Mapping[Key, Exact],
    greatest_income_for_revaluation: Mapping[Key, Exact],
) -> dict[int, Exact]:
    """The revaluation rates that bring each year's income to the value of the year before that of the death."""
    year = year_of(death_month)
    return rates_of(
        standard_income_by_year,
        year,
        max(average_income_of_all_insured[year], least_average_income),
        average_income_of_all_insured,
        published_revaluation_rate,
        revaluation_rate,
        least_income_for_revaluation,
        greatest_income_for_revaluation,
    )


@rule("NPA 80(2)1", unit="money")
def death_sum_limit(
    last_income_at_death: Exact,
    standard_income_by_year: Mapping[int, int],
    death_rates: Mapping[int, Exact],
    months_with_earnings: int,
    death_sum_limit_factor: Exact,
) -> Exact:
    """The most that is paid: four times the last income or the average income, whichever is more.

    "많은 금액의 4배를 초과하지 못한다".
    """
    average = Fraction(revalued(standard_income_by_year, death_rates)) / max(months_with_earnings, 1)
    return death_sum_limit_factor * max(last_income_at_death, average)


@rule("NPA 80(2), 80(3), 117", unit="money", rounding="down_to_ten")
def death_sum(
    refund_of_contributions: int,
    death_sum_limit: Exact,
    drew_any_pension: bool,
    pensions_drawn_in_all: int | None,
    death_month: Month,
) -> int:
    """The lump sum on death: what a refund would be, within the limit; after pensions only what they fell short of it.

    Raises FaultsError where a pensioner died before the present article, or it is not stated what was drawn.
    """
    whole = min(refund_of_contributions, death_sum_limit)
    if not drew_any_pension:
        return down_to_ten(whole)
    if death_month < AFTER_PENSIONERS:
        first = format_month(AFTER_PENSIONERS)
        raise FaultsError(
            [
                Fault(
                    "claim.death.date",
                    message("lump sums after pensioners who died before {first} are not encoded.", first=first),
                    message("Enter the sum that the institution has established under “{name}”.", name="death_sum"),
                )
            ]
        )
    if pensions_drawn_in_all is None:
        raise FaultsError(
            [
                Fault(
                    "claim.options",
                    message("the sum of all pensions that the deceased drew is missing."),
                    message("Enter it as “{name}”: only what it falls short of is paid.", name="pensions_drawn_in_all"),
                )
            ]
        )
    return down_to_ten(max(whole - pensions_drawn_in_all, 0))


@rule("NPA 80(4), 117", unit="money")
def death_sum_by_relative(death_sum: int, death_sum_recipients: Sequence[Relative]) -> dict[int, int]:
    """What each relative has of the lump sum on death: those of one rank equal parts, each cut to ten won."""
    return equal_parts(death_sum, death_sum_recipients)
