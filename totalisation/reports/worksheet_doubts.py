"""The worksheet's last sections: what was not read, open questions, and the documents cited."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from totalisation.determination import Alternative, Doubt, InterpretationUsed
from totalisation.messages import in_words, message
from totalisation.parameters import key_of
from totalisation.party_result import PartyResult
from totalisation.reports import terms, words
from totalisation.reports.blocks import Fields, Item, Items, Paragraph, Section
from totalisation.reports.documents import documents_cited
from totalisation.reports.names import STATUSES, Names, cited, note_in
from totalisation.reports.noted import Noted, figures_of_one_table, with_notes
from totalisation.reports.page import Page, with_citation
from totalisation.reports.values import figure_in_words, key_in_words, sorted_items


def doubts_section(page: Page) -> Section:
    """Each figure, rule and term that was used and not read in its instrument."""
    told = with_notes(doubts_noted(page), page.language)
    none = Paragraph(page.told(message("None: all that was used was read in its instrument.")))
    return Section(
        page.told(message("Figures, rules and terms not read in their instrument")), (Items(told) if told else none,)
    )


def doubts_in_words(page: Page) -> list[str]:
    """Each doubt in one sentence; figures of one table stand in one."""
    return [each.text for each in doubts_noted(page)]


def doubts_noted(page: Page) -> list[Noted]:
    """The same, each with its note."""
    told = []
    for _, group in itertools.groupby(page.determination.unverified, figures_of_one_table):
        doubts = list(group)
        first, party = doubts[0], page.party(doubts[0].party)
        status = page.told(STATUSES[first.status])
        text = f"{party}: {doubted(page, doubts)} ({cited(first.citation)}; {status})"
        told.append(Noted(text, f"{party}: {_about(page, first)}", note_in(first.note, page.language)))
    return told


def doubted(page: Page, doubts: Sequence[Doubt]) -> str:
    """What the doubts, all about one thing, are about, with the figures."""
    first, names = doubts[0], page.names[doubts[0].party]
    name, _, key = first.name.partition(".")
    about = _about(page, first)
    if first.kind == "term":
        return about
    if key:
        figures = sorted_items({key_of(each.name.partition(".")[2]): each.value for each in doubts})
        told = (f"{key_in_words(key, name, names)}: {figure_in_words(value, name, names)}" for key, value in figures)
        return f"{about}, {'; '.join(told)}"
    return about if first.value is None else f"{about} = {figure_in_words(first.value, name, names)}"


def _about(page: Page, doubt: Doubt) -> str:
    """The name of what a doubt is about, without its figures."""
    name = doubt.name.partition(".")[0]
    if doubt.kind != "term":
        return page.names[doubt.party].quantity(name)
    if name == "date" and page.case.claim.benefit == "lump_sum":
        return page.told(terms.REFUND_IN_EFFECT)
    return in_words(terms.LABELS.get(name, name), page.language)


def interpretations_section(page: Page) -> Section:
    """Each open question, the reading chosen, and what the others would change."""
    # Those on which the outcome turns come first.
    used = sorted(page.determination.interpretations, key=lambda each: not matters(page, each))
    none = Paragraph(page.told(message("No open question bears on this result.")))
    asked = Items(tuple(question(page, each) for each in used))
    return Section(page.told(message("Open questions of law")), (asked if used else none,))


def question(page: Page, used: InterpretationUsed) -> Item:
    """An open question, with the reading chosen and the other readings' effect below it."""
    names = page.names[used.party]
    below = [Item(chosen(page, used), plain=True)]
    for other in used.alternatives:
        reading = message("Other reading: {reading}", reading=names.choice(used.name, other.choice))
        effect = message("Its effect: {effect}", effect=effect_of(other, page.determination.parties[used.party], names))
        below.append(Item(page.told(reading), (Item(page.told(effect), plain=True),), plain=True))
    asked = f"{page.party(used.party)}: {names.quantity(used.name)}"
    return Item(with_citation(asked, used.citation), tuple(below))


def matters(page: Page, used: InterpretationUsed) -> bool:
    """Whether another reading changes the entitlement or the amount."""
    entitled = page.determination.parties[used.party].entitled
    return any(
        each.entitled != entitled or each.difference not in (0, None) or each.difference_of_sums not in (0, None)
        for each in used.alternatives
    )


def chosen(page: Page, used: InterpretationUsed) -> str:
    """The reading that the result rests on."""
    reading = page.names[used.party].choice(used.name, used.choice)
    if used.chosen_by_case:
        return page.told(message("Reading chosen by the case: {reading}", reading=reading))
    return page.told(message("Reading chosen by default: {reading}", reading=reading))


def effect_of(other: Alternative, result: PartyResult, names: Names) -> str:
    """What another reading would make of ``result``: of its monthly amount, and of its single sums."""
    language = names.language
    if other.undecided:
        return message("not known: a figure of law is missing").in_language(language)
    if not other.entitled:
        return message("no pension").in_language(language)
    told = []
    if other.monthly_amount is not None:
        told.append(_with_difference(other.monthly_amount, other.difference, names))
    elif other.single_sums is None:
        told.append(message("a pension whose amount is not computed").in_language(language))
    elif result.monthly_amount is not None:
        told.append(message("nothing each month").in_language(language))
    if other.single_sums is not None and (other.monthly_amount is None or other.difference_of_sums != 0):
        sums = _with_difference(other.single_sums, other.difference_of_sums, names)
        told.append(message("once: {sum}", sum=sums).in_language(language) if told else sums)
    return "; ".join(told)


def _with_difference(amount_under_it: int, difference_to_it: int | None, names: Names) -> str:
    language = names.language
    amount = words.money(amount_under_it, names.currency, language)
    if difference_to_it is None:
        return amount
    if difference_to_it == 0:
        return message("{amount}, no difference", amount=amount).in_language(language)
    difference = ("+" if difference_to_it > 0 else "") + words.number(difference_to_it, language)
    return message("{amount}, a difference of {difference}", amount=amount, difference=difference).in_language(language)


def documents_section(page: Page) -> Section:
    """The documents cited, each by its key and its full title."""
    titles = documents_cited(page.determination, page.language)
    return Section(page.told(message("Documents cited")), (Fields(tuple(titles.items())),))
