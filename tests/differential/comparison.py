"""Random persons decided both ways, by the engine and by the restatement, and compared value by value."""

from __future__ import annotations

import json
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tests.batch.tables import tables_of
from tests.differential.population import Json, person
from tests.differential.restatement import Restatement, left_out
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.batch.canonical import laid_out
from totalisation.batch.evaluator import Decided, Starts, evaluator_for
from totalisation.batch.schema import InputSchema

COMPARED: Final = (
    "entitled",
    "basis",
    "own_months",
    "totalised_months",
    "start",
    "ratio_numerator",
    "ratio_denominator",
    "theoretical_amount",
    "monthly_amount_at_start",
    "monthly_amount",
)
ONLY_OF: Final = {"VN": ("one_off_allowance",), "KR": ()}
UNTOLD: Final = -1
"""What the restatement says where its bounds do not tell the last ten won."""
VARIANTS: Final = 4
"""As how many persons each random person stands: a year older each time, woman and man by turns."""
KEPT: Final = 5
"""How many of the smallest cases that differ are written for each column."""
LATE: Final = date(2026, 12, 31)
"""The day to which every second chunk carries pensions in payment; the others go to the day of the claim."""


def _commit() -> str:
    """The commit of the working tree, or nothing where there is none."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    found = subprocess.run(command, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return found.stdout.strip()


@dataclass
class Findings:
    """What a comparison found."""

    cases: int = 0
    decided: int = 0
    left_out: int = 0
    unsettled: int = 0
    """Persons of whom one party's side hangs on a question that the law leaves open: that side is not compared."""
    compared: Counter[str] = field(default_factory=Counter)
    """Values compared, by column."""
    filled: Counter[str] = field(default_factory=Counter)
    """Of these, those that are not empty."""
    untold: Counter[str] = field(default_factory=Counter)
    bases: Counter[str] = field(default_factory=Counter)
    differences: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Json]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    commit: str = field(default_factory=_commit)
    """That with which the comparison began."""

    def data(self) -> Json:
        """The summary as it is written."""
        return {
            "cases": self.cases,
            "decided": self.decided,
            "rejected": self.cases - self.decided - self.left_out,
            "left_out": self.left_out,
            "unsettled": self.unsettled,
            "values": sum(self.compared.values()),
            "differences": sum(self.differences.values()),
            "differences_by_column": dict(self.differences),
            "untold": sum(self.untold.values()),
            "bases": dict(self.bases.most_common()),
            "columns": {
                name: {"compared": count, "filled": self.filled[name]} for name, count in self.compared.items()
            },
            "seconds": {name: round(each, 1) for name, each in self.seconds.items()},
            "date": datetime.now(tz=UTC).date().isoformat(),
            "commit": self.commit,
        }


class Clock:
    """Adds the seconds of each step to the findings."""

    def __init__(self, findings: Findings) -> None:
        self._findings, self._since = findings, time.perf_counter()

    def lap(self, name: str) -> None:
        """The step ``name`` has ended."""
        now = time.perf_counter()
        self._findings.seconds[name] = self._findings.seconds.get(name, 0.0) + now - self._since
        self._since = now


def compare(
    cases: list[Json],
    restatement: Restatement,
    findings: Findings,
    as_of: date | None = None,
    *,
    variants: int = VARIANTS,
) -> None:
    """Decide the cases and their variants both ways, and add what differs to ``findings``."""
    clock = Clock(findings)
    agreement = find_agreement("vn-kr")
    first, periods = tables_of(cases, agreement, "coded")
    counts = [len(each["periods"]) for each in cases]
    clock.lap("tables")
    for variant in range(variants):
        persons = varied(first, variant)
        decided = _by_engine(agreement, persons, periods, counts, as_of)
        clock.lap("engine")
        restatement.decide(persons, periods, as_of)
        clock.lap("restatement")
        _add(findings, restatement, decided, persons, periods, agreement)
        clock.lap("comparison")


def varied(persons: pa.Table, variant: int) -> pa.Table:
    """The persons so many years older, and of the other sex in every second variant."""
    if not variant:
        return persons
    other = {"female": "male", "male": "female"}
    born = [f"{int(str(each)[:4]) - variant}{str(each)[4:]}" for each in persons.column("birth_date").to_pylist()]
    if not pa.types.is_string(persons.schema.field("birth_date").type):
        born = [int(each) for each in born]  # type: ignore[misc]
    sexes = persons.column("sex").to_pylist()
    changed = {"birth_date": born, "sex": [other[each] for each in sexes] if variant % 2 else sexes}
    for name, values in changed.items():
        place = persons.schema.get_field_index(name)
        persons = persons.set_column(place, name, pa.array(values, persons.schema.field(name).type))
    return persons


def _by_engine(
    agreement: Agreement, persons: pa.Table, periods: pa.Table, counts: list[int], as_of: date | None
) -> Decided:
    schema = InputSchema(agreement)
    starts: Starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return evaluator_for(agreement, as_of, "compiled").decide(
        laid_out(schema, "persons", _whole(persons)), laid_out(schema, "periods", _whole(periods)), starts
    )


def _whole(table: pa.Table) -> pa.RecordBatch:
    chunks = [each.combine_chunks() for each in table.columns]
    return pa.RecordBatch.from_arrays(
        [each.combine_chunks() if isinstance(each, pa.ChunkedArray) else each for each in chunks], schema=table.schema
    )


def _add(
    findings: Findings,
    restatement: Restatement,
    decided: Decided,
    persons: pa.Table,
    periods: pa.Table,
    agreement: Agreement,
) -> None:
    results = pa.Table.from_batches([decided.results])
    aside = left_out(persons, periods)
    connection = restatement.connection
    connection.register("engine_given", results)
    connection.execute("CREATE OR REPLACE TEMP TABLE engine AS SELECT *, case_id::VARCHAR AS name FROM engine_given")
    connection.unregister("engine_given")
    connection.execute("CREATE OR REPLACE TEMP TABLE aside (name VARCHAR)")
    if aside:
        connection.executemany("INSERT INTO aside VALUES (?)", [[each] for each in aside])
    connection.execute("DELETE FROM engine WHERE name IN (FROM aside)")
    findings.cases += len(persons)
    findings.left_out += len(aside)
    findings.decided += _row(restatement, "SELECT count(*) FROM engine")[0]
    basis = " || ' and ' || ".join(f'"{code}.basis"::VARCHAR' for code in agreement.codes)
    found = connection.execute(f"SELECT {basis}, count(*) FROM engine GROUP BY ALL").fetchall()
    findings.bases.update(dict(found))
    for code in agreement.codes:
        unsettled = f"SELECT count(*) FROM engine JOIN {code.lower()}_answer AS a ON a.case_id = name WHERE unsettled"
        findings.unsettled += _row(restatement, unsettled)[0]
        for column in (*COMPARED, *ONLY_OF[code]):
            _compare_column(findings, restatement, code, column, persons, periods)


def _compare_column(
    findings: Findings, restatement: Restatement, code: str, column: str, persons: pa.Table, periods: pa.Table
) -> None:
    name = f"{code}.{column}"
    untold = f"a.{column} = {UNTOLD}" if "amount" in column and code == "KR" else "false"
    joined = f"FROM engine AS e JOIN {code.lower()}_answer AS a ON a.case_id = e.name AND NOT a.unsettled"
    differs = f'NOT coalesce({untold}, false) AND e."{name}" IS DISTINCT FROM a.{column}'
    count, filled, lacking, differing = _row(
        restatement,
        f'SELECT count(*), count(e."{name}"), count(*) FILTER ({untold}), count(*) FILTER ({differs}) {joined}',
    )
    findings.compared[name] += count - lacking
    findings.filled[name] += filled
    findings.untold[name] += lacking
    if differing:
        findings.differences[name] += differing
        chosen = restatement.connection.execute(
            f"SELECT e.name {joined} WHERE {differs} "
            "ORDER BY (SELECT count(*) FROM periods AS p WHERE p.case_id = e.name), e.name "
            f"LIMIT {KEPT}"
        ).fetchall()
        kept = findings.examples.setdefault(name, [])
        kept.extend(_both(restatement, code, each, persons, periods) for (each,) in chosen)
        kept.sort(key=lambda each: len(each["periods"]))
        del kept[KEPT:]


def _both(restatement: Restatement, code: str, name: str, persons: pa.Table, periods: pa.Table) -> Json:
    """A case as its rows, with both answers of one party."""
    rows = [
        [
            {key: value for key, value in row.items() if value is not None}
            for row in table.filter(pc.equal(table.column("case_id"), name)).to_pylist()
        ]
        for table in (persons, periods)
    ]
    connection = restatement.connection
    engine = connection.sql("SELECT * FROM engine WHERE name = ?", params=[name]).to_arrow_table().to_pylist()[0]
    answer = connection.sql(f"SELECT * FROM {code.lower()}_answer WHERE case_id = ?", params=[name])
    return {
        "person": rows[0][0],
        "periods": rows[1],
        "engine": {key: value for key, value in engine.items() if key.startswith(code)},
        "restatement": answer.to_arrow_table().to_pylist()[0],
    }


def _row(restatement: Restatement, query: str) -> Any:
    return restatement.connection.execute(query).fetchone()


def compare_many(persons: int, *, seed: int = 1, size: int = 20_000) -> Iterator[Findings]:
    """Compare so many random persons, in chunks of ``size``; yields the findings so far after each chunk."""
    restatement, findings = Restatement(), Findings()
    for number, done in enumerate(range(0, persons, size)):
        clock = Clock(findings)
        source = Random(seed * 1_000_003 + number)
        rows = -(-min(size, persons - done) // VARIANTS)
        cases = [person(source, done + each) for each in range(rows)]
        clock.lap("population")
        compare(cases, restatement, findings, LATE if number % 2 else None)
        yield findings


def write(findings: Findings, folder: Path) -> None:
    """Write the summary, and the smallest cases that differ with both answers, into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.json").write_text(json.dumps(findings.data(), indent=1) + "\n")
    different = folder / "differences.json"
    if findings.examples:
        different.write_text(json.dumps(findings.examples, indent=1, ensure_ascii=False, default=str) + "\n")
    else:
        different.unlink(missing_ok=True)
