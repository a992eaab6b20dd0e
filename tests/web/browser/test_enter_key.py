"""The Enter key in a field of the entry does what the page's main button does, and no more."""

from __future__ import annotations

import pytest

from tests.web.browser.conftest import Opened
from tests.web.browser.pages import sign_in
from tests.web.browser.test_steps import on_step
from tests.web.desk import Desk

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("script", [True, False])
def test_enter_checks_the_page_in_its_language(opened: Opened, desk: Desk, script: bool) -> None:
    page = opened("vi", 1280, script)
    sign_in(page, desk)
    page.goto("/cases/new")
    page.fill("#person-name", "Lê Thị Mai")
    page.press("#person-name", "Enter")
    page.locator(".error-summary").wait_for()
    assert page.locator("html[lang='vi']").count() == 1
    assert page.locator("#person-name").input_value() == "Lê Thị Mai"


def test_enter_goes_on_to_the_next_step(opened: Opened, desk: Desk) -> None:
    page = opened("ko")
    sign_in(page, desk)
    page.goto("/cases/new")
    page.click("button[value='way:steps']")
    on_step(page, "person")
    page.select_option("#person-sex", "female")
    page.fill("#person-birth_date", "12/05/1969")
    page.press("#person-birth_date", "Enter")
    on_step(page, "periods")
    assert page.locator("html[lang='ko']").count() == 1
