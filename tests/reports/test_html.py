from __future__ import annotations

import builtins
import itertools
import re
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.reports.cases import agreement, case, early, refused, totalised
from tests.reports.documents import example, flat, joined, words_of
from totalisation.determination import Determination, determine
from totalisation.messages import LANGUAGES, FaultsError
from totalisation.months import month
from totalisation.reports.explanation import explanation
from totalisation.reports.html.rendering import _environment
from totalisation.reports.html.styles import page_style
from totalisation.reports.names import own_name
from totalisation.reports.notice import notice_html
from totalisation.reports.office import Office
from totalisation.reports.page import Page
from totalisation.reports.printed import DOCUMENTS, document_html, document_named
from totalisation.reports.statement import statement_html
from totalisation.reports.worksheet import worksheet
from totalisation.reports.worksheet_doubts import doubts_in_words
from totalisation.reports.worksheet_result import sentence

MAKERS: list[Callable[[], Determination]] = [
    totalised,
    refused,
    early,
    lambda: example("example"),
    lambda: example("overlap"),
]

HOSTILE = "<script>alert('x')</script> \"Nguyễn\" & <b>Thị</b>"


def content_lines(text: str) -> Iterator[str]:
    """The lines of the worksheet in plain text, without the drawing, the underlines and the marks of lists."""
    section = 0
    for line in text.splitlines():
        if heading := re.match(r"(\d+)\. ", line):
            section = int(heading[1])
            yield line
        elif section != 2 and line.strip("-= "):
            yield re.sub(r"^ *(- |\d+\. )", "", line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", MAKERS)
def test_all_that_the_worksheet_says_stands_in_the_page(make: Callable[[], Determination], language: str) -> None:
    determination = make()
    page = joined(words_of(document_html(determination, "worksheet", language)))
    lines = list(content_lines(worksheet(determination, language)))
    assert len(lines) > 40
    assert [line for line in lines if joined(line) not in page] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("medium", ["page", "pdf"])
def test_the_whole_reasoning_stands_in_the_page(medium: Any, language: str) -> None:
    determination = example("overlap")
    page = joined(words_of(document_html(determination, "worksheet", language, medium=medium)))
    lines = [re.sub(r"^[│├└─ *-]+", "", line) for line in explanation(determination, language).splitlines()[2:]]
    told = [line for line in lines if line.strip("=- ")]
    assert len(told) > 150
    assert [line for line in told if joined(line) not in page] == []


def test_steps_fold_on_a_page_and_stand_open_on_paper() -> None:
    determination = example("overlap")
    on_screen = document_html(determination)
    assert on_screen.count("<details open>") == on_screen.count("<summary>") > 20
    assert "<details" not in document_html(determination, medium="pdf")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_name_with_markup_is_text(document: Any) -> None:
    person = {"sex": "female", "birth_date": "1960-05", "residence": "BB", "name": HOSTILE}
    determination = determine(case(case_id="<i>R-1</i>", person=person), agreement())
    html = document_html(determination, document, "vi", party="AA")
    assert "<script" not in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert flat(HOSTILE) in words_of(html)


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_keeps_to_a_strict_policy(document: Any, language: str) -> None:
    html = document_html(totalised(), document, language, party="AA", style_address="/static/document.css")
    assert '<link rel="stylesheet" href="/static/document.css">' in html
    for tag, attributes in tags_of(html):
        assert tag not in {"script", "style", "img", "iframe", "base", "form"}
        assert not [name for name in attributes if name == "style" or name.startswith("on") or name == "src"]
    alone = document_html(totalised(), document, language, party="AA")
    assert page_style() in alone
    assert "<link" not in alone
    assert "http" not in alone.replace("http://www.w3.org/2000/svg", "")


class Tags(HTMLParser):
    """Every tag with its attributes; an element that is not closed where it should be is an error."""

    VOID = frozenset({"meta", "link", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags_of(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    assert parser.open == []
    ids = [attributes["id"] for _, attributes in parser.seen if "id" in attributes]
    assert len(set(ids)) == len(ids)
    return parser.seen


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_is_in_order(document: Any, language: str) -> None:
    seen = tags_of(document_html(refused(), document, language, party="BB"))
    assert seen[0] == ("html", {"lang": language})
    levels = [int(tag[1]) for tag, _ in seen if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("language", ["vi", "ko"])
@pytest.mark.parametrize("document", ["worksheet", "notice"])
def test_nothing_english_is_left_in_a_translated_document(document: Any, language: str) -> None:
    text = words_of(document_html(refused(), document, language))
    for word in (" the ", " months", " not met", "insured", "pension", "Remarks", "institution", "claim"):
        assert word not in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("make", MAKERS)
def test_a_notice_gives_each_answer_and_each_doubt(make: Callable[[], Determination], language: str) -> None:
    determination = make()
    page = Page(determination, language)
    text = words_of(notice_html(determination, language))
    for code, result in determination.parties.items():
        assert flat(page.told(sentence(result, page.party(code), language))) in text
    doubts = doubts_in_words(page)
    assert doubts
    assert [each for each in doubts if flat(each) not in text] == []


def person(name: str | None, sex: str = "female", residence: str = "BB") -> dict[str, Any]:
    return {"sex": sex, "birth_date": "1960-05", "residence": residence, "name": name}


@pytest.mark.parametrize(
    ("language", "sex", "addressed"),
    [
        ("en", "female", "To Ms Nguyễn Thị Hương"),
        ("en", "male", "To Mr Nguyễn Thị Hương"),
        ("vi", "female", "Kính gửi: Bà Nguyễn Thị Hương"),
        ("ko", "male", "Nguyễn Thị Hương 귀하"),
    ],
)
def test_a_notice_is_addressed_by_name(language: str, sex: str, addressed: str) -> None:
    determination = determine(case(person=person("Nguyễn Thị Hương", sex)), agreement())
    assert addressed in words_of(notice_html(determination, language))


def test_a_notice_says_what_is_missing_and_when_it_would_be_met() -> None:
    text = words_of(notice_html(refused()))
    assert "Aland owes no pension on this claim." in text
    assert "qualifying period: not met (required 240 months (20 years), actual 180 months (15 years))" in text
    assert "All conditions would be met at the earliest in 2029-03." in text
    assert "BB, " not in text
    assert "Beland, 2010-01 – 2010-04: month without paid contribution" in text
    assert "CC, 2016-01 – 2016-12: third state: excluded" in text


def test_a_notice_names_the_articles_under_their_documents() -> None:
    assert "The treaty (Treaty) 14, 15(2)" in words_of(notice_html(totalised()))
    text = words_of(notice_html(example("example")))
    articles = re.search(r"Law 41/2024/QH15 on Social Insurance \(L2024\) ([\d(), a-z]+)", text)
    assert articles is not None
    listed = articles[1].strip().split(", ")
    assert len(set(listed)) == len(listed) > 5
    numbers = [int(each.split("(")[0]) for each in listed]
    assert numbers == sorted(numbers)


def test_the_party_of_residence_issues_a_notice_and_the_other_side_decides_for_itself() -> None:
    determination = determine(case(person=person("X", residence="BB")), agreement())
    text = words_of(notice_html(determination))
    assert text.count("decides for this side") == 1
    assert "Aland decides for this side" in text
    assert "Beland decides for this side" in words_of(notice_html(determination, party="AA"))
    elsewhere = determine(case(person=person("X", residence="CC")), agreement())
    assert "Beland decides for this side" in words_of(notice_html(elsewhere))


def test_an_office_fills_in_what_the_engine_does_not_know() -> None:
    empty = words_of(notice_html(totalised()))
    assert "To be filled in by the office" in empty
    office = Office(
        letterhead=("Republic of Aland",),
        name="Office of the North",
        address=("1 Long Road",),
        reference="N-77/2024",
        place="Northtown",
        day="2024-04-01",
        objection=("Within 60 days, in writing.", "To this office."),
        role="Head of office",
        officer="A. <Officer>",
    )
    text = words_of(notice_html(totalised(), party="AA", office=office))
    assert "To be filled in by the office" not in text
    for told in (
        "Republic of Aland",
        "Office of the North",
        "1 Long Road",
        "N-77/2024",
        "Northtown, 2024-04-01",
        "Within 60 days, in writing. To this office.",
        "Head of office",
        "A. <Officer>",
    ):
        assert told in text


def test_a_statement_adds_up() -> None:
    text = words_of(statement_html(totalised(), "BB"))
    assert "2005-01 2009-12 60" in text
    assert "2010-05 2015-04 60" in text
    assert "Total in months 120" in text
    assert "120 months (10 years)" in text
    years = {
        int(year): int(months) for year, months in zip(*numbers_by_year(statement_html(totalised(), "BB")), strict=True)
    }
    assert years == {**dict.fromkeys(range(2005, 2010), 12), 2010: 8, **dict.fromkeys(range(2011, 2015), 12), 2015: 4}
    assert sum(years.values()) == totalised().parties["BB"].own_months
    assert "2010-01 – 2010-04: month without paid contribution" in text


def numbers_by_year(html: str) -> tuple[list[str], list[str]]:
    tables = re.findall(r'<table class="years">.*?</table>', html, re.S)
    assert tables
    return (
        [year for table in tables for year in re.findall(r'<th scope="col">(\d+)</th>', table)],
        [months for table in tables for months in re.findall(r"<td>(\d+)</td>", table)],
    )


@pytest.mark.parametrize("code", ["VN", "KR"])
@pytest.mark.parametrize("name", ["example", "overlap", "seven-and-thirteen-years", "not-entitled"])
def test_the_months_of_a_statement_are_the_own_months_of_its_party(name: str, code: str) -> None:
    determination = example(name)
    html = statement_html(determination, code, "ko")
    own = determination.aggregation.views[code]
    assert sum(map(int, numbers_by_year(html)[1])) == own.own_months - own.extra_months
    rows = re.findall(r'<tr>\s*<th scope="row">\d+</th>.*?</tr>', html, re.S)
    assert sum(int(re.findall(r"<td>(\d+)</td>", row)[-1]) for row in rows) == own.own_months - own.extra_months


def test_time_certified_in_units_and_paid_in_one_sum_is_stated_as_such() -> None:
    count = {"unit": "months", "number": 7}
    periods = [{"party": "BB", "from": "2005-01", "to": "2006-12", "kind": "compulsory", "count": count}]
    text = words_of(statement_html(determine(case(periods=periods), agreement()), "BB"))
    assert "2005-01 2006-12 7 months" in text
    assert "Months that the time certified in other units makes 7" in text
    assert "Total in months 7" in text


def test_days_are_stated_where_they_are_known() -> None:
    periods = [{"party": "AA", "from": "2005-01-17", "to": "2006-12-09", "kind": "compulsory"}]
    text = words_of(statement_html(determine(case(periods=periods), agreement()), "AA", "vi"))
    assert "17/01/2005 09/12/2006 24" in text


def test_earnings_are_stated_only_where_they_are_asked_for() -> None:
    without = words_of(statement_html(totalised(), "BB"))
    assert "4,500,000" not in without
    assert "earnings" not in without.lower()
    assert "2005-01 2015-04 VND 4,500,000" in words_of(statement_html(totalised(), "BB", with_earnings=True))
    assert "No earnings are recorded" in words_of(statement_html(totalised(), "AA", with_earnings=True))


@pytest.mark.parametrize(
    ("code", "language", "second"),
    [("VN", "vi", "ko"), ("VN", "en", "ko"), ("VN", "ko", "vi"), ("KR", "ko", "vi"), ("KR", "vi", "ko")],
)
def test_headings_stand_in_the_documents_language_and_in_the_other_partys(
    code: str, language: str, second: str
) -> None:
    titles = {
        "en": "Statement of insured periods",
        "vi": "Bản xác nhận thời gian đóng bảo hiểm xã hội",
        "ko": "가입기간 확인서",
    }
    determination = example("example")
    text = words_of(statement_html(determination, code, language))
    assert f"{titles[language]} {titles[second]}" in text
    for party in determination.agreement.parties.values():
        for each in (language, second):
            assert own_name(party.institutions.competent, each) in text
            assert own_name(party.institutions.liaison, each) in text


def test_a_statement_needs_its_party() -> None:
    with pytest.raises(FaultsError, match="--party: is missing"):
        document_html(totalised(), "statement")
    with pytest.raises(FaultsError, match="CC is not a party of the agreement aa-bb"):
        document_html(totalised(), "statement", party="CC")
    with pytest.raises(FaultsError, match="--party"):
        document_html(totalised(), "notice", party="CC")


def test_a_document_that_is_none_is_refused() -> None:
    assert [document_named(each) for each in DOCUMENTS] == list(DOCUMENTS)
    with pytest.raises(LookupError):
        document_named("poem")


def test_a_missing_template_engine_is_told_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **named: Any) -> Any:
        if name.split(".")[0] == "jinja2":
            raise ImportError(name)
        return real(name, *rest, **named)

    _environment.cache_clear()
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(FaultsError, match=r"Jinja2.*pip install 'totalisation\[documents\]'"):
        document_html(totalised())
    monkeypatch.undo()
    assert document_html(totalised())


def test_a_case_without_periods_can_be_printed() -> None:
    determination = determine(case(periods=[]), agreement())
    for document in DOCUMENTS:
        text = words_of(document_html(determination, document, party="AA"))
        assert "0 months" in text or "Total in months 0" in text
    assert month(2024, 3) == determination.case.claim_month
