"""Which determination a document prints, and the worksheet of one of which only the data are left."""

from __future__ import annotations

import copy
import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader

from tests.reports.documents import example, flat, joined, words_of
from tests.reports.test_html import tags_of
from totalisation.messages import LANGUAGES
from totalisation.reports.data import as_data
from totalisation.reports.edition import Edition
from totalisation.reports.kept import kept_worksheet_html
from totalisation.reports.page import Page
from totalisation.reports.printed import DOCUMENTS, document_html, document_pdf
from totalisation.reports.values import condition_in_words
from totalisation.reports.worksheet_result import figures

pytestmark = pytest.mark.slow

DAY = date(2026, 7, 9)
DRAFT, ISSUED = Edition(2, DAY, False), Edition(2, DAY, True, corrects=1)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_says_at_its_head_which_determination_it_prints(document: Any, language: str) -> None:
    found = example("example")
    plain = document_html(found, document, language, party="VN")
    for edition in (DRAFT, ISSUED):
        html = document_html(found, document, language, party="VN", edition=edition)
        tags_of(html)
        text = words_of(html)
        for line in edition.lines(language):
            assert line in text
            assert line not in words_of(plain)
        assert f"· {edition.mark(language)}" in flat(html)
    assert "edition" not in plain.split("</style>")[1]


def test_a_statement_says_it_in_both_its_languages() -> None:
    text = words_of(document_html(example("example"), "statement", "vi", party="VN", edition=DRAFT))
    for language in ("vi", "ko"):
        assert all(line in text for line in DRAFT.lines(language))


def test_what_is_not_issued_is_said_first_and_plainly() -> None:
    assert DRAFT.lines("en") == (
        "Not issued",
        "Draft of determination 2, decided on 2026-07-09.",
        "Only a determination that is issued takes effect.",
    )
    assert ISSUED.lines("en") == ("Determination 2, issued on 2026-07-09.", "It corrects determination 1.")
    assert Edition(1, DAY, True, corrected_by=2).lines("en")[0] == "No longer valid: determination 2 corrects it."
    assert "version 0.0.0 of the engine" in Edition(1, DAY, True, engine="0.0.0").lines("en")[1]


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_each_sheet_of_a_draft_says_so(language: str) -> None:
    sheets = PdfReader(io.BytesIO(document_pdf(example("overlap"), "worksheet", language, edition=DRAFT))).pages
    assert len(sheets) > 2
    assert all(joined(DRAFT.mark(language)) in joined(sheet.extract_text()) for sheet in sheets)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["example", "overlap", "not-entitled"])
def test_a_worksheet_can_be_made_of_the_data_alone(name: str, language: str) -> None:
    found = example(name)
    html = kept_worksheet_html(as_data(found), language, edition=ISSUED)
    tags_of(html)
    text = words_of(html)
    page = Page(found, language)
    for code, result in found.parties.items():
        for title, value in figures(result, page.names[code]):
            if title.endswith(")"):  # the data do not say beside a figure that it was established
                continue
            assert title in text
            assert value in text
        assert all(condition_in_words(each, page.names[code]).split(";")[0] in text for each in result.conditions)
        for step in as_data(found)["parties"][code]["steps"]:
            assert page.names[code].quantity(step["name"]) in text or step["unit"] == "conditions"
    assert ISSUED.lines(language)[0] in text


def test_it_says_what_the_data_say_and_not_what_the_engine_would() -> None:
    result = copy.deepcopy(as_data(example("example")))
    result["parties"]["VN"]["monthly_amount"] = 1_234_567
    result["engine"]["version"] = "0.0.1"
    text = words_of(kept_worksheet_html(result, "vi"))
    assert "1.234.567" in text
    assert "totalisation 0.0.1" in text


def test_it_can_be_made_where_the_agreement_is_no_longer_there() -> None:
    result = {**as_data(example("example")), "agreement": "gone"}
    text = words_of(kept_worksheet_html(result, "ko"))
    assert "gone" in text
    assert "1,800,000" in text


def test_a_value_that_its_unit_does_not_read_is_told_as_it_was_kept() -> None:
    result = copy.deepcopy(as_data(example("example")))
    result["parties"]["VN"]["steps"][0]["value"] = "some <b>day</b>"
    assert "some <b>day</b>" in words_of(kept_worksheet_html(result, "en"))
