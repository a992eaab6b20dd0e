"""What each term of an agreement says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from totalisation.agreement import (
    Agreement,
    AmountTerm,
    BenefitTerm,
    ContingencyTerm,
    ConversionTerm,
    CountingTerm,
    DateTerm,
    DaySumTerm,
    EarlierPeriodsTerm,
    EarningsTerm,
    KindsTerm,
    LumpSumTerm,
    MinimumOwnPeriodTerm,
    OverlapTerm,
    RatioTerm,
    RefundedPeriodsTerm,
    RoundingTerm,
    Term,
    ThirdStateTerm,
    TotaliseTerm,
)
from totalisation.determination import term_name
from totalisation.messages import Message, in_words, message
from totalisation.reports import words
from totalisation.reports.coverage_terms import about_coverage
from totalisation.reports.names import ROUNDINGS, STATUSES, cited, party_name, word

LABELS: Final[Mapping[str, Message]] = {
    "date": message("totalisation in effect"),
    "overlap": message("overlapping periods"),
    "third_state": message("periods under third states"),
    "earlier_periods": message("periods before entry into force"),
    "refunded_periods": message("refunded periods"),
    "rounding": message("rounding"),
    "detachment": message("detachment"),
    "place_of_work": message("place of work"),
    "local_hire": message("hired where the work is done"),
    "self_employment": message("self-employed work"),
    "public_service": message("public service"),
    "crew": message("crews of ships, and airlines"),
    "exceptions": message("exceptions by agreement"),
    "certificate": message("certificate of coverage"),
    "persons": message("persons covered"),
    "lump_sum": message("lump-sum refund"),
    "kinds": message("kinds of period that count"),
    "day_sum": message("how days add up"),
    "counting": message("unit of counting"),
    "minimum_own_period": message("minimum own insured period for totalisation"),
    "totalise": message("when periods are totalised"),
    "conversion": message("conversion of units"),
    "amount": message("method of the amount"),
    "ratio": message("ratio"),
    "earnings": message("earnings that enter the amount"),
    "contingency": message("insured at or shortly before the contingency"),
    "benefit": message("periods for this benefit"),
}
"""Terms of an agreement, by the name they have in its file."""

REFUND_IN_EFFECT: Final = message("lump-sum refund in effect")
"""What the date is called from which an agreement refunds contributions."""

_METHODS: Final[Mapping[str, Message]] = {
    "direct": message("national law computes it on own periods alone"),
    "pro_rata": message("theoretical amount on all periods, times the ratio"),
    "higher_of_independent_and_pro_rata": message("the higher of the independent and the pro-rata amount"),
    "flat": message("an amount that does not depend on insured time, times the ratio"),
    "direct_and_flat_part": message("the direct amount on own periods, and a flat part times the ratio"),
}


def label(term: Term, language: str, agreement: Agreement | None = None) -> str:
    """The name of a term; with its ``agreement``, a date is named for the provision that it is the date of."""
    name = term_name(term)
    if agreement is not None and term is agreement.provisions.get("lump_sum_refund"):
        return REFUND_IN_EFFECT.in_language(language)
    return in_words(LABELS.get(name, name), language)


def says(term: Term, agreement: Agreement, language: str) -> str:
    """What a term says; nothing for one that no result rests on."""
    said = (
        _about_periods(term, agreement, language)
        or _about_amounts(term, agreement, language)
        or about_coverage(term, agreement, language)
    )
    return "" if said is None else in_words(said, language)


def _about_periods(term: Term, agreement: Agreement, language: str) -> Message | str | None:
    if isinstance(term, DateTerm):
        return message("from {date}", date=words.day(term.date, language))
    if isinstance(term, OverlapTerm):
        if term.keeper == "each_own":
            return message("counted once; each party counts them as its own")
        if term.keeper == "by_class":
            return message(
                "counted once; kept by the kind that comes first: {kinds}", kinds=_words(term.precedence, language)
            )
        return message("counted once; kept by {party}", party=party_name(agreement, term.party or "", language))
    if isinstance(term, ThirdStateTerm):
        if term.count == "excluded":
            return message("excluded")
        if term.count_for == "entitlement":
            return message("counted for {states}, for entitlement alone", states=list(term.states))
        return message("counted for {states}", states=list(term.states))
    if isinstance(term, EarlierPeriodsTerm):
        return message("counted") if term.count == "counted" else message("not counted")
    if isinstance(term, RefundedPeriodsTerm):
        return message("extinguished") if term.count == "extinguished" else message("counted")
    if isinstance(term, KindsTerm):
        return _kinds(term, language)
    if isinstance(term, DaySumTerm):
        return message("{days} days are a month", days=term.days_per_month)
    if isinstance(term, MinimumOwnPeriodTerm):
        number, unit = words.number(term.number, language), word(term.unit, language)
        if term.below == "nothing":
            return message("{number} {unit}; below it nothing is paid through the agreement", number=number, unit=unit)
        return message("{number} {unit}; below it the other party takes the periods over", number=number, unit=unit)
    if isinstance(term, TotaliseTerm):
        return message("only where own periods do not suffice") if term.when == "needed" else message("always")
    if isinstance(term, CountingTerm):
        return word(term.unit, language)
    if isinstance(term, ConversionTerm):
        rates = [
            message("1 {unit} = {number} months", unit=word(unit, language), number=rate)
            for unit, rate in term.months_per_unit.items()
        ]
        return in_words(rates, language)
    if isinstance(term, BenefitTerm):
        if term.periods == "own":
            return message("its own periods alone")
        return message("those of both parties")
    if isinstance(term, ContingencyTerm):
        return message("required") if term.required else message("not required")
    return None


def _kinds(term: KindsTerm, language: str) -> str:
    told: list[Message | str] = [*_words(term.classes, language)]
    if term.since is not None:
        told.append(message("from {date}", date=words.day(term.since, language)))
    if term.from_age_years is not None:
        told.append(message("from the age of {years}", years=term.from_age_years))
    if term.until_age_years is not None:
        told.append(message("until the age of {years}", years=term.until_age_years))
    return in_words(told, language)


def _about_amounts(term: Term, agreement: Agreement, language: str) -> Message | None:
    if isinstance(term, AmountTerm):
        return _METHODS[term.method]
    if isinstance(term, RatioTerm):
        return _ratio(term, language)
    if isinstance(term, LumpSumTerm):
        return message(
            "to nationals of {nationals}",
            nationals=[party_name(agreement, each, language) for each in term.nationals_of],
        )
    if isinstance(term, EarningsTerm):
        return message("own earnings alone")
    if isinstance(term, RoundingTerm):
        return ROUNDINGS[term.to]
    return None


def _ratio(term: RatioTerm, language: str) -> Message:
    if term.denominator == "fixed_months":
        return message("own months over {months}", months=words.months(term.fixed_months or 0, language))
    if term.denominator == "required_months":
        return message("own months over those that national law requires")
    if term.denominator == "computation_months":
        return message("own months over those of the time of computation")
    if term.denominator_cap is not None:
        return message(
            "own months over totalised months, of which no more than {months}",
            months=words.months(term.denominator_cap, language),
        )
    if term.full_benefit_cap:
        return message("own months over totalised months, of which no more than a full benefit requires")
    return message("own months over totalised months")


def _words(names: tuple[str, ...], language: str) -> list[str]:
    return [word(each, language) for each in names]


def line(term: Term, agreement: Agreement, language: str) -> str:
    """A term as one line of a report: its name, what it says, its article and how sure it is."""
    said = says(term, agreement, language)
    name = label(term, language, agreement)
    about = f"{name}: {said}" if said else name
    return f"{about} ({cited(term.citation)}; {STATUSES[term.status].in_language(language)})"
