"""What this law finds wrong with a claim to a single sum or to survivors' benefits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from totalisation.case import Case
from totalisation.messages import Fault, Message, message
from totalisation.months import Month, month_of
from totalisation.parameters import scalar
from totalisation.periods import OwnRecord
from totalisation.schemes.base import Scheme

LESS_THAN_A_YEAR: Final = 12
"""Insured months below which the contributions themselves are paid: L2024 70(3)(c), L2014 60(2)(c), 81(2)."""


def faults_of_withdrawal(case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """What a single sum cannot be decided from."""
    asked = case.claim.withdrawals.get(party)
    if asked is None:
        return
    allowance = case.claim.options.get(party, {}).get("allowance_drawn") is True
    if allowance and asked.pension is None:
        yield Fault(
            f"claim.withdrawals.{party}.pension",
            message("is missing: the monthly allowance that is drawn."),
            message("Write its monthly amount and the first month for which it was paid."),
        )
    if not allowance:
        yield from _uncountable(case, party, record)
    if party in case.claim.top_up:
        yield Fault(
            f"claim.top_up.{party}",
            message("missing months are not paid for a lump sum."),
            message("Leave them out, or claim the pension."),
        )
    if asked.pension is not None:
        return
    if asked.reason == "incapacity" and case.person.capacity_loss_percent is None:
        yield Fault(
            "person.capacity_loss_percent",
            message("is missing."),
            message("Write the loss of working capacity that the medical board concluded."),
        )
    if len(record.months) < LESS_THAN_A_YEAR:
        why = message("for less than one insured year the contributions themselves are paid.")
        yield from _without_salaries(case, party, record, why)


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
    if death is None:
        return
    yield from _of_voluntary_time(scheme, case, party, record, month_of(death.date))
    if top_up is None:
        return
    entry = scheme.parameters["survivors_required_months"].at(month_of(death.date))
    most = scheme.parameters["most_top_up_months"].at(month_of(death.date))
    if entry is None or most is None:
        return
    # Compulsory time is what is missing, also where voluntary time makes more than the whole: D158 21(3)(a), C59 25(2).
    own = len(record.months) - len(record.of_class("voluntary"))
    required, limit = int(scalar(entry.value)), int(scalar(most.value))
    if not own < required or own + top_up.months > required or top_up.months > limit:
        yield Fault(
            f"claim.top_up.{party}.months",
            message(
                "relatives pay at most {most} months that are missing from {required}; {own} are compulsorily insured.",
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


def _of_voluntary_time(scheme: Scheme, case: Case, party: str, record: OwnRecord, died: Month) -> Iterator[Fault]:
    """A sum after voluntary insurance alone: below a year, later below so many months, the contributions."""
    voluntary = record.of_class("voluntary")
    if case.claim.death is None or party in case.claim.death.pensions or len(voluntary) < len(record.months):
        return
    entry = scheme.parameters["months_of_voluntary_sum"].at(died)
    limit = LESS_THAN_A_YEAR if entry is None else int(scalar(entry.value))
    if len(voluntary) < limit:
        why = message(
            "for less than {months} months of voluntary insurance alone the contributions themselves are paid.",
            months=limit,
        )
        yield from _without_salaries(case, party, record, why)


def _without_salaries(case: Case, party: str, record: OwnRecord, why: Message) -> Iterator[Fault]:
    """Salaries that are missing where the contributions themselves are paid, which an average does not tell."""
    if not record.months or "contributed_salaries" in case.established.get(party, {}):
        return
    for index in sorted({each.period for each in record.ledger if each.counted}):
        if not case.periods[index].earnings:
            yield Fault(
                f"periods[{index}].earnings",
                why,
                message(
                    "Enter the salary of each month, or their sum under {field}.",
                    field=f"established.{party}.contributed_salaries",
                ),
            )
