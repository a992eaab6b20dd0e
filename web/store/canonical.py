"""One way to write a JSON value down, and the fingerprint of that."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """``value`` as JSON in ASCII, keys sorted, no spaces.

    Raises TypeError or ValueError for what is no JSON: other types, a NaN, a key that is no string.
    """
    _refuse_other_keys(value)
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def fingerprint(value: Any) -> str:
    """SHA-256 over the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse_other_keys(value: Any) -> None:
    # json.dumps would write the number 1 and the string "1" as the same key.
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key that is no string")
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        for each in value:
            _refuse_other_keys(each)
