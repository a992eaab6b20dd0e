"""The sheets of style that documents and timelines share with the pages that show them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, Literal

Sheet = Literal["document", "timeline"]

FOLDER: Final = Path(__file__).parent


@lru_cache
def stylesheet(name: Sheet) -> str:
    """The text of a sheet: ``document`` for screen and print, ``timeline`` for the drawing alone."""
    return (FOLDER / f"{name}.css").read_text(encoding="utf-8")
