"""What a scheme with figures of law, tables, open questions and further amounts looks like in each report."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from tests.reports.cases import agreement, case
from totalisation import schemes
from totalisation.determination import Determination, determine
from totalisation.messages import message
from totalisation.money import Exact, to_nearest_whole
from totalisation.reports.data import as_data
from totalisation.reports.explanation import explanation, reasoning
from totalisation.reports.names import Names
from totalisation.reports.values import in_unit
from totalisation.reports.worksheet import worksheet
from totalisation.rules import Rule, RuleSet, rule
from totalisation.schemes.base import Condition, Scheme

FILES = {
    "sources.toml": 'Act.title = { en = "The Pension Act", vi = "Luật Hưu trí", ko = "연금법" }',
    "kinds.toml": """
        [compulsory]
        class = "compulsory"
        title = { en = "insured work", vi = "làm việc có đóng", ko = "가입근로" }
        [voluntary]
        class = "voluntary"
        title = { en = "insured by choice", vi = "tự nguyện", ko = "임의가입" }
    """,
    "quantities.toml": """
        [farewell]
        en = "farewell payment"
        vi = "trợ cấp một lần"
        ko = "퇴직수당"
    """,
    "parameters/act.toml": """
        [accrual]
        title = { en = "accrual per year", vi = "tỷ lệ mỗi năm", ko = "연간 지급률" }
        unit = "fraction"
        entries = [{ from = 1990-01-01, value = "2.25 %", source = "Act", article = "7", status = "secondary" }]
        [coefficient]
        title = { en = "coefficient by year", vi = "hệ số theo năm", ko = "연도별 계수" }
        unit = "factor_by_year"
        index = "year"
        [[coefficient.entries]]
        from = 1990-01-01
        source = "Act"
        article = "8"
        status = "verified"
        unverified = [2001]
        values = { 2000 = "1.50", 2001 = "1.25", 2002 = 1 }
    """,
    "parameters/months.toml": """
        [ceiling]
        title = { en = "ceiling by month", vi = "mức trần theo tháng", ko = "월별 상한" }
        unit = "money"
        index = "month"
        [[ceiling.entries]]
        from = 1990-01-01
        source = "Act"
        article = "12"
        status = "secondary"
        values = { 200701 = 20, 200802 = 30, 200903 = 40 }
    """,
    "interpretations.toml": """
        [odd_months]
        default = "rounded"
        source = "Act"
        article = "9"
        question = { en = "Are odd months rounded?", vi = "Tháng lẻ có làm tròn?", ko = "단수월을 올림하는가?" }
        [odd_months.choices]
        rounded = { en = "up to a year", vi = "tròn năm", ko = "1년으로 올림" }
        exact = { en = "by the month", vi = "theo tháng", ko = "월할 계산" }
    """,
}


@rule("Act 5", unit="conditions")
def conditions(qualifying_months: int, claim_month: int) -> tuple[Condition, ...]:
    short = max(120 - qualifying_months, 0)
    supposes = message("insured in each month from the claim on") if short else None
    return (Condition("qualifying_period", "months", 120, qualifying_months, not short, claim_month + short, supposes),)


@rule("Act 6", unit="month")
def start_month(claim_month: int) -> int:
    return claim_month


@rule("Act 8", unit="money_per_month")
def average_earnings(coefficient: Mapping[int, Exact], ceiling: Mapping[int, Exact]) -> Exact:
    assert ceiling[200802] > ceiling[200701]
    return (1_000_000 * coefficient[2000] + 1_000_000 * coefficient[2001]) / Fraction(3)


@rule("Act 7", unit="fraction")
def pension_rate(counted_months: int, accrual: Exact, odd_months: str) -> Fraction:
    years = -(-counted_months // 12) if odd_months == "rounded" else Fraction(counted_months, 12)
    return Fraction(years) * accrual


@rule("Act 7", unit="money_per_month")
def pension_exact(average_earnings: Exact, pension_rate: Exact) -> Exact:
    return average_earnings * pension_rate


@rule("Act 10", unit="money_per_month", rounding="nearest_whole")
def monthly_amount_at_start(payable_exact: Exact) -> int:
    return to_nearest_whole(payable_exact)


@rule("Act 10", unit="money_per_month", name="monthly_amount")
def unchanged(monthly_amount_at_start: int) -> int:
    return monthly_amount_at_start


@rule("Act 11", unit="money", rounding="nearest_whole", status="unverified")
def farewell(average_earnings: Exact) -> int:
    return to_nearest_whole(Fraction(average_earnings) / 2)


RULES: tuple[Rule, ...] = tuple(
    each.__dict__["rule"]
    for each in (
        conditions,
        start_month,
        average_earnings,
        pension_rate,
        pension_exact,
        monthly_amount_at_start,
        unchanged,
        farewell,
    )
)


@pytest.fixture
def decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Determination:
    (tmp_path / "parameters").mkdir()
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    scheme = Scheme("invented", tmp_path, RuleSet(RULES), "nearest_whole")
    scheme.also = ("farewell",)
    monkeypatch.setattr(schemes, "scheme_named", lambda name: scheme)
    return determine(case(established={}), agreement())


def flat(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def test_rates_and_averages_are_exact(decided: Determination) -> None:
    party = as_data(decided)["parties"]["AA"]
    assert party["average_earnings"] == "2750000/3"
    assert party["rate"] == "27/80"  # 15 years
    assert party["theoretical_amount"] == 309_375
    assert party["monthly_amount"] == 137_500
    assert party["further"] == {"farewell": 458_333}


def test_a_table_shows_only_what_was_used(decided: Determination) -> None:
    steps = {each["name"]: each for each in as_data(decided)["parties"]["AA"]["steps"]}
    assert steps["average_earnings"]["inputs"]["coefficient"] == {"2000": "3/2", "2001": "5/4"}
    text = flat(explanation(decided))
    assert "ceiling by month = 2007-01: KRW 20; 2008-02: KRW 30 (figure of law; Act 12" in text
    assert "coefficient by year = 2000: 1.5; 2001: 1.25 (figure of law; Act 8; not read)" in text


def test_each_doubt_is_told_with_its_value(decided: Determination) -> None:
    doubts = {(each["party"], each["name"]): each for each in as_data(decided)["unverified"]}
    assert doubts["AA", "accrual"]["value"] == "9/400"
    assert doubts["AA", "coefficient.2001"]["status"] == "unverified"
    assert ("AA", "coefficient.2000") not in doubts
    assert doubts["AA", "farewell"]["kind"] == "rule"
    text = flat(worksheet(decided))
    assert "Aland: accrual per year = 2.25% (Act 7; read in a secondary copy only)" in text
    assert "Aland: ceiling by month, 2007-01: KRW 20; 2008-02: KRW 30 (Act 12; read in a secondary copy only)" in text
    assert "Aland: coefficient by year, 2001: 1.25 (Act 8; not read)" in text


def test_an_open_question_is_told_with_the_effect_of_its_other_reading(decided: Determination) -> None:
    (used,) = [each for each in as_data(decided, "ko")["interpretations"] if each["party"] == "BB"]
    assert (used["name"], used["choice"], used["chosen_by_case"]) == ("odd_months", "rounded", False)
    assert used["question"] == "단수월을 올림하는가?"
    assert used["alternatives"] == [
        {
            "choice": "exact",
            "entitled": True,
            "monthly_amount": 206_250,
            "difference": 0,
            "undecided": False,
            "single_sums": None,
            "difference_of_sums": None,
        }
    ]
    text = flat(worksheet(decided))
    assert "Aland: Are odd months rounded? (Act 9)" in text
    assert "Reading chosen by default: up to a year" in text
    assert "Other reading: by the month Its effect: KRW 137,500, no difference" in text
    assert "Are odd months rounded? = up to a year (reading chosen; Act 9)" in flat(explanation(decided))


def test_names_come_from_the_scheme_in_each_language(decided: Determination) -> None:
    assert "farewell payment KRW 458,333" in flat(worksheet(decided))
    assert "trợ cấp một lần 458.333 won" in flat(worksheet(decided, "vi"))
    korean = worksheet(decided, "ko")
    assert "퇴직수당" in korean
    assert "가입근로" in korean
    assert "연금법" in korean


def test_the_documents_that_were_cited_stand_with_their_titles(decided: Determination) -> None:
    assert as_data(decided, "vi")["documents"] == {"Act": "Luật Hưu trí", "Treaty": "Hiệp định"}
    assert "Act The Pension Act Treaty The treaty" in flat(worksheet(decided))


def test_the_rate_stands_as_fraction_and_percentage(decided: Determination) -> None:
    assert "pension rate 27/80 = 33.75%" in flat(worksheet(decided))
    assert "27/80 = 33,75%" in flat(worksheet(decided, "vi"))


def test_a_further_amount_has_its_own_tree(decided: Determination) -> None:
    trees = reasoning(decided)["parties"]["AA"]["computations"][0]["trees"]
    (tree,) = [each for each in trees if each["name"] == "farewell"]
    assert tree["status"] == "unverified"
    assert tree["inputs"][0]["see"]


def test_a_year_has_no_thousands_separator(decided: Determination) -> None:
    assert in_unit(2025, "count", Names("vi", decided.agreement, "AA", decided.parties["AA"].scheme)) == "2025"
