"""A case claimed in each month up to an age: when each side begins to pay, how the amount moves, what is not known.

What no month of claim changes is made once. Where a figure of law is missing, the side that does not need it is
decided all the same, and of the other it is told whether the conditions are met.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from totalisation.aggregation import Aggregation, aggregate
from totalisation.agreement import Agreement, Term
from totalisation.agreement_file import find_agreement
from totalisation.case import Case
from totalisation.case_checks import checked, faults_of
from totalisation.decision import Decider
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import LAST_MONTH, Month, format_month
from totalisation.party_result import Basis, PartyResult
from totalisation.readings import as_read
from totalisation.rules import Computation, Rule
from totalisation.schemes import scheme_of
from totalisation.schemes.base import Facts
from totalisation.what_if import claimed_in

LAST_AGE: Final = 75
"""The age in years up to which a case is followed, where no other is asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one party answers to a claim in one month. Amounts are whole units of its currency."""

    month: Month
    basis: Basis | None
    """On what periods the person is entitled; None where that cannot be told."""
    monthly_amount: int | None = None
    at_start: int | None = None
    start: Month | None = None
    missing: tuple[str, ...] = ()
    """Names of the conditions that are not met."""
    undecided: tuple[Fault, ...] = ()
    """Why the amount, or the whole answer, cannot be told: the figures of law that are missing, or faults."""

    @property
    def entitled(self) -> bool:
        """Whether a claim in this month is met, as far as can be told."""
        return self.basis in ("independent", "totalised")

    @property
    def says(self) -> tuple[object, ...]:
        """What stays the same within a run of months."""
        return self.basis, self.monthly_amount, self.missing, tuple(each.where for each in self.undecided)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring months of claim with the same answer."""

    last: Month
    answer: Answer
    """That of the first month."""

    @property
    def first(self) -> Month:
        """The first of the months."""
        return self.answer.month


MOVING: Final = ("claim_date", "claim_month", "as_of_month")
"""The facts that differ between claims in different months."""

Kept = dict[tuple[str, bool, int], dict[str, tuple[Any, str]]]
"""What no month of claim changes, by party, whether periods are totalised, and the law in force."""


@dataclass
class Foresight(Decider):
    """A decider that can also tell entitlement where the amount cannot be told.

    What it computes and no month changes it keeps, for the claims of other months under the same law.
    """

    kept: Kept = field(default_factory=dict)
    _known: Facts = field(default_factory=dict)
    _made: list[tuple[Computation, Facts]] = field(default_factory=list)

    def _computation(self, totalising: bool, claim_month: Month, when: Month) -> Computation:
        self._known = self.kept.setdefault((self.code, totalising, self.scheme.law(when)), {})
        made = super()._computation(totalising, claim_month, when)
        self._made.append((made, self._known))
        return made

    def _facts_of_time(self, totalising: bool) -> Facts:
        return {**super()._facts_of_time(totalising), **self._known}

    def keep(self) -> None:
        """Keep what was computed, unless it depends on the month or an institution has established it."""
        for made, known in self._made:
            if made.record:
                continue
            for each in steady(made.rules):
                value = made.known(each.name)
                if value is not None and each.name not in known and each.name not in made.established:
                    known[each.name] = (value, each.unit)
        self._made.clear()

    def conditions_alone(self) -> tuple[Basis, tuple[str, ...]]:
        """On what periods the claim is met, and what is missing; no amount is computed.

        Raises FaultsError where even a condition needs a figure that is missing.
        """
        independent = self.attempt(False, self.case.claim_month)
        if independent.met:
            return "independent", ()
        nearest = independent
        if self._may_totalise and self.view.foreign:
            totalised = self._totalised(self.case.claim_month)
            if totalised.met:
                return "totalised", ()
            nearest = totalised
        return "none", tuple(each.name for each in nearest.conditions if not each.met)

    def rests_on(self, basis: Basis) -> tuple[list[Term], list[Computation]]:
        """The terms and the computation that entitlement on ``basis`` rests on, where no amount can be told."""
        totalised = basis == "totalised"
        terms = [*self.view.terms, self.agreement.provision("totalisation"), *self._terms_of_amount()]
        return terms if totalised else [], [self.attempt(totalised, self.case.claim_month).computation]

    def shortfalls(self) -> Iterator[int]:
        """How many months of insurance each way to a benefit lacks."""
        attempts = [self.attempt(False, self.case.claim_month)]
        if self._may_totalise and self.view.foreign:
            attempts.append(self._totalised(self.case.claim_month))
        for attempt in attempts:
            lacking = [
                each.required - each.actual for each in attempt.conditions if not each.met and each.unit == "months"
            ]
            if lacking:
                yield max(lacking)


_STEADY: dict[int, tuple[Mapping[str, Rule], list[Rule]]] = {}


def steady(rules: Mapping[str, Rule]) -> list[Rule]:
    """The rules whose quantities are the same for a claim in any month; told once for each set of rules."""
    found = _STEADY.get(id(rules))
    if found is None:
        moving = depending_on(rules, MOVING)
        # The rules are kept too, so that their id cannot be given to others.
        found = _STEADY[id(rules)] = (rules, [each for each in rules.values() if each.name not in moving])
    return found[1]


def depending_on(rules: Mapping[str, Rule], names: Iterable[str]) -> frozenset[str]:
    """The quantities that depend on any of the facts ``names``, directly or through others."""
    start = frozenset(names)
    moving = start
    while True:
        found = moving | {each.name for each in rules.values() if moving.intersection(each.arguments)}
        if found == moving:
            return moving - start
        moving = found


@dataclass
class Career:
    """A case whose claim may be moved: periods, facts and readings are prepared once for all months."""

    case: Case
    agreement: Agreement
    day: int | None = None
    """The day of the month on which it is claimed, or the month's last one; by default that of the claim."""
    aggregation: Aggregation = field(init=False)
    kept: Kept = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.agreement = as_read(self.agreement, self.case.interpretations)
        records = {
            code: scheme_of(self.agreement.parties[code]).recorded(self.case, code) for code in self.agreement.codes
        }
        birth = self.case.person.birth_date.first_day
        self.aggregation = aggregate(self.agreement, records, self.case.periods, birth)

    @cached_property
    def _prepared(self) -> Mapping[str, tuple[Facts, dict[str, Any]]]:
        return {code: (self._facts(code), self.case.figures_of(code)) for code in self.agreement.codes}

    def _facts(self, code: str) -> Facts:
        return scheme_of(self.agreement.parties[code]).facts(self.case, code, self.aggregation.records[code])

    def moved(self, month: Month) -> Case:
        """The case claimed in ``month``."""
        return claimed_in(self.case, month, self.day).case

    def decider(self, case: Case, code: str, as_of: Month, *, record: bool = False) -> Foresight:
        """One party's side of ``case``, which is this one at any claim, paid in the month ``as_of``."""
        facts, established = self._prepared[code]
        scheme = scheme_of(self.agreement.parties[code])
        chosen = case.interpretations.get(code, {})
        view = self.aggregation.views[code]
        kept = {} if record else self.kept
        return Foresight(case, self.agreement, code, scheme, view, facts, established, as_of, chosen, record, kept)

    def result(self, case: Case, code: str, as_of: Month, *, record: bool = False) -> PartyResult:
        """One party's result on ``case``. Raises FaultsError as ``assess`` does."""
        return self.decider(case, code, as_of, record=record).decide()

    def answers(self, month: Month) -> dict[str, Answer]:
        """Each party's answer to a claim in ``month``."""
        case = self.moved(month)
        if faults := faults_of(case, self.agreement):
            return {code: Answer(month, None, undecided=tuple(faults)) for code in self.agreement.codes}
        return {code: self._answer(case, code, month) for code in self.agreement.codes}

    def _answer(self, case: Case, code: str, month: Month) -> Answer:
        decider = self.decider(case, code, month)
        answer = self._answered(decider, month)
        decider.keep()
        return answer

    def _answered(self, decider: Foresight, month: Month) -> Answer:
        try:
            result = decider.decide()
        except FaultsError as error:
            undecided = tuple(error.faults)
            if month < decider.scheme.first_claim_month():
                return Answer(month, None, undecided=undecided)
            try:
                basis, missing = decider.conditions_alone()
            except FaultsError:
                return Answer(month, None, undecided=undecided)
            return Answer(month, basis, missing=missing, undecided=undecided)
        missing = tuple(each.name for each in result.missing)
        at_start = result.monthly_amount_at_start
        return Answer(month, result.basis, result.monthly_amount, at_start, result.start, missing)

    def met(self, month: Month) -> dict[str, bool]:
        """Which parties' conditions are met by a claim in ``month``, as far as can be told; no amount is computed."""
        case = self.moved(month)
        if faults_of(case, self.agreement):
            return dict.fromkeys(self.agreement.codes, False)
        return {code: self._met(case, code, month) for code in self.agreement.codes}

    def _met(self, case: Case, code: str, month: Month) -> bool:
        decider = self.decider(case, code, month)
        if month < decider.scheme.first_claim_month():
            return False
        try:
            return decider.conditions_alone()[0] != "none"
        except FaultsError:
            return False
        finally:
            decider.keep()


@dataclass(frozen=True)
class OverTime:
    """A case claimed in each month from ``first`` to ``last``."""

    career: Career
    first: Month
    last: Month
    answers: Mapping[str, Sequence[Answer]]
    """Each party's answers, one a month."""

    @property
    def case(self) -> Case:
        """The case that is followed."""
        return self.career.case

    @property
    def agreement(self) -> Agreement:
        """The agreement under the readings that the case chooses."""
        return self.career.agreement

    def at(self, code: str, month: Month) -> Answer:
        """A party's answer to a claim in ``month``. Raises IndexError outside the time that was followed."""
        if not self.first <= month <= self.last:
            raise IndexError(month)
        return self.answers[code][month - self.first]

    def begins(self, code: str) -> Month | None:
        """The first month in which a claim is met by the party; None if in none."""
        return next((each.month for each in self.answers[code] if each.entitled), None)

    def runs(self, code: str) -> list[Run]:
        """The party's answers in runs of months that say the same."""
        groups = [list(group) for _, group in itertools.groupby(self.answers[code], key=lambda each: each.says)]
        return [Run(group[-1].month, group[0]) for group in groups]


def over_time(
    case: Case, *, agreement: Agreement | None = None, first: Month | None = None, until_age: int = LAST_AGE
) -> OverTime:
    """Decide ``case`` as if it were claimed in each month from ``first``, by default its own, to an age in years.

    A month that ``assess`` decides has the answer of ``assess`` with the claim moved to it.

    Raises FaultsError for a case that is at fault, for another benefit than the old-age pension, and where the
    age is reached before ``first``.
    """
    checked(lambda: case, agreement)
    agreement = agreement or find_agreement(case.agreement)
    first, last = months_followed(case, first, until_age)
    career = Career(case, agreement)
    answers: dict[str, list[Answer]] = {code: [] for code in agreement.codes}
    for month in range(first, last + 1):
        for code, answer in career.answers(month).items():
            answers[code].append(answer)
    return OverTime(career, first, last, answers)


def first_met(
    case: Case, agreement: Agreement, first: Month, last: Month, day: int | None = None
) -> dict[str, Month | None]:
    """For each party the first month from ``first`` to ``last`` in which a claim is met; no amount is computed.

    The claims are made on ``day`` of the months, by default on that of the claim.
    """
    career = Career(case, agreement, day)
    found: dict[str, Month | None] = dict.fromkeys(agreement.codes)
    for month in range(first, last + 1):
        for code, met in career.met(month).items():
            if met and found[code] is None:
                found[code] = month
        if None not in found.values():
            break
    return found


def months_followed(case: Case, first: Month | None, until_age: int) -> tuple[Month, Month]:
    """The first and last month for which a case is followed. Raises FaultsError as ``over_time`` does."""
    if case.claim.benefit != "old_age":
        wrong = message("only a claim to an old-age pension is followed over time.")
        raise FaultsError([Fault("claim.benefit", wrong)])
    first = case.claim_month if first is None else first
    last = min(case.person.birth_date.first_month + 12 * until_age, LAST_MONTH - 1)
    if last < first:
        wrong = message(
            "the age of {age} is reached in {last}, before {first}.",
            age=until_age,
            last=format_month(last),
            first=format_month(first),
        )
        raise FaultsError([Fault("from", wrong, message("Begin earlier, or follow the case to a higher age."))])
    return first, last
