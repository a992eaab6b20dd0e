"""Earnings laid on the months that count."""

from __future__ import annotations

from totalisation.case_file import case_from
from totalisation.earnings import earnings_runs
from totalisation.months import format_month
from totalisation.schemes import scheme_named

SPANS = [("2001-05", "2001-06"), ("2001-01", "2001-12"), ("2001-03", "2002-06")]


def test_a_month_whose_earnings_are_entered_twice_counts_once() -> None:
    case = case_from(
        {
            "case_id": "C-1",
            "agreement": "aa-bb",
            "person": {"sex": "male", "birth_date": "1969"},
            "claim": {"benefit": "old_age", "date": "2026-07-01"},
            "periods": [
                {
                    "party": "AA",
                    "from": "2001-01",
                    "to": "2002-12",
                    "kind": "compulsory",
                    "earnings": [{"from": first, "to": last, "monthly": 7} for first, last in SPANS],
                }
            ],
        }
    )
    runs = list(earnings_runs(case, "AA", scheme_named("declared").record(case, "AA")))
    assert [(format_month(run.first), format_month(run.last)) for run in runs] == [
        ("2001-05", "2001-06"),
        ("2001-01", "2001-04"),
        ("2001-07", "2001-12"),
        ("2002-01", "2002-06"),
    ]
    assert sum(run.months for run in runs) == 18
