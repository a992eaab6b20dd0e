"""The targets: a reader each. A module is only loaded when one of its targets is asked for."""

from __future__ import annotations

import importlib
from typing import Final

from tests.fuzz.target import Target

MODULES: Final = {
    "case": "cases",
    "agreement": "files_of_law",
    "figures": "files_of_law",
    "work": "coverage",
    "career": "coverage",
    "determination": "studies",
    "suppositions": "studies",
    "batch-csv": "batch",
    "batch-parquet": "batch",
    "batch-arrow": "batch",
    "sheet-text": "desk",
    "sheet-xlsx": "desk",
    "form": "desk",
    "api": "programs",
    "api-many": "programs",
    "api-query": "programs",
}
"""The module of each target, by the target's name."""


def target_named(name: str) -> Target:
    """The target of that name."""
    module = importlib.import_module(f"tests.fuzz.readers.{MODULES[name]}")
    targets: dict[str, Target] = module.TARGETS
    return targets[name]
