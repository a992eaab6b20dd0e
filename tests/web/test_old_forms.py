"""Forms that were opened before the case went on: in a second tab, by a colleague, after the Back button."""

from __future__ import annotations

from html import unescape

import pytest

from tests.web.desk import Browser, Desk
from tests.web.test_case_entry import typed
from tests.web.test_case_steps import every
from web.store import determinations


@pytest.mark.parametrize("meanwhile", ["decided", "saved"])
def test_a_form_of_a_case_that_was_submitted_meanwhile_says_so_and_loses_nothing(
    pages: Desk, browser: Browser, meanwhile: str
) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    address = f"/cases/{kept.id}/entry"
    old = {**every(browser.get(address).text), "person-name": "Lê Thị Mai"}
    if meanwhile == "saved":
        browser.post(address, {**typed(), "tab": "t2", "case_version": "1", "do": "save"})
    made = pages.submitted(kept.id)
    for _press in range(2):
        refused = browser.post(address, {**old, "do": "save"})
        assert refused.status_code == 409
        assert "This case was submitted meanwhile" in unescape(refused.text)
        assert "save again" not in refused.text
        old = every(refused.text)
        assert old["person-name"] == "Lê Thị Mai"
    with pages.database.writing() as store:
        determinations.send_back(store, pages.supervisor, made.id, "Look again.")
    offered = browser.get(f"/cases/{kept.id}").text
    assert "Typed and not saved" in offered
    assert every(browser.get(address).text)["person-name"] == "Lê Thị Mai"


def test_a_second_tab_is_told_that_the_first_has_saved(pages: Desk, browser: Browser) -> None:
    kept = pages.case()
    browser.sign_in(pages.usernames["officer"])
    address = f"/cases/{kept.id}/entry"
    first, second = every(browser.get(address).text), every(browser.get(address).text)
    assert browser.post(address, {**first, "person-name": "A", "do": "save"}).status_code == 303
    told = browser.post(address, {**second, "claim-date": "02/07/2026", "do": "save"})
    assert told.status_code == 409
    assert "save again" in told.text
    assert browser.post(address, {**every(told.text), "do": "save"}).status_code == 303
    facts = pages.stored(kept.id).facts
    assert facts is not None
    assert facts["claim"]["date"] == "2026-07-02"
