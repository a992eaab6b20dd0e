"""Passwords: hashed with argon2id, never kept."""

from __future__ import annotations

import unicodedata
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
    password = composed(password[: 4 * LONGEST + 1])
    if not SHORTEST <= len(password) <= LONGEST or username.casefold() in password.casefold():
        raise WeakPasswordError
    return HASHER.hash(password)


def composed(text: str) -> str:
    """What was typed as one spelling: keyboards send a letter with its marks as one character or as several, and
    figures and letters of two widths, which look alike."""
    return unicodedata.normalize("NFKC", text)


def matches(kept: str | None, password: str) -> bool:
    """Whether ``password`` is the one kept. Without an account the work is the same, so that time tells nothing.

    Hashes of before were made of what was typed; so that is tried too where it is spelt otherwise.
    """
    spellings = dict.fromkeys((composed(password[: 4 * LONGEST])[: LONGEST + 1], password[: LONGEST + 1]))
    right = [_verified(kept or _nobody(), each) for each in spellings]
    return any(right) and kept is not None


def _verified(kept: str, password: str) -> bool:
    try:
        return HASHER.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Whether the hash was made with less work than today's."""
    return HASHER.check_needs_rehash(kept)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return HASHER.hash("the password of no account")
