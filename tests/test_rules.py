"""Rules as a graph: eras, the record of each step, and what cannot be computed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from totalisation.months import FIRST_MONTH, LAST_MONTH, month
from totalisation.parameters import Citation, Entry, MissingFigureError, Parameter, Table
from totalisation.rules import Computation, Interpretation, Rule, RuleSet, rule

WHEN = month(2020, 1)


@rule("LAW 1", unit="money_per_month")
def pension(average: int, rate: Fraction) -> Fraction:
    """Pension: the rate of the average."""
    return average * rate


@rule("LAW 2(1)", unit="fraction", name="rate", until="2017-12", status="secondary")
def rate_until_2017(years: int) -> Fraction:
    """Rate before 2018."""
    return Fraction(3 * years, 100)


@rule("LAW 2(2)", "DECREE 7", unit="fraction", name="rate", since="2018-01")
def rate_since_2018(years: int) -> Fraction:
    """Rate from 2018."""
    return Fraction(2 * years, 100)


@rule("LAW 3", unit="money", rounding="nearest_whole")
def rounded(pension: Fraction, reading: str) -> int:
    """The pension in whole units, up or down as the open question is read."""
    return int(pension) + (reading == "up")


@rule("LAW 4", unit="factor")
def indexed(coefficients: Mapping[int, Fraction], years: int) -> Fraction:
    """A coefficient of the table."""
    return coefficients[2000 + years]


def made(function: Any) -> Rule:
    found = function.rule
    assert isinstance(found, Rule)
    return found


RULES = RuleSet(map(made, (pension, rate_until_2017, rate_since_2018, rounded, indexed)))
FIGURES = {
    "average": Parameter(
        "average",
        {},
        "money",
        "",
        (
            Entry(month(2016, 1), month(2019, 12), 1000, Citation("LAW", "9"), "verified"),
            Entry(month(2020, 1), month(2020, 6), 2000, Citation("LAW", "9"), "unverified", note={"en": "guess"}),
        ),
        "figures.toml",
    ),
    "coefficients": Parameter(
        "coefficients",
        {},
        "factor",
        "year",
        (
            Entry(
                month(2016, 1),
                LAST_MONTH,
                {2010: Fraction(6, 5), 2011: 1},
                Citation("TABLE"),
                "verified",
                {2011: "unverified"},
            ),
        ),
        "figures.toml",
    ),
}
QUESTION = Interpretation("reading", {}, {"up": {}, "down": {}}, "down", Citation("LAW", "3"))


def computation(when: int = WHEN, years: int = 10, **options: Any) -> Computation:
    return Computation(
        RULES.at(when),
        FIGURES,
        when,
        {"years": (years, "years")},
        interpretations={"reading": QUESTION},
        where="established.AA",
        **options,
    )


def test_the_rule_of_an_era_is_taken() -> None:
    assert computation(month(2017, 12)).value("rate") == Fraction(30, 100)
    assert computation(month(2018, 1)).value("rate") == Fraction(20, 100)
    assert RULES.changes == (month(2018, 1),)
    # A rule that none follows ends an era too: the month after its last.
    assert RuleSet([made(rate_until_2017)]).changes == (month(2018, 1),)
    assert RuleSet([made(pension)]).changes == ()
    assert RULES.era(month(2017, 12)) == RULES.era(FIRST_MONTH) == 0
    assert RULES.era(month(2018, 1)) == RULES.era(LAST_MONTH) == 1
    assert RULES.at(month(2018, 1)) is RULES.at(month(2030, 1))


def test_a_marked_function_stays_a_function() -> None:
    assert rate_since_2018(15) == Fraction(30, 100)
    marked = made(rate_since_2018)
    assert (marked.name, marked.arguments, marked.since, marked.until) == (
        "rate",
        ("years",),
        month(2018, 1),
        LAST_MONTH,
    )
    assert [str(each) for each in marked.citations] == ["LAW 2(2)", "DECREE 7"]


def test_two_rules_for_one_date_are_refused() -> None:
    @rule("LAW", unit="fraction", name="rate", since="2017-12")
    def again() -> int:
        return 1

    with pytest.raises(ValueError, match="two rules yield 'rate'"):
        RuleSet([made(rate_until_2017), made(again)])
    with pytest.raises(ValueError, match="two rules yield 'rate'"):
        RuleSet([made(again), made(rate_since_2018)])


def test_a_gap_between_eras_is_told_when_it_is_reached() -> None:
    @rule("LAW", unit="fraction", name="rate", since="2019-01")
    def later() -> int:
        return 1

    rules = RuleSet([made(rate_until_2017), made(later)])
    assert "rate" not in rules.at(month(2018, 6))
    gap = Computation(rules.at(month(2018, 6)), {}, month(2018, 6), {})
    with pytest.raises(LookupError, match="nothing yields 'rate' at 2018-06"):
        gap.value("rate")


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="'furlongs' is none of the units"):
        rule("LAW", unit="furlongs")


def test_a_quantity_keeps_what_it_was_made_from() -> None:
    run = computation()
    found = run.quantity("rounded")
    assert found.value == 400
    assert (found.origin, found.unit, found.rounding) == ("rule", "money", "nearest_whole")
    assert found.citations == (Citation("LAW", "3"),)
    amount, reading = found.inputs
    assert (amount.name, amount.value) == ("pension", 400)
    assert (reading.name, reading.value, reading.origin) == ("reading", "down", "interpretation")
    average, rate = amount.inputs
    assert (average.origin, average.value, average.status, average.note) == (
        "figure",
        2000,
        "unverified",
        {"en": "guess"},
    )
    assert (rate.inputs[0].name, rate.inputs[0].origin, rate.inputs[0].value) == ("years", "fact", 10)
    assert [each.name for each in run.steps] == ["rate", "pension", "rounded"]


def test_each_quantity_is_computed_once() -> None:
    run = computation()
    first = run.quantity("rate")
    run.value("rounded")
    assert run.quantity("rate") is first
    assert [each.name for each in run.steps].count("rate") == 1


def test_known_tells_only_what_was_used() -> None:
    run = computation()
    assert run.known("rate") is None
    assert run.known("years") == 10
    run.value("pension")
    assert run.known("rate") == Fraction(1, 5)
    assert run.known("rounded") is None


def test_a_chosen_reading_replaces_the_default() -> None:
    assert computation(chosen={"reading": "up"}).value("rounded") == 401


def test_an_established_figure_stands_before_rule_and_fact_and_figure() -> None:
    run = computation(established={"rate": Fraction(1, 2), "average": 3000})
    assert run.value("pension") == 1500
    assert (run.quantity("rate").origin, run.quantity("rate").unit) == ("established", "fraction")
    assert run.quantity("average").origin == "established"
    assert "rate" in [each.name for each in run.steps]
    assert computation(established={"years": 4}).value("rate") == Fraction(8, 100)


def test_an_established_table_fills_and_replaces_single_figures() -> None:
    assert computation(years=10).value("indexed") == Fraction(6, 5)
    assert computation(years=10, established={"coefficients": {2010: 7}}).value("indexed") == 7
    run = computation(years=12, established={"coefficients": {2012: Fraction(9, 8)}})
    assert run.value("indexed") == Fraction(9, 8)
    assert run.quantity("coefficients").status_by_key == {2011: "unverified", 2012: "verified"}


def test_an_established_table_serves_a_date_without_any() -> None:
    run = computation(month(2015, 6), years=12, established={"coefficients": {2012: 4}})
    assert run.value("indexed") == 4
    assert run.quantity("coefficients").origin == "established"


def test_missing_figures_are_refused_by_name_and_date() -> None:
    with pytest.raises(MissingFigureError, match=r"established\.AA\.average: .*“average” has no figure for 2020-07"):
        computation(month(2020, 7)).value("pension")
    with pytest.raises(MissingFigureError, match=r"established\.AA\.coefficients: .*no figure for 2012"):
        computation(years=12).value("indexed")
    with pytest.raises(MissingFigureError, match="“coefficients” has no figure for 2015-06"):
        computation(month(2015, 6)).value("indexed")


def test_a_table_remembers_which_figures_were_used() -> None:
    run = computation(years=11)
    run.value("indexed")
    table = run.quantity("coefficients").value
    assert isinstance(table, Table)
    assert table.used == {2011: 1}


def test_a_circle_is_told() -> None:
    @rule("LAW", unit="count")
    def hen(egg: int) -> int:
        return egg

    @rule("LAW", unit="count")
    def egg(hen: int) -> int:
        return hen

    for record in (True, False):
        circle = Computation(RuleSet([made(hen), made(egg)]).at(WHEN), {}, WHEN, {}, record=record)
        with pytest.raises(LookupError, match=r"'(hen|egg)' is needed to compute itself"):
            circle.value("hen")


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(LookupError, match="nothing yields 'wealth' at 2020-01"):
        computation().value("wealth")


@given(st.sampled_from([month(2016, 1), month(2017, 12), month(2018, 1), month(2020, 6)]), st.integers(0, 60))
def test_without_a_record_the_values_are_the_same(when: int, years: int) -> None:
    recorded, bare = computation(when, years), computation(when, years, record=False)
    for name in ("rounded", "pension", "rate"):
        assert bare.value(name) == recorded.value(name)
    assert bare.steps == []
    assert bare.quantity("rounded").inputs == ()
    assert [each.name for each in bare.quantities] == [
        each.name for each in recorded.quantities if each.origin != "fact"
    ]
    for each in recorded.quantities:
        other = bare.quantity(each.name)
        told = (other.value, other.unit, other.origin, other.citations, other.status, other.rounding, other.note)
        assert told == (each.value, each.unit, each.origin, each.citations, each.status, each.rounding, each.note)
    assert [each.name for each in bare.doubtful] == [each.name for each in recorded.doubtful]
    assert bare.sources == recorded.sources


@pytest.mark.parametrize("record", [True, False])
@pytest.mark.parametrize(
    ("name", "years", "established", "value"),
    [
        ("pension", 10, {"rate": Fraction(1, 2), "average": 3000}, 1500),
        ("rate", 10, {"years": 4}, Fraction(8, 100)),
        ("indexed", 10, {"coefficients": {2010: 7}}, 7),
        ("indexed", 12, {"coefficients": {2012: Fraction(9, 8)}}, Fraction(9, 8)),
        ("rate", 10, {"rate": {2012: 1}}, Fraction(1, 5)),
    ],
)
def test_what_is_established_is_used_with_and_without_a_record(
    record: bool, name: str, years: int, established: Any, value: Any
) -> None:
    run = computation(years=years, established=established, record=record)
    assert run.value(name) == value
    assert run.known(name) == value
    single = sorted(each for each, given in established.items() if not isinstance(given, dict))
    assert sorted(each.name for each in run.sources if each.origin == "established") == single
    if not record:
        assert run.steps == []


def test_without_a_record_what_cannot_be_computed_is_told_alike() -> None:
    with pytest.raises(MissingFigureError, match=r"established\.AA\.average: .*“average” has no figure for 2020-07"):
        computation(month(2020, 7), record=False).value("pension")
    with pytest.raises(LookupError, match="nothing yields 'wealth' at 2020-01"):
        computation(record=False).value("wealth")
    bare = computation(years=11, record=False)
    assert bare.known("indexed") is None
    assert bare.value("indexed") == 1
    assert [each.name for each in bare.doubtful] == ["coefficients"]
    assert bare.quantity("coefficients").value.used == {2011: 1}


def test_a_rule_may_be_ordered_by_other_articles() -> None:
    cited = made(pension).cited(Citation("Agreement", "13"), status="unverified")
    assert (cited.citations, cited.status) == ((Citation("Agreement", "13"),), "unverified")
    assert cited.function is pension
    assert made(pension).citations == (Citation("LAW", "1"),)


def test_the_rules_of_a_module_are_found_once() -> None:
    module = ModuleType("law")
    vars(module).update(pension=pension, pension_again=pension, rate=rate_since_2018, number=3, helper=made)
    assert {each.name for each in RuleSet.of(module).rules} == {"pension", "rate"}
    assert len(RuleSet.of(module).rules) == 2


def test_an_established_figure_has_the_unit_of_what_it_stands_for() -> None:
    run = computation(established={"years": 4, "rate": 1, "average": 3000, "wish": "yes"})
    assert [run.quantity(name).unit for name in ("years", "rate", "average", "wish")] == [
        "years",
        "fraction",
        "money",
        "word",
    ]


def test_a_figure_of_a_table_may_be_sure_to_another_degree_than_the_table() -> None:
    run = computation(years=10)
    table = run.quantity("coefficients")
    assert [table.status_of(key) for key in (2010, 2011)] == ["verified", "unverified"]
    single = computation(month(2020, 1)).quantity("average")
    assert single.status_of(2011) == single.status == "unverified"
