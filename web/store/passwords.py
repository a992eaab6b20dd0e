"""Passwords: hashed with argon2id, never kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.store.errors import WeakPasswordError

SHORTEST: Final = 12
LONGEST: Final = 200

HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""argon2id at the least that OWASP's cheat sheet on password storage names: 19 MiB, two passes, one lane."""


def hashed(password: str, username: str) -> str:
    """The hash to keep. Raises WeakPasswordError for fewer than 12 or more than 200 characters, or the name."""
    if not SHORTEST <= len(password) <= LONGEST or username.casefold() in password.casefold():
        raise WeakPasswordError
    return HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one kept. Without an account the work is the same, so that time tells nothing."""
    try:
        HASHER.verify(kept or _nobody(), password[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def outdated(kept: str) -> bool:
    """Whether the hash was made with less work than today's."""
    return HASHER.check_needs_rehash(kept)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return HASHER.hash("the password of no account")
