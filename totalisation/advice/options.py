"""The options open to a person now or later, each with its payments up to an age."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from totalisation.advice.contributions import Contributions, contributions_for, cost_of_top_up, insured_at, kinds_by_age
from totalisation.advice.lump_sums import (
    LAST_DAY,
    LumpSum,
    Unjudged,
    choices_of,
    citation_of,
    lump_sum_in_time,
    lump_sum_now,
    month_of_later_sum,
)
from totalisation.advice.option import Claimed, Kind, Option, Options
from totalisation.advice.suppositions import Continued, Suppositions, continued
from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.case import Case, Period
from totalisation.case_checks import checked, faults_of
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import Month, format_month
from totalisation.nearer import MOST_MONTHS, MOST_PAID_AT_ONCE, brought_nearer
from totalisation.over_time import Career, OverTime, first_met, over_time
from totalisation.parameters import Citation
from totalisation.payments import in_payment
from totalisation.schemes import scheme_of
from totalisation.schemes.base import Scheme
from totalisation.what_if import (
    claimed_in,
    insured_longer,
    last_period,
    parties_with_refunds,
    refund_repaid,
    topped_up,
)
from totalisation.written_values import PartialDate


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


def _each_once(options: Iterable[Option]) -> Iterator[Option]:
    """The options, those that say the same in one."""
    seen: set[tuple[str, str, int]] = set()
    for each in options:
        key = each.kind, each.party, each.months
        if key not in seen:
            seen.add(key)
            yield each


def _with_options(case: Case, code: str, options: Mapping[str, Any]) -> Case:
    """The case with these choices under a party's law."""
    given = {**case.claim.options, code: {**case.claim.options.get(code, {}), **options}}
    return case.model_copy(update={"claim": case.claim.model_copy(update={"options": given})})


@dataclass
class _Maker:
    case: Case
    agreement: Agreement
    supposed: Suppositions
    last: Month
    continued: dict[tuple[str, str], Continued] = field(default_factory=dict)
    unjudged: list[Unjudged] = field(default_factory=list)

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
        unjudged = tuple(self.unjudged)
        return Options(self.case, self.agreement, first, self.last, self.supposed, lettered, told, followed, unjudged)

    def _all(self, followed: OverTime) -> Iterator[Option]:
        begins = {code: followed.begins(code) for code in self.agreement.codes}
        yield self._pensions("keep", "", 0, self.case, begins)
        known = [each for each in begins.values() if each is not None]
        if len(set(known)) > 1:
            yield self._pensions("together", "", 0, self.case, {c: m and max(known) for c, m in begins.items()})
        yield from _each_once([*self._nearer(followed, begins), *self._alone(followed, begins)])
        yield from self._repaid()
        yield from self._choices(begins)
        yield from self._lump_sums(begins)

    def _nearer(self, followed: OverTime, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        for nearer in brought_nearer(followed):
            if nearer.change == "longer":
                yield from self._longer(nearer.party, nearer.months, followed.first, begins)
            elif nearer.change == "top_up":
                yield self._topped_up(nearer.party, nearer.months, min(gain.after for gain in nearer.gains), begins)

    def _alone(self, followed: OverTime, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        """So many months more, insured or paid in one sum, that a party that would totalise pays on own periods."""
        for code, month in begins.items():
            if month is None or followed.at(code, month).basis != "totalised" or last_period(self.case, code) is None:
                continue
            career, when = followed.career, followed.last
            try:
                short = next(career.decider(career.moved(when), code, when).shortfalls(), 0)
            except FaultsError:
                continue
            if 0 < short <= MOST_MONTHS:
                yield from self._longer(code, short, followed.first, begins)
            if 0 < short <= MOST_PAID_AT_ONCE and self._suffices_alone(code, short, month):
                yield self._topped_up(code, short, month, begins)

    def _suffices_alone(self, code: str, months: int, paid: Month) -> bool:
        """Whether the party's law lets so many months be paid in one sum then, and they make a pension of its own."""
        case = topped_up(self.case, code, months, paid).case
        if faults_of(case, self.agreement):
            return False
        try:
            return Career(case, self.agreement).decider(case, code, paid).conditions_alone()[0] == "independent"
        except FaultsError:
            return False

    def _longer(self, code: str, months: int, since: Month, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        """So many months more of insurance, and what they cost; nothing where the law insures nobody so long.

        The party that insures is claimed from after their end. Another's pension that needs none of them waits for
        nothing: it is claimed as soon as without them.
        """
        added = insured_longer(self.case, code, months, since).added
        assert added is not None
        after = added.last.first_month + 1
        parts: Sequence[Period] = kinds_by_age(self.case.person.birth_date.first_month, added, self.schemes[code])
        if not parts or after > self.last:
            return
        case, told = continued(self.case, self.schemes, added.first.first_month, self.last, self.supposed)
        costs, parts, faults = self._costs(case, code, parts)
        if not faults:
            self.continued |= {(each.party, each.name): each for each in told}
        longer = self.case.model_copy(update={"periods": (*self.case.periods, *parts)})
        met = first_met(claimed_in(longer, after).case, self.agreement, after, self.last)
        sooner = {each: begin for each, begin in begins.items() if each != code and begin is not None and begin < after}
        option = self._pensions("longer", code, months, longer, {**met, **sooner}, without=tuple(sooner))
        yield replace(option, contributions=costs, undecided=(*option.undecided, *faults))

    def _costs(
        self, case: Case, code: str, parts: Sequence[Period]
    ) -> tuple[tuple[Contributions, ...], Sequence[Period], tuple[Fault, ...]]:
        """What the person pays for the periods, and these at the income on which it is paid; or why not told."""
        try:
            costs = tuple(contributions_for(case, self.schemes[code], each) for each in parts)
        except FaultsError as error:
            return (), parts, tuple(error.faults)
        return costs, [insured_at(part, cost) for part, cost in zip(parts, costs, strict=True)], ()

    def _topped_up(self, code: str, months: int, paid: Month, begins: Mapping[str, Month | None]) -> Option:
        """So many missing months paid in one sum, and claimed in that month or, elsewhere, as soon as can be."""
        case = topped_up(self.case, code, months, paid).case
        met = first_met(case, self.agreement, paid, self.last)
        sooner = {each: begin for each, begin in begins.items() if each != code and begin is not None and begin < paid}
        option = self._pensions("top_up", code, months, case, {**met, **sooner}, without=tuple(sooner))
        return self._costing(option, paid, partial(self._top_up, code, months, paid))

    def _repaid(self) -> Iterator[Option]:
        """Refunds paid back where a law allows it. What that costs is not encoded, and is told as not known."""
        for code in parties_with_refunds(self.case):
            law = self.schemes[code].repayment if code in self.schemes else None
            if law is None or not law.possible:
                continue
            case = refund_repaid(self.case, code).case
            met = first_met(case, self.agreement, self.case.claim_month, self.last)
            option = self._pensions("repaid", code, 0, case, met, law.citation)
            cost = Fault(f"claim.{code}", message("what is paid back, with its interest, is not known."))
            yield replace(option, undecided=(*option.undecided, cost))

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

    def _top_up(self, code: str, months: int, paid: Month, case: Case) -> Contributions:
        model = last_period(case, code)
        assert model is not None
        return cost_of_top_up(case, self.schemes[code], model, months, paid)

    # ---- choices and lump sums ----

    def _choices(self, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        for code, scheme in self.schemes.items():
            choices = choices_of(scheme.folder)
            if "early" in choices:
                # Claimed on the last day of a month: an age that is attained in it is attained by then.
                today = claimed_in(self.case, self.case.claim_month, LAST_DAY).case
                case = _with_options(today, code, choices["early"]["options"])
                began = first_met(case, self.agreement, self.case.claim_month, self.last, LAST_DAY)[code]
                normal = begins[code]
                if began is not None and (normal is None or began < normal):
                    early = claimed_in(case, began, LAST_DAY).case
                    cited = citation_of(choices["early"])
                    yield self._pensions("early", code, 0, early, {**begins, code: began}, cited, self._others(code))
            if "deferred" in choices and begins[code] is not None:
                yield from self._deferred(code, choices["deferred"], begins)
            if "unreduced" in choices and begins[code] is not None:
                yield from self._unreduced(code, choices["unreduced"], begins)

    def _unreduced(self, code: str, choice: Mapping[str, Any], begins: Mapping[str, Month | None]) -> Iterator[Option]:
        """The pension from the age on at which it needs no facts that reduce it, where those open it earlier."""
        person = self.case.person.model_copy(update=dict.fromkeys(choice["without"]))
        without = self.case.model_copy(update={"person": person})
        began, early = first_met(without, self.agreement, self.case.claim_month, self.last)[code], begins[code]
        if began is not None and early is not None and began > early:
            yield self._pensions("unreduced", code, 0, self.case, {**begins, code: began}, citation_of(choice))

    def _others(self, code: str) -> tuple[str, ...]:
        return tuple(each for each in self.schemes if each != code)

    def _deferred(self, code: str, choice: Mapping[str, Any], begins: Mapping[str, Month | None]) -> Iterator[Option]:
        """The pension deferred for as long as the law allows: so many months of a right, and up to an age."""
        month = begins[code]
        assert month is not None
        try:
            claimed = self._claimed(self.case, code, month)
        except FaultsError:
            return
        if claimed is None:
            return
        made = claimed.result.computations[-1]
        right, latest = made.value(choice["right_starts"]), made.value(choice["age_attained"]) + 1
        until = min(right + int(choice["months"]), latest)
        # Whether months that are due already can still be deferred was not read.
        if right < month or until <= right:
            return
        case = _with_options(self.case, code, {choice["deferred_by"]: str(PartialDate(format_month(until)))})
        months = until - right
        yield self._pensions("deferred", code, months, case, begins, citation_of(choice), self._others(code))

    def _lump_sums(self, begins: Mapping[str, Month | None]) -> Iterator[Option]:
        sums: list[LumpSum] = []
        for code, scheme in self.schemes.items():
            owed, unjudged = lump_sum_now(self.case, self.agreement, code, scheme)
            sums += [] if owed is None else [owed]
            self.unjudged += unjudged
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
        without: Sequence[str] = (),
    ) -> Option:
        """What the parties pay on ``case`` from these months on; those of ``without`` on the case as it stands."""
        claimed: list[Claimed] = []
        undecided: list[Fault] = []
        never: list[str] = []
        for code, month in begins.items():
            if month is None or month > self.last:
                never.append(code)
                continue
            try:
                made = self._claimed(self.case if code in without else case, code, month)
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
