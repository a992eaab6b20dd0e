"""What Korea's rules are given of a case, and what a month's insurance costs the person."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import case, decided, months_until, period
from totalisation.case import Period
from totalisation.case_file import case_from
from totalisation.earnings import EarningsRun
from totalisation.money import Exact
from totalisation.months import FIRST_MONTH, parse_month
from totalisation.periods import OwnRecord
from totalisation.schemes.korea import SCHEME, facts, own_contributions
from totalisation.schemes.vietnam import own_contributions as of_vietnam

Figures = Mapping[Any, Exact]
BORN, CLAIMED = "1960-01-20", "2026-03-10"


def known(*periods: dict[str, Any], average: int | None = 1_000_000, **more: Any) -> dict[str, Any]:
    result = decided(BORN, CLAIMED, *periods, average=average, **more)
    return {name: value for name, (value, _) in result.computations[0].facts.items()}


def run(first: str, last: str, monthly: int) -> EarningsRun:
    return EarningsRun(parse_month(first), parse_month(last), monthly, "workplace", 0, None, None)


def test_the_last_sixty_months_that_have_earnings() -> None:
    """Act Art. 53 item 1: "최종 5년"."""
    last, before = run("2020-01", "2020-12", 2), run("2010-01", "2015-12", 1)
    kept = facts.last_five_years((before, last))
    assert [(each.first, each.last, each.monthly) for each in kept] == [
        (last.first, last.last, 2),
        (parse_month("2012-01"), before.last, 1),
    ]
    assert facts.last_five_years((run("2016-01", "2020-12", 1), before)) == (run("2016-01", "2020-12", 1),)
    assert facts.last_five_years((run("2016-02", "2020-12", 1), before))[1].months == 1
    assert facts.last_five_years((last,)) == (last,)


def test_time_without_income_is_none_with_contributions() -> None:
    def undated(kind: str, unit: str) -> tuple[int, Period]:
        certified: dict[str, Any] = {"count": {"unit": unit, "number": 5}}
        return 0, Period.model_validate(period("2020-01", "2020-12", kind=kind, **certified))

    for kind, unit, by_year in (
        ("workplace", "months", {2020: 5}),
        ("childbirth_credit", "months", {}),
        ("workplace", "weeks", {}),
    ):
        assert facts.insured_by_year(OwnRecord("KR", undated=[undated(kind, unit)])) == by_year


@pytest.mark.parametrize(
    ("first", "first_day", "last", "last_day", "wished", "counted"),
    [
        ("2020-01", 0, "2020-05", 0, False, 0),
        ("2020-01", 2, "2020-05", 31, False, 1),
        ("2020-01", 2, "2020-05", 31, True, 0),
        ("2020-01", 1, "2020-05", 3, False, 0),
        ("2020-01", 1, "2020-01", 30, False, 1),
        ("2020-01", 1, "2020-01", 31, False, 0),
        ("2020-01", 1, "2020-01", 0, False, 0),
    ],
)
def test_from_which_month_a_period_counts(
    first: str, first_day: int, last: str, last_day: int, wished: bool, counted: int
) -> None:
    """Act Art. 17(1): "자격을 취득한 날이 속하는 달의 다음 달부터"."""
    month = parse_month(first)
    assert facts.first_counted_month(month, first_day, parse_month(last), last_day, wished) == month + counted


def test_the_first_months_of_the_scheme() -> None:
    found = known(period("1988-01", "1988-03"))
    assert (found["last_own_month"], found["months_by_year"]) == (parse_month("1988-03"), {1988: 3})


def test_income_in_credited_months_is_no_income_of_insurance() -> None:
    credited = period("2010-01", "2010-12", 500_000, kind="childbirth_credit")
    found = known(months_until("2009-12", 120, 1_000_000), credited, average=None)
    assert (found["months_with_earnings"], found["childbirth_credit_months"]) == (120, 12)
    assert {each.monthly for each in found["earnings"]} == {1_000_000}


def test_credits_are_counted_apart_from_contributions() -> None:
    """Act Arts. 18, 19."""
    found = known(
        period("2010-01", "2019-12", 2_000_000),
        period("2020-01", "2020-12", kind="childbirth_credit"),
        period("2021-01", "2021-06", kind="military_credit"),
        average=None,
        options={"childbirth_credit_months": 2, "military_credit_months": 3},
    )
    assert (found["childbirth_credit_months"], found["military_credit_months"]) == (14, 9)
    assert found["months_by_year"] == dict.fromkeys(range(2010, 2020), 12)
    assert (found["months_with_earnings"], found["months_in_last_five_years"]) == (120, 60)
    plain = known(period("2010-01", "2019-12"))
    assert (plain["childbirth_credit_months"], plain["military_credit_months"]) == (0, 0)


@pytest.mark.parametrize(("unit", "number", "months"), [("months", 15, 15), ("quarters", 3, 9), ("years", 1, 12)])
def test_time_certified_as_a_number_fills_the_earliest_months(unit: str, number: int, months: int) -> None:
    undated = {**period("2019-01", "2020-12"), "count": {"unit": unit, "number": number}}
    by_year = known(period("2019-02", "2019-02"), undated)["months_by_year"]
    assert by_year == {2019: min(months + 1, 12), **({2020: months - 11} if months > 11 else {})}


def test_dependants_and_options() -> None:
    """Act Art. 52."""
    found = known(
        months_until("2019-12", 120),
        dependants=[
            {"relation": "spouse"},
            {"relation": "child", "birth_date": "2010-04"},
            {"relation": "child", "birth_date": "2011-04", "disabled": True},
            {"relation": "parent", "birth_date": "1935-02"},
        ],
        options={"monthly_income": 77},
    )
    assert (found["spouses"], found["disabled_dependants"]) == (1, 1)
    assert found["children_birth_months"] == (parse_month("2010-04"),)
    assert found["parents_birth_months"] == (parse_month("1935-02"),)
    assert (found["birth_month"], found["birth_day"], found["monthly_income"]) == (parse_month("1960-01"), 20, 77)
    assert (found["deferred_until"], found["deferred_share"], found["early_requested"]) == (FIRST_MONTH, 0, False)
    later = known(months_until("2019-12", 120), options={"deferred_until": "2026-05", "deferred_share": "1/2"})
    assert (later["deferred_until"], later["deferred_share"]) == (parse_month("2026-05"), Fraction(1, 2))


def test_facts_of_a_death() -> None:
    def of(**options: Any) -> dict[str, Any]:
        pension = options.pop("pension", None)
        made = case(BORN, CLAIMED, months_until("2019-12", 120))
        death = {"date": "2026-02-07", **({} if pension is None else {"pensions": {"KR": pension}})}
        relative = {"relation": "spouse", "birth_date": "1965-01"}
        made["claim"] = {"benefit": "survivors", "date": CLAIMED, "death": death, "survivors": [relative]}
        made["claim"]["options"] = {"KR": options}
        read = case_from(made)
        found = SCHEME.facts_of_benefit(read, "KR", SCHEME.recorded(read, "KR"))
        return {name: value for name, (value, _) in found.items()}

    plain = of()
    assert (plain["drew_any_pension"], plain["drew_pension"], plain["pension_drawn"]) == (False, False, 0)
    assert (plain["death_month"], plain["spouses"], plain["citizen"]) == (parse_month("2026-02"), 0, False)
    drew = of(pension={"monthly": 400_000, "since": "2024-01"})
    assert (drew["drew_any_pension"], drew["drew_pension"], drew["pension_drawn"]) == (True, True, 400_000)
    disabled = of(disability_pension_drawn=True)
    assert (disabled["drew_any_pension"], disabled["drew_pension"], disabled["drew_disability_pension"]) == (
        True,
        False,
        True,
    )
    assert of(pensions_drawn_in_all=0)["drew_any_pension"] is True
    assert (plain["part_drawn_at_start"], plain["part_drawn_when_paid"], plain["excess_income"]) == (1, 1, 0)


def test_half_of_a_contribution_at_a_workplace_and_all_of_it_otherwise() -> None:
    """Act Art. 88(3): each half is cut to ten won."""
    rate: Figures = {199904: Fraction(9, 100)}
    lower: Figures = {199904: Fraction(3, 100)}

    def paid(kind: str, of_class: str = "compulsory") -> int:
        return own_contributions.own_contribution(kind, of_class, 1_234_000, parse_month("2025-01"), rate, lower)

    assert (paid("workplace"), paid("individual"), paid("military_credit", "credited")) == (55_530, 37_020, 0)
    floor: Figures = {2024: 390_000}
    ceiling: Figures = {2024: 6_170_000}
    base = [
        own_contributions.contribution_base(each, parse_month("2025-01"), floor, ceiling) for each in (1, 1_234_567)
    ]
    assert base == [390_000, 1_234_000]


def test_what_a_month_costs_in_the_other_scheme() -> None:
    """L2024 33(1): 8 %; the voluntarily insured pay 22 %; at most on twenty times the reference level."""
    levels, multiple = {202407: 2_340_000}, {201601: 20}
    when = parse_month("2025-01")
    bases = [of_vietnam.contribution_base_2014(each, when, levels, multiple) for each in (5, 46_800_000, 46_800_001)]
    assert bases == [5, 46_800_000, 46_800_000]
    assert of_vietnam.contribution_base_2014(99_000_000, when, levels, {202502: 20}) == 99_000_000
    rates: Figures = {"compulsory": Fraction(8, 100), "voluntary": Fraction(22, 100)}
    costs = [of_vietnam.own_contribution(kind, 1_000_007, rates) for kind in ("compulsory", "voluntary", "credited")]
    assert costs == [80_001, 220_002, 0]
    assert of_vietnam.top_up_contribution(3, 1_000_007, Fraction(22, 100)) == 660_005


def test_the_least_salary_that_is_insured_since_july_2025() -> None:
    """L2024 31(1)(đ): "thấp nhất bằng mức tham chiếu"; missing months are paid on the last salary as it was (33(7))."""
    levels, multiple = {202407: 2_340_000, 202607: 2_530_000}, {201601: 20}

    def base(income: int, when: str, kind: str = "compulsory", top_up_months: int = 0) -> int:
        return of_vietnam.contribution_base(kind, income, parse_month(when), top_up_months, levels, multiple)

    assert [base(900_000, when) for when in ("2025-07", "2026-06", "2026-07")] == [2_340_000, 2_340_000, 2_530_000]
    assert [base(each, "2026-07") for each in (2_530_001, 50_600_000, 50_600_001)] == [
        2_530_001,
        50_600_000,
        50_600_000,
    ]
    assert (base(900_000, "2026-07", "voluntary"), base(900_000, "2026-07", top_up_months=3)) == (900_000, 900_000)
    assert base(900_000, "2024-06") == 900_000
