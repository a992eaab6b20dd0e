"""What became of each mutant: kept under ``build/`` so that a run goes on where the last one stopped."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.mutation.mutants import REPOSITORY, Mutant, digests
from tests.mutation.running import KILLED, NOT_COVERED, SURVIVED, TIMED_OUT, Trial

HERE = Path(__file__).parent
JUDGED = HERE / "survivors.toml"
FIGURES = HERE / "result.json"

VERDICTS = {
    "equivalent": "No case can tell the mutant from the law as written.",
    "unreachable": "What differs is refused before, or cannot come about.",
    "record": "It changes how the work is kept or shortened, and no figure, right or reason.",
    "gap": "A test is still to be written.",
    "elsewhere": "Tests notice it that this run does not ask: those of the desk, the reports or the batch.",
}
"""Why a mutant survives."""


@dataclass(frozen=True)
class Judged:
    """A survivor that was looked at."""

    mutant: str
    verdict: str
    why: str


def judged(file: Path = JUDGED) -> dict[str, Judged]:
    """The judged survivors by the mutant's name. Raises ValueError where one is judged twice or by no known verdict."""
    found: dict[str, Judged] = {}
    if not file.exists():
        return found
    for entry in tomllib.loads(file.read_text(encoding="utf-8")).get("survivor", []):
        for name in entry["mutants"]:
            if name in found:
                raise ValueError(f"judged twice: {name}")
            if entry["verdict"] not in VERDICTS or not entry["why"]:
                raise ValueError(f"no verdict: {name}")
            found[name] = Judged(name, entry["verdict"], entry["why"])
    return found


class Results:
    """The trials so far, each good as long as the function that it changed reads as it did."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._known: dict[str, tuple[str, Trial]] = {}
        if file.exists():
            for line in file.read_text(encoding="utf-8").splitlines():
                try:
                    kept = json.loads(line)
                except ValueError:
                    continue  # The line that was being written when a run was ended.
                self._known[kept["key"]] = (kept["digest"], Trial(**kept["trial"]))

    def of(self, mutant: Mutant) -> Trial | None:
        """What became of a mutant, if it was tried and its function did not change since."""
        digest, trial = self._known.get(mutant.key, ("", None))
        return trial if digest == digests(mutant.path)[mutant.function] else None

    def add(self, mutant: Mutant, trial: Trial) -> None:
        """Keep one trial, on the disk too."""
        digest = digests(mutant.path)[mutant.function]
        self._known[mutant.key] = (digest, trial)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("a", encoding="utf-8") as lines:
            kept = {"key": mutant.key, "name": mutant.name, "digest": digest, "trial": asdict(trial)}
            lines.write(json.dumps(kept, ensure_ascii=False) + "\n")


def figures(mutants: Iterable[Mutant], results: Results, made: int) -> dict[str, Any]:
    """The result as others read it: how many were tried of how many, and what became of them."""
    tried = [(each, trial) for each in mutants if (trial := results.of(each)) is not None]
    outcomes = [trial.outcome for _, trial in tried]
    known = judged()
    survivors = [each.name for each, trial in tried if trial.outcome in (SURVIVED, NOT_COVERED)]
    killed = sum(each in (KILLED, TIMED_OUT) for each in outcomes)
    return {
        "mutants": made,
        "total": len(tried),
        "killed": killed,
        "timed_out": outcomes.count(TIMED_OUT),
        "survived": len(survivors),
        "explained": sum(name in known and known[name].verdict != "gap" for name in survivors),
        "gaps": sum(name in known and known[name].verdict == "gap" for name in survivors),
        "unjudged": sum(name not in known for name in survivors),
        "percent": round(100 * killed / len(tried), 1) if tried else 0.0,
        "processor_seconds": round(sum(trial.seconds for _, trial in tried)),
        "date": datetime.now(UTC).date().isoformat(),
        "commit": _commit(),
        "command": "make mutants-of-law",
        "survivors": survivors,
    }


def write_figures(found: dict[str, Any], file: Path = FIGURES) -> None:
    """Write the figures where ``docs/mutation.md`` says they are, without the list of survivors."""
    kept = {name: value for name, value in found.items() if name != "survivors"}
    file.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return asked.stdout.strip()
