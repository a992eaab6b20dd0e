"""The agreements that are shipped, as a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from totalisation.agreement import PROVISIONS, Agreement, ChoiceTerm, Example, Term
from totalisation.messages import Message, message
from totalisation.parameters import STATUSES as STATUS_NAMES
from totalisation.reports import words
from totalisation.reports.columns import fields, wrapped
from totalisation.reports.names import STATUSES, own_name

PROVISION_NAMES: Final[dict[str, Message]] = {
    "coverage": message("which law applies, from"),
    "totalisation": message("totalisation, from"),
    "payment_abroad": message("payment abroad, from"),
    "lump_sum_refund": message("lump-sum refund, from"),
}

KINDS: Final[dict[str, Message]] = {
    "totalisation": message("totalisation and coverage"),
    "coverage_only": message("coverage only"),
}


def terms_of(value: object) -> Iterator[Term]:
    """Every term of an agreement, however deep; its worked examples and other readings are none."""
    if isinstance(value, (Example, ChoiceTerm)):
        return
    if isinstance(value, Term):
        yield value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from terms_of(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from terms_of(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from terms_of(each)


def agreement_lines(agreement: Agreement, language: str) -> Iterator[str]:
    """Name, title, dates of effect, and how many terms have which status."""
    counts = Counter[str](term.status for term in terms_of(agreement))
    told = ", ".join(
        f"{STATUSES[status].in_language(language)}: {counts[status]}" for status in STATUS_NAMES if counts[status]
    )
    rows = [
        (message("kind"), KINDS[agreement.kind].in_language(language)),
        (message("in force from"), words.day(agreement.entry_into_force.date, language)),
        *(
            (PROVISION_NAMES[name], words.day(agreement.provisions[name].date, language))
            for name in PROVISIONS
            if name in agreement.provisions
        ),
        (message("terms"), told),
    ]
    yield from wrapped(own_name(agreement.title, language), f"{agreement.id}  ")
    yield from fields([(name.in_language(language), value) for name, value in rows], "    ")
    yield ""
