"""A person's data handed out, and erased."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from web.store.audit import record, rows_about
from web.store.cases import open_case
from web.store.certificates import erase_holder, of_case
from web.store.columns import now
from web.store.errors import WrongStateError
from web.store.models import CaseState, Certificate, Draft, Officer, StoredCase, StoredDetermination
from web.store.roles import Actor, Permission

IN_HAND: Final = frozenset({CaseState.SUBMITTED, CaseState.APPROVED})
"""States in which a case waits for somebody, and cannot be erased."""


def export_person(session: Session, actor: Actor, case_id: int) -> dict[str, Any]:
    """All that is kept about the applicant of a case, as plain JSON. The hand-out is recorded.

    Raises NotAllowedError, NotFoundError.
    """
    actor.must(Permission.HANDLE_PERSONS)
    kept = open_case(session, actor, case_id)
    record(session, actor, "person.exported", "case", kept.id)
    drafts = session.scalars(select(Draft).where(Draft.case_id == kept.id).order_by(Draft.id))
    return {
        "case": {
            "number": kept.number,
            "state": kept.state,
            "applicant_name": kept.applicant_name,
            "facts": kept.facts,
            "version": kept.version,
            "correction_reason": kept.correction_reason,
            "created_at": kept.created_at.isoformat(),
            "saved_at": kept.saved_at.isoformat(),
        },
        "drafts": [
            {"page": each.page, "saved_at": each.saved_at.isoformat(), "content": each.content} for each in drafts
        ],
        "determinations": [_exported(each) for each in kept.determinations],
        "certificates": [_certificate(each) for each in of_case(session, actor, kept)],
        "audit": [
            *rows_about(session, "case", kept.id),
            *(row for each in kept.determinations for row in rows_about(session, "determination", each.id)),
        ],
    }


def erase_person(session: Session, actor: Actor, case_id: int) -> StoredCase:
    """Erase all personal data of a case: facts, names, drafts, the content of determinations, holders of certificates.

    What stays says only that there was a case of this number, who decided and when, and the hashes of what was
    decided. Raises NotAllowedError, NotFoundError; WrongStateError while the case waits for approval or issue.
    """
    actor.must(Permission.HANDLE_PERSONS)
    open_case(session, actor, case_id)
    found = select(StoredCase).where(StoredCase.id == case_id).with_for_update()
    kept = session.execute(found.execution_options(populate_existing=True)).scalar_one()
    if kept.state in IN_HAND or kept.state == CaseState.ERASED:
        raise WrongStateError(kept.state)
    session.execute(delete(Draft).where(Draft.case_id == kept.id))
    kept.facts, kept.applicant_name, kept.search_name, kept.correction_reason = {}, "", "", None
    kept.version += 1
    kept.state = CaseState.ERASED
    for made in kept.determinations:
        made.facts = made.result = made.salt = made.correction_reason = made.return_reason = None
        made.erased_at = now()
    for certificate in of_case(session, actor, kept):
        if certificate.erased_at is None:
            erase_holder(certificate)
    session.flush()
    record(session, actor, "person.erased", "case", kept.id, determinations=len(kept.determinations))
    return kept


def export_account(session: Session, actor: Actor) -> dict[str, Any]:
    """All that is kept about the actor's own account, without what would let another sign in."""
    officer = session.get(Officer, actor.id)
    assert officer is not None
    return {
        "username": officer.username,
        "display_name": officer.display_name,
        "role": officer.role,
        "language": officer.language,
        "created_at": officer.created_at.isoformat(),
    }


def _exported(made: StoredDetermination) -> dict[str, Any]:
    return {
        "version": made.version,
        "state": made.state,
        "as_of": made.as_of.isoformat(),
        "engine_version": made.engine_version,
        "parameter_fingerprint": made.parameter_fingerprint,
        "facts": made.facts,
        "result": made.result,
        "correction_reason": made.correction_reason,
        "return_reason": made.return_reason,
        "decided_at": made.decided_at.isoformat(),
        "issued_at": made.issued_at.isoformat() if made.issued_at else None,
    }


def _certificate(kept: Certificate) -> dict[str, Any]:
    return {
        "number": kept.number,
        "agreement": kept.agreement,
        "party": kept.party,
        "place": kept.place,
        "kind": kept.kind,
        "holder_name": kept.holder_name,
        "birth_date": kept.birth_date,
        "employer_name": kept.employer_name,
        "from": kept.first.isoformat(),
        "to": kept.last.isoformat(),
        "ended_on": kept.ended_on.isoformat() if kept.ended_on else None,
        "end_reason": kept.end_reason,
    }
