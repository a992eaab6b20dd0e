"""The whole suite run against one agreement's file, and its report."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import totalisation
from totalisation.conformance.properties import enter_all
from totalisation.conformance.registry import PROPERTIES, Property
from totalisation.conformance.runner import Outcome, run_property, write_failing_case
from totalisation.conformance.subject import Subject
from totalisation.messages import FaultsError

DEFAULT_EXAMPLES = 60
"""Examples that each property is given where nobody says how many."""

DEFAULT_SEED = 1
"""The seed from which examples are drawn where nobody names one, so that two runs are the same."""

Verdict = Literal["passed", "failed", "expected_failure", "unexpected_pass", "not_applicable"]


def properties() -> Mapping[str, Property]:
    """Every property by its name."""
    enter_all()
    return PROPERTIES


@dataclass(frozen=True)
class Line:
    """One property in a report."""

    outcome: Outcome
    verdict: Verdict
    expected: str = ""
    """The reason for which a failure was expected."""
    case_file: Path | None = None


@dataclass
class SuiteReport:
    """What became of every property."""

    file: Path
    agreement: str = ""
    parties: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    max_examples: int = DEFAULT_EXAMPLES
    seed: int = DEFAULT_SEED
    faults: tuple[str, ...] = ()
    """What is wrong with the file, where it could not be read: then no property was tried."""
    unknown_expected: tuple[str, ...] = ()
    """Names among the expected failures that no property has."""
    lines: list[Line] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether everything is as it should be, or as it was expected."""
        bad = [line for line in self.lines if line.verdict in ("failed", "unexpected_pass")]
        return not (bad or self.faults or self.unknown_expected)

    def count(self, verdict: Verdict) -> int:
        """How many properties have this verdict."""
        return sum(1 for line in self.lines if line.verdict == verdict)

    def text(self, articles: Mapping[str, list[str]] | None = None) -> str:
        """The report in a few lines: what was tested, what failed and why, and the totals."""
        told = [
            f"{self.file}: agreement {self.agreement or '?'} of {' and '.join(self.parties) or '?'}, "
            f"schemes {', '.join(self.schemes) or '?'}, engine {totalisation.__version__}",
            f"{self.max_examples} examples for each property, seed {self.seed}",
        ]
        told += [f"fault  {fault}" for fault in self.faults]
        told += [f"fault  no property is called {name}" for name in self.unknown_expected]
        for line in self.lines:
            told += _told(line, (articles or {}).get(line.outcome.property.name, []))
        told.append(
            f"{self.count('passed')} passed, {self.count('failed') + self.count('unexpected_pass')} failed, "
            f"{self.count('expected_failure')} failed as expected, {self.count('not_applicable')} not applicable, "
            f"in {self.seconds:.1f} s"
        )
        return "\n".join(told)


def _told(line: Line, articles: list[str]) -> list[str]:
    each = line.outcome.property
    protects = f" [{'; '.join(articles)}]" if articles else ""
    if line.verdict == "failed":
        told = [f"FAILED {each.name}: {each.meaning}{protects}", f"       {line.outcome.reason}"]
        return told + ([f"       case: {line.case_file}"] if line.case_file else [])
    if line.verdict == "unexpected_pass":
        return [f"FAILED {each.name}: expected to fail ({line.expected}), and it passes"]
    if line.verdict == "expected_failure":
        return [f"xfail  {each.name}: {line.expected}"]
    if line.verdict == "not_applicable":
        return [f"n/a    {each.name}: {line.outcome.reason}"]
    return [f"passed {each.name}{protects}"]


def verdict_of(outcome: Outcome, expected: Mapping[str, str]) -> Verdict:
    """The verdict on an outcome where failures of some properties are expected."""
    if outcome.property.name in expected:
        if outcome.status == "failed":
            return "expected_failure"
        if outcome.status == "passed":
            return "unexpected_pass"
    return outcome.status


def run_suite(
    agreement_file: str | Path,
    max_examples: int = DEFAULT_EXAMPLES,
    seed: int = DEFAULT_SEED,
    expected: Mapping[str, str] | None = None,
    failing_cases: str | Path | None = None,
    only: tuple[str, ...] | None = None,
) -> SuiteReport:
    """Run every property against the agreement in ``agreement_file``.

    ``expected`` holds reasons by the names of properties whose failure is known; ``failing_cases`` is a folder
    into which the failing cases are written; ``only`` names the properties to run, in place of all. A file that
    cannot be read makes a report with its faults.
    """
    file, expected = Path(agreement_file), expected or {}
    report = SuiteReport(file, max_examples=max_examples, seed=seed)
    report.unknown_expected = tuple(name for name in expected if name not in properties())
    began = time.perf_counter()
    try:
        subject = Subject.of_file(file)
    except FaultsError as error:
        report.faults = tuple(fault.in_language() for fault in error.faults)
        return report
    report.agreement, report.parties = subject.agreement.id, subject.codes
    report.schemes = tuple(terms.scheme for terms in subject.agreement.parties.values())
    for name in only if only is not None else properties():
        outcome = run_property(properties()[name], subject, max_examples, seed)
        written = write_failing_case(outcome, subject, Path(failing_cases)) if failing_cases is not None else None
        report.lines.append(Line(outcome, verdict_of(outcome, expected), expected.get(name, ""), written))
    report.seconds = time.perf_counter() - began
    return report


def articles_by_property(file: str | Path) -> dict[str, list[str]]:
    """The articles of the agreement that each property protects. Raises FaultsError with the file's faults."""
    agreement = Subject.of_file(file).agreement
    return {name: each.articles(agreement) for name, each in properties().items()}
