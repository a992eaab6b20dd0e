"""What there is to choose from under an agreement: parties, kinds, figures, open questions, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from totalisation.agreement import Agreement
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.readings import open_questions
from totalisation.reports.names import Names, own_name, question, readable, word
from totalisation.reports.values import MONEY_UNITS
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme

Options = list[tuple[str, str]]
"""Pairs of the word that a case holds and its name for people."""

COMMON_KINDS: Final = ("compulsory", "voluntary", "credited")


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a case under one agreement may hold."""

    parties: Options
    kinds: Options
    conditions: Options
    figures: Options
    options: Options
    questions: Options
    readings: Options
    money: frozenset[tuple[str, str]]
    kind_words: dict[str, str]
    """The word of a kind by its title in any language, in small letters."""

    def is_money(self, party: str, name: str) -> bool:
        """Whether the established figure ``name`` is an amount of money."""
        return (party, name) in self.money


NOTHING: Final = Choices([], [], [], [], [], [], [], frozenset(), {})


@lru_cache(maxsize=256)
def choices_of(agreement_name: str, language: str) -> Choices:
    """The choices under a shipped agreement; none where there is none of that name."""
    try:
        agreement = find_agreement(agreement_name)
    except FaultsError:
        return NOTHING
    schemes = {code: scheme_named(terms.scheme) for code, terms in agreement.parties.items()}
    names = {code: Names(language, agreement, code, scheme) for code, scheme in schemes.items()}
    questions: dict[str, list[str]] = {}
    readings: dict[str, list[str]] = {}
    for code, scheme in schemes.items():
        for name in {**scheme.interpretations, **open_questions(agreement, code)}:
            questions.setdefault(name, []).append(names[code].quantity(name))
            for choice, titles in question(agreement, scheme, name)[1].items():
                readings.setdefault(choice, []).append(own_name(titles, language))
    return Choices(
        parties=[(code, names[code].party(code)) for code in schemes],
        kinds=_kinds(agreement, schemes, names, language),
        conditions=_named({each for scheme in schemes.values() for each in scheme.conditions_of_work}, language),
        figures=_figures(schemes, names),
        options=[
            (name, names[code].quantity(name))
            for code, scheme in schemes.items()
            for name in scheme.options.model_fields
        ],
        questions=[(name, titles[0]) for name, titles in questions.items()],
        readings=[(choice, "; ".join(dict.fromkeys(titles))) for choice, titles in readings.items()],
        money=frozenset(
            (code, name) for code, scheme in schemes.items() for name, unit in _units(scheme) if unit in MONEY_UNITS
        ),
        kind_words={
            own_name(kind.title, each).casefold(): name
            for scheme in schemes.values()
            for name, kind in scheme.kinds.items()
            for each in LANGUAGES
        },
    )


def agreements(language: str) -> Options:
    """The agreements that are shipped, by the names of their parties."""
    found = []
    for name in agreement_names():
        titles = [own_name(terms.title, language) for terms in find_agreement(name).parties.values()]
        found.append((name, " – ".join(titles)))
    return found


def _kinds(agreement: Agreement, schemes: dict[str, Scheme], names: dict[str, Names], language: str) -> Options:
    """Each kind once, with its name under each party that knows it."""
    known: dict[str, dict[str, list[str]]] = {}
    for code, scheme in schemes.items():
        for name in scheme.kinds:
            known.setdefault(name, {}).setdefault(names[code].kind(name), []).append(code)
    for name in COMMON_KINDS:
        known.setdefault(name, {word(name, language): []})
    return [
        (
            name,
            "; ".join(f"{title} ({', '.join(codes)})" if codes else title for title, codes in titles.items()),
        )
        for name, titles in known.items()
    ]


def _units(scheme: Scheme) -> Iterable[tuple[str, str]]:
    yield from ((rule.name, rule.unit) for rule in scheme.rules.rules)
    yield from ((name, parameter.unit) for name, parameter in scheme.parameters.items())


def _figures(schemes: dict[str, Scheme], names: dict[str, Names]) -> Options:
    """Figures that institutions establish: first what makes a person's earnings unnecessary."""
    found: dict[str, str] = {}
    for code, scheme in schemes.items():
        for name in scheme.stand_ins:
            found.setdefault(name, names[code].quantity(name))
    for code, scheme in schemes.items():
        for rule in scheme.rules.rules:
            if rule.unit in MONEY_UNITS or rule.unit in {"months", "fraction", "factor"}:
                found.setdefault(rule.name, names[code].quantity(rule.name))
    return list(found.items())


def _named(words: Iterable[str], language: str) -> Options:
    return [(each, word(each, language) or readable(each)) for each in sorted(words)]
