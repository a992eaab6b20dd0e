"""The worked examples that the file itself carries."""

from __future__ import annotations

from totalisation.agreement import Example, ExpectedResult
from totalisation.case_checks import faults_of
from totalisation.conformance.examples import case_of_example
from totalisation.conformance.plain import number
from totalisation.conformance.registry import Trial, holds
from totalisation.determination import determine
from totalisation.messages import FaultsError
from totalisation.party_result import PartyResult


@holds(
    "The worked examples of the file come out as it says.",
    "totalise",
    "minimum_own_period",
    "overlap",
    "amount",
    "ratio",
    "provisions",
    "foreign_periods",
    "third_state_periods",
    "refunded_periods",
    "earlier_periods",
    unless=lambda subject: None if subject.agreement.examples else "the file has no worked examples",
    sampled=False,
)
def examples_come_out(trial: Trial) -> None:
    """Each example decided under the schemes of the file; the first that differs is the failing case."""
    wrong: list[str] = []
    for example in trial.subject.agreement.examples:
        trial.met("tried")
        told = _differences(trial, example)
        if told:
            wrong.append(f"“{example.name}” ({example.source} {example.article}): {'; '.join(told)}")
            trial.case = trial.case or case_of_example(trial.subject.agreement, example).model_dump(
                mode="json", by_alias=True, exclude_defaults=True
            )
    assert not wrong, " | ".join(wrong)


def _differences(trial: Trial, example: Example) -> list[str]:
    agreement = trial.subject.agreement
    case = case_of_example(agreement, example)
    faults = faults_of(case, agreement)
    if faults:
        return [fault.in_language() for fault in faults]
    try:
        determined = determine(case, agreement)
    except FaultsError as error:
        return [fault.in_language() for fault in error.faults]
    return [
        f"{code}: {told}"
        for code, expected in example.expected.items()
        for told in _of_party(determined.parties[code], expected)
    ]


def _of_party(result: PartyResult, expected: ExpectedResult) -> list[str]:
    pairs: list[tuple[str, object, object]] = [
        ("entitled", result.entitled, expected.entitled),
        ("basis", result.basis, expected.basis),
        ("own_months", result.own_months, expected.own_months),
        ("totalised_months", result.totalised_months, expected.totalised_months),
        ("start", result.start, None if expected.start is None else expected.start.first_month),
        ("ratio", result.ratio, None if expected.ratio is None else number(expected.ratio)),
        ("theoretical_amount", result.theoretical_amount, expected.theoretical_amount),
        ("monthly_amount", result.monthly_amount, expected.monthly_amount),
    ]
    return [
        f"{name} is {_shown(found)}, not {_shown(wanted)}"
        for name, found, wanted in pairs
        if wanted is not None and found != wanted
    ]


def _shown(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)
