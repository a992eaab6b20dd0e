"""The tables of a batch: persons and periods as CSV, Parquet and Arrow files, decided by both engines."""

from __future__ import annotations

import io
import itertools
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pyarrow as pa
import pyarrow.csv
import pyarrow.ipc
import pyarrow.parquet as pq

from tests.batch.tables import tables_of
from tests.fuzz.mutate import ODD_TEXTS, bytes_changed, csv_changed
from tests.fuzz.oracles import strict_csv
from tests.fuzz.readers.cases import EXAMPLES
from tests.fuzz.target import Outcome, Target, answered, hold, refusal, refused
from totalisation.agreement_file import find_agreement
from totalisation.batch.evaluator import Evaluator, PlainEvaluator, evaluator_for
from totalisation.batch.files import open_source
from totalisation.batch.grouping import Grouping
from totalisation.batch.schema import InputSchema
from totalisation.batch.schema_checks import check_schemas
from totalisation.messages import FaultsError

_NAME: Final = "vn-kr"
_ENGINE_FAILED: Final = "the engine failed on this case"


@lru_cache
def _tables() -> list[tuple[pa.Table, pa.Table]]:
    """Tables of examples, in text and in codes."""
    agreement = find_agreement(_NAME)
    cases = []
    for name in ("example", "overlap", "independent-both"):
        case = json.loads((EXAMPLES / f"{name}.json").read_bytes())
        case["person"].pop("name", None)
        cases.append(case | {"case_id": name})
    return [tables_of(cases, agreement, "text"), tables_of(cases, agreement, "coded")]


@lru_cache
def _evaluators() -> list[Evaluator]:
    agreement = find_agreement(_NAME)
    plain = PlainEvaluator(agreement)
    return [plain, evaluator_for(agreement, None, "compiled", plain=PlainEvaluator(agreement))]


@lru_cache
def _folder() -> Path:
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="batch", dir=memory if memory.is_dir() else None))


def _packed(persons: bytes, periods: bytes) -> bytes:
    return len(persons).to_bytes(4, "big") + persons + periods


def _unpacked(data: bytes) -> tuple[bytes, bytes]:
    length = int.from_bytes(data[:4], "big")
    return data[4 : 4 + length], data[4 + length :]


def _decided(data: bytes, suffix: str) -> tuple[Outcome, list[dict[str, Any]]]:
    """The outcome, and the results of the plain engine, which must be those of the compiled one."""
    agreement = find_agreement(_NAME)
    files = [_folder() / f"{name}.{suffix}" for name in ("persons", "periods")]
    for file, content in zip(files, _unpacked(data), strict=True):
        file.write_bytes(content)
    schema = InputSchema(agreement)
    made: list[list[dict[str, Any]]] = []
    words: set[str] = set()
    for evaluator in _evaluators():
        try:
            persons, periods = (open_source(each, threads=False) for each in files)
            check_schemas(schema, persons.schema, periods.schema, (persons.name, periods.name))
            decided = [
                evaluator.decide(chunk.persons, chunk.periods, chunk.starts)
                for chunk in Grouping(schema, persons, periods, size=1000)
            ]
        except FaultsError as error:
            return refusal(error), []
        rejects = [row for each in decided for row in each.rejects.to_pylist()]
        hold(not any(_ENGINE_FAILED in str(row) for row in rejects), f"{rejects}")
        words |= {str(row.get("fault", row.get("wrong", "")))[:40] for row in rejects}
        made.append([row for each in decided for row in each.results.to_pylist()])
    hold(made[0] == made[1], f"the engines differ: {made[0]} {made[1]}")
    return (answered() if made[0] else refused(*words)), made[0]


_WRITTEN: Final = {
    "sex": r"female|male",
    "birth_date": r"\d{4}(-\d\d(-\d\d)?)?",
    "claim_date": r"\d{4}-\d\d-\d\d",
    "party": r"[A-Z]{2}",
    "from": r"\d{4}-\d\d(-\d\d)?",
    "to": r"\d{4}-\d\d(-\d\d)?",
    "kind": r"[a-z_]+",
    "monthly": r"\d{1,13}|",
    "nationality": r"[A-Z]{2}|",
    "residence": r"[A-Z]{2}|",
    "coefficient": r"[0-9./ %]*",
    "salary_regime": r"state|employer|",
}
"""How values must be written that were decided on."""


def _csv(data: bytes) -> Outcome:
    outcome, results = _decided(data, "csv")
    if results:
        for content in _unpacked(data):
            header, rows = strict_csv(content, joined=True)
            at = header.index("case_id")
            known = {row["case_id"] for row in results}
            for row in rows:
                for name, value in zip(header, row, strict=True):
                    if row[at] in known and (pattern := _WRITTEN.get(name)) is not None:
                        hold(re.fullmatch(pattern, value, re.ASCII), f"{name} is {value!r}")
    return outcome


def _binary(data: bytes, suffix: str, read: Callable[[bytes], pa.Table]) -> Outcome:
    outcome, results = _decided(data, suffix)
    if results:
        persons, _periods = (read(each) for each in _unpacked(data))
        for each in (persons, _periods):
            each.validate(full=True)
        ids = [str(each) for each in persons.column("case_id").to_pylist()]
        hold(len(ids) == len(set(ids)), "a case twice")
        hold({str(each["case_id"]) for each in results} <= set(ids), "results of no person")
    return outcome


def _to_csv(table: pa.Table) -> bytes:
    """The table as CSV, what is nested as JSON."""
    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        values = column.to_pylist()
        columns[name] = [
            json.dumps([_without_nulls(part) for part in each]) if isinstance(each, list) else _text(each)
            for each in values
        ]
    stream = io.BytesIO()
    pyarrow.csv.write_csv(pa.table(columns), stream)
    return stream.getvalue()


def _without_nulls(value: Any) -> Any:
    return {key: each for key, each in value.items() if each is not None} if isinstance(value, dict) else value


def _text(value: Any) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _to_parquet(table: pa.Table, **options: Any) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    return stream.getvalue()


def _from_parquet(data: bytes) -> pa.Table:
    return pq.read_table(io.BytesIO(data))


def _to_arrow(table: pa.Table, *, as_stream: bool = False) -> bytes:
    stream = io.BytesIO()
    with (pa.ipc.new_stream if as_stream else pa.ipc.new_file)(stream, table.schema) as writer:
        writer.write_table(table)
    return stream.getvalue()


def _from_arrow(data: bytes) -> pa.Table:
    opened = pa.ipc.open_file if data.startswith(b"ARROW1") else pa.ipc.open_stream
    return opened(io.BytesIO(data)).read_all()


def _half_changed(data: bytes, random: Random, change: Callable[[bytes], bytes]) -> bytes:
    persons, periods = _unpacked(data)
    return _packed(change(persons), periods) if random.random() < 0.5 else _packed(persons, change(periods))


def _csv_changed(data: bytes, random: Random) -> bytes:
    change = bytes_changed if random.random() < 0.15 else csv_changed
    return _half_changed(data, random, lambda half: change(half, random))


def _table_changed(table: pa.Table, random: Random) -> pa.Table:
    """A column cast, renamed, dropped, doubled or with another value in it; or the rows in another order."""
    at = random.randrange(table.num_columns)
    name, column = table.column_names[at], table.column(at)
    act = random.randrange(8)
    if act == 0:
        return table.remove_column(at)
    if act == 1:
        return table.append_column(name, column)
    if act == 2:
        names = list(table.column_names)
        names[at] = random.choice((*names, *ODD_TEXTS[:20]))
        return table.rename_columns(names)
    if act == 3:
        return table.take(pa.array(random.choices(range(table.num_rows), k=random.randrange(table.num_rows + 2))))
    if act in (4, 5):
        types = (pa.int64(), pa.uint8(), pa.float64(), pa.string(), pa.large_string(), pa.binary(), pa.null())
        more = (pa.dictionary(pa.int8(), pa.string()), pa.timestamp("us"), pa.list_(pa.int64()), pa.string_view())
        return table.set_column(at, name, column.cast(random.choice((*types, *more)), safe=False))
    values = column.to_pylist()
    values[random.randrange(len(values))] = random.choice((*ODD_TEXTS, 2**31, -1, 0, True, 1.5, None, [], [None], {}))
    return table.set_column(at, name, pa.array(values, from_pandas=random.random() < 0.5))


def _binary_changed(
    data: bytes, random: Random, read: Callable[[bytes], pa.Table], write: Callable[[pa.Table], bytes]
) -> bytes:
    def change(half: bytes) -> bytes:
        if random.random() < 0.35:
            return bytes_changed(half, random)
        try:
            table = read(half)
            # What an earlier change has damaged can bring down the process that goes on to change it.
            table.validate(full=True)
            return write(_table_changed(table, random))
        except Exception:  # what cannot be cast or written
            return bytes_changed(half, random)

    return _half_changed(data, random, change)


def _parquet_changed(data: bytes, random: Random) -> bytes:
    options = {
        "compression": random.choice(("none", "snappy", "zstd", "gzip")),
        "use_dictionary": random.random() < 0.7,
        "row_group_size": random.choice((1, 2, 1000)),
        "data_page_version": random.choice(("1.0", "2.0")),
    }
    return _binary_changed(data, random, _from_parquet, lambda table: _to_parquet(table, **options))


def _arrow_changed(data: bytes, random: Random) -> bytes:
    as_stream = random.random() < 0.5
    return _binary_changed(data, random, _from_arrow, lambda table: _to_arrow(table, as_stream=as_stream))


def _seeds(write: Callable[[pa.Table], bytes]) -> Iterator[bytes]:
    for persons, periods in _tables():
        yield _packed(write(persons), write(periods))


def _seeds_of_csv() -> list[bytes]:
    return list(_seeds(_to_csv))[:1]


def _seeds_of_parquet() -> list[bytes]:
    return [*_seeds(_to_parquet), *_seeds(lambda table: _to_parquet(table, compression="none", use_dictionary=False))]


def _seeds_of_arrow() -> list[bytes]:
    return list(itertools.chain(_seeds(_to_arrow), _seeds(lambda table: _to_arrow(table, as_stream=True))))


TARGETS: Final = {
    "batch-csv": Target("batch-csv", "persons and periods in CSV", _seeds_of_csv, _csv, _csv_changed),
    "batch-parquet": Target(
        "batch-parquet",
        "persons and periods in Parquet",
        _seeds_of_parquet,
        lambda data: _binary(data, "parquet", _from_parquet),
        _parquet_changed,
        largest=60_000,
    ),
    "batch-arrow": Target(
        "batch-arrow",
        "persons and periods in Arrow, as a file and as a stream",
        _seeds_of_arrow,
        lambda data: _binary(data, "arrow", _from_arrow),
        _arrow_changed,
        largest=60_000,
    ),
}
