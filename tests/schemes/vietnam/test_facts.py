"""What Viet Nam's rules are given of a case: months by kind of work, ends of insurance, earnings by regime."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.vietnam.helpers import case, decided, period
from totalisation.case_file import case_from
from totalisation.months import MonthSet, format_month, parse_month
from totalisation.schemes.vietnam import SCHEME


def facts(*periods: dict[str, Any], average: int | None = 10_000_000, **more: Any) -> dict[str, Any]:
    """What is known of a claim of March 2026, by name."""
    result = decided("male", "1965-01", more.pop("claimed", "2026-03-10"), *periods, average=average, **more)
    return {name: value for name, (value, _) in result.computations[0].facts.items()}


LONG = period("2000-01", "2019-12")
LONG_BEFORE, LONG_SPAN = period("1999-01", "2018-12"), MonthSet.span(parse_month("1999-01"), parse_month("2018-12"))


@pytest.mark.parametrize(
    ("conditions", "hazardous", "very", "coal"),
    [
        ([], 0, 0, 0),
        (["hazardous"], 24, 0, 0),
        (["difficult_area"], 24, 0, 0),
        (["very_hazardous"], 24, 24, 0),
        (["underground_coal", "very_hazardous"], 24, 24, 24),
        (["hazardous", "difficult_area"], 24, 0, 0),
    ],
)
def test_months_by_kind_of_work(conditions: list[str], hazardous: int, very: int, coal: int) -> None:
    found = facts(period("1998-01", "1999-12", conditions=conditions), LONG)
    names = ("hazardous_months", "very_hazardous_months", "underground_coal_months")
    assert tuple(found[name] for name in names) == (hazardous, very, coal)


def test_a_month_too_short_to_count_is_none_of_hazardous_work_either() -> None:
    short = facts(period("1998-01-28", "1999-12-31", conditions=["hazardous"]), LONG)
    assert (short["hazardous_months"], short["capacity_loss_percent"]) == (23, 0)
    voluntary = facts(period("2020-01", "2020-12", kind="voluntary", conditions=["hazardous"]), LONG)
    assert voluntary["hazardous_months"] == 0


def test_the_last_compulsory_period_says_whether_it_was_in_the_forces() -> None:
    """L2024 64(2): by the last work, and not by voluntary insurance after it."""
    forces: dict[str, Any] = {"conditions": ["armed_forces"]}
    assert facts(LONG, period("2020-01", "2021-12", **forces))["armed_forces"] is True
    assert facts(period("1998-01", "1999-12", **forces), LONG)["armed_forces"] is False
    after = period("2020-01", "2021-12", kind="voluntary")
    assert facts(period("2000-01", "2019-12", **forces), after)["armed_forces"] is True
    cadre = facts(LONG, period("2020-01", "2021-12", conditions=["commune_cadre"]))
    assert (cadre["commune_cadre"], cadre["armed_forces"]) == (True, False)
    assert (facts(LONG)["commune_cadre"], facts(LONG)["armed_forces"]) == (False, False)


def test_voluntary_months_and_when_they_began() -> None:
    """L2024 141(9): voluntary insurance from before 2021."""
    before = facts(LONG, period("2020-12", "2021-12", kind="voluntary"))
    assert (before["voluntary_months"], before["voluntary_before_2021"]) == (13, True)
    later = facts(LONG, period("2021-01", "2021-12", kind="voluntary"))
    assert (later["voluntary_months"], later["voluntary_before_2021"]) == (12, False)
    assert facts(LONG)["voluntary_months"] == 0
    year = MonthSet.year(2021)
    assert later["insured_calendar"] == MonthSet.span(parse_month("2000-01"), parse_month("2019-12")) | year
    assert (later["first_insured_month"], later["last_insured_month"]) == (
        parse_month("2000-01"),
        parse_month("2021-12"),
    )


@pytest.mark.parametrize(("unit", "number", "months"), [("months", 30, 30), ("years", 2, 24), ("quarters", 5, 15)])
def test_voluntary_time_certified_without_its_months(unit: str, number: int, months: int) -> None:
    undated = {
        "party": "VN",
        "from": "2020-01",
        "to": "2024-12",
        "kind": "voluntary",
        "count": {"unit": unit, "number": number},
    }
    assert facts(LONG, undated)["voluntary_months"] == months
    assert facts({**undated, "kind": "compulsory"}, LONG)["voluntary_months"] == 0


def test_ages_that_nothing_in_the_case_could_open_are_not_asked_for() -> None:
    unasked = {
        "hazardous_attainment_month",
        "coal_attainment_month",
        "armed_forces_attainment_month",
        "reduced_capacity_attainment_month",
        "severely_reduced_capacity_attainment_month",
        "long_voluntary_attainment_month",
    }

    def asked(*periods: dict[str, Any], **more: Any) -> set[str]:
        return unasked - {name for name, value in facts(*periods, **more).items() if value is None}

    assert asked(LONG) == set()
    assert asked(period("2000-01", "2019-12", conditions=["difficult_area"])) == {"hazardous_attainment_month"}
    assert asked(period("2000-01", "2019-12", conditions=["underground_coal"])) == {"coal_attainment_month"}
    assert asked(period("2000-01", "2019-12", conditions=["armed_forces"])) == {"armed_forces_attainment_month"}
    assert asked(LONG, period("2020-01", "2020-12", kind="voluntary")) == {"long_voluntary_attainment_month"}
    loss = {"capacity_loss_percent": 65, "capacity_conclusion": "2025-01-10"}
    assert asked(LONG, person=loss) == {
        "hazardous_attainment_month",
        "reduced_capacity_attainment_month",
        "severely_reduced_capacity_attainment_month",
    }
    assert "early_reduction" in facts(LONG)
    assert "early_reduction" not in facts(LONG, person=loss)
    assert facts(LONG, person=loss)["capacity_conclusion_month"] == parse_month("2025-01")
    foreign = {"party": "AA", "from": "2020-01", "to": "2020-12", "kind": "compulsory"}
    assert ("treaty_rate" in facts(LONG), "treaty_rate" in facts(LONG, foreign)) == (True, False)


def test_earnings_by_regime() -> None:
    """L2024 73(1): State salaries by level before 2016, by prices from then on."""
    state: dict[str, Any] = {"salary_regime": "state"}
    levelled = period("2015-12", "2016-02", **state)
    levelled["earnings"] = [{"from": "2015-12", "to": "2016-02", "monthly": 2_691_000, "coefficient": "2.34"}]
    priced = period("2016-01", "2016-03", 4_000_000, **state)
    priced["earnings"][0]["coefficient"] = "3"
    by_level, by_prices = facts(levelled, average=None), facts(priced, average=None)
    assert (by_level["state_months"], by_level["state_average_by_prices"], by_level["employer_sum"]) == (3, 0, 0)
    assert (by_prices["state_average_by_level"], by_prices["voluntary_sum"]) == (0, 0)
    assert [str(each.coefficient) for each in by_level["state_earnings"]] == ["117/50"]
    assert "state_sum" not in by_level
    employer = facts(period("2016-01", "2016-03", 4_000_000), average=None)
    assert (employer["state_sum"], employer["paid_months"], employer["state_months"]) == (0, 3, 0)
    assert "employer_sum" not in employer
    voluntary = period("2016-01", "2016-02", kind="voluntary")
    voluntary["earnings"] = [{"from": "2016-01", "to": "2016-02", "monthly": 2_000_000}]
    own = facts(voluntary, average=None)
    assert (own["employer_sum"], "voluntary_sum" in own, own["paid_months"]) == (0, False, 2)


def benefit_facts(claim: dict[str, Any], *periods: dict[str, Any]) -> dict[str, Any]:
    read = case_from(case("male", "1965-01", "2026-03-10", *periods, claim=claim, average=None))
    found = SCHEME.facts_of_benefit(read, "VN", SCHEME.recorded(read, "VN"))
    return {name: value for name, (value, _) in found.items()}


def test_sums_that_are_not_asked_for_are_none() -> None:
    """Below a year the contributions are paid; from a year on nobody asks for them."""
    withdrawn = {"benefit": "lump_sum", "withdrawals": {"VN": {"reason": "ceased"}}}
    eleven, twelve = period("2013-06", "2014-04"), period("2013-06", "2014-05")
    assert "sum_below_one_year" not in benefit_facts(withdrawn, eleven)
    found = benefit_facts(withdrawn, twelve)
    assert (found["sum_below_one_year"], found["last_month_of_work"]) == (0, parse_month("2014-05"))
    assert (found["months_before_2014"], found["months_from_2014"]) == (7, 5)
    assert (found["withdrawal_reason"], found["decision_month"]) == ("ceased", parse_month("2026-03"))
    assert (found["pension_drawn"], found["pays_out_pension"], found["pension_since"]) == (0, False, None)
    refunded = {**period("2016-01", "2016-12"), "refunded": True}
    voluntary_after = period("2017-01", "2017-12", kind="voluntary")
    assert benefit_facts(withdrawn, twelve, refunded)["last_month_of_work"] == parse_month("2014-05")
    assert benefit_facts(withdrawn, twelve, voluntary_after)["last_month_of_work"] == parse_month("2017-12")
    died = {"benefit": "survivors", "death": {"date": "2026-02-03"}, "survivors": []}
    voluntary = period("2015-01", "2015-12", kind="voluntary")
    mixed, alone = benefit_facts(died, twelve, voluntary), benefit_facts(died, voluntary)
    assert (mixed["sum_of_voluntary_time"], "sum_of_voluntary_time" in alone) == (0, False)
    assert ("sum_by_insured_time" in mixed, mixed["drew_pension"], mixed["pension_drawn"]) == (False, False, 0)
    drew = {**died, "death": {"date": "2026-02-03", "pensions": {"VN": {"monthly": 5, "since": "2024-01"}}}}
    pensioner = benefit_facts(drew, twelve)
    assert (pensioner["sum_by_insured_time"], pensioner["pension_drawn"]) == (0, 5)
    assert pensioner["pension_since"] == parse_month("2024-01")
    topped = benefit_facts({**died, "top_up": {"VN": {"months": 2, "paid": "2026-02"}}}, twelve)
    assert (topped["months_before_2014"], topped["months_from_2014"]) == (7, 7)


def test_days_are_looked_at_where_either_end_is_known_by_day() -> None:
    """L2024 33(5): fourteen working days without salary; 22 January 2020 leaves fifteen of them outside."""

    def counted(first: str, last: str) -> list[str]:
        months = facts(LONG_BEFORE, period(first, last))["insured_calendar"] - LONG_SPAN
        return [format_month(each) for each in (months.first, months.last)]

    assert counted("2020-01-22", "2020-05") == ["2020-02", "2020-05"]
    assert counted("2020-01", "2020-05-08") == ["2020-01", "2020-04"]
    assert counted("2020-01-22", "2020-05-08") == ["2020-02", "2020-04"]
    assert counted("2020-01", "2020-05") == ["2020-01", "2020-05"]


def test_missing_months_paid_in_one_sum_carry_the_last_salary() -> None:
    worked = period("2011-01", "2025-08", 5_000_000)
    worked["earnings"] = [
        {"from": "2011-01", "to": "2025-07", "monthly": 5_000_000},
        {"from": "2025-08", "to": "2025-08", "monthly": 6_000_000},
    ]
    claim = {"top_up": {"VN": {"months": 4, "paid": "2026-02"}}}
    found = facts(worked, average=None, claim=claim)
    assert (found["top_up_months"], found["top_up_paid_month"]) == (4, parse_month("2026-02"))
    assert found["paid_months"] == 180
    paid = [each for each in found["employer_earnings"] if each.first == parse_month("2026-02")]
    assert [(each.monthly, each.months) for each in paid] == [(6_000_000, 1)] * 4
    assert facts(LONG)["top_up_months"] == 0
    assert facts(LONG)["top_up_paid_month"] is None
