"""The restatement in SQL, over the two tables of a batch held in DuckDB."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from tests.differential.figures import month_of, tables

STATEMENTS: Final = Path(__file__).parent / "sql"

COLUMNS: Final = {
    "persons": {
        "case_id": "VARCHAR",
        "sex": "VARCHAR",
        "birth_date": "VARCHAR",
        "claim_date": "VARCHAR",
        "nationality": "VARCHAR",
        "capacity_loss_percent": "INTEGER",
        "capacity_conclusion": "VARCHAR",
        "occupational_hiv": "BOOLEAN",
        "dependants": "VARCHAR",
        "established.VN.average_earnings": "VARCHAR",
        "established.KR.average_earnings": "VARCHAR",
        "options.VN.citizen_when_insured": "BOOLEAN",
        "options.KR.early": "BOOLEAN",
        "options.KR.deferred_until": "VARCHAR",
        "options.KR.deferred_share": "VARCHAR",
        "options.KR.count_acquisition_month": "BOOLEAN",
        "options.KR.monthly_income": "BIGINT",
    },
    "periods": {
        "case_id": "VARCHAR",
        "party": "VARCHAR",
        "from": "VARCHAR",
        "to": "VARCHAR",
        "kind": "VARCHAR",
        "refunded": "BOOLEAN",
        "salary_regime": "VARCHAR",
        "monthly": "BIGINT",
        "coefficient": "VARCHAR",
        "conditions": "VARCHAR[]",
        "broken_months": "VARCHAR[]",
    },
}
"""The columns of a batch that are restated, with their types: persons with anything in others are left out."""


class Restatement:
    """A connection that knows the figures of law; ``decide`` answers a chunk of a batch."""

    def __init__(self, threads: int = 1) -> None:
        self.connection = duckdb.connect(config={"threads": threads, "memory_limit": "3GB"})
        for name, table in tables().items():
            self.connection.register("given", table)
            self.connection.execute(f"CREATE TABLE {name} AS FROM given")
        self._statements = {part: statements(part) for part in ("1", "2", "3", "4")}
        self._run("1")

    def decide(self, persons: pa.Table, periods: pa.Table, as_of: date | None) -> None:
        """Fill the tables ``vn_answer`` and ``kr_answer`` of the connection with the answers to all persons."""
        self.connection.execute("SET VARIABLE as_of = " + ("NULL" if as_of is None else str(month_of(as_of))))
        for name, given in (("persons", persons), ("periods", periods)):
            self.connection.register("given", given)
            columns = ", ".join(
                f'"{column}"::{kind} AS "{column}"' if column in given.column_names else f'NULL::{kind} AS "{column}"'
                for column, kind in COLUMNS[name].items()
            )
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {columns} FROM given")
            self.connection.unregister("given")
        for part in ("2", "3", "4"):
            self._run(part)

    def _run(self, part: str) -> None:
        for statement in self._statements[part]:
            self.connection.execute(statement)


def statements(part: str) -> list[str]:
    """The statements of the files whose names begin with ``part``."""
    texts = [file.read_text() for file in sorted(STATEMENTS.glob(f"{part}*.sql"))]
    return [each for text in texts for each in re.split(r";\s*(?=\n|$)", text) if each.strip()]


def left_out(persons: pa.Table, periods: pa.Table) -> set[str]:
    """The names of the cases that have something in a column that is not restated."""
    found: set[str] = set()
    for name, table in (("persons", persons), ("periods", periods)):
        for column in table.column_names:
            if column not in COLUMNS[name]:
                filled = table.filter(table.column(column).is_valid())
                found.update(str(each) for each in filled.column("case_id").to_pylist())
    return found
