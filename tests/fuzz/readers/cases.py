"""A case in JSON: read, decided, and told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from tests.fuzz.mutate import json_changed
from tests.fuzz.oracles import by_schema, plain_words, strict_json
from tests.fuzz.target import Outcome, Target, answered, hold, refusal
from totalisation import assess
from totalisation.case import Case
from totalisation.case_file import case_from, read_case
from totalisation.messages import FaultsError
from totalisation.reports.data import as_data

EXAMPLES: Final = Path(__file__).parents[3] / "examples"
FREE_TEXT: Final = ("name", "case_id")
"""Fields of a case that may hold any letters."""


def example_cases() -> list[bytes]:
    """The cases of the examples, without the white space of the files."""
    files = sorted(EXAMPLES.glob("*.json"))
    return [json.dumps(json.loads(each.read_bytes()), ensure_ascii=False).encode() for each in files]


def _read(data: bytes) -> Outcome:
    try:
        determination = assess(data)
    except FaultsError as error:
        return refusal(error)
    value = strict_json(data)
    by_schema(Case, value)
    plain_words(value, *FREE_TEXT)
    case = read_case(data)
    hold(case_from(json.loads(case.model_dump_json(by_alias=True))) == case, "written and read again it is another")
    json.dumps(as_data(determination, "en"), allow_nan=False)
    return answered(*(party.basis for party in determination.parties.values()))


TARGETS: Final = {
    "case": Target("case", "a case in JSON: read, checked and decided", example_cases, _read, json_changed)
}
