"""Pieces of work and careers in JSON: read, and answered."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tests.fuzz.mutate import json_changed
from tests.fuzz.oracles import by_schema, plain_words, strict_json
from tests.fuzz.readers.cases import EXAMPLES
from tests.fuzz.target import Outcome, Target, answered, refusal
from totalisation.agreement_file import find_agreement
from totalisation.coverage.career import Career
from totalisation.coverage.cover import cover
from totalisation.coverage.double import check_career
from totalisation.coverage.files import read_career, read_work
from totalisation.coverage.work import Work
from totalisation.messages import FaultsError
from totalisation.reports.coverage_data import coverage_data
from totalisation.reports.double_contributions import double_data

_FREE_TEXT: Final = ("name", "work_id", "career_id", "number", "employer", "case_id")


def _examples(reads: Callable[[bytes], object]) -> list[bytes]:
    found = []
    for file in sorted(Path(EXAMPLES, "coverage").rglob("*.json")):
        try:
            reads(file.read_bytes())
        except FaultsError:
            continue
        found.append(json.dumps(json.loads(file.read_bytes()), ensure_ascii=False).encode())
    return found


def _work(data: bytes) -> Outcome:
    try:
        work = read_work(data, "work.json")
        answer = coverage_data(cover(work, find_agreement(work.agreement)), "en")
    except FaultsError as error:
        return refusal(error)
    return _checked(data, Work, answer)


def _career(data: bytes) -> Outcome:
    try:
        career = read_career(data, "career.json")
        answer = double_data(check_career(career, find_agreement(career.agreement)), "en")
    except FaultsError as error:
        return refusal(error)
    return _checked(data, Career, answer)


def _checked(data: bytes, model: type[Work] | type[Career], answer: Any) -> Outcome:
    value = strict_json(data)
    by_schema(model, value)
    plain_words(value, *_FREE_TEXT)
    json.dumps(answer, allow_nan=False)
    return answered()


TARGETS: Final = {
    "work": Target("work", "a piece of work in JSON", lambda: _examples(read_work), _work, json_changed),
    "career": Target("career", "a career in JSON", lambda: _examples(read_career), _career, json_changed),
}
