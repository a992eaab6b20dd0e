"""From a case to the facts that the rules of this scheme need: months by kind of work, earnings by salary regime."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from totalisation.case import Case, Period
from totalisation.conversion import PLAIN_MONTHS, months_of_units
from totalisation.earnings import EarningsRun, earnings_runs
from totalisation.months import NO_MONTHS, Month, MonthSet, month, month_of
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Facts
from totalisation.written_values import exact_figure

NATIONALITY: Final = "VN"
"""Nationality of the citizens whom this law insures as such; a person without one given counts as a citizen."""

HAZARDOUS: Final = frozenset({"hazardous", "very_hazardous", "difficult_area"})
"""Conditions of work whose months add up for the lower age of Art. 64(1)(b) of Law 41/2024."""

CONDITIONS_OF_WORK: Final = frozenset({*HAZARDOUS, "underground_coal", "armed_forces", "commune_cadre"})
"""Words that a period's ``conditions`` may hold.

``hazardous`` and ``very_hazardous`` are occupations on the Ministry's lists; ``difficult_area`` is work in an
area of special difficulty, or before 2021 with a regional coefficient of 0.7 or more; ``underground_coal`` is
underground coal mining of D158 Annex I (with ``very_hazardous`` beside it, being on that list too).
"""

BY_PRICES_SINCE: Final[Month] = month(2016, 1)
"""State salaries of persons first insured from this month on are adjusted by prices: L2024 73(1)(b)."""

VOLUNTARY_BEFORE: Final[Month] = month(2021, 1)
"""Long voluntary insurance keeps its ages for those voluntarily insured before this month: L2024 141(9)."""


def is_citizen(case: Case) -> bool:
    """Whether the person is a Vietnamese citizen, as far as the case says."""
    return case.person.nationality in (None, NATIONALITY)


def scheme_facts(case: Case, party: str, record: OwnRecord) -> Facts:
    """The facts beside those that the engine gives."""
    person, top_up = case.person, case.claim.top_up.get(party)
    compulsory, voluntary = record.of_class("compulsory", "credited"), record.of_class("voluntary")
    last = last_compulsory_period(case, record)
    whole = compulsory | voluntary
    concluded = person.capacity_conclusion
    return {
        "capacity_loss_percent": (person.capacity_loss_percent or 0, "percent"),
        "capacity_conclusion_month": (None if concluded is None else month_of(concluded), "month"),
        "occupational_hiv": (person.occupational_hiv, "flag"),
        "citizen": (is_citizen(case), "flag"),
        "armed_forces": (last is not None and "armed_forces" in last.conditions, "flag"),
        "commune_cadre": (last is not None and "commune_cadre" in last.conditions, "flag"),
        "hazardous_months": (months_of_work(case, record, HAZARDOUS), "months"),
        "very_hazardous_months": (months_of_work(case, record, frozenset({"very_hazardous"})), "months"),
        "underground_coal_months": (months_of_work(case, record, frozenset({"underground_coal"})), "months"),
        "voluntary_months": (len(voluntary) + _undated(record, "voluntary"), "months"),
        "voluntary_before_2021": (bool(voluntary.until(VOLUNTARY_BEFORE - 1)), "flag"),
        "insured_calendar": (whole, "list"),
        "first_insured_month": (whole.first if whole else None, "month"),
        "last_insured_month": (whole.last if whole else None, "month"),
        "top_up_months": (0 if top_up is None else top_up.months, "months"),
        "top_up_paid_month": (None if top_up is None else top_up.paid.first_month, "month"),
        **unasked_ages(case, record),
        **earnings_facts(case, party, record),
    }


def unasked_ages(case: Case, record: OwnRecord) -> Facts:
    """What needs no computing, since the case holds nothing that could open the route it belongs to.

    The ages of such routes are None; without a loss of capacity no pension is reduced for being early, and
    without periods elsewhere none rests on totalised time.
    """
    last = last_compulsory_period(case, record)
    worked = {each for period in case.periods if period.party == record.party for each in period.conditions}
    capacity = case.person.capacity_loss_percent is not None
    asked = {
        "hazardous_attainment_month": capacity or bool(worked & HAZARDOUS),
        "coal_attainment_month": "underground_coal" in worked,
        "armed_forces_attainment_month": last is not None and "armed_forces" in last.conditions,
        "reduced_capacity_attainment_month": capacity,
        "severely_reduced_capacity_attainment_month": capacity,
        "long_voluntary_attainment_month": bool(record.of_class("voluntary")),
    }
    found: Facts = {name: (None, "month") for name, needed in asked.items() if not needed}
    if not capacity:
        found["early_reduction"] = (0, "fraction")
    if all(period.party == record.party for period in case.periods):
        found["treaty_rate"] = (0, "fraction")
    return found


def last_compulsory_period(case: Case, record: OwnRecord) -> Period | None:
    """The period that keeps the last month of compulsory insurance."""
    kept = [each for each in record.ledger if each.counted and record.kinds[each.kind].kind_class == "compulsory"]
    return case.periods[max(kept, key=lambda each: each.last).period] if kept else None


def months_of_work(case: Case, record: OwnRecord, conditions: frozenset[str]) -> int:
    """Months of compulsory insurance under any of the conditions of work; time without a place is left out."""
    worked = NO_MONTHS
    for each in record.ledger:
        compulsory = each.counted and record.kinds[each.kind].kind_class == "compulsory"
        if compulsory and conditions.intersection(case.periods[each.period].conditions):
            worked |= MonthSet.span(each.first, each.last)
    return len(worked)


def _undated(record: OwnRecord, kind_class: str) -> int:
    """Months certified as a number of months, quarters or years under kinds of a class; no other unit comes here."""
    return sum(
        months_of_units(period.count.number, PLAIN_MONTHS[period.count.unit], "down")
        for _, period in record.undated
        if period.count is not None and record.kinds[period.kind].kind_class == kind_class
    )


def earnings_facts(case: Case, party: str, record: OwnRecord) -> Facts:
    """Earnings by salary regime, and 0 for the sums of the regimes that the person never was under.

    Months paid in one sum carry the last salary, at the month of the payment.
    """
    runs = sorted((*_each_month_once(case, party, record), *_topped_up(case, party, record)), key=_order)
    state = [each for each in runs if regime(each, record) == "state"]
    employer = tuple(each for each in runs if regime(each, record) == "employer")
    voluntary = tuple(each for each in runs if regime(each, record) == "voluntary")
    facts: Facts = {
        "paid_months": (sum(each.months for each in runs), "months"),
        "state_months": (sum(each.months for each in state), "months"),
    }
    months = record.months
    by_prices = bool(months) and months.first >= BY_PRICES_SINCE
    # A sum that a person does not have asks for no coefficients: those of many years are not known.
    if state:
        facts["state_earnings"] = (tuple(state), "list")
        facts["state_average_by_level" if by_prices else "state_average_by_prices"] = (0, "money_per_month")
    else:
        facts["state_sum"] = (0, "money")
    for name, some in (("employer", employer), ("voluntary", voluntary)):
        if some:
            facts[f"{name}_earnings"] = (some, "list")
        else:
            facts[f"{name}_sum"] = (0, "money")
    return facts


def regime(run: EarningsRun, record: OwnRecord) -> str:
    """Under what a month's earnings were set: the State, the employer, or the voluntarily insured person."""
    if record.kinds[run.kind].kind_class == "voluntary":
        return "voluntary"
    return run.salary_regime or "employer"


def _each_month_once(case: Case, party: str, record: OwnRecord) -> Iterator[EarningsRun]:
    """The earnings of the counted months, with the coefficients of State salaries as exact numbers."""
    for run in earnings_runs(case, party, record):
        yield run if run.coefficient is None else replace(run, coefficient=Fraction(exact_figure(run.coefficient)))


def _topped_up(case: Case, party: str, record: OwnRecord) -> Iterator[EarningsRun]:
    top_up = case.claim.top_up.get(party)
    runs = [] if top_up is None else list(_each_month_once(case, party, record))
    if top_up is None or not runs:
        return
    last = max(runs, key=lambda each: each.last)
    paid = top_up.paid.first_month
    for _ in range(top_up.months):
        yield EarningsRun(paid, paid, last.monthly, last.kind, last.period, last.salary_regime, last.coefficient)


def _order(run: EarningsRun) -> tuple[Month, Month]:
    return run.first, run.last
