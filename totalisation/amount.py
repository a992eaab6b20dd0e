"""The amount that an agreement's method makes of a national pension.

Each method is a small set of rules that joins a scheme's own: it takes the pension on the counted months and
yields what is payable before the national rounding.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from totalisation.agreement import PartyTerms
from totalisation.money import Exact
from totalisation.parameters import Citation, Status
from totalisation.rules import Rule, rule


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
def pro_rata_ratio(ratio_months: int, total_months: int) -> Fraction:
    """Pro-rata ratio: own months over total months, at most 1."""
    return min(Fraction(ratio_months, total_months), Fraction(1))


@rule(unit="fraction", name="ratio")
def capped_pro_rata_ratio(ratio_months: int, total_months: int, denominator_cap: int) -> Fraction:
    """Pro-rata ratio whose denominator the agreement caps: own months over the lesser of total and cap."""
    return min(Fraction(ratio_months, min(total_months, denominator_cap)), Fraction(1))


@rule(unit="money_per_month", name="payable_exact")
def payable_pro_rata(theoretical_amount: Exact, ratio: Fraction) -> Exact:
    """Pro-rata amount payable before rounding: theoretical amount times ratio."""
    return theoretical_amount * ratio


_WHOLE: Mapping[str, Rule] = {
    each.__dict__["rule"].name: each.__dict__["rule"] for each in (whole_ratio, payable_whole)
}


def whole_amount_rules() -> Mapping[str, Rule]:
    """The rules of the amount where nothing is shared: independent entitlement and the direct method."""
    return _WHOLE


@lru_cache(maxsize=64)
def _pro_rata_rules(
    amount: tuple[Citation, Status], ratio: tuple[Citation, Status], capped: bool
) -> Mapping[str, Rule]:
    ratio_rule = capped_pro_rata_ratio if capped else pro_rata_ratio
    made = [
        each.__dict__["rule"].cited(citation, status=status)
        for each, (citation, status) in (
            (theoretical_amount, amount),
            (ratio_rule, ratio),
            (payable_pro_rata, amount),
        )
    ]
    return {each.name: each for each in made}


def pro_rata_rules(terms: PartyTerms) -> Mapping[str, Rule]:
    """The rules of the pro-rata method, citing the party's terms. Raises ValueError without an amount term."""
    if terms.amount is None:
        raise ValueError("the party has no amount term")
    ratio = terms.ratio or terms.amount
    capped = terms.ratio is not None and terms.ratio.denominator_cap is not None
    return _pro_rata_rules((terms.amount.citation, terms.amount.status), (ratio.citation, ratio.status), capped)
