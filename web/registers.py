"""The register of certificates in words: what stands out about one, and months paid to both parties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from flask_babel import gettext as _

from totalisation.agreement import Agreement
from totalisation.agreement_file import agreement_names, find_agreement
from totalisation.case import Period
from totalisation.case_file import case_from
from totalisation.coverage.career import Career
from totalisation.coverage.double import DoubleCheck, double_months
from totalisation.coverage.register import Finding, Registered, findings_about
from totalisation.coverage.work import IssuedCertificate, Worker, WorkKind
from totalisation.messages import FaultsError
from totalisation.reports.double_contributions import VERDICTS, double_line, why
from totalisation.reports.names import cited, party_name
from web.forms.values import date_shown
from web.languages import current_language
from web.store.models import Certificate, StoredCase


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that the register shows, in words, with the days and the article."""

    days: str
    text: str
    article: str


def registered(kept: Certificate) -> Registered:
    """A certificate of the store as the engine compares it."""
    kind = cast(WorkKind, kept.kind)
    return Registered(kept.number, kept.party, kind, kept.first, kept.end, kept.extends_id is not None)


def agreement_of(name: str) -> Agreement | None:
    """The agreement of a certificate, or None where it is no longer shipped."""
    return find_agreement(name) if name in agreement_names() else None


def periods_of(kept: StoredCase | None) -> tuple[Period, ...]:
    """The insured periods of a case; none where its facts are not complete."""
    if kept is None:
        return ()
    try:
        return case_from(kept.facts).periods
    except FaultsError:
        return ()


def findings_told(kept: Certificate, others: Sequence[Certificate]) -> list[Told]:
    """What stands out about a certificate beside the others of the same person and the periods of its case."""
    agreement = agreement_of(kept.agreement)
    if agreement is None:
        return []
    periods = (
        periods_of(kept.case) if kept.case is not None and kept.case.facts.get("agreement") == agreement.id else ()
    )
    found = findings_about(registered(kept), [registered(each) for each in others], periods, agreement)
    return [_told(each, agreement) for each in found]


def _told(finding: Finding, agreement: Agreement) -> Told:
    language = current_language()
    party = "" if finding.party is None else party_name(agreement, finding.party, language)
    said = {
        "two_laws": _(
            "Certificate %(other)s of %(party)s covers these days too: only one law can.",
            other=finding.other,
            party=party,
        ),
        "twice": _("Certificate %(other)s of %(party)s covers these days too.", other=finding.other, party=party),
        "gap": _("No certificate covers these days, between certificate %(other)s and this one.", other=finding.other),
        "too_long": _("This is longer than the agreement allows."),
        "before_effect": _("The agreement has no effect on these days: both parties may ask for contributions."),
        "paid_twice": _("Contributions were paid to %(party)s too, where they are not due.", party=party),
        "not_insured": _(
            "No insurance in %(party)s is known for these months, whose law covers the work.", party=party
        ),
    }[finding.kind]
    article = "" if finding.term is None else cited(finding.term.citation)
    return Told(span(finding.first, finding.last), said, article)


def span(first: date, last: date) -> str:
    """Days from the first to the last, as dd/mm/yyyy."""
    return f"{date_shown(first.isoformat())} – {date_shown(last.isoformat())}"


def double_told(
    kept: StoredCase, certificates: Sequence[Certificate]
) -> list[tuple[str, list[tuple[str, str]]]] | None:
    """Months of a case that were paid to both parties, under a heading each; None where the case is not complete."""
    agreement = agreement_of(str(kept.facts.get("agreement", "")))
    periods = periods_of(kept)
    if agreement is None or not periods:
        return None
    issued = tuple(
        IssuedCertificate.model_validate(
            {"party": each.party, "from": each.first, "to": each.end, "number": each.number}
        )
        for each in certificates
        if each.agreement == agreement.id
    )
    known = tuple(each for each in periods if each.party in agreement.parties)
    months, set_aside = double_months(known, issued, (), agreement)
    career = Career(career_id=kept.number, agreement=agreement.id, worker=Worker())
    check = DoubleCheck(career, agreement, months, (), set_aside)
    language = current_language()
    return [
        (title.in_language(language), [(double_line(each, check, language), why(each, language)) for each in found])
        for verdict, title in VERDICTS.items()
        if (found := check.of(verdict))
    ]


def place_names(kept: Certificate) -> tuple[str, str]:
    """The issuing party and the party of the place of work, by name."""
    agreement = agreement_of(kept.agreement)
    if agreement is None:
        return kept.party, kept.place
    language = current_language()
    return party_name(agreement, kept.party, language), party_name(agreement, kept.place, language)


def day_shown(value: date | None) -> str:
    """A day as dd/mm/yyyy."""
    return "" if value is None else date_shown(value.isoformat())


def written_day(text: str) -> str:
    """A date that was written as far as it is known, as dd/mm/yyyy, mm/yyyy or yyyy."""
    return date_shown(text)
