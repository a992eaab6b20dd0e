from __future__ import annotations

from html import unescape
from typing import Any

import pytest

from tests.web.desk import Browser, Desk, example
from totalisation.api import assess
from totalisation.reports.page import Page
from totalisation.reports.worksheet_result import figures, sentence
from web.pages.results import again, result_of, supposed


@pytest.fixture
def officer(pages: Desk, browser: Browser) -> Browser:
    browser.sign_in(pages.usernames["officer"])
    return browser


def text_of(browser: Browser, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return unescape(response.text)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_each_side_is_answered_with_its_figures_in_the_language_of_the_page(
    pages: Desk, officer: Browser, language: str
) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = text_of(officer, f"/determinations/{made.id}")
    determination = assess(example())
    page = Page(determination, language)
    for code, result in determination.parties.items():
        assert page.told(sentence(result, page.party(code), language)) in text
        for name, value in figures(result, page.names[code]):
            assert name in text
            assert value in text


def test_every_step_of_the_reasoning_can_be_opened_without_a_script(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    text = text_of(officer, f"/determinations/{made.id}")
    result = result_of(assess(example()), "en")
    lines = [line for side in result.sides for _, trees in side.computations for line in all_lines(trees)]
    assert len(lines) > 50
    assert [line for line in lines if line not in text] == []
    assert text.count("<details>") >= sum(1 for line in lines if line) // 10


def all_lines(nodes: list[dict[str, Any]]) -> list[str]:
    return [line for node in nodes for line in (node["line"], *node["conditions"], *all_lines(node["inputs"]))]


def test_what_is_missing_is_told_with_the_month_in_which_it_is_met(pages: Desk, officer: Browser) -> None:
    young = example()
    young["person"]["birth_date"] = "1975-05-12"
    determination = assess(young)
    made = pages.decided(pages.case(young).id)
    text = text_of(officer, f"/determinations/{made.id}")
    for side in result_of(determination, "en").sides:
        assert side.missing
        assert side.when
        assert all(each in text for each in (*side.missing, side.when))


def test_doubts_and_open_questions_are_shown_with_their_effects(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    text = text_of(officer, f"/determinations/{made.id}")
    result = result_of(assess(example()), "en")
    assert result.doubts
    assert all(doubt in text for doubt in result.doubts)
    assert any(question.others for question in result.questions)
    for question in result.questions:
        for reading, effect in question.others:
            assert reading in text
            assert effect in text


def test_another_claim_month_stands_beside_the_answer(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    text = text_of(officer, f"/determinations/{made.id}?claim=07/2032")
    later = example()
    later["claim"]["date"] = "2032-07-01"
    decided, other = supposed(example(), "07/2026", "en"), supposed(example(), "07/2032", "en")
    assert decided.sides != other.sides or other.wrong
    assert all(told in text for _, told in other.sides)
    assert other.wrong in text


@pytest.mark.parametrize("typed", ["13/2030", "soon", "2030", "<script>"])
def test_a_claim_month_that_is_none_is_told_beside_its_field(pages: Desk, officer: Browser, typed: str) -> None:
    made = pages.decided(pages.case().id)
    response = officer.get(f"/determinations/{made.id}", query_string={"claim": typed})
    assert response.status_code == 200
    assert 'id="claim-error"' in response.text
    assert "<script>" not in response.text


def test_the_last_of_a_month_is_taken_where_the_day_of_the_claim_is_not_in_it() -> None:
    facts = example()
    facts["claim"]["date"] = "2026-07-31"
    assert not supposed(facts, "09/2026", "en").wrong


def test_what_the_engine_no_longer_says_is_shown_as_it_was_kept(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    assert again(made) is not None
    assert made.result is not None
    changed = {**made.result, "parties": {**made.result["parties"]}}
    changed["parties"]["VN"] = {**changed["parties"]["VN"], "monthly_amount": 1234567}
    made.result = changed
    assert again(made) is None


def test_the_timeline_is_drawn_without_a_style_of_its_own(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    page = officer.get(f"/determinations/{made.id}").text
    assert page.count("<svg") == 1
    assert "<style" not in page
    assert " style=" not in page
    assert 'href="/timeline.css"' in page
    style = officer.get("/timeline.css")
    assert style.mimetype == "text/css"
    assert ".timeline" in style.text


def test_a_name_within_the_drawing_is_no_markup(pages: Desk, officer: Browser) -> None:
    facts = example("<script>alert(1)</script>")
    made = pages.decided(pages.case(facts).id)
    assert "<script>alert" not in officer.get(f"/determinations/{made.id}").text
