"""Months given a place on the calendar, and counted in units, at the edges."""

from __future__ import annotations

from totalisation.conversion import placed, placed_blocks, whole_blocks
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
