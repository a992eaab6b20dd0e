"""Cases of Korea's law alone: an invented agreement with a party AA that the declared scheme serves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.months import format_month, parse_month
from totalisation.party_result import PartyResult
from totalisation.schemes.relatives import Relative

TERM = {"article": "1", "source": "Treaty", "status": "verified"}


@lru_cache
def agreement() -> Agreement:
    """Totalises from July 2025 on; Korea pays the pro-rata amount, AA asks for nothing that a case gives."""
    party = {"totalise": {"when": "needed", **TERM}}
    return Agreement.model_validate(
        {
            "id": "kr-aa",
            "kind": "totalisation",
            "title": {"en": "Agreement"},
            "sources": {"Treaty": {"title": {"en": "Treaty"}}},
            "entry_into_force": {"date": date(2010, 1, 1), **TERM},
            "provisions": {"totalisation": {"date": date(2025, 7, 1), **TERM}},
            "overlap": {"keeper": "each_own", **TERM},
            "parties": {
                "KR": {
                    **party,
                    "scheme": "korea",
                    "currency": "KRW",
                    "title": {"en": "Korea"},
                    "amount": {"method": "pro_rata", **TERM},
                },
                "AA": {
                    **party,
                    "scheme": "declared",
                    "currency": "EUR",
                    "title": {"en": "Aland"},
                    "amount": {"method": "direct", **TERM},
                },
            },
        }
    )


def period(first: str, last: str, monthly: int | None = None, **more: Any) -> dict[str, Any]:
    """A period in Korea, by default at a workplace; ``monthly`` is the income of each of its months."""
    found: dict[str, Any] = {"party": "KR", "from": first, "to": last, "kind": "workplace", **more}
    if monthly is not None:
        found["earnings"] = [{"from": first[:7], "to": last[:7], "monthly": monthly}]
    return found


def months_until(last: str, months: int, monthly: int | None = None, **more: Any) -> dict[str, Any]:
    """A period of so many months that ends with the month ``last``."""
    return period(format_month(parse_month(last) - months + 1), last, monthly, **more)


def abroad(first: str, last: str) -> dict[str, Any]:
    return {"party": "AA", "from": first, "to": last, "kind": "compulsory"}


def case(birth: str, claim: str, /, *periods: dict[str, Any], average: int | str | None = None, **more: Any) -> Any:
    """A case as an officer writes it; ``options`` and ``dependants`` are those of Korea's law."""
    person: dict[str, Any] = {"sex": "female", "birth_date": birth}
    if "dependants" in more:
        person["dependants"] = more.pop("dependants")
    options = more.pop("options", {})
    established: dict[str, Any] = {
        "AA": {"required_months": 600, "pension_age_months": 900, "monthly_pension": 0},
        "KR": {**({} if average is None else {"average_earnings": average}), **more.pop("established", {})},
    }
    return {
        "case_id": "K-1",
        "agreement": "kr-aa",
        "person": person,
        "claim": {"benefit": "old_age", "date": claim, "options": {"KR": options}},
        "periods": list(periods),
        "established": established,
        **more,
    }


def relative(relation: str, born: str, **more: Any) -> Relative:
    """A maintained relative, the first of the case, born on a day (YYYY-MM-DD)."""
    day, month = int(born[8:] or 0), parse_month(born[:7])
    made = Relative(1, relation, "female", month, day, True, False, 0, 0, False, False, None)
    return replace(made, **more)


def decided(*arguments: Any, as_of: date | None = None, **more: Any) -> PartyResult:
    """What Korea owes in a case."""
    return assess(case(*arguments, **more), agreement=agreement(), as_of=as_of).parties["KR"]


def computed(result: PartyResult, name: str) -> Any:
    """The value of a quantity in the computation that a result rests on."""
    return result.computations[-1].value(name)


def read(choices: dict[str, str]) -> dict[str, Any]:
    """The readings that a case chooses for Korea, as a further key of the case."""
    return {"KR": choices}
