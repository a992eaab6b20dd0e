"""The pages that go beyond a determination: its case over time."""

from __future__ import annotations

from html import unescape

import pytest

from tests.web.desk import Browser, Desk, example
from totalisation.case_file import case_from
from totalisation.messages import message
from totalisation.nearer import brought_nearer
from totalisation.over_time import over_time
from totalisation.reports.blocks import Item, Items
from totalisation.reports.over_time import study_of
from totalisation.reports.study import Study


@pytest.fixture
def officer(pages: Desk, browser: Browser) -> Browser:
    browser.sign_in(pages.usernames["officer"])
    return browser


def sentences(study: Study) -> list[str]:
    """Every sentence of the lists of a study."""

    def told(entries: tuple[Item, ...]) -> list[str]:
        return [text for entry in entries for text in (entry.text, *told(entry.items))]

    return [
        text
        for section in study.sections
        for block in section.blocks
        if isinstance(block, Items)
        for text in told(block.items)
    ]


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_the_case_over_time_says_what_the_command_says(pages: Desk, officer: Browser, language: str) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    assert f"/determinations/{made.id}/over-time" in officer.get(f"/determinations/{made.id}").text
    response = officer.get(f"/determinations/{made.id}/over-time")
    assert response.status_code == 200
    followed = over_time(case_from(example()))
    study = study_of(followed, brought_nearer(followed), language)
    text = unescape(response.text)
    said = sentences(study)
    assert len(said) >= 5
    assert [each for each in said if each not in text] == []
    assert '<svg class="chart"' in text or 'class="chart"' in text
    assert " style=" not in response.text


def test_another_first_month_and_one_that_is_none(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    earlier = unescape(officer.get(f"/determinations/{made.id}/over-time?from=07/2025").text)
    assert "2025-07 – " in earlier
    wrong = officer.get(f"/determinations/{made.id}/over-time?from=13/2025")
    assert wrong.status_code == 200
    assert 'href="#from"' in wrong.text
    assert 'value="13/2025"' in wrong.text
    late = unescape(officer.get(f"/determinations/{made.id}/over-time?from=01/2100").text)
    assert "is reached in" in late
    assert message("The case over time").in_language("en") in late
