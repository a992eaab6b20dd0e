"""Words of a case and of an agreement file are words in every document: no markup, no addresses, no control codes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.web.desk import ROOT
from totalisation import assess
from totalisation.agreement import Agreement
from totalisation.determination import Determination
from totalisation.reports.printed import document_html
from totalisation.reports.svg_timeline import timeline_svg

NASTY = '</text></style><script>alert(1)</script>"\'><img src="file:///etc/passwd">{{7*7}}'


def with_words(value: Any, key: str = "") -> Any:
    """Terms of an agreement, each text that a person reads with something nasty behind it."""
    if isinstance(value, dict):
        return {name: with_words(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [with_words(each, key) for each in value]
    told = key in {"en", "vi", "ko", "article", "comment", "address", "quote"}
    return value + NASTY if told and isinstance(value, str) else value


@pytest.fixture(scope="module")
def decided() -> Determination:
    terms = tomllib.loads((ROOT / "agreements" / "vn-kr.toml").read_text(encoding="utf-8"))
    case = json.loads((ROOT / "examples" / "example.json").read_text(encoding="utf-8"))
    case["case_id"], case["person"]["name"] = f"E {NASTY}"[:90], NASTY
    return assess(case, agreement=Agreement.model_validate(with_words(terms)))


class Tags(HTMLParser):
    """What a browser would make of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def documents(decided: Determination) -> Iterator[tuple[str, str]]:
    for language in ("en", "vi", "ko"):
        yield f"worksheet {language}", document_html(decided, "worksheet", language)
        for party in decided.agreement.parties:
            yield f"notice {party} {language}", document_html(decided, "notice", language, party=party)
            yield f"statement {party} {language}", document_html(decided, "statement", language, party=party)


def test_no_word_is_markup_in_any_document(decided: Determination) -> None:
    said = 0
    for name, text in documents(decided):
        parser = Tags()
        parser.feed(text)
        tags = [tag for tag, _ in parser.found]
        assert not {"script", "img", "iframe", "object", "embed", "base", "form"} & set(tags), name
        attributes = [(each, value or "") for _, given in parser.found for each, value in given.items()]
        assert not [each for each, _ in attributes if each.startswith("on") or each == "src"], name
        links = [value for each, value in attributes if each in {"href", "xlink:href", "action"}]
        assert not [each for each in links if not each.startswith(("#", "https://", "http://"))], name
        assert "49" + "</" not in text, name
        said += text.count("alert(1)")
    assert said >= 20, "the words themselves must have been there"


def test_no_word_is_markup_in_the_drawing(decided: Determination) -> None:
    drawing = timeline_svg(decided, "en")
    assert "<script" not in drawing
    assert "<img" not in drawing
