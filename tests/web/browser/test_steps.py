"""A case entered step by step in a real browser, by the keyboard alone, with and without a script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Opened
from tests.web.browser.keyboard import focused, press, too_wide, type_in
from tests.web.browser.pages import sign_in
from tests.web.browser.test_journey import RIGHT, answers
from tests.web.desk import Desk, example
from web.forms.steps import STEPS, step_of
from web.store import cases

pytestmark = pytest.mark.slow

CLAIM = "01/07/2026"
ON = "button[value='on']:not(.visually-hidden)"


def on_step(page: Page, step: str) -> None:
    """The step stands on the page, its heading has the focus, and nothing is too wide."""
    page.locator(f"input[name='step'][value='{step}']").wait_for(state="attached")
    focused(page, "#step-title")
    assert too_wide(page) == []


def type_step(page: Page, step: str) -> None:
    fields = {**RIGHT, "periods-1-earnings-0-monthly": "2.100.000", "periods-0-to": "02/2009", "claim-date": CLAIM}
    typed = {**fields, "person-birth_date": "12/05/1969"}
    for field in page.locator("#entry-form .input").evaluate_all("all => all.map((each) => each.id)"):
        if field in typed and step_of(field) == step:
            type_in(page, field, typed[field])


@pytest.mark.parametrize(
    ("language", "width", "script"),
    [
        ("ko", 360, True),
        ("vi", 1280, False),
        ("en", 360, False),
        ("en", 1280, True),
    ],
)
def test_a_case_is_entered_step_by_step_by_keyboard(
    opened: Opened, desk: Desk, language: str, width: int, script: bool
) -> None:
    page = opened(language, width, script)
    sign_in(page, desk)
    page.goto("/cases/new")
    press(page, "button[value='way:steps']", "#step-title")
    on_step(page, "person")
    # With nothing typed what is missing is told, and has the focus; one goes on all the same.
    press(page, ON, ".error-summary")
    focused(page, ".error-summary")
    assert page.locator("a[href='#claim-date']").count() == 0
    press(page, "button[value='step:periods']:not(.plain-button)", "#periods-0-party")
    on_step(page, "periods")
    page.go_back()
    page.locator("#person-name").wait_for()
    page.evaluate("document.activeElement.blur()")
    type_step(page, "person")
    press(page, ON, "#periods-0-party")
    on_step(page, "periods")
    press(page, "button[value='add:periods']", "#periods-1-party")
    focused(page, "#periods-1-party")
    page.evaluate("document.activeElement.blur()")
    type_step(page, "periods")
    press(page, ON, "#periods-0-earnings-0-from")
    on_step(page, "earnings")
    press(page, "button[value='add:established']", "#established-0-party")
    page.evaluate("document.activeElement.blur()")
    type_step(page, "earnings")
    press(page, ON, "#claim-date")
    on_step(page, "claim")
    # The summary is reached without a day of the claim, and leads to its field.
    press(page, "button[value='step:summary']", ".error-summary")
    press(page, ".error-summary a[href*='/claim?']", "#claim-date-error")
    page.locator("#claim-date:focus").wait_for()
    type_step(page, "claim")
    press(page, ON, "#summary-person")
    on_step(page, "summary")
    assert page.locator(".error-summary").count() == 0
    press(page, "button[value='decide']", ".answer")
    assert page.locator(".answer").all_inner_texts() == answers(language)
    with desk.database.reading() as store:
        (kept,) = cases.search_cases(store, desk.officer, "Đặng Thị Hoà").cases
        assert kept.facts == {**example(), "case_id": kept.number}


@pytest.mark.parametrize("script", [True, False])
def test_what_is_typed_outlives_the_language_the_way_and_a_closed_window(
    opened: Opened, desk: Desk, script: bool
) -> None:
    page = opened("vi", 1280, script)
    sign_in(page, desk)
    page.goto("/cases/new")
    address = page.url
    page.fill("#person-name", "Lê Thị Mai")
    page.click("button[value='language:ko']")
    page.locator("html[lang='ko']").wait_for()
    assert page.locator("#person-name").input_value() == "Lê Thị Mai"
    page.click("button[value='way:steps']")
    page.locator("#step-title").wait_for()
    page.fill("#person-birth_date", "12/05/1969")
    page.click(".steps-of-entry button[value='step:claim']")
    page.fill("#claim-date", CLAIM)
    page.click("button[value='language:en']")
    page.locator("html[lang='en']").wait_for()
    assert page.locator("#claim-date").input_value() == CLAIM
    page.goto("/cases")
    page.goto(address)
    page.locator("#step-title").wait_for()
    assert page.locator("#person-name").input_value() == "Lê Thị Mai"
    assert page.locator("#person-birth_date").input_value() == "12/05/1969"
    for step in STEPS:
        page.click(f".steps-of-entry button[value='step:{step}']")
        page.locator(f"input[name='step'][value='{step}']").wait_for(state="attached")
    assert page.locator("#summary-claim").is_visible()
    assert CLAIM in page.locator("dd").all_inner_texts()
