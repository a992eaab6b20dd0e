"""What every national scheme has in common, and the face that it turns to the engine.

A scheme is a folder: rules as functions, figures in ``parameters/``, its documents in ``sources.toml``, the
names of its quantities in ``quantities.toml``, its kinds of insured period in ``kinds.toml`` and its open
questions in ``interpretations.toml``. Its rules must yield the quantities in ``ASKED``; the engine gives them
the facts in ``GIVEN`` and, beside them, those that the scheme takes from the case itself. What it pays beside
an old-age pension stands in ``benefits``, each with rules of its own.
"""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel

from totalisation.case import Benefit, Case, Period
from totalisation.messages import Fault, Message
from totalisation.money import ROUNDINGS, Exact
from totalisation.months import FIRST_MONTH, Month, MonthSet
from totalisation.notes import Note, read_note
from totalisation.parameters import Citation, Parameter, read_parameters
from totalisation.periods import Kind, OwnRecord, record_periods, whole_months
from totalisation.rules import Interpretation, Rule, RuleSet
from totalisation.schemes.options import NoOptions, served_by

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

GIVEN_TO_BENEFITS: Final[Mapping[str, str]] = {
    "agreed_refund": "flag",  # the agreement lets this party refund the contributions of such persons
    "agreed_refund_date": "day",  # from when
    "agreed_refund_since": "month",  # first month whose contributions it refunds
}
"""Further facts that the engine gives where the benefit is no old-age pension."""

GIVEN_TO_CONTRIBUTIONS: Final[Mapping[str, str]] = {
    "contribution_kind": "word",
    "contribution_kind_class": "word",
    "contribution_income": "money_per_month",  # earnings of the month as a case gives them
    "contribution_month": "month",
    "top_up_months": "months",  # 0 where a month's own contribution is asked for
}
"""The facts that the engine gives to a scheme's rules on contributions."""

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


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a benefit: a pension of each month, or one sum.

    The fields name quantities of the benefit's rules: the amount in whole units of currency, its conditions (a
    tuple of ``Condition``), the month from which it is due, and for a pension its amount at the start.
    """

    amount: str
    conditions: str
    start: str
    at_start: str = ""
    """A pension has one; a single sum has none."""
    instead_of: tuple[str, ...] = ()
    """Parts, by their amounts, that stand before this one: it is judged only if none of them is due."""
    totalised: bool = True
    """Whether the other party's periods can make it due at all, where the agreement adds them for this benefit."""
    shared: str = ""
    """The quantity that says what each relative has of it."""
    asked: str = ""
    """The flag that says whether the claim asks for it; without one every claim to the benefit does."""

    @property
    def monthly(self) -> bool:
        """Whether it is paid each month."""
        return self.at_start != ""


@dataclass(frozen=True)
class BenefitLaw:
    """A scheme's law on a benefit other than its old-age pension."""

    rules: RuleSet
    parts: tuple[Part, ...]
    """In the order in which they are told."""
    law_month: str
    """The quantity whose month's law applies, such as the month of death."""
    first_month: Month
    """The earliest such month whose law is encoded."""
    told: tuple[str, ...] = ()
    """Further quantities that an entitled person is told, such as each relative's part."""
    counted_until: str = ""
    """The quantity that says with which month the insured time ends that counts, None if all does; it may rest on
    nothing that depends on that time. Without one all does."""


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


class Scheme:
    """One country's legislation. A scheme's package makes one instance and names it ``SCHEME``."""

    options: type[BaseModel] = NoOptions
    """The model of ``claim.options`` for this party, each option with the benefits that it ``Serves``."""

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

    benefits: Mapping[Benefit, BenefitLaw] = {}
    """The law on benefits beside the old-age pension. A benefit that is not among them this scheme does not pay."""

    withdrawal_reasons: frozenset[str] = frozenset()
    """Words that the reason of a withdrawal may be."""

    pays_out_pensions: bool = False
    """Whether this law pays out a pension that is drawn already in one sum."""

    contributions: RuleSet = RuleSet(())
    """What an insured person pays, from the facts in ``GIVEN_TO_CONTRIBUTIONS``: ``own_contribution`` of a month, and
    ``top_up_contribution`` for missing months in one sum. Where a rule is missing, that is not known."""

    def __init__(self, name: str, folder: Path, rules: RuleSet, rounding: str) -> None:
        self.name = name
        self.folder = folder
        self.rules = rules
        self._recorded: tuple[Case, str, OwnRecord] | None = None
        self.rounded: Callable[[Exact], int] = ROUNDINGS[rounding]
        """How this law rounds a monthly pension."""

    @cached_property
    def every_rule(self) -> tuple[Rule, ...]:
        """The rules on all benefits and on contributions, each once."""
        found = {id(each): each for each in (*self.rules.rules, *self.contributions.rules)}
        for law in self.benefits.values():
            found |= {id(each): each for each in law.rules.rules}
        return tuple(found.values())

    @cached_property
    def served(self) -> Mapping[str, frozenset[Benefit]]:
        """The benefits on whose claim each option bears."""
        return served_by(self.options)

    @cached_property
    def parameters(self) -> Mapping[str, Parameter]:
        """The figures of law, by name."""
        return read_parameters(self.folder / "parameters")

    @cached_property
    def sources(self) -> Mapping[str, Mapping[str, Any]]:
        """The documents that rules and figures cite, by key."""
        return self._read("sources.toml")

    def note_on(self, source: str) -> Note | None:
        """What the file of documents says beside one of them. Raises ValueError where it is no note."""
        return read_note(self.sources[source].get("note"))

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

    def facts_of_benefit(self, case: Case, party: str, record: OwnRecord) -> Facts:
        """The facts that the rules on the benefit claimed need, where it is no old-age pension."""
        return self.facts(case, party, record)

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
