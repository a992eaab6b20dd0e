"""What one party's decision holds: entitled or not and on what periods, the amounts, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from totalisation.agreement import Term
from totalisation.case import Benefit
from totalisation.messages import Message
from totalisation.months import Month
from totalisation.parameters import Citation
from totalisation.rules import Computation, Quantity
from totalisation.schemes.base import Condition, Part, Scheme

Basis = Literal["independent", "totalised", "none"]
"""On what periods a benefit rests: the party's own alone, or the other's too; "none" where nothing is owed."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence about one party's result, with the article it rests on."""

    text: Message
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class PartResult:
    """One part of a benefit: whether it is due, on what periods, and how much. ``amount`` is None if it is not."""

    part: Part
    due: bool
    basis: Basis
    conditions: tuple[Condition, ...]
    start: Month | None = None
    amount: int | None = None
    amount_at_start: int | None = None
    theoretical_amount: int | None = None
    ratio: Fraction | None = None
    earliest: Month | None = None
    """Where not due: the first month in which every condition would be met, on their suppositions."""

    @property
    def name(self) -> str:
        """The quantity that the part pays."""
        return self.part.amount

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions that are not met."""
        return tuple(each for each in self.conditions if not each.met)


@dataclass(slots=True)
class PartyResult:
    """What one party owes. Amounts are whole units of ``currency`` per month, months are month integers."""

    party: str
    scheme: Scheme
    currency: str
    entitled: bool
    basis: Basis
    own_months: int
    totalised_months: int
    start: Month | None = None
    average_earnings: int | Fraction | None = None
    rate: int | Fraction | None = None
    theoretical_amount: int | None = None
    ratio: Fraction | None = None
    monthly_amount_at_start: int | None = None
    monthly_amount: int | None = None
    conditions: tuple[Condition, ...] = ()
    """Every condition that was judged, the agreement's own first."""
    missing: tuple[Condition, ...] = ()
    earliest: Month | None = None
    """Where not entitled: the first month in which every condition would be met, on their suppositions."""
    further: dict[str, int] = field(default_factory=dict)
    """Amounts beside the monthly pension, by name, such as a one-off allowance; whole units of currency."""
    steps: list[Quantity] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    computations: list[Computation] = field(default_factory=list)
    terms: list[Term] = field(default_factory=list)
    established: tuple[str, ...] = ()
    """Names of the figures that an institution had established and that were used."""
    benefit: Benefit = "old_age"
    parts: tuple[PartResult, ...] = ()
    """The parts of the benefit that were judged; none of an old-age pension, which is one part itself."""
    told: dict[str, Quantity] = field(default_factory=dict)
    """Further quantities that an entitled person is told, by name."""

    @property
    def single_sums(self) -> int | None:
        """The single sums that are due, added up; None of a benefit that has none and of an old-age pension."""
        sums = [each.amount for each in self.parts if each.due and not each.part.monthly and each.amount is not None]
        return sum(sums) if sums else None
