"""Cases: begun, opened, saved without losing anyone's work, and found again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, case, func, or_, select, update
from sqlalchemy.orm import Session

from web.store.audit import record
from web.store.canonical import canonical
from web.store.columns import now
from web.store.drafts import keep_facts
from web.store.errors import BadFactsError, ChangedMeanwhileError, NotFoundError, NumberTakenError, WrongStateError
from web.store.models import CaseState, DeterminationState, Office, Officer, StoredCase, StoredDetermination
from web.store.names import one_line, tidy, with_marks, without_marks
from web.store.roles import Actor, Permission

LARGEST_FACTS: Final = 8_000_000
"""Bytes that the facts of a case may take."""

LONGEST_NUMBER: Final = 64

CHANGEABLE: Final = frozenset({CaseState.ENTERED, CaseState.DECIDED, CaseState.RETURNED, CaseState.CORRECTING})
"""States in which the facts may be changed."""


def begin_case(session: Session, actor: Actor, facts: dict[str, Any], number: str = "") -> StoredCase:
    """Keep a new case of the actor's office. ``facts`` are those of the command line's JSON, complete or not.

    Without ``number`` the office's next one is given, such as "HN-2026-00017". The number becomes the facts'
    ``case_id``. Raises NotAllowedError, BadFactsError, NumberTakenError.
    """
    actor.must(Permission.WRITE_CASES)
    assert actor.id is not None
    office = session.execute(select(Office).where(Office.id == actor.office_id).with_for_update()).scalar_one()
    number = one_line(number) or _next_number(session, office)
    if len(number) > LONGEST_NUMBER:
        raise BadFactsError
    if _taken(session, office.id, number):
        raise NumberTakenError(number)
    facts = _checked({**facts, "case_id": number} if isinstance(facts, dict) else facts)
    kept = StoredCase(
        office_id=office.id,
        number=number,
        state=CaseState.ENTERED,
        facts=facts,
        created_by=actor.id,
        saved_by=actor.id,
        **_names(facts),
    )
    session.add(kept)
    session.flush()
    record(session, actor, "case.begun", "case", kept.id)
    return kept


def open_case(session: Session, actor: Actor, case_id: int) -> StoredCase:
    """A case of the actor's office. Raises NotAllowedError; NotFoundError also for another office's."""
    actor.must(Permission.READ_CASES)
    kept = session.get(StoredCase, case_id)
    if kept is None or kept.office_id != actor.office_id:
        raise NotFoundError
    return kept


def note_reading(session: Session, actor: Actor, kept: StoredCase) -> None:
    """Record that the actor has looked at a case."""
    record(session, actor, "case.read", "case", kept.id)


def save_case(session: Session, actor: Actor, case_id: int, facts: dict[str, Any], version: int) -> StoredCase:
    """Keep the case's new facts, if it is still the ``version`` that the officer had before them.

    Raises NotAllowedError, NotFoundError, BadFactsError, WrongStateError; and ChangedMeanwhileError if another
    officer has saved meanwhile. Nothing is lost then: the facts are kept as a draft of this officer, which is
    why ``Database.writing`` ends the transaction well for this error.
    """
    actor.must(Permission.WRITE_CASES)
    assert actor.id is not None
    kept = open_case(session, actor, case_id)
    facts = _checked({**facts, "case_id": kept.number} if isinstance(facts, dict) else facts)
    changed = session.execute(
        update(StoredCase)
        .where(StoredCase.id == case_id, StoredCase.version == version, StoredCase.state.in_(CHANGEABLE))
        .values(facts=facts, version=version + 1, saved_by=actor.id, saved_at=now(), **_names(facts))
        .execution_options(synchronize_session=False)
    )
    session.refresh(kept)
    if not changed.rowcount:  # type: ignore[attr-defined]
        if kept.version == version:
            raise WrongStateError(kept.state)
        draft = keep_facts(session, actor, kept.id, facts, version)
        record(session, actor, "case.conflict", "case", kept.id, version=version, found=kept.version)
        by = session.get(Officer, kept.saved_by)
        raise ChangedMeanwhileError(draft.id, by.display_name if by else "", kept.version)
    _back_to_entry(session, kept)
    record(session, actor, "case.saved", "case", kept.id, version=kept.version)
    return kept


def _back_to_entry(session: Session, kept: StoredCase) -> None:
    """New facts take back a decision that was not submitted yet."""
    if kept.state != CaseState.DECIDED:
        return
    session.execute(
        update(StoredDetermination)
        .where(StoredDetermination.case_id == kept.id, StoredDetermination.state == DeterminationState.DECIDED)
        .values(state=DeterminationState.WITHDRAWN)
    )
    issued = select(StoredDetermination.id).where(
        StoredDetermination.case_id == kept.id, StoredDetermination.state == DeterminationState.ISSUED
    )
    kept.state = CaseState.ENTERED if session.scalar(issued.limit(1)) is None else CaseState.CORRECTING
    session.flush()


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search."""

    cases: Sequence[StoredCase]
    total: int
    page: int
    pages: int


def search_cases(
    session: Session, actor: Actor, text: str = "", state: CaseState | None = None, page: int = 1, per_page: int = 25
) -> Found:
    """The cases of the actor's office whose number holds ``text``, or whose name holds each word of it.

    Marks and case do not matter, but a name with the very marks that were typed comes first; the newest saved
    come first otherwise. A ``page`` beyond the last gives the last. Raises NotAllowedError.
    """
    actor.must(Permission.READ_CASES)
    chosen: list[ColumnElement[bool]] = [StoredCase.office_id == actor.office_id]
    order: list[ColumnElement[Any]] = []
    if state is not None:
        chosen.append(StoredCase.state == state)
    if words := without_marks(text).split():
        by_word = [StoredCase.search_name.contains(word, autoescape=True) for word in words]
        unspaced = func.replace(StoredCase.search_name, " ", "").contains("".join(words), autoescape=True)
        number = or_(
            StoredCase.number.contains(tidy(text), autoescape=True),
            # SQLite lowers A to Z only.
            func.lower(StoredCase.number).contains(tidy(text).lower(), autoescape=True),
        )
        every = by_word[0]
        for each in by_word[1:]:
            every = every & each
        chosen.append(or_(every, unspaced, number))
        # The marked form stands behind the bare one in search_name.
        exact = StoredCase.search_name.contains(with_marks(text), autoescape=True)
        order.append(case((exact, 0), else_=1))
    total = session.scalar(select(func.count(StoredCase.id)).where(*chosen)) or 0
    pages = max(1, math.ceil(total / per_page))
    page = min(max(1, page), pages)
    found = session.scalars(
        select(StoredCase)
        .where(*chosen)
        .order_by(*order, StoredCase.saved_at.desc(), StoredCase.id.desc())
        .offset((page - 1) * per_page)
        .limit(per_page)
    )
    return Found(found.all(), total, page, pages)


def _next_number(session: Session, office: Office) -> str:
    while True:
        number = f"{office.code}-{now().year}-{office.next_number:05d}"
        office.next_number += 1
        if not _taken(session, office.id, number):
            return number


def _taken(session: Session, office_id: int, number: str) -> bool:
    same = select(StoredCase.id).where(StoredCase.office_id == office_id, StoredCase.number == number)
    return session.scalar(same) is not None


def _checked(facts: Any) -> dict[str, Any]:
    if not isinstance(facts, dict):
        raise BadFactsError
    try:
        written = canonical(facts)
    except (TypeError, ValueError, RecursionError):
        raise BadFactsError from None
    if len(written) > LARGEST_FACTS:
        raise BadFactsError
    return facts


def _names(facts: dict[str, Any]) -> dict[str, str]:
    """The applicant's name for the columns: as written; and for the search without marks, then with them."""
    person = facts.get("person")
    name = person.get("name") if isinstance(person, dict) else None
    shown = tidy(name) if isinstance(name, str) else ""
    bare, marked = without_marks(shown), with_marks(shown)
    return {"applicant_name": shown, "search_name": bare if bare == marked else f"{bare} {marked}"}
