from __future__ import annotations

import itertools
import re
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ImageFont

from tests.reports.cases import agreement, case, early, refused, totalised
from tests.reports.documents import example
from totalisation.determination import Determination, determine
from totalisation.messages import LANGUAGES
from totalisation.months import format_month, month
from totalisation.reports.html.styles import stylesheet
from totalisation.reports.svg_timeline import PATTERNS, timeline_svg

SVG = "{http://www.w3.org/2000/svg}"
LATIN = Path("/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf")
HANGUL = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc")


def drawn(
    determination: Determination, language: str = "en", width: int = 360, styled: bool = False
) -> ElementTree.Element:
    return ElementTree.fromstring(timeline_svg(determination, language, width=width, styled=styled))


def forty_years() -> Determination:
    """Four decades in both parties, with overlap, a gap, months without contribution and a third state."""
    periods = [
        {"party": "AA", "from": "1983-02", "to": "1999-12", "kind": "compulsory"},
        {"party": "AA", "from": "2003-05", "to": "2003-06", "kind": "voluntary"},
        {
            "party": "BB",
            "from": "1998-01",
            "to": "2015-04",
            "kind": "voluntary",
            "broken_months": ["2010-01", "2012-02"],
        },
        {"party": "CC", "from": "2016-01", "to": "2016-12", "kind": "compulsory"},
        {"party": "BB", "from": "2017-01", "to": "2022-12", "kind": "compulsory"},
    ]
    return determine(case(periods=periods), agreement())


def rows(svg: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {str(each.get("data-party")): each for each in svg.iter(f"{SVG}g") if each.get("class") == "timeline-row"}


def pieces(row: ElementTree.Element) -> list[ElementTree.Element]:
    return [each for each in row.iter(f"{SVG}g") if each.get("data-months")]


@lru_cache
def face(size: int, hangul: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(HANGUL if hangul else LATIN), size * 16, index=1 if hangul else 0)


def measured(text: str, size: int) -> float:
    """The width of a text in the heaviest face that it can have."""
    return sum(face(size, each >= "\u3000").getlength(each) for each in text) / 16


Box = tuple[float, float, float, float]


def boxes(svg: ElementTree.Element) -> list[tuple[str, Box]]:
    """Each text with the box that it takes, as measured with a real font."""
    found = []
    for text in svg.iter(f"{SVG}text"):
        size = 13 if text.get("class") == "timeline-label" else 12
        x, y, taken = float(text.attrib["x"]), float(text.attrib["y"]), measured(text.text or "", size)
        start = {"end": x - taken, "middle": x - taken / 2}.get(text.get("text-anchor", ""), x)
        found.append((text.text or "", (start, y - 0.8 * size, start + taken, y + 0.25 * size)))
    return found


def meet(first: Box, second: Box) -> bool:
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]


needs_fonts = pytest.mark.skipif(not LATIN.exists() or not HANGUL.exists(), reason="the Noto fonts are not installed")


@needs_fonts
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [360, 720, 1280])
@pytest.mark.parametrize("make", [forty_years, totalised, early, refused])
def test_no_two_labels_overlap_and_none_leaves_the_paper(make: object, width: int, language: str) -> None:
    assert callable(make)
    svg = drawn(make(), language, width)
    found = boxes(svg)
    assert len(found) > 12
    height = int(svg.attrib["viewBox"].split()[3])
    assert [text for text, box in found if box[0] < 0 or box[2] > width or box[1] < 0 or box[3] > height] == []
    overlapping = [(one, two) for (one, a), (two, b) in itertools.combinations(found, 2) if meet(a, b)]
    assert overlapping == []


@needs_fonts
@settings(max_examples=60, deadline=None)
@given(st.integers(1925, 2023), st.integers(0, 1100), st.integers(360, 1280), st.sampled_from(LANGUAGES))
def test_labels_keep_apart_however_long_the_time(year: int, length: int, width: int, language: str) -> None:
    last = min(month(year, 3) + length, month(2024, 2))
    periods = [{"party": "AA", "from": f"{year}-03", "to": format_month(last), "kind": "compulsory"}]
    svg = drawn(determine(case(periods=periods), agreement()), language, width)
    found = boxes(svg)
    assert not any(meet(a, b) for (_, a), (_, b) in itertools.combinations(found, 2))
    assert all(box[0] >= 0 and box[2] <= width for _, box in found)


@pytest.mark.parametrize("make", [forty_years, totalised, early])
def test_the_months_of_each_row_add_up(make: object) -> None:
    assert callable(make)
    determination = make()
    found = rows(drawn(determination))
    for code, view in determination.aggregation.views.items():
        counted = sum(int(each.attrib["data-months"]) for each in pieces(found[code]) if each.get("data-letter") != "×")
        assert counted == view.own_months
    together = pieces(found[""])
    assert sum(int(each.attrib["data-months"]) for each in together) == determination.aggregation.total_months
    both = sum(int(each.attrib["data-months"]) for each in together if each.get("data-letter") == "2")
    assert both == len(determination.aggregation.overlap)


def test_time_certified_in_units_and_months_without_a_place_are_told() -> None:
    count = {"unit": "months", "number": 7}
    periods = [{"party": "BB", "from": "2005-01", "to": "2006-12", "kind": "compulsory", "count": count}]
    svg = drawn(determine(case(periods=periods), agreement()))
    assert sum(int(each.attrib["data-months"]) for each in pieces(rows(svg)["BB"])) == 7
    assert "time certified as a number of units" in ElementTree.tostring(svg, encoding="unicode")


def test_a_piece_stands_at_its_months() -> None:
    """From January 2000 to December 2024 there are 300 months on 340 units: 80 of them take 90.66."""
    first = pieces(rows(drawn(totalised()))["AA"])[0]
    shape = first.find(f"{SVG}rect")
    assert shape is not None
    assert (shape.get("x"), shape.get("width")) == ("10.00", "90.66")
    title = first.find(f"{SVG}title")
    assert title is not None
    assert title.text == "2000-01 – 2006-08: compulsory insurance, 80 months (6 years 8 months)"


def test_kinds_differ_by_letter_and_by_pattern() -> None:
    svg = drawn(forty_years())
    used = {str(piece.get("data-letter")) for row in rows(svg).values() for piece in pieces(row)}
    assert used == {"A", "B", "C", "D", "×", "2", "+"}
    patterns = list(svg.iter(f"{SVG}pattern"))
    looks = {str(each.get("class")).split()[1] for each in patterns}
    assert len(looks) == len(patterns) == len(used)
    named = {str(each.get("id")) for each in patterns}
    filled = {str(each.get("fill"))[5:-1] for each in svg.iter(f"{SVG}rect") if each.get("fill")}
    assert filled == named


def test_dates_are_marked_and_an_unsure_one_says_so() -> None:
    texts = " ".join(text for text, _ in _texts(drawn(totalised(), width=720)))
    assert "2020-01-01: agreement in force" in texts
    assert "2022-01-01: totalisation in effect (not read)" in texts
    assert "2024-03-15: claim" in texts


def _texts(svg: ElementTree.Element) -> list[tuple[str, str]]:
    return [(each.text or "", str(each.get("class"))) for each in svg.iter(f"{SVG}text")]


def test_a_screen_reader_has_a_title_and_the_whole_in_words() -> None:
    svg = drawn(totalised(), "ko")
    assert svg.get("role") == "img"
    title, desc = (svg.find(f"{SVG}{name}") for name in ("title", "desc"))
    assert title is not None
    assert desc is not None
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert desc.text is not None
    for told in (
        "갑나라: 80개월 (6년 8개월)",
        "2005년 1월 – 2006년 8월: 양국 동시 가입, 20개월",
        "2024년 3월 15일: 청구",
    ):
        assert told in desc.text


def test_two_drawings_on_one_page_share_no_id() -> None:
    determination = totalised()
    ids = [
        each.get("id")
        for name in ("one", "two")
        for each in ElementTree.fromstring(timeline_svg(determination, identifier=name)).iter()
        if each.get("id")
    ]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["example", "overlap", "before-totalisation"])
def test_a_strict_policy_holds(name: str) -> None:
    text = timeline_svg(example(name), "vi")
    svg = ElementTree.fromstring(text)
    for element in svg.iter():
        assert element.tag.removeprefix(SVG) not in {"script", "style", "image", "use", "a", "foreignObject"}
        assert not [each for each in element.attrib if each == "style" or each.startswith("on") or "href" in each]
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_each_class_of_the_drawing_has_a_style() -> None:
    used = {name for each in drawn(forty_years()).iter() for name in str(each.get("class") or "").split()}
    styled = set(re.findall(r"\.([a-z0-9-]+)", stylesheet("timeline")))
    shapes = {"timeline-row", "timeline-marks", "timeline-legend", "timeline-pattern"}
    by_default = {f"timeline-{each}-piece" for each in ("counted", "together", "both")}
    patterns = {f"timeline-{each}" for each in (*PATTERNS[1:], "both")}
    assert used - styled <= shapes | by_default | patterns
    assert {"timeline-piece", "timeline-dropped-piece", "timeline-lines", "timeline-dot"} <= used & styled


def test_markup_in_a_case_number_is_text() -> None:
    svg = drawn(determine(case(case_id="<script>alert(1)</script> & co"), agreement()))
    title = svg.find(f"{SVG}title")
    assert title is not None
    assert title.text == "Insured periods of case <script>alert(1)</script> & co"


def test_no_insured_month_is_said_in_words() -> None:
    svg = drawn(determine(case(periods=[]), agreement()))
    assert ("No insured period counts.", "timeline-text") in _texts(svg)


@pytest.mark.parametrize("width", [359, 1281])
def test_a_width_that_no_page_has_is_refused(width: int) -> None:
    with pytest.raises(ValueError, match="360 to 1280"):
        timeline_svg(totalised(), width=width)
