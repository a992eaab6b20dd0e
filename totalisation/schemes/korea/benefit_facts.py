"""From a case to the facts that the rules on refunds, survivors and disability need, beside those of a pension."""

from __future__ import annotations

from typing import Final

from totalisation.case import Case
from totalisation.months import month_of
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Facts
from totalisation.schemes.korea.facts import facts_of, options_of
from totalisation.schemes.korea.options import KoreaOptions
from totalisation.schemes.relatives import relatives_of

NATIONALITY: Final = "KR"
"""Nationality of those whom the Act covers as nationals; other persons are foreigners (Art. 126)."""

DEPENDANTS: Final = frozenset({"disabled_dependants", "children_birth_months", "parents_birth_months"})
"""Facts of an old-age pension that the rules on survivors make themselves."""


def benefit_facts(case: Case, party: str, record: OwnRecord) -> Facts:
    """The facts of a claim to a benefit other than an old-age pension."""
    options = options_of(case, party)
    facts: Facts = {
        **facts_of(case, party, record),
        "citizen": (case.person.nationality == NATIONALITY, "flag"),
        "nationality": (case.person.nationality or "", "word"),
        "visa": (options.visa or "", "word"),
    }
    asked = case.claim.withdrawals.get(party)
    if asked is not None:
        since = asked.since
        facts["withdrawal_reason"] = (asked.reason, "word")
        facts["withdrawal_month"] = (None if since is None else month_of(since), "month")
        facts["withdrawal_day"] = (0 if since is None else since.day, "count")
    if case.claim.benefit in ("survivors", "disability"):
        facts |= _of_contributions(record, options)
    if case.claim.benefit == "survivors":
        facts |= _of_death(case, party, options)
        # Dependants are the relatives of the deceased who have no pension themselves.
        facts = {name: fact for name, fact in facts.items() if name not in DEPENDANTS}
        facts["spouses"] = (0, "count")
    elif case.claim.benefit == "disability":
        facts |= _of_disability(case, party)
    return facts


def _of_contributions(record: OwnRecord, options: KoreaOptions) -> Facts:
    return {
        "own_calendar": (record.months, "list"),
        "months_outside_insurance": (options.months_outside_insurance, "months"),
        "arrears_months": (options.arrears_months, "months"),
        "industrial_accident_benefits": (options.industrial_accident_benefits, "flag"),
        # Such pensions are neither deferred nor lessened by income from work.
        "part_drawn_at_start": (1, "factor"),
        "part_drawn_when_paid": (1, "factor"),
        "excess_income": (0, "money_per_month"),
        "income_deduction_before_limit": (0, "money_per_month"),
    }


def _of_death(case: Case, party: str, options: KoreaOptions) -> Facts:
    death = case.claim.death
    assert death is not None  # the checks ask for it
    pension = death.pensions.get(party)
    return {
        "death_month": (month_of(death.date), "month"),
        "death_date": (death.date, "day"),
        "drew_pension": (pension is not None, "flag"),
        "drew_disability_pension": (options.disability_pension_drawn, "flag"),
        "pension_drawn": (0 if pension is None else pension.monthly, "money_per_month"),
        # The ground on which relatives may have a refund.
        "withdrawal_reason": ("death", "word"),
        "drew_any_pension": (
            pension is not None or options.disability_pension_drawn or options.pensions_drawn_in_all is not None,
            "flag",
        ),
        "other_benefit_chosen": (options.other_benefit_chosen, "flag"),
        "pensions_drawn_in_all": (options.pensions_drawn_in_all, "money"),
        "left_the_country": (options.left_the_country, "flag"),
        "relatives": (relatives_of(case, party), "list"),
    }


def _of_disability(case: Case, party: str) -> Facts:
    found = case.claim.disability
    assert found is not None  # the checks ask for it
    return {
        "first_examined": (found.first_examined, "day"),
        "settled": (found.settled, "day"),
        "disability_grade": (found.degrees.get(party, 0), "count"),
        "refund_drawn": (any(each.refunded for each in case.periods if each.party == party), "flag"),
        "resident_when_examined": (found.residence == party, "flag"),
    }
