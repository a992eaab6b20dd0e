"""From a case to the facts that the rules ask for."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Final

from totalisation.case import Case, Dependant, Period
from totalisation.conversion import PLAIN_MONTHS, months_of_units
from totalisation.earnings import EarningsRun, earnings_runs
from totalisation.months import FIRST_MONTH, NO_MONTHS, Month, MonthSet, days_in_month
from totalisation.periods import OwnRecord, whole_months
from totalisation.schemes.base import Facts
from totalisation.schemes.korea.calendar import FIRST_INSURED_MONTH
from totalisation.schemes.korea.options import KoreaOptions

CHILDBIRTH: Final = "childbirth_credit"
MILITARY: Final = "military_credit"
WITHOUT_INCOME: Final = frozenset({CHILDBIRTH, MILITARY})
"""Kinds of period whose income the law itself sets."""

LAST_FIVE_YEARS: Final = 60


def options_of(case: Case, party: str) -> KoreaOptions:
    """The options of the claim. Raises ValidationError (of pydantic) where they are not valid."""
    given = case.claim.options.get(party)
    return KoreaOptions.model_validate(given) if given else KoreaOptions()


def counted_span(period: Period, count_acquisition_month: bool) -> MonthSet:
    """The months of a period that count (Act Art. 17(1)).

    Known by months, each counts. Known by days, from the month after that of the first day ("자격을 취득한 날이
    속하는 달의 다음 달부터") through the month of the last ("상실한 날의 전날이 속하는 달까지"). The first month counts
    too if insurance began on its first day and did not end within it, for the voluntarily continued, and at the
    person's wish.
    """
    acquired, lost_after = period.first.day, period.last.day
    first = first_counted_month(
        period.first.first_month,
        0 if acquired is None else acquired.day,
        period.last.first_month,
        0 if lost_after is None else lost_after.day,
        count_acquisition_month or period.kind == "voluntary_continued",
    )
    return whole_months(period).since(max(first, FIRST_INSURED_MONTH))


def first_counted_month(first: Month, first_day: int, last: Month, last_day: int, acquisition_counts: bool) -> Month:
    """The first month that counts, of a period from a day of ``first`` to one of ``last``; a day not known is 0.

    A last day that is also the month's last is followed by the loss on the first of the next month.
    """
    lost_within = last_day != 0 and last == first and last_day < days_in_month(first)
    if first_day == 0 or acquisition_counts or (first_day == 1 and not lost_within):
        return first
    return first + 1


def insured_by_year(record: OwnRecord) -> dict[int, int]:
    """How many months with contributions lie in each year; time certified as a number fills its earliest months."""
    insured = NO_MONTHS
    for kind, months in record.months_by_kind.items():
        if kind not in WITHOUT_INCOME:
            insured |= months
    for _, period in record.undated:
        if period.count is not None and period.count.unit in PLAIN_MONTHS and period.kind not in WITHOUT_INCOME:
            number = months_of_units(period.count.number, PLAIN_MONTHS[period.count.unit], "down")
            insured |= (whole_months(period) - insured).earliest(number)
    return insured.years()


def last_five_years(runs: tuple[EarningsRun, ...]) -> tuple[EarningsRun, ...]:
    """The earnings of the last sixty months that have any."""
    kept: list[EarningsRun] = []
    wanted = LAST_FIVE_YEARS
    for run in sorted(runs, key=lambda each: each.first, reverse=True):
        if wanted <= 0:
            break
        kept.append(run if run.months <= wanted else replace(run, first=run.last - wanted + 1))
        wanted -= run.months
    return tuple(kept)


def facts_of(case: Case, party: str, record: OwnRecord) -> Facts:
    """The facts of this scheme's rules, beside those that the engine gives."""
    options = options_of(case, party)
    birth = case.person.birth_date
    runs = tuple(run for run in earnings_runs(case, party, record) if run.kind not in WITHOUT_INCOME)
    last_runs = last_five_years(runs)
    months = record.months
    deferred = options.deferred_until
    return {
        "birth_month": (birth.first_month, "month"),
        "birth_day": (0 if birth.day is None else birth.day.day, "count"),
        "last_own_month": (months.last if months else FIRST_MONTH, "month"),
        "months_by_year": (insured_by_year(record), "months_by_year"),
        "childbirth_credit_months": (
            len(record.months_by_kind.get(CHILDBIRTH, NO_MONTHS)) + options.childbirth_credit_months,
            "months",
        ),
        "military_credit_months": (
            len(record.months_by_kind.get(MILITARY, NO_MONTHS)) + options.military_credit_months,
            "months",
        ),
        "earnings": (runs, "list"),
        "months_with_earnings": (sum(run.months for run in runs), "months"),
        "last_earnings": (last_runs, "list"),
        "months_in_last_five_years": (sum(run.months for run in last_runs), "months"),
        "early_requested": (options.early, "flag"),
        "deferred_until": (FIRST_MONTH if deferred is None else deferred.first_month, "month"),
        "deferred_share": (Fraction(0) if deferred is None else Fraction(options.deferred_share), "fraction"),
        "monthly_income": (options.monthly_income, "money_per_month"),
        **dependants_of(case.person.dependants),
    }


def dependants_of(dependants: tuple[Dependant, ...]) -> Facts:
    """The dependants as the rules count them: who counts at any age, and the birth months of the others."""
    others = [each for each in dependants if each.relation != "spouse"]
    born = {
        relation: tuple(
            each.birth_date.first_month
            for each in others
            if each.relation == relation and not each.disabled and each.birth_date is not None
        )
        for relation in ("child", "parent")
    }
    return {
        "spouses": (len(dependants) - len(others), "count"),
        "disabled_dependants": (sum(each.disabled for each in others), "count"),
        "children_birth_months": (born["child"], "month"),
        "parents_birth_months": (born["parent"], "month"),
    }
