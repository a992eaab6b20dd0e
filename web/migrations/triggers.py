"""What the database itself refuses, whoever asks: changes to the audit trail and to determinations.

Each guard is one condition on the old and the new row, written once for SQLite and PostgreSQL. A guard that
changes later must be changed by a new migration, since a database keeps the triggers it was given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from alembic import op


@dataclass(frozen=True)
class Guard:
    """An act on a table that is refused where ``condition`` holds; ``{differs}`` compares values or NULLs."""

    table: str
    act: str
    condition: str
    refusal: str

    @property
    def name(self) -> str:
        """The name of the trigger."""
        return f"{self.table}_{self.act.lower()}_guard"


def _changed(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{each} {{differs}} OLD.{each}" for each in columns) + ")"


_MADE = (
    "id",
    "case_id",
    "version",
    "corrects_id",
    "case_version",
    "as_of",
    "engine_version",
    "parameter_fingerprint",
    "parameter_files",
    "content_hash",
    "decided_by",
    "decided_at",
)
_SEALED = ("salt", "facts", "result", "correction_reason")
_STEPS = (
    "state",
    "submitted_by",
    "submitted_at",
    "approved_by",
    "approved_at",
    "returned_by",
    "returned_at",
    "issued_by",
    "issued_at",
)
_FINAL = "OLD.state IN ('issued', 'returned', 'withdrawn')"
_ERASING = "(OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL)"

GUARDS: Final = (
    Guard("audit", "UPDATE", "1 = 1", "the audit trail is append-only"),
    Guard("audit", "DELETE", "1 = 1", "the audit trail is append-only"),
    Guard("audit_head", "UPDATE", "NEW.sequence <> OLD.sequence + 1", "the audit trail only grows"),
    Guard("audit_head", "DELETE", "1 = 1", "the audit trail only grows"),
    Guard("determinations", "INSERT", "NEW.state <> 'decided'", "a determination begins as decided"),
    Guard("determinations", "DELETE", "1 = 1", "a determination is never deleted"),
    Guard(
        "determinations",
        "UPDATE",
        f"{_changed(*_MADE)} OR ({_changed(*_SEALED)} AND NOT {_ERASING})"
        f" OR ({_FINAL} AND {_changed(*_STEPS)}) OR ({_FINAL} AND {_changed('return_reason')} AND NOT {_ERASING})"
        f" OR (OLD.erased_at IS NOT NULL AND {_changed('erased_at')})",
        "a determination never changes",
    ),
)

KEPT_WHOLE: Final = ("audit", "audit_head", "determinations")
"""Tables that PostgreSQL must not truncate either."""


def make_triggers() -> None:
    """Set all guards."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in GUARDS:
        if sqlite:
            condition = guard.condition.format(differs="IS NOT")
            op.execute(
                f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} FOR EACH ROW WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{guard.refusal}'); END"
            )
        else:
            condition = guard.condition.format(differs="IS DISTINCT FROM")
            op.execute(_refusing(guard.name, guard.refusal))
            op.execute(
                f"CREATE TRIGGER {guard.name} BEFORE {guard.act} ON {guard.table} FOR EACH ROW WHEN ({condition}) "
                f"EXECUTE FUNCTION {guard.name}()"
            )
    if not sqlite:
        op.execute(_refusing("kept_whole", "this table is never emptied"))
        for table in KEPT_WHOLE:
            op.execute(
                f"CREATE TRIGGER {table}_truncate_guard BEFORE TRUNCATE ON {table} EXECUTE FUNCTION kept_whole()"
            )


def remove_triggers() -> None:
    """Take all guards away."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for guard in GUARDS:
        if sqlite:
            op.execute(f"DROP TRIGGER {guard.name}")
        else:
            op.execute(f"DROP TRIGGER {guard.name} ON {guard.table}")
            op.execute(f"DROP FUNCTION {guard.name}()")
    if not sqlite:
        for table in KEPT_WHOLE:
            op.execute(f"DROP TRIGGER {table}_truncate_guard ON {table}")
        op.execute("DROP FUNCTION kept_whole()")


def _refusing(function: str, refusal: str) -> str:
    return (
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
