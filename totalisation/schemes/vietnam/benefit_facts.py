"""From a case to the facts that the rules on single sums and survivors need, beside those of a pension."""

from __future__ import annotations

from typing import Any, Final

from totalisation.case import Case, Period
from totalisation.months import Month, month, month_of
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Facts
from totalisation.schemes.relatives import relatives_of
from totalisation.schemes.vietnam.facts import scheme_facts

HIGHER_SHARE_SINCE: Final = month(2014, 1)
"""From this month on a year of insurance gives two months of the average salary, before one and a half."""

OCCUPATIONAL: Final = ("work_accident", "occupational_disease")
"""Causes of death for which no insured time is asked: L2024 85(1)(b), 86(1)(c); L2014 66(1)(b), 67(1)(c)."""


def benefit_facts(case: Case, party: str, record: OwnRecord, options: Any) -> Facts:
    """The facts of a claim to a benefit other than a pension; ``options`` are the person's for this party."""
    facts: Facts = {**scheme_facts(case, party, record)}
    own = len(record.months) + record.extra_months
    before = len(record.months.until(HIGHER_SHARE_SINCE - 1))
    facts["months_before_2014"] = (before, "months")
    facts["months_from_2014"] = (own - before, "months")
    for name in ("state_earnings", "employer_earnings", "voluntary_earnings"):
        facts.setdefault(name, ((), "list"))
    if own >= 12:
        facts["sum_below_one_year"] = (0, "money")  # not asked for: only less than a year is paid by it
    facts["state_support"] = (options.state_support, "money")
    if case.claim.benefit == "lump_sum":
        facts |= _of_withdrawal(case, party, options)
        facts["last_month_of_work"] = (_last_month_of_work(case, party, record), "month")
    elif case.claim.benefit == "survivors":
        facts |= _of_death(case, party, options)
        # Not asked for: of a pensioner the pension alone counts, of others whether any insurance was compulsory.
        if facts["drew_pension"][0]:
            facts["sum_by_insured_time"] = (0, "money")
        if facts["voluntary_months"][0] < own:
            facts["sum_of_voluntary_time"] = (0, "money")
    return facts


def _of_withdrawal(case: Case, party: str, options: Any) -> Facts:
    asked = case.claim.withdrawals.get(party)
    decided = case.claim.date if asked is None or asked.decided is None else asked.decided
    pension = None if asked is None else asked.pension
    return {
        "withdrawal_reason": ("none" if asked is None else asked.reason, "word"),
        "decision_month": (month_of(decided), "month"),
        "pays_out_pension": (pension is not None, "flag"),
        "withdraws_contributions": (pension is None, "flag"),
        "pension_drawn": (0 if pension is None else pension.monthly, "money_per_month"),
        "pension_since": (None if pension is None else pension.since.first_month, "month"),
        "allowance_drawn": (options.allowance_drawn, "flag"),
    }


def _last_month_of_work(case: Case, party: str, record: OwnRecord) -> Month | None:
    """The last insured month, or a later one of compulsory insurance for which nothing was paid."""
    last = [each.last.first_month for each in case.periods if each.party == party and _is_work(each, record)]
    if record.months:
        last.append(record.months.last)
    return max(last, default=None)


def _is_work(period: Period, record: OwnRecord) -> bool:
    return not period.refunded and record.kinds[period.kind].kind_class != "voluntary"


def _of_death(case: Case, party: str, options: Any) -> Facts:
    death = case.claim.death
    assert death is not None  # the checks ask for it
    pension = death.pensions.get(party)
    return {
        "death_month": (month_of(death.date), "month"),
        "occupational_death": (death.cause in OCCUPATIONAL, "flag"),
        "drew_pension": (pension is not None, "flag"),
        "pension_drawn": (0 if pension is None else pension.monthly, "money_per_month"),
        "pension_since": (None if pension is None else pension.since.first_month, "month"),
        "relatives": (relatives_of(case, party), "list"),
        "takes_lump_sum": (options.survivors_lump_sum, "flag"),
        "accident_allowance_percent": (options.accident_allowance_percent, "percent"),
        "insured_deaths": (options.insured_deaths, "count"),
    }
