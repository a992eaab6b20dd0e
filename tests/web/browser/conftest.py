"""A real browser before a real server."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from waitress import create_server

from tests.web.desk import Desk, settings
from web.app import create_app
from web.store.database import Database

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
LOCALES = {"en": "en-GB", "vi": "vi-VN", "ko": "ko-KR"}

Opened = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM.exists() or os.environ.get("CI"):
        return
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.skip(reason=f"{CHROMIUM} is not installed"))


@pytest.fixture(scope="module")
def served(new_url: Callable[[str], str]) -> Iterator[tuple[str, Database]]:
    """The desk on the server that offices run, with the settings that they have: its address and its database."""
    database = Database(new_url("sqlite"))
    database.migrate()
    server = create_server(
        create_app(settings(str(database.engine.url)), database), host="127.0.0.1", port=0, ident=None
    )
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}", database
    server.close()
    database.close()


@pytest.fixture
def desk(served: tuple[str, Database]) -> Desk:
    """An office of its own for the test."""
    return Desk(served[1])


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Browser, served: tuple[str, Database]) -> Iterator[Opened]:
    """Called with a language, it opens a window whose browser asks for that language.

    What the page's policy refuses, and what goes wrong in a script, fails the test.
    """
    contexts = []
    wrong: list[str] = []

    def opened(language: str, width: int = 1280, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=served[0],
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            java_script_enabled=script,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda told: wrong.append(told.text) if "Content Security" in told.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []
