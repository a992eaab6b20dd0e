"""Months given a place on the calendar, and counted in units, at the edges."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from totalisation.agreement import CountingTerm
from totalisation.conversion import counted_in_units, placed, placed_blocks, units_of_months, whole_blocks
from totalisation.months import NO_MONTHS, MonthSet, format_month, parse_month


def span(first: str, last: str) -> MonthSet:
    return MonthSet.span(parse_month(first), parse_month(last))


def shown(months: MonthSet) -> list[str]:
    return [f"{format_month(first)}..{format_month(last)}" for first, last in months.runs()]


def test_months_take_the_earliest_free_places_so_many_a_year() -> None:
    places = [span("2020-11", "2021-06"), span("2019-01", "2019-03")]
    assert shown(placed(1, places, 12)) == ["2020-11..2020-11"]
    assert shown(placed(3, places, 12)) == ["2020-11..2021-01"]
    assert shown(placed(3, places, 1)) == ["2019-01..2019-01", "2020-11..2020-11", "2021-01..2021-01"]
    assert shown(placed(9, places, 12)) == ["2019-01..2019-01", "2020-11..2021-06"]
    assert placed(0, places, 12) == NO_MONTHS
    # What is in the year already takes of its room.
    assert shown(placed(2, places, 3, span("2020-01", "2020-02"))) == ["2020-11..2020-11", "2021-01..2021-01"]
    assert shown(placed(2, places, 2, span("2020-01", "2020-02"))) == ["2021-01..2021-02"]


def test_blocks_are_whole_quarters_or_years() -> None:
    assert shown(whole_blocks(span("2020-03", "2020-04"), 3)) == ["2020-01..2020-06"]
    assert shown(whole_blocks(span("2020-12", "2021-01"), 12)) == ["2020-01..2021-12"]
    places = [span("2020-07", "2021-06")]
    assert shown(placed_blocks(1, places, 3, 4)) == ["2020-07..2020-09"]
    assert shown(placed_blocks(3, places, 3, 1)) == ["2020-07..2020-09", "2021-01..2021-03"]
    assert shown(placed_blocks(2, places, 3, 2, span("2020-01", "2020-03"))) == ["2020-07..2020-09", "2021-01..2021-03"]
    assert shown(placed_blocks(9, places, 3, 4)) == ["2020-07..2021-06"]


def counting(**given: Any) -> CountingTerm:
    term = {"unit": "quarters", "per": "calendar_year", "remainder": "down", **given}
    return CountingTerm.model_validate({**term, "article": "1", "source": "Treaty", "status": "verified"})


def test_units_of_a_number_of_months() -> None:
    assert [units_of_months(each, counting()) for each in (2, 3, 5, 6)] == [0, 1, 1, 2]
    assert [units_of_months(each, counting(remainder="up")) for each in (0, 1, 3, 4)] == [0, 1, 1, 2]
    least = counting(unit="years", least_months=6)
    assert [units_of_months(each, least) for each in (5, 6, 11, 12, 23, 24, Fraction(11, 2))] == [0, 1, 1, 1, 1, 2, 0]


def test_units_of_the_other_party_find_room_beside_own_ones() -> None:
    first, second, year = span("2020-01", "2020-06"), span("2020-07", "2020-12"), span("2020-01", "2020-12")
    assert shown(counted_in_units(second, [], first, counting())) == ["2020-07..2020-12"]
    assert shown(counted_in_units(second, [], first, counting(most_per_year=3))) == ["2020-07..2020-09"]
    assert counted_in_units(second, [], first, counting(most_per_year=2)) == NO_MONTHS
    assert counted_in_units(second, [], first, counting(most_per_year=1)) == NO_MONTHS
    # What is made of the periods leaves so much less for a time of unknown place.
    asked = counted_in_units(first, [(Fraction(9), year)], NO_MONTHS, counting(most_per_year=3))
    assert shown(asked) == ["2020-01..2020-09"]
    long = [(Fraction(9), span("2020-01", "2021-12"))]
    assert shown(counted_in_units(NO_MONTHS, long, first, counting(most_per_year=3))) == [
        "2020-07..2020-09",
        "2021-01..2021-06",
    ]
