from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

import pytest

from tests.strategies import PAYABLE, random_case
from totalisation import Determination, assess
from totalisation.messages import FaultsError
from totalisation.reports import names
from totalisation.reports.explanation import explanation
from totalisation.reports.worksheet import worksheet

pytestmark = pytest.mark.slow


@lru_cache
def determinations() -> list[Determination]:
    """Those of some random cases for which every figure of law is known."""
    made = []
    for seed in range(20):
        try:
            made.append(assess(random_case(Random(seed), PAYABLE)))
        except FaultsError:
            continue
    return made


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_no_report_shows_a_name_of_the_program(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    shown: list[str] = []

    def readable(name: str) -> str:
        shown.append(name)
        return name

    monkeypatch.setattr(names, "readable", readable)
    assert len(determinations()) >= 10
    for determination in determinations():
        assert worksheet(determination, language)
        assert explanation(determination, language)
    assert sorted(set(shown)) == []


@pytest.mark.parametrize(("language", "told"), [("en", "2026-05"), ("vi", "05/2026"), ("ko", "2026년 5월")])
def test_options_are_told_by_name_with_dates_and_answers_of_the_language(language: str, told: str) -> None:
    case: dict[str, Any] = {
        "case_id": "C",
        "agreement": "vn-kr",
        "person": {"sex": "female", "birth_date": "1962-05-12", "nationality": "KR"},
        "claim": {
            "benefit": "old_age",
            "date": "2026-07-01",
            "options": {"KR": {"deferred_until": "2026-05"}, "VN": {"citizen_when_insured": True}},
        },
        "established": {"KR": {"average_earnings": 2_000_000}},
        "periods": [{"party": "KR", "from": "2000-01", "to": "2012-12", "kind": "workplace"}],
    }
    text = worksheet(assess(case), language)
    assert told in text
    assert "citizen_when_insured" not in text
    assert "True" not in text
