from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from tests.web.desk import Browser, Desk, example
from tests.web.test_case_entry import shown, subject, typed
from web.forms.rows import in_order
from web.forms.steps import STEPS, merged, next_step, of_step, step_of
from web.store import drafts


@pytest.fixture
def new(officer: Browser) -> str:
    """The address of a new case, entered step by step."""
    address = officer.get("/cases/new").location
    officer.get(f"{address}/person")
    return address


def every(page: str) -> dict[str, str]:
    """All fields of the form of a page, as a browser would send them: hidden ones, texts, ticks, choices."""
    form = page[page.index('<form id="entry-form"') :]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name is not None and ("checkbox" not in tag or " checked" in tag) and 'type="file"' not in tag:
            found[unescape(name[1])] = unescape(value[1]) if value is not None else ""
    for name, body in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = unescape(chosen[1]) if chosen is not None else ""
    for name, body in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(body)
    return {name: value for name, value in found.items() if name != "csrf_token"}


def send(browser: Browser, page: Any, address: str, do: str, **changed: str) -> Any:
    """Send the form of a page with some of its fields changed, and follow where it leads."""
    fields = {**every(page.text), **{name.replace("__", "-"): value for name, value in changed.items()}}
    response = browser.post(address, {**fields, "do": do})
    return response if response.status_code != 303 else browser.get(response.location)


def step_typed(step: str) -> dict[str, str]:
    return of_step(typed(), step)


def walk(browser: Browser, address: str, until: str = "summary") -> Any:
    """Go through the steps with the example typed, up to the page of ``until``."""
    page = browser.get(f"{address}/person")
    for step in STEPS:
        if step == until:
            break
        fields = step_typed(step)
        if step == "periods":
            page = send(browser, page, f"{address}/{step}", "add:periods")
        if step == "earnings":
            page = send(browser, page, f"{address}/{step}", "add:established")
        page = send(browser, page, f"{address}/{step}", "on", **fields)
        assert page.status_code == 200
        assert f'name="step" value="{next_step(step)}"' in page.text
    return page


def test_each_step_shows_its_fields_and_carries_the_others(officer: Browser, new: str) -> None:
    page = walk(officer, new, "claim")
    visible = set(shown(page.text))
    assert "claim-date" in visible
    assert {step_of(name) for name in visible} == {"claim"}
    fields = every(page.text)
    for step in ("person", "periods", "earnings"):
        for name, value in step_typed(step).items():
            assert fields.get(name, "") == value, name


def test_a_case_entered_step_by_step_is_the_case_of_the_one_page(pages: Desk, officer: Browser, new: str) -> None:
    page = walk(officer, new)
    assert "No fault was found" in page.text
    response = officer.post(f"{new}/summary", {**every(page.text), "do": "decide"})
    assert response.status_code == 303
    assert "/determinations/" in response.location
    officer.get(response.location)
    listed = officer.get("/cases").text
    case_id = int(re.search(r'href="/cases/(\d+)"', listed)[1])  # type: ignore[index]
    assert pages.stored(case_id).facts == {**example(), "case_id": pages.stored(case_id).number}
    with pages.database.reading() as store:
        assert drafts.drafts_of(store, pages.officer, subject(new)) == []
    # The pages of a case that is saved lead to it, and keep what is typed on them.
    again = officer.post(f"{new}/person", {**every(page.text), "step": "person", "do": "on"})
    assert again.location == f"/cases/{case_id}/entry/person"


def test_what_is_wrong_in_a_step_is_told_there_and_traps_nobody(officer: Browser, new: str) -> None:
    page = officer.get(f"{new}/person")
    stays = send(officer, page, f"{new}/person", "on", **{"person-sex": "female", "person-birth_date": "12/13/1969"})
    assert 'name="step" value="person"' in stays.text
    assert 'href="#person-birth_date"' in stays.text
    assert "claim-date" not in shown(stays.text)
    assert 'href="#claim-date"' not in stays.text
    assert shown(stays.text)["person-birth_date"] == "12/13/1969"
    went = send(officer, stays, f"{new}/person", "step:periods")
    assert went.status_code == 200
    assert 'name="step" value="periods"' in went.text
    back = send(officer, went, f"{new}/periods", "step:person")
    assert shown(back.text)["person-birth_date"] == "12/13/1969"


def test_the_summary_tells_every_fault_with_its_page_and_field(officer: Browser, new: str) -> None:
    page = walk(officer, new, "claim")
    page = send(officer, page, f"{new}/claim", "step:person")
    page = send(officer, page, f"{new}/person", "step:summary", **{"person-sex": ""})
    assert page.status_code == 200
    text = unescape(page.text)
    found = dict(re.findall(r'<li><a href="([^"]*)">([^<]*)</a></li>', text))
    assert {"Sex: Fill this in.", "Day of the claim: Fill this in."} <= set(found.values())
    (address,) = [link for link, told in found.items() if told.startswith("Sex")]
    assert address.startswith(f"{new}/person?")
    assert address.endswith("#person-sex")
    mended = officer.get(address.partition("#")[0])
    assert 'id="person-sex-error"' in mended.text
    refused = officer.post(f"{new}/summary", {**every(page.text), "do": "decide"})
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["female", "Viet Nam (VN)", "workplace-based insured period", "10,000,000", "01/07/2026"]),
        ("vi", ["nữ", "Việt Nam (VN)", "Hàn Quốc (KR)", "10.000.000", "01/07/2026"]),
        ("ko", ["여", "베트남 (VN)", "사업장가입", "10,000,000", "01/07/2026"]),
    ],
)
def test_the_summary_is_in_words_of_the_language(
    pages: Desk, officer: Browser, language: str, words: list[str]
) -> None:
    kept = pages.case()
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    page = unescape(officer.get(f"/cases/{kept.id}/entry/summary").text)
    told = "\n".join(re.findall(r"<dd>([^<]*)</dd>", page))
    for each in words:
        assert each in told
    assert "(VN);" not in told
    for internal in ("average_earnings", "workplace", "employer", "old_age", "vn-kr"):
        assert internal not in told.split("\n")


def test_the_way_is_remembered_and_changing_it_loses_nothing(pages: Desk, officer: Browser) -> None:
    address = officer.get("/cases/new").location
    page = officer.get(address)
    page = send(officer, page, address, "way:steps", **{"person-name": "Half Typed"})
    assert 'name="step" value="person"' in page.text
    assert shown(page.text)["person-name"] == "Half Typed"
    assert officer.get("/cases/new", follow_redirects=True).request.path.endswith("/person")
    kept = pages.case()
    assert officer.get(f"/cases/{kept.id}/entry").location.startswith(f"/cases/{kept.id}/entry/summary")
    page = send(officer, page, f"{address}/person", "way:page", **{"person-name": "Whole Page"})
    assert 'name="step"' not in page.text
    assert shown(page.text)["person-name"] == "Whole Page"
    assert officer.get(f"/cases/{kept.id}/entry").status_code == 200


@pytest.mark.parametrize("step", [None, "periods"])
def test_another_language_loses_nothing_that_is_typed(
    pages: Desk, officer: Browser, new: str, step: str | None
) -> None:
    address = new if step is None else f"{new}/{step}"
    page = officer.get(address)
    assert re.search(r'<button[^>]*form="entry-form"[^>]*value="language:ko"', page.text)
    page = send(officer, page, address, "language:ko", **{"periods-0-from": "03/2001"})
    assert '<html lang="ko">' in page.text
    assert shown(page.text)["periods-0-from"] == "03/2001"
    assert ('name="step"' in page.text) == (step is not None)
    # The choice is the account's.
    assert '<html lang="ko">' in officer.get("/cases").text
    assert officer.post(address, {"subject": subject(new), "tab": "t1", "do": "language:xx"}).status_code == 400


def test_two_tabs_keep_two_drafts(officer: Browser, new: str) -> None:
    one, two = officer.get(f"{new}/person"), officer.get(f"{new}/person")
    one = send(officer, one, f"{new}/person", "step:claim", **{"person-name": "First Tab"})
    two = send(officer, two, f"{new}/person", "step:claim", **{"person-name": "Second Tab"})
    one = send(officer, one, f"{new}/claim", "step:person", **{"claim-date": "01/07/2026"})
    assert shown(one.text)["person-name"] == "First Tab"
    assert every(one.text)["claim-date"] == "01/07/2026"
    assert every(two.text)["person-name"] == "Second Tab"
    assert every(two.text).get("claim-date", "") == ""


def test_a_page_that_the_browser_went_back_to_overwrites_its_own_step_alone(officer: Browser, new: str) -> None:
    old = officer.get(f"{new}/person?tab=same")
    page = send(officer, old, f"{new}/person", "step:claim", **{"person-name": "Before"})
    send(officer, page, f"{new}/claim", "step:summary", **{"claim-date": "01/07/2026"})
    stale = {**every(old.text), "person-name": "After", "tab": every(page.text)["tab"], "do": "step:summary"}
    response = officer.post(f"{new}/person", stale)
    page = officer.get(response.location)
    assert every(page.text)["person-name"] == "After"
    assert every(page.text)["claim-date"] == "01/07/2026"


def test_a_draft_that_saves_itself_keeps_the_other_steps_too(officer: Browser, new: str) -> None:
    page = walk(officer, new, "claim")
    stale = {**every(page.text), "claim-date": "02/07/2026", "person-name": "Old", "periods-0-from": "01/1999"}
    response = officer.post("/drafts/entry", stale)
    assert response.status_code == 200
    page = officer.get(f"{new}/summary")
    fields = every(page.text)
    assert fields["claim-date"] == "02/07/2026"
    assert fields["person-name"] == typed()["person-name"]
    assert fields["periods-0-from"] == typed()["periods-0-from"]


def test_a_sign_in_that_has_ended_keeps_every_step(pages: Desk, officer: Browser, new: str) -> None:
    page = walk(officer, new, "claim")
    with officer.client.session_transaction(base_url="https://desk.test") as session:
        session["seen"] = 0
    fields = {**every(page.text), "claim-date": "05/07/2026", "do": "on"}
    response = officer.post(f"{new}/claim", fields)
    assert response.status_code == 303
    assert "/sign-in" in response.location
    officer.sign_in(pages.usernames["officer"])
    page = officer.get(f"{new}/claim")
    assert shown(page.text)["claim-date"] == "05/07/2026"
    assert every(page.text)["periods-1-earnings-0-monthly"] == typed()["periods-1-earnings-0-monthly"]


def test_a_case_that_is_saved_is_changed_in_one_step(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    address = f"/cases/{kept.id}/entry"
    page = officer.get(f"{address}/person")
    page = send(officer, page, f"{address}/person", "step:summary", **{"person-name": "Lê Mai"})
    response = officer.post(f"{address}/summary", {**every(page.text), "do": "save"})
    assert response.location == f"/cases/{kept.id}"
    assert pages.stored(kept.id).facts == {**example("Lê Mai"), "case_id": kept.number}
    pages.submitted(kept.id)
    assert officer.get(f"{address}/person").location == f"/cases/{kept.id}"


@pytest.mark.parametrize("address", ["/cases/new/w1/nothing", "/cases/1/entry/nothing"])
def test_there_are_no_other_steps(officer: Browser, address: str) -> None:
    assert officer.get(address).status_code == 404


def test_the_heading_or_what_is_wrong_takes_the_focus(officer: Browser, new: str) -> None:
    page = officer.get(f"{new}/person")
    assert re.search(r'<h1 id="step-title" tabindex="-1" autofocus>', page.text)
    assert re.search(r'aria-current="step">Person<', page.text)
    wrong = send(officer, page, f"{new}/person", "on")
    assert re.search(r'class="error-summary"[^>]*autofocus', wrong.text)
    assert wrong.text.count(" autofocus") == 1


ROWS = in_order(
    {
        "person-name": "A",
        "periods-0-party": "AA",
        "periods-0-from": "01/2001",
        "periods-0-earnings-0-from": "01/2001",
        "periods-1-party": "BB",
        "periods-1-from": "01/2005",
        "claim-date": "01/07/2026",
    }
)


def test_a_step_takes_its_own_fields_and_leaves_the_others() -> None:
    now = {**ROWS, "person-name": "B", "claim-date": "", "periods-1-from": "x"}
    assert merged(ROWS, now, "person") == {**ROWS, "person-name": "B"}
    assert merged(ROWS, now, "claim") == {**ROWS, "claim-date": ""}
    assert merged(ROWS, now, "periods") == {**ROWS, "periods-1-from": "x"}
    later = {**ROWS, "periods-1-earnings-0-monthly": "5"}
    assert merged(ROWS, later, "earnings") == later
    # A page from before the earnings were typed.
    assert merged(later, ROWS, "periods") == later
    # The same, and a date of that row changed on it: both stay.
    assert merged(later, {**ROWS, "periods-1-from": "02/2005"}, "periods") == {
        **later,
        "periods-2-party": "BB",
        "periods-2-from": "02/2005",
    }


def test_rows_that_are_not_those_that_were_kept_are_added_and_nothing_is_lost() -> None:
    removed = {name: value for name, value in ROWS.items() if not name.startswith("periods-1")}
    typed_late = {**ROWS, "periods-1-earnings-0-monthly": "5"}
    found = merged(removed, typed_late, "earnings")
    assert found["periods-1-party"] == "BB"
    assert found["periods-1-earnings-0-monthly"] == "5"
    assert found["periods-0-earnings-0-from"] == "01/2001"
    assert "periods-2-party" not in found


@pytest.mark.parametrize(
    ("field", "step"),
    [
        ("case_id", "person"),
        ("dependants-0-relation", "person"),
        ("periods-3-kind", "periods"),
        ("periods-3-condition_hazardous", "periods"),
        ("periods-3-earnings-1-monthly", "earnings"),
        ("established-0-value", "earnings"),
        ("options-1-name", "claim"),
        ("claim-date", "claim"),
        ("person-unshown", "person"),
    ],
)
def test_each_field_stands_in_one_step(field: str, step: str) -> None:
    assert step_of(field) == step
