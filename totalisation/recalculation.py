"""A pension decided before and decided anew: what differs in each month, what is owed on, and what was paid too much.

The two decisions may differ by anything: periods that have arrived from the other party, a correction, a figure of
law that has been read since.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from totalisation.agreement import Agreement
from totalisation.agreement_file import find_agreement
from totalisation.amount import amount_rules, joined_rules, whole_amount_rules
from totalisation.case import Case
from totalisation.case_file import case_from
from totalisation.messages import Fault, FaultsError, message
from totalisation.money import Exact, exact
from totalisation.months import Month, format_month, parse_month
from totalisation.notes import Note, read_note
from totalisation.over_time import Career
from totalisation.parameters import Citation, Status
from totalisation.payments import Payments, at_month, carried_from, moving_with_month, payments_of
from totalisation.rules import Computation
from totalisation.schemes import scheme_of
from totalisation.schemes.base import Scheme

Aim = Literal["arrears", "recovery"]


@dataclass(frozen=True, slots=True)
class Limit:
    """After how many months a payment can no longer be claimed or recovered, and where the law says so."""

    months: int
    citation: Citation
    status: Status
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """The months from ``first`` to ``last``, in each of which ``after`` is due in place of ``before``."""

    first: Month
    last: Month
    before: int
    after: int

    @property
    def months(self) -> int:
        """How many months."""
        return self.last - self.first + 1

    @property
    def monthly(self) -> int:
        """What is due more in each month; below nothing where it is less."""
        return self.after - self.before

    @property
    def total(self) -> int:
        """The same for all the months."""
        return self.monthly * self.months

    def since(self, month: Month) -> Change | None:
        """The part of it from ``month`` on; None where there is none."""
        first = max(self.first, month)
        return Change(first, self.last, self.before, self.after) if first <= self.last else None


@dataclass(frozen=True, slots=True)
class Recalculation:
    """One party's payments before and after, up to the month of the recalculation."""

    party: str
    currency: str
    until: Month
    before: Payments
    after: Payments
    changes: tuple[Change, ...]
    """Every month up to ``until`` for which anything is due before or after, in runs."""
    limits: Mapping[Aim, Limit | None]
    """None where the law's period was not read."""

    def owed(self, aim: Aim) -> int:
        """All arrears that are owed on, or all that was paid too much, whatever has lapsed."""
        return _sum(self.changes, aim)

    def first_month(self, aim: Aim) -> Month | None:
        """The first month that has not lapsed; None where the law's period was not read."""
        limit = self.limits[aim]
        return None if limit is None else self.until - limit.months

    def within(self, aim: Aim) -> int:
        """The part of it that has not lapsed, as far as the law's period was read."""
        first = self.first_month(aim)
        if first is None:
            return self.owed(aim)
        return _sum([part for each in self.changes if (part := each.since(first)) is not None], aim)

    @property
    def further(self) -> dict[str, int]:
        """Single sums that are due more than before, by name; below nothing where less."""
        names = dict.fromkeys([*self.before.further, *self.after.further])
        return {
            name: change
            for name in names
            if (change := self.after.further.get(name, 0) - self.before.further.get(name, 0))
        }

    @property
    def net(self) -> int:
        """Arrears less what was paid too much, whatever has lapsed."""
        return self.owed("arrears") - self.owed("recovery")

    @property
    def balance(self) -> int:
        """The same of what has not lapsed, as far as the law's period was read."""
        return self.within("arrears") - self.within("recovery")


def _sum(changes: Iterable[Change], aim: Aim) -> int:
    sign = 1 if aim == "arrears" else -1
    return sum(max(sign * each.total, 0) for each in changes)


def recalculate(
    before: Mapping[str, Payments], after: Mapping[str, Payments], until: Month, agreement: Agreement
) -> dict[str, Recalculation]:
    """Lay what was due before beside what is due now, for each month up to ``until``.

    Raises FaultsError where an amount within the time cannot be told.
    """
    faults = [
        Fault(
            f"{name}.{code}",
            message("the amount of {month} cannot be told: a figure of law is missing.", month=format_month(month)),
            message("Take an earlier month, or enter the figure as established."),
        )
        for name, side in (("old", before), ("new", after))
        for code, payments in side.items()
        if (month := payments.undecided_from) is not None and month <= until
    ]
    if faults:
        raise FaultsError(faults)
    found = {}
    for code, terms in agreement.parties.items():
        old, new = before[code], after[code]
        found[code] = Recalculation(
            code, terms.currency, until, old, new, _changes(old, new, until), limits_of(scheme_of(terms))
        )
    return found


def _changes(old: Payments, new: Payments, until: Month) -> tuple[Change, ...]:
    starts = [each for each in (old.start, new.start) if each is not None]
    runs: list[Change] = []
    for month in range(min(starts), until + 1) if starts else ():
        was, now = old.amount(month), new.amount(month)
        if runs and (runs[-1].before, runs[-1].after) == (was, now):
            runs[-1] = Change(runs[-1].first, month, was, now)
        else:
            runs.append(Change(month, month, was, now))
    return tuple(runs)


def limits_of(scheme: Scheme) -> dict[Aim, Limit | None]:
    """The periods within which a payment may be claimed or recovered, as far as the scheme's file holds them."""
    path = scheme.folder / "limits.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    aims: tuple[Aim, ...] = ("arrears", "recovery")
    return {aim: _limit(tables[aim]) if aim in tables else None for aim in aims}


def _limit(table: Mapping[str, Any]) -> Limit:
    citation = Citation(table["source"], table["article"])
    return Limit(int(table["months"]), citation, table["status"], read_note(table.get("note")))


# ---- an old determination as it was kept ----


def payments_decided(
    old: Mapping[str, Any], case: Case, until: Month, agreement: Agreement | None = None
) -> dict[str, Payments]:
    """What follows from a determination as JSON holds it, for each month up to ``until``.

    What it decided is taken as it stands: only the rules that depend on the month are applied, to its own steps.
    ``case`` gives the facts that no step holds, such as dependants. Raises FaultsError where the JSON is no
    determination with its steps, or where its own amounts do not follow from it in this way: then the case that it
    was made from is needed.
    """
    career = Career(case, agreement or find_agreement(case.agreement))
    parties = old.get("parties")
    if not isinstance(parties, Mapping) or set(parties) != set(career.agreement.codes):
        wrong = message("this is no determination under the agreement {agreement}.", agreement=career.agreement.id)
        raise FaultsError([Fault("parties", wrong, message("Give the JSON of a determination, or its case."))])
    faults: list[Fault] = []
    found: dict[str, Payments] = {}
    for code in career.agreement.codes:
        try:
            found[code] = _decided(parties[code], old, career, code, until)
        except (FaultsError, KeyError, LookupError, TypeError, ValueError):
            wrong = message("what was decided cannot be carried on to other months from this alone.")
            right = message("Give the case that it was made from in its place.")
            faults.append(Fault(f"parties.{code}", wrong, right))
    if faults:
        raise FaultsError(faults)
    return found


def _decided(side: Mapping[str, Any], old: Mapping[str, Any], career: Career, code: str, until: Month) -> Payments:
    terms = career.agreement.parties[code]
    scheme = scheme_of(terms)
    if not side["entitled"]:
        return Payments(code, terms.currency, until)
    start, as_of = parse_month(side["start"]), parse_month(str(old["as_of"])[:7])
    decider = career.decider(career.case, code, as_of)
    totalising = side["basis"] == "totalised"
    joined = amount_rules(terms) if totalising else whole_amount_rules()
    model = decider.attempt(totalising, career.case.claim_month).computation
    rules = joined_rules(scheme.rules.at(start), joined)
    moving = moving_with_month(rules)
    kept = {
        each["name"]: (value, each["unit"])
        for each in side["steps"]
        if each["name"] not in moving and (value := _read(each["value"], each["unit"])) is not None
    }
    chosen = {each["name"]: each["choice"] for each in old["interpretations"] if each["party"] == code}
    computation = Computation(
        rules,
        scheme.parameters,
        start,
        model.facts,
        established=model.established,
        interpretations=scheme.interpretations,
        chosen=chosen,
        where=model.where,
        record=False,
    )
    if "monthly_amount_at_start" not in kept:
        raise LookupError("monthly_amount_at_start")
    at_start = kept["monthly_amount_at_start"][0]
    if at_start != side["monthly_amount_at_start"]:
        raise ValueError(at_start)
    # The amount that it tells of its own day must follow in the same way.
    if at_month(computation, kept, as_of).value("monthly_amount") != side["monthly_amount"]:
        raise ValueError(as_of)
    made = carried_from(computation, kept, code, terms.currency, start, until)
    return replace(made, further=dict(side["further"]))


def _read(value: object, unit: str) -> Exact | str | None:
    """One value of a step as the rules take it; None for tables, lists and what has no value."""
    if isinstance(value, (bool, int)):
        return value
    if not isinstance(value, str):
        return None
    if unit == "month":
        return parse_month(value)
    if unit in ("word", "day", "list", "conditions"):
        return value if unit == "word" else None
    number = exact(value)
    return number.numerator if number.denominator == 1 else number


def payments_before(
    old: Mapping[str, Any], case: Case, until: Month, agreement: Agreement | None = None
) -> dict[str, Payments]:
    """What was due before: of a determination's JSON as it was decided, of a case as it is decided today.

    Raises FaultsError for what is neither, or for a case that is at fault.
    """
    if "parties" in old:
        return payments_decided(old, case, until, agreement)
    return payments_of(case_from(old), until, agreement=agreement)
