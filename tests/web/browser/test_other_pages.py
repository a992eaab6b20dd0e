"""The pages that stand around a case, looked over by axe, and a token made, seen once, and revoked."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Opened
from tests.web.browser.pages import faults, sign_in
from tests.web.desk import Desk, example

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("language", "width"), [("vi", 360), ("ko", 1280)])
def test_axe_finds_nothing_and_no_page_scrolls_sideways(opened: Opened, desk: Desk, language: str, width: int) -> None:
    issued, waiting, bad = desk.case(), desk.case(example("김영수")), desk.case({})
    made = desk.issued(issued.id)
    desk.submitted(waiting.id)
    certificate = desk.certificate(f"KR-{language}", case_id=issued.id)
    visits = {
        "supervisor": [
            "/cases",
            "/cases?q=zzz",
            f"/cases/{issued.id}",
            f"/cases/{waiting.id}",
            f"/cases/{bad.id}",
            f"/cases/{issued.id}/erase",
            "/certificates",
            "/certificates?due=90",
            "/certificates/new",
            f"/certificates/{certificate.id}",
            f"/certificates/{certificate.id}/extend",
            f"/certificates/{certificate.id}/end",
            f"/certificates/{certificate.id}/erase",
            f"/cases/{issued.id}/certificates",
            f"/determinations/{made.id}/comparison",
            f"/determinations/{made.id}/over-time",
            f"/determinations/{made.id}/adjustments?until=11/2026",
            f"/determinations/{made.id}/options?exchange=KRW:VND=18&to_age=75",
            f"/determinations/{made.id}/options?exchange=x",
            "/password",
            "/api/docs",
            "/nothing",
        ],
        "administrator": ["/accounts", "/accounts/new", f"/accounts/{desk.officer.id}", "/offices"],
        "auditor": ["/audit", "/audit?check=1"],
    }
    found: list[str] = []
    for who, paths in visits.items():
        page = opened(language, width)
        sign_in(page, desk, who)
        for path in paths:
            page.goto(path)
            assert page.locator("html").get_attribute("lang") == language
            found.extend(faults(page))
        if who == "supervisor":
            found.extend(faults_around_a_token(page))
    assert not found, "\n".join(found)


def faults_around_a_token(page: Page) -> list[str]:
    """Make a token with a mistake, mend it, see it once, and revoke it."""
    page.goto("/tokens")
    page.click("main a.button")
    page.click("main button")
    assert page.locator(".error-summary a").first.get_attribute("href") == "#name"
    found = faults(page)
    page.fill("#name", "Nhập hồ sơ 신청서")
    page.check("#scope-0")
    page.click("main button")
    assert page.locator("#token").input_value().startswith("ttl_")
    found.extend(faults(page))
    page.goto("/tokens")
    found.extend(faults(page))
    page.click("main td a")
    found.extend(faults(page))
    page.click("main button")
    assert page.locator("main td a").count() == 0
    return found + faults(page)
