"""The engine's faults as the desk tells them: dates as an officer writes them, fields and words by their names.

The engine speaks to whoever writes a case as JSON. Here its values are put into the form's words before a
sentence is made of them; the few sentences that are about JSON itself have others in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from totalisation.messages import Fault, Message
from totalisation.written_values import PartialDate
from web.forms import values
from web.forms.benefits import field_of_path
from web.forms.choices import NOTHING, Choices, choices_of
from web.forms.entry import FILL_IN
from web.forms.labels import label_of, row_title
from web.forms.vocabulary import BENEFITS, REGIMES, RELATIVES, UNITS

FIRST_GROUPED: Final = 10_000
"""Whole numbers from here on are shown with their thousands apart; a smaller one may be a year."""

MISSING: Final = "is missing."
"""What the engine says of a part that is not there; the desk says it in its own words."""

LONGEST_ADVICE: Final = 240
"""Characters of what would be right; a longer list of words stands in the field's own choices."""

IN_PLACE: Final[dict[str, LazyString]] = {
    "Write YYYY-MM or YYYY-MM-DD.": _l("Write mm/yyyy or dd/mm/yyyy."),
    "Write YYYY-MM.": _l("Write mm/yyyy."),
    "Write YYYY-MM-DD, from 1900 to 2199.": _l("Write dd/mm/yyyy, from 1900 to 2199."),
    "Write YYYY-MM, or YYYY-MM-DD where the day is known, from 1900 to 2199.": _l(
        "Write mm/yyyy, or dd/mm/yyyy where the day is known, from 1900 to 2199."
    ),
    "Write YYYY, YYYY-MM or YYYY-MM-DD, from 1900 to 2199.": _l(
        "Write dd/mm/yyyy, mm/yyyy or yyyy, from 1900 to 2199."
    ),
    "If the person was a citizen at that time, set {option} to true.": _l(
        "If the person was a citizen at that time, add to the claim: “%(option)s”, with the value yes."
    ),
    "Write “state” where the State set the salary, “employer” where the employer did.": _l(
        "Choose who set the salary."
    ),
    "Leave it out, or write “state” as the salary regime.": _l(
        "Leave it out, or choose the State as who set the salary."
    ),
    "Write it with its allowances as an exact number in quotes, such as “4.98”.": _l(
        "Write it with its allowances, such as 4.98."
    ),
    "Write “female” or “male”.": _l("Choose the sex."),
    "{value} is neither true nor false.": _l("%(value)s is neither yes nor no."),
    "Write true or false, without quotes.": _l("Write yes or no."),
    "Write digits alone, without quotes or decimals.": _l("Write digits alone, without decimals."),
    "Write whole units of the party's currency, as digits alone, without quotes or decimals.": _l(
        "Write whole units of the party's currency, as 1.800.000, 1,800,000 or 1800000."
    ),
    "Write “without_carer”: true, or leave the month out.": _l(
        "Tick that nobody takes direct care of the relative, or leave the month out."
    ),
    "Enter the refund that the institution has established under established.{party}.refund.": _l(
        "Enter the refund among the figures that an institution has established."
    ),
    "Enter the standard monthly income of each month, or the refund under established.{party}.refund.": _l(
        "Enter the standard monthly income of each month, or the refund among the figures that an institution has "
        "established."
    ),
    "Enter the figure that the institution uses under “{where}”, or add it to the parameter files with its source.": _l(
        "Enter the figure that the institution uses among the figures that an institution has established."
    ),
    "Add deferred_until.": _l("Add the month until which it is deferred."),
    "Leave out early or deferred_until.": _l("Leave out one of the two."),
    "{month} already has earnings of {other} in earnings[{number}], and here {amount}.": _l(
        "%(month)s already has earnings of %(other)s in another row of this period, and here %(amount)s."
    ),
}
"""What the desk says instead of an engine's sentence about notation."""

IF_MISSING: Final[dict[str, LazyString]] = {
    "claim.withdrawals": _l("Choose the ground for each party of which a lump sum is asked."),
}
"""What the desk says of a missing part that is more than one field."""

_ISO: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
_INDEX: Final = re.compile(r"\[(\d+)\]")
_NAMED: Final = re.compile(r"(claim\.options|established|interpretations)\.([^.]*)(?:\.([^.]*))?(?:\.(.*))?", re.DOTALL)
_PATH: Final = re.compile(r"(?:person|claim|periods|established|interpretations)[.\[].*", re.DOTALL)


def told(fault: Fault, language: str, choices: Choices = NOTHING) -> str:
    """What is wrong and what would be right, without the place: it stands beside its field."""
    if fault.wrong.text == MISSING:
        return str(IF_MISSING.get(fault.where, FILL_IN))
    text = sentence(fault.wrong, language, choices)
    right = "" if fault.right is None else sentence(fault.right, language, choices)
    if right and len(right) <= LONGEST_ADVICE:
        text = f"{text} {right}"
    return text[:1].upper() + text[1:]


def fault_in_words(fault: Fault, language: str, choices: Choices = NOTHING) -> str:
    """A fault as one line: the field by its name, what is wrong, what would be right."""
    place = path_in_words(fault.where, choices)
    text = told(fault, language, choices)
    return f"{place}: {text}" if place else text


def faults_in_words(faults: Iterable[Fault], language: str, facts: Mapping[str, Any] | None) -> list[str]:
    """Each fault of a case as one line; ``facts`` name the agreement whose words it holds."""
    choices = choices_of(str((facts or {}).get("agreement", "")), language)
    return [fault_in_words(each, language, choices) for each in faults]


def teller(language: str, facts: Mapping[str, Any] | None) -> Callable[[Fault], str]:
    """How reports at the desk tell what is wrong or missing about a case; ``facts`` are its own."""
    choices = choices_of(str((facts or {}).get("agreement", "")), language)
    return lambda fault: fault_in_words(fault, language, choices)


def sentence(said: Message, language: str, choices: Choices = NOTHING) -> str:
    """An engine's sentence in the words of the desk."""
    shown = {name: _shown(value, language, choices) for name, value in said.values.items()}
    ours = IN_PLACE.get(said.text)
    return Message(said.text, shown).in_language(language) if ours is None else str(ours) % shown


def path_in_words(where: str, choices: Choices = NOTHING) -> str:
    """The part of a case that a fault names, as the form calls it; the path itself where the form has no name."""
    if match := _NAMED.fullmatch(where):
        return _named(match, choices)
    if where.startswith("claim.top_up"):
        party, _dot, last = where.removeprefix("claim.top_up").removeprefix(".").partition(".")
        return _joined(row_title("top_up", 0), _party(party, choices), label_of(f"top_up-0-{last}").rpartition(", ")[2])
    if (own := field_of_path(where)) != where:
        return label_of(own, dict(choices.parties)) or where
    field = _INDEX.sub(r"-\1", where).removeprefix("person.dependants").replace(".", "-")
    field = f"dependants{field}" if where.startswith("person.dependants") else field
    field = re.sub(r"-(conditions|broken_months)-\d+$", r"-\1", field).replace("-count-", "-count_")
    return label_of(field) or where


def _named(match: re.Match[str], choices: Choices) -> str:
    part, party, name, rest = match.groups()
    titles = {"claim.options": _("Option"), "established": _("Established figure"), "interpretations": _("Reading")}
    known = {"claim.options": "option", "established": "figure", "interpretations": "question"}[part]
    return _joined(titles[part], _party(party, choices), _word(name or "", known, choices), rest or "")


def _party(code: str, choices: Choices) -> str:
    return dict(choices.parties).get(code, code)


def _word(word: str, kind: str, choices: Choices) -> str:
    return dict(choices.options_of(kind)).get(word, word)


def _joined(*parts: str) -> str:
    return ", ".join(each for each in parts if each)


def _shown(value: object, language: str, choices: Choices) -> object:
    if isinstance(value, Message):
        return sentence(value, language, choices)
    if isinstance(value, (PartialDate, date)):
        return values.date_shown(str(value))
    if isinstance(value, (list, tuple)):
        return [_shown(each, language, choices) for each in value]
    if isinstance(value, int) and not isinstance(value, bool):
        return values.money_shown(value, language) if value >= FIRST_GROUPED else value
    return _text(value, choices) if isinstance(value, str) else value


def _text(value: str, choices: Choices) -> str:
    if _ISO.fullmatch(value):
        return values.date_shown(value)
    if _PATH.fullmatch(value):
        return path_in_words(value, choices)
    return _labels(choices).get(value, value)


def _labels(choices: Choices) -> Mapping[str, str]:
    """The names of the words that a fault may name."""
    found: dict[str, str] = {word: str(label) for word, label in (*REGIMES, *UNITS, *BENEFITS, *RELATIVES)}
    for kind in ("reason", "choice", "question", "figure", "option", "condition", "kind", "party"):
        found.update(choices.options_of(kind))
    return found
