"""The page on security names tests that are there."""

from __future__ import annotations

import re

from tests.web.desk import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE))
    assert len(named) >= 30
    missing = [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not (ROOT / file).is_file() or (name and f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8"))
    ]
    assert missing == []


def test_every_row_names_a_test() -> None:
    rows = [each for each in PAGE.splitlines() if each.startswith("| ") and not each.startswith("| Attack")]
    assert len(rows) >= 17
    assert [each for each in rows if "`tests/" not in each.rsplit("|", 2)[1]] == []
