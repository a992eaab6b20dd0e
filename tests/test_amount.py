"""The ratio that shares an amount, for each denominator that an agreement may name."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_aggregation import agreement, period
from tests.treaties import decided
from totalisation import amount
from totalisation.agreement_file import read_agreement
from totalisation.messages import FaultsError

RATIOS = (
    amount.pro_rata_ratio,
    amount.fixed_ratio,
    amount.required_ratio,
    amount.computation_ratio,
)
MONTHS = st.integers(0, 1200)


@pytest.mark.parametrize("ratio", RATIOS)
@given(own=MONTHS, of=st.integers(1, 1200))
def test_a_ratio_lies_between_nothing_and_the_whole(ratio: Any, own: int, of: int) -> None:
    assert ratio(own, of) == min(Fraction(own, of), 1)


@pytest.mark.parametrize("ratio", [amount.required_ratio, amount.computation_ratio])
def test_where_the_law_asks_for_no_time_any_own_month_is_the_whole(ratio: Any) -> None:
    assert ratio(1, 0) == 1


@given(own=MONTHS, total=st.integers(1, 1200), cap=st.integers(1, 1200))
def test_a_cap_never_lowers_a_share(own: int, total: int, cap: int) -> None:
    capped = amount.capped_pro_rata_ratio(own, total, cap)

    assert amount.pro_rata_ratio(own, total) <= capped <= 1
    assert amount.full_benefit_ratio(own, total, cap) == capped


@pytest.mark.parametrize(
    ("ratio", "figures", "expected"),
    [
        ({}, {}, Fraction(80, 240)),
        ({"denominator_cap": 200}, {}, Fraction(80, 200)),
        ({"full_benefit_cap": True}, {"full_benefit_months": 160}, Fraction(1, 2)),
        ({"full_benefit_cap": True}, {"full_benefit_months": 480}, Fraction(80, 240)),
        ({"denominator": "fixed_months", "fixed_months": 320}, {}, Fraction(1, 4)),
        ({"denominator": "required_months"}, {}, Fraction(80, 120)),
        ({"denominator": "computation_months"}, {"computation_months": 400}, Fraction(1, 5)),
    ],
)
@pytest.mark.parametrize("method", ["pro_rata", "flat", "direct_and_flat_part"])
def test_each_method_shares_by_each_ratio(
    method: str, ratio: dict[str, Any], figures: dict[str, int | str], expected: Fraction
) -> None:
    under = agreement({"amount": {"method": method}, "ratio": ratio})
    periods = [period("AA", "1980-01", "1986-08"), period("BB", "1990-01", "2003-04")]
    known: dict[str, dict[str, int | str]] = {
        "AA": {
            "required_months": 120,
            "pension_age_months": 720,
            "monthly_pension": 2400,
            "flat_part": 2400,
            **figures,
        },
        "BB": {"required_months": 240, "pension_age_months": 720, "monthly_pension": 0},
    }

    result = decided(under, periods, known).parties["AA"]

    assert (result.basis, result.ratio) == ("totalised", expected)
    direct = 2400 if method == "direct_and_flat_part" else 0
    assert result.monthly_amount == direct + 2400 * expected


FILE = """
id = "aa-bb"
kind = "totalisation"
title = { en = "Agreement between A and B" }
sources = { T = { title = { en = "Treaty" } } }
entry_into_force = { date = 2010-01-01, article = "1", source = "T", status = "verified" }

[parties.AA]
scheme = "declared"
currency = "EUR"
title = { en = "A" }
totalise = { when = "needed", article = "4", source = "T", status = "verified" }
amount = { method = "pro_rata", article = "4", source = "T", status = "verified" }
ratio = { RATIO, article = "4", source = "T", status = "verified" }

[parties.BB]
scheme = "declared"
currency = "EUR"
title = { en = "B" }
"""


@pytest.mark.parametrize(
    "ratio",
    [
        "full_benefit_cap = true",
        "full_benefit_cap = false, denominator_cap = 480",
        'denominator = "required_months"',
        'denominator = "computation_months"',
    ],
)
def test_a_file_names_the_denominator_and_its_cap(ratio: str) -> None:
    assert read_agreement(FILE.replace("RATIO", ratio).encode(), "aa-bb.toml").parties["AA"].ratio is not None


@pytest.mark.parametrize(
    ("ratio", "where"),
    [
        ('denominator = "required_months", full_benefit_cap = true', "full_benefit_cap"),
        ('denominator = "computation_months", denominator_cap = 480', "denominator_cap"),
        ("full_benefit_cap = true, denominator_cap = 480", "full_benefit_cap"),
    ],
)
def test_a_cap_without_effect_is_refused(ratio: str, where: str) -> None:
    with pytest.raises(FaultsError) as refused:
        read_agreement(FILE.replace("RATIO", ratio).encode(), "aa-bb.toml")

    (fault,) = refused.value.faults
    assert fault.where == f"aa-bb.toml:14: parties.AA.ratio.{where}"
    assert str(fault.wrong).startswith("has no effect")


def test_a_share_of_a_full_benefit_is_held_to_the_whole_and_no_month_is_divided_by_none() -> None:
    shares = [amount.full_benefit_ratio(*each) for each in ((1, 1, 480), (0, 0, 480), (240, 600, 480), (500, 600, 480))]
    assert shares == [1, 0, Fraction(1, 2), 1]
