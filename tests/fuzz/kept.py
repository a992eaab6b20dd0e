"""What one run of a target has found, and the inputs worth keeping."""

from __future__ import annotations

import hashlib
import json
import resource
import signal
import sys
import time
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

from tests.fuzz.target import Outcome, Target

LARGEST_KEPT: Final = 12_000
"""Bytes of an input that may go into the corpus."""

_TOLD_EVERY: Final = 0.5
_ROOT: Final = Path(__file__).parents[2]


class TooSlowError(Exception):
    """An input took longer than the target allows."""


class TooMuchMemoryError(Exception):
    """An input took more memory than the target allows."""


def peak_megabytes() -> float:
    """The most memory that this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2


@dataclass
class Kept:
    """Runs inputs through a target, and keeps the count, each crash once, and the least input of each outcome."""

    target: Target
    folder: Path
    executions: int = 0
    answered: int = 0
    crashes: dict[str, dict[str, Any]] = field(default_factory=dict)
    inputs: dict[frozenset[str], bytes] = field(default_factory=dict)
    slowest: float = 0.0
    peak: float = 0.0
    _told: float = 0.0
    _fresh: bool = True

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._current = (self.folder / "current").open("wb", buffering=0)
        self._begun = time.monotonic()

    def one(self, data: bytes) -> None:
        """Give one input to the target. A crash is noted, and the run goes on."""
        self.executions += 1
        # Where native code fails, no handler runs: what it was given must stand in a file before.
        self._current.seek(0)
        self._current.truncate()
        self._current.write(data)
        begun = time.process_time()
        try:
            self._note(self._limited(data), data)
        except Exception as error:
            self._crash(error, data)
        taken = time.process_time() - begun
        self.slowest = max(self.slowest, taken)
        if time.monotonic() - self._told > _TOLD_EVERY:
            self.tell()

    def _limited(self, data: bytes) -> Outcome:
        before = peak_megabytes()
        with TimeLimit(self.target.seconds):
            outcome = self.target.read(data)
        # What is imported and kept by the first inputs is no one's fault.
        after = peak_megabytes()
        if self.executions > 50:
            self.peak = max(self.peak, after - before)
            if after - before > self.target.megabytes:
                raise TooMuchMemoryError(f"{after - before:.0f} MB")
        return outcome

    def _note(self, outcome: Outcome, data: bytes) -> None:
        self.answered += outcome.kind == "answered"
        for word in outcome.words or {""}:
            known = frozenset((outcome.kind, word))
            if len(data) < len(self.inputs.get(known, b" " * (LARGEST_KEPT + 1))):
                self.inputs[known] = data

    def _crash(self, error: Exception, data: bytes) -> None:
        where = [
            f"{Path(each.filename).relative_to(_ROOT)}:{each.lineno}"
            for each in traceback.extract_tb(error.__traceback__)
            if Path(each.filename).is_relative_to(_ROOT)
            and ".venv" not in each.filename
            and "fuzz/kept" not in each.filename
        ]
        name = f"{type(error).__name__} at {where[-1] if where else '?'}"
        if isinstance(error, AssertionError):
            name = f"{name}: {str(error)[:60]}"
        known = self.crashes.get(name)
        if known is None or len(data) < known["bytes"]:
            digest = hashlib.sha256(name.encode()).hexdigest()[:12]
            (self.folder / f"crash-{digest}").write_bytes(data)
            told = "".join(traceback.format_exception(error))[-4000:]
            (self.folder / f"crash-{digest}.txt").write_text(told, encoding="utf-8", errors="backslashreplace")
            self.crashes[name] = {"bytes": len(data), "file": f"crash-{digest}"}

    def tell(self) -> None:
        """Write down how far the run came: whoever started it reads that, however this process ends."""
        self._told = time.monotonic()
        data = {
            "reader": self.target.name,
            "seconds": round(self._told - self._begun, 1),
            "executions": self.executions,
            "answered": self.answered,
            "slowest_seconds": round(self.slowest, 3),
            "most_megabytes": round(self.peak, 1),
            "crashes": self.crashes,
        }
        new = self.folder / "summary.new"
        new.write_text(json.dumps(data), encoding="utf-8")
        new.replace(self.folder / "summary.json")

    def write_inputs(self) -> None:
        """Write the least input of each outcome to the folder ``inputs``, under a name that says which it is."""
        folder = self.folder / "inputs"
        folder.mkdir(exist_ok=True)
        for known, data in self.inputs.items():
            kind = "answered" if "answered" in known else "refused"
            digest = hashlib.sha256(repr(sorted(known)).encode()).hexdigest()[:10]
            (folder / f"{kind}-{digest}").write_bytes(data)


class TimeLimit:
    """Raises ``TooSlowError`` in the main thread once so many seconds of the processor's time have been used.

    A busy machine makes no input slow. What waits and uses no time is found by whoever started the process.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __enter__(self) -> None:
        self._before = signal.signal(signal.SIGPROF, self._over)
        signal.setitimer(signal.ITIMER_PROF, self._seconds)

    def __exit__(self, *raised: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, self._before)

    def _over(self, number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {self._seconds:g} s")
