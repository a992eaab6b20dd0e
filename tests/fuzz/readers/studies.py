"""What the commands that go beyond one determination read: determinations decided before, and suppositions."""

from __future__ import annotations

import json
import tempfile
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Final

from tests.fuzz.mutate import bytes_changed, csv_changed, json_changed, lines_changed
from tests.fuzz.oracles import strict_csv, strict_json
from tests.fuzz.readers.cases import example_cases
from tests.fuzz.target import AnsweredMalformedError, Outcome, Target, answered, hold, refusal
from totalisation import assess
from totalisation.advice.stated import Stated
from totalisation.case import Case
from totalisation.case_file import read_case
from totalisation.messages import FaultsError
from totalisation.money import exact
from totalisation.recalculation import payments_before
from totalisation.reports.data import as_data
from totalisation.study_commands import json_given, text_given


@lru_cache
def _case() -> Case:
    return read_case((Path(__file__).parents[3] / "examples" / "example.json").read_bytes())


@lru_cache
def _file(name: str) -> Path:
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="studies", dir=memory if memory.is_dir() else None)) / name


def _determinations() -> list[bytes]:
    decided = as_data(assess(_case()), "en")
    brief = as_data(assess(_case(), explain=False), "en", explanation=False)
    return [json.dumps(each).encode() for each in (decided, brief)] + example_cases()[:3]


def _determination(data: bytes) -> Outcome:
    file = _file("old.json")
    file.write_bytes(data)
    case = _case()
    try:
        before = payments_before(json_given(str(file)), case, case.claim_month + 12, None)
    except FaultsError as error:
        return refusal(error)
    value = strict_json(data)
    hold(isinstance(value, dict), "no object")
    return answered(*before)


def _suppositions() -> list[bytes]:
    """The fields of the advice, a line each, then the table of survival."""
    table = "age,surviving\n" + "".join(f"{age},{100_000 - age * 700}\n" for age in range(40, 121))
    plain = "60\n0\n0\n0\n"
    return [
        f"85\n2.5 %\n3 %\n1/40\nVND:KRW=1/18\n{table}".encode(),
        f"{plain}\n".encode(),
        f"{plain}KRW:VND=18.2\nage,surviving\n57,1\n58,0.99\n59,9/10\n".encode(),
    ]


def _suppositions_read(data: bytes) -> Outcome:
    fields, table = data.split(b"\n", 5)[:5], b"\n".join(data.split(b"\n", 5)[5:])
    file = _file("survival.csv")
    file.write_bytes(table)
    to_age, prices, wages, discount, exchange = [each.decode("utf-8", "replace") for each in (*fields, *[b""] * 5)][:5]
    try:
        survival = text_given(str(file)) if table else None
        made = Stated(to_age, prices, wages, discount, exchange, survival).suppositions(_case())
    except FaultsError as error:
        return refusal(error)
    hold(15 <= made.to_age <= 120, f"an age of {made.to_age}")
    hold(to_age.isascii() and to_age.isdigit() and len(to_age) <= 3, f"the age {to_age!r}")
    for rate in (made.prices, made.wages, made.discount):
        hold(0 <= rate <= 0.5, f"a rate of {rate}")
    if made.survival:
        header, rows = strict_csv(table)
        at_age, at_alive = header.index("age"), header.index("surviving")
        for row in rows:
            hold(row[at_age].strip().isascii() and row[at_age].strip().isdigit(), f"the age {row[at_age]!r}")
            try:
                exact(row[at_alive])
            except ValueError:
                raise AnsweredMalformedError(f"{row[at_alive]!r} survive") from None
        ages = [int(row[at_age]) for row in rows]
        hold(len(set(ages)) == len(ages), "an age twice")
    return answered("survival" if made.survival else "")


def _fields_changed(data: bytes, random: Random) -> bytes:
    parts = data.split(b"\n", 5)
    if len(parts) < 6 or random.random() < 0.1:
        return bytes_changed(data, random)
    if random.random() < 0.5:
        parts[5] = csv_changed(parts[5], random) if random.random() < 0.7 else lines_changed(parts[5], random)
    else:
        at = random.randrange(5)
        parts[at] = bytes_changed(parts[at], random).replace(b"\n", b"")
    return b"\n".join(parts)


def _json_or_bytes(data: bytes, random: Random) -> bytes:
    return json_changed(data, random) if random.random() < 0.9 else bytes_changed(data, random)


TARGETS: Final = {
    "determination": Target(
        "determination",
        "a determination or a case that is recalculated",
        _determinations,
        _determination,
        _json_or_bytes,
        largest=60_000,
    ),
    "suppositions": Target(
        "suppositions",
        "growth, exchange, age, and a table of survival in CSV",
        _suppositions,
        _suppositions_read,
        _fields_changed,
    ),
}
