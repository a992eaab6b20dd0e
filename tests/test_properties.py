"""What must hold for every case that can be decided under the shipped agreement, whatever its law says."""

from __future__ import annotations

import copy
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.strategies import Json, cases, gap, later, payable_cases, random_case, text
from totalisation import assess
from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.determination import Determination
from totalisation.months import first_day, format_month, month_of, parse_month
from totalisation.parameters import MissingFigureError
from totalisation.reports.data import as_data
from totalisation.rules import Quantity
from totalisation.schemes import scheme_named

PARTIES = ("VN", "KR")
# The same cases each time: a run that fails is one to repeat. Other cases are found by raising the numbers.
thorough = settings(max_examples=60, deadline=None, derandomize=True)
quick = settings(max_examples=25, deadline=None, derandomize=True)
sources = st.randoms(use_true_random=False)


def decided(case: Json, **options: Any) -> Determination:
    """The determination; a case that needs a figure which no file holds is set aside."""
    try:
        return assess(copy.deepcopy(case), **options)
    except MissingFigureError:
        assume(False)
        raise AssertionError from None


def outcome(case: Json, **options: Any) -> Any:
    """What every equal case must equal: each side's whole result, or the figures that are missing."""
    try:
        found = assess(copy.deepcopy(case), **options)
    except MissingFigureError as error:
        return sorted(str(fault.wrong) for fault in error.faults)
    aggregation = found.aggregation
    return aggregation.total, aggregation.overlap, {code: result_of(found, code) for code in PARTIES}


def result_of(found: Determination, code: str) -> Any:
    result = found.parties[code]
    return (
        result.entitled,
        result.basis,
        result.own_months,
        result.totalised_months,
        result.start,
        result.average_earnings,
        result.rate,
        result.theoretical_amount,
        result.ratio,
        result.monthly_amount_at_start,
        result.monthly_amount,
        sorted(result.further.items()),
        [(each.name, each.required, each.actual, each.earliest) for each in result.missing],
        result.earliest,
    )


@thorough
@given(cases, sources)
def test_the_order_of_periods_never_matters(case: Json, source: Random) -> None:
    shuffled = copy.deepcopy(case)
    source.shuffle(shuffled["periods"])
    for period in shuffled["periods"]:
        source.shuffle(period.get("earnings", []))
        source.shuffle(period.get("broken_months", []))
    assert outcome(shuffled) == outcome(case)


@thorough
@given(cases, sources)
def test_a_period_repeated_changes_nothing(case: Json, source: Random) -> None:
    assume(case["periods"])
    again = copy.deepcopy(case)
    again["periods"].append(copy.deepcopy(source.choice(again["periods"])))
    assert outcome(again) == outcome(case)


@thorough
@given(cases, sources)
def test_a_period_split_in_two_changes_nothing(case: Json, source: Random) -> None:
    """Split between two months: days of acquisition and loss are facts of one employment and are not divided."""
    whole = [
        index for index, each in enumerate(case["periods"]) if len(each["from"]) == 7 and each["to"] > each["from"]
    ]
    assume(whole)
    index = source.choice(whole)
    split = copy.deepcopy(case)
    period = split["periods"].pop(index)
    first, last = month_pair(period["from"]), month_pair(period["to"])
    cut = later(first, source.randint(1, gap(first, last)))
    split["periods"] += [part_of(period, first, later(cut, -1)), part_of(period, cut, last)]
    assert outcome(split) == outcome(case)


def month_pair(written: str) -> tuple[int, int]:
    return int(written[:4]), int(written[5:7])


def part_of(period: Json, first: tuple[int, int], last: tuple[int, int]) -> Json:
    """The part of a period between two months."""
    start, end = text(first), text(last)
    return {
        **period,
        "from": start,
        "to": end if last != month_pair(period["to"]) else period["to"],
        "earnings": [
            {**each, "from": max(each["from"], start), "to": min(each["to"], end)}
            for each in period.get("earnings", [])
            if each["from"] <= end and each["to"] >= start
        ],
        "broken_months": [each for each in period.get("broken_months", []) if start <= each <= end],
    }


@thorough
@given(cases, sources)
def test_another_month_never_lowers_entitlement(case: Json, source: Random) -> None:
    """A month more, paid like its neighbour and before the claim: who is entitled stays so.

    The month lies where nothing is insured. Nor does it turn a pension on own periods into a shared one.
    """
    before = decided(case)
    longer = with_another_month(case, source)
    assume(longer is not None)
    assert longer is not None
    after = decided(longer)
    for code in PARTIES:
        assert after.parties[code].own_months >= before.parties[code].own_months
        assert after.parties[code].totalised_months >= before.parties[code].totalised_months
        rank = {"none": 0, "totalised": 1, "independent": 2}
        assert rank[after.parties[code].basis] >= rank[before.parties[code].basis]


def with_another_month(case: Json, source: Random) -> Json | None:
    """The case with one more insured month after one of its periods, or None where there is no room.

    A person who has paid missing months in one sum would no longer miss them.
    """
    if "top_up" in case["claim"]:
        return None
    claim = month_pair(case["claim"]["date"])
    longer = copy.deepcopy(case)
    taken = [(month_pair(each["from"]), month_pair(each["to"])) for each in longer["periods"]]
    fitting = [
        each
        for each in longer["periods"]
        if later(month_pair(each["to"]), 1) < claim
        and not each.get("refunded")
        and each["party"] in PARTIES
        and not any(first <= later(month_pair(each["to"]), 1) <= last for first, last in taken)
    ]
    if not fitting:
        return None
    chosen = source.choice(fitting)
    month = text(later(month_pair(chosen["to"]), 1))
    last = max(chosen["earnings"], key=lambda each: str(each["to"]))
    extra = {key: chosen[key] for key in ("party", "kind", "salary_regime", "conditions") if key in chosen}
    longer["periods"].append({**extra, "from": month, "to": month, "earnings": [{**last, "from": month, "to": month}]})
    return longer


@thorough
@given(cases)
def test_totals_stay_within_the_calendar_and_the_sum_of_the_parts(case: Json) -> None:
    found = decided(case)
    aggregation = found.aggregation
    a, b = (aggregation.views[code] for code in PARTIES)
    assert aggregation.total_months == len(a.own | b.own) + aggregation.extra_months
    assert aggregation.total_months <= a.own_months + b.own_months
    assert aggregation.total_months == a.own_months + b.own_months - len(aggregation.overlap)
    both = [each for each in found.case.periods if each.party in PARTIES]
    if both:
        first = min(each.first.first_month for each in both)
        last = max(each.last.first_month for each in both)
        assert len(aggregation.total) <= last - first + 1
    for view in (a, b):
        assert view.own_months <= view.total_months <= aggregation.total_months
        assert not (view.own_kept & view.foreign)


@thorough
@given(payable_cases, sources)
def test_a_result_on_own_periods_never_depends_on_the_other_partys_earnings(case: Json, source: Random) -> None:
    mine = source.choice(PARTIES)
    other = copy.deepcopy(case)
    times, more = source.randint(0, 5), source.randint(0, 10_000_000)
    for period in other["periods"]:
        if period["party"] != mine:
            for each in period.get("earnings", []):
                each["monthly"] = each["monthly"] * times + more
    assert one_side(other, mine) == one_side(case, mine)


def one_side(case: Json, code: str) -> Any:
    """One side's result; a figure missing on the other side is no matter of this one."""
    try:
        return result_of(assess(copy.deepcopy(case)), code)
    except MissingFigureError as error:
        missing = [str(each.wrong) for each in error.faults if each.where.startswith(f"established.{code}.")]
        return missing or "decided"


@thorough
@given(payable_cases)
def test_amounts_are_whole_and_ratios_within_one(case: Json) -> None:
    found = decided(case)
    for code in PARTIES:
        result = found.parties[code]
        assert result.currency == {"VN": "VND", "KR": "KRW"}[code]
        amounts = [
            result.monthly_amount,
            result.monthly_amount_at_start,
            result.theoretical_amount,
            *result.further.values(),
        ]
        for amount in amounts:
            assert amount is None or (type(amount) is int and amount >= 0)
        assert result.ratio is None or 0 <= Fraction(result.ratio) <= 1
        assert (result.monthly_amount is None) == (not result.entitled) == (result.basis == "none")
        assert (result.start is None) == (not result.entitled)
        assert bool(result.missing) == (not result.entitled)
        if code == "KR" and result.monthly_amount is not None:
            assert result.monthly_amount % 10 == 0
        if result.basis == "independent":
            assert result.ratio is None


@thorough
@given(cases, sources)
def test_refunded_periods_add_nothing(case: Json, source: Random) -> None:
    refunded = copy.deepcopy(case)
    extra = random_case(source)["periods"]
    claim, birth = refunded["claim"]["date"][:7], month_pair(f"{refunded['person']['birth_date']}-01"[:7])
    fitting = [
        {**each, "refunded": True}
        for each in extra
        if each["to"][:7] < claim and month_pair(each["from"]) >= later(birth, 15 * 12) and each["party"] in PARTIES
    ]
    assume(fitting and len(refunded["person"]["birth_date"]) > 4)
    refunded["periods"] += fitting
    assert outcome(refunded) == outcome(case)


BY_TOTALISATION: Json = {
    "case_id": "P",
    "agreement": "vn-kr",
    "person": {"sex": "male", "birth_date": "1961-01-15", "nationality": "VN"},
    "claim": {"benefit": "old_age", "date": "2026-07-01"},
    "periods": [
        {
            "party": "VN",
            "from": "2001-01",
            "to": "2008-12",
            "kind": "compulsory",
            "salary_regime": "employer",
            "earnings": [{"from": "2001-01", "to": "2008-12", "monthly": 2_400_000}],
        },
        {
            "party": "KR",
            "from": "2010-01",
            "to": "2018-06",
            "kind": "workplace",
            "earnings": [{"from": "2010-01", "to": "2018-06", "monthly": 2_100_000}],
        },
    ],
}


def test_the_provision_date_is_honoured_to_the_day() -> None:
    agreement = find_agreement("vn-kr")
    day = date(2026, 7, 1)
    term = agreement.provision("totalisation").model_copy(update={"date": day})
    moved = agreement.model_copy(update={"provisions": {**agreement.provisions, "totalisation": term}})
    for claim, basis in (("2026-06-30", "none"), ("2026-07-01", "totalised"), ("2026-07-02", "totalised")):
        case = {**BY_TOTALISATION, "claim": {"benefit": "old_age", "date": claim}}
        found = assess(case, agreement=moved)
        for code in PARTIES:
            result = found.parties[code]
            assert result.basis == basis, (claim, code)
            if basis == "none":
                assert "totalisation_in_effect" in [each.name for each in result.missing]
            else:
                assert result.start is not None
                assert result.start >= month_of(day)


def test_before_the_provision_each_side_still_decides_on_its_own_periods() -> None:
    case = copy.deepcopy(BY_TOTALISATION)
    case["claim"]["date"] = "2025-06-30"
    case["periods"][1].update({"from": "2008-01", "to": "2018-06"})
    case["periods"][1]["earnings"][0].update({"from": "2008-01", "to": "2018-06"})
    case["person"]["birth_date"] = "1960-01-15"
    found = assess(case)
    assert found.parties["KR"].basis == "independent"
    assert found.parties["VN"].basis == "none"


@pytest.mark.parametrize("code", PARTIES)
@pytest.mark.parametrize(("months", "basis"), [(11, "none"), (12, "totalised"), (13, "totalised")])
def test_the_minimum_own_period_is_twelve_months(code: str, months: int, basis: str) -> None:
    case = copy.deepcopy(BY_TOTALISATION)
    short, long = (0, 1) if code == "VN" else (1, 0)
    for index, first, length in ((short, (2019, 1), months), (long, (1999, 1), 200)):
        period = case["periods"][index]
        period["from"], period["to"] = text(first), text(later(first, length - 1))
        period["earnings"][0].update({"from": period["from"], "to": period["to"]})
    found = assess(case)
    assert found.parties[code].basis == basis
    missing = [each.name for each in found.parties[code].missing]
    assert ("minimum_own_period" in missing) == (basis == "none")


@thorough
@given(cases)
def test_without_an_explanation_the_amounts_are_the_same(case: Json) -> None:
    assert outcome(case, explain=False) == outcome(case)


@quick
@given(payable_cases)
def test_without_an_explanation_the_doubts_are_the_same(case: Json) -> None:
    explained, bare = decided(case), decided(case, explain=False)
    assert bare.unverified == explained.unverified
    for code in PARTIES:
        assert bare.parties[code].established == explained.parties[code].established
        assert bare.parties[code].remarks == explained.parties[code].remarks
        assert bare.parties[code].missing == explained.parties[code].missing


@quick
@given(payable_cases)
def test_every_step_is_made_of_known_quantities(case: Json) -> None:
    found = decided(case)
    for code in PARTIES:
        result = found.parties[code]
        scheme = scheme_named({"VN": "vietnam", "KR": "korea"}[code])
        names = {each.name for run in result.computations for each in run.quantities}
        for step in result.steps:
            assert step.name in names
            for each in everything_below(step):
                assert each.name in names
                assert each.origin in {"rule", "fact", "figure", "established", "interpretation"}
                if each.origin == "rule":
                    assert each.citations or each.name in {"ratio", "payable_exact"}, each.name
                for citation in each.citations:
                    assert citation.source in scheme.sources or citation.source in found.agreement.sources


def everything_below(quantity: Quantity) -> list[Quantity]:
    found = [quantity]
    for each in quantity.inputs:
        found += everything_below(each)
    return found


@quick
@given(payable_cases)
def test_a_step_is_reproduced_by_its_rule_from_its_inputs(case: Json) -> None:
    found = decided(case)
    for code in PARTIES:
        for run in found.parties[code].computations:
            for step in run.steps:
                if step.origin == "rule":
                    rule = run.rules[step.name]
                    assert [each.name for each in step.inputs] == list(rule.arguments)
                    assert rule.function(*[each.value for each in step.inputs]) == step.value


@thorough
@given(cases)
def test_a_case_survives_its_own_json(case: Json) -> None:
    read = Case.model_validate(case)
    again = Case.model_validate_json(read.model_dump_json(by_alias=True, exclude_none=True))
    assert again == read
    assert outcome(again.model_dump(mode="json", by_alias=True, exclude_none=True)) == outcome(case)


@quick
@given(payable_cases)
def test_an_alternative_reading_is_what_the_case_would_get_by_choosing_it(case: Json) -> None:
    found = decided(case)
    for used in found.interpretations:
        for alternative in used.alternatives:
            chosen = copy.deepcopy(case)
            chosen["interpretations"] = {used.party: {used.name: alternative.choice}}
            try:
                result = assess(chosen).parties[used.party]
            except MissingFigureError:
                continue
            assert (result.entitled, result.monthly_amount) == (alternative.entitled, alternative.monthly_amount)
            if result.monthly_amount is not None and found.parties[used.party].monthly_amount is not None:
                decided_amount = found.parties[used.party].monthly_amount
                assert alternative.difference == result.monthly_amount - (decided_amount or 0)


@thorough
@given(payable_cases, sources)
def test_an_established_figure_equal_to_the_computed_one_changes_nothing(case: Json, source: Random) -> None:
    assume("established" not in case)
    found = decided(case)
    for code in PARTIES:
        result = found.parties[code]
        if not result.entitled:
            continue
        run = result.computations[-1]
        names = [name for name in ("average_earnings", "pension_rate", "pension_exact") if run.known(name) is not None]
        name = source.choice(names)
        value = run.known(name)
        assume(value >= 0)
        given_figure = {**copy.deepcopy(case), "established": {code: {name: written(value)}}}
        again = decided(given_figure).parties[code]
        assert again.monthly_amount == result.monthly_amount
        assert again.established == (name,)


def written(value: Fraction | int) -> int | str:
    return int(value) if Fraction(value).denominator == 1 else str(value)


@thorough
@given(cases)
def test_a_claim_made_again_in_the_earliest_month_is_met(case: Json) -> None:
    """Where nothing but time is missing, the month that is named is the first in which a claim succeeds."""
    found = decided(case)
    for code in PARTIES:
        result = found.parties[code]
        if result.entitled or result.earliest is None or any(each.supposes is not None for each in result.missing):
            continue
        if result.earliest > parse_month("2026-12"):
            continue
        assert entitled_on(case, result.earliest, code) is not False
        if result.earliest - 1 > month_of(date.fromisoformat(case["claim"]["date"])):
            assert entitled_on(case, result.earliest - 1, code) is not True


def entitled_on(case: Json, month: int, code: str) -> bool | None:
    """Whether the same facts entitle on this side when claimed in another month; None if the other side is refused."""
    again = copy.deepcopy(case)
    again["claim"]["date"] = first_day(month).replace(day=28).isoformat()
    try:
        return assess(again).parties[code].entitled
    except MissingFigureError as error:
        # The figures of an amount are asked for only where there is one.
        return True if any(fault.where.startswith(f"established.{code}.") for fault in error.faults) else None


@thorough
@given(payable_cases, st.integers(0, 5))
def test_indexation_moves_the_amount_only_after_the_start(case: Json, years: int) -> None:
    claim = date.fromisoformat(case["claim"]["date"])
    as_of = claim.replace(year=min(claim.year + years, 2026)) if claim.year < 2026 else claim
    now, then = decided(case), decided(case, as_of=max(as_of, claim))
    for code in PARTIES:
        a, b = now.parties[code], then.parties[code]
        assert (a.start, a.monthly_amount_at_start) == (b.start, b.monthly_amount_at_start)
        assert (b.monthly_amount or 0) >= (a.monthly_amount or 0)


@quick
@given(payable_cases)
def test_the_json_of_a_determination_repeats_it(case: Json) -> None:
    found = decided(case)
    data = as_data(found)
    assert data["aggregation"]["total_months"] == found.aggregation.total_months
    assert data["aggregation"]["overlap_months"] == len(found.aggregation.overlap)
    for code in PARTIES:
        result, told = found.parties[code], data["parties"][code]
        assert told["monthly_amount"] == result.monthly_amount
        assert told["start"] == (None if result.start is None else format_month(result.start))
        assert (None if told["ratio"] is None else Fraction(told["ratio"])) == result.ratio
        assert (None if told["rate"] is None else Fraction(told["rate"])) == result.rate
