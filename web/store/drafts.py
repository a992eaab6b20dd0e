"""Drafts: what an officer has typed and not saved yet, kept as typed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from web.store.canonical import canonical
from web.store.columns import now
from web.store.errors import BadFactsError, NotFoundError
from web.store.models import Draft, StoredCase
from web.store.roles import Actor, Permission

LARGEST_DRAFT: Final = 8_000_000
"""Bytes that one draft may take."""

MOST_DRAFTS: Final = 500
"""Drafts that one officer may have; beyond it the oldest of those that belong to no case give way."""

FACTS_PAGE: Final = "facts"
"""The page of drafts that hold the facts of a whole case which could not be saved."""

_WORD: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")


def case_subject(case_id: int) -> str:
    """What a draft is about: a case that is kept."""
    return f"case:{case_id}"


def new_subject(word: str) -> str:
    """What a draft is about: a case that is not kept yet, known by a word in its pages' addresses."""
    return f"new:{word}"


def save_draft(
    session: Session,
    actor: Actor,
    subject: str,
    page: str,
    content: Any,
    *,
    tab: str = "",
    case_version: int | None = None,
) -> Draft:
    """Keep what the actor has typed on ``page`` about ``subject`` (``case_subject`` or ``new_subject``).

    It replaces the actor's draft of the same page and ``tab``: two tabs keep two drafts. Raises
    NotAllowedError; NotFoundError for a case of another office, or for words that are none; BadFactsError for
    more than 8 MB.
    """
    actor.must(Permission.WRITE_CASES)
    assert actor.id is not None
    case_id = _case_of(session, actor, subject)
    if not _WORD.fullmatch(page) or (tab and not _WORD.fullmatch(tab)):
        raise NotFoundError
    _bounded(content)
    saved_at = _after_the_others(session, actor, subject)
    draft = draft_in(session, actor, subject, page, tab)
    if draft is None:
        draft = Draft(officer_id=actor.id, case_id=case_id, subject=subject, page=page, tab=tab)
        session.add(draft)
    draft.content, draft.case_version, draft.saved_at = content, case_version, saved_at
    session.flush()
    _thin_out(session, actor, draft)
    return draft


def keep_facts(session: Session, actor: Actor, case_id: int, facts: dict[str, Any], case_version: int) -> Draft:
    """Keep the facts that an officer could not save because another saved first."""
    assert actor.id is not None
    draft = Draft(
        officer_id=actor.id,
        case_id=case_id,
        subject=case_subject(case_id),
        page=FACTS_PAGE,
        tab=secrets.token_hex(8),
        kind="facts",
        content=facts,
        case_version=case_version,
    )
    session.add(draft)
    session.flush()
    return draft


def drafts_of(session: Session, actor: Actor, subject: str, page: str | None = None) -> Sequence[Draft]:
    """The actor's drafts about ``subject``, newest first; of one page, or of all."""
    _case_of(session, actor, subject)
    chosen = _own(actor, subject)
    if page is not None:
        chosen = chosen.where(Draft.page == page)
    return session.scalars(chosen.order_by(Draft.saved_at.desc(), Draft.id.desc())).all()


def draft_in(session: Session, actor: Actor, subject: str, page: str, tab: str) -> Draft | None:
    """The actor's draft of one page in one tab, if there is one."""
    _case_of(session, actor, subject)
    return session.scalar(_own(actor, subject).where(Draft.page == page, Draft.tab == tab))


def draft_numbered(session: Session, actor: Actor, draft_id: int) -> Draft:
    """One draft of the actor. Raises NotFoundError also for another officer's."""
    draft = session.get(Draft, draft_id)
    if draft is None or draft.officer_id != actor.id:
        raise NotFoundError
    _case_of(session, actor, draft.subject)
    return draft


def unsaved_cases(session: Session, actor: Actor) -> Sequence[Draft]:
    """The newest draft of each case that the actor has begun and not saved yet, newest first."""
    begun = select(Draft).where(Draft.officer_id == actor.id, Draft.case_id.is_(None))
    newest: dict[str, Draft] = {}
    for draft in session.scalars(begun.order_by(Draft.saved_at.desc(), Draft.id.desc())):
        newest.setdefault(draft.subject, draft)
    return list(newest.values())


def drop_drafts(
    session: Session, actor: Actor, subject: str, page: str | None = None, *, tab: str | None = None
) -> int:
    """Forget the actor's drafts about ``subject`` that were saved as a case or are not wanted; how many."""
    chosen = delete(Draft).where(Draft.officer_id == actor.id, Draft.subject == subject)
    if page is not None:
        chosen = chosen.where(Draft.page == page)
    if tab is not None:
        chosen = chosen.where(Draft.tab == tab)
    return int(session.execute(chosen).rowcount)  # type: ignore[attr-defined]


def _own(actor: Actor, subject: str) -> Select[Draft]:
    return select(Draft).where(Draft.officer_id == actor.id, Draft.subject == subject)


def _case_of(session: Session, actor: Actor, subject: str) -> int | None:
    """The case that ``subject`` names, None for a new one. Raises NotFoundError."""
    kind, _, word = subject.partition(":")
    if kind == "new" and _WORD.fullmatch(word):
        return None
    if kind == "case" and word.isascii() and word.isdigit() and len(word) < 10:
        office_id = session.scalar(select(StoredCase.office_id).where(StoredCase.id == int(word)))
        if office_id is not None and office_id == actor.office_id:
            return int(word)
    raise NotFoundError


def _bounded(content: Any) -> None:
    try:
        size = len(canonical(content))
    except (TypeError, ValueError, RecursionError):
        raise BadFactsError from None
    if size > LARGEST_DRAFT:
        raise BadFactsError


def _after_the_others(session: Session, actor: Actor, subject: str) -> datetime:
    """This moment; or, where the clock was set back, one after all drafts of the same case, as it is the newest."""
    latest = session.scalar(_own(actor, subject).with_only_columns(func.max(Draft.saved_at)))
    return now() if latest is None else max(now(), latest + timedelta(microseconds=1))


def _thin_out(session: Session, actor: Actor, just_saved: Draft) -> None:
    # Where the clock was set back, the draft that was just saved looks like the oldest.
    others = select(Draft.id).where(Draft.officer_id == actor.id, Draft.case_id.is_(None), Draft.id != just_saved.id)
    most = MOST_DRAFTS - (just_saved.case_id is None)
    surplus = session.scalars(others.order_by(Draft.saved_at.desc(), Draft.id.desc()).offset(most)).all()
    if surplus:
        session.execute(delete(Draft).where(Draft.id.in_(surplus)))
