"""Korea's survivors' pension: the National Pension Service's table, grounds, the order of relatives, suspension."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.schemes.korea.helpers import abroad, agreement, case, computed, months_until, period
from tests.schemes.korea.test_disability import totalising
from totalisation.agreement import Agreement
from totalisation.api import assess
from totalisation.messages import FaultsError
from totalisation.months import format_month
from totalisation.party_result import PartyResult

SHORT = period("2026-01", "2026-08")
SPOUSE = {"relation": "spouse", "birth_date": "1980-01"}


def left(
    *relatives: dict[str, Any],
    periods: Any = (SHORT,),
    birth: str = "2007-06",
    died: str = "2026-08-10",
    claim: str = "2026-09-15",
    average: int | None = 400_000,
    by: Agreement | None = None,
    pension: dict[str, Any] | None = None,
    **options: Any,
) -> PartyResult:
    made = case(birth, claim, *periods, average=average)
    # What is paid once where no pension is: see test_death_sums.
    made["person"]["nationality"] = "AA"
    made["established"]["KR"]["refund_of_contributions"] = 0
    death = {"date": died, **({} if pension is None else {"pensions": {"KR": pension}})}
    made["claim"] = {
        "benefit": "survivors",
        "date": claim,
        "death": death,
        "survivors": list(relatives),
        "options": {"KR": options},
    }
    return assess(made, agreement=by or agreement()).parties["KR"]


def paid_to(result: PartyResult) -> dict[int, int]:
    return dict(result.told["pension_by_relative"].value)


@pytest.mark.parametrize(
    ("own", "pension"),
    [(400_000, 154_520), (1_000_000, 180_320), (6_590_000, 420_690)],
)
def test_the_table_of_the_national_pension_service(own: int, pension: int) -> None:
    """Its column of survivors below ten years for 2026, by average income."""
    assert left(SPOUSE, average=own).monthly_amount == pension


@pytest.mark.parametrize(("months", "rate"), [(119, "2/5"), (120, "1/2"), (239, "1/2"), (240, "3/5"), (241, "3/5")])
def test_forty_fifty_sixty_per_cent(months: int, rate: str) -> None:
    result = left(SPOUSE, periods=(months_until("2026-08", months),), birth="1980-01")
    assert str(computed(result, "survivors_rate")) == rate


CHILD, GROWN = {"relation": "child", "birth_date": "2001-09"}, {"relation": "child", "birth_date": "2001-08"}
PARENT = {"relation": "parent", "birth_date": "1963-08"}  # 60 and three years: 63 in August 2026
YOUNGER = {"relation": "parent", "birth_date": "1963-09"}
GRANDCHILD = {"relation": "grandchild", "birth_date": "2007-09"}
GRANDPARENT = {"relation": "grandparent", "birth_date": "1940-01"}


@pytest.mark.parametrize(
    ("relatives", "numbers"),
    [
        ([CHILD, SPOUSE, PARENT], [2]),
        ([{**SPOUSE, "maintained": False}, CHILD, CHILD], [2, 3]),
        ([GROWN, PARENT, GRANDCHILD], [2]),
        ([{**GROWN, "disabled": True}, PARENT], [1]),
        ([YOUNGER, GRANDCHILD, GRANDPARENT], [2]),
        ([{**YOUNGER, "disabled": True}, GRANDCHILD], [1]),
        ([{**GRANDCHILD, "birth_date": "2007-08"}, GRANDPARENT], [2]),
        ([{"relation": "sibling", "birth_date": "2015-01"}, {"relation": "other", "birth_date": "1940-01"}], []),
    ],
)
def test_the_order_of_relatives(relatives: list[dict[str, Any]], numbers: list[int]) -> None:
    """Art. 73: the first rank that anybody belongs to."""
    result = left(*relatives)
    assert [each.number for each in computed(result, "recipients_at_death")] == numbers
    assert bool(result.monthly_amount) == bool(numbers)


@pytest.mark.parametrize(
    ("relative", "entitled"),
    [
        ({"relation": "child", "birth_date": "2001-08-11"}, True),
        ({"relation": "child", "birth_date": "2001-08-10"}, False),
        ({"relation": "grandchild", "birth_date": "2007-08-11"}, True),
        ({"relation": "grandchild", "birth_date": "2007-08-10"}, False),
        ({"relation": "parent", "birth_date": "1963-08-11"}, False),
        ({"relation": "parent", "birth_date": "1963-08-10"}, True),
    ],
)
def test_ages_count_on_the_day_of_the_death(relative: dict[str, Any], entitled: bool) -> None:
    """Art. 73(1): who is a survivor is found "사망할 당시", on 10 August 2026."""
    assert left(relative).parts[0].due == entitled


def test_a_child_born_after_the_death() -> None:
    """Arts. 3(3), 75(2): once born it is a child of the deceased, and takes the pension from parents."""
    born = {"relation": "child", "birth_date": "2026-10-05"}
    older = {"relation": "child", "birth_date": "2015-01"}
    parent = {"relation": "parent", "birth_date": "1950-01"}
    assert paid_to(left(parent, born, claim="2026-10-20")).keys() == {1}
    assert paid_to(left(parent, born, claim="2026-11-20")).keys() == {2}
    assert paid_to(left(older, born, claim="2026-10-20")).keys() == {1}
    assert paid_to(left(older, born, claim="2026-11-20")).keys() == {1, 2}
    assert paid_to(left(SPOUSE, born, claim="2026-11-20")).keys() == {1}
    alone = left(born, claim="2026-10-20")
    assert alone.entitled
    assert format_month(alone.start or 0) == "2026-11"


def test_a_child_born_after_the_death_is_a_dependant_from_the_month_after_the_birth() -> None:
    born = {"relation": "child", "birth_date": "2026-10-05"}
    before = left(SPOUSE, claim="2026-11-20").monthly_amount or 0
    assert left(SPOUSE, born, claim="2026-10-20").monthly_amount == before
    assert left(SPOUSE, {**born, "disabled": True}, claim="2026-10-20").monthly_amount == before
    for child in (born, {**born, "disabled": True}):
        assert (left(SPOUSE, child, claim="2026-11-20").monthly_amount or 0) == before + 17_030


def test_income_from_work_is_held_against_the_average_of_the_year_paid() -> None:
    """Decree Art. 45: A of 2025 is 3,089,062 won; that of 2021, when the right arose, was 2,539,734."""
    worked: dict[str, Any] = {"periods": (period("2000-01", "2020-12"),), "birth": "1970-01", "died": "2021-12-10"}
    for income, suspended in ((3_089_062, False), (3_089_063, True)):
        spouse = {**SPOUSE, "monthly_income": {"KR": income}}
        result = left(spouse, claim="2025-01-15", **worked)
        assert (result.monthly_amount == 0) == suspended


def test_equal_parts_within_a_rank() -> None:
    result = left({**CHILD, "birth_date": "2004-01"}, {**CHILD, "birth_date": "2005-01"}, CHILD)
    assert result.monthly_amount == 154_520
    assert paid_to(result) == {1: 51_500, 2: 51_500, 3: 51_500}


def test_other_children_and_parents_add_dependants_amounts() -> None:
    alone = left(SPOUSE).monthly_amount or 0
    small = {"relation": "child", "birth_date": "2020-01"}
    assert (left(SPOUSE, small).monthly_amount or 0) > alone
    # Between 19 and 25 a child is a survivor, but no dependant.
    assert left(SPOUSE, CHILD).monthly_amount == alone


@pytest.mark.parametrize(
    ("born", "claim", "more", "suspended"),
    [
        ("1975-01", "2024-11-15", {"monthly_income": {"KR": 9_000_000}}, False),  # within three years
        ("1975-01", "2025-01-15", {"monthly_income": {"KR": 9_000_000}}, True),
        ("1975-01", "2025-01-15", {}, False),
        ("1975-01", "2025-01-15", {"monthly_income": {"KR": 9_000_000}, "disabled": True}, False),
        ("1966-12", "2025-01-15", {"monthly_income": {"KR": 9_000_000}}, True),  # 55 and four years: 59 in 2025-12
        ("1965-12", "2025-01-15", {"monthly_income": {"KR": 9_000_000}}, False),
    ],
)
def test_a_spouse_s_pension_is_suspended_after_three_years(
    born: str, claim: str, more: dict[str, Any], suspended: bool
) -> None:
    """Art. 76: to the age of 55, later for those born from 1953 on, of who has income from work."""
    worked: dict[str, Any] = {"periods": (period("2000-01", "2020-12"),), "birth": "1970-01"}
    result = left({**SPOUSE, "birth_date": born, **more}, died="2021-12-10", claim=claim, **worked)
    assert computed(result, "spouse_suspended") == suspended
    assert (result.monthly_amount == 0) == suspended
    child = {"relation": "child", "birth_date": "2010-01"}
    other = left({**SPOUSE, "birth_date": born, **more}, child, died="2021-12-10", claim=claim, **worked)
    assert (other.monthly_amount or 0) > 0


def test_no_more_than_the_pension_that_was_drawn() -> None:
    drawn = {"monthly": 100_000, "since": "2024-01"}
    long: dict[str, Any] = {"periods": (period("2000-01", "2019-12"),), "birth": "1960-01"}
    assert left(SPOUSE, pension=drawn, **long).monthly_amount == 100_000
    assert (left(SPOUSE, pension={**drawn, "monthly": 900_000}, **long).monthly_amount or 0) > 100_000


def test_a_pensioner_s_survivors_need_no_contributions() -> None:
    old: dict[str, Any] = {"periods": (period("2000-01", "2000-12"),), "birth": "1960-01"}
    assert not left(SPOUSE, **old).entitled
    assert left(SPOUSE, pension={"monthly": 100_000, "since": "2024-01"}, **old).entitled
    assert left(SPOUSE, disability_pension_drawn=True, **old).entitled


def test_a_pension_without_insured_months_is_told() -> None:
    """Art. 74: the survivors' pension is a share of the basic amount, which no months would make nothing."""
    for periods in ((), (period("2000-01", "2000-12", refunded=True),)):
        with pytest.raises(FaultsError) as caught:
            left(SPOUSE, pension={"monthly": 100_000, "since": "2024-01"}, periods=periods, birth="1960-01")
        assert [each.where for each in caught.value.faults] == ["claim.death.pensions.KR"]
        with pytest.raises(FaultsError) as caught:
            left(SPOUSE, disability_pension_drawn=True, periods=periods, birth="1960-01")
        assert [each.where for each in caught.value.faults] == ["claim.options.KR.disability_pension_drawn"]


def test_after_emigration_contributions_alone_are_no_ground() -> None:
    assert left(SPOUSE).entitled
    assert [each.name for each in left(SPOUSE, left_the_country=True).missing] == ["contributions_suffice"]
    ten: dict[str, Any] = {"periods": (months_until("2026-08", 120),), "birth": "1980-01"}
    assert left(SPOUSE, left_the_country=True, **ten).entitled


def test_periods_of_the_other_party_open_it_and_share_it() -> None:
    worked = (period("2010-01", "2014-12"), abroad("2015-01", "2019-12"))
    given: dict[str, Any] = {"periods": worked, "birth": "1970-01"}
    assert not left(SPOUSE, **given).entitled
    assert not left(SPOUSE, by=totalising("disability"), **given).entitled
    result = left(SPOUSE, by=totalising("survivors"), **given)
    assert (result.basis, str(result.ratio), computed(result, "survivors_rate")) == ("totalised", "1/2", 0.5)


def test_faults_of_relatives() -> None:
    with pytest.raises(FaultsError) as caught:
        left({"relation": "child"}, died="2016-11-30", birth="1980-01", periods=(period("2010-01", "2016-10"),))
    assert [each.where for each in caught.value.faults] == ["claim.survivors[0].birth_date"]
    with pytest.raises(FaultsError) as caught:
        left(SPOUSE, died="2016-11-30", birth="1980-01", periods=(period("2010-01", "2016-10"),))
    assert [each.where for each in caught.value.faults] == ["claim.death.date"]


def test_beside_another_benefit_that_was_chosen_thirty_per_cent() -> None:
    """Art. 56(2)1: "유족연금액의 100분의 30에 해당하는 금액"."""
    whole, beside = left(SPOUSE), left(SPOUSE, other_benefit_chosen=True)
    assert whole.monthly_amount == 154_520
    assert beside.monthly_amount == beside.monthly_amount_at_start == 46_350
    assert paid_to(beside) == {1: 46_350}


RELATIVES = st.lists(
    st.fixed_dictionaries(
        {
            "relation": st.sampled_from(["child", "parent", "grandchild", "grandparent", "sibling"]),
            "birth_date": st.integers(1930, 2025).map(lambda year: f"{year}-05"),
            "maintained": st.booleans(),
            "disabled": st.booleans(),
        }
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(RELATIVES, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_parts_are_within_the_pension(relatives: list[dict[str, Any]], shuffled: Any) -> None:
    other = list(relatives)
    shuffled.shuffle(other)
    found, again = left(*relatives), left(*other)
    assert (found.entitled, found.monthly_amount) == (again.entitled, again.monthly_amount)
    if not found.monthly_amount:
        return
    parts = paid_to(found)
    assert sum(parts.values()) <= (found.monthly_amount or 0) < sum(parts.values()) + 10 * len(parts)
    assert sorted(parts.values()) == sorted(paid_to(again).values())
    assert len({relatives[number - 1]["relation"] for number in parts}) == 1
    # The pension itself, without dependants' amounts, is the deceased's basic amount at most.
    assert computed(found, "pension_exact") <= computed(found, "basic_pension_amount")


def test_a_late_claim_starts_within_the_suspension() -> None:
    """Art. 115(1) moves the first month to five years before the claim, beyond the three years of Art. 76(1)."""
    worked: dict[str, Any] = {"periods": (period("2000-01", "2016-11"),), "birth": "1970-01", "died": "2016-12-10"}
    spouse = {**SPOUSE, "birth_date": "1970-01", "monthly_income": {"KR": 9_000_000}}
    in_time, late = (left(spouse, claim=claim, **worked) for claim in ("2024-12-15", "2025-01-15"))
    assert format_month(in_time.start or 0) == "2019-12"
    assert format_month(late.start or 0) == "2020-01"
    assert in_time.monthly_amount_at_start
    assert late.monthly_amount_at_start == 0
    assert late.monthly_amount == 0
