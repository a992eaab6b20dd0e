"""What an agreement's file says that has no effect, or that its own statuses do not bear out.

A fault makes a file unreadable and is told by the reader. What is found here is a warning: the file can be
read and decides cases, but it says something that no case can reach, or claims to have been read without
saying when.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from totalisation.agreement import Agreement, KindsTerm, PartyTerms, Term
from totalisation.agreement_file import LARGEST_AGREEMENT, read_agreement
from totalisation.amount import counts_all_periods, shares
from totalisation.case_file import read_bounded
from totalisation.faults_of_models import Place, path
from totalisation.messages import Fault, Message, message
from totalisation.schemes import scheme_named
from totalisation.toml_lines import line_of, lines_of
from totalisation.wording import UNIT_NAMES


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that could be read, and the warnings about it in the order of its lines."""

    agreement: Agreement
    warnings: tuple[Fault, ...]


Found = tuple[Place, Message]


def check_file(file: Path) -> Checked:
    """Read and check an agreement's file. Raises FaultsError with every fault where it cannot be read."""
    data = read_bounded(file, LARGEST_AGREEMENT)
    agreement = read_agreement(data, file.name)
    lines = lines_of(data.decode("utf-8-sig").replace("\r\n", "\n"))
    placed = ((_as_written(place, lines), text) for place, text in warnings(agreement))
    found = sorted(((line_of(lines, place), place, text) for place, text in placed), key=lambda w: w[0])
    return Checked(agreement, tuple(Fault(f"{file.name}:{line}: {path(place)}", text) for line, place, text in found))


def _as_written(place: Place, lines: Mapping[Place, int]) -> Place:
    """The place as the file has it: a note of one line has no languages below it."""
    return place[:-1] if place[-2:-1] == ("note",) and place not in lines else place


def warnings(agreement: Agreement) -> Iterator[Found]:
    """Each warning about an agreement, with the place of the term."""
    placed = list(placed_terms(agreement))
    yield from _of_sources(agreement, placed)
    yield from _of_placeholders(agreement)
    if agreement.kind == "coverage_only":
        for name in ("overlap", "third_state_periods", "earlier_periods", "refunded_periods", "persons"):
            if getattr(agreement, name) is not None:
                yield (name,), message("no case can reach this term: the agreement covers only which law applies.")
        if "totalisation" in agreement.provisions:
            yield (
                ("provisions", "totalisation"),
                message("no case can reach this term: the agreement covers only which law applies."),
            )
        return
    yield from _of_overlap(agreement)
    for code, terms in agreement.parties.items():
        yield from _of_party(agreement, code, terms)


def placed_terms(agreement: Agreement) -> Iterator[tuple[Place, Term]]:
    """Every term of an agreement with its place in the file."""
    yield from _placed((), agreement)


def _placed(place: Place, value: object) -> Iterator[tuple[Place, Term]]:
    if isinstance(value, Term):
        yield place, value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _placed((*place, name), getattr(value, name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _placed((*place, key), each)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _placed((*place, index), each)


def _of_sources(agreement: Agreement, placed: list[tuple[Place, Term]]) -> Iterator[Found]:
    cited = {term.source for _, term in placed}
    tomorrow = datetime.datetime.now().astimezone().date() + datetime.timedelta(days=1)
    for key, source in agreement.sources.items():
        if key not in cited:
            yield ("sources", key), message("no term cites this source.")
        # The day has begun elsewhere before it does here.
        if source.read is not None and source.read > tomorrow:
            yield ("sources", key, "read"), message("lies in the future: nobody has read it yet.")
    for place, term in placed:
        if term.status == "verified" and agreement.sources[term.source].read is None:
            yield (*place, "status"), message("verified, and the source does not say on which day it was read.")
        if term.status == "unverified" and not term.note:
            yield (*place, "note"), message("unverified, and no note says what the term rests on.")


def _of_placeholders(agreement: Agreement) -> Iterator[Found]:
    """What the skeleton left for the author to replace, and still stands."""
    yield from _todo((), agreement)


def _todo(place: Place, value: object) -> Iterator[Found]:
    if isinstance(value, str) and value.startswith("TOD"):
        yield place, message("is still to be written.")
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _todo((*place, name), getattr(value, name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _todo((*place, key), each)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from _todo((*place, index), each)


def _of_overlap(agreement: Agreement) -> Iterator[Found]:
    term = agreement.overlap
    if term is None:
        yield ("overlap",), message("is missing: months insured under both parties are then each party's own.")
        return
    if term.keeper != "by_class" and "precedence" in term.model_fields_set:
        yield (
            ("overlap", "precedence"),
            message("no case can reach this term: the keeper is “{keeper}”.", keeper=term.keeper),
        )
    if term.keeper == "by_class":
        known = {
            kind.kind_class
            for terms in agreement.parties.values()
            for kind in scheme_named(terms.scheme).kinds.values()
        }
        for kind_class in sorted(known - set(term.precedence)):
            yield (
                ("overlap", "precedence"),
                message("says nothing of the class “{kind_class}”.", kind_class=kind_class),
            )


def _of_party(agreement: Agreement, code: str, terms: PartyTerms) -> Iterator[Found]:
    place: Place = ("parties", code)
    if terms.totalise is None:
        for name in ("foreign_periods", "minimum_own_period", "earnings", "contingency", "counting"):
            if getattr(terms, name) is not None:
                yield (*place, name), message("no case can reach this term: this party does not totalise.")
        return
    other = agreement.other(code)
    yield from _of_kinds((*place, "foreign_periods"), terms.foreign_periods, agreement.parties[other].scheme)
    yield from _of_kinds((*place, "own_periods"), terms.own_periods, terms.scheme)
    if terms.earnings is not None and not counts_all_periods(terms):
        yield (*place, "earnings"), message("no case can reach this term: the method has no theoretical amount.")
    if terms.ratio is not None and not shares(terms):
        yield (*place, "ratio"), message("no case can reach this term: the method shares no amount.")
    minimum = terms.minimum_own_period
    if minimum is not None and minimum.number == 0:
        yield (*place, "minimum_own_period", "number"), message("no case is below a minimum of nothing.")
    if minimum is not None and minimum.below == "other_takes_over" and not shares(agreement.parties[other]):
        yield (
            (*place, "minimum_own_period", "below"),
            message("no case can reach this: the other party's method shares no amount, so it takes nothing over."),
        )
    for name, each in terms.benefits.items():
        if each.periods == "totalised" and name not in scheme_named(terms.scheme).benefits:
            yield (*place, "benefits", name), message("no case can reach this term: the scheme pays no such benefit.")
    contingency = terms.contingency
    if (
        contingency is not None
        and not contingency.required
        and contingency.model_fields_set
        & {
            "months_in_window",
            "window_months",
        }
    ):
        yield (*place, "contingency"), message("no case can reach the window: the condition is not required.")
    counting = terms.counting
    if counting is not None and counting.unit == "years" and "most_per_year" in counting.model_fields_set:
        yield (*place, "counting", "most_per_year"), message("has no effect: a calendar year holds one year.")
    if counting is not None and counting.least_months is not None and counting.per == "period":
        yield (
            (*place, "counting", "least_months"),
            message("no case can reach this: units are not made by calendar year."),
        )
    if terms.rounding is not None and terms.scheme != "declared":
        yield (*place, "rounding"), message("no case can reach this term: the scheme's own law rounds.")
    conversion = terms.conversion
    if conversion is not None:
        for unit in conversion.units_per_full_year:
            if unit not in conversion.months_per_unit:
                yield (
                    (*place, "conversion", "units_per_full_year", unit),
                    message("has no effect: “months_per_unit” says nothing of {unit}.", unit=UNIT_NAMES[unit]),
                )


def _of_kinds(place: Place, term: KindsTerm | None, scheme: str) -> Iterator[Found]:
    """Classes that no kind of the scheme has, so that no period can be of them."""
    if term is None:
        return
    known = {kind.kind_class for kind in scheme_named(scheme).kinds.values()}
    for index, kind_class in enumerate(term.classes):
        if kind_class not in known:
            yield (
                (*place, "classes", index),
                message("no case can reach “{kind_class}”: the scheme has no such kind.", kind_class=kind_class),
            )
