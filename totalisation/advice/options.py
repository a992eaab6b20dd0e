"""The options open to a person now or later, each with its payments up to an age."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final, Literal

from totalisation.advice.contributions import Contributions, contributions_for, cost_of_top_up
from totalisation.advice.lump_sums import (
    LumpSum,
    choices_of,
    citation_of,
    lump_sum_in_time,
    lump_sum_now,
    month_of_later_sum,
)
from totalisation.advice.suppositions import Continued, Suppositions, continued
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case import Case, Period
from totalisation.case_checks import checked, faults_of
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import Month, format_month
from totalisation.nearer import MOST_MONTHS, brought_nearer
from totalisation.over_time import Career, OverTime, first_met, over_time
from totalisation.parameters import Citation
from totalisation.party_result import PartyResult
from totalisation.payments import Payments, in_payment
from totalisation.schemes import scheme_of
from totalisation.schemes.base import Scheme
from totalisation.what_if import claimed_in, insured_longer, last_period, topped_up
from totalisation.written_values import PartialDate

LAST_DAY: Final = 31

Kind = Literal["keep", "together", "top_up", "longer", "early", "deferred", "lump_sum", "lump_sums"]
"""Keep all periods and claim each side as soon as it can be; both together when the later can be; and so on."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A pension claimed from one party: when, its result, and what follows for each month."""

    party: str
    month: Month
    result: PartyResult
    payments: Payments


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that is paid in one month, in whole units of a currency: below 0 what the person pays."""

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
    """Those that are taken now, and those that fall due where a party never pays a pension."""
    never: tuple[str, ...]
    """Parties that would pay nothing up to the age."""
    citation: Citation | None = None
    undecided: tuple[Fault, ...] = ()
    """Why an amount cannot be told although figures are supposed to go on."""
    contributions: tuple[Contributions, ...] = ()
    """What the person pays in."""

    @property
    def flows(self) -> Iterator[Flow]:
        """All money that is paid, month by month: to the person, and below 0 by the person."""
        for paid in self.contributions:
            for part in paid.runs:
                for month in range(part.first, part.last + 1):
                    yield Flow(month, paid.party, "", -part.amount)
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
                yield self._longer(nearer.party, nearer.months, followed.first, sooner)
            else:
                paid = min(gain.after for gain in nearer.gains)
                case = topped_up(self.case, nearer.party, nearer.months, paid).case
                sooner = {code: month and max(month, paid) for code, month in sooner.items()}
                option = self._pensions(nearer.change, nearer.party, nearer.months, case, sooner)
                yield self._costing(option, paid, partial(self._top_up, nearer.party, nearer.months, paid))

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
            if 1 < short <= MOST_MONTHS:
                yield self._longer(code, short, followed.first, begins)

    def _longer(self, code: str, months: int, since: Month, begins: Mapping[str, Month | None]) -> Option:
        """So many months more of insurance, no claim before their end, and what they cost."""
        longer = insured_longer(self.case, code, months, since)
        added = longer.added
        assert added is not None
        after = max(each.last.first_month for each in longer.case.periods) + 1
        later = {each: begin and max(begin, after) for each, begin in begins.items()}
        option = self._pensions("longer", code, months, longer.case, later)
        return self._costing(option, added.first.first_month, partial(self._paid_for, added))

    # ---- what the person pays ----

    def _costing(self, option: Option, since: Month, cost: Callable[[Case], Contributions]) -> Option:
        """The option with what the person pays in it, from ``since`` on."""
        case, told = continued(self.case, self.schemes, since, self.last, self.supposed)
        try:
            contributions = cost(case)
        except FaultsError as error:
            return replace(option, undecided=(*option.undecided, *error.faults))
        self.continued |= {(each.party, each.name): each for each in told}
        return replace(option, contributions=(contributions,))

    def _paid_for(self, added: Period, case: Case) -> Contributions:
        return contributions_for(case, self.schemes[added.party], added)

    def _top_up(self, code: str, months: int, paid: Month, case: Case) -> Contributions:
        model = last_period(case, code)
        assert model is not None
        return cost_of_top_up(case, self.schemes[code], model, months, paid)

    # ---- choices and lump sums ----

    def _choices(self, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        for code, scheme in self.schemes.items():
            choices = choices_of(scheme.folder)
            if "early" in choices:
                case = self._with_options(code, choices["early"]["options"])
                began = first_met(case, self.agreement, self.case.claim_month, self.last)[code]
                normal = begins[code]
                if began is not None and (normal is None or began < normal):
                    cited = citation_of(choices["early"])
                    yield self._pensions("early", code, 0, case, {**begins, code: began}, cited)
            month = begins[code]
            if "deferred" in choices and month is not None:
                months = int(choices["deferred"]["months"])
                until = PartialDate(format_month(month + months))
                case = self._with_options(code, {choices["deferred"]["deferred_by"]: str(until)})
                yield self._pensions("deferred", code, months, case, begins, citation_of(choices["deferred"]))

    def _with_options(self, code: str, options: Mapping[str, Any]) -> Case:
        given = {**self.case.claim.options, code: {**self.case.claim.options.get(code, {}), **options}}
        return self.case.model_copy(update={"claim": self.case.claim.model_copy(update={"options": given})})

    def _lump_sums(self, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        found = [lump_sum_now(self.case, self.agreement, code, scheme) for code, scheme in self.schemes.items()]
        sums = [each for each in found if each is not None]
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
        return replace(made, lump_sums=(*sums, *made.lump_sums), undecided=tuple(undecided))

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
        sums: list[LumpSum] = []
        if not any(each.result.basis == "totalised" for each in claimed):
            # A lump sum would end months on which another party's pension rests.
            sums = [each for code in never if (each := self._left(case, code)) is not None]
            undecided += [fault for each in sums for fault in each.undecided]
        return Option("", kind, party, months, tuple(claimed), tuple(sums), tuple(never), citation, tuple(undecided))

    def _left(self, case: Case, code: str) -> LumpSum | None:
        """What a party that never pays a pension owes in one sum, as soon as time makes it due."""
        scheme = self.schemes[code]
        month = month_of_later_sum(case, self.agreement, code, scheme)
        if month is None or month > self.last:
            return None
        # Asked for at the end of the month, since a ground such as an age arises on a day of it.
        moved = claimed_in(case, month, LAST_DAY).case
        supposed, told = continued(moved, self.schemes, month, month, self.supposed)
        found = lump_sum_in_time(supposed, self.agreement, code, scheme)
        if found is not None:
            self.continued |= {(each.party, each.name): each for each in told if each.party == code}
        return found

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
