"""Tokens with which programs act for an account. The token is shown once; its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from web.store.accounts import actor_of
from web.store.audit import record
from web.store.columns import now
from web.store.errors import BadFactsError, NotFoundError
from web.store.models import ApiToken, Officer
from web.store.names import tidy
from web.store.roles import Actor, Permission

PREFIX: Final = "ttl_"
LONGEST_LIFE: Final = timedelta(days=366)
LONGEST_NAME: Final = 80


class Scope(StrEnum):
    """What a token may be used for."""

    ASSESS = "assess"
    """Decide cases that are sent along; nothing is kept."""
    CASES_READ = "cases:read"
    CASES_WRITE = "cases:write"


NEEDED: Final = {Scope.CASES_READ: Permission.READ_CASES, Scope.CASES_WRITE: Permission.WRITE_CASES}
"""A scope gives no more than the account's own role allows."""


def make_token(
    session: Session,
    actor: Actor,
    name: str,
    scopes: Iterable[Scope],
    life: timedelta = timedelta(days=90),
    by: Actor | None = None,
) -> tuple[ApiToken, str]:
    """A token of the actor's account, and the text to show once. ``by`` is who made it, if another than the actor.

    Raises NotAllowedError for a scope beyond the role, BadFactsError for no scope, no name, or more than 366 days.
    """
    chosen, name = sorted(set(scopes)), tidy(name)[:LONGEST_NAME]
    for scope in chosen:
        if scope in NEEDED:
            actor.must(NEEDED[scope])
    if not chosen or not name or not timedelta(0) < life <= LONGEST_LIFE:
        raise BadFactsError
    assert actor.id is not None
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        officer_id=actor.id,
        name=name,
        token_hash=_hash(text),
        scopes=[str(each) for each in chosen],
        expires_at=now() + life,
    )
    session.add(token)
    session.flush()
    record(session, by or actor, "token.made", "token", token.id, scopes=" ".join(chosen))
    return token, text


@dataclass(frozen=True, slots=True)
class ValidToken:
    """A token that is neither expired nor revoked, whose account is open."""

    id: int
    actor: Actor
    scopes: frozenset[Scope]
    """What it may be used for now: the scopes given to it that the account's role still allows."""
    expires_at: datetime


def valid_token(session: Session, text: str) -> ValidToken | None:
    """The token ``text``; None if it is unknown, expired or revoked, or if its account is closed."""
    found = select(ApiToken).where(ApiToken.token_hash == _hash(text)).options(joinedload(ApiToken.officer))
    token = session.scalar(found)
    if token is None or token.revoked_at is not None or token.expires_at <= now() or not token.officer.active:
        return None
    actor = actor_of(token.officer)
    scopes = (Scope(each) for each in token.scopes)
    allowed = frozenset(each for each in scopes if each not in NEEDED or actor.may(NEEDED[each]))
    return ValidToken(token.id, actor, allowed, token.expires_at)


def open_scopes(actor: Actor) -> list[Scope]:
    """The scopes that the actor's role allows, in their order."""
    return [scope for scope in Scope if scope not in NEEDED or actor.may(NEEDED[scope])]


def actor_with(session: Session, text: str, scope: Scope) -> Actor | None:
    """Who acts with the token ``text``; None if it is unknown, expired, revoked or lacks the scope."""
    token = valid_token(session, text)
    return token.actor if token is not None and scope in token.scopes else None


def revoke_token(session: Session, actor: Actor, token_id: int) -> ApiToken:
    """End a token: one's own, or any for whoever keeps accounts. Raises NotFoundError."""
    token = token_numbered(session, actor, token_id)
    if token.revoked_at is None:
        token.revoked_at = now()
        session.flush()
        record(session, actor, "token.revoked", "token", token.id)
    return token


def token_numbered(session: Session, actor: Actor, token_id: int) -> ApiToken:
    """A token: one's own, or any for whoever keeps accounts. Raises NotFoundError."""
    token = session.get(ApiToken, token_id, options=[joinedload(ApiToken.officer)])
    if token is None or (token.officer_id != actor.id and not actor.may(Permission.MANAGE_ACCOUNTS)):
        raise NotFoundError
    return token


def tokens_of(session: Session, actor: Actor) -> Sequence[ApiToken]:
    """The actor's tokens, newest first; all of them for whoever keeps accounts."""
    chosen = select(ApiToken).join(Officer).options(joinedload(ApiToken.officer)).order_by(ApiToken.id.desc())
    if not actor.may(Permission.MANAGE_ACCOUNTS):
        chosen = chosen.where(ApiToken.officer_id == actor.id)
    return session.scalars(chosen).all()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
