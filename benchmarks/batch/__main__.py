"""The engine's batch beside other ways to do the same work.

    python -m benchmarks.batch [--persons 10000 100000 1000000] [--rounds 5] [--only engine duckdb]

Makes persons and periods by a seed (``data``), and gives them to the engine and to its rivals: pure Python objects,
intervals of ``portion``, pandas, Polars, DuckDB, NumPy and OpenFisca-Core. The job is the law of one era (``law``):
merge the periods, decide both sides, start, ratio, theoretical amount and amount of the first month. Each contender
runs in a process of its own, on one core and one thread unless its line says two, after warming up on 300 persons;
all results are compared with the engine's. Beside them stands the floor: reading the two files and writing one of
the result's size. Absolute times differ from machine to machine; the ratios and the aims are what to read.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from benchmarks.batch.registry import CONTENDERS
from benchmarks.batch.report import aims, table
from benchmarks.batch.run import run, to_standard_error

FOLDER = Path(__file__).parents[2] / "build" / "batch-benchmark"


def main() -> None:
    """Measure, compare and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.batch", description=__doc__.split("\n\n")[0])
    parser.add_argument("--persons", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", nargs="+", choices=list(CONTENDERS), metavar="NAME", help=", ".join(CONTENDERS))
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the data are kept; made by a seed")
    parser.add_argument("--json", type=Path, metavar="FILE", help="where to write every round")
    given = parser.parse_args()
    found = {}
    for persons in given.persons:
        found[persons] = run(persons, given.only or CONTENDERS, given.rounds, given.folder, to_standard_error)
        print("\n".join(table(persons, found[persons])), flush=True)
    print("\n".join(aims(found)))
    if given.json:
        data = {persons: {name: asdict(line) for name, line in lines.items()} for persons, lines in found.items()}
        given.json.write_text(json.dumps(data, indent=1))


if __name__ == "__main__":
    main()
