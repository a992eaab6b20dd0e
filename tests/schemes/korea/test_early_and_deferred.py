"""Early pensions, deferred pensions, and income from work."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from tests.schemes.korea.helpers import computed, decided, months_until
from totalisation.messages import FaultsError
from totalisation.months import month

CAREER = months_until("2020-12", 240)


def early(claim: str, **options: Any) -> Any:
    """The claim of a person born in April 1966; the figures of later years are entered, as they will be announced."""
    later = {"average_income_of_all_insured": {"2027": 3_300_000, "2028": 3_400_000, "2029": 3_500_000}}
    return decided(
        "1966-04-15",
        claim,
        CAREER,
        average=2_500_000,
        options={"early": True, **options},
        established=later,
    )


@pytest.mark.parametrize(
    ("claim", "rate"),
    [
        # Four years are added: an early pension begins at 59, the pension age is 64.
        ("2025-04-15", "700/1000"),
        ("2025-05-01", "705/1000"),
        ("2026-04-20", "760/1000"),
        ("2026-07-01", "775/1000"),
        ("2027-04-30", "820/1000"),
        ("2028-04-30", "880/1000"),
        ("2029-04-30", "940/1000"),
    ],
)
def test_the_early_rate_by_age_and_month(claim: str, rate: str) -> None:
    result = early(claim)
    assert result.entitled
    assert computed(result, "early_pension_rate") == Fraction(rate)
    claimed = date.fromisoformat(claim)
    assert result.start == month(claimed.year, claimed.month) + 1


def test_the_last_month_before_the_birthday_of_pension_age_is_all_but_whole() -> None:
    later = {"average_income_of_all_insured": {"2030": 3_500_000}}
    result = decided("1966-04-15", "2030-04-14", CAREER, average=2_500_000, options={"early": True}, established=later)
    assert computed(result, "early_pension_rate") == 1


def test_an_early_pension_is_not_paid_before_its_age() -> None:
    result = early("2025-04-14")
    assert [each.name for each in result.missing] == ["age"]
    assert result.earliest == month(2025, 4)


def test_an_early_pension_asks_for_no_income_earning_work() -> None:
    assert early("2026-07-01", monthly_income=3_193_511).entitled
    result = early("2026-07-01", monthly_income=3_193_512)
    assert [each.name for each in result.missing] == ["no_income_earning_work"]
    assert result.earliest == month(2030, 4)


def test_asked_for_after_pension_age_it_is_an_ordinary_pension() -> None:
    result = decided("1962-04-15", "2026-07-01", CAREER, average=2_500_000, options={"early": True})
    assert computed(result, "early_pension_rate") == 1
    assert result.start == month(2025, 5)


# Born in February 1960: pension age 62 in February 2022, payment from March 2022.
DEFERRED = ("1960-02-20", "2026-07-01", CAREER)


def test_a_wholly_deferred_pension_grows_by_six_thousandths_a_month() -> None:
    plain = decided(*DEFERRED, average=2_500_000)
    result = decided(*DEFERRED, average=2_500_000, options={"deferred_until": "2026-03"})
    assert result.start == month(2026, 3)
    assert computed(result, "benefit_year") == 2022
    assert computed(result, "deferred_months") == 48
    exact = computed(plain, "pension_when_paid")
    assert computed(result, "pension_when_paid") == exact * Fraction(1288, 1000)
    assert result.monthly_amount == exact * Fraction(1288, 1000) // 10 * 10


def test_a_part_is_paid_while_the_rest_is_deferred() -> None:
    plain = decided(*DEFERRED, average=2_500_000, as_of=date(2026, 7, 1))
    partly = {"deferred_until": "2026-08", "deferred_share": "3/5"}
    during = decided(*DEFERRED, average=2_500_000, options=partly, as_of=date(2026, 7, 1))
    after = decided(*DEFERRED, average=2_500_000, options=partly, as_of=date(2026, 8, 1))
    exact = computed(plain, "pension_when_paid")
    assert during.start == plain.start
    assert computed(during, "pension_when_paid") == exact * Fraction(2, 5)
    assert computed(after, "pension_when_paid") == exact * (1 + Fraction(3, 5) * Fraction(6, 1000) * 53)


def test_five_years_are_the_most() -> None:
    assert decided(
        *DEFERRED,
        average=2_500_000,
        options={"deferred_until": "2027-03"},
        established={"consumer_price_adjustment": {"2027": "0.02"}},
    ).start == month(2027, 3)
    with pytest.raises(FaultsError, match="can be deferred from 2022-03 until 2027-03"):
        decided(*DEFERRED, average=2_500_000, options={"deferred_until": "2027-04"})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"deferred_until": "2022-03"}, "can be deferred from 2022-03 until 2027-03"),
        ({"deferred_until": "2025-03", "early": True}, "cannot be deferred as well"),
        ({"deferred_share": "1/2"}, "not until when"),
        ({"deferred_share": "1/3", "deferred_until": "2025-03"}, "deferred_share"),
        ({"monthly_income": -1}, "monthly_income"),
        ({"military_credit_months": 13}, "military_credit_months"),
        ({"earlier": True}, "unknown option"),
    ],
)
def test_options_that_do_not_go_together_are_refused(options: dict[str, Any], told: str) -> None:
    with pytest.raises(FaultsError, match=told):
        decided(*DEFERRED, average=2_500_000, options=options)


def test_deferral_before_july_2012_is_refused() -> None:
    with pytest.raises(FaultsError, match="deferral begun before 2012-07 is not encoded"):
        decided("1951-02-20", "2014-07-01", CAREER, average=2_500_000, options={"deferred_until": "2014-03"})


WORKING = ("1962-04-15", "2026-07-01", months_until("2020-12", 390))


@pytest.mark.parametrize(
    ("excess", "deduction"),
    [
        (0, 0),
        (1_999_999, 0),
        (2_000_000, 150_000),
        (2_500_000, 225_000),
        (3_000_000, 300_000),
        (3_500_000, 400_000),
        (4_000_000, 500_000),
        (4_400_000, 600_000),
    ],
)
def test_income_from_work_is_deducted_by_steps(excess: int, deduction: int) -> None:
    plain = decided(*WORKING, average=4_000_000)
    result = decided(*WORKING, average=4_000_000, options={"monthly_income": 3_193_511 + excess})
    assert computed(result, "pension_after_deduction") == computed(plain, "pension_after_deduction") - deduction
    assert result.monthly_amount_at_start == plain.monthly_amount_at_start


def test_no_more_than_half_the_pension_is_deducted() -> None:
    result = decided(*WORKING, average=4_000_000, options={"monthly_income": 30_000_000})
    assert computed(result, "pension_after_deduction") == Fraction(computed(result, "pension_when_paid")) / 2


def test_five_years_after_pension_age_nothing_is_deducted() -> None:
    older = ("1957-04-15", "2026-07-01", months_until("2016-12", 300))
    income = {"monthly_income": 30_000_000}
    assert decided(*older, average=3_000_000, options=income).monthly_amount == (
        decided(*older, average=3_000_000).monthly_amount
    )


@pytest.mark.parametrize(
    ("excess", "deduction"),
    [
        (-1, 0),
        (1, Fraction(1, 20)),
        (999_999, Fraction(999_999, 20)),
        (1_000_000, 50_000),
        (1_999_999, Fraction(1_499_999, 10)),
        (2_000_000, 150_000),
        (3_500_000, 400_000),
        (4_400_000, 600_000),
    ],
)
def test_income_before_2025_is_deducted_from_the_first_won_above_a(excess: int, deduction: Fraction) -> None:
    """Art. 63-2 in Law 13642: "초과소득월액의 1천분의 50", "5만원 + (초과소득월액 - 100만원) × 1천분의 100"."""
    working = ("1961-04-15", "2024-12-20", months_until("2016-12", 330))
    plain = decided(*working, average=6_000_000)
    result = decided(*working, average=6_000_000, options={"monthly_income": 2_989_237 + excess})
    assert computed(result, "pension_after_deduction") == computed(plain, "pension_after_deduction") - deduction
    later = decided(*working, average=6_000_000, options={"monthly_income": 3_089_063}, as_of=date(2025, 1, 31))
    assert computed(later, "pension_after_deduction") == computed(later, "pension_when_paid")


def test_income_from_work_before_pension_age_needs_no_figure_unless_an_early_pension_is_asked_for() -> None:
    """Art. 61(2) asks of early pensions alone for no income-earning work: what A will be in 2027 matters to them."""
    working = {"monthly_income": 4_000_000}
    waiting = decided("1966-04-15", "2027-01-15", CAREER, average=2_500_000, options=working)
    assert [each.name for each in waiting.missing] == ["age"]
    with pytest.raises(FaultsError, match="average_income_of_all_insured"):
        decided("1966-04-15", "2027-01-15", CAREER, average=2_500_000, options={"early": True, **working})
