"""A case entered in a real browser by the keyboard alone: a mistake made, mended, and the case decided."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from tests.web.desk import PASSWORD, Desk, example, settings
from totalisation.api import assess
from totalisation.reports.page import Page as Worksheet
from totalisation.reports.worksheet_result import sentence
from web.app import create_app
from web.store import cases
from web.store.database import Database

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
SHOTS = os.environ.get("TOTALISATION_SCREENSHOTS")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason="/usr/bin/chromium is not installed"),
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Flask]]:
    """The desk on a port of this machine."""
    url = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'desk.sqlite3'}"
    database = Database(url)
    database.migrate()
    app = create_app(settings(url, secure_cookies=False), database)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", app
    server.shutdown()
    thread.join()
    database.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def desk(served: tuple[str, Flask]) -> Desk:
    return Desk(served[1].extensions["desk_database"])


def opened(chromium: Browser, address: str, width: int, script: bool = True) -> Page:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=script, base_url=address, locale="en-GB"
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


def focused(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        """() => { const at = document.activeElement;
                   return {id: at.id, text: at.innerText || at.value || "", href: at.getAttribute("href") || ""}; }"""
    )
    return found


def tab_to(page: Page, **wanted: str) -> None:
    """Press Tab until the focus is on what is wanted: an id, the beginning of its text, or its target."""
    for _ in range(250):
        at = focused(page)
        if all(at[name] == value if name == "id" else at[name].startswith(value) for name, value in wanted.items()):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never reaches {wanted}")


def type_in(page: Page, field: str, text: str) -> None:
    tab_to(page, id=field)
    page.keyboard.type(text)


def press(page: Page, text: str, waits_for: str) -> None:
    """Press a button that the focus is moved to, and wait until ``waits_for`` is there."""
    tab_to(page, text=text)
    page.keyboard.press("Enter")
    page.locator(waits_for).first.wait_for()


def sign_in(page: Page, desk: Desk) -> None:
    page.goto("/sign-in")
    type_in(page, "username", desk.usernames["officer"])
    type_in(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="New case").wait_for()


def enter_example(page: Page, name: str) -> None:
    """Type the example of the README, with a day of the claim that is not in the calendar."""
    type_in(page, "person-name", name)
    type_in(page, "person-sex", "f")
    type_in(page, "person-birth_date", "12/05/1969")
    type_in(page, "person-nationality", "vn")
    type_in(page, "person-residence", "VN")
    type_in(page, "claim-date", "31/06/2026")
    type_in(page, "periods-0-party", "VN")
    type_in(page, "periods-0-from", "03/2001")
    type_in(page, "periods-0-to", "02/2009")
    type_in(page, "periods-0-kind", "comp")
    type_in(page, "periods-0-salary_regime", "the emp")
    type_in(page, "periods-0-earnings-0-from", "03/2001")
    type_in(page, "periods-0-earnings-0-to", "02/2009")
    type_in(page, "periods-0-earnings-0-monthly", "2.400.000")
    press(page, "Add a period", "#periods-1-party")
    assert focused(page)["id"] == "periods-1-party"
    type_in(page, "periods-1-party", "KR")
    type_in(page, "periods-1-from", "05/2010")
    type_in(page, "periods-1-to", "12/2019")
    type_in(page, "periods-1-kind", "work")
    type_in(page, "periods-1-earnings-0-from", "05/2010")
    type_in(page, "periods-1-earnings-0-to", "12/2019")
    type_in(page, "periods-1-earnings-0-monthly", "2,100,000")
    press(page, "Add a figure", "#established-0-party")
    type_in(page, "established-0-party", "VN")
    type_in(page, "established-0-name", "average sal")
    type_in(page, "established-0-value", "10.000.000")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    wide: Any = page.evaluate("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return bool(wide)


@pytest.mark.parametrize(
    ("width", "script"),
    [
        (1280, True),
        (360, True),
        (1280, False),
    ],
)
def test_a_case_is_entered_by_keyboard_a_mistake_mended_and_decided(
    chromium: Browser, served: tuple[str, Flask], desk: Desk, width: int, script: bool
) -> None:
    page = opened(chromium, served[0], width, script)
    refused: list[str] = []
    page.on("console", lambda told: refused.append(told.text) if told.type == "error" else None)
    name = f"Đặng Thị Hoà {width} {script}"
    sign_in(page, desk)
    press(page, "New case", "#entry-form")
    enter_example(page, name)
    assert fits(page)
    press(page, "Save and decide", ".error-summary")
    shot(page, f"mistake-{width}-{script}")
    assert fits(page)
    assert page.locator("#claim-date").input_value() == "31/06/2026"
    assert page.locator("#periods-1-earnings-0-monthly").input_value() == "2,100,000"
    press(page, "Day of the claim: “31/06/2026” is not a day", "#claim-date")
    assert focused(page)["id"] == "claim-date"
    page.keyboard.press("Control+a")
    page.keyboard.type("01/07/2026")
    press(page, "Save and decide", ".answer")
    determination = assess(example())
    worksheet = Worksheet(determination, "en")
    told = page.locator(".answer").all_inner_texts()
    assert told == [
        worksheet.told(sentence(result, worksheet.party(code), "en")) for code, result in determination.parties.items()
    ]
    assert fits(page)
    shot(page, f"result-{width}-{script}")
    steps = page.locator("#reasoning ~ ul.steps > li > details")
    assert not steps.first.locator("li").first.is_visible()
    tab_to(page, text=steps.first.locator("summary").first.inner_text())
    page.keyboard.press("Enter")
    assert steps.first.locator("li").first.is_visible()
    with desk.database.reading() as store:
        (kept,) = cases.search_cases(store, desk.officer, name).cases
        assert kept.facts == {**example(name), "case_id": kept.number}
    assert [each for each in refused if "422" not in each] == []
    page.context.close()


def test_what_is_typed_keeps_itself(chromium: Browser, served: tuple[str, Flask], desk: Desk) -> None:
    page = opened(chromium, served[0], 1280)
    sign_in(page, desk)
    press(page, "New case", "#entry-form")
    type_in(page, "person-name", "Never Saved")
    page.get_by_text("Draft kept:").wait_for()
    address = page.url
    page.goto("/cases")
    page.goto(address)
    assert page.locator("#person-name").input_value() == "Never Saved"
    page.context.close()


@pytest.mark.fault
def test_what_is_typed_while_the_database_is_gone_is_kept_once_it_is_back(
    chromium: Browser, served: tuple[str, Flask], desk: Desk
) -> None:
    file = Path(str(desk.database.engine.url.database))
    page = opened(chromium, served[0], 1280)
    sign_in(page, desk)
    press(page, "New case", "#entry-form")
    file.rename(file.with_suffix(".gone"))
    type_in(page, "person-name", "Typed Meanwhile")
    page.get_by_text("What you typed is not kept yet. It is tried again.").wait_for()
    file.with_suffix(".gone").rename(file)
    page.get_by_text("Draft kept:").wait_for()
    address = page.url
    page.goto("/cases")
    page.goto(address)
    assert page.locator("#person-name").input_value() == "Typed Meanwhile"
    page.context.close()
