from __future__ import annotations

import re

import pytest

from tests.reports.cases import agreement, case, early, refused, totalised
from tests.reports.documents import example
from totalisation.api import assess
from totalisation.determination import Determination, determine
from totalisation.messages import LANGUAGES
from totalisation.reports.columns import WIDTH, width
from totalisation.reports.explanation import explanation
from totalisation.reports.worksheet import worksheet


def flat(text: str) -> str:
    """The text with its line breaks taken out."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Aland owes KRW 444,445 a month from 2024-03, by totalisation."),
        ("vi", "Nước A chi trả 444.445 won mỗi tháng từ 03/2024, theo thời gian cộng gộp."),
        ("ko", "갑나라: 가입기간 합산에 따라 2024년 3월부터 매월 444,445원을 지급합니다."),
    ],
)
def test_the_result_is_one_plain_sentence(language: str, sentence: str) -> None:
    assert sentence in flat(worksheet(totalised(), language))


def test_the_worksheet_holds_what_an_officer_files() -> None:
    text = flat(worksheet(totalised()))
    for part in (
        "R-1",
        "Agreement of A and B (aa-bb)",
        "As of 2024-03-15",
        "totalisation 0.",
        "2005-01 – 2015-04, voluntary insurance, months without paid contribution: 4",
        "2005-01 – 2015-04: VND 4,500,000 a month",
        "as Aland counts 80 100 180",
        "as Beland counts 120 60 180",
        "months under both parties at once 20 (2005-01 – 2006-08)",
        "third state: excluded",
        "theoretical amount KRW 1,000,001",
        "4/9 (≈ 44.44%)",
        "below it nothing is paid through the agreement (Treaty 14; not read)",
        "Aland: minimum own insured period for totalisation (Treaty 14; not read)",
        "Treaty The treaty",
    ):
        assert part in text


def test_what_is_missing_and_when_it_would_be_met() -> None:
    text = flat(worksheet(refused()))
    assert "Aland owes no pension on this claim." in text
    assert "qualifying period: not met (required 240 months (20 years), actual 180 months (15 years))" in text
    assert "met at the earliest in 2029-03, if insured in each month from the claim on" in text
    assert "All conditions would be met at the earliest in 2029-03." in text


def test_a_claim_before_the_provision_says_so_with_its_article() -> None:
    text = flat(worksheet(early()))
    assert "Totalisation has effect only from 2022-01-01" in text
    assert "(Treaty 14)" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("determination", [totalised, refused, early])
def test_no_line_is_wider_than_a_page(determination: object, language: str) -> None:
    assert callable(determination)
    made = determination()
    assert isinstance(made, Determination)
    for line in worksheet(made, language).splitlines():
        assert width(line) <= WIDTH
        assert line == line.rstrip()


@pytest.mark.parametrize("language", ["vi", "ko"])
def test_nothing_english_is_left_in_a_translated_worksheet(language: str) -> None:
    text = worksheet(refused(), language)
    for word in (" the ", " months", " not met", "insured", "pension", "Remarks", "Facts"):
        assert word not in text


def test_a_remark_names_parties_and_writes_days_as_the_language_does() -> None:
    assert "chỉ áp dụng từ 01/01/2022" in flat(worksheet(early(), "vi"))
    assert "Totalisation has effect only from 2022-01-01" in flat(worksheet(early(), "en"))
    assert "Pháp luật của Việt Nam, trong phạm vi" in flat(worksheet(example("disability"), "vi"))
    refund = flat(worksheet(example("lump-sum"), "vi"))
    assert "hoàn trả một lần: cho công dân của Việt Nam" in refund


@pytest.mark.parametrize("name", ["example", "survivors", "disability", "lump-sum"])
@pytest.mark.parametrize(("language", "yes", "none"), [("vi", "có", "không có"), ("ko", "예", "없음")])
def test_no_word_of_the_program_is_left_in_an_example(name: str, language: str, yes: str, none: str) -> None:
    text = flat(worksheet(example(name), language)) + flat(explanation(example(name), language))
    assert re.findall(r"\b(?:yes|no|none|true|false|old_age|weeks|days)\b", text) == []
    assert yes in text
    assert none in text


def test_a_case_without_periods_is_put_in_words() -> None:
    text = worksheet(determine(case(periods=[]), agreement()))
    assert "No insured periods." in text
    assert "No insured period counts." in text


def test_refunded_periods_and_counts_are_told() -> None:
    periods = [
        {"party": "AA", "from": "2000-01", "to": "2002-12", "kind": "compulsory", "refunded": True},
        {
            "party": "BB",
            "from": "2005-01",
            "to": "2006-12",
            "kind": "compulsory",
            "count": {"unit": "months", "number": 7},
        },
    ]
    text = flat(worksheet(determine(case(periods=periods), agreement())))
    assert "2000-01 – 2002-12, compulsory insurance, contributions refunded" in text
    assert "compulsory insurance, 7 months" in text


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "only a claim to another benefit reads it"),
        ("vi", "chỉ yêu cầu hưởng chế độ khác mới xét đến"),
        ("ko", "다른 급여의 청구에만 쓰임"),
    ],
)
def test_an_option_of_another_benefit_is_said_not_to_be_read(language: str, told: str) -> None:
    facts = example("nine-and-eleven-years").case.model_dump(mode="json", by_alias=True)
    facts["claim"]["options"] = {"KR": {"left_the_country": True, "early": False}}
    text = flat(worksheet(assess(facts), language))
    assert text.count(f" – {told}") == 1
