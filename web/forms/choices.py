"""What there is to choose from under an agreement: parties, kinds, figures, open questions, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, get_args

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from totalisation.agreement import Agreement
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.case import Benefit
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.readings import open_questions
from totalisation.reports.names import Names, own_name, question, readable, word
from totalisation.reports.values import MONEY_UNITS
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme
from totalisation.schemes.options import kind_of_option
from web.forms.options import Kind

Options = list[tuple[str, str]]
"""Pairs of the word that a case holds and its name for people."""

Groups = list[tuple[LazyString | str, Options]]
"""Options under headings."""

COMMON_KINDS: Final = ("compulsory", "voluntary", "credited")

ESTABLISHED_UNITS: Final = MONEY_UNITS | {"months", "fraction", "factor"}

FIRST_FIGURES: Final = _l("Often established")
QUANTITIES: Final = _l("Further quantities")
FIGURES_OF_LAW: Final = _l("Figures of law")


@dataclass(frozen=True, slots=True)
class Choices:
    """The words that a case under one agreement may hold."""

    parties: Options
    kinds: Options
    conditions: Options
    """Conditions of work."""
    figures: Groups
    options: Options
    questions: Options
    readings: Groups
    money: frozenset[tuple[str, str]]
    kind_words: dict[str, str]
    """The word of a kind by its title in any language, in small letters."""

    of_party: Mapping[tuple[str, str, str], str]
    """The name that one party gives to a word, by "kind", "figure", "option" or "reason", the party and the word."""

    reasons: Mapping[str, Options] = field(default_factory=dict)
    """The grounds on which each party pays a lump sum."""

    paying: Mapping[str, list[str]] = field(default_factory=dict)
    """The parties whose law on a benefit is encoded, by the benefit."""

    paying_out: frozenset[str] = frozenset()
    """The parties whose law pays out a pension that is drawn already in one sum."""

    serving: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """The benefits on whose claim an option bears, by the party and the option."""

    kinds_of_options: Mapping[tuple[str, str], Kind] = field(default_factory=dict)
    """What each option of a party is."""

    def kind_of_option(self, party: str, option: str) -> Kind:
        """What an option is; nothing where it is not known."""
        return self.kinds_of_options.get((party, option), "")

    def serves(self, party: str, option: str, benefit: str) -> bool:
        """Whether an option bears on a claim to ``benefit``: under its party, or any where the party has none such.

        One that is not known does.
        """
        if (own := self.serving.get((party, option))) is not None:
            return benefit in own
        found = [benefits for (_, name), benefits in self.serving.items() if name == option]
        return not found or any(benefit in each for each in found)

    def served(self, option: str) -> str:
        """The benefits that an option serves under each party, as "XX:old_age XX:survivors", for the page's script."""
        found = [(code, each) for (code, name), some in self.serving.items() if name == option for each in some]
        return " ".join(f"{code}:{benefit}" for code, benefit in sorted(found))

    def is_money(self, party: str, name: str) -> bool:
        """Whether the established figure ``name`` is an amount of money."""
        return (party, name) in self.money

    def options_of(self, kind: str) -> Options:
        """What there is to choose from in a field of a row, by its last part; nothing where one writes."""
        grouped = {"figure": self.figures, "choice": self.readings}.get(kind, [])
        return [each for _, some in grouped for each in some] or {
            "party": self.parties,
            "kind": self.kinds,
            "option": self.options,
            "question": self.questions,
            "condition": self.conditions,
            "reason": [each for some in self.reasons.values() for each in some],
        }.get(kind, [])


NOTHING: Final = Choices([], [], [], [], [], [], [], frozenset(), {}, {})


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
    readings: dict[str, Options] = {}
    for code, scheme in schemes.items():
        for name in {**scheme.interpretations, **open_questions(agreement, code)}:
            questions.setdefault(name, []).append(names[code].quantity(name))
            choices = question(agreement, scheme, name)[1]
            readings[name] = [(choice, own_name(titles, language)) for choice, titles in choices.items()]
    return Choices(
        parties=[(code, names[code].party(code)) for code in schemes],
        kinds=_kinds(agreement, schemes, names, language),
        conditions=_named({each for scheme in schemes.values() for each in scheme.conditions_of_work}, language),
        figures=_figures(schemes, names),
        options=_titled({code: scheme.options.model_fields for code, scheme in schemes.items()}, names),
        questions=[(name, titles[0]) for name, titles in questions.items()],
        readings=[(questions[name][0], some) for name, some in readings.items()],
        money=frozenset(
            (code, name) for code, scheme in schemes.items() for name, unit in _units(scheme) if unit in MONEY_UNITS
        ),
        kind_words={
            own_name(kind.title, each).casefold(): name
            for scheme in schemes.values()
            for name, kind in scheme.kinds.items()
            for each in LANGUAGES
        },
        of_party=_names_of_parties(schemes, names),
        reasons={
            code: sorted(((each, names[code].word(each)) for each in scheme.withdrawal_reasons), key=lambda one: one[1])
            for code, scheme in schemes.items()
        },
        paying={
            benefit: [code for code, scheme in schemes.items() if benefit in scheme.benefits]
            for benefit in get_args(Benefit)
        },
        serving={
            (code, name): frozenset(benefits)
            for code, scheme in schemes.items()
            for name, benefits in scheme.served.items()
        },
        kinds_of_options={
            (code, name): kind_of_option(schema)
            for code, scheme in schemes.items()
            for name, schema in scheme.options.model_json_schema().get("properties", {}).items()
        },
        paying_out=frozenset(code for code, scheme in schemes.items() if scheme.pays_out_pensions),
    )


def _names_of_parties(schemes: dict[str, Scheme], names: dict[str, Names]) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for code, scheme in schemes.items():
        figures = (*scheme.stand_ins, *(rule.name for rule in scheme.rules.rules), *scheme.parameters)
        found.update((("kind", code, name), names[code].kind(name)) for name in scheme.kinds)
        found.update((("figure", code, name), names[code].quantity(name)) for name in figures)
        found.update((("option", code, name), names[code].quantity(name)) for name in scheme.options.model_fields)
        found.update((("reason", code, name), names[code].word(name)) for name in scheme.withdrawal_reasons)
    return found


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


def _figures(schemes: dict[str, Scheme], names: dict[str, Names]) -> Groups:
    """Figures that institutions establish: first what makes a person's earnings unnecessary."""
    first = {code: list(scheme.stand_ins) for code, scheme in schemes.items()}
    quantities = {
        code: [rule.name for rule in scheme.rules.rules if rule.unit in ESTABLISHED_UNITS]
        for code, scheme in schemes.items()
    }
    law = {code: list(scheme.parameters) for code, scheme in schemes.items()}
    told: set[str] = set()
    groups: Groups = []
    for heading, words in ((FIRST_FIGURES, first), (QUANTITIES, quantities), (FIGURES_OF_LAW, law)):
        new = {code: [name for name in some if name not in told] for code, some in words.items()}
        groups.append((heading, _titled(new, names)))
        told.update(name for some in new.values() for name in some)
    return [(heading, options) for heading, options in groups if options]


def _titled(words: Mapping[str, Iterable[str]], names: dict[str, Names]) -> Options:
    """Each word once, with its name; with the party after each where parties name it differently."""
    titles: dict[str, dict[str, list[str]]] = {}
    for code, some in words.items():
        for name in dict.fromkeys(some):
            titles.setdefault(name, {}).setdefault(names[code].quantity(name), []).append(code)
    return [
        (
            name,
            next(iter(found))
            if len(found) == 1
            else "; ".join(f"{title} ({', '.join(codes)})" for title, codes in found.items()),
        )
        for name, found in titles.items()
    ]


def _named(words: Iterable[str], language: str) -> Options:
    return [(each, word(each, language) or readable(each)) for each in sorted(words)]
