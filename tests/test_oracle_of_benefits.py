"""The engine against the second statement of the law on lump sums, survivors' and disability benefits.

A few hundred random claims run each time, a fixed block of seeds; ``python -m tests.oracle.benefits N`` runs more.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from tests.oracle.benefits import claim_of, differences
from totalisation import assess
from totalisation.messages import FaultsError

pytestmark = pytest.mark.slow

FIRST, SEEDS = 0, 200
"""These claims reach every outcome, the rare ones among them."""


@pytest.mark.parametrize("block", range(4))
def test_the_oracle_agrees_on_other_benefits(block: int) -> None:
    size = SEEDS // 4
    for seed in range(FIRST + block * size, FIRST + block * size + size):
        case, as_of = claim_of(seed)
        told = differences(case, as_of)
        assert not told, "\n".join([*told, f"seed {seed}, as of {as_of}", json.dumps(case)])


def test_the_random_claims_reach_every_outcome() -> None:
    """Agreement on claims that are all refused would say nothing."""
    reached: Counter[str] = Counter()
    for seed in range(FIRST, FIRST + SEEDS):
        try:
            found = assess(claim_of(seed)[0])
        except FaultsError:
            continue
        for result in found.parties.values():
            for part in result.parts:
                reached[f"{part.name} {part.basis}"] += 1
    assert {outcome: count for outcome, count in EXPECTED.items() if reached[outcome] < count} == {}


EXPECTED = {
    "monthly_allowance independent": 8,
    "monthly_allowance totalised": 1,
    "monthly_allowance none": 20,
    "survivors_lump_sum independent": 20,
    "survivors_lump_sum none": 5,
    "funeral_grant independent": 20,
    "funeral_grant none": 5,
    "survivors_pension independent": 15,
    "survivors_pension totalised": 2,
    "survivors_pension none": 20,
    "refund_at_death independent": 2,
    "refund_at_death none": 20,
    "death_sum independent": 2,
    "death_sum none": 20,
    "lump_sum independent": 4,
    "lump_sum none": 8,
    "commuted_pension independent": 1,
    "commuted_pension none": 2,
    "refund independent": 4,
    "refund none": 8,
    "disability_pension independent": 4,
    "disability_pension totalised": 1,
    "disability_pension none": 10,
    "disability_single_sum independent": 1,
}
"""How many of the claims must come to each outcome at least."""
