"""The form of a certificate of coverage: what was typed as an entry of the register, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, get_args

from flask_babel import gettext as _

from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.coverage.work import WorkKind
from totalisation.reports.coverage_words import KINDS
from totalisation.reports.names import own_name
from totalisation.written_values import PartialDate
from web.forms.values import date_from, tidy
from web.store.certificates import LONGEST_NUMBER, Entry

FIELDS: Final = ("number", "direction", "kind", "holder", "birth", "employer", "first", "last", "case")

LONGEST_TEXT: Final = 200


def directions(language: str) -> list[tuple[str, str]]:
    """Each agreement with the party that issues the certificate, as "AGREEMENT:PARTY" and in words."""
    found = []
    for name in agreement_names():
        agreement = find_agreement(name)
        titles = {code: own_name(terms.title, language) for code, terms in agreement.parties.items()}
        for code in agreement.codes:
            other = titles[agreement.other(code)]
            label = _("issued by %(party)s, for work in %(place)s", party=titles[code], place=other)
            found.append((f"{name}:{code}", f"{label} ({name})"))
    return found


def kinds(language: str) -> list[tuple[str, str]]:
    """The kinds of work for which certificates are issued."""
    return [(name, KINDS[name].in_language(language)) for name in get_args(WorkKind)]


def day_from(text: str) -> date | None:
    """The day that was typed, as dd/mm/yyyy or ISO; None if it is no day."""
    written = date_from(text)
    return date.fromisoformat(written) if written is not None and len(written) == 10 else None


def read_certificate(form: Mapping[str, str], case_id: int | None) -> tuple[Entry | None, dict[str, str]]:
    """The entry that was typed, or what is wrong with each field. ``case_id`` is that of the case typed, if any."""
    typed = {name: tidy(form.get(name, "")) for name in FIELDS}
    errors: dict[str, str] = {}
    if not typed["number"]:
        errors["number"] = _("Give the number of the certificate.")
    elif len(typed["number"]) > LONGEST_NUMBER:
        errors["number"] = _("Shorten the number to %(most)s characters.", most=LONGEST_NUMBER)
    agreement, _colon, party = typed["direction"].partition(":")
    if agreement not in agreement_names() or party not in find_agreement(agreement).parties:
        errors["direction"] = _("Choose who issued the certificate.")
    if typed["kind"] not in get_args(WorkKind):
        errors["kind"] = _("Choose the kind of work.")
    if not typed["holder"]:
        errors["holder"] = _("Give the name of the holder.")
    for name in ("holder", "employer"):
        if len(typed[name]) > LONGEST_TEXT:
            errors[name] = _("Shorten the name to %(most)s characters.", most=LONGEST_TEXT)
    birth = date_from(typed["birth"]) if typed["birth"] else ""
    if birth is None:
        errors["birth"] = _("Write the date of birth as dd/mm/yyyy, mm/yyyy or yyyy.")
    first, last = day_from(typed["first"]), day_from(typed["last"])
    errors |= faults_of_days(typed, first, last)
    if birth and first is not None and first < PartialDate(birth).first_day:
        errors["birth"] = _("The holder was born after the first day of the certificate. Correct one of the two.")
    if typed["case"] and case_id is None:
        errors["case"] = _("Your office has no case of this number.")
    if errors or first is None or last is None or birth is None:
        return None, {name: errors[name] for name in FIELDS if name in errors}
    place = find_agreement(agreement).other(party)
    entry = Entry(
        typed["number"],
        agreement,
        party,
        place,
        typed["kind"],
        typed["holder"],
        first,
        last,
        birth,
        typed["employer"],
        case_id,
    )
    return entry, {}


def faults_of_days(typed: Mapping[str, str], first: date | None, last: date | None) -> dict[str, str]:
    """What is wrong with the first and the last day."""
    errors: dict[str, str] = {}
    if first is None:
        errors["first"] = _("Write the first day as dd/mm/yyyy.")
    if last is None:
        errors["last"] = _("Write the last day as dd/mm/yyyy.")
    elif first is not None and last < first:
        errors["last"] = _("The last day is before the first.")
    return errors
