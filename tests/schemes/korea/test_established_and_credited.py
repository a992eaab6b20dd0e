"""Months credited when the right arises, and figures that an established average makes unnecessary."""

from __future__ import annotations

from typing import Any

import pytest

from totalisation import assess
from totalisation.parameters import MissingFigureError


def test_credited_months_have_the_factor_of_the_year_in_which_totalisation_gave_the_right() -> None:
    """Pension age in October 2024, totalisation in effect in July 2025: the twelve months have the factor of 2025."""
    case: dict[str, Any] = {
        "case_id": "K",
        "agreement": "vn-kr",
        "person": {"sex": "female", "birth_date": "1961-10-01", "nationality": "VN"},
        "claim": {
            "benefit": "old_age",
            "date": "2026-05-18",
            "options": {"KR": {"childbirth_credit_months": 12}},
        },
        "periods": [
            {
                "party": "VN",
                "from": "1994-12",
                "to": "2014-09",
                "kind": "compulsory",
                "salary_regime": "employer",
                "earnings": [{"from": "1994-12", "to": "2014-09", "monthly": 3_000_000}],
            }
        ],
    }
    result = assess(case).parties["KR"]
    (run,) = result.computations
    assert run.value("year_of_right") == 2025
    assert str(run.value("factor_of_average_income")) == "249/200"


def test_an_established_average_needs_only_the_rates_of_the_last_five_years() -> None:
    """Income of 1990 in a pension of 2023 has no known rate; with B established only the cap of Art. 53 needs any."""
    case: dict[str, Any] = {
        "case_id": "K",
        "agreement": "vn-kr",
        "person": {"sex": "male", "birth_date": "1960-06-03", "nationality": "KR"},
        "claim": {"benefit": "old_age", "date": "2023-01-10"},
        "periods": [
            {
                "party": "KR",
                "from": first,
                "to": last,
                "kind": "workplace",
                "earnings": [{"from": first, "to": last, "monthly": 2_000_000}],
            }
            for first, last in (("1990-01", "1996-12"), ("2010-01", "2020-05"))
        ],
    }
    with pytest.raises(MissingFigureError, match="revaluation_rate"):
        assess(case)
    case["established"] = {"KR": {"average_earnings": 2_500_000}}
    result = assess(case).parties["KR"]
    assert result.average_earnings == 2_500_000
    assert result.established == ("average_earnings",)
