"""Two agreements side by side: the terms that differ, and small cases that they decide differently."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from totalisation.agreement import Agreement
from totalisation.case import Case
from totalisation.determination import determine
from totalisation.faults_of_models import Place, path
from totalisation.messages import FaultsError, Message, message
from totalisation.months import format_month
from totalisation.party_result import PartyResult
from totalisation.reports.columns import padded, width


@dataclass(frozen=True, slots=True)
class DifferingTerm:
    """A term, or a part of one, that two agreements write differently; None where one is silent."""

    place: Place
    left: str | None
    right: str | None


@dataclass(frozen=True, slots=True)
class DifferingCase:
    """A case, as small as could be found, that two agreements decide differently, and the answers that differ."""

    case: dict[str, Any]
    answers: tuple[Message, ...]


def differing_terms(left: Agreement, right: Agreement) -> list[DifferingTerm]:
    """Every leaf of the two files that is not the same, in the order of the first, then of the second."""
    ours, theirs = dict(_leaves((), _plain(left))), dict(_leaves((), _plain(right)))
    places = [*ours, *(place for place in theirs if place not in ours)]
    return [
        DifferingTerm(place, ours.get(place), theirs.get(place))
        for place in places
        if ours.get(place) != theirs.get(place)
    ]


def _plain(agreement: Agreement) -> dict[str, Any]:
    return agreement.model_dump(mode="json", exclude_none=True)


def _leaves(place: Place, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves((*place, key), each)
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for index, each in enumerate(value):
            yield from _leaves((*place, index), each)
    elif isinstance(value, list):
        yield place, ", ".join(map(str, value))
    else:
        yield place, str(value)


def term_lines(terms: list[DifferingTerm], left: str, right: str) -> Iterator[str]:
    """The terms that differ, as three columns."""
    rows = [(path(each.place), each.left or "–", each.right or "–") for each in terms]
    if not rows:
        return
    rows.insert(0, ("", left, right))
    first = min(max(width(row[0]) for row in rows), 50) + 2
    second = min(max(width(row[1]) for row in rows), 40) + 2
    for row in rows:
        yield f"{padded(row[0] + '  ', first)}{padded(row[1] + '  ', second)}{row[2]}".rstrip()


Answer = Callable[[PartyResult], object]

ANSWERS: Final[Mapping[str, Answer]] = {
    "entitled": lambda result: result.entitled,
    "basis": lambda result: result.basis,
    "totalised_months": lambda result: result.totalised_months,
    "start": lambda result: None if result.start is None else format_month(result.start),
    "ratio": lambda result: result.ratio,
    "monthly_amount": lambda result: result.monthly_amount,
}
"""What two determinations of one case are compared on, for each party."""


def differing_cases(
    left: Agreement, right: Agreement, *, max_examples: int = 300, seed: int = 0
) -> list[DifferingCase]:
    """The smallest cases found that show, for each party and answer, that the two agreements differ.

    Cases are drawn from ``left``, whose parties and schemes must be those of ``right``. Raises ImportError
    without hypothesis.
    """
    from hypothesis import HealthCheck, Phase, find, settings
    from hypothesis.errors import NoSuchExample

    from totalisation.authoring.compared_cases import compared_cases

    searched = settings(
        max_examples=max_examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    drawn = compared_cases(left, right)
    found: list[Case] = []
    for code in left.codes:
        for answer in ANSWERS.values():
            shows = differs(left, right, code, answer)
            # A case that also shows this difference is as good as another one.
            if any(shows(case) for case in found):
                continue
            try:
                found.append(find(drawn, shows, settings=searched, random=Random(seed)))
            except NoSuchExample:
                continue
    return [
        DifferingCase(
            case.model_dump(mode="json", by_alias=True, exclude_defaults=True), tuple(_told(case, left, right))
        )
        for case in found
    ]


def _told(case: Case, left: Agreement, right: Agreement) -> Iterator[Message]:
    for code in left.codes:
        for name, answer in ANSWERS.items():
            ours, theirs = (_answered(case, each, code, answer) for each in (left, right))
            if ours != theirs:
                yield message(
                    "{party}, {name}: {left}, or {right}",
                    party=code,
                    name=name,
                    left=str(ours),
                    right=str(theirs),
                )


def _answered(case: Case, agreement: Agreement, code: str, answer: Answer) -> object:
    try:
        return answer(determine(case, agreement, record=False).parties[code])
    except FaultsError:
        return "refused"


def differs(left: Agreement, right: Agreement, code: str, answer: Answer) -> Callable[[Case], bool]:
    """Whether two agreements give the party ``code`` another answer in a case; one may refuse it."""
    return lambda case: _answered(case, left, code, answer) != _answered(case, right, code, answer)
