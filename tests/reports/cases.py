"""Determinations of two invented parties, both served by the declared scheme: reports need no country."""

from __future__ import annotations

from datetime import date
from typing import Any

from totalisation.agreement import Agreement
from totalisation.case import Case
from totalisation.determination import Determination, determine

FOREIGN = {"article": "14", "source": "Treaty", "status": "unverified"}
READ = {"article": "15(2)", "source": "Treaty", "status": "verified"}


def agreement(**terms: Any) -> Agreement:
    """An agreement between AA and BB: AA shares by pro-rata, BB pays the direct amount."""
    party = {
        "scheme": "declared",
        "totalise": {"when": "needed", **READ},
        "minimum_own_period": {"number": 12, "unit": "months", "below": "nothing", **FOREIGN},
    }
    return Agreement.model_validate(
        {
            "id": "aa-bb",
            "kind": "totalisation",
            "title": {"en": "Agreement of A and B", "vi": "Hiệp định A và B", "ko": "갑을 협정"},
            "sources": {"Treaty": {"title": {"en": "The treaty", "vi": "Hiệp định", "ko": "협정문"}}},
            "entry_into_force": {"date": date(2020, 1, 1), **READ},
            "provisions": {"totalisation": {"date": date(2022, 1, 1), **FOREIGN}},
            "overlap": {"keeper": "each_own", **READ},
            "third_state_periods": {"count": "excluded", **READ},
            "parties": {
                "AA": {
                    **party,
                    "currency": "KRW",
                    "title": {"en": "Aland", "vi": "Nước A", "ko": "갑나라"},
                    "amount": {"method": "pro_rata", **READ},
                    "ratio": READ,
                },
                "BB": {
                    **party,
                    "currency": "VND",
                    "title": {"en": "Beland", "vi": "Nước B", "ko": "을나라"},
                    "amount": {"method": "direct", **READ},
                },
            },
            **terms,
        }
    )


def case(**parts: Any) -> Case:
    """80 months in AA, 120 in BB of which 20 at the same time, and a year in a third state."""
    figures = {"required_months": 180, "pension_age_months": 720}
    return Case.model_validate(
        {
            "case_id": "R-1",
            "agreement": "aa-bb",
            "person": {"sex": "female", "birth_date": "1960-05", "nationality": "AA", "residence": "BB"},
            "claim": {"benefit": "old_age", "date": "2024-03-15"},
            "periods": [
                {"party": "AA", "from": "2000-01", "to": "2006-08", "kind": "compulsory"},
                {
                    "party": "BB",
                    "from": "2005-01",
                    "to": "2015-04",
                    "kind": "voluntary",
                    "broken_months": ["2010-01", "2010-02", "2010-03", "2010-04"],
                    "earnings": [{"from": "2005-01", "to": "2015-04", "monthly": 4_500_000}],
                },
                {"party": "CC", "from": "2016-01", "to": "2016-12", "kind": "compulsory"},
            ],
            "established": {
                "AA": {**figures, "monthly_pension": 1_000_001},
                "BB": {**figures, "monthly_pension": "5000000/3"},
            },
            **parts,
        }
    )


def totalised() -> Determination:
    """Entitled on both sides by totalisation."""
    return determine(case(), agreement())


def refused() -> Determination:
    """Entitled on neither side: too few months, and not of age."""
    figures = {"required_months": 240, "pension_age_months": 800, "monthly_pension": 1}
    return determine(case(established={"AA": figures, "BB": figures}), agreement())


def early() -> Determination:
    """Claimed before the agreement's totalisation has effect."""
    return determine(case(claim={"benefit": "old_age", "date": "2021-12-31"}), agreement())
