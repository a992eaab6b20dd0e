"""Cases of Viet Nam's law alone: an invented agreement with a party AA that the declared scheme serves."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.months import format_month, parse_month
from totalisation.party_result import PartyResult

TERM = {"article": "1", "source": "Treaty", "status": "verified"}
BASE_SALARY_2016 = 1_150_000


@lru_cache
def agreement() -> Agreement:
    """Totalises from July 2025 on; Viet Nam pays the direct amount, AA asks for nothing that a case gives."""
    party = {"totalise": {"when": "needed", **TERM}, "currency": "VND"}
    return Agreement.model_validate(
        {
            "id": "vn-aa",
            "kind": "totalisation",
            "title": {"en": "Agreement"},
            "sources": {"Treaty": {"title": {"en": "Treaty"}}},
            "entry_into_force": {"date": date(2010, 1, 1), **TERM},
            "provisions": {"totalisation": {"date": date(2025, 7, 1), **TERM}},
            "overlap": {"keeper": "each_own", **TERM},
            "parties": {
                "VN": {
                    **party,
                    "scheme": "vietnam",
                    "title": {"en": "Viet Nam"},
                    "amount": {"method": "direct", **TERM},
                },
                "AA": {
                    **party,
                    "scheme": "declared",
                    "title": {"en": "Aland"},
                    "amount": {"method": "direct", **TERM},
                },
            },
        }
    )


def period(first: str, last: str, monthly: int | None = None, **more: Any) -> dict[str, Any]:
    """A period in Viet Nam, by default compulsory insurance under a salary set by the employer."""
    found: dict[str, Any] = {"party": "VN", "from": first, "to": last, "kind": "compulsory", **more}
    if monthly is not None:
        found.setdefault("salary_regime", "employer")
        found["earnings"] = [{"from": first[:7], "to": last[:7], "monthly": monthly}]
    return found


def months_before(last: str, months: int, **more: Any) -> dict[str, Any]:
    """A period of so many months that ends with the month ``last``."""
    return period(format_month(parse_month(last) - months + 1), last, **more)


def abroad(first: str, last: str) -> dict[str, Any]:
    return {"party": "AA", "from": first, "to": last, "kind": "compulsory"}


def case(
    sex: str, birth: str, claim: str, /, *periods: dict[str, Any], average: int | str | None = 10_000_000, **more: Any
) -> dict[str, Any]:
    """A case as an officer writes it, its average salary established unless ``average`` is None."""
    person: dict[str, Any] = {"sex": sex, "birth_date": birth, **more.pop("person", {})}
    established: dict[str, Any] = {
        "AA": {"required_months": 600, "pension_age_months": 900, "monthly_pension": 0},
        "VN": {**({} if average is None else {"average_earnings": average}), **more.pop("established", {})},
    }
    return {
        "case_id": "V-1",
        "agreement": "vn-aa",
        "person": person,
        "claim": {"benefit": "old_age", "date": claim, **more.pop("claim", {})},
        "periods": list(periods),
        "established": established,
        **more,
    }


def decided(*arguments: Any, as_of: date | None = None, **more: Any) -> PartyResult:
    """What Viet Nam owes in a case."""
    return assess(case(*arguments, **more), agreement=agreement(), as_of=as_of).parties["VN"]


def computed(result: PartyResult, name: str) -> Any:
    """The value of a quantity in the computation that a result rests on."""
    return result.computations[-1].value(name)
