"""The worksheet of a determination from its data alone, where the engine no longer decides the case in that way.

What was decided is what its data say (``data.as_data``). Names come from today's agreement and legislation where
they still know them; sentences stand in the language in which they were kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from totalisation.agreement_file import find_agreement
from totalisation.messages import FaultsError, Message, message
from totalisation.months import parse_month
from totalisation.reports import words
from totalisation.reports.blocks import Block, Fields, Items, Paragraph, Section, items
from totalisation.reports.edition import Edition
from totalisation.reports.html.rendering import Medium, filled
from totalisation.reports.names import BASES, CONDITIONS, QUANTITIES, STATUSES, Names, own_name, readable, word
from totalisation.reports.noted import Noted, with_notes
from totalisation.reports.values import AGE_UNITS, MONEY_UNITS
from totalisation.reports.worksheet_result import share
from totalisation.schemes import scheme_of

Data = Mapping[str, Any]

FIGURES = (
    ("own_months", "months"),
    ("totalised_months", "months"),
    ("start", "month"),
    ("average_earnings", "money"),
    ("rate", "fraction"),
    ("theoretical_amount", "money"),
    ("ratio", "fraction"),
    ("monthly_amount_at_start", "money"),
    ("monthly_amount", "money"),
)
"""A party's figures with their units, in the order of the worksheet."""

CALLED = {"totalised_months": "total_months", "start": "start_month", "rate": "pension_rate"}
"""The quantities that the data call otherwise."""


def kept_worksheet_html(
    result: Data,
    language: str = "en",
    *,
    medium: Medium = "page",
    style_address: str | None = None,
    edition: Edition | None = None,
) -> str:
    """The worksheet of ``result``, the data of a determination, as a whole page of HTML in ``language``.

    ``medium``, ``style_address`` and ``edition`` are those of ``rendering.filled``. Raises FaultsError where the
    template engine is not installed.
    """
    kept = _Kept(result, language)
    benefit = word(result["benefit"], language)
    return filled(
        "worksheet.html",
        language,
        medium=medium,
        style_address=style_address,
        edition=edition,
        title=kept.told(message("Worksheet: {benefit} under an agreement on social insurance", benefit=benefit)),
        case_id=result["case_id"],
        head=kept.head(),
        sections=list(kept.sections()),
        drawings=[],
        reasoning=[],
    )


class _Kept:
    """The data of a determination, being written down in one language."""

    def __init__(self, result: Data, language: str) -> None:
        self.result = result
        self.language = language
        self.names = names_of(result, language)

    def told(self, text: Message) -> str:
        return text.in_language(self.language)

    def party(self, code: str) -> str:
        return self.names[code].party(code) if code in self.names else code

    def quantity(self, code: str, name: str) -> str:
        if code in self.names:
            return self.names[code].quantity(name)
        known = QUANTITIES.get(name) or CONDITIONS.get(name)
        return readable(name) if known is None else self.told(known)

    def head(self) -> Fields:
        names = next(iter(self.names.values()), None)
        agreement = f" ({self.result['agreement']})" if names else str(self.result["agreement"])
        title = own_name(names.agreement.title, self.language) if names else ""
        return Fields(
            (
                (self.told(message("Case")), str(self.result["case_id"])),
                (self.told(message("Agreement")), f"{title}{agreement}"),
                (self.told(message("Claim")), _day(self.result["claim_date"], self.language)),
                (self.told(message("As of")), _day(self.result["as_of"], self.language)),
                (self.told(message("Engine")), f"totalisation {self.result['engine']['version']}"),
            )
        )

    def sections(self) -> Iterator[Section]:
        changed = message(
            "The engine or the figures of law have changed since this was decided. "
            "What stands here is what was decided then, from the data that were kept."
        )
        periods = list(self.periods())
        yield Section(self.told(message("Insured periods")), (Paragraph(self.told(changed)), items(periods)))
        for code, side in self.result["parties"].items():
            yield Section(self.party(code), tuple(self.side(code, side)))
        for code, side in self.result["parties"].items():
            steps = [self.step(code, side["currency"], each) for each in side["steps"] if each["unit"] != "conditions"]
            yield Section(f"{self.told(message('The reasoning, step by step'))}: {self.party(code)}", (items(steps),))
        doubts = with_notes(map(self.doubt, self.result["unverified"]), self.language)
        yield Section(self.told(message("What is not certain")), (Items(doubts) if doubts else self.nothing(),))
        titles = tuple((key, str(title)) for key, title in self.result["documents"].items())
        yield Section(self.told(message("Documents cited")), (Fields(titles) if titles else self.nothing(),))

    def nothing(self) -> Paragraph:
        return Paragraph(self.told(message("none")))

    def periods(self) -> Iterator[str]:
        """Each stretch of insured time, and why one does not count."""
        for code, stretches in self.result["aggregation"]["own_records"].items():
            for each in stretches:
                span = words.month_span(parse_month(each["from"]), parse_month(each["to"]), self.language)
                kind = self.names[code].kind(each["kind"]) if code in self.names and each["kind"] else ""
                parts = [self.party(code), span, kind, words.months(each["months"], self.language)]
                told = ", ".join(each for each in parts if each)
                yield told if each["counted"] else f"{told}: {each['reason']}"

    def side(self, code: str, side: Data) -> Iterator[Block]:
        value = self.values(side["currency"])
        rows = [(self.told(message("basis")), self.told(BASES[side["basis"]]))]
        for name, unit in FIGURES:
            if side[name] is not None:
                rows.append((self.quantity(code, CALLED.get(name, name)), value(side[name], unit)))
        rows.extend((self.quantity(code, name), value(amount, "money")) for name, amount in side["further"].items())
        yield Fields(tuple(rows))
        for title, conditions in (
            (message("Conditions that are met:"), [each for each in side["conditions"] if each["met"]]),
            (message("What is missing:"), side["missing"]),
        ):
            if conditions:
                yield self.conditions(title, code, value, conditions)
        if side["remarks"]:
            remarks = [_with_articles(each["text"], each["citation"]) for each in side["remarks"]]
            yield items(remarks, self.told(message("Remarks:")))

    def conditions(self, title: Message, code: str, value: Callable[[Any, str], str], conditions: list[Data]) -> Items:
        def line(each: Data) -> str:
            told = {
                "condition": self.quantity(code, each["condition"]),
                "required": value(each["required"], each["unit"]),
                "actual": value(each["actual"], each["unit"]),
            }
            if each["met"]:
                return self.told(message("{condition}: met (required {required}, actual {actual})", **told))
            return self.told(message("{condition}: not met (required {required}, actual {actual})", **told))

        return items([line(each) for each in conditions], self.told(title))

    def step(self, code: str, currency: str, step: Data) -> str:
        told = f"{self.quantity(code, step['name'])}: {self.values(currency)(step['value'], step['unit'])}"
        return _with_articles(told, *step["citations"])

    def doubt(self, doubt: Data) -> Noted:
        name = f"{self.party(doubt['party'])}: {self.quantity(doubt['party'], doubt['name'])}"
        text = f"{_with_articles(name, doubt['citation'])}: {self.told(STATUSES[doubt['status']])}"
        return Noted(text, name, doubt.get("note") or "")

    def values(self, currency: str) -> Callable[[Any, str], str]:
        """What puts a value of the data into the words of its unit."""

        def written(value: Any, unit: str) -> str:
            if value is None:
                return "–"
            if isinstance(value, bool):
                return self.told(message("yes") if value else message("no"))
            if isinstance(value, Mapping):
                return "; ".join(f"{key}: {written(each, unit)}" for key, each in value.items()) or "–"
            if isinstance(value, list):
                return "; ".join(written(each, unit) for each in value) or "–"
            try:
                return self.in_unit(value, unit, currency)
            except ValueError:  # a value that its unit does not read is told as it was kept
                return str(value)

        return written

    def in_unit(self, value: str | int, unit: str, currency: str) -> str:
        if unit == "month":
            return words.month(parse_month(str(value)), self.language)
        if unit == "day":
            return _day(str(value), self.language)
        if unit in MONEY_UNITS:
            return words.money(Fraction(value), currency, self.language)
        if unit in {"months", "months_by_year"}:
            return words.months(value if isinstance(value, int) else Fraction(value), self.language)
        if unit in AGE_UNITS:
            return words.age(int(value) * AGE_UNITS[unit], self.language)
        if unit == "fraction":
            return share(Fraction(value), self.language)
        return word(value, self.language) if isinstance(value, str) else str(value)


def names_of(result: Data, language: str) -> dict[str, Names]:
    """Today's names for each party of the determination; none where the agreement is no longer there."""
    try:
        agreement = find_agreement(result["agreement"])
    except FaultsError:
        return {}
    return {
        code: Names(language, agreement, code, scheme_of(agreement.parties[code]))
        for code in result["parties"]
        if code in agreement.parties
    }


def _day(text: str, language: str) -> str:
    return words.day(date.fromisoformat(text), language)


def _with_articles(text: str, *citations: Data | None) -> str:
    cited = "; ".join(f"{each['source']} {each['article']}".rstrip() for each in citations if each is not None)
    return f"{text} ({cited})" if cited else text
