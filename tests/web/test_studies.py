"""The pages that go beyond a determination: its case over time, pensions in payment, recalculations, options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape

import pytest
from flask_babel import force_locale

from tests.web.desk import Browser, Desk, example
from totalisation.advice.options import options_of
from totalisation.advice.stated import Stated
from totalisation.agreement_file import find_agreement
from totalisation.case_file import case_from
from totalisation.messages import message
from totalisation.months import month
from totalisation.nearer import brought_nearer
from totalisation.over_time import over_time
from totalisation.payments import payments_of
from totalisation.recalculation import recalculate
from totalisation.reports.advice import study_of as options_study
from totalisation.reports.blocks import Item, Items, Table
from totalisation.reports.over_time import study_of
from totalisation.reports.payments import adjustments_study, recalculation_study
from totalisation.reports.study import Study
from web.forms.engine_words import teller
from web.store import cases, determinations

pytestmark = pytest.mark.slow


@contextmanager
def at_the_desk(officer: Browser, language: str) -> Iterator[None]:
    """Where the words of the desk are in ``language``, as they are while it answers."""
    with officer.client.application.test_request_context(), force_locale(language):
        yield


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
    with at_the_desk(officer, language):
        said = sentences(study_of(followed, brought_nearer(followed), language, teller(language, example())))
    text = unescape(response.text)
    # What cannot be decided is told in the words of the form.
    assert any(run.answer.undecided for code in followed.answers for run in followed.runs(code))
    assert re.search(r"established\.[A-Z]", text) is None
    assert "parameter" not in text
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


def tables(study: Study) -> list[str]:
    """Every cell of the tables of a study."""
    return [
        cell
        for section in study.sections
        for block in section.blocks
        if isinstance(block, Table)
        for row in (block.head, *block.rows)
        for cell in row
    ]


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_pensions_in_payment_are_carried_through_each_adjustment(pages: Desk, officer: Browser, language: str) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    text = unescape(officer.get(f"/determinations/{made.id}/adjustments?until=11/2026").text)
    case = case_from(example())
    study = adjustments_study(payments_of(case, month(2026, 11)), case.case_id, find_agreement("vn-kr"), language)
    said = sentences(study)
    assert said
    assert [each for each in said if each not in text] == []


def test_a_month_before_the_claim_is_told_on_the_page(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    text = unescape(officer.get(f"/determinations/{made.id}/adjustments?until=01/2020").text)
    assert "before the claim" in text
    assert 'href="#until"' in officer.get(f"/determinations/{made.id}/adjustments?until=x").text


def test_a_correction_is_laid_beside_what_it_corrects(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    first = pages.issued(kept.id)
    assert officer.get(f"/determinations/{first.id}/recalculation").status_code == 404
    facts = {**example(), "established": {"VN": {"average_earnings": 12_000_000}}}
    with pages.database.writing() as session:
        determinations.correct(session, pages.officer, kept.id, "another average")
        stored = cases.open_case(session, pages.officer, kept.id)
        cases.save_case(session, pages.officer, kept.id, facts, stored.version)
    second = pages.decided(kept.id)
    page = officer.get(f"/determinations/{second.id}")
    assert f"/determinations/{second.id}/recalculation" in page.text
    response = officer.get(f"/determinations/{second.id}/recalculation?until=11/2026")
    text = unescape(response.text)
    assert response.status_code == 200
    case = case_from(example())
    until = month(2026, 11)
    before, after = payments_of(case, until), payments_of(case_from(facts), until)
    made = recalculate(before, after, until, find_agreement("vn-kr"))
    assert made["VN"].owed("arrears") > 0
    study = recalculation_study(made, case.case_id, find_agreement("vn-kr"), "en")
    assert [each for each in (*sentences(study), *tables(study)) if each not in text] == []
    assert " style=" not in response.text


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_options_are_laid_out_as_the_command_does(pages: Desk, officer: Browser, language: str) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", language, domain="desk.test")
    assert f"/determinations/{made.id}/options" in officer.get(f"/determinations/{made.id}").text
    response = officer.get(f"/determinations/{made.id}/options?to_age=70&exchange=KRW:VND=18&prices=2+%25")
    text = unescape(response.text)
    case = case_from(example())
    options = options_of(case, Stated("70", "2 %", "0", "0", "KRW:VND=18").suppositions(case))
    with at_the_desk(officer, language):
        study = options_study(options, language, teller(language, example()))
        said = [*sentences(study), *tables(study)]
    assert len(said) > 20
    assert [each for each in said if each not in text] == []
    assert " style=" not in response.text


def test_what_is_typed_wrongly_is_told_at_its_field_and_kept(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    response = officer.get(f"/determinations/{made.id}/options?to_age=7&exchange=x&discount=1&survival=age")
    text = unescape(response.text)
    for field in ("to_age", "exchange", "discount"):
        assert f'href="#{field}"' in text
    assert 'value="x"' in text
    late = unescape(officer.get(f"/determinations/{made.id}/options?to_age=20").text)
    assert 'href="#to_age"' in late
