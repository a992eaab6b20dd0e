"""The amount that an agreement's method makes of a national pension.

Each method is a small set of rules that joins a scheme's own: it takes the pension on the counted months and
yields what is payable before the national rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Final

from totalisation.agreement import PartyTerms, RatioTerm, RoundingTerm, Term
from totalisation.money import Exact, down_to_ten, down_to_whole, to_nearest_whole, up_to_whole
from totalisation.parameters import Citation, Status
from totalisation.rules import Rule, rule

HIGHER_OF: Final = "higher_of_independent_and_pro_rata"
"""The method that pays the higher of two amounts: whoever decides computes both."""


@rule(unit="factor", name="ratio")
def whole_ratio() -> int:
    """The ratio of a pension that is not shared: the whole."""
    return 1


@rule(unit="money_per_month", name="payable_exact")
def payable_whole(pension_exact: Exact) -> Exact:
    """Monthly amount payable before rounding, where the national law alone computes it."""
    return pension_exact


@rule(unit="money_per_month")
def theoretical_amount(pension_exact: Exact) -> Exact:
    """Theoretical amount: the monthly pension as if all totalised months had been insured here."""
    return pension_exact


@rule(unit="fraction", name="ratio")
def pro_rata_ratio(ratio_months: int, denominator_months: int) -> Fraction:
    """Pro-rata ratio: own months over total months, at most 1."""
    return min(Fraction(ratio_months, denominator_months), Fraction(1))


@rule(unit="fraction", name="ratio")
def capped_pro_rata_ratio(ratio_months: int, denominator_months: int, denominator_cap: int) -> Fraction:
    """Pro-rata ratio whose denominator the agreement caps: own months over the lesser of total and cap."""
    return min(Fraction(ratio_months, min(denominator_months, denominator_cap)), Fraction(1))


@rule(unit="fraction", name="ratio")
def full_benefit_ratio(ratio_months: int, denominator_months: int, full_benefit_months: int) -> Fraction:
    """Pro-rata ratio whose denominator is no more than the months that national law requires for a full benefit."""
    return min(Fraction(ratio_months, max(min(denominator_months, full_benefit_months), 1)), Fraction(1))


@rule(unit="fraction", name="ratio")
def required_ratio(ratio_months: int, required_months: int) -> Fraction:
    """Ratio to the qualifying period: own months over the months that national law requires, at most 1."""
    return min(Fraction(ratio_months, max(required_months, 1)), Fraction(1))


@rule(unit="fraction", name="ratio")
def computation_ratio(ratio_months: int, computation_months: int) -> Fraction:
    """Ratio to the time over which national law computes the benefit: own months over its months, at most 1."""
    return min(Fraction(ratio_months, max(computation_months, 1)), Fraction(1))


@rule(unit="fraction", name="ratio")
def fixed_ratio(ratio_months: int, fixed_months: int) -> Fraction:
    """Ratio to a fixed time: own months over the months that the agreement names, at most 1."""
    return min(Fraction(ratio_months, fixed_months), Fraction(1))


@rule(unit="money_per_month", name="payable_exact")
def payable_flat(pension_exact: Exact, ratio: Fraction) -> Exact:
    """Share of a pension that does not depend on insured time: the pension times the ratio."""
    return pension_exact * ratio


@rule(unit="money_per_month", name="payable_exact")
def payable_with_flat_part(pension_exact: Exact, flat_part: Exact, ratio: Fraction) -> Exact:
    """Direct amount on own periods, and beside it the flat part of the pension times the ratio."""
    return pension_exact + flat_part * ratio


@rule(unit="money_per_month", name="payable_exact")
def payable_pro_rata(theoretical_amount: Exact, ratio: Fraction) -> Exact:
    """Pro-rata amount payable before rounding: theoretical amount times ratio."""
    return theoretical_amount * ratio


@rule(unit="money_per_month", name="monthly_amount_at_start", rounding="nearest_whole")
def amount_to_nearest_whole(payable_exact: Exact) -> int:
    """The amount payable, to the nearest whole unit of currency."""
    return to_nearest_whole(payable_exact)


@rule(unit="money_per_month", name="monthly_amount_at_start", rounding="down_to_ten")
def amount_down_to_ten(payable_exact: Exact) -> int:
    """The amount payable, down to a multiple of ten units of currency."""
    return down_to_ten(payable_exact)


@rule(unit="money_per_month", name="monthly_amount_at_start", rounding="down_to_whole")
def amount_down_to_whole(payable_exact: Exact) -> int:
    """The amount payable, down to a whole unit of currency."""
    return down_to_whole(payable_exact)


@rule(unit="money_per_month", name="monthly_amount_at_start", rounding="up_to_whole")
def amount_up_to_whole(payable_exact: Exact) -> int:
    """The amount payable, up to a whole unit of currency."""
    return up_to_whole(payable_exact)


_ROUNDED: Mapping[str, Callable[..., int]] = {
    "nearest_whole": amount_to_nearest_whole,
    "down_to_ten": amount_down_to_ten,
    "down_to_whole": amount_down_to_whole,
    "up_to_whole": amount_up_to_whole,
}
"""The rule of each rounding that an agreement may order."""

Cited = tuple[Citation, Status]


def _cited(term: Term) -> Cited:
    return term.citation, term.status


@lru_cache(maxsize=256)
def _whole_rules(rounding: tuple[str, Cited] | None) -> Mapping[str, Rule]:
    rules = {each.__dict__["rule"].name: each.__dict__["rule"] for each in (whole_ratio, payable_whole)}
    return {**rules, **_rounding_rules(rounding)}


def _rounding_rules(rounding: tuple[str, Cited] | None) -> Mapping[str, Rule]:
    if rounding is None:
        return {}
    to, (citation, status) = rounding
    made = _ROUNDED[to].__dict__["rule"].cited(citation, status=status)
    return {made.name: made}


def whole_amount_rules(rounding: RoundingTerm | None = None) -> Mapping[str, Rule]:
    """The rules of the amount where nothing is shared: independent entitlement and the direct method.

    ``rounding`` is the agreement's, for a party whose own law does not say how an amount is rounded.
    """
    return _whole_rules(None if rounding is None else (rounding.to, _cited(rounding)))


_PAYABLE: Mapping[str, tuple[Callable[..., Exact], ...]] = {
    "pro_rata": (theoretical_amount, payable_pro_rata),
    HIGHER_OF: (theoretical_amount, payable_pro_rata),
    "flat": (payable_flat,),
    "direct_and_flat_part": (payable_with_flat_part,),
}
"""The rules of each method that shares an amount; any other method leaves it whole."""


def shares(terms: PartyTerms) -> bool:
    """Whether the party's method shares the amount by a ratio."""
    return terms.amount is not None and terms.amount.method in _PAYABLE


def counts_all_periods(terms: PartyTerms) -> bool:
    """Whether the amount is computed on all totalised periods: the theoretical amount."""
    return terms.amount is not None and theoretical_amount in _PAYABLE.get(terms.amount.method, ())


_RATIOS: Mapping[str, Callable[..., Fraction]] = {
    "total_months": pro_rata_ratio,
    "fixed_months": fixed_ratio,
    "required_months": required_ratio,
    "computation_months": computation_ratio,
}
"""The rule of the ratio for each denominator, before any cap."""


def _ratio_rule(ratio: RatioTerm | None) -> Callable[..., Fraction]:
    if ratio is None:
        return pro_rata_ratio
    if ratio.denominator == "total_months" and ratio.denominator_cap is not None:
        return capped_pro_rata_ratio
    if ratio.denominator == "total_months" and ratio.full_benefit_cap:
        return full_benefit_ratio
    return _RATIOS[ratio.denominator]


@lru_cache(maxsize=256)
def _shared_rules(
    method: str,
    ratio_rule: Callable[..., Fraction],
    amount: Cited,
    ratio: Cited,
    rounding: tuple[str, Cited] | None,
) -> Mapping[str, Rule]:
    bound = [(each, amount) for each in _PAYABLE[method]]
    made = [
        each.__dict__["rule"].cited(citation, status=status)
        for each, (citation, status) in (*bound, (ratio_rule, ratio))
    ]
    return {**{each.name: each for each in made}, **_rounding_rules(rounding)}


def amount_rules(terms: PartyTerms, rounding: RoundingTerm | None = None) -> Mapping[str, Rule]:
    """The rules that join the national ones when periods were totalised, citing the party's own terms.

    ``rounding`` is as in ``whole_amount_rules``.
    """
    if terms.amount is None or not shares(terms):
        return whole_amount_rules(rounding)
    return _shared_rules(
        terms.amount.method,
        _ratio_rule(terms.ratio),
        _cited(terms.amount),
        _cited(terms.ratio or terms.amount),
        None if rounding is None else (rounding.to, _cited(rounding)),
    )


_JOINED: dict[tuple[int, int], tuple[Mapping[str, Rule], Mapping[str, Rule], Mapping[str, Rule]]] = {}


def joined_rules(national: Mapping[str, Rule], amount: Mapping[str, Rule]) -> Mapping[str, Rule]:
    """The rules of a scheme at one date with those of an agreement's method, joined once and kept."""
    key = (id(national), id(amount))
    kept = _JOINED.get(key)
    if kept is None:
        # The parts are kept with the whole, so that their ids cannot be given to others.
        kept = _JOINED[key] = (national, amount, {**national, **amount})
    return kept[2]
