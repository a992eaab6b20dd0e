"""Determinations: decided, submitted, approved by a second pair of eyes, issued; corrected by a new one."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from totalisation import __version__
from totalisation.api import assess
from totalisation.reports.data import as_data
from web.store.audit import record
from web.store.canonical import fingerprint
from web.store.cases import CHANGEABLE, open_case
from web.store.columns import now
from web.store.errors import ErasedError, FourEyesError, NotFoundError, StoreError, WrongStateError
from web.store.fingerprints import parameters_of
from web.store.models import CaseState, DeterminationState, StoredCase, StoredDetermination
from web.store.names import sentences
from web.store.roles import Actor, Permission

LONGEST_REASON = 2000


class ReasonMissingError(StoreError):
    """A return or a correction needs its reason in words."""


class StaleCaseError(StoreError):
    """The case was saved since the officer looked at it, so that they would decide what they have not seen."""


def decide(
    session: Session, actor: Actor, case_id: int, *, version: int | None = None, as_of: date | None = None
) -> StoredDetermination:
    """Decide the case as it is saved, and keep the determination with all that is needed to compute it again.

    ``version`` is the version of the case that the officer has checked. In a case under correction the new
    determination names the issued one that it corrects. Raises NotAllowedError, NotFoundError,
    WrongStateError, StaleCaseError, and the engine's FaultsError with every fault of the facts.
    """
    actor.must(Permission.WRITE_CASES)
    assert actor.id is not None
    kept = _locked(session, actor, case_id)
    if kept.state not in CHANGEABLE:
        raise WrongStateError(kept.state)
    if version is not None and version != kept.version:
        raise StaleCaseError
    determination = assess(kept.facts, as_of=as_of)
    result = as_data(determination)
    parameters = parameters_of(determination.case.agreement)
    undecided = _newest(session, kept.id, DeterminationState.DECIDED)
    if undecided is not None:
        undecided.state = DeterminationState.WITHDRAWN
    corrected = _newest(session, kept.id, DeterminationState.ISSUED)
    salt = secrets.token_hex(16)
    made = StoredDetermination(
        case_id=kept.id,
        version=1 + (session.scalar(_last_version(kept.id)) or 0),
        state=DeterminationState.DECIDED,
        corrects_id=corrected.id if corrected else None,
        correction_reason=kept.correction_reason,
        case_version=kept.version,
        as_of=determination.as_of,
        engine_version=__version__,
        parameter_fingerprint=parameters.fingerprint,
        parameter_files=parameters.files,
        content_hash=content_hash(salt, kept.facts, result),
        salt=salt,
        facts=kept.facts,
        result=result,
        decided_by=actor.id,
    )
    session.add(made)
    kept.state = CaseState.DECIDED
    session.flush()
    record(session, actor, "determination.decided", "determination", made.id, case=kept.id, content=made.content_hash)
    return made


def submit(session: Session, actor: Actor, determination_id: int) -> StoredDetermination:
    """Hand the determination to whoever approves. Raises NotAllowedError, NotFoundError, WrongStateError."""
    actor.must(Permission.WRITE_CASES)
    made, kept = _step(session, actor, determination_id, DeterminationState.DECIDED)
    made.state, made.submitted_by, made.submitted_at = DeterminationState.SUBMITTED, actor.id, now()
    return _stepped(session, actor, made, kept, CaseState.SUBMITTED)


def approve(session: Session, actor: Actor, determination_id: int) -> StoredDetermination:
    """Approve what another has decided. Raises NotAllowedError, NotFoundError, WrongStateError, FourEyesError."""
    actor.must(Permission.APPROVE)
    made, kept = _step(session, actor, determination_id, DeterminationState.SUBMITTED)
    if actor.id in (made.decided_by, made.submitted_by):
        raise FourEyesError
    made.state, made.approved_by, made.approved_at = DeterminationState.APPROVED, actor.id, now()
    return _stepped(session, actor, made, kept, CaseState.APPROVED)


def send_back(session: Session, actor: Actor, determination_id: int, reason: str) -> StoredDetermination:
    """Return a submitted or approved determination with a reason: the case is open for entry again.

    Raises NotAllowedError, NotFoundError, WrongStateError, ReasonMissingError.
    """
    actor.must(Permission.APPROVE)
    reason = _reason(reason)
    made, kept = _step(session, actor, determination_id, DeterminationState.SUBMITTED, DeterminationState.APPROVED)
    made.state, made.returned_by, made.returned_at = DeterminationState.RETURNED, actor.id, now()
    made.return_reason = reason
    return _stepped(session, actor, made, kept, CaseState.RETURNED)


def issue(session: Session, actor: Actor, determination_id: int) -> StoredDetermination:
    """Issue an approved determination; from then on it never changes.

    Raises NotAllowedError, NotFoundError, WrongStateError.
    """
    actor.must(Permission.APPROVE)
    made, kept = _step(session, actor, determination_id, DeterminationState.APPROVED)
    made.state, made.issued_by, made.issued_at = DeterminationState.ISSUED, actor.id, now()
    kept.correction_reason = None
    return _stepped(session, actor, made, kept, CaseState.ISSUED)


def correct(session: Session, actor: Actor, case_id: int, reason: str) -> StoredCase:
    """Open an issued case for correction; the determination decided next names the one issued.

    Raises NotAllowedError, NotFoundError, WrongStateError, ReasonMissingError.
    """
    actor.must(Permission.WRITE_CASES)
    reason = _reason(reason)
    kept = _locked(session, actor, case_id)
    if kept.state != CaseState.ISSUED:
        raise WrongStateError(kept.state)
    kept.correction_reason = reason
    kept.state = CaseState.CORRECTING
    session.flush()
    record(session, actor, "case.correcting", "case", kept.id, version=kept.version)
    return kept


def determination(session: Session, actor: Actor, determination_id: int) -> StoredDetermination:
    """A determination of the actor's office. Raises NotAllowedError, NotFoundError."""
    actor.must(Permission.READ_CASES)
    made = session.get(StoredDetermination, determination_id)
    if made is None:
        raise NotFoundError
    open_case(session, actor, made.case_id)
    return made


def content_hash(salt: str, facts: Any, result: Any) -> str:
    """The hash that stands in the audit trail for what was decided."""
    return fingerprint({"salt": salt, "facts": facts, "result": result})


def content_of(made: StoredDetermination) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts and the result of a determination. Raises ErasedError."""
    if made.facts is None or made.result is None:
        raise ErasedError
    return made.facts, made.result


def _reason(text: str) -> str:
    reason = sentences(text)[:LONGEST_REASON]
    if not reason:
        raise ReasonMissingError
    return reason


def _locked(session: Session, actor: Actor, case_id: int) -> StoredCase:
    """The case, which nobody else can change until this transaction ends."""
    open_case(session, actor, case_id)
    found = select(StoredCase).where(StoredCase.id == case_id).with_for_update()
    return session.execute(found.execution_options(populate_existing=True)).scalar_one()


def _step(
    session: Session, actor: Actor, determination_id: int, *states: DeterminationState
) -> tuple[StoredDetermination, StoredCase]:
    made = determination(session, actor, determination_id)
    kept = _locked(session, actor, made.case_id)
    session.refresh(made)
    if made.state not in states:
        raise WrongStateError(made.state)
    return made, kept


def _stepped(
    session: Session, actor: Actor, made: StoredDetermination, kept: StoredCase, state: CaseState
) -> StoredDetermination:
    kept.state = state
    session.flush()
    record(session, actor, f"determination.{made.state}", "determination", made.id, case=kept.id)
    return made


def _newest(session: Session, case_id: int, state: DeterminationState) -> StoredDetermination | None:
    found = select(StoredDetermination).where(
        StoredDetermination.case_id == case_id, StoredDetermination.state == state
    )
    return session.scalar(found.order_by(StoredDetermination.version.desc()).limit(1))


def _last_version(case_id: int) -> Any:
    return select(func.max(StoredDetermination.version)).where(StoredDetermination.case_id == case_id)
