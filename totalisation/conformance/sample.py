"""A person's insured life in plain numbers, from which cases and records are made.

A sample holds neither sets of months nor models of the engine: what is expected of it is worked out in
``plain`` from these numbers alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from totalisation.agreement import Agreement, Unit
from totalisation.case import Case, Period
from totalisation.months import Month
from totalisation.periods import KindClass
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme

Figure = int | str
"""An established figure: a whole number, or an exact one such as "7/2"."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One insured period: months ``first`` to ``last`` of ``party``, or ``number`` units within them."""

    party: str
    kind_class: KindClass
    first: Month
    last: Month
    broken: tuple[Month, ...] = ()
    refunded: bool = False
    unit: Unit | None = None
    number: int = 0

    @property
    def months(self) -> set[Month]:
        """The months from the first to the last without the broken ones."""
        return set(range(self.first, self.last + 1)) - set(self.broken)


@dataclass(frozen=True, slots=True)
class Sample:
    """One person and claim. ``figures`` are what institutions have established, by party."""

    spells: tuple[Spell, ...]
    born: Month
    claim: date
    sex: str = "female"
    nationality: str | None = None
    figures: Mapping[str, Mapping[str, Figure]] = field(default_factory=dict)
    interpretations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def claim_month(self) -> Month:
        """The month of the claim."""
        return self.claim.year * 12 + self.claim.month - 1

    def of(self, party: str) -> tuple[Spell, ...]:
        """The spells of one party."""
        return tuple(each for each in self.spells if each.party == party)

    def without(self, party: str) -> Sample:
        """The same person without insurance under ``party``."""
        return replace(self, spells=tuple(each for each in self.spells if each.party != party))

    def with_figures(self, party: str, **figures: Figure) -> Sample:
        """The same person with other established figures for one party."""
        known = {**self.figures.get(party, {}), **figures}
        return replace(self, figures={**self.figures, party: known})

    def with_spells(self, *spells: Spell) -> Sample:
        """The same person with these spells instead of those of the sample."""
        return replace(self, spells=spells)


def written_month(value: Month) -> str:
    """A month as a case has it, YYYY-MM."""
    return f"{value // 12:04d}-{value % 12 + 1:02d}"


def kind_of(scheme: Scheme, kind_class: KindClass) -> str | None:
    """The first kind of period of that class that a scheme knows, or None."""
    return next((name for name, kind in scheme.kinds.items() if kind.kind_class == kind_class), None)


def case_mapping(sample: Sample, agreement: Agreement) -> dict[str, Any]:
    """The sample as a case in its JSON form. Classes become the kinds by which each party's scheme knows them."""
    schemes = {code: scheme_named(terms.scheme) for code, terms in agreement.parties.items()}
    person: dict[str, Any] = {"sex": sample.sex, "birth_date": written_month(sample.born)}
    if sample.nationality is not None:
        person["nationality"] = sample.nationality
    return {
        "case_id": "conformance",
        "agreement": agreement.id,
        "person": person,
        "claim": {"benefit": "old_age", "date": sample.claim.isoformat()},
        "periods": [_period(each, schemes) for each in sample.spells],
        "established": {code: dict(figures) for code, figures in sample.figures.items() if figures},
        "interpretations": {code: dict(chosen) for code, chosen in sample.interpretations.items() if chosen},
    }


def _period(spell: Spell, schemes: Mapping[str, Scheme]) -> dict[str, Any]:
    scheme = schemes.get(spell.party)
    kind: str | None = spell.kind_class if scheme is None else kind_of(scheme, spell.kind_class)
    if kind is None:
        raise LookupError(f"the scheme of {spell.party} has no kind of class {spell.kind_class}")
    made: dict[str, Any] = {
        "party": spell.party,
        "from": written_month(spell.first),
        "to": written_month(spell.last),
        "kind": kind,
    }
    if spell.broken:
        made["broken_months"] = [written_month(each) for each in spell.broken]
    if spell.refunded:
        made["refunded"] = True
    if spell.unit is not None:
        made["count"] = {"unit": spell.unit, "number": spell.number}
    return made


def case_of(sample: Sample, agreement: Agreement) -> Case:
    """The sample as a case under ``agreement``."""
    return Case.model_validate(case_mapping(sample, agreement))


def periods_of(sample: Sample, agreement: Agreement) -> tuple[Period, ...]:
    """The insured periods of the sample as models of a case."""
    return case_of(sample, agreement).periods
