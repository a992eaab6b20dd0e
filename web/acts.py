"""The audit trail in words: what each act is called, on what it was done, and its details."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from web.shown import ROLES
from web.store.columns import UNREADABLE
from web.store.models import AuditRow

ACTS: Final[Mapping[str, LazyString]] = {
    "account.added": _l("account opened"),
    "account.changed": _l("account changed"),
    "case.begun": _l("case begun"),
    "case.conflict": _l("not saved: another had saved meanwhile"),
    "case.correcting": _l("case opened for correction"),
    "case.read": _l("case read"),
    "case.saved": _l("case saved"),
    "certificate.ended": _l("certificate ended"),
    "certificate.entered": _l("certificate entered"),
    "certificate.erased": _l("the data of a certificate's holder erased"),
    "certificate.extended": _l("certificate extended"),
    "certificate.read": _l("certificate read"),
    "determination.approved": _l("determination approved"),
    "determination.decided": _l("case decided"),
    "determination.issued": _l("determination issued"),
    "determination.printed": _l("document made"),
    "determination.returned": _l("determination sent back"),
    "determination.submitted": _l("determination submitted"),
    "office.added": _l("office added"),
    "password.changed": _l("password changed"),
    "password.check": _l("password given again"),
    "password.check.closed": _l("password given again: the account is closed"),
    "password.check.failed": _l("password given again: it was wrong"),
    "password.check.locked": _l("password given again: the account is locked"),
    "password.check.unknown": _l("password given again: there is no such account"),
    "person.erased": _l("the person's data erased"),
    "person.exported": _l("the person's data handed out"),
    "sign_in": _l("signed in"),
    "sign_in.closed": _l("not signed in: the account is closed"),
    "sign_in.failed": _l("not signed in: wrong password"),
    "sign_in.locked": _l("not signed in: the account is locked"),
    "sign_in.unknown": _l("not signed in: there is no such account"),
    "sign_out": _l("signed out"),
    "token.made": _l("token made"),
    "token.revoked": _l("token revoked"),
}
"""Each act by its word in the trail."""

SUBJECTS: Final[Mapping[str, LazyString]] = {
    "account": _l("account"),
    "case": _l("case"),
    "certificate": _l("certificate"),
    "determination": _l("determination"),
    "office": _l("office"),
    "token": _l("token"),
}

DETAILS: Final[Mapping[str, LazyString]] = {
    "active": _l("open"),
    "case": _l("case"),
    "content": _l("facts and result"),
    "determinations": _l("determinations"),
    "document": _l("document"),
    "earnings": _l("with earnings"),
    "form": _l("form"),
    "found": _l("version found"),
    "language": _l("language"),
    "locked": _l("locked"),
    "office": _l("office"),
    "party": _l("party"),
    "password": _l("new password"),
    "role": _l("role"),
    "scopes": _l("scopes"),
    "version": _l("version"),
}

WORDS: Final[Mapping[tuple[str, str], LazyString]] = {
    **{("role", str(role)): name for role, name in ROLES.items()},
    ("document", "worksheet"): _l("worksheet"),
    ("document", "notice"): _l("notice"),
    ("document", "statement"): _l("statement of insured periods"),
}
"""Words of ours that stand as details."""

YES_OR_NO: Final = frozenset({"active", "earnings", "locked", "password"})


def act_name(action: str) -> str:
    """What an act is called; the word itself where it has no name."""
    return str(ACTS.get(action, action))


def subject_name(row: AuditRow) -> str:
    """On what an act was done, by its number in the store."""
    name = str(SUBJECTS.get(row.subject, row.subject))
    return name if row.subject_id is None else f"{name} {row.subject_id}"


def details_of(row: AuditRow) -> Iterator[tuple[str, str]]:
    """The details of an act, each with its name."""
    for name, value in row.details.items():
        yield _("damaged") if name == UNREADABLE else str(DETAILS.get(name, name)), _value(name, value)


def _value(name: str, value: Any) -> str:
    if name in YES_OR_NO:
        return str(_("yes") if value in (1, "yes") else _("no"))
    return str(WORDS.get((name, str(value)), value))


def in_utc(at: str) -> str:
    """The moment of a row, which the trail keeps as ISO 8601 in UTC, as dd/mm/yyyy hh:mm:ss."""
    return f"{at[8:10]}/{at[5:7]}/{at[:4]} {at[11:19]}"
