"""A supposed case beside the one decided: what was supposed, and how each party's answer and figures differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from totalisation.case import Survivor
from totalisation.messages import message
from totalisation.party_result import PartyResult
from totalisation.reports import words
from totalisation.reports.names import BASES, Names
from totalisation.reports.page import Page, with_citation
from totalisation.reports.values import in_unit
from totalisation.reports.worksheet_result import figure_values, relative_in_words, share
from totalisation.what_if import Supposed


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of a party's result as decided, as supposed, and the difference in words."""

    name: str
    before: str
    after: str
    difference: str


def assumed(supposed: Supposed, page: Page) -> Iterator[str]:
    """What was supposed, a sentence for each part; ``page`` is of the supposed case."""
    language, case = page.language, supposed.case
    for index in supposed.counted_again:
        period = case.periods[index]
        yield page.told(
            message(
                "The refund of {party} for {first} – {last} is paid back: the period counts again.",
                party=page.party(period.party),
                first=words.partial_date(period.first, language),
                last=words.partial_date(period.last, language),
            )
        )
    for code in dict.fromkeys(case.periods[index].party for index in supposed.counted_again):
        yield _repayment(code, page)
    if supposed.added is not None:
        yield from _added(supposed, page)
    if supposed.claim_moved:
        yield page.told(message("The claim is made on {day}.", day=words.day(case.claim.date, language)))


def _repayment(code: str, page: Page) -> str:
    law = page.names[code].scheme.repayment if code in page.names else None
    if law is None:
        return page.told(
            message("Whether the law of {party} lets it be paid back has not been read.", party=page.party(code))
        )
    if law.possible:
        told = message(
            "The law of {party} lets it be paid back; whether this person may, and the interest, are not examined.",
            party=page.party(code),
        )
    else:
        told = message("The law of {party} does not let it be paid back.", party=page.party(code))
    return with_citation(page.told(told), law.citation)


def _added(supposed: Supposed, page: Page) -> Iterator[str]:
    added, language = supposed.added, page.language
    assert added is not None
    names = page.names.get(added.party)
    yield page.told(
        message(
            "{party}: insured from {first} to {last}, after all periods of the case, by the kind of the last: {kind}.",
            party=page.party(added.party),
            first=words.partial_date(added.first, language),
            last=words.partial_date(added.last, language),
            kind=page.kind(added.party, added.kind),
        )
    )
    for each in added.earnings:
        amount = words.number(each.monthly, language)
        if names is not None:
            amount = words.money(each.monthly, names.currency, language)
        yield page.told(message("Earnings stay at {amount} a month, the last that were entered.", amount=amount))
    if not added.earnings:
        yield page.told(message("No earnings were entered for the last period, and none are supposed."))
    if supposed.case.established.get(added.party):
        yield page.told(
            message(
                "Figures that the institution of {party} has established are left as they are.",
                party=page.party(added.party),
            )
        )


def differences(
    before: PartyResult, after: PartyResult, names: Names, relatives: Sequence[Survivor] = ()
) -> list[Difference]:
    """How entitlement and each figure of one party differ; ``names`` are those of the party's side.

    ``relatives`` are those of a deceased, whose parts are compared too.
    """
    language = names.language
    made = [
        Difference(
            message("basis").in_language(language),
            BASES[before.basis].in_language(language),
            BASES[after.basis].in_language(language),
            (message("the same") if before.basis == after.basis else message("changes")).in_language(language),
        )
    ]
    old = {name: (value, unit) for name, value, unit in figure_values(before)}
    new = {name: (value, unit) for name, value, unit in figure_values(after)}
    for name in dict.fromkeys([*old, *new]):
        was, unit = old.get(name, (None, ""))
        now, unit = new.get(name, (None, unit))
        made.append(
            Difference(
                names.quantity(name), _value(was, unit, names), _value(now, unit, names), _change(was, now, unit, names)
            )
        )
    return made + list(_parts_of_relatives(before, after, names, relatives))


def _parts_of_relatives(
    before: PartyResult, after: PartyResult, names: Names, relatives: Sequence[Survivor]
) -> Iterator[Difference]:
    told = {**before.told, **after.told}
    for name in (each for each, quantity in told.items() if isinstance(quantity.value, Mapping)):
        old, new = (result.told[name].value if name in result.told else {} for result in (before, after))
        for number, relative in enumerate(relatives, 1):
            was, now = old.get(number), new.get(number)
            if was is not None or now is not None:
                who = relative_in_words(number, relative, names.language)
                unit = told[name].unit
                yield Difference(
                    f"{names.quantity(name)}: {who}",
                    _value(was, unit, names),
                    _value(now, unit, names),
                    _change(was, now, "money", names),
                )


def _value(value: int | Fraction | None, unit: str, names: Names) -> str:
    if value is not None and unit == "fraction":
        return share(value, names.language)
    return in_unit(value, unit, names)


def _change(was: int | Fraction | None, now: int | Fraction | None, unit: str, names: Names) -> str:
    language = names.language
    if was == now:
        return message("the same").in_language(language)
    if unit != "money" and (was is None or now is None):
        return "–"
    change = Fraction(now or 0) - Fraction(was or 0)
    # A whole number of months is told in years too.
    size = abs(change.numerator) if change.denominator == 1 else abs(change)
    if unit == "month":
        apart = words.months(size, language)
        told = (
            message("later by {months}", months=apart) if change > 0 else message("earlier by {months}", months=apart)
        )
        return told.in_language(language)
    sign = "+" if change > 0 else "−"
    if unit == "fraction":
        return f"{sign}{share(size, language)}"
    return f"{sign}{in_unit(size, unit, names)}"
