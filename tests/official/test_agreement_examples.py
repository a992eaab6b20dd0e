"""Worked examples that authorities and courts have published, under the agreements they are about."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.treaties import counted, decided, declared, merged, period, regulations_between, terms_of
from totalisation import assess
from totalisation.aggregation import View
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreements_folder
from totalisation.months import MonthSet, month

READ = {"article": "as the example is told", "source": "T", "status": "secondary"}


def parties(first: dict[str, Any], second: dict[str, Any], **terms: Any) -> Agreement:
    """An agreement between A and B for an example that is told about no agreement, or about one not shipped."""

    def party(title: str, given: dict[str, Any]) -> dict[str, Any]:
        cited = {name: {**READ, **term} for name, term in given.items()}
        totalise = {"when": "needed", **READ}
        return {"scheme": "declared", "currency": "EUR", "title": {"en": title}, "totalise": totalise, **cited}

    return Agreement.model_validate(
        {
            "id": "aa-bb",
            "kind": "totalisation",
            "title": {"en": "Agreement between A and B"},
            "sources": {"T": {"title": {"en": "Published example"}}},
            "entry_into_force": {"date": "1940-01-01", **READ},
            "parties": {"AA": party("A", first), "BB": party("B", second)},
            **terms,
        }
    )


# SSA, POMS GN 01706.026, examples A to C: weeks of Italian insurance as United States quarters of coverage.
# F is a quarter credited for the foreign period, C one of the United States themselves, N none.

WEEKS = {"months_per_unit": {"weeks": "3/13"}, "remainder": "down"}
QUARTERS_PER_PERIOD = parties(
    {"conversion": WEEKS},
    {
        "conversion": WEEKS,
        "counting": {"unit": "quarters", "per": "period", "remainder": "up"},
    },
)


def pattern(view: View, year: int) -> str:
    """The quarters of a calendar year, each by its letter."""
    letters = ""
    for first in range(month(year, 1), month(year, 1) + 12, 3):
        quarter = MonthSet.span(first, first + 2)
        own, foreign = len(view.own_kept & quarter), len(view.foreign & quarter)
        assert (own, foreign) in {(0, 0), (3, 0), (0, 3)}
        letters += "C" if own else "F" if foreign else "N"
    return letters


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ([], {1950: "NFFF", 1951: "FFFF", 1952: "FNNN"}),
        ([period("BB", "1952-01", "1952-06")], {1950: "NFFF", 1951: "FFFF", 1952: "CCFN"}),
        ([period("BB", "1952-01", "1952-09")], {1950: "NFFF", 1951: "FFFF", 1952: "CCCN"}),
    ],
    ids=["A: 95 weeks are 8 quarters", "B: own quarters are skipped", "B: no quarter after the period's end"],
)
def test_gn_01706_026_weeks_in_one_period(own: list[Any], expected: dict[int, str]) -> None:
    weeks = counted("AA", "1950-06-15", "1952-09-21", 95, "weeks")

    view = merged(QUARTERS_PER_PERIOD, weeks, *own).views["BB"]

    assert {year: pattern(view, year) for year in expected} == expected


def test_gn_01706_026_example_c_a_quarter_where_two_periods_meet_counts_once() -> None:
    view = merged(
        QUARTERS_PER_PERIOD,
        counted("AA", "1966-01-01", "1968-04-30", 122, "weeks"),
        counted("AA", "1968-05-01", "1968-12-31", 35, "weeks"),
    ).views["BB"]

    assert [pattern(view, year) for year in (1966, 1967, 1968, 1969)] == ["FFFF", "FFFF", "FFFF", "NNNN"]
    assert len(view.foreign) == 12 * 3


# POMS GN 01741.120 and 01741.125, and the annotation of Article 6.2: Korea and the United States.


@pytest.mark.parametrize(
    ("months", "reading", "quarters"),
    [
        ("1990-01..1990-07", "makes_a_quarter", 3),
        ("1990-01..1990-07", "is_dropped", 2),
        ("1990-01..1990-06", "makes_a_quarter", 2),
        ("1990-01..1990-06", "is_dropped", 2),
        ("1990-01..1990-12", "makes_a_quarter", 4),
    ],
)
def test_gn_01741_120_months_of_a_calendar_year_as_quarters(months: str, reading: str, quarters: int) -> None:
    korean = period("KR", *months.split(".."))
    american = [counted("US", f"{year}-01", f"{year}-12", 4, "quarters") for year in range(1991, 1993)]
    figures = {
        "US": {"required_months": 120, "pension_age_months": 780, "monthly_pension": 0, "computation_months": 420},
        "KR": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 0},
    }

    result = decided(
        declared("kr-us"),
        [korean, *american],
        figures,
        interpretations={"US": {"remainder_of_a_quarter": reading}},
    )

    assert len(result.aggregation.views["US"].foreign) == quarters * 3


def test_gn_01741_125_three_months_for_each_quarter_and_eighteen_months_of_korea() -> None:
    american = counted("US", "1990-01", "1990-12", 4, "quarters")

    for months, met in (("1991-01..1992-06", True), ("1991-01..1992-05", False)):
        view = merged(declared("kr-us"), period("KR", *months.split("..")), american).views["KR"]

        assert len(view.foreign) == 12
        assert view.minimum_met is met


def test_section_433_six_quarters_of_the_united_states() -> None:
    for quarters, met in ((6, True), (5, False)):
        view = merged(declared("kr-us"), counted("US", "1990-01", "1991-12", quarters, "quarters")).views["US"]

        assert view.own_months == 3 * quarters
        assert view.minimum_met is met


# Holzmann, IZA Journal of Labor Policy 5 (2016), table 7: 18 years in A and 24 in B, direct and pro rata.
# Amounts in hundredths of the currency.

HOLZMANN_PERIODS = [period("AA", "1970-01", "1987-12"), period("BB", "1988-01", "2011-12")]


def test_holzmann_direct_method() -> None:
    agreement = parties(
        {"amount": {"method": "direct"}},
        {
            "amount": {"method": "direct_and_flat_part"},
            "ratio": {"denominator": "fixed_months", "fixed_months": 30 * 12},
        },
    )
    figures = {
        "AA": {"required_months": 240, "pension_age_months": 780, "monthly_pension": 28_800},
        "BB": {"required_months": 300, "pension_age_months": 780, "monthly_pension": 24_000, "flat_part": 50_000},
    }

    result = decided(agreement, HOLZMANN_PERIODS, figures).parties

    assert [result[code].basis for code in ("AA", "BB")] == ["totalised", "totalised"]
    assert [result[code].totalised_months for code in ("AA", "BB")] == [42 * 12, 42 * 12]
    assert (result["AA"].monthly_amount, result["AA"].ratio) == (28_800, None)
    assert (result["BB"].monthly_amount, result["BB"].ratio) == (64_000, Fraction(24, 30))


def test_holzmann_pro_rata_method() -> None:
    agreement = parties(
        {"amount": {"method": "pro_rata"}, "ratio": {"full_benefit_cap": True}},
        {"amount": {"method": "pro_rata"}, "ratio": {}},
    )
    figures: dict[str, dict[str, int | str]] = {
        "AA": {
            "required_months": 240,
            "pension_age_months": 780,
            "theoretical_amount": 80_000,
            "full_benefit_months": 480,
        },
        "BB": {"required_months": 300, "pension_age_months": 780, "theoretical_amount": 92_000},
    }

    result = decided(agreement, HOLZMANN_PERIODS, figures).parties

    assert (result["AA"].monthly_amount, result["AA"].ratio) == (36_000, Fraction(18, 40))
    assert (result["BB"].monthly_amount, result["BB"].ratio) == (52_571, Fraction(24, 42))


# European Regulations.


def test_your_europe_rosa_gets_the_higher_amount_of_each_state() -> None:
    """Your Europe, “Rosa”: 20 years in France and 10 in Spain, both asking for 15."""
    agreement = regulations_between("FR", "ES")
    figures: dict[str, dict[str, int | str]] = {
        "FR": {
            "required_months": 180,
            "pension_age_months": 780,
            "monthly_pension": 800,
            "theoretical_amount": 1500,
        },
        "ES": {
            "required_months": 180,
            "pension_age_months": 780,
            "monthly_pension": 0,
            "theoretical_amount": 1200,
        },
    }

    result = decided(agreement, [period("FR", "1980-01", "1999-12"), period("ES", "2000-01", "2009-12")], figures)

    spain, france = result.parties["ES"], result.parties["FR"]
    assert (spain.basis, spain.ratio, spain.monthly_amount) == ("totalised", Fraction(10, 30), 400)
    assert (france.basis, france.ratio, france.monthly_amount) == ("totalised", Fraction(20, 30), 1000)


def test_citizens_information_case_study_1_contributions_in_weeks() -> None:
    """citizensinformation.ie, EU case study: 364 Irish and 1,196 German contributions; share 364/1,560."""
    agreement = regulations_between("IE", "DE")
    weeks = [
        counted("IE", "1975-01", "1981-12", 364, "weeks"),
        counted("DE", "1982-01", "2004-12", 1196, "weeks"),
    ]
    figures: dict[str, dict[str, int | str]] = {
        code: {"required_months": 120, "pension_age_months": 780, "monthly_pension": 0, "theoretical_amount": 1560}
        for code in ("IE", "DE")
    }

    ireland = decided(agreement, weeks, figures).parties["IE"]

    assert (ireland.basis, ireland.ratio, ireland.monthly_amount) == ("totalised", Fraction(364, 1560), 364)


def test_bsg_b_5_r_54_11_r_quarters_count_as_they_were_certified() -> None:
    """German Federal Social Court, 9 October 2012, B 5 R 54/11 R: five French quarters within nine calendar
    months are 15 months, and with 48 German ones reach the qualifying period of 60."""
    periods = [
        counted("FR", "1994-10-01", "1995-06-01", 5, "quarters"),
        period("DE", "1996-01", "1999-12"),
    ]
    figures: dict[str, dict[str, int | str]] = {
        "DE": {"required_months": 60, "pension_age_months": 780, "monthly_pension": 100, "theoretical_amount": 100},
        "FR": {
            "required_months": 0,
            "pension_age_months": 780,
            "monthly_pension": 100,
            "theoretical_amount": 100,
            "full_benefit_months": 480,
        },
    }

    result = decided(declared("eu-de-fr"), periods, figures)

    germany = result.parties["DE"]
    assert (germany.own_months, germany.totalised_months) == (48, 63)
    assert (germany.basis, germany.ratio) == ("totalised", Fraction(48, 63))
    assert result.aggregation.views["FR"].own_months == 15
    assert result.aggregation.views["FR"].total_months == 63


def test_lsg_l_9_r_240_10_a_period_below_a_year_is_taken_over() -> None:
    """Bavarian Social Court of Appeal, L 9 R 240/10: eight Austrian months are paid for by Germany."""
    agreement = regulations_between("DE", "AT")
    periods = [period("AT", "1970-01", "1970-08"), period("DE", "1971-01", "2000-12")]
    figures: dict[str, dict[str, int | str]] = {
        code: {"required_months": 60, "pension_age_months": 780, "monthly_pension": 900, "theoretical_amount": 920}
        for code in ("DE", "AT")
    }

    result = decided(agreement, periods, figures)

    germany, austria = result.parties["DE"], result.parties["AT"]
    assert (austria.entitled, [each.name for each in austria.missing]) == (False, ["minimum_own_period"])
    assert len(result.aggregation.views["DE"].taken_over) == 8
    assert (germany.totalised_months, germany.ratio, germany.monthly_amount) == (368, Fraction(1), 920)


def test_article_57_the_denominator_leaves_out_what_is_taken_over() -> None:
    """Regulation 883/2004 Art. 57(2) names the theoretical amount of 52(1)(b)(i), and not the ratio of (ii)."""
    agreement = regulations_between("DE", "AT")
    periods = [
        period("AT", "1970-01", "1970-08"),
        period("DE", "1971-01", "1980-12"),
        period("IT", "1981-01", "1990-12"),
    ]
    figures: dict[str, dict[str, int | str]] = {
        code: {"required_months": 60, "pension_age_months": 780, "monthly_pension": 0, "theoretical_amount": 1000}
        for code in ("DE", "AT")
    }

    germany = decided(agreement, periods, figures).parties["DE"]

    assert (germany.totalised_months, germany.ratio) == (248, Fraction(120, 240))
    assert germany.monthly_amount == 500


def test_commission_example_mario_each_state_pays_from_its_own_age() -> None:
    """European Commission, “Mario” (velascolawyers.com): 10 years in Spain, 2 in Germany, 20 in France; Germany
    asks for five years and for 65, France pays from 62."""
    periods = [
        period("ES", "1975-01", "1984-12"),
        period("DE", "1985-01", "1986-12"),
        period("FR", "1987-01", "2006-12"),
    ]
    figures: dict[str, dict[str, int | str]] = {
        "DE": {"required_months": 60, "pension_age_months": 780, "monthly_pension": 0, "theoretical_amount": 960},
        "FR": {
            "required_months": 1,
            "pension_age_months": 744,
            "monthly_pension": 500,
            "theoretical_amount": 1200,
            "full_benefit_months": 480,
        },
    }

    at_62 = decided(declared("eu-de-fr"), periods, figures, claim="2017-03-01", born="1955-01-01").parties
    at_65 = decided(declared("eu-de-fr"), periods, figures, claim="2020-03-01", born="1955-01-01").parties

    assert (at_62["FR"].ratio, at_62["FR"].monthly_amount) == (Fraction(20, 32), 750)
    assert [each.name for each in at_62["DE"].missing] == ["age"]
    assert (at_65["DE"].basis, at_65["DE"].ratio, at_65["DE"].monthly_amount) == ("totalised", Fraction(2, 32), 60)


# Australia: working-life residence in months, DSS Guide to Social Security Law.


def test_dss_7_2_2_40_days_of_residence_make_176_months() -> None:
    view = merged(
        declared("kr-au"),
        period("AU", "1966-07-05", "1976-08-17", "residence"),
        period("AU", "1985-09-19", "1990-03-16", "residence"),
        born="1940-01-01",
    ).views["AU"]

    assert view.ratio_months == 176


@pytest.mark.parametrize(
    ("first", "last", "months"), [("1999-03-03", "1999-04-02", 1), ("1988-07-17", "1989-07-16", 12)]
)
def test_dss_7_2_2_40_first_and_last_day_are_included(first: str, last: str, months: int) -> None:
    view = merged(declared("kr-au"), period("AU", first, last, "residence"), born="1940-01-01").views["AU"]

    assert view.own_months == months


def test_dss_1_1_a_340_residence_from_16_to_pension_age_makes_148_months() -> None:
    """A woman born on 4 June 1922, whose pension age is 60."""
    raw = terms_of("kr-au")
    australia = raw["parties"]["AU"]
    until_60 = {**australia, "own_periods": {**australia["own_periods"], "until_age_years": 60}}
    agreement = Agreement.model_validate({**raw, "parties": {**raw["parties"], "AU": until_60}})

    view = merged(
        agreement,
        period("AU", "1922-06-04", "1942-06-03", "residence"),
        period("AU", "1965-05-02", "1972-04-08", "residence"),
        period("AU", "1981-02-05", "1991-08-17", "residence"),
        born="1922-06-04",
    ).views["AU"]

    assert view.ratio_months == 148


# Canada, House of Commons, Standing Committee on Foreign Affairs, 39-1 no. 57.


@pytest.mark.parametrize(("residence_until", "basis"), [("1995-12", "totalised"), ("1995-11", "none")])
def test_one_year_of_residence_and_nine_years_abroad_open_the_right(residence_until: str, basis: str) -> None:
    periods = [
        period("CA", "1995-01", residence_until, "residence"),
        period("KR", "1996-01", "2004-12"),
    ]
    figures: dict[str, dict[str, int | str]] = {
        "CA": {"required_months": 120, "pension_age_months": 780, "monthly_pension": 17},
        "KR": {"required_months": 120, "pension_age_months": 720, "monthly_pension": 0},
    }

    canada = decided(declared("kr-ca-oas"), periods, figures).parties["CA"]

    assert canada.basis == basis
    assert canada.monthly_amount == (17 if basis == "totalised" else None)


# Viet Nam and Korea: Korean Ministry of Health and Welfare, 14 December 2021 (Sisa Today); Yonhap, 8 December 2023.


@pytest.mark.parametrize(
    ("example", "own"),
    [
        ("seven-and-thirteen-years", {"KR": 84, "VN": 156}),
        ("nine-and-eleven-years", {"KR": 108, "VN": 132}),
    ],
)
def test_years_that_suffice_on_neither_side_suffice_on_both_together(example: str, own: dict[str, int]) -> None:
    case = (agreements_folder().parent / "examples" / f"{example}.json").read_text(encoding="utf-8")

    result = assess(case)

    assert {code: each.own_months for code, each in result.parties.items()} == own
    assert {each.totalised_months for each in result.parties.values()} == {240}
    assert {each.basis for each in result.parties.values()} == {"totalised"}
