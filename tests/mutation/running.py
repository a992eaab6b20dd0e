"""One mutant after another in processes that start where the tests are collected already.

Pytest collects the tests once. For each mutant the process is split: the child puts the mutated code in the place of
the function's own, wherever that function is held, and runs the tests that come to the changed statement, those first
that are likely to notice it, until one fails. A test that takes many times the processor time it took before is ended:
that kills the mutant too. What is read when a module is imported cannot be put in its place later; such a mutant,
and each that no test noticed, is tried once more in a process that imports the mutated module.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import importlib.util
import os
import pickle
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import hypothesis
import pytest

from tests.mutation.coverage_map import CoverageMap
from tests.mutation.mutants import REPOSITORY, Mutant

KILLING = (
    *("tests/schemes", "tests/official", "tests/test_aggregation.py", "tests/test_amount.py", "tests/test_money.py"),
    *(
        "tests/test_months.py",
        "tests/test_counted_time.py",
        "tests/test_day_sums.py",
        "tests/test_extinction.py",
        "tests/test_rules.py",
    ),
    *(
        "tests/test_payments.py",
        "tests/test_examples.py",
        "tests/test_benefit_checks.py",
        "tests/test_benefit_decision.py",
        "tests/test_conversion.py",
        "tests/test_decision.py",
        "tests/test_determination.py",
    ),
    *(
        "tests/test_readings.py",
        "tests/test_recalculation.py",
        "tests/test_agreements.py",
        "tests/test_case_checks.py",
        "tests/test_earnings.py",
    ),
    *(
        "tests/test_oracle_of_benefits.py",
        "tests/test_properties_of_benefits.py",
        "tests/test_oracle.py",
        "tests/test_properties.py",
    ),
)
"""The tests of the law. Those of the desk, the reports and the batch are not asked: they can only notice more."""

OWN_TIME = 10
"""A test may take this many times the processor time that it took before, and some seconds."""

SOME_SECONDS = 1.5
MEMORY = 6 << 30

KILLED, SURVIVED, TIMED_OUT, NOT_COVERED = "killed", "survived", "timed out", "not covered"


@dataclass(frozen=True)
class Trial:
    """What became of a mutant, by which test, and whether all tests that come to it were asked."""

    outcome: str
    by: str = ""
    seconds: float = 0.0
    asked_all: bool = True


class Importing(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module as mutated."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, name: str, path: Any, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name != self.mutant.module:
            return None
        folders = [str(REPOSITORY / self.mutant.path.removesuffix("/__init__.py"))]
        package = folders if self.mutant.path.endswith("/__init__.py") else None
        return importlib.util.spec_from_file_location(
            name, REPOSITORY / self.mutant.path, loader=self, submodule_search_locations=package
        )

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self.mutant.source(), str(REPOSITORY / self.mutant.path), "exec"), module.__dict__)


class Session:
    """The collected tests, and the functions of the law as they are held."""

    def __init__(self, items: Sequence[pytest.Item], coverage: CoverageMap) -> None:
        self.items = {each.nodeid: each for each in items}
        self.coverage = coverage
        self.kills: dict[str, int] = {}
        self._holders: dict[tuple[str, str, int], list[FunctionType]] = {}
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__module__ and each.__module__.startswith("totalisation"):
                code = each.__code__
                self._holders.setdefault((code.co_filename, code.co_qualname, code.co_firstlineno), []).append(each)

    def in_place(self, mutant: Mutant) -> Callable[[], None] | None:
        """Puts the mutated function in the place of its own; None where it is no function that is held."""
        if not mutant.function:
            return None
        file = str(REPOSITORY / mutant.path)
        held = self._holders.get((file, mutant.function, mutant.first_line), [])
        made = next(
            (
                each
                for each in _codes(compile(mutant.source(), file, "exec"))
                if each.co_qualname == mutant.function and each.co_firstlineno == mutant.first_line
            ),
            None,
        )
        if not held or made is None or made.co_freevars != held[0].__code__.co_freevars:
            return None

        def replace() -> None:
            for each in held:
                each.__code__ = made

        return replace

    def asked(self, mutant: Mutant, whole: bool = False) -> list[str]:
        """The tests that come to the changed statement, those first that are likely to notice it soon."""
        known = self.coverage.tests(mutant, whole=whole)
        seconds = self.coverage.seconds
        near = Path(mutant.path).with_suffix("").parts[1:]

        def cost(test: str) -> float:
            # Those that noticed others, and those of the same module or scheme, before all that merely pass there.
            file = test.split("::")[0]
            nearness = 1 + 4 * sum(part in file for part in (*near, "official", "oracle", "edges"))
            return (seconds.get(test, 1.0) + 0.002) / (1 + 20 * self.kills.get(test, 0)) / nearness

        return sorted((each for each in known if each in self.items), key=cost)

    def trial(self, mutant: Mutant, budget: float, *, imported: bool = False) -> Trial:
        """Try one mutant for ``budget`` seconds of processor time in all, in a child of this process."""
        replace = (lambda: None) if imported else self.in_place(mutant)
        if replace is None:
            return Trial(SURVIVED, asked_all=False)
        tests = self.asked(mutant, whole=imported)
        if not tests:
            return Trial(NOT_COVERED)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self._try(replace, tests, budget, writing)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            lines = pipe.read().decode().splitlines()
        _, _, used = os.wait4(child, 0)
        spent = used.ru_utime + used.ru_stime
        last = lines[-1] if lines else ""
        if last == "end":
            return Trial(SURVIVED, "", spent, asked_all=True)
        if last == "budget":
            return Trial(SURVIVED, "", spent, asked_all=False)
        by = next((each.removeprefix("start ") for each in reversed(lines) if each.startswith("start ")), "")
        self.kills[by] = self.kills.get(by, 0) + 1
        return Trial(KILLED if last == "failed" else TIMED_OUT, by, spent)

    def _try(self, replace: Callable[[], None], tests: Sequence[str], budget: float, pipe: int) -> None:
        """In the child: it never returns."""
        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            gc.disable()
            replace()
            begun = time.process_time()
            for number, test in enumerate(tests):
                if time.process_time() - begun > budget:
                    os.write(pipe, b"budget\n")
                    os._exit(0)
                os.write(pipe, f"start {test}\n".encode())
                usual = self.coverage.seconds.get(test, 1.0)
                signal.setitimer(signal.ITIMER_PROF, SOME_SECONDS + OWN_TIME * usual)
                if not passes(self.items[test], self.items[tests[number + 1]] if number + 1 < len(tests) else None):
                    os.write(pipe, b"failed\n")
                    os._exit(0)
            os.write(pipe, b"end\n")
        except BaseException as error:
            os.write(pipe, f"broken {error!r}\nfailed\n".encode())
        finally:
            os._exit(0)


def passes(item: pytest.Item, following: pytest.Item | None) -> bool:
    """Run one test here; whether none of its parts failed."""
    from _pytest.runner import runtestprotocol

    reports = runtestprotocol(item, log=False, nextitem=following)
    return not any(each.failed for each in reports)


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


class Plugin:
    """Gives the collected tests to ``act`` in the place of running them."""

    def __init__(self, act: Callable[[Sequence[pytest.Item]], None]) -> None:
        self.act = act

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        # The same examples each time, and no time spent on making a failing one smaller.
        hypothesis.settings.register_profile(
            "mutation",
            hypothesis.settings(deadline=None, suppress_health_check=list(hypothesis.HealthCheck)),
            derandomize=True,
            database=None,
            phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
            report_multiple_bugs=False,
        )
        hypothesis.settings.load_profile("mutation")

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.act(session.items)
        return True


def with_tests(act: Callable[[Sequence[pytest.Item]], None], tests: Sequence[str] = KILLING) -> None:
    """Collect the tests and call ``act`` with them. Raises RuntimeError where that fails."""
    sys.dont_write_bytecode = True
    os.chdir(REPOSITORY)
    folder = REPOSITORY / "build" / "mutation" / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    without = [part for name in ("cacheprovider", "randomly", "xdist") for part in ("-p", f"no:{name}")]
    options = [*without, "-m", "not slow", "-q", "-s", "--disable-warnings", "--basetemp", str(folder / "t")]
    done = pytest.main([*options, *tests], plugins=[Plugin(act)])
    if done not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(f"the tests could not be collected: {done!r}")


def imported_trial(mutant: Mutant, coverage: CoverageMap, budget: float) -> Trial:
    """Try a mutant in a process that imports the mutated module; this one must not have imported it.

    The files of tests nearest to the module are asked first, then all that come to it: to collect them takes longest.
    """
    wanted = sorted({each.split("::")[0] for each in coverage.tests(mutant, whole=True)})
    wanted = [each for each in wanted if Path(REPOSITORY, each).exists()]
    nearness = {each: sum(part in each for part in Path(mutant.path).with_suffix("").parts[1:]) for each in wanted}
    near = [each for each in wanted if nearness[each] == max(nearness.values())]
    found = _imported(mutant, coverage, budget, near)
    if found.outcome in (KILLED, TIMED_OUT) or near == wanted:
        return found
    return _imported(mutant, coverage, budget, wanted)


def _imported(mutant: Mutant, coverage: CoverageMap, budget: float, files: Sequence[str]) -> Trial:
    if not files:
        return Trial(NOT_COVERED)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        found = Trial(KILLED, "import")

        def act(items: Sequence[pytest.Item]) -> None:
            nonlocal found
            found = Session(items, coverage).trial(mutant, budget, imported=True)

        try:
            quiet = os.open(os.devnull, os.O_WRONLY)
            os.dup2(quiet, 1)
            os.dup2(quiet, 2)
            sys.meta_path.insert(0, Importing(mutant))
            with_tests(act, files)
        except BaseException as error:
            found = Trial(KILLED, f"import: {error!r}"[:200])
        finally:
            os.write(writing, pickle.dumps(found))
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(answer) if answer else Trial(TIMED_OUT, "import")
