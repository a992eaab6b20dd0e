"""Claims to other benefits than an old-age pension in a real browser, by the keyboard alone, looked over by axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.web.browser.conftest import Opened
from tests.web.browser.keyboard import focused, press, tab_to, too_wide, type_in
from tests.web.browser.pages import faults, sign_in
from tests.web.browser.test_steps import ON, on_step
from tests.web.desk import Desk
from tests.web.forms.test_benefits import facts_of, fields_for
from totalisation.api import assess
from totalisation.reports.page import Page as Worksheet
from totalisation.reports.worksheet_result import sentence
from web.forms.benefits import benefit_of
from web.store import cases

pytestmark = pytest.mark.slow

ROWS = {"survivors": ("survivors", 4)}
"""The rows that a claim has of its own."""


def type_claim(page: Page, benefit: str, language: str) -> None:
    """Choose the benefit, add its rows, and type its fields in the order in which they stand."""
    type_in(page, "claim-benefit", benefit)
    if page.locator(".without-script").is_visible():
        press(page, ".without-script", f"div[data-benefit='{benefit}']:not([hidden])")
    focused(page, "#claim-benefit")
    assert page.locator("div[data-benefit]:visible").count() == 1
    fields = {name: value for name, value in fields_for(benefit, language).items() if benefit_of(name) and value}
    fields["claim-date"] = fields_for(benefit, language)["claim-date"]
    part, count = ROWS.get(benefit, ("", 0))
    for row in range(count):
        press(page, f"button[value='add:{part}']", f"#{part}-{row}-relation")
        focused(page, f"#{part}-{row}-relation")
    page.evaluate("document.activeElement.blur()")
    every = page.locator("#entry-form .input, #entry-form [type='checkbox']").evaluate_all(
        "all => all.map((each) => each.id)"
    )
    for field in (each for each in every if each in fields):
        details = page.locator(f"details:not([open]):has(#{field}) > summary")
        if details.count():
            tab_to(page, f"details:has(#{field}) > summary")
            page.keyboard.press("Enter")
        if page.locator(f"#{field}").get_attribute("type") == "checkbox":
            tab_to(page, f"#{field}")
            page.keyboard.press("Space")
        else:
            type_in(page, field, fields[field])


@pytest.mark.parametrize(
    ("benefit", "language", "width", "script"),
    [
        ("survivors", "vi", 360, False),
        ("disability", "ko", 1280, True),
    ],
)
def test_a_claim_is_typed_into_a_case_and_decided_by_keyboard(
    opened: Opened, desk: Desk, benefit: str, language: str, width: int, script: bool
) -> None:
    facts = facts_of(benefit)
    claim = {"benefit": "old_age", **{name: each for name, each in facts["claim"].items() if name == "options"}}
    kept = desk.case({**facts, "claim": claim})
    page = opened(language, width, script)
    sign_in(page, desk)
    page.goto(f"/cases/{kept.id}/entry/claim")
    on_step(page, "claim")
    assert page.locator("div[data-benefit]:visible").count() == 0
    type_claim(page, benefit, language)
    if script:
        assert faults(page) == []
    assert too_wide(page) == []
    page.evaluate("document.activeElement.blur()")
    press(page, ON, "#summary-person")
    on_step(page, "summary")
    assert page.locator(".error-summary").count() == 0
    if script:
        assert faults(page) == []
    press(page, "button[value='decide']", ".answer")
    if script:
        assert faults(page) == []
    assert too_wide(page) == []
    determination = assess(facts)
    words = Worksheet(determination, language)
    assert page.locator(".answer").all_inner_texts() == [
        words.told(sentence(each, words.party(code), language)) for code, each in determination.parties.items()
    ]
    with desk.database.reading() as store:
        (found,) = cases.search_cases(store, desk.officer, kept.number).cases
        assert found.facts == {**facts, "case_id": kept.number}


def test_fields_follow_the_benefit_chosen_without_a_page_and_keep_what_is_typed(opened: Opened, desk: Desk) -> None:
    page = opened("en")
    sign_in(page, desk)
    page.goto("/cases/new")
    page.select_option("#claim-benefit", "survivors")
    page.fill("#death-date", "14/05/2026")
    page.click("button[value='add:survivors']")
    page.locator("#survivors-0-relation").wait_for()
    page.select_option("#survivors-0-relation", "child")
    page.select_option("#claim-benefit", "lump_sum")
    assert page.locator("#death-date").is_hidden()
    assert page.locator("#withdrawals-vn-reason").is_visible()
    assert page.locator("[data-aside='survivors']").is_visible()
    assert page.locator("[data-aside='lump_sum']").is_hidden()
    assert page.locator("button[value='add:top_up']").is_hidden()
    assert faults(page) == []
    # A mistake, told by a new page: what stands aside is still in it.
    page.click("button[value='check']:not(.visually-hidden)")
    page.locator(".error-summary").wait_for()
    assert page.locator("#withdrawals-vn-reason-error").is_visible()
    page.select_option("#claim-benefit", "survivors")
    assert page.locator("#death-date").input_value() == "14/05/2026"
    assert page.locator("#survivors-0-relation").input_value() == "child"
    assert page.locator("[data-aside='survivors']").is_hidden()
    page.click("button[value='check']:not(.visually-hidden)")
    page.locator("#survivors-0-birth_date-error").wait_for()
    assert faults(page) == []


def test_options_follow_the_benefit_chosen_and_those_of_another_are_kept(opened: Opened, desk: Desk) -> None:
    options = {"KR": {"left_the_country": True}}
    kept = desk.case({**facts_of("survivors"), "claim": {**facts_of("survivors")["claim"], "options": options}})
    page = opened("en")
    sign_in(page, desk)
    page.goto(f"/cases/{kept.id}/entry")
    told = page.locator("[data-option='options-0'] [data-option-idle]")
    assert page.locator("#options-0-value").is_visible()
    assert told.is_hidden()
    page.fill("#options-0-value", "no")
    page.select_option("#claim-benefit", "old_age")
    assert page.locator("#options-0-value").is_hidden()
    title = "Republic of Korea (KR): death after emigration or loss of nationality: no"
    assert told.inner_text().startswith(f"{title} – only a claim")
    # A style that a change in place asked for anew, and that is slow to come, would show all that is hidden.
    page.route("**/*.css*", lambda route: None)
    page.click("button[value='add:options']")
    page.locator("#options-1-name").wait_for()
    assert page.locator("#options-0-value").is_hidden()
    offered = "all => all.filter((each) => !each.disabled).map((each) => each.value)"
    assert "early" in page.locator("#options-1-name option").evaluate_all(offered)
    assert "left_the_country" not in page.locator("#options-1-name option").evaluate_all(offered)
    assert faults(page) == []
    page.select_option("#options-1-name", "early")
    page.select_option("#claim-benefit", "survivors")
    assert page.locator("#options-0-value").input_value() == "no"
    assert page.locator("#options-0-value").is_visible()
    assert page.locator("#options-1-value").is_hidden()
    page.click("button[value='add:options']")
    page.locator("#options-2-name").wait_for()
    assert "early" not in page.locator("#options-2-name option").evaluate_all(offered)
    page.click("button[value='remove:options-1']")
    page.locator("#options-2-name").wait_for(state="detached")
    assert page.locator("#options-1-name").input_value() == ""
