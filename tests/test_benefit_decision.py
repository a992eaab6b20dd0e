"""On which periods a benefit other than an old-age pension rests: own ones, those added, or whichever gives more."""

from __future__ import annotations

from typing import Any

import pytest

from tests.schemes.korea.helpers import TERM, abroad, agreement, months_until
from tests.schemes.korea.test_survivors import SPOUSE, left
from totalisation.agreement import Agreement
from totalisation.decision import PartyResult

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
