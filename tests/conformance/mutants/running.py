"""One mutant run against the suite: what catches it."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import multiprocessing
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.conformance.mutants.engine import ENGINE_MUTANTS, EngineMutant
from tests.conformance.mutants.files import FILE_MUTANTS, FileMutant

REPOSITORY = Path(__file__).parents[3]
SHIPPED = REPOSITORY / "agreements"
INVENTED = Path(__file__).parents[1] / "agreements"
EXAMPLES = 60
SEEDS = range(1, 9)
"""A mutant that the first seed does not catch is given the others: where examples are looked for depends on the
modules that happen to be loaded, so the same seed draws other ones in another process."""

Mutant = EngineMutant | FileMutant

ALL: tuple[Mutant, ...] = (*FILE_MUTANTS, *ENGINE_MUTANTS)


@dataclass(frozen=True)
class Catch:
    """Which property caught a mutant, and what it said; None if none did."""

    mutant: Mutant
    caught_by: str | None
    reason: str
    seconds: float = 0.0


def agreement_file(name: str) -> Path:
    """The file of an agreement, shipped or invented."""
    invented = INVENTED / f"{name}.toml"
    return invented if invented.exists() else SHIPPED / f"{name}.toml"


def replaced_once(text: str, old: str, new: str, where: str) -> str:
    """``text`` with ``old`` replaced. Raises LookupError unless it stands there exactly once."""
    if text.count(old) != 1:
        raise LookupError(f"{where} holds {text.count(old)} times: {old!r}")
    return text.replace(old, new)


class _Mutating(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module with another line in the place of one of its own."""

    def __init__(self, mutant: EngineMutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, name: str, path: Any, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.mutant.module:
            return None
        file = _source_of(name)
        return importlib.util.spec_from_file_location(name, file, loader=self)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = _source_of(module.__name__)
        text = replaced_once(file.read_text(encoding="utf-8"), self.mutant.old, self.mutant.new, module.__name__)
        exec(compile(text, str(file), "exec"), module.__dict__)


def _source_of(module: str) -> Path:
    return REPOSITORY.joinpath(*module.split(".")).with_suffix(".py")


def _forget_the_engine() -> None:
    for name in list(sys.modules):
        if name == "totalisation" or name.startswith("totalisation."):
            del sys.modules[name]


def _tried(mutant: Mutant, whole: bool) -> tuple[str | None, str]:
    """Run the suite on the mutant in this process, which is thrown away afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        file = agreement_file(mutant.agreement)
        if isinstance(mutant, FileMutant):
            text = replaced_once(file.read_text(encoding="utf-8"), mutant.old, mutant.new, file.name)
            file = Path(folder, file.name)
            file.write_text(text, encoding="utf-8")
        else:
            _forget_the_engine()
            sys.meta_path.insert(0, _Mutating(mutant))
        suite = importlib.import_module("totalisation.conformance.suite")
        properties = importlib.import_module("totalisation.conformance.suite").properties()
        names = [mutant.caught_by] if mutant.caught_by in properties else []
        if whole:
            names += [name for name in properties if name != mutant.caught_by]
        for name in names or list(properties)[:1]:
            for seed in SEEDS if name == mutant.caught_by else SEEDS[:1]:
                report = suite.run_suite(file, EXAMPLES, seed, only=(name,))
                if report.faults:
                    return "file_is_well_formed", report.faults[0]
                for line in report.lines:
                    if line.verdict == "failed":
                        return name, line.outcome.reason
    return None, "nothing failed"


def _in_child(work: tuple[int, bool]) -> tuple[int, str | None, str]:
    number, whole = work
    try:
        caught_by, reason = _tried(ALL[number], whole)
    except LookupError as error:
        return number, None, f"no mutant any more: {error}"
    except Exception as error:
        # An engine that breaks down is caught as soon as anything is run.
        return number, "the engine breaks down", f"{type(error).__name__}: {error}"
    return number, caught_by, reason


def catches(numbers: Iterable[int], *, whole: bool = True, workers: int = 2) -> Iterator[Catch]:
    """What catches the mutants of these numbers, each tried in a process of its own.

    Without ``whole`` only the property that the mutant names is run.
    """
    context = multiprocessing.get_context("fork")
    with context.Pool(workers, maxtasksperchild=1) as pool:
        for number, caught_by, reason in pool.imap(_in_child, [(each, whole) for each in numbers]):
            yield Catch(ALL[number], caught_by, reason)
