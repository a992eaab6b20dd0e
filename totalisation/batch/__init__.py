"""Many cases at once: columns in, columns out, decided by the same rules as a single case.

Persons and insured periods are two tables (``schema``). They are read as streams (``files``), paired
(``grouping``), decided (``evaluator``) and written as they come (``run``), so that memory does not grow with
the number of persons. ``assess_table`` does the same for tables in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from totalisation.batch.table import assess_table

__all__ = ["assess_table"]


def __getattr__(name: str) -> Any:
    """``assess_table``, imported when it is asked for: the commands are listed without pyarrow."""
    if name == "assess_table":
        from totalisation.batch.table import assess_table

        return assess_table
    raise AttributeError(name)
