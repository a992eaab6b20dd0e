"""What the sections of a worksheet share: one determination, told in one language."""

from __future__ import annotations

from totalisation.determination import Determination
from totalisation.messages import Message
from totalisation.months import MonthSet
from totalisation.parameters import Citation
from totalisation.reports import words
from totalisation.reports.names import Names, cited, in_full, party_name


class Page:
    """A determination being written down in one language."""

    def __init__(self, determination: Determination, language: str) -> None:
        self.determination = determination
        self.case = determination.case
        self.agreement = determination.agreement
        self.language = language
        self.names = {
            code: Names(language, self.agreement, code, result.scheme) for code, result in determination.parties.items()
        }

    def told(self, text: Message) -> str:
        """A message in the page's language."""
        return text.in_language(self.language)

    def in_full(self, text: Message) -> str:
        """A sentence of the engine, with parties by their names and days as the page's language writes them."""
        return in_full(text, self.agreement, self.language)

    def party(self, code: str) -> str:
        """A party's name, or the code of a third state."""
        return party_name(self.agreement, code, self.language)

    def kind(self, party: str, kind: str) -> str:
        """A kind of insured period by the name that its party gives it."""
        names = self.names.get(party) or next(iter(self.names.values()))
        return names.kind(kind)

    def runs(self, months: MonthSet) -> str:
        """A set of months as its unbroken stretches."""
        return "; ".join(words.month_span(first, last, self.language) for first, last in months.runs())


def with_citation(text: str, citation: Citation | None) -> str:
    """A sentence with the article it rests on."""
    return text if citation is None else f"{text} ({cited(citation)})"
