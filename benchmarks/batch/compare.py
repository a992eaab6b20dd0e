"""Whether a contender's results are the engine's.

    python -m benchmarks.batch.compare FOUND.parquet EXPECTED.parquet

Prints in how many rows they differ. It runs apart, so that the process that starts the others stays small.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.batch.tables import RESULT, differences, read


def differences_apart(found: Path, expected: Path) -> int:
    """The number of rows that differ, found in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.batch.compare", str(found), str(expected)]
    return int(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)


if __name__ == "__main__":
    print(differences(*(read(Path(each), RESULT.names) for each in sys.argv[1:])))
