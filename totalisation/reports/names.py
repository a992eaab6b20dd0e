"""What quantities, conditions, terms and words are called in a report.

A scheme names its own quantities, figures and kinds of period; here stand the names of what the engine
itself adds: facts of every case, the agreement's conditions and methods, and the words that a case may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from totalisation.agreement import Agreement, PartyTerms
from totalisation.messages import Message, message
from totalisation.notes import Note
from totalisation.parameters import Citation
from totalisation.periods import Kind
from totalisation.reports import words
from totalisation.schemes.base import Scheme
from totalisation.wording import BENEFIT_NAMES, UNIT_NAMES

QUANTITIES: Final[Mapping[str, Message]] = {
    "sex": message("sex"),
    "birth_date": message("date of birth"),
    "claim_date": message("day of the claim"),
    "claim_month": message("month of the claim"),
    "as_of_month": message("month of the amount"),
    "provision_month": message("month from which totalisation has effect"),
    "totalising": message("decided by totalisation"),
    "own_months": message("own insured months"),
    "ratio_months": message("own months in the pro-rata ratio"),
    "total_months": message("totalised months"),
    "denominator_months": message("months in the ratio's denominator"),
    "qualifying_months": message("insured months for entitlement"),
    "counted_months": message("insured months for the amount"),
    "denominator_cap": message("cap on the ratio's denominator"),
    "fixed_months": message("fixed months of the ratio's denominator"),
    "flat_part": message("flat part of the pension"),
    "agreed_refund": message("refund by the agreement"),
    "agreed_refund_date": message("day from which the agreement refunds"),
    "agreed_refund_since": message("first month whose contributions the agreement refunds"),
    "conditions": message("conditions of entitlement"),
    "start_month": message("first month of payment"),
    "average_earnings": message("average earnings"),
    "pension_rate": message("pension rate"),
    "pension_exact": message("monthly pension before rounding"),
    "theoretical_amount": message("theoretical amount"),
    "ratio": message("pro-rata ratio"),
    "payable_exact": message("amount payable before rounding"),
    "monthly_amount_at_start": message("monthly amount at the start"),
    "monthly_amount": message("monthly amount"),
}
"""Quantities that the engine gives, asks for or adds."""

CONDITIONS: Final[Mapping[str, Message]] = {
    "totalisation_in_effect": message("totalisation in effect on the day of the claim"),
    "minimum_own_period": message("minimum own insured period for totalisation"),
    "insured_at_contingency": message("insured at or shortly before the contingency"),
    "qualifying_period": message("qualifying period"),
    "age": message("pension age"),
}
"""Conditions that the agreement sets, and those that all schemes share."""

ROUNDINGS: Final[Mapping[str, Message]] = {
    "nearest_whole": message("rounded to the nearest whole unit of currency"),
    "down_to_ten": message("rounded down to a multiple of ten units of currency"),
    "down_to_whole": message("rounded down to a whole unit of currency"),
    "up_to_whole": message("rounded up to a whole unit of currency"),
}
"""Named roundings of amounts."""

STATUSES: Final[Mapping[str, Message]] = {
    "verified": message("read in the instrument"),
    "secondary": message("read in a secondary copy only"),
    "unverified": message("not read"),
}
"""How sure a figure, rule or term is."""

ORIGINS: Final[Mapping[str, Message]] = {
    "rule": message("rule"),
    "fact": message("fact of the case"),
    "figure": message("figure of law"),
    "established": message("established by the institution"),
    "interpretation": message("reading chosen"),
}
"""Where a quantity comes from."""

BASES: Final[Mapping[str, Message]] = {
    "independent": message("on own periods"),
    "totalised": message("by totalisation"),
    "none": message("not entitled"),
}
"""On what periods a party's result rests."""

WORDS: Final[Mapping[str, Message]] = {
    "female": message("female"),
    "male": message("male"),
    **BENEFIT_NAMES,
    "state": message("salary set by the State"),
    "employer": message("salary set by the employer"),
    "spouse": message("spouse"),
    "child": message("child"),
    "parent": message("parent"),
    "grandchild": message("grandchild"),
    "grandparent": message("grandparent"),
    "sibling": message("brother or sister"),
    "other": message("other relative"),
    "accident": message("accident"),
    "work_accident": message("accident at work"),
    "occupational_disease": message("occupational disease"),
    "illness": message("illness"),
    **UNIT_NAMES,
    "yes": message("yes"),
    "no": message("no"),
    "none": message("none"),
    "compulsory": message("compulsory insurance"),
    "voluntary": message("voluntary insurance"),
    "credited": message("credited periods"),
    "deemed": message("deemed periods"),
    "residence": message("periods of residence"),
    "hazardous": message("arduous, hazardous or dangerous work"),
    "very_hazardous": message("especially arduous, hazardous or dangerous work"),
    "difficult_area": message("work in an area of special difficulty"),
    "underground_coal": message("underground coal mining"),
    "armed_forces": message("service in the armed forces"),
    "commune_cadre": message("cadre of a commune"),
}
"""Words of a case and of the rules."""


def readable(name: str) -> str:
    """A name that nothing translates, with spaces in place of its underscores."""
    return name.replace("_", " ")


def own_name(titles: Mapping[Any, str], language: str) -> str:
    """A title from a data file in ``language``, in English where it has none."""
    return titles.get(language) or titles["en"]


def note_in(note: Note | None, language: str) -> str:
    """A note in ``language``, in English where it has none; nothing where there is no note."""
    return own_name(note, language) if note else ""


def word(value: str, language: str) -> str:
    """A word of a case or a rule."""
    known = WORDS.get(value)
    return readable(value) if known is None else known.in_language(language)


class Names:
    """The names of one party's side of a determination, in one language."""

    def __init__(self, language: str, agreement: Agreement, party: str, scheme: Scheme) -> None:
        self.language = language
        self.agreement = agreement
        self.scheme = scheme
        self.terms: PartyTerms = agreement.parties[party]
        self.currency = self.terms.currency

    def party(self, code: str) -> str:
        """A party's name, or the code of a state that is none."""
        return party_name(self.agreement, code, self.language)

    def quantity(self, name: str) -> str:
        """The name of a quantity, a figure, a condition or an open question."""
        if name in self.scheme.quantities:
            return own_name(self.scheme.quantities[name], self.language)
        if name in self.scheme.parameters:
            return own_name(self.scheme.parameters[name].title, self.language)
        if name in self.scheme.interpretations or name in self.agreement.interpretations:
            return own_name(question(self.agreement, self.scheme, name)[0], self.language)
        known = QUANTITIES.get(name) or CONDITIONS.get(name)
        return readable(name) if known is None else known.in_language(self.language)

    def word(self, value: str) -> str:
        """A word of a case, which the scheme may name in its own way, such as the ground for a lump sum."""
        known = self.scheme.quantities.get(value)
        return word(value, self.language) if known is None else own_name(known, self.language)

    def condition(self, name: str) -> str:
        """The name of a condition: the agreement's, or the scheme's."""
        known = CONDITIONS.get(name)
        if name not in self.scheme.quantities and known is not None:
            return known.in_language(self.language)
        return self.quantity(name)

    def choice(self, interpretation: str, choice: str) -> str:
        """One reading of an open question."""
        return own_name(question(self.agreement, self.scheme, interpretation)[1][choice], self.language)

    def kind(self, name: str) -> str:
        """A kind of insured period."""
        kind: Kind | None = self.scheme.kinds.get(name)
        return word(name, self.language) if kind is None else own_name(kind.title, self.language)

    def rounding(self, name: str) -> str:
        """A named rounding."""
        known = ROUNDINGS.get(name)
        return self.quantity(name) if known is None else known.in_language(self.language)

    def source(self, key: str) -> str:
        """The full title of a document."""
        return source_title(self.agreement, self.scheme, key, self.language)


def question(
    agreement: Agreement, scheme: Scheme, name: str
) -> tuple[Mapping[Any, str], Mapping[str, Mapping[Any, str]]]:
    """An open question of national law or of the agreement: its titles, and those of its readings."""
    national = scheme.interpretations.get(name)
    if national is not None:
        return national.question, national.choices
    terms = agreement.interpretations[name]
    return terms.question, {choice: each.title for choice, each in terms.choices.items()}


def party_name(agreement: Agreement, code: str, language: str) -> str:
    """A party's name, or the code of a state that is none."""
    terms = agreement.parties.get(code)
    return code if terms is None else own_name(terms.title, language)


def in_full(text: Message, agreement: Agreement, language: str) -> str:
    """A sentence of the engine as a report tells it: parties by their names, days as the language writes them."""

    def told(value: object) -> object:
        if isinstance(value, (list, tuple)):
            return [told(each) for each in value]
        if isinstance(value, date):
            return words.day(value, language)
        return party_name(agreement, value, language) if isinstance(value, str) else value

    return Message(text.text, {name: told(value) for name, value in text.values.items()}).in_language(language)


def source_title(agreement: Agreement, scheme: Scheme, key: str, language: str) -> str:
    """The full title of a document that the scheme or the agreement cites; its key where neither lists it."""
    title = scheme.sources.get(key, {}).get("title")
    if isinstance(title, Mapping):
        return own_name(title, language)
    if isinstance(title, str):
        return title
    source = agreement.sources.get(key)
    return key if source is None else own_name(source.title, language)


def cited(citation: Citation) -> str:
    """A citation as it stands beside a figure: the key of the document and the article."""
    return str(citation)
