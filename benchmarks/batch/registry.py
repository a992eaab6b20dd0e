"""All contenders by name. Their modules are imported one at a time, each in its own process."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from benchmarks.batch.contender import Contender

FLOORS: Final = {
    "floor": "engine:Floor",
    "floor-narrow": "engine:NarrowFloor",
    "floor-full-law": "engine:Floor",
}
ENGINES: Final = {
    "engine": "engine:Engine",
    "engine-rules": "engine:Rules",
    "engine-full-law": "engine:Engine",
    "engine-two-cores": "engine:EngineTwoCores",
    "engine-full-law-two-cores": "engine:EngineTwoCores",
}
RIVALS: Final = {
    "duckdb": "rivals.duckdb_sql:DuckdbSql",
    "polars": "rivals.polars_frames:PolarsFrames",
    "numpy": "rivals.numpy_arrays:NumpyArrays",
    "pandas": "rivals.pandas_frames:PandasFrames",
    "openfisca": "rivals.openfisca_country:OpenfiscaCountry",
    "python": "rivals.python_objects:PythonObjects",
    "portion": "rivals.portion_intervals:PortionIntervals",
}
CONTENDERS: Final = {**FLOORS, **ENGINES, **RIVALS}
LIMITS: Final = {"python": 100_000, "portion": 10_000}
"""A slow contender is given no more persons than that, and compared by what each person costs."""
FULL_LAW: Final = ("floor-full-law", "engine-full-law", "engine-full-law-two-cores")
"""Those that work on the files with earnings."""


def made(name: str, results: Path) -> Contender:
    """The contender of that name; ``results`` are the engine's, for those that only write them."""
    module, _, kind = CONTENDERS[name].partition(":")
    found = getattr(import_module(f"benchmarks.batch.{module}"), kind)
    contender: Contender = found(results) if name in FLOORS else found()
    return contender
