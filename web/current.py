"""What a request has at hand: the database and its sessions, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final

from flask import current_app, g
from flask_login import current_user
from sqlalchemy.orm import Session

from web.settings import Settings
from web.store.database import Database
from web.store.models import Officer
from web.store.roles import Actor, Permission, Role

DATABASE: Final = "desk_database"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The account of a request, as Flask-Login wants it; it holds no open session."""

    actor: Actor
    stamp: str
    username: str
    display_name: str
    office_name: str
    language: str | None
    must_change_password: bool

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What a session remembers: the account, and the stamp that ends with a changed password."""
        return f"{self.actor.id}:{self.stamp}"

    def may(self, permission: str) -> bool:
        """Whether the account's role allows it; for templates, by the permission's word."""
        return self.actor.may(Permission(permission))

    @classmethod
    def of(cls, officer: Officer) -> SignedIn:
        """The account of ``officer``, whose office is loaded."""
        return cls(
            Actor(officer.id, officer.office_id, Role(officer.role)),
            officer.stamp,
            officer.username,
            officer.display_name,
            officer.office.name,
            officer.language,
            officer.must_change_password,
        )


def settings() -> Settings:
    """How this desk runs."""
    found = current_app.config["DESK"]
    assert isinstance(found, Settings)
    return found


def database() -> Database:
    """The database of this desk."""
    found = current_app.extensions[DATABASE]
    assert isinstance(found, Database)
    return found


def reading() -> Session:
    """The request's session for reading; it is closed when the response is done."""
    if "reading" not in g:
        stack = ExitStack()
        g.reading = stack.enter_context(database().reading())
        g.reading_ends = stack
    found = g.reading
    assert isinstance(found, Session)
    return found


@contextmanager
def writing() -> Iterator[Session]:
    """A session whose changes are all kept on disk at its end, or none of them if an error is raised."""
    with database().writing() as session:
        yield session


def end_reading(_: BaseException | None = None) -> None:
    """Close the request's session for reading."""
    g.pop("reading", None)
    if (stack := g.pop("reading_ends", None)) is not None:
        stack.close()


def signed_in() -> SignedIn:
    """The account of the request. For views that are not open to all."""
    found = current_user._get_current_object()
    assert isinstance(found, SignedIn)
    return found


def actor() -> Actor:
    """Who acts in this request. For views that are not open to all."""
    return signed_in().actor
