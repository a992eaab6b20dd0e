"""Which test comes to which line of the law, and how long each takes; made once, with coverage.py's contexts."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest

from tests.mutation.mutants import REPOSITORY, Mutant, digest, modules

BUILD = REPOSITORY / "build" / "mutation"


@dataclass
class CoverageMap:
    """The numbers of the tests that come to each line, and the processor seconds of each test."""

    names: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    failing: list[str] = field(default_factory=list)
    """The tests that fail without any mutant, or take too long: they are not asked."""
    lines: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    when_collected: dict[str, list[int]] = field(default_factory=dict)
    """The lines that are come to while the tests are imported, before any of them runs."""

    files: dict[str, str] = field(default_factory=dict)
    """The files of these tests, and what each said when it was run."""
    law: str = ""
    """What the modules of the law said then: their lines are counted, so the map is good for these alone."""

    def join(self, other: CoverageMap) -> None:
        """Put in what was found of further tests, and of tests that were changed."""
        gone = {number for number, name in enumerate(self.names) if name.split("::")[0] in other.files}
        for lines in self.lines.values():
            for line, numbers in lines.items():
                lines[line] = [each for each in numbers if each not in gone]
        self.failing = [each for each in self.failing if each.split("::")[0] not in other.files] + other.failing
        first = len(self.names)
        self.names += other.names
        self.seconds |= other.seconds
        self.files |= other.files
        for file, found in other.lines.items():
            lines = self.lines.setdefault(file, {})
            for line, numbers in found.items():
                lines[line] = lines.get(line, []) + [each + first for each in numbers]
        for file, collected in other.when_collected.items():
            self.when_collected[file] = sorted({*collected, *self.when_collected.get(file, ())})

    def tests(self, mutant: Mutant, *, whole: bool) -> set[str]:
        """The tests that come to the changed statement; with ``whole``, if none comes to it again, to its module.

        To what is read when a module is imported no test need come again: those that stand beside it are asked too.
        """
        lines = self.lines.get(mutant.path, {})
        found = {self.names[number] for line in mutant.lines for number in lines.get(str(line), ())}
        if whole and (not mutant.function or not found):
            found |= {self.names[number] for numbers in lines.values() for number in numbers}
            found |= {each for each in self.names if each.startswith(_beside(mutant.path))}
        return found - set(self.failing)

    def is_collected(self, mutant: Mutant) -> bool:
        """Whether the changed statement may have been come to before the mutant is put in its place."""
        return not set(mutant.lines).isdisjoint(self.when_collected.get(mutant.path, ()))

    def save(self, file: Path) -> None:
        """Write it where the next run finds it."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(vars(self)), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> CoverageMap:
        """Read what ``save`` wrote."""
        return cls(**json.loads(file.read_text(encoding="utf-8")))


def _beside(path: str) -> str:
    """How the names of the tests begin that mirror a module: by its folder, or its own file in the core."""
    module = Path(path)
    folder = module.parts[1:-1]
    return f"{Path('tests', *folder)}/" if folder else f"tests/test_{module.stem}.py"


def law_digest() -> str:
    """What all modules of the law say, in short."""
    return digest("".join(each.read_text(encoding="utf-8") for each in modules()))


def test_files(tests: Iterable[str]) -> dict[str, str]:
    """The files of tests in the folders and files named, each with what it says in short."""
    paths = [REPOSITORY / each for each in tests]
    found = [file for path in paths for file in (sorted(path.rglob("test_*.py")) if path.is_dir() else [path])]
    return {_relative(str(each)): digest(each.read_text(encoding="utf-8")) for each in found}


def tracing(data: Path) -> coverage.Coverage:
    """What watches the modules of the law; it writes into the file ``data``."""
    data.parent.mkdir(parents=True, exist_ok=True)
    data.unlink(missing_ok=True)
    watched = [str(each) for each in modules()]
    return coverage.Coverage(data_file=str(data), config_file=False, include=watched, messages=False)


def watched_lines(watching: coverage.Coverage) -> dict[str, list[int]]:
    """The lines that were come to, by file."""
    data = watching.get_data()
    return {_relative(file): sorted(data.lines(file) or ()) for file in data.measured_files()}


def _relative(file: str) -> str:
    return Path(file).relative_to(REPOSITORY).as_posix()


def measured(items: Sequence[pytest.Item], slowest: float, folder: Path) -> CoverageMap:
    """Run each test once, in a child of this process that writes into ``folder``, and keep what it came to.

    A test that takes more than ``slowest`` seconds of processor time while it is watched is ended and left out: it
    would be asked last anyhow.
    """
    from tests.mutation.running import passes

    data, timings = folder / "coverage.data", folder / "timings.json"
    child = os.fork()
    if child == 0:
        try:
            watching = tracing(data)
            found: dict[str, tuple[float, bool]] = {}
            signal.signal(signal.SIGPROF, _too_slow)
            for number, item in enumerate(items):
                begun = time.process_time()
                watching.start()
                watching.switch_context(str(number))
                try:
                    # Again and again: where it comes in the midst of collecting garbage, it is not heard.
                    signal.setitimer(signal.ITIMER_PROF, slowest, 0.3)
                    passed = passes(item, items[number + 1] if number + 1 < len(items) else None)
                    signal.setitimer(signal.ITIMER_PROF, 0)
                except KeyboardInterrupt:
                    signal.setitimer(signal.ITIMER_PROF, 0)
                    passed = False
                    item.session._setupstate.teardown_exact(None)
                watching.stop()
                found[item.nodeid] = (time.process_time() - begun, passed)
            watching.save()
            timings.write_text(json.dumps(found), encoding="utf-8")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    return _read(data, json.loads(timings.read_text(encoding="utf-8")))


def _too_slow(*_: object) -> None:
    # What pytest and hypothesis let through, and do not try again.
    raise KeyboardInterrupt


def _read(data: Path, found: dict[str, tuple[float, bool]]) -> CoverageMap:
    stored = coverage.CoverageData(str(data))
    stored.read()
    made = CoverageMap(list(found))
    made.seconds = {name: seconds for name, (seconds, _) in found.items()}
    made.failing = [name for name, (_, passed) in found.items() if not passed]
    for file in stored.measured_files():
        by_line = {
            str(line): sorted(int(each) for each in contexts if each.isdigit())
            for line, contexts in stored.contexts_by_lineno(file).items()
        }
        made.lines[_relative(file)] = by_line
    return made
