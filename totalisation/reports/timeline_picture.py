"""What a drawn timeline shows: rows of insured time in pieces, dates to mark, and a legend of letters."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from totalisation.messages import message
from totalisation.months import NO_MONTHS, Month, MonthSet, month_of
from totalisation.reports import timeline, words
from totalisation.reports.names import STATUSES
from totalisation.reports.page import Page

DROPPED: Final = "×"
BOTH: Final = "2"
TOGETHER: Final = "+"
GAP: Final = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """An unbroken stretch of months of one letter."""

    letter: str
    first: Month
    last: Month
    told: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One row: a party, a third state, or all together."""

    key: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A date with its label."""

    month: Month
    label: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """An entry of the legend. ``party`` is the place of the row whose colour it has, ``pattern`` that of its pattern.

    Months that do not count, those insured under both parties, the sum and gaps have their own look: -1.
    """

    letter: str
    text: str
    party: int = -1
    pattern: int = -1


@dataclass(frozen=True, slots=True)
class Picture:
    """A whole timeline: its rows from the January of ``first`` to the December of ``last``, both months included."""

    title: str
    first: Month
    last: Month
    lanes: tuple[Lane, ...]
    marks: tuple[Mark, ...]
    legend: tuple[Meaning, ...]
    empty: str
    """A sentence where nothing was insured."""


@dataclass(slots=True)
class _Letters:
    """Gives each kind of period of each row its letter."""

    meanings: list[Meaning] = field(default_factory=list)

    def of(self, party: int, text: str) -> str:
        for each in self.meanings:
            if (each.party, each.text) == (party, text):
                return each.letter
        place = len(self.meanings)
        letter = string.ascii_uppercase[place] if place < 26 else str(place)
        self.meanings.append(Meaning(letter, text, party, place))
        return letter


def picture_of(page: Page) -> Picture:
    """The timeline of a determination, in the page's language."""
    letters = _Letters()
    lanes = [_party_lane(page, code, place, letters) for place, code in enumerate(page.agreement.codes)]
    lanes += _third_lanes(page, letters)
    lanes.append(_together_lane(page))
    marks = tuple(_marks(page))
    months = [each.month for each in marks]
    months += [bound for lane in lanes for piece in lane.pieces for bound in (piece.first, piece.last)]
    used = {piece.letter for lane in lanes for piece in lane.pieces}
    others = (
        Meaning(TOGETHER, page.told(message("counted under either party"))),
        Meaning(BOTH, page.told(message("insured under both parties"))),
        Meaning(DROPPED, page.told(message("insured, not counted"))),
    )
    return Picture(
        page.told(message("Insured periods of case {case_id}", case_id=page.case.case_id)),
        min(months) // 12 * 12,
        max(months) // 12 * 12 + 11,
        tuple(lanes),
        marks,
        (
            *letters.meanings,
            *(each for each in others if each.letter in used),
            Meaning(GAP, page.told(message("not insured"))),
        ),
        "" if used else page.told(message("No insured period counts.")),
    )


def _party_lane(page: Page, code: str, place: int, letters: _Letters) -> Lane:
    aggregation = page.determination.aggregation
    view, record = aggregation.views[code], aggregation.records[code]
    pieces: list[Piece] = []
    for kind in record.kinds:
        months = record.months_by_kind.get(kind, NO_MONTHS) & view.own
        if months:
            name = f"{page.party(code)}: {page.kind(code, kind)}"
            pieces += _pieces(page, months, letters.of(place, name), page.kind(code, kind))
    if placed := view.own - record.months:
        name = page.told(message("time certified as a number of units"))
        pieces += _pieces(page, placed, letters.of(place, f"{page.party(code)}: {name}"), name)
    uncounted = record.months
    for stretch in record.ledger:
        if not stretch.counted:
            uncounted |= MonthSet.span(stretch.first, stretch.last)
    pieces += _pieces(page, uncounted - view.own, DROPPED, page.told(message("insured, not counted")))
    return Lane(code, _label(page, page.party(code), view.own_months, view.extra_months), _sorted(pieces))


def _third_lanes(page: Page, letters: _Letters) -> Iterator[Lane]:
    codes = sorted({each.party for each in page.determination.aggregation.ledger})
    for place, code in enumerate(codes, len(page.agreement.codes)):
        counted = dropped = NO_MONTHS
        for stretch in page.determination.aggregation.ledger:
            if stretch.party == code:
                months = MonthSet.span(stretch.first, stretch.last)
                counted, dropped = (counted | months, dropped) if stretch.counted else (counted, dropped | months)
        name = page.told(message("periods under third states"))
        letter = letters.of(place, f"{page.party(code)}: {name}") if counted else ""
        pieces = _pieces(page, counted, letter, name)
        pieces += _pieces(page, dropped - counted, DROPPED, page.told(message("insured, not counted")))
        yield Lane(code, _label(page, page.party(code), len(counted)), _sorted(pieces))


def _together_lane(page: Page) -> Lane:
    aggregation = page.determination.aggregation
    labels = {code: page.party(code) for code in page.agreement.codes}
    row = timeline.rows_of(aggregation, labels, page.told(message("together")))[-1]
    both = page.told(message("insured under both parties"))
    pieces = _pieces(page, row.counted - row.both, TOGETHER, page.told(message("counted under either party")))
    pieces += _pieces(page, row.both, BOTH, both)
    label = _label(page, row.label, len(row.counted) + aggregation.extra_months, aggregation.extra_months)
    return Lane("", label, _sorted(pieces))


def _pieces(page: Page, months: MonthSet, letter: str, name: str) -> list[Piece]:
    told = []
    for first, last in months.runs():
        span = words.month_span(first, last, page.language)
        told.append(Piece(letter, first, last, f"{span}: {name}, {words.months(last - first + 1, page.language)}"))
    return told


def _sorted(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    return tuple(sorted(pieces, key=lambda each: each.first))


def _label(page: Page, name: str, count: int, extra: int = 0) -> str:
    months = words.months(count, page.language)
    if not extra:
        return f"{name}: {months}"
    beside = page.told(message("of which {count} without a place on the calendar", count=extra))
    return f"{name}: {months}, {beside}"


def _marks(page: Page) -> Iterator[Mark]:
    """Each date once, with all that has effect from it, earliest first; an unsure date says so."""
    agreement, language = page.agreement, page.language
    dates = [(agreement.entry_into_force, message("agreement in force"))]
    if "totalisation" in agreement.provisions:
        dates.append((agreement.provisions["totalisation"], message("totalisation in effect")))
    if "payment_abroad" in agreement.provisions:
        dates.append((agreement.provisions["payment_abroad"], message("payment abroad in effect")))
    told: dict[date, list[str]] = {}
    for term, name in dates:
        unsure = "" if term.status == "verified" else f" ({STATUSES[term.status].in_language(language)})"
        told.setdefault(term.date, []).append(page.told(name) + unsure)
    told.setdefault(page.case.claim.date, []).append(page.told(message("claim")))
    for day, names in sorted(told.items()):
        yield Mark(month_of(day), f"{words.day(day, language)}: {', '.join(names)}")
