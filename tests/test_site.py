"""The documentation site: built strictly, complete, and without a link that leads nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from totalisation.agreement_file import agreement_names
from totalisation.glossary import read_glossary
from totalisation.schemes import scheme_named, scheme_names

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.slow


class Links(HTMLParser):
    """The targets of a page's links and pictures, and what in it can be linked to."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.targets.add(value)
            elif name in ("id", "name") and value:
                self.anchors.add(value)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as `make docs` builds it; a warning is an error."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def read(site: Path) -> Iterator[tuple[Path, Links]]:
    for page in sorted(site.rglob("*.html")):
        links = Links()
        links.feed(page.read_text(encoding="utf-8"))
        yield page, links


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    pages = dict(read(site))
    broken = []
    for page, links in pages.items():
        for target in links.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc or page.name == "404.html":
                continue
            place = page if not parts.path else (page.parent / unquote(parts.path)).resolve()
            place = place / "index.html" if place.is_dir() else place
            lost = bool(parts.fragment) and place in pages and unquote(parts.fragment) not in pages[place].anchors
            if lost or not place.is_file():
                broken.append(f"{page.name}: {target}")
    assert broken == []
    assert len(pages) > 10


def test_nothing_of_the_site_is_loaded_from_elsewhere(site: Path) -> None:
    """An office without a way out reads it too."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'src="http' not in text, page.name
        assert "fonts.googleapis" not in text, page.name


def test_every_open_question_stands_on_the_page_of_the_law_with_its_readings(site: Path) -> None:
    text = (site / "law.html").read_text(encoding="utf-8")
    for name in scheme_names():
        for question in scheme_named(name).interpretations.values():
            assert f"<code>{question.name}</code>" in text
            for choice in question.choices:
                assert f"<code>{choice}</code>" in text
    assert "by default" in text, "no open question changes any example"


def test_every_rule_and_figure_stands_on_the_page_of_the_law(site: Path) -> None:
    text = (site / "law.html").read_text(encoding="utf-8")
    for name in scheme_names():
        scheme = scheme_named(name)
        if scheme.sources:
            assert all(f"<code>{each.name}</code>" in text for each in scheme.every_rule)
            assert all(each in text for each in scheme.parameters)
            assert all(f"<td>{each}</td>" in text for each in scheme.sources)


def test_the_glossary_stands_in_three_languages(site: Path) -> None:
    text = (site / "glossary.html").read_text(encoding="utf-8")
    for entry in read_glossary():
        assert all(term in text for term in entry.term.values())


def test_every_agreement_is_named(site: Path) -> None:
    text = (site / "agreements.html").read_text(encoding="utf-8")
    assert all(f"<code>{each}</code>" in text for each in agreement_names())
