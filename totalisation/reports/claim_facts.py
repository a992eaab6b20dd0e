"""The facts of a claim to a benefit other than the old-age pension, in words for the worksheet."""

from __future__ import annotations

from collections.abc import Iterator

from totalisation.case import Survivor
from totalisation.messages import Message, in_words, message
from totalisation.reports import words
from totalisation.reports.blocks import Block, Item, Items, items
from totalisation.reports.names import word
from totalisation.reports.page import Page


def claim_blocks(page: Page) -> Iterator[Block]:
    """What is asked of each party, the death and the relatives, or the disability."""
    claim = page.case.claim
    if asked := [_withdrawal(page, code) for code in claim.withdrawals]:
        yield items(asked, page.told(message("Lump sums that are asked for:")))
    if claim.death is not None:
        yield items(list(_death(page)), page.told(message("The death:")))
        relatives = [_survivor(page, each) for each in claim.survivors]
        title = page.told(message("Relatives of the deceased:"))
        if relatives:
            yield Items(tuple(Item(each) for each in relatives), title, numbered=True)
        else:
            yield items([page.told(message("none"))], title)
    if claim.disability is not None:
        yield items(list(_disability(page)), page.told(message("The disability:")))


def _withdrawal(page: Page, code: str) -> str:
    asked = page.case.claim.withdrawals[code]
    told = [f"{page.party(code)}: {page.names[code].word(asked.reason)}"]
    if asked.since is not None:
        told.append(page.told(message("since {date}", date=words.day(asked.since, page.language))))
    if asked.decided is not None:
        told.append(page.told(message("decided on {date}", date=words.day(asked.decided, page.language))))
    if asked.pension is not None:
        told.append(
            page.told(
                message(
                    "drawn: {amount} a month since {month}",
                    amount=words.money(asked.pension.monthly, page.names[code].currency, page.language),
                    month=words.partial_date(asked.pension.since, page.language),
                )
            )
        )
    return ", ".join(told)


def _death(page: Page) -> Iterator[str]:
    death, language = page.case.claim.death, page.language
    assert death is not None
    day = page.told(message("died on {date}", date=words.day(death.date, language)))
    yield day if death.cause is None else f"{day}, {word(death.cause, language)}"
    for code, pension in death.pensions.items():
        yield page.told(
            message(
                "{party}: drew a pension of {amount} a month since {month}",
                party=page.party(code),
                amount=words.money(pension.monthly, page.names[code].currency, language),
                month=words.partial_date(pension.since, language),
            )
        )


def _survivor(page: Page, each: Survivor) -> str:
    language = page.language
    told: list[Message | str] = [word(each.relation, language)]
    if each.sex is not None:
        told.append(word(each.sex, language))
    if each.birth_date is not None:
        told.append(message("born {date}", date=words.partial_date(each.birth_date, language)))
    if not each.maintained:
        told.append(message("not maintained by the deceased"))
    if each.disabled:
        told.append(message("disabled"))
    if each.capacity_loss_percent is not None:
        told.append(message("loss of working capacity {percent}%", percent=each.capacity_loss_percent))
    if each.insured_employment:
        told.append(message("earns a salary and is insured"))
    for code, income in each.monthly_income.items():
        amount = words.money(income, page.names[code].currency, language)
        told.append(message("income of {amount} a month", amount=amount))
    if each.without_carer:
        told.append(message("without anybody who takes direct care"))
    if each.carer_from is not None:
        told.append(message("with a carer from {month}", month=words.partial_date(each.carer_from, language)))
    return ", ".join(in_words(one, language) for one in told)


def _disability(page: Page) -> Iterator[str]:
    found, language = page.case.claim.disability, page.language
    assert found is not None
    yield page.told(message("first examined on {date}", date=words.day(found.first_examined, language)))
    if found.settled is not None:
        yield page.told(message("healed or fixed on {date}", date=words.day(found.settled, language)))
    for code, degree in found.degrees.items():
        yield page.told(message("{party}: grade {degree}", party=page.party(code), degree=degree))
    if found.residence is not None:
        yield page.told(message("lived then in {party}", party=page.party(found.residence)))
