"""What is typed into the entry keeps itself, and is tried again while it cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Opened
from tests.web.browser.keyboard import type_in
from tests.web.browser.pages import sign_in
from tests.web.desk import Desk

pytestmark = pytest.mark.slow


def found_again(page: Page, name: str) -> None:
    """Leave the page once the draft is kept, and come back to it."""
    page.get_by_text("Draft kept:").wait_for()
    address = page.url
    page.goto("/cases")
    page.goto(address)
    assert page.locator("#person-name").input_value() == name


def test_what_is_typed_keeps_itself(opened: Opened, desk: Desk) -> None:
    page = opened("en")
    sign_in(page, desk)
    page.goto("/cases/new")
    type_in(page, "person-name", "Never Saved")
    found_again(page, "Never Saved")


@pytest.mark.fault
def test_what_is_typed_while_the_database_is_gone_is_kept_once_it_is_back(opened: Opened, desk: Desk) -> None:
    file = Path(str(desk.database.engine.url.database))
    page = opened("en")
    sign_in(page, desk)
    page.goto("/cases/new")
    file.rename(file.with_suffix(".gone"))
    type_in(page, "person-name", "Typed Meanwhile")
    page.get_by_text("What you typed is not kept yet. It is tried again.").wait_for()
    file.with_suffix(".gone").rename(file)
    found_again(page, "Typed Meanwhile")
