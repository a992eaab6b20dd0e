"""Every agreement that is shipped: it can be read, its terms are cited, and it does what its kind says."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction

import pytest
from pydantic import BaseModel

from tests.treaties import counted, decided, declared, merged, period
from totalisation import assess
from totalisation.agreement import Agreement, Term
from totalisation.agreement_file import agreement_names, find_agreement

NAMES = agreement_names()
COVERAGE_ONLY = [name for name in NAMES if declared(name).kind == "coverage_only"]

STATUSES = {
    "at-in": {"verified": 24, "secondary": 1, "unverified": 1},
    "eu-de-fr": {"verified": 27},
    "jp-de": {"verified": 7, "secondary": 5},
    "kr-at": {"verified": 24},
    "kr-au": {"secondary": 9, "unverified": 3},
    "kr-ca": {"verified": 28},
    "kr-ca-oas": {"verified": 16},
    "kr-cn": {"secondary": 1},
    "kr-de": {"secondary": 5, "unverified": 3},
    "kr-jp": {"secondary": 6},
    "kr-se": {"verified": 28, "secondary": 1},
    "kr-us": {"verified": 3, "secondary": 14, "unverified": 4},
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


@pytest.mark.parametrize(("last", "years"), [("1995-02", 0), ("1995-03", 1), ("1996-02", 1), ("1996-03", 2)])
def test_canada_counts_a_calendar_year_with_three_korean_months(last: str, years: int) -> None:
    """Korea–Canada Art. 8(2)(b)."""
    view = merged(declared("kr-ca"), period("KR", "1995-01", last)).views["CA"]

    assert len(view.foreign) == 12 * years


def test_canada_adds_no_year_that_is_already_one_of_contributions() -> None:
    """Korea–Canada Art. 8(1)(a): “provided that the periods do not overlap”."""
    periods = [counted("CA", "1995-01", "1995-12", 1, "years"), period("KR", "1995-01", "1996-12")]

    assert merged(declared("kr-ca"), *periods).views["CA"].total_months == 24


def test_korea_takes_twelve_months_for_a_year_of_contributions_and_no_residence() -> None:
    """Korea–Canada Art. 7(1) and 7(3)."""
    periods = [
        counted("CA", "1990-01", "1992-12", 2, "years"),
        period("CA", "1995-01", "1999-12", "residence"),
        period("KR", "2000-01", "2000-12"),
    ]

    view = merged(declared("kr-ca"), *periods).views["KR"]

    assert (len(view.foreign), view.minimum_met) == (24, True)


@pytest.mark.parametrize(("years", "amount"), [(6, 1090), (8, 1120)])
def test_canada_s_flat_part_is_shared_by_the_qualifying_period(years: int, amount: int) -> None:
    """Korea–Canada Art. 10: the flat part times own contributions over the qualifying period."""
    figures: dict[str, dict[str, int | str]] = {
        "CA": {"required_months": 120, "pension_age_months": 780, "monthly_pension": 1000, "flat_part": 150},
        "KR": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 0},
    }
    periods = [counted("CA", "1985-01", "1994-12", years, "years"), period("KR", "1996-01", "2005-12")]

    decision = decided(declared("kr-ca"), periods, figures).parties["CA"]

    assert (decision.basis, decision.ratio) == ("totalised", Fraction(years, 10))
    assert decision.monthly_amount == amount


@pytest.mark.parametrize(("own_until", "amount"), [("1999-12", 1050), ("1994-12", 1025)])
def test_austria_s_flat_part_is_shared_by_thirty_years(own_until: str, amount: int) -> None:
    """Austria–Korea Art. 15(a)."""
    figures: dict[str, dict[str, int | str]] = {
        "AT": {"required_months": 180, "pension_age_months": 780, "monthly_pension": 1000, "flat_part": 150},
        "KR": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 0},
    }
    periods = [period("AT", "1990-01", own_until), period("KR", "2000-01", "2009-12")]

    decision = decided(declared("kr-at"), periods, figures).parties["AT"]

    assert (decision.basis, decision.monthly_amount) == ("totalised", amount)


@pytest.mark.parametrize(
    ("german", "french", "kept"),
    [
        ("compulsory", "voluntary", {"DE": 12, "FR": 0}),
        ("voluntary", "compulsory", {"DE": 0, "FR": 12}),
        ("credited", "voluntary", {"DE": 0, "FR": 12}),
        ("compulsory", "compulsory", {"DE": 12, "FR": 12}),
    ],
)
def test_the_regulations_let_compulsory_insurance_keep_the_month(
    german: str, french: str, kept: dict[str, int]
) -> None:
    """Regulation 987/2009 Art. 12(3) and 12(4)."""
    periods = [period("DE", "2000-01", "2000-12", german), period("FR", "2000-01", "2000-12", french)]

    views = merged(declared("eu-de-fr"), *periods).views

    assert {code: len(view.own_kept) for code, view in views.items()} == kept
    assert {view.total_months for view in views.values()} == {12}


def test_india_counts_a_linked_third_state_for_entitlement_alone() -> None:
    """Austria–India Art. 10(2) and 14(5)."""
    figures: dict[str, dict[str, int | str]] = {
        "IN": {"required_months": 120, "pension_age_months": 696, "theoretical_amount": 9000},
        "AT": {"required_months": 180, "pension_age_months": 780, "monthly_pension": 0},
    }
    periods = [
        period("IN", "1990-01", "1993-12"),
        period("AT", "1994-01", "1995-12"),
        period("KR", "2000-01", "2003-12"),
    ]

    decision = decided(declared("at-in"), periods, figures).parties["IN"]

    assert (decision.basis, decision.totalised_months) == ("totalised", 120)
    assert (decision.ratio, decision.monthly_amount) == (Fraction(48, 72), 6000)


def test_a_declared_pair_is_assessed_from_the_json_of_a_case() -> None:
    case = {
        "case_id": "1",
        "agreement": "jp-de",
        "person": {"sex": "male", "birth_date": "1952-03-02"},
        "claim": {"benefit": "old_age", "date": "2018-01-10"},
        "periods": [
            {"party": "JP", "from": "1980-01", "to": "1985-12", "kind": "compulsory"},
            {"party": "DE", "from": "1985-07", "to": "1989-12", "kind": "compulsory"},
        ],
        "established": {
            "JP": {"required_months": 120, "pension_age_months": 780, "monthly_pension": 45_000},
            "DE": {"required_months": 60, "pension_age_months": 780, "monthly_pension": 410},
        },
    }

    decision = assess(json.dumps(case))

    assert {code: each.basis for code, each in decision.parties.items()} == {"JP": "totalised", "DE": "totalised"}
    assert {code: each.monthly_amount for code, each in decision.parties.items()} == {"JP": 45_000, "DE": 410}
    assert len(decision.aggregation.overlap) == 6
    assert decision.parties["DE"].totalised_months == decision.parties["JP"].totalised_months == 120
