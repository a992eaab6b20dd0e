"""Korea's disability pension and single sum: the National Pension Service's table, grounds and dates."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import abroad, agreement, case, computed, months_until, period
from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.months import format_month, parse_month
from totalisation.party_result import PartyResult

TERM = {"article": "1", "source": "Treaty", "status": "verified"}


def totalising(benefit: str) -> Agreement:
    """The invented agreement, with one more of Korea's benefits among those that it totalises."""
    declared = agreement().model_dump(mode="json", exclude_none=True)
    declared["parties"]["KR"]["benefits"] = {benefit: {"periods": "totalised", **TERM}}
    declared["parties"]["KR"]["ratio"] = {"numerator": "own_months", "denominator": "total_months", **TERM}
    return Agreement.model_validate(declared)


def disabled(
    grade: int,
    *periods: Any,
    birth: str = "2007-06",
    examined: str = "2026-08-10",
    settled: str | None = "2026-09-10",
    claim: str = "2026-10-15",
    average: int | None = 400_000,
    nationality: str = "KR",
    by: Agreement | None = None,
    dependants: Any = (),
    residence: str = "KR",
    readings: Any = None,
    **options: Any,
) -> PartyResult:
    made = case(birth, claim, *periods, average=average, dependants=list(dependants))
    made["claim"] = {
        "benefit": "disability",
        "date": claim,
        "disability": {
            "first_examined": examined,
            "degrees": {"KR": grade},
            "residence": residence,
            **({} if settled is None else {"settled": settled}),
        },
        "options": {"KR": options},
    }
    made["person"]["nationality"] = nationality
    if readings is not None:
        made["interpretations"] = readings
    return assess(made, agreement=by or agreement()).parties["KR"]


SHORT = period("2026-01", "2026-08")


@pytest.mark.parametrize(
    ("own", "first", "second", "third", "fourth"),
    [
        (400_000, 386_300, 309_040, 231_780, 10_430_160),
        (410_000, 387_370, 309_900, 232_420, 10_459_190),
        (1_000_000, 450_800, 360_640, 270_480, 12_171_660),
        (1_340_000, 487_350, 389_880, 292_410, 13_158_510),
        (6_370_000, 1_028_070, 822_460, 616_840, 27_758_090),
    ],
)
def test_the_table_of_the_national_pension_service(own: int, first: int, second: int, third: int, fourth: int) -> None:
    """Its columns of disability for 2026, by average income."""
    pensions = [disabled(grade, SHORT, average=own).monthly_amount for grade in (1, 2, 3)]
    assert pensions == [first, second, third]
    assert disabled(4, SHORT, average=own).further == {"disability_single_sum": fourth}


COUNTED = {"KR": {"insured_after_grading": "counted"}}


def test_months_after_that_of_the_grade_are_an_open_question() -> None:
    """Arts. 51(1), 67: the right arises in September 2024; two years of a higher income follow before the claim."""
    before = period("2015-01", "2024-09", monthly=2_000_000)
    after = period("2024-10", "2026-09", monthly=5_000_000)
    graded: dict[str, Any] = {"birth": "1980-01", "examined": "2024-08-10", "settled": "2024-09-10", "average": None}
    alone, both = disabled(1, before, **graded), disabled(1, before, after, **graded)
    assert both.monthly_amount == alone.monthly_amount
    assert (both.own_months, computed(both, "insured_until")) == (141, parse_month("2024-09"))
    counted = disabled(1, before, after, **graded, readings=COUNTED)
    assert (counted.monthly_amount or 0) > (both.monthly_amount or 0)
    assert computed(counted, "insured_until") is None


def test_time_after_the_grade_changes_no_share_of_a_totalised_pension() -> None:
    """Where totalisation has effect since before, the month of the grade ends the time of both parties."""
    own, foreign = months_until("2026-08", 20), abroad("2010-01", "2019-12")
    graded: dict[str, Any] = {"birth": "1980-01", "settled": "2026-08-20", "by": totalising("disability")}
    alone = disabled(1, own, foreign, **graded)
    assert (alone.parts[0].basis, alone.ratio) == ("totalised", Fraction(20, 140))
    later = (period("2026-09", "2026-09"), abroad("2026-10", "2026-10"))
    assert disabled(1, own, foreign, *later, **graded).ratio == Fraction(20, 140)
    assert disabled(1, own, foreign, *later, **graded, readings=COUNTED).ratio == Fraction(21, 142)


def test_time_after_the_grade_makes_up_no_minimum_of_the_agreement() -> None:
    """Seven own months until the grade, and eighteen at the claim, of twelve that totalising asks."""
    declared = totalising("disability").model_dump(mode="json", exclude_none=True)
    declared["parties"]["KR"]["minimum_own_period"] = {"number": 12, "unit": "months", "below": "nothing", **TERM}
    own, foreign = period("2025-05", "2026-09"), abroad("2005-01", "2016-12")
    graded: dict[str, Any] = {"birth": "1980-01", "examined": "2025-09-10", "settled": "2025-11-20"}
    graded["by"] = Agreement.model_validate(declared)
    result = disabled(1, own, foreign, **graded)
    assert {each.name for each in result.parts[0].missing} >= {"minimum_own_period"}
    assert disabled(1, own, foreign, **graded, readings=COUNTED).parts[0].basis == "totalised"


@pytest.mark.parametrize(("claim", "lapsed"), [("2024-10-31", 0), ("2024-11-01", 1), ("2026-10-15", 24)])
def test_a_single_sum_that_is_claimed_late_has_lapsed_in_part(claim: str, lapsed: int) -> None:
    """Arts. 71, 115(1): due from October 2019 on as 67 months of 40 % a year, each lapsing after five years."""
    late: dict[str, Any] = {"birth": "1980-01", "examined": "2019-08-10", "settled": "2019-09-10", "claim": claim}
    career = period("2015-01", "2019-06")
    result = disabled(4, career, **late)
    yearly = computed(result, "basic_pension_amount")
    assert computed(result, "lapsed_months_of_single_sum") == lapsed
    left = yearly * Fraction(225, 100) - lapsed * yearly * Fraction(40, 1200)
    assert result.further == {"disability_single_sum": int(left) // 10 * 10}


def test_a_single_sum_lapses_wholly_in_the_end() -> None:
    late: dict[str, Any] = {"birth": "1990-01", "examined": "2017-08-10", "settled": "2017-09-10"}
    career = period("2005-01", "2017-06")  # ten insured years
    assert disabled(4, career, claim="2028-04-30", **late).entitled
    lapsed = disabled(4, career, claim="2028-05-01", **late)
    assert [each.name for each in lapsed.parts[1].missing] == ["months_left_of_single_sum"]
    assert not lapsed.entitled


@pytest.mark.parametrize(
    ("examined", "settled", "day", "start"),
    [
        ("2024-01-10", "2024-05-31", "2024-05-31", "2024-06"),
        ("2024-01-10", "2025-07-10", "2025-07-10", "2025-08"),
        ("2024-01-10", "2025-07-11", "2025-07-11", "2025-08"),
        ("2024-01-10", None, "2025-07-11", "2025-08"),
        ("2024-01-31", None, "2025-08-01", "2025-09"),
        ("2024-02-29", None, "2025-08-30", "2025-09"),
    ],
)
def test_the_day_of_the_grade(examined: str, settled: str | None, day: str, start: str) -> None:
    """Art. 67(2): healing within a year and six months, else the day after."""
    result = disabled(1, period("2015-01", "2023-12"), birth="1980-01", examined=examined, settled=settled)
    assert result.told["grading_date"].value.isoformat() == day
    assert format_month(result.start or 0) == start


def unmet(result: PartyResult) -> set[str]:
    return {each.name for each in result.missing}


@pytest.mark.parametrize(
    ("birth", "months", "ground"),
    [
        ("1990-01", 120, "ten_insured_years"),
        ("2002-08", 24, "third_of_time"),  # 73 months from 18 to the month of the examination: 25 are a third
        ("2002-08", 25, "third_of_time"),
        ("1990-01", 36, "three_of_five_years"),
        ("1990-01", 35, "none"),
    ],
)
def test_grounds(birth: str, months: int, ground: str) -> None:
    result = disabled(1, months_until("2026-08", months), birth=birth)
    short = (birth, months) == ("2002-08", 24)
    assert computed(result, "contribution_ground") == ("none" if short else ground)
    assert result.entitled == (ground != "none" and not short)


def test_three_years_of_arrears_close_the_ground_of_recent_contributions() -> None:
    worked = months_until("2026-08", 40)
    assert disabled(1, worked, birth="1990-01", arrears_months=35).entitled
    assert unmet(disabled(1, worked, birth="1990-01", arrears_months=36)) == {"contributions_suffice"}


def test_months_after_the_examination_are_no_ground() -> None:
    worked = period("2024-09", "2027-08")
    result = disabled(1, worked, birth="1990-01", claim="2027-10-15")
    assert computed(result, "recently_contributed_months") == 24
    assert unmet(result) == {"contributions_suffice"}


@pytest.mark.parametrize(
    ("birth", "examined", "entitled"),
    [
        ("2006-06", "2024-06-01", True),
        ("2006-06-20", "2024-06-20", True),
        ("2006-06-21", "2024-06-20", False),
        ("1963-02", "2026-01-31", True),
        ("1963-01", "2026-01-31", False),
        ("1963-01-20", "2026-01-19", True),
        ("1963-01-20", "2026-01-20", False),
    ],
)
def test_ages_of_the_first_examination(birth: str, examined: str, entitled: bool) -> None:
    """Art. 67(1)1: from the eighteenth birthday on and before that of pension age, 63 for those born in 1963."""
    worked = period("2024-07", "2024-07") if birth > "2000" else period("2000-01", "2020-12")
    result = disabled(1, worked, birth=birth, examined=examined, settled=f"{examined[:4]}-07-10")
    assert ("examined_at_age" not in unmet(result)) == entitled


def test_who_was_insured_before_eighteen_is_of_age_from_then_on() -> None:
    """Art. 67(1)1: "18세(다만, 18세 전에 가입한 경우에는 가입자가 된 날을 말한다) 이상"."""
    given: dict[str, Any] = {"birth": "2008-03-10", "examined": "2025-06-20", "settled": "2025-09-10"}
    assert unmet(disabled(1, period("2025-06", "2025-06"), **given)) == set()
    assert "examined_at_age" in unmet(disabled(1, period("2025-07", "2025-08"), **given))


def test_months_paid_before_eighteen_are_time_of_insurance() -> None:
    """Art. 3(1)19: "18세 미만인 기간 중 보험료 납부기간 … 을 가입대상기간에 포함하고"."""
    worked = period("2022-01", "2022-12")
    result = disabled(1, worked, birth="2006-06-01", examined="2026-08-10")
    # Twelve months before 18, and June 2024 to August 2026.
    assert computed(result, "insurable_months") == 12 + 27
    assert unmet(result) == {"contributions_suffice"}


def test_foreigners_must_have_lived_in_korea() -> None:
    assert disabled(1, SHORT, nationality="VN").entitled
    assert unmet(disabled(1, SHORT, nationality="VN", residence="AA")) == {"national_or_resident"}
    assert disabled(1, SHORT, nationality="KR", residence="AA").entitled


def test_a_refund_ends_it() -> None:
    refunded = period("2025-08", "2025-12", refunded=True)
    assert unmet(disabled(1, refunded, SHORT)) == {"no_refund_drawn"}


def test_dependants_are_added_and_benefits_of_accidents_halve_the_pension() -> None:
    child = {"relation": "child", "birth_date": "2025-01"}
    alone, beside = (disabled(1, SHORT, average=6_370_000, dependants=each) for each in ([], [child]))
    added = (beside.monthly_amount or 0) - (alone.monthly_amount or 0)
    assert added == computed(beside, "dependants_amount_when_paid")
    assert added > 0
    halved = disabled(1, SHORT, industrial_accident_benefits=True)
    assert halved.monthly_amount == 193_150


def test_periods_of_the_other_party() -> None:
    worked = (period("2025-01", "2026-08"), abroad("2015-01", "2022-04"))
    assert not disabled(1, *worked, birth="1990-01").entitled
    result = disabled(1, *worked, birth="1990-01", by=totalising("disability"))
    assert (result.basis, str(result.ratio)) == ("totalised", "5/27")
    assert (result.monthly_amount or 0) < 386_300


def test_all_faults_at_once() -> None:
    with pytest.raises(FaultsError) as caught:
        disabled(5, SHORT, nationality="VN", examined="2026-11-10", settled="2026-09-10", residence="XX")
    assert {"claim.disability.first_examined", "claim.disability.degrees.KR"} <= {
        each.where for each in caught.value.faults
    }


def test_the_law_before_december_2016_is_not_encoded() -> None:
    with pytest.raises(FaultsError) as caught:
        disabled(1, period("2010-01", "2016-10"), birth="1990-01", examined="2016-11-29", settled=None)
    assert [each.where for each in caught.value.faults] == ["claim.disability.first_examined"]
