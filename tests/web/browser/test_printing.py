"""A document as a browser prints it."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.reports.documents import joined
from tests.web.browser.conftest import Opened
from tests.web.desk import PASSWORD, Desk
from totalisation.reports.edition import Edition


@pytest.mark.parametrize("language", [pytest.param(each, marks=pytest.mark.slow) for each in ("vi", "ko")])
def test_each_sheet_of_what_is_not_issued_says_so_and_of_what_is_issued_does_not(
    opened: Opened, desk: Desk, language: str
) -> None:
    draft, issued = desk.decided(desk.case().id), desk.issued(desk.case().id)
    page = opened(language)
    page.goto("/sign-in")
    page.fill("#username", desk.usernames["officer"])
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.locator("nav.site-nav").wait_for()
    mark = joined(Edition(1, draft.decided_at.date(), False).lines(language)[0])
    for made, marked in ((draft, True), (issued, False)):
        page.goto(f"/determinations/{made.id}/documents/worksheet.html")
        sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        assert len(sheets) > 3
        assert {mark in joined(sheet.extract_text()) for sheet in sheets} == {marked}
