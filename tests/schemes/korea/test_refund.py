"""Korea's lump-sum refund: to whom, until when, and its interest."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.korea.helpers import agreement, case, period
from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.months import format_month, parse_month
from totalisation.party_result import PartyResult

RATES = {str(year): "2 %" for year in range(1999, 2030)}


def refund_case(
    birth: str, claim: str, *periods: Any, reason: str = "emigration", since: str | None = None, **more: Any
) -> dict[str, Any]:
    made = case(birth, claim, *periods, **{key: more.pop(key) for key in ("interpretations",) if key in more})
    asked: dict[str, Any] = {"reason": reason}
    if reason != "age":
        asked["since"] = since or claim
    options = {"KR": {"visa": more.pop("visa")}} if "visa" in more else {}
    made["claim"] = {"benefit": "lump_sum", "date": claim, "withdrawals": {"KR": asked}, "options": options}
    made["person"]["nationality"] = more.pop("nationality", "KR")
    made["established"]["KR"] = {"deposit_rate": RATES, **more.pop("established", {})}
    assert not more
    return made  # type: ignore[no-any-return]


def refunded(*arguments: Any, by: Agreement | None = None, **more: Any) -> PartyResult:
    return assess(refund_case(*arguments, **more), agreement=by or agreement()).parties["KR"]


def missing(result: PartyResult) -> list[str]:
    return [each.name for each in result.missing]


def test_contributions_and_simple_interest_by_hand() -> None:
    """Three months at 2,000,000 won: 180,000 each, paid in the month after; interest from the month after that."""
    result = refunded("1990-03", "2025-06-30", period("2025-01", "2025-03", 2_000_000))
    assert result.told["contributions_paid"].value == 540_000
    # January's is paid in February and bears interest from March to June, then one month less each.
    assert result.told["refund_interest"].value == Fraction(180_000 * 2, 100) * (4 + 3 + 2) / 12
    assert result.further == {"refund": 542_700}


def test_each_year_has_its_rate_and_the_reading_with_interest_on_interest_gives_more() -> None:
    worked = period("2022-01", "2023-12", 3_000_000)
    result = refunded("1990-03", "2025-12-31", worked, established={"deposit_rate": {**RATES, "2024": "10 %"}})
    interest = result.told["refund_interest"].value
    by_hand = Fraction(0)
    for paid in range(24):
        first = 12 * 2022 + paid + 2
        months = range(first, 12 * 2025 + 12)
        by_hand += sum(270_000 * Fraction(10 if each // 12 == 2024 else 2, 100) / 12 for each in months)
    assert interest == by_hand
    compound = refunded("1990-03", "2025-12-31", worked, interpretations={"KR": {"interest_of_refund": "yearly"}})
    simple = refunded("1990-03", "2025-12-31", worked)
    assert compound.further["refund"] > simple.further["refund"]


def test_halves_are_cut_by_themselves_by_the_other_reading() -> None:
    """1,013,000 x 9.5 % = 96,235: the Service's table prints 96,230; halves of 48,117.5 give 96,220."""
    worked = period("2026-01", "2026-01", 1_013_000)
    assert refunded("1990-03", "2026-02-10", worked).told["contributions_paid"].value == 96_230
    halves = refunded("1990-03", "2026-02-10", worked, interpretations={"KR": {"contribution_rounding": "each_half"}})
    assert halves.told["contributions_paid"].value == 96_220


def test_the_individually_insured_paid_by_steps_until_2005() -> None:
    """Addendum 8541 Art. 12(1): 3 % until June 2000, then 4 %."""
    worked = period("2000-06", "2000-07", 1_000_000, kind="individual")
    assert refunded("1960-03", "2013-03-10", worked).told["contributions_paid"].value == 30_000 + 40_000


@pytest.mark.parametrize(
    ("nationality", "more", "right"),
    [
        ("KR", {}, "citizen"),
        ("VN", {}, "none"),
        ("VN", {"visa": "E-9"}, "visa"),
        ("VN", {"visa": "D-7"}, "none"),
        ("TH", {}, "reciprocity"),
        ("CO", {}, "reciprocity"),
        ("MN", {}, "none"),
        ("MN", {"established": {"refund_by_reciprocity": {"MN": 1}}}, "reciprocity"),
    ],
)
def test_a_foreigner_needs_a_visa_reciprocity_or_an_agreement(nationality: str, more: Any, right: str) -> None:
    """Act Art. 126(4)."""
    result = refunded("1990-03", "2025-06-30", period("2022-01", "2025-05", 2_000_000), nationality=nationality, **more)
    (condition,) = [each for each in result.conditions if each.name == "refund_right"]
    assert (condition.actual, result.entitled) == (right, right != "none")


@pytest.mark.parametrize(("claim", "entitled"), [("2025-06-30", False), ("2025-07-01", True)])
def test_an_agreement_refunds_from_its_own_date(claim: str, entitled: bool) -> None:
    term = {"article": "9", "source": "Treaty", "status": "verified"}
    by = Agreement.model_validate(
        {
            **agreement().model_dump(),
            "lump_sum_refund": {"KR": {"nationals_of": ["AA"], **term}},
            "provisions": {"lump_sum_refund": {"date": date(2025, 7, 1), **term}},
        }
    )
    result = refunded("1990-03", claim, period("2022-01", "2025-05", 2_000_000), nationality="AA", by=by)
    assert result.entitled == entitled
    assert {type(each).__name__ for each in result.terms} == {"LumpSumTerm", "DateTerm"}


def test_an_agreement_may_refund_what_was_paid_since_it_entered_into_force_alone() -> None:
    term = {"article": "9", "source": "Treaty", "status": "verified"}
    worked = period("2022-01", "2025-05", 2_000_000)

    def contributions(**more: Any) -> int:
        by = Agreement.model_validate(
            {
                **agreement().model_dump(),
                "entry_into_force": {"date": date(2024, 1, 1), **term},
                "lump_sum_refund": {"KR": {"nationals_of": ["AA"], **term, **more}},
                "provisions": {"lump_sum_refund": {"date": date(2024, 1, 1), **term}},
            }
        )
        result = refunded("1990-03", "2025-06-30", worked, nationality="AA", by=by)
        return int(result.told["contributions_paid"].value)

    assert contributions(periods="all") == contributions() == 41 * 180_000
    assert contributions(periods="since_entry_into_force") == 17 * 180_000


@pytest.mark.parametrize(
    ("birth", "claim", "expected"),
    [
        ("1960-05", "2020-04-30", ["refund_ground"]),
        ("1960-05", "2020-05-01", []),  # at sixty, though pension age is later: Addendum 8541 Art. 8-3
        ("1960-05", "2030-05-31", []),
        ("1960-05", "2030-06-01", ["claimed_in_time"]),  # ten years: Art. 115(1)
        ("1960-05-20", "2020-05-19", ["refund_ground"]),
        ("1960-05-20", "2020-05-20", []),
        ("1960-05-20", "2030-05-20", []),
        ("1960-05-20", "2030-05-21", ["claimed_in_time"]),
    ],
)
def test_at_sixty_with_less_than_ten_years(birth: str, claim: str, expected: list[str]) -> None:
    worked = period("2010-01", "2018-12", 2_000_000)
    assert missing(refunded(birth, claim, worked, reason="age")) == expected


def test_ten_years_give_a_pension_and_no_refund_at_sixty() -> None:
    assert missing(refunded("1960-05", "2020-06-01", period("2010-01", "2019-12", 2_000_000), reason="age")) == [
        "below_qualifying_period"
    ]


@pytest.mark.parametrize(("claim", "expected"), [("2025-03-10", []), ("2025-03-11", ["claimed_in_time"])])
def test_after_five_years_the_right_of_who_left_lapses_and_revives_at_sixty(claim: str, expected: list[str]) -> None:
    """Arts. 115(1), 116."""
    result = refunded("1990-03", claim, period("2015-01", "2019-12", 2_000_000), since="2020-03-10")
    assert missing(result) == expected
    if expected:
        assert format_month(result.earliest or 0) == "2050-03"


def test_who_has_a_pension_right_already_has_no_refund_on_leaving() -> None:
    """Art. 79(2)."""
    worked = period("2008-01", "2019-12", 2_000_000)
    assert missing(refunded("1955-01", "2020-03-10", worked)) == ["no_pension_right"]
    assert missing(refunded("1980-01", "2020-03-10", worked)) == []


def test_who_lost_the_nationality_has_the_refund_of_a_national() -> None:
    """Arts. 77(1)3, 126(4): "국적을 상실하거나 …"; those excluded are insured as foreigners ("외국인 가입자등")."""
    worked = period("2015-01", "2019-12", 2_000_000)
    given: dict[str, Any] = {"nationality": "US", "since": "2020-03-10"}
    assert missing(refunded("1990-03", "2020-06-10", worked, **given)) == ["refund_right"]
    assert missing(refunded("1990-03", "2020-06-10", worked, reason="nationality_lost", **given)) == []


def test_a_pension_right_is_acquired_on_the_birthday() -> None:
    """Arts. 61(1), 79: at 61 for those born in 1955."""
    worked = period("2003-01", "2014-12", 2_000_000)
    given: dict[str, Any] = {"since": "2015-03-10"}
    assert missing(refunded("1955-05-20", "2016-05-19", worked, **given)) == []
    assert missing(refunded("1955-05-20", "2016-05-20", worked, **given)) == ["no_pension_right"]


def test_who_is_insured_again_has_no_refund_for_having_left() -> None:
    """Art. 79, 1: "수급권자가 다시 가입자로 된 때" the right to a refund ends."""
    worked, again = period("2015-01", "2019-12", 2_000_000), period("2021-01", "2021-06", 2_000_000)
    assert missing(refunded("1990-03", "2022-03-10", worked, since="2020-01-10")) == []
    assert missing(refunded("1990-03", "2022-03-10", worked, again, since="2020-01-10")) == ["insurance_ended"]
    assert missing(refunded("1990-03", "2022-03-10", worked, again, since="2021-07-01")) == []


def test_all_faults_are_told_at_once() -> None:
    wrong = refund_case("1970-01", "2026-03-10", period("1998-01", "1999-12"), since=None)
    del wrong["person"]["nationality"]
    del wrong["claim"]["withdrawals"]["KR"]["since"]
    wrong["claim"]["options"] = {"KR": {"military_credit_months": 6}}
    with pytest.raises(FaultsError) as raised:
        assess(wrong, agreement=agreement())
    assert {each.where for each in raised.value.faults} == {
        "person.nationality",
        "claim.withdrawals.KR.since",
        "claim.options.KR.military_credit_months",
        "periods[0].from",
        "periods[0].earnings",
    }


def places(*periods: Any) -> set[str]:
    """What is wrong with the periods of a claim to a refund."""
    try:
        assess(refund_case("1970-01", "2026-03-10", *periods), agreement=agreement())
    except FaultsError as error:
        return {each.where for each in error.faults}
    return set()


def test_only_periods_that_are_refunded_now_need_incomes_whose_interest_is_known() -> None:
    """Addendum 20507 Art. 21: interest from April 1999 on."""
    abroad = {"party": "AA", "from": "1995-01", "to": "1997-12", "kind": "compulsory"}
    before = {**period("1990-01", "1995-12"), "refunded": True}
    assert places(abroad, before, period("1999-04", "1999-12", 2_000_000)) == set()
    assert places(abroad, before, period("1999-03", "1999-12", 2_000_000)) == {"periods[2].from"}
    assert places(abroad, before, period("1999-04", "1999-12")) == {"periods[2].earnings"}
    assert places(before, abroad, period("1999-04", "1999-12")) == {"periods[2].earnings"}


def test_unknown_deposit_rates_are_asked_for_all_at_once() -> None:
    lacking = refund_case("1990-03", "2025-06-30", period("2020-01", "2022-12", 2_000_000))
    del lacking["established"]["KR"]["deposit_rate"]
    with pytest.raises(FaultsError) as raised:
        assess(lacking, agreement=agreement())
    assert {each.where for each in raised.value.faults} == {"established.KR.deposit_rate"}
    assert len(raised.value.faults) == 2  # 2020 and 2021; later years are known


@given(st.integers(1, 119), st.integers(0, 60), st.integers(400_000, 6_000_000))
@settings(max_examples=40, deadline=None)
def test_a_refund_is_never_below_what_was_paid_and_waiting_never_lowers_it(months: int, waited: int, pay: int) -> None:
    first = parse_month("2013-01")
    worked = period("2013-01", format_month(first + months - 1), pay)
    left = first + months
    amounts = []
    for event in (left, left + waited):
        day = f"{format_month(event)}-15"
        result = refunded("1990-03", day, worked, since=day)
        amounts.append(result.further["refund"])
        assert result.further["refund"] >= result.told["contributions_paid"].value
    assert amounts[0] <= amounts[1]
