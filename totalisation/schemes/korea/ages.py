"""Ages: by year of birth, every benefit age is up to five years later than the Act's own articles say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from totalisation.money import Exact
from totalisation.months import Month, days_in_month, month_of, year_of
from totalisation.parameters import Key
from totalisation.rules import rule


def added_for(birth_year: int, years_added_by_birth_year: Mapping[Key, Exact]) -> int:
    """Years added to a benefit age for those born in ``birth_year``: those of the latest cohort begun by then."""
    added: Exact = 0
    for first_year in years_added_by_birth_year:
        if int(first_year) <= birth_year:
            added = max(added, years_added_by_birth_year[first_year])
    return int(added)


@rule("NPA Addendum 8541 Art. 8", unit="years")
def years_added_to_ages(birth_month: Month, years_added_by_birth_year: Mapping[Key, Exact]) -> int:
    """Years added to the benefit ages.

    "1953년부터 1956년까지 출생자는 1세를, … 1969년 이후 출생자는 5세를 각각 더한 연령을 적용한다": one year for those
    born 1953 to 1956, rising to five for those born from 1969 on.
    """
    return added_for(year_of(birth_month), years_added_by_birth_year)


@rule("NPA 61(1)", unit="month")
def attainment_month(birth_month: Month, pension_age_years: int, years_added_to_ages: int) -> Month:
    """The month in which pension age is attained. "60세 … 가 된 때부터": from the time of becoming 60."""
    return birth_month + 12 * (pension_age_years + years_added_to_ages)


@rule("NPA 61(2)", unit="month")
def early_attainment_month(birth_month: Month, early_age_years: int, years_added_to_ages: int) -> Month:
    """The month in which the age of an early pension is attained. "55세 이상인 자": persons of 55 or over."""
    return birth_month + 12 * (early_age_years + years_added_to_ages)


@rule("NPA 62(1)", unit="month")
def deferral_limit_month(birth_month: Month, deferral_age_years: int, years_added_to_ages: int) -> Month:
    """The month in which the age is attained before which a pension may be deferred. "65세 전까지의 기간"."""
    return birth_month + 12 * (deferral_age_years + years_added_to_ages)


def birthday_has_come(claim_date: date, attained: Month, birth_day: int) -> bool:
    """Whether an age attained in the month ``attained`` is attained by the day of the claim.

    ``birth_day`` is the day of the month, or 0 where it is not known: the month then suffices. A birthday that
    the month lacks falls on its last day.
    """
    claimed = month_of(claim_date)
    return claimed > attained or (claimed == attained and claim_date.day >= min(birth_day, days_in_month(attained)))


@rule("NPA 61(1)", unit="flag")
def pension_age_attained(claim_date: date, attainment_month: Month, birth_day: int) -> bool:
    """Whether pension age is attained on the day of the claim."""
    return birthday_has_come(claim_date, attainment_month, birth_day)


@rule("NPA 61(2)", unit="flag")
def early_age_attained(claim_date: date, early_attainment_month: Month, birth_day: int) -> bool:
    """Whether the age of an early pension is attained on the day of the claim."""
    return birthday_has_come(claim_date, early_attainment_month, birth_day)


@rule("NPA 61(2)", unit="flag")
def drawn_early(early_requested: bool, pension_age_attained: bool) -> bool:
    """Whether the pension is an early one: asked for as such before pension age is attained."""
    return early_requested and not pension_age_attained
