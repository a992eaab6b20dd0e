"""The sheets of style that documents and timelines share with the pages that show them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

Sheet = Literal["document", "paper", "screen", "timeline"]

FOLDER: Final = Path(__file__).parent


@lru_cache
def stylesheet(name: Sheet) -> str:
    """The text of a sheet: ``document`` for all that documents share, the drawing apart, which has ``timeline``."""
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")


def page_style() -> str:
    """All that a page with a document needs, on the screen and where it is printed."""
    return "".join(stylesheet(each) for each in ("document", "screen", "timeline", "paper"))


def pdf_style() -> str:
    """What a document to be set as PDF needs: its drawing brings its own style."""
    return stylesheet("document") + stylesheet("paper")
