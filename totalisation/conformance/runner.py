"""One property run against one agreement: examples drawn, the failing one shrunk, the outcome told."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from totalisation.conformance.registry import Property, Trial
from totalisation.conformance.sample import case_mapping
from totalisation.conformance.subject import Subject
from totalisation.messages import FaultsError

Status = Literal["passed", "failed", "not_applicable"]

MOST_ROUNDS = 6
"""How often a property is given its examples again until each of its situations was met."""


@dataclass(frozen=True)
class Failure:
    """What went wrong, and the smallest case found on which it does."""

    reason: str
    case: dict[str, Any] | None = None
    terms_alone: bool = False
    """Whether the case is decided with each party served by the declared scheme."""


@dataclass(frozen=True)
class Outcome:
    """What became of one property."""

    property: Property
    status: Status
    reason: str = ""
    failure: Failure | None = None
    situations: Counter[str] | None = None
    seconds: float = 0.0


def run_property(each: Property, subject: Subject, max_examples: int, with_seed: int) -> Outcome:
    """Try ``each`` on ``subject`` with at most ``max_examples`` examples for each round.

    The same seed draws the same examples. A situation that no round met is a failure: the property was not
    tried where it should hold.
    """
    began = time.perf_counter()
    try:
        reason = each.not_applicable(subject)
    except Exception as error:
        return Outcome(each, "failed", _in_words(error), Failure(_in_words(error)))
    if reason is not None:
        return Outcome(each, "not_applicable", reason)
    met: Counter[str] = Counter()
    look = _sampled if each.sampled else _looked_at
    failure = look(each, subject, max_examples, with_seed, met)
    if failure is None:
        unmet = [name for name in each.situations(subject) if not met[name]]
        if unmet:
            failure = Failure(f"never exercised: {', '.join(unmet)}")
    return Outcome(
        each,
        "failed" if failure else "passed",
        failure.reason if failure else "",
        failure,
        met,
        time.perf_counter() - began,
    )


def _looked_at(
    each: Property, subject: Subject, max_examples: int, with_seed: int, met: Counter[str]
) -> Failure | None:
    """A property of the file, which needs no examples."""
    trial = Trial(subject, None, met)
    try:
        each.check(trial)
    except Exception as error:
        return _failure(trial, error)
    return None


def _sampled(each: Property, subject: Subject, max_examples: int, with_seed: int, met: Counter[str]) -> Failure | None:
    wanted = list(each.situations(subject))
    for number in range(MOST_ROUNDS):
        failure = _round(each, subject, max_examples, with_seed + number, met)
        if failure is not None or all(met[name] for name in wanted):
            return failure
    return None


def _round(each: Property, subject: Subject, max_examples: int, with_seed: int, met: Counter[str]) -> Failure | None:
    last: Trial | None = None

    @seed(with_seed)
    @settings(
        max_examples=max_examples,
        database=None,
        deadline=None,
        derandomize=False,
        print_blob=False,
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def attempt(data: Any) -> None:
        nonlocal last
        trial = Trial(subject, data)
        last = trial
        each.check(trial)
        met.update(trial.situations)

    try:
        attempt()
    except Unsatisfiable:
        return None
    except Exception as error:
        # Hypothesis runs the smallest failing example last.
        return _failure(last, error)
    return None


def _failure(trial: Trial | None, error: Exception) -> Failure:
    reason = _in_words(error)
    if trial is not None and trial.case is not None:
        return Failure(reason, trial.case)
    sample = None if trial is None else trial.sample
    if trial is None or sample is None:
        return Failure(reason)
    agreement = trial.subject.agreement if trial.national else trial.subject.terms_alone
    return Failure(reason, case_mapping(sample, agreement), not trial.national)


def _in_words(error: Exception) -> str:
    if isinstance(error, FaultsError):
        return "; ".join(str(fault.in_language()) for fault in error.faults)
    # Under pytest an assertion tells the values compared after its own words.
    text = str(error).partition("\nassert ")[0].strip() or "does not hold"
    return text if isinstance(error, AssertionError) else f"{type(error).__name__}: {text}"


def write_failing_case(outcome: Outcome, subject: Subject, folder: Path) -> Path | None:
    """Write the failing case as a case file, and beside it the agreement that it is decided under.

    Where the case is one of the terms alone, that agreement is the file with each party's scheme made
    ``declared``: `totalisation assess CASE --agreement FILE` decides it as the suite did.
    """
    failure = outcome.failure
    if failure is None or failure.case is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    case = {**failure.case, "case_id": outcome.property.name}
    file = folder / f"{outcome.property.name}.json"
    file.write_text(json.dumps(case, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if failure.terms_alone and subject.file is not None:
        text = subject.file.read_text(encoding="utf-8")
        alone = re.sub(r'(?m)^(\s*scheme\s*=\s*)(["\'])[a-z0-9_]+\2', r'\1"declared"', text)
        (folder / subject.file.name).write_text(alone, encoding="utf-8")
    return file
