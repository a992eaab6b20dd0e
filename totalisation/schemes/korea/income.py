"""Income: the standard monthly income of each year, its revaluation, and the averages made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from totalisation.earnings import EarningsRun
from totalisation.messages import Fault
from totalisation.money import Exact
from totalisation.months import Month
from totalisation.parameters import Key, MissingFigureError
from totalisation.rules import rule
from totalisation.schemes.korea.calendar import FIRST_CONTRIBUTION_ON_INCOME, adjustment_year, income_year
from totalisation.schemes.korea.sums import to_three_decimals, weighted_sum


def by_year(
    earnings: Iterable[EarningsRun],
    standard_income_floor: Mapping[Key, Exact],
    standard_income_ceiling: Mapping[Key, Exact],
) -> dict[int, int]:
    """The standard monthly incomes of each calendar year, added up: whole won by year.

    Income is cut to 1,000 won and held between the floor and the ceiling of its month. Months before 2008 are
    taken as they stand in the record: the standard income of their grade.
    """
    sums: dict[int, int] = {}
    for run in earnings:
        monthly = run.monthly // 1000 * 1000
        first = max(run.first, FIRST_CONTRIBUTION_ON_INCOME)
        # Floors and ceilings only rise: an income within those of both ends is within all.
        within = first > run.last or (
            standard_income_floor[income_year(run.last)] <= monthly <= standard_income_ceiling[income_year(first)]
        )
        since = run.first
        while since <= run.last:
            year = since // 12
            if since < FIRST_CONTRIBUTION_ON_INCOME:
                until, income = min(run.last, 12 * year + 11), run.monthly
            elif within:
                until, income = min(run.last, 12 * year + 11), monthly
            else:
                until = min(run.last, 12 * year + (5 if since % 12 < 6 else 11))
                floor = standard_income_floor[income_year(since)]
                income = int(min(max(monthly, floor), standard_income_ceiling[income_year(since)]))
            sums[year] = sums.get(year, 0) + income * (until - since + 1)
            since = until + 1
    return dict(sorted(sums.items()))


@rule("NPA 3(1)5", "NPD 5", unit="money_by_year")
def standard_income_by_year(
    earnings: tuple[EarningsRun, ...],
    standard_income_floor: Mapping[Key, Exact],
    standard_income_ceiling: Mapping[Key, Exact],
) -> dict[int, int]:
    """Standard monthly income (기준소득월액) of all insured months, summed by calendar year."""
    return by_year(earnings, standard_income_floor, standard_income_ceiling)


@rule("NPA 53 item 1", unit="money_by_year")
def last_standard_income_by_year(
    last_earnings: tuple[EarningsRun, ...],
    standard_income_floor: Mapping[Key, Exact],
    standard_income_ceiling: Mapping[Key, Exact],
) -> dict[int, int]:
    """Standard monthly income of the last sixty insured months ("최종 5년"), summed by calendar year."""
    return by_year(last_earnings, standard_income_floor, standard_income_ceiling)


@rule("NPD 37", unit="count")
def benefit_year(right_start_month: Month) -> int:
    """The year whose average income and revaluation rates apply: that in which the right to payment starts.

    They apply to rights "whose payment starts" in the year, from January 2019 the calendar year, before from
    April to March.
    """
    return adjustment_year(right_start_month)


@rule("NPA 51(1)1, Addendum 8541 Art. 33(2)", unit="money_per_month")
def average_income(
    benefit_year: int, average_income_of_all_insured: Mapping[Key, Exact], least_average_income: Exact
) -> Exact:
    """The average income of all insured persons (A) that applies.

    "1,271,595원보다 적은 경우에는 그 금액을 … 1,271,595원으로 본다": never less than 1,271,595 won.
    """
    return max(average_income_of_all_insured[benefit_year], least_average_income)


def refuse_missing(figures: Mapping[Key, Exact], keys: Iterable[Key]) -> None:
    """Refuse all ``keys`` that a table lacks at once: MissingFigureError says for each how to enter it."""
    faults: list[Fault] = []
    for key in keys:
        try:
            figures[key]
        except MissingFigureError as error:
            faults += error.faults
    if faults:
        raise MissingFigureError(faults)


def rates_of(
    years: Iterable[int],
    benefit_year: int,
    average_income: Exact,
    average_income_of_all_insured: Mapping[Key, Exact],
    published_revaluation_rate: Mapping[Key, Exact],
    revaluation_rate: Mapping[Key, Exact],
    least_income_for_revaluation: Mapping[Key, Exact],
    greatest_income_for_revaluation: Mapping[Key, Exact],
) -> dict[int, Exact]:
    """The revaluation rates of ``years``: see ``revaluation_rates``."""
    rates: dict[int, Exact] = {}
    unknown: list[int] = []
    for year in years:
        if year in revaluation_rate:
            rates[year] = revaluation_rate[year]
        elif year >= benefit_year:
            rates[year] = 1
        elif 10_000 * benefit_year + year in published_revaluation_rate:
            rates[year] = published_revaluation_rate[10_000 * benefit_year + year]
        elif year + 1 in average_income_of_all_insured:
            standing = average_income_of_all_insured[year + 1]
            rates[year] = to_three_decimals(average_income, standing)
        else:
            low = to_three_decimals(average_income, greatest_income_for_revaluation[year])
            high = to_three_decimals(average_income, least_income_for_revaluation[year])
            rates[year] = low
            if low != high:
                unknown.append(year)
    refuse_missing(revaluation_rate, unknown)
    return rates


@rule("NPA 51(1)2", "NPD 36", unit="factor_by_year")
def revaluation_rates(
    standard_income_by_year: Mapping[int, int],
    benefit_year: int,
    average_income: Exact,
    average_income_of_all_insured: Mapping[Key, Exact],
    published_revaluation_rate: Mapping[Key, Exact],
    revaluation_rate: Mapping[Key, Exact],
    least_income_for_revaluation: Mapping[Key, Exact],
    greatest_income_for_revaluation: Mapping[Key, Exact],
) -> dict[int, Exact]:
    """The revaluation rate (재평가율) of each insured year: entered, published, or derived as the Decree says.

    A over the amount that stands for the insured year, "소수점 이하 넷째 자리에서 반올림": to three decimals, a half
    upwards. What stands for a year is the A applied in the next; for 1988 to 1997 only bounds of it are known,
    and a rate is taken where both give the same: the others are refused until they are entered. Income of the
    year of the start is not revalued.
    """
    return rates_of(
        standard_income_by_year,
        benefit_year,
        average_income,
        average_income_of_all_insured,
        published_revaluation_rate,
        revaluation_rate,
        least_income_for_revaluation,
        greatest_income_for_revaluation,
    )


@rule("NPA 53 item 1", "NPD 36", unit="factor_by_year")
def last_revaluation_rates(
    last_standard_income_by_year: Mapping[int, int],
    benefit_year: int,
    average_income: Exact,
    average_income_of_all_insured: Mapping[Key, Exact],
    published_revaluation_rate: Mapping[Key, Exact],
    revaluation_rate: Mapping[Key, Exact],
    least_income_for_revaluation: Mapping[Key, Exact],
    greatest_income_for_revaluation: Mapping[Key, Exact],
) -> dict[int, Exact]:
    """The revaluation rate of each of the last five insured years.

    They are all that is needed where the average of the whole career is established.
    """
    return rates_of(
        last_standard_income_by_year,
        benefit_year,
        average_income,
        average_income_of_all_insured,
        published_revaluation_rate,
        revaluation_rate,
        least_income_for_revaluation,
        greatest_income_for_revaluation,
    )


def revalued(income_by_year: Mapping[int, int], rates: Mapping[int, Exact]) -> Exact:
    """The sum of the incomes, each at the value of the year before the start."""
    return weighted_sum((income, rates[year]) for year, income in income_by_year.items())


@rule("NPA 51(1)2", unit="money_per_month")
def average_earnings(
    standard_income_by_year: Mapping[int, int],
    revaluation_rates: Mapping[int, Exact],
    months_with_earnings: int,
    childbirth_credit_months: int,
    military_credit_months: int,
    average_income: Exact,
) -> Exact:
    """The person's average standard monthly income (B), revalued.

    "합산한 금액을 총 가입기간으로 나눈 금액": the revalued incomes over all insured months. A month credited for
    childbirth counts with A (item 다), one for military service with half of A (item 나).
    """
    months = months_with_earnings + childbirth_credit_months + military_credit_months
    credited = average_income * childbirth_credit_months + Fraction(average_income, 2) * military_credit_months
    return Fraction(revalued(standard_income_by_year, revaluation_rates) + credited) / max(months, 1)


@rule("NPA 53 item 1", unit="money_per_month")
def last_five_years_average(
    last_standard_income_by_year: Mapping[int, int],
    last_revaluation_rates: Mapping[int, Exact],
    months_in_last_five_years: int,
    average_earnings: Exact,
) -> Exact:
    """The average revalued income of the last five insured years.

    Where the incomes of those years are not given, the average of the whole career stands for it: the other
    half of the rule, which holds in any case.
    """
    if months_in_last_five_years == 0:
        return average_earnings
    return Fraction(revalued(last_standard_income_by_year, last_revaluation_rates)) / months_in_last_five_years
