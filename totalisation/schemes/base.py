"""What every national scheme has in common, and the face that it turns to the engine.

A scheme is a folder: rules as functions, figures in ``parameters/``, its documents in ``sources.toml``, the
names of its quantities in ``quantities.toml``, its kinds of insured period in ``kinds.toml`` and its open
questions in ``interpretations.toml``. Its rules must yield the quantities in ``ASKED``; the engine gives them
the facts in ``GIVEN`` and, beside them, those that the scheme takes from the case itself.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from totalisation.case import Case, Period
from totalisation.messages import Fault, Message
from totalisation.money import ROUNDINGS, Exact
from totalisation.months import FIRST_MONTH, Month, MonthSet
from totalisation.parameters import Citation, Parameter, read_parameters
from totalisation.periods import Kind, OwnRecord, record_periods, whole_months
from totalisation.rules import Interpretation, RuleSet

GIVEN: Final[Mapping[str, str]] = {
    "sex": "word",
    "birth_date": "day",
    "claim_date": "day",
    "claim_month": "month",
    "as_of_month": "month",
    "provision_month": "month",  # first month of the totalisation provisions; 1900-01 on own periods
    "totalising": "flag",
    "own_months": "months",
    "qualifying_months": "months",  # own months, or totalised months when totalising
    "qualifying_calendar": "list",  # the same as a set of calendar months, those without a place left out
    "counted_months": "months",  # months that the amount is computed on
}
"""Facts that the engine gives to a scheme's rules, with their units."""

ASKED: Final = (
    "conditions",  # tuple of Condition
    "start_month",  # first month of payment
    "average_earnings",  # the average that the amount rests on
    "pension_rate",  # fraction of 1
    "pension_exact",  # monthly pension on counted_months, before ratio and rounding
    "monthly_amount_at_start",  # from payable_exact and ratio, which the engine's amount rules yield
    "monthly_amount",  # the same carried through indexation to as_of_month
)
"""Quantities that a scheme's rules must yield."""

Facts = dict[str, tuple[Any, str]]
"""Facts by name, each with its unit."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of entitlement, and when it is first met.

    ``required`` and ``actual`` are in ``unit``; ``earliest`` is the first month in which the condition is
    met if nothing but time passes, or, where ``supposes`` is given, on that supposition; None if never.
    """

    name: str
    unit: str
    required: Any
    actual: Any
    met: bool
    earliest: Month | None
    supposes: Message | None = None


@dataclass(frozen=True, slots=True)
class Repayment:
    """Whether a law lets refunded contributions be paid back, so that their months count again."""

    possible: bool
    citation: Citation


class NoOptions(BaseModel):
    """The options of a scheme that gives the person no choice."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Scheme:
    """One country's legislation. A scheme's package makes one instance and names it ``SCHEME``."""

    options: type[BaseModel] = NoOptions
    """The model of ``claim.options`` for this party."""

    conditions_of_work: frozenset[str] = frozenset()
    """Words that a period's ``conditions`` may hold."""

    also: tuple[str, ...] = ()
    """Further quantities that an entitled person is told: whole amounts beside the monthly pension."""

    rounds: bool = True
    """Whether this law says how an amount is rounded; if not, the agreement's term on rounding does."""

    language: str = "en"
    """The language in which its institution reads and writes, among those of the reports."""

    constants_of_facts: Mapping[str, int] = {}
    """Numbers by which the facts of this law are told from a case, for ``facts.c``, which reads them from columns."""

    kinds_for_single_cases: frozenset[str] = frozenset()
    """Kinds of period that ``facts.c`` does not read: such a row is decided as a single case is."""

    stand_ins: Mapping[str, tuple[int, int]] = {}
    """Figures that, once established, make a person's earnings unnecessary, each with a sensible range."""

    repayment: Repayment | None = None
    """Whether a refund can be paid back; None where that was not read."""

    def __init__(self, name: str, folder: Path, rules: RuleSet, rounding: str) -> None:
        self.name = name
        self.folder = folder
        self.rules = rules
        self._recorded: tuple[Case, str, OwnRecord] | None = None
        self.rounded: Callable[[Exact], int] = ROUNDINGS[rounding]
        """How this law rounds a monthly pension."""

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The figures of law, by name."""
        return read_parameters(self.folder / "parameters")

    @cached_property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """The documents that rules and figures cite, by key."""
        return self._read("sources.toml")

    @cached_property
    def quantities(self) -> Mapping[str, Mapping[str, str]]:
        """The names of quantities in each language."""
        return self._read("quantities.toml")

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of insured period, in the order in which they keep a month."""
        return {name: Kind(name, table["class"], table["title"]) for name, table in self._read("kinds.toml").items()}

    @cached_property
    def interpretations(self) -> Mapping[str, Interpretation]:
        """The open questions of this law, by name."""
        return {
            name: Interpretation(
                name,
                table["question"],
                table["choices"],
                table["default"],
                Citation(table["source"], table["article"]),
            )
            for name, table in self._read("interpretations.toml").items()
        }

    @cached_property
    def changes_of_law(self) -> list[Month]:
        """Each month from which another rule or another figure applies."""
        changes = set(self.rules.changes)
        for parameter in self.parameters.values():
            for entry in parameter.entries:
                changes |= {entry.since, entry.until + 1}
        return sorted(changes)

    def law(self, when: Month) -> int:
        """The number of the law in force in ``when``: months of one number have the same rules and figures."""
        return bisect_right(self.changes_of_law, when)

    def counted_span(self, period: Period, case: Case) -> MonthSet:
        """The months of ``period`` that count, from its first and last month or day."""
        return whole_months(period)

    def record(self, case: Case, party: str) -> OwnRecord:
        """The months of ``party`` that count under this law."""
        return record_periods(party, case.periods, self.kinds, lambda period: self.counted_span(period, case))

    def recorded(self, case: Case, party: str) -> OwnRecord:
        """The same record, made once for a case that is first checked and then decided. Do not change it."""
        kept = self._recorded
        if kept is not None and kept[0] is case and kept[1] == party:
            return kept[2]
        record = self.record(case, party)
        self._recorded = (case, party, record)
        return record

    def facts(self, case: Case, party: str, record: OwnRecord) -> Facts:
        """The facts that this scheme's own rules need, beside ``GIVEN``."""
        return {}

    def checks(self, case: Case, party: str) -> list[Fault]:
        """What is wrong with the case for this scheme alone."""
        return []

    def first_claim_month(self) -> Month:
        """The earliest claim month for which the rules are encoded."""
        return FIRST_MONTH

    def _read(self, file: str) -> dict[str, Any]:
        path = self.folder / file
        if not path.exists():
            return {}
        with path.open("rb") as stream:
            return tomllib.load(stream)
