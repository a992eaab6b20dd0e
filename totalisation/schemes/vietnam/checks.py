"""What this law finds wrong with a case whose fields and dates are well written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from totalisation.case import Case, Period
from totalisation.conversion import PLAIN_MONTHS
from totalisation.messages import Fault, message
from totalisation.months import Month, MonthSet, format_month, month
from totalisation.parameters import scalar
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Scheme
from totalisation.schemes.vietnam.benefit_checks import faults_of_survivors, faults_of_withdrawal
from totalisation.schemes.vietnam.facts import BY_PRICES_SINCE, is_citizen, last_compulsory_period
from totalisation.wording import UNIT_NAMES
from totalisation.written_values import exact_figure

FOREIGNERS_SINCE: Final = month(2022, 1)
"""The first month of retirement contributions of foreign workers: D143 17(2)."""

LARGEST_COEFFICIENT: Final = 30
"""No coefficient of a State salary, allowances included, is larger: a bound of plausibility."""


def faults_of_case(scheme: Scheme, case: Case, party: str) -> list[Fault]:
    """All that this law finds wrong with the case."""
    mine = [(index, each) for index, each in enumerate(case.periods) if each.party == party]
    faults = [*_faults_of_person(scheme, case, party, mine), *_faults_of_nationality(case, party, mine)]
    faults += _faults_of_units(mine)
    if any(each.kind not in scheme.kinds for _, each in mine):
        return faults
    record = scheme.recorded(case, party)
    if case.claim.benefit == "old_age":
        faults += _faults_of_top_up(scheme, case, party, record)
    elif case.claim.benefit == "lump_sum":
        faults += faults_of_withdrawal(case, party, record)
    elif case.claim.benefit == "survivors":
        faults += faults_of_survivors(scheme, case, party, record)
    # Of a pensioner who died, or who leaves, the pension that was drawn counts, and no salary.
    asked = case.claim.withdrawals.get(party)
    drawn = case.claim.death is not None and party in case.claim.death.pensions
    drawn = drawn or (asked is not None and asked.pension is not None)
    if not drawn and "average_earnings" not in case.established.get(party, {}):
        by_level = bool(record.months) and record.months.first < BY_PRICES_SINCE
        for index, period in mine:
            if not period.refunded:
                faults += _faults_of_earnings(index, period, record, scheme, party, by_level)
    return faults


def _limit(scheme: Scheme, name: str, case: Case, when: Month | None = None) -> int:
    """A figure of law at the claim, or in ``when``; 0 where there is none for months so early."""
    entry = scheme.parameters[name].at(case.claim_month if when is None else when)
    return 0 if entry is None else int(scalar(entry.value))


def _faults_of_person(scheme: Scheme, case: Case, party: str, mine: list[tuple[int, Period]]) -> Iterator[Fault]:
    loss = case.person.capacity_loss_percent
    least = _limit(scheme, "reduced_capacity_percent", case)
    if not mine or loss is None or not least or loss < least:
        return
    if case.person.capacity_conclusion is None:
        yield Fault(
            "person.capacity_conclusion",
            message("the loss of working capacity has no day of conclusion."),
            message("Write the day on which the medical board concluded it: the pension depends on it."),
        )
    if any("armed_forces" in period.conditions and not period.refunded for _, period in mine):
        yield Fault(
            "person.capacity_loss_percent",
            message("a pension of the armed forces on reduced capacity is not encoded."),
            message("Leave the loss of capacity out to decide on age alone."),
        )


def _faults_of_nationality(case: Case, party: str, mine: list[tuple[int, Period]]) -> Iterator[Fault]:
    """Retirement contributions of a foreigner before foreigners paid any."""
    if is_citizen(case) or case.claim.options.get(party, {}).get("citizen_when_insured") is True:
        return
    for index, period in mine:
        if period.first.first_month < FOREIGNERS_SINCE:
            yield Fault(
                f"periods[{index}].from",
                message(
                    "a foreigner has no retirement contributions in {party} before {first}.",
                    party=party,
                    first=format_month(FOREIGNERS_SINCE),
                ),
                message(
                    "If the person was a citizen at that time, set {option} to true.",
                    option=f"claim.options.{party}.citizen_when_insured",
                ),
            )


def _faults_of_units(mine: list[tuple[int, Period]]) -> Iterator[Fault]:
    """Time certified in a unit that is no number of months."""
    for index, period in mine:
        if period.count is not None and not period.refunded and period.count.unit not in PLAIN_MONTHS:
            yield Fault(
                f"periods[{index}].count.unit",
                message(
                    "the social insurance of {party} counts in months, not in {unit}.",
                    party=period.party,
                    unit=UNIT_NAMES[period.count.unit],
                ),
                message("Certify months, quarters or years, or enter the period by its days."),
            )


def _faults_of_top_up(scheme: Scheme, case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    top_up = case.claim.top_up.get(party)
    most = _limit(scheme, "most_top_up_months", case)
    if top_up is None or not most:
        return
    where = f"claim.top_up.{party}"
    if top_up.months > most:
        yield Fault(
            f"{where}.months",
            message("at most {most} missing months can be paid in one sum.", most=most),
            message("A person who lacks more can go on with voluntary insurance."),
        )
    own = len(record.months)
    # What was missing is told by the law under which it was paid, and by that of the claim.
    paid = top_up.paid.first_month
    required = [_limit(scheme, "required_months", case), _limit(scheme, "required_months", case, paid)]
    if case.person.capacity_loss_percent is not None:
        required.append(_limit(scheme, "reduced_capacity_required_months", case))
    last = last_compulsory_period(case, record)
    if last is not None and "commune_cadre" in last.conditions:
        required.append(_limit(scheme, "commune_cadre_required_months", case))
    # Time certified without calendar months may belong to what is required: then this cannot be told.
    if not record.undated and not any(own < each and own + top_up.months <= each for each in required):
        yield Fault(
            f"{where}.months",
            message(
                "{own} months are insured and {required} required: {months} more are not missing.",
                own=own,
                required=min(required, key=lambda each: abs(each - own)),
                months=top_up.months,
            ),
            message("Only missing months can be paid in one sum."),
        )
    if top_up.paid.first_month > case.claim_month:
        yield Fault(
            f"{where}.paid",
            message("the sum is paid in {paid}, after the claim.", paid=top_up.paid),
            message("Claim in or after the month in which the whole sum was paid."),
        )


def _faults_of_earnings(
    index: int, period: Period, record: OwnRecord, scheme: Scheme, party: str, by_level: bool
) -> Iterator[Fault]:
    """What the average salary of one period cannot be computed from."""
    where = f"periods[{index}]"
    instead = message(
        "Or enter the average salary that the institution has established under {field}.",
        field=f"established.{party}.average_earnings",
    )
    if period.count is not None:
        yield Fault(
            f"{where}.count", message("time certified without calendar months has no earnings by month."), instead
        )
        return
    given = MonthSet()
    for each in period.earnings:
        given |= MonthSet.span(each.first.first_month, each.last.first_month)
    counted = MonthSet()
    for stretch in record.ledger:
        if stretch.counted and stretch.period == index:
            counted |= MonthSet.span(stretch.first, stretch.last)
    if missing := counted - given:
        first, last = next(missing.runs())
        yield Fault(
            f"{where}.earnings",
            message(
                "the earnings of {months} months are missing, the first from {first} to {last}.",
                months=len(missing),
                first=format_month(first),
                last=format_month(last),
            ),
            instead,
        )
    voluntary = scheme.kinds[period.kind].kind_class == "voluntary"
    if not period.earnings or voluntary:
        return
    if period.salary_regime is None:
        yield Fault(
            f"{where}.salary_regime",
            message("the salary regime is missing."),
            message("Write “state” where the State set the salary, “employer” where the employer did."),
        )
        return
    for number, earnings in enumerate(period.earnings):
        at = f"{where}.earnings[{number}].coefficient"
        if period.salary_regime == "employer":
            if earnings.coefficient is not None:
                yield Fault(
                    at,
                    message("a salary set by the employer has no coefficient."),
                    message("Leave it out, or write “state” as the salary regime."),
                )
        elif earnings.coefficient is None:
            if by_level:
                yield Fault(
                    at,
                    message("the coefficient of the State salary is missing."),
                    message("Write it with its allowances as an exact number in quotes, such as “4.98”."),
                )
        elif not 0 < exact_figure(earnings.coefficient) <= LARGEST_COEFFICIENT:
            yield Fault(
                at,
                message("{coefficient} cannot be the coefficient of a State salary.", coefficient=earnings.coefficient),
                message("Write it with its allowances as an exact number in quotes, such as “4.98”."),
            )
