"""Korea's test of contributions and disability pension, rule by rule at the edges."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import abroad, months_until, period
from tests.schemes.korea.test_disability import disabled
from totalisation.messages import FaultsError
from totalisation.months import MonthSet, parse_month
from totalisation.schemes.base import Condition
from totalisation.schemes.korea import contributions, disability

DEATH = parse_month("2025-03")
TWO_THIRDS = Fraction(2, 3)


def span(first: str, last: str) -> MonthSet:
    return MonthSet.span(parse_month(first), parse_month(last))


@pytest.mark.parametrize(
    ("born", "outside", "contributed", "months"),
    [
        # From 18 in June 2018 through March 2025.
        ("2000-06", 0, MonthSet(), 82),
        ("2000-06", 10, MonthSet(), 72),
        ("2000-06", 100, MonthSet(), 0),
        # Contributions before 18 count on top, not that of the month of the birthday, which is counted anyhow.
        ("2000-06", 0, span("2018-03", "2018-06"), 85),
        # Nobody's time begins before April 1999, nor do earlier contributions count.
        ("1960-01", 0, MonthSet(), 312),
        ("1981-06", 0, span("1999-02", "1999-05"), 312),
        ("2020-01", 0, MonthSet(), 0),
        # Who is no adult yet has the months paid before.
        ("2010-06", 0, span("2024-01", "2024-05"), 5),
    ],
)
def test_the_time_of_insurance(born: str, outside: int, contributed: MonthSet, months: int) -> None:
    """Act Art. 3(1)19; Addendum 14214 Art. 9."""
    assert contributions.insurable_months(parse_month(born), DEATH, 18, outside, contributed) == months


def test_which_months_are_tested() -> None:
    own, all_months = span("2024-01", "2024-12"), span("2023-01", "2025-06")
    tested = contributions.tested_calendar(all_months, own, DEATH, "totalised")
    assert tested == span("2023-01", "2025-03")
    assert contributions.tested_calendar(all_months, own, DEATH, "own") == own
    assert contributions.contributed_months(tested, all_months, 35, own, 15, "totalised") == 27 + 5
    assert contributions.contributed_months(own, all_months, 35, own, 15, "own") == 12 + 3
    # Sixty months that end with that of the contingency.
    assert contributions.recently_contributed_months(span("2020-03", "2020-04"), DEATH, 60) == 1
    assert contributions.insured_until_contingency(35, all_months, DEATH) == 32


@pytest.mark.parametrize(
    ("insured", "contributed", "recent", "insurable", "arrears", "ground"),
    [
        (120, 0, 0, 400, 99, "ten_insured_years"),
        (119, 40, 0, 120, 99, "third_of_time"),
        (119, 40, 0, 121, 99, "none"),
        (119, 0, 0, 0, 0, "none"),
        (119, 1, 36, 400, 35, "three_of_five_years"),
        (119, 1, 36, 400, 36, "none"),
        (119, 1, 35, 400, 0, "none"),
    ],
)
def test_three_grounds_and_each_at_its_edge(
    insured: int, contributed: int, recent: int, insurable: int, arrears: int, ground: str
) -> None:
    """Ten insured years; a third of the time of insurance; three of the last five years unless three are in arrears."""
    found = contributions.contribution_ground(insured, contributed, recent, insurable, arrears, 120, 3, 36, 36)
    assert found == ground
    for own_months in (0, 1):
        former = contributions.contribution_ground_2016(
            insured, contributed, recent, insurable, own_months, arrears, 120, 3, 36, 36, TWO_THIRDS, 6
        )
        may_help = ground == "none" and own_months and contributed and 3 * contributed >= 2 * (contributed + arrears)
        assert former == ("former_law" if may_help else ground)


@pytest.mark.parametrize(
    ("contributed", "arrears", "ground"),
    [
        (0, 0, "none"),
        (1, 0, "former_law"),
        (9, 5, "former_law"),
        (11, 6, "none"),
        (12, 6, "former_law"),
        (12, 7, "none"),
        (14, 7, "former_law"),
    ],
)
def test_the_former_law_denied_the_pension_where_a_third_was_not_paid(
    contributed: int, arrears: int, ground: str
) -> None:
    """Art. 85 in Law 13642: "3분의 2보다 짧은 경우. 다만, … 내지 아니한 기간이 6개월 미만인 경우는 제외한다"."""
    found = contributions.contribution_ground_2016(30, contributed, 0, 400, 30, arrears, 120, 3, 36, 36, TWO_THIRDS, 6)
    assert found == ground


def test_when_the_right_starts_and_what_has_lapsed() -> None:
    """The month after the ground (Act Art. 54(1)); five years back from the claim (Art. 115(1))."""
    assert contributions.right_start_month(DEATH, DEATH - 9, "month_after") == DEATH + 1
    assert contributions.right_start_month(DEATH, DEATH + 9, "month_after") == DEATH + 10
    assert contributions.right_start_month(DEATH, DEATH + 9, "month_of_effect") == DEATH + 9
    assert contributions.right_start_month(DEATH, DEATH - 9, "month_of_effect") == DEATH + 1
    assert contributions.start_month(DEATH, DEATH + 60, 60) == DEATH
    assert contributions.start_month(DEATH, DEATH + 61, 60) == DEATH + 1


@pytest.mark.parametrize(
    ("settled", "graded"),
    [(None, "2025-03-01"), ("2025-02-28", "2025-02-28"), ("2025-03-01", "2025-03-01"), ("2024-01-10", "2024-01-10")],
)
def test_the_grade_is_found_when_healed_or_after_a_year_and_a_half(settled: str | None, graded: str) -> None:
    """Act Art. 67(2). Eighteen months from 31 August 2023 end with 28 February 2025."""
    healed = None if settled is None else date.fromisoformat(settled)
    assert disability.grading_date(date(2023, 8, 31), healed, 18) == date.fromisoformat(graded)
    assert disability.ground_month(date(2025, 2, 28)) == parse_month("2025-02")
    assert disability.contingency_month(date(2023, 8, 31)) == parse_month("2023-08")


@pytest.mark.parametrize(
    ("day", "insured_from", "of_age"),
    [
        (date(2018, 6, 9), None, False),
        (date(2018, 6, 10), None, True),
        (date(2018, 6, 9), "2018-06", True),
        (date(2018, 5, 9), "2018-06", False),
        (date(2065, 6, 9), None, True),
        (date(2065, 6, 10), "2018-06", False),
    ],
)
def test_the_age_at_the_first_examination(day: date, insured_from: str | None, of_age: bool) -> None:
    """Act Art. 67(1)1: from 18, or from insurance before that, and below pension age, here 65."""
    own = MonthSet() if insured_from is None else span(insured_from, insured_from)
    born, pension_age = parse_month("2000-06"), parse_month("2065-06")
    assert disability.examined_at_age(day, born, 10, 18, pension_age, own) is of_age


def asked(**changed: Any) -> dict[str, Any]:
    return {
        "examined_at_age": True,
        "contingency_month": DEATH,
        "attainment_month": DEATH + 100,
        "contribution_ground": "third_of_time",
        "refund_drawn": False,
        "citizen": False,
        "resident_when_examined": True,
        "grading_date": date(2025, 3, 1),
        "ground_month": DEATH,
        "claim_date": date(2025, 3, 1),
        "disability_grade": 3,
        **changed,
    }


def unmet(**changed: Any) -> list[str]:
    found = disability.disability_conditions(**asked(**changed))
    return [each.name for each in found if not each.met]


def test_each_condition_of_a_disability_pension_can_fail_alone() -> None:
    """Act Arts. 67, 126(2)."""
    assert unmet() == []
    assert unmet(citizen=True, resident_when_examined=False) == []
    assert unmet(resident_when_examined=False) == ["national_or_resident"]
    assert unmet(examined_at_age=False) == ["examined_at_age"]
    assert unmet(contribution_ground="none") == ["contributions_suffice"]
    assert unmet(refund_drawn=True) == ["no_refund_drawn"]
    assert unmet(claim_date=date(2025, 2, 28)) == ["grade_can_be_found"]
    assert [unmet(disability_grade=grade) for grade in (0, 1, 2, 3, 4)] == [
        ["disability_grade"],
        [],
        [],
        [],
        ["disability_grade"],
    ]
    graded = [disability.single_sum_conditions(**asked_once(disability_grade=grade))[-2].met for grade in (3, 4, 5)]
    assert graded == [False, True, False]


def asked_once(**changed: Any) -> dict[str, Any]:
    return asked(**{"disability_grade": 4, "lapsed_months_of_single_sum": 0, "months_of_single_sum": 67, **changed})


@pytest.mark.parametrize(
    ("claimed_after", "lapsed"), [(0, 0), (60, 0), (61, 1), (62, 2), (126, 66), (127, 67), (128, 67), (400, 67)]
)
def test_the_single_sum_lapses_month_by_month(claimed_after: int, lapsed: int) -> None:
    """Act Arts. 71, 115(1): 67 months from the one after the ground, each five years after it."""
    assert disability.lapsed_months_of_single_sum(DEATH + 1, DEATH + 1 + claimed_after, 60, 67) == lapsed
    last = disability.single_sum_conditions(**asked_once(lapsed_months_of_single_sum=lapsed))[-1]
    assert last == Condition("months_left_of_single_sum", "months", 1, 67 - lapsed, lapsed < 67, None)


@pytest.mark.parametrize(
    ("lapsed", "taken_off", "months_left"),
    [(0, 27_000_000, 27_000_000), (1, 26_600_000, 26_400_000), (66, 600_000, 400_000)],
)
def test_what_is_left_of_the_single_sum(lapsed: int, taken_off: int, months_left: int) -> None:
    """Of 12 million a year: 27 million at once, or 67 months of 400,000, which are 26.8 million."""
    assert disability.month_of_single_sum(12_000_000, Fraction(40, 100)) == 400_000
    facts = (12_000_000, Fraction(225, 100), 400_000, 67, lapsed)
    assert disability.single_sum_left(*facts, "taken_off") == taken_off
    assert disability.single_sum_left(*facts, "months_left") == months_left


def test_the_former_law_is_asked_for_only_where_it_alone_can_help() -> None:
    with pytest.raises(FaultsError, match="former law"):
        unmet(contribution_ground="former_law")
    for name, value in {
        "examined_at_age": False,
        "refund_drawn": True,
        "resident_when_examined": False,
        "claim_date": date(2025, 2, 28),
    }.items():
        assert "contributions_suffice" in unmet(contribution_ground="former_law", **{name: value})


def test_conditions_say_what_is_asked_and_when_it_is_met() -> None:
    found = {each.name: each for each in disability.disability_conditions(**asked())}
    assert found["examined_at_age"] == Condition("examined_at_age", "month", DEATH + 99, DEATH, True, None)
    assert found["no_refund_drawn"] == Condition("no_refund_drawn", "flag", True, True, True, None)
    assert found["national_or_resident"] == Condition("national_or_resident", "flag", True, True, True, None)
    assert found["grade_can_be_found"] == Condition("grade_can_be_found", "flag", True, True, True, DEATH)
    assert found["disability_grade"] == Condition("disability_grade", "count", 3, 3, True, None)
    single = disability.single_sum_conditions(**asked_once())
    assert single[-2] == Condition("disability_grade", "count", 4, 4, True, None)


def test_amounts_by_grade() -> None:
    """Act Art. 68: the whole, 80 %, 60 %; 225 % once for grade 4."""
    rates = (1, Fraction(80, 100), Fraction(60, 100))
    assert [disability.disability_rate(grade, *rates) for grade in (1, 2, 3, 4)] == [*rates, 0]
    whole: dict[str, Any] = {"cap_when_totalising": "amount_paid", "totalising": False}
    assert disability.pension_exact(12_000_000, Fraction(1, 2), Fraction(1, 2), 10**9, **whole) == 250_000
    assert disability.pension_exact(12_000_000, 1, 1, 900_000, **whole) == 900_000
    assert disability.pension_exact(12_000_000, 1, 1, 900_000, True, "amount_paid") == 1_000_000
    assert disability.pension_exact(12_000_000, 1, 1, 900_000, True, "theoretical_amount") == 900_000
    assert disability.disability_single_sum(Fraction(90_000_063, 4), 1, 1) == 22_500_010
    assert disability.disability_single_sum(22_500_000, Fraction(1, 2), Fraction(1, 5)) == 2_250_000


def test_credits_are_for_an_old_age_pension_alone() -> None:
    """Act Arts. 18, 19: they are added "노령연금 수급권을 취득한 때"."""
    worked, credit = months_until("2018-12", 120), period("2019-01", "2019-12", kind="childbirth_credit")
    with pytest.raises(FaultsError) as refused:
        disabled(1, worked, credit, birth="1980-01")
    assert [each.where for each in refused.value.faults] == ["periods[1].kind"]
    assert disabled(1, worked, {**credit, "refunded": True}, birth="1980-01").entitled is False
    assert disabled(1, worked, abroad("2019-01", "2019-12"), birth="1980-01").entitled
