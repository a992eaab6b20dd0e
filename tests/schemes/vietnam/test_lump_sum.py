"""Who may withdraw a single sum in Viet Nam, when, and how much, before July 2025 and from then on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.vietnam.helpers import agreement, case, computed, decided, months_before, period
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.months import format_month, parse_month
from totalisation.schemes.vietnam.rates import insured_half_years


def asked(reason: str, **more: Any) -> dict[str, Any]:
    return {"benefit": "lump_sum", "withdrawals": {"VN": {"reason": reason, **more}}}


def missing(*arguments: Any, **more: Any) -> list[str]:
    return [each.name for each in decided(*arguments, **more).missing]


@pytest.mark.parametrize(
    ("claim", "reason", "nationality", "open_"),
    [
        ("2024-06-10", "emigration", "VN", True),
        ("2024-06-10", "illness", "VN", True),
        ("2024-06-10", "ceased", "VN", True),
        ("2024-06-10", "incapacity", "VN", False),  # named by Law 41/2024 for the first time
        ("2025-07-01", "incapacity", "VN", True),
        ("2025-07-01", "ceased", "VN", True),
        ("2025-07-01", "permit_ended", "VN", False),
        ("2024-06-10", "permit_ended", "KR", True),
        ("2025-07-01", "permit_ended", "KR", True),
        ("2025-07-01", "ceased", "KR", False),
        ("2025-07-01", "emigration", "KR", False),
        ("2025-07-01", "illness", "KR", True),
    ],
)
def test_which_reasons_the_law_opens(claim: str, reason: str, nationality: str, open_: bool) -> None:
    person = {"nationality": nationality}
    if reason == "incapacity":
        person |= {"capacity_loss_percent": 81, "capacity_conclusion": "2024-01-10"}  # type: ignore[dict-item]
    result = decided("male", "1990-01", claim, period("2022-01", "2022-12"), claim=asked(reason), person=person)
    assert ("withdrawal_opened" not in {each.name for each in result.missing}) == open_
    assert result.entitled == open_


def test_first_insured_from_july_2025_on_nobody_withdraws_after_a_year() -> None:
    """L2024 70(1)(đ), D158 14(1)(a)."""
    late = period("2025-07", "2026-06")
    assert missing("male", "1990-01", "2027-07-10", late, claim=asked("ceased")) == ["insured_before_change"]
    before = period("2025-06", "2026-06")
    assert missing("male", "1990-01", "2027-07-10", before, claim=asked("ceased")) == []


@pytest.mark.parametrize(("claim", "entitled"), [("2026-03-31", False), ("2026-04-01", True)])
def test_twelve_months_lie_between_the_last_month_and_the_claim(claim: str, entitled: bool) -> None:
    """D158 14(1)(b): counted to the month before the one in which the request is received."""
    result = decided("male", "1990-01", claim, period("2020-01", "2025-03"), claim=asked("ceased"))
    assert result.entitled == entitled
    if not entitled:
        (unmet,) = result.missing
        assert (unmet.name, format_month(unmet.earliest or 0)) == ("months_without_insurance", "2026-04")


def test_unpaid_months_of_work_are_no_months_without_insurance() -> None:
    """D158 14(1)(b): "không bao gồm những tháng không phải đóng bảo hiểm xã hội bắt buộc theo … khoản 5 Điều 33"."""
    worked = period("2020-01", "2025-03", broken_months=["2025-02", "2025-03"])
    assert missing("male", "1990-01", "2026-03-31", worked, claim=asked("ceased")) == ["months_without_insurance"]
    assert missing("male", "1990-01", "2026-04-01", worked, claim=asked("ceased")) == []
    assert missing("male", "1990-01", "2025-03-31", worked, claim=asked("emigration")) == ["insurance_ended"]


@pytest.mark.parametrize(("months", "entitled"), [(239, True), (240, False)])
def test_twenty_years_are_too_long_to_withdraw(months: int, entitled: bool) -> None:
    result = decided("male", "1970-01", "2026-06-10", months_before("2025-01", months), claim=asked("ceased"))
    assert result.entitled == entitled


@pytest.mark.parametrize(("months", "claim", "entitled"), [(179, "2026-03-10", True), (180, "2026-03-10", False)])
def test_at_pension_age_only_who_lacks_the_qualifying_period(months: int, claim: str, entitled: bool) -> None:
    result = decided("male", "1962-01", claim, months_before("2020-01", months), claim=asked("age"))
    assert result.entitled == entitled
    result = decided("male", "1975-01", claim, months_before("2020-01", months), claim=asked("age"))
    assert "age" in {each.name for each in result.missing}


def test_by_the_other_reading_totalised_time_bars_the_sum_at_pension_age() -> None:
    abroad = {"party": "AA", "from": "2005-01", "to": "2010-12", "kind": "compulsory"}
    careers = (months_before("2020-01", 120), abroad)
    assert decided("male", "1962-01", "2026-03-10", *careers, claim=asked("age")).entitled
    reading = {"VN": {"withdrawal_qualifying": "totalised"}}
    result = decided("male", "1962-01", "2026-03-10", *careers, claim=asked("age"), interpretations=reading)
    assert [each.name for each in result.missing] == ["below_qualifying_period"]


def test_a_foreigner_with_a_pension_right_may_take_the_sum_on_leaving() -> None:
    """L2024 70(2)(d): entitled to a pension, and no longer resident."""
    person = {"nationality": "KR"}
    options = {"options": {"VN": {"citizen_when_insured": True}}}
    result = decided(
        "male",
        "1962-01",
        "2026-03-10",
        months_before("2026-01", 200),
        claim={**asked("not_resident"), **options},
        person=person,
    )
    assert result.entitled
    short = decided(
        "male",
        "1962-01",
        "2026-03-10",
        months_before("2026-01", 100),
        claim={**asked("not_resident"), **options},
        person=person,
    )
    assert [each.name for each in short.missing] == ["qualifying_period"]


def test_state_support_is_taken_off_but_not_on_an_illness() -> None:
    """L2024 70(3), (4)."""
    paid = [period("2020-01", "2022-12", kind="voluntary")]
    for reason, amount in (("emigration", 59_000_000), ("illness", 60_000_000)):
        claim = {**asked(reason), "options": {"VN": {"state_support": 1_000_000}}}
        assert decided("male", "1990-01", "2026-03-10", *paid, claim=claim).further == {"lump_sum": amount}


def test_all_faults_are_told_at_once() -> None:
    wrong = case(
        "male",
        "1990-01",
        "2026-03-10",
        period("2020-01", "2020-05"),
        claim={
            **asked("incapacity", since="2026-04-01", decided="2026-03-09"),
            "top_up": {"VN": {"months": 2, "paid": "2026-03"}},
        },
    )
    with pytest.raises(FaultsError) as raised:
        assess(wrong, agreement=agreement())
    assert {each.where for each in raised.value.faults} == {
        "claim.withdrawals.VN.since",
        "claim.withdrawals.VN.decided",
        "claim.top_up.VN",
        "person.capacity_loss_percent",
        "periods[0].earnings",
    }


@given(st.integers(0, 300), st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_the_sum_grows_with_time_and_never_exceeds_two_months_a_year(before: int, after: int) -> None:
    months = before + after
    if months < 12:
        return
    periods = []
    if before:
        periods.append(months_before("2013-12", before))
    if after:
        periods.append(period("2014-01", format_month(parse_month("2014-01") + after - 1)))
    result = decided("male", "1970-01", "2035-03-10", *periods, claim=asked("emigration"), average=10_000_000)
    amount = result.further["lump_sum"]
    assert amount <= insured_half_years(months) * 10_000_000
    assert 2 * amount >= 3 * (months // 12) * 10_000_000
    assert computed(result, "half_years_before_2014") % 2 == 0 or not after


def test_the_order_of_periods_does_not_matter() -> None:
    parts = [period("2005-03", "2009-07", 3_000_000), period("2012-01", "2016-09", 5_000_000)]
    sums = {
        decided("male", "1980-01", "2026-03-10", *order, claim=asked("ceased"), average=None).further["lump_sum"]
        for order in (parts, parts[::-1])
    }
    assert len(sums) == 1
