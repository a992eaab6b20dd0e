"""The facts of a case set against each other, without any law.

A period against its own end, the claim and the birth; what lies within a period against the period; periods
and earnings of the same months against each other. It runs on the valid parts of a case that has other faults.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from totalisation.case import Count, Earnings, Period
from totalisation.case_parts import KnownFacts, KnownPeriod
from totalisation.messages import Fault, Message, message
from totalisation.money import Exact
from totalisation.months import format_month, year_of
from totalisation.written_values import exact_figure

YOUNGEST_INSURED_AGE: Final = 15
"""Nobody is insured as a worker below this age: a bound of plausibility, ILO Convention 138 Art. 2(3)."""

RESIDENCE: Final = "residence"
"""The kind of period that rests on living in a country and not on work: only birth bounds it."""


def faults_of_facts(facts: KnownFacts) -> list[Fault]:
    """What is wrong with the dates and earnings of a case, whatever the agreement."""
    faults = list(_faults_of_dates(facts))
    for known in facts.periods:
        faults += _faults_of_span(known.where, known.period, facts)
        if known.period.last.first_month >= known.period.first.first_month:
            faults += _faults_within(known)
    faults += _contradictions(facts.periods)
    return faults


def _faults_of_dates(facts: KnownFacts) -> Iterator[Fault]:
    birth = facts.birth_date
    if birth is None:
        return
    for where, day in (("claim.date", facts.claim_date), ("person.capacity_conclusion", facts.capacity_conclusion)):
        if day is not None and day < birth.first_day:
            yield Fault(
                where,
                message("{day} is before the person was born.", day=day.isoformat()),
                message("The date of birth is {birth}.", birth=birth),
            )


def _faults_of_span(where: str, period: Period, facts: KnownFacts) -> Iterator[Fault]:
    """A period against its own end, the claim and the birth."""
    first, last, birth, claim = period.first, period.last, facts.birth_date, facts.claim_date
    if last.last_day < first.first_day:
        yield Fault(
            f"{where}.to",
            message("the period ends in {last}, before it begins in {first}.", last=last, first=first),
            message("The earliest end is {first}.", first=first),
        )
    if claim is not None and first.first_day > claim:
        yield Fault(
            f"{where}.from",
            message("the period begins in {first}, after the claim of {claim}.", first=first, claim=claim.isoformat()),
            message("Only periods up to the day of the claim count."),
        )
    elif claim is not None and last.first_day > claim:
        yield Fault(
            f"{where}.to",
            message("the period ends in {last}, after the claim of {claim}.", last=last, claim=claim.isoformat()),
            message("Only periods up to the day of the claim count."),
        )
    if birth is None:
        return
    earliest = birth.first_month + 12 * YOUNGEST_INSURED_AGE
    if first.last_day < birth.first_day:
        yield Fault(
            f"{where}.from",
            message("the period begins in {first}, before the person was born.", first=first),
            message("The date of birth is {birth}.", birth=birth),
        )
    elif first.first_month < earliest and period.kind != RESIDENCE:
        yield Fault(
            f"{where}.from",
            message(
                "the period begins in {first}, before the person was {age} years old.",
                first=first,
                age=YOUNGEST_INSURED_AGE,
            ),
            message("Born {birth}: the earliest month is {month}.", birth=birth, month=format_month(earliest)),
        )


def _faults_within(known: KnownPeriod) -> Iterator[Fault]:
    """What lies within a period, against the period."""
    period, where = known.period, known.where
    span = message("The period runs from {first} to {last}.", first=period.first, last=period.last)
    for index, broken in known.broken_months:
        if not period.first.first_month <= broken.first_month <= period.last.first_month:
            yield Fault(
                f"{where}.broken_months[{index}]", message("{month} is not within the period.", month=broken), span
            )
    in_order: list[tuple[int, Earnings]] = []
    for index, earnings in known.earnings:
        at = f"{where}.earnings[{index}]"
        if earnings.last.first_month < earnings.first.first_month:
            yield Fault(
                f"{at}.to",
                message(
                    "the earnings end in {last}, before they begin in {first}.",
                    last=earnings.last,
                    first=earnings.first,
                ),
                message("The earliest end is {first}.", first=earnings.first),
            )
            continue
        in_order.append((index, earnings))
        if earnings.first.first_month < period.first.first_month:
            yield Fault(
                f"{at}.from",
                message("the earnings begin in {first}, before the period.", first=earnings.first),
                span,
            )
        if earnings.last.first_month > period.last.first_month:
            yield Fault(f"{at}.to", message("the earnings end in {last}, after the period.", last=earnings.last), span)
    yield from _contradictory_earnings(where, in_order)
    if period.count is not None:
        yield from _faults_of_count(where, period, period.count)


def _contradictory_earnings(where: str, earnings: list[tuple[int, Earnings]]) -> Iterator[Fault]:
    """Two amounts of one period for the same month."""
    running: tuple[int, Earnings] | None = None
    for index, each in sorted(earnings, key=lambda item: (item[1].first.first_month, item[0])):
        if running is not None and each.first.first_month <= running[1].last.first_month:
            number, other = running
            if _paid(each) != _paid(other):
                yield Fault(
                    f"{where}.earnings[{index}]",
                    message(
                        "{month} already has earnings of {other} in earnings[{number}], and here {amount}.",
                        month=format_month(each.first.first_month),
                        other=_in_words(other),
                        number=number,
                        amount=_in_words(each),
                    ),
                    message("Give each month once, with the sum of what was earned in it."),
                )
        if running is None or each.last.first_month > running[1].last.first_month:
            running = index, each


def _paid(earnings: Earnings) -> tuple[int, Exact | None]:
    coefficient = None if earnings.coefficient is None else exact_figure(earnings.coefficient)
    return earnings.monthly, coefficient


def _in_words(earnings: Earnings) -> Message | int:
    if earnings.coefficient is None:
        return earnings.monthly
    return message(
        "{amount} with coefficient {coefficient}", amount=earnings.monthly, coefficient=str(earnings.coefficient)
    )


def _faults_of_count(where: str, period: Period, count: Count) -> Iterator[Fault]:
    """A number of units that the period has no room for."""
    days = (period.last.last_day - period.first.first_day).days + 1
    years = year_of(period.last.first_month) - year_of(period.first.first_month) + 1
    # Weeks and quarters need not begin with the period: as many as it touches, four quarters to a year.
    most = {
        "days": days,
        "weeks": days // 7 + 2,
        "months": period.last.first_month - period.first.first_month + 1,
        "quarters": 4 * years,
        "years": years,
    }[count.unit]
    if count.number > most:
        yield Fault(
            f"{where}.count.number",
            message("{number} is more than the period has room for.", number=count.number),
            message("From {first} to {last} it is at most {most}.", first=period.first, last=period.last, most=most),
        )


def _contradictions(periods: Sequence[KnownPeriod]) -> Iterator[Fault]:
    """Periods of one party and kind that give the same month different earnings or salary regimes."""
    groups: dict[tuple[str, str], list[KnownPeriod]] = {}
    for known in periods:
        period = known.period
        if period.party and period.kind and not period.refunded:
            groups.setdefault((period.party, period.kind), []).append(known)
    for group in groups.values():
        if len(group) > 1:
            yield from _other_earnings(group)
            yield from _other_regimes(group)


def _other_earnings(group: Iterable[KnownPeriod]) -> Iterator[Fault]:
    told: set[int] = set()
    pieces = sorted(
        (
            (each.first.first_month, known.index, number, known, each)
            for known in group
            for number, each in known.earnings
            if each.first.first_month <= each.last.first_month
        ),
        key=lambda piece: piece[:3],
    )
    running: tuple[KnownPeriod, Earnings] | None = None
    for first, index, _, known, each in pieces:
        if running is not None and first <= running[1].last.first_month:
            other_period, other = running
            if index != other_period.index and index not in told and _paid(each) != _paid(other):
                told.add(index)
                yield Fault(
                    known.where,
                    message(
                        "{month} also lies in {other_period}, with earnings of {other} there and {amount} here.",
                        month=format_month(first),
                        other_period=other_period.where,
                        other=_in_words(other),
                        amount=_in_words(each),
                    ),
                    message("Enter one period with the sum, or keep the record that is right."),
                )
        if running is None or each.last.first_month > running[1].last.first_month:
            running = known, each


def _other_regimes(group: Iterable[KnownPeriod]) -> Iterator[Fault]:
    running: KnownPeriod | None = None
    for known in sorted(group, key=lambda each: (each.period.first.first_month, each.index)):
        if known.period.salary_regime is None or not known.earnings:
            continue
        if (
            running is not None
            and known.period.first.first_month <= running.period.last.first_month
            and known.period.salary_regime != running.period.salary_regime
        ):
            yield Fault(
                f"{known.where}.salary_regime",
                message(
                    "{month} also lies in {other_period}, whose salary regime is another.",
                    month=format_month(known.period.first.first_month),
                    other_period=running.where,
                ),
                message("Give each month once, under the regime that set its salary."),
            )
        if running is None or known.period.last.first_month > running.period.last.first_month:
            running = known
