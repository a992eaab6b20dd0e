"""Properties: what each is called, what it means, which terms it protects, and when it can be tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from totalisation.aggregation import Aggregation
from totalisation.agreement import Agreement, Term
from totalisation.conformance.sample import Sample
from totalisation.conformance.subject import Subject
from totalisation.determination import Determination

Drawn = TypeVar("Drawn")


class Drawing(Protocol):
    """Something that draws an example from a strategy: the ``data()`` of hypothesis."""

    def draw(self, strategy: Any, label: Any = None) -> Any:
        """One example."""


@dataclass
class Trial:
    """One run of a property: where its samples come from, and what it has met so far."""

    subject: Subject
    data: Drawing | None
    situations: Counter[str] = field(default_factory=Counter)
    sample: Sample | None = None
    """The last sample looked at: the failing case, if the property fails on it."""
    case: dict[str, Any] | None = None
    """The failing case itself, where it was not made from a sample."""
    national: bool = False
    """Whether that sample was decided under the schemes of the file."""

    @property
    def agreement(self) -> Agreement:
        """The agreement's terms alone."""
        return self.subject.terms_alone

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the parties."""
        return self.subject.codes

    def draw(self, strategy: Any) -> Any:
        """An example of ``strategy``."""
        assert self.data is not None
        return self.data.draw(strategy)

    def met(self, situation: str) -> None:
        """Note that the property was exercised in this situation."""
        self.situations[situation] += 1

    def merged(self, sample: Sample) -> Aggregation:
        """The engine's merging of the sample, which becomes the failing case if the property fails."""
        self.sample, self.national = sample, False
        return self.subject.merged(sample)

    def decided(self, sample: Sample, *, record: bool = True) -> Determination:
        """The engine's determination under the terms alone."""
        self.sample, self.national = sample, False
        return self.subject.decided(sample, record=record)

    def decided_nationally(self, sample: Sample, *, record: bool = True) -> Determination:
        """The engine's determination under the schemes of the file. Raises FaultsError."""
        self.sample, self.national = sample, True
        return self.subject.decided_nationally(sample, record=record)


Applies = Callable[[Subject], str | None]
"""Why a property says nothing about an agreement, or None if it does say something."""

Situations = Callable[[Subject], Iterable[str]]


@dataclass(frozen=True)
class Property:
    """One property of every agreement.

    ``terms`` are the names of the terms it protects; ``situations`` those in which it must have been tried;
    ``sampled`` is false for a property of the file itself, which is looked at once.
    """

    name: str
    meaning: str
    terms: tuple[str, ...]
    check: Callable[[Trial], None]
    not_applicable: Applies
    situations: Situations
    sampled: bool

    def protected(self, agreement: Agreement) -> list[Term]:
        """The agreement's terms that the property protects."""
        found = []
        for name in self.terms:
            for holder in (agreement, *agreement.parties.values()):
                term = getattr(holder, name, None)
                if isinstance(term, Term) and term not in found:
                    found.append(term)
            if name == "provisions" and "totalisation" in agreement.provisions:
                found.append(agreement.provisions["totalisation"])
        return found

    def articles(self, agreement: Agreement) -> list[str]:
        """The articles that the property protects, each once, as "SOURCE ARTICLE"."""
        return list(dict.fromkeys(f"{term.source} {term.article}" for term in self.protected(agreement)))


PROPERTIES: dict[str, Property] = {}


def holds(
    meaning: str,
    *terms: str,
    unless: Applies = lambda subject: None,
    situations: tuple[str, ...] | Situations = ("tried",),
    sampled: bool = True,
) -> Callable[[Callable[[Trial], None]], Callable[[Trial], None]]:
    """Enter a function among the properties, under its own name."""

    def enter(check: Callable[[Trial], None]) -> Callable[[Trial], None]:
        name = check.__name__
        if name in PROPERTIES:
            raise ValueError(f"two properties are called {name!r}")
        wanted: Situations = situations if callable(situations) else lambda subject: situations
        PROPERTIES[name] = Property(name, meaning, terms, check, unless, wanted, sampled)
        return check

    return enter
