"""What tests of pages in a real browser do alike: sign in, and look over a page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.browser.keyboard import too_wide
from tests.web.desk import PASSWORD, Desk


def sign_in(page: Page, desk: Desk, who: str = "officer") -> None:
    """Sign in, and be on the first page of that person."""
    page.goto("/sign-in")
    page.fill("#username", desk.usernames[who])
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.locator("form[action$='/sign-out']").wait_for()


def faults(page: Page, script: bool = True) -> list[str]:
    """What axe finds, which needs scripts, and what is too wide."""
    told = [f"{page.url}: {each} is too wide" for each in too_wide(page)]
    if script:
        for each in Axe().run(page).response["violations"]:
            told.extend(f"{page.url}: {each['id']}: {node['html'][:200]}" for node in each["nodes"])
    return told
