from __future__ import annotations

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from openpyxl import Workbook

from tests.web.desk import Browser, Desk, example
from web.forms.shown import fields_of
from web.store import cases, drafts
from web.store.models import CaseState


def is_money(party: str, name: str) -> bool:
    return name == "average_earnings"


def typed(**changed: str) -> dict[str, str]:
    """The fields of the example, as an officer would type them."""
    fields = fields_of({**example(), "case_id": ""}, "vi", is_money)
    return {**fields, **{name.replace("__", "-"): value for name, value in changed.items()}}


def shown(page: str) -> dict[str, str]:
    """The text fields of a page, by their ids."""
    found = {}
    for tag in re.findall(r"<input class=[^>]*>", page):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        assert name is not None
        if value is not None:
            found[name[1]] = unescape(value[1])
    return found


def subject(address: str) -> str:
    return "new:" + address.rsplit("/", 1)[1]


def post(browser: Browser, address: str, do: str, fields: dict[str, Any], **more: str) -> Any:
    about = {} if address.endswith("/entry") else {"subject": subject(address)}
    return browser.post(address, {**fields, **about, "do": do, "tab": "t1", **more})


def test_a_case_that_is_typed_is_saved_as_the_facts_of_the_command_line(
    pages: Desk, officer: Browser, new: str
) -> None:
    response = post(officer, new, "save", typed())
    assert response.status_code == 303
    case_id = int(response.location.rsplit("/", 1)[1])
    assert pages.stored(case_id).facts == {**example(), "case_id": pages.stored(case_id).number}
    with pages.database.reading() as store:
        assert drafts.drafts_of(store, pages.officer, subject(new)) == []


def test_saving_and_deciding_goes_to_the_determination(pages: Desk, officer: Browser, new: str) -> None:
    response = post(officer, new, "decide", typed())
    assert response.status_code == 303
    assert "/determinations/" in response.location
    assert officer.get(response.location).status_code == 200


def test_going_back_and_saving_again_makes_no_second_case(pages: Desk, officer: Browser, new: str) -> None:
    first = post(officer, new, "save", typed()).location
    again = post(officer, new, "save", typed(person__name="Lê Thị Mai"))
    assert again.location == f"{first}/entry"
    assert "Lê Thị Mai" in officer.get(again.location).text
    with pages.database.reading() as store:
        assert cases.search_cases(store, pages.officer, "").total == 1


def test_a_mistake_is_told_above_and_beside_its_field_and_nothing_typed_is_lost(
    pages: Desk, officer: Browser, new: str
) -> None:
    wrong = typed(periods__1__from="05/20x0", person__name="  Đặng <b>Thị</b> Hoà ", claim__date="")
    response = post(officer, new, "save", wrong)
    assert response.status_code == 422
    for field in ("periods-1-from", "claim-date"):
        assert f'href="#{field}"' in response.text
        assert f'id="{field}-error"' in response.text
        assert re.search(rf'id="{field}"[^>]*aria-invalid="true"', response.text)
    assert shown(response.text) == {name: wrong.get(name, "") for name in shown(response.text)}
    assert "05/20x0" in shown(response.text)["periods-1-from"]
    # Reopened, it is all there.
    again = officer.get(new)
    assert shown(again.text) == shown(response.text)


def test_a_draft_of_another_officer_is_not_shown(pages: Desk, officer: Browser, new: str) -> None:
    post(officer, new, "check", typed(person__name="Only Mine"))
    officer.sign_in(pages.usernames["colleague"])
    assert "Only Mine" not in officer.get(new).text


def test_rows_are_added_repeated_and_removed_without_a_script(officer: Browser, new: str) -> None:
    added = post(officer, new, "add:periods", typed())
    assert re.search(r'id="periods-2-party"[^>]*autofocus', added.text)
    repeated = shown(post(officer, new, "repeat:periods-0", typed()).text)
    assert repeated["periods-2-from"] == "03/2001"
    assert repeated["periods-2-earnings-0-monthly"] == "2.400.000"
    removed = shown(post(officer, new, "remove:periods-0", typed()).text)
    assert removed["periods-0-party"] == "KR"
    assert "periods-1-party" not in removed
    earnings = post(officer, new, "add:periods-1-earnings", typed())
    assert re.search(r'id="periods-1-earnings-1-from"[^>]*autofocus', earnings.text)


def test_pasted_rows_are_added_and_those_that_hold_no_period_stay(officer: Browser, new: str) -> None:
    text = "VN\t03/2001\t02/2009\tcompulsory\t2.400.000\nVN\t2001\n"
    response = post(officer, new, "paste", {"agreement": "vn-kr", "periods-0-party": ""}, paste=text)
    assert response.status_code == 422
    fields = shown(response.text)
    assert (fields["periods-0-from"], fields["periods-0-earnings-0-monthly"]) == ("03/2001", "2.400.000")
    assert re.search(r"<textarea[^>]*>VN\t2001</textarea>", response.text)


def upload(browser: Browser, address: str, name: str, data: bytes, fields: dict[str, str]) -> Any:
    sent = {**fields, "file": (io.BytesIO(data), name)}
    return browser.post(
        address, {**sent, "subject": subject(address), "do": "upload", "tab": "t1"}, content_type="multipart/form-data"
    )


def test_the_json_of_the_command_line_fills_the_form(officer: Browser, new: str) -> None:
    response = upload(officer, new, "case.json", json.dumps(example()).encode(), {})
    assert response.status_code == 200
    assert shown(response.text)["established-0-value"] == "10,000,000"
    assert post(officer, new, "save", {**shown(response.text), **typed()}).status_code == 303


@pytest.mark.parametrize("name", ["rows.csv", "rows.xlsx"])
def test_rows_of_a_file_are_added_to_what_is_typed(officer: Browser, new: str, name: str) -> None:
    rows = [["party", "from", "to", "kind", "monthly"], ["KR", "01/2020", "12/2020", "workplace", "2100000"]]
    if name.endswith("csv"):
        data = "\n".join(";".join(row) for row in rows).encode("utf-8-sig")
    else:
        book, stream = Workbook(), io.BytesIO()
        assert book.active is not None
        for row in rows:
            book.active.append([*row[:-1], int(row[-1]) if row[-1].isdigit() else row[-1]])
        book.save(stream)
        data = stream.getvalue()
    fields = shown(upload(officer, new, name, data, typed()).text)
    assert (fields["periods-0-party"], fields["periods-2-party"]) == ("VN", "KR")
    assert fields["periods-2-earnings-0-monthly"] == "2100000"


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04broken", b'{"case_id": 1.5}', b"[" * 50_000])
def test_a_file_that_cannot_be_read_changes_nothing(officer: Browser, new: str, data: bytes) -> None:
    response = upload(officer, new, "file.bin", data, typed())
    assert response.status_code == 422
    assert shown(response.text)["periods-0-from"] == "03/2001"


def test_a_saved_case_is_opened_and_changed(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    address = f"/cases/{kept.id}/entry"
    page = officer.get(address)
    assert shown(page.text)["periods-1-earnings-0-monthly"] == "2,100,000"
    response = post(officer, address, "save", typed(person__name="Lê Mai"), case_version="1")
    assert response.status_code == 303
    assert pages.stored(kept.id).version == 2
    assert pages.stored(kept.id).applicant_name == "Lê Mai"


@pytest.mark.fault
def test_two_officers_save_one_case_and_neither_loses_anything(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    address = f"/cases/{kept.id}/entry"
    officer.get(address)
    with pages.database.writing() as store:
        cases.save_case(store, pages.colleague, kept.id, example("First Saver"), 1)
    refused = post(officer, address, "save", typed(person__name="Second Saver"), case_version="1")
    assert refused.status_code == 409
    assert "colleague of" in refused.text
    assert pages.stored(kept.id).applicant_name == "First Saver"
    fields = shown(refused.text)
    assert fields["person-name"] == "Second Saver"
    version = re.search(r'name="case_version" value="(\d+)"', refused.text)
    assert version is not None
    assert (
        post(officer, address, "save", typed(person__name="Second Saver"), case_version=version[1]).status_code == 303
    )
    assert pages.stored(kept.id).applicant_name == "Second Saver"


@pytest.mark.fault
def test_a_sign_in_that_has_ended_keeps_what_was_typed(pages: Desk, officer: Browser, new: str) -> None:
    with officer.client.session_transaction(base_url="https://desk.test") as session:
        session["seen"] = 0
    response = post(officer, new, "save", typed(person__name="Typed Late"))
    assert response.status_code == 303
    assert "/sign-in" in response.location
    officer.sign_in(pages.usernames["officer"])
    assert shown(officer.get(new).text)["person-name"] == "Typed Late"


def test_a_case_awaiting_approval_cannot_be_changed_and_typing_is_kept(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    officer.get(f"/cases/{kept.id}/entry")
    pages.submitted(kept.id)
    address = f"/cases/{kept.id}/entry"
    assert post(officer, address, "save", typed(), case_version="1").status_code == 409
    assert pages.stored(kept.id).state == CaseState.SUBMITTED
    with pages.database.reading() as store:
        assert drafts.drafts_of(store, pages.officer, drafts.case_subject(kept.id))
    assert officer.get(address).status_code == 302


def test_a_case_of_another_office_is_not_found(pages: Desk, officer: Browser) -> None:
    other = Desk(pages.database).case()
    assert officer.get(f"/cases/{other.id}/entry").status_code == 404
    assert post(officer, f"/cases/{other.id}/entry", "save", typed()).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_only_those_who_enter_cases_may(pages: Desk, browser: Browser, role: str) -> None:
    browser.sign_in(pages.usernames[role])
    assert browser.get("/cases/new").status_code == 403
    assert browser.get(f"/cases/{pages.case().id}/entry").status_code == 403


def test_the_pages_of_cases_lead_to_the_entry(pages: Desk, officer: Browser, new: str) -> None:
    post(officer, new, "check", typed(person__name="Half Typed"))
    listed = officer.get("/cases").text
    assert 'href="/cases/new"' in listed
    assert f'href="{new}">Half Typed<' in listed
    kept = pages.case()
    address = f"/cases/{kept.id}/entry"
    officer.get(address)
    post(officer, address, "check", typed(claim__date=""), case_version="1")
    page = officer.get(f"/cases/{kept.id}").text
    assert f'href="{address}"' in page
    assert f'href="{address}?draft=' in page


def test_what_is_missing_is_told_by_the_name_of_its_field_and_row(officer: Browser, new: str) -> None:
    fields = typed(person__sex="", periods__1__kind="", established__0__party="", claim__date="")
    page = unescape(post(officer, new, "check", fields | {"options-0-party": "KR", "options-0-name": "early"}).text)
    for told in (
        '<a href="#person-sex">Sex: Fill this in.</a>',
        '<a href="#periods-1-kind">Period 2, Kind: Fill this in.</a>',
        '<a href="#established-0-party">Figure 1, Party: Fill this in.</a>',
        '<a href="#options-0-value">Option 1, Value: Fill this in.</a>',
    ):
        assert told in page
    assert "YYYY" not in page


def test_drafts_that_were_gone_on_with_are_forgotten_once_the_case_is_saved(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    address = f"/cases/{kept.id}/entry"
    for tab in ("t1", "t2", "t3"):
        page = officer.get(address).text
        resumed = re.search(r'name="resumed" value="([^"]*)"', page)
        assert resumed is not None
        do = "save" if tab == "t3" else "check"
        post(officer, address, do, typed(), case_version="1", tab=tab, resumed=resumed[1])
    assert pages.stored(kept.id).version == 2
    with pages.database.reading() as store:
        assert drafts.drafts_of(store, pages.officer, drafts.case_subject(kept.id)) == []
