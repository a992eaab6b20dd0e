"""The relatives of a deceased person, as the rules of the schemes look at them."""

from __future__ import annotations

from dataclasses import dataclass

from totalisation.case import Case, Survivor
from totalisation.months import Month


@dataclass(frozen=True, slots=True)
class Relative:
    """A relative of the deceased, with what one party's law asks about one."""

    number: int
    """The relative's place in the case, from 1 on."""
    relation: str
    sex: str
    born: Month
    birth_day: int
    """The day of the month of birth; 0 where it is not known."""
    maintained: bool
    disabled: bool
    capacity_loss_percent: int
    monthly_income: int
    """In the currency of the party whose law is applied."""
    insured_employment: bool
    without_carer: bool
    carer_from: Month | None


def relatives_of(case: Case, party: str) -> tuple[Relative, ...]:
    """The relatives in the order of the case; the checks have asked for what each law needs of them."""
    return tuple(_relative(number, each, party) for number, each in enumerate(case.claim.survivors, start=1))


def _relative(number: int, each: Survivor, party: str) -> Relative:
    assert each.birth_date is not None  # the checks ask for it
    return Relative(
        number,
        each.relation,
        each.sex or "female",
        each.birth_date.first_month,
        0 if each.birth_date.day is None else each.birth_date.day.day,
        each.maintained,
        each.disabled,
        each.capacity_loss_percent or 0,
        each.monthly_income.get(party, 0),
        each.insured_employment,
        each.without_carer,
        None if each.carer_from is None else each.carer_from.first_month,
    )
