"""What must hold for every claim to a lump sum or survivors' benefits, on random claims of the shipped agreement."""

from __future__ import annotations

import copy
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle.claims import random_claim
from tests.schemes.korea.helpers import months_until
from tests.schemes.korea.helpers import period as korean
from tests.schemes.korea.test_refund import refunded
from tests.schemes.korea.test_survivors import SPOUSE, left
from tests.schemes.vietnam.helpers import decided
from tests.schemes.vietnam.helpers import months_before as vietnamese_until
from totalisation import assess
from totalisation.messages import FaultsError
from totalisation.parameters import MissingFigureError
from totalisation.party_result import PartyResult

pytestmark = pytest.mark.slow

Json = dict[str, Any]


def survivors_claims(count: int) -> list[Json]:
    """Random claims of survivors with at least two relatives that can be decided."""
    found: list[Json] = []
    seed = 50_000
    while len(found) < count:
        case = random_claim(Random(seed))
        seed += 1
        if len(case["claim"].get("survivors", ())) < 2:
            continue
        try:
            assess(copy.deepcopy(case))
        except FaultsError:
            continue
        found.append(case)
    return found


def outcome(result: PartyResult) -> list[object]:
    return [
        (each.name, each.due, each.basis, each.start, each.amount, each.amount_at_start, each.ratio)
        for each in result.parts
    ]


def test_the_order_of_relatives_in_a_file_does_not_matter() -> None:
    source = Random(1)
    for case in survivors_claims(30):
        shuffled = copy.deepcopy(case)
        source.shuffle(shuffled["claim"]["survivors"])
        first, second = assess(copy.deepcopy(case)), assess(shuffled)
        for code in ("VN", "KR"):
            assert outcome(first.parties[code]) == outcome(second.parties[code]), case
            assert shares(first.parties[code]) == shares(second.parties[code])


def shares(result: PartyResult) -> list[int]:
    """What the relatives have, without saying who."""
    told = [
        each.value for name, each in result.told.items() if name in ("allowance_by_relative", "pension_by_relative")
    ]
    return sorted(amount for found in told for amount in found.values())


def test_what_the_relatives_have_is_the_benefit_and_no_more() -> None:
    """Viet Nam's allowances add up to the sum; Korea's parts to within the ten won that each loses."""
    for case in survivors_claims(30):
        found = assess(copy.deepcopy(case))
        for code, loss in (("VN", 0), ("KR", 10)):
            result, each = found.parties[code], shares(found.parties[code])
            if result.monthly_amount is not None:
                assert 0 <= result.monthly_amount - sum(each) <= loss * len(each)


@settings(max_examples=40, deadline=None)
@given(st.integers(10_000, 1_500_000), st.integers(12, 400), st.integers(400_000, 6_000_000))
def test_survivors_never_have_more_than_the_pension_of_the_deceased(drawn: int, months: int, average: int) -> None:
    """Art. 74: "사망한 자가 지급받던 노령연금액을 초과할 수 없다"."""
    given: Json = {"periods": (months_until("2023-12", months),), "birth": "1955-01", "average": average}
    result = left(SPOUSE, pension={"monthly": drawn, "since": "2024-01"}, **given)
    assert result.entitled
    assert (result.monthly_amount_at_start or 0) <= drawn


@settings(max_examples=30, deadline=None)
@given(st.integers(100_000, 50_000_000), st.integers(0, 200))
def test_a_lump_sum_after_a_pensioner_is_three_to_forty_eight_months_of_the_pension(drawn: int, months: int) -> None:
    since = f"{2026 - (months + 7) // 12}-{12 - (months + 4) % 12:02d}"
    death = {"date": "2026-08-10", "pensions": {"VN": {"monthly": drawn, "since": since}}}
    claim = {"benefit": "survivors", "death": death}
    result = decided("male", "1950-01", "2026-08-20", claim=claim)
    assert 3 * drawn <= result.further["survivors_lump_sum"] <= 48 * drawn


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 300), st.sampled_from(["survivors", "lump_sum"]))
def test_a_month_more_never_lowers_a_vietnamese_sum(months: int, benefit: str) -> None:
    claim: Json = {"benefit": "lump_sum", "withdrawals": {"VN": {"reason": "emigration"}}}
    if benefit == "survivors":
        claim = {"benefit": "survivors", "death": {"date": "2026-08-10"}}
    few, more = (
        decided(
            "male",
            "1970-01",
            "2026-08-20",
            vietnamese_until("2026-07", count, monthly=8_000_000),
            claim=claim,
            average=8_000_000,
        ).single_sums
        or 0
        for count in (months, months + 1)
    )
    assert more >= few > 0


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 118), st.integers(300_000, 5_000_000))
def test_a_month_more_never_lowers_a_korean_refund(months: int, monthly: int) -> None:
    few, more = (
        refunded("1990-03", "2025-12-31", months_until("2025-06", count, monthly)).further["refund"]
        for count in (months, months + 1)
    )
    assert more > few


@pytest.mark.parametrize("months", [59, 60])
def test_sixty_months_of_voluntary_insurance_are_worth_less_than_their_contributions(months: int) -> None:
    """The exception, by the words of L2024 110(2): years at two months, where fewer than 60 months are paid back."""
    voluntary = vietnamese_until("2026-07", months, monthly=8_000_000, kind="voluntary")
    claim = {"benefit": "survivors", "death": {"date": "2026-08-10"}}
    result = decided("male", "1970-01", "2026-08-20", voluntary, claim=claim, average=8_000_000)
    in_months = Fraction(result.further["survivors_lump_sum"], 8_000_000)
    assert in_months == (Fraction(59 * 22, 100) if months == 59 else 10)


def test_a_second_career_never_lowers_what_the_first_gives() -> None:
    """Periods of the other party may open a benefit; they never take one that own periods give."""
    compared = 0
    for case in survivors_claims(25):
        for code, other in (("VN", "KR"), ("KR", "VN")):
            alone = copy.deepcopy(case)
            alone["periods"] = [each for each in alone["periods"] if each["party"] == code]
            if not alone["periods"]:
                continue
            # Who was not insured drew nothing.
            alone["claim"]["death"].get("pensions", {}).pop(other, None)
            alone["claim"].get("options", {}).get(other, {}).pop("disability_pension_drawn", None)
            try:
                with_both, without = assess(copy.deepcopy(case)).parties[code], assess(alone).parties[code]
            except MissingFigureError:  # interest on old contributions, which a pension would not have needed
                continue
            compared += 1
            for first, second in zip(with_both.parts, without.parts, strict=False):
                if first.name == second.name and second.due:
                    assert first.due, (code, other, case)
                    assert first.basis == "independent"
    assert compared > 20


def test_own_contributions_are_refunded_with_interest_or_not_at_all() -> None:
    result = refunded("1990-03", "2025-12-31", korean("2024-01", "2024-12", 2_000_000))
    paid = result.told["contributions_paid"].value
    assert result.further["refund"] >= paid
