"""The conversion table of Regulation (EC) 987/2009, Article 13, by the engine's own conversion."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.treaties import counted, declared, merged
from totalisation.agreement import Agreement, ConversionTerm, CountingTerm
from totalisation.case import Count
from totalisation.conversion import converted_months, months_per_unit, units_of_months
from totalisation.months import MonthSet, parse_month

DAYS_OF_THE_WEEK = (5, 6, 7)

TABLE = {5: (5, 22, 66, 264), 6: (6, 26, 78, 312), 7: (7, 30, 90, 360)}
"""Scheme of 5, 6 or 7 days: days in a week, in a month, in a quarter, and most days in a calendar year."""

READ = {"article": "13", "source": "Reg-987-2009", "status": "verified"}
QUARTERS = CountingTerm.model_validate({"unit": "quarters", "per": "period", "remainder": "up", **READ})
ONE_YEAR = MonthSet.year(1995)
THREE_YEARS = MonthSet.span(parse_month("1995-01"), parse_month("1997-12"))


def scheme_of_days(days: int) -> ConversionTerm:
    """The conversion term of an agreement whose certifying scheme is based on so many days."""
    _, in_month, _, in_year = TABLE[days]
    return ConversionTerm.model_validate(
        {
            "months_per_unit": {"days": f"1/{in_month}", "weeks": "3/13"},
            "remainder": "up",
            "units_per_full_year": {"days": in_year, "weeks": 52},
            **READ,
        }
    )


def months(number: int, unit: str, term: ConversionTerm, within: MonthSet = THREE_YEARS) -> int:
    count = Count.model_validate({"unit": unit, "number": number})
    per_unit = months_per_unit(count.unit, term)
    assert per_unit is not None
    return converted_months(number * per_unit, within, count, term)


def quarters(number: int, unit: str, term: ConversionTerm) -> int:
    per_unit = months_per_unit(Count.model_validate({"unit": unit, "number": number}).unit, term)
    assert per_unit is not None
    return units_of_months(number * per_unit, QUARTERS)


@pytest.mark.parametrize("days", DAYS_OF_THE_WEEK)
def test_13_1_b_days_of_a_month_a_quarter_and_a_year(days: int) -> None:
    _, in_month, in_quarter, in_year = TABLE[days]
    term = scheme_of_days(days)

    assert months(in_month, "days", term) == 1
    assert months(in_quarter, "days", term) == 3
    assert quarters(in_quarter, "days", term) == 1
    assert months(in_year, "days", term) == 12
    assert quarters(in_year, "days", term) == 4


@pytest.mark.parametrize("days", DAYS_OF_THE_WEEK)
def test_13_1_e_a_fraction_becomes_the_next_higher_unit(days: int) -> None:
    in_week, in_month, in_quarter, _ = TABLE[days]
    term = scheme_of_days(days)

    assert months(1, "days", term) == 1
    assert months(in_week, "days", term) == 1
    assert months(in_month + 1, "days", term) == 2
    assert quarters(in_quarter + 1, "days", term) == 2


@pytest.mark.parametrize("code", ["DE", "FR"])
@pytest.mark.parametrize(
    ("weeks", "in_months", "in_quarters"),
    [(1, 1, 1), (4, 1, 1), (5, 2, 1), (13, 3, 1), (14, 4, 2), (26, 6, 2), (52, 12, 4), (53, 13, 5)],
)
def test_13_1_c_weeks(code: str, weeks: int, in_months: int, in_quarters: int) -> None:
    term = declared("eu-de-fr").parties[code].conversion
    assert term is not None

    assert months(weeks, "weeks", term) == in_months
    assert quarters(weeks, "weeks", term) == in_quarters


@given(weeks=st.integers(1, 2600))
def test_13_1_c_weeks_go_through_the_days_of_the_six_day_scheme(weeks: int) -> None:
    six = scheme_of_days(6)
    in_week, *_ = TABLE[6]

    assert months(weeks, "weeks", six, THREE_YEARS) == months(weeks * in_week, "days", six, THREE_YEARS)


def test_13_1_c_a_year_is_four_quarters_and_twelve_months() -> None:
    term = declared("eu-de-fr").parties["DE"].conversion
    assert term is not None

    assert [months(1, unit, term) for unit in ("quarters", "years")] == [3, 12]
    assert quarters(1, "years", term) == 4
    assert units_of_months(Fraction(12), QUARTERS) == 4


def with_days(days: int) -> Agreement:
    """The Regulations where periods are certified in days of a scheme of so many days a week."""
    agreement = declared("eu-de-fr")
    conversion = {"conversion": scheme_of_days(days)}
    parties = {code: terms.model_copy(update=conversion) for code, terms in agreement.parties.items()}
    return agreement.model_copy(update={"parties": parties})


@pytest.mark.parametrize("days", DAYS_OF_THE_WEEK)
@pytest.mark.parametrize("over", [0, 1, 40])
def test_13_2_no_more_than_a_year_in_a_calendar_year(days: int, over: int) -> None:
    in_year = TABLE[days][3]
    certified = counted("DE", "1995-01-01", "1995-12-31", in_year + over, "days")

    assert merged(with_days(days), certified).views["DE"].own_months == 12


@pytest.mark.parametrize("days", DAYS_OF_THE_WEEK)
def test_13_2_times_of_one_calendar_year_are_capped_together(days: int) -> None:
    in_year = TABLE[days][3]
    halves = [
        counted("DE", "1995-01-01", "1995-12-31", in_year - 20, "days"),
        counted("DE", "1995-01-01", "1995-12-31", in_year - 20, "days"),
    ]

    assert merged(with_days(days), *halves).views["DE"].own_months == 12


def test_13_2_a_full_year_is_never_less_than_a_year() -> None:
    """A scheme whose full year is 46 weeks: the division alone would yield eleven months."""
    term = scheme_of_days(6).model_copy(update={"units_per_full_year": {"weeks": 46}})

    assert months(46, "weeks", term, ONE_YEAR) == 12
    assert months(46, "weeks", term, THREE_YEARS) == 11
    assert months(45, "weeks", term, ONE_YEAR) == 11


def test_13_3_one_operation_for_an_aggregate_or_one_for_each_year() -> None:
    agreement = declared("eu-de-fr")
    aggregate = [counted("FR", "1995-01", "1997-12", 42, "weeks")]
    by_year = [counted("FR", f"{year}-01", f"{year}-12", 14, "weeks") for year in (1995, 1996, 1997)]

    assert len(merged(agreement, *aggregate).views["DE"].foreign) == 10
    assert len(merged(agreement, *by_year).views["DE"].foreign) == 12


def test_12_6_a_time_of_unknown_place_is_presumed_not_to_overlap() -> None:
    agreement = declared("eu-de-fr")
    french = counted("FR", "1995-01", "1995-12", 2, "quarters")
    german = [counted("DE", "1995-01", "1995-06", 6, "months")]

    views = merged(agreement, french, *german).views

    assert views["DE"].total_months == 12
    assert len(views["DE"].foreign & MonthSet.span(parse_month("1995-07"), parse_month("1995-12"))) == 6
