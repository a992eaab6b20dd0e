from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documented import CHART, PAGE, made
from tests.newest_figures import values, year_to_add
from tests.strategies import PAYABLE, random_case
from totalisation import Case, assess
from totalisation.advice.option import Option, Options
from totalisation.advice.options import options_of
from totalisation.advice.stated import Stated
from totalisation.advice.suppositions import NO_GROWTH, Suppositions, continued, read_survival
from totalisation.advice.value import break_even, crossing, paid_so_far, value_of
from totalisation.messages import FaultsError
from totalisation.months import month
from totalisation.schemes import scheme_of
from totalisation.what_if import claimed_in
from totalisation.written_values import PartialDate

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]
IN_DONG = Suppositions(rates={"KRW": Fraction(18), "VND": Fraction(1)}, common="VND")
payable = st.randoms(use_true_random=False).map(lambda source: Case.model_validate(random_case(source, PAYABLE)))


@lru_cache
def worker() -> Case:
    return Case.model_validate_json((ROOT / "docs" / "worker-back-from-korea.json").read_text(encoding="utf-8"))


@lru_cache
def options() -> Options:
    return options_of(worker(), IN_DONG)


def one(kind: str, party: str = "") -> Option:
    (found,) = [each for each in options().options if (each.kind, each.party) == (kind, party)]
    return found


def adds_up(laid: Options) -> None:
    """The cash flows of each option are its payments, to the last won and dong."""
    for option in laid.options:
        flows = laid.flows(option)
        value = value_of(laid, option)
        for code, terms in laid.agreement.parties.items():
            pensions = [each.payments for each in option.pensions if each.party == code]
            sums = sum(each.amount or 0 for each in option.lump_sums if each.party == code)
            monthly = sum(each.total + sum(each.further.values()) for each in pensions)
            within = range(laid.first, laid.last + 1)
            paid_in = sum(
                run.amount * len(range(run.first, run.last + 1))
                for each in option.contributions
                for run in each.runs
                if each.party == code and run.first in within
            )
            assert sum(each.amount for each in flows if each.party == code) == monthly + sums - paid_in
            paid = sum(each.amount for each in flows if each.currency == terms.currency)
            assert value.by_currency.get(terms.currency, 0) == paid
        assert all(laid.first <= each.month <= laid.last for each in flows)
        if laid.supposed.common:
            last = paid_so_far(laid, option, laid.supposed.common)[-1][1]
            assert value.in_common == sum(each.amount * laid.supposed.rates[each.currency] for each in flows)
            assert laid.supposed.prices or last == value.in_common


def test_the_worker_has_these_options() -> None:
    assert [(each.letter, each.kind, each.party) for each in options().options] == [
        ("A", "keep", ""),
        ("B", "together", ""),
        ("C", "longer", "VN"),
        ("D", "longer", "KR"),
        ("E", "early", "KR"),
        ("F", "deferred", "KR"),
        ("G", "lump_sum", "VN"),
        ("H", "lump_sum", "KR"),
        ("I", "lump_sums", ""),
    ]


def test_the_cash_flows_of_the_worker_add_up() -> None:
    adds_up(options())


@settings(max_examples=6)
@given(payable)
def test_the_cash_flows_of_any_case_add_up(case: Case) -> None:
    age = (case.claim_month - case.person.birth_date.first_month) // 12 + 3
    adds_up(options_of(case, Suppositions(to_age=age, rates=IN_DONG.rates, common="VND", prices=Fraction(1, 50))))


def test_a_lump_sum_is_what_assess_says_and_ends_the_other_side_too() -> None:
    option = one("lump_sum", "VN")
    paid, _later = option.lump_sums
    claim = {"benefit": "lump_sum", "date": "2026-11-02", "withdrawals": {"VN": {"reason": "ceased"}}}
    case = {**worker().model_dump(mode="json", by_alias=True, exclude={"claim"}), "claim": claim}
    assert assess(case).parties["VN"].single_sums == paid.amount == 97_551_000
    assert paid.own_months == 132
    assert option.never == ("VN", "KR")


def test_where_no_pension_follows_the_refund_at_sixty_does() -> None:
    """Art. 77(1)1: who has taken the months of one side out still has the sum of the other."""
    now, later = one("lump_sum", "VN").lump_sums
    assert (now.party, later.party, later.reason, later.month) == ("VN", "KR", "age", month(2031, 3))
    rates = {str(year): "2 %" if year < 2027 else "2.2 %" for year in range(2019, 2032)}
    case = {
        **worker().model_dump(mode="json", by_alias=True),
        "claim": {
            "benefit": "lump_sum",
            "date": "2031-03-31",
            "options": {"KR": {"visa": "E-9"}},
            "withdrawals": {"KR": {"reason": "age"}},
        },
        "established": {"KR": {"deposit_rate": rates}},
    }
    assert assess(case).parties["KR"].single_sums == later.amount
    assert [each.party for each in one("lump_sums").lump_sums] == ["VN", "KR"]


def test_no_sum_is_taken_that_would_end_the_months_of_a_totalised_pension() -> None:
    for option in options().options:
        if any(each.result.basis == "totalised" for each in option.pensions):
            assert option.lump_sums == ()


def test_what_further_insurance_costs_is_taken_off() -> None:
    """Law 41/2024 Art. 33(1): 8 %; National Pension Act Art. 88(3) and Addendum 20903 Art. 4: half of each year's."""
    (vietnam,) = one("longer", "VN").contributions
    assert [(each.first, each.last, each.amount) for each in vietnam.runs] == [
        (month(2026, 11), month(2030, 10), 3_600_000 * 8 // 100)
    ]
    korea, after_sixty = one("longer", "KR").contributions
    halves = {2026: 475, 2027: 500, 2028: 525, 2029: 550, 2030: 575, 2031: 600}
    months = dict.fromkeys(halves, 12) | {2026: 2, 2031: 3}
    assert korea.total == sum(2_300_000 * halves[year] // 10_000 // 10 * 10 * months[year] for year in halves)
    # Art. 13: sixty in March 2031, and from then on there is no employer who pays the other half (Art. 88(4)).
    assert after_sixty.total == 9 * 2_300_000 * 1200 // 10_000
    flows = options().flows(one("longer", "VN"))
    assert sum(each.amount for each in flows if each.amount < 0) == -vietnam.total
    assert {each.kind for each in options().options if each.contributions} == {"longer"}


def test_missing_months_in_one_sum_cost_both_rates() -> None:
    """Law 41/2024 Art. 33(7): "tổng mức đóng của người lao động và người sử dụng lao động", 22 % of the last salary."""
    periods = list(worker().model_dump(mode="json", by_alias=True)["periods"])
    periods[0] |= {"to": "2017-08", "earnings": [{"from": "2003-01", "to": "2017-08", "monthly": 3_600_000}]}
    case = Case.model_validate(
        {
            **worker().model_dump(mode="json", by_alias=True),
            "person": {"sex": "male", "birth_date": "1963-03-20", "nationality": "VN", "residence": "VN"},
            "periods": periods[:1],
        }
    )
    laid = options_of(case, Suppositions(to_age=75))
    (topped,) = [each for each in laid.options if each.kind == "top_up"]
    (paid,) = topped.contributions
    assert topped.months == 4
    assert paid.total == 4 * 3_600_000 * 22 // 100
    adds_up(laid)


def test_voluntary_insurance_costs_all_of_the_rate() -> None:
    """Law 41/2024 Art. 36(1): "hằng tháng đóng bằng 22% mức thu nhập"; National Pension Act Art. 88(4)."""
    periods = worker().model_dump(mode="json", by_alias=True)["periods"]
    periods[0]["kind"], periods[1]["kind"] = "voluntary", "individual"
    del periods[0]["salary_regime"]
    periods[0] |= {"from": "2009-01", "to": "2019-12"}
    periods[0]["earnings"] = [{"from": "2009-01", "to": "2019-12", "monthly": 3_600_000}]
    periods[1] |= {"from": "2020-06", "to": "2024-03"}
    periods[1]["earnings"] = [{"from": "2020-06", "to": "2024-03", "monthly": 2_300_000}]
    case = Case.model_validate({**worker().model_dump(mode="json", by_alias=True), "periods": periods})
    laid = options_of(case, Suppositions()).options
    paid = {each.party: each.contributions[0] for each in laid if each.kind == "longer"}
    assert paid["VN"].runs[0].amount == 3_600_000 * 22 // 100
    assert paid["KR"].runs[0].amount == 2_300_000 * 95 // 1000 // 10 * 10


def test_what_costs_cannot_be_told_is_said() -> None:
    periods = worker().model_dump(mode="json", by_alias=True)["periods"]
    for each in periods:
        each["earnings"] = []
    stated = {"VN": {"average_earnings": 3_000_000}, "KR": {"average_earnings": 2_000_000}}
    given = {**worker().model_dump(mode="json", by_alias=True), "periods": periods, "established": stated}
    laid = options_of(Case.model_validate(given), Suppositions())
    longer = [each for each in laid.options if each.kind == "longer"]
    assert longer
    for option in longer:
        assert option.contributions == ()
        assert any("no earnings" in each.in_language("en") for each in option.undecided)


def test_all_lump_sums_are_those_of_each_party() -> None:
    sums = {each.party: each.amount for each in one("lump_sums").lump_sums}
    assert sums == {code: one("lump_sum", code).lump_sums[0].amount for code in ("VN", "KR")}


def test_a_lump_sum_whose_amount_cannot_be_told_is_laid_out_all_the_same() -> None:
    case = worker().model_copy(update={"established": {}})
    laid = options_of(case, Suppositions())
    (option,) = [each for each in laid.options if (each.kind, each.party) == ("lump_sum", "KR")]
    assert option.lump_sums[0].amount is None
    assert {each.where for each in option.undecided} == {"established.KR.deposit_rate"}
    assert {each.party for each in laid.flows(option)} == {"VN"}
    assert not any(each.kind == "lump_sums" for each in laid.options)


def test_a_known_claim_is_the_one_that_assess_decides() -> None:
    """Where no figure has to be supposed, an option is the decided case itself."""
    case = Case.model_validate_json((ROOT / "examples" / "nine-and-eleven-years.json").read_text(encoding="utf-8"))
    keep = options_of(case, Suppositions(to_age=66)).options[0]
    decided = assess(case).parties
    for claimed in keep.pensions:
        assert claimed.result.monthly_amount == decided[claimed.party].monthly_amount


def test_an_early_pension_is_less_a_month_and_a_deferred_one_more() -> None:
    amounts = {
        kind: next(each.payments.runs[0].amount for each in one(kind, party).pensions if each.party == "KR")
        for kind, party in (("early", "KR"), ("keep", ""), ("deferred", "KR"))
    }
    assert amounts["early"] < amounts["keep"] < amounts["deferred"]
    # 70 % at sixty; 0.6 % for each of sixty months (Art. 63(2), 62(2)).
    for kind, part in (("early", Fraction(70, 100)), ("deferred", Fraction(136, 100))):
        least, most = (part * (amounts["keep"] + more) // 10 * 10 for more in (0, 10))
        assert least <= amounts[kind] <= most


def test_where_two_options_break_even() -> None:
    laid = options()
    by_letter = {each.letter: each for each in laid.options}
    crossings = break_even(laid)
    assert crossings
    for each in crossings:
        behind = [amount for _, amount in paid_so_far(laid, by_letter[each.behind], each.currency)]
        ahead = [amount for _, amount in paid_so_far(laid, by_letter[each.ahead], each.currency)]
        first = next(place for place, (one, other) in enumerate(zip(behind, ahead, strict=True)) if one != other)
        assert behind[first] < ahead[first]
        if each.month is None:
            assert behind[-1] < ahead[-1]
        else:
            place = each.month - laid.first
            assert all(one >= other for one, other in zip(behind[place:], ahead[place:], strict=True))
            assert behind[place - 1] < ahead[place - 1]


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ([0, 0, 4, 5], (1, 102, False)),
        ([0, 0, 0, 0], (1, None, False)),
        ([0, 2, 4, 2], (1, None, True)),
        ([0, 3, 0, 9], (1, 103, False)),
        ([1, 2, 3, 4], None),
    ],
)
def test_one_is_overtaken_for_good_or_for_a_time_or_never(other: list[int], expected: object) -> None:
    assert crossing([Fraction(each) for each in (1, 2, 3, 4)], [Fraction(each) for each in other], 100) == expected


def test_weights() -> None:
    survival = {age: Fraction(100 - age) for age in range(50, 90)}
    supposed = Suppositions(prices=Fraction(1, 50), discount=Fraction(1, 100), survival=survival)
    assert supposed.weight(0, 55, 55) == 1
    expected = Fraction(30, 45) / (Fraction(51, 50) * Fraction(101, 100)) ** 15
    assert supposed.weight(15, 55, 70) == expected
    assert Suppositions().weight(30, 55, 85) == 1


def test_survival_makes_what_is_paid_late_worth_less() -> None:
    table = {age: Fraction(100 - age, 45) for age in range(55, 86)}
    weighed = options_of(worker(), Suppositions(survival=table))
    for option in weighed.options:
        value = value_of(weighed, option)
        for currency, amount in value.by_currency.items():
            assert 0 <= value.weighed_by_currency[currency] <= amount
            at_once = all(
                each.month < weighed.first + 12 for each in weighed.flows(option) if each.currency == currency
            )
            assert (value.weighed_by_currency[currency] == amount) == at_once


def test_growth_carries_figures_on_and_takes_nothing_from_those_that_are_known() -> None:
    case = claimed_in(worker(), month(2033, 3)).case
    schemes = {code: scheme_of(terms) for code, terms in options().agreement.parties.items()}
    supposed, told = continued(
        case, schemes, month(2033, 4), month(2040, 1), Suppositions(prices=Fraction(3, 100), wages=Fraction(5, 100))
    )
    figures = supposed.established
    average = figures["KR"]["average_income_of_all_insured"]
    prices = figures["KR"]["consumer_price_adjustment"]
    coefficients = figures["VN"]["adjustment_coefficients"]
    assert isinstance(average, dict)
    assert isinstance(prices, dict)
    assert isinstance(coefficients, dict)
    first = year_to_add("korea", "average_income_of_all_insured")
    last_known = values(schemes["KR"].parameters["average_income_of_all_insured"].entries[-1])[first - 1]
    assert average[str(first)] == round(Fraction(str(last_known)) * Fraction(105, 100))
    assert min(average) == str(first)
    assert set(prices.values()) == {"3/100"}
    assert coefficients["2033"] == coefficients["2032"] == 1
    assert coefficients["2031"] == "103/100"
    rates, stated = figures["KR"]["deposit_rate"], case.established["KR"]["deposit_rate"]
    assert isinstance(rates, dict)
    assert isinstance(stated, dict)
    assert rates.items() >= stated.items()
    assert {rates[str(year)] for year in range(2027, 2041)} == {"11/500"}
    assert {each.last_year for each in told if each.growth != NO_GROWTH} == {first - 1}


def test_without_growth_a_later_pension_is_that_of_today_in_todays_money() -> None:
    """Figures that do not move: the pension of 2033 is what the same career would give at once, but for age."""
    keep = options().options[0]
    (vietnam,) = [each for each in keep.pensions if each.party == "VN"]
    older = worker().person.model_copy(update={"birth_date": PartialDate("1963-03-20")})
    old_enough = worker().model_copy(update={"person": older})
    newest = month(year_to_add("vietnam", "adjustment_coefficients") - 1, 12)
    assert assess(claimed_in(old_enough, newest).case).parties["VN"].monthly_amount == vietnam.result.monthly_amount


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("age,alive\n50,1\n", "columns"),
        ("age,surviving\n50,x\n", "exact number"),
        ("age,surviving\n50,1\n51,2\n52,1", "more are alive at 51"),
        ("age,surviving\n50,1\n50,1\n51,1\n52,1", "stands twice"),
        ("age,surviving\n50,1\n52,-1", "below 0"),
        ("age,surviving\n50,1\n52,1", r"the ages 51 are missing"),
        ("age,surviving\n50,0\n51,0\n52,0", "nobody is alive"),
    ],
)
def test_a_table_of_survival_at_fault(text: str, wrong: str) -> None:
    with pytest.raises(FaultsError, match=wrong):
        read_survival(text, "survival", range(50, 53))


def test_every_fault_of_what_is_stated_is_told_at_once() -> None:
    stated = Stated("200", "60 %", "x", "-1 %", "KRW=18", "age,surviving\n")
    with pytest.raises(FaultsError) as refused:
        stated.suppositions(worker())
    assert [each.where for each in refused.value.faults][:5] == ["prices", "wages", "discount", "to_age", "exchange"]
    with pytest.raises(FaultsError, match="currencies are"):
        Stated("85", "0", "0", "0", "USD:VND=25000").suppositions(worker())


def test_an_exchange_rate_goes_either_way() -> None:
    rates = Stated("85", "0", "0", "0", "VND:KRW=1/18").suppositions(worker())
    assert (rates.common, rates.rates) == ("KRW", {"VND": Fraction(1, 18), "KRW": Fraction(1)})


def test_an_age_that_has_passed_and_another_benefit_are_refused() -> None:
    with pytest.raises(FaultsError, match="has passed"):
        options_of(worker(), Suppositions(to_age=40))
    claim = {"benefit": "lump_sum", "date": "2026-11-02", "withdrawals": {"VN": {"reason": "ceased"}}}
    lump = Case.model_validate({**worker().model_dump(mode="json", by_alias=True), "claim": claim})
    with pytest.raises(FaultsError, match="old-age claim alone"):
        options_of(lump, Suppositions())


def generated() -> Iterator[tuple[str, str]]:
    answer, chart = made()
    yield PAGE.read_text(encoding="utf-8"), answer
    yield CHART.read_text(encoding="utf-8"), chart


def test_the_worked_example_is_what_the_command_says() -> None:
    for kept, again in generated():
        assert again in kept, "run `make documents`"
    assert "worker-back-from-korea.svg" in PAGE.read_text(encoding="utf-8")
    assert json.loads((ROOT / "docs" / "worker-back-from-korea.json").read_text(encoding="utf-8"))["case_id"]
