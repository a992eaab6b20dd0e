"""``python -m tests.differential PERSONS``: compare so many random persons, tell the figures, write them as JSON."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.differential.comparison import Findings, compare_many, write


def told(findings: Findings) -> str:
    """The figures in a few lines."""
    data = findings.data()
    lines = [
        f"{data['cases']} persons, {data['decided']} of them decided: {data['values']} values compared,"
        f" {data['differences']} differences"
    ]
    lines += [f"  {name}: {count} differ" for name, count in findings.differences.most_common()]
    lines += [f"  {bases}: {count}" for bases, count in findings.bases.most_common()]
    lines.append(
        f"  rejected {data['rejected']}, with what is not restated {data['left_out']}, unsettled {data['unsettled']},"
        f" untold {data['untold']}"
    )
    lines.append("  seconds: " + ", ".join(f"{name} {seconds}" for name, seconds in data["seconds"].items()))
    return "\n".join(lines)


def main() -> int:
    """Returns 1 where something differs."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("persons", type=int, nargs="?", default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, default=Path("build") / "differential")
    given = parser.parse_args()
    begun, findings = time.perf_counter(), Findings()
    for findings in compare_many(given.persons, seed=given.seed):
        write(findings, given.folder)
        print(
            f"{findings.cases} persons after {time.perf_counter() - begun:.0f} s, "
            f"{sum(findings.differences.values())} differences",
            file=sys.stderr,
            flush=True,
        )
    print(told(findings))
    print(f"{time.perf_counter() - begun:.0f} s; {given.folder / 'summary.json'}")
    return 1 if findings.differences else 0


if __name__ == "__main__":
    raise SystemExit(main())
