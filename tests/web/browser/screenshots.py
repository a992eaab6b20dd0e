"""Pictures of the desk's main pages for its guide: ``python -m tests.web.browser.screenshots [FOLDER]``.

They are taken of the demonstration, so that they show nobody's data, and kept small: the pages have few colours.
"""

from __future__ import annotations

import io
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from waitress import create_server

from tests.web.browser.conftest import ARGUMENTS, CHROMIUM, LOCALES
from web.app import create_app
from web.demo import APPLICANTS, demo_database, demo_settings

FOLDER: Final = Path(__file__).parents[3] / "docs" / "screenshots"
LARGEST: Final = 150_000
"""Bytes of one picture."""

COLOURS: Final = 256
WIDTH, PHONE, TALLEST = 1000, 360, 1400
LAST: Final = len(APPLICANTS) - 1
"""How many cases stand between the first of the demonstration and the last, of survivors."""

Shown = Callable[[Page, int], None]


def sign_in_page(page: Page, _: int) -> None:
    page.goto("/sign-in")


def case_list(page: Page, _: int) -> None:
    page.goto("/cases")


def entry(page: Page, case_id: int) -> None:
    page.goto(f"/cases/{case_id + 3}/entry")


def step(page: Page, case_id: int) -> None:
    page.goto(f"/cases/{case_id + 4}/entry/summary")


def waiting(page: Page, case_id: int) -> None:
    page.goto(f"/cases/{case_id + 1}")


def what_if(page: Page, _: int) -> None:
    page.goto("/determinations/1?claim=07/2028")
    page.locator("#what-if").evaluate("each => each.scrollIntoView()")


def mistakes(page: Page, case_id: int) -> None:
    entry(page, case_id)
    page.fill("#person-birth_date", "31/02/1969")
    page.fill("#periods-0-to", "02/1909")
    page.fill("#periods-0-earnings-0-monthly", "two million")
    page.click("button[value='decide']:not(.visually-hidden)")
    page.locator(".error-summary").wait_for()


def case(page: Page, case_id: int) -> None:
    page.goto(f"/cases/{case_id}")


def result(page: Page, _: int) -> None:
    page.goto("/determinations/1")


def reasoning(page: Page, _: int) -> None:
    result(page, 0)
    for step in page.locator("#reasoning ~ ul.steps").first.locator("details").all()[:4]:
        step.evaluate("each => { each.open = true }")
    page.locator("#reasoning").evaluate("each => each.scrollIntoView()")


def survivors_claim(page: Page, case_id: int) -> None:
    page.goto(f"/cases/{case_id + LAST}/entry/claim")


def survivors_result(page: Page, _: int) -> None:
    page.goto("/determinations/4")


def documents(page: Page, _: int) -> None:
    page.goto("/determinations/1/documents")


def notice(page: Page, _: int) -> None:
    page.goto("/determinations/1/documents/notice.html?party=VN")


def trail(page: Page, _: int) -> None:
    page.goto("/audit?check=1")


PICTURES: Final[dict[str, tuple[Shown, str, str, int]]] = {
    "sign-in": (sign_in_page, "", "en", WIDTH),
    "cases": (case_list, "officer", "en", WIDTH),
    "entry": (entry, "officer", "en", WIDTH),
    "entry-errors": (mistakes, "officer", "en", WIDTH),
    "entry-errors-vi": (mistakes, "officer", "vi", WIDTH),
    "entry-step-ko": (step, "officer", "ko", WIDTH),
    "entry-survivors": (survivors_claim, "officer", "en", WIDTH),
    "result-survivors-vi": (survivors_result, "officer", "vi", WIDTH),
    "approval": (waiting, "supervisor", "en", WIDTH),
    "case": (case, "officer", "en", WIDTH),
    "result": (result, "officer", "en", WIDTH),
    "result-ko": (result, "officer", "ko", WIDTH),
    "result-phone-vi": (result, "officer", "vi", PHONE),
    "what-if": (what_if, "officer", "en", WIDTH),
    "reasoning": (reasoning, "officer", "en", WIDTH),
    "documents": (documents, "officer", "en", WIDTH),
    "documents-vi": (documents, "officer", "vi", WIDTH),
    "notice-ko": (notice, "officer", "ko", WIDTH),
    "audit": (trail, "auditor", "en", WIDTH),
}
"""The name of each picture: what it shows, to whom, in which language and at which width."""


@contextmanager
def demonstration() -> Iterator[tuple[str, int, str]]:
    """The desk on the example cases: its address, the number of the issued case, and the password of each account."""
    told: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = demo_settings(Path(folder))
        database, case_id = demo_database(settings, told.append)
        server = create_server(create_app(settings, database), host="127.0.0.1", port=0, ident=None)
        threading.Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}", case_id, told[0].rsplit(" ", 1)[1]
        server.close()
        database.close()


def signed_in(browser: Browser, address: str, password: str, who: str) -> Any:
    """The cookies of that account's sign-in; none where nobody is named."""
    if not who:
        return None
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("#username", who)
    page.fill("#password", password)
    page.click("main button")
    page.locator("nav.site-nav").wait_for()
    cookies = context.storage_state()
    context.close()
    return cookies


def taken(browser: Browser, address: str, case_id: int, cookies: Any, name: str) -> bytes:
    """One picture as PNG."""
    shown, _, language, width = PICTURES[name]
    context = browser.new_context(
        base_url=address,
        locale=LOCALES[language],
        viewport={"width": width, "height": 800},
        reduced_motion="reduce",
        storage_state=cookies,
    )
    page = context.new_page()
    shown(page, case_id)
    top = page.evaluate("window.scrollY")
    tall = page.evaluate("Math.ceil(document.body.getBoundingClientRect().height)") - top
    clip = {"x": 0, "y": top, "width": width, "height": min(tall, TALLEST)}
    png = page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
    context.close()
    return small(png)


def small(png: bytes) -> bytes:
    """The picture with as many colours as a page needs."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(COLOURS).save(made, "PNG", optimize=True)
    return made.getvalue()


def main() -> None:
    """Take all pictures, or those whose names are given after the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with demonstration() as (address, case_id, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        cookies = {who: signed_in(browser, address, password, who) for who in {each[1] for each in PICTURES.values()}}
        for name in sys.argv[2:] or PICTURES:
            png = taken(browser, address, case_id, cookies[PICTURES[name][1]], name)
            (folder / f"{name}.png").write_bytes(png)
            print(f"{name}.png: {len(png) // 1000} kB{' – too large' if len(png) > LARGEST else ''}")
        browser.close()


if __name__ == "__main__":
    main()
