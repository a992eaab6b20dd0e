"""The options open to a person now or later, each with its payments up to an age."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from totalisation.advice.suppositions import Continued, Suppositions, continued
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.api import assess
from totalisation.case import Case, PartialDate, Withdrawal
from totalisation.case_checks import checked, faults_of
from totalisation.decision import PartyResult, scheme_of
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import Month, format_month, last_day
from totalisation.nearer import MOST_MONTHS, brought_nearer
from totalisation.over_time import Career, OverTime, first_met, over_time
from totalisation.parameters import Citation
from totalisation.payments import Payments, in_payment
from totalisation.schemes.base import Scheme
from totalisation.what_if import claimed_in, insured_longer, last_period, topped_up

Kind = Literal["keep", "together", "top_up", "longer", "early", "deferred", "lump_sum", "lump_sums"]
"""Keep all periods and claim each side as soon as it can be; both together when the later can be; and so on."""


@dataclass(frozen=True, slots=True)
class LumpSum:
    """One sum paid by a party in place of its periods."""

    party: str
    month: Month
    amount: int | None
    """None where it is due and a figure of law is missing for its amount."""
    reason: str
    citation: Citation
    own_months: int
    """Months of insurance that it ends."""
    result: PartyResult | None = None
    """How it was decided; None where its amount cannot be told."""
    undecided: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pension claimed from one party: when, its result, and what follows for each month."""

    party: str
    month: Month
    result: PartyResult
    payments: Payments


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that is paid in one month, in whole units of a currency."""

    month: Month
    party: str
    currency: str
    amount: int


@dataclass(frozen=True)
class Option:
    """A way that is open, and what follows from it."""

    letter: str
    kind: Kind
    party: str
    """The party whose law or insurance it is about; "" where it is about all."""
    months: int
    """Months added, paid for or deferred; 0 where that is not what it is about."""
    pensions: tuple[Claimed, ...]
    lump_sums: tuple[LumpSum, ...]
    never: tuple[str, ...]
    """Parties that would pay nothing up to the age."""
    citation: Citation | None = None
    undecided: tuple[Fault, ...] = ()
    """Why an amount cannot be told although figures are supposed to go on."""

    @property
    def flows(self) -> Iterator[Flow]:
        """All money that is paid up to the age, month by month."""
        for each in self.lump_sums:
            yield Flow(each.month, each.party, "", each.amount or 0)
        for claimed in self.pensions:
            made = claimed.payments
            if made.start is not None:
                for name in made.further:
                    yield Flow(max(made.start, claimed.month), claimed.party, made.currency, made.further[name])
            for run in made.runs:
                # What was due before the claim is paid with it.
                for month in range(run.first, run.last + 1):
                    yield Flow(max(month, claimed.month), claimed.party, made.currency, run.amount)


@dataclass(frozen=True)
class Options:
    """All options of a case, with what they suppose."""

    case: Case
    agreement: Agreement
    first: Month
    last: Month
    supposed: Suppositions
    options: tuple[Option, ...]
    continued: tuple[Continued, ...]
    followed: OverTime

    def flows(self, option: Option) -> list[Flow]:
        """An option's money, each month's in the currency of its party, in order."""
        currencies = {code: terms.currency for code, terms in self.agreement.parties.items()}
        made = [replace(each, currency=currencies[each.party]) for each in option.flows if each.amount]
        return sorted((each for each in made if each.month <= self.last), key=lambda each: (each.month, each.party))


@lru_cache(maxsize=16)
def choices_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The choices that a scheme's file names; none where it has no such file."""
    path = folder / "choices.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def options_of(case: Case, supposed: Suppositions, *, agreement: Agreement | None = None) -> Options:
    """Every option of ``case`` from the day of its claim on, which stands for today.

    Raises FaultsError for a case that is at fault, another benefit, and an age that has passed.
    """
    checked(lambda: case, agreement)
    agreement = agreement or find_agreement(case.agreement)
    last = case.person.birth_date.first_month + 12 * supposed.to_age - 1
    if case.claim.benefit != "old_age":
        raise FaultsError([Fault("claim.benefit", message("options are laid out for an old-age claim alone."))])
    if last < case.claim_month:
        wrong = message("the age of {age} has passed.", age=supposed.to_age)
        raise FaultsError([Fault("to_age", wrong, message("Choose a higher age."))])
    return _Maker(case, agreement, supposed, last).made()


@dataclass
class _Maker:
    case: Case
    agreement: Agreement
    supposed: Suppositions
    last: Month
    continued: dict[tuple[str, str], Continued] = field(default_factory=dict)

    @property
    def schemes(self) -> dict[str, Scheme]:
        return {code: scheme_of(terms) for code, terms in self.agreement.parties.items()}

    def made(self) -> Options:
        """All options, lettered in the order in which they are told."""
        followed = over_time(self.case, agreement=self.agreement, until_age=self.supposed.to_age)
        options = [each for each in self._all(followed) if each.pensions or each.lump_sums or each.kind == "keep"]
        lettered = tuple(replace(each, letter=chr(ord("A") + place)) for place, each in enumerate(options))
        told = tuple(self.continued.values())
        first = self.case.claim_month
        return Options(self.case, self.agreement, first, self.last, self.supposed, lettered, told, followed)

    def _all(self, followed: OverTime) -> Iterator[Option]:
        begins = {code: followed.begins(code) for code in self.agreement.codes}
        yield self._pensions("keep", "", 0, self.case, begins)
        known = [each for each in begins.values() if each is not None]
        if len(set(known)) > 1:
            yield self._pensions("together", "", 0, self.case, {c: m and max(known) for c, m in begins.items()})
        yield from self._nearer(followed, begins)
        yield from self._alone(followed, begins)
        yield from self._choices(begins)
        yield from self._lump_sums(begins)

    def _nearer(self, followed: OverTime, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        for nearer in brought_nearer(followed):
            if nearer.change not in ("top_up", "longer") or nearer.months == 1:
                continue
            sooner = {**begins, **{gain.party: gain.after for gain in nearer.gains}}
            if nearer.change == "longer":
                case = insured_longer(self.case, nearer.party, nearer.months, followed.first).case
                latest = max(each.last.first_month for each in case.periods) + 1
                sooner = {code: month and max(month, latest) for code, month in sooner.items()}
            else:
                paid = min(gain.after for gain in nearer.gains)
                case = topped_up(self.case, nearer.party, nearer.months, paid).case
                sooner = {code: month and max(month, paid) for code, month in sooner.items()}
            yield self._pensions(nearer.change, nearer.party, nearer.months, case, sooner)

    def _alone(self, followed: OverTime, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        """Insurance of so many months more that a party that would totalise pays on own periods alone."""
        for code, month in begins.items():
            if month is None or followed.at(code, month).basis != "totalised" or last_period(self.case, code) is None:
                continue
            career, when = followed.career, followed.last
            try:
                short = next(career.decider(career.moved(when), code, when).shortfalls(), 0)
            except FaultsError:
                continue
            longer = insured_longer(self.case, code, short, followed.first).case if 1 < short <= MOST_MONTHS else None
            if longer is None:
                continue
            after = max(each.last.first_month for each in longer.periods) + 1
            later = {each: begin and max(begin, after) for each, begin in begins.items()}
            yield self._pensions("longer", code, short, longer, later)

    def _choices(self, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        for code, scheme in self.schemes.items():
            choices = choices_of(scheme.folder)
            if "early" in choices:
                case = self._with_options(code, choices["early"]["options"])
                began = first_met(case, self.agreement, self.case.claim_month, self.last)[code]
                normal = begins[code]
                if began is not None and (normal is None or began < normal):
                    cited = _cited(choices["early"])
                    yield self._pensions("early", code, 0, case, {**begins, code: began}, cited)
            month = begins[code]
            if "deferred" in choices and month is not None:
                months = int(choices["deferred"]["months"])
                until = PartialDate(format_month(month + months))
                case = self._with_options(code, {choices["deferred"]["deferred_by"]: str(until)})
                yield self._pensions("deferred", code, months, case, begins, _cited(choices["deferred"]))

    def _with_options(self, code: str, options: Mapping[str, Any]) -> Case:
        given = {**self.case.claim.options, code: {**self.case.claim.options.get(code, {}), **options}}
        return self.case.model_copy(update={"claim": self.case.claim.model_copy(update={"options": given})})

    def _lump_sums(self, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        sums = [each for code in self.agreement.codes if (each := self._lump_sum(code)) is not None]
        # A sum whose amount cannot be told is laid out by itself alone.
        for each in sums:
            yield self._after([each], "lump_sum", each.party, each.citation)
        if len(sums) > 1 and all(each.amount is not None for each in sums):
            yield self._after(sums, "lump_sums", "", None)

    def _after(self, sums: Sequence[LumpSum], kind: Kind, party: str, citation: Citation | None) -> Option:
        """The lump sums, and what the other periods still give."""
        ended = {each.party for each in sums}
        periods = tuple(
            each.model_copy(update={"refunded": True}) if each.party in ended else each for each in self.case.periods
        )
        left = self.case.model_copy(update={"periods": periods})
        begins = first_met(left, self.agreement, self.case.claim_month, self.last)
        made = self._pensions(kind, party, 0, left, begins, citation)
        undecided = [*made.undecided, *(fault for each in sums for fault in each.undecided)]
        return replace(made, lump_sums=tuple(sums), undecided=tuple(undecided))

    def _lump_sum(self, code: str) -> LumpSum | None:
        """The lump sum that a party owes now for a reason that the case itself holds."""
        choices = choices_of(self.schemes[code].folder).get("lump_sum")
        kept = [each for each in self.case.periods if each.party == code and not each.refunded]
        if choices is None or not kept:
            return None
        ended = max(each.last.first_month for each in kept)
        abroad = self.case.person.residence not in (None, code)
        found: list[LumpSum] = []
        for reason in (*choices["reasons"], *(choices.get("reasons_abroad", ()) if abroad else ())):
            # Who lives elsewhere is taken to have left when the insurance ended.
            left = min(last_day(ended), self.case.claim.date)
            since: date | None = left if reason in choices.get("reasons_abroad", ()) else None
            claim = self.case.claim.model_copy(
                update={
                    "benefit": "lump_sum",
                    "withdrawals": {code: Withdrawal(reason=reason, since=since)},
                    "top_up": {},
                }
            )
            case = self.case.model_copy(update={"claim": claim})
            if faults_of(case, self.agreement):
                continue
            month, cited = self.case.claim_month, _cited(choices)
            ends = len(set().union(*(range(each.first.first_month, each.last.first_month + 1) for each in kept)))
            try:
                result = assess(case, agreement=self.agreement, explain=False).parties[code]
            except FaultsError as error:
                # Conditions are judged before an amount is computed: only a figure for it can be missing here.
                found.append(LumpSum(code, month, None, reason, cited, ends, None, tuple(error.faults)))
                continue
            if result.entitled and result.single_sums:
                found.append(LumpSum(code, month, result.single_sums, reason, cited, result.own_months, result))
        return max(found, key=lambda each: each.amount or 0, default=None)

    def _pensions(
        self,
        kind: Kind,
        party: str,
        months: int,
        case: Case,
        begins: Mapping[str, Month | None],
        citation: Citation | None = None,
    ) -> Option:
        claimed: list[Claimed] = []
        undecided: list[Fault] = []
        never: list[str] = []
        for code, month in begins.items():
            if month is None or month > self.last:
                never.append(code)
                continue
            try:
                made = self._claimed(case, code, month)
            except FaultsError as error:
                undecided += error.faults
                continue
            if made is None:
                never.append(code)
            else:
                claimed.append(made)
                undecided += made.payments.faults
        return Option("", kind, party, months, tuple(claimed), (), tuple(never), citation, tuple(undecided))

    def _claimed(self, case: Case, code: str, month: Month) -> Claimed | None:
        start = month
        for _ in range(3):
            moved = claimed_in(case, month).case
            supposed, told = continued(moved, self.schemes, start, self.last, self.supposed)
            if faults := faults_of(supposed, self.agreement):
                raise FaultsError(faults)
            result = Career(supposed, self.agreement).result(supposed, code, month)
            if result.start is None or result.start // 12 == start // 12:
                break
            start = result.start
        if not result.entitled or result.start is None:
            return None
        self.continued |= {(each.party, each.name): each for each in told}
        return Claimed(code, month, result, in_payment(result, self.last))


def _cited(choice: Mapping[str, Any]) -> Citation:
    return Citation(choice["source"], choice["article"])
