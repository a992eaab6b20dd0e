"""The pages that stand around a case, looked over by axe in a real browser, in each language and width."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from waitress import create_server

from tests.web.desk import PASSWORD, Desk, example, settings
from web.app import create_app
from web.store.database import Database

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

WIDTHS_AND_LANGUAGES = [(360, "vi"), (1280, "ko")]
"""English is looked over with the pages of a case: each further run takes half a minute."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason="/usr/bin/chromium is not installed"),
]


@pytest.fixture(scope="module")
def desk(new_url: Callable[[str], str]) -> Iterator[Desk]:
    database = Database(new_url("sqlite"))
    database.migrate()
    yield Desk(database)
    database.close()


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    """The desk on the server that offices run, with the settings that they have."""
    app = create_app(settings(str(desk.database.engine.url)), desk.database)
    server = create_server(app, host="127.0.0.1", port=0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


@pytest.mark.parametrize(("width", "language"), WIDTHS_AND_LANGUAGES)
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    desk: Desk, address: str, width: int, language: str
) -> None:
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        for who, paths in visits.items():
            context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
            page = context.new_page()
            page.on("console", lambda said: found.append(said.text) if "Content Security" in said.text else None)
            page.goto(f"{address}/sign-in")
            page.fill("#password", "wrong")
            page.click("main button")
            found.extend(faults(page))
            assert page.locator(".error-summary a").get_attribute("href") == "#username"
            page.fill("#username", desk.usernames[who])
            page.fill("#password", PASSWORD)
            page.click("main button")
            for path in paths:
                page.goto(address + path)
                assert page.locator("html").get_attribute("lang") == language
                found.extend(faults(page))
            if who == "supervisor":
                found.extend(faults_around_a_token(page, address))
            context.close()
        browser.close()
    assert found == []


def faults_around_a_token(page: Page, address: str) -> list[str]:
    """Make a token with a mistake, mend it, see it once, and revoke it."""
    page.goto(f"{address}/tokens")
    page.click("main a.button")
    page.click("main button")
    assert page.locator(".error-summary a").first.get_attribute("href") == "#name"
    found = faults(page)
    page.fill("#name", "Nhập hồ sơ 신청서")
    page.check("#scope-0")
    page.click("main button")
    assert page.locator("#token").input_value().startswith("ttl_")
    found.extend(faults(page))
    page.goto(f"{address}/tokens")
    found.extend(faults(page))
    page.click("main td a")
    found.extend(faults(page))
    page.click("main button")
    assert page.locator("main td a").count() == 0
    return found + faults(page)


def faults(page: Page) -> list[str]:
    report = Axe().run(page)
    told = [f"{page.url}: {each['id']}" for each in report.response["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        told.append(f"{page.url}: wider than the window")
    return told
