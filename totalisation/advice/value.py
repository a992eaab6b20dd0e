"""What options are worth beside one another: sums by currency, in one currency, weighed; and where they break even."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from totalisation.advice.option import Flow, Option, Options
from totalisation.months import Month


@dataclass(frozen=True, slots=True)
class Value:
    """An option's money in sum. Exact: nothing is rounded but where it is shown."""

    letter: str
    by_currency: Mapping[str, int]
    """The sum of all payments up to the age, as they are paid, in whole units of each currency."""
    in_common: Fraction | None
    """The same in the common currency; None where no exchange rate was stated."""
    weighed_by_currency: Mapping[str, Fraction]
    """The same at today's prices, discounted, weighed by survival: as far as those were stated."""
    weighed_in_common: Fraction | None


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From when on one option has paid as much as another, counted from today."""

    behind: str
    """The letter of the option that pays less at first."""
    ahead: str
    currency: str
    month: Month | None
    """The first month from which on it has always paid at least as much; None where not up to the age."""
    for_a_time: bool = False
    """Whether it has paid as much in some month, and is behind again at the age."""


def value_of(options: Options, option: Option) -> Value:
    """What an option is worth in each currency, and together."""
    nominal: dict[str, int] = {}
    weighed: dict[str, Fraction] = {}
    for flow in options.flows(option):
        nominal[flow.currency] = nominal.get(flow.currency, 0) + flow.amount
        weighed[flow.currency] = weighed.get(flow.currency, Fraction(0)) + flow.amount * _weight(options, flow.month)
    return Value(option.letter, nominal, _together(options, nominal), weighed, _together(options, weighed))


def _weight(options: Options, month: Month) -> Fraction:
    birth = options.case.person.birth_date.first_month
    age_now, age = (options.first - birth) // 12, (month - birth) // 12
    return options.supposed.weight((month - options.first) // 12, age_now, age)


def _together(options: Options, sums: Mapping[str, int] | Mapping[str, Fraction]) -> Fraction | None:
    rates = options.supposed.rates
    if not options.supposed.common:
        return None
    return sum((Fraction(amount) * rates[currency] for currency, amount in sums.items()), Fraction(0))


def paid_so_far(options: Options, option: Option, currency: str) -> list[tuple[Month, Fraction]]:
    """All that has been paid by the end of each month, from today to the age, at the prices of today.

    ``currency`` is one of the parties', and then counts what is paid in it alone, or the common one.
    """
    supposed = options.supposed
    by_month: dict[Month, Fraction] = {}
    for flow in options.flows(option):
        amount = _in(supposed.common, supposed.rates, currency, flow)
        if amount:
            deflated = amount / (1 + supposed.prices) ** ((flow.month - options.first) // 12)
            by_month[flow.month] = by_month.get(flow.month, Fraction(0)) + deflated
    total = Fraction(0)
    found: list[tuple[Month, Fraction]] = []
    for month in range(options.first, options.last + 1):
        total += by_month.get(month, Fraction(0))
        found.append((month, total))
    return found


def _in(common: str, rates: Mapping[str, Fraction], currency: str, flow: Flow) -> Fraction:
    if common and currency == common:
        return flow.amount * rates[flow.currency]
    return Fraction(flow.amount) if flow.currency == currency else Fraction(0)


def currencies_of(options: Options) -> list[str]:
    """The currencies in which options are compared: the common one, or each of the parties'."""
    if options.supposed.common:
        return [options.supposed.common]
    return list(dict.fromkeys(terms.currency for terms in options.agreement.parties.values()))


def break_even(options: Options, among: Iterable[Option] | None = None) -> list[BreakEven]:
    """For each two options that change places: from when on the one that began behind stays ahead.

    Options with an amount that cannot be told are compared with none.
    """
    chosen = [each for each in (options.options if among is None else among) if not each.undecided]
    found: list[BreakEven] = []
    for currency in currencies_of(options):
        paid = {each.letter: [amount for _, amount in paid_so_far(options, each, currency)] for each in chosen}
        for place, one in enumerate(chosen):
            for other in chosen[place + 1 :]:
                made = crossing(paid[one.letter], paid[other.letter], options.first)
                if made is not None:
                    first, month, for_a_time = made
                    behind, ahead = (other, one) if first > 0 else (one, other)
                    found.append(BreakEven(behind.letter, ahead.letter, currency, month, for_a_time))
    return found


def crossing(one: list[Fraction], other: list[Fraction], first: Month) -> tuple[int, Month | None, bool] | None:
    """Which is ahead at first (1 the one, -1 the other), and the month from which the other side stays level or ahead.

    Beside it whether the other was so for a time only. None where they never differ.
    """
    signs = [(a > b) - (a < b) for a, b in zip(one, other, strict=True)]
    begins = next((place for place, each in enumerate(signs) if each), None)
    if begins is None:
        return None
    start = signs[begins]
    last_ahead = max(place for place, each in enumerate(signs) if each == start)
    if last_ahead == len(signs) - 1:
        return start, None, any(each != start for each in signs[begins:])
    return start, first + last_ahead + 1, False
