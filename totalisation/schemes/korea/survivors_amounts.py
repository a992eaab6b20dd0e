"""The survivors' pension (유족연금): how much it is, with the dependants' amounts of the deceased."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from totalisation.money import Exact, down_to_ten, truncate
from totalisation.months import Month
from totalisation.rules import rule
from totalisation.schemes.relatives import Relative

# ---- dependants of the deceased who have no pension themselves: Art. 52(1) ----


@rule("NPA 52(1), (3)", unit="list")
def possible_dependants(
    relatives: Sequence[Relative],
    recipients_at_death: Sequence[Relative],
    posthumous_children: Sequence[Relative],
) -> tuple[Relative, ...]:
    """Maintained children and parents who have no right to the pension, nor have it once born."""
    drawing = [each.number for each in recipients_at_death]
    if not any(each.relation == "spouse" for each in recipients_at_death):
        drawing += [each.number for each in posthumous_children]
    return tuple(
        each
        for each in relatives
        if each.maintained and each.number not in drawing and each.relation in ("child", "parent")
    )


@rule("NPA 52(1)", unit="count")
def disabled_dependants(possible_dependants: Sequence[Relative], posthumous_children: Sequence[Relative]) -> int:
    """Disabled children and parents for whom dependants' amounts are paid at any age."""
    return sum(each.disabled and each not in posthumous_children for each in possible_dependants)


@rule("NPA 52(1)2", unit="month")
def children_birth_months(
    possible_dependants: Sequence[Relative], posthumous_children: Sequence[Relative]
) -> tuple[Month, ...]:
    """Months of birth of the other children, and of those born after the death, who count only when born."""
    return tuple(
        each.born
        for each in possible_dependants
        if each.relation == "child" and (not each.disabled or each in posthumous_children)
    )


@rule("NPA 52(1)3", unit="month")
def parents_birth_months(possible_dependants: Sequence[Relative]) -> tuple[Month, ...]:
    """Months of birth of the other parents."""
    return tuple(each.born for each in possible_dependants if each.relation == "parent" and not each.disabled)


# ---- the amount ----


@rule("NPA 74", unit="fraction")
def survivors_rate(
    counted_months: int,
    required_months: int,
    full_benefit_months: int,
    survivors_rate_below_ten_years: Exact,
    survivors_rate_from_ten_years: Exact,
    survivors_rate_from_twenty_years: Exact,
) -> Exact:
    """The share of the basic pension amount: 40 % below ten insured years, 50 % from then on, 60 % from twenty on."""
    if counted_months >= full_benefit_months:
        return survivors_rate_from_twenty_years
    return survivors_rate_from_ten_years if counted_months >= required_months else survivors_rate_below_ten_years


@rule("NPA 74, 53", unit="money_per_month")
def pension_exact(
    basic_pension_amount: Exact,
    survivors_rate: Exact,
    accident_factor: Exact,
    greatest_monthly_pension: Exact,
    survivors_ground: str,
    pension_drawn: int,
    ratio: Exact,
    totalising: bool,
    cap_when_totalising: str,
) -> Exact:
    """The monthly pension on the counted months, without dependants' amounts and not rounded.

    After an old-age pensioner no more than the pension that was drawn.
    """
    pension = Fraction(basic_pension_amount * survivors_rate) / 12
    if survivors_ground == "old_age_pensioner" and ratio > 0:
        pension = min(pension, Fraction(pension_drawn) / ratio)
    pension = pension * accident_factor
    if totalising and cap_when_totalising == "amount_paid":
        return pension
    return min(pension, greatest_monthly_pension)


@rule("NPA 56", unit="fraction")
def share_beside_another(other_benefit_chosen: bool, share_beside_chosen_benefit: Exact) -> Exact:
    """What is paid of the pension: all; or 30 per cent beside another benefit of the Act that was chosen in its place.

    "선택하지 아니한 급여가 유족연금일 때 … 유족연금액의 100분의 30에 해당하는 금액".
    """
    return share_beside_chosen_benefit if other_benefit_chosen else 1


@rule("NPA 74, 56, 117", unit="money_per_month", rounding="down_to_ten")
def survivors_pension_at_start(
    monthly_amount_at_start: int, recipients_at_start: Sequence[Relative], share_beside_another: Exact
) -> int:
    """The pension of the first month with dependants' amounts, cut to ten won; nothing if it is paid to nobody."""
    return down_to_ten(monthly_amount_at_start * share_beside_another) if recipients_at_start else 0


@rule("NPA 74, 56, 76, 117", unit="money_per_month", rounding="down_to_ten")
def survivors_pension(
    monthly_amount: int, recipients_when_paid: Sequence[Relative], share_beside_another: Exact
) -> int:
    """The pension of the month asked for with dependants' amounts, cut to ten won; nothing while it is suspended."""
    return down_to_ten(monthly_amount * share_beside_another) if recipients_when_paid else 0


@rule("NPA 73(2), 117", unit="money_per_month")
def pension_by_relative(survivors_pension: int, recipients_when_paid: Sequence[Relative]) -> dict[int, int]:
    """The pension of each relative: those of one rank have equal parts, each cut to ten won."""
    count = max(len(recipients_when_paid), 1)
    return {each.number: int(truncate(Fraction(survivors_pension, count), 10)) for each in recipients_when_paid}
