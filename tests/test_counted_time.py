"""What of one party's time counts, before anything is merged."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests import treaties
from tests.test_aggregation import agreement, merged, period, span
from tests.treaties import counted, decided
from totalisation.aggregation import View
from totalisation.months import NO_MONTHS


def view(*periods: Any, **terms: Any) -> View:
    return merged(agreement(terms), *periods).views["AA"]


ROOM = {"months_per_unit": {"weeks": "3/13"}, "remainder": "up"}


def test_time_beyond_its_dates_is_cut_or_takes_the_rest_of_its_years() -> None:
    five_quarters = counted("AA", "1994-10", "1995-06", 5, "quarters")

    assert view(five_quarters, conversion=ROOM).own_months == 9
    assert view(five_quarters, conversion={**ROOM, "beyond_dates": "same_year"}).own_months == 15


def test_the_rest_of_the_years_holds_no_more_than_the_years() -> None:
    nine_quarters = counted("AA", "1994-10", "1995-06", 9, "quarters")

    assert view(nine_quarters, conversion={**ROOM, "beyond_dates": "same_year"}).own_months == 24


def test_a_time_of_unknown_place_keeps_clear_of_the_other_party_while_there_is_room() -> None:
    theirs = period("BB", "2000-01", "2000-06")

    apart = view(counted("AA", "2000-01", "2000-12", 6, "months"), theirs)
    together = view(counted("AA", "2000-01", "2000-12", 8, "months"), theirs)

    assert (apart.own, apart.total_months) == (span("2000-07", "2000-12"), 12)
    assert (together.own_months, together.total_months) == (8, 12)


QUARTERS = {"unit": "quarters", "per": "calendar_year", "remainder": "up"}


def test_a_party_that_counts_in_quarters_places_its_own_in_whole_ones() -> None:
    seen = view(
        counted("AA", "2000-01", "2000-12", 2, "quarters"),
        period("BB", "2000-02", "2000-02"),
        period("BB", "2000-08", "2000-08"),
        counting=QUARTERS,
    )

    assert seen.own_kept == span("2000-04", "2000-06") | span("2000-10", "2000-12")
    assert seen.foreign == span("2000-01", "2000-03")


def test_own_quarters_of_a_year_are_no_more_than_the_term_allows() -> None:
    quarters = [counted("AA", "2000-01", "2000-12", 2, "quarters")] * 2

    assert view(*quarters, counting=QUARTERS).own_months == 12
    assert view(*quarters, counting={**QUARTERS, "most_per_year": 3}).own_months == 9


def test_an_age_ends_what_counts() -> None:
    under = agreement({"own_periods": {"classes": ["compulsory"], "from_age_years": 18, "until_age_years": 60}})

    seen = treaties.merged(under, period("AA", "1965-01", "2015-12"), born="1950-05-20").views["AA"]

    assert seen.own_kept == span("1968-05", "2010-04")
    assert {str(each.reason) for each in seen.ledger} == {
        "before the time from which the agreement counts periods",
        "after the age until which the agreement counts periods",
    }


def test_the_minimum_is_of_months_that_the_agreement_counts() -> None:
    term = {"classes": ["compulsory"], "since": "2000-01-01"}
    minimum = {"number": 12, "unit": "months", "below": "nothing"}

    assert view(period("AA", "1990-01", "2000-12"), own_periods=term, minimum_own_period=minimum).minimum_met
    late = view(period("AA", "1990-01", "2000-11"), own_periods=term, minimum_own_period=minimum)
    assert (late.own_months, late.counted_own_months, late.minimum_met) == (131, 11, False)


def test_days_are_summed_where_the_agreement_says_so() -> None:
    days = {"days_per_month": 30, "remainder": "down"}
    periods = [period("AA", "2000-01-20", "2000-02-10"), period("AA", "2000-05-20", "2000-06-10")]

    assert view(*periods).own_months == 4
    assert view(*periods, own_days=days).own_months == 1
    assert view(*periods, own_days={**days, "remainder": "up"}).own_months == 2


@pytest.mark.parametrize(
    ("count_for", "total", "ratio", "amount"),
    [
        ("entitlement_and_amount", 240, Fraction(1, 3), 400),
        ("entitlement", 240, Fraction(1, 2), 600),
    ],
)
def test_third_states_count_for_the_amount_too_or_for_entitlement_alone(
    count_for: str, total: int, ratio: Fraction, amount: int
) -> None:
    under = agreement(
        {"amount": {"method": "pro_rata"}, "ratio": {}},
        third_state_periods={"count": "linked_states", "states": ["CC"], "count_for": count_for},
    )
    periods = [
        period("AA", "1980-01", "1986-08"),
        period("BB", "1990-01", "1996-08"),
        period("CC", "2000-01", "2006-08"),
    ]
    figures: dict[str, dict[str, int | str]] = {
        "AA": {"required_months": 240, "pension_age_months": 720, "theoretical_amount": 1200},
        "BB": {"required_months": 240, "pension_age_months": 720, "monthly_pension": 0},
    }

    result = decided(under, periods, figures).parties["AA"]

    assert (result.basis, result.totalised_months) == ("totalised", total)
    assert (result.ratio, result.monthly_amount) == (ratio, amount)


def test_a_single_month_is_the_whole_of_itself() -> None:
    seen = view(period("AA", "2000-01", "2000-01"))
    assert (seen.ratio_months, seen.denominator_months) == (1, 1)


def test_months_without_a_place_count_on_every_side_of_the_ratio() -> None:
    kept = span("2000-01", "2000-06")
    both = View("AA", kept, kept, span("2000-07", "2000-08"), NO_MONTHS, 4, True, own_counted=kept)
    assert (both.own_months, both.counted_own_months, both.ratio_months) == (10, 10, 10)
    assert (both.denominator_months, both.total_months) == (12, 12)
    nothing = View("AA", NO_MONTHS, NO_MONTHS, NO_MONTHS, NO_MONTHS, 0, True)
    assert nothing.denominator_months == 1


def test_the_days_of_an_age_end_on_the_day_before_it() -> None:
    """Born on 20 May 1950, sixty on 20 May 2010: from 20 April to 19 May is one month, and not a day more."""
    term = {"own_periods": {"classes": ["compulsory"], "until_age_years": 60}}
    days = {"own_days": {"days_per_month": 30, "remainder": "up"}}
    seen = treaties.merged(agreement({**term, **days}), period("AA", "2010-04-20", "2010-05-31"), born="1950-05-20")
    assert seen.views["AA"].counted_own_months == 1


def test_the_days_of_a_kind_that_does_not_count_are_not_summed() -> None:
    days = {"days_per_month": 30, "remainder": "down"}
    worked = period("AA", "2000-01-01", "2000-03-31")
    seen = view(
        worked,
        period("AA", "2000-05-01", "2000-08-31", "voluntary"),
        own_days=days,
        own_periods={"classes": ["compulsory"]},
    )
    assert (seen.own_months, seen.counted_own_months) == (7, 3)


def test_time_of_a_kind_that_does_not_count_leaves_the_next_one_counted() -> None:
    two: dict[str, Any] = {"count": {"unit": "quarters", "number": 2}}
    own = [period("AA", "2000-01", "2000-12", kind, **two) for kind in ("voluntary", "compulsory")]
    assert view(*own, conversion=ROOM, own_periods={"classes": ["voluntary"]}).counted_own_months == 6


def test_units_of_the_other_party_lie_within_the_ages_that_count() -> None:
    """Sixty on 1 July 2010: two quarters certified for 2010 are its first two."""
    foreign = {"classes": ["compulsory"], "from_age_years": 18, "until_age_years": 60}
    under = agreement({"counting": QUARTERS, "foreign_periods": foreign})
    seen = treaties.merged(under, counted("BB", "2010-01", "2010-12", 2, "quarters"), born="1950-07-01").views["AA"]
    assert seen.foreign == span("2010-01", "2010-06")
    late = treaties.merged(under, counted("BB", "1968-01", "1968-12", 2, "quarters"), born="1950-07-01").views["AA"]
    assert late.foreign == span("1968-07", "1968-12")
