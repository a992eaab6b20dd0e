from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.newest_figures import year_to_add
from tests.strategies import PAYABLE, Aim, random_case
from totalisation import Case, assess
from totalisation.agreement_file import find_agreement
from totalisation.case import Dependant
from totalisation.messages import FaultsError
from totalisation.months import first_day, format_month, month
from totalisation.payments import payments_of
from totalisation.reports.payments import adjustments_study
from totalisation.reports.study import study_text

EXAMPLES = Path(__file__).parents[1] / "examples"
NOW = month(2026, 12)
payable = st.randoms(use_true_random=False).map(lambda source: Case.model_validate(random_case(source, PAYABLE)))
earlier = st.randoms(use_true_random=False).map(
    lambda source: Case.model_validate(random_case(source, Aim(first_claim=(2017, 1), last_claim=(2022, 12))))
)


def example(name: str, **changes: Any) -> Case:
    return Case.model_validate({**json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8")), **changes})


@settings(max_examples=25)
@given(st.one_of(payable, earlier))
def test_each_month_is_what_assess_tells_as_of_it(case: Case) -> None:
    try:
        payments = payments_of(case, NOW)
    except FaultsError:
        with pytest.raises(FaultsError):
            assess(case)
        return
    for when in range(case.claim_month + 1, NOW + 1, 4):
        try:
            result = assess(case, as_of=first_day(when), explain=False)
        except FaultsError:
            assert any(each.undecided_from is not None and each.undecided_from <= when for each in payments.values())
            continue
        for code, each in result.parties.items():
            due = payments[code].amount(when)
            expected = (each.monthly_amount or 0) if each.start is not None and each.start <= when else 0
            assert due == expected, (code, format_month(when))


@settings(max_examples=25)
@given(payable)
def test_runs_are_whole_and_add_up(case: Case) -> None:
    try:
        payments = payments_of(case, NOW)
    except FaultsError:
        return
    for each in payments.values():
        if not each.runs:
            assert each.total == 0
            continue
        assert each.total == sum(each.amount(when) for when in range(each.runs[0].first, each.runs[-1].last + 1))
        for adjustment, earlier_run, later in zip(each.adjustments, each.runs, each.runs[1:], strict=False):
            assert (adjustment.before, adjustment.after) == (earlier_run.amount, later.amount)
            assert adjustment.month == later.first == earlier_run.last + 1
            assert adjustment.figures or adjustment.before != adjustment.after


def vietnamese(claim: str) -> Case:
    """A pension from 2021 of 5,000,000 dong, by an average that is established."""
    return Case.model_validate(
        {
            "case_id": "P",
            "agreement": "vn-kr",
            "person": {"sex": "male", "birth_date": "1960-01-15", "nationality": "VN"},
            "claim": {"benefit": "old_age", "date": claim},
            "periods": [
                {
                    "party": "VN",
                    "from": "1991-01",
                    "to": "2020-12",
                    "kind": "compulsory",
                    "salary_regime": "employer",
                }
            ],
            "established": {"VN": {"average_earnings": 8_000_000}},
        }
    )


def test_the_decrees_of_viet_nam_one_after_another() -> None:
    """Decrees 108/2021 (7.4 %), 42/2023 (12.5 %), 75/2024 (15 %), 162/2026 (8 %), each to the nearest dong."""
    payments = payments_of(vietnamese("2021-03-01"), NOW)["VN"]
    told = [(format_month(each.month), each.figures[0].value) for each in payments.adjustments]
    percent = {"2022-01": Fraction("0.074"), "2023-07": Fraction("0.125"), "2024-07": Fraction("0.15")}
    assert told == [*percent.items(), ("2026-07", Fraction("0.08"))]
    amount = payments.runs[0].amount
    for each in payments.adjustments:
        rate = Fraction(each.figures[0].value)
        assert each.before == amount
        amount = int((amount * (1 + rate) * 2 + 1) // 2)
        assert each.after == amount
        assert "D162 2" in [str(citation) for citation in each.figures[0].ordered_by]


def test_who_missed_the_rise_of_2022_gets_twenty_point_eight_per_cent() -> None:
    """D42/2023 Art. 2(1)(b): 20.8 % for pensions that had not been raised by Decree 108/2021."""
    (first, *_) = payments_of(vietnamese("2022-03-01"), NOW)["VN"].adjustments
    (figure,) = first.figures
    assert (figure.name, figure.value, str(figure.citation)) == ("first_adjustments", Fraction("0.208"), "D42 2(1)(b)")
    assert first.factor is not None
    assert abs(first.factor - Fraction("1.208")) < Fraction(1, 1_000_000)


def test_korean_prices_and_dependants_amounts() -> None:
    """MOHW: spouse 293,580 won a year in 2024 and 300,330 in 2025, prices 2.3 % in January 2025."""
    case = example("independent-both")
    married = case.person.model_copy(update={"dependants": (Dependant(relation="spouse"),)})
    again = Case.model_validate(
        {**case.model_dump(mode="json", by_alias=True), "person": married.model_dump(mode="json")}
    )
    payments = payments_of(again, NOW)["KR"]
    (adjustment,) = payments.adjustments
    assert {each.name for each in adjustment.figures} == {"consumer_price_adjustment", "spouse_amount"}
    assert adjustment.month == month(2026, 1)


def test_a_month_that_no_figure_reaches_is_told_and_not_guessed() -> None:
    year = year_to_add("korea", "consumer_price_adjustment")
    payments = payments_of(example("independent-both"), month(year, 3))
    assert payments["KR"].undecided_from == month(year, 1)
    assert [each.where for each in payments["KR"].faults] == ["established.KR.consumer_price_adjustment"]
    with pytest.raises(LookupError):
        payments["KR"].amount(month(year, 2))
    assert payments["VN"].amount(month(year, 3)) > 0


def test_a_month_before_the_claim_and_another_benefit_are_refused() -> None:
    case = example("independent-both")
    with pytest.raises(FaultsError, match="before the claim"):
        payments_of(case, month(2020, 1))
    assert case.claim.date > date(2020, 1, 1)


def test_months_before_2025_beside_income_are_paid_by_the_steps_of_then() -> None:
    """National Pension Act Art. 63-2, Law 21203 Addendum Art. 2: claimed in June 2026 from June 2024 on."""
    case = Case.model_validate(
        {
            "case_id": "late",
            "agreement": "vn-kr",
            "person": {"sex": "male", "birth_date": "1961-05-20", "nationality": "KR"},
            "claim": {"benefit": "old_age", "date": "2026-06-10", "options": {"KR": {"monthly_income": 4_000_000}}},
            "periods": [{"party": "KR", "from": "2000-01", "to": "2011-12", "kind": "workplace"}],
            "established": {"KR": {"average_earnings": 3_000_000}},
        }
    )
    korea = payments_of(case, month(2026, 6))["KR"]
    # 1,010,763 won above A of 2024 take 50,000 and 10 % of 10,763; less than two million above A of 2025 nothing.
    assert [korea.amount(month(*each)) for each in ((2024, 6), (2024, 12), (2025, 1))] == [455_760, 455_760, 518_490]
    without = Case.model_validate(
        {**case.model_dump(mode="json", by_alias=True), "claim": {"benefit": "old_age", "date": "2026-06-10"}}
    )
    assert payments_of(without, month(2026, 6))["KR"].amount(month(2024, 6)) == 506_830


def test_a_payment_that_is_not_known_is_not_told_as_nothing() -> None:
    korea = payments_of(example("independent-both"), NOW)["KR"]
    unknown = replace(korea, runs=(), undecided_from=korea.runs[0].first)
    study = adjustments_study({"KR": unknown}, "late", find_agreement("vn-kr"))
    assert "Nothing is paid up to this month" not in study_text(study)
