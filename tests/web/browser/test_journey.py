"""One long journey by the keyboard alone: a case entered with mistakes, mended, decided, approved by another person,
issued, and its notice downloaded and read back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from tests.reports.documents import joined
from tests.web.browser.conftest import Opened
from tests.web.browser.keyboard import focused, press, tab_to, too_wide, type_in
from tests.web.desk import PASSWORD, Desk, example
from totalisation.api import assess
from totalisation.reports.edition import Edition
from totalisation.reports.page import Page as Worksheet
from totalisation.reports.worksheet_result import figures, sentence
from web.store import cases

pytestmark = pytest.mark.slow

WRONG = {
    "person-birth_date": ("31/02/1969", "12/05/1969"),
    "claim-date": ("31/06/2026", "01/07/2026"),
    "periods-0-to": ("02/1909", "02/2009"),
    "periods-1-earnings-0-monthly": ("two million", "2.100.000"),
}
"""Fields by their ids, each with a mistake and with what is right."""

RIGHT = {
    "person-name": "Đặng Thị Hoà",
    "person-nationality": "VN",
    "person-residence": "VN",
    "periods-0-party": "VN",
    "periods-0-from": "03/2001",
    "periods-0-earnings-0-from": "03/2001",
    "periods-0-earnings-0-to": "02/2009",
    "periods-0-earnings-0-monthly": "2.400.000",
    "periods-1-party": "KR",
    "periods-1-from": "05/2010",
    "periods-1-to": "12/2019",
    "periods-1-earnings-0-from": "05/2010",
    "periods-1-earnings-0-to": "12/2019",
    "established-0-party": "VN",
    "established-0-name": "average_earnings",
    "established-0-value": "10.000.000",
    "person-sex": "female",
    "periods-0-kind": "compulsory",
    "periods-0-salary_regime": "employer",
    "periods-1-kind": "workplace",
}


@pytest.mark.parametrize(
    ("language", "width", "script"),
    [
        ("vi", 360, True),
        ("ko", 1280, True),
        ("en", 1280, False),
        ("vi", 1280, False),
        ("ko", 360, False),
        ("en", 360, True),
    ],
)
def test_a_case_goes_from_entry_to_its_issued_notice_by_keyboard(
    opened: Opened, desk: Desk, tmp_path: Path, language: str, width: int, script: bool
) -> None:
    page = opened(language, width, script)
    errors: list[str] = []
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.goto("/cases/new")
    assert page.locator("html").get_attribute("lang") == language
    sign_in(page, desk, "officer", "#entry-form")
    enter(page)
    decide_with_mistakes(page)
    mend(page)
    press(page, "button[value='decide']:not(.visually-hidden)", ".answer")
    assert page.locator(".answer").all_inner_texts() == answers(language)
    checked(page)
    look_into_the_reasoning(page)
    press(page, "a.back-link", "form[action$='/submit']")
    assert page.locator("form[action$='/approve'], form[action$='/issue']").count() == 0
    press(page, "form[action$='/submit'] button", ".tag-submitted")
    checked(page)
    press(page, "form[action$='/sign-out'] button", "#username")

    sign_in(page, desk, "supervisor", "#q")
    type_in(page, "q", "dang thi hoa")
    press(page, "form[role='search'] .button", "td .tag-submitted")
    checked(page)
    press(page, "th a[href^='/cases/']", "form[action$='/approve']")
    press(page, "form[action$='/approve'] button", "form[action$='/issue']")
    press(page, "form[action$='/issue'] button", ".tag-issued")
    checked(page)
    press(page, "a[href^='/determinations/']", ".answer")
    press(page, "a[href$='/documents']", ".documents")
    checked(page)
    name, pdf = downloaded(page, tmp_path, f"a[href*='/notice.pdf?language={language}&party=VN']")
    assert name == f"{desk.code}-{year(desk)}-00001_determination-1_notice_VN_{language}.pdf"
    read_back(pdf, language, desk)
    # A form that is refused is all that goes wrong.
    assert [each for each in errors if "422" not in each] == []


def sign_in(page: Page, desk: Desk, who: str, waits_for: str) -> None:
    """Sign in, with a wrong password first."""
    type_in(page, "username", desk.usernames[who])
    type_in(page, "password", "not the password")
    page.keyboard.press("Enter")
    page.locator(".error-summary").wait_for()
    checked(page)
    type_in(page, "password", PASSWORD)
    page.keyboard.press("Enter")
    page.locator(waits_for).first.wait_for()
    checked(page)


def enter(page: Page) -> None:
    """Type the example of the README, field after field, with the mistakes."""
    typed = {**RIGHT, **{field: wrong for field, (wrong, _) in WRONG.items()}}
    press(page, "button[value='add:periods']", "#periods-1-party")
    press(page, "button[value='add:established']", "#established-0-party")
    page.evaluate("document.activeElement.blur()")  # from the top of the page again
    for field in page.locator("#entry-form .input").evaluate_all("all => all.map((each) => each.id)"):
        if field in typed:
            type_in(page, field, typed.pop(field))
    assert typed == {}
    checked(page)


def decide_with_mistakes(page: Page) -> None:
    press(page, "button[value='decide']:not(.visually-hidden)", ".error-summary")
    checked(page)
    linked = page.locator(".error-summary a").evaluate_all("all => all.map((each) => each.getAttribute('href'))")
    assert set(WRONG) <= {each.lstrip("#") for each in linked}
    for field, (wrong, _) in WRONG.items():
        assert page.locator(f"#{field}").input_value() == wrong
        assert page.locator(f"#{field}").get_attribute("aria-invalid") == "true"
        assert page.locator(f"#{field}-error").is_visible()
    for field, right in RIGHT.items():
        assert page.locator(f"#{field}").input_value() == right


def mend(page: Page) -> None:
    """From the summary to each field, by its link."""
    for field, (_, right) in WRONG.items():
        page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
        tab_to(page, f".error-summary a[href='#{field}']")
        page.keyboard.press("Enter")
        focused(page, f"#{field}")
        type_in(page, field, right)


def look_into_the_reasoning(page: Page) -> None:
    """Open its first step, and see what that rests on."""
    step = page.locator("#reasoning ~ ul.steps > li > details").first
    assert not step.locator("li").first.is_visible()
    tab_to(page, "#reasoning ~ ul.steps > li:first-child > details > summary")
    page.keyboard.press("Enter")
    step.locator("li").first.wait_for()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")


def checked(page: Page) -> None:
    """Nothing is wider than the window, and each field has its name."""
    assert too_wide(page) == []
    unnamed: Any = page.evaluate(
        "[...document.querySelectorAll('input:not([type=hidden]), select, textarea')]"
        ".filter((each) => each.labels.length === 0).map((each) => each.id)"
    )
    assert unnamed == []


def downloaded(page: Page, folder: Path, selector: str) -> tuple[str, bytes]:
    tab_to(page, selector)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    download.value.save_as(folder / "document.pdf")
    return download.value.suggested_filename, (folder / "document.pdf").read_bytes()


def answers(language: str) -> list[str]:
    determination = assess(example())
    page = Worksheet(determination, language)
    return [page.told(sentence(result, page.party(code), language)) for code, result in determination.parties.items()]


def read_back(pdf: bytes, language: str, desk: Desk) -> None:
    """The paper says what the engine says, to whom, and that it is issued, and by whom."""
    text = joined("".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages))
    determination = assess(example())
    page = Worksheet(determination, language)
    with desk.database.reading() as store:
        (kept,) = cases.search_cases(store, desk.supervisor, "Đặng Thị Hoà").cases
        (made,) = kept.determinations
        assert made.issued_at is not None
        assert made.approved_by == desk.supervisor.id != made.decided_by
        assert kept.facts == {**example(), "case_id": kept.number}
        edition = Edition(1, made.issued_at.date(), True)
    told = [*answers(language), *edition.lines(language), kept.number, "Đặng Thị Hoà", f"supervisor of {desk.code}"]
    for code, result in determination.parties.items():
        told.extend(part for figure in figures(result, page.names[code]) for part in figure)
    assert [each for each in told if joined(each) not in text] == []
    assert joined(Edition(1, made.issued_at.date(), False).lines(language)[0]) not in text


def year(desk: Desk) -> int:
    with desk.database.reading() as store:
        (kept,) = cases.search_cases(store, desk.supervisor, "Đặng Thị Hoà").cases
        return kept.created_at.year
