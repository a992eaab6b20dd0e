"""Documents of a stored determination: what they say of it, who may have them, and that each printing is recorded."""

from __future__ import annotations

import io
import unicodedata
from html import unescape
from typing import Any
from urllib.parse import unquote

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from tests.reports.documents import joined, words_of
from tests.web.desk import Browser, Desk, example
from totalisation import __version__
from totalisation.api import assess
from totalisation.messages import Fault, FaultsError, message
from totalisation.reports.edition import Edition
from totalisation.reports.printed import DOCUMENTS
from web import printing
from web.store import determinations
from web.store.models import AuditRow, StoredDetermination

pytestmark = pytest.mark.slow

EVERY = [("worksheet", ""), ("notice", "VN"), ("notice", "KR"), ("statement", "VN"), ("statement", "KR")]


def address(made: StoredDetermination, document: str = "worksheet", form: str = "html", **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value)
    return f"/determinations/{made.id}/documents/{document}.{form}?{query}"


def said(browser: Browser, made: StoredDetermination, document: str = "worksheet", **asked: str) -> str:
    response = browser.get(address(made, document, **asked))
    assert response.status_code == 200
    return words_of(response.text)


def read_back(pdf: bytes) -> list[str]:
    """The text of each sheet, gaps left out."""
    return [joined(sheet.extract_text()) for sheet in PdfReader(io.BytesIO(pdf)).pages]


def replaced(desk: Desk, made: StoredDetermination, **values: Any) -> None:
    """Change a determination behind the desk's back, as if another engine had decided it."""
    with desk.database.writing() as store:
        stored = store.get(StoredDetermination, made.id)
        assert stored is not None
        for name, value in values.items():
            setattr(stored, name, value)


@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_every_document_is_linked_as_a_page_and_as_pdf(pages: Desk, officer: Browser, language: str) -> None:
    made = pages.decided(pages.case().id)
    assert f'href="/determinations/{made.id}/documents"' in officer.get(f"/determinations/{made.id}").text
    listed = unescape(officer.get(f"/determinations/{made.id}/documents?language={language}").text)
    for document, party in EVERY:
        for form in ("html", "pdf"):
            parts = [f"language={language}", *([f"party={party}"] if party else [])]
            assert f'href="/determinations/{made.id}/documents/{document}.{form}?{"&".join(parts)}"' in listed
    assert listed.count("earnings=yes") == 4
    assert {document for document, _ in EVERY} == set(DOCUMENTS)


def test_documents_are_in_the_officers_language_unless_another_is_chosen(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    officer.client.set_cookie("desk_language", "ko", domain="desk.test")
    listed = unescape(officer.get(f"/determinations/{made.id}/documents").text)
    assert "worksheet.html?language=ko" in listed
    assert '<html lang="ko">' in officer.get(address(made)).text
    assert '<html lang="vi">' in officer.get(address(made, language="vi")).text


@pytest.mark.parametrize(("document", "party"), EVERY)
@pytest.mark.parametrize("language", ["en", "vi", "ko"])
def test_a_page_says_which_determination_it_prints_and_that_it_is_not_issued(
    pages: Desk, officer: Browser, document: str, party: str, language: str
) -> None:
    made = pages.decided(pages.case().id)
    text = said(officer, made, document, language=language, party=party)
    edition = Edition(made.version, made.decided_at.date(), False)
    assert all(line in text for line in edition.lines(language))
    assert text.index(edition.lines(language)[0]) < 200


def test_an_issued_document_names_its_day_its_office_and_who_issued_it(pages: Desk, officer: Browser) -> None:
    made = pages.issued(pages.case().id)
    assert made.issued_at is not None
    text = said(officer, made, "notice", party="VN", language="vi")
    day = made.issued_at.strftime("%d/%m/%Y")
    assert Edition(1, made.issued_at.date(), True).lines("vi")[0] in text
    assert day in text
    assert f"Office {pages.code}" in text
    assert f"supervisor of {pages.code}" in text
    assert Edition(1, made.issued_at.date(), False).lines("vi")[0] not in text
    draft = said(officer, pages.decided(pages.case().id), "notice", party="VN", language="vi")
    assert f"supervisor of {pages.code}" not in draft


def test_a_corrected_determination_and_its_correction_name_each_other(pages: Desk, officer: Browser) -> None:
    kept = pages.case()
    first = pages.issued(kept.id)
    officer.get(f"/cases/{kept.id}")
    assert officer.post(f"/cases/{kept.id}/correct", {"correction_reason": "A period was left out."}).status_code == 303
    second = pages.decided(kept.id)
    assert "No longer valid" not in said(officer, first)
    assert "It corrects determination 1." in said(officer, second)
    issue(pages, second.id)
    assert "No longer valid: determination 2 corrects it." in said(officer, first)
    assert "No longer valid" not in said(officer, second)
    assert "corrects this one" in officer.get(f"/determinations/{first.id}/documents").text


def issue(desk: Desk, determination_id: int) -> None:
    with desk.database.writing() as store:
        determinations.submit(store, desk.officer, determination_id)
        determinations.approve(store, desk.supervisor, determination_id)
        determinations.issue(store, desk.supervisor, determination_id)


@pytest.mark.parametrize(
    ("document", "party", "language"),
    [("worksheet", "", "vi"), ("notice", "KR", "ko")],
)
def test_a_pdf_reads_back_as_its_page_and_each_sheet_says_that_it_is_not_issued(
    pages: Desk, officer: Browser, document: str, party: str, language: str
) -> None:
    made = pages.decided(pages.case().id)
    response = officer.get(address(made, document, "pdf", language=language, party=party))
    assert response.mimetype == "application/pdf"
    sheets = read_back(response.data)
    mark = joined(Edition(made.version, made.decided_at.date(), False).mark(language))
    assert all(mark in sheet for sheet in sheets)
    text = "".join(sheets)
    words = said(officer, made, document, language=language, party=party).split()
    assert "Hoà" in words
    assert [word for word in set(words) if joined(word) not in text] == []


def test_earnings_stand_in_a_statement_only_where_they_are_asked_for(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    assert "2.400.000" not in said(officer, made, "statement", party="VN", language="vi")
    assert "2.400.000" in said(officer, made, "statement", party="VN", language="vi", earnings="yes")


@pytest.mark.parametrize(
    ("document", "asked"),
    [
        ("worksheet", {"language": "fr"}),
        ("worksheet", {"party": "VN"}),
        ("notice", {}),
        ("notice", {"party": "ZZ"}),
        ("statement", {"party": "<script>"}),
        ("letter", {}),
    ],
)
def test_a_document_that_is_none_is_not_found(
    pages: Desk, officer: Browser, document: str, asked: dict[str, str]
) -> None:
    made = pages.decided(pages.case().id)
    assert officer.get(address(made, document, **asked)).status_code == 404
    assert officer.get(f"/determinations/{made.id}/documents?language=fr").status_code == 404


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("HN/2026 17", "HN-2026-17"),
        ('Hồ sơ: 사건 "1"; ../x', "Hồ-sơ-사건-1-..-x"),
        ("///", "case-{id}"),
        ("n" * 64, "n" * 60),
    ],
)
def test_a_file_is_named_so_that_any_system_can_keep_it(pages: Desk, officer: Browser, number: str, name: str) -> None:
    kept = pages.case(number=number)
    made = pages.decided(kept.id)
    told = officer.get(address(made, "notice", "pdf", party="VN", language="vi")).headers["Content-Disposition"]
    assert told.startswith("attachment; ")
    assert told.isascii()
    expected = f"{name.format(id=kept.id)}_determination-1_notice_VN_vi_not-issued.pdf"
    if expected.isascii():
        assert f"filename={expected}" in told
    else:
        assert unicodedata.normalize("NFC", unquote(told.split("filename*=UTF-8''")[1])) == expected
        assert "filename=" in told
    page = officer.get(address(made, "notice", "html", party="VN", language="vi")).headers["Content-Disposition"]
    assert page.startswith("inline; ")
    assert "Đặng" not in unquote(told)


def test_no_copy_stays_in_a_browser_and_none_bears_a_style_of_its_own(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case(example("<b>Name</b>")).id)
    for document, party in EVERY:
        for form in ("html", "pdf") if document == "statement" else ("html",):
            response = officer.get(address(made, document, form, party=party))
            assert response.headers["Cache-Control"] == "no-store"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        page = officer.get(address(made, document, party=party)).text
        assert 'href="/documents.css"' in page
        for refused in ("<style", " style=", "<script", "<b>", "onclick"):
            assert refused not in page
    style = officer.get("/documents.css")
    assert style.mimetype == "text/css"
    assert "@page" in style.text


def test_each_printing_is_recorded(pages: Desk, officer: Browser) -> None:
    made = pages.decided(pages.case().id)
    officer.get(f"/determinations/{made.id}/documents")
    officer.get(address(made, "statement", "html", party="KR", language="ko", earnings="yes"))
    officer.get(address(made, "worksheet", "pdf", language="vi"))
    officer.get(address(made, "notice", party="ZZ"))
    with pages.database.reading() as store:
        rows = store.scalars(
            select(AuditRow).where(AuditRow.action == "determination.printed", AuditRow.subject_id == made.id)
        ).all()
    assert [(row.officer_id, row.details) for row in rows] == [
        (
            pages.officer.id,
            {
                "case": made.case_id,
                "document": "statement",
                "form": "html",
                "language": "ko",
                "party": "KR",
                "earnings": "yes",
            },
        ),
        (pages.officer.id, {"case": made.case_id, "document": "worksheet", "form": "pdf", "language": "vi"}),
    ]


def test_what_was_decided_is_printed_where_the_engine_says_something_else_today(
    pages: Desk, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = pages.issued(pages.case().id)

    def otherwise(facts: Any, **more: Any) -> Any:
        return assess({**facts, "established": {"VN": {"average_earnings": 20_000_000}}}, **more)

    monkeypatch.setattr("web.pages.results.assess", otherwise)
    assert made.result is not None
    assert made.result["parties"]["VN"]["monthly_amount"] == 1_800_000
    text = said(officer, made, language="vi")
    assert "1.800.000" in text
    assert "3.600.000" not in text
    assert Edition(1, made.issued_at.date(), True).lines("vi")[0] in text  # type: ignore[union-attr]
    assert joined("1.800.000") in "".join(read_back(officer.get(address(made, form="pdf", language="vi")).data))
    for document in ("notice", "statement"):
        refused = officer.get(address(made, document, party="VN"))
        assert refused.status_code == 409
        assert "only the worksheet can be printed" in refused.text
    listed = officer.get(f"/determinations/{made.id}/documents").text
    assert "notices and statements cannot be made any more" in listed
    assert "worksheet.pdf" in listed
    assert "notice.pdf" not in listed


def test_another_version_of_the_engine_is_told_on_the_page_and_on_the_paper(
    pages: Desk, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.store.determinations.__version__", "0.0.1")
    made = pages.issued(pages.case().id)
    assert made.engine_version == "0.0.1"
    told = f"Decided with version 0.0.1 of the engine and printed with version {__version__}, whose result is the same."
    assert told in said(officer, made)
    assert "Decided with version 0.0.1" in officer.get(f"/determinations/{made.id}/documents").text


def test_an_erased_person_has_no_documents(pages: Desk, app: Any, browser: Browser) -> None:
    kept = pages.case()
    made = pages.decided(kept.id)
    browser.sign_in(pages.usernames["supervisor"])
    browser.get(f"/cases/{kept.id}/erase")
    assert browser.post(f"/cases/{kept.id}/erase", {"number": kept.number}).status_code == 303
    assert browser.get(address(made)).status_code == 410
    assert browser.get(f"/determinations/{made.id}/documents").status_code == 410
    assert "/documents" not in browser.get(f"/determinations/{made.id}").text


def test_a_missing_renderer_is_told_and_nothing_is_recorded(
    pages: Desk, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: Any, **__: Any) -> bytes:
        wrong = message("PDF needs the package {package}, which is not installed.", package="WeasyPrint")
        raise FaultsError([Fault("", wrong)])

    made = pages.decided(pages.case().id)
    monkeypatch.setattr(printing, "document_pdf", missing)
    response = officer.get(address(made, form="pdf"))
    assert response.status_code == 503
    assert "WeasyPrint" in response.text
    with pages.database.reading() as store:
        found = select(AuditRow).where(AuditRow.action == "determination.printed", AuditRow.subject_id == made.id)
        assert store.scalars(found).all() == []
