"""Dependants' amounts (부양가족연금액)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from totalisation.money import Exact, truncate
from totalisation.months import Month, year_of
from totalisation.parameters import Key, missing_figure
from totalisation.rules import rule
from totalisation.schemes.dated import calendar_key, in_force
from totalisation.schemes.korea.ages import added_for
from totalisation.schemes.korea.calendar import adjustment_year


def child_age(paid: Month, child_age_years: Mapping[int, int]) -> Exact:
    """The age at which a child is no longer a dependant in the month ``paid``.

    Raises MissingFigureError before the first age that is known.
    """
    age = in_force(child_age_years, paid)
    if age is None:
        raise missing_figure("established", "child_age_years", str(calendar_key(paid)))
    return age


def children_and_parents(
    paid: Month,
    disabled_dependants: int,
    children_birth_months: Iterable[Month],
    parents_birth_months: Iterable[Month],
    child_age_years: Mapping[int, int],
    parent_age_years: int,
    years_added_by_birth_year: Mapping[Key, Exact],
) -> int:
    """How many children and parents count in the month ``paid``.

    A child from the month after the birth through that of the nineteenth birthday, until July 2015 the eighteenth, a
    parent from the month after that of the age, as payments begin and end (Art. 54); whoever is disabled at any age.
    """
    counted = disabled_dependants
    for birth in children_birth_months:
        counted += birth < paid and paid <= birth + 12 * child_age(paid, child_age_years)
    for birth in parents_birth_months:
        counted += paid > birth + 12 * (parent_age_years + added_for(year_of(birth), years_added_by_birth_year))
    return counted


@rule("NPA 52(1)2, 3", unit="count")
def other_dependants_at_start(
    start_month: Month,
    disabled_dependants: int,
    children_birth_months: tuple[Month, ...],
    parents_birth_months: tuple[Month, ...],
    child_age_years: Mapping[int, int],
    parent_age_years: int,
    years_added_by_birth_year: Mapping[Key, Exact],
) -> int:
    """Children and parents who count at the start. "19세 미만이거나 … 장애상태에 있는 자녀", "60세 이상 … 부모"."""
    return children_and_parents(
        start_month,
        disabled_dependants,
        children_birth_months,
        parents_birth_months,
        child_age_years,
        parent_age_years,
        years_added_by_birth_year,
    )


@rule("NPA 52(1)2, 3", unit="count")
def other_dependants_when_paid(
    paid_month: Month,
    disabled_dependants: int,
    children_birth_months: tuple[Month, ...],
    parents_birth_months: tuple[Month, ...],
    child_age_years: Mapping[int, int],
    parent_age_years: int,
    years_added_by_birth_year: Mapping[Key, Exact],
) -> int:
    """Children and parents who count in the month whose amount is asked for."""
    return children_and_parents(
        paid_month,
        disabled_dependants,
        children_birth_months,
        parents_birth_months,
        child_age_years,
        parent_age_years,
        years_added_by_birth_year,
    )


@rule("NPA 52", unit="factor")
def dependants_share(ratio: Exact, dependants_when_totalised: str) -> Exact:
    """The share of the dependants' amounts that is paid: that of the pension, or the whole."""
    return 1 if dependants_when_totalised == "whole" else ratio


def yearly_twelfths(
    paid: Month,
    spouses: int,
    others: int,
    spouse_amount: Mapping[Key, Exact],
    child_or_parent_amount: Mapping[Key, Exact],
    share: Exact,
    rounding_order: str,
) -> Exact:
    """The month's part of the amounts: each cut to ten won by itself, unless the sum alone is to be cut."""
    year = adjustment_year(paid)
    spouse = Fraction(spouse_amount[year] * share) / 12 if spouses else 0
    other = Fraction(child_or_parent_amount[year] * share) / 12 if others else 0
    if rounding_order != "sum_paid":
        spouse, other = truncate(spouse, 10), truncate(other, 10)
    return spouses * spouse + others * other


@rule("NPA 52(1)(2), 117", unit="money_per_month")
def dependants_amount_at_start(
    start_month: Month,
    spouses: int,
    other_dependants_at_start: int,
    spouse_amount: Mapping[Key, Exact],
    child_or_parent_amount: Mapping[Key, Exact],
    dependants_share: Exact,
    rounding_order: str,
) -> Exact:
    """The dependants' amounts of one month at the start: a twelfth of the year's, for each dependant."""
    return yearly_twelfths(
        start_month,
        spouses,
        other_dependants_at_start,
        spouse_amount,
        child_or_parent_amount,
        dependants_share,
        rounding_order,
    )


@rule("NPA 52(1)(2), 63-2, 117", unit="money_per_month")
def dependants_amount_when_paid(
    paid_month: Month,
    spouses: int,
    other_dependants_when_paid: int,
    spouse_amount: Mapping[Key, Exact],
    child_or_parent_amount: Mapping[Key, Exact],
    dependants_share: Exact,
    rounding_order: str,
    excess_income: Exact,
) -> Exact:
    """The dependants' amounts of the month asked for; none beside income from work above A.

    "노령연금액(부양가족연금액은 제외한다)에서 … 뺀 금액을 지급한다": what is paid then leaves them out.
    """
    if excess_income > 0:
        return 0
    return yearly_twelfths(
        paid_month,
        spouses,
        other_dependants_when_paid,
        spouse_amount,
        child_or_parent_amount,
        dependants_share,
        rounding_order,
    )
