"""Which months count: Act Art. 17, and the credits of Arts. 18 and 19."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.korea.helpers import agreement, case, period
from totalisation import Case
from totalisation.months import MonthSet, parse_month
from totalisation.schemes.korea import SCHEME


def months(first: str, last: str) -> MonthSet:
    return MonthSet.span(parse_month(first), parse_month(last))


def counted(*periods: dict[str, Any], **options: Any) -> MonthSet:
    found = Case.model_validate(case("1961-05-01", "2026-07-01", *periods, options=options))
    return SCHEME.record(found, "KR").months


@pytest.mark.parametrize(
    ("first", "last", "first_counted", "last_counted"),
    [
        ("2010-05", "2012-03", "2010-05", "2012-03"),  # known by months: as written
        ("2010-05-02", "2012-03-01", "2010-06", "2012-03"),  # from the month after acquisition
        ("2010-05-01", "2012-03-31", "2010-05", "2012-03"),  # acquired on the first
        ("2010-05-31", "2010-06-01", "2010-06", "2010-06"),
        ("2010-05-01", "2010-05-31", "2010-05", "2010-05"),  # lost on 1 June, not within the month
        ("2010-05-01", "2010-05", "2010-05", "2010-05"),
    ],
)
def test_a_period_known_by_days_counts_from_the_month_after(
    first: str, last: str, first_counted: str, last_counted: str
) -> None:
    assert counted(period(first, last)) == months(first_counted, last_counted)


@pytest.mark.parametrize("last", ["2010-05-01", "2010-05-30"])
@pytest.mark.parametrize("first", ["2010-05-01"])
def test_status_acquired_and_lost_within_a_month_makes_no_month(first: str, last: str) -> None:
    assert not counted(period(first, last))


def test_the_month_of_acquisition_counts_at_the_persons_wish() -> None:
    assert counted(period("2010-05-20", "2010-07-03"), count_acquisition_month=True) == months("2010-05", "2010-07")


def test_the_month_of_acquisition_counts_for_the_voluntarily_continued() -> None:
    assert counted(period("2021-05-20", "2021-07-03", kind="voluntary_continued")) == months("2021-05", "2021-07")
    # Known by its month, the beginning counts, whatever day is known of the end.
    assert counted(period("2021-05", "2021-05-20")) == months("2021-05", "2021-05")


def test_a_month_of_two_periods_counts_once() -> None:
    # Lost on 21 March and acquired again on the 25th: March counts through the first period alone.
    assert counted(period("2010-01-01", "2010-03-20"), period("2010-03-25", "2010-06-30")) == months(
        "2010-01", "2010-06"
    )


def test_unpaid_months_do_not_count() -> None:
    found = counted(period("2010-01", "2010-06", broken_months=["2010-02", "2010-05"]))
    assert len(found) == 4
    assert parse_month("2010-02") not in found


def test_months_before_the_scheme_began_do_not_count() -> None:
    assert counted(period("1987-06", "1988-02")) == months("1988-01", "1988-02")


def test_credits_without_a_place_are_added_to_the_months() -> None:
    given = case(
        "1961-05-01",
        "2026-07-01",
        period("2010-01", "2018-12"),
        options={"childbirth_credit_months": 12, "military_credit_months": 6},
    )
    record = SCHEME.record(Case.model_validate(given), "KR")
    assert (len(record.months), record.extra_months) == (108, 18)


def test_the_kinds_of_the_scheme_have_their_class() -> None:
    classes = {name: kind.kind_class for name, kind in SCHEME.kinds.items()}
    assert classes == {
        "workplace": "compulsory",
        "individual": "compulsory",
        "compulsory": "compulsory",
        "voluntary": "voluntary",
        "voluntary_continued": "voluntary",
        "unemployment_credit": "credited",
        "childbirth_credit": "credited",
        "military_credit": "credited",
        "credited": "credited",
    }
    assert agreement().parties["KR"].scheme == SCHEME.name
