"""The declared scheme's rules: the required months and the age at their edges, and the month of the start."""

from __future__ import annotations

from fractions import Fraction

from totalisation.months import parse_month
from totalisation.schemes.declared import rules
from totalisation.written_values import PartialDate

CLAIM = parse_month("2026-03")


def test_the_conditions() -> None:
    for months, age, periods_met, age_met in ((120, 0, True, True), (119, 1, False, False), (121, -1, True, True)):
        period, of_age = rules.conditions(months, 120, CLAIM + age, CLAIM)
        short = max(120 - months, 0)
        assert (period.met, period.required, period.actual, period.earliest) == (
            periods_met,
            120,
            months,
            CLAIM + short,
        )
        assert (period.supposes is None) is periods_met
        assert (of_age.met, of_age.required, of_age.actual, of_age.earliest) == (
            age_met,
            CLAIM + age,
            CLAIM,
            CLAIM + age,
        )


def test_the_start_is_after_the_age_and_not_before_the_claim_or_the_provision() -> None:
    assert rules.attainment_month(PartialDate("1961-02"), 780) == parse_month("2026-02")
    starts = [
        rules.start_month(CLAIM, CLAIM + age, CLAIM + provision) for age, provision in ((-2, -1), (-1, 0), (0, 0))
    ]
    assert starts == [CLAIM, CLAIM, CLAIM + 1]
    assert rules.start_month(CLAIM, CLAIM - 9, CLAIM + 2) == CLAIM + 2


def test_what_is_declared_is_paid_to_the_nearest_whole_unit() -> None:
    assert rules.pension_exact(Fraction(15, 2)) == Fraction(15, 2)
    assert [rules.monthly_amount_at_start(Fraction(each, 4)) for each in (29, 30, 31)] == [7, 8, 8]
    assert rules.monthly_amount(8) == 8
