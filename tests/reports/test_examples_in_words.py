"""The worksheets of the example cases, of every benefit, in the words of their language."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

import pytest

from totalisation import Determination, FaultsError, assess
from totalisation.reports import names
from totalisation.reports.data import as_data
from totalisation.reports.explanation import explanation
from totalisation.reports.worksheet import worksheet

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.json"))


@lru_cache
def determined(name: str) -> Determination:
    (file,) = [each for each in EXAMPLES if each.stem == name]
    return assess(json.loads(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", [each.stem for each in EXAMPLES])
@pytest.mark.parametrize("language", ["vi", "ko"])
def test_no_worksheet_shows_a_name_of_the_program(monkeypatch: pytest.MonkeyPatch, name: str, language: str) -> None:
    shown: list[str] = []

    def readable(text: str) -> str:
        shown.append(text)
        return text

    monkeypatch.setattr(names, "readable", readable)
    assert worksheet(determined(name), language)
    assert explanation(determined(name), language)
    assert set(shown) <= {"E-9"}, "a visa is a word of the case; all else is a name of the program"


@pytest.mark.parametrize("name", [each.stem for each in EXAMPLES])
def test_no_sentence_in_korean_leaves_a_particle_open(name: str) -> None:
    told = worksheet(determined(name), "ko")
    assert re.search(r"은\(는\)|이\(가\)|을\(를\)|\(으\)로", told) is None


@pytest.mark.parametrize(("language", "required"), [("vi", "yêu cầu có,"), ("ko", "필요 예,"), ("en", "required yes,")])
def test_a_ground_that_is_required_is_told_in_words(language: str, required: str) -> None:
    assert required in worksheet(determined("lump-sum"), language)


@pytest.mark.parametrize(
    ("language", "told"), [("vi", "không tính theo tuần"), ("ko", "국민연금은 주 단위가 아니라"), ("en", "in weeks")]
)
def test_a_unit_in_a_fault_is_told_in_words(language: str, told: str) -> None:
    (file,) = [each for each in EXAMPLES if each.stem == "example"]
    case = json.loads(file.read_text(encoding="utf-8"))
    case["periods"][1]["count"] = {"unit": "weeks", "number": 300}
    with pytest.raises(FaultsError) as caught:
        assess(case)
    assert any(told in each.in_language(language) for each in caught.value.faults)


def test_the_age_of_a_pension_is_not_told_as_sixty() -> None:
    """The person of the example attains it at 65, by the year of birth; sixty is the age of a refund."""
    told = worksheet(determined("example"), "ko")
    assert "지급연령 도달: 미충족(필요 2034년 5월" in told
    assert "60세" not in told


@pytest.mark.parametrize(("language", "named"), [("vi", "Việt Nam"), ("ko", "베트남 국민에게"), ("en", "of Viet Nam")])
def test_nationals_are_named_by_their_country(language: str, named: str) -> None:
    lines = worksheet(determined("lump-sum"), language).splitlines()
    assert any(named in each and "Lump-sum refund" in each for each in lines)


@pytest.mark.parametrize(
    ("name", "language", "told"),
    [
        ("before-totalisation", "en", "Totalisation has effect only from 2025-07-01"),
        ("before-totalisation", "ko", "합산 규정은 2025년 7월 1일부터 시행"),
        ("before-totalisation", "vi", "01/07/2025"),
        ("disability", "en", "The law of Viet Nam that is encoded"),
        ("disability", "ko", "베트남 법령 중"),
    ],
)
def test_a_remark_names_days_and_parties_in_words(name: str, language: str, told: str) -> None:
    determination = determined(name)
    assert told in " ".join(worksheet(determination, language).split())
    remarks = [
        each["text"] for party in as_data(determination, language)["parties"].values() for each in party["remarks"]
    ]
    assert any(told in each for each in remarks)
