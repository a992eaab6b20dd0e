"""The kinds of content that the API takes and gives."""

from __future__ import annotations

from typing import Final

JSON: Final = "application/json"
NDJSON: Final = "application/x-ndjson"
"""One JSON value a line."""
JSON_SCHEMA: Final = "application/schema+json"
PROBLEM: Final = "application/problem+json"
