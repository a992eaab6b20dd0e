"""The days of a piece of work shared out among the laws that cover them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

from totalisation.agreement import Agreement
from totalisation.coverage.answer import Basis, Stretch
from totalisation.coverage.days import LAST_DAY, Span, after, before, within, without
from totalisation.coverage.selection import Selection
from totalisation.coverage.work import Work
from totalisation.messages import FaultsError, Message, message
from totalisation.term import Term

Value = TypeVar("Value")

_REASONS: dict[str, Message] = {
    "detached": message("sent by an employer of that party, and still within the time that the agreement allows"),
    "self_employed_detached": message(
        "normally self-employed there, and still within the time that the agreement allows"
    ),
    "local_hire": message("a national hired at the place of work, whom the agreement leaves under that law for a time"),
    "public_service": message("sent by a public employer of that party"),
}

_PLACE = message("the place of work")
_RULES: dict[str, Message] = {
    "place_of_work": _PLACE,
    "residence": message("the place of residence"),
    "residence_if_insured_under_both": message("the place of work, or of residence where both laws insure the work"),
    "residence_if_working_in_both": message("the place of work, or of residence for who works in both"),
    "employer": message("the seat of the employer"),
    "flag": message("the flag of the ship, or the seat of the employer for who resides there"),
}


def stretches_of(work: Work, agreement: Agreement, selection: Selection, home_end: date | None) -> tuple[Stretch, ...]:
    """The stretches of ``work`` in order: together they hold each of its days exactly once.

    ``home_end`` is the last day under the home party's law, None where that never covers the work.

    Raises FaultsError where days remain for which the agreement's file says nothing.
    """
    piece = work.work
    whole = (piece.first, piece.last or LAST_DAY)
    provision = agreement.provision("coverage")
    found = [
        (span, each.party, "exception", message("an exception on which the authorities of both parties agreed"))
        for each in piece.exceptions
        if (span := within(whole, (each.first, each.last))) is not None
    ]
    made = [
        _stretch(span, party, "exception", reason, _given(agreement.coverage.exceptions), piece.last)
        for span, party, _, reason in found
    ]
    rest = list(without(whole, (span for span, *_ in found)))
    early, rest = _cut(rest, provision.date)
    not_yet = message("the agreement has no effect yet: each party's own law decides, and both may claim contributions")
    made += [_stretch(each, None, "not_in_effect", not_yet, provision, piece.last) for each in early]
    if selection.home is not None and home_end is not None:
        under_home, rest = _cut(rest, after(home_end) if home_end < LAST_DAY else None)
        home = selection.home
        made += [
            _stretch(each, home.party, "home_law", _REASONS[piece.kind], home.term, piece.last) for each in under_home
        ]
    made += list(_by_rule(rest, selection, piece.last))
    return tuple(_joined(sorted(made, key=lambda each: each.first)))


def _by_rule(spans: Iterable[Span], selection: Selection, work_end: date | None) -> Iterator[Stretch]:
    for span in spans:
        rule = selection.rule
        if rule is None:
            raise FaultsError([_given(selection.missing)])
        if rule.party is None:
            reason = message("the agreement leaves this work to each party's own law: both may claim contributions")
            yield _stretch(span, None, "national_law", reason, rule.term, work_end)
        else:
            reason = _RULES[str(getattr(rule.term, "law", "place_of_work"))]
            yield _stretch(span, rule.party, "rule", reason, rule.term, work_end)


def _cut(spans: Iterable[Span], day: date | None) -> tuple[list[Span], list[Span]]:
    """The spans before ``day`` and those from it on; all are before it where it is None."""
    earlier: list[Span] = []
    later: list[Span] = []
    for span in spans:
        if day is None or span[1] < day:
            earlier.append(span)
        elif span[0] >= day:
            later.append(span)
        else:
            earlier.append((span[0], before(day)))
            later.append((day, span[1]))
    return earlier, later


def _stretch(
    span: Span, party: str | None, basis: Basis, reason: Message, term: Term, work_end: date | None
) -> Stretch:
    last = None if work_end is None and span[1] == LAST_DAY else span[1]
    return Stretch(span[0], last, party, basis, reason, term)


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """The stretches, those in one that follow each other under one law on one basis."""
    held: Stretch | None = None
    for each in stretches:
        if held is not None and (held.party, held.basis, held.term) == (each.party, each.basis, each.term):
            held = Stretch(held.first, each.last, held.party, held.basis, held.reason, held.term)
            continue
        if held is not None:
            yield held
        held = each
    if held is not None:
        yield held


def _given(value: Value | None) -> Value:
    assert value is not None
    return value
