"""What a claim to a benefit other than the old-age pension comes to: its parts, each due or not."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from tests.oracle.plain import Month


@dataclass
class Answer:
    """One part of a benefit. ``missing`` holds the conditions that are not met, by basis, where it is not due."""

    due: bool
    basis: str = "none"
    start: Month | None = None
    amount: int | None = None
    at_start: int | None = None
    ratio: Fraction | None = None
    missing: list[set[str]] = field(default_factory=list)
    shares: dict[int, int] | None = None


@dataclass
class Side:
    """One party's side of a claim: its parts by name, and its months that a sum paid now extinguishes."""

    own_months: int
    total_months: int
    parts: dict[str, Answer] = field(default_factory=dict)
    extinguished: int = 0

    @property
    def due(self) -> list[Answer]:
        return [each for each in self.parts.values() if each.due]
