"""What further insurance costs the insured person: own contributions month by month, or missing months in one sum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from totalisation.advice.lump_sums import choices_of, citation_of
from totalisation.case import Case, Earnings, Period
from totalisation.messages import Fault, FaultsError, message
from totalisation.months import Month, format_month
from totalisation.parameters import Citation, scalar
from totalisation.rules import Computation
from totalisation.schemes.base import GIVEN_TO_CONTRIBUTIONS, Scheme
from totalisation.what_if import YEAR
from totalisation.written_values import PartialDate


@dataclass(frozen=True, slots=True)
class ContributionRun:
    """The same contribution for each month from ``first`` to ``last``, in whole units of currency."""

    first: Month
    last: Month
    amount: int
    base: int
    """The monthly income that the law takes it on."""

    @property
    def total(self) -> int:
        """What the months cost together."""
        return self.amount * (self.last - self.first + 1)


@dataclass(frozen=True, slots=True)
class Contributions:
    """What the person pays a party, and how that was computed."""

    party: str
    kind: str
    runs: tuple[ContributionRun, ...]
    computations: tuple[Computation, ...]
    """One for each run: that of its first month."""
    by_age: Citation | None = None
    """The article by which the person's age allows this kind alone."""

    @property
    def total(self) -> int:
        """All that the person pays, in whole units of currency."""
        return sum(each.total for each in self.runs)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """The articles that order the amounts, each once."""
        found = {
            citation: None
            for computation in self.computations
            for quantity in computation.steps
            for citation in quantity.citations
        }
        return tuple(found if self.by_age is None else {self.by_age: None, **found})


def contributions_for(case: Case, scheme: Scheme, added: Period) -> Contributions:
    """What the person pays for each month of ``added``, an insured period at one income.

    Raises FaultsError where a figure for it is missing, or the law on contributions is not encoded.
    """
    earned = _last_earnings(added)
    runs: list[ContributionRun] = []
    computations: list[Computation] = []
    for month in range(added.first.first_month, added.last.first_month + 1):
        computation = _computation(case, scheme, added, earned, month, 0)
        amount = _value(computation, "own_contribution", added.party)
        base = _value(computation, "contribution_base", added.party)
        if runs and (runs[-1].amount, runs[-1].base) == (amount, base):
            runs[-1] = ContributionRun(runs[-1].first, month, amount, base)
        else:
            runs.append(ContributionRun(month, month, amount, base))
            computations.append(computation)
    said = choices_of(scheme.folder).get("insured")
    by_age = citation_of(said) if said is not None and added.kind == said["then"] else None
    return Contributions(added.party, added.kind, tuple(runs), tuple(computations), by_age)


def cost_of_top_up(case: Case, scheme: Scheme, model: Period, months: int, paid: Month) -> Contributions:
    """What ``months`` missing months cost in one sum in the month ``paid``, at the last earnings of ``model``.

    Raises as ``contributions_for`` does.
    """
    computation = _computation(case, scheme, model, _last_earnings(model), paid, months)
    amount = _value(computation, "top_up_contribution", model.party)
    base = _value(computation, "contribution_base", model.party)
    return Contributions(model.party, model.kind, (ContributionRun(paid, paid, amount, base),), (computation,))


def kinds_by_age(birth: Month, added: Period, scheme: Scheme) -> tuple[Period, ...]:
    """``added`` in the kinds of insurance that the person's age allows; none where the law insures nobody so long."""
    said = choices_of(scheme.folder).get("insured")
    if said is None:
        return (added,)
    first, end = added.first.first_month, added.last.first_month
    until, last = (birth + YEAR * _age(scheme, said[each], end) for each in ("until_age", "then_until_age"))
    if end > last:
        return ()
    if end <= until or added.kind == said["then"]:
        return (added,)
    later = _part(added, max(first, until + 1), end).model_copy(update={"kind": said["then"]})
    return (later,) if first > until else (_part(added, first, until), later)


def _age(scheme: Scheme, name: str, month: Month) -> int:
    entry = scheme.parameters[name].at(month)
    assert entry is not None
    return int(scalar(entry.value))


def _part(period: Period, first: Month, last: Month) -> Period:
    begin, end = PartialDate(format_month(first)), PartialDate(format_month(last))
    earnings = tuple(each.model_copy(update={"first": begin, "last": end}) for each in period.earnings)
    return period.model_copy(update={"first": begin, "last": end, "earnings": earnings})


def insured_at(added: Period, paid: Contributions) -> Period:
    """``added`` at the income on which its contributions are paid: the law's least where the last salary is below."""
    earned = _last_earnings(added)
    if earned is None or earned.coefficient is not None:
        return added
    earnings = tuple(
        earned.model_copy(
            update={
                "first": PartialDate(format_month(run.first)),
                "last": PartialDate(format_month(run.last)),
                "monthly": run.base,
            }
        )
        for run in paid.runs
    )
    return added.model_copy(update={"earnings": earnings})


def _last_earnings(period: Period) -> Earnings | None:
    return max(period.earnings, key=lambda each: each.last.first_month, default=None)


def _computation(
    case: Case, scheme: Scheme, period: Period, earned: Earnings | None, month: Month, top_up_months: int
) -> Computation:
    kind_class = scheme.kinds[period.kind].kind_class
    income = earned.monthly if earned is not None else 0 if kind_class == "credited" else None
    given: Mapping[str, Any] = {
        "contribution_kind": period.kind,
        "contribution_kind_class": kind_class,
        "contribution_income": income,
        "contribution_month": month,
        "top_up_months": top_up_months,
    }
    return Computation(
        scheme.contributions.at(month),
        scheme.parameters,
        month,
        {name: (given[name], unit) for name, unit in GIVEN_TO_CONTRIBUTIONS.items() if given[name] is not None},
        established=case.figures_of(period.party),
        interpretations=scheme.interpretations,
        chosen=case.interpretations.get(period.party),
        where=f"established.{period.party}",
    )


def _value(computation: Computation, name: str, party: str) -> int:
    if name not in computation.rules:
        wrong = message("what the person pays under {party} is not encoded.", party=party)
        raise FaultsError([Fault(f"claim.{party}", wrong)])
    if "contribution_income" not in computation.facts:
        wrong = message("{party}: the last insured period has no earnings to pay contributions on.", party=party)
        raise FaultsError([Fault("periods", wrong, message("Enter the earnings of that period."))])
    amount: int = computation.value(name)
    return amount
