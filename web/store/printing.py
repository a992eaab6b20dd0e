"""What the store knows of a determination's printed copies: which one a copy is of, and who made it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from web.store.audit import record
from web.store.determinations import determination
from web.store.models import DeterminationState, StoredDetermination
from web.store.roles import Actor


def note_printing(session: Session, actor: Actor, determination_id: int, **details: str | None) -> None:
    """Record that the actor had a document made: which, in which language, as what. Raises as ``determination``."""
    made = determination(session, actor, determination_id)
    told = {name: value for name, value in details.items() if value}
    record(session, actor, "determination.printed", "determination", made.id, case=made.case_id, **told)


def corrected_by(session: Session, made: StoredDetermination) -> int | None:
    """The number of the issued determination that corrects this one, or None."""
    correcting = select(StoredDetermination.version).where(
        StoredDetermination.corrects_id == made.id, StoredDetermination.state == DeterminationState.ISSUED
    )
    return session.scalar(correcting.order_by(StoredDetermination.version.desc()).limit(1))
