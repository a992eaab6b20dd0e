"""The guide for officers: each of its pictures is there, taken by the command, and small."""

from __future__ import annotations

import re

from tests.web.browser.screenshots import FOLDER, LARGEST, PICTURES

GUIDE = FOLDER.parent / "officers.md"


def test_the_guide_shows_each_picture_once_and_says_what_it_shows() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(screenshots/([\w-]+)\.png\)", GUIDE.read_text(encoding="utf-8"))
    assert sorted(name for _, name in shown) == sorted(PICTURES)
    assert all(len(text) > 10 for text, _ in shown)


def test_each_picture_is_there_and_small() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {f"{name}.png" for name in PICTURES}
    for file in FOLDER.iterdir():
        assert file.read_bytes().startswith(b"\x89PNG")
        assert file.stat().st_size < LARGEST, file.name
