"""What is wrong with the facts of a claim to a benefit other than the old-age pension, whatever the agreement.

They run on the claim as soon as it is well written, so that they are told with the faults of the rest of the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from totalisation.case import Claim, Survivor
from totalisation.case_parts import KnownPeriod
from totalisation.messages import Fault, Message, message
from totalisation.months import month_of
from totalisation.schemes.base import Scheme
from totalisation.wording import BENEFIT_NAMES, one_of
from totalisation.written_values import PartialDate

NEEDED: Final[Mapping[str, str]] = {"lump_sum": "withdrawals", "survivors": "death", "disability": "disability"}
"""The part of a claim that each benefit rests on."""

LONGEST_PREGNANCY: Final = 10
"""Months after a death in which a child of the deceased may still be born."""


def faults_of_benefit(claim: Claim, birth: PartialDate | None, periods: Sequence[KnownPeriod]) -> Iterator[Fault]:
    """The faults of the claim's own facts; ``birth`` is the insured person's, as far as it is known."""
    needed = NEEDED.get(claim.benefit)
    for benefit, part in NEEDED.items():
        given = bool(getattr(claim, part))
        if part == needed and not given:
            yield Fault(f"claim.{part}", message("is missing."), _what_is_needed(benefit))
        elif part != needed and given:
            yield _unasked(f"claim.{part}", claim.benefit)
    if claim.survivors and claim.benefit != "survivors":
        yield _unasked("claim.survivors", claim.benefit)
    claim_month = month_of(claim.date)
    for code, asked in claim.withdrawals.items():
        where = f"claim.withdrawals.{code}"
        yield from _after_claim(f"{where}.since", asked.since, claim.date)
        if asked.pension is not None and asked.pension.since.first_month > claim_month:
            yield Fault(
                f"{where}.pension.since",
                message("the pension begins in {first}, after the claim.", first=asked.pension.since),
                message(
                    "Only a pension that is drawn can be paid out: the claim is of {day}.", day=claim.date.isoformat()
                ),
            )
        if asked.decided is not None and asked.decided < claim.date:
            yield Fault(
                f"{where}.decided",
                message("{day} is before the claim.", day=asked.decided.isoformat()),
                message("The earliest day is that of the claim, {date}.", date=claim.date.isoformat()),
            )
    yield from _of_death(claim, birth, periods)
    if claim.benefit == "survivors":
        yield from _of_survivors(claim)
    yield from _of_disability(claim, birth)


def _what_is_needed(benefit: str) -> Message:
    if benefit == "lump_sum":
        return message("Write for each party of which a lump sum is asked the reason and its day.")
    if benefit == "survivors":
        return message("Write the day of death, and list the relatives under “claim.survivors”.")
    return message("Write the day of the first examination and the grades that the institutions found.")


def _unasked(where: str, benefit: str) -> Fault:
    return Fault(
        where,
        message("has no place in a claim to “{benefit}”.", benefit=BENEFIT_NAMES[benefit]),
        message("Leave it out, or claim the benefit that it belongs to."),
    )


def _after_claim(where: str, day: date | None, claimed: date) -> Iterator[Fault]:
    if day is not None and day > claimed:
        yield Fault(
            where,
            message("{day} is after the claim of {claim}.", day=day.isoformat(), claim=claimed.isoformat()),
            message("Claim on or after that day."),
        )


def _before_birth(where: str, day: date | None, birth: PartialDate | None) -> Iterator[Fault]:
    if day is not None and birth is not None and day < birth.first_day:
        yield Fault(
            where,
            message("{day} is before the person was born.", day=day.isoformat()),
            message("The date of birth is {birth}.", birth=birth),
        )


def _of_death(claim: Claim, birth: PartialDate | None, periods: Sequence[KnownPeriod]) -> Iterator[Fault]:
    death = claim.death
    if death is None or claim.benefit != "survivors":
        return
    yield from _after_claim("claim.death.date", death.date, claim.date)
    yield from _before_birth("claim.death.date", death.date, birth)
    for code, pension in death.pensions.items():
        if pension.since.first_month > month_of(death.date):
            yield Fault(
                f"claim.death.pensions.{code}.since",
                message("the pension began in {first}, after the death.", first=pension.since),
                message("The death was on {day}.", day=death.date.isoformat()),
            )
    for known in periods:
        if known.period.last.first_day > death.date:
            yield Fault(
                f"{known.where}.to",
                message("the period ends in {last}, after the death.", last=known.period.last),
                message("The death was on {day}.", day=death.date.isoformat()),
            )


def _of_survivors(claim: Claim) -> Iterator[Fault]:
    """The faults of the relatives, of whom something can be said even where the day of death is missing."""
    died = None if claim.death is None else claim.death.date
    spouses = 0
    for index, each in enumerate(claim.survivors):
        where = f"claim.survivors[{index}]"
        spouses += each.relation == "spouse"
        if each.relation == "spouse" and spouses > 1:
            yield Fault(f"{where}.relation", message("a second spouse is entered."), message("Enter one spouse."))
        yield from _of_survivor(where, each, died)


def _of_survivor(where: str, each: Survivor, died: date | None) -> Iterator[Fault]:
    born = each.birth_date
    if born is None or born.month_of_year is None:
        yield Fault(
            f"{where}.birth_date",
            message("the month of birth is missing: a relative counts by age."),
            message("Write YYYY-MM or YYYY-MM-DD."),
        )
    elif died is not None and born.first_month > month_of(died) + (
        LONGEST_PREGNANCY if each.relation == "child" else 0
    ):
        yield Fault(
            f"{where}.birth_date",
            message("the relative was born in {birth}, after the death.", birth=born),
            message("Only a child may be born after it, within {months} months.", months=LONGEST_PREGNANCY),
        )
    if each.carer_from is not None and not each.without_carer:
        yield Fault(
            f"{where}.carer_from",
            message("somebody takes care again, but did not cease to."),
            message("Write “without_carer”: true, or leave the month out."),
        )


def _of_disability(claim: Claim, birth: PartialDate | None) -> Iterator[Fault]:
    found = claim.disability
    if found is None or claim.benefit != "disability":
        return
    where = "claim.disability"
    yield from _after_claim(f"{where}.first_examined", found.first_examined, claim.date)
    yield from _before_birth(f"{where}.first_examined", found.first_examined, birth)
    yield from _after_claim(f"{where}.settled", found.settled, claim.date)
    if found.settled is not None and found.settled < found.first_examined:
        yield Fault(
            f"{where}.settled",
            message("{day} is before the first examination.", day=found.settled.isoformat()),
            message("The earliest day is {first}.", first=found.first_examined.isoformat()),
        )


def faults_of_parties(claim: Claim, schemes: Mapping[str, Scheme]) -> Iterator[Fault]:
    """Parties that the claim's facts name and the agreement does not have, and reasons that a scheme does not know."""
    named: list[tuple[str, str]] = [(f"claim.withdrawals.{code}", code) for code in claim.withdrawals]
    if claim.death is not None:
        named += [(f"claim.death.pensions.{code}", code) for code in claim.death.pensions]
    for index, each in enumerate(claim.survivors):
        named += [(f"claim.survivors[{index}].monthly_income.{code}", code) for code in each.monthly_income]
    if claim.disability is not None:
        named += [(f"claim.disability.degrees.{code}", code) for code in claim.disability.degrees]
    for where, code in named:
        if code not in schemes:
            yield Fault(
                where,
                message("{code} is not a party to the agreement.", code=code),
                message("The parties are {codes}.", codes=list(schemes)),
            )
    for code, asked in claim.withdrawals.items():
        scheme = schemes.get(code)
        if scheme is None:
            continue
        if "lump_sum" not in scheme.benefits:
            yield Fault(
                f"claim.withdrawals.{code}",
                message("lump sums of {code} are not encoded.", code=code),
                message("Leave it out."),
            )
        elif asked.reason not in scheme.withdrawal_reasons:
            yield Fault(
                f"claim.withdrawals.{code}.reason",
                message("{party} pays no lump sum for “{reason}”.", party=code, reason=asked.reason),
                one_of(asked.reason, sorted(scheme.withdrawal_reasons)),
            )
        if asked.pension is not None and "lump_sum" in scheme.benefits and not scheme.pays_out_pensions:
            yield Fault(
                f"claim.withdrawals.{code}.pension",
                message("{party} pays out no pension that is drawn already.", party=code),
                message("Leave it out."),
            )
