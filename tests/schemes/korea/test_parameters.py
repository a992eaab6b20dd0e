"""The figures of law against one another: each published series reproduces the next by the rule of the law."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest

from totalisation.money import Exact, round_half_up, truncate
from totalisation.schemes.korea import SCHEME
from totalisation.schemes.korea.basic_amount import factor_of
from totalisation.schemes.korea.income import revaluation_rates

THOUSANDTH = Fraction(1, 1000)


def table(name: str) -> Mapping[Any, Exact]:
    (entry,) = SCHEME.parameters[name].entries
    assert isinstance(entry.value, Mapping)
    return entry.value


AVERAGE = table("average_income_of_all_insured")


def rates_of(start_year: int, published: Mapping[Any, Exact]) -> dict[int, Exact]:
    return revaluation_rates(
        dict.fromkeys(range(1988, start_year), 1),
        start_year,
        AVERAGE[start_year],
        AVERAGE,
        published,
        {},
        table("least_income_for_revaluation"),
        table("greatest_income_for_revaluation"),
    )


@pytest.mark.parametrize("start_year", [2025, 2026])
def test_derived_rates_are_the_published_ones(start_year: int) -> None:
    """Twenty-six published rates of 2025 from 1998 on follow from the average incomes alone, and so do 2026's."""
    published = table("published_revaluation_rate")
    derived = rates_of(start_year, {})
    assert derived == rates_of(start_year, published)
    assert derived == {year: published[10_000 * start_year + year] for year in range(1988, start_year)}


@pytest.mark.parametrize(
    ("start_year", "income_year", "rate"),
    [
        # Single rates that the press printed, quoting the Ministry; the notes of the parameter name the sources.
        (2016, 1988, "5.622"),
        (2020, 1988, "6.512"),
        (2021, 2010, "1.392"),
        (2022, 1988, "7.161"),
        (2023, 1988, "7.640"),
        (2023, 2022, "1.000"),
    ],
)
def test_single_published_rates_follow(start_year: int, income_year: int, rate: str) -> None:
    derived = revaluation_rates(
        {income_year: 1},
        start_year,
        AVERAGE[start_year],
        AVERAGE,
        {},
        {},
        table("least_income_for_revaluation"),
        table("greatest_income_for_revaluation"),
    )
    assert derived == {income_year: Fraction(rate)}


def test_income_of_the_year_of_the_start_is_not_revalued() -> None:
    assert revaluation_rates({2026: 1}, 2026, AVERAGE[2026], AVERAGE, {}, {}, {}, {}) == {2026: 1}


@pytest.mark.parametrize("name", ["standard_income_floor", "standard_income_ceiling"])
@pytest.mark.parametrize("year", range(2010, 2027))
def test_floors_and_ceilings_follow_from_the_average_income(name: str, year: int) -> None:
    """Decree Art. 5: the former amount times the change of A to three decimals, to the nearest 10,000 won."""
    bounds = table(name)
    change = round_half_up(Fraction(AVERAGE[year]) / AVERAGE[year - 1], THOUSANDTH)
    assert bounds[year] == round_half_up(bounds[year - 1] * change, 10_000)


@pytest.mark.parametrize("name", ["spouse_amount", "child_or_parent_amount"])
@pytest.mark.parametrize("year", range(2009, 2027))
def test_dependants_amounts_follow_from_consumer_prices(name: str, year: int) -> None:
    amounts = table(name)
    assert amounts[year] == truncate(amounts[year - 1] * (1 + table("consumer_price_adjustment")[year]), 10)


def test_the_factor_falls_by_fifteen_thousandths_a_year_and_then_stays() -> None:
    factors = table("basic_amount_factor")
    assert [factors[year] for year in range(2008, 2026)] == [Fraction(1500 - 15 * step, 1000) for step in range(18)]
    assert {factor_of(year, factors) for year in range(2026, 2080)} == {Fraction(1290, 1000)}
    assert {factors[year] for year in range(1999, 2008)} == {Fraction(18, 10)}
    assert {factors[year] for year in range(1988, 1999)} == {Fraction(24, 10)}


def test_each_source_is_listed() -> None:
    cited = {entry.citation.source for each in SCHEME.parameters.values() for entry in each.entries}
    cited |= {citation.source for each in SCHEME.every_rule for citation in each.citations}
    cited |= {each.citation.source for each in SCHEME.interpretations.values()}
    assert cited == SCHEME.sources.keys()


def test_each_fact_of_the_rules_has_a_name() -> None:
    from totalisation.reports.names import QUANTITIES
    from totalisation.schemes.base import GIVEN

    yielded = {each.name for each in SCHEME.every_rule} | SCHEME.parameters.keys() | SCHEME.interpretations.keys()
    for rule in SCHEME.every_rule:
        for argument in rule.arguments:
            if argument not in yielded:
                assert argument in SCHEME.quantities or argument in QUANTITIES or argument in GIVEN, argument
