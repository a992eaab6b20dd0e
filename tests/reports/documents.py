"""What the tests of documents share: their text as a reader has it, and determinations to print."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

from totalisation.api import assess
from totalisation.determination import Determination

EXAMPLES = Path(__file__).parents[2] / "examples"


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.hidden += tag in ("style", "svg", "title")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "svg", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


def flat(text: str) -> str:
    """The text in composed characters, with one space for every gap."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def joined(text: str) -> str:
    """The text without any gap: where a line ends is the renderer's affair."""
    return re.sub(r"\s", "", unicodedata.normalize("NFC", text))


def words_of(html: str) -> str:
    """All that a page says, its drawings left out."""
    parser = _Words()
    parser.feed(html)
    return flat(" ".join(parser.found))


def example(name: str) -> Determination:
    return assess((EXAMPLES / f"{name}.json").read_bytes())
