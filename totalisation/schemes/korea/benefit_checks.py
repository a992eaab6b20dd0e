"""What is wrong with a claim to a refund, to survivors' or disability pensions for the National Pension alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from totalisation.case import Case
from totalisation.messages import Fault, message
from totalisation.months import format_month
from totalisation.periods import OwnRecord
from totalisation.schemes.korea.benefit_facts import NATIONALITY
from totalisation.schemes.korea.facts import WITHOUT_INCOME, options_of
from totalisation.schemes.korea.refund import FIRST_INTEREST

FOR_OLD_AGE_ALONE: Final = frozenset({*WITHOUT_INCOME, "unemployment_credit"})
"""Credits that a refund, survivors and disability take otherwise than an old-age pension (Arts. 18, 19, 19-2(4))."""

LAST_GRADE: Final = 4
"""The grades of disability are 1 to 4 (Decree Art. 46)."""


def faults_of_credits(case: Case, party: str) -> Iterator[Fault]:
    """Credited months, where the benefit is no old-age pension."""
    options = options_of(case, party)
    for name in ("childbirth_credit_months", "military_credit_months"):
        if getattr(options, name):
            yield Fault(
                f"claim.options.{party}.{name}",
                message("these months are added for an old-age pension alone."),
                message("Leave them out."),
            )
    for index, period in enumerate(case.periods):
        if period.party == party and period.kind in FOR_OLD_AGE_ALONE and not period.refunded:
            yield Fault(
                f"periods[{index}].kind",
                message("such a period is encoded for an old-age pension alone."),
                message("Leave it out, or enter the amount that the institution has established."),
            )


def faults_of_refund(case: Case, party: str) -> Iterator[Fault]:
    """What a refund cannot be decided from. The income of each month is asked for even where the average is known."""
    asked = case.claim.withdrawals.get(party)
    if asked is None:
        return
    if case.person.nationality is None:
        yield Fault(
            "person.nationality",
            message("is missing."),
            message("A refund depends on it: write two capital letters, such as KR."),
        )
    if asked.reason != "age" and asked.since is None:
        yield Fault(
            f"claim.withdrawals.{party}.since",
            message("is missing."),
            message("Write the day on which it happened: interest and the time limit run by it."),
        )
    if {"refund", "refund_interest"} & case.established.get(party, {}).keys():
        return
    for index, period in enumerate(case.periods):
        if period.party != party or period.refunded:
            continue
        if period.first.first_month < FIRST_INTEREST:
            yield Fault(
                f"periods[{index}].from",
                message("interest on contributions before {first} is not encoded.", first=format_month(FIRST_INTEREST)),
                message(
                    "Enter the refund that the institution has established under established.{party}.refund.",
                    party=party,
                ),
            )
        if not period.earnings:
            yield Fault(
                f"periods[{index}].earnings",
                message("a refund is made of the contributions of each month."),
                message(
                    "Enter the standard monthly income of each month, or the refund under established.{party}.refund.",
                    party=party,
                ),
            )


def faults_of_pension_drawn(case: Case, party: str, record: OwnRecord) -> Iterator[Fault]:
    """A pension that the deceased drew, without the insured months that the survivors' pension is computed from."""
    drawn = case.claim.death is not None and party in case.claim.death.pensions
    if not drawn and not options_of(case, party).disability_pension_drawn:
        return
    if not record.months and not record.undated and not record.extra_months:
        yield Fault(
            f"claim.death.pensions.{party}" if drawn else f"claim.options.{party}.disability_pension_drawn",
            message("a pension was drawn, but no insured months are entered that count."),
            message("Enter the insured periods: the survivors' pension is computed from them."),
        )


def faults_of_contingency(case: Case, party: str) -> Iterator[Fault]:
    """What a survivors' or disability pension cannot be decided from."""
    claim, found = case.claim, case.claim.disability
    if claim.benefit == "survivors":
        if options_of(case, party).disability_pension_drawn and claim.death and party in claim.death.pensions:
            yield Fault(
                f"claim.death.pensions.{party}",
                message("an old-age and a disability pension are not drawn together."),
                message("Leave one of them out."),
            )
        return
    if found is None:
        return
    if party not in found.degrees:
        yield Fault(
            f"claim.disability.degrees.{party}",
            message("is missing."),
            message("Write the grade that the institution found, from 1 to 4."),
        )
    elif found.degrees[party] > LAST_GRADE:
        yield Fault(
            f"claim.disability.degrees.{party}",
            message("{degree} is not a grade of this law.", degree=found.degrees[party]),
            message("Write the grade that the institution found, from 1 to 4."),
        )
    if case.person.nationality is None:
        yield Fault(
            "person.nationality",
            message("is missing."),
            message("Foreigners are entitled only if they lived here when first examined: write two capital letters."),
        )
    elif case.person.nationality != NATIONALITY and found.residence is None:
        yield Fault(
            "claim.disability.residence",
            message("is missing."),
            message("Foreigners are entitled only if they lived here when first examined: write the party."),
        )
