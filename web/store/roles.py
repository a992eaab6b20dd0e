"""Who acts, and what each role may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from web.store.errors import NotAllowedError


class Role(StrEnum):
    """The part that an account plays."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """One kind of act."""

    READ_CASES = "read_cases"
    WRITE_CASES = "write_cases"
    APPROVE = "approve"
    HANDLE_PERSONS = "handle_persons"
    READ_AUDIT = "read_audit"
    MANAGE_ACCOUNTS = "manage_accounts"


ALLOWED: Final[dict[Role, frozenset[Permission]]] = {
    Role.OFFICER: frozenset({Permission.READ_CASES, Permission.WRITE_CASES}),
    Role.SUPERVISOR: frozenset(
        {Permission.READ_CASES, Permission.WRITE_CASES, Permission.APPROVE, Permission.HANDLE_PERSONS}
    ),
    Role.AUDITOR: frozenset({Permission.READ_CASES, Permission.READ_AUDIT}),
    Role.ADMINISTRATOR: frozenset({Permission.MANAGE_ACCOUNTS}),
}
"""An administrator keeps accounts and reads no case: whoever opens doors does not walk through them."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with its office and role. ``SYSTEM`` is whoever runs the commands on the machine."""

    id: int | None
    office_id: int | None
    role: Role

    def may(self, permission: Permission) -> bool:
        """Whether the role allows this kind of act."""
        return permission in ALLOWED[self.role]

    def must(self, permission: Permission) -> None:
        """Raises NotAllowedError where the role does not allow it."""
        if not self.may(permission):
            raise NotAllowedError(permission)


SYSTEM: Final = Actor(None, None, Role.ADMINISTRATOR)
