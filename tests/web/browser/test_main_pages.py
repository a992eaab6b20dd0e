"""The pages of a case and its documents, looked over by axe, at both widths, with and without a script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.browser.conftest import Opened
from tests.web.browser.keyboard import too_wide
from tests.web.desk import PASSWORD, Desk
from web.forms.steps import STEPS

pytestmark = pytest.mark.slow

DOCUMENTS = ("worksheet.html?", "notice.html?party=VN", "statement.html?party=KR&earnings=yes")


@pytest.mark.parametrize(
    ("language", "width", "script"),
    [
        ("vi", 360, False),
        ("vi", 360, True),
        ("en", 1280, True),
        ("ko", 1280, False),
    ],
)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    opened: Opened, desk: Desk, language: str, width: int, script: bool
) -> None:
    issued, begun = desk.case(), desk.case()
    made = desk.issued(issued.id)
    page = opened(language, width, script)
    page.goto("/sign-in")
    found = faults(page, script)
    page.fill("#username", desk.usernames["officer"])
    page.fill("#password", PASSWORD)
    page.click("main button")
    documents = [f"/determinations/{made.id}/documents/{each}&language={language}" for each in DOCUMENTS]
    for path in (
        "/cases",
        f"/cases/{issued.id}",
        "/cases/new",
        f"/cases/{begun.id}/entry",
        *(f"/cases/{begun.id}/entry/{step}" for step in STEPS),
        f"/determinations/{made.id}",
        f"/determinations/{made.id}?claim=13/2030",
        f"/determinations/{made.id}/comparison",
        f"/determinations/{made.id}/documents",
        *documents,
    ):
        response = page.goto(path)
        assert response is not None
        assert response.status == 200, path
        assert page.locator("html").get_attribute("lang") == language
        if script:
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found.extend(faults(page, script))
    page.goto("/cases/new")
    page.fill("#claim-date", "31/06/2026")
    page.click("button[value='decide']:not(.visually-hidden)")
    page.locator(".error-summary").wait_for()
    found.extend(faults(page, script))
    assert not found, "\n".join(found)


def faults(page: Page, script: bool) -> list[str]:
    """What axe finds, which needs scripts, and what is too wide."""
    told = [f"{page.url}: {each} is too wide" for each in too_wide(page)]
    if script:
        for each in Axe().run(page).response["violations"]:
            told.extend(f"{page.url}: {each['id']}: {node['html'][:200]}" for node in each["nodes"])
    return told
