"""Accounts: who may sign in, in which office, with which role; and how often a password may be wrong."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload

from web.store.audit import record
from web.store.columns import now
from web.store.errors import LastAdministratorError, NameTakenError, NotFoundError, StoreError
from web.store.models import EndedSignIn, Office, Officer
from web.store.names import LONGEST, one_line
from web.store.passwords import composed, hashed, matches, outdated
from web.store.roles import Actor, Permission, Role

MOST_FAILURES: Final = 5
LOCKED_FOR: Final = timedelta(minutes=15)

USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{2,63}")
OFFICE_CODE: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{0,15}")


class BadNameError(StoreError):
    """A name of an account, a person or an office that is not written as it must be."""


def actor_of(officer: Officer) -> Actor:
    """Who acts, when this account does."""
    return Actor(officer.id, officer.office_id, Role(officer.role))


def officer_named(session: Session, username: str) -> Officer | None:
    """The open account of that name, or None."""
    found = select(Officer).where(Officer.username == username, Officer.active)
    return session.scalar(found)


def add_office(session: Session, actor: Actor, code: str, name: str) -> Office:
    """Open an office. Its ``code`` (capital letters, figures, hyphens) begins the numbers of its cases.

    Raises NotAllowedError, BadNameError, NameTakenError.
    """
    actor.must(Permission.MANAGE_ACCOUNTS)
    code, name = code.strip().upper(), one_line(name)
    if not OFFICE_CODE.fullmatch(code) or not 0 < len(name) <= LONGEST:
        raise BadNameError
    if session.scalar(select(Office.id).where(Office.code == code)) is not None:
        raise NameTakenError
    office = Office(code=code, name=name)
    session.add(office)
    session.flush()
    record(session, actor, "office.added", "office", office.id)
    return office


def add_account(
    session: Session,
    actor: Actor,
    *,
    office_id: int,
    username: str,
    display_name: str,
    role: Role,
    password: str,
    must_change_password: bool = True,
    language: str | None = None,
) -> Officer:
    """Open an account, whose holder must choose a password of their own at first.

    Raises NotAllowedError, NotFoundError (office), BadNameError, NameTakenError, WeakPasswordError.
    """
    actor.must(Permission.MANAGE_ACCOUNTS)
    username, display_name = composed(username).strip().casefold(), one_line(display_name)
    if not USERNAME.fullmatch(username) or not 0 < len(display_name) <= LONGEST:
        raise BadNameError
    if session.get(Office, office_id) is None:
        raise NotFoundError
    if session.scalar(select(Officer.id).where(Officer.username == username)) is not None:
        raise NameTakenError
    officer = Officer(
        office_id=office_id,
        username=username,
        display_name=display_name,
        role=role,
        language=language,
        password_hash=hashed(password, username),
        must_change_password=must_change_password,
        stamp=secrets.token_hex(16),
    )
    session.add(officer)
    session.flush()
    record(session, actor, "account.added", "account", officer.id, role=role, office=office_id)
    return officer


def change_account(
    session: Session,
    actor: Actor,
    officer_id: int,
    *,
    office_id: int,
    display_name: str,
    role: Role,
    active: bool,
    password: str = "",
) -> Officer:
    """Change an account, open or close it, lift its lock, and with ``password`` set a new one to be changed.

    Every sign-in of the account ends. Raises NotAllowedError, NotFoundError, BadNameError, WeakPasswordError,
    and LastAdministratorError if no active administrator would be left.
    """
    actor.must(Permission.MANAGE_ACCOUNTS)
    officer = session.get(Officer, officer_id)
    if officer is None or session.get(Office, office_id) is None:
        raise NotFoundError
    display_name = one_line(display_name)
    if not 0 < len(display_name) <= LONGEST:
        raise BadNameError
    stays = role == Role.ADMINISTRATOR and active
    if not stays and not has_administrator(session, but=officer_id):
        raise LastAdministratorError
    if password:
        officer.password_hash, officer.must_change_password = hashed(password, officer.username), True
    officer.office_id, officer.display_name, officer.role, officer.active = office_id, display_name, role, active
    officer.failures, officer.locked_until, officer.stamp = 0, None, secrets.token_hex(16)
    session.flush()
    record(
        session,
        actor,
        "account.changed",
        "account",
        officer.id,
        role=role,
        office=office_id,
        active=int(active),
        password=int(bool(password)),
    )
    return officer


def has_administrator(session: Session, but: int | None = None) -> bool:
    """Whether anyone can keep accounts, leaving out the account ``but``: if not, the desk is new."""
    active = select(Officer.id).where(Officer.role == Role.ADMINISTRATOR, Officer.active, Officer.id != (but or 0))
    return session.scalar(active.limit(1)) is not None


def sign_in(session: Session, username: str, password: str, *, action: str = "sign_in") -> Officer | None:
    """The account, if the password is right and the account neither closed nor locked; every try is recorded.

    The fifth wrong password in a row locks the account for fifteen minutes. ``action`` names the try in the
    audit trail.
    """
    name, officer = composed(username).strip().casefold(), None
    if USERNAME.fullmatch(name):
        officer = session.scalar(select(Officer).where(Officer.username == name).with_for_update())
    right = matches(officer.password_hash if officer else None, password)
    if officer is None:
        # The name that was typed is not recorded: it may be a password in the wrong field.
        record(session, Actor(None, None, Role.OFFICER), f"{action}.unknown", "account", None)
        return None
    actor = actor_of(officer)
    if not officer.active:
        record(session, actor, f"{action}.closed", "account", officer.id)
        return None
    if is_locked(officer):
        record(session, actor, f"{action}.locked", "account", officer.id)
        return None
    if not right:
        officer.failures += 1
        if officer.failures >= MOST_FAILURES:
            officer.failures, officer.locked_until = 0, now() + LOCKED_FOR
        record(session, actor, f"{action}.failed", "account", officer.id, locked=int(is_locked(officer)))
        return None
    officer.failures, officer.locked_until = 0, None
    if outdated(officer.password_hash):
        officer.password_hash = hashed(password, officer.username)
    record(session, actor, action, "account", officer.id)
    return officer


def is_locked(officer: Officer) -> bool:
    """Whether the account is locked at this moment. A lock from before the clock was set back ends with that."""
    return officer.locked_until is not None and now() < officer.locked_until <= now() + LOCKED_FOR


def sign_out(session: Session, actor: Actor, sign_in: str, until: datetime) -> None:
    """End the sign-in ``sign_in`` of the actor, which would have ended by itself at ``until``: its cookie may have
    been copied."""
    session.execute(delete(EndedSignIn).where(EndedSignIn.until < now()))
    if session.get(EndedSignIn, sign_in) is None:
        session.add(EndedSignIn(sign_in=sign_in, until=until))
    record(session, actor, "sign_out", "account", actor.id)


def change_password(session: Session, actor: Actor, old: str, new: str) -> Officer | None:
    """Give the actor's account a new password, which ends its other sign-ins; None if the old one is wrong.

    A wrong old password counts like one at sign-in. Raises WeakPasswordError.
    """
    assert actor.id is not None
    officer = session.get(Officer, actor.id)
    assert officer is not None
    if sign_in(session, officer.username, old, action="password.check") is None:
        return None
    officer.password_hash, officer.must_change_password = hashed(new, officer.username), False
    officer.stamp = secrets.token_hex(16)
    record(session, actor, "password.changed", "account", officer.id)
    return officer


def change_language(session: Session, actor: Actor, language: str) -> None:
    """Remember the language in which the actor reads."""
    officer = session.get(Officer, actor.id)
    assert officer is not None
    officer.language = language


def officer_with(session: Session, officer_id: int, stamp: str, sign_in: str | None = None) -> Officer | None:
    """The account of a sign-in, or None if that sign-in has ended: this one, or all of the account."""
    officer = session.get(Officer, officer_id, options=[joinedload(Officer.office)])
    if officer is None or not officer.active or not secrets.compare_digest(officer.stamp, stamp):
        return None
    if sign_in is not None and session.get(EndedSignIn, sign_in) is not None:
        return None
    return officer


def accounts(session: Session, actor: Actor) -> Sequence[Officer]:
    """All accounts with their offices, by office and name. Raises NotAllowedError."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    listed = select(Officer).join(Office).options(joinedload(Officer.office)).order_by(Office.code, Officer.username)
    return session.scalars(listed).all()


def account(session: Session, actor: Actor, officer_id: int) -> Officer:
    """One account. Raises NotAllowedError, NotFoundError."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    officer = session.get(Officer, officer_id, options=[joinedload(Officer.office)])
    if officer is None:
        raise NotFoundError
    return officer


def offices(session: Session, actor: Actor) -> Sequence[Office]:
    """All offices by code. Raises NotAllowedError."""
    actor.must(Permission.MANAGE_ACCOUNTS)
    return session.scalars(select(Office).order_by(Office.code)).all()


def names_of(session: Session, ids: set[int | None]) -> dict[int, str]:
    """The names of the accounts ``ids``, as pages show them."""
    found = session.execute(select(Officer.id, Officer.display_name).where(Officer.id.in_(ids - {None})))
    return {each.id: each.display_name for each in found}


def count_accounts(session: Session) -> int:
    """How many accounts there are."""
    return session.scalar(select(func.count(Officer.id))) or 0
