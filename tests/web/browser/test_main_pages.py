"""The pages of a case and its documents, looked over by axe, at both widths, with and without a script."""

from __future__ import annotations

import pytest

from tests.web.browser.conftest import Opened
from tests.web.browser.pages import faults, sign_in
from tests.web.desk import Desk
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
    page.fill("#password", "wrong")
    page.click("main button")
    assert page.locator(".error-summary a").get_attribute("href") == "#username"
    found = faults(page, script)
    sign_in(page, desk)
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
