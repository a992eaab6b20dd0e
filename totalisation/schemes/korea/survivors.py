"""The survivors' pension (유족연금): on what ground, to whom, and while it is suspended.

The law is that of the death. Not encoded: that a right ends by marriage or adoption. How much it is stands in
``survivors_amounts``, and what is paid once in place of it in ``death_sums``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from totalisation.money import Exact
from totalisation.months import Month, year_of
from totalisation.parameters import Key
from totalisation.rules import rule
from totalisation.schemes.base import Condition
from totalisation.schemes.korea.ages import added_for, birthday_has_come
from totalisation.schemes.korea.calendar import adjustment_year
from totalisation.schemes.korea.contributions import FORMER_LAW, contributions_suffice
from totalisation.schemes.relatives import Relative

RANKS = ("spouse", "child", "parent", "grandchild", "grandparent")
"""The order of relatives (Art. 73(1), (2)): the first rank that anybody belongs to excludes the later ones."""


@rule("NPA 72(1)", unit="month")
def contingency_month(death_month: Month) -> Month:
    """The month of death, at which contributions are tested."""
    return death_month


@rule("NPA 54(1)", "NPA 72(1)", "NPA 3(3)", unit="month")
def ground_month(
    death_month: Month, recipients_at_death: Sequence[Relative], posthumous_children: Sequence[Relative]
) -> Month:
    """The month in which the ground for the pension arises: that of the death.

    Where nobody is entitled but a child who is born later, that of the birth.
    """
    if recipients_at_death or not posthumous_children:
        return death_month
    return min(each.born for each in posthumous_children)


@rule("NPA 72", "NPA 126(3)", unit="word")
def survivors_ground(
    drew_pension: bool, drew_disability_pension: bool, contribution_ground: str, left_the_country: bool
) -> str:
    """The ground of Art. 72(1): an old-age pension, ten insured years, contributions, a disability pension to grade 2.

    Contributions alone are none on a death after emigration or loss of nationality (clause 2).
    """
    if drew_disability_pension:
        return "disability_pensioner"
    if drew_pension:
        return "old_age_pensioner"
    if left_the_country and contribution_ground not in ("ten_insured_years", FORMER_LAW):
        return "none"
    return contribution_ground


def born_later(each: Relative, died: date) -> bool:
    """Whether the relative was born after the death."""
    return not birthday_has_come(died, each.born, each.birth_day)


def qualifies(
    each: Relative,
    died: date,
    child_age: int,
    grandchild_age: int,
    parent_age: int,
    years_added_by_birth_year: Mapping[Key, Exact],
) -> bool:
    """Whether the relative is one of Art. 73(1) on the day of the death: maintained, and of the age or disabled.

    "사망할 당시": an age is reached on the birthday, and in its month where the day is not known.
    """
    if not each.maintained:
        return False
    if each.relation == "spouse" or (each.disabled and each.relation in RANKS):
        return True
    if each.relation == "child":
        return not birthday_has_come(died, each.born + 12 * child_age, each.birth_day)
    if each.relation == "grandchild":
        return not birthday_has_come(died, each.born + 12 * grandchild_age, each.birth_day)
    if each.relation in ("parent", "grandparent"):
        age = parent_age + added_for(year_of(each.born), years_added_by_birth_year)
        return birthday_has_come(died, each.born + 12 * age, each.birth_day)
    return False


@rule("NPA 3(3)", unit="list")
def posthumous_children(relatives: Sequence[Relative], death_date: date) -> tuple[Relative, ...]:
    """Children born after the death.

    "태아가 출생하면 그 자녀는 … 생계를 유지하고 있던 자녀로 본다": once born, children whom the deceased maintained.
    """
    return tuple(
        each for each in relatives if each.relation == "child" and each.maintained and born_later(each, death_date)
    )


@rule("NPA 73(1)", "NPA Addendum 8541 Art. 8", unit="list")
def recipients_at_death(
    relatives: Sequence[Relative],
    death_date: date,
    survivor_child_age_years: int,
    survivor_grandchild_age_years: int,
    parent_age_years: int,
    years_added_by_birth_year: Mapping[Key, Exact],
) -> tuple[Relative, ...]:
    """The relatives of the first rank that anybody belongs to: spouse, child, parent, grandchild, grandparent.

    Children under 25, grandchildren under 19, parents and grandparents from 60 on, later for those born from 1953 on;
    whoever is disabled at any age; all of them maintained by the deceased and born when the death came.
    """
    for rank in RANKS:
        found = tuple(
            each
            for each in relatives
            if each.relation == rank
            and not born_later(each, death_date)
            and qualifies(
                each,
                death_date,
                survivor_child_age_years,
                survivor_grandchild_age_years,
                parent_age_years,
                years_added_by_birth_year,
            )
        )
        if found:
            return found
    return ()


@rule("NPA 72", unit="conditions")
def survivors_conditions(
    survivors_ground: str, recipients_at_death: Sequence[Relative], posthumous_children: Sequence[Relative]
) -> tuple[Condition, ...]:
    """The conditions: a ground in the deceased's insurance, and a relative who is entitled or will be when born."""
    count = len(recipients_at_death) or len(posthumous_children)
    return (
        contributions_suffice(survivors_ground, count > 0),
        Condition("relatives_entitled", "count", 1, count, count > 0, None),
    )


def suspended_in(
    when: Month,
    recipients: Sequence[Relative],
    relatives: Sequence[Relative],
    right_start: Month,
    months_before_suspension: int,
    spouse_age: int,
    child_age: int,
    years_added_by_birth_year: Mapping[Key, Exact],
    average_income_of_all_insured: Mapping[Key, Exact],
) -> bool:
    """Whether the spouse's pension is suspended in the month ``when``, on the income that the case gives.

    After three years from the start of the right, to the age of 55 and what is added to it (Art. 76(1)). Not of a
    disabled spouse, of one who maintains a child of the deceased under 25 or disabled, or of one without
    income-earning work: with an income up to A of the year (Decree Art. 45).
    """
    for each in recipients:
        if each.relation != "spouse" or each.disabled or when < right_start + months_before_suspension:
            continue
        age = spouse_age + added_for(year_of(each.born), years_added_by_birth_year)
        of_age = when > each.born + 12 * age
        if of_age or each.monthly_income == 0:
            continue
        works = each.monthly_income > average_income_of_all_insured[adjustment_year(when)]
        if works and not children_left(relatives, when, child_age):
            return True
    return False


@rule("NPA 76", "NPD 45", unit="flag")
def spouse_suspended_at_start(
    recipients_at_death: Sequence[Relative],
    relatives: Sequence[Relative],
    right_start_month: Month,
    start_month: Month,
    months_before_suspension: int,
    spouse_age_years: int,
    survivor_child_age_years: int,
    years_added_by_birth_year: Mapping[Key, Exact],
    average_income_of_all_insured: Mapping[Key, Exact],
) -> bool:
    """Whether the spouse's pension is suspended in its first month, which a late claim moves beyond the three years."""
    return suspended_in(
        start_month,
        recipients_at_death,
        relatives,
        right_start_month,
        months_before_suspension,
        spouse_age_years,
        survivor_child_age_years,
        years_added_by_birth_year,
        average_income_of_all_insured,
    )


@rule("NPA 76", "NPD 45", unit="flag")
def spouse_suspended(
    recipients_at_death: Sequence[Relative],
    relatives: Sequence[Relative],
    right_start_month: Month,
    paid_month: Month,
    months_before_suspension: int,
    spouse_age_years: int,
    survivor_child_age_years: int,
    years_added_by_birth_year: Mapping[Key, Exact],
    average_income_of_all_insured: Mapping[Key, Exact],
) -> bool:
    """Whether the spouse's pension is suspended in the month asked for."""
    return suspended_in(
        paid_month,
        recipients_at_death,
        relatives,
        right_start_month,
        months_before_suspension,
        spouse_age_years,
        survivor_child_age_years,
        years_added_by_birth_year,
        average_income_of_all_insured,
    )


def children_left(relatives: Sequence[Relative], when: Month, child_age: int) -> bool:
    """Whether a maintained child of the deceased is under the age or disabled in the month ``when``."""
    for each in relatives:
        if each.relation == "child" and each.maintained and (each.disabled or when <= each.born + 12 * child_age):
            return True
    return False


def paid_in(
    when: Month,
    at_death: Sequence[Relative],
    posthumous: Sequence[Relative],
    child_age: int,
    grandchild_age: int,
) -> tuple[Relative, ...]:
    """Who has the right in the month ``when``, a suspended spouse among them.

    A child born after the death takes it from parents, grandchildren and grandparents (Art. 75(2)), and shares it
    with other children, from the month after the birth on.
    """
    having = list(at_death)
    born = [each for each in posthumous if each.born < when]
    if born and not any(each.relation == "spouse" for each in at_death):
        having = [*(each for each in at_death if each.relation == "child"), *born]
    found = []
    for each in having:
        age = child_age if each.relation == "child" else grandchild_age
        grown = each.relation in ("child", "grandchild") and not each.disabled and when > each.born + 12 * age
        if not grown:
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.number))


@rule("NPA 73", "NPA 75", "NPA 76", unit="list")
def recipients_at_start(
    recipients_at_death: Sequence[Relative],
    posthumous_children: Sequence[Relative],
    start_month: Month,
    spouse_suspended_at_start: bool,
    survivor_child_age_years: int,
    survivor_grandchild_age_years: int,
) -> tuple[Relative, ...]:
    """To whom the pension is paid in its first month."""
    having = paid_in(
        start_month,
        recipients_at_death,
        posthumous_children,
        survivor_child_age_years,
        survivor_grandchild_age_years,
    )
    return tuple(each for each in having if not (each.relation == "spouse" and spouse_suspended_at_start))


@rule("NPA 73", "NPA 75", "NPA 76", unit="list")
def recipients_when_paid(
    recipients_at_death: Sequence[Relative],
    posthumous_children: Sequence[Relative],
    paid_month: Month,
    spouse_suspended: bool,
    survivor_child_age_years: int,
    survivor_grandchild_age_years: int,
) -> tuple[Relative, ...]:
    """To whom the pension is paid in the month asked for: a child's right ends with 25, a grandchild's with 19.

    A suspended spouse's pension passes to children, but a child who could have it keeps it from being suspended.
    """
    having = paid_in(
        paid_month,
        recipients_at_death,
        posthumous_children,
        survivor_child_age_years,
        survivor_grandchild_age_years,
    )
    return tuple(each for each in having if not (each.relation == "spouse" and spouse_suspended))
