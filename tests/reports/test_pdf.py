from __future__ import annotations

import builtins
import io
import re
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.reports.cases import agreement, case
from tests.reports.documents import EXAMPLES, example, joined, words_of
from totalisation.determination import Determination, determine
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.reports import words
from totalisation.reports.names import own_name
from totalisation.reports.office import Office
from totalisation.reports.page import Page
from totalisation.reports.pdf import LIBRARIES, pdf_of
from totalisation.reports.printed import document_html, document_pdf
from totalisation.reports.worksheet import worksheet
from totalisation.reports.worksheet_result import figures, sentence

pytestmark = pytest.mark.slow

NAME = "Nguyễn Thị Ngọc Hường 응우옌"


@lru_cache
def named() -> Determination:
    """The example with overlap, of a person with a name in two scripts."""
    found = example("overlap")
    person = found.case.person.model_copy(update={"name": NAME})
    return determine(found.case.model_copy(update={"person": person}), found.agreement)


@lru_cache
def printed(document: Any, language: str) -> bytes:
    return document_pdf(named(), document, language, party="VN", with_earnings=True)


def read(made: bytes) -> str:
    """The text of a PDF without gaps; the foot of each page is left out."""
    pages = []
    for page in PdfReader(io.BytesIO(made)).pages:
        lines = page.extract_text().splitlines()
        foot = re.compile(r".*·\s*E-overlap\s*(\d+\s*/\s*\d+)?$|^\d+ / \d+$")
        pages.append("\n".join(line for line in lines if not foot.match(line)))
    return joined("\n".join(pages))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_worksheet_reads_back_with_every_figure(language: str) -> None:
    text = read(printed("worksheet", language))
    page = Page(named(), language)
    assert joined(NAME) in text
    for code, result in named().parties.items():
        assert joined(page.told(sentence(result, page.party(code), language))) in text
        for name, value in figures(result, page.names[code]):
            assert joined(name) in text
            assert joined(value) in text
    assert unread(document_html(named(), "worksheet", language, medium="pdf"), text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", ["notice", "statement"])
def test_a_pdf_says_what_its_page_says(document: Any, language: str) -> None:
    """Word by word: where a line ends, and how a table is read, is the reader's affair."""
    html = document_html(named(), document, language, party="VN", with_earnings=True, medium="pdf")
    text = read(printed(document, language))
    assert unread(html, text) == []


def unread(html: str, text: str) -> list[str]:
    """The words of the page that the PDF's text does not hold."""
    said = set(words_of(html).split())
    assert len(said) > 60
    return [word for word in said if joined(word) not in text]


@pytest.mark.parametrize("language", LANGUAGES)
def test_vietnamese_and_hangul_read_back_letter_by_letter(language: str) -> None:
    text = read(printed("statement", language))
    for told in (
        "Bảo hiểm xã hội Việt Nam",
        "국민연금공단",
        NAME,
        own_name(named().agreement.title, "ko"),
    ):
        assert joined(told) in text or (language == "en" and told.startswith("Bảo"))
    assert joined(words.months(138, language)) in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_is_in_the_pdf_with_its_labels(language: str) -> None:
    text = read(printed("notice", language))
    page = Page(named(), language)
    view = named().aggregation.views["VN"]
    assert joined(f"{page.party('VN')}: {words.months(view.own_months, language)}") in text
    assert joined(words.day(named().case.claim.date, language)) in text


@pytest.mark.parametrize("document", ["notice", "statement"])
def test_a_pdf_is_for_archives_and_for_screen_readers(document: Any) -> None:
    reader = PdfReader(io.BytesIO(printed(document, "ko")))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "ko"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r'pdfaid:part(="|>)2', metadata)
    assert re.search(r'pdfaid:conformance(="|>)A', metadata)
    assert reader.metadata is not None
    assert str(reader.metadata.title).endswith("E-overlap")
    for page in reader.pages:
        resources: Any = page["/Resources"].get_object()
        for font in resources.get("/Font", {}).values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descendant["/FontDescriptor"].get_object())


def test_the_same_determination_makes_the_same_bytes() -> None:
    assert document_pdf(named(), "statement", "en", party="KR") == document_pdf(named(), "statement", "en", party="KR")


@pytest.mark.parametrize(
    "reference",
    [
        '<img src="http://127.0.0.1:9/x.png" alt="">',
        '<img src="file:///etc/passwd" alt="">',
        f'<link rel="stylesheet" href="{Path(__file__).as_uri()}">',
        "<style>@import url('file:///etc/hostname');</style>",
        "<style>p { background: url('http://127.0.0.1:9/') }</style><p>.</p>",
        '<svg viewBox="0 0 9 9"><image href="file:///etc/passwd" width="9" height="9"/></svg>',
    ],
)
def test_an_address_in_a_document_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match="may not refer to"):
        pdf_of(f"<!doctype html><html lang='en'><title>t</title><body>{reference}</body></html>")


def test_a_name_cannot_make_the_renderer_read_a_file() -> None:
    person = {"sex": "male", "birth_date": "1960-05", "name": '<img src="file:///etc/passwd">'}
    made = document_pdf(determine(case(person=person), agreement()), "notice")
    assert joined('To Mr <img src="file:///etc/passwd">') in read(made)


def test_an_office_stands_on_its_notice() -> None:
    office = Office(
        letterhead=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập – Tự do – Hạnh phúc"), officer="Lê Văn Đạt"
    )
    text = read(document_pdf(named(), "notice", "vi", office=office))
    for told in (*office.letterhead, office.officer):
        assert joined(told) in text


def _importing(name: str, error: Exception) -> Any:
    real = builtins.__import__

    def importing(wanted: str, *rest: Any, **others: Any) -> Any:
        if wanted.split(".")[0] == name:
            raise error
        return real(wanted, *rest, **others)

    return importing


def test_a_missing_renderer_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", _importing("weasyprint", ImportError("weasyprint")))
    with pytest.raises(FaultsError, match=r"WeasyPrint, which is not installed.*totalisation\[documents\]"):
        pdf_of("<p>")


def test_a_missing_library_is_told_with_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    error = OSError("cannot load library 'libpango-1.0-0': not found.\nmore")
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", _importing("weasyprint", error))
    with pytest.raises(FaultsError, match="cannot load library") as raised:
        pdf_of("<p>")
    told = raised.value.faults[0].in_language("ko")
    assert all(library in told for library in LIBRARIES)
    assert "more" not in told


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "totalisation", *arguments], capture_output=True, check=False)


def test_the_command_writes_each_document(tmp_path: Path) -> None:
    overlap, file = str(EXAMPLES / "overlap.json"), tmp_path / "made"
    done = run("assess", overlap, "--format", "pdf", "--document", "statement", "--party", "KR", "-o", str(file))
    assert (done.returncode, done.stdout) == (0, b"")
    assert joined("Total in months Tổng số tháng 96") in read(file.read_bytes())
    done = run("assess", overlap, "--format", "html", "--document", "notice", "--lang", "vi")
    assert done.returncode == 0
    assert "Thông báo kết quả giải quyết đề nghị hưởng" in words_of(done.stdout.decode())
    assert run("assess", overlap, "-o", str(file)).returncode == 0
    assert file.read_text(encoding="utf-8") == worksheet(example("overlap"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--document", "notice"], "--document: the document notice is made as HTML or PDF alone. Add --format pdf."),
        (["--format", "pdf", "--document", "statement"], "--party: is missing"),
        (["--format", "html", "--document", "notice", "--party", "XX"], "XX is not a party of the agreement vn-kr."),
        (["-o", "/nowhere/at/all"], "--output: cannot be written: No such file or directory."),
    ],
)
def test_the_command_tells_what_is_wrong(arguments: list[str], told: str) -> None:
    done = run("assess", str(EXAMPLES / "overlap.json"), *arguments)
    assert done.returncode == 2
    assert done.stdout == b""
    assert told in done.stderr.decode()
