"""Names for the answer about a piece of work: kinds of work, laws, spans of days, and the steps that found them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from totalisation.agreement import Agreement
from totalisation.coverage.answer import CoverageAnswer
from totalisation.messages import Message, message
from totalisation.reports import words
from totalisation.reports.names import STATUSES, cited, party_name
from totalisation.rules import Quantity

KINDS: Final[Mapping[str, Message]] = {
    "detached": message("sent by the employer (detached)"),
    "local_hire": message("hired where the work is done"),
    "self_employed": message("self-employed"),
    "self_employed_detached": message("self-employed, for a time in the other party"),
    "public_service": message("sent by a public employer"),
    "ship": message("on board of a ship"),
    "airline": message("for an airline"),
}
"""Kinds of work."""

QUANTITIES: Final[Mapping[str, Message]] = {
    "posting_start": message("beginning of the posting"),
    "earliest_count": message("day from which months are counted at the earliest"),
    "counting_start": message("day from which the months are counted"),
    "first_months": message("months of the first period"),
    "extension_months": message("months of the extension"),
    "period_ends": message("how the period ends"),
    "first_period_end": message("last day of the first period"),
    "longest_end": message("last day of the longest extension"),
    "insurance_required": message("insurance under the home law is required"),
    "insured_at_home": message("insured under the home law"),
    "replacement_barred": message("replacing another is barred"),
    "replaces_another": message("replaces another"),
    "conditions_met": message("conditions met"),
    "when_longer": message("if expected to last longer"),
    "longer_than": message("measured by"),
    "work_end": message("last day of the work"),
    "expected_end": message("day on which the work was expected to end"),
    "expectation_limit": message("day beyond which it must not be expected to last"),
    "expected_within": message("expected to end within that time"),
    "home_law_holds": message("the home law goes on"),
    "extended_until": message("extension granted until"),
    "granted_end": message("last day of the time granted"),
    "home_law_end": message("last day under the home law"),
    "extension_needed": message("an extension is needed"),
}
"""Steps by which the last day under the home party's law is found."""

WORDS: Final[Mapping[str, Message]] = {
    "to_the_day": message("to the day"),
    "with_the_month": message("with the calendar month"),
    "first_months": message("the first months count all the same"),
    "not_detached": message("the law of the place of work from the first day"),
    "all_months": message("all months that the agreement allows"),
    "first_period": message("the first period alone"),
}


def laws_named(party: str | None, agreement: Agreement, language: str) -> str:
    """The law of a party, or that each party's own law decides."""
    if party is None:
        return message("each party's own law decides").in_language(language)
    return message("the law of {party}", party=party_name(agreement, party, language)).in_language(language)


def span_in_words(first: date, last: date | None, language: str) -> str:
    """Days from the first to the last, or without an end that is known."""
    if last is None or last.year == 2199:
        return message("from {date}", date=words.day(first, language)).in_language(language)
    return f"{words.day(first, language)} – {words.day(last, language)}"


def steps_of(answer: CoverageAnswer, language: str) -> Iterator[str]:
    """Each step of the computation as a line: its name, value, what it was made from, and its article."""
    if answer.computation is None:
        return
    for step in answer.computation.steps:
        made_from = "; ".join(_named(each, language) for each in step.inputs)
        sure = "" if step.status == "verified" else f"; {STATUSES[step.status].in_language(language)}"
        citation = ", ".join(cited(each) for each in step.citations)
        yield f"{_named(step, language)} ← {made_from} ({citation}{sure})"


def _named(quantity: Quantity, language: str) -> str:
    return f"{QUANTITIES[quantity.name].in_language(language)} = {value_in_words(quantity, language)}"


def value_in_words(quantity: Quantity, language: str) -> str:
    """The value of a step or a fact."""
    value = quantity.value
    if value is None:
        return "–"
    if isinstance(value, bool):
        return (message("yes") if value else message("no")).in_language(language)
    if isinstance(value, date):
        return words.day(value, language)
    if isinstance(value, int):
        return words.months(value, language)
    return WORDS[str(value)].in_language(language)
