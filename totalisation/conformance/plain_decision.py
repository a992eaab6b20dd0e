"""What the terms of an agreement make of a declared pension: entitlement, ratio and amount, in plain numbers.

The parties are served by the declared scheme, whose conditions are two numbers that the sample holds; what
remains is what the agreement orders.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from totalisation.agreement import Agreement, PartyTerms
from totalisation.conformance.plain import PlainView, view_of
from totalisation.conformance.sample import Figure, Sample

SHARED = ("pro_rata", "higher_of_independent_and_pro_rata", "flat", "direct_and_flat_part")
"""The methods that share an amount by a ratio."""

ROUNDED: dict[str, Callable[[Fraction], int]] = {
    "nearest_whole": lambda value: math.floor(value + Fraction(1, 2)),
    "down_to_ten": lambda value: math.floor(value / 10) * 10,
    "down_to_whole": math.floor,
    "up_to_whole": math.ceil,
}


@dataclass(frozen=True)
class PlainResult:
    """One party's result."""

    entitled: bool
    basis: str
    start: int | None
    ratio: Fraction | None
    monthly_amount: int | None


def totalises(agreement: Agreement, code: str) -> bool:
    """Whether the party adds the other's periods at all."""
    return agreement.kind == "totalisation" and agreement.parties[code].totalise is not None


def method_of(terms: PartyTerms) -> str:
    """The method of the amount; the national law alone where no term names one."""
    return "direct" if terms.amount is None else terms.amount.method


def provision_day(agreement: Agreement) -> tuple[int, int, int]:
    """The day from which periods are totalised, as year, month and day."""
    term = agreement.provisions.get("totalisation", agreement.entry_into_force)
    return term.date.year, term.date.month, term.date.day


def in_effect(agreement: Agreement, sample: Sample) -> bool:
    """Whether periods are totalised on the day of the claim."""
    return (sample.claim.year, sample.claim.month, sample.claim.day) >= provision_day(agreement)


def person_covered(agreement: Agreement, sample: Sample) -> bool:
    """Whether the benefit provisions cover the person."""
    if agreement.persons is None or agreement.persons.scope == "all_insured":
        return True
    return sample.nationality is not None and sample.nationality in list(agreement.parties)


def contingency_met(terms: PartyTerms, view: PlainView, claim_month: int) -> bool:
    """Whether enough months before the claim are insured under either party."""
    term = terms.contingency
    if term is None or not term.required:
        return True
    window = range(claim_month - term.window_months, claim_month + 1)
    return sum(1 for each in window if each in view.total) >= max(term.months_in_window, 1)


def denominator_of(terms: PartyTerms, view: PlainView, figures: Mapping[str, Figure]) -> int:
    """The denominator of the ratio, as the term names and caps it."""
    term = terms.ratio
    if term is None:
        return view.denominator
    if term.denominator == "fixed_months":
        assert term.fixed_months is not None
        return term.fixed_months
    if term.denominator in ("required_months", "computation_months"):
        return max(int(figures[term.denominator]), 1)
    if term.denominator_cap is not None:
        return min(view.denominator, term.denominator_cap)
    return (
        max(min(view.denominator, int(figures["full_benefit_months"])), 1)
        if term.full_benefit_cap
        else view.denominator
    )


def ratio_of(terms: PartyTerms, view: PlainView, figures: Mapping[str, Figure]) -> Fraction:
    """The ratio that shares the amount."""
    below = denominator_of(terms, view, figures)
    return Fraction(1) if view.numerator >= below else Fraction(view.numerator, below)


def rounded(terms: PartyTerms, value: Fraction) -> int:
    """A declared amount rounded as the party's term says, else to the nearest whole unit."""
    return ROUNDED["nearest_whole" if terms.rounding is None else terms.rounding.to](value)


def exact_amount(terms: PartyTerms, figures: Mapping[str, Figure], ratio: Fraction) -> Fraction:
    """The amount of a totalised pension before rounding."""
    direct = Fraction(figures["monthly_pension"])
    theoretical = Fraction(figures.get("theoretical_amount", figures["monthly_pension"]))
    method = method_of(terms)
    if method in ("pro_rata", "higher_of_independent_and_pro_rata"):
        return theoretical * ratio
    if method == "flat":
        return direct * ratio
    if method == "direct_and_flat_part":
        return direct + Fraction(figures["flat_part"]) * ratio
    return direct


def decide(agreement: Agreement, sample: Sample, code: str) -> PlainResult:
    """The result that the terms order for one party."""
    terms, view, figures = agreement.parties[code], view_of(agreement, sample, code), dict(sample.figures[code])
    attained = sample.born + int(figures["pension_age_months"])
    required = int(figures["required_months"])
    of_age = attained <= sample.claim_month
    start = max(sample.claim_month, attained + 1)
    alone = of_age and len(view.own) >= required
    together = (
        totalises(agreement, code)
        and bool(view.foreign)
        and in_effect(agreement, sample)
        and person_covered(agreement, sample)
        and view.minimum_met
        and contingency_met(terms, view, sample.claim_month)
        and of_age
        and len(view.total) >= required
    )
    independent = PlainResult(True, "independent", start, None, rounded(terms, Fraction(figures["monthly_pension"])))
    if not together:
        return independent if alone else PlainResult(False, "none", None, None, None)
    compares = method_of(terms) == "higher_of_independent_and_pro_rata"
    if alone and not compares and not (terms.totalise is not None and terms.totalise.when == "always"):
        return independent
    year, month, _ = provision_day(agreement)
    ratio = ratio_of(terms, view, figures)
    totalised = PlainResult(
        True,
        "totalised",
        max(start, year * 12 + month - 1),
        ratio if method_of(terms) in SHARED else None,
        rounded(terms, exact_amount(terms, figures, ratio)),
    )
    assert independent.monthly_amount is not None
    assert totalised.monthly_amount is not None
    if alone and compares and independent.monthly_amount >= totalised.monthly_amount:
        return independent
    return totalised
