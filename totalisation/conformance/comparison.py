"""The engine's answers as plain numbers, and how a difference is told."""

from __future__ import annotations

from collections.abc import Iterable

from totalisation.aggregation import Aggregation, View
from totalisation.conformance.sample import written_month
from totalisation.determination import Determination

PlainSides = dict[str, tuple[frozenset[int], frozenset[int], frozenset[int], frozenset[int], int, bool]]
"""For each party its own, kept, foreign and taken-over months, the months without a place, the minimum."""


def months(value: Iterable[int]) -> frozenset[int]:
    """Months as a plain set of numbers."""
    return frozenset(value)


def side(view: View) -> tuple[frozenset[int], frozenset[int], frozenset[int], frozenset[int], int, bool]:
    """All that one party sees."""
    return (
        months(view.own),
        months(view.own_kept),
        months(view.foreign),
        months(view.taken_over),
        view.extra_months,
        view.minimum_met,
    )


def sides(merged: Aggregation) -> PlainSides:
    """All that both parties see."""
    return {code: side(view) for code, view in merged.views.items()}


def same_months(name: str, found: Iterable[int], expected: Iterable[int]) -> None:
    """Assert that two sets of months are the same, and tell the difference in months."""
    got, wanted = set(found), set(expected)
    assert got == wanted, (
        f"{name}: {_told('too many', got - wanted)}{_told('missing', wanted - got)}{len(got)} months, "
        f"not the {len(wanted)} that the terms make"
    )


def _told(word: str, some: set[int]) -> str:
    if not some:
        return ""
    few = ", ".join(written_month(each) for each in sorted(some)[:4])
    return f"{word} {few}{', …' if len(some) > 4 else ''}; "


def answers(determination: Determination) -> dict[str, tuple[object, ...]]:
    """What each party is told: entitlement, basis, months, start, ratio and amounts."""
    return {
        code: (
            result.entitled,
            result.basis,
            result.own_months,
            result.totalised_months,
            result.start,
            result.ratio,
            result.theoretical_amount,
            result.monthly_amount_at_start,
            result.monthly_amount,
            tuple(result.further.items()),
            result.earliest,
        )
        for code, result in determination.parties.items()
    }
