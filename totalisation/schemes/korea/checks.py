"""What is wrong with a case for the National Pension alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from pydantic import ValidationError

from totalisation.case import Case, Period
from totalisation.conversion import PLAIN_MONTHS
from totalisation.earnings import months_with_earnings
from totalisation.messages import Fault, message
from totalisation.months import NO_MONTHS, Month, MonthSet, format_month, month, year_of
from totalisation.parameters import Parameter, scalar
from totalisation.periods import OwnRecord
from totalisation.schemes.korea.ages import added_for
from totalisation.schemes.korea.benefit_checks import (
    faults_of_contingency,
    faults_of_credits,
    faults_of_pension_drawn,
    faults_of_refund,
)
from totalisation.schemes.korea.calendar import FIRST_INSURED_MONTH
from totalisation.schemes.korea.facts import WITHOUT_INCOME, options_of
from totalisation.schemes.korea.options import KoreaOptions
from totalisation.wording import UNIT_NAMES

FIRST_DEFERRAL: Final = month(2012, 7)
"""Deferral begun before is not encoded: Law 11143 set the present increment from then on."""

FIRST_DEDUCTION: Final = month(2015, 8)
"""Pensions whose right arose before 29 July 2015 were reduced by age, which is not encoded (Addendum 13100 Art. 2)."""


def faults_of(
    case: Case,
    party: str,
    record_of: Callable[[Case, str], OwnRecord],
    parameters: Mapping[str, Parameter],
) -> Iterator[Fault]:
    """The faults of ``case`` for this scheme; its kinds of period must be known ones.

    ``record_of`` lays the periods on the calendar, where that is needed. Options that are not valid are told
    elsewhere; what the person's family and birth leave open matters only to those who were insured here.
    """
    try:
        options = options_of(case, party)
    except ValidationError:
        return
    insured = any(each.party == party and not each.refunded for each in case.periods)
    if case.person.birth_date.month_of_year is not None:
        if case.claim.benefit == "old_age":
            yield from _faults_of_deferral(case, party, options, parameters)
    elif insured:
        yield Fault(
            "person.birth_date",
            message("the month of birth is missing: pension age is attained in a month."),
            message("Write YYYY-MM or YYYY-MM-DD."),
        )
    if case.claim.benefit == "old_age":
        yield from _faults_of_income(case, party, options, parameters)
    if insured:
        yield from _faults_of_dependants(case)
    for index, period in enumerate(case.periods):
        if period.party == party and not period.refunded:
            yield from _faults_of_period(f"periods[{index}]", period)
    if case.claim.benefit != "old_age":
        yield from faults_of_credits(case, party)
    if insured and case.claim.benefit in ("survivors", "disability"):
        yield from faults_of_contingency(case, party)
    if case.claim.benefit == "survivors":
        yield from faults_of_pension_drawn(case, party, record_of(case, party))
    if case.claim.benefit == "lump_sum":
        yield from faults_of_refund(case, party)
    elif "average_earnings" not in case.established.get(party, {}):
        yield from _months_without_earnings(case, party, record_of(case, party))


def _faults_of_period(where: str, period: Period) -> Iterator[Fault]:
    if period.first.first_month < FIRST_INSURED_MONTH:
        yield Fault(
            f"{where}.from",
            message("the National Pension began in {first}.", first=format_month(FIRST_INSURED_MONTH)),
            message("Earlier months cannot be insured."),
        )
    if period.count is not None and period.count.unit not in PLAIN_MONTHS:
        yield Fault(
            f"{where}.count.unit",
            message("the National Pension counts in months, not in {unit}.", unit=UNIT_NAMES[period.count.unit]),
            message("Certify months, quarters or years, or enter the period by its days."),
        )


def _months_without_earnings(case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """Insured months whose income is not given, by the period that keeps them."""
    given = months_with_earnings(case, party, record)
    lacking = {index: NO_MONTHS for index, _ in record.undated}
    for stretch in record.ledger:
        if stretch.counted and stretch.kind not in WITHOUT_INCOME:
            months = MonthSet.span(stretch.first, stretch.last) - given
            if months:
                lacking[stretch.period] = lacking.get(stretch.period, NO_MONTHS) | months
    for index, months in sorted(lacking.items()):
        if case.periods[index].count is not None:
            wrong = message("the income of each month is not known for a certified number of units.")
        else:
            wrong = message(
                "no income is given for {count} insured months, the first of them {month}.",
                count=len(months),
                month=format_month(months.first),
            )
        yield Fault(
            f"periods[{index}].earnings",
            wrong,
            message(
                "Enter the standard monthly income of each month, "
                "or the average under established.{party}.average_earnings.",
                party=party,
            ),
        )


def _attained(age: str, birth: Month, parameters: Mapping[str, Parameter]) -> Month:
    """The month in which those born in ``birth`` reach an age of the law, given by name, with what it is later by."""
    cohorts = parameters["years_added_by_birth_year"].entries[0].value
    years = parameters[age].entries[0].value
    assert isinstance(cohorts, Mapping)
    return birth + 12 * (int(scalar(years)) + added_for(year_of(birth), cohorts))


def _faults_of_deferral(
    case: Case, party: str, options: KoreaOptions, parameters: Mapping[str, Parameter]
) -> Iterator[Fault]:
    where = f"claim.options.{party}.deferred_until"
    if options.deferred_until is None:
        if options.deferred_share != "1":
            yield Fault(
                f"claim.options.{party}.deferred_share",
                message("a part is deferred, but not until when."),
                message("Add deferred_until."),
            )
        return
    if options.early:
        yield Fault(
            where,
            message("an early pension cannot be deferred as well."),
            message("Leave out early or deferred_until."),
        )
    birth = case.person.birth_date.first_month
    first = _attained("pension_age_years", birth, parameters) + 1
    latest = _attained("deferral_age_years", birth, parameters) + 1
    until = options.deferred_until.first_month
    if first < FIRST_DEFERRAL:
        yield Fault(
            where,
            message("deferral begun before {first} is not encoded.", first=format_month(FIRST_DEFERRAL)),
            message("Enter the amount that the institution has established."),
        )
    elif not first < until <= latest:
        yield Fault(
            where,
            message(
                "the pension can be deferred from {first} until {latest}.",
                first=format_month(first),
                latest=format_month(latest),
            ),
            message("Write the first month in which the deferred pension is paid."),
        )


def _faults_of_income(
    case: Case, party: str, options: KoreaOptions, parameters: Mapping[str, Parameter]
) -> Iterator[Fault]:
    birth = case.person.birth_date.first_month
    attained = _attained("pension_age_years", birth, parameters)
    # Income is deducted until the age up to which a pension can be deferred (Arts. 62(1), 63-2).
    until = _attained("deferral_age_years", birth, parameters)
    claimed = case.claim_month
    began = claimed if options.early and claimed < attained else attained
    if options.monthly_income and began < FIRST_DEDUCTION and claimed <= until:
        yield Fault(
            f"claim.options.{party}.monthly_income",
            message(
                "the deduction from pensions that began before {first} is not encoded.",
                first=format_month(FIRST_DEDUCTION),
            ),
            message("Leave the income out, and deduct by the age, as the Act did then."),
        )


def _faults_of_dependants(case: Case) -> Iterator[Fault]:
    spouses = 0
    for index, each in enumerate(case.person.dependants):
        if each.relation == "spouse":
            spouses += 1
            if spouses > 1:
                yield Fault(
                    f"person.dependants[{index}].relation",
                    message("a second spouse is entered."),
                    message("Enter one spouse."),
                )
        elif not each.disabled and (each.birth_date is None or each.birth_date.month_of_year is None):
            yield Fault(
                f"person.dependants[{index}].birth_date",
                message("the month of birth is missing: a child or parent counts by age."),
                message("Write YYYY-MM or YYYY-MM-DD."),
            )
