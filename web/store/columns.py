"""Column types that are the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

LARGEST_NUMBER: Final = 2**31 - 1
"""The largest whole number that a column holds on both databases."""


class JsonText(TypeDecorator[Any]):
    """A JSON value as ASCII text: it keeps the order of keys, and anything that can be typed."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text to store; None is stored as NULL."""
        return None if value is None else json.dumps(value, ensure_ascii=True, separators=(",", ":"), allow_nan=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value of the text."""
        return None if value is None else json.loads(value)


UNREADABLE: Final = "unreadable"


class AuditDetails(JsonText):
    """The details of an act. What was damaged so that it is no JSON object any more is given as it stands."""

    cache_ok = True

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        """The details; of what cannot be read the text, under ``UNREADABLE``, which no act has among its own."""
        try:
            found = json.loads(value)
        except (TypeError, ValueError, RecursionError):
            found = None
        return found if isinstance(found, dict) else {UNREADABLE: str(value)}


class UtcTime(TypeDecorator[datetime]):
    """A moment, stored and given back in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment to store. Raises ValueError for one without a time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def now() -> datetime:
    """This moment, in UTC. The desk asks ``time.time`` alone for it, here and where it signs its cookies."""
    return datetime.fromtimestamp(time.time(), UTC)


def number_in(text: str) -> int | None:
    """The number that was typed or sent as ``text``; None if it is none, or more than a column holds."""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_NUMBER))):
        return None
    return number if (number := int(text)) <= LARGEST_NUMBER else None
