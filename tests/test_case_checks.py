"""What is wrong with a case although each field is well written: dates, earnings, and the agreement's words."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, StrictInt

from totalisation import case_checks
from totalisation.agreement import Agreement
from totalisation.agreement_file import agreement_names, read_agreement
from totalisation.api import assess
from totalisation.case import Case
from totalisation.case_checks import faults_of
from totalisation.case_file import case_from
from totalisation.messages import Fault, FaultsError, message
from totalisation.rules import RuleSet, rule
from totalisation.schemes import scheme_named
from totalisation.schemes.base import Scheme

AGREEMENT = b"""
id = "aa-bb"
kind = "totalisation"
title = { en = "Agreement between A and B" }
sources.T.title.en = "Treaty"
entry_into_force = { date = 2010-01-01, article = "30", source = "T", status = "verified" }

[parties.AA]
scheme = "declared"
title.en = "A"
currency = "AAA"
totalise = { when = "needed", article = "10", source = "T", status = "verified" }
amount = { method = "direct", article = "11", source = "T", status = "verified" }

[parties.BB]
scheme = "declared"
title.en = "B"
currency = "BBB"
totalise = { when = "needed", article = "10", source = "T", status = "verified" }
amount = { method = "pro_rata", article = "12", source = "T", status = "verified" }
ratio = { article = "12", source = "T", status = "verified" }
"""

EARNINGS = {"from": "2001-03", "to": "2009-02", "monthly": 2400000}
PERIOD = {"party": "AA", "from": "2001-03", "to": "2009-02", "kind": "compulsory", "earnings": [EARNINGS]}
VALID: dict[str, Any] = {
    "case_id": "C-1",
    "agreement": "aa-bb",
    "person": {"sex": "female", "birth_date": "1969-05-12"},
    "claim": {"benefit": "old_age", "date": "2026-07-01"},
    "periods": [PERIOD, {"party": "BB", "from": "2010-05", "to": "2019-12", "kind": "voluntary"}],
}


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    return read_agreement(AGREEMENT, "aa-bb.toml")


def changed(**keys: Any) -> dict[str, Any]:
    """The valid case with other values for some of its keys."""
    return {**copy.deepcopy(VALID), **keys}


def with_periods(*periods: dict[str, Any]) -> dict[str, Any]:
    """The valid case with periods that differ from ``PERIOD`` in the keys given."""
    return changed(periods=[{**copy.deepcopy(PERIOD), **each} for each in periods])


def told(case: dict[str, Any], agreement: Agreement) -> list[str]:
    return [fault.in_language() for fault in faults_of(case_from(case), agreement)]


def test_a_case_without_faults(agreement: Agreement) -> None:
    assert told(VALID, agreement) == []
    assert told(changed(periods=[]), agreement) == []


def test_a_period_that_ends_before_it_begins(agreement: Agreement) -> None:
    assert told(with_periods({"to": "2001-02"}), agreement) == [
        "periods[0].to: the period ends in 2001-02, before it begins in 2001-03. The earliest end is 2001-03."
    ]
    assert told(with_periods({"from": "2001-03-15", "to": "2001-03-14", "earnings": []}), agreement) == [
        "periods[0].to: the period ends in 2001-03-14, before it begins in 2001-03-15. The earliest end is 2001-03-15."
    ]


def test_a_period_after_the_claim(agreement: Agreement) -> None:
    assert told(with_periods({"to": "2026-08"}), agreement) == [
        "periods[0].to: the period ends in 2026-08, after the claim of 2026-07-01. "
        "Only periods up to the day of the claim count."
    ]
    assert told(with_periods({"from": "2026-08-01", "to": "2027-08-01", "earnings": []}), agreement) == [
        "periods[0].from: the period begins in 2026-08-01, after the claim of 2026-07-01. "
        "Only periods up to the day of the claim count."
    ]


def test_a_period_may_end_in_the_month_of_the_claim(agreement: Agreement) -> None:
    assert told(with_periods({"to": "2026-07"}, {"to": "2026-07-01"}), agreement) == []
    assert told(with_periods({"to": "2026-07-02"}), agreement) == [
        "periods[0].to: the period ends in 2026-07-02, after the claim of 2026-07-01. "
        "Only periods up to the day of the claim count."
    ]


def test_a_period_before_birth_or_before_the_youngest_insured_age(agreement: Agreement) -> None:
    assert told(with_periods({"from": "1969-04"}), agreement) == [
        "periods[0].from: the period begins in 1969-04, before the person was born. The date of birth is 1969-05-12."
    ]
    assert told(with_periods({"from": "1984-04"}), agreement) == [
        "periods[0].from: the period begins in 1984-04, before the person was 15 years old. "
        "Born 1969-05-12: the earliest month is 1984-05."
    ]
    assert told(with_periods({"from": "1984-05"}), agreement) == []


def test_a_partial_date_of_birth_is_taken_at_its_earliest(agreement: Agreement) -> None:
    for birth_date, earliest in (("1969", "1984-01"), ("1969-05", "1984-05")):
        case = with_periods({"from": earliest})
        case["person"]["birth_date"] = birth_date
        assert told(case, agreement) == []
    case = with_periods({"from": "1983-12"})
    case["person"]["birth_date"] = "1969"
    assert told(case, agreement) == [
        "periods[0].from: the period begins in 1983-12, before the person was 15 years old. "
        "Born 1969: the earliest month is 1984-01."
    ]


def test_residence_is_bounded_by_birth_alone(agreement: Agreement) -> None:
    residence = {"kind": "residence", "earnings": []}
    assert told(with_periods({**residence, "from": "1969-05"}), agreement) == []
    assert len(told(with_periods({**residence, "from": "1969-04"}), agreement)) == 1


def test_a_claim_or_a_conclusion_before_birth(agreement: Agreement) -> None:
    case = changed(periods=[])
    case["person"] |= {"capacity_loss_percent": 61, "capacity_conclusion": "1968-01-01"}
    case["claim"]["date"] = "1969-05-11"
    assert told(case, agreement) == [
        "claim.date: 1969-05-11 is before the person was born. The date of birth is 1969-05-12.",
        "person.capacity_conclusion: 1968-01-01 is before the person was born. The date of birth is 1969-05-12.",
    ]


def test_what_lies_outside_its_period(agreement: Agreement) -> None:
    case = with_periods(
        {
            "broken_months": ["2001-02", "2001-03", "2009-02", "2009-03"],
            "earnings": [
                {"from": "2001-02", "to": "2001-12", "monthly": 1},
                {"from": "2002-01", "to": "2009-03", "monthly": 1},
                {"from": "2005-02", "to": "2005-01", "monthly": 1},
            ],
        }
    )
    span = "The period runs from 2001-03 to 2009-02."
    assert told(case, agreement) == [
        f"periods[0].broken_months[0]: 2001-02 is not within the period. {span}",
        f"periods[0].broken_months[3]: 2009-03 is not within the period. {span}",
        f"periods[0].earnings[0].from: the earnings begin in 2001-02, before the period. {span}",
        f"periods[0].earnings[1].to: the earnings end in 2009-03, after the period. {span}",
        "periods[0].earnings[2].to: the earnings end in 2005-01, before they begin in 2005-02. "
        "The earliest end is 2005-02.",
    ]


def test_contradictory_earnings_within_a_period(agreement: Agreement) -> None:
    again = {"from": "2004-01", "to": "2004-06"}
    case = with_periods({"earnings": [{**again, "monthly": 3}, EARNINGS]})
    assert told(case, agreement) == [
        "periods[0].earnings[0]: 2004-01 already has earnings of 2400000 in earnings[1], and here 3. "
        "Give each month once, with the sum of what was earned in it."
    ]
    assert told(with_periods({"earnings": [{**again, "monthly": 2400000}, EARNINGS]}), agreement) == []
    coefficients = [{**again, "monthly": 5, "coefficient": "4.98"}, {**again, "monthly": 5, "coefficient": "5.08"}]
    assert told(with_periods({"earnings": coefficients}), agreement) == [
        "periods[0].earnings[1]: 2004-01 already has earnings of 5 with coefficient 4.98 in earnings[0], "
        "and here 5 with coefficient 5.08. Give each month once, with the sum of what was earned in it."
    ]
    coefficients[1]["coefficient"] = "498/100"
    assert told(with_periods({"earnings": coefficients}), agreement) == []


def test_overlapping_periods_with_contradictory_earnings(agreement: Agreement) -> None:
    other = {"from": "2008-01", "earnings": [{"from": "2008-01", "to": "2009-02", "monthly": 2500000}]}
    assert told(with_periods({}, other), agreement) == [
        "periods[1]: 2008-01 also lies in periods[0], with earnings of 2400000 there and 2500000 here. "
        "Enter one period with the sum, or keep the record that is right."
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"earnings": [EARNINGS]},
        {"earnings": []},
        {"party": "BB", "earnings": [{**EARNINGS, "monthly": 1}]},
        {"kind": "voluntary", "earnings": [{**EARNINGS, "monthly": 1}]},
        {"refunded": True, "earnings": [{**EARNINGS, "monthly": 1}]},
    ],
)
def test_overlaps_that_do_not_contradict(agreement: Agreement, other: dict[str, Any]) -> None:
    assert told(with_periods({}, other), agreement) == []


def test_overlapping_periods_under_two_salary_regimes(agreement: Agreement) -> None:
    case = with_periods({"salary_regime": "state"}, {"from": "2009-01", "salary_regime": "employer"})
    case["periods"][1]["earnings"] = [{**EARNINGS, "from": "2009-01"}]
    assert told(case, agreement) == [
        "periods[1].salary_regime: 2009-01 also lies in periods[0], whose salary regime is another. "
        "Give each month once, under the regime that set its salary."
    ]


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(0, 5), st.integers(1, 2)).map(
            lambda piece: (piece[0], min(piece[0] + piece[1], 12), piece[2])
        ),
        min_size=2,
        max_size=6,
    )
)
def test_a_contradiction_is_found_exactly_where_a_month_has_two_amounts(pieces: list[tuple[int, int, int]]) -> None:
    """Against the same question put month by month, whatever the order of the periods."""
    amounts: dict[int, set[int]] = {}
    for first, last, monthly in pieces:
        for month in range(first, last + 1):
            amounts.setdefault(month, set()).add(monthly)
    contradictory = any(len(each) > 1 for each in amounts.values())
    agreement = read_agreement(AGREEMENT, "aa-bb.toml")
    spans = [({"from": f"2001-{a:02d}", "to": f"2001-{b:02d}"}, monthly) for a, b, monthly in pieces]
    periods = [{**span, "earnings": [{**span, "monthly": monthly}]} for span, monthly in spans]
    assert bool(told(with_periods(*periods), agreement)) == contradictory
    within = {"earnings": [{**span, "monthly": monthly} for span, monthly in spans], "from": "2001-01", "to": "2001-12"}
    assert bool(told(with_periods(within), agreement)) == contradictory


@pytest.mark.parametrize(
    ("unit", "most"), [("days", 365), ("weeks", 54), ("months", 12), ("quarters", 4), ("years", 1)]
)
def test_a_count_that_the_period_has_no_room_for(agreement: Agreement, unit: str, most: int) -> None:
    span = {"from": "2001-01", "to": "2001-12", "earnings": []}
    assert told(with_periods({**span, "count": {"unit": unit, "number": most}}), agreement) == []
    assert told(with_periods({**span, "count": {"unit": unit, "number": most + 1}}), agreement) == [
        f"periods[0].count.number: {most + 1} is more than the period has room for. "
        f"From 2001-01 to 2001-12 it is at most {most}."
    ]


def test_an_unknown_kind(agreement: Agreement) -> None:
    assert told(with_periods({"kind": "compulsary"}, {"kind": "workplace"}), agreement) == [
        "periods[0].kind: AA has no kind of period “compulsary”. "
        "Did you mean “compulsory”? Valid: compulsory, voluntary, credited, deemed, residence.",
        "periods[1].kind: AA has no kind of period “workplace”. "
        "Valid: compulsory, voluntary, credited, deemed, residence.",
    ]


def test_a_third_state_and_its_kinds_are_free(agreement: Agreement) -> None:
    assert told(with_periods({"party": "CC", "kind": "something"}), agreement) == []


def test_parties_that_are_unknown(agreement: Agreement) -> None:
    case = changed(
        established={"CC": {"monthly_pension": 1}},
        interpretations={"CC": {"question": "reading"}},
        claim={
            **VALID["claim"],
            "top_up": {"CC": {"months": 6, "paid": "2026-01"}},
            "options": {"CC": {}},
        },
    )
    right = "CC is not a party to the agreement. The parties are AA, BB."
    assert told(case, agreement) == [
        f"established.CC: {right}",
        f"interpretations.CC: {right}",
        f"claim.top_up.CC: {right}",
        f"claim.options.CC: {right}",
    ]


def established(name: str, figure: Any) -> dict[str, Any]:
    return changed(established={"AA": {name: figure}})


@pytest.mark.parametrize(
    ("name", "figure", "expected"),
    [
        ("monthly_pension", 1234567, []),
        ("monthly_pension", "3086417/3", []),
        ("required_months", 180, []),
        ("theoretical_amount", 900000, []),
        ("ratio", "9/40", []),
        (
            "theoretical_amout",
            1,
            ["established.AA.theoretical_amout: no figure of this name is used. Did you mean “theoretical_amount”?"],
        ),
        (
            "required_months",
            "9/2",
            ["established.AA.required_months: 9/2 is not a whole number. Write a whole number of the unit."],
        ),
        (
            "required_months",
            2401,
            ["established.AA.required_months: 2401 is too large. The largest value is 2400."],
        ),
        (
            "monthly_amount_at_start",
            "1/3",
            ["established.AA.monthly_amount_at_start: 1/3 is not a whole number. Write a whole number of the unit."],
        ),
        (
            "ratio",
            45,
            [
                "established.AA.ratio: 45 is too large for a part of a whole. "
                "45 per cent is written “45 %”, “0.45” or “9/20”."
            ],
        ),
        (
            "monthly_pension",
            10**12 + 1,
            ["established.AA.monthly_pension: 1000000000001 is too large. The largest value is 1000000000000."],
        ),
        (
            "monthly_pension",
            {"2024": 1},
            ["established.AA.monthly_pension: one number is needed, not a table. Write the number alone."],
        ),
    ],
)
def test_established_figures(agreement: Agreement, name: str, figure: Any, expected: list[str]) -> None:
    assert told(established(name, figure), agreement) == expected


def test_a_quantity_that_no_number_gives_cannot_be_established(agreement: Agreement) -> None:
    [fault] = told(established("start_month", 5), agreement)
    assert fault.startswith("established.AA.start_month: no figure of this name is used.")


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    payment: Literal["early", "deferred"] = "early"
    deferred_months: StrictInt = 0


class Demanding(Scheme):
    """A scheme with everything that a case can get wrong."""

    options = Options
    conditions_of_work = frozenset({"hazardous", "remote"})

    def checks(self, case: Case, party: str) -> list[Fault]:
        return [Fault("person.dependants", message("too many for {party}.", party=party))] * (case.case_id == "many")


@rule(unit="money_by_year")
def earnings_by_year() -> dict[int, int]:
    """A quantity that takes a number for each year."""
    return {}


@pytest.fixture
def demanding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scheme:
    (tmp_path / "kinds.toml").write_text(
        "".join(f'[{name}]\nclass = "{name}"\ntitle.en = "{name}"\n' for name in ("compulsory", "voluntary"))
    )
    (tmp_path / "interpretations.toml").write_text(
        'months = { question.en = "?", default = "all", source = "L", article = "1",'
        ' choices = { all = { en = "all" }, paid = { en = "paid" } } }'
    )
    (tmp_path / "parameters").mkdir()
    (tmp_path / "parameters" / "figures.toml").write_text(
        '[rates]\ntitle.en = "rates"\nunit = "factor_by_year"\nindex = "year"\n'
        'entries = [{ from = 2000-01-01, source = "L", status = "verified", values = { 2001 = "1.5" } }]'
    )
    scheme = Demanding("demanding", tmp_path, RuleSet([earnings_by_year.__dict__["rule"]]), "nearest_whole")
    monkeypatch.setattr(case_checks, "scheme_named", lambda name: scheme)
    return scheme


@pytest.mark.usefixtures("demanding")
def test_established_tables(agreement: Agreement) -> None:
    assert told(established("rates", {"2024": "1.05", "2025": 1}), agreement) == []
    assert told(established("rates", 2), agreement) == [
        "established.AA.rates: a table is needed, not one number. Write each figure by its year, between { and }."
    ]
    for key in ("24", "--5", "²", "year", ""):
        [fault] = told(established("rates", {key: 1}), agreement)
        assert fault.endswith(": this is not an index of the table “rates”. Its index is year.")
    [fault] = told(established("earnings_by_year", {"2024": 1}), agreement)
    assert fault.startswith("established.AA.earnings_by_year: no figure of this name is used.")


@pytest.mark.usefixtures("demanding")
def test_words_of_the_scheme(agreement: Agreement) -> None:
    case = changed(
        case_id="many",
        periods=[{**PERIOD, "conditions": ["hazardos", "hazardous"]}],
        interpretations={"AA": {"months": "payed"}, "BB": {"month": "all"}},
        claim={
            **VALID["claim"],
            "options": {"AA": {"payment": "deferd", "deferred": 3}, "BB": {"deferred_months": "3"}},
        },
    )
    assert told(case, agreement) == [
        "periods[0].conditions[0]: AA has no condition of work “hazardos”. Did you mean “hazardous”?",
        "interpretations.AA.months: “payed” is not a reading of this question. Did you mean “paid”? Valid: all, paid.",
        "interpretations.BB.month: BB has no open question “month”. Did you mean “months”? Valid: months.",
        "claim.options.AA.payment: “deferd” is not a valid word. Did you mean “deferred”? Valid: early, deferred.",
        "claim.options.AA.deferred: unknown option. Did you mean “deferred_months”?",
        "claim.options.BB.deferred_months: “3” is not a whole number. Write digits alone, without quotes or decimals.",
        "person.dependants: too many for AA.",
        "person.dependants: too many for BB.",
    ]


def test_options_of_a_scheme_that_has_none(agreement: Agreement) -> None:
    assert scheme_named("declared").options.model_fields == {}
    case = changed(claim={**VALID["claim"], "options": {"AA": {"early": True}}})
    assert told(case, agreement) == ["claim.options.AA.early: unknown option."]


def test_an_unknown_agreement_is_told_with_the_other_faults() -> None:
    case = with_periods({"to": "2001-02"})
    case["agreement"] = "vn-rk"
    with pytest.raises(FaultsError) as caught:
        assess(case)
    assert [fault.in_language() for fault in caught.value.faults] == [
        f"agreement: there is no agreement “vn-rk”. Did you mean “vn-kr”? Valid: {', '.join(agreement_names())}.",
        "periods[0].to: the period ends in 2001-02, before it begins in 2001-03. The earliest end is 2001-03.",
    ]


def test_all_faults_of_a_case_are_told_at_once(agreement: Agreement) -> None:
    case = with_periods({"to": "2001-02", "kind": "x"}, {"from": "1960-01"})
    case["established"] = {"AA": {"x": 1}}
    assert [each.split(":")[0] for each in told(case, agreement)] == [
        "periods[0].to",
        "periods[1].from",
        "periods[0].kind",
        "established.AA.x",
    ]
