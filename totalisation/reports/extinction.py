"""What a lump sum ends, in words: the periods, and each party's old-age pension with them and without them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from totalisation.extinction import Effect, Extinction, Standing, extinction
from totalisation.messages import Message, message
from totalisation.months import format_month
from totalisation.reports import words
from totalisation.reports.blocks import Block, Item, Items, Paragraph, Section
from totalisation.reports.names import BASES
from totalisation.reports.page import Page

EFFECTS: Final[dict[Effect, Message]] = {
    "same": message("nothing is lost"),
    "less": message("the pension becomes lower"),
    "later": message("the pension begins later"),
    "lost": message("the pension is lost"),
    "more": message("the pension is no lower"),
}
"""What becomes of a pension."""


def extinction_section(page: Page) -> Section | None:
    """What the lump sum of the case ends; None where it has none."""
    found = extinction(page.determination)
    if found is None:
        return None
    return Section(page.told(message("What the lump sum ends")), tuple(extinction_blocks(page, found)))


def extinction_blocks(page: Page, found: Extinction) -> Iterator[Block]:
    """The months that end, and each party's old-age pension with and without them."""
    ends = [
        page.told(
            message(
                "{months} under {party} count no more, for its own benefits and for totalisation.",
                months=words.months(months, page.language),
                party=page.party(code),
            )
        )
        for code, months in found.months.items()
    ]
    ends += [
        page.told(
            message(
                "What {party} pays each month, {amount} since {month}, ends.",
                party=page.party(code),
                amount=words.money(at.monthly_amount or 0, page.names[code].currency, page.language),
                month=words.month(at.claimable, page.language),
            )
        )
        for code, at in found.kept.items()
        if at.drawn and at.claimable is not None and not found.extinguished[code].drawn
    ]
    yield Paragraph(" ".join(ends))
    lines = []
    for code in found.kept:
        below = (
            page.told(message("with these months: {standing}", standing=standing(page, code, found.kept[code]))),
            page.told(message("without them: {standing}", standing=standing(page, code, found.extinguished[code]))),
        )
        title = f"{page.party(code)}: {page.told(EFFECTS[found.effect(code)])}"
        lines.append(Item(title, tuple(Item(each) for each in below)))
    yield Items(
        tuple(lines),
        page.told(message("The old-age pension of each party, if nothing but time passes:")),
        close=page.told(message("What is paid back, where a law allows it, and further insurance can change this.")),
    )


def standing(page: Page, code: str, at: Standing) -> Message:
    """Where an old-age pension stands."""
    if at.claimable is None:
        return message(
            "no pension, with {own} of its own and {total} together",
            own=words.months(at.own_months, page.language),
            total=words.months(at.totalised_months, page.language),
        )
    told: dict[str, object] = {
        "month": words.month(at.claimable, page.language),
        "basis": BASES[at.basis],
    }
    if at.monthly_amount is None:
        return message("can be claimed from {month}, {basis}", **told)
    amount = words.money(at.monthly_amount, page.names[code].currency, page.language)
    if at.drawn:
        return message("drawn since {month}: {amount} a month", month=told["month"], amount=amount)
    return message("can be claimed from {month}, {basis}: {amount} a month", amount=amount, **told)


def extinction_data(found: Extinction) -> dict[str, Any]:
    """The same as plain JSON types."""
    return {
        "months": dict(found.months),
        "asked_now": found.asked_now,
        "parties": {
            code: {
                "effect": found.effect(code),
                "kept": _standing_data(found.kept[code]),
                "extinguished": _standing_data(found.extinguished[code]),
            }
            for code in found.kept
        },
    }


def _standing_data(at: Standing) -> dict[str, Any]:
    return {
        "own_months": at.own_months,
        "totalised_months": at.totalised_months,
        "basis": at.basis,
        "claimable": None if at.claimable is None else format_month(at.claimable),
        "monthly_amount": at.monthly_amount,
        "drawn": at.drawn,
    }
