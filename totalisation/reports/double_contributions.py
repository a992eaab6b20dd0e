"""The check of double contributions over a career, as text and as plain JSON types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from totalisation import __version__
from totalisation.coverage.double import DoubleCheck, DoubleMonths, Verdict
from totalisation.messages import Message, message
from totalisation.months import format_month
from totalisation.reports import words
from totalisation.reports.blocks import Fields, Item, Items, Paragraph, Section, items
from totalisation.reports.columns import heading
from totalisation.reports.coverage_data import stretch_data
from totalisation.reports.coverage_words import laws_named, span_in_words
from totalisation.reports.data import citation_data
from totalisation.reports.names import STATUSES, cited, own_name, party_name
from totalisation.reports.text import section_lines

VERDICTS: Final[Mapping[Verdict, Message]] = {
    "not_due": message("Paid to both, and to one not due"),
    "unexplained": message("Paid to both, and not explained by what is known"),
    "allowed": message("Paid to both, as each law asked"),
}
"""What is said of months that were paid to both parties."""


def double_report(check: DoubleCheck, language: str = "en") -> str:
    """The whole check as text, at most 100 columns wide."""
    title = message("Double contributions: {career_id}", career_id=check.career.career_id).in_language(language)
    lines = list(heading(title, "="))
    for number, section in enumerate(_sections(check, language), 1):
        lines.extend(section_lines(number, section, ()))
    return "\n".join(lines) + "\n"


def _sections(check: DoubleCheck, language: str) -> Iterator[Section]:
    agreement = own_name(check.agreement.title, language)
    yield Section(
        message("agreement").in_language(language).capitalize(),
        (Fields(((check.agreement.id, agreement),)),),
    )
    for verdict, title in VERDICTS.items():
        if found := check.of(verdict):
            told = tuple(Item(line, (Item(why, plain=True),)) for line, why in _told(found, check, language))
            yield Section(title.in_language(language), (Items(told),))
    if not check.months:
        none = message("No month was paid to both parties in periods that are compared.").in_language(language)
        yield Section(message("Double contributions").in_language(language), (Paragraph(none),))
    if check.stretches:
        covered = [
            f"{span_in_words(each.first, each.last, language)}: {laws_named(each.party, check.agreement, language)} "
            f"({cited(each.term.citation)})"
            for each in check.stretches
        ]
        yield Section(message("Whose law covers it").in_language(language), (items(covered),))
    if check.set_aside:
        aside = [each.in_language(language) for each in check.set_aside]
        yield Section(message("Periods not compared").in_language(language), (items(aside),))


def _told(months: tuple[DoubleMonths, ...], check: DoubleCheck, language: str) -> Iterator[tuple[str, str]]:
    for each in months:
        yield double_line(each, check, language), why(each, language)


def double_line(each: DoubleMonths, check: DoubleCheck, language: str) -> str:
    """Months and to whom contributions were not due, in one line."""
    span = words.month_span(each.first, each.last, language)
    count = words.months(each.last - each.first + 1, language)
    if each.party is None or each.due_to is None:
        return f"{span}, {count}"
    said = message(
        "not due to {party}: the law of {due_to} covered the work",
        party=party_name(check.agreement, each.party, language),
        due_to=party_name(check.agreement, each.due_to, language),
    )
    return f"{span}, {count}: {said.in_language(language)}"


def why(each: DoubleMonths, language: str) -> str:
    """Why, with the certificate and the article."""
    told = each.reason.in_language(language)
    if each.certificate is not None:
        told += "; " + message("certificate {number}", number=each.certificate).in_language(language)
    if each.term is None:
        return told
    sure = "" if each.term.status == "verified" else f"; {STATUSES[each.term.status].in_language(language)}"
    return f"{told} ({cited(each.term.citation)}{sure})"


def double_data(check: DoubleCheck, language: str = "en") -> dict[str, Any]:
    """The whole check as plain JSON types; months are "YYYY-MM"."""
    return {
        "career_id": check.career.career_id,
        "agreement": check.agreement.id,
        "engine": {"name": "totalisation", "version": __version__},
        "months": [months_data(each, language) for each in check.months],
        "stretches": [stretch_data(each, language) for each in check.stretches],
        "set_aside": [each.in_language(language) for each in check.set_aside],
    }


def months_data(each: DoubleMonths, language: str) -> dict[str, Any]:
    """Months of which one thing is said."""
    return {
        "from": format_month(each.first),
        "to": format_month(each.last),
        "months": each.last - each.first + 1,
        "verdict": each.verdict,
        "not_due_to": each.party,
        "due_to": each.due_to,
        "reason": each.reason.in_language(language),
        "certificate": each.certificate,
        "citation": None if each.term is None else citation_data(each.term.citation),
        "status": None if each.term is None else each.term.status,
    }
