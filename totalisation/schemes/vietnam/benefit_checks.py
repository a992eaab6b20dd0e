"""What this law finds wrong with a claim to a single sum or to survivors' benefits."""

from __future__ import annotations

from collections.abc import Iterator

from totalisation.case import Case
from totalisation.messages import Fault, message
from totalisation.months import month_of
from totalisation.parameters import scalar
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Scheme


def faults_of_withdrawal(case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """What a single sum cannot be decided from."""
    asked = case.claim.withdrawals.get(party)
    if asked is None:
        return
    yield from _uncountable(case, party, record)
    if party in case.claim.top_up:
        yield Fault(
            f"claim.top_up.{party}",
            message("missing months are not paid for a lump sum."),
            message("Leave them out, or claim the pension."),
        )
    if asked.reason == "incapacity" and case.person.capacity_loss_percent is None:
        yield Fault(
            "person.capacity_loss_percent",
            message("is missing."),
            message("Write the loss of working capacity that the medical board concluded."),
        )
    yield from _without_salaries(case, party, record)


def faults_of_survivors(scheme: Scheme, case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """What survivors' benefits cannot be decided from."""
    yield from _uncountable(case, party, record)
    for index, each in enumerate(case.claim.survivors):
        if each.sex is None and each.relation != "child":
            yield Fault(
                f"claim.survivors[{index}].sex",
                message("is missing: {party} gives the allowance from another age to women and men.", party=party),
                message("Write “female” or “male”."),
            )
    death, top_up = case.claim.death, case.claim.top_up.get(party)
    if death is None or top_up is None:
        return
    entry = scheme.parameters["survivors_required_months"].at(month_of(death.date))
    most = scheme.parameters["most_top_up_months"].at(month_of(death.date))
    if entry is None or most is None:
        return
    own, required, limit = len(record.months), int(scalar(entry.value)), int(scalar(most.value))
    if not own < required or own + top_up.months > required or top_up.months > limit:
        yield Fault(
            f"claim.top_up.{party}.months",
            message(
                "relatives pay at most {most} months that are missing from {required}; {own} are insured.",
                most=limit,
                required=required,
                own=own,
            ),
            message("Only missing months can be paid in one sum."),
        )


def _uncountable(case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """Time certified as a number: its share before and after 2014 is not known."""
    for index, _ in record.undated:
        yield Fault(
            f"periods[{index}].count",
            message("a sum by years before and from 2014 on needs calendar months."),
            message("Enter the period by its first and last month."),
        )


def _without_salaries(case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """Less than a year is paid as the contributions themselves, which an established average does not tell."""
    established = case.established.get(party, {})
    if not 0 < len(record.months) < 12 or "contributed_salaries" in established:
        return
    for index in sorted({each.period for each in record.ledger if each.counted}):
        if not case.periods[index].earnings:
            yield Fault(
                f"periods[{index}].earnings",
                message("for less than one insured year the contributions themselves are paid."),
                message(
                    "Enter the salary of each month, or their sum under {field}.",
                    field=f"established.{party}.contributed_salaries",
                ),
            )
