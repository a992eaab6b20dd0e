"""The years of the National Pension: when the figures of a year begin to apply."""

from __future__ import annotations

from typing import Final

from totalisation.months import Month, month

FIRST_INSURED_MONTH: Final = month(1988, 1)
"""The scheme began on 1 January 1988: no earlier month can be insured."""

JANUARY_ADJUSTMENT: Final = month(2019, 1)
"""Law 16240 of 15 January 2019, Art. 2: from the payment of that month on, figures apply January to December."""

FIRST_CONTRIBUTION_ON_INCOME: Final = month(2008, 1)
"""Before, contributions followed grades of income (Decree 20507, addendum Art. 7)."""


def adjustment_year(value: Month) -> int:
    """The year whose figures apply in a month.

    Act Art. 51(3), Decree Art. 37: "해당 조정연도 1월부터 12월까지"; before 2019 April to March of the next year.
    """
    if value >= JANUARY_ADJUSTMENT or value % 12 >= 3:
        return value // 12
    return value // 12 - 1


def income_year(value: Month) -> int:
    """The year in whose July the floor and ceiling of a month's income began (Decree Art. 5: July to June)."""
    return value // 12 if value % 12 >= 6 else value // 12 - 1
