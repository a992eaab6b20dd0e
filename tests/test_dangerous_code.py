"""What must stand nowhere in the program: ways in which data become code, or a name becomes a command or a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.desk import ROOT


def read(ending: str) -> dict[Path, str]:
    files = [each for folder in ("totalisation", "web") for each in sorted((ROOT / folder).rglob(f"*.{ending}"))]
    return {each.relative_to(ROOT): each.read_text(encoding="utf-8") for each in files}


SOURCES, TEMPLATES = read("py"), read("html")

NEVER = {
    "reads data into objects of any kind": r"(?:import|from)\s+(?:pickle|marshal|shelve|dill|cloudpickle|yaml)\b",
    "reads XML with all that it can ask for": r"(?:import|from)\s+(?:xml\.(?:sax|dom|parsers)|lxml)\b"
    r"|\b(?:fromstring|iterparse|XMLParser)\(",
    "makes code of text": r"(?<![\w.])(?:eval|exec|__import__)\(",
    "lets a shell read a command": r"\bshell\s*=|\bos\.(?:system|popen|spawn\w*)\(",
    "names a file that another may make first": r"\bmktemp\(",
    # A cell that begins with "=" is a formula to a spreadsheet: whoever adds such a file must see to that.
    "writes a file for spreadsheets": r"\b(?:csv\.(?:writer|DictWriter)|Workbook|write_csv|to_csv|to_excel)\(",
    "puts SQL together": r"\b(?:text|execute|exec_driver_sql)\(\s*f[\"']+\s*(?:SELECT|INSERT|UPDATE|DELETE)",
    "takes words for markup": r"\bMarkup\((?!['\"])",
    "trusts what a server's certificate says": r"verify\s*=\s*False|_create_unverified_context|CERT_NONE",
}

SAFE = {"result.timeline", "chart", "drawing", "styles"}
"""What templates print unescaped: drawings that are made element by element, and our own style sheets."""


@pytest.mark.parametrize("wrong", NEVER)
def test_nothing_in_the_program(wrong: str) -> None:
    assert len(SOURCES) > 200
    found = [
        f"{source}:{text.count(chr(10), 0, match.start()) + 1} {wrong}"
        for source, text in SOURCES.items()
        if "migrations" not in source.parts or "SQL" not in wrong  # there it is put together of constants
        for match in re.finditer(NEVER[wrong], text)
    ]
    assert found == []


@pytest.mark.parametrize(
    "code",
    ["import pickle", "from lxml import etree", "eval(x)", "run(x, shell=True)", 'text(f"SELECT {x}")', "Markup(name)"],
)
def test_what_is_looked_for_is_found(code: str) -> None:
    assert any(re.search(pattern, code) for pattern in NEVER.values())


def test_what_templates_print_unescaped_is_known() -> None:
    assert len(TEMPLATES) > 20
    unescaped: set[str] = set()
    for template, text in TEMPLATES.items():
        assert "autoescape" not in text, template
        found = re.findall(r"\{\{\s*([^{}|]*?)\s*\|\s*safe\s*\}\}", text)
        assert len(found) == len(re.findall(r"\|\s*safe\b", text)), template
        unescaped |= set(found)
    assert unescaped == SAFE
