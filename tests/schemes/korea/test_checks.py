"""What the scheme refuses, and how it says so."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.schemes.korea.helpers import abroad, decided, months_until, period
from totalisation.messages import FaultsError
from totalisation.schemes.korea import SCHEME
from totalisation.schemes.korea.options import KoreaOptions


def faults(*arguments: Any, **more: Any) -> list[str]:
    with pytest.raises(FaultsError) as refused:
        decided(*arguments, **more)
    return [fault.in_language() for fault in refused.value.faults]


def test_months_without_income_are_named() -> None:
    given = period("2010-01", "2019-12", earnings=[{"from": "2010-01", "to": "2014-12", "monthly": 2_000_000}])
    assert faults("1962-04-15", "2026-07-01", given) == [
        "periods[0].earnings: no income is given for 60 insured months, the first of them 2015-01. "
        "Enter the standard monthly income of each month, or the average under established.KR.average_earnings."
    ]


def test_an_established_average_makes_income_unnecessary() -> None:
    assert decided("1962-04-15", "2026-07-01", period("2010-01", "2019-12"), average=2_000_000).entitled


def test_months_credited_for_children_or_service_need_no_income() -> None:
    credited = period("2019-01", "2019-12", kind="childbirth_credit")
    assert decided("1962-04-15", "2026-07-01", months_until("2018-12", 110, 2_000_000), credited).entitled


def test_the_month_of_birth_is_needed_where_there_are_korean_periods() -> None:
    assert faults("1962", "2026-07-01", months_until("2018-12", 110, 2_000_000)) == [
        "person.birth_date: the month of birth is missing: pension age is attained in a month. "
        "Write YYYY-MM or YYYY-MM-DD."
    ]
    (told,) = faults("1962", "2026-07-01", months_until("2018-12", 110, 2_000_000), abroad("2000-01", "2005-12"))
    assert told.startswith("person.birth_date")
    child = {"relation": "child"}
    assert not decided("1962", "2026-07-01", abroad("2010-01", "2015-12"), dependants=[child]).entitled


def test_no_month_before_1988_is_insured() -> None:
    (told,) = faults("1950-04-15", "2026-07-01", period("1987-12", "2005-12"), average=1_000_000)
    assert told == ("periods[0].from: the National Pension began in 1988-01. Earlier months cannot be insured.")


def test_conditions_of_work_are_not_known_here() -> None:
    (told,) = faults("1962-04-15", "2026-07-01", period("2010-01", "2019-12", 2_000_000, conditions=["hazardous"]))
    assert told.startswith("periods[0].conditions[0]: KR has no condition of work “hazardous”.")


def test_an_unknown_kind_is_refused_with_the_known_ones() -> None:
    (told,) = faults("1962-04-15", "2026-07-01", period("2010-01", "2019-12", 2_000_000, kind="work_place"))
    assert told.startswith("periods[0].kind: KR has no kind of period “work_place”.")
    assert "workplace" in told


def test_time_certified_as_a_number_needs_the_average() -> None:
    certified = period("2010-01", "2019-12", count={"unit": "months", "number": 118})
    (told,) = faults("1962-04-15", "2026-07-01", certified)
    assert told.startswith("periods[0].earnings: the income of each month is not known")
    result = decided("1962-04-15", "2026-07-01", certified, months_until("2020-12", 12), average=2_000_000)
    assert result.own_months == 130


def test_days_and_weeks_are_no_unit_of_the_scheme() -> None:
    certified = period("2010-01", "2019-12", count={"unit": "weeks", "number": 300})
    told = faults("1962-04-15", "2026-07-01", certified, average=2_000_000)
    assert told[0].startswith("periods[0].count.unit: the National Pension counts in months, not in weeks.")
    with pytest.raises(FaultsError) as refused:
        decided("1962-04-15", "2026-07-01", certified, average=2_000_000)
    assert "tính theo tháng, không tính theo tuần." in refused.value.faults[0].in_language("vi")


def test_dependants_need_what_their_age_is_told_by() -> None:
    told = faults(
        "1962-04-15",
        "2026-07-01",
        months_until("2020-12", 120),
        average=2_000_000,
        dependants=[
            {"relation": "spouse"},
            {"relation": "spouse"},
            {"relation": "child"},
            {"relation": "parent", "birth_date": "1940"},
        ],
    )
    assert [each.partition(":")[0] for each in told] == [
        "person.dependants[1].relation",
        "person.dependants[2].birth_date",
        "person.dependants[3].birth_date",
    ]


def test_revaluation_rates_that_are_not_known_are_refused_at_once_and_can_be_entered() -> None:
    old = ("1955-03-10", "2016-05-01", period("1995-04", "2015-03", 2_100_000))
    told = faults(*old)
    assert [each.partition(". ")[0] for each in told] == [
        "established.KR.revaluation_rate: the table “revaluation_rate” has no figure for 1996",
        "established.KR.revaluation_rate: the table “revaluation_rate” has no figure for 1997",
    ]
    assert decided(*old, established={"revaluation_rate": {"1996": "2.073", "1997": "1.875"}}).entitled


def refused(claim: str, birth: str = "1945-01-15", **options: Any) -> list[str]:
    """The fields that are refused in a claim of that day."""
    try:
        decided(birth, claim, months_until("2010-12", 130), average=2_000_000, options=options)
    except FaultsError as error:
        return [fault.where for fault in error.faults]
    return []


def test_the_first_claim_deferral_and_deduction_that_are_encoded() -> None:
    """Law 11143 for deferral from July 2012 on; Law 13100 for deductions of rights since August 2015."""
    assert refused("2012-12-31") == ["claim.date"]
    assert refused("2013-01-01") == []
    field = ["claim.options.KR.deferred_until"]
    assert refused("2013-03-10", "1952-05", deferred_until="2013-01") == field
    assert refused("2013-03-10", "1952-06", deferred_until="2013-01") == []
    assert refused("2013-03-10", "1952-06", deferred_until="2012-07") == field
    assert refused("2013-03-10", "1952-06", deferred_until="2012-08") == []
    field = ["claim.options.KR.monthly_income"]
    assert refused("2016-03-10", "1954-07-31", monthly_income=9_000_000) == field
    assert refused("2016-03-10", "1954-08-01", monthly_income=9_000_000) == []
    # An early pension has its right from the claim on; five years after the age nothing is deducted any more.
    assert refused("2015-07-31", "1955-06-15", early=True, monthly_income=1) == field
    assert refused("2015-08-01", "1955-06-15", early=True, monthly_income=1) == []
    # Before the age nothing begins without an early pension; past it nothing begins early.
    assert refused("2015-07-31", "1955-06-15", monthly_income=1) == []
    assert field[0] in refused("2016-03-10", "1954-07-31", early=True, monthly_income=9_000_000)
    assert refused("2020-07-31", "1954-07-31", monthly_income=9_000_000) == field
    assert refused("2020-08-01", "1954-07-31", monthly_income=9_000_000) == []


def test_what_is_left_out_of_the_options_asks_for_nothing() -> None:
    left_out = KoreaOptions.model_validate({}).model_dump()
    assert left_out.pop("deferred_share") == "1"
    assert all(each is None or each is False or each == 0 for each in left_out.values())
    assert KoreaOptions.model_validate({"military_credit_months": 12}).military_credit_months == 12
    with pytest.raises(ValidationError):
        KoreaOptions.model_validate({"military_credit_months": 13})


def test_other_periods_are_added_for_pensions_and_not_for_what_is_paid_once_on_own_ones() -> None:
    """Refunds and the lump sum on a death are made of own contributions: Act Arts. 77, 80."""
    assert {part.amount: part.totalised for law in SCHEME.benefits.values() for part in law.parts} == {
        "refund": False,
        "survivors_pension": True,
        "refund_at_death": False,
        "death_sum": False,
        "disability_pension": True,
        "disability_single_sum": True,
    }
    # Act Art. 78: a refund can be paid back, and its months count again.
    assert SCHEME.repayment is not None
    assert SCHEME.repayment.possible


@pytest.mark.parametrize("visa", ["E9", "e-9", "E-9-1", "work", "", "E-９"])
def test_a_visa_that_is_written_otherwise_is_told_how_it_is_written(visa: str) -> None:
    (told,) = faults("1962-04-15", "2026-07-01", months_until("2018-12", 110, 2_000_000), options={"visa": visa})
    assert told == f"claim.options.KR.visa: “{visa}” is not valid here. Write it such as “E-9”."
