"""Double contributions over a career: months paid to both parties, and to which of them they were not due."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from totalisation.agreement import Agreement
from totalisation.case import Period
from totalisation.coverage.answer import Stretch
from totalisation.coverage.career import Career
from totalisation.coverage.cover import cover
from totalisation.coverage.days import LAST_DAY, Span, merged, within
from totalisation.coverage.work import IssuedCertificate, Work
from totalisation.faults_of_models import limited
from totalisation.messages import Fault, FaultsError, Message, message
from totalisation.months import NO_MONTHS, Month, MonthSet, first_day, last_day
from totalisation.periods import broken_months, whole_months
from totalisation.schemes import scheme_named
from totalisation.term import Term
from totalisation.wording import one_of

Verdict = Literal["not_due", "allowed", "unexplained"]
"""Contributions to one party were not due; both were right to ask for them; or nothing known tells."""


@dataclass(frozen=True, slots=True)
class DoubleMonths:
    """Months that are insured compulsorily under both parties, and what is to be said of them."""

    first: Month
    last: Month
    verdict: Verdict
    party: str | None
    """The party to which contributions were not due."""
    due_to: str | None
    reason: Message
    term: Term | None
    certificate: str | None = None
    """The number of the certificate that shows it."""


@dataclass(frozen=True, slots=True)
class DoubleCheck:
    """The whole answer about one career."""

    career: Career
    agreement: Agreement
    months: tuple[DoubleMonths, ...]
    stretches: tuple[Stretch, ...]
    """Whose law covers the works of the career."""
    set_aside: tuple[Message, ...]
    """Periods that were not compared, and why."""

    def of(self, verdict: Verdict) -> tuple[DoubleMonths, ...]:
        """The months of one verdict."""
        return tuple(each for each in self.months if each.verdict == verdict)


def check_career(career: Career, agreement: Agreement) -> DoubleCheck:
    """The months of ``career`` that were paid to both parties, and to which of them they were not due.

    Raises FaultsError with every fault of the periods, works and certificates.
    """
    stretches, faults = _covered(career, agreement)
    faults = [*_faults_of_periods(career.periods, agreement), *_faults_of_certificates(career, agreement), *faults]
    if faults:
        raise FaultsError(limited(faults))
    months, set_aside = double_months(career.periods, career.certificates, stretches, agreement)
    return DoubleCheck(career, agreement, months, stretches, set_aside)


def double_months(
    periods: Sequence[Period],
    certificates: Sequence[IssuedCertificate],
    stretches: Sequence[Stretch],
    agreement: Agreement,
) -> tuple[tuple[DoubleMonths, ...], tuple[Message, ...]]:
    """The months that both parties insured compulsorily, each with its verdict; and the periods set aside."""
    first, second = agreement.codes
    paid: dict[str, MonthSet] = dict.fromkeys(agreement.codes, NO_MONTHS)
    set_aside: list[Message] = []
    for index, period in enumerate(periods):
        if period.party not in paid:
            continue
        kinds = scheme_named(agreement.parties[period.party].scheme).kinds
        if period.refunded:
            set_aside.append(message("periods[{index}]: its contributions were refunded", index=index))
        elif period.count is not None:
            set_aside.append(message("periods[{index}]: its months are certified as a number alone", index=index))
        elif kinds[period.kind].kind_class == "voluntary":
            set_aside.append(message("periods[{index}]: its insurance is voluntary: no law asked for it", index=index))
        elif kinds[period.kind].kind_class == "compulsory":
            paid[period.party] |= whole_months(period) - broken_months(period)
    found = [_judged(month, certificates, stretches, agreement) for month in paid[first] & paid[second]]
    return tuple(_in_runs(found)), tuple(set_aside)


def _judged(
    month: Month, certificates: Sequence[IssuedCertificate], stretches: Sequence[Stretch], agreement: Agreement
) -> DoubleMonths:
    days = (first_day(month), last_day(month))
    provision = agreement.provision("coverage")
    if days[0] < provision.date:
        reason = message("the agreement had no effect yet: each party's own law decided")
        return DoubleMonths(month, month, "allowed", None, None, reason, provision)
    issued = [each for each in certificates if within(days, (each.first, each.last))]
    worked = [each for each in stretches if within(days, (each.first, each.last or LAST_DAY))]
    laws = {each.party for each in worked}
    parties = {each.party for each in issued} | {each for each in laws if each is not None}
    if None in laws:
        reason = message("the agreement leaves this work to each party's own law")
        return DoubleMonths(month, month, "allowed", None, None, reason, worked[0].term)
    if len(parties) > 1:
        return _of_both(month, issued, worked)
    if not parties:
        reason = message("no certificate and no work is known for this month: it cannot be told which law covered it")
        return DoubleMonths(month, month, "unexplained", None, None, reason, agreement.coverage.place_of_work)
    (due_to,) = parties
    known: list[Span] = [(each.first, each.last) for each in issued]
    known += [(each.first, each.last or LAST_DAY) for each in worked]
    if within(days, merged(known)[0]) != days:
        reason = message("what is known of this month covers only a part of it: the law may have changed within it")
        return DoubleMonths(month, month, "unexplained", None, due_to, reason, None)
    not_due = agreement.other(due_to)
    number = next((each.number for each in issued if each.number), None)
    term = worked[0].term if worked else _term_of_certificate(due_to, agreement)
    reason = message("a certificate shows that the work was under another law") if issued else worked[0].reason
    return DoubleMonths(month, month, "not_due", not_due, due_to, reason, term, number)


def _of_both(month: Month, issued: Sequence[IssuedCertificate], worked: Sequence[Stretch]) -> DoubleMonths:
    """A month that both laws have some part in."""
    certified = {each.party for each in issued}
    laws = {each.party for each in worked}
    if certified and laws and not certified & laws:
        reason = message("the certificate and what is known of the work name different laws")
        return DoubleMonths(month, month, "unexplained", None, None, reason, worked[0].term)
    reason = message("both laws covered work in this month: the law changed, or there were two works")
    return DoubleMonths(month, month, "allowed", None, None, reason, worked[0].term if worked else None)


def _term_of_certificate(party: str, agreement: Agreement) -> Term | None:
    """The term under which a party issues certificates: that on workers whom it sends, or the rule."""
    for term in agreement.detachment:
        if term.sender == party:
            return term
    return agreement.coverage.certificate or agreement.coverage.place_of_work


def _in_runs(months: Sequence[DoubleMonths]) -> Iterator[DoubleMonths]:
    """Months that follow each other and of which the same is said, in one."""
    held: DoubleMonths | None = None
    for each in months:
        if held is not None and each.first == held.last + 1 and _same(held, each):
            held = DoubleMonths(
                held.first,
                each.last,
                held.verdict,
                held.party,
                held.due_to,
                held.reason,
                held.term,
                held.certificate,
            )
            continue
        if held is not None:
            yield held
        held = each
    if held is not None:
        yield held


def _same(one: DoubleMonths, other: DoubleMonths) -> bool:
    return (one.verdict, one.party, one.due_to, str(one.reason), one.term, one.certificate) == (
        other.verdict,
        other.party,
        other.due_to,
        str(other.reason),
        other.term,
        other.certificate,
    )


def _covered(career: Career, agreement: Agreement) -> tuple[tuple[Stretch, ...], list[Fault]]:
    """Whose law covers each work of the career, and the faults of the works."""
    stretches: list[Stretch] = []
    faults: list[Fault] = []
    for index, piece in enumerate(career.works):
        work = Work(
            work_id=career.career_id,
            agreement=career.agreement,
            worker=career.worker,
            work=piece,
            readings=career.readings,
        )
        try:
            stretches += cover(work, agreement).stretches
        except FaultsError as error:
            faults += [_of_work(fault, index) for fault in error.faults]
    return tuple(stretches), list({(each.where, str(each.wrong)): each for each in faults}.values())


def _of_work(fault: Fault, index: int) -> Fault:
    """A fault of a work by itself, told as a fault of the career."""
    if fault.where.startswith("work."):
        return Fault(f"works[{index}].{fault.where.removeprefix('work.')}", fault.wrong, fault.right)
    return fault


def _faults_of_certificates(career: Career, agreement: Agreement) -> Iterator[Fault]:
    for index, each in enumerate(career.certificates):
        if each.party not in agreement.parties:
            yield Fault(
                f"certificates[{index}].party",
                message("{code} is not a party to the agreement.", code=each.party),
                message("The parties are {codes}.", codes=list(agreement.parties)),
            )
        if each.last < each.first:
            day = each.first.isoformat()
            yield Fault(f"certificates[{index}].to", message("ends before it begins, on {day}.", day=day))


def _faults_of_periods(periods: Sequence[Period], agreement: Agreement) -> Iterator[Fault]:
    for index, period in enumerate(periods):
        terms = agreement.parties.get(period.party)
        if terms is None:
            continue
        kinds = scheme_named(terms.scheme).kinds
        if period.kind not in kinds:
            yield Fault(
                f"periods[{index}].kind",
                message("{party} knows no kind of period “{kind}”.", party=period.party, kind=period.kind),
                one_of(period.kind, kinds),
            )
        if period.last.last_day < period.first.first_day:
            yield Fault(f"periods[{index}].to", message("ends before it begins, on {day}.", day=str(period.first)))
