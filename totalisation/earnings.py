"""Earnings laid on the months that count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from totalisation.case import Case
from totalisation.months import NO_MONTHS, Month, MonthSet
from totalisation.periods import OwnRecord


@dataclass(frozen=True, slots=True)
class EarningsRun:
    """The same monthly earnings in each month from ``first`` to ``last``, all of which count."""

    first: Month
    last: Month
    monthly: int
    """Whole units of the party's currency per month."""
    kind: str
    period: int
    """Index of the period in the case."""
    salary_regime: str | None
    coefficient: Any

    @property
    def months(self) -> int:
        """How many months the run has."""
        return self.last - self.first + 1


def earnings_runs(case: Case, party: str, record: OwnRecord) -> Iterator[EarningsRun]:
    """The earnings of the months that count under ``party``, each month once, by the period that keeps it.

    Runs come in the order of the ledger, so periods of the kind that stands first in the scheme come first.
    """
    for stretch in record.ledger:
        if not stretch.counted:
            continue
        period = case.periods[stretch.period]
        given = NO_MONTHS
        for earnings in period.earnings:
            first = max(stretch.first, earnings.first.first_month)
            last = min(stretch.last, earnings.last.first_month)
            if first > last:
                continue
            months = MonthSet.span(first, last) - given
            given |= months
            for run_first, run_last in months.runs():
                yield EarningsRun(
                    run_first,
                    run_last,
                    earnings.monthly,
                    stretch.kind,
                    stretch.period,
                    period.salary_regime,
                    earnings.coefficient,
                )


def months_with_earnings(case: Case, party: str, record: OwnRecord) -> MonthSet:
    """The counted months of ``party`` whose earnings are given."""
    given = NO_MONTHS
    for run in earnings_runs(case, party, record):
        given |= MonthSet.span(run.first, run.last)
    return given
