"""Many cases at once: columns in, columns out, decided by the same rules as a single case.

Persons and insured periods are two tables (``schema``). They are read as streams (``files``), paired
(``grouping``), decided (``evaluator``) and written as they come (``run``), so that memory does not grow with
the number of persons. ``assess_table`` does the same for tables in memory, and ``compare_tables`` compares what
two laws make of them (``comparison``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from totalisation.batch.comparison.run import compare_tables
    from totalisation.batch.table import assess_table

__all__ = ["assess_table", "compare_tables"]

_PLACES = {"assess_table": "totalisation.batch.table", "compare_tables": "totalisation.batch.comparison.run"}


def __getattr__(name: str) -> Any:
    """A function for tables, imported when it is asked for: the commands are listed without pyarrow."""
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(name)
