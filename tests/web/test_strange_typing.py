"""What officers paste and type without meaning to: characters that no page shows, tabs, names without end."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.desk import Browser, Desk, example
from tests.web.test_case_entry import post, typed
from tests.web.test_case_steps import every
from web.store.errors import BadFactsError
from web.store.names import LONGEST

REFUSED = ["\ufeff", "\u202e", "\u200e"]
"""Unseen characters that no text of a case may hold: byte-order mark, marks of direction."""

UNSEEN = ["\u200b", "\u00ad", "\u2060", *REFUSED]
"""The same with others: zero-width space, soft hyphen, word joiner."""


@pytest.mark.parametrize("mark", UNSEEN)
def test_a_number_of_nothing_that_shows_is_the_next_number(pages: Desk, officer: Browser, new: str, mark: str) -> None:
    saved = post(officer, new, "save", typed(case_id=mark))
    if mark in REFUSED:
        assert saved.status_code == 422
        assert 'id="case_id-error"' in saved.text
        return
    assert pages.stored(int(saved.location.rsplit("/", 1)[1])).number.startswith(f"{pages.code}-")


def test_a_name_is_found_without_what_was_pasted_unseen(pages: Desk, officer: Browser, new: str) -> None:
    saved = post(officer, new, "save", typed(person__name="Đặng\u200b Thị\u00ad Hoà\u2060"))
    assert saved.status_code == 303
    assert saved.location in officer.get("/cases?q=dang+thi+hoa").text


@pytest.mark.parametrize("day", ["\u200e01/07/2026", "０１／０７／２０２６\u200b", "\ufeff1.7.2026"])
def test_a_day_pasted_with_a_mark_of_direction_is_a_day(pages: Desk, officer: Browser, new: str, day: str) -> None:
    saved = post(officer, new, "save", typed(claim__date=day))
    facts = pages.stored(int(saved.location.rsplit("/", 1)[1])).facts
    assert facts is not None
    assert facts["claim"]["date"] == "2026-07-01"


def test_a_tab_between_the_cells_of_a_name_is_a_space(pages: Desk, officer: Browser, new: str) -> None:
    saved = post(officer, new, "save", typed(person__name="\tĐặng\tThị Hoà\t"))
    facts = pages.stored(int(saved.location.rsplit("/", 1)[1])).facts
    assert facts is not None
    assert facts["person"]["name"] == "Đặng Thị Hoà"


@pytest.mark.parametrize("length", [65, 200, 5000])
@pytest.mark.parametrize("way", ["", "/summary"])
def test_a_number_that_is_too_long_is_refused_and_not_cut(officer: Browser, new: str, length: int, way: str) -> None:
    long = "x" * length
    about = {"subject": "new:" + new.rsplit("/", 1)[1], "tab": "t1", "do": "save"}
    refused = officer.post(f"{new}{way}", {**typed(case_id=long), **about})
    assert refused.status_code == 422
    assert "Number of the case: Shorten the number to 64 characters." in unescape(refused.text)
    assert f'value="{long}"' in refused.text


def test_the_step_that_holds_the_number_tells_that_it_is_too_long(officer: Browser, new: str) -> None:
    about = {"subject": "new:" + new.rsplit("/", 1)[1], "tab": "t1", "step": "person", "do": "on"}
    told = officer.get(officer.post(f"{new}/person", {**typed(case_id="x" * 65), **about}).location)
    assert 'id="case_id-error"' in told.text


def test_no_number_is_cut_by_the_store(pages: Desk) -> None:
    assert pages.case(number="x" * 64).number == "x" * 64
    with pytest.raises(BadFactsError):
        pages.case(number="y" * 65)


@pytest.mark.parametrize("mark", UNSEEN)
def test_a_certificate_a_token_and_an_account_are_called_by_what_shows(
    pages: Desk, browser: Browser, mark: str
) -> None:
    browser.sign_in(pages.usernames["officer"])
    entry = {"direction": "vn-kr:KR", "kind": "detached", "first": "01/01/2025", "last": "31/12/2025"}
    refused = browser.post("/certificates/new", {**entry, "number": mark, "holder": mark})
    assert refused.status_code == 422
    assert 'id="number-error"' in refused.text
    assert 'id="holder-error"' in refused.text
    token = browser.post("/tokens/new", {"sheet": "s", "name": mark, "days": "30", "scopes": "assess"})
    assert token.status_code == 422
    assert 'id="name-error"' in token.text
    browser.post("/sign-out")
    browser.sign_in(pages.usernames["administrator"])
    account = {"role": "officer", "office_id": str(pages.office_id), "password": "five red kettles 5"}
    named = {**account, "username": "kim.of.nothing", "display_name": mark}
    assert browser.post("/accounts/new", named).status_code == 422


def test_a_name_that_is_too_long_is_refused_and_not_cut(pages: Desk, browser: Browser) -> None:
    browser.sign_in(pages.usernames["administrator"])
    long = "x" * (LONGEST + 1)
    account = {"role": "officer", "office_id": str(pages.office_id), "password": "five red kettles 5"}
    made = browser.post("/accounts/new", {**account, "username": f"long.{pages.code}", "display_name": long})
    changed = browser.post(
        f"/accounts/{pages.officer.id}", {"role": "officer", "office_id": str(pages.office_id), "display_name": long}
    )
    office = browser.post("/offices", {"code": "LONG", "name": long})
    for refused, field in ((made, "display_name"), (changed, "display_name"), (office, "name")):
        assert refused.status_code == 422
        found = re.search(rf'id="{field}-error">(.*?)</p>', refused.text, re.DOTALL)
        assert found is not None
        assert f"Shorten the name to {LONGEST} characters." in found[1]
        assert f'value="{long}"' in refused.text


def test_the_options_take_rates_and_an_age_as_they_are_typed_in_each_language(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case(example()).id)
    asked = {"prices": "2,5 %", "discount": "２．５ ％", "to_age": "７０", "exchange": "KRW:VND=18,2"}
    page = officer.get(f"/determinations/{made.id}/options", query_string=asked).text
    assert "field-error" not in page
    for rate in ("2.5\u00a0%", "\u200e2.5 %"):
        told = {"prices": rate, "discount": rate, "exchange": "KRW:VND=26,500"}
        refused = officer.get(f"/determinations/{made.id}/options", query_string=told).text
        assert re.findall(r'id="(\w+)-error"', refused) == ["exchange"]


@pytest.mark.parametrize("text", ["Bên\tTừ\tĐến\tLoại", "x" * 9000])
def test_a_pasted_text_without_a_row_stays_in_its_box(officer: Browser, new: str, text: str) -> None:
    refused = post(officer, new, "paste", {**typed(), "paste": text})
    assert refused.status_code == 422
    assert 'id="paste-error"' in refused.text
    assert every(refused.text)["paste"] == text
    assert every(officer.get(new).text)["paste"] == text


@pytest.mark.parametrize("field", ["over-time?from", "adjustments?until", "?claim"])
def test_a_month_that_is_none_is_told_without_turning_the_sentence_round(
    pages: Desk, officer: Browser, field: str
) -> None:
    made = pages.decided(pages.case(example()).id)
    address = f"/determinations/{made.id}/{field}".replace("/?", "?")
    told = officer.get(f"{address}=%E2%80%AEabc%E2%80%8B%09x").text
    assert "“abc x” is not a month. Write mm/yyyy." in told
    assert "\u202e" not in told
