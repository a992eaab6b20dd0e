"""The cases under examples/: each is valid, and is decided on both sides as its name says."""

from __future__ import annotations

from pathlib import Path

import pytest

from totalisation import assess
from totalisation.messages import LANGUAGES
from totalisation.reports.explanation import explanation
from totalisation.reports.worksheet import worksheet

FOLDER = Path(__file__).parents[1] / "examples"

BASES = {
    "example": ("totalised", "none"),  # of age in one party only
    "independent-both": ("independent", "independent"),
    "seven-and-thirteen-years": ("totalised", "totalised"),
    "nine-and-eleven-years": ("totalised", "totalised"),
    "overlap": ("totalised", "totalised"),
    "before-totalisation": ("none", "independent"),
    "not-entitled": ("none", "none"),
    "lump-sum": ("independent", "independent"),
    "survivors": ("totalised", "totalised"),
    "disability": ("none", "totalised"),
}


def test_every_example_is_tested() -> None:
    assert {each.stem for each in FOLDER.glob("*.json")} == BASES.keys()


@pytest.mark.parametrize("name", BASES)
def test_an_example_is_decided_as_its_name_says(name: str) -> None:
    determination = assess((FOLDER / f"{name}.json").read_bytes())
    assert tuple(each.basis for each in determination.parties.values()) == BASES[name]
    for result in determination.parties.values():
        paid = result.monthly_amount if result.benefit == "old_age" else result.monthly_amount or result.single_sums
        assert (paid is not None) == result.entitled
        assert bool(result.missing) != result.entitled or bool(result.remarks)


def test_overlapping_months_count_once() -> None:
    aggregation = assess((FOLDER / "overlap.json").read_bytes()).aggregation
    assert len(aggregation.overlap) == 18
    assert aggregation.total_months == 138 + 96 - 18


def test_before_its_date_totalisation_is_named_as_what_is_missing() -> None:
    missing = assess((FOLDER / "before-totalisation.json").read_bytes()).parties["VN"].missing
    assert "totalisation_in_effect" in {each.name for each in missing}


@pytest.mark.parametrize("name", BASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_example_is_reported_in_every_language(name: str, language: str) -> None:
    determination = assess((FOLDER / f"{name}.json").read_bytes())
    for text in (worksheet(determination, language), explanation(determination, language)):
        assert determination.case.case_id in text
        # A name that nothing translates would show its underscores' words; one with a place would show braces.
        assert "{" not in text
