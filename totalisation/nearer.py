"""Which single change would bring entitlement nearer: more months, at work or voluntarily, a refund paid back, missing
months paid, the date.

Each change is supposed by itself. Whether a law allows it is told beside it where that was read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from totalisation.agreement import Agreement
from totalisation.case import Case
from totalisation.case_checks import faults_of
from totalisation.messages import FaultsError
from totalisation.months import Month, first_day
from totalisation.over_time import Answer, Career, OverTime
from totalisation.schemes import scheme_of
from totalisation.what_if import insured_longer, last_period, parties_with_refunds, refund_repaid, topped_up

Change = Literal["longer", "voluntary", "repaid", "top_up", "totalisation_date"]

MOST_MONTHS: Final = 360
"""No longer insurance is supposed."""

LENGTHS: Final = (12, 36, 60)
"""Further months supposed whatever the ways lack: some, as that of hazardous work, lack months of one kind."""

MOST_PAID_AT_ONCE: Final = 119
"""No more missing months can be entered as paid in one sum."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a change does on one side: when a claim is first met, and the answer to it."""

    party: str
    before: Month | None
    after: Month
    answer: Answer

    @property
    def months(self) -> int | None:
        """How many months nearer; None where there was no entitlement at all."""
        return None if self.before is None else self.before - self.after


@dataclass(frozen=True, slots=True)
class Nearer:
    """A change that brings entitlement nearer on a side or both."""

    change: Change
    party: str
    """The party under whose insurance it happens; "" for the date of the agreement's provision."""
    months: int
    """Months added or paid for; 0 where that is not what changes."""
    gains: tuple[Gain, ...]
    kinds: tuple[str, ...] = ()
    """The kinds of insurance with which longer insurance gains the same; empty for another change."""


Claimed = Callable[[Month], Career | None]
"""The case with a change, as it stands for a claim in a month; None where it is impossible then."""


def brought_nearer(followed: OverTime) -> list[Nearer]:
    """Each single change that brings entitlement nearer, of those of one kind and party the fewest months."""
    found: list[Nearer] = []
    for nearer in _tried(followed):
        known = [each for each in found if (each.change, each.party) == (nearer.change, nearer.party)]
        if not any(_as_good(each, nearer) for each in known):
            found.append(nearer)
    return found


def _as_good(shorter: Nearer, longer: Nearer) -> bool:
    reached = {gain.party: gain.after for gain in shorter.gains}
    return all(gain.party in reached and reached[gain.party] <= gain.after for gain in longer.gains)


def _tried(followed: OverTime) -> Iterator[Nearer]:
    case, agreement, first = followed.case, followed.agreement, followed.first
    lacking = _lacking(followed)
    for party in agreement.codes:
        if last_period(case, party) is not None:
            yield from _longer(followed, party, sorted({*lacking, *LENGTHS}))
            for months in (each for each in lacking if each <= MOST_PAID_AT_ONCE):
                paid = _paid(followed, party, months)
                if paid is not None:
                    yield from _gained(followed, "top_up", party, months, first, paid)
    for party in parties_with_refunds(case):
        again = _made(refund_repaid(case, party).case, agreement)
        if again is not None:
            yield from _gained(followed, "repaid", party, 0, first, _always(again))
    provision = agreement.provision("totalisation")
    if agreement.kind == "totalisation" and provision.month > first:
        earlier = provision.model_copy(update={"date": first_day(first)})
        changed = agreement.model_copy(update={"provisions": {**agreement.provisions, "totalisation": earlier}})
        yield from _gained(followed, "totalisation_date", "", 0, first, _always(Career(case, changed)))


def _longer(followed: OverTime, party: str, lengths: Iterable[int]) -> Iterator[Nearer]:
    """Further insurance for each of the lengths, and for the fewest months that gain anything."""
    kinds = _kinds(followed, party)
    tried = {months: _insured(followed, party, kinds, months) for months in lengths if months <= MOST_MONTHS}
    fewest = next((months for months, found in tried.items() if found), 0)
    short = max((months for months in tried if months < fewest), default=0)
    while fewest - short > 1:
        between = (short + fewest) // 2
        tried[between] = _insured(followed, party, kinds, between)
        if tried[between]:
            fewest = between
        else:
            short = between
    for months in sorted(tried):
        yield from tried[months]


def _kinds(followed: OverTime, party: str) -> dict[Change, str]:
    """The kind of the last period, and the first voluntary one of the party's law where the last is none."""
    last = last_period(followed.case, party)
    if last is None:
        return {}
    known = scheme_of(followed.agreement.parties[party]).kinds
    voluntary = next((name for name, each in known.items() if each.kind_class == "voluntary"), None)
    if voluntary is None or known[last.kind].kind_class == "voluntary":
        return {"longer": last.kind}
    return {"longer": last.kind, "voluntary": voluntary}


def _insured(followed: OverTime, party: str, kinds: Mapping[Change, str], months: int) -> list[Nearer]:
    """What so many months more of each kind gain; one change where all gain the same."""
    found: list[Nearer] = []
    for change, kind in kinds.items():
        longer = insured_longer(followed.case, party, months, followed.first, kind)
        made = _made(longer.case, followed.agreement)
        if made is not None and longer.added is not None:
            since = longer.added.last.first_month + 1
            gained = _gained(followed, change, party, months, since, _always(made))
            found += [replace(each, kinds=(kind,)) for each in gained]
    if len(found) > 1 and found[0].gains == found[1].gains:
        return [replace(found[0], kinds=tuple(kinds.values()))]
    return found


def _lacking(followed: OverTime) -> list[int]:
    """A month, and each number of months that a way to a benefit lacks when the last age is attained."""
    found = {1}
    career = followed.career
    case = career.moved(followed.last)
    for code in followed.agreement.codes:
        try:
            found |= set(career.decider(case, code, followed.last).shortfalls())
        except FaultsError:
            continue
    return sorted(found)


def _always(career: Career) -> Claimed:
    return lambda month: career


def _made(case: Case, agreement: Agreement) -> Career | None:
    return None if faults_of(case, agreement) else Career(case, agreement)


def _paid(followed: OverTime, party: str, months: int) -> Claimed | None:
    """The case with so many months paid in one sum; None where the party's law knows no such payment."""
    case, agreement = followed.case, followed.agreement

    def paid(month: Month) -> Career | None:
        return _made(topped_up(case, party, months, month).case, agreement)

    probe, views = paid(followed.last), followed.career.aggregation.views
    known = probe is not None and probe.aggregation.views[party].own_months > views[party].own_months
    return paid if known else None


def _gained(
    followed: OverTime, change: Change, party: str, months: int, since: Month, claimed: Claimed
) -> Iterator[Nearer]:
    """The change, if a claim from ``since`` on is met earlier than without it."""
    before = {code: followed.begins(code) for code in followed.agreement.codes}
    waiting = {code for code, month in before.items() if month is None or month > since}
    gains: list[Gain] = []
    for month in range(since, followed.last + 1):
        waiting = {code for code in waiting if before[code] is None or month < (before[code] or 0)}
        if not waiting:
            break
        career = claimed(month)
        if career is None:
            continue
        met = [code for code, each in career.met(month).items() if each and code in waiting]
        for code in met:
            gains.append(Gain(code, before[code], month, career.answers(month)[code]))
            waiting.discard(code)
    if gains:
        yield Nearer(change, party, months, tuple(gains))
