"""``python -m tests.mutation``: try the mutants of the law, and print killed / total and the survivors."""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click
import pytest

from tests.mutation.coverage_map import BUILD, CoverageMap, law_digest, measured, test_files, tracing, watched_lines
from tests.mutation.mutants import Mutant, all_mutants
from tests.mutation.results import Results, figures, judged, write_figures
from tests.mutation.running import KILLING, NOT_COVERED, SURVIVED, Session, Trial, imported_trial, with_tests

SLOWEST = 2.0
"""Tests that take longer, in seconds of the processor, are not asked."""


@click.command()
@click.option("--only", multiple=True, help="Mutants whose name holds these words; several are alternatives.")
@click.option("--sample", type=int, help="So many of them, drawn with the seed.")
@click.option("--seed", type=int, default=7, show_default=True)
@click.option("--minutes", type=float, help="Stop after so many minutes; the next run goes on from there.")
@click.option("--budget", type=float, default=20.0, show_default=True, help="Processor seconds for one mutant.")
@click.option("--afresh", is_flag=True, help="Forget what became of these mutants before, and which test covers what.")
@click.option("--tests", multiple=True, help="Files or folders of tests to ask, in the place of those of the law.")
@click.option("--folder", type=click.Path(path_type=Path), default=BUILD, help="Where results are kept.")
@click.option("--survivors", is_flag=True, help="Try those again that survived, with tests written since.")
@click.option("--report", is_flag=True, help="Try nothing; print what is known.")
@click.option("--write", is_flag=True, help="Write the figures into tests/mutation/result.json.")
def main(
    only: tuple[str, ...],
    sample: int | None,
    seed: int,
    minutes: float | None,
    budget: float,
    afresh: bool,
    tests: tuple[str, ...],
    folder: Path,
    survivors: bool,
    report: bool,
    write: bool,
) -> None:
    """Try the mutants of the law. Ends with 1 if one survived that is not judged in survivors.toml."""
    everything = all_mutants()
    wanted = [each for each in everything if not only or any(word in each.name for word in only)]
    if sample is not None:
        wanted = random.Random(seed).sample(wanted, min(sample, len(wanted)))
    run = _Run(folder, tests or KILLING, budget, time.monotonic() + 60 * (minutes or 10**6))
    if not report:
        run.prepare(again=afresh)
        known = run.results()
        open_ones = [each for each in wanted if afresh or _is_open(known.of(each), survivors)]
        # In another order than the source's, so that a run that is stopped has tried a fair sample.
        random.Random(seed).shuffle(open_ones)
        open_ones.sort(key=lambda each: known.of(each) is None)  # first those that survived, if they are asked for
        run.try_all(open_ones)
    found = figures(wanted, run.results(), len(everything))
    _print(found)
    if write:
        write_figures(found)
    sys.exit(1 if found["unjudged"] else 0)


def _is_open(known: Trial | None, survivors: bool) -> bool:
    return known is None or (survivors and known.outcome in (SURVIVED, NOT_COVERED))


def _apart(act: Callable[[], None]) -> None:
    """Do it in a child: this process must not import the engine, so that mutants of it can be imported later."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        try:
            act()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        raise click.ClickException("the tests could not be run")


class _Run:
    """One run: which tests it asks, what it may take, and where it keeps what it finds."""

    def __init__(self, folder: Path, tests: Sequence[str], budget: float, until: float) -> None:
        self.folder = folder
        self.tests = tests
        self.budget = budget
        self.until = until
        self.map = folder / "map.json"

    def results(self) -> Results:
        """What is known by now."""
        return Results(self.folder / "results.jsonl")

    def prepare(self, *, again: bool) -> None:
        """Find out which test comes to which line: of all tests, or of those that are new or were changed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        wanted = test_files(self.tests)
        known = CoverageMap.load(self.map) if self.map.exists() and not again else CoverageMap()
        if known.law != law_digest():
            known = CoverageMap(law=law_digest())
        changed = [file for file, text in wanted.items() if known.files.get(file) != text]
        if changed:
            _apart(lambda: self._make_map(known, {file: wanted[file] for file in changed}))

    def try_all(self, mutants: Sequence[Mutant]) -> None:
        """Try the mutants one after another."""
        coverage = CoverageMap.load(self.map)
        _apart(lambda: self._try_in_place(mutants, coverage))
        self._try_imported(mutants, coverage)

    def _make_map(self, known: CoverageMap, files: dict[str, str]) -> None:
        watching = tracing(self.folder / "collected.data")
        watching.start()

        def act(items: Sequence[pytest.Item]) -> None:
            watching.stop()
            lines = watched_lines(watching)
            print(f"{len(items)} tests are run once, to see what each comes to", flush=True)
            made = measured(items, SLOWEST, self.folder)
            made.when_collected, made.files = lines, files
            known.join(made)
            known.save(self.map)

        with_tests(act, list(files))

    def _try_in_place(self, mutants: Sequence[Mutant], coverage: CoverageMap) -> None:
        def act(items: Sequence[pytest.Item]) -> None:
            session, results = Session(items, coverage), self.results()
            for number, mutant in enumerate(mutants):
                if time.monotonic() > self.until:
                    return
                if mutant.function:
                    results.add(mutant, session.trial(mutant, self.budget))
                if number % 100 == 99:
                    print(f"{number + 1} of {len(mutants)} tried", flush=True)

        with_tests(act, self.tests)

    def _try_imported(self, mutants: Sequence[Mutant], coverage: CoverageMap) -> None:
        """Try those that cannot be put in their place, or that a value made before may have hidden."""
        results = self.results()
        for mutant in mutants:
            if time.monotonic() > self.until:
                return
            known = results.of(mutant)
            if known is not None and known.outcome in (SURVIVED, NOT_COVERED):
                # Where no second was spent, nobody holds the function any more, or no test comes to it again.
                hidden = known.seconds == 0 or coverage.is_collected(mutant)
            else:
                hidden = False
            if hidden or not mutant.function:
                results.add(mutant, imported_trial(mutant, coverage, self.budget))


def _print(found: dict[str, object]) -> None:
    known = judged()
    survivors: list[str] = found["survivors"]  # type: ignore[assignment]
    print(
        f"killed {found['killed']} of {found['total']} ({found['percent']} %; "
        f"{found['mutants']} mutants can be made), survivors: {found['survived']}, of them "
        f"explained: {found['explained']}, gaps known: {found['gaps']}, not judged: {found['unjudged']}"
    )
    for name in survivors:
        print(f"  {known[name].verdict if name in known else 'NOT JUDGED':<12} {name}")


if __name__ == "__main__":
    main()
