"""The worksheet's section on the facts: person, insured periods, established figures."""

from __future__ import annotations

import json
from collections.abc import Iterator

from totalisation.case import Earnings, Period
from totalisation.messages import message
from totalisation.parameters import key_of
from totalisation.reports import words
from totalisation.reports.blocks import Block, Fields, Item, Items, Paragraph, Section, items
from totalisation.reports.claim_facts import claim_blocks
from totalisation.reports.names import Names, word
from totalisation.reports.page import Page
from totalisation.reports.values import figure_in_words, key_in_words
from totalisation.written_values import PartialDate, exact_figure


def facts_section(page: Page) -> Section:
    """The facts as the case gives them."""
    blocks: list[Block] = [Fields(tuple(_person(page))), *claim_blocks(page), _periods(page)]
    if told := list(_choices(page)):
        blocks.append(items(told, page.told(message("Choices of the person:"))))
    established = [
        f"{page.party(code)}: {_established(page, code, name, figure)}"
        for code, figures in page.case.established.items()
        for name, figure in figures.items()
    ]
    if established:
        blocks.append(items(established, page.told(message("Figures established by the institutions and entered:"))))
    return Section(page.told(message("Facts")), tuple(blocks))


def _periods(page: Page) -> Block:
    if not page.case.periods:
        return Paragraph(page.told(message("No insured periods.")))
    told = tuple(
        Item(", ".join(_period(page, period)), tuple(Item(_earnings(page, period, each)) for each in period.earnings))
        for period in page.case.periods
    )
    return Items(told, page.told(message("Insured periods:")), numbered=True)


def _person(page: Page) -> list[tuple[str, str]]:
    person, language = page.case.person, page.language
    rows = [
        (message("Name"), person.name),
        (message("Sex"), word(person.sex, language)),
        (message("Date of birth"), words.partial_date(person.birth_date, language)),
        (message("Nationality"), person.nationality and page.party(person.nationality)),
        (message("Residence"), person.residence and page.party(person.residence)),
        (
            message("Loss of working capacity"),
            None if person.capacity_loss_percent is None else f"{person.capacity_loss_percent}%",
        ),
        (message("Dependants"), ", ".join(word(each.relation, language) for each in person.dependants)),
    ]
    return [(page.told(name), value) for name, value in rows if value]


def _choices(page: Page) -> Iterator[str]:
    """What the person chose or paid for: months paid in one sum, and the options that a law gives."""
    claim, language = page.case.claim, page.language
    yield from (
        message(
            "{party}: missing months paid in one sum: {count}, paid in {month}",
            party=page.party(code),
            count=top_up.months,
            month=words.partial_date(top_up.paid, language),
        ).in_language(language)
        for code, top_up in claim.top_up.items()
    )
    for code, options in claim.options.items():
        names = page.names[code]
        for name, value in options.items():
            told = f"{page.party(code)}: {names.quantity(name)}: {_option(value, name, names)}"
            read = claim.benefit in names.scheme.served.get(name, {claim.benefit})
            unread = message("{option} – only a claim to another benefit reads it", option=told)
            yield told if read else page.told(unread)


def _option(value: object, name: str, names: Names) -> str:
    """An option: a word, a number, a date or yes and no; anything longer as JSON."""
    if isinstance(value, str) and (known := _date(value)) is not None:
        return words.partial_date(known, names.language)
    if isinstance(value, (bool, int, str)):
        return figure_in_words(value, name, names)
    return json.dumps(value, ensure_ascii=False, default=str)


def _date(text: str) -> PartialDate | None:
    try:
        found = PartialDate(text)
    except ValueError:
        return None
    return found if found.month_of_year is not None else None


def _period(page: Page, period: Period) -> Iterator[str]:
    language = page.language
    first, last = (words.partial_date(each, language) for each in (period.first, period.last))
    yield page.party(period.party)
    yield f"{first} – {last}"
    yield page.kind(period.party, period.kind)
    if period.salary_regime is not None:
        yield word(period.salary_regime, language)
    for condition in period.conditions:
        yield word(condition, language)
    if period.count is not None:
        yield f"{words.number(period.count.number, language)} {word(period.count.unit, language)}"
    if period.broken_months:
        yield page.told(message("months without paid contribution: {count}", count=len(period.broken_months)))
    if period.refunded:
        yield page.told(message("contributions refunded"))


def _earnings(page: Page, period: Period, earnings: Earnings) -> str:
    names = page.names.get(period.party)
    amount = words.number(earnings.monthly, page.language)
    if names is not None:
        amount = words.money(earnings.monthly, names.currency, page.language)
    span = words.month_span(earnings.first.first_month, earnings.last.first_month, page.language)
    if earnings.coefficient is None:
        return page.told(message("{span}: {amount} a month", span=span, amount=amount))
    coefficient = words.number(exact_figure(earnings.coefficient), page.language)
    return page.told(
        message(
            "{span}: {amount} a month, coefficient {coefficient}", span=span, amount=amount, coefficient=coefficient
        )
    )


def _established(page: Page, code: str, name: str, figure: int | str | dict[str, int | str]) -> str:
    names = page.names[code]
    if isinstance(figure, dict):
        told = [
            f"{key_in_words(key_of(key), name, names)}: {figure_in_words(exact_figure(each), name, names)}"
            for key, each in figure.items()
        ]
        return f"{names.quantity(name)}: {'; '.join(told)}"
    return f"{names.quantity(name)}: {figure_in_words(exact_figure(figure), name, names)}"
