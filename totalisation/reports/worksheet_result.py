"""The worksheet's section on one party's result."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from totalisation.decision import PartyResult
from totalisation.messages import Message, message
from totalisation.reports import terms, words
from totalisation.reports.columns import fields, wrapped
from totalisation.reports.names import BASES, Names
from totalisation.reports.page import BULLET, INDENT, Page, with_citation
from totalisation.reports.values import condition_in_words


def result_lines(page: Page, code: str, result: PartyResult) -> Iterator[str]:
    """The result in one sentence, its figures, what is missing, remarks, and the terms applied."""
    yield from page.section(page.party(code))
    yield from wrapped(page.told(sentence(result, page.party(code), page.language)))
    yield from fields(list(figures(result, page.names[code])), INDENT)
    if met := [each for each in result.conditions if each.met]:
        yield ""
        yield page.told(message("Conditions that are met:"))
        for condition in met:
            yield from wrapped(condition_in_words(condition, page.names[code]), BULLET)
    if result.missing:
        yield from _missing(page, code, result)
    if result.remarks:
        yield ""
        yield page.told(message("Remarks:"))
        for remark in result.remarks:
            yield from wrapped(with_citation(page.told(remark.text), remark.citation), BULLET)
    if result.terms:
        yield ""
        yield page.told(message("Terms of the agreement that were applied:"))
        for term in result.terms:
            yield from wrapped(terms.line(term, page.agreement, page.language), BULLET)


def sentence(result: PartyResult, party: str, language: str) -> Message:
    """The result in one sentence."""
    if not result.entitled or result.monthly_amount is None or result.start is None:
        return message("{party} owes no pension on this claim.", party=party)
    amount = words.money(result.monthly_amount, result.currency, language)
    start = words.month(result.start, language)
    if result.basis == "independent":
        return message(
            "{party} owes {amount} a month from {start}, on own periods alone.",
            party=party,
            amount=amount,
            start=start,
        )
    return message(
        "{party} owes {amount} a month from {start}, by totalisation.", party=party, amount=amount, start=start
    )


def figures(result: PartyResult, names: Names) -> Iterator[tuple[str, str]]:
    """Each figure of the result with its name, in the order in which one follows from another."""
    language = names.language

    def named(name: str) -> str:
        if name not in result.established:
            return names.quantity(name)
        return message("{name} (established)", name=names.quantity(name)).in_language(language)

    yield message("basis").in_language(language), BASES[result.basis].in_language(language)
    yield names.quantity("own_months"), words.months(result.own_months, language)
    yield names.quantity("total_months"), words.months(result.totalised_months, language)
    if result.start is not None:
        yield named("start_month"), words.month(result.start, language)
    amounts: tuple[tuple[str, int | Fraction | None, bool], ...] = (
        ("average_earnings", result.average_earnings, True),
        ("pension_rate", result.rate, False),
        ("theoretical_amount", result.theoretical_amount, True),
        ("ratio", result.ratio, False),
        ("monthly_amount_at_start", result.monthly_amount_at_start, True),
        ("monthly_amount", result.monthly_amount, True),
        *((name, amount, True) for name, amount in result.further.items()),
    )
    for name, value, is_money in amounts:
        if value is not None:
            yield named(name), words.money(value, result.currency, language) if is_money else share(value, language)


def share(value: int | Fraction, language: str) -> str:
    """A rate or a ratio: the fraction, and the same as a percentage."""
    percent = words.percent(value, language)
    return percent if percent.startswith(str(value)) else f"{value} = {percent}"


def _missing(page: Page, code: str, result: PartyResult) -> Iterator[str]:
    yield ""
    yield page.told(message("What is missing:"))
    for condition in result.missing:
        yield from wrapped(condition_in_words(condition, page.names[code]), BULLET)
    if result.earliest is None:
        yield page.told(message("The conditions cannot all be met by the passing of time."))
    else:
        when = words.month(result.earliest, page.language)
        yield page.told(message("All conditions would be met at the earliest in {month}.", month=when))
