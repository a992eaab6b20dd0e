"""The law of the small job, for the rivals: claims of January to November 2026 under the agreement ``vn-kr``.

Every figure is taken from the engine's parameter files and agreement; what is restated here and in each rival is
the law of that one era, and the engine's answers are what it is checked against. The rivals get it in the form
that suits columns best: whole numbers, and tables by month or by number of months, made before the clock runs.

Months are whole numbers, 12 times the year plus the month of the year from 0. A table by month begins at
``FIRST``. With V and K the months insured in Viet Nam and in Korea, C those of V under compulsory insurance:

Viet Nam
    own = |V|, voluntary = |V| - |C|, total = |V or K|
    normal: own >= 180 and the age of ``normal_attainment`` attained by the month of the claim
    long: voluntary >= 240 and the age of ``voluntary_attainment`` attained
    totalised: neither, own >= 12, total >= 180 and the normal age attained
    start: the latest of the claim's month, the month after the age, and the month after the last of V; the age
    is the lower one where "long" is met, and "normal" not before the month of the claim
    amount: average times ``rate``, by sex and half years of own, or ``treaty_rate`` where totalised, to the
    nearest dong; where not totalised and |C| >= 240, at least the reference level of the month of the start

Korea
    own = |K|, total = |V or K|
    independent: own >= 120 and the age of ``korean_attainment`` attained
    totalised: else, own >= 12, total >= 120 and the age attained
    right: the month after the latest of the age, the month in which the 120th month was insured (of K, or of
    V or K where totalised), and the last of K; where totalised also after the month of the provision
    start: the later of the right and 60 months before the claim
    theoretical amount: (A of the right's year * sum of ``weight_a`` over K + average * sum of ``weight_b`` over K)
    / own / ``weight_unit`` * ``part`` of own, or of total where totalised, / ``part_unit`` / 12, at most the average
    ratio: own / total where totalised
    amount: theoretical amount * ratio * ``adjustment`` by the month of the right, down to ten won; the amount of a
    right from before 2021 starts in 2021, 60 months before the claim
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import lcm, prod
from typing import Final

from totalisation.agreement_file import find_agreement
from totalisation.schemes import scheme_named

AGREEMENT: Final = "vn-kr"
FIRST: Final = 12 * 1950
"""The month with which each table by month begins."""
LAST: Final = 12 * 2026 + 11
FIRST_RIGHT: Final = 12 * 2016
"""The first month of which there is an adjustment: nobody here was born before 1955, nor is 61 before 2016."""
ERA: Final = 12 * 2026
"""The month whose figures hold for the whole era, but for tables by year or month."""
MOST_MONTHS: Final = LAST - FIRST + 2
JANUARY_ADJUSTMENT: Final = 12 * 2019

Number = int | Fraction
Table = tuple[int, ...]


@dataclass(frozen=True)
class Figures:
    """The figures of the small job. Tables are by month from ``FIRST`` on, or by a number of months."""

    minimum_own_months: int
    required: int
    long_voluntary_required: int
    minimum_pension_required: int
    normal_attainment: Mapping[str, Table]
    """By sex, and month of birth."""
    voluntary_attainment: Mapping[str, Table]
    rate: Mapping[str, Table]
    """By sex, and own months; in parts of ``rate_unit``."""
    treaty_rate: Table
    rate_unit: int
    reference_level: Table

    korean_required: int
    korean_attainment: Table
    provision: int
    limitation: int
    average_income: Table
    """A, by the month of the right."""
    weight_a: Table
    """The factors of all months from ``FIRST`` to before this one, added up: those of a stretch are a difference."""
    weight_b: Table
    weight_unit: int
    part: Table
    """What the months make of the amount of twenty years, by their number; in parts of ``part_unit``."""
    part_unit: int
    adjustment: tuple[Fraction, ...]
    """What consumer prices make of 1 won, from the month of the right to the year in which payments do not lapse."""

    @property
    def adjustment_terms(self) -> tuple[Table, Table]:
        """Numerators and denominators of ``adjustment``."""
        return tuple(each.numerator for each in self.adjustment), tuple(each.denominator for each in self.adjustment)


@cache
def figures() -> Figures:
    """The figures, from the engine's own files."""
    agreement = find_agreement(AGREEMENT)
    codes = list(agreement.parties)
    minimum = {each.minimum_own_period.number for each in agreement.parties.values() if each.minimum_own_period}
    assert codes == ["VN", "KR"]
    assert len(minimum) == 1
    rate_unit, rate, treaty_rate = _rates()
    part_unit, part = _parts()
    weight_unit, weight_a, weight_b = _weights()
    months = range(FIRST, LAST + 2)
    lower = {"male": _one("vietnam", "long_voluntary_age_men"), "female": _one("vietnam", "long_voluntary_age_women")}
    ages = {"male": "normal_age_men", "female": "normal_age_women"}
    return Figures(
        minimum_own_months=minimum.pop(),
        required=_one("vietnam", "required_months"),
        long_voluntary_required=_one("vietnam", "long_voluntary_required_months"),
        minimum_pension_required=_one("vietnam", "minimum_pension_required_months"),
        normal_attainment={
            sex: tuple(_first_attained(each, _table("vietnam", name)) for each in months) for sex, name in ages.items()
        },
        voluntary_attainment={sex: tuple(each + age for each in months) for sex, age in lower.items()},
        rate=rate,
        treaty_rate=treaty_rate,
        rate_unit=rate_unit,
        reference_level=_reference_level(),
        korean_required=_one("korea", "required_months"),
        korean_attainment=tuple(each + _korean_age(each // 12) for each in months),
        provision=agreement.provision("totalisation").month,
        limitation=_one("korea", "limitation_months"),
        average_income=_average_income(),
        weight_a=weight_a,
        weight_b=weight_b,
        weight_unit=weight_unit,
        part=part,
        part_unit=part_unit,
        adjustment=_adjustments(),
    )


def _value(scheme: str, name: str) -> Number | Mapping[int, Number]:
    entry = scheme_named(scheme).parameters[name].at(ERA)
    assert entry is not None, name
    return entry.value  # type: ignore[return-value]


def _exact(scheme: str, name: str) -> Fraction:
    value = _value(scheme, name)
    assert isinstance(value, (int, Fraction)), name
    return Fraction(value)


def _one(scheme: str, name: str) -> int:
    value = _exact(scheme, name)
    assert value.denominator == 1, name
    return int(value)


def _table(scheme: str, name: str) -> Mapping[int, Number]:
    value = _value(scheme, name)
    assert isinstance(value, Mapping), name
    return value


def _first_attained(birth: int, age_by_year: Mapping[int, Number]) -> int:
    """The first month in which a person has the age of that month's year."""
    for year, age in sorted(age_by_year.items()):
        if (birth + int(age)) // 12 <= year:
            return birth + int(age)
    return birth + int(age_by_year[max(age_by_year)])


def _rates() -> tuple[int, dict[str, Table], Table]:
    """The unit of the rates, the rates of Law 41/2024 Art. 66(1) by sex and own months, those of Art. 66(4)."""
    first, most = _exact("vietnam", "initial_rate"), _exact("vietnam", "maximum_rate")
    men, women = _one("vietnam", "initial_years_men"), _one("vietnam", "initial_years_women")
    yearly_men, yearly_women = _exact("vietnam", "yearly_rate_men"), _exact("vietnam", "yearly_rate_women")
    short_first, short_men = _exact("vietnam", "short_initial_rate_men"), _one("vietnam", "short_initial_years_men")
    short_yearly, treaty = _exact("vietnam", "short_yearly_rate_men"), _exact("vietnam", "treaty_yearly_rate")
    by_sex: dict[str, list[Fraction]] = {"male": [], "female": []}
    by_treaty = []
    for own in range(MOST_MONTHS):
        years = Fraction(-(-own // 6), 2)
        of_men = (
            first + yearly_men * (years - men)
            if years >= men
            else short_first + short_yearly * (years - short_men)
            if years >= short_men
            else Fraction(0)
        )
        of_women = first + yearly_women * (years - women) if years >= women else Fraction(0)
        by_sex["male"].append(min(of_men, most))
        by_sex["female"].append(min(of_women, most))
        by_treaty.append(min(treaty * years, most))
    unit = lcm(*(each.denominator for rates in (*by_sex.values(), by_treaty) for each in rates))
    return unit, {sex: _in_parts(rates, unit) for sex, rates in by_sex.items()}, _in_parts(by_treaty, unit)


def _in_parts(numbers: list[Fraction], unit: int) -> Table:
    return tuple(int(each * unit) for each in numbers)


def _reference_level() -> Table:
    level, found = 0, []
    steps = {key // 100 * 12 + key % 100 - 1: int(value) for key, value in _table("vietnam", "base_salary").items()}
    for month in range(FIRST, LAST + 2):
        level = steps.get(month, level)
        found.append(level)
    return tuple(found)


def _korean_age(birth_year: int) -> int:
    """Pension age in months: 60 years and what Addendum 8541 Art. 8 adds by year of birth."""
    added = [int(years) for year, years in _table("korea", "years_added_by_birth_year").items() if year <= birth_year]
    return 12 * (_one("korea", "pension_age_years") + max(added, default=0))


def _adjustment_year(month: int) -> int:
    """The calendar year from 2019 on, before from April to March."""
    return month // 12 if month >= JANUARY_ADJUSTMENT or month % 12 >= 3 else month // 12 - 1


def _average_income() -> Table:
    by_year, least = _table("korea", "average_income_of_all_insured"), _one("korea", "least_average_income")
    years = [_adjustment_year(each) for each in range(FIRST, LAST + 2)]
    return tuple(max(int(by_year.get(year, 0)), least) for year in years)


def _weights() -> tuple[int, Table, Table]:
    """The unit of the factors of Art. 51(1), and their running sums as they multiply A and the person's average."""
    factor, share = _table("korea", "basic_amount_factor"), _table("korea", "own_income_share")
    years = [each // 12 for each in range(FIRST, LAST + 1)]
    of_a = [Fraction(factor.get(year, 0)) for year in years]
    of_b = [Fraction(factor.get(year, 0)) * share.get(year, 1) for year in years]
    unit = lcm(*(each.denominator for each in (*of_a, *of_b)))
    return unit, (0, *accumulate(_in_parts(of_a, unit))), (0, *accumulate(_in_parts(of_b, unit)))


def _parts() -> tuple[int, Table]:
    """The payment rate of Art. 63(1) and the addition of Art. 51(1) together, by months."""
    full, required = _one("korea", "full_benefit_months"), _one("korea", "required_months")
    addition, at_ten = _exact("korea", "addition_beyond_full"), _exact("korea", "rate_at_ten_years")
    further = _exact("korea", "rate_per_further_year")
    parts = [
        1 + addition * Fraction(months - full, 12)
        if months >= full
        else at_ten + further * Fraction(months - required, 12)
        for months in range(MOST_MONTHS)
    ]
    unit = lcm(*(each.denominator for each in parts))
    return unit, _in_parts(parts, unit)


def _adjustments() -> tuple[Fraction, ...]:
    change, since = _table("korea", "consumer_price_adjustment"), ERA - _one("korea", "limitation_months")
    found = [Fraction(0)] * (FIRST_RIGHT - FIRST)
    for month in range(FIRST_RIGHT, LAST + 2):
        years = range(_adjustment_year(month) + 1, _adjustment_year(since) + 1)
        found.append(Fraction(prod(1 + change[year] for year in years)))
    return tuple(found)
