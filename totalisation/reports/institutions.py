"""The bodies of a party, as the agreement's file names them."""

from __future__ import annotations

from totalisation.agreement import Agreement
from totalisation.messages import Fault, FaultsError, message
from totalisation.reports.names import own_name


def competent(agreement: Agreement, code: str, language: str) -> str:
    """The institution that decides for a party; the party's name where the agreement names none."""
    terms = agreement.parties[code]
    return own_name(terms.institutions.competent or terms.title, language)


def liaison(agreement: Agreement, code: str, language: str) -> str:
    """The body through which a party corresponds; its institution where the agreement names none."""
    names = agreement.parties[code].institutions.liaison
    return own_name(names, language) if names else competent(agreement, code, language)


def checked_party(agreement: Agreement, code: str | None) -> str:
    """``code`` if it is a party of the agreement. Raises FaultsError otherwise."""
    if code in agreement.parties:
        assert code is not None
        return code
    valid = message("Valid: {words}.", words=list(agreement.codes))
    if code is None:
        raise FaultsError([Fault("--party", message("is missing: whose document is it?"), valid)])
    wrong = message("{value} is not a party of the agreement {agreement}.", value=code[:20], agreement=agreement.id)
    raise FaultsError([Fault("--party", wrong, valid)])
