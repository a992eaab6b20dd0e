"""Claims to survivors' and disability benefits and to lump sums, entered, saved and decided at the desk."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.web.desk import Browser, Desk
from tests.web.forms.test_benefits import EXAMPLES, facts_of, fields_for
from tests.web.test_case_entry import post, subject
from tests.web.test_case_steps import every
from web.store import drafts

LANGUAGES = ("en", "vi", "ko")


def shown_for(page: str) -> set[str]:
    """The benefits whose fields stand open on a page."""
    found = re.findall(r'<div data-benefit="([a-z_]+)"( hidden)?>', page)
    assert {word for word, _ in found} == {"survivors", "disability", "lump_sum"}
    return {word for word, hidden in found if not hidden}


def told_aside(page: str) -> set[str]:
    """The benefits of which the page says that something is kept aside."""
    return {word for word, hidden in re.findall(r'data-aside="([a-z_]+)"( hidden)?', page) if not hidden}


@pytest.mark.parametrize("benefit", EXAMPLES)
def test_a_case_that_is_typed_is_saved_as_the_facts_of_the_command_line(
    pages: Desk, officer: Browser, new: str, benefit: str
) -> None:
    response = post(officer, new, "decide", {**fields_for(benefit, "vi"), "case_id": ""})
    assert response.status_code == 303
    assert "/determinations/" in response.location
    with pages.database.reading() as store:
        assert drafts.drafts_of(store, pages.officer, subject(new)) == []
    page = officer.get(response.location)
    case_id = int(re.findall(r'href="/cases/(\d+)"', page.text)[0])
    assert pages.stored(case_id).facts == {**facts_of(benefit), "case_id": pages.stored(case_id).number}


def test_a_pension_is_asked_for_where_the_law_pays_one_out(officer: Browser, new: str) -> None:
    fields = {**fields_for("lump_sum"), "withdrawals-vn-pension_monthly": "4.000.000 đ"}
    page = post(officer, new, "decide", fields).text
    assert 'id="withdrawals-vn-pension_since"' in page
    assert "4.000.000 đ" in page
    assert 'id="withdrawals-kr-pension_since"' not in page


@pytest.mark.parametrize("benefit", EXAMPLES)
@pytest.mark.parametrize(("page", "language"), [("entry", "en"), ("entry/claim", "vi"), ("entry/person", "ko")])
def test_what_a_page_shows_is_sent_back_as_the_same_case(
    pages: Desk, officer: Browser, benefit: str, language: str, page: str
) -> None:
    kept = pages.case(facts_of(benefit))
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    shown = officer.get(f"/cases/{kept.id}/{page}")
    assert "unshown" not in every(shown.text)
    if page != "entry/person":
        assert shown_for(shown.text) == {benefit}
        assert told_aside(shown.text) == set()
    saved = officer.post(f"/cases/{kept.id}/entry", {**every(shown.text), "step": "", "do": "save"})
    assert saved.status_code == 303
    assert pages.stored(kept.id).facts == {**facts_of(benefit), "case_id": kept.number}


@pytest.mark.parametrize("benefit", EXAMPLES)
def test_another_benefit_is_chosen_without_a_script_and_nothing_typed_is_lost(
    officer: Browser, new: str, benefit: str
) -> None:
    typed = {**fields_for(benefit, "vi"), "case_id": ""}
    other = post(officer, new, "benefit", {**typed, "claim-benefit": "old_age"})
    assert other.status_code == 200
    assert re.search(r'<select [^>]*id="claim-benefit"[^>]* autofocus', other.text)
    assert shown_for(other.text) == set()
    assert told_aside(other.text) == {benefit}
    # Another page, another window: it is all still there.
    again = officer.get(new)
    assert told_aside(again.text) == {benefit}
    back = post(officer, new, "benefit", {**every(again.text), "claim-benefit": benefit})
    assert shown_for(back.text) == {benefit}
    assert told_aside(back.text) == set()
    given = {name: value for name, value in typed.items() if value and name != "agreement"}
    assert {name: every(back.text).get(name) for name in given} == given


def test_what_stands_aside_is_left_out_when_the_case_is_saved(pages: Desk, officer: Browser, new: str) -> None:
    typed = {**fields_for("survivors", "vi"), "case_id": "", "claim-benefit": "old_age", "death-date": "?"}
    saved = post(officer, new, "save", typed)
    assert saved.status_code == 303
    facts = pages.stored(int(saved.location.rsplit("/", 1)[1])).facts
    assert facts is not None
    assert facts["claim"] == {"benefit": "old_age", "date": "2026-07-20"}


def test_steps_keep_the_facts_of_a_benefit_and_the_summary_leads_to_what_is_missing(officer: Browser, new: str) -> None:
    page = officer.get(f"{new}/claim")
    fields = {**every(page.text), "claim-benefit": "survivors", "claim-date": "20/07/2026"}
    told = officer.get(officer.post(f"{new}/claim", {**fields, "do": "on"}).location)
    assert 'id="death-date-error"' in told.text
    assert shown_for(told.text) == {"survivors"}
    added = officer.post(f"{new}/claim", {**every(told.text), "do": "add:survivors"})
    assert re.search(r'id="survivors-0-relation"[^>]*autofocus', added.text)
    fields = {**every(added.text), "survivors-0-relation": "child", "survivors-0-income_vn": "900.000"}
    summary = officer.get(officer.post(f"{new}/claim", {**fields, "do": "step:summary"}).location)
    assert re.search(r'href="[^"]*/claim\?[^"]*#death-date"', summary.text)
    assert re.search(r'href="[^"]*/claim\?[^"]*#survivors-0-birth_date"', summary.text)
    text = unescape(summary.text)
    assert "Relative 1" in text
    assert "Income of a month (Viet Nam)</dt><dd>900.000" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_mistakes_stand_beside_their_fields_with_all_that_was_typed(officer: Browser, new: str, language: str) -> None:
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    wrong = {
        **fields_for("survivors", "vi"),
        "case_id": "",
        "death-date": "31/02/2026",
        "survivors-1-birth_date": "2012",
        "survivors-2-income_vn": "<b>nhiều</b>",
        "pensions-vn-monthly": "4.000.000",
    }
    refused = post(officer, new, "decide", wrong)
    assert refused.status_code == 422
    for field in ("death-date", "survivors-1-birth_date", "survivors-2-income_vn", "pensions-vn-since"):
        assert f'href="#{field}"' in refused.text
        assert f'id="{field}-error"' in refused.text
    sent = every(refused.text)
    assert {name: sent.get(name, "") for name in wrong} == wrong


def test_a_field_of_each_party_that_pays_and_of_each_that_is_typed(officer: Browser, new: str) -> None:
    page = officer.get(new).text
    assert 'id="disability-degree_kr"' in page
    assert 'id="disability-degree_vn"' not in page
    typed = {**fields_for("disability", "vi"), "case_id": "", "disability-degree_vn": "3"}
    assert 'id="disability-degree_vn"' in post(officer, new, "check", typed).text
