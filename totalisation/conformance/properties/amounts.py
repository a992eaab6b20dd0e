"""Amounts and the ratio that shares them, recomputed in fractions from plain months."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from totalisation.agreement import RatioTerm
from totalisation.conformance.applicability import (
    first_of,
    no_sharing,
    no_totalisation,
    parties_where,
    sharing,
    totalising,
)
from totalisation.conformance.plain import PlainView, view_of
from totalisation.conformance.plain_decision import (
    decide,
    denominator_of,
    exact_amount,
    method_of,
    ratio_of,
    rounded,
)
from totalisation.conformance.registry import Trial, holds
from totalisation.conformance.sample import Sample, Spell
from totalisation.conformance.strategies import (
    counted_class,
    entitled_by_totalisation,
    samples,
    totalised_samples,
    window_of,
)
from totalisation.conformance.subject import Subject
from totalisation.party_result import PartyResult


def _totalised(trial: Trial, codes: list[str]) -> tuple[str, Sample, PartyResult, PlainView] | None:
    """A party that pays by totalisation, the sample, its result, and its plain view; None for another basis."""
    code, sample = trial.draw(totalised_samples(trial.subject, codes))
    result = trial.decided(sample).parties[code]
    if result.basis != "totalised":
        return None
    return code, sample, result, view_of(trial.agreement, sample, code)


@holds(
    "The ratio is own months over the denominator that the term names, in months recomputed from the periods.",
    "ratio",
    "overlap",
    unless=no_sharing,
)
def ratio_as_the_term_orders(trial: Trial) -> None:
    """Numerator and denominator recomputed."""
    found = _totalised(trial, sharing(trial.subject))
    if found is None:
        return
    code, sample, result, view = found
    trial.met("tried")
    expected = ratio_of(trial.agreement.parties[code], view, sample.figures[code])
    assert result.ratio == expected, f"the ratio of {code} is {result.ratio}, not {expected}"


@holds("A ratio is never negative and never more than 1.", "ratio", unless=no_sharing)
def ratio_within_its_bounds(trial: Trial) -> None:
    """Between 0 and 1, and below 1 where the other party's months count in it."""
    found = _totalised(trial, sharing(trial.subject))
    if found is None:
        return
    code, sample, result, view = found
    trial.met("tried")
    ratio = result.ratio
    assert ratio is not None, f"{code} shares an amount and tells no ratio"
    assert 0 <= ratio <= 1, f"the ratio of {code} is {ratio}"
    if view.numerator < denominator_of(trial.agreement.parties[code], view, sample.figures[code]):
        assert ratio < 1, f"{code} pays the whole, though the other party's months count"


def _capped(subject: Subject) -> list[str]:
    return [code for code in sharing(subject) if _cap(subject.agreement.parties[code].ratio) is not None]


def _cap(term: RatioTerm | None) -> int | None:
    if term is None:
        return None
    return term.fixed_months if term.denominator == "fixed_months" else term.denominator_cap


@holds(
    "The denominator is no more than its cap, or exactly the number of months that the term fixes.",
    "ratio",
    unless=first_of(no_sharing, lambda subject: None if _capped(subject) else "no denominator is capped or fixed"),
    situations=("less than the cap", "the cap or more"),
)
def denominator_capped_or_fixed(trial: Trial) -> None:
    """Own months just below, at and above the cap, with months of the other party beside them."""
    code = trial.draw(st.sampled_from(_capped(trial.subject)))
    terms = trial.agreement.parties[code]
    cap = _cap(terms.ratio)
    assert cap is not None
    _, sample = trial.draw(totalised_samples(trial.subject, [code]))
    first, last = window_of(sample.claim_month, sample.born)
    length = max(cap + trial.draw(st.sampled_from((-1, 0, 1, 30, -cap // 2))), 13)
    own_class, foreign_class = counted_class(terms.own_periods), counted_class(terms.foreign_periods)
    own = Spell(code, own_class, max(last - length + 1, first), last)
    beside = Spell(trial.agreement.other(code), foreign_class, first, last)
    sample = entitled_by_totalisation(trial.subject, code, sample.with_spells(own, beside))
    view = view_of(trial.agreement, sample, code)
    result = trial.decided(sample).parties[code]
    if result.basis != "totalised":
        return
    trial.met("the cap or more" if view.numerator >= cap else "less than the cap")
    expected = ratio_of(terms, view, sample.figures[code])
    assert result.ratio == expected, f"{view.numerator} own months and a cap of {cap} make a ratio of {result.ratio}"


def _pro_rata(subject: Subject) -> list[str]:
    return [code for code in totalising(subject) if "pro_rata" in method_of(subject.agreement.parties[code])]


def _no_pro_rata(subject: Subject) -> str | None:
    return None if _pro_rata(subject) else "no amount is pro-rata"


@holds("A pro-rata amount is never more than the theoretical amount.", "amount", "ratio", unless=_no_pro_rata)
def pro_rata_never_above_theoretical(trial: Trial) -> None:
    """Part and whole, within the rounding of both."""
    found = _totalised(trial, _pro_rata(trial.subject))
    if found is None:
        return
    code, sample, result, _ = found
    trial.met("tried")
    theoretical = int(sample.figures[code]["theoretical_amount"])
    assert result.theoretical_amount is not None, f"{code} tells no theoretical amount"
    assert result.monthly_amount_at_start is not None
    assert result.monthly_amount_at_start <= rounded(trial.agreement.parties[code], Fraction(theoretical)), (
        f"{code} pays more than the theoretical amount of {theoretical}"
    )


@holds(
    "The amount is what the method makes of it, to the last unit of currency.",
    "amount",
    "ratio",
    "rounding",
    "earnings",
    unless=no_totalisation,
)
def amount_as_the_method_orders(trial: Trial) -> None:
    """The totalised amount recomputed exactly, then rounded."""
    found = _totalised(trial, totalising(trial.subject))
    if found is None:
        return
    code, sample, result, view = found
    trial.met("tried")
    terms, figures = trial.agreement.parties[code], sample.figures[code]
    exact = exact_amount(terms, figures, ratio_of(terms, view, figures))
    expected = rounded(terms, exact)
    assert result.monthly_amount == expected, f"{code} pays {result.monthly_amount}, not {expected} ({exact} exactly)"


@holds("An amount differs from its exact value by less than one unit of its rounding.", "rounding", "amount")
def rounding_within_one_unit(trial: Trial) -> None:
    """The amount at the start against the exact amount payable, and it is a whole multiple of the unit."""
    sample = trial.draw(samples(trial.subject))
    for code, result in trial.decided(sample).parties.items():
        if not result.entitled:
            continue
        trial.met("tried")
        terms, figures = trial.agreement.parties[code], sample.figures[code]
        exact = Fraction(figures["monthly_pension"])
        if result.basis == "totalised":
            exact = exact_amount(terms, figures, ratio_of(terms, view_of(trial.agreement, sample, code), figures))
        unit = 10 if terms.rounding is not None and terms.rounding.to == "down_to_ten" else 1
        amount = result.monthly_amount_at_start
        assert amount is not None
        assert abs(amount - exact) < unit, f"{code} pays {amount} of exactly {exact}"
        assert amount % unit == 0, f"{amount} is no multiple of {unit}"


@holds("Amounts are whole and never negative, and nobody is paid who is not entitled.", "amount")
def amounts_whole_and_not_negative(trial: Trial) -> None:
    """Types and signs of what is told."""
    sample = trial.draw(samples(trial.subject))
    for code, result in trial.decided(sample, record=False).parties.items():
        amounts: list[Any] = [result.monthly_amount, result.monthly_amount_at_start, result.theoretical_amount]
        trial.met("tried")
        assert result.entitled == (result.monthly_amount is not None), f"{code}: an amount without entitlement"
        assert result.entitled == (result.start is not None), f"{code}: a start without entitlement"
        for each in amounts:
            assert each is None or (isinstance(each, int) and each >= 0), f"{code} is told to pay {each}"


def _direct(subject: Subject) -> list[str]:
    return [code for code in totalising(subject) if method_of(subject.agreement.parties[code]) == "direct"]


@holds(
    "A direct amount rests on own periods: the other party's months change nothing of it.",
    "amount",
    unless=lambda subject: None if _direct(subject) else "no amount is direct",
)
def direct_amount_rests_on_own_periods(trial: Trial) -> None:
    """Totalised with the direct method: no ratio, no theoretical amount, own months counted."""
    found = _totalised(trial, _direct(trial.subject))
    if found is None:
        return
    code, sample, result, view = found
    trial.met("tried")
    assert result.ratio is None, f"{code} shares a direct amount"
    assert result.theoretical_amount is None, f"{code} tells a theoretical amount for a direct one"
    expected = rounded(trial.agreement.parties[code], Fraction(sample.figures[code]["monthly_pension"]))
    assert result.monthly_amount == expected, f"{code} pays {result.monthly_amount}, not its own {expected}"
    counted = result.computations[-1].value("counted_months")
    assert counted == len(view.counted), f"{code} computes a direct amount on {counted} months"


@holds(
    "A theoretical amount rests on all totalised months, an independent one on own months.",
    "amount",
    unless=_no_pro_rata,
    situations=("totalised", "independent"),
)
def months_that_an_amount_rests_on(trial: Trial) -> None:
    """The months handed to national law."""
    code, sample = trial.draw(totalised_samples(trial.subject, _pro_rata(trial.subject)))
    if trial.draw(st.booleans()):
        sample = sample.with_figures(code, required_months=0)
    result = trial.decided(sample).parties[code]
    view = view_of(trial.agreement, sample, code)
    for computation in result.computations:
        together = computation.value("totalising")
        trial.met("totalised" if together else "independent")
        expected = {
            "counted_months": view.amount_months if together else len(view.own),
            "qualifying_months": len(view.total if together else view.own),
        }
        for name, number in expected.items():
            found = computation.value(name)
            assert found == number, f"{name} of {code} are {found}, not {number}"


def _higher(subject: Subject) -> list[str]:
    name = "higher_of_independent_and_pro_rata"
    return [
        code for code in parties_where(subject, lambda terms: method_of(terms) == name) if code in totalising(subject)
    ]


@holds(
    "Where the higher of the independent and the pro-rata amount is due, the higher is paid.",
    "amount",
    unless=lambda subject: None if _higher(subject) else "no party compares two amounts",
    situations=("independent is higher", "pro-rata is higher"),
)
def the_higher_amount_is_paid(trial: Trial) -> None:
    """Both amounts recomputed, for a person entitled on own periods and by totalisation."""
    code, sample = trial.draw(totalised_samples(trial.subject, _higher(trial.subject)))
    view = view_of(trial.agreement, sample, code)
    pension = trial.draw(st.integers(0, 1_000_000))
    theoretical = trial.draw(st.integers(0, 8_000_000))
    sample = sample.with_figures(code, required_months=len(view.own))
    sample = sample.with_figures(code, monthly_pension=pension, theoretical_amount=theoretical)
    expected = decide(trial.agreement, sample, code)
    result = trial.decided(sample, record=False).parties[code]
    if expected.basis == "totalised":
        trial.met("pro-rata is higher")
    elif expected.basis == "independent":
        trial.met("independent is higher")
    assert result.monthly_amount == expected.monthly_amount, (
        f"{code} pays {result.monthly_amount}, and the higher amount is {expected.monthly_amount}"
    )


@holds(
    "Figures of the other party's institution never change what this party pays.",
    "earnings",
    "amount",
)
def other_figures_change_nothing_here(trial: Trial) -> None:
    """The other party's established figures exchanged for others."""
    sample = trial.draw(samples(trial.subject))
    code = trial.draw(st.sampled_from(trial.codes))
    other = trial.agreement.other(code)
    changed = sample.with_figures(
        other, monthly_pension=trial.draw(st.integers(0, 10**7)), required_months=trial.draw(st.integers(0, 480))
    )
    here, there = trial.subject.decided(sample, record=False), trial.decided(changed, record=False)
    before, after = here.parties[code], there.parties[code]
    if before.entitled:
        trial.met("tried")
    assert (before.entitled, before.basis, before.monthly_amount, before.ratio) == (
        after.entitled,
        after.basis,
        after.monthly_amount,
        after.ratio,
    ), f"figures of {other} change what {code} decides"
