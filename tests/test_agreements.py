"""Every agreement that is shipped: it can be read, its terms are cited, and it does what its kind says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from pydantic import BaseModel

from tests.treaties import decided, declared, period
from totalisation.agreement import Agreement, Term
from totalisation.agreement_file import agreement_names, find_agreement

NAMES = agreement_names()
COVERAGE_ONLY = [name for name in NAMES if declared(name).kind == "coverage_only"]

STATUSES = {
    "at-in": {"verified": 18, "secondary": 1, "unverified": 1},
    "eu-de-fr": {"verified": 20},
    "jp-de": {"verified": 7, "secondary": 3},
    "kr-at": {"verified": 18},
    "kr-au": {"secondary": 9, "unverified": 3},
    "kr-ca": {"verified": 21},
    "kr-ca-oas": {"verified": 11},
    "kr-cn": {"secondary": 1},
    "kr-de": {"secondary": 5, "unverified": 3},
    "kr-jp": {"secondary": 3},
    "kr-us": {"verified": 3, "secondary": 13, "unverified": 4},
}
"""How many terms of each file were read in the instrument, in a secondary copy, or not at all."""


def terms_in(value: object) -> Iterator[Term]:
    """Every term within a part of an agreement."""
    if isinstance(value, Term):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from terms_in(getattr(value, name))
    elif isinstance(value, dict):
        for each in value.values():
            yield from terms_in(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from terms_in(each)


def test_the_issue_s_agreements_are_shipped() -> None:
    assert {"vn-kr", *STATUSES} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_file_passes_every_check(name: str) -> None:
    agreement = find_agreement(name)

    assert agreement.id == name
    assert {code for code in agreement.codes if code.lower() in name.split("-")} == set(agreement.codes)


@pytest.mark.parametrize("name", NAMES)
def test_every_title_stands_in_three_languages(name: str) -> None:
    agreement = declared(name)
    titles = [
        agreement.title,
        *(each.title for each in agreement.sources.values()),
        *(each.title for each in agreement.parties.values()),
        *(each.question for each in agreement.interpretations.values()),
        *(choice.title for each in agreement.interpretations.values() for choice in each.choices.values()),
    ]

    assert [set(each) for each in titles] == [{"en", "vi", "ko"}] * len(titles)


@pytest.mark.parametrize("name", NAMES)
def test_every_term_names_a_source_of_its_file(name: str) -> None:
    agreement = declared(name)

    assert {each.source for each in terms_in(agreement)} <= set(agreement.sources)


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_cited(name: str) -> None:
    agreement = declared(name)

    assert set(agreement.sources) == {each.source for each in terms_in(agreement)}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_read_says_when(name: str) -> None:
    agreement = declared(name)

    for term in terms_in(agreement):
        if term.status != "unverified":
            read = agreement.sources[term.source].read
            assert read is not None, (term.article, term.source)
            assert date(2026, 1, 1) <= read <= date.today()  # noqa: DTZ011 - the day of the reader


@pytest.mark.parametrize("name", sorted(STATUSES))
def test_statuses_are_counted(name: str) -> None:
    """A change of this table says that a term was read, or added; it belongs with the change of the file."""
    assert dict(Counter(each.status for each in terms_in(declared(name)))) == STATUSES[name]


def test_of_korea_s_agreements_those_with_china_and_japan_only_cover() -> None:
    assert {"kr-cn", "kr-jp"} <= set(COVERAGE_ONLY)


@pytest.mark.parametrize("name", COVERAGE_ONLY)
def test_an_agreement_on_coverage_never_totalises(name: str) -> None:
    agreement = declared(name)
    first, second = agreement.codes
    figures: dict[str, dict[str, int | str]] = {
        code: {"required_months": 120, "pension_age_months": 720, "monthly_pension": 100} for code in agreement.codes
    }

    result = decided(agreement, [period(first, "1990-01", "1997-12"), period(second, "2000-01", "2009-12")], figures)

    assert (result.parties[first].basis, result.parties[second].basis) == ("none", "independent")
    assert "it totalises nothing" in " ".join(str(each.text) for each in result.parties[first].remarks)


@pytest.mark.parametrize("name", [each for each in NAMES if each not in COVERAGE_ONLY])
def test_a_party_that_totalises_needs_both(name: str) -> None:
    """Below the qualifying time on each side and above it together: every side that totalises is entitled."""
    agreement = declared(name)
    first, second = agreement.codes
    figures: dict[str, dict[str, int | str]] = {
        code: {
            "required_months": 240,
            "pension_age_months": 720,
            "monthly_pension": 1000,
            "flat_part": 240,
            "computation_months": 420,
            "full_benefit_months": 480,
        }
        for code in agreement.codes
    }
    kinds = {code: _kind(agreement, code) for code in agreement.codes}
    periods = [
        period(first, "1990-01", "1999-12", kinds[first]),
        period(second, "2000-01", "2010-12", kinds[second]),
    ]

    result = decided(agreement, periods, figures, claim="2026-01-15", born="1960-01-01")

    totalising = [code for code in agreement.codes if agreement.parties[code].totalise is not None]
    assert totalising
    assert {result.parties[code].basis for code in totalising} == {"totalised"}
    for code in totalising:
        assert 0 < (result.parties[code].ratio or 1) <= 1
        assert (result.parties[code].monthly_amount or 0) > 0


def _kind(agreement: Agreement, code: str) -> str:
    """A kind of period that both sides of the agreement count for ``code``."""
    own, foreign = agreement.parties[code].own_periods, agreement.parties[agreement.other(code)].foreign_periods
    classes = set(own.classes if own else ("compulsory",))
    return next(iter(sorted(classes & set(foreign.classes)) if foreign else sorted(classes)))
