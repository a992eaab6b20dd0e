"""The worksheet's section on one party's result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction

from totalisation.case import Survivor
from totalisation.messages import Message, message
from totalisation.party_result import PartyResult
from totalisation.reports import terms, words
from totalisation.reports.blocks import Block, Fields, Item, Items, Section, items
from totalisation.reports.names import BASES, Names, word
from totalisation.reports.page import Page, with_citation
from totalisation.reports.values import condition_in_words, in_unit


def result_section(page: Page, code: str, result: PartyResult) -> Section:
    """The result in one sentence, its figures, what is missing, remarks, and the terms applied."""
    names = page.names[code]
    answer = page.told(sentence(result, page.party(code), page.language))
    blocks: list[Block] = [Fields(tuple(figures(result, names, page.case.claim.survivors)), answer)]
    if met := [condition_in_words(each, names) for each in result.conditions if each.met]:
        blocks.append(items(met, page.told(message("Conditions that are met:"))))
    if result.missing:
        blocks.append(missing(page, code, result))
    blocks += parts_not_due(page, code, result)
    if result.remarks:
        told = [with_citation(page.in_full(each.text), each.citation) for each in result.remarks]
        blocks.append(items(told, page.told(message("Remarks:"))))
    if result.terms:
        applied = [terms.line(term, page.agreement, page.language) for term in result.terms]
        blocks.append(items(applied, page.told(message("Terms of the agreement that were applied:"))))
    return Section(page.party(code), tuple(blocks))


def sentence(result: PartyResult, party: str, language: str) -> Message:
    """The result in one sentence."""
    if result.benefit != "old_age":
        return sentence_of_parts(result, party, language)
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


def sentence_of_parts(result: PartyResult, party: str, language: str) -> Message:
    """The result of a benefit that consists of parts: the pension of each month, and the single sums."""
    due = [each for each in result.parts if each.due]
    if not due:
        return message("{party} owes nothing on this claim.", party=party)
    sums = result.single_sums
    monthly = next((each for each in due if each.part.monthly), None)
    if monthly is None or result.monthly_amount is None or monthly.start is None:
        return message(
            "{party} owes {amount} once.", party=party, amount=words.money(sums or 0, result.currency, language)
        )
    told = {
        "party": party,
        "amount": words.money(result.monthly_amount, result.currency, language),
        "start": words.month(monthly.start, language),
    }
    if sums is None and monthly.basis == "independent":
        return message("{party} owes {amount} a month from {start}, on own periods alone.", **told)
    if sums is None:
        return message("{party} owes {amount} a month from {start}, by totalisation.", **told)
    told["sum"] = words.money(sums, result.currency, language)
    if monthly.basis == "independent":
        return message("{party} owes {amount} a month from {start}, on own periods alone, and {sum} once.", **told)
    return message("{party} owes {amount} a month from {start}, by totalisation, and {sum} once.", **told)


def parts_not_due(page: Page, code: str, result: PartyResult) -> list[Block]:
    """The parts of a benefit that are not due beside one that is, each with what is missing."""
    if not result.entitled:
        return []
    names = page.names[code]
    return [
        items(
            [condition_in_words(condition, names) for condition in each.missing],
            page.told(message("Not due: {part}", part=names.quantity(each.name))),
        )
        for each in result.parts
        if not each.due
    ]


def figures(result: PartyResult, names: Names, relatives: Sequence[Survivor] = ()) -> Iterator[tuple[str, str]]:
    """Each figure of the result with its name, in the order in which one follows from another."""
    language = names.language

    def named(name: str) -> str:
        if name not in result.established:
            return names.quantity(name)
        return message("{name} (established)", name=names.quantity(name)).in_language(language)

    yield message("basis").in_language(language), BASES[result.basis].in_language(language)
    for name, value, unit in figure_values(result):
        text = share(value, language) if unit == "fraction" else in_unit(value, unit, names)
        yield named(name), text
    for name, quantity in result.told.items():
        if isinstance(quantity.value, Mapping):
            for number, relative in enumerate(relatives, 1):
                has = quantity.value.get(number)
                text = message("none").in_language(language) if has is None else in_unit(has, quantity.unit, names)
                yield f"{named(name)}: {relative_in_words(number, relative, language)}", text
        elif isinstance(quantity.value, date):
            yield named(name), words.day(quantity.value, language)


def relative_in_words(number: int, relative: Survivor, language: str) -> str:
    """A relative by the number under which the facts list it."""
    relation = word(relative.relation, language)
    if relative.birth_date is None:
        return f"{number}, {relation}"
    born = words.partial_date(relative.birth_date, language)
    return message("{number} ({relation}, born {date})", number=number, relation=relation, date=born).in_language(
        language
    )


def figure_values(result: PartyResult) -> Iterator[tuple[str, int | Fraction, str]]:
    """Each figure of the result by name, with its value and unit, in the order in which one follows from another."""
    monthly = next((each.part for each in result.parts if each.due and each.part.monthly), None)
    values: tuple[tuple[str, int | Fraction | None, str], ...] = (
        ("own_months", result.own_months, "months"),
        ("total_months", result.totalised_months, "months"),
        (next((each.part.start for each in result.parts if each.due), "start_month"), result.start, "month"),
        ("average_earnings", result.average_earnings, "money"),
        ("pension_rate", result.rate, "fraction"),
        ("theoretical_amount", result.theoretical_amount, "money"),
        ("ratio", result.ratio, "fraction"),
        (
            "monthly_amount_at_start" if monthly is None else monthly.at_start,
            result.monthly_amount_at_start,
            "money",
        ),
        ("monthly_amount" if monthly is None else monthly.amount, result.monthly_amount, "money"),
        *((name, amount, "money") for name, amount in result.further.items()),
    )
    for name, value, unit in values:
        if value is not None:
            yield name, value, unit
    for name, quantity in result.told.items():
        if isinstance(quantity.value, (int, Fraction)):
            yield name, quantity.value, quantity.unit


def share(value: int | Fraction, language: str) -> str:
    """A rate or a ratio: the fraction, and the same as a percentage."""
    percent = words.percent(value, language)
    return percent if percent.startswith(str(value)) else f"{value} = {percent}"


def missing(page: Page, code: str, result: PartyResult) -> Items:
    """The conditions that are not met, and when all of them would be."""
    unmet = [Item(condition_in_words(condition, page.names[code])) for condition in result.missing]
    if result.earliest is None:
        when = message("The conditions cannot all be met by the passing of time.")
    else:
        earliest = words.month(result.earliest, page.language)
        when = message("All conditions would be met at the earliest in {month}.", month=earliest)
    return Items(tuple(unmet), page.told(message("What is missing:")), close=page.told(when))
