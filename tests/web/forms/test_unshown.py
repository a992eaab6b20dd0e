from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.web.desk import Browser, Desk, example
from tests.web.test_case_steps import every
from totalisation.case import (
    Case,
    Claim,
    Count,
    Death,
    Dependant,
    Disability,
    Earnings,
    PensionDrawn,
    Period,
    Person,
    Survivor,
    TopUp,
    Withdrawal,
)
from web.forms import unshown
from web.forms.entry import entry_from
from web.forms.rows import changed
from web.forms.shown import fields_of


def strange() -> dict[str, Any]:
    """A case with data of other programs at each place."""
    case = example()
    case["reference"] = {"system": "X", "number": 7}
    case["person"]["tax_number"] = "0123"
    case["person"]["dependants"] = [{"relation": "spouse", "since": "2001"}]
    case["claim"]["channel"] = "post"
    case["claim"]["top_up"] = {"VN": {"months": 3, "paid": "2026-06", "receipt": "R1"}}
    case["periods"][1]["employer"] = "김밥 주식회사"
    case["periods"][1]["broken_months"] = "none"
    case["periods"][1]["earnings"][0]["grade"] = [1, 2]
    case["periods"][0]["count"] = {"unit": "days", "number": 3, "rounding": "up"}
    case["interpretations"] = "as always"
    return case


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_what_no_field_shows_comes_back_as_it_was(language: str) -> None:
    case = strange()
    fields = fields_of(case, language)
    assert entry_from(fields).raw == case
    places = {name for name in fields if unshown.is_unshown(name)}
    assert places == {
        "unshown",
        "person-unshown",
        "dependants-0-unshown",
        "claim-unshown",
        "top_up-0-unshown",
        "periods-0-unshown",
        "periods-1-unshown",
        "periods-1-earnings-0-unshown",
    }


def strange_deaths() -> dict[str, Any]:
    """A case of survivors with data of other programs at each place."""
    case = example()
    case["claim"] |= {
        "benefit": "survivors",
        "death": {"date": "2026-05-14", "place": "Huế", "pensions": {"KR": {"monthly": 500_000, "bank": "B"}}},
        "survivors": [
            {"relation": "child", "birth_date": "2012-02", "school": "S", "monthly_income": {"Korea": 5}},
            {"relation": "spouse", "disabled": "yes"},
        ],
    }
    return case


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_what_no_field_shows_of_other_benefits_comes_back_as_it_was(language: str) -> None:
    case = strange_deaths()
    fields = fields_of(case, language)
    assert entry_from(fields).raw == case
    places = {name for name in fields if unshown.is_unshown(name)}
    assert places == {"death-unshown", "pensions-kr-unshown", "survivors-0-unshown", "survivors-1-unshown"}


@pytest.mark.parametrize(
    ("benefit", "part", "value"),
    [
        ("lump_sum", "withdrawals", {"Việt Nam": {"reason": "age"}}),
        ("lump_sum", "withdrawals", {"VN": {}}),
        ("lump_sum", "withdrawals", {"VN": "age"}),
        ("lump_sum", "withdrawals", [{"VN": "age"}]),
        ("lump_sum", "withdrawals", {"VN": {"reason": "age", "day": "2026-01-01"}}),
        ("lump_sum", "withdrawals", {"VN": {"reason": "emigration", "pension": {}}}),
        ("lump_sum", "withdrawals", {"VN": {"reason": "emigration", "pension": 4_000_000}}),
        ("lump_sum", "withdrawals", {"VN": {"reason": "emigration", "pension": {"monthly": 1, "until": "2026-01"}}}),
        ("survivors", "death", "2026-05-14"),
        ("survivors", "death", {"date": "2026-05-14", "pensions": {"kr": {"monthly": 1}}}),
        ("survivors", "survivors", ["spouse"]),
        ("disability", "disability", {"degrees": {"korea": 2}}),
        ("disability", "disability", True),
        ("old_age", "death", "2026-05-14"),
        ("sickness", "death", {"date": "2026-05-14"}),
        ("sickness", "withdrawals", {"VN": {"reason": "age"}}),
    ],
)
def test_a_part_of_another_benefit_that_is_of_another_shape_is_kept(benefit: str, part: str, value: Any) -> None:
    case = example()
    case["claim"] |= {"benefit": benefit, part: value}
    assert entry_from(fields_of(case, "en")).raw["claim"] == case["claim"]


def test_it_stays_with_its_row() -> None:
    fields, _ = changed(fields_of(strange(), "en"), "remove", "periods-0")
    (period,) = entry_from(fields).raw["periods"]
    assert period["employer"] == "김밥 주식회사"
    assert period["earnings"][0]["grade"] == [1, 2]


@pytest.mark.parametrize("part", ["person", "claim", "periods", "established"])
@pytest.mark.parametrize("value", [5, "text", [1], [{"party": "VN"}, 3], {"VN": 3}])
def test_a_part_that_is_of_another_shape_is_kept(part: str, value: Any) -> None:
    case = {**example(), part: value}
    if part in ("person", "claim") and isinstance(value, dict):
        value = {**value, **({"benefit": "old_age"} if part == "claim" else {})}
    assert entry_from(fields_of(case, "en")).raw[part] == value


def test_a_valid_case_has_nothing_that_no_field_shows() -> None:
    models: dict[type[Any], unshown.Keys] = {
        Case: unshown.CASE,
        Person: unshown.PERSON,
        Dependant: unshown.DEPENDANT,
        Claim: unshown.CLAIM,
        TopUp: unshown.TOP_UP,
        Period: unshown.PERIOD,
        Earnings: unshown.EARNINGS,
        Withdrawal: unshown.WITHDRAWAL,
        Death: unshown.DEATH,
        PensionDrawn: unshown.PENSION,
        Survivor: unshown.SURVIVOR,
        Disability: unshown.DISABILITY,
    }
    for model, keys in models.items():
        assert {each.alias or name for name, each in model.model_fields.items()} == set(keys), model
    assert set(Count.model_fields) == {"unit", "number"}
    assert unshown.unshown_part({"count": {"unit": "days", "number": 1}}, unshown.PERIOD) == {}


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", "[" * 100_000])
def test_a_hidden_field_that_holds_no_object_holds_nothing(text: str) -> None:
    assert unshown.read(text) == {}


@pytest.mark.parametrize(
    ("language", "warning"),
    [
        ("en", "This case holds data that no field shows"),
        ("vi", "Hồ sơ này có dữ liệu không hiển thị được ở ô nào"),
        ("ko", "이 사건에는 어느 입력란에도 나타낼 수 없는 자료가 있습니다"),
    ],
)
@pytest.mark.parametrize("page", ["entry", "entry/claim"])
def test_the_officer_is_told_and_may_leave_them_out(
    pages: Desk, browser: Browser, language: str, warning: str, page: str
) -> None:
    facts = example()
    facts["periods"][1]["employer"] = "<b>Kim</b>"
    kept = pages.case(facts)
    browser.sign_in(pages.usernames["officer"])
    browser.client.set_cookie("desk_language", language, domain="desk.test")
    shown = browser.get(f"/cases/{kept.id}/{page}")
    assert warning in shown.text
    assert 'employer: "<b>Kim</b>"' in unescape(shown.text)
    assert "<b>Kim" not in shown.text
    # They are kept; the engine does not know them, and decides nothing.
    named = {**every(shown.text), "person-name": "Lê Mai", "do": "save"}
    assert browser.post(f"/cases/{kept.id}/entry", named).status_code == 303
    assert pages.stored(kept.id).facts == {**facts, "case_id": kept.number, "person": example("Lê Mai")["person"]}
    shown = browser.get(f"/cases/{kept.id}/entry")
    refused = browser.post(f"/cases/{kept.id}/entry", {**every(shown.text), "do": "decide"})
    assert refused.status_code == 422
    assert 'href="#unshown"' in refused.text
    assert every(refused.text)["periods-1-unshown"] == '{"employer": "<b>Kim</b>"}'
    without = browser.post(f"/cases/{kept.id}/entry", {**every(refused.text), "do": "forget"})
    assert warning not in without.text
    saved = browser.post(f"/cases/{kept.id}/entry", {**every(without.text), "do": "save"})
    assert saved.status_code == 303
    assert pages.stored(kept.id).facts == {**example("Lê Mai"), "case_id": kept.number}


def test_words_of_the_page_are_no_data(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    assert not re.search(r'id="unshown"', browser.get(f"/cases/{kept.id}/entry").text)
