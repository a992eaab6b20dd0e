"""The shipped agreements, and others made from their terms, for tests on declared figures."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from totalisation.aggregation import Aggregation, aggregate
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreements_folder
from totalisation.case import Period
from totalisation.case_checks import faults_of
from totalisation.case_file import case_from
from totalisation.determination import Determination, determine
from totalisation.periods import record_periods
from totalisation.schemes import scheme_named
from totalisation.written_values import PartialDate

DECLARED = "declared"


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((agreements_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def terms_of(name: str) -> dict[str, Any]:
    """The tables of a shipped agreement, every party under the declared scheme."""
    raw = _read(name)
    parties = {code: {**terms, "scheme": DECLARED} for code, terms in raw["parties"].items()}
    return {**raw, "parties": parties}


def declared(name: str) -> Agreement:
    """A shipped agreement, every party under the declared scheme."""
    return Agreement.model_validate(terms_of(name))


def regulations_between(first: str, second: str) -> Agreement:
    """The European Regulations between two other member states that count months, by the shipped file's terms."""
    raw = terms_of("eu-de-fr")
    model = raw["parties"]["DE"]
    linked = {*raw["third_state_periods"]["states"], "DE", "FR"} - {first, second}
    return Agreement.model_validate(
        {
            **raw,
            "id": f"eu-{first.lower()}-{second.lower()}",
            "detachment": [],
            "third_state_periods": {**raw["third_state_periods"], "states": sorted(linked)},
            "parties": {code: {**model, "title": {"en": code}} for code in (first, second)},
        }
    )


def period(party: str, first: str, last: str, kind: str = "compulsory", **keys: Any) -> Period:
    """An insured period."""
    return Period.model_validate({"party": party, "from": first, "to": last, "kind": kind, **keys})


def counted(party: str, first: str, last: str, number: int, unit: str) -> Period:
    """A time certified as a number of units between two months or days."""
    return period(party, first, last, count={"unit": unit, "number": number})


def merged(agreement: Agreement, *periods: Period, born: str | None = None) -> Aggregation:
    """The periods as the agreement merges them, with every party under the declared scheme."""
    kinds = scheme_named(DECLARED).kinds
    records = {code: record_periods(code, periods, kinds) for code in agreement.codes}
    return aggregate(agreement, records, periods, PartialDate(born).first_day if born else None)


def decided(
    agreement: Agreement,
    periods: Sequence[Period],
    established: Mapping[str, Mapping[str, int | str]],
    claim: str = "2020-01-15",
    born: str = "1950-01-01",
    **keys: Any,
) -> Determination:
    """The determination of a claim, whose facts must be without fault."""
    case = case_from(
        {
            "case_id": "published example",
            "agreement": agreement.id,
            "person": {"sex": "female", "birth_date": born},
            "claim": {"benefit": "old_age", "date": claim},
            "periods": [each.model_dump(mode="json", by_alias=True, exclude_defaults=True) for each in periods],
            "established": {code: dict(figures) for code, figures in established.items()},
            **keys,
        }
    )
    assert not faults_of(case, agreement)
    return determine(case, agreement)
