"""The declared scheme: a party whose legislation is not encoded, and whose institution's figures are entered.

The officer enters under ``established`` what the other institution has established: the months that its law
requires, its pension age, and the amount. The engine adds what the agreement orders: totalisation, ratio.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from totalisation.rules import RuleSet
from totalisation.schemes.base import Scheme
from totalisation.schemes.declared import rules


class DeclaredScheme(Scheme):
    """The scheme whose every figure is entered."""

    rounds = False
    stand_ins: Mapping[str, tuple[int, int]] = {
        "required_months": (0, 480),
        "pension_age_months": (55 * 12, 70 * 12),
        "monthly_pension": (0, 5_000_000),
        "theoretical_amount": (0, 8_000_000),
        "flat_part": (0, 1_000_000),
        "full_benefit_months": (1, 600),
        "computation_months": (1, 600),
    }


SCHEME: Final = DeclaredScheme("declared", Path(__file__).parent, RuleSet.of(rules), "nearest_whole")
