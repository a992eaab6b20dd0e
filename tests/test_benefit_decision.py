"""On which periods a benefit other than an old-age pension rests: own ones, those added, or whichever gives more."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.schemes.korea.helpers import TERM, abroad, agreement, months_until
from tests.schemes.korea.test_disability import disabled
from tests.schemes.korea.test_survivors import SPOUSE, left
from totalisation.agreement import Agreement
from totalisation.months import format_month
from totalisation.party_result import PartyResult

HIGHER = "higher_of_independent_and_pro_rata"


def agreed(when: str = "needed", **survivors: Any) -> Agreement:
    """Korea adds periods for survivors as told."""
    declared = agreement().model_dump()
    declared["parties"]["KR"]["totalise"]["when"] = when
    declared["parties"]["KR"]["benefits"] = {"survivors": {"periods": "totalised", **TERM, **survivors}}
    return Agreement.model_validate(declared)


def decided(own: int, *others: dict[str, Any], by: Agreement | None = None) -> PartyResult:
    """A death in August 2026 with so many own months, by which the pension is due in any case."""
    return left(SPOUSE, periods=(months_until("2026-07", own), *others), birth="1990-01", by=by or agreed())


ABROAD = abroad("2010-01", "2014-12")


def test_own_periods_that_suffice_are_enough_unless_they_are_to_be_added_always() -> None:
    alone = decided(60)
    assert (alone.basis, alone.ratio) == ("independent", None)
    assert decided(60, ABROAD).basis == "independent"
    added = decided(60, ABROAD, by=agreed("always"))
    assert (added.basis, str(added.ratio)) == ("totalised", "1/2")
    # Without periods abroad there is nothing to add.
    assert decided(60, by=agreed("always")).basis == "independent"


@pytest.mark.parametrize(("own", "basis"), [(60, "independent"), (110, "totalised")])
def test_the_higher_of_both_is_paid(own: int, basis: str) -> None:
    """40 per cent alone; with the others half of 50 per cent, or 110 parts of 170 of it."""
    together = decided(own, ABROAD, by=agreed("always"))
    alone = decided(own)
    found = decided(own, abroad("2010-01", "2010-10") if own == 110 else ABROAD, by=agreed(method=HIGHER))
    assert found.basis == basis
    assert (alone.monthly_amount or 0) > 0
    assert (together.monthly_amount or 0) > 0
    if basis == "independent":
        assert found.monthly_amount == alone.monthly_amount
        assert (found.monthly_amount or 0) > (together.monthly_amount or 0)
    else:
        assert str(found.ratio) == "11/12"
        assert (found.monthly_amount or 0) > (alone.monthly_amount or 0)


def test_what_is_not_due_either_way_is_told_on_the_periods_that_come_nearer() -> None:
    """Twelve own months and none of the last five years: contributions do not suffice, with or without the others."""
    gone = left(
        SPOUSE, periods=(months_until("2012-12", 12), abroad("2010-01", "2010-02")), birth="1970-01", by=agreed()
    )
    assert not gone.entitled
    assert [each.name for each in gone.missing] == ["contributions_suffice"]
    assert gone.earliest is None


def test_at_the_same_amount_own_periods_are_kept() -> None:
    """40 per cent of 96 months alone, and of 50 per cent of 120 months 96 parts: the same."""
    both = (months_until("2026-07", 96), abroad("2010-01", "2011-12"))
    added = left(SPOUSE, periods=both, birth="1990-01", by=agreed("always"))
    found = left(SPOUSE, periods=both, birth="1990-01", by=agreed(method=HIGHER))
    assert (str(added.ratio), added.monthly_amount) == ("4/5", found.monthly_amount)
    assert (found.basis, found.ratio) == ("independent", None)


WINDOW: dict[str, Any] = {"months_in_window": 12, "window_months": 24}
"""Insured in twelve of the two years before the contingency: the agreement asks it of whom periods are added for."""


def test_what_the_agreement_asks_ends_no_right_on_own_periods() -> None:
    """Ten years until 2023: enough in Korea, and too long before the death in August 2026 for the agreement."""
    gone = left(SPOUSE, periods=(months_until("2023-06", 120), ABROAD), birth="1980-01", by=agreed("always", **WINDOW))
    assert (gone.entitled, gone.basis) == (True, "independent")


def test_after_a_death_nobody_is_insured_any_more() -> None:
    """No month can follow in which the agreement's condition would come to be met."""
    gone = left(SPOUSE, periods=(months_until("2023-06", 60), ABROAD), birth="1980-01", by=agreed(**WINDOW))
    (judged,) = [each for each in gone.missing if each.name == "insured_at_contingency"]
    assert (judged.actual, judged.earliest, judged.supposes, gone.earliest) == (0, None, None, None)


def test_before_totalisation_has_effect_its_month_is_told() -> None:
    later = agreed().model_dump()
    later["provisions"]["totalisation"]["date"] = date(2027, 1, 1)
    periods = (months_until("2026-07", 24), abroad("2021-08", "2024-07"))
    gone = left(SPOUSE, periods=periods, birth="1980-01", by=Agreement.model_validate(later))
    assert [each.name for each in gone.missing] == ["totalisation_in_effect"]
    assert format_month(gone.earliest or 0) == "2027-01"


def of_disability(provision: str = "2025-07-01", **term: Any) -> Agreement:
    declared = agreement().model_dump(mode="json", exclude_none=True)
    declared["provisions"]["totalisation"]["date"] = provision
    declared["parties"]["KR"]["benefits"] = {"disability": {"periods": "totalised", **TERM, **term}}
    return Agreement.model_validate(declared)


def test_the_contingency_of_a_disability_is_its_first_examination() -> None:
    """Insured in the five years until July 2024, examined in August, claimed more than two years later."""
    worked = (months_until("2024-07", 24), abroad("2019-08", "2022-07"))
    by = of_disability("2020-01-01", **WINDOW)
    found = disabled(1, *worked, birth="1980-01", examined="2024-08-10", settled="2026-01-10", by=by)
    (judged,) = [each for each in found.conditions if each.name == "insured_at_contingency"]
    assert (found.basis, judged.actual) == ("totalised", 24)
    provision = by.provision("totalisation")
    assert provision in found.terms
    assert by.parties["KR"].totalise in found.terms


@pytest.mark.parametrize("by", [of_disability("2029-01-01"), of_disability(months_in_window=24, window_months=12)])
def test_what_own_periods_open_sooner_is_told_of_them(by: Agreement) -> None:
    """The grade is found in February 2028, a year and a half after the examination: all that is missing of own ones."""
    found = disabled(1, months_until("2026-07", 120), ABROAD, birth="1980-01", settled=None, by=by)
    assert [each.name for each in found.missing] == ["grade_can_be_found"]
    assert format_month(found.earliest or 0) == "2028-02"


def test_at_the_same_month_the_conditions_with_the_added_periods_are_told() -> None:
    found = disabled(1, months_until("2026-07", 120), ABROAD, birth="1980-01", settled=None, by=of_disability())
    assert found.conditions[0].name == "totalisation_in_effect"
    assert format_month(found.earliest or 0) == "2028-02"


def test_of_several_conditions_the_last_month_is_told() -> None:
    """Totalisation has effect from 2027 on, the grade is found in February 2028."""
    worked = (months_until("2026-07", 24), abroad("2021-08", "2024-07"))
    found = disabled(1, *worked, birth="1980-01", settled=None, by=of_disability("2027-01-01"))
    assert [each.name for each in found.missing] == ["totalisation_in_effect", "grade_can_be_found"]
    assert format_month(found.earliest or 0) == "2028-02"


def test_what_a_pension_on_added_periods_is_made_of_is_told() -> None:
    added, alone = decided(60, ABROAD, by=agreed("always")), decided(60)
    assert added.theoretical_amount is not None
    assert added.theoretical_amount >= 2 * (added.monthly_amount or 0)
    assert (alone.theoretical_amount, alone.single_sums) == (None, None)
    assert set(alone.established) == {"average_earnings"}
    provision = agreed().provision("totalisation")
    assert (provision in added.terms, provision in alone.terms) == (True, False)


def test_a_single_sum_has_no_theoretical_amount() -> None:
    found = disabled(4, months_until("2026-07", 24), abroad("2021-08", "2024-07"), birth="1980-01", by=of_disability())
    (part,) = [each for each in found.parts if each.due]
    assert (part.basis, part.theoretical_amount, part.name) == ("totalised", None, "disability_single_sum")


def test_a_spouse_whose_pension_is_suspended_has_it_on_own_periods() -> None:
    """Nothing is paid either way: what own periods open is not put aside for it."""
    working = {**SPOUSE, "monthly_income": {"KR": 9_000_000}}
    worked = (months_until("2021-11", 60), abroad("2010-01", "2014-12"))
    early = agreed(method=HIGHER).model_dump()
    early["provisions"]["totalisation"]["date"] = date(2020, 1, 1)
    gone = left(
        working,
        periods=worked,
        birth="1990-01",
        died="2021-12-10",
        claim="2025-01-15",
        by=Agreement.model_validate(early),
    )
    assert (gone.entitled, gone.monthly_amount, gone.basis) == (True, 0, "independent")
